//! The exports, called from JavaScript in Chromium.
#![cfg(target_arch = "wasm32")]
// Clippy does not know `wasm_bindgen_test` for a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aimdb_core::buffer::BufferCfg;
use aimdb_core::AimDbBuilder;
use aimdb_executor::TimeOps;
use aimdb_wasm_adapter::bindings::{
    frame_address, frame_bytes, frame_slots, known_schemas, registry_hash, take_text,
    validate_frame, validate_text, WasmDb,
};
use aimdb_wasm_adapter::{install_pipelines, scratch, WasmAdapter, WasmRecordRegistrarExt};
use aimdb_wasm_contracts::{Contracts, Temperature};
use js_sys::{Float64Array, Function, Reflect, Uint32Array, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const DONE: u32 = 0;
const FRAME: u32 = 1;
const LAGGED: u32 = 3;
const CLOSED: u32 = 4;
const VIOLATION: u32 = 5;
const MALFORMED: u32 = 6;

fn buffer() -> JsValue {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer()
}

/// The scratch frame's slots as JavaScript sees them.
fn slots() -> Float64Array {
    Float64Array::new_with_byte_offset_and_length(&buffer(), frame_address(), frame_slots())
}

/// A `ready` that counts its calls in a property of itself.
fn counting() -> Function {
    let ready = Function::new_no_args("self.__ready.calls = (self.__ready.calls ?? 0) + 1");
    Reflect::set(&js_sys::global(), &"__ready".into(), &ready).unwrap();
    ready
}

fn calls(ready: &Function) -> f64 {
    Reflect::get(ready, &"calls".into())
        .unwrap()
        .as_f64()
        .unwrap_or(0.0)
}

fn db() -> WasmDb {
    aimdb_wasm_adapter::install::<Contracts>();
    WasmDb::new(Function::new_no_args(""))
}

fn temperature(db: &WasmDb, key: &str, buffer: u32) -> u32 {
    db.configure(key, 0, buffer, 4.0, None).unwrap()
}

fn set(db: &WasmDb, slot: u32, celsius: f64) -> u32 {
    let slots = slots();
    slots.set_index(0, celsius);
    slots.set_index(1, 1_700_000_000_000.0);
    db.set(slot)
}

fn message(error: &JsValue) -> String {
    assert!(error.is_instance_of::<js_sys::Error>());
    error.unchecked_ref::<js_sys::Error>().message().into()
}

#[wasm_bindgen_test]
fn the_frame_is_memory_that_javascript_sees() {
    assert_eq!((frame_slots(), frame_bytes()), (4096, 65_536));
    assert_eq!(frame_address() % 8, 0);
    scratch::put(7, 0.25);
    assert_eq!(slots().get_index(7), 0.25);
}

#[wasm_bindgen_test]
fn the_registry_is_known_by_name_and_hash() {
    aimdb_wasm_adapter::install::<Contracts>();
    assert_eq!(known_schemas()[..2], ["temperature", "humidity"]);
    let hash = registry_hash();
    assert_eq!(hash.len(), 16);
    assert_eq!(
        hash,
        format!(
            "{:016x}",
            aimdb_wasm_contracts::registry_hash::<Contracts>()
        )
    );
}

#[wasm_bindgen_test]
fn a_value_written_by_javascript_is_read_by_it() {
    let db = db();
    let slot = temperature(&db, "a", 1);
    assert_eq!(db.get(slot), DONE);
    assert_eq!(set(&db, slot, 22.1), DONE);
    let slots = slots();
    slots.set_index(0, 0.0);
    assert_eq!(db.get(slot), FRAME);
    assert_eq!(slots.get_index(0), 22.1);
    assert_eq!(set(&db, slot, f64::NAN), MALFORMED);
    let versions = Uint32Array::new(&buffer());
    assert_eq!(versions.get_index(db.version_address(slot) / 4), 1);
    set(&db, slot, 1.0);
    assert_eq!(versions.get_index(db.version_address(slot) / 4), 2);
    assert_eq!(db.version_address(99), 0);
}

#[wasm_bindgen_test]
fn text_in_and_violations_out() {
    let db = db();
    let slot = temperature(&db, "a", 1);
    assert_eq!(db.set_text(slot, r#"{"celsius":1,"timestamp":2}"#), DONE);
    assert_eq!(db.set_text(slot, r#"{"celsius":"warm"}"#), VIOLATION);
    assert_eq!(
        take_text(),
        r#"{"contract":"temperature","key":"a","path":["celsius"],"expected":"a number (f32)","received":"string \"warm\"","message":"temperature at a: celsius: expected a number (f32), got string \"warm\""}"#,
    );
    assert_eq!(take_text(), "");
    assert_eq!(validate_text(0, r#"{"celsius":1,"timestamp":2}"#), FRAME);
    assert_eq!(validate_frame(0), FRAME);
    assert_eq!(validate_text(0, "nonsense"), VIOLATION);
    assert_eq!(validate_text(9999, "{}"), CLOSED);
}

#[wasm_bindgen_test]
fn errors_are_errors_with_words() {
    let db = db();
    assert_eq!(
        message(&db.configure("", 0, 1, 0.0, None).unwrap_err()),
        "a record's key must not be empty",
    );
    assert_eq!(
        message(&db.configure("a", 0, 0, 4_294_967_296.0, None).unwrap_err()),
        "record \"a\": a ring's capacity is a whole number from 1 to 1048576, got 4294967296",
    );
    let slot = temperature(&db, "a", 0);
    assert!(message(&db.configure("a", 1, 0, 4.0, None).unwrap_err())
        .contains("with contract temperature, and now contract humidity is asked for"));
    assert!(message(&db.simulate(slot, "{").unwrap_err()).starts_with("simulation settings: "));
    assert_eq!(set(&db, slot, 1.0), DONE);
}

#[wasm_bindgen_test]
fn ready_is_called_once_and_the_reader_lags_with_a_count() {
    aimdb_wasm_adapter::install::<Contracts>();
    let ready = counting();
    let db = WasmDb::new(ready.clone());
    let slot = temperature(&db, "a", 0);
    db.listen(slot);
    for i in 0..10 {
        set(&db, slot, f64::from(i));
    }
    assert_eq!(calls(&ready), 1.0);
    assert_eq!(db.next_ready(), slot as i32);
    assert_eq!(db.next_ready(), -1);
    assert_eq!(db.next(slot), LAGGED);
    assert_eq!(slots().get_index(0), 6.0);
    for i in 6..10 {
        assert_eq!(db.next(slot), FRAME);
        assert_eq!(slots().get_index(0), f64::from(i));
    }
    assert_eq!(db.next(slot), DONE);
    assert_eq!(db.stats(slot), FRAME);
    assert_eq!(slots().get_index(0), 10.0);
    assert!((slots().get_index(3) - js_sys::Date::now()).abs() < 60_000.0);
}

#[wasm_bindgen_test]
fn a_ready_that_throws_ends_nothing() {
    aimdb_wasm_adapter::install::<Contracts>();
    let db = WasmDb::new(Function::new_no_args("throw new Error('not today')"));
    let slot = temperature(&db, "a", 1);
    db.watch(slot);
    assert_eq!(set(&db, slot, 1.0), DONE);
    assert_eq!(db.next_ready(), slot as i32);
}

#[wasm_bindgen_test]
fn closed_is_closed() {
    let db = db();
    let slot = temperature(&db, "a", 1);
    set(&db, slot, 1.0);
    db.close();
    assert_eq!(
        [
            db.set(slot),
            db.get(slot),
            db.listen(slot),
            db.next(slot),
            db.watch(slot),
            db.stats(slot)
        ],
        [CLOSED; 6],
    );
    assert_eq!(db.next_ready(), -1);
    assert_eq!(message(&db.build().unwrap_err()), "the database was freed");
}

#[wasm_bindgen_test]
async fn a_simulation_runs_until_it_is_stopped() {
    let db = db();
    let slot = temperature(&db, "sim", 1);
    let handle = db.simulate(slot, r#"{"intervalMs":5,"base":20}"#).unwrap();
    let pause = || {
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            let timeout = Reflect::get(&js_sys::global(), &"setTimeout".into()).unwrap();
            timeout
                .unchecked_ref::<Function>()
                .call2(&JsValue::NULL, &resolve, &60.into())
                .unwrap();
        });
        wasm_bindgen_futures::JsFuture::from(promise)
    };
    pause().await.unwrap();
    db.stats(slot);
    assert!(slots().get_index(0) >= 3.0);
    db.stop_simulation(handle);
    db.stats(slot);
    let stopped = slots().get_index(0);
    pause().await.unwrap();
    db.stats(slot);
    assert_eq!(slots().get_index(0), stopped);
}

type Builder = AimDbBuilder<WasmAdapter>;

fn doubled(builder: &mut Builder, key: &'static str, input: &'static str) {
    builder.configure::<Temperature>(key, |record| {
        record
            .buffer(BufferCfg::SpmcRing { capacity: 4 })
            .transform::<Temperature, _>(input, |input| {
                input.map(|value| {
                    Some(Temperature {
                        celsius: value.celsius * 2.0,
                        ..value.clone()
                    })
                })
            });
    });
}

fn room(builder: &mut Builder) {
    builder.configure::<Temperature>("room.in", |record| {
        record.buffer(BufferCfg::SingleLatest);
    });
    doubled(builder, "room.out", "room.in");
}

#[wasm_bindgen_test]
async fn pipelines_of_the_module_are_in_every_new_database() {
    aimdb_wasm_adapter::install::<Contracts>();
    install_pipelines(room);
    let db = WasmDb::open(Function::new_no_args("")).unwrap();
    assert_eq!(
        db.module_records().as_deref(),
        Some(concat!(
            r#"[{"key":"room.in","schemaType":"temperature","buffer":"SingleLatest"},"#,
            r#"{"key":"room.out","schemaType":"temperature","buffer":{"type":"SpmcRing","capacity":4}}]"#
        ))
    );
    // Before any task has had its turn.
    assert_eq!(set(&db, 0, 11.5), DONE);
    WasmAdapter.sleep(WasmAdapter.millis(0)).await;
    assert_eq!(db.get(1), FRAME);
    assert_eq!(slots().get_index(0), 23.0);
    let other = WasmDb::open(Function::new_no_args("")).unwrap();
    assert_eq!(other.get(1), DONE);
    db.close();
    other.close();
    assert_eq!(
        WasmDb::new(Function::new_no_args("")).module_records(),
        None
    );
}

#[wasm_bindgen_test]
fn a_bad_graph_is_an_error_and_no_trap() {
    aimdb_wasm_adapter::install::<Contracts>();
    let refused = |register: fn(&mut Builder)| {
        install_pipelines(register);
        let error = WasmDb::open(Function::new_no_args("")).unwrap_err();
        message(&error)
    };
    assert!(refused(|builder| doubled(builder, "out", "in")).contains("no pipeline configures"));
    let circle = refused(|builder| {
        doubled(builder, "a", "b");
        doubled(builder, "b", "a");
    });
    assert!(circle.contains("circle"), "{circle}");
    let stranger = refused(|builder| {
        builder.configure::<u32>("stranger", |_| {});
    });
    assert!(stranger.contains(r#"record "stranger""#), "{stranger}");
    let bare = refused(|builder| {
        builder.configure::<Temperature>("bare", |_| {});
    });
    assert!(
        bare.contains(r#"record "bare" of the pipelines: it has no buffer"#),
        "{bare}"
    );
    install_pipelines(room);
    assert!(WasmDb::open(Function::new_no_args("")).is_ok());
}
