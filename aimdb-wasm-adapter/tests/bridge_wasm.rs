//! What a bridge leaves behind in Chromium when it ends: nothing. The sockets are real;
//! nobody listens where they go. What a server does with a bridge is tested elsewhere.
#![cfg(target_arch = "wasm32")]
// Clippy does not know `wasm_bindgen_test` for a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aimdb_wasm_adapter::bindings::WasmDb;
use aimdb_wasm_adapter::bridge::shell::WsBridge;
use aimdb_wasm_contracts::Contracts;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Port 9 is nobody's.
const NOWHERE: &str = "ws://127.0.0.1:9/ws";

/// Wraps what a bridge can leave behind so that it is counted, once per page.
const WATCH: &str = r#"
    if (self.__watch) return;
    const watch = self.__watch = { timers: new Map(), listeners: 0, sockets: [], errors: [] };
    const set = self.setTimeout, clear = self.clearTimeout, Socket = self.WebSocket;
    watch.sleep = (ms) => new Promise((done) => set.call(self, done, ms));
    self.setTimeout = (f, ms, ...rest) => {
        const id = set.call(self, () => { watch.timers.delete(id); f(...rest); }, ms);
        watch.timers.set(id, ms);
        return id;
    };
    self.clearTimeout = (id) => { watch.timers.delete(id); clear.call(self, id); };
    const ours = ["online", "pageshow", "visibilitychange"];
    for (const target of [self, document]) {
        const { addEventListener: add, removeEventListener: remove } = target;
        target.addEventListener = (type, ...rest) => {
            if (ours.includes(type)) watch.listeners += 1;
            return add.call(target, type, ...rest);
        };
        target.removeEventListener = (type, ...rest) => {
            if (ours.includes(type)) watch.listeners -= 1;
            return remove.call(target, type, ...rest);
        };
    }
    self.WebSocket = class extends Socket {
        constructor(...given) { super(...given); watch.sockets.push(this); }
    };
    self.addEventListener("error", (event) => watch.errors.push(String(event.message)));
    self.addEventListener("unhandledrejection", (event) => watch.errors.push(String(event.reason)));
"#;

/// What is left, as text; empty if nothing is.
const LEFT: &str = r#"
    const { timers, listeners, sockets, errors } = self.__watch;
    const left = [...errors];
    if (timers.size > 0) left.push(`timers of ${[...timers.values()]} ms`);
    if (listeners !== 0) left.push(`${listeners} listeners`);
    for (const socket of sockets) {
        const { onopen, onmessage, onclose, onerror, readyState } = socket;
        if (onopen ?? onmessage ?? onclose) left.push("a handler");
        if (onerror !== Boolean) left.push("an error handler");
        if (readyState < WebSocket.CLOSING) left.push("an open socket");
    }
    return left.join(", ");
"#;

fn js(body: &str) -> JsValue {
    Function::new_no_args(body)
        .call0(&JsValue::UNDEFINED)
        .unwrap()
}

async fn sleep(ms: u32) {
    let watch = Reflect::get(&js_sys::global(), &"__watch".into()).unwrap();
    let sleep: Function = Reflect::get(&watch, &"sleep".into())
        .unwrap()
        .unchecked_into();
    let promise: Promise = sleep.call1(&watch, &ms.into()).unwrap().unchecked_into();
    JsFuture::from(promise).await.unwrap();
}

#[track_caller]
fn assert_nothing_left() {
    assert_eq!(js(LEFT).as_string().unwrap(), "");
}

fn db() -> WasmDb {
    aimdb_wasm_adapter::install::<Contracts>();
    js(WATCH);
    let db = WasmDb::new(Function::new_no_args(""));
    db.configure("sensors.temperature.vienna", 0, 1, 0.0, None)
        .unwrap();
    db
}

/// Makes handlers of messages that do nothing: nobody sends any here.
fn receiver() -> Function {
    Function::new_no_args("return () => {}")
}

/// A bridge to nobody, and the events it tells of.
fn bridge(db: &WasmDb, options: &str) -> (WsBridge, Array) {
    bridge_to(NOWHERE, db, options)
}

fn bridge_to(url: &str, db: &WasmDb, options: &str) -> (WsBridge, Array) {
    let told = Array::new();
    let note = Function::new_with_args("told, ...event", "told.push(event)");
    let events: Function = note.bind1(&JsValue::UNDEFINED, &told).unchecked_into();
    let bridge = WsBridge::new(
        db,
        url.to_owned(),
        Some(options.to_owned()),
        events,
        &receiver(),
    );
    (bridge.unwrap(), told)
}

fn statuses(told: &Array) -> Vec<String> {
    let events = told.iter().map(|event| Array::from(&event));
    let statuses = events.filter(|event| event.get(0) == 0);
    statuses
        .filter_map(|event| event.get(1).as_string())
        .collect()
}

fn codes(told: &Array) -> Vec<String> {
    let events = told.iter().map(|event| Array::from(&event));
    let errors = events.filter(|event| event.get(0) == 1);
    errors
        .filter_map(|event| js_sys::JSON::parse(&event.get(1).as_string()?).ok())
        .filter_map(|error| Reflect::get(&error, &"code".into()).ok()?.as_string())
        .collect()
}

#[wasm_bindgen_test]
async fn a_bridge_that_is_ended_leaves_nothing() {
    let db = db();
    // In each state it can be in without a server: not begun, connecting, refused and
    // being probed, waiting to try again.
    for wait in [None, Some(0), Some(5), Some(100), Some(400)] {
        let (bridge, told) = bridge(&db, r#"{"backoff":[100]}"#);
        let flush = bridge.flush(None);
        bridge.list_topics(None);
        if let Some(ms) = wait {
            sleep(ms).await;
        }
        bridge.write("some/topic", "1".to_owned()).unwrap();
        bridge.disconnect();
        assert_nothing_left();
        assert_eq!(bridge.status(), "disconnected");
        assert_eq!(statuses(&told).last().unwrap(), "disconnected");
        let asked = told.length();
        assert!(flush > 0 && asked >= 2);
        drop(bridge);
        sleep(150).await;
        assert_nothing_left();
        assert_eq!(told.length(), asked, "told after the end");
    }
}

#[wasm_bindgen_test]
async fn a_bridge_that_is_freed_leaves_nothing() {
    let db = db();
    for wait in [0, 50, 200] {
        let (bridge, told) = bridge(&db, r#"{"backoff":[50]}"#);
        sleep(wait).await;
        let before = told.length();
        drop(bridge);
        assert_nothing_left();
        sleep(150).await;
        assert_nothing_left();
        assert_eq!(told.length(), before);
    }
}

#[wasm_bindgen_test]
async fn a_bridge_ends_with_its_database() {
    let db = db();
    let (bridge, told) = bridge(&db, "{}");
    sleep(20).await;
    drop(db);
    sleep(20).await;
    assert_nothing_left();
    assert_eq!(bridge.status(), "disconnected");
    assert_eq!(statuses(&told).last().unwrap(), "disconnected");
}

#[wasm_bindgen_test]
async fn nobody_there_is_told_and_tried_again() {
    let db = db();
    let (bridge, told) = bridge(&db, r#"{"backoff":[20]}"#);
    sleep(600).await;
    assert!(
        codes(&told).iter().any(|code| code == "unreachable"),
        "{:?}",
        codes(&told)
    );
    assert_eq!(statuses(&told), ["connecting", "reconnecting"]);
    let stats = js_sys::JSON::parse(&bridge.stats_json()).unwrap();
    let attempts = Reflect::get(&stats, &"attempts".into()).unwrap();
    let attempts = attempts.as_f64().unwrap();
    assert!((2.0..=8.0).contains(&attempts), "{attempts} attempts");
    bridge.disconnect();
    assert_nothing_left();
}

/// Servers that refuse each socket at once, and say after a quarter of a second that they
/// are there. Chromium itself would try ever more slowly.
const REFUSING: &str = r#"
    const { fetch, WebSocket } = self;
    const asked = [];
    self.WebSocket = class {
        constructor() { queueMicrotask(() => this.onclose?.({ code: 1006 })); }
        close() {}
    };
    self.fetch = (url, { signal }) => new Promise((done, fail) => {
        asked.push(url);
        const timer = setTimeout(done, 250);
        signal.addEventListener("abort", () => {
            clearTimeout(timer);
            fail(new Error("aborted"));
        });
    });
    return () => {
        Object.assign(self, { fetch, WebSocket });
        return asked.join();
    };
"#;

#[wasm_bindgen_test]
async fn a_refusal_is_told_from_silence_however_slow_the_answer_and_quick_the_attempts() {
    let db = db();
    let restore: Function = js(REFUSING).unchecked_into();
    let url = "ws://me:secret@127.0.0.1:9/ws?token=@";
    let (bridge, told) = bridge_to(url, &db, r#"{"backoff":[10],"authRetries":2}"#);
    for _ in 0..40 {
        sleep(100).await;
        if bridge.status() == "disconnected" {
            break;
        }
    }
    let asked = restore.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(codes(&told), ["refused"; 3]);
    assert_eq!(bridge.status(), "disconnected", "authRetries");
    // Nobody may be asked for with a name and a password in the address.
    assert_eq!(
        asked.as_string().unwrap(),
        ["http://127.0.0.1:9/health"; 3].join(",")
    );
    bridge.disconnect();
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn a_probe_of_one_server_does_not_answer_for_another() {
    let db = db();
    let restore: Function = js(REFUSING).unchecked_into();
    let (bridge, told) = bridge_to("", &db, r#"{"backoff":[10],"urlProvider":true}"#);
    let mut given = 0;
    for _ in 0..60 {
        sleep(10).await;
        let events = told.iter().map(|event| Array::from(&event));
        let wanted = events.filter(|event| event.get(0) == 6).count();
        if wanted > given {
            given = wanted;
            // Each attempt goes elsewhere: what is asked is never waited for.
            bridge.provide_url(format!("ws://127.0.0.{}:9/ws", given));
        }
    }
    assert!(given >= 3, "{given} attempts");
    assert_eq!(codes(&told), [] as [&str; 0]);
    bridge.disconnect();
    restore.call0(&JsValue::UNDEFINED).unwrap();
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn a_socket_may_close_while_it_is_given_something_to_send() {
    let db = db();
    let restore: Function = js(r#"
        const Socket = self.WebSocket;
        self.WebSocket = class {
            constructor() { queueMicrotask(() => this.onopen?.()); }
            send() { this.onclose?.({ code: 1006 }); }
            close() {}
        };
        return () => { self.WebSocket = Socket; };
    "#)
    .unchecked_into();
    let (bridge, told) = bridge(&db, r#"{"backoff":[1000000]}"#);
    sleep(20).await;
    restore.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(codes(&told), ["closed-early"]);
    assert_eq!(statuses(&told), ["connecting", "reconnecting"]);
    bridge.disconnect();
    assert_nothing_left();
}

#[wasm_bindgen_test]
async fn being_online_again_does_not_wait() {
    let db = db();
    let (bridge, told) = bridge(&db, r#"{"backoff":[1000000]}"#);
    sleep(300).await;
    let attempts = || {
        let stats = js_sys::JSON::parse(&bridge.stats_json()).unwrap();
        Reflect::get(&stats, &"attempts".into())
            .unwrap()
            .as_f64()
            .unwrap()
    };
    assert_eq!(attempts(), 1.0);
    js(r#"dispatchEvent(new Event("online"))"#);
    sleep(300).await;
    assert_eq!(attempts(), 2.0);
    js(r#"document.dispatchEvent(new Event("visibilitychange"))"#);
    sleep(10).await;
    assert_eq!(attempts(), 3.0);
    bridge.pause();
    sleep(10).await;
    js(r#"dispatchEvent(new Event("online"))"#);
    sleep(300).await;
    assert_eq!(attempts(), 3.0, "paused, it does not matter");
    assert!(bridge.paused());
    assert_eq!(statuses(&told).last().unwrap(), "disconnected");
    bridge.resume();
    sleep(300).await;
    assert_eq!(attempts(), 4.0);
    bridge.disconnect();
    assert_nothing_left();
}

#[wasm_bindgen_test]
fn what_cannot_be_is_refused_at_once() {
    let db = db();
    let refused = |url: &str, options: &str| {
        let events = Function::new_no_args("");
        let error = WsBridge::new(
            &db,
            url.to_owned(),
            Some(options.to_owned()),
            events,
            &receiver(),
        )
        .expect_err("refused");
        Reflect::get(&error, &"message".into())
            .unwrap()
            .as_string()
            .unwrap()
    };
    assert!(refused("http://x", "{}").contains("ws://"));
    assert!(refused(NOWHERE, r#"{"backoff":[]}"#).contains("backoff"));
    let socket = js(
        "const it = self.WebSocket; delete self.WebSocket; self.WebSocket = undefined; return it",
    );
    let missing = refused(NOWHERE, "{}");
    Reflect::set(&js_sys::global(), &"WebSocket".into(), &socket).unwrap();
    assert!(missing.contains("no WebSocket"), "{missing}");
    db.close();
    assert!(refused(NOWHERE, "{}").contains("freed"));
    assert_nothing_left();
}
