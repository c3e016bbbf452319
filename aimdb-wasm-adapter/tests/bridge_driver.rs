//! The bridge's driver between a real database and a world outside that a test makes up.

#![cfg(not(target_arch = "wasm32"))]
// Clippy does not know helpers of tests for tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::{Duration, SystemTime};

use aimdb_core::buffer::BufferCfg;
use aimdb_core::AimDbBuilder;
use aimdb_wasm_adapter::bridge::driver::{Driver, Event, Outside};
use aimdb_wasm_adapter::bridge::{Config, Delivery, DropReason, Failure, Session, Status};
use aimdb_wasm_adapter::{
    host, install_pipelines, native, registry, Db, Origin, Outcome, WasmAdapter,
    WasmRecordRegistrarExt,
};
use aimdb_wasm_contracts::{contract, contract_registry, Temperature};

const PONG: &str = r#"{"type":"pong"}"#;
const RING: u32 = 0;

/// Serde writes no time before 1970.
#[contract(name = "clocked")]
struct Clocked {
    #[contract(ts = "{ readonly secs_since_epoch: number; readonly nanos_since_epoch: number }")]
    at: SystemTime,
}

contract_registry! {
    /// What the tests need.
    pub Known {
        Temperature,
        Clocked,
    }
}

/// What has become of the world outside.
#[derive(Default)]
struct World {
    told: RefCell<Vec<Event>>,
    sent: RefCell<Vec<String>>,
    open: Cell<bool>,
    /// Sockets, probes and questions for a URL since the end.
    late: Cell<u32>,
    ended: Cell<bool>,
    listener: RefCell<Option<Rc<Listener>>>,
}

/// What the application does when it is told something.
type Listener = dyn Fn(&Event);

impl World {
    fn asked(&self) {
        self.late.set(self.late.get() + u32::from(self.ended.get()));
    }
}

struct Made(Rc<World>);

impl Outside for Made {
    fn open(&self, _url: &str) -> Result<(), String> {
        self.0.asked();
        self.0.open.set(true);
        Ok(())
    }

    fn send(&self, frame: &str) {
        self.0.sent.borrow_mut().push(frame.to_owned());
    }

    fn close(&self) {
        self.0.open.set(false);
    }

    fn leave(&self) {
        self.0.open.set(false);
    }

    fn probe(&self) {
        self.0.asked();
    }

    fn tell(&self, event: Event) {
        if let Event::NeedUrl = event {
            self.0.asked();
        }
        let listener = self.0.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(&event);
        }
        self.0.told.borrow_mut().push(event);
    }

    fn ended(&self) {
        self.0.ended.set(true);
    }
}

struct Scene {
    db: Db,
    driver: Rc<Driver>,
    world: Rc<World>,
}

impl Scene {
    /// Begun, and nothing done yet.
    fn new(config: Config) -> Self {
        aimdb_wasm_adapter::install::<Known>();
        let db = Db::open(|| {}).unwrap();
        let world = Rc::new(World::default());
        let made = Made(world.clone());
        let url = "ws://server/ws".to_owned();
        let driver = Driver::start(&db, url, config, 1, |_| Box::new(made));
        Self { db, driver, world }
    }

    fn connected(config: Config) -> Self {
        let scene = Self::new(config);
        scene.connect();
        scene
    }

    fn connect(&self) {
        native::run_until_stalled();
        self.driver.opened();
        self.hear(PONG);
        assert_eq!(self.driver.look(Session::status), Status::Connected);
    }

    fn hear(&self, text: &str) {
        self.driver.text(host::now_ms(), text);
    }

    fn record(&self, key: &str, buffer: u32, options: Option<&str>) -> u32 {
        let contract = registry::known_schemas()
            .iter()
            .position(|name| *name == "temperature")
            .unwrap() as u32;
        self.db
            .configure(key, contract, buffer, 100.0, options)
            .unwrap()
    }

    fn write(&self, slot: u32, timestamp: u32) {
        let text = format!(r#"{{"celsius":1.0,"timestamp":{timestamp}}}"#);
        assert_eq!(self.db.set_text(slot, &text, Origin::Local), Outcome::Done);
        native::run_until_stalled();
    }

    /// The application does this when it is told something; it may have the driver, too.
    fn listen(&self, listener: impl Fn(&Driver, &Event) + 'static) {
        let driver: Weak<Driver> = Rc::downgrade(&self.driver);
        let listener = move |event: &Event| listener(&driver.upgrade().unwrap(), event);
        self.world.listener.replace(Some(Rc::new(listener)));
    }

    fn told(&self, wanted: impl Fn(&Event) -> bool) -> usize {
        let told = self.world.told.borrow();
        told.iter().filter(|event| wanted(event)).count()
    }

    fn errors(&self) -> Vec<&'static str> {
        let told = self.world.told.borrow();
        let codes = told.iter().filter_map(|event| match event {
            Event::Error(report) => Some(report.code),
            _ => None,
        });
        codes.collect()
    }
}

#[test]
fn a_listener_that_disconnects_and_frees_has_everything_told_before_it_goes_on() {
    let scene = Scene::connected(Config::default());
    let kept = scene.record("kept", RING, Some(r#"{"topic":"kept"}"#));
    let once = r#"{"topic":"once","delivery":"at-most-once"}"#;
    let once = scene.record("once", RING, Some(once));
    scene.write(kept, 1);
    scene.write(once, 1);
    let flush = scene.driver.command(|s, now| s.flush(now, None));
    let topics = scene.driver.command(|s, now| s.list_topics(now, None));
    native::run_until_stalled();

    let world = scene.world.clone();
    let seen = Rc::new(Cell::new(None));
    let note = seen.clone();
    scene.listen(move |driver, event| {
        if matches!(event, Event::Error(report) if report.code == "forbidden") {
            // What TypeScript's `disconnect` does.
            driver.disconnect();
            note.set(Some((world.open.get(), world.told.borrow().len())));
            driver.shut();
        }
    });
    scene.hear(r#"{"type":"error","code":"FORBIDDEN","message":"no"}"#);
    let (open, told) = seen.get().expect("it was told");
    assert!(!open, "the socket was still open");
    for id in [flush, topics] {
        let failed =
            |event: &Event| matches!(event, Event::Failed(of, Failure::Disconnected) if *of == id);
        assert_eq!(scene.told(failed), 1);
    }
    assert_eq!(scene.errors(), ["pending-writes", "forbidden"]);
    assert_eq!(scene.told(|event| matches!(event, Event::Dropped(_))), 1);
    let ends = |event: &Event| matches!(event, Event::Status(Status::Disconnected));
    assert_eq!(scene.told(ends), 1);
    // But for what it was told itself, it was told before `disconnect` had returned.
    assert_eq!(scene.world.told.borrow().len(), told + 1);
    native::run_until_stalled();
    assert_eq!(scene.world.told.borrow().len(), told + 1);
}

#[test]
fn what_had_not_begun_at_the_end_does_not_begin() {
    for url_provider in [false, true] {
        let scene = Scene::new(Config {
            url_provider,
            ..Config::default()
        });
        scene.driver.disconnect();
        native::run_until_stalled();
        assert_eq!(scene.world.late.get(), 0);
        let ends = |event: &Event| matches!(event, Event::Status(Status::Disconnected));
        assert_eq!(scene.told(ends), 1);
    }
}

#[test]
fn a_records_own_delivery_has_precedence_over_the_bridges() {
    let options = |delivery| format!(r#"{{"topic":"t","delivery":"{delivery}"}}"#);
    let (always, once) = (options("at-least-once"), options("at-most-once"));
    for (bridge, own, again) in [
        (Delivery::AtMostOnce, Some(&*always), true),
        (Delivery::AtMostOnce, None, false),
        (Delivery::AtLeastOnce, Some(&*once), false),
        (Delivery::AtLeastOnce, None, true),
    ] {
        let scene = Scene::connected(Config {
            delivery: bridge,
            ..Config::default()
        });
        let slot = scene.record("t", RING, own);
        scene.write(slot, 1);
        assert_eq!(scene.driver.look(|s| s.stats().sent), 1);
        scene.driver.closed(1006);
        let kept = scene.driver.look(Session::pending_writes) == 1;
        assert_eq!(kept, again, "{bridge:?}, {own:?}");
    }
}

fn hot(celsius: f32) -> Temperature {
    Temperature {
        celsius,
        timestamp: 1,
    }
}

/// Sources and a transform of the application's own, with values no contract allows.
fn unfit(builder: &mut AimDbBuilder<WasmAdapter>) {
    builder.configure::<Temperature>("said", |record| {
        record.buffer(BufferCfg::SpmcRing { capacity: 100 }).source(
            |context, producer| async move {
                context.time().sleep(context.time().millis(1)).await;
                for celsius in [1.0, f32::NAN, 2.0] {
                    let _ = producer.produce(hot(celsius)).await;
                }
            },
        );
    });
    builder.configure::<Temperature>("heard", |record| {
        record
            .buffer(BufferCfg::SpmcRing { capacity: 100 })
            .transform::<Temperature, _>("said", |input| {
                input.map(|said| Some(hot(said.celsius / 0.0)))
            });
    });
    builder.configure::<Clocked>("clocked", |record| {
        record
            .buffer(BufferCfg::SingleLatest)
            .source(|context, producer| async move {
                context.time().sleep(context.time().millis(1)).await;
                let at = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
                let _ = producer.produce(Clocked { at }).await;
            });
    });
}

#[test]
fn a_value_made_here_that_breaks_its_contract_is_given_up_and_told() {
    install_pipelines(unfit);
    let scene = Scene::new(Config::default());
    let forward = Some(r#"{"forward":true}"#);
    let heard = scene.record("heard", RING, forward);
    let made_up = scene.record("made.up", RING, Some(r#"{"topic":"made-up"}"#));
    scene.connect();
    let settings = r#"{"intervalMs":10,"base":1e39,"variation":0}"#;
    let simulation = scene.db.simulate(made_up, settings).unwrap();
    native::advance(Duration::from_millis(5));
    native::run_until_stalled();
    scene.db.stop_simulation(simulation);
    scene.hear(PONG);
    native::advance(Duration::from_secs(1));
    native::run_until_stalled();

    let sent = scene.world.sent.borrow().join("\n");
    assert!(!sent.contains("null"), "{sent}");
    let stats = scene.driver.look(Session::stats);
    assert_eq!((stats.written, stats.acked, stats.dropped), (8, 2, 6));

    let mut wrong = Vec::new();
    let mut given_up = 0;
    for event in &*scene.world.told.borrow() {
        match event {
            Event::Error(report) => {
                assert_eq!(report.code, "contract");
                let slot = report.slot.unwrap();
                let key = scene.db.record(slot).unwrap().key;
                let violation: serde_json::Value =
                    serde_json::from_str(report.violation.as_ref().unwrap()).unwrap();
                assert_eq!(violation["key"], *key);
                let path = violation["path"].as_array().unwrap();
                wrong.push((key, path.first().map(ToString::to_string)));
            }
            Event::Dropped(gap) => {
                assert_eq!(gap.reason, DropReason::Contract);
                given_up += gap.count;
            }
            _ => {}
        }
    }
    let at = Some("\"celsius\"".to_owned());
    wrong.sort();
    assert_eq!(
        wrong,
        [
            ("clocked".into(), None),
            ("heard".into(), at.clone()),
            ("heard".into(), at.clone()),
            ("heard".into(), at.clone()),
            ("made.up".into(), at.clone()),
            ("said".into(), at),
        ]
    );
    assert_eq!(given_up, 6);
    assert_eq!(scene.db.slot_by_key("heard"), Some(heard));
}
