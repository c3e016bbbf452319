//! The bridge as a state machine: events in, effects out, no socket, no clock.
//!
//! Every method that is an event takes the current time in milliseconds, from any
//! clock: it may jump. Afterwards the caller carries out what [`Session::poll`] yields
//! and calls [`Session::tick`] when [`Session::deadline`] has come.

mod application;
mod link;
mod messages;
mod socket;
mod traffic;

use std::collections::VecDeque;

use super::backoff::Backoff;
use super::barrier::Barrier;
use super::config::{Config, Delivery};
use super::outbox::{DropReason, Dropped, Outbox, Overflow, Write};
use super::report::{Gap, Report, Reports};
use super::requests::{Failure, Kind, Requests};
use super::stats::Stats;
use super::subscriptions::Subscriptions;
use super::topic::TopicMap;
use super::wire;
pub use crate::hub::Origin;

/// Writes in flight on a fresh connection, at most.
const WINDOW_START: usize = 64;

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
    /// Close the socket and tell when that is done, with [`Session::left`]; nothing else of
    /// it may be handed in any more. [`Effect::Open`] and [`Effect::Close`] forget it.
    Leave,
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
    /// The topic was given; otherwise it comes from the key.
    given: bool,
    /// The one this server uses, once it has been seen.
    spelling: Option<u8>,
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
            .get(usize::from(self.spelling.unwrap_or(0)))
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
    /// Until when the connection that a pause left may be closing. The server works off
    /// what it was sent before it agrees to the end; what is sent again must come after.
    leaving: Option<u64>,

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
            leaving: None,
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
                Origin::Derived => record.forward,
                Origin::Remote => false,
            },
            _ => false,
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

    /// Tells the gaps and how many errors were withheld, as far as they are due.
    fn tell_gathered(&mut self, now: u64) {
        for gap in self.reports.take_gaps(now) {
            self.effects.push_back(Effect::Dropped(gap));
        }
        if let Some(withheld) = self.reports.take_withheld(now) {
            let message = [&withheld.to_string(), " further errors were counted only"].concat();
            self.effects
                .push_back(Effect::Error(Report::new("suppressed", message)));
        }
    }

    fn report_violation(&mut self, now: u64, slot: u32, message: &str, violation: Option<String>) {
        let report = Report {
            topic: self.record(slot).map(|record| record.topic().to_owned()),
            slot: Some(slot),
            violation,
            ..Report::new("contract", message)
        };
        self.report(now, report);
    }

    fn report(&mut self, now: u64, report: Report) {
        if self.reports.admit(now) {
            self.effects.push_back(Effect::Error(report));
        } else {
            self.stats.suppressed += 1;
        }
    }
}
