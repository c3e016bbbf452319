//! What a socket and a timer tell it.

use super::{Arrival, Effect, End, Flush, Link, Reread, Session, WINDOW_START};
use crate::bridge::report::Report;
use crate::bridge::requests::Failure;
use crate::bridge::wire::{self, Inbound};

impl Session {
    /// The socket is open.
    pub fn opened(&mut self, now: u64) {
        let now = self.clock.read(now);
        let Link::Opening { deadline } = self.link else {
            return;
        };
        self.link = Link::Open { deadline };
        self.connection += 1;
        self.last_received = now;
        self.window = self.window.min(WINDOW_START);
        self.bytes_in_flight = 0;
        // First those whose writes may have to wait for the answer.
        let records = || (0u32..).zip(&self.records);
        let waiting = records().filter(|(slot, _)| self.outbox.is_pending_after(*slot, 0));
        let topics = waiting.chain(records()).filter_map(|(_, it)| it.as_ref());
        let topics = topics.flat_map(|record| &record.spellings);
        self.subscriptions.connected(topics.map(|t| &**t));
        self.send_batch();
        // Whatever the server has to say to the subscriptions, this it must answer.
        self.ping(now);
    }

    /// No socket could be made of the URL.
    pub fn open_failed(&mut self, now: u64, message: &str) {
        let now = self.clock.read(now);
        if !matches!(self.link, Link::Opening { .. }) {
            return;
        }
        self.report(now, Report::new("url", message));
        if self.config.url_provider {
            self.lost(now);
        } else {
            self.end(now, End::Tired);
        }
    }

    /// The socket was closed, by the server or the network.
    pub fn closed(&mut self, now: u64, code: u16) {
        let now = self.clock.read(now);
        match self.link {
            Link::Opening { .. } => self.effects.push_back(Effect::Probe),
            Link::Open { .. } => self.report(
                now,
                Report::new(
                    "closed-early",
                    "the server accepted the connection and closed it without a word",
                ),
            ),
            Link::Proved => {
                // 1000, 1001, 1005 and 1006 are an end without a reason.
                if !matches!(code, 1000 | 1001 | 1005 | 1006) {
                    self.report(
                        now,
                        Report::new(
                            "closed",
                            ["the server closed the connection, code ", &code.to_string()].concat(),
                        ),
                    );
                }
            }
            _ => return,
        }
        self.lost(now);
    }

    /// The socket of [`Effect::Leave`] is closed.
    pub fn left(&mut self, now: u64) {
        let now = self.clock.read(now);
        if self.leaving.take().is_some() {
            self.retry_now(now);
        }
    }

    /// What [`Effect::Probe`] found: whether the host answers, if that could be told.
    pub fn probed(&mut self, now: u64, answers: Option<bool>) {
        let now = self.clock.read(now);
        // An attempt that was the last one has its reason told, too.
        if matches!(
            self.link,
            Link::Ended(End::Paused | End::Gone) | Link::Proved
        ) {
            return;
        }
        let report = match answers {
            Some(true) => {
                self.refusals += 1;
                Report::new(
                    "refused",
                    "the server is there and refused the connection: \
                     a missing or expired token, or a wrong path in the URL",
                )
            }
            Some(false) => {
                self.refusals = 0;
                Report::new("unreachable", "the server cannot be reached")
            }
            None => Report::new(
                "connect-failed",
                "the connection could not be opened: the server cannot be reached, \
                 or it refused the token or the path",
            ),
        };
        self.report(now, report);
        if self.refused_for_good() && matches!(self.link, Link::Waiting { .. }) {
            self.end(now, End::Tired);
        }
    }

    /// A binary frame came; the protocol has none.
    pub fn binary(&mut self, now: u64) {
        let now = self.clock.read(now);
        self.last_received = now;
        self.stats.received += 1;
        self.stats.malformed += 1;
        self.report(now, Report::new("binary", "a binary frame was ignored"));
    }

    /// A text frame came.
    pub fn text<'t>(&mut self, now: u64, text: &'t str) -> Option<Arrival<'t>> {
        let now = self.clock.read(now);
        if !matches!(self.link, Link::Open { .. } | Link::Proved) {
            return None;
        }
        self.last_received = now;
        self.stats.received += 1;
        self.stats.bytes_received += text.len() as u64;
        let message = match wire::glance(text).map_or_else(|| wire::decode(text), Ok) {
            Ok(message) => message,
            Err(error) => {
                self.malformed(now, error);
                return None;
            }
        };
        if self.link != Link::Proved {
            self.proved();
        }
        let arrival = match message {
            Inbound::Data { topic, payload, .. } => self.value(now, &topic, payload, false),
            Inbound::Snapshot { topic, payload } => self.value(now, &topic, payload, true),
            other => {
                self.answer(now, other);
                None
            }
        };
        // Values need no answer; the first message and pongs make room for more.
        if arrival.is_none() {
            self.pump_at(now);
        }
        arrival
    }

    /// An [`Arrival`] of this text broke its contract. Before the contract is blamed, the
    /// frame is read in full: it may be the frame that is broken, or its fields may stand
    /// in another order, and then there is another payload to apply.
    pub fn reread<'t>(&mut self, now: u64, text: &'t str, arrival: &Arrival<'t>) -> Reread<'t> {
        if arrival.snapshot {
            return Reread::Same;
        }
        match wire::decode(text) {
            Ok(Inbound::Data { payload, .. }) if payload != arrival.payload => {
                Reread::Other(Arrival {
                    payload,
                    ..*arrival
                })
            }
            Ok(_) => Reread::Same,
            Err(error) => {
                let now = self.clock.read(now);
                self.stats.values -= 1;
                self.malformed(now, error);
                Reread::Malformed
            }
        }
    }

    /// How applying an [`Arrival`] went: the contract's violation as JSON text, if it
    /// was rejected.
    pub fn applied(&mut self, now: u64, slot: u32, outcome: Result<(), String>) {
        let Err(violation) = outcome else {
            self.stats.applied += 1;
            return;
        };
        let now = self.clock.read(now);
        self.stats.rejected += 1;
        let message = "a value from the server breaks its contract";
        self.report_violation(now, slot, message, Some(violation));
    }

    /// Time has passed.
    pub fn tick(&mut self, now: u64) {
        let now = self.clock.read(now);
        match self.link {
            Link::Waiting { until } if now >= until => self.attempt(now),
            Link::Asking { deadline } if now >= deadline => {
                self.report(
                    now,
                    Report::new("no-url", "the URL was not provided in time"),
                );
                self.lost(now);
            }
            Link::Opening { deadline } | Link::Open { deadline } if now >= deadline => {
                self.report(
                    now,
                    Report::new("connect-timeout", "the server did not answer in time"),
                );
                self.drop_connection();
                self.lost(now);
            }
            Link::Proved => self.check_liveness(now),
            _ => {}
        }
        self.requests.expire(now);
        let (due, waiting) = std::mem::take(&mut self.flushes)
            .into_iter()
            .partition(|flush| flush.deadline <= now);
        self.flushes = waiting;
        let due: Vec<Flush> = due;
        for flush in due {
            let effect = if self.outbox.settled(flush.target) {
                Effect::Reply(flush.id, "null".to_owned())
            } else {
                Effect::Failed(flush.id, Failure::Timeout)
            };
            self.effects.push_back(effect);
        }
        self.tell_gathered(now);
        self.pump_at(now);
    }
}
