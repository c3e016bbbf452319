//! What an application's own Rust adds to its databases, on the host.
#![cfg(not(target_arch = "wasm32"))]
// In helpers, too.
#![allow(clippy::expect_used)]

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aimdb_core::buffer::BufferCfg;
use aimdb_core::AimDbBuilder;
use aimdb_wasm_adapter::db::{Delivery, Register};
use aimdb_wasm_adapter::{
    install, install_pipelines, native, registry, scratch, Db, Observer, Origin, Outcome, Payload,
    WasmAdapter, WasmRecordRegistrarExt,
};
use aimdb_wasm_contracts::{Contract, Contracts, DewPoint, Frame, Humidity, Temperature};

type Builder = AimDbBuilder<WasmAdapter>;

fn open(register: Register) -> Db {
    install::<Contracts>();
    install_pipelines(register);
    Db::open(|| {}).expect("a graph that is fine")
}

fn refused(register: Register) -> String {
    install::<Contracts>();
    install_pipelines(register);
    Db::open(|| {}).expect_err("refused").to_string()
}

fn slot(db: &Db, key: &str) -> u32 {
    db.slot_by_key(key).expect("a record of the pipelines")
}

fn set(db: &Db, key: &str, value: &impl Contract) {
    scratch::write(|frame| value.write(frame)).expect("a value that fits a frame");
    assert_eq!(db.set(slot(db, key), Origin::Local), Outcome::Done);
}

fn get<T: Contract>(db: &Db, key: &str) -> Option<T> {
    match db.get(slot(db, key)) {
        Outcome::Done => None,
        Outcome::Frame => Some(scratch::read(<T as Frame>::read).expect("a value in the frame")),
        other => panic!("{other:?}"),
    }
}

fn celsius(db: &Db, key: &str) -> Option<f32> {
    get::<Temperature>(db, key).map(|value| value.celsius)
}

fn at(celsius: f32) -> Temperature {
    Temperature {
        celsius,
        timestamp: 1,
    }
}

fn contract(name: &str) -> u32 {
    let known = registry::known_schemas();
    known
        .iter()
        .position(|known| *known == name)
        .expect("known") as u32
}

fn latest(builder: &mut Builder, key: &'static str) {
    builder.configure::<Temperature>(key, |record| {
        record.buffer(BufferCfg::SingleLatest);
    });
}

fn doubled(builder: &mut Builder, key: &'static str, input: &'static str) {
    builder.configure::<Temperature>(key, |record| {
        record
            .buffer(BufferCfg::SpmcRing { capacity: 4 })
            .transform::<Temperature, _>(input, |input| {
                input.map(|value| Some(at(value.celsius * 2.0)))
            });
    });
}

fn room(builder: &mut Builder) {
    latest(builder, "room.in");
    doubled(builder, "room.out", "room.in");
}

#[test]
fn records_of_a_pipeline_have_their_keys() {
    let db = open(room);
    let records = db.records();
    let [input, output] = &records[..] else {
        panic!("{records:?}");
    };
    assert_eq!((&*input.key, &*output.key), ("room.in", "room.out"));
    assert_eq!(
        (&*output.topic, output.contract),
        ("room/out", "temperature")
    );
    assert_eq!(output.buffer, BufferCfg::SpmcRing { capacity: 4 });
    assert_eq!((output.forward, output.delivery), (false, None));
    assert_eq!(db.slot_by_topic("room/out"), Some(output.slot));
    assert_eq!(celsius(&db, "room.in"), None);
}

#[test]
fn what_is_written_right_away_is_derived_from() {
    let db = open(room);
    // No task has had a turn yet.
    set(&db, "room.in", &at(10.0));
    native::run_until_stalled();
    assert_eq!(celsius(&db, "room.out"), Some(20.0));
    set(&db, "room.in", &at(11.0));
    native::run_until_stalled();
    assert_eq!(celsius(&db, "room.out"), Some(22.0));
}

#[test]
fn derived_values_are_listened_to_like_others() {
    let db = open(room);
    let out = slot(&db, "room.out");
    assert_eq!(db.listen(out), Outcome::Done);
    for celsius in [1.0, 2.0] {
        set(&db, "room.in", &at(celsius));
        native::run_until_stalled();
    }
    for expected in [2.0, 4.0] {
        assert_eq!(db.next_ready(), (expected == 2.0).then_some(out));
        assert_eq!(db.next(out), Outcome::Frame);
        let value: Temperature = scratch::read(<Temperature as Frame>::read).expect("a value");
        assert_eq!(value.celsius, expected);
    }
    assert_eq!(db.next(out), Outcome::Done);
}

fn joined(builder: &mut Builder) {
    latest(builder, "t");
    builder.configure::<Humidity>("h", |record| {
        record.buffer(BufferCfg::SingleLatest);
    });
    builder.configure::<DewPoint>("d", |record| {
        record
            .buffer(BufferCfg::SingleLatest)
            .transform_join(|join| {
                join.input::<Temperature>("t")
                    .input::<Humidity>("h")
                    .on_triggers(|mut inputs, producer| async move {
                        let (mut t, mut h) = (None::<Temperature>, None::<Humidity>);
                        while let Ok(input) = inputs.recv().await {
                            match input.index() {
                                0 => t = input.as_input().cloned(),
                                _ => h = input.as_input().cloned(),
                            }
                            if let (Some(t), Some(h)) = (&t, &h) {
                                if let Some(value) = DewPoint::derive(t, h) {
                                    let _ = producer.produce(value).await;
                                }
                            }
                        }
                    })
            });
    });
}

#[test]
fn a_join_derives_from_what_is_written_right_away() {
    let db = open(joined);
    let (temperature, humidity) = (
        at(20.0),
        Humidity {
            percent: 50.0,
            timestamp: 7,
        },
    );
    set(&db, "t", &temperature);
    set(&db, "h", &humidity);
    native::run_until_stalled();
    let derived = get::<DewPoint>(&db, "d");
    assert_eq!(derived, DewPoint::derive(&temperature, &humidity));
    assert_eq!(derived.map(|value| value.timestamp), Some(7));
}

/// Says three temperatures: the first at once.
fn spoken(builder: &mut Builder) {
    builder.configure::<Temperature>("said", |record| {
        record
            .buffer(BufferCfg::SpmcRing { capacity: 8 })
            .source(|context, producer| async move {
                for celsius in [1.0, 2.0, 3.0] {
                    let _ = producer.produce(at(celsius)).await;
                    context.time().sleep(context.time().secs(60)).await;
                }
            });
    });
    doubled(builder, "heard", "said");
}

#[test]
fn a_source_is_heard_from_its_first_value_on() {
    let db = open(spoken);
    assert_eq!(celsius(&db, "said"), Some(1.0));
    native::run_until_stalled();
    assert_eq!(celsius(&db, "heard"), Some(2.0));
    native::advance(Duration::from_secs(61));
    native::run_until_stalled();
    assert_eq!(
        (celsius(&db, "said"), celsius(&db, "heard")),
        (Some(2.0), Some(4.0))
    );
    db.close();
}

type Seen = Vec<(u32, Origin, Option<String>)>;

#[derive(Default)]
struct Watching {
    pushed: RefCell<Seen>,
    configured: RefCell<Vec<u32>>,
}

impl Observer for Watching {
    fn pushed(&self, slot: u32, origin: Origin, value: &dyn Payload) {
        self.pushed
            .borrow_mut()
            .push((slot, origin, value.to_json()));
    }

    fn configured(&self, slot: u32) {
        self.configured.borrow_mut().push(slot);
    }
}

#[test]
fn a_source_writes_locally_and_a_transform_derives() {
    let db = open(spoken);
    native::run_until_stalled();
    let watching = Rc::new(Watching::default());
    db.observe(Rc::clone(&watching) as _);
    native::advance(Duration::from_secs(61));
    native::run_until_stalled();
    let text = |celsius: &str| Some(format!(r#"{{"celsius":{celsius},"timestamp":1}}"#));
    assert_eq!(
        *watching.pushed.borrow(),
        [
            (slot(&db, "said"), Origin::Local, text("2.0")),
            (slot(&db, "heard"), Origin::Derived, text("4.0")),
        ]
    );
    db.close();
}

#[test]
fn a_page_may_configure_the_same_again() {
    let db = open(room);
    let temperature = contract("temperature");
    let out = slot(&db, "room.out");
    assert_eq!(db.configure("room.out", temperature, 0, 4.0, None), Ok(out));
    assert_eq!(db.configure("room.out", temperature, 0, 4.0, None), Ok(out));
    let other = |contract, buffer, capacity| {
        db.configure("room.in", contract, buffer, capacity, None)
            .expect_err("another record")
            .to_string()
    };
    assert_eq!(
        other(contract("humidity"), 1, 0.0),
        r#"record "room.in" is configured already, with contract temperature, and now contract humidity is asked for; use another key"#
    );
    assert!(other(temperature, 0, 8.0).contains("with buffer"));
    assert_eq!(db.records().len(), 2);
}

#[test]
fn the_page_gives_a_pipelines_record_its_options_once() {
    let db = open(room);
    let watching = Rc::new(Watching::default());
    db.observe(Rc::clone(&watching) as _);
    let (temperature, out) = (contract("temperature"), slot(&db, "room.out"));
    let options = r#"{"topic":"upstairs","forward":true,"delivery":"at-most-once"}"#;
    let taken = db.configure(
        "room.out",
        temperature,
        0,
        4.0,
        Some(r#"{"topic":"room/in"}"#),
    );
    assert!(taken
        .expect_err("taken")
        .to_string()
        .contains(r#""room.in""#));
    for _ in 0..2 {
        assert_eq!(
            db.configure("room.out", temperature, 0, 4.0, Some(options)),
            Ok(out)
        );
    }
    assert_eq!(*watching.configured.borrow(), [out]);
    let info = db.record(out).expect("there");
    assert_eq!((&*info.topic, info.forward), ("upstairs", true));
    assert_eq!(info.delivery, Some(Delivery::AtMostOnce));
    assert_eq!(
        (db.slot_by_topic("upstairs"), db.slot_by_topic("room/out")),
        (Some(out), None)
    );
    assert!(db.configure("room.out", temperature, 0, 4.0, None).is_err());
    set(&db, "room.in", &at(3.0));
    native::run_until_stalled();
    assert_eq!(celsius(&db, "room.out"), Some(6.0));
}

#[test]
fn records_of_the_page_live_beside_them() {
    let db = open(room);
    let own = db
        .configure("own", contract("humidity"), 1, 0.0, None)
        .expect("configured");
    assert_eq!(own, 2);
    assert_eq!(
        db.set_text(own, r#"{"percent":5,"timestamp":1}"#, Origin::Local),
        Outcome::Done
    );
    set(&db, "room.in", &at(1.0));
    native::run_until_stalled();
    assert_eq!(celsius(&db, "room.out"), Some(2.0));
}

#[test]
fn an_input_that_is_not_there() {
    assert_eq!(
        refused(|builder| doubled(builder, "a.out", "a.in")),
        r#"pipelines: record "a.out" is derived from "a.in", which no pipeline configures; configure it in Rust too"#
    );
}

#[test]
fn a_circle() {
    assert_eq!(
        refused(|builder| {
            doubled(builder, "b", "a");
            doubled(builder, "a", "b");
        }),
        r#"pipelines: records "a", "b" are derived from each other in a circle"#
    );
    assert!(refused(|builder| doubled(builder, "a", "a")).contains(r#""a""#));
}

#[test]
fn a_record_of_an_unknown_type() {
    assert_eq!(
        refused(|builder| {
            latest(builder, "fine");
            builder.configure::<u32>("a.number", |record| {
                record.buffer(BufferCfg::SingleLatest);
            });
        }),
        "record \"a.number\" of the pipelines: its type is no contract of this module; add it to \
         contract_registry!. Known are temperature, humidity, gps_location, setpoint, \
         station_status, dew_point"
    );
}

#[test]
fn a_record_without_a_buffer_or_a_key_or_a_topic_of_its_own() {
    assert!(refused(|builder| {
        builder.configure::<Temperature>("bare", |_| {});
    })
    .starts_with(r#"record "bare" of the pipelines: it has no buffer"#));
    assert!(refused(|builder| latest(builder, "")).contains("must not be empty"));
    assert_eq!(
        refused(|builder| {
            latest(builder, "a/b");
            latest(builder, "a.b");
        }),
        r#"record "a.b": topic "a/b" is taken by record "a/b"; give one of them a topic of its own"#
    );
}

thread_local! {
    /// Taps that are running.
    static RUNNING: Rc<AtomicUsize> = Rc::default();
    static TAPPED: Cell<f32> = const { Cell::new(0.0) };
}

struct Running;

impl Running {
    fn start() -> Self {
        RUNNING.with(|running| running.fetch_add(1, Ordering::Relaxed));
        Self
    }

    fn count() -> usize {
        RUNNING.with(|running| running.load(Ordering::Relaxed))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.with(|running| running.fetch_sub(1, Ordering::Relaxed));
    }
}

fn tapped(builder: &mut Builder) {
    builder.configure::<Temperature>("tapped", |record| {
        record
            .buffer(BufferCfg::SpmcRing { capacity: 4 })
            .tap(|_, consumer| async move {
                let _running = Running::start();
                let mut reader = consumer.subscribe().expect("a buffer");
                while let Ok(value) = reader.recv().await {
                    TAPPED.set(TAPPED.get() + value.celsius);
                }
            });
    });
}

#[test]
fn taps_run_in_each_database_until_it_is_closed() {
    let (one, two) = (open(tapped), open(tapped));
    assert_eq!(Running::count(), 2);
    set(&one, "tapped", &at(1.0));
    set(&two, "tapped", &at(2.0));
    native::run_until_stalled();
    assert_eq!(TAPPED.get(), 3.0);
    one.close();
    assert_eq!(Running::count(), 1);
    assert!(one.records().is_empty());
    set(&two, "tapped", &at(4.0));
    native::run_until_stalled();
    assert_eq!(TAPPED.get(), 7.0);
    drop(two);
    assert_eq!(Running::count(), 0);
}

#[test]
fn a_refused_graph_leaves_nothing_running() {
    let said = refused(|builder| {
        tapped(builder);
        builder.configure::<u32>("stranger", |_| {});
    });
    assert!(said.contains(r#""stranger""#), "{said}");
    native::run_until_stalled();
    assert_eq!(Running::count(), 0);
}

#[test]
fn a_plain_database_has_none() {
    install::<Contracts>();
    install_pipelines(room);
    assert!(Db::new(|| {}).records().is_empty());
}
