//! Pings, subscriptions and writes on a connection.

use super::{Effect, Link, Record, Session};
use crate::bridge::report::Report;
use crate::bridge::wire;

/// The pong's time is doubled at most so often.
const MAX_PATIENCE: u32 = 5;
/// Bytes in flight beyond which no further write is sent.
const WINDOW_BYTES: usize = 4 * 1024 * 1024;

impl Session {
    pub(super) fn send(&mut self, frame: String) {
        self.stats.bytes_sent += frame.len() as u64;
        self.effects.push_back(Effect::Send(frame));
    }

    pub(super) fn ping(&mut self, now: u64) {
        self.barrier.ping(now);
        self.last_ping = now;
        self.send(wire::PING.to_owned());
    }

    pub(super) fn pong_timeout(&self) -> u64 {
        u64::from(self.config.pong_timeout) << self.patience
    }

    fn pong_deadline(&self) -> Option<u64> {
        let due = self.barrier.waiting_since()? + self.pong_timeout();
        // A server that works on a query answers nothing else meanwhile.
        Some(self.requests.busy_until().map_or(due, |busy| busy.max(due)))
    }

    pub(super) fn liveness_deadline(&self) -> u64 {
        self.pong_deadline()
            .unwrap_or(self.last_ping + u64::from(self.config.keepalive))
    }

    pub(super) fn check_liveness(&mut self, now: u64) {
        if now < self.liveness_deadline() {
            return;
        }
        let Some(since) = self.barrier.waiting_since() else {
            self.ping(now);
            return;
        };
        let report = if self.last_received <= since {
            Report::new("silent", "the server does not answer any more")
        } else if self.barrier.lose() {
            // It speaks, so the pong was dropped on the way: asked again.
            self.ping(now);
            return;
        } else {
            Report::new("pongs-lost", "the server loses too many answers")
        };
        if self.outbox.in_flight() > 0 {
            // Perhaps it was only given more than it can do in the time.
            self.window = (self.window / 8).max(1);
            self.patience = (self.patience + 1).min(MAX_PATIENCE);
        }
        self.report(now, report);
        self.drop_connection();
        self.lost(now);
    }

    pub(super) fn send_batch(&mut self) {
        let batch = self
            .subscriptions
            .next_batch(self.barrier.answered(), self.barrier.next());
        if let Some(batch) = batch {
            for topic in &batch {
                let slot = self.topics.get(topic).map(|named| named.slot as usize);
                if let Some(Some(record)) = slot.and_then(|slot| self.records.get_mut(slot)) {
                    record.sent_before = self.outbox.last_sent();
                }
            }
            let frame = wire::subscription(true, batch.iter().map(|t| &**t));
            self.send(frame);
        }
    }

    pub(super) fn pump_at(&mut self, now: u64) {
        if matches!(self.link, Link::Open { .. } | Link::Proved) {
            self.send_batch();
        }
        if self.link == Link::Proved {
            while let Some(frame) = self.requests.next_frame(self.barrier.next()) {
                self.send(frame);
            }
            self.send_writes();
            let unsettled = self.outbox.in_flight() > 0
                || self.requests.busy_until().is_some()
                || self.subscriptions.waits(self.barrier.answered());
            if unsettled && self.barrier.may_ping() {
                self.ping(now);
            }
        }
        self.settle(now);
    }

    /// Whether the server may soon show which of its topics a record has: written to the
    /// other one, values would be lost, and acknowledged.
    fn is_about_to_be_named(&self, slot: u32) -> bool {
        let answered = self.barrier.answered();
        self.record(slot).is_some_and(|record| {
            record.spelling.is_none()
                && record.spellings.len() > 1
                && record
                    .spellings
                    .iter()
                    .any(|topic| self.subscriptions.unanswered(topic, answered))
        })
    }

    fn send_writes(&mut self) {
        while self.outbox.has_unsent() {
            let in_flight = self.outbox.in_flight();
            if in_flight == 0 {
                self.bytes_in_flight = 0;
            } else if in_flight >= self.window || self.bytes_in_flight >= WINDOW_BYTES {
                break;
            }
            let next = self.outbox.next_record();
            if next.is_some_and(|slot| self.is_about_to_be_named(slot)) {
                break;
            }
            let records = &self.records;
            let effects = &mut self.effects;
            let stats = &mut self.stats;
            let bytes = &mut self.bytes_in_flight;
            let sent = self.outbox.send_next(self.barrier.next(), |write| {
                let record = records.get(write.slot as usize).and_then(Option::as_ref);
                let topic = write
                    .topic
                    .or_else(|| record.map(Record::topic))
                    .unwrap_or_default();
                let frame = wire::write(topic, write.payload);
                stats.sent += 1;
                stats.resent += u64::from(write.again);
                stats.bytes_sent += frame.len() as u64;
                *bytes += frame.len();
                effects.push_back(Effect::Send(frame));
            });
            if !sent {
                break;
            }
        }
    }
}
