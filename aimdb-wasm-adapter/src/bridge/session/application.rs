//! What the application asks of it.

use super::{Effect, End, Flush, Link, Record, RecordSpec, Session, Status};
use crate::bridge::outbox::{DropReason, Dropped, Overflow, Write, NO_SLOT};
use crate::bridge::report::Report;
use crate::bridge::requests::Kind;
use crate::bridge::topic;
use crate::bridge::wire;

/// How long a server may take to close the connection that a pause left. Then the next
/// is opened beside it.
const LEAVE: u64 = 5_000;
/// A connection that was silent longer is asked for life when the page comes back.
const STALE: u64 = 5_000;

impl Session {
    /// Makes the first attempt to connect.
    pub fn start(&mut self, now: u64) {
        let now = self.clock.read(now);
        if self.link == Link::New {
            self.effects.push_back(Effect::Status(self.status));
            self.attempt(now);
        }
    }

    /// Tries at once, also after the retries were used up and while paused. Not after
    /// [`Session::disconnect`].
    pub fn reconnect(&mut self, now: u64) {
        let now = self.clock.read(now);
        if matches!(self.link, Link::Ended(End::Tired | End::Paused)) {
            self.failures = 0;
            self.refusals = 0;
            self.backoff.reset();
            self.set_status(Status::Connecting);
            self.attempt_soon(now);
        } else {
            self.retry_now(now);
        }
    }

    /// Goes offline and stays there: writes wait, as when the connection is lost.
    pub fn pause(&mut self, now: u64) {
        let now = self.clock.read(now);
        match self.link {
            Link::Ended(End::Gone | End::Paused) => return,
            Link::Proved => {
                self.leaving = Some(now + LEAVE);
                self.effects.push_back(Effect::Leave);
            }
            _ => self.drop_connection(),
        }
        self.end(now, End::Paused);
    }

    /// Ends a pause.
    pub fn resume(&mut self, now: u64) {
        if self.paused() {
            self.reconnect(now);
        }
    }

    /// Ends the bridge for good.
    pub fn disconnect(&mut self, now: u64) {
        let now = self.clock.read(now);
        if self.link == Link::Ended(End::Gone) {
            return;
        }
        if self.leaving.take().is_some() {
            self.effects.push_back(Effect::Close);
        }
        self.drop_connection();
        self.end(now, End::Gone);
        let waiting = self.outbox.len();
        if waiting > 0 {
            // Said once, and whatever else there was to say.
            let message = [&waiting.to_string(), " writes were not acknowledged"].concat();
            let report = Report::new("pending-writes", message);
            self.effects.push_back(Effect::Error(report));
        }
        // There will be no further tick to say these.
        self.tell_gathered(u64::MAX);
    }

    /// A record exists from now on, or is described anew.
    pub fn add_record(&mut self, now: u64, spec: RecordSpec<'_>) {
        let now = self.clock.read(now);
        let spellings = topic::spellings(spec.key, spec.topic);
        let writes = match &self.config.write_topics {
            None => true,
            Some(patterns) => spellings
                .iter()
                .any(|topic| patterns.iter().any(|p| topic::matches(p, topic))),
        };
        let slot = spec.slot as usize;
        let before = self.records.get_mut(slot).and_then(Option::take);
        let mut spelling = None;
        if let Some(before) = &before {
            self.free_topics(spec.slot, &before.spellings);
            spelling = before.spelling.filter(|_| before.spellings == spellings);
        }
        let conflict = self
            .topics
            .insert(spec.slot, &spellings, spec.topic.is_some())
            .map(|topic| {
                Report::new("topic-conflict", "two records were given this topic")
                    .topic(topic)
                    .slot(spec.slot)
            });
        if let Some(report) = conflict {
            self.report(now, report);
        }
        if let Some(before) = before {
            self.unsubscribe_unused(before.spellings);
        }
        if matches!(self.link, Link::Open { .. } | Link::Proved) {
            for topic in &spellings {
                self.subscriptions.record_added(topic);
            }
        }
        if self.records.len() <= slot {
            self.records.resize_with(slot + 1, || None);
        }
        self.records[slot] = Some(Record {
            spellings,
            given: spec.topic.is_some(),
            spelling,
            overflow: spec.overflow,
            delivery: spec.delivery.unwrap_or(self.config.delivery),
            forward: spec.forward,
            writes,
            heard: 0,
            sent_before: 0,
        });
    }

    /// A record has these topics no more: who else could mean one of them has it now.
    fn free_topics(&mut self, slot: u32, topics: &[Box<str>]) {
        self.topics.remove(slot, topics);
        for (slot, record) in self.records.iter().enumerate() {
            let Some(record) = record else { continue };
            if record.spellings.iter().any(|topic| topics.contains(topic)) {
                self.topics
                    .insert(slot as u32, &record.spellings, record.given);
            }
        }
    }

    fn unsubscribe_unused(&mut self, mut topics: Vec<Box<str>>) {
        topics.retain(|topic| {
            self.topics.get(topic).is_none() && self.subscriptions.record_removed(topic)
        });
        self.unsubscribed(&topics);
    }

    fn unsubscribed(&mut self, topics: &[Box<str>]) {
        if !topics.is_empty() {
            let frame = wire::subscription(false, topics.iter().map(|t| &**t));
            self.send(frame);
        }
    }

    /// A record was written locally. Only queues it: [`Session::pump`] sends.
    pub fn local_write(&mut self, now: u64, slot: u32, payload: String) {
        let now = self.clock.read(now);
        let Some(record) = self.record(slot) else {
            return;
        };
        let write = Write {
            slot,
            topic: None,
            overflow: record.overflow,
            delivery: record.delivery,
            payload,
        };
        let topic_len = record.topic().len();
        self.enqueue(now, write, topic_len);
    }

    /// A record was written locally with what its contract does not allow: nobody could
    /// read it. Takes the violation as JSON text, if there is one.
    pub fn unfit_write(&mut self, now: u64, slot: u32, violation: Option<String>) {
        let now = self.clock.read(now);
        if self.link == Link::Ended(End::Gone) {
            return;
        }
        self.stats.written += 1;
        self.note_drop(
            now,
            Dropped {
                slot,
                topic: None,
                reason: DropReason::Contract,
            },
        );
        let message = "a value that was made here breaks its contract and is not sent";
        self.report_violation(now, slot, message, violation);
    }

    /// A write to a topic, which need not be a record's.
    pub fn write(&mut self, now: u64, topic: &str, payload: String) -> Result<(), &'static str> {
        let now = self.clock.read(now);
        if let Some(objection) = topic::objection(topic) {
            return Err(objection);
        }
        if topic::is_pattern(topic) {
            return Err("a write needs one topic, not a pattern");
        }
        if serde_json::from_str::<&serde_json::value::RawValue>(&payload).is_err() {
            return Err("the payload is not JSON");
        }
        let named = self.topics.get(topic);
        let record = named.and_then(|named| self.record(named.slot));
        let write = Write {
            slot: named.map_or(NO_SLOT, |named| named.slot),
            topic: Some(topic.into()),
            overflow: record.map_or(Overflow::Keep, |record| record.overflow),
            delivery: record.map_or(self.config.delivery, |record| record.delivery),
            payload,
        };
        self.enqueue(now, write, topic.len());
        self.pump_at(now);
        Ok(())
    }

    /// Sends what waits to be sent and may be.
    pub fn pump(&mut self, now: u64) {
        let now = self.clock.read(now);
        self.pump_at(now);
    }

    /// Subscribes further patterns.
    pub fn subscribe(&mut self, now: u64, patterns: &[String]) -> Result<(), &'static str> {
        let now = self.clock.read(now);
        if let Some(objection) = patterns.iter().find_map(|p| topic::objection(p)) {
            return Err(objection);
        }
        let connected = matches!(self.link, Link::Open { .. } | Link::Proved);
        for pattern in patterns {
            let topics = self.records.iter().flatten().flat_map(|r| &r.spellings);
            self.subscriptions
                .subscribe(pattern, connected, topics.map(|t| &**t));
        }
        self.pump_at(now);
        Ok(())
    }

    /// Ends the subscription of patterns, given exactly as they were subscribed.
    pub fn unsubscribe(&mut self, now: u64, patterns: &[String]) {
        let now = self.clock.read(now);
        let mut gone = Vec::new();
        for pattern in patterns {
            gone.extend(self.subscriptions.unsubscribe(pattern));
        }
        self.unsubscribed(&gone);
        self.pump_at(now);
    }

    /// Asks the server for history. The answer is a [`Effect::Reply`] with the id.
    pub fn query(
        &mut self,
        now: u64,
        pattern: &str,
        from: Option<u64>,
        to: Option<u64>,
        limit: Option<u64>,
        timeout: Option<u32>,
    ) -> u32 {
        let id = self.next_id();
        let frame = wire::query(id, pattern, from, to, limit);
        self.request(now, id, Kind::Query, frame, timeout);
        id
    }

    /// Asks the server for its topics. The answer is a [`Effect::Reply`] with the id.
    pub fn list_topics(&mut self, now: u64, timeout: Option<u32>) -> u32 {
        let id = self.next_id();
        self.request(now, id, Kind::ListTopics, wire::list_topics(id), timeout);
        id
    }

    /// Waits until every write so far is acknowledged or given up.
    pub fn flush(&mut self, now: u64, timeout: Option<u32>) -> u32 {
        let now = self.clock.read(now);
        let id = self.next_id();
        let timeout = timeout.unwrap_or(self.config.request_timeout);
        self.flushes.push(Flush {
            id,
            target: self.outbox.last_seq(),
            deadline: now + u64::from(timeout),
        });
        self.pump_at(now);
        if matches!(self.link, Link::Ended(_)) {
            self.fail_flushes();
        }
        id
    }

    /// The application's answer to [`Effect::NeedUrl`], or why it has none.
    pub fn url(&mut self, now: u64, url: Result<String, String>) {
        let now = self.clock.read(now);
        if !std::mem::take(&mut self.asked) {
            return;
        }
        match (url, self.link) {
            (Ok(url), Link::Asking { .. } | Link::Waiting { .. }) => self.open(now, url),
            (Err(message), Link::Asking { .. }) => {
                self.report(now, Report::new("no-url", message));
                self.lost(now);
            }
            _ => {}
        }
    }

    /// The network is back, or the page is looked at: no reason to wait any longer.
    pub fn wake(&mut self, now: u64) {
        let now = self.clock.read(now);
        if self.link == Link::Proved {
            if now.saturating_sub(self.last_received) >= STALE && self.barrier.may_ping() {
                self.ping(now);
            }
        } else {
            self.retry_now(now);
        }
    }
}
