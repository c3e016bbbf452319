//! The bridge in JavaScript's world: a WebSocket, the page's events, the exported class.
//!
//! TypeScript passes one function, `events(kind, a, b)`. It is never called while a
//! bridge method other than `disconnect` is on the stack, may call any of them, and must
//! not throw. Kinds:
//!
//! | kind | what           | a                     | b                                |
//! |------|----------------|-----------------------|----------------------------------|
//! | 0    | status changed | `"connecting"`, `"connected"`, `"disconnected"`, `"reconnecting"` | |
//! | 1    | error          | JSON: `code`, `message`, and `topic`, `slot`, `violation` where they apply | |
//! | 2    | writes dropped | JSON: `reason` (`"overwritten"`, `"displaced"`, `"queue-full"`, `"unconfirmed"`, `"too-large"`, `"contract"`), `count`, and `slot` or `topic` | |
//! | 3    | drained        |                       |                                  |
//! | 4    | answer         | id of the request     | JSON: `{records, total}`, a list of topics, or `null` for a flush |
//! | 5    | no answer      | id of the request     | JSON: `code` (`"timeout"`, `"disconnected"`, `"lost"`, `"server"`), `message` |
//! | 6    | URL wanted     |                       | answer with `provideUrl` or `refuseUrl` |
//!
//! Error codes: `contract`, `unknown-topic`, `topic-conflict`, `malformed`,
//! `unknown-type`, `binary`; from the server `unauthorized`, `forbidden`,
//! `server-unknown-topic`, `serialization`, `write`, `server`; of the connection `refused`,
//! `unreachable`, `connect-failed`, `connect-timeout`, `closed-early`, `closed`, `silent`,
//! `pongs-lost`, `url`, `no-url`; and `pending-writes`, `suppressed`.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

use super::driver::{Driver, Event, Outside};
use super::requests::Failure;
use super::session::Session;
use super::wire::quote;
use super::Config;
use crate::bindings::{thrown, WasmDb};
use crate::host::{self, Level};
use crate::json;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = WebSocket)]
    type Socket;

    #[wasm_bindgen(constructor, js_class = "WebSocket", catch)]
    fn new(url: &str) -> Result<Socket, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Socket, frame: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn close(this: &Socket) -> Result<(), JsValue>;

    #[wasm_bindgen(method, setter, js_name = binaryType)]
    fn set_binary_type(this: &Socket, kind: &str);

    #[wasm_bindgen(method, setter, js_name = onopen)]
    fn set_onopen(this: &Socket, handler: &JsValue);

    #[wasm_bindgen(method, setter, js_name = onmessage)]
    fn set_onmessage(this: &Socket, handler: &JsValue);

    #[wasm_bindgen(method, setter, js_name = onclose)]
    fn set_onclose(this: &Socket, handler: &JsValue);

    #[wasm_bindgen(method, setter, js_name = onerror)]
    fn set_onerror(this: &Socket, handler: &JsValue);

    /// A close event; only what is asked for is looked at.
    type SocketEvent;

    #[wasm_bindgen(method, getter)]
    fn code(this: &SocketEvent) -> JsValue;

    #[wasm_bindgen(js_namespace = globalThis, js_name = addEventListener, catch)]
    fn add_listener(kind: &str, listener: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = globalThis, js_name = removeEventListener, catch)]
    fn remove_listener(kind: &str, listener: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "document"], js_name = addEventListener, catch)]
    fn add_document_listener(kind: &str, listener: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = ["globalThis", "document"], js_name = removeEventListener, catch)]
    fn remove_document_listener(kind: &str, listener: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = globalThis, js_name = fetch, catch)]
    fn fetch(url: &str, options: &JsValue) -> Result<Promise, JsValue>;

    type AbortController;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<AbortController, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;

    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);
}

fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// What an exception says.
fn said(error: &JsValue) -> String {
    property(error, "message")
        .as_string()
        .unwrap_or_else(|| "an unknown error".to_owned())
}

thread_local! {
    /// The bridges there are, by the numbers their sockets' handlers know them by.
    static BRIDGES: RefCell<Vec<Weak<Driver>>> = const { RefCell::new(Vec::new()) };
    /// Where a frame's text was last, to be used again.
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Gives a bridge a number: that of one which is gone, if there is such a number.
fn enlist(driver: &Weak<Driver>) -> u32 {
    BRIDGES.with_borrow_mut(|bridges| {
        let gone = |one: &Weak<Driver>| one.strong_count() == 0;
        let place = bridges.iter().position(gone).unwrap_or(bridges.len());
        match bridges.get_mut(place) {
            Some(bridge) => *bridge = driver.clone(),
            None => bridges.push(driver.clone()),
        }
        place as u32
    })
}

fn enlisted(bridge: u32) -> Option<Rc<Driver>> {
    BRIDGES.with_borrow(|bridges| bridges.get(bridge as usize)?.upgrade())
}

/// A bridge's socket has received a text, whose UTF-8 lies in the scratch frame's bytes.
/// `now` is when it came, by the clock of `performance.now()`.
#[wasm_bindgen(js_name = receiveFrame)]
pub fn receive_frame(bridge: u32, length: u32, now: f64) {
    let Some(driver) = enlisted(bridge) else {
        return;
    };
    // Out of the frame, which the value in the text needs on its way.
    let mut bytes = SPARE.take();
    crate::scratch::copy_bytes(length as usize, &mut bytes);
    // An encoder wrote it; were it not UTF-8, the text would be taken for what it is.
    match core::str::from_utf8(&bytes) {
        Ok(text) => driver.text(now, text),
        Err(_) => driver.binary(),
    }
    SPARE.set(bytes);
}

/// As `receiveFrame`, for a text that is too long for the scratch frame.
#[wasm_bindgen(js_name = receiveText)]
pub fn receive_text(bridge: u32, text: &str, now: f64) {
    if let Some(driver) = enlisted(bridge) {
        driver.text(now, text);
    }
}

/// A bridge's socket has received what is no text.
#[wasm_bindgen(js_name = receiveBinary)]
pub fn receive_binary(bridge: u32) {
    if let Some(driver) = enlisted(bridge) {
        driver.binary();
    }
}

/// Everything JavaScript can call, made once per bridge and used for every socket.
struct Handlers {
    open: Closure<dyn Fn()>,
    /// Made by TypeScript, which writes a message's text into the scratch frame.
    message: JsValue,
    close: Closure<dyn Fn(SocketEvent)>,
    left: Closure<dyn Fn()>,
    error: Closure<dyn Fn()>,
    online: Closure<dyn Fn()>,
    visible: Closure<dyn Fn()>,
}

impl Handlers {
    fn new(driver: &Weak<Driver>, message: JsValue) -> Self {
        let on = |act: fn(&Driver)| {
            let driver = driver.clone();
            move || {
                if let Some(driver) = driver.upgrade() {
                    act(&driver);
                }
            }
        };
        let on_event = |act: fn(&Driver, SocketEvent)| {
            let driver = driver.clone();
            move |event| {
                if let Some(driver) = driver.upgrade() {
                    act(&driver, event);
                }
            }
        };
        Self {
            open: Closure::new(on(Driver::opened)),
            message,
            close: Closure::new(on_event(|driver, event| {
                driver.closed(event.code().as_f64().map_or(1006, |code| code as u16));
            })),
            left: Closure::new(on(Driver::left)),
            // A close always follows. Without a handler, some hosts throw.
            error: Closure::new(|| ()),
            online: Closure::new(on(Driver::wake)),
            visible: Closure::new(on(|driver| {
                let document = property(&js_sys::global(), "document");
                if property(&document, "visibilityState")
                    .as_string()
                    .as_deref()
                    == Some("visible")
                {
                    driver.wake();
                }
            })),
        }
    }

    /// Hears of the network and the page, where there is something to hear from.
    fn listen(&self) {
        for kind in ONLINE {
            let _ = add_listener(kind, self.online.as_ref());
        }
        let _ = add_document_listener(VISIBLE, self.visible.as_ref());
    }

    fn unlisten(&self) {
        for kind in ONLINE {
            let _ = remove_listener(kind, self.online.as_ref());
        }
        let _ = remove_document_listener(VISIBLE, self.visible.as_ref());
    }
}

/// `pageshow`: the page came back from the back-forward cache.
const ONLINE: [&str; 2] = ["online", "pageshow"];
const VISIBLE: &str = "visibilitychange";

/// A question whether a server answers at all.
struct Probe {
    url: String,
    abort: AbortController,
}

/// The browser, a worker or Node.
struct Web {
    driver: Weak<Driver>,
    events: Function,
    handlers: Handlers,
    /// Counted, to be held while it is called: a stand-in for WebSocket may call back at once.
    socket: RefCell<Option<Rc<Socket>>>,
    url: RefCell<String>,
    /// The one under way.
    probe: Rc<RefCell<Option<Rc<Probe>>>>,
    listening: Cell<bool>,
}

impl Web {
    fn new(driver: Weak<Driver>, events: Function, receiver: &Function) -> Self {
        let bridge = enlist(&driver);
        let message = receiver
            .call1(&JsValue::UNDEFINED, &bridge.into())
            .unwrap_or(JsValue::NULL);
        let handlers = Handlers::new(&driver, message);
        handlers.listen();
        Self {
            driver,
            events,
            handlers,
            socket: RefCell::new(None),
            url: RefCell::new(String::new()),
            probe: Rc::default(),
            listening: Cell::new(true),
        }
    }

    fn forget_socket(&self) {
        if let Some(socket) = self.socket.take() {
            socket.set_onopen(&JsValue::NULL);
            socket.set_onmessage(&JsValue::NULL);
            socket.set_onclose(&JsValue::NULL);
            // Packages that stand in for WebSocket in Node throw what nobody handles, and
            // closing a socket that is not open yet is an error to them. Any function
            // that is not ours will do.
            socket.set_onerror(&property(&js_sys::global(), "Boolean"));
            let _ = socket.close();
        }
    }

    fn stop_probe(&self) {
        if let Some(probe) = self.probe.take() {
            probe.abort.abort();
        }
    }

    /// `ws://host/path` → `http://host/health`. Any answer, even one that may not be
    /// read, tells that the host is there.
    fn health_url(&self) -> Option<String> {
        let url = self.url.borrow();
        let (scheme, rest) = url.split_once("://")?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "ws" => "http",
            "wss" => "https",
            _ => return None,
        };
        let host = rest.split(['/', '\\', '?', '#']).next()?;
        // No name and password: `fetch` takes none.
        let host = host.rsplit('@').next()?;
        Some([scheme, "://", host, "/health"].concat())
    }

    fn start_probe(&self) -> Option<()> {
        let url = self.health_url()?;
        if matches!(&*self.probe.borrow(), Some(probe) if probe.url == url) {
            // Its answer will do. Were it asked anew each time, quick attempts would never
            // hear a slow answer.
            return Some(());
        }
        self.stop_probe();
        let abort = AbortController::new().ok()?;
        let options = js_sys::Object::new();
        for (name, value) in [
            ("mode", "no-cors".into()),
            ("cache", "no-store".into()),
            ("credentials", "omit".into()),
            ("signal", abort.signal()),
        ] {
            Reflect::set(&options, &name.into(), &value).ok()?;
        }
        let answer = fetch(&url, &options).ok()?;
        let probe = Rc::new(Probe { url, abort });
        let under_way = self.probe.clone();
        under_way.replace(Some(probe.clone()));
        let driver = self.driver.clone();
        host::spawn(async move {
            let answers = wasm_bindgen_futures::JsFuture::from(answer).await.is_ok();
            // Otherwise it was aborted, and perhaps another one has its place.
            let mine = under_way
                .borrow_mut()
                .take_if(|other| Rc::ptr_eq(other, &probe));
            if let (Some(_), Some(driver)) = (mine, driver.upgrade()) {
                driver.probed(Some(answers));
            }
        });
        Some(())
    }

    fn emit(&self, kind: u32, a: &JsValue, b: &JsValue) {
        if let Err(error) = self.events.call3(&JsValue::UNDEFINED, &kind.into(), a, b) {
            host::log(
                Level::Error,
                &["aimdb bridge: a listener threw: ", &said(&error)].concat(),
            );
        }
    }
}

fn failure_json(failure: &Failure) -> String {
    let mut out = String::from("{\"code\":");
    quote(&mut out, failure.code());
    out.push_str(",\"message\":");
    quote(&mut out, failure.message());
    out.push('}');
    out
}

impl Outside for Web {
    fn open(&self, url: &str) -> Result<(), String> {
        self.forget_socket();
        self.url.replace(url.to_owned());
        let socket = Socket::new(url).map_err(|error| said(&error))?;
        socket.set_binary_type("arraybuffer");
        socket.set_onopen(self.handlers.open.as_ref());
        socket.set_onmessage(&self.handlers.message);
        socket.set_onclose(self.handlers.close.as_ref());
        socket.set_onerror(self.handlers.error.as_ref());
        self.socket.replace(Some(Rc::new(socket)));
        Ok(())
    }

    fn send(&self, frame: &str) {
        let socket = self.socket.borrow().clone();
        if let Some(socket) = socket {
            // On a closing socket it is dropped, and not acknowledged for that reason.
            let _ = socket.send(frame);
        }
    }

    fn close(&self) {
        self.forget_socket();
    }

    fn leave(&self) {
        let socket = self.socket.borrow().clone();
        if let Some(socket) = socket {
            socket.set_onmessage(&JsValue::NULL);
            socket.set_onclose(self.handlers.left.as_ref());
            let _ = socket.close();
        }
    }

    fn probe(&self) {
        if self.start_probe().is_none() {
            let driver = self.driver.clone();
            host::queue_microtask(move || {
                if let Some(driver) = driver.upgrade() {
                    driver.probed(None);
                }
            });
        }
    }

    fn tell(&self, event: Event) {
        const NONE: JsValue = JsValue::UNDEFINED;
        match event {
            Event::Status(status) => self.emit(0, &status.name().into(), &NONE),
            Event::Error(report) => self.emit(1, &report.to_json().into(), &NONE),
            Event::Dropped(gap) => self.emit(2, &gap.to_json().into(), &NONE),
            Event::Drained => self.emit(3, &NONE, &NONE),
            Event::Reply(id, text) => self.emit(4, &id.into(), &text.into()),
            Event::Failed(id, failure) => {
                self.emit(5, &id.into(), &failure_json(&failure).into());
            }
            Event::NeedUrl => self.emit(6, &NONE, &NONE),
        }
    }

    fn ended(&self) {
        self.stop_probe();
        if self.listening.replace(false) {
            self.handlers.unlisten();
        }
    }
}

/// The options of a query, as TypeScript writes them.
#[derive(Default)]
struct Query {
    pattern: String,
    /// `from`, `to`, `limit`, `timeoutMs`.
    numbers: [Option<u64>; 4],
}

impl Query {
    fn read(text: &str) -> Result<Self, String> {
        const KNOWN: [&str; 5] = ["pattern", "from", "to", "limit", "timeoutMs"];
        let mut query = Self::default();
        let mut pattern = None;
        for (name, text) in json::settings(text, &KNOWN)? {
            let at = KNOWN.iter().position(|known| *known == name);
            match at.and_then(|at| query.numbers.get_mut(at.wrapping_sub(1))) {
                None => pattern = json::string(text),
                Some(_) if text == "null" => {}
                Some(number) => match text.parse() {
                    Ok(good) => *number = Some(good),
                    Err(_) => {
                        return Err([&*name, " must be a whole number, got ", text].concat());
                    }
                },
            }
        }
        query.pattern = pattern.ok_or("pattern must be a string")?;
        Ok(query)
    }
}

/// A bridge, as TypeScript's `WsBridge` holds it.
#[wasm_bindgen]
pub struct WsBridge {
    driver: Rc<Driver>,
}

impl fmt::Debug for WsBridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.driver.fmt(f)
    }
}

fn patterns(json: &str) -> Result<Vec<String>, JsValue> {
    json::strings(json).ok_or_else(|| thrown("expected a list of topics or patterns"))
}

#[wasm_bindgen]
impl WsBridge {
    /// Connects a database to a server. `options` is JSON, or undefined. `receiver` makes the
    /// handler of the socket's messages from the bridge's number.
    ///
    /// # Errors
    ///
    /// An `Error` that names the option or the facility of the host at fault.
    #[wasm_bindgen(constructor)]
    pub fn new(
        db: &WasmDb,
        url: String,
        options: Option<String>,
        events: Function,
        receiver: &Function,
    ) -> Result<WsBridge, JsValue> {
        let config = Config::parse(options.as_deref().unwrap_or("{}"))
            .map_err(|message| thrown(&message))?;
        let lower = url.to_ascii_lowercase();
        if !config.url_provider && !lower.starts_with("ws://") && !lower.starts_with("wss://") {
            return Err(thrown(
                &["bridge url: expected ws:// or wss://, got ", &url].concat(),
            ));
        }
        for name in ["WebSocket", "setTimeout"] {
            if !property(&js_sys::global(), name).is_function() {
                return Err(thrown(
                    &[
                        "this JavaScript host has no ",
                        name,
                        "; a bridge needs one (Node has it since version 22; \
                         before, set globalThis.WebSocket)",
                    ]
                    .concat(),
                ));
            }
        }
        if db.db().is_closed() {
            return Err(thrown("the database was freed"));
        }
        let seed = (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64;
        let driver = Driver::start(db.db(), url, config, seed, |driver| {
            Box::new(Web::new(driver, events, receiver))
        });
        Ok(Self { driver })
    }

    /// The status's name.
    pub fn status(&self) -> String {
        self.driver
            .look(|session| session.status().name().to_owned())
    }

    /// Whether it is offline because `pause` asked for it.
    pub fn paused(&self) -> bool {
        self.driver.look(Session::paused)
    }

    /// The counters, as JSON.
    #[wasm_bindgen(js_name = statsJson)]
    pub fn stats_json(&self) -> String {
        self.driver.look(|session| session.stats().to_json())
    }

    /// Writes neither acknowledged nor given up.
    #[wasm_bindgen(js_name = pendingWrites)]
    pub fn pending_writes(&self) -> u32 {
        self.driver.look(|session| session.pending_writes() as u32)
    }

    /// Subscribes further patterns, a JSON list.
    ///
    /// # Errors
    ///
    /// If one of them is none.
    pub fn subscribe(&self, json: &str) -> Result<(), JsValue> {
        let patterns = patterns(json)?;
        self.driver
            .command(|session, now| session.subscribe(now, &patterns))
            .map_err(thrown)
    }

    /// Ends the subscription of patterns, a JSON list.
    ///
    /// # Errors
    ///
    /// If it is no list of strings.
    pub fn unsubscribe(&self, json: &str) -> Result<(), JsValue> {
        let patterns = patterns(json)?;
        self.driver
            .command(|session, now| session.unsubscribe(now, &patterns));
        Ok(())
    }

    /// Writes to a topic; the payload is JSON.
    ///
    /// # Errors
    ///
    /// If the topic or the payload is none.
    pub fn write(&self, topic: &str, payload: String) -> Result<(), JsValue> {
        self.driver
            .command(|session, now| session.write(now, topic, payload))
            .map_err(thrown)
    }

    /// Asks for history: JSON with `pattern`, and `from`, `to`, `limit`, `timeoutMs` if
    /// wanted. Gives the request's id. Here as elsewhere, TypeScript has seen to it that the
    /// time is whole and none that a browser cannot measure.
    ///
    /// # Errors
    ///
    /// If an option is no good.
    pub fn query(&self, json: &str) -> Result<u32, JsValue> {
        let Query { pattern, numbers } =
            Query::read(json).map_err(|error| thrown(&["query: ", &error].concat()))?;
        let [from, to, limit, timeout] = numbers;
        Ok(self.driver.command(|session, now| {
            let timeout = timeout.map(|ms| ms as u32);
            session.query(now, &pattern, from, to, limit, timeout)
        }))
    }

    /// Asks for the server's topics. Gives the request's id.
    #[wasm_bindgen(js_name = listTopics)]
    pub fn list_topics(&self, timeout_ms: Option<u32>) -> u32 {
        self.driver
            .command(|session, now| session.list_topics(now, timeout_ms))
    }

    /// Waits until every write so far is acknowledged or given up. Gives the request's
    /// id.
    pub fn flush(&self, timeout_ms: Option<u32>) -> u32 {
        self.driver
            .command(|session, now| session.flush(now, timeout_ms))
    }

    /// Answers event 6.
    #[wasm_bindgen(js_name = provideUrl)]
    pub fn provide_url(&self, url: String) {
        self.driver
            .command(|session, now| session.url(now, Ok(url)));
    }

    /// Answers event 6: there is no URL now.
    #[wasm_bindgen(js_name = refuseUrl)]
    pub fn refuse_url(&self, message: String) {
        self.driver
            .command(|session, now| session.url(now, Err(message)));
    }

    /// Tries at once, also after the retries were used up and while paused.
    pub fn reconnect(&self) {
        self.driver.command(Session::reconnect);
    }

    /// Goes offline until `resume` or `reconnect`. Writes wait.
    pub fn pause(&self) {
        self.driver.command(Session::pause);
    }

    /// Ends a pause.
    pub fn resume(&self) {
        self.driver.command(Session::resume);
    }

    /// Ends the bridge. When it returns, nothing of it remains: no socket, no timer, no
    /// listener; requests have failed and said so.
    pub fn disconnect(&self) {
        self.driver.disconnect();
    }
}

impl Drop for WsBridge {
    fn drop(&mut self) {
        self.driver.shut();
    }
}
