//! The bridge against a model of the server and of every fault a network can have, on
//! a simulated clock, over random schedules.

#![cfg(not(target_arch = "wasm32"))]
// Clippy does not know helpers of tests for tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use aimdb_wasm_adapter::bridge::backoff::Rng;
use aimdb_wasm_adapter::bridge::topic::matches;
use aimdb_wasm_adapter::bridge::wire::PING;
use aimdb_wasm_adapter::bridge::{
    Config, Delivery, DropReason, Effect, Failure, Overflow, RecordSpec, Session, Status,
};
use proptest::prelude::*;
use serde_json::{json, Value};

/// What can happen.
#[derive(Debug, Clone)]
enum Op {
    /// The application writes so many values to a record in one go.
    Write(u8, u8),
    /// A write to a topic without a record.
    WriteTopic,
    /// Somebody else writes a record of the server.
    Remote(u8),
    /// Time passes.
    Pass(u32),
    /// The connection breaks; the server still gets a part of what was under way.
    Drop,
    /// The server's process stands still; its sockets stay open.
    Freeze,
    Thaw,
    /// The server is killed, and started again or not.
    Kill,
    Start,
    /// It forgets all values when it is killed.
    Refuse(bool),
    AcceptThenClose(bool),
    /// Milliseconds it takes for a message.
    Slow(u16),
    /// It loses its next pongs.
    LosePongs(u8),
    /// The application's clock jumps.
    Jump(i32),
    /// `online`, or the page became visible.
    Wake,
    /// The application goes offline, and online again.
    Pause,
    Resume,
    /// It asks for a connection, whatever there was.
    Reconnect,
    Flush(u16),
    Query,
    ListTopics,
    Subscribe(u8),
    Unsubscribe(u8),
    /// A record is configured.
    Configure,
    /// The server says something nobody understands.
    Nonsense(u8),
    /// The next snapshot is overtaken by newer data.
    Overtake,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => (0..RECORDS as u8, 1u8..6).prop_map(|(slot, n)| Op::Write(slot, n)),
        1 => (0..RECORDS as u8, 50u8..250).prop_map(|(slot, n)| Op::Write(slot, n)),
        2 => Just(Op::WriteTopic),
        6 => (0..RECORDS as u8).prop_map(Op::Remote),
        12 => prop_oneof![0u32..20, 20u32..2000, 2000u32..60_000].prop_map(Op::Pass),
        4 => Just(Op::Drop),
        2 => Just(Op::Freeze),
        2 => Just(Op::Thaw),
        2 => Just(Op::Kill),
        3 => Just(Op::Start),
        1 => any::<bool>().prop_map(Op::Refuse),
        1 => any::<bool>().prop_map(Op::AcceptThenClose),
        2 => prop_oneof![Just(0u16), 1u16..100, 100u16..3000].prop_map(Op::Slow),
        1 => (1u8..4).prop_map(Op::LosePongs),
        1 => prop_oneof![-100_000i32..0, 0i32..5_000_000].prop_map(Op::Jump),
        2 => Just(Op::Wake),
        2 => Just(Op::Pause),
        2 => Just(Op::Resume),
        1 => Just(Op::Reconnect),
        2 => (0u16..30_000).prop_map(Op::Flush),
        2 => Just(Op::Query),
        1 => Just(Op::ListTopics),
        1 => (0..PATTERNS.len() as u8).prop_map(Op::Subscribe),
        1 => (0..PATTERNS.len() as u8).prop_map(Op::Unsubscribe),
        1 => Just(Op::Configure),
        1 => (0u8..6).prop_map(Op::Nonsense),
        1 => Just(Op::Overtake),
    ]
}

const RECORDS: usize = 7;
/// Configured at once; the others by `Op::Configure`, in order.
const FIRST: usize = 5;
const PATTERNS: [&str; 4] = ["sensors/#", "#", "sensors/*/b", "commands/x"];

struct Kind {
    key: &'static str,
    topic: &'static str,
    given: bool,
    overflow: Overflow,
    delivery: Delivery,
    /// Whether the server sends to its clients what it was sent by one.
    echo: bool,
    /// Whether the server has a value from its start, which tells what it calls the record.
    told: bool,
}

const KINDS: [Kind; RECORDS] = [
    Kind {
        key: "sensors.ring.a",
        topic: "sensors/ring/a",
        given: false,
        overflow: Overflow::Ring(8),
        delivery: Delivery::AtLeastOnce,
        echo: true,
        told: false,
    },
    Kind {
        key: "sensors.latest.b",
        topic: "sensors/latest/b",
        given: false,
        overflow: Overflow::Latest,
        delivery: Delivery::AtLeastOnce,
        echo: true,
        told: false,
    },
    Kind {
        key: "cmd",
        topic: "commands/x",
        given: true,
        overflow: Overflow::Latest,
        delivery: Delivery::AtMostOnce,
        echo: false,
        told: false,
    },
    Kind {
        key: "dotted.c",
        topic: "dotted.c",
        given: true,
        overflow: Overflow::Ring(1000),
        delivery: Delivery::AtMostOnce,
        echo: true,
        told: false,
    },
    Kind {
        key: "told.by.d",
        topic: "told.by.d",
        given: false,
        overflow: Overflow::Ring(4),
        delivery: Delivery::AtLeastOnce,
        echo: true,
        told: true,
    },
    Kind {
        key: "sensors.late.b",
        topic: "sensors/late/b",
        given: false,
        overflow: Overflow::Ring(3),
        delivery: Delivery::AtLeastOnce,
        echo: true,
        told: false,
    },
    Kind {
        key: "log",
        topic: "sensors/log",
        given: true,
        overflow: Overflow::Ring(100_000),
        delivery: Delivery::AtLeastOnce,
        echo: false,
        told: false,
    },
];

const FREE_TOPIC: &str = "free/topic";

/// A connection, as both ends see it. Frames arrive in order, after a delay.
struct Wire {
    subscriptions: Vec<String>,
    to_server: VecDeque<(u64, String)>,
    to_client: VecDeque<(u64, String)>,
}

/// A connection that the client has left, and the server still works off.
struct Leaving {
    to_server: VecDeque<(u64, String)>,
    since: u64,
    /// The clock's skew then.
    skew: i64,
}

/// What a client says last on a connection that it leaves.
const GOODBYE: &str = "goodbye";
/// How long the bridge waits for the answer.
const LEAVE: u64 = 5_000;

enum Socket {
    None,
    /// The outcome of opening becomes known then.
    Opening(u64),
    Open(Wire),
}

struct World {
    session: Session,
    rng: Rng,
    now: u64,
    /// What the application's clock is ahead of the world's.
    skew: i64,
    latency: u64,
    socket: Socket,
    leaving: Option<Leaving>,

    up: bool,
    frozen: bool,
    refuse: bool,
    accept_then_close: bool,
    slow: u64,
    busy_until: u64,
    lose_pongs: u8,
    overtake: bool,
    /// Frames on connections the client has given up, which a frozen server still gets.
    remains: VecDeque<String>,
    values: BTreeMap<String, u64>,
    /// Every write the server has processed, in order.
    log: Vec<(String, u64)>,

    configured: usize,
    /// The bridge subscribes what is configured, beside the patterns.
    follow: bool,
    patterns: Vec<&'static str>,
    local: [Option<u64>; RECORDS],
    written: [Vec<u64>; RECORDS],
    free_written: Vec<u64>,
    next_value: u64,
    gaps: BTreeMap<(Option<u32>, DropReason), u64>,
    waiting: BTreeSet<u32>,
    /// Those of them that wait for writes and nothing else.
    flushes: BTreeSet<u32>,
    last_status: Option<Status>,
    drained_due: bool,
    /// When the application's one timer goes off, in the world's time.
    timer: Option<u64>,
    ticks: u64,
    wakes: u64,
}

impl World {
    fn new(config: Config, seed: u64, latency: u64) -> Self {
        let follow = config.subscribe_topics.is_none();
        let mut world = Self {
            session: Session::new("ws://server/ws".to_owned(), config, seed),
            rng: Rng::new(seed ^ 0x5bd1_e995),
            now: 1_000_000,
            skew: 0,
            latency,
            socket: Socket::None,
            leaving: None,
            up: true,
            frozen: false,
            refuse: false,
            accept_then_close: false,
            slow: 0,
            busy_until: 0,
            lose_pongs: 0,
            overtake: false,
            remains: VecDeque::new(),
            values: BTreeMap::new(),
            log: Vec::new(),
            configured: 0,
            follow,
            patterns: if follow { vec![] } else { vec!["sensors/#"] },
            local: [None; RECORDS],
            written: Default::default(),
            free_written: Vec::new(),
            next_value: 1,
            gaps: BTreeMap::new(),
            waiting: BTreeSet::new(),
            flushes: BTreeSet::new(),
            last_status: None,
            drained_due: false,
            timer: None,
            ticks: 0,
            wakes: 0,
        };
        world.tell_names();
        for _ in 0..FIRST {
            world.configure();
        }
        world.session.start(world.clock());
        world.carry_out();
        world
    }

    /// The time on the application's clock.
    fn clock(&self) -> u64 {
        self.now.saturating_add_signed(self.skew)
    }

    /// The server starts.
    fn tell_names(&mut self) {
        for kind in KINDS.iter().filter(|kind| kind.told) {
            let value = self.value();
            self.values.insert(kind.topic.to_owned(), value);
        }
    }

    fn configure(&mut self) {
        let Some(kind) = KINDS.get(self.configured) else {
            return;
        };
        // What is not subscribed by its name is not told.
        let given = kind.given || (kind.told && !self.follow);
        self.session.add_record(
            self.clock(),
            RecordSpec {
                slot: self.configured as u32,
                key: kind.key,
                topic: given.then_some(kind.topic),
                overflow: kind.overflow,
                delivery: Some(kind.delivery),
                forward: false,
            },
        );
        self.session.pump(self.clock());
        self.configured += 1;
    }

    // ---- Effects ---------------------------------------------------------------

    fn carry_out(&mut self) {
        while let Some(effect) = self.session.poll() {
            match effect {
                Effect::Open(url) => {
                    assert_eq!(url, "ws://server/ws");
                    assert!(!self.session.paused(), "paused, and yet it connects");
                    assert!(matches!(self.socket, Socket::None), "two sockets at once");
                    if let Some(left) = &self.leaving {
                        let waited = self.now - left.since >= LEAVE;
                        assert!(waited || self.skew != left.skew, "not waited for");
                        self.abandon();
                    }
                    self.socket = Socket::Opening(self.now + 1 + self.latency);
                }
                Effect::Close => {
                    self.hang_up();
                    self.abandon();
                }
                Effect::Leave => match std::mem::replace(&mut self.socket, Socket::None) {
                    Socket::Open(mut wire) => {
                        let at = self.now + self.latency;
                        wire.to_server.push_back((at, GOODBYE.to_owned()));
                        self.leaving = Some(Leaving {
                            to_server: wire.to_server,
                            since: self.now,
                            skew: self.skew,
                        });
                    }
                    _ => panic!("left without a connection"),
                },
                Effect::Send(frame) => {
                    let at = self.now + self.latency;
                    match &mut self.socket {
                        Socket::Open(wire) => wire.to_server.push_back((at, frame)),
                        _ => panic!("sent without a connection: {frame}"),
                    }
                }
                Effect::Probe => {
                    let answers = self.up && !self.frozen;
                    self.session.probed(self.clock(), Some(answers));
                }
                Effect::NeedUrl => panic!("nobody asked for that"),
                Effect::Status(status) => {
                    assert_ne!(self.last_status, Some(status), "no change");
                    self.last_status = Some(status);
                }
                Effect::Error(report) => {
                    let json: Value = serde_json::from_str(&report.to_json()).unwrap();
                    assert!(json["code"].is_string() && json["message"].is_string());
                }
                Effect::Dropped(gap) => {
                    *self.gaps.entry((gap.slot, gap.reason)).or_default() += gap.count;
                }
                Effect::Drained => {
                    assert!(self.drained_due, "drained twice");
                    self.drained_due = false;
                }
                Effect::Reply(id, text) => {
                    serde_json::from_str::<Value>(&text).unwrap();
                    assert!(self.waiting.remove(&id), "an answer nobody waits for");
                    self.flushes.remove(&id);
                }
                Effect::Failed(id, failure) => {
                    assert!(self.waiting.remove(&id), "a failure nobody waits for");
                    let in_vain = self.flushes.remove(&id)
                        && failure == Failure::Timeout
                        && self.session.pending_writes() == 0;
                    assert!(!in_vain, "a flush waited for nothing");
                }
            }
        }
        // As the browser's shell does it: one timer, set again only to go off earlier.
        if let Some(deadline) = self.session.deadline() {
            let at = self.now + deadline.saturating_sub(self.clock());
            self.timer = Some(self.timer.map_or(at, |timer| timer.min(at)));
        }
    }

    /// The client is done with its socket: what it sent may arrive or not.
    fn hang_up(&mut self) {
        if let Socket::Open(wire) = std::mem::replace(&mut self.socket, Socket::None) {
            self.lose(wire.to_server);
        }
    }

    /// Nothing more is heard of the connection that was left.
    fn abandon(&mut self) {
        if let Some(left) = self.leaving.take() {
            self.lose(left.to_server);
        }
    }

    fn lose(&mut self, to_server: VecDeque<(u64, String)>) {
        let arrive = self.rng.up_to(to_server.len() as u32) as usize;
        let frames = to_server.into_iter().take(arrive).map(|(_, f)| f);
        let frames = frames.filter(|frame| frame != GOODBYE);
        if self.frozen {
            self.remains.extend(frames);
        } else if self.up {
            for frame in frames.collect::<Vec<_>>() {
                self.serve(&frame, &mut None);
            }
        }
    }

    /// The connection breaks, by the network or the server.
    fn break_off(&mut self) {
        if self.leaving.is_some() {
            self.abandon();
            self.session.left(self.clock());
            self.carry_out();
        }
        match self.socket {
            Socket::None => return,
            Socket::Opening(_) => self.socket = Socket::None,
            Socket::Open(_) => self.hang_up(),
        }
        self.session.closed(self.clock(), 1006);
        self.carry_out();
    }

    // ---- The server ------------------------------------------------------------

    fn serve(&mut self, frame: &str, wire: &mut Option<Wire>) {
        // By far the most frequent, and so not worth a parser in a debug build.
        if frame == PING {
            if self.lose_pongs > 0 {
                self.lose_pongs -= 1;
            } else {
                self.say(wire, r#"{"type":"pong"}"#.to_owned());
            }
            return;
        }
        let message: Value = serde_json::from_str(frame).unwrap();
        let field = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
        match &*field("type") {
            "subscribe" => {
                let mut added = Vec::new();
                if let Some(wire) = wire {
                    for topic in message["topics"].as_array().unwrap() {
                        let topic = topic.as_str().unwrap();
                        if !wire.subscriptions.iter().any(|s| s == topic) {
                            wire.subscriptions.push(topic.to_owned());
                            added.push(topic.to_owned());
                        }
                    }
                }
                let confirmed = json!({"type": "subscribed", "topics": added});
                self.say(wire, confirmed.to_string());
                for topic in added {
                    if let Some(&value) = self.values.get(&topic) {
                        if std::mem::take(&mut self.overtake) {
                            let newer = self.fresh();
                            self.publish(&topic, newer, wire);
                        }
                        let text =
                            format!(r#"{{"type":"snapshot","topic":"{topic}","payload":{value}}}"#);
                        self.say(wire, text);
                    }
                }
            }
            "unsubscribe" => {
                if let Some(wire) = wire {
                    let gone = message["topics"].as_array().unwrap();
                    wire.subscriptions
                        .retain(|s| !gone.iter().any(|g| g.as_str() == Some(s)));
                }
            }
            "write" => {
                let topic = field("topic");
                let value = message["payload"].as_u64().unwrap();
                self.log.push((topic.clone(), value));
                if KINDS.iter().any(|kind| kind.topic == topic && kind.echo) {
                    self.publish(&topic, value, wire);
                }
            }
            "query" => {
                let id = field("id");
                let answer = if self.rng.up_to(2) == 0 {
                    json!({"type": "error", "code": "SERVER_ERROR", "message": "no backend"})
                } else {
                    json!({"type": "query_result", "id": id, "records": [], "total": 0})
                };
                self.say(wire, answer.to_string());
            }
            "list_topics" => {
                let id = field("id");
                let list = json!({"type": "topic_list", "id": id, "topics": []});
                self.say(wire, list.to_string());
            }
            other => panic!("a message of type {other}"),
        }
    }

    fn say(&mut self, wire: &mut Option<Wire>, message: String) {
        if let Some(wire) = wire {
            let at = self.now + self.latency;
            wire.to_client.push_back((at, message));
        }
    }

    fn publish(&mut self, topic: &str, value: u64, wire: &mut Option<Wire>) {
        self.values.insert(topic.to_owned(), value);
        let heard = wire
            .as_ref()
            .is_some_and(|w| w.subscriptions.iter().any(|p| matches(p, topic)));
        if heard {
            let text = format!(r#"{{"type":"data","topic":"{topic}","payload":{value},"ts":1}}"#);
            self.say(wire, text);
        }
    }

    fn fresh(&mut self) -> u64 {
        self.next_value += 1;
        self.next_value
    }

    // ---- Time ------------------------------------------------------------------

    /// Lets time pass, everything in its order.
    fn pass(&mut self, ms: u64) {
        let until = self.now + ms;
        let mut stuck = 0;
        loop {
            let due = self.timer;
            let socket = match &self.socket {
                Socket::None => None,
                Socket::Opening(at) => {
                    let will = *at != u64::MAX;
                    will.then_some((*at).max(self.now))
                }
                Socket::Open(wire) => {
                    let server = wire
                        .to_server
                        .front()
                        .filter(|_| !self.frozen)
                        .map(|(at, _)| (*at).max(self.busy_until));
                    let client = wire.to_client.front().map(|(at, _)| *at);
                    [server, client].into_iter().flatten().min()
                }
            };
            let leaving = self.leaving.as_ref().filter(|_| !self.frozen);
            let leaving = leaving.and_then(|left| left.to_server.front());
            let leaving = leaving.map(|(at, _)| (*at).max(self.busy_until));
            let Some(next) = [due, socket, leaving].into_iter().flatten().min() else {
                break;
            };
            if next > until {
                break;
            }
            stuck = if next > self.now { 0 } else { stuck + 1 };
            assert!(stuck < 100_000, "time stands still");
            self.now = self.now.max(next);
            if socket.is_some_and(|at| at <= self.now) {
                self.socket_event();
            } else if leaving.is_some_and(|at| at <= self.now) {
                self.leaving_event();
            } else {
                self.ticks += 1;
                self.timer = None;
                self.session.tick(self.clock());
                self.carry_out();
            }
        }
        self.now = until;
    }

    fn socket_event(&mut self) {
        match std::mem::replace(&mut self.socket, Socket::None) {
            Socket::None => {}
            Socket::Opening(_) if self.frozen => {
                // The kernel takes the connection; nobody answers the upgrade.
                self.socket = Socket::Opening(u64::MAX);
            }
            Socket::Opening(_) if !self.up || self.refuse => {
                self.session.closed(self.clock(), 1006);
                self.carry_out();
            }
            Socket::Opening(_) => {
                self.socket = Socket::Open(Wire {
                    subscriptions: Vec::new(),
                    to_server: VecDeque::new(),
                    to_client: VecDeque::new(),
                });
                self.session.opened(self.clock());
                self.carry_out();
                if self.accept_then_close {
                    self.break_off();
                }
            }
            Socket::Open(mut wire) => {
                let now = self.now;
                let client = wire.to_client.front().filter(|(at, _)| *at <= now);
                if client.is_some() {
                    let (_, frame) = wire.to_client.pop_front().unwrap();
                    self.socket = Socket::Open(wire);
                    self.hear(&frame);
                    return;
                }
                if let Some((_, frame)) = wire.to_server.pop_front() {
                    self.busy_until = now + self.slow;
                    let mut wire = Some(wire);
                    self.serve(&frame, &mut wire);
                    self.socket = Socket::Open(wire.unwrap());
                    return;
                }
                self.socket = Socket::Open(wire);
            }
        }
    }

    fn leaving_event(&mut self) {
        let left = self.leaving.as_mut().unwrap();
        let (_, frame) = left.to_server.pop_front().unwrap();
        if frame == GOODBYE {
            self.leaving = None;
            self.session.left(self.clock());
            self.carry_out();
        } else {
            self.busy_until = self.now + self.slow;
            self.serve(&frame, &mut None);
        }
    }

    fn hear(&mut self, frame: &str) {
        let clock = self.clock();
        if let Some(arrival) = self.session.text(clock, frame) {
            let slot = arrival.slot;
            let value: u64 = arrival.payload.parse().unwrap();
            assert!(!self
                .session
                .observes(slot, aimdb_wasm_adapter::bridge::Origin::Remote));
            if value.is_multiple_of(97) {
                // This one breaks the contract.
                self.session
                    .applied(clock, slot, Err("{\"message\":\"no\"}".to_owned()));
            } else {
                self.local[slot as usize] = Some(value);
                self.session.applied(clock, slot, Ok(()));
            }
        }
        self.carry_out();
    }

    // ---- Operations --------------------------------------------------------------

    fn value(&mut self) -> u64 {
        loop {
            let value = self.fresh();
            if !value.is_multiple_of(97) {
                return value;
            }
        }
    }

    fn perform(&mut self, op: Op) {
        let clock = self.clock();
        match op {
            Op::Write(slot, count) => {
                let slot = usize::from(slot);
                if slot >= self.configured {
                    return;
                }
                for _ in 0..count {
                    let value = self.value();
                    self.written[slot].push(value);
                    self.local[slot] = Some(value);
                    self.session
                        .local_write(clock, slot as u32, value.to_string());
                    self.drained_due |= self.session.pending_writes() > 0;
                }
                self.session.pump(clock);
            }
            Op::WriteTopic => {
                let value = self.value();
                self.free_written.push(value);
                self.session
                    .write(clock, FREE_TOPIC, value.to_string())
                    .unwrap();
                self.drained_due |= self.session.pending_writes() > 0;
            }
            Op::Remote(slot) => {
                let kind = &KINDS[usize::from(slot)];
                if self.up && !self.frozen && kind.echo {
                    let value = self.value();
                    self.with_wire(|world, wire| world.publish(kind.topic, value, wire));
                }
            }
            Op::Pass(ms) => self.pass(u64::from(ms)),
            Op::Drop => self.break_off(),
            Op::Freeze => self.frozen = self.up,
            Op::Thaw => self.thaw(),
            Op::Kill => {
                self.thaw();
                self.up = false;
                self.break_off();
                self.values.clear();
                self.tell_names();
            }
            Op::Start => self.up = true,
            Op::Refuse(on) => self.refuse = on,
            Op::AcceptThenClose(on) => self.accept_then_close = on,
            Op::Slow(ms) => self.slow = u64::from(ms),
            Op::LosePongs(count) => self.lose_pongs = count,
            Op::Jump(ms) => {
                if self.skew + i64::from(ms) > -900_000 {
                    self.skew += i64::from(ms);
                }
            }
            Op::Wake => {
                self.wakes += 1;
                self.session.wake(clock);
            }
            Op::Pause => {
                self.session.pause(clock);
                assert_eq!(self.session.status(), Status::Disconnected);
                self.carry_out();
                assert!(matches!(self.socket, Socket::None), "paused, and yet open");
            }
            Op::Resume => self.session.resume(clock),
            Op::Reconnect => self.session.reconnect(clock),
            Op::Flush(timeout) => {
                self.flush(Some(u32::from(timeout)));
            }
            Op::Query => {
                let id = self
                    .session
                    .query(clock, "#", Some(1), None, Some(10), Some(5000));
                assert!(self.waiting.insert(id));
            }
            Op::ListTopics => {
                let id = self.session.list_topics(clock, None);
                assert!(self.waiting.insert(id));
            }
            Op::Subscribe(n) => {
                let pattern = PATTERNS[usize::from(n)];
                if !self.patterns.contains(&pattern) {
                    self.patterns.push(pattern);
                }
                self.session
                    .subscribe(clock, &[pattern.to_owned()])
                    .unwrap();
            }
            Op::Unsubscribe(n) => {
                let pattern = PATTERNS[usize::from(n)];
                self.patterns.retain(|p| *p != pattern);
                self.session.unsubscribe(clock, &[pattern.to_owned()]);
            }
            Op::Configure => self.configure(),
            Op::Nonsense(which) => {
                if matches!(self.socket, Socket::Open(_)) {
                    match which {
                        0 => self.session.binary(clock),
                        1 => self.hear("not json"),
                        2 => self.hear(r#"{"type":"surprise"}"#),
                        3 => self.hear(r#"{"type":"error","code":"NEW_CODE","message":"?"}"#),
                        4 => self.hear(r#"{"type":"data","topic":"nobody/knows","ts":1}"#),
                        _ => self.hear(r#"{"type":"subscribed","topics":["?"],"id":[{"type":1}]}"#),
                    }
                }
            }
            Op::Overtake => self.overtake = true,
        }
        self.carry_out();
    }

    fn flush(&mut self, timeout: Option<u32>) {
        let id = self.session.flush(self.clock(), timeout);
        assert!(self.waiting.insert(id) && self.flushes.insert(id));
    }

    fn with_wire(&mut self, f: impl FnOnce(&mut Self, &mut Option<Wire>)) {
        let mut wire = match std::mem::replace(&mut self.socket, Socket::None) {
            Socket::Open(wire) => Some(wire),
            other => {
                self.socket = other;
                None
            }
        };
        f(self, &mut wire);
        if let Some(wire) = wire {
            self.socket = Socket::Open(wire);
        }
    }

    fn thaw(&mut self) {
        if !std::mem::take(&mut self.frozen) {
            return;
        }
        while let Some(frame) = self.remains.pop_front() {
            self.serve(&frame, &mut None);
        }
        if let Socket::Opening(at) = &mut self.socket {
            *at = self.now + self.latency;
        }
    }

    // ---- The end -----------------------------------------------------------------

    /// Everything works again; in the end everything has to be right.
    fn heal_and_check(&mut self) {
        self.thaw();
        self.up = true;
        self.refuse = false;
        self.accept_then_close = false;
        self.slow = self.slow.min(200);
        self.lose_pongs = 0;
        self.session.resume(self.clock());
        self.carry_out();
        let start = self.now;
        while self.session.pending_writes() > 0
            || !self.waiting.is_empty()
            || self.session.status() != Status::Connected
        {
            self.pass(1_000);
            assert!(
                self.now - start < 3_600_000,
                "not healed after an hour: {:?}, {} writes pending, waiting for {:?}",
                self.session.status(),
                self.session.pending_writes(),
                self.waiting
            );
        }
        self.flush(None);
        self.carry_out();
        assert!(self.waiting.is_empty(), "a flush waits for nothing");
        // Let the last echoes, batches and reports arrive. A batch of subscriptions may
        // wait for a pong that was lost, which takes the pong's time at its longest and
        // perhaps another connection to find out.
        self.slow = 0;
        self.pass(15_000);
        let end = self.now + 600_000;
        while self.diverged().is_some() && self.now < end {
            self.pass(5_000);
        }
        self.check_writes();
        assert_eq!(self.diverged(), None);
        self.check_books();
    }

    fn received(&self, topic: &str) -> Vec<u64> {
        let of_topic = self.log.iter().filter(|(t, _)| t == topic);
        of_topic.map(|(_, value)| *value).collect()
    }

    fn dropped(&self, slot: Option<u32>) -> u64 {
        let of_slot = self.gaps.iter().filter(|((s, _), _)| *s == slot);
        of_slot.map(|(_, count)| count).sum()
    }

    fn check_writes(&self) {
        for (slot, kind) in KINDS.iter().enumerate() {
            let written = &self.written[slot];
            let received = self.received(kind.topic);
            let distinct: BTreeSet<u64> = received.iter().copied().collect();
            let slot_number = Some(slot as u32);

            // Nothing vanishes without a word, and nothing is made up.
            let missing = written.iter().filter(|v| !distinct.contains(v)).count() as u64;
            let dropped = self.dropped(slot_number);
            assert!(
                missing <= dropped,
                "{}: {missing} missing, {dropped} reported",
                kind.key
            );
            assert!(distinct.iter().all(|v| written.contains(v)), "sent back");

            // In order: each value's first arrival after those of all before it.
            let mut newest = 0;
            let mut seen = BTreeSet::new();
            for &value in &received {
                if seen.insert(value) {
                    assert!(value > newest, "{}: out of order", kind.key);
                    newest = value;
                }
            }
            // A full queue may give up the newest of a record while an older one, sent
            // again, still arrives; otherwise the newest is the last to arrive.
            let full = (slot_number, DropReason::QueueFull);
            let overrun = self.gaps.contains_key(&full);
            assert!(
                overrun || received.last() == distinct.last(),
                "{}",
                kind.key
            );

            match kind.delivery {
                Delivery::AtMostOnce => assert_eq!(received.len(), distinct.len()),
                Delivery::AtLeastOnce => {
                    if !overrun {
                        let keeps = match kind.overflow {
                            Overflow::Ring(capacity) => capacity as usize,
                            _ => 1,
                        };
                        for value in written.iter().rev().take(keeps) {
                            assert!(distinct.contains(value), "{}: {value} lost", kind.key);
                        }
                    }
                }
            }
        }
        let received: BTreeSet<u64> = self.received(FREE_TOPIC).into_iter().collect();
        let free = self.free_written.iter();
        let missing = free.filter(|v| !received.contains(v)).count() as u64;
        assert!(missing <= self.dropped(None));
    }

    /// A record that does not hold what the server holds: its key, and both values.
    fn diverged(&self) -> Option<(&'static str, Option<u64>, u64)> {
        let records = KINDS.iter().zip(self.local).take(self.configured);
        records
            .filter(|(kind, _)| self.follow || self.patterns.iter().any(|p| matches(p, kind.topic)))
            .find_map(|(kind, local)| {
                let value = *self.values.get(kind.topic)?;
                let same = local == Some(value) || value.is_multiple_of(97);
                (!same).then_some((kind.key, local, value))
            })
    }

    fn check_books(&mut self) {
        let stats = self.session.stats();
        assert_eq!(
            stats.values,
            stats.applied + stats.rejected + stats.unknown_topic + stats.skipped
        );
        assert_eq!(stats.written, stats.acked + stats.dropped + stats.queued);
        let written: usize = self.written.iter().map(Vec::len).sum();
        assert_eq!(stats.written as usize, written + self.free_written.len());
        assert_eq!(stats.dropped, self.gaps.values().sum::<u64>());
        assert_eq!(stats.queued, 0);
        assert!(stats.sent >= stats.acked);
        assert!(!self.drained_due, "never said that all is done");
        assert_eq!(stats.reconnects, stats.connects.saturating_sub(1));

        // No storm: attempts are spaced, and so are ticks.
        let elapsed = self.now - 1_000_000;
        assert!(
            stats.attempts <= 2 + elapsed / 100,
            "{} attempts",
            stats.attempts
        );
        let busy = stats.received + stats.attempts * 4 + stats.written + self.wakes;
        assert!(
            self.ticks <= 200 + busy * 4 + elapsed / 500,
            "{} ticks in {elapsed} ms with {stats:?}",
            self.ticks
        );

        // Ended, nothing remains to be done.
        self.session.disconnect(self.clock());
        self.carry_out();
        assert_eq!(self.session.status(), Status::Disconnected);
        assert_eq!(self.session.deadline(), None);
        assert!(matches!(self.socket, Socket::None) && self.leaving.is_none());
        self.session.local_write(self.clock(), 0, "1".to_owned());
        self.session.tick(self.clock());
        assert_eq!(self.session.poll(), None);
    }
}

fn config() -> impl Strategy<Value = Config> {
    (
        prop_oneof![Just(0u32), 1u32..20, Just(10_000u32)],
        prop_oneof![Just(5_000u32), Just(30_000u32)],
        prop_oneof![Just(500u32), Just(10_000u32)],
        any::<bool>(),
    )
        .prop_map(
            |(max_offline_queue, keepalive, pong_timeout, follow)| Config {
                subscribe_topics: (!follow).then(|| vec!["sensors/#".to_owned()]),
                max_offline_queue,
                keepalive,
                pong_timeout,
                auth_retries: None,
                ..Config::default()
            },
        )
}

fn schedule() -> impl Strategy<Value = (Config, u64, u64, Vec<Op>)> {
    (
        config(),
        any::<u64>(),
        prop_oneof![0u64..5, 5u64..200],
        prop::collection::vec(op(), 1..50),
    )
}

fn run((config, seed, latency, ops): (Config, u64, u64, Vec<Op>)) {
    let mut world = World::new(config, seed, latency);
    for op in ops {
        world.perform(op);
    }
    world.heal_and_check();
}

// In four parts, since a test runs on one thread.
proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn it_ends_well_whatever_happens(schedule in schedule()) {
        run(schedule);
    }

    #[test]
    fn it_ends_well_whatever_else_happens(schedule in schedule()) {
        run(schedule);
    }

    #[test]
    fn it_ends_well_whatever_comes_next(schedule in schedule()) {
        run(schedule);
    }

    #[test]
    fn it_ends_well_whatever_comes_last(schedule in schedule()) {
        run(schedule);
    }
}
