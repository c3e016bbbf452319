//! The bridge as a state machine: events in, effects out, no socket, no clock.
//!
//! Every method that is an event takes the current time in milliseconds, from any
//! clock: it may jump. Afterwards the caller carries out what [`Session::poll`] yields
//! and calls [`Session::tick`] when [`Session::deadline`] has come.

use std::collections::VecDeque;

use super::backoff::Backoff;
use super::barrier::Barrier;
use super::config::{Config, Delivery};
use super::outbox::{DropReason, Dropped, Outbox, Overflow, Write, NO_SLOT};
use super::report::{Gap, Report, Reports};
use super::requests::{Failure, Kind, Requests};
use super::stats::Stats;
use super::subscriptions::Subscriptions;
use super::topic::{self, TopicMap};
use super::wire::{self, Inbound, WireError};

/// Attempts to connect are at least this far apart, whatever asks for them.
const MIN_SPACING: u64 = 100;
/// Writes in flight on a fresh connection, and at most.
const WINDOW_START: usize = 64;
const WINDOW_MAX: usize = 4096;
/// The pong's time is doubled at most so often.
const MAX_PATIENCE: u32 = 5;
/// Bytes in flight beyond which no further write is sent.
const WINDOW_BYTES: usize = 4 * 1024 * 1024;
/// A connection that was silent longer is asked for life when the page comes back.
const STALE: u64 = 5_000;

/// The bridge's state, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The first attempt is under way, or the first after a pause.
    Connecting,
    /// The server has spoken.
    Connected,
    /// Paused, or ended: by `disconnect()`, or because the retries are used up.
    Disconnected,
    /// The connection was lost or could not be opened; it is tried again.
    Reconnecting,
}

impl Status {
    /// The name TypeScript sees.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
            Self::Reconnecting => "reconnecting",
        }
    }
}

/// Who pushed a value into a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `set`, or a source.
    Local,
    /// A transform.
    Transform,
    /// The bridge.
    Remote,
}

/// A record, as far as the bridge is concerned.
#[derive(Debug, Clone, Copy)]
pub struct RecordSpec<'a> {
    /// Its index in the database.
    pub slot: u32,
    /// Its key.
    pub key: &'a str,
    /// The topic it was given, if it was.
    pub topic: Option<&'a str>,
    /// What its buffer does with more writes than it holds.
    pub overflow: Overflow,
    /// How often a write may arrive; `None`: as the bridge's options say.
    pub delivery: Option<Delivery>,
    /// Whether values a transform made go to the server, too.
    pub forward: bool,
}

/// A value for a record. The caller applies it and says how that went, with
/// [`Session::applied`].
#[derive(Debug, PartialEq, Eq)]
pub struct Arrival<'t> {
    /// The record.
    pub slot: u32,
    /// The value as JSON text.
    pub payload: &'t str,
    /// Whether it is the value at the time of subscribing.
    pub snapshot: bool,
}

/// What [`Session::reread`] has found.
#[derive(Debug, PartialEq, Eq)]
pub enum Reread<'t> {
    /// The arrival stands, and so does its violation.
    Same,
    /// This is to be applied instead.
    Other(Arrival<'t>),
    /// The frame was broken; it has been reported.
    Malformed,
}

/// What the caller is to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket.
    Open(String),
    /// Ask the application for a URL and hand it to [`Session::url`].
    NeedUrl,
    /// Find out whether the server's host answers at all: [`Session::probed`].
    Probe,
    /// Send a text frame.
    Send(String),
    /// Close the socket and forget it: nothing of it may be handed in any more.
    Close,
    /// The status has changed.
    Status(Status),
    /// Something went wrong.
    Error(Report),
    /// Writes were given up.
    Dropped(Gap),
    /// No write waits any more.
    Drained,
    /// A request's answer, as JSON text.
    Reply(u32, String),
    /// A request has no answer.
    Failed(u32, Failure),
}

/// Why there is no further attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The retries are used up.
    Tired,
    /// Asked to be offline.
    Paused,
    /// Ended for good.
    Gone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Not started.
    New,
    /// Before the next attempt.
    Waiting { until: u64 },
    /// The application has been asked for a URL.
    Asking { deadline: u64 },
    /// A socket is being opened.
    Opening { deadline: u64 },
    /// The socket is open; the server has not said anything.
    Open { deadline: u64 },
    /// The server has spoken.
    Proved,
    /// No further attempt, unless [`Session::reconnect`] asks for one.
    Ended(End),
}

#[derive(Debug)]
struct Record {
    spellings: Vec<Box<str>>,
    /// The one this server uses, as far as it has been seen.
    spelling: u8,
    overflow: Overflow,
    delivery: Delivery,
    forward: bool,
    writes: bool,
    /// The connection on which data came last, since the server confirmed the
    /// subscription: a snapshot after it may be older.
    heard: u32,
    /// The last write sent before the topic was subscribed: writes up to it are in its
    /// snapshot, later ones are newer.
    sent_before: u64,
}

impl Record {
    fn topic(&self) -> &str {
        self.spellings
            .get(usize::from(self.spelling))
            .map_or("", |topic| topic)
    }
}

#[derive(Debug)]
struct Flush {
    id: u32,
    target: u64,
    deadline: u64,
}

/// Time that never goes back, from a clock that may.
#[derive(Debug, Default)]
struct Clock {
    offset: u64,
    raw: u64,
}

impl Clock {
    fn read(&mut self, raw: u64) -> u64 {
        if raw < self.raw {
            self.offset += self.raw - raw;
        }
        self.raw = raw;
        raw + self.offset
    }
}

/// One bridge: its connection, its subscriptions, its outbox.
#[derive(Debug)]
pub struct Session {
    config: Config,
    url: String,
    clock: Clock,
    link: Link,
    status: Status,
    backoff: Backoff,
    /// Failures since the server last spoke.
    failures: u32,
    refusals: u32,
    last_attempt: Option<u64>,
    asked: bool,

    connection: u32,
    barrier: Barrier,
    last_ping: u64,
    last_received: u64,
    window: usize,
    bytes_in_flight: usize,
    /// How often in a row the server fell silent over writes, up to a limit: each time
    /// it is given less to do and twice the time.
    patience: u32,

    records: Vec<Option<Record>>,
    topics: TopicMap,
    subscriptions: Subscriptions,
    outbox: Outbox,
    had_pending: bool,
    requests: Requests,
    flushes: Vec<Flush>,
    ids: u32,

    stats: Stats,
    reports: Reports,
    effects: VecDeque<Effect>,
}

impl Session {
    /// A bridge to `url`; `seed` is randomness for the waits.
    pub fn new(url: String, config: Config, seed: u64) -> Self {
        let patterns = config
            .subscribe_topics
            .as_ref()
            .map(|list| list.iter().map(|p| p.as_str().into()).collect());
        Self {
            subscriptions: Subscriptions::new(patterns, config.late_join),
            backoff: Backoff::new(config.backoff.clone(), seed),
            config,
            url,
            clock: Clock::default(),
            link: Link::New,
            status: Status::Connecting,
            failures: 0,
            refusals: 0,
            last_attempt: None,
            asked: false,
            connection: 0,
            barrier: Barrier::default(),
            last_ping: 0,
            last_received: 0,
            window: WINDOW_START,
            bytes_in_flight: 0,
            patience: 0,
            records: Vec::new(),
            topics: TopicMap::default(),
            outbox: Outbox::default(),
            had_pending: false,
            requests: Requests::default(),
            flushes: Vec::new(),
            ids: 0,
            stats: Stats::default(),
            reports: Reports::new(),
            effects: VecDeque::new(),
        }
    }

    // ---- What is asked of it -------------------------------------------------

    /// The current status.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Whether it is offline because [`Session::pause`] asked for it.
    pub fn paused(&self) -> bool {
        self.link == Link::Ended(End::Paused)
    }

    /// Writes neither acknowledged nor given up.
    pub fn pending_writes(&self) -> usize {
        self.outbox.len()
    }

    /// The counters.
    pub fn stats(&self) -> Stats {
        Stats {
            queued: self.outbox.len() as u64,
            ..self.stats.clone()
        }
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// When [`Session::tick`] wants to be called, on the caller's clock.
    pub fn deadline(&self) -> Option<u64> {
        let link = match self.link {
            Link::New => None,
            Link::Ended(End::Gone) => return None,
            Link::Ended(End::Tired | End::Paused) => None,
            Link::Waiting { until } => Some(until),
            Link::Asking { deadline } | Link::Opening { deadline } | Link::Open { deadline } => {
                Some(deadline)
            }
            Link::Proved => Some(self.liveness_deadline()),
        };
        let flush = self.flushes.iter().map(|flush| flush.deadline).min();
        [
            link,
            flush,
            self.requests.deadline(),
            self.reports.deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
        .map(|at| at.saturating_sub(self.clock.offset))
    }

    /// Whether a push to a record is to be handed in as a local write.
    pub fn observes(&self, slot: u32, origin: Origin) -> bool {
        match self.record(slot) {
            Some(record) if record.writes => match origin {
                Origin::Local => true,
                Origin::Transform => record.forward,
                Origin::Remote => false,
            },
            _ => false,
        }
    }

    // ---- The application's side ----------------------------------------------

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
        if self.link != Link::Ended(End::Gone) {
            self.drop_connection();
            self.end(now, End::Paused);
        }
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
        self.drop_connection();
        self.end(now, End::Gone);
        let waiting = self.outbox.len();
        if waiting > 0 {
            self.report(
                now,
                Report::new(
                    "pending-writes",
                    [&waiting.to_string(), " writes were not acknowledged"].concat(),
                ),
            );
        }
        // There will be no further tick to say these.
        for gap in self.reports.take_gaps(u64::MAX) {
            self.effects.push_back(Effect::Dropped(gap));
        }
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
        if matches!(self.link, Link::Open { .. } | Link::Proved) {
            for topic in &spellings {
                self.subscriptions.record_added(topic);
            }
        }
        let slot = spec.slot as usize;
        if self.records.len() <= slot {
            self.records.resize_with(slot + 1, || None);
        }
        self.records[slot] = Some(Record {
            spellings,
            spelling: 0,
            overflow: spec.overflow,
            delivery: spec.delivery.unwrap_or(self.config.delivery),
            forward: spec.forward,
            writes,
            heard: 0,
            sent_before: 0,
        });
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
        if !gone.is_empty() {
            let frame = wire::subscription(false, gone.iter().map(|t| &**t));
            self.send(frame);
        }
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

    // ---- The socket's side ---------------------------------------------------

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
        let topics = self.records.iter().flatten().flat_map(|r| &r.spellings);
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
        let topic = self.record(slot).map(|r| r.topic().to_owned());
        self.report(
            now,
            Report {
                topic,
                slot: Some(slot),
                violation: Some(violation),
                ..Report::new("contract", "a value from the server breaks its contract")
            },
        );
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
        for gap in self.reports.take_gaps(now) {
            self.effects.push_back(Effect::Dropped(gap));
        }
        if let Some(withheld) = self.reports.take_withheld(now) {
            self.effects.push_back(Effect::Error(Report::new(
                "suppressed",
                [&withheld.to_string(), " further errors were counted only"].concat(),
            )));
        }
        self.pump_at(now);
    }

    // ---- Connecting ----------------------------------------------------------

    fn attempt(&mut self, now: u64) {
        if self.config.url_provider {
            self.asked = true;
            self.link = Link::Asking {
                deadline: now + u64::from(self.config.connect_timeout),
            };
            self.effects.push_back(Effect::NeedUrl);
        } else {
            self.open(now, self.url.clone());
        }
    }

    fn open(&mut self, now: u64, url: String) {
        self.stats.attempts += 1;
        self.last_attempt = Some(now);
        self.link = Link::Opening {
            deadline: now + u64::from(self.config.connect_timeout),
        };
        self.effects.push_back(Effect::Open(url));
    }

    /// Waits no longer than the spacing of attempts demands.
    fn attempt_soon(&mut self, now: u64) {
        let earliest = self.last_attempt.map_or(now, |at| at + MIN_SPACING);
        if earliest <= now {
            self.attempt(now);
        } else {
            self.link = Link::Waiting { until: earliest };
        }
    }

    fn retry_now(&mut self, now: u64) {
        if matches!(self.link, Link::Waiting { .. }) {
            self.attempt_soon(now);
        }
    }

    fn proved(&mut self) {
        self.link = Link::Proved;
        self.failures = 0;
        self.refusals = 0;
        self.backoff.reset();
        self.stats.connects += 1;
        if self.stats.connects > 1 {
            self.stats.reconnects += 1;
        }
        self.set_status(Status::Connected);
    }

    fn refused_for_good(&self) -> bool {
        let limit = self.config.auth_retries;
        limit.is_some_and(|limit| self.refusals > limit)
    }

    /// The connection, or the attempt to make one, is over.
    fn lost(&mut self, now: u64) {
        self.forget_connection(now, false);
        self.failures += 1;
        let tired = self.config.max_retries.is_some_and(|m| self.failures > m);
        if !self.config.auto_reconnect || tired || self.refused_for_good() {
            self.end(now, End::Tired);
            return;
        }
        let wait = u64::from(self.backoff.wait());
        let spaced = self.last_attempt.map_or(0, |at| at + MIN_SPACING);
        self.link = Link::Waiting {
            until: (now + wait).max(spaced),
        };
        self.set_status(Status::Reconnecting);
        self.settle(now);
    }

    fn end(&mut self, now: u64, why: End) {
        self.forget_connection(now, true);
        self.link = Link::Ended(why);
        self.settle(now);
        self.fail_flushes();
        self.set_status(Status::Disconnected);
    }

    fn forget_connection(&mut self, now: u64, none: bool) {
        self.outbox.disconnected();
        self.requests.disconnected(none);
        self.subscriptions.disconnected();
        self.barrier = Barrier::default();
        self.settle(now);
    }

    /// Closes the socket, if there is one.
    fn drop_connection(&mut self) {
        if matches!(
            self.link,
            Link::Opening { .. } | Link::Open { .. } | Link::Proved
        ) {
            self.effects.push_back(Effect::Close);
        }
    }

    fn set_status(&mut self, status: Status) {
        if self.status != status {
            self.status = status;
            self.effects.push_back(Effect::Status(status));
        }
    }

    // ---- Living --------------------------------------------------------------

    fn send(&mut self, frame: String) {
        self.stats.bytes_sent += frame.len() as u64;
        self.effects.push_back(Effect::Send(frame));
    }

    fn ping(&mut self, now: u64) {
        self.barrier.ping(now);
        self.last_ping = now;
        self.send(wire::PING.to_owned());
    }

    fn pong_timeout(&self) -> u64 {
        u64::from(self.config.pong_timeout) << self.patience
    }

    fn pong_deadline(&self) -> Option<u64> {
        let due = self.barrier.waiting_since()? + self.pong_timeout();
        // A server that works on a query answers nothing else meanwhile.
        Some(self.requests.busy_until().map_or(due, |busy| busy.max(due)))
    }

    fn liveness_deadline(&self) -> u64 {
        self.pong_deadline()
            .unwrap_or(self.last_ping + u64::from(self.config.keepalive))
    }

    fn check_liveness(&mut self, now: u64) {
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

    fn send_batch(&mut self) {
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

    fn pump_at(&mut self, now: u64) {
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

    fn send_writes(&mut self) {
        while self.outbox.has_unsent() {
            let in_flight = self.outbox.in_flight();
            if in_flight == 0 {
                self.bytes_in_flight = 0;
            } else if in_flight >= self.window || self.bytes_in_flight >= WINDOW_BYTES {
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

    // ---- Messages ------------------------------------------------------------

    fn record(&self, slot: u32) -> Option<&Record> {
        self.records.get(slot as usize)?.as_ref()
    }

    fn value<'t>(
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
        record.spelling = named.spelling;
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

    fn answer(&mut self, now: u64, message: Inbound<'_>) {
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

    fn malformed(&mut self, now: u64, error: WireError) {
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

    // ---- Books ---------------------------------------------------------------

    fn next_id(&mut self) -> u32 {
        self.ids = self.ids.wrapping_add(1);
        self.ids
    }

    fn request(&mut self, now: u64, id: u32, kind: Kind, frame: String, timeout: Option<u32>) {
        let now = self.clock.read(now);
        if matches!(self.link, Link::Ended(_)) {
            self.effects
                .push_back(Effect::Failed(id, Failure::Disconnected));
            return;
        }
        let timeout = timeout.unwrap_or(self.config.request_timeout);
        self.requests
            .submit(id, kind, frame, now + u64::from(timeout));
        self.pump_at(now);
    }

    fn enqueue(&mut self, now: u64, write: Write, topic_len: usize) {
        if self.link == Link::Ended(End::Gone) {
            return;
        }
        self.stats.written += 1;
        if wire::WRITE_OVERHEAD + topic_len + write.payload.len() > wire::MAX_FRAME {
            // The server would close the connection on it, and on every repetition.
            self.note_drop(
                now,
                Dropped {
                    slot: write.slot,
                    topic: write.topic,
                    reason: DropReason::TooLarge,
                },
            );
            return;
        }
        let online = self.link == Link::Proved;
        self.outbox
            .push(write, online, self.config.max_offline_queue as usize);
        self.settle(now);
    }

    fn note_drop(&mut self, now: u64, dropped: Dropped) {
        self.stats.dropped += 1;
        self.reports.drop_noted(now, dropped);
    }

    /// Draws the consequences of what has happened to writes and requests.
    fn settle(&mut self, now: u64) {
        for dropped in self.outbox.take_dropped() {
            self.stats.dropped += 1;
            self.reports.drop_noted(now, dropped);
        }
        for (id, failure) in self.requests.take_failed() {
            self.effects.push_back(Effect::Failed(id, failure));
        }
        if !self.flushes.is_empty() {
            let outbox = &self.outbox;
            let effects = &mut self.effects;
            self.flushes.retain(|flush| {
                let settled = outbox.settled(flush.target);
                if settled {
                    effects.push_back(Effect::Reply(flush.id, "null".to_owned()));
                }
                !settled
            });
        }
        let pending = !self.outbox.is_empty();
        if self.had_pending && !pending {
            self.effects.push_back(Effect::Drained);
        }
        self.had_pending = pending;
    }

    fn fail_flushes(&mut self) {
        for flush in self.flushes.drain(..) {
            self.effects
                .push_back(Effect::Failed(flush.id, Failure::Disconnected));
        }
    }

    fn report(&mut self, now: u64, report: Report) {
        if self.reports.admit(now) {
            self.effects.push_back(Effect::Error(report));
        } else {
            self.stats.suppressed += 1;
        }
    }
}
