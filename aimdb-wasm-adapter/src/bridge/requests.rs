//! Questions to the server and their answers.
//!
//! Answers carry the question's id, except for the error a query may end in. The server
//! answers in order, so that error belongs to the oldest query on the connection; and an
//! answer that has not come by the pong of a later ping never will.

use std::collections::VecDeque;

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Not within its time.
    Timeout,
    /// The connection was lost, or the bridge was paused or has ended.
    Disconnected,
    /// The server answered and its answer did not fit the connection's channel.
    Lost,
    /// The server refused, with this message.
    Server(String),
}

impl Failure {
    /// The name TypeScript sees.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Disconnected => "disconnected",
            Self::Lost => "lost",
            Self::Server(_) => "server",
        }
    }

    /// For people.
    pub fn message(&self) -> &str {
        match self {
            Self::Timeout => "no answer within the time given",
            Self::Disconnected => "the connection was lost, paused or ended",
            Self::Lost => "the server's answer did not arrive",
            Self::Server(message) => message,
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `query`
    Query,
    /// `list_topics`
    ListTopics,
}

#[derive(Debug)]
struct Request {
    id: u32,
    kind: Kind,
    deadline: u64,
    /// The frame, until it is sent.
    frame: Option<String>,
    /// Number of the ping that covers it, once sent.
    barrier: u64,
    /// Nobody waits any more; the answer still has to be recognised.
    abandoned: bool,
}

/// Requests without an answer, in the order they were or will be sent.
#[derive(Debug, Default)]
pub struct Requests {
    open: VecDeque<Request>,
    failed: Vec<(u32, Failure)>,
}

impl Requests {
    /// Takes a request.
    pub fn submit(&mut self, id: u32, kind: Kind, frame: String, deadline: u64) {
        self.open.push_back(Request {
            id,
            kind,
            deadline,
            frame: Some(frame),
            barrier: 0,
            abandoned: false,
        });
    }

    /// The next frame to send; the ping `barrier` covers it.
    pub fn next_frame(&mut self, barrier: u64) -> Option<String> {
        let request = self.open.iter_mut().find(|r| r.frame.is_some())?;
        request.barrier = barrier;
        request.frame.take()
    }

    /// An answer with an id came. `true` if somebody waits for it. Older requests have
    /// been answered before, so their answers are lost.
    pub fn answered(&mut self, id: &str, kind: Kind) -> Option<u32> {
        let id: u32 = id.parse().ok()?;
        let index = self
            .open
            .iter()
            .position(|r| r.id == id && r.kind == kind && r.frame.is_none())?;
        for request in self.open.drain(..index) {
            if !request.abandoned {
                self.failed.push((request.id, Failure::Lost));
            }
        }
        let request = self.open.pop_front()?;
        (!request.abandoned).then_some(request.id)
    }

    /// An error without an id came: the end of the oldest query, if there is one.
    /// `true` if it was taken.
    pub fn refused(&mut self, message: &str) -> bool {
        let sent = |r: &Request| r.kind == Kind::Query && r.frame.is_none();
        let Some(index) = self.open.iter().position(sent) else {
            return false;
        };
        if let Some(request) = self.open.remove(index) {
            if !request.abandoned {
                self.failed
                    .push((request.id, Failure::Server(message.to_owned())));
            }
        }
        true
    }

    /// The ping `number` was answered: what was sent before it has been, too.
    pub fn passed(&mut self, number: u64) {
        while let Some(request) = self.open.front() {
            if request.frame.is_some() || request.barrier > number {
                break;
            }
            if let Some(request) = self.open.pop_front() {
                if !request.abandoned {
                    self.failed.push((request.id, Failure::Lost));
                }
            }
        }
    }

    /// Ends those whose time is over.
    pub fn expire(&mut self, now: u64) {
        for request in &mut self.open {
            if request.deadline <= now && !request.abandoned {
                request.abandoned = true;
                self.failed.push((request.id, Failure::Timeout));
            }
        }
        self.open
            .retain(|request| !(request.abandoned && request.frame.is_some()));
    }

    /// The connection is gone: what was asked on it stays without an answer. What was
    /// not sent yet waits for the next connection, unless there will be `none`.
    pub fn disconnected(&mut self, none: bool) {
        let failed = &mut self.failed;
        self.open.retain(|request| {
            if request.frame.is_some() && !none {
                return true;
            }
            if !request.abandoned {
                failed.push((request.id, Failure::Disconnected));
            }
            false
        });
    }

    /// When the next one's time is over.
    pub fn deadline(&self) -> Option<u64> {
        let waiting = self.open.iter().filter(|r| !r.abandoned);
        waiting.map(|r| r.deadline).min()
    }

    /// Until when the server may be silent because it works on what it was asked.
    pub fn busy_until(&self) -> Option<u64> {
        let sent = self.open.iter().filter(|r| r.frame.is_none());
        sent.map(|r| r.deadline).max()
    }

    /// Requests that failed since the last call.
    pub fn take_failed(&mut self) -> std::vec::Drain<'_, (u32, Failure)> {
        self.failed.drain(..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(kinds: &[Kind]) -> Requests {
        let mut requests = Requests::default();
        for (id, &kind) in kinds.iter().enumerate() {
            requests.submit(id as u32, kind, String::new(), 100);
        }
        requests
    }

    fn failed(requests: &mut Requests) -> Vec<(u32, Failure)> {
        requests.take_failed().collect()
    }

    use Kind::{ListTopics, Query};

    #[test]
    fn an_error_without_an_id_belongs_to_the_oldest_query() {
        let mut r = requests(&[ListTopics, Query, Query]);
        while r.next_frame(1).is_some() {}
        assert!(r.refused("no backend"));
        assert_eq!(
            failed(&mut r),
            [(1, Failure::Server("no backend".to_owned()))]
        );
        assert_eq!(r.answered("2", Query), Some(2));
        assert_eq!(failed(&mut r), [(0, Failure::Lost)]);
        assert!(!r.refused("nobody asked"));
    }

    #[test]
    fn a_query_that_timed_out_still_takes_its_error() {
        let mut r = requests(&[Query]);
        r.next_frame(1);
        r.expire(100);
        assert_eq!(failed(&mut r), [(0, Failure::Timeout)]);
        r.submit(9, Query, String::new(), 500);
        r.next_frame(1);
        assert!(r.refused("about the first"));
        assert_eq!(failed(&mut r), []);
        assert_eq!(r.answered("9", Query), Some(9));
    }

    #[test]
    fn the_pong_after_a_request_ends_it() {
        let mut r = requests(&[Query, ListTopics]);
        r.next_frame(1);
        r.next_frame(2);
        r.passed(1);
        assert_eq!(failed(&mut r), [(0, Failure::Lost)]);
        assert_eq!(r.answered("1", ListTopics), Some(1));
    }

    #[test]
    fn what_was_not_sent_survives_a_reconnect() {
        let mut r = requests(&[Query, Query]);
        r.next_frame(1);
        r.disconnected(false);
        assert_eq!(failed(&mut r), [(0, Failure::Disconnected)]);
        assert!(r.next_frame(1).is_some());
        r.submit(7, Query, String::new(), 100);
        r.disconnected(true);
        assert_eq!(failed(&mut r).len(), 2);
        assert_eq!(r.deadline(), None);
    }

    #[test]
    fn an_answer_of_the_wrong_kind_or_a_stranger_is_none() {
        let mut r = requests(&[Query]);
        assert_eq!(r.answered("0", Query), None, "not sent yet");
        r.next_frame(1);
        assert_eq!(r.answered("0", ListTopics), None);
        assert_eq!(r.answered("x", Query), None);
        assert_eq!(r.answered("0", Query), Some(0));
    }
}
