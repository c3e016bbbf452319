//! Local writes on their way to the server.
//!
//! One queue, oldest first: what has been sent on the current connection and is not
//! acknowledged, then what has not been sent. A write leaves it when the server has
//! processed it, or when it is given up, with a reason.

use std::collections::VecDeque;

use super::config::Delivery;

/// The slot of a write that belongs to no record.
pub const NO_SLOT: u32 = u32::MAX;

/// More than this is never queued, even while connected.
const MAX_CONNECTED: usize = 262_144;

/// What a record's buffer says about more writes than it can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overflow {
    /// A ring: the newest so many count.
    Ring(u32),
    /// SingleLatest and Mailbox: only the newest counts.
    Latest,
    /// Writes to a topic without a record: all count.
    Keep,
}

/// Why a write was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DropReason {
    /// A newer value took its place while the bridge was offline.
    Overwritten,
    /// The record's ring holds only so many.
    Displaced,
    /// The whole queue was full.
    QueueFull,
    /// Sent at most once, and the connection was lost before the acknowledgement.
    Unconfirmed,
    /// Larger than any frame the server takes.
    TooLarge,
    /// Made here, and against its contract.
    Contract,
}

impl DropReason {
    /// The name TypeScript sees.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overwritten => "overwritten",
            Self::Displaced => "displaced",
            Self::QueueFull => "queue-full",
            Self::Unconfirmed => "unconfirmed",
            Self::TooLarge => "too-large",
            Self::Contract => "contract",
        }
    }
}

/// A write given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The record, or [`NO_SLOT`].
    pub slot: u32,
    /// The topic, if it belongs to no record.
    pub topic: Option<Box<str>>,
    /// Why.
    pub reason: DropReason,
}

/// A write, as it is handed in.
#[derive(Debug)]
pub struct Write {
    /// The record, or [`NO_SLOT`].
    pub slot: u32,
    /// The topic, if it belongs to no record.
    pub topic: Option<Box<str>>,
    /// The value as JSON text.
    pub payload: String,
    /// What happens to it when too many wait.
    pub overflow: Overflow,
    /// Whether it may be sent twice.
    pub delivery: Delivery,
}

/// A write as it goes out.
#[derive(Debug)]
pub struct Outgoing<'a> {
    /// The record, or [`NO_SLOT`].
    pub slot: u32,
    /// The topic, if it belongs to no record.
    pub topic: Option<&'a str>,
    /// The value as JSON text.
    pub payload: &'a str,
    /// Whether it has been sent before, on an earlier connection.
    pub again: bool,
}

#[derive(Debug)]
struct Entry {
    seq: u64,
    slot: u32,
    topic: Option<Box<str>>,
    /// `None` once the write was given up: a gap, removed when it is cheap.
    payload: Option<String>,
    /// Number of the ping that covers it on this connection.
    barrier: u64,
    delivery: Delivery,
    again: bool,
}

/// The queue of local writes.
#[derive(Debug, Default)]
pub struct Outbox {
    /// The first one has not been given up.
    entries: VecDeque<Entry>,
    /// How many entries at the front have been sent on this connection.
    passed: usize,
    live: usize,
    in_flight: usize,
    seqs: u64,
    /// The last write sent on this connection.
    last_sent: u64,
    /// Pending writes of each record, oldest first.
    by_slot: Vec<VecDeque<u64>>,
    dropped: Vec<Dropped>,
}

impl Outbox {
    /// Writes that are neither acknowledged nor given up.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// Writes sent on this connection and not acknowledged.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Whether there is something to send.
    pub fn has_unsent(&self) -> bool {
        self.live > self.in_flight
    }

    /// Whether a record has a write pending that is newer than `seq`.
    pub fn is_pending_after(&self, slot: u32, seq: u64) -> bool {
        self.by_slot
            .get(slot as usize)
            .and_then(VecDeque::back)
            .is_some_and(|&newest| newest > seq)
    }

    /// Pending writes at or below this number have been sent on this connection.
    pub fn last_sent(&self) -> u64 {
        self.last_sent
    }

    /// A number that all writes taken so far are at or below.
    pub fn last_seq(&self) -> u64 {
        self.seqs
    }

    /// Whether every write at or below `seq` is acknowledged or given up.
    pub fn settled(&self, seq: u64) -> bool {
        self.entries.front().is_none_or(|entry| entry.seq > seq)
    }

    /// Writes given up since the last call.
    pub fn take_dropped(&mut self) -> std::vec::Drain<'_, Dropped> {
        self.dropped.drain(..)
    }

    /// Takes a write. Offline, the record's buffer and `max` bound what waits; while
    /// connected only memory does, since everything is on its way.
    pub fn push(&mut self, write: Write, online: bool, max: usize) {
        if online {
            while self.live >= max.max(MAX_CONNECTED) {
                let unsent = self.entries.range(self.passed..);
                let Some(seq) = unsent
                    .filter(|entry| entry.payload.is_some())
                    .map(|entry| entry.seq)
                    .next()
                else {
                    break;
                };
                self.give_up(seq, DropReason::QueueFull);
            }
        } else {
            match write.overflow {
                Overflow::Latest => self.trim(write.slot, 0, DropReason::Overwritten),
                Overflow::Ring(capacity) => {
                    let room = (capacity as usize).saturating_sub(1);
                    self.trim(write.slot, room, DropReason::Displaced);
                }
                Overflow::Keep => {}
            }
            if max == 0 {
                self.dropped.push(Dropped {
                    slot: write.slot,
                    topic: write.topic,
                    reason: DropReason::QueueFull,
                });
                return;
            }
            while self.live >= max {
                // A busy ring makes room in its own history, not in another record's.
                let own = match write.overflow {
                    Overflow::Ring(_) => self.oldest_of(write.slot),
                    _ => None,
                };
                let oldest = || {
                    let live = self.entries.iter().find(|entry| entry.payload.is_some());
                    live.map(|entry| entry.seq)
                };
                let Some(seq) = own.or_else(oldest) else {
                    break;
                };
                self.give_up(seq, DropReason::QueueFull);
            }
        }

        self.seqs += 1;
        if write.slot != NO_SLOT {
            let slot = write.slot as usize;
            if self.by_slot.len() <= slot {
                self.by_slot.resize_with(slot + 1, VecDeque::new);
            }
            self.by_slot[slot].push_back(self.seqs);
        }
        self.live += 1;
        self.entries.push_back(Entry {
            seq: self.seqs,
            slot: write.slot,
            topic: write.topic,
            payload: Some(write.payload),
            barrier: 0,
            delivery: write.delivery,
            again: false,
        });
    }

    /// The record of the next write to be sent, if it goes to that record's topic.
    pub fn next_record(&self) -> Option<u32> {
        let mut unsent = self.entries.range(self.passed..);
        let next = unsent.find(|entry| entry.payload.is_some())?;
        next.topic.is_none().then_some(next.slot)
    }

    /// Sends the next write through `send`; it is covered by the ping `barrier`.
    /// `false` if there was nothing to send.
    pub fn send_next(&mut self, barrier: u64, send: impl FnOnce(Outgoing<'_>)) -> bool {
        while let Some(entry) = self.entries.get_mut(self.passed) {
            self.passed += 1;
            let Some(payload) = &mut entry.payload else {
                continue;
            };
            send(Outgoing {
                slot: entry.slot,
                topic: entry.topic.as_deref(),
                payload,
                again: entry.again,
            });
            entry.barrier = barrier;
            self.last_sent = entry.seq;
            if entry.delivery == Delivery::AtMostOnce {
                *payload = String::new();
            }
            self.in_flight += 1;
            return true;
        }
        false
    }

    /// The ping `number` was answered. Gives how many writes that acknowledges.
    pub fn acknowledge(&mut self, number: u64) -> usize {
        let before = self.live;
        while self.passed > 0 {
            match self.entries.front() {
                Some(entry) if entry.payload.is_none() => {}
                Some(entry) if entry.barrier <= number => {
                    self.live -= 1;
                    self.in_flight -= 1;
                    if let Some(seqs) = self.by_slot.get_mut(entry.slot as usize) {
                        seqs.pop_front();
                    }
                }
                _ => break,
            }
            self.entries.pop_front();
            self.passed -= 1;
        }
        self.drop_front_gaps();
        before - self.live
    }

    /// The connection is gone: what was sent and not acknowledged will be sent again,
    /// or is given up where that is not allowed.
    pub fn disconnected(&mut self) {
        let sent = self.passed.min(self.entries.len());
        let mut uncertain = Vec::new();
        for entry in self.entries.range_mut(..sent) {
            entry.again = true;
            if entry.delivery == Delivery::AtMostOnce && entry.payload.is_some() {
                uncertain.push(entry.seq);
            }
        }
        for seq in uncertain {
            self.give_up(seq, DropReason::Unconfirmed);
        }
        self.passed = 0;
        self.in_flight = 0;
        self.last_sent = 0;
    }

    fn oldest_of(&self, slot: u32) -> Option<u64> {
        self.by_slot.get(slot as usize)?.front().copied()
    }

    /// Gives up the oldest writes of a record until `room` are left.
    fn trim(&mut self, slot: u32, room: usize, reason: DropReason) {
        while let Some(seqs) = self.by_slot.get(slot as usize) {
            match seqs.front() {
                Some(&seq) if seqs.len() > room => self.give_up(seq, reason),
                _ => break,
            }
        }
    }

    fn give_up(&mut self, seq: u64, reason: DropReason) {
        let Ok(index) = self.entries.binary_search_by_key(&seq, |entry| entry.seq) else {
            return;
        };
        let entry = &mut self.entries[index];
        if entry.payload.take().is_none() {
            return;
        }
        self.dropped.push(Dropped {
            slot: entry.slot,
            topic: entry.topic.take(),
            reason,
        });
        self.live -= 1;
        if index < self.passed {
            self.in_flight -= 1;
        }
        if let Some(seqs) = self.by_slot.get_mut(entry.slot as usize) {
            // Nearly always the oldest.
            if let Some(at) = seqs.iter().position(|&s| s == seq) {
                seqs.remove(at);
            }
        }
        self.drop_front_gaps();
        if self.entries.len() > 2 * self.live + 64 {
            let passed = self.passed;
            self.passed = self
                .entries
                .range(..passed)
                .filter(|e| e.payload.is_some())
                .count();
            self.entries.retain(|e| e.payload.is_some());
        }
    }

    /// Gaps at the front would pass for writes that wait.
    fn drop_front_gaps(&mut self) {
        while self.entries.front().is_some_and(|e| e.payload.is_none()) {
            self.entries.pop_front();
            self.passed = self.passed.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(slot: u32, value: u32, overflow: Overflow) -> Write {
        Write {
            slot,
            topic: None,
            payload: value.to_string(),
            overflow,
            delivery: Delivery::AtLeastOnce,
        }
    }

    fn once(slot: u32, value: u32) -> Write {
        Write {
            delivery: Delivery::AtMostOnce,
            ..write(slot, value, Overflow::Ring(100))
        }
    }

    fn send_all(outbox: &mut Outbox, barrier: u64) -> Vec<(u32, String)> {
        let mut sent = Vec::new();
        while outbox.has_unsent() {
            outbox.send_next(barrier, |w| sent.push((w.slot, w.payload.to_owned())));
        }
        sent
    }

    fn values(sent: &[(u32, String)]) -> Vec<u32> {
        sent.iter().map(|(_, p)| p.parse().unwrap()).collect()
    }

    #[test]
    fn first_in_first_out_across_records() {
        let mut outbox = Outbox::default();
        for n in 0..6 {
            outbox.push(write(n % 2, n, Overflow::Ring(10)), false, 100);
        }
        assert_eq!(values(&send_all(&mut outbox, 1)), [0, 1, 2, 3, 4, 5]);
        assert_eq!(outbox.in_flight(), 6);
        assert_eq!(outbox.acknowledge(1), 6);
        assert!(outbox.is_empty());
    }

    #[test]
    fn an_offline_ring_keeps_its_newest() {
        let mut outbox = Outbox::default();
        for n in 0..10 {
            outbox.push(write(0, n, Overflow::Ring(3)), false, 100);
        }
        assert_eq!(outbox.take_dropped().count(), 7);
        assert_eq!(values(&send_all(&mut outbox, 1)), [7, 8, 9]);
    }

    #[test]
    fn an_offline_latest_keeps_one_in_its_new_place() {
        let mut outbox = Outbox::default();
        outbox.push(write(0, 1, Overflow::Latest), false, 100);
        outbox.push(write(1, 2, Overflow::Latest), false, 100);
        outbox.push(write(0, 3, Overflow::Latest), false, 100);
        assert_eq!(values(&send_all(&mut outbox, 1)), [2, 3]);
        let dropped: Vec<_> = outbox.take_dropped().collect();
        assert_eq!(dropped.len(), 1);
        assert_eq!(dropped[0].reason, DropReason::Overwritten);
    }

    #[test]
    fn connected_nothing_is_displaced() {
        let mut outbox = Outbox::default();
        for n in 0..10 {
            outbox.push(write(0, n, Overflow::Latest), true, 2);
        }
        assert_eq!(send_all(&mut outbox, 1).len(), 10);
        assert_eq!(outbox.take_dropped().count(), 0);
    }

    #[test]
    fn a_full_queue_drops_the_oldest_and_a_busy_ring_its_own() {
        let mut outbox = Outbox::default();
        outbox.push(write(1, 100, Overflow::Latest), false, 3);
        for n in 0..5 {
            outbox.push(write(0, n, Overflow::Ring(50)), false, 3);
        }
        assert_eq!(values(&send_all(&mut outbox, 1)), [100, 3, 4]);
        assert!(outbox
            .take_dropped()
            .all(|d| d.reason == DropReason::QueueFull && d.slot == 0));
        outbox.disconnected();
        outbox.push(write(2, 7, Overflow::Latest), false, 3);
        assert_eq!(values(&send_all(&mut outbox, 1)), [3, 4, 7]);
    }

    #[test]
    fn a_queue_of_nothing_takes_nothing() {
        let mut outbox = Outbox::default();
        outbox.push(write(0, 1, Overflow::Latest), false, 0);
        assert!(outbox.is_empty());
        assert_eq!(outbox.take_dropped().count(), 1);
    }

    #[test]
    fn the_unacknowledged_are_sent_again() {
        let mut outbox = Outbox::default();
        for n in 0..3 {
            outbox.push(write(0, n, Overflow::Ring(10)), true, 100);
        }
        outbox.send_next(1, |_| ());
        outbox.send_next(2, |_| ());
        assert_eq!(outbox.acknowledge(1), 1);
        outbox.disconnected();
        assert_eq!(values(&send_all(&mut outbox, 1)), [1, 2]);
        assert_eq!(outbox.acknowledge(1), 2);
    }

    #[test]
    fn at_most_once_is_not_sent_again() {
        let mut outbox = Outbox::default();
        outbox.push(once(0, 1), true, 100);
        outbox.push(once(0, 2), true, 100);
        outbox.send_next(1, |_| ());
        outbox.disconnected();
        let dropped: Vec<_> = outbox.take_dropped().collect();
        assert_eq!(dropped.len(), 1);
        assert_eq!(dropped[0].reason, DropReason::Unconfirmed);
        assert_eq!(values(&send_all(&mut outbox, 1)), [2]);
    }

    #[test]
    fn gaps_behind_a_waiting_write_do_not_pile_up() {
        let mut outbox = Outbox::default();
        outbox.push(write(1, 0, Overflow::Ring(2)), false, 1000);
        for n in 0..100_000 {
            outbox.push(write(0, n, Overflow::Latest), false, 1000);
            outbox.take_dropped();
        }
        assert!(outbox.entries.len() < 200, "{}", outbox.entries.len());
        assert_eq!(values(&send_all(&mut outbox, 1)), [0, 99_999]);
    }

    #[test]
    fn settled_means_everything_up_to_there() {
        let mut outbox = Outbox::default();
        outbox.push(write(0, 1, Overflow::Ring(9)), true, 100);
        let target = outbox.last_seq();
        outbox.push(write(0, 2, Overflow::Ring(9)), true, 100);
        assert!(!outbox.settled(target));
        outbox.send_next(1, |_| ());
        outbox.send_next(2, |_| ());
        outbox.acknowledge(1);
        assert!(outbox.settled(target));
        assert!(!outbox.settled(outbox.last_seq()));
        assert!(outbox.is_pending_after(0, target));
        assert!(!outbox.is_pending_after(0, outbox.last_sent()));
        outbox.acknowledge(2);
        assert!(!outbox.is_pending_after(0, 0));
    }

    #[test]
    fn what_was_given_up_behind_the_last_acknowledged_write_does_not_keep_a_flush_waiting() {
        // Given up because it may not be sent twice, and because nothing may wait.
        for newer in [once(1, 2), write(1, 2, Overflow::Latest)] {
            let mut outbox = Outbox::default();
            outbox.push(write(0, 1, Overflow::Ring(9)), true, 100);
            outbox.push(newer, true, 100);
            send_all(&mut outbox, 1);
            let target = outbox.last_seq();
            outbox.disconnected();
            outbox.push(write(1, 3, Overflow::Latest), false, 0);
            assert_eq!(values(&send_all(&mut outbox, 1)), [1]);
            assert!(!outbox.settled(target));
            assert_eq!(outbox.acknowledge(1), 1);
            assert!(outbox.is_empty() && outbox.settled(target));
        }
    }
}
