//! What the adapter asks of `globalThis`, and what it does when that is missing.
#![cfg(target_arch = "wasm32")]
// Clippy does not know `wasm_bindgen_test` for a test.
#![allow(clippy::unwrap_used)]

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use aimdb_executor::{Logger, Spawn, TimeOps};
use aimdb_wasm_adapter::{host, Scope, WasmAdapter};
use js_sys::{global, Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const RT: WasmAdapter = WasmAdapter;

/// Something else in the place of a global, until dropped.
struct Patched {
    name: &'static str,
    original: JsValue,
}

impl Patched {
    fn new(name: &'static str, value: &JsValue) -> Self {
        let original = Reflect::get(&global(), &name.into()).unwrap();
        put(name, value);
        Self { name, original }
    }

    fn missing(name: &'static str) -> Self {
        Self::new(name, &JsValue::UNDEFINED)
    }
}

impl Drop for Patched {
    fn drop(&mut self) {
        put(self.name, &self.original);
    }
}

/// `performance` and its like are accessors on the global's prototype: define, not set.
fn put(name: &str, value: &JsValue) {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"value".into(), value).unwrap();
    for flag in ["writable", "configurable", "enumerable"] {
        Reflect::set(&descriptor, &flag.into(), &true.into()).unwrap();
    }
    Object::define_property(&global(), &name.into(), &descriptor);
    assert!(Object::is(
        &Reflect::get(&global(), &name.into()).unwrap(),
        value
    ));
}

/// Timers that only note what is asked of them: `[id, callback, ms]` each.
struct FakeTimers {
    set: Array,
    cleared: Array,
    _patches: [Patched; 2],
}

impl FakeTimers {
    fn new() -> Self {
        let (set, cleared) = (Array::new(), Array::new());
        let set_timeout = Function::new_with_args(
            "callback, ms",
            "this.push([this.length, callback, ms]); return this.length - 1;",
        )
        .bind0(&set);
        let clear_timeout = Function::new_with_args("id", "this.push(id);").bind0(&cleared);
        Self {
            _patches: [
                Patched::new("setTimeout", &set_timeout),
                Patched::new("clearTimeout", &clear_timeout),
            ],
            set,
            cleared,
        }
    }

    fn delay(&self, id: u32) -> f64 {
        Array::from(&self.set.get(id)).get(2).as_f64().unwrap()
    }

    fn fire(&self, id: u32) {
        let callback: Function = Array::from(&self.set.get(id)).get(1).unchecked_into();
        callback.call0(&JsValue::UNDEFINED).unwrap();
    }
}

fn poll(future: std::pin::Pin<&mut impl Future<Output = ()>>) -> bool {
    future
        .poll(&mut Context::from_waker(Waker::noop()))
        .is_ready()
}

#[wasm_bindgen_test]
fn a_long_sleep_is_chained() {
    const HOP: f64 = i32::MAX as f64;
    let timers = FakeTimers::new();
    let mut sleep = pin!(RT.sleep(RT.millis(2 * i32::MAX as u64 + 5_000)));
    assert!(!poll(sleep.as_mut()));
    assert_eq!((timers.set.length(), timers.delay(0)), (1, HOP));
    timers.fire(0);
    assert!(!poll(sleep.as_mut()));
    assert_eq!((timers.set.length(), timers.delay(1)), (2, HOP));
    timers.fire(1);
    assert!(!poll(sleep.as_mut()));
    assert_eq!(timers.set.length(), 3);
    // The remainder, less what passed between the call and the first poll.
    assert!((4_000.0..=5_000.0).contains(&timers.delay(2)));
    timers.fire(2);
    assert!(poll(sleep.as_mut()));
}

#[wasm_bindgen_test]
fn fractions_are_rounded_up() {
    let timers = FakeTimers::new();
    for (micros, ms) in [
        (0, 0.0),
        (1, 1.0),
        (1_500_000, 1_500.0),
        (1_500_001, 1_501.0),
    ] {
        let id = timers.set.length();
        let _timer = host::Timer::after(micros as f64 / 1_000.0, || {}).unwrap();
        assert_eq!(timers.delay(id), ms);
    }
}

/// Node's timers fire a little before the time, by `performance`.
#[wasm_bindgen_test]
fn a_timer_a_little_early_is_set_once_more() {
    let timers = FakeTimers::new();
    let mut sleep = pin!(RT.sleep(RT.micros(1_900)));
    assert!(!poll(sleep.as_mut()));
    timers.fire(0);
    assert!(!poll(sleep.as_mut()));
    assert_eq!(timers.set.length(), 2);
    assert!(timers.delay(1) <= 2.0);
    timers.fire(1);
    assert!(poll(sleep.as_mut()), "but not again and again");

    // More than a little: a test moves the timers' clock, and not `performance`'s.
    let mut sleep = pin!(RT.sleep(RT.millis(500)));
    assert!(!poll(sleep.as_mut()));
    timers.fire(2);
    assert!(poll(sleep.as_mut()));
}

#[wasm_bindgen_test]
fn dropping_a_sleep_clears_its_timer() {
    let timers = FakeTimers::new();
    {
        let mut sleep = pin!(RT.sleep(RT.secs(10)));
        assert!(!poll(sleep.as_mut()));
        assert_eq!(timers.cleared.length(), 0);
    }
    assert_eq!(timers.cleared.to_vec(), [JsValue::from(0)]);
    // It was never polled, so there is none to clear.
    drop(RT.sleep(RT.secs(10)));
    assert_eq!((timers.set.length(), timers.cleared.length()), (1, 1));
}

#[wasm_bindgen_test]
async fn aborting_a_scope_clears_its_timers() {
    let scope = Scope::new();
    for _ in 0..10 {
        scope
            .enter(|| RT.spawn(async { RT.sleep(RT.secs(10_000)).await }))
            .unwrap();
    }
    let timers = FakeTimers::new();
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL))
        .await
        .unwrap();
    assert_eq!(timers.set.length(), 10);
    scope.abort();
    assert_eq!(timers.cleared.length(), 10);
}

/// Each sleep takes a JavaScript closure; dropped ones must give it back.
#[wasm_bindgen_test]
fn ten_thousand_dropped_sleeps_leave_the_memory_flat() {
    let pages = || {
        wasm_bindgen::memory()
            .unchecked_into::<js_sys::WebAssembly::Memory>()
            .buffer()
            .unchecked_into::<js_sys::ArrayBuffer>()
            .byte_length()
    };
    let round = |count: usize| {
        for _ in 0..count {
            let mut sleep = pin!(RT.sleep(RT.secs(10_000)));
            assert!(!poll(sleep.as_mut()));
        }
    };
    round(1_000);
    let before = pages();
    round(10_000);
    assert_eq!(pages(), before);
}

#[wasm_bindgen_test]
fn without_performance_the_clock_still_goes_forward() {
    let real = host::now_ms();
    let _patch = Patched::missing("performance");
    let earlier = RT.now();
    let later = RT.now();
    assert!(later >= earlier);
    // It is the wall's clock then, and one that is set back stands still.
    assert!(host::now_ms() > real);
    let date = Object::new();
    let back = Function::new_no_args("return 5;");
    Reflect::set(&date, &"now".into(), &back).unwrap();
    let _date = Patched::new("Date", &date);
    assert_eq!(host::unix_ms(), 5.0);
    assert!(RT.now() >= later);
}

#[wasm_bindgen_test]
fn without_set_timeout_a_sleep_says_so() {
    let said = Array::new();
    let console = Object::new();
    let error = Function::new_with_args("message", "this.push(message);").bind0(&said);
    Reflect::set(&console, &"error".into(), &error).unwrap();
    {
        let _timers = Patched::missing("setTimeout");
        let _console = Patched::new("console", &console);
        let mut sleep = pin!(RT.sleep(RT.millis(1)));
        assert!(!poll(sleep.as_mut()));
        assert!(!poll(sleep.as_mut()));
        let missing = host::Timer::after(1.0, || {}).unwrap_err();
        assert_eq!(missing.name(), "setTimeout");
    }
    assert_eq!(
        said.to_vec(),
        [JsValue::from(
            "AimDB cannot sleep: this JavaScript host has no setTimeout"
        )]
    );
}

#[wasm_bindgen_test]
fn without_a_console_logging_is_silent() {
    let _console = Patched::missing("console");
    RT.info("nobody hears this");
    RT.error("nor this");
}

#[wasm_bindgen_test]
fn the_console_gets_each_level() {
    let said = Array::new();
    let console = Object::new();
    for method in ["debug", "log", "warn", "error"] {
        let body = format!("this.push('{method}: ' + message);");
        let function = Function::new_with_args("message", &body).bind0(&said);
        Reflect::set(&console, &method.into(), &function).unwrap();
    }
    {
        let _console = Patched::new("console", &console);
        RT.debug("a");
        RT.info("b");
        RT.warn("c");
        RT.error("d");
    }
    let said: Vec<_> = said.iter().filter_map(|line| line.as_string()).collect();
    assert_eq!(said, ["debug: a", "log: b", "warn: c", "error: d"]);
}

/// A task goes on although a host function it needs came and went.
#[wasm_bindgen_test]
async fn spawning_needs_no_timers() {
    let ran = Rc::new(Cell::new(false));
    {
        let _timers = Patched::missing("setTimeout");
        let ran = Rc::clone(&ran);
        host::queue_microtask(move || ran.set(true));
        wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL))
            .await
            .unwrap();
    }
    assert!(ran.get());
}
