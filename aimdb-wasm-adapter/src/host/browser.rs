//! The JavaScript host, through `globalThis` only.

use core::cell::Cell;
use core::future::Future;

use wasm_bindgen::prelude::*;

use super::{Level, Missing};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["globalThis", "performance"], js_name = now, catch)]
    fn performance_now() -> Result<f64, JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "Date"], js_name = now)]
    fn date_now() -> f64;

    #[wasm_bindgen(js_namespace = globalThis, js_name = setTimeout, catch)]
    fn js_set_timeout(callback: &JsValue, ms: i32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = globalThis, js_name = clearTimeout, catch)]
    fn js_clear_timeout(id: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "console"], js_name = debug, catch)]
    fn console_debug(message: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "console"], js_name = log, catch)]
    fn console_log(message: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "console"], js_name = warn, catch)]
    fn console_warn(message: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "console"], js_name = error, catch)]
    fn console_error(message: &str) -> Result<(), JsValue>;
}

std::thread_local! {
    /// The largest time handed out: without `performance` the clock is the wall's,
    /// which can be set back.
    static LATEST: Cell<f64> = const { Cell::new(f64::MIN) };
}

pub(super) fn now_ms() -> f64 {
    let now = performance_now().unwrap_or_else(|_| date_now());
    let latest = LATEST.get().max(now);
    LATEST.set(latest);
    latest
}

pub(super) fn no_earlier(ms: f64) -> f64 {
    LATEST.get().max(ms)
}

pub(super) fn unix_ms() -> f64 {
    date_now()
}

pub(super) fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

pub(super) fn queue_microtask(f: impl FnOnce() + 'static) {
    // It has one JavaScript closure for all of them and does without
    // `queueMicrotask` where there is none.
    wasm_bindgen_futures::spawn_local(async move { f() });
}

pub(super) fn log(level: Level, message: &str) {
    // A host without a console has nowhere to say that it has none.
    let _ = match level {
        Level::Debug => console_debug(message),
        Level::Info => console_log(message),
        Level::Warn => console_warn(message),
        Level::Error => console_error(message),
    };
}

/// A pending `setTimeout`.
pub(super) struct RawTimer {
    id: JsValue,
    /// wasm-bindgen keeps it to the end of a call in which it is dropped.
    _callback: Closure<dyn FnMut()>,
}

pub(super) fn set_timeout(ms: i32, f: impl FnOnce() + 'static) -> Result<RawTimer, Missing> {
    let callback = Closure::once(f);
    let id = js_set_timeout(callback.as_ref(), ms).map_err(|_| Missing("setTimeout"))?;
    Ok(RawTimer {
        id,
        _callback: callback,
    })
}

impl Drop for RawTimer {
    fn drop(&mut self) {
        let _ = js_clear_timeout(&self.id);
    }
}
