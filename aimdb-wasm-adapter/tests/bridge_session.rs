//! The bridge's session, one behaviour at a time.

#![cfg(not(target_arch = "wasm32"))]
// Clippy does not know helpers of tests for tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aimdb_wasm_adapter::bridge::{
    Config, Delivery, DropReason, Effect, Failure, Origin, Overflow, RecordSpec, Session, Status,
};

const SENSOR: u32 = 0;
const COMMAND: u32 = 1;

/// A session, its time, and what it has done.
struct Scene {
    session: Session,
    now: u64,
    done: Vec<Effect>,
}

impl Scene {
    fn new(config: Config) -> Self {
        let mut scene = Self {
            session: Session::new("ws://server/ws".to_owned(), config, 1),
            now: 1000,
            done: Vec::new(),
        };
        scene.record(SENSOR, "sensors.temperature.vienna", None, Overflow::Latest);
        scene.record(COMMAND, "command", Some("commands/x"), Overflow::Ring(3));
        scene.act(Session::start);
        scene
    }

    /// Connected, the first exchange over.
    fn connected(config: Config) -> Self {
        let mut scene = Self::new(config);
        scene.connect();
        scene
    }

    fn connect(&mut self) {
        self.act(Session::opened);
        self.hear(PONG);
        assert_eq!(self.session.status(), Status::Connected);
        self.done.clear();
    }

    fn record(&mut self, slot: u32, key: &str, topic: Option<&str>, overflow: Overflow) {
        self.act(|session, now| {
            let delivery = None;
            let forward = false;
            session.add_record(
                now,
                RecordSpec {
                    slot,
                    key,
                    topic,
                    overflow,
                    delivery,
                    forward,
                },
            );
            session.pump(now);
        });
    }

    fn act<R>(&mut self, act: impl FnOnce(&mut Session, u64) -> R) -> R {
        let result = act(&mut self.session, self.now);
        while let Some(effect) = self.session.poll() {
            self.done.push(effect);
        }
        result
    }

    fn hear(&mut self, frame: &str) -> Option<(u32, String, bool)> {
        let frame = frame.to_owned();
        self.act(|session, now| {
            let arrival = session.text(now, &frame);
            arrival.map(|a| (a.slot, a.payload.to_owned(), a.snapshot))
        })
    }

    fn write(&mut self, slot: u32, payload: &str) {
        self.act(|session, now| {
            session.local_write(now, slot, payload.to_owned());
            session.pump(now);
        });
    }

    /// Lets time pass, with a tick whenever one is due.
    fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        while let Some(at) = self.session.deadline().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.act(Session::tick);
        }
        self.now = end;
    }

    fn sent(&self) -> Vec<&str> {
        let sent = self.done.iter().filter_map(|effect| match effect {
            Effect::Send(frame) => Some(frame.as_str()),
            _ => None,
        });
        sent.collect()
    }

    fn errors(&self) -> Vec<&str> {
        let errors = self.done.iter().filter_map(|effect| match effect {
            Effect::Error(report) => Some(report.code),
            _ => None,
        });
        errors.collect()
    }

    fn count(&self, wanted: impl Fn(&Effect) -> bool) -> usize {
        self.done.iter().filter(|effect| wanted(effect)).count()
    }

    fn opens(&self) -> usize {
        self.count(|effect| matches!(effect, Effect::Open(_)))
    }
}

const PING: &str = r#"{"type":"ping"}"#;
const PONG: &str = r#"{"type":"pong"}"#;

fn data(topic: &str, value: u32) -> String {
    format!(r#"{{"type":"data","topic":"{topic}","payload":{value},"ts":1}}"#)
}

fn snapshot(topic: &str, value: u32) -> String {
    format!(r#"{{"type":"snapshot","topic":"{topic}","payload":{value}}}"#)
}

fn write(topic: &str, value: u32) -> String {
    format!(r#"{{"type":"write","topic":"{topic}","payload":{value}}}"#)
}

fn subscribing(patterns: &[&str]) -> Config {
    Config {
        subscribe_topics: Some(patterns.iter().map(|p| (*p).to_owned()).collect()),
        ..Config::default()
    }
}

// ---- Connecting --------------------------------------------------------------------

#[test]
fn opening_subscribes_and_pings_and_the_first_word_connects() {
    let mut scene = Scene::new(subscribing(&["sensors/#"]));
    assert_eq!(
        scene.done,
        [
            Effect::Status(Status::Connecting),
            Effect::Open("ws://server/ws".to_owned())
        ]
    );
    scene.done.clear();
    scene.act(Session::opened);
    assert_eq!(
        scene.sent(),
        [
            r##"{"type":"subscribe","topics":["sensors/#","sensors/temperature/vienna"]}"##,
            PING
        ]
    );
    assert_eq!(scene.session.status(), Status::Connecting);
    scene.hear(r#"{"type":"subscribed","topics":["x"]}"#);
    assert_eq!(scene.session.status(), Status::Connected);
}

#[test]
fn a_server_that_accepts_and_closes_is_called_ever_more_rarely() {
    let mut scene = Scene::new(Config {
        backoff: vec![200, 400, 10_000],
        ..Config::default()
    });
    for _ in 0..200 {
        scene.act(Session::opened);
        scene.act(|s, now| s.closed(now, 1006));
        let before = scene.opens();
        while scene.opens() == before {
            scene.pass(50);
        }
    }
    assert!(scene.now > 400_000, "200 attempts in {} ms", scene.now);
    assert!(!scene.done.contains(&Effect::Status(Status::Connected)));
    assert!(scene.errors().contains(&"closed-early"));
}

#[test]
fn a_server_that_spoke_is_called_again_soon() {
    let mut scene = Scene::connected(Config::default());
    for _ in 0..50 {
        scene.act(|s, now| s.closed(now, 1006));
        assert_eq!(scene.session.status(), Status::Reconnecting);
        scene.pass(500);
        assert_eq!(scene.opens(), 1);
        scene.connect();
    }
}

#[test]
fn retries_are_counted_and_may_begin_anew() {
    let mut scene = Scene::new(Config {
        max_retries: Some(3),
        ..Config::default()
    });
    for _ in 0..4 {
        scene.act(|s, now| s.closed(now, 1006));
        scene.pass(10_000);
    }
    assert_eq!(scene.opens(), 4);
    assert_eq!(scene.session.status(), Status::Disconnected);
    assert_eq!(scene.session.deadline(), None);
    scene.write(COMMAND, "1");
    scene.act(Session::reconnect);
    assert_eq!(scene.session.status(), Status::Connecting);
    scene.connect();
    assert_eq!(
        scene.session.pending_writes(),
        1,
        "what was written is kept"
    );
}

#[test]
fn without_auto_reconnect_one_loss_is_the_end() {
    let mut scene = Scene::connected(Config {
        auto_reconnect: false,
        ..Config::default()
    });
    scene.act(|s, now| s.closed(now, 1006));
    assert_eq!(scene.session.status(), Status::Disconnected);
    scene.pass(100_000);
    assert_eq!(scene.opens(), 0);
}

#[test]
fn coming_online_does_not_wait_but_does_not_storm_either() {
    let mut scene = Scene::connected(Config {
        backoff: vec![1_000_000],
        ..Config::default()
    });
    scene.act(|s, now| s.closed(now, 1006));
    for _ in 0..1000 {
        scene.act(Session::wake);
        scene.act(|s, now| s.closed(now, 1006));
        scene.pass(1);
    }
    assert!(
        (5..=11).contains(&scene.opens()),
        "{} attempts",
        scene.opens()
    );
}

#[test]
fn waking_up_asks_a_quiet_connection_for_life() {
    let mut scene = Scene::connected(Config::default());
    scene.act(Session::wake);
    assert_eq!(scene.sent(), [] as [&str; 0], "it has just spoken");
    scene.now += 20_000;
    scene.act(Session::wake);
    scene.act(Session::wake);
    assert_eq!(scene.sent(), [PING]);
}

#[test]
fn a_server_that_opens_and_says_nothing_is_left() {
    let mut scene = Scene::new(Config::default());
    scene.pass(9_000);
    scene.act(Session::opened);
    scene.pass(1_000);
    assert_eq!(scene.errors(), ["connect-timeout"]);
    assert!(scene.done.contains(&Effect::Close));
    assert_eq!(scene.session.status(), Status::Reconnecting);
}

#[test]
fn silence_is_noticed_within_keepalive_and_pong_timeout() {
    let mut scene = Scene::connected(Config::default());
    scene.pass(30_000);
    assert_eq!(scene.sent(), [PING]);
    scene.pass(9_999);
    assert_eq!(scene.count(|e| *e == Effect::Close), 0);
    scene.pass(1);
    assert_eq!(scene.count(|e| *e == Effect::Close), 1);
    assert_eq!(scene.errors(), ["silent"]);
}

#[test]
fn a_server_that_speaks_but_loses_pongs_is_asked_again_then_left() {
    let mut scene = Scene::connected(Config::default());
    scene.write(COMMAND, "1");
    scene.done.clear();
    for asked in 1..=3 {
        scene.pass(5_000);
        scene.hear(&data("sensors/temperature/vienna", 1));
        scene.pass(5_000);
        assert_eq!(scene.sent().len(), asked, "one more ping");
    }
    scene.hear(PONG);
    assert_eq!(
        scene.session.pending_writes(),
        0,
        "the first answers the first"
    );

    let mut scene = Scene::connected(Config::default());
    scene.write(COMMAND, "1");
    for _ in 0..4 {
        scene.pass(5_000);
        scene.hear(&data("sensors/temperature/vienna", 1));
        scene.pass(5_000);
    }
    assert_eq!(scene.errors(), ["pongs-lost"]);
    assert_eq!(scene.session.status(), Status::Reconnecting);
}

#[test]
fn a_query_under_way_excuses_silence() {
    let mut scene = Scene::connected(Config::default());
    let id = scene.act(|s, now| s.query(now, "#", None, None, None, Some(60_000)));
    scene.pass(50_000);
    assert_eq!(scene.count(|e| *e == Effect::Close), 0);
    scene.hear(&format!(
        r#"{{"type":"query_result","id":"{id}","records":[],"total":0}}"#
    ));
    let answer = Effect::Reply(id, r#"{"records":[],"total":0}"#.to_owned());
    assert!(scene.done.contains(&answer));
}

#[test]
fn a_clock_that_jumps_disturbs_nothing() {
    let mut scene = Scene::connected(Config::default());
    scene.now += 1_000_000;
    scene.act(Session::tick);
    assert_eq!(scene.sent(), [PING]);
    scene.now -= 900_000;
    scene.hear(PONG);
    scene.done.clear();
    scene.pass(30_000);
    assert_eq!(scene.sent(), [PING]);
    assert_eq!(scene.errors(), [] as [&str; 0]);
}

#[test]
fn the_url_is_asked_for_each_time() {
    let mut scene = Scene::new(Config {
        url_provider: true,
        backoff: vec![10],
        ..Config::default()
    });
    assert!(scene.done.contains(&Effect::NeedUrl));
    assert_eq!(scene.opens(), 0);
    scene.act(|s, now| s.url(now, Ok("ws://a?token=1".to_owned())));
    scene.act(|s, now| s.closed(now, 1006));
    scene.pass(1000);
    assert_eq!(scene.count(|e| *e == Effect::NeedUrl), 2);
    scene.act(|s, now| s.url(now, Err("not logged in".to_owned())));
    assert!(scene.errors().contains(&"no-url"));
    scene.pass(1000);
    assert_eq!(scene.count(|e| *e == Effect::NeedUrl), 3);
    // Answered too late, but before the next attempt.
    scene.pass(10_000);
    scene.act(|s, now| s.url(now, Ok("ws://a?token=2".to_owned())));
    assert!(scene
        .done
        .contains(&Effect::Open("ws://a?token=2".to_owned())));
    scene.act(|s, now| s.url(now, Ok("ws://a?token=3".to_owned())));
    assert_eq!(scene.opens(), 2, "nobody asked");
}

#[test]
fn refused_upgrades_end_it_and_an_unreachable_server_does_not() {
    let refusals = |answers| {
        let mut scene = Scene::new(Config {
            auth_retries: Some(2),
            backoff: vec![10],
            ..Config::default()
        });
        for _ in 0..10 {
            scene.act(|s, now| s.closed(now, 1006));
            let probes = scene.count(|e| *e == Effect::Probe);
            scene.done.retain(|e| *e != Effect::Probe);
            if probes > 0 {
                scene.act(|s, now| s.probed(now, answers));
            }
            scene.pass(1000);
        }
        (scene.session.status(), scene.opens())
    };
    assert_eq!(refusals(Some(true)), (Status::Disconnected, 3));
    assert_eq!(refusals(Some(false)), (Status::Reconnecting, 11));
    assert_eq!(refusals(None), (Status::Reconnecting, 11));
}

#[test]
fn the_last_attempt_tells_its_reason_too() {
    for (answers, code) in [
        (Some(true), "refused"),
        (Some(false), "unreachable"),
        (None, "connect-failed"),
    ] {
        let mut scene = Scene::new(Config {
            auto_reconnect: false,
            ..Config::default()
        });
        scene.act(|s, now| s.closed(now, 1006));
        assert_eq!(scene.session.status(), Status::Disconnected);
        scene.act(|s, now| s.probed(now, answers));
        assert_eq!(scene.errors(), [code]);
        // Not once somebody has ended it.
        scene.act(|s, now| s.disconnect(now));
        scene.act(|s, now| s.probed(now, answers));
        assert_eq!(scene.errors(), [code]);
    }
}

#[test]
fn a_url_that_is_none_is_not_tried_again() {
    let mut scene = Scene::new(Config::default());
    scene.act(|s, now| s.open_failed(now, "no such scheme"));
    assert_eq!(scene.session.status(), Status::Disconnected);
    assert_eq!(scene.errors(), ["url"]);
}

// ---- Values ------------------------------------------------------------------------

#[test]
fn values_find_their_record_by_either_spelling_and_writes_follow() {
    let mut scene = Scene::connected(subscribing(&["#"]));
    let got = scene.hear(&data("sensors/temperature/vienna", 5));
    assert_eq!(got, Some((SENSOR, "5".to_owned(), false)));
    scene.write(SENSOR, "6");
    scene.hear(&data("sensors.temperature.vienna", 7));
    scene.write(SENSOR, "8");
    let sent = scene.sent();
    assert_eq!(sent[0], write("sensors/temperature/vienna", 6));
    assert_eq!(sent[2], write("sensors.temperature.vienna", 8));
}

#[test]
fn a_snapshot_does_not_overwrite_what_is_newer() {
    let topic = "sensors/temperature/vienna";
    let confirmed = r#"{"type":"subscribed","topics":["sensors/temperature/vienna"]}"#;

    let mut scene = Scene::connected(subscribing(&["#"]));
    scene.hear(&data(topic, 1));
    assert_eq!(scene.hear(&snapshot(topic, 2)), None, "data came");
    scene.hear(confirmed);
    assert!(
        scene.hear(&snapshot(topic, 3)).is_some(),
        "taken after that data"
    );
    scene.hear(&data(topic, 4));
    assert_eq!(
        scene.hear(&snapshot(topic, 3)),
        None,
        "data has overtaken it"
    );

    let mut scene = Scene::new(subscribing(&["#"]));
    scene.write(SENSOR, "1");
    scene.connect();
    assert_eq!(
        scene.hear(&snapshot(topic, 2)),
        None,
        "a write is on its way"
    );
    scene.act(|s, now| s.closed(now, 1006));
    scene.pass(1000);
    scene.connect();
    assert_eq!(scene.hear(&snapshot(topic, 2)), None, "and still is");
    scene.hear(PONG);
    assert!(scene.hear(&snapshot(topic, 3)).is_some());

    let mut scene = Scene::connected(subscribing(&[]));
    scene.write(SENSOR, "1");
    scene
        .act(|s, now| s.subscribe(now, &["#".to_owned()]))
        .unwrap();
    assert!(
        scene.hear(&snapshot(topic, 2)).is_some(),
        "the server had the write before the subscription"
    );
    scene.write(SENSOR, "3");
    assert_eq!(scene.hear(&snapshot(topic, 2)), None, "but not this one");

    let mut scene = Scene::connected(Config {
        late_join: false,
        ..subscribing(&[topic])
    });
    assert_eq!(scene.hear(&snapshot(topic, 2)), None, "nobody asked");
    assert_eq!(scene.session.stats().skipped, 1);
}

#[test]
fn unknown_topics_are_counted_and_told_once() {
    let mut scene = Scene::connected(subscribing(&["#"]));
    for n in 0..30 {
        scene.hear(&data(&format!("nobody/{}", n % 3), 1));
    }
    assert_eq!(scene.errors(), ["unknown-topic"; 3]);
    assert_eq!(scene.session.stats().unknown_topic, 30);
}

#[test]
fn bad_frames_are_counted_and_told_and_nothing_else() {
    let mut scene = Scene::connected(subscribing(&["#"]));
    scene.act(Session::binary);
    for frame in [
        "{",
        "",
        "[1]",
        r#"{"type":"surprise"}"#,
        r#"{"type":"data","topic":5,"ts":1}"#,
        r#"{"type":"error","code":"NOVEL","message":"m","topic":"t"}"#,
    ] {
        assert_eq!(scene.hear(frame), None);
    }
    assert_eq!(
        scene.errors(),
        [
            "binary",
            "malformed",
            "malformed",
            "malformed",
            "unknown-type",
            "malformed",
            "server"
        ]
    );
    let stats = scene.session.stats();
    assert_eq!((stats.malformed, stats.server_errors), (6, 1));
    assert_eq!(scene.session.status(), Status::Connected);
    assert!(scene.hear(&data("sensors/temperature/vienna", 1)).is_some());
}

#[test]
fn a_violation_is_told_with_its_path_and_a_flood_of_them_is_not() {
    let mut scene = Scene::connected(subscribing(&["#"]));
    for _ in 0..10_000 {
        let (slot, ..) = scene.hear(&data("sensors/temperature/vienna", 1)).unwrap();
        let violation = r#"{"path":["celsius"]}"#.to_owned();
        scene.act(|s, now| s.applied(now, slot, Err(violation)));
    }
    assert_eq!(scene.errors().len(), 50);
    let Some(Effect::Error(report)) = scene.done.first() else {
        panic!("no report");
    };
    assert_eq!(
        report.to_json(),
        r#"{"code":"contract","message":"a value from the server breaks its contract","topic":"sensors/temperature/vienna","slot":0,"violation":{"path":["celsius"]}}"#
    );
    scene.pass(2_000);
    assert_eq!(scene.errors().last(), Some(&"suppressed"));
    let stats = scene.session.stats();
    assert_eq!((stats.rejected, stats.suppressed), (10_000, 9_950));
}

#[test]
fn ten_thousand_records_join_in_batches_that_fit_the_servers_channel() {
    let mut scene = Scene::new(subscribing(&["many/#"]));
    for n in 0..10_000 {
        scene.record(n + 2, &format!("many.r{n}"), None, Overflow::Latest);
    }
    scene.act(Session::opened);
    let mut topics = 0;
    for _ in 0..1000 {
        let batches: Vec<usize> = scene
            .sent()
            .iter()
            .filter(|frame| frame.contains("subscribe"))
            .map(|frame| frame.matches("many").count())
            .collect();
        assert!(batches.len() <= 1 && batches.iter().all(|n| *n <= 64));
        topics += batches.iter().sum::<usize>();
        let pinged = scene.sent().contains(&PING);
        scene.done.clear();
        if !pinged {
            break;
        }
        scene.hear(PONG);
    }
    assert_eq!(topics, 10_001);
}

#[test]
fn subscriptions_follow_at_run_time() {
    let mut scene = Scene::connected(subscribing(&[]));
    scene
        .act(|s, now| s.subscribe(now, &["sensors/*/vienna".to_owned()]))
        .unwrap();
    scene.hear(PONG);
    scene.record(5, "sensors.humidity.vienna", None, Overflow::Latest);
    scene.act(|s, now| s.unsubscribe(now, &["sensors/*/vienna".to_owned()]));
    let sent = scene.sent();
    assert_eq!(
        sent[0],
        r#"{"type":"subscribe","topics":["sensors/*/vienna","sensors/temperature/vienna"]}"#
    );
    assert_eq!(
        sent[2],
        r#"{"type":"subscribe","topics":["sensors/humidity/vienna"]}"#
    );
    assert!(sent[4].starts_with(r#"{"type":"unsubscribe""#));
    assert_eq!(sent[4].matches("vienna").count(), 3);
    let refused = scene.act(|s, now| s.subscribe(now, &["a/+".to_owned()]));
    assert!(refused.is_err());
}

#[test]
fn a_record_described_anew_has_its_new_topic_and_no_other() {
    let (slashes, dots) = ("sensors/temperature/vienna", "sensors.temperature.vienna");
    let mut scene = Scene::connected(Config::default());
    // Another one means the same, and comes second.
    scene.record(7, slashes, Some(dots), Overflow::Latest);
    scene.hear(PONG);
    assert!(scene
        .hear(&data(slashes, 1))
        .is_some_and(|it| it.0 == SENSOR));
    scene.done.clear();
    scene.record(SENSOR, dots, Some("vienna"), Overflow::Latest);
    let frames = scene.sent().join("");
    let gone = r#"{"type":"unsubscribe","topics":["sensors/temperature/vienna"]}"#;
    assert!(frames.starts_with(gone), "{frames}");
    assert!(frames.contains(r#"{"type":"subscribe","topics":["vienna"]}"#));
    assert_eq!(scene.hear(&data(slashes, 2)), None);
    assert!(scene.hear(&data(dots, 3)).is_some_and(|it| it.0 == 7));
    scene.hear(PONG);
    scene.done.clear();
    scene.write(SENSOR, "6");
    assert_eq!(scene.sent()[0], write("vienna", 6));
    // And back again: what the other was given stays its own.
    scene.record(SENSOR, dots, None, Overflow::Latest);
    assert!(scene
        .hear(&data(slashes, 4))
        .is_some_and(|it| it.0 == SENSOR));
    assert!(scene.hear(&data(dots, 5)).is_some_and(|it| it.0 == 7));
    scene.record(7, slashes, Some("elsewhere"), Overflow::Latest);
    assert!(scene.hear(&data(dots, 6)).is_some_and(|it| it.0 == SENSOR));
    assert_eq!(scene.hear(&data("vienna", 7)), None);
    assert_eq!(scene.errors(), ["unknown-topic"]);
}

// ---- Writes ------------------------------------------------------------------------

#[test]
fn only_what_should_go_goes() {
    let scene = Scene::new(Config {
        write_topics: Some(vec!["commands/#".to_owned()]),
        ..Config::default()
    });
    assert!(scene.session.observes(COMMAND, Origin::Local));
    assert!(!scene.session.observes(COMMAND, Origin::Derived));
    assert!(!scene.session.observes(COMMAND, Origin::Remote));
    assert!(!scene.session.observes(SENSOR, Origin::Local), "narrowed");
    assert!(!scene.session.observes(99, Origin::Local));

    let mut scene = Scene::new(Config::default());
    assert!(scene.session.observes(SENSOR, Origin::Local));
    scene.act(|s, now| {
        s.add_record(
            now,
            RecordSpec {
                slot: 7,
                key: "derived",
                topic: None,
                overflow: Overflow::Latest,
                delivery: None,
                forward: true,
            },
        );
    });
    assert!(scene.session.observes(7, Origin::Derived));
    assert!(!scene.session.observes(7, Origin::Remote));
}

#[test]
fn writes_wait_and_go_in_order_and_are_acknowledged_by_the_pong() {
    let mut scene = Scene::new(Config::default());
    for n in 1..=5 {
        scene.write(COMMAND, &n.to_string());
    }
    scene.write(SENSOR, "9");
    assert_eq!(
        scene.session.pending_writes(),
        4,
        "a ring of three, and one"
    );
    let flush = scene.act(|s, now| s.flush(now, None));
    scene.connect();
    scene.done.clear();
    scene.hear(PONG);
    let done: Vec<&Effect> = scene.done.iter().collect();
    assert_eq!(
        done,
        [&Effect::Reply(flush, "null".to_owned()), &Effect::Drained]
    );
    scene.pass(100);
    let Some(Effect::Dropped(gap)) = scene.done.last() else {
        panic!("no word of the drops");
    };
    assert_eq!(
        gap.to_json(),
        r#"{"reason":"displaced","count":2,"slot":1}"#
    );
    let stats = scene.session.stats();
    assert_eq!((stats.written, stats.acked, stats.dropped), (6, 4, 2));
}

#[test]
fn writes_wait_until_it_is_known_what_the_server_calls_the_record() {
    let (slashes, dots) = ("sensors/temperature/vienna", "sensors.temperature.vienna");
    let confirmed = r#"{"type":"subscribed","topics":["?"]}"#;
    let mut scene = Scene::new(Config::default());
    scene.write(SENSOR, "1");
    scene.write(COMMAND, "2");
    scene.act(Session::opened);
    scene.done.clear();
    // The first word, and the value that gives the name away.
    scene.hear(confirmed);
    assert_eq!(scene.session.status(), Status::Connected);
    assert_eq!(scene.sent(), [] as [&str; 0], "not known yet, and in order");
    scene.hear(&snapshot(dots, 7));
    assert_eq!(
        scene.sent(),
        [write(dots, 1), write("commands/x", 2)],
        "the ping of the beginning covers nothing of it"
    );
    scene.hear(PONG);
    scene.hear(PONG);
    assert_eq!(scene.session.pending_writes(), 0);
    // It stays known, also on the next connection and when the record is described anew.
    scene.record(SENSOR, dots, None, Overflow::Latest);
    scene.act(|s, now| s.closed(now, 1006));
    scene.write(SENSOR, "3");
    scene.pass(1_000);
    scene.act(Session::opened);
    scene.done.clear();
    scene.hear(confirmed);
    assert_eq!(scene.sent(), [write(dots, 3)]);

    // Where the server has no value to send, the answer to the ping ends the wait.
    let mut scene = Scene::new(Config::default());
    scene.write(SENSOR, "1");
    scene.act(Session::opened);
    scene.hear(confirmed);
    scene.done.clear();
    scene.hear(PONG);
    assert_eq!(scene.sent(), [&*write(slashes, 1), PING]);

    // What is not subscribed by its name is not waited for.
    let mut scene = Scene::new(subscribing(&["elsewhere"]));
    scene.write(SENSOR, "1");
    scene.act(Session::opened);
    scene.done.clear();
    scene.hear(confirmed);
    assert_eq!(scene.sent(), [write(slashes, 1)]);
}

#[test]
fn a_record_among_many_is_written_once_its_own_topics_were_answered_for() {
    let mut scene = Scene::new(subscribing(&["#"]));
    for n in 0..100 {
        scene.record(n + 2, &format!("many.r{n}"), None, Overflow::Latest);
    }
    let writes = |scene: &Scene| scene.sent().join("").matches("write").count();
    scene.write(101, "1");
    scene.act(Session::opened);
    assert_eq!(writes(&scene), 0);
    scene.hear(PONG);
    assert_eq!(writes(&scene), 1, "it was subscribed first");
    scene.write(100, "2");
    let mut pongs = 1;
    while writes(&scene) < 2 {
        pongs += 1;
        assert!(pongs < 10);
        scene.hear(PONG);
    }
    assert_eq!(pongs, 4, "of four batches");
    // One that comes later waits for its own batch, and for nothing else.
    scene.hear(PONG);
    scene.record(200, "late.one", None, Overflow::Latest);
    scene.write(200, "3");
    scene.write(3, "4");
    assert_eq!(writes(&scene), 2);
    scene.hear(PONG);
    assert_eq!(writes(&scene), 4);
}

#[test]
fn after_a_loss_the_unacknowledged_go_again_and_only_where_they_may() {
    for (delivery, again) in [(Delivery::AtLeastOnce, 3), (Delivery::AtMostOnce, 0)] {
        let mut scene = Scene::connected(Config {
            delivery,
            ..Config::default()
        });
        for n in 1..=3 {
            scene.write(COMMAND, &n.to_string());
        }
        assert_eq!(scene.sent().len(), 4, "three writes, one ping");
        scene.act(|s, now| s.closed(now, 1006));
        scene.pass(1_000);
        let unconfirmed: u64 = scene
            .done
            .iter()
            .map(|effect| match effect {
                Effect::Dropped(gap) if gap.reason == DropReason::Unconfirmed => gap.count,
                _ => 0,
            })
            .sum();
        assert_eq!(unconfirmed, 3 - again);
        scene.connect();
        scene.hear(PONG);
        let stats = scene.session.stats();
        assert_eq!((stats.resent, stats.acked), (again, again));
        assert_eq!(stats.dropped, 3 - again);
    }
}

#[test]
fn a_burst_goes_in_windows_that_grow_with_the_servers_pace() {
    let mut scene = Scene::connected(Config::default());
    scene.act(|s, now| {
        for n in 0..10_000u32 {
            s.local_write(now, COMMAND, n.to_string());
        }
        s.pump(now);
    });
    let mut rounds = 0;
    while scene.session.pending_writes() > 0 {
        rounds += 1;
        assert!(rounds < 20);
        scene.now += 1;
        scene.hear(PONG);
    }
    assert_eq!(scene.session.stats().sent, 10_000);
    assert_eq!(
        scene.session.stats().dropped,
        0,
        "connected, none is displaced"
    );
}

#[test]
fn a_server_too_slow_for_what_it_was_given_is_given_less() {
    let mut scene = Scene::connected(Config {
        backoff: vec![0],
        ..Config::default()
    });
    scene.act(|s, now| {
        for n in 0..64u32 {
            s.local_write(now, COMMAND, n.to_string());
        }
        s.pump(now);
    });
    assert_eq!(scene.session.stats().sent, 64);
    scene.pass(10_000);
    assert_eq!(scene.errors(), ["silent"]);
    scene.pass(1_000);
    scene.connect();
    assert_eq!(scene.session.stats().sent, 64 + 8);
    scene.pass(10_000);
    assert_eq!(
        scene.session.status(),
        Status::Connected,
        "and twice the time"
    );
    scene.pass(10_000);
    scene.pass(1_000);
    scene.connect();
    assert_eq!(scene.session.stats().sent, 64 + 8 + 1);
}

#[test]
fn a_write_no_frame_can_hold_is_dropped_at_once() {
    let mut scene = Scene::connected(Config::default());
    let huge = format!("\"{}\"", "x".repeat(16 * 1024 * 1024));
    scene.write(COMMAND, &huge);
    assert_eq!(scene.sent(), [] as [&str; 0]);
    scene.pass(100);
    let too_large =
        |e: &Effect| matches!(e, Effect::Dropped(g) if g.reason == DropReason::TooLarge);
    assert_eq!(scene.count(too_large), 1);
}

#[test]
fn writes_to_topics_need_no_record() {
    let mut scene = Scene::connected(Config::default());
    let mut write_to =
        |topic: &str, payload: &str| scene.act(|s, now| s.write(now, topic, payload.to_owned()));
    assert_eq!(write_to("any/topic", "{\"a\":1}"), Ok(()));
    assert!(write_to("", "1").is_err());
    assert!(write_to("a/#", "1").is_err());
    assert!(write_to("a", "{").is_err());
    assert!(write_to("a", "1}, {\"type\":\"ping\"").is_err());
    assert_eq!(
        scene.sent()[0],
        r#"{"type":"write","topic":"any/topic","payload":{"a":1}}"#
    );
}

#[test]
fn a_refused_write_is_told() {
    let mut scene = Scene::connected(Config::default());
    scene.write(COMMAND, "1");
    scene.hear(r#"{"type":"error","code":"FORBIDDEN","topic":"commands/x","message":"Write permission denied"}"#);
    assert_eq!(scene.errors(), ["forbidden"]);
    scene.hear(PONG);
    assert_eq!(
        scene.session.pending_writes(),
        0,
        "processed, though not accepted"
    );
}

#[test]
fn a_flush_gives_up_in_its_time_and_at_the_end() {
    let mut scene = Scene::new(Config::default());
    assert!({
        let id = scene.act(|s, now| s.flush(now, None));
        scene.done.contains(&Effect::Reply(id, "null".to_owned()))
    });
    scene.write(COMMAND, "1");
    let short = scene.act(|s, now| s.flush(now, Some(50)));
    let long = scene.act(|s, now| s.flush(now, Some(5_000_000)));
    scene.pass(50);
    assert!(scene
        .done
        .contains(&Effect::Failed(short, Failure::Timeout)));
    scene.act(Session::disconnect);
    assert!(scene
        .done
        .contains(&Effect::Failed(long, Failure::Disconnected)));
    assert!(scene.errors().contains(&"pending-writes"));
    let late = scene.act(|s, now| s.flush(now, None));
    assert!(scene
        .done
        .contains(&Effect::Failed(late, Failure::Disconnected)));
}

#[test]
fn requests_fail_in_their_time_or_with_the_connection() {
    let mut scene = Scene::new(Config::default());
    let early = scene.act(|s, now| s.list_topics(now, Some(500)));
    scene.pass(500);
    assert!(scene
        .done
        .contains(&Effect::Failed(early, Failure::Timeout)));
    scene.connect();
    assert_eq!(scene.session.stats().sent, 0);
    let lost = scene.act(|s, now| s.query(now, "#", None, None, None, None));
    scene.act(|s, now| s.closed(now, 1006));
    assert!(scene
        .done
        .contains(&Effect::Failed(lost, Failure::Disconnected)));
    scene.act(Session::disconnect);
    let never = scene.act(|s, now| s.list_topics(now, None));
    assert!(scene
        .done
        .contains(&Effect::Failed(never, Failure::Disconnected)));
}

#[test]
fn at_the_end_what_was_withheld_is_told_and_what_waits() {
    let mut scene = Scene::connected(Config::default());
    for _ in 0..100 {
        scene.hear("not json");
    }
    scene.write(COMMAND, "1");
    scene.done.clear();
    scene.act(Session::disconnect);
    assert_eq!(scene.errors(), ["pending-writes", "suppressed"]);
    assert_eq!(scene.session.stats().suppressed, 50);
}

#[test]
fn disconnecting_ends_it_in_every_state() {
    let states: [fn(&mut Scene); 5] = [
        |_| (),
        |scene| scene.act(Session::opened),
        |scene| scene.connect(),
        |scene| {
            scene.act(|s, now| s.closed(now, 1006));
        },
        |scene| {
            scene.connect();
            scene.write(COMMAND, "1");
        },
    ];
    for reach in states {
        let mut scene = Scene::new(Config::default());
        reach(&mut scene);
        scene.act(Session::disconnect);
        assert_eq!(scene.session.status(), Status::Disconnected);
        assert_eq!(scene.session.deadline(), None);
        scene.done.clear();
        scene.act(Session::disconnect);
        scene.act(Session::wake);
        scene.act(Session::reconnect);
        scene.act(Session::opened);
        scene.hear(PONG);
        scene.write(COMMAND, "2");
        scene.act(Session::tick);
        assert_eq!(scene.done, []);
    }
}

// ---- Pausing -----------------------------------------------------------------------

#[test]
fn a_pause_keeps_writes_and_nothing_but_resume_ends_it() {
    let mut scene = Scene::connected(Config::default());
    scene.write(COMMAND, "1");
    scene.done.clear();
    scene.act(Session::pause);
    assert_eq!(
        scene.done,
        [Effect::Leave, Effect::Status(Status::Disconnected)]
    );
    assert!(scene.session.paused());
    assert_eq!(scene.session.deadline(), None);
    scene.done.clear();
    for n in 2..=5 {
        scene.write(COMMAND, &n.to_string());
    }
    scene.act(Session::wake);
    scene.act(Session::pause);
    scene.pass(1_000_000);
    assert_eq!(scene.session.pending_writes(), 3, "a ring of three");
    assert_eq!(scene.opens() + scene.sent().len(), 0);
    assert_eq!(scene.errors(), [] as [&str; 0]);

    scene.act(Session::resume);
    assert!(!scene.session.paused());
    assert_eq!(scene.session.status(), Status::Connecting);
    assert_eq!(scene.opens(), 1);
    scene.act(Session::opened);
    scene.done.clear();
    scene.hear(PONG);
    let written: Vec<String> = (3..=5).map(|n| write("commands/x", n)).collect();
    assert_eq!(scene.sent()[..3], written);
    scene.hear(PONG);
    assert_eq!(scene.count(|e| *e == Effect::Drained), 1);
    let stats = scene.session.stats();
    assert_eq!((stats.written, stats.acked, stats.dropped), (5, 3, 2));
}

#[test]
fn what_was_under_way_when_it_was_paused_goes_again_where_it_may() {
    for (delivery, again) in [(Delivery::AtLeastOnce, 1), (Delivery::AtMostOnce, 0)] {
        let mut scene = Scene::connected(Config {
            delivery,
            ..Config::default()
        });
        scene.write(COMMAND, "1");
        scene.act(Session::pause);
        scene.pass(1_000);
        scene.act(Session::left);
        scene.act(Session::resume);
        scene.connect();
        scene.hear(PONG);
        let stats = scene.session.stats();
        assert_eq!((stats.resent, stats.dropped), (again, 1 - again));
    }
}

#[test]
fn it_may_be_paused_in_every_state() {
    let nothing: fn() -> Config = Config::default;
    let asks = || Config {
        url_provider: true,
        ..Config::default()
    };
    type State = (fn() -> Config, fn(&mut Scene), usize);
    let states: [State; 6] = [
        // How it is reached, and how many sockets there are to close.
        (nothing, |_| (), 1),
        (nothing, |scene| scene.act(Session::opened), 1),
        (nothing, |scene| scene.connect(), 1),
        (nothing, |scene| scene.act(|s, now| s.closed(now, 1006)), 0),
        (asks, |_| (), 0),
        (
            || Config {
                auto_reconnect: false,
                ..Config::default()
            },
            |scene| scene.act(|s, now| s.closed(now, 1006)),
            0,
        ),
    ];
    for (config, reach, sockets) in states {
        let mut scene = Scene::new(config());
        let provided = config().url_provider;
        reach(&mut scene);
        scene.done.clear();
        scene.act(Session::pause);
        let closed = |effect: &Effect| matches!(effect, Effect::Close | Effect::Leave);
        assert_eq!(scene.count(closed), sockets);
        assert_eq!(scene.session.status(), Status::Disconnected);
        scene.done.clear();
        // What was under way comes too late.
        scene.act(|s, now| s.url(now, Ok("ws://late/ws".to_owned())));
        scene.act(|s, now| s.probed(now, Some(true)));
        scene.act(Session::opened);
        scene.hear(PONG);
        scene.act(|s, now| s.closed(now, 1006));
        scene.pass(1_000_000);
        assert_eq!(scene.done, []);
        assert!(scene.session.paused());

        scene.act(Session::resume);
        if provided {
            assert_eq!(scene.count(|e| *e == Effect::NeedUrl), 1);
            scene.act(|s, now| s.url(now, Ok("ws://server/ws".to_owned())));
        }
        assert_eq!(scene.opens(), 1);
        scene.connect();
    }
}

#[test]
fn the_next_connection_waits_until_the_one_that_was_left_is_closed() {
    // Left, and then: resumed, what was asked for beside it, and when it opens.
    let mut scene = Scene::connected(Config::default());
    scene.pass(1_000);
    scene.act(Session::pause);
    scene.done.clear();
    scene.act(Session::resume);
    scene.act(Session::wake);
    scene.act(Session::reconnect);
    scene.pass(4_000);
    assert_eq!(scene.done, [Effect::Status(Status::Connecting)]);
    scene.act(Session::left);
    assert_eq!(scene.opens(), 1);
    scene.act(Session::left);
    assert_eq!(scene.opens(), 1, "told twice");
    scene.connect();

    // The server may take its time, but not for ever.
    scene.act(Session::pause);
    scene.act(Session::resume);
    scene.done.clear();
    scene.pass(4_999);
    assert_eq!(scene.opens(), 0);
    scene.pass(1);
    assert_eq!(scene.opens(), 1);
    scene.connect();
    scene.act(Session::left);
    assert_eq!(
        scene.session.status(),
        Status::Connected,
        "of an earlier one"
    );

    // Closed by the time it is resumed, it does not matter.
    scene.act(Session::pause);
    scene.act(Session::left);
    scene.pass(100);
    scene.done.clear();
    scene.act(Session::resume);
    assert_eq!(scene.opens(), 1);
    scene.connect();

    // The end closes it for good.
    scene.act(Session::pause);
    scene.done.clear();
    scene.act(Session::disconnect);
    assert_eq!(scene.count(|e| *e == Effect::Close), 1);
    scene.act(Session::left);
    assert_eq!(scene.session.deadline(), None);
}

#[test]
fn what_is_asked_while_paused_fails_at_once() {
    let mut scene = Scene::connected(Config::default());
    let before = scene.act(|s, now| s.query(now, "#", None, None, None, None));
    scene.act(Session::pause);
    let during = scene.act(|s, now| s.list_topics(now, None));
    scene.write(COMMAND, "1");
    let flush = scene.act(|s, now| s.flush(now, None));
    for id in [before, during, flush] {
        let failed = Effect::Failed(id, Failure::Disconnected);
        assert_eq!(scene.count(|e| *e == failed), 1, "{id}");
    }
}

#[test]
fn resume_ends_a_pause_and_nothing_else() {
    let mut scene = Scene::connected(Config {
        backoff: vec![1_000_000],
        auto_reconnect: true,
        ..Config::default()
    });
    scene.act(Session::resume);
    assert_eq!(scene.done, []);
    scene.act(|s, now| s.closed(now, 1006));
    scene.pass(1_000);
    scene.done.clear();
    scene.act(Session::resume);
    assert_eq!(scene.done, [], "it waits as before");
    scene.act(Session::pause);
    scene.act(Session::reconnect);
    assert!(!scene.session.paused());
    assert_eq!(scene.opens(), 1, "asked to connect, it is not paused");
    scene.act(Session::pause);
    scene.act(Session::disconnect);
    assert!(!scene.session.paused());
    scene.done.clear();
    scene.act(Session::pause);
    scene.act(Session::resume);
    assert_eq!(scene.done, []);
    assert!(!scene.session.paused());
}

#[test]
fn a_toggle_that_is_played_with_does_not_storm() {
    let mut scene = Scene::connected(Config::default());
    for _ in 0..1000 {
        scene.act(Session::pause);
        scene.act(Session::left);
        scene.act(Session::resume);
        scene.pass(1);
    }
    assert!(
        (5..=11).contains(&scene.opens()),
        "{} attempts",
        scene.opens()
    );
}

#[test]
fn bytes_are_counted_both_ways() {
    let mut scene = Scene::connected(Config::default());
    let before = scene.session.stats();
    scene.write(COMMAND, "\"ü\"");
    scene.hear(PONG);
    let sent: usize = scene.sent().iter().map(|frame| frame.len()).sum();
    let stats = scene.session.stats();
    assert_eq!(stats.bytes_sent - before.bytes_sent, sent as u64);
    assert_eq!(
        stats.bytes_received - before.bytes_received,
        PONG.len() as u64
    );
}
