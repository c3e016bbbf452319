//! What the server's messages say.

use super::{Arrival, Effect, Record, Session};
use crate::bridge::report::Report;
use crate::bridge::requests::Kind;
use crate::bridge::wire::{Inbound, WireError};

/// Writes in flight at most.
const WINDOW_MAX: usize = 4096;

impl Session {
    pub(super) fn record(&self, slot: u32) -> Option<&Record> {
        self.records.get(slot as usize)?.as_ref()
    }

    pub(super) fn value<'t>(
        &mut self,
        now: u64,
        topic: &str,
        payload: &'t str,
        snapshot: bool,
    ) -> Option<Arrival<'t>> {
        self.stats.values += 1;
        let named = self.topics.get(topic);
        let record = named.and_then(|n| self.records.get_mut(n.slot as usize)?.as_mut());
        let (Some(named), Some(record)) = (named, record) else {
            self.unknown_topic(now, topic);
            return None;
        };
        record.spelling = Some(named.spelling);
        if !snapshot {
            record.heard = self.connection;
        } else if !self.config.late_join
            || record.heard == self.connection
            || self.outbox.is_pending_after(named.slot, record.sent_before)
        {
            self.stats.skipped += 1;
            return None;
        }
        Some(Arrival {
            slot: named.slot,
            payload,
            snapshot,
        })
    }

    fn unknown_topic(&mut self, now: u64, topic: &str) {
        self.stats.unknown_topic += 1;
        if self.topics.note_unknown(topic) {
            let text = if self.topics.saturated() {
                "no record has this topic; further unknown topics are counted only"
            } else {
                "no record has this topic"
            };
            self.report(now, Report::new("unknown-topic", text).topic(topic));
        }
    }

    pub(super) fn answer(&mut self, now: u64, message: Inbound<'_>) {
        match message {
            Inbound::Pong => self.pong(now),
            Inbound::QueryResult { id, records, total } => {
                if let Some(id) = self.requests.answered(&id, Kind::Query) {
                    let total = total.to_string();
                    let text = ["{\"records\":", records, ",\"total\":", &total, "}"].concat();
                    self.effects.push_back(Effect::Reply(id, text));
                }
            }
            Inbound::TopicList { id, topics } => {
                if let Some(id) = self.requests.answered(&id, Kind::ListTopics) {
                    self.effects.push_back(Effect::Reply(id, topics.to_owned()));
                }
            }
            Inbound::Error {
                code,
                topic,
                message,
            } => {
                self.stats.server_errors += 1;
                if code == "SERVER_ERROR" && topic.is_none() && self.requests.refused(&message) {
                    return;
                }
                let mut report = match &*code {
                    "UNAUTHORIZED" => Report::new("unauthorized", message),
                    "FORBIDDEN" => Report::new("forbidden", message),
                    "UNKNOWN_TOPIC" => Report::new("server-unknown-topic", message),
                    "SERIALIZATION_ERROR" => Report::new("serialization", message),
                    "WRITE_ERROR" => Report::new("write", message),
                    "SERVER_ERROR" => Report::new("server", message),
                    _ => Report::new("server", [&code, ": ", &*message].concat()),
                };
                report.topic = topic.map(Into::into);
                self.report(now, report);
            }
            Inbound::Subscribed { topics } => {
                // A snapshot follows that is at least as new as anything before this.
                for topic in topics {
                    let slot = self.topics.get(&topic).map(|named| named.slot as usize);
                    if let Some(Some(record)) = slot.and_then(|slot| self.records.get_mut(slot)) {
                        record.heard = 0;
                    }
                }
            }
            Inbound::Data { .. } | Inbound::Snapshot { .. } => {}
        }
    }

    pub(super) fn malformed(&mut self, now: u64, error: WireError) {
        self.stats.malformed += 1;
        let report = match error {
            WireError::Malformed(why) => Report::new("malformed", why),
            WireError::UnknownType(kind) => Report::new("unknown-type", kind),
        };
        self.report(now, report);
    }

    fn pong(&mut self, now: u64) {
        let Some(pong) = self.barrier.pong(now) else {
            return;
        };
        self.stats.round_trip_ms = pong.round_trip;
        let acked = self.outbox.acknowledge(pong.number);
        self.stats.acked += acked as u64;
        self.requests.passed(pong.number);
        if acked > 0 {
            let timeout = self.pong_timeout();
            if pong.round_trip < u64::from(self.config.pong_timeout) / 2 {
                self.patience = 0;
            }
            if pong.round_trip > timeout / 3 {
                self.window = (self.window / 2).max(1);
            } else if pong.round_trip < timeout / 8 {
                self.window = (self.window * 2).min(WINDOW_MAX);
            }
        }
    }
}
