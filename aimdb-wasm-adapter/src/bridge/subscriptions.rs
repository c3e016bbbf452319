//! What the bridge listens to.
//!
//! The server sends a snapshot only for a topic that is subscribed by its own name. So
//! beside its patterns the bridge subscribes the topics of configured records that they
//! cover. It does so in batches, each closed by a ping: a client's channel on the server
//! is small, and what does not fit it is dropped.

use std::collections::{HashMap, VecDeque};

use super::topic::{self, TopicHash};

/// Topics a batch holds; a quarter of the server's default channel.
pub const BATCH: usize = 64;

/// The bridge's subscriptions and how far the server knows them.
#[derive(Debug)]
pub struct Subscriptions {
    /// The topics of the configured records, whatever they are.
    follow: bool,
    patterns: Vec<Box<str>>,
    late_join: bool,
    /// Subscribed or about to be.
    wanted: HashMap<Box<str>, Wanted, TopicHash>,
    queue: VecDeque<Box<str>>,
    /// Number of the ping that closes the last batch.
    barrier: u64,
}

#[derive(Debug, Default)]
struct Wanted {
    /// The server has been told; the number of the ping that closes the batch.
    told: Option<u64>,
    /// It is a record's topic, and wanted for that.
    of_record: bool,
}

impl Subscriptions {
    /// Subscriptions to `patterns`; without, to the topics of the configured records.
    pub fn new(patterns: Option<Vec<Box<str>>>, late_join: bool) -> Self {
        Self {
            follow: patterns.is_none(),
            patterns: patterns.unwrap_or_default(),
            late_join,
            wanted: HashMap::default(),
            queue: VecDeque::new(),
            barrier: 0,
        }
    }

    fn covers(&self, topic: &str) -> bool {
        self.follow || self.patterns.iter().any(|p| topic::matches(p, topic))
    }

    fn want(&mut self, topic: &str) -> &mut Wanted {
        if !self.wanted.contains_key(topic) {
            self.queue.push_back(topic.into());
        }
        self.wanted.entry(topic.into()).or_default()
    }

    /// A connection begins: everything has to be said again.
    pub fn connected<'a>(&mut self, records: impl Iterator<Item = &'a str>) {
        self.disconnected();
        for pattern in self.patterns.clone() {
            self.want(&pattern);
        }
        for topic in records {
            self.record_added(topic);
        }
    }

    /// The connection is gone, and the server's knowledge with it.
    pub fn disconnected(&mut self) {
        self.wanted.clear();
        self.queue.clear();
        self.barrier = 0;
    }

    /// While connected: a record has this topic.
    pub fn record_added(&mut self, topic: &str) {
        if (self.late_join || self.follow) && self.covers(topic) {
            self.want(topic).of_record = true;
        }
    }

    /// Adds a pattern. `records` are all records' topics, needed while connected.
    pub fn subscribe<'a>(
        &mut self,
        pattern: &str,
        connected: bool,
        records: impl Iterator<Item = &'a str>,
    ) {
        if self.patterns.iter().any(|p| &**p == pattern) {
            return;
        }
        self.patterns.push(pattern.into());
        if connected {
            self.want(pattern);
            for topic in records {
                self.record_added(topic);
            }
        }
    }

    /// Removes a pattern, and the topics that were subscribed only because of it.
    /// Gives what to unsubscribe on the server.
    pub fn unsubscribe(&mut self, pattern: &str) -> Vec<Box<str>> {
        self.patterns.retain(|p| &**p != pattern);
        let mut gone = Vec::new();
        let stale: Vec<Box<str>> = self
            .wanted
            .iter()
            .filter(|(topic, wanted)| {
                let of_record = wanted.of_record && self.covers(topic);
                !of_record && !self.patterns.contains(topic)
            })
            .map(|(topic, _)| topic.clone())
            .collect();
        for topic in stale {
            if self.forget(&topic) {
                gone.push(topic);
            }
        }
        gone
    }

    /// No record has this topic any more. Says whether the server is to be told.
    pub fn record_removed(&mut self, topic: &str) -> bool {
        !self.patterns.iter().any(|p| &**p == topic) && self.forget(topic)
    }

    /// Whether the server knew of it.
    fn forget(&mut self, topic: &str) -> bool {
        let told = self
            .wanted
            .remove(topic)
            .is_some_and(|wanted| wanted.told.is_some());
        if !told {
            self.queue.retain(|queued| &**queued != topic);
        }
        told
    }

    /// Whether a batch, or the room for one, waits for a pong.
    pub fn waits(&self, answered: u64) -> bool {
        answered < self.barrier
    }

    /// Whether the server has still to answer for a topic, which it does with its value.
    pub fn unanswered(&self, topic: &str, answered: u64) -> bool {
        self.wanted
            .get(topic)
            .is_some_and(|wanted| wanted.told.is_none_or(|barrier| answered < barrier))
    }

    /// The next batch, once the last one's ping has been answered: `answered` pings
    /// have been, and the ping `barrier` will close this one.
    pub fn next_batch(&mut self, answered: u64, barrier: u64) -> Option<Vec<Box<str>>> {
        if self.queue.is_empty() || answered < self.barrier {
            return None;
        }
        let batch: Vec<Box<str>> = self.queue.drain(..self.queue.len().min(BATCH)).collect();
        for topic in &batch {
            if let Some(wanted) = self.wanted.get_mut(topic) {
                wanted.told = Some(barrier);
            }
        }
        self.barrier = barrier;
        Some(batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subs(patterns: &[&str], late_join: bool) -> Subscriptions {
        Subscriptions::new(
            Some(patterns.iter().map(|&p| p.into()).collect()),
            late_join,
        )
    }

    fn batch(subs: &mut Subscriptions, answered: u64, barrier: u64) -> Vec<String> {
        subs.next_batch(answered, barrier)
            .unwrap_or_default()
            .iter()
            .map(|t| t.to_string())
            .collect()
    }

    const RECORDS: [&str; 3] = ["sensors/a", "sensors/b", "commands/x"];

    #[test]
    fn late_join_names_the_covered_records() {
        let mut subs = subs(&["sensors/#"], true);
        subs.connected(RECORDS.into_iter());
        assert_eq!(
            batch(&mut subs, 0, 1),
            ["sensors/#", "sensors/a", "sensors/b"]
        );
        assert!(subs.next_batch(0, 1).is_none());
    }

    #[test]
    fn without_late_join_only_the_patterns() {
        let mut subs = subs(&["sensors/#", "commands/x"], false);
        subs.connected(RECORDS.into_iter());
        assert_eq!(batch(&mut subs, 0, 1), ["sensors/#", "commands/x"]);
    }

    #[test]
    fn without_patterns_the_records_themselves() {
        let mut subs = Subscriptions::new(None, true);
        subs.connected(RECORDS.into_iter());
        assert_eq!(batch(&mut subs, 0, 1), RECORDS);
        subs.record_added("later");
        assert_eq!(batch(&mut subs, 1, 2), ["later"]);
    }

    #[test]
    fn further_patterns_come_beside_the_records_themselves() {
        let mut subs = Subscriptions::new(None, false);
        subs.connected(RECORDS.into_iter());
        batch(&mut subs, 0, 1);
        subs.subscribe("other/topic", true, RECORDS.into_iter());
        subs.subscribe("sensors/a", true, RECORDS.into_iter());
        assert_eq!(batch(&mut subs, 1, 2), ["other/topic"]);
        subs.connected(RECORDS.into_iter());
        assert_eq!(
            batch(&mut subs, 0, 1),
            ["other/topic", "sensors/a", "sensors/b", "commands/x"]
        );
        assert_eq!(subs.unsubscribe("sensors/a"), [], "a record's all the same");
        assert_eq!(
            subs.unsubscribe("other/topic"),
            ["other/topic".into()] as [Box<str>; 1]
        );
    }

    #[test]
    fn a_batch_waits_for_the_answer_to_the_last_ones_ping() {
        let topics: Vec<String> = (0..BATCH + 1).map(|n| format!("t/{n}")).collect();
        let mut subs = subs(&["t/#"], true);
        subs.connected(topics.iter().map(String::as_str));
        assert_eq!(batch(&mut subs, 0, 1).len(), BATCH);
        assert!(subs.next_batch(0, 2).is_none());
        assert_eq!(batch(&mut subs, 1, 2).len(), 2);
    }

    #[test]
    fn a_record_configured_later_is_picked_up_once() {
        let mut subs = subs(&["sensors/*"], true);
        subs.connected([].into_iter());
        batch(&mut subs, 0, 1);
        subs.record_added("sensors/new");
        subs.record_added("sensors/new");
        subs.record_added("elsewhere");
        assert_eq!(batch(&mut subs, 1, 2), ["sensors/new"]);
    }

    #[test]
    fn unsubscribe_takes_along_what_only_it_covered() {
        let mut subs = subs(&["sensors/#", "sensors/a", "*/b"], true);
        subs.connected(RECORDS.into_iter());
        batch(&mut subs, 0, 1);
        let gone: Vec<String> = subs
            .unsubscribe("sensors/#")
            .iter()
            .map(|t| t.to_string())
            .collect();
        assert_eq!(gone, ["sensors/#"], "a is listed, b is covered by */b");
        let mut gone = subs.unsubscribe("*/b");
        gone.sort();
        assert_eq!(gone, ["*/b".into(), "sensors/b".into()] as [Box<str>; 2]);
        assert_eq!(subs.unsubscribe("nothing"), []);
    }

    #[test]
    fn a_topic_stays_while_a_pattern_wants_its_snapshot() {
        let mut subs = subs(&["sensors/#", "sensors/a"], true);
        subs.connected(RECORDS.into_iter());
        batch(&mut subs, 0, 1);
        assert_eq!(subs.unsubscribe("sensors/a"), []);
    }

    #[test]
    fn what_was_not_said_yet_need_not_be_taken_back() {
        let mut subs = subs(&[], true);
        subs.connected(RECORDS.into_iter());
        subs.subscribe("sensors/#", true, RECORDS.into_iter());
        assert_eq!(subs.unsubscribe("sensors/#"), []);
        assert!(subs.next_batch(0, 1).is_none());
    }

    #[test]
    fn subscribing_while_offline_is_remembered() {
        let mut subs = subs(&[], true);
        subs.subscribe("sensors/#", false, RECORDS.into_iter());
        assert!(subs.next_batch(0, 1).is_none());
        subs.connected(RECORDS.into_iter());
        assert_eq!(batch(&mut subs, 0, 1).len(), 3);
    }
}
