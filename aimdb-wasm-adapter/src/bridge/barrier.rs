//! Pings, pongs, and what they prove.

use std::collections::VecDeque;

/// How many pongs may go missing before the connection is given up: each one lost
/// leaves the newest ping of the connection without an answer for good.
pub const MAX_DEBT: usize = 3;

/// Pings of one connection and the pongs that answered them, by number: the n-th pong
/// answers the n-th ping or a later one, so crediting it to the n-th is always safe.
#[derive(Debug, Default)]
pub struct Barrier {
    sent: u64,
    waiting: VecDeque<u64>,
    debt: usize,
}

/// A pong that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pong {
    /// Everything sent before the ping of this number has been processed.
    pub number: u64,
    /// Milliseconds since that ping left.
    pub round_trip: u64,
}

impl Barrier {
    /// The number the next ping will have; what is sent now is behind it.
    pub fn next(&self) -> u64 {
        self.sent + 1
    }

    /// How many pings have had their pong.
    pub fn answered(&self) -> u64 {
        self.sent - self.waiting.len() as u64
    }

    /// Whether a ping may leave: one at a time, plus those whose pong got lost.
    pub fn may_ping(&self) -> bool {
        self.waiting.len() <= self.debt
    }

    /// A ping leaves now.
    pub fn ping(&mut self, now: u64) {
        self.sent += 1;
        self.waiting.push_back(now);
    }

    /// A pong came in; `None` if it answers nothing.
    pub fn pong(&mut self, now: u64) -> Option<Pong> {
        let at = self.waiting.pop_front()?;
        self.debt = self.debt.min(self.waiting.len());
        Some(Pong {
            number: self.answered(),
            round_trip: now.saturating_sub(at),
        })
    }

    /// When the ping that is being waited for left, if one is.
    pub fn waiting_since(&self) -> Option<u64> {
        if self.may_ping() {
            return None;
        }
        self.waiting.back().copied()
    }

    /// The pong is overdue although the server speaks: it counts as lost. `false` if
    /// too many are.
    pub fn lose(&mut self) -> bool {
        self.debt = self.waiting.len();
        self.debt <= MAX_DEBT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pong_answers_the_oldest_ping() {
        let mut barrier = Barrier::default();
        assert_eq!(barrier.next(), 1);
        barrier.ping(10);
        assert!(!barrier.may_ping());
        assert_eq!(
            barrier.pong(25),
            Some(Pong {
                number: 1,
                round_trip: 15
            })
        );
        assert!(barrier.may_ping());
        assert_eq!(barrier.pong(26), None, "a pong nobody asked for");
    }

    #[test]
    fn a_pong_after_a_lost_one_is_not_credited_to_the_later_ping() {
        let mut barrier = Barrier::default();
        barrier.ping(0);
        assert!(barrier.lose());
        assert!(barrier.may_ping());
        barrier.ping(10);
        assert_eq!(barrier.pong(12).map(|p| p.number), Some(1));
        assert_eq!(barrier.answered(), 1);
        assert!(barrier.may_ping(), "one is owed for good");
        barrier.ping(20);
        assert_eq!(barrier.pong(21).map(|p| p.number), Some(2));
    }

    #[test]
    fn a_pong_that_was_only_late_clears_the_debt() {
        let mut barrier = Barrier::default();
        barrier.ping(0);
        assert!(barrier.lose());
        barrier.ping(10);
        barrier.pong(11);
        barrier.pong(12);
        barrier.ping(20);
        assert!(!barrier.may_ping());
    }

    #[test]
    fn too_many_lost_pongs_are_too_many() {
        let mut barrier = Barrier::default();
        for lost in 1..=MAX_DEBT + 1 {
            assert!(barrier.may_ping());
            barrier.ping(0);
            assert_eq!(barrier.lose(), lost <= MAX_DEBT);
        }
    }
}
