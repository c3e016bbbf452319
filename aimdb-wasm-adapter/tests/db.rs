//! The database core on the host, with the zoo of contracts.
#![cfg(not(target_arch = "wasm32"))]
// In helpers, too.
#![allow(clippy::expect_used)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use aimdb_wasm_adapter::db::{Delivery, Refused};
use aimdb_wasm_adapter::{native, registry, scratch, Db, Observer, Origin, Outcome, Payload};
use aimdb_wasm_contracts::{Contract, Frame, Temperature};
use aimdb_wasm_zoo::{BigNumbers, Numbers, Versioned, Zoo};

const RING: u32 = 0;
const LATEST: u32 = 1;
const MAILBOX: u32 = 2;

fn db() -> Db {
    aimdb_wasm_adapter::install::<Zoo>();
    Db::new(|| {})
}

fn contract(name: &str) -> u32 {
    let at = registry::known_schemas()
        .iter()
        .position(|known| *known == name);
    at.expect("a contract of the zoo") as u32
}

fn temperature(db: &Db, key: &str, buffer: u32, capacity: f64) -> u32 {
    db.configure(key, contract("temperature"), buffer, capacity, None)
        .expect("configured")
}

fn set(db: &Db, slot: u32, value: &impl Contract) {
    scratch::write(|frame| value.write(frame)).expect("a value that fits a frame");
    assert_eq!(db.set(slot, Origin::Local), Outcome::Done);
}

fn at(celsius: f32) -> Temperature {
    Temperature {
        celsius,
        timestamp: 1,
    }
}

fn frame<T: Contract>() -> T {
    scratch::read(|frame| <T as Frame>::read(frame)).expect("a value in the frame")
}

fn got(db: &Db, slot: u32) -> Option<f32> {
    match db.get(slot) {
        Outcome::Done => None,
        Outcome::Frame => Some(frame::<Temperature>().celsius),
        other => panic!("{other:?}"),
    }
}

fn next(db: &Db, slot: u32) -> Result<f32, Outcome> {
    match db.next(slot) {
        Outcome::Frame => Ok(frame::<Temperature>().celsius),
        other => Err(other),
    }
}

fn slot_zero() -> f64 {
    scratch::read(|frame| frame.number()).expect("a number")
}

fn message(outcome: Outcome) -> String {
    assert_eq!(outcome, Outcome::Violation);
    let text = scratch::take_text();
    let violation: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    violation["message"].as_str().expect("a message").to_owned()
}

fn refused(result: Result<u32, Refused>) -> String {
    result.expect_err("refused").to_string()
}

/// Says why a text is no good; the message without the contract's name.
fn validate(name: &str, text: &str) -> String {
    let said = message(registry::validate_text(contract(name), text));
    said.strip_prefix(name)
        .and_then(|said| said.strip_prefix(": "))
        .expect("its name")
        .to_owned()
}

#[test]
fn a_value_goes_in_and_comes_out() {
    let db = db();
    let slot = temperature(&db, "a.b", LATEST, 0.0);
    assert_eq!(got(&db, slot), None);
    assert_eq!(db.version(slot), Some(0));
    set(&db, slot, &at(22.5));
    assert_eq!(got(&db, slot), Some(22.5));
    assert_eq!(db.version(slot), Some(1));
    assert_eq!(
        db.latest_json(slot).as_deref(),
        Some(r#"{"celsius":22.5,"timestamp":1}"#)
    );
    assert_eq!(
        db.set_text(slot, r#"{"timestamp":2,"celsius":1}"#, Origin::Local),
        Outcome::Done
    );
    assert_eq!(got(&db, slot), Some(1.0));
}

#[test]
fn configured_at_any_time() {
    let db = db();
    let a = temperature(&db, "a", LATEST, 0.0);
    set(&db, a, &at(1.0));
    let b = temperature(&db, "b", RING, 4.0);
    set(&db, b, &at(2.0));
    assert_eq!((got(&db, a), got(&db, b)), (Some(1.0), Some(2.0)));
    assert_eq!(temperature(&db, "a", LATEST, 0.0), a);
    assert_eq!((db.slot_by_key("b"), db.slot_by_key("c")), (Some(b), None));
}

#[test]
fn a_thousand_records_in_batches() {
    let db = db();
    let slots: Vec<u32> = (0..1000)
        .map(|i| temperature(&db, &format!("s.{i}"), LATEST, 0.0))
        .collect();
    for (i, slot) in slots.iter().enumerate() {
        set(&db, *slot, &at(i as f32));
    }
    for (i, slot) in slots.iter().enumerate() {
        assert_eq!(got(&db, *slot), Some(i as f32));
    }
    assert_eq!(db.records().len(), 1000);
    assert_eq!(&*db.records()[517].topic, "s/517");
}

#[test]
fn bad_configuration() {
    let db = db();
    let celsius = contract("temperature");
    let configure = |key: &str, contract, buffer, capacity, options: Option<&str>| {
        refused(db.configure(key, contract, buffer, capacity, options))
    };
    assert_eq!(
        configure("", celsius, LATEST, 0.0, None),
        "a record's key must not be empty"
    );
    assert_eq!(
        configure("a", u32::MAX, LATEST, 0.0, None),
        format!(
            "record \"a\": contract 4294967295 is unknown, this module has {}",
            Zoo_len()
        ),
    );
    for (capacity, shown) in [
        (0.0, "0"),
        (-1.0, "-1"),
        (1.5, "1.5"),
        (f64::NAN, "NaN"),
        (f64::INFINITY, "Infinity"),
        (4_294_967_296.0, "4294967296"),
    ] {
        assert_eq!(
            configure("a", celsius, RING, capacity, None),
            format!(
                "record \"a\": a ring's capacity is a whole number from 1 to 1048576, got {shown}"
            ),
        );
    }
    assert_eq!(
        configure("a", celsius, 3, 1.0, None),
        "record \"a\": buffer 3 is unknown; they are 0 SpmcRing, 1 SingleLatest, 2 Mailbox",
    );
    assert_eq!(
        configure("a", celsius, LATEST, 0.0, Some(r#"{"topik":"x"}"#)),
        "record \"a\": options: topik is unknown; there are topic, forward, delivery",
    );
    assert_eq!(
        configure("a", celsius, LATEST, 0.0, Some(r#"{"topic":""}"#)),
        "record \"a\": options: topic must be a string with something in it, got \"\"",
    );
    // After all that, it works.
    let slot = temperature(&db, "a", LATEST, 0.0);
    set(&db, slot, &at(1.0));
}

#[allow(non_snake_case)]
fn Zoo_len() -> usize {
    <Zoo as aimdb_wasm_contracts::Registry>::LEN
}

#[test]
fn the_same_key_for_something_else() {
    let db = db();
    let celsius = contract("temperature");
    temperature(&db, "a.b", RING, 8.0);
    let again = |contract, buffer, capacity, options: Option<&str>| {
        refused(db.configure("a.b", contract, buffer, capacity, options))
    };
    assert_eq!(
        again(contract("gps_location"), RING, 8.0, None),
        "record \"a.b\" is configured already, with contract temperature, and now contract gps_location is asked for; use another key",
    );
    assert_eq!(
        again(celsius, RING, 9.0, None),
        "record \"a.b\" is configured already, with buffer SpmcRing(capacity=8), and now buffer SpmcRing(capacity=9) is asked for; use another key",
    );
    assert!(again(celsius, RING, 8.0, Some(r#"{"topic":"else"}"#)).contains("topic a/b"));
    assert!(again(celsius, RING, 8.0, Some(r#"{"forward":true}"#)).contains("forward true"));
    assert!(
        again(celsius, RING, 8.0, Some(r#"{"delivery":"at-most-once"}"#))
            .contains("delivery at-most-once")
    );
    // Another key with the same topic cannot be told apart on the wire.
    assert_eq!(
        refused(db.configure("a/b", celsius, LATEST, 0.0, None)),
        "record \"a/b\": topic \"a/b\" is taken by record \"a.b\"; give one of them a topic of its own",
    );
}

#[test]
fn options_reach_the_bridge() {
    let db = db();
    let options = r#"{"topic":"x/y","forward":true,"delivery":"at-most-once"}"#;
    let slot = db
        .configure("k", contract("temperature"), RING, 8.0, Some(options))
        .expect("configured");
    let info = db.record(slot).expect("there");
    assert_eq!(
        (&*info.key, &*info.topic, info.contract),
        ("k", "x/y", "temperature")
    );
    assert!(info.forward);
    assert_eq!(info.delivery, Some(Delivery::AtMostOnce));
    assert_eq!(db.slot_by_topic("x/y"), Some(slot));
    assert_eq!(db.slot_by_topic("k"), None);
}

#[test]
fn a_ring_is_read_in_order_and_lag_is_counted() {
    let db = db();
    let slot = temperature(&db, "r", RING, 4.0);
    set(&db, slot, &at(0.0));
    assert_eq!(db.listen(slot), Outcome::Done);
    for i in 1..=20 {
        set(&db, slot, &at(i as f32));
    }
    assert_eq!(next(&db, slot), Err(Outcome::Lagged));
    assert_eq!(slot_zero(), 16.0);
    for i in 17..=20 {
        assert_eq!(next(&db, slot), Ok(i as f32));
    }
    assert_eq!(next(&db, slot), Err(Outcome::Done));
    set(&db, slot, &at(21.0));
    assert_eq!(next(&db, slot), Ok(21.0));

    assert_eq!(db.stats(slot), Outcome::Frame);
    let stats: Vec<f64> =
        scratch::read(|frame| (0..5).map(|_| frame.number().expect("a number")).collect());
    assert_eq!(stats[..3], [22.0, 5.0, 16.0]);
    assert!(stats[3] > 1.6e12);
    assert_eq!(stats[4], 1.0);
}

#[test]
fn a_single_latest_is_read_from_the_next_value_on() {
    let db = db();
    let slot = temperature(&db, "l", LATEST, 0.0);
    set(&db, slot, &at(1.0));
    db.listen(slot);
    assert_eq!(next(&db, slot), Err(Outcome::Done));
    set(&db, slot, &at(2.0));
    set(&db, slot, &at(3.0));
    assert_eq!(next(&db, slot), Ok(3.0));
    assert_eq!(next(&db, slot), Err(Outcome::Done));
    db.unlisten(slot);
    assert_eq!(next(&db, slot), Err(Outcome::Closed));
}

#[test]
fn a_mailbox_gives_what_nobody_took_and_get_takes_nothing() {
    let calls = Rc::new(Cell::new(0));
    aimdb_wasm_adapter::install::<Zoo>();
    let db = Db::new({
        let calls = Rc::clone(&calls);
        move || calls.set(calls.get() + 1)
    });
    let slot = temperature(&db, "m", MAILBOX, 0.0);
    set(&db, slot, &at(1.0));
    set(&db, slot, &at(2.0));
    assert_eq!(got(&db, slot), Some(2.0));
    db.listen(slot);
    assert_eq!(drain(&db), [slot]);
    assert_eq!(next(&db, slot), Ok(2.0));
    assert_eq!(next(&db, slot), Err(Outcome::Done));
    // Taken, and still the latest.
    assert_eq!(got(&db, slot), Some(2.0));
}

fn drain(db: &Db) -> Vec<u32> {
    core::iter::from_fn(|| db.next_ready()).collect()
}

#[test]
fn ready_is_called_once_per_drain() {
    let calls = Rc::new(Cell::new(0));
    aimdb_wasm_adapter::install::<Zoo>();
    let db = Db::new({
        let calls = Rc::clone(&calls);
        move || calls.set(calls.get() + 1)
    });
    let [a, b, c] = ["a", "b", "c"].map(|key| temperature(&db, key, LATEST, 0.0));
    db.listen(a);
    db.watch(b, true);
    for _ in 0..10 {
        set(&db, b, &at(1.0));
        set(&db, a, &at(1.0));
        set(&db, c, &at(1.0));
    }
    assert_eq!(calls.get(), 1);
    assert_eq!(drain(&db), [b, a]);
    assert!(drain(&db).is_empty());
    set(&db, a, &at(2.0));
    assert_eq!(calls.get(), 2);
    assert_eq!(db.next_ready(), Some(a));
    // In the middle of a drain: it goes on, nobody needs to be called.
    set(&db, b, &at(2.0));
    assert_eq!(calls.get(), 2);
    assert_eq!(drain(&db), [b]);
    db.unlisten(a);
    db.watch(b, false);
    set(&db, a, &at(3.0));
    set(&db, b, &at(3.0));
    assert!(drain(&db).is_empty());
}

#[test]
fn ready_may_come_back_in() {
    aimdb_wasm_adapter::install::<Zoo>();
    let back: Rc<RefCell<Option<Db>>> = Rc::default();
    let seen = Rc::new(RefCell::new(Vec::new()));
    let db = Db::new({
        let (back, seen) = (Rc::clone(&back), Rc::clone(&seen));
        move || {
            let Some(db) = back.borrow().clone() else {
                return;
            };
            seen.borrow_mut().push(got(&db, 0));
            let other = temperature(&db, "made.in.ready", LATEST, 0.0);
            set(&db, other, &at(7.0));
            db.listen(other);
            db.unlisten(other);
            while db.next_ready().is_some() {}
            if seen.borrow().len() == 2 {
                db.close();
            }
        }
    });
    back.replace(Some(db.clone()));
    let slot = temperature(&db, "a", LATEST, 0.0);
    db.watch(slot, true);
    set(&db, slot, &at(1.0));
    // The value was already there when `ready` was called.
    assert_eq!(*seen.borrow(), [Some(1.0)]);
    assert_eq!(got(&db, 1), Some(7.0));
    set(&db, slot, &at(2.0));
    assert!(db.is_closed());
    back.take();
}

#[test]
fn a_freed_database_says_closed() {
    let db = db();
    let slot = temperature(&db, "a", RING, 4.0);
    set(&db, slot, &at(1.0));
    db.listen(slot);
    db.close();
    db.close();
    for outcome in [
        db.set(slot, Origin::Local),
        db.set_text(slot, "{}", Origin::Local),
        db.get(slot),
        db.listen(slot),
        db.next(slot),
        db.watch(slot, true),
        db.unlisten(slot),
        db.stats(slot),
    ] {
        assert_eq!(outcome, Outcome::Closed);
    }
    assert_eq!(db.next_ready(), None);
    assert_eq!(db.version_address(slot), None);
    assert!(db.apply(slot, "nonsense", 0.0).is_ok());
    assert_eq!(
        refused(db.configure("b", 0, LATEST, 0.0, None)),
        "the database was freed"
    );
    assert!(db.build().is_err());
    assert!(db.records().is_empty());
}

#[test]
fn slots_that_are_not_there_say_closed() {
    let db = db();
    assert_eq!(db.get(0), Outcome::Closed);
    assert_eq!(db.set(u32::MAX, Origin::Local), Outcome::Closed);
}

#[derive(Default)]
struct Log {
    pushes: RefCell<Vec<(u32, Origin, String)>>,
    configured: RefCell<Vec<u32>>,
    closed: Cell<bool>,
}

impl Observer for Log {
    fn pushed(&self, slot: u32, origin: Origin, value: &dyn Payload) {
        self.pushes
            .borrow_mut()
            .push((slot, origin, value.to_json().expect("JSON")));
    }

    fn configured(&self, slot: u32) {
        self.configured.borrow_mut().push(slot);
    }

    fn closed(&self) {
        self.closed.set(true);
    }
}

#[test]
fn observers_see_every_push_and_its_origin() {
    let db = db();
    let log = Rc::new(Log::default());
    let observer: Rc<dyn Observer> = log.clone();
    db.observe(Rc::clone(&observer));
    let slot = temperature(&db, "a", MAILBOX, 0.0);
    assert_eq!(*log.configured.borrow(), [slot]);
    set(&db, slot, &at(1.0));
    db.apply(slot, r#"{"celsius":2,"timestamp":2}"#, 7.0)
        .expect("a good payload");
    db.set_text(slot, r#"{"celsius":3,"timestamp":3}"#, Origin::Derived);
    assert_eq!(
        *log.pushes.borrow(),
        [
            (
                slot,
                Origin::Local,
                r#"{"celsius":1.0,"timestamp":1}"#.to_owned()
            ),
            (
                slot,
                Origin::Remote,
                r#"{"celsius":2.0,"timestamp":2}"#.to_owned()
            ),
            (
                slot,
                Origin::Derived,
                r#"{"celsius":3.0,"timestamp":3}"#.to_owned()
            ),
        ],
    );
    db.unobserve(&observer);
    set(&db, slot, &at(4.0));
    assert_eq!(log.pushes.borrow().len(), 3);
    db.observe(observer);
    db.close();
    assert!(log.closed.get());
    // The log here and nobody else.
    assert_eq!(Rc::strong_count(&log), 1);
}

#[test]
fn violations_say_where_and_what() {
    let db = db();
    let slot = temperature(&db, "sensors.temperature.vienna", LATEST, 0.0);
    let set = |text: &str| message(db.set_text(slot, text, Origin::Local));
    assert_eq!(
        set(r#"{"celsius":"warm","timestamp":1}"#),
        "temperature at sensors.temperature.vienna: celsius: expected a number (f32), got string \"warm\"",
    );
    assert_eq!(
        set(r#"{"celsius":1}"#),
        "temperature at sensors.temperature.vienna: timestamp: expected an integer from 0 to 2^53 - 1 (u64), got nothing",
    );
    assert_eq!(got(&db, slot), None);
    let violation = db.apply(slot, "[1]", 0.0).expect_err("too short");
    assert_eq!(violation.contract, "temperature");
    assert_eq!(violation.key.as_deref(), Some("sensors.temperature.vienna"));
}

#[test]
fn messages() {
    aimdb_wasm_adapter::install::<Zoo>();
    let cases: &[(&str, &str, &str)] = &[
        ("temperature", "null", "expected an object (Temperature), got null"),
        ("temperature", "12", "expected an object (Temperature), got number 12"),
        ("temperature", r#""x""#, "expected an object (Temperature), got string \"x\""),
        ("temperature", "{}", "celsius: expected a number (f32), got nothing"),
        ("temperature", r#"{"celsius":null,"timestamp":1}"#, "celsius: expected a number (f32), got null"),
        ("temperature", r#"{"celsius":[1],"timestamp":1}"#, "celsius: expected a number (f32), got an array of 1"),
        ("temperature", r#"{"celsius":{},"timestamp":1}"#, "celsius: expected a number (f32), got an object"),
        ("temperature", r#"{"celsius":true,"timestamp":1}"#, "celsius: expected a number (f32), got boolean true"),
        ("temperature", r#"{"celsius":1e300,"timestamp":1}"#, "celsius: expected a number that an f32 can hold, got number 1e300"),
        ("temperature", r#"{"celsius":1e999,"timestamp":1}"#, "celsius: expected a number that an f32 can hold, got number 1e999"),
        ("temperature", r#"{"celsius":NaN,"timestamp":1}"#, "celsius: expected a number (f32), got NaN"),
        ("temperature", r#"{"celsius":-Infinity,"timestamp":1}"#, "celsius: expected a number (f32), got -Infinity"),
        ("temperature", r#"{"celsius":12n,"timestamp":1}"#, "celsius: expected a number (f32), got 12n"),
        ("temperature", r#"{"celsius":1,"timestamp":-1}"#, "timestamp: expected an integer from 0 to 2^53 - 1 (u64), got number -1"),
        ("temperature", r#"{"celsius":1,"timestamp":1.5}"#, "timestamp: expected an integer from 0 to 2^53 - 1 (u64), got number 1.5"),
        ("temperature", r#"{"celsius":1,"timestamp":9007199254740992}"#, "timestamp: expected an integer from 0 to 2^53 - 1 (u64), got number 9007199254740992"),
        ("temperature", r#"{"celsius":1,"celsius":2,"timestamp":1}"#, "celsius: expected the field once, got it twice"),
        ("temperature", "", "expected JSON, got nothing"),
        ("temperature", "{\"celsius\":1,", "expected JSON, got {\"celsius\":1, (EOF while parsing a value)"),
        ("temperature", r#"{"celsius":1,"timestamp":1} x"#, "expected JSON, got {\"celsius\":1,\"timestamp\":1} x (trailing characters)"),
        ("numbers", r#"{"u8":256}"#, "u8: expected an integer from 0 to 255 (u8), got number 256"),
        ("strict", r#"{"a":1,"zz":2}"#, "zz: expected one of \"a\", \"b\", got an unknown field"),
        ("strict", r#"{"a":1,"b":"x"}"#, "b: expected an integer from 0 to 4294967295 (u32) or null, got string \"x\""),
        ("collections", r#"{"flags":[true,1]}"#, "flags[1]: expected a boolean, got number 1"),
        ("collections", r#"{"flags":[],"words":[],"points":[{"x":1,"y":2},{"x":1}]}"#, "points[1].y: expected a number (f64), got nothing"),
        ("collections", r#"{"triple":[1,2]}"#, "triple: expected an array of 3, got an array of 2"),
        ("collections", r#"{"triple":[1,2,3,4]}"#, "triple: expected an array of 3, got an array of 4"),
        ("collections", r#"{"counts":{"a b":-1}}"#, "counts[\"a b\"]: expected an integer from 0 to 4294967295 (u32), got number -1"),
        ("unit_enum", r#"{"mode":"nope"}"#, "mode: expected one of \"stand-by\", \"RUN\", \"stopped\", got string \"nope\""),
        ("unit_enum", r#"{"mode":5}"#, "mode: expected one of \"stand-by\", \"RUN\", \"stopped\", got number 5"),
        ("external", r#"{"moved_to":{"farAway":"x"}}"#, "moved_to.farAway: expected a number (f64), got string \"x\""),
        ("external", r#"{"moved_to":{}}"#, "moved_to.farAway: expected a number (f64), got nothing"),
        ("external", r#""level""#, "expected one of \"idle\", \"level\", \"place\", \"maybe\", \"moved_to\", got string \"level\""),
        ("external", r#"{"idle":1}"#, "idle: expected null, got number 1"),
        ("external", r#"{"place":{"x":true}}"#, "place.x: expected a number (f64), got boolean true"),
        ("internal", r#"{"kind":"Moved","distance":"x"}"#, "distance: expected a number (f64), got string \"x\""),
        ("internal", r#"{"kind":"Moved"}"#, "distance: expected a number (f64), got nothing"),
        ("internal", r#"{"kind":"Nope"}"#, "kind: expected one of \"Idle\", \"Moved\", \"Turned\", got string \"Nope\""),
        ("internal", r#"{}"#, "kind: expected one of \"Idle\", \"Moved\", \"Turned\", got nothing"),
        ("internal", "5", "expected an object with \"kind\" one of \"Idle\", \"Moved\", \"Turned\", got number 5"),
        ("text", r#"{"text":"\ud800"}"#, "text: expected a string, got a string with a lone surrogate"),
        ("station_status", r#"{"state":"online","firmware":"1","tags":[],"location":{"latitude":"x"}}"#, "location.latitude: expected a number (f64), got string \"x\""),
    ];
    for (name, text, said) in cases {
        assert_eq!(validate(name, text), *said, "{text}");
    }
    let long = format!(r#"{{"celsius":"{}"}}"#, "ä".repeat(100_000));
    let said = validate("temperature", &long);
    assert!(said.chars().count() < 120, "{said}");
}

#[test]
fn deep_json_is_refused_with_words() {
    aimdb_wasm_adapter::install::<Zoo>();
    let text = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let said = validate("tree", &text);
    assert!(said.chars().count() < 200, "{said}");
}

#[test]
fn integers_beyond_javascript_need_bigint() {
    let db = db();
    let slot = db
        .configure("n", contract("big_numbers"), LATEST, 0.0, None)
        .expect("configured");
    let big = |small: u64| {
        format!(
            r#"{{"id":18446744073709551615,"offset":-9223372036854775808,"maybe":null,"many":[],"small":{small}}}"#
        )
    };
    assert_eq!(db.set_text(slot, &big(5), Origin::Local), Outcome::Done);
    assert_eq!(db.get(slot), Outcome::Frame);
    let value: BigNumbers = frame();
    assert_eq!((value.id, value.offset), (u64::MAX, i64::MIN));
    assert_eq!(
        message(db.set_text(slot, &big(1 << 60), Origin::Local)),
        "big_numbers at n: small: expected an integer from 0 to 2^53 - 1 (u64), got number 1152921504606846976",
    );
}

#[test]
fn what_does_not_fit_a_frame_crosses_as_text() {
    let db = db();
    let slot = db
        .configure("t", contract("text"), LATEST, 0.0, None)
        .expect("configured");
    let text = format!(r#"{{"text":"{}","maybe":null}}"#, "x".repeat(100_000));
    assert_eq!(db.set_text(slot, &text, Origin::Local), Outcome::Done);
    assert_eq!(db.get(slot), Outcome::Text);
    assert_eq!(scratch::take_text(), text);
    assert_eq!(scratch::take_text(), "");

    let foreign = db
        .configure("f", contract("foreign"), LATEST, 0.0, None)
        .expect("configured");
    let text = r#"{"period":{"secs":1,"nanos":2},"label":"x"}"#;
    assert_eq!(db.set_text(foreign, text, Origin::Local), Outcome::Done);
    assert_eq!(db.get(foreign), Outcome::Text);
    assert_eq!(scratch::take_text(), text);
    assert_eq!(db.set(foreign, Origin::Local), Outcome::Malformed);
}

#[test]
fn a_frame_that_makes_no_sense_is_malformed() {
    let db = db();
    let slot = temperature(&db, "a", LATEST, 0.0);
    scratch::put(0, 1.0);
    scratch::put(1, -5.0);
    assert_eq!(db.set(slot, Origin::Local), Outcome::Malformed);
    scratch::put(1, f64::NAN);
    assert_eq!(db.set(slot, Origin::Local), Outcome::Malformed);
    assert_eq!(db.version(slot), Some(0));
    assert_eq!(
        registry::validate_frame(contract("temperature")),
        Outcome::Malformed
    );
    assert_eq!(registry::validate_frame(u32::MAX), Outcome::Closed);
}

#[test]
fn migration() {
    let db = db();
    let slot = db
        .configure("v", contract("versioned"), LATEST, 0.0, None)
        .expect("configured");
    let versioned = |text: &str| {
        assert_eq!(
            db.set_text(slot, text, Origin::Local),
            Outcome::Done,
            "{text}"
        );
        assert_eq!(db.get(slot), Outcome::Frame);
        frame::<Versioned>()
    };
    // No version at all is version 1.
    let first = versioned(r#"{"fahrenheit":212,"timestamp":1}"#);
    assert_eq!((first.celsius, first.schema_version), (100.0, 3));
    assert_eq!(
        first,
        versioned(r#" { "schema_version" : 1, "fahrenheit":212,"timestamp":1}"#)
    );
    let second = versioned(r#"{"celsius":5,"timestamp":1,"schema_version":2}"#);
    assert_eq!((second.celsius, &*second.sensor), (5.0, "unknown"));
    let third = versioned(r#"{"celsius":5,"sensor":"s","timestamp":1,"schema\u005fversion":3}"#);
    assert_eq!(&*third.sensor, "s");

    let said = |text: &str| message(db.set_text(slot, text, Origin::Local));
    assert_eq!(
        said(r#"{"schema_version":4}"#),
        "versioned at v: schema_version: version 4 is newer than 3, the newest this build reads",
    );
    assert!(said(r#"{"schema_version":1}"#).contains("version 1 cannot be upgraded to 3"));
    assert!(said(r#"{"schema_version":0}"#).contains("version 0"));
    assert!(said("{}").contains("version 1 cannot be upgraded to 3"));
    assert_eq!(
        said(r#"{"schema_version":"x","celsius":1,"sensor":"s","timestamp":1}"#),
        "versioned at v: schema_version: expected an integer from 0 to 4294967295 (u32), got string \"x\"",
    );
    assert_eq!(
        said("[]"),
        "versioned at v: expected an object (Versioned), got an empty array"
    );
}

#[test]
fn validation_needs_no_database() {
    aimdb_wasm_adapter::install::<Zoo>();
    let celsius = contract("temperature");
    let text = r#"{"celsius":22.1,"timestamp":5,"ignored":true}"#;
    assert_eq!(registry::validate_text(celsius, text), Outcome::Frame);
    // The shortest decimal, not 22.100000381469727.
    assert_eq!(slot_zero(), 22.1);
    assert_eq!(registry::validate_frame(celsius), Outcome::Frame);
    assert_eq!(
        frame::<Temperature>(),
        Temperature {
            celsius: 22.1,
            timestamp: 5
        }
    );
}

#[test]
fn numbers_at_their_limits() {
    aimdb_wasm_adapter::install::<Zoo>();
    let text = |f32: &str| {
        r#"{"u8":255,"u16":65535,"u32":4294967295,"u64":9007199254740991,"i8":-128,"i16":-32768,"i32":-2147483648,"i64":-9007199254740991,"f32":@,"f64":1.7976931348623157e308,"bool":true}"#
            .replace('@', f32)
    };
    let numbers = contract("numbers");
    assert_eq!(
        registry::validate_text(numbers, &text("0.5")),
        Outcome::Frame
    );
    let value: Numbers = frame();
    assert_eq!((value.u64, value.i64), ((1 << 53) - 1, 1 - (1 << 53)));
    assert_eq!(value.f64, f64::MAX);
    // The shortest decimal of such a float is left to serde_json.
    let large = text("3.4028235e38");
    assert_eq!(registry::validate_text(numbers, &large), Outcome::Text);
    let value: Numbers = serde_json::from_str(&scratch::take_text()).expect("JSON");
    assert_eq!(value.f32, f32::MAX);
}

#[test]
fn simulation() {
    let db = db();
    let slot = temperature(&db, "sim", RING, 64.0);
    db.listen(slot);
    let settings = r#"{"intervalMs":10,"base":20,"variation":2,"step":1}"#;
    let handle = db.simulate(slot, settings).expect("started");
    native::advance(Duration::from_millis(95));
    let values: Vec<f32> = core::iter::from_fn(|| next(&db, slot).ok()).collect();
    assert_eq!(values.len(), 10);
    assert!(
        values.iter().all(|value| (18.0..=22.0).contains(value)),
        "{values:?}"
    );
    assert!(
        values.windows(2).any(|pair| pair[0] != pair[1]),
        "{values:?}"
    );
    db.stop_simulation(handle);
    db.stop_simulation(handle);
    native::advance(Duration::from_millis(100));
    assert_eq!(next(&db, slot), Err(Outcome::Done));

    let error = |settings: &str| refused(db.simulate(slot, settings));
    assert_eq!(
        error(r#"{"intervalMs":0}"#),
        "simulation settings: intervalMs must be at least 1 millisecond, got 0",
    );
    assert_eq!(
        error(r#"{"interval":1}"#),
        "simulation settings: interval is unknown; there are intervalMs, base, variation, trend, step",
    );
    let plain = db
        .configure("n", contract("numbers"), LATEST, 0.0, None)
        .expect("configured");
    assert_eq!(
        refused(db.simulate(plain, "{}")),
        "record \"n\": contract numbers has no simulation; implement Simulatable for it and say #[contract(simulate)]",
    );

    db.simulate(slot, settings).expect("started");
    let weak = db.downgrade();
    db.close();
    drop(db);
    native::advance(Duration::from_secs(1));
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_database_that_is_dropped_takes_its_simulations_along() {
    let db = db();
    let slot = temperature(&db, "sim", LATEST, 0.0);
    db.simulate(slot, "{}").expect("started");
    native::run_until_stalled();
    assert!(got(&db, slot).is_some());
    let weak = db.downgrade();
    drop(db);
    native::advance(Duration::from_secs(5));
    assert!(weak.upgrade().is_none());
}

#[test]
fn every_contract_of_the_zoo_can_be_a_record() {
    let db = db();
    let mut slots = BTreeMap::new();
    for (at, name) in registry::known_schemas().into_iter().enumerate() {
        slots.insert(
            name,
            db.configure(name, at as u32, LATEST, 0.0, None)
                .expect("configured"),
        );
    }
    db.build().expect("built");
    for slot in slots.values() {
        assert_eq!(db.get(*slot), Outcome::Done);
    }
}

/// A `None` among floats is no NaN, though the frame cannot say another float beside it.
#[test]
fn a_missing_float_beside_one_that_needs_printing() {
    aimdb_wasm_adapter::install::<Zoo>();
    let text = r#"{"first":1,"many":[1e-30,null],"last":true}"#;
    let outcome = registry::validate_text(contract("hidden"), text);
    assert_eq!(outcome, Outcome::Text, "{}", scratch::take_text());
    assert_eq!(
        scratch::take_text(),
        r#"{"first":1,"many":[1e-30,null],"with_dash":"given","last":true}"#,
    );
}
