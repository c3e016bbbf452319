//! The bridge against the real connector: a Tokio AimDB in this process, a database of
//! ours, and a socket between them.

#![cfg(not(target_arch = "wasm32"))]
// Clippy does not know helpers of tests for tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::cell::RefCell;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{mpsc, Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use aimdb_core::buffer::BufferCfg;
use aimdb_core::AimDbBuilder;
use aimdb_tokio_adapter::{TokioAdapter, TokioRecordRegistrarExt};
use aimdb_wasm_adapter::bridge::driver::{Driver, Event, Outside};
use aimdb_wasm_adapter::bridge::{Config, Failure, Session, Status};
use aimdb_wasm_adapter::{host, native, registry, Db, Origin, Outcome};
use aimdb_wasm_contracts::Temperature;
use aimdb_wasm_zoo::Zoo;
use aimdb_websocket_connector::auth::AuthRequest;
use aimdb_websocket_connector::{AuthError, AuthHandler, Permissions, WebSocketConnector};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::broadcast;
use tokio_tungstenite::tungstenite::Message;

const COMMAND: &str = "commands/log";
const ECHO: &str = "shared/value";
const DOTTED: &str = "shared.dotted";
const SENSOR: &str = "sensors/temperature/vienna";

fn at(celsius: f32, timestamp: u64) -> Temperature {
    Temperature { celsius, timestamp }
}

// ---- The server ------------------------------------------------------------------

/// A server that can be killed and started again on its port.
struct Server {
    address: SocketAddr,
    token: Option<&'static str>,
    runtime: Option<tokio::runtime::Runtime>,
    /// Timestamps of the commands, noted before they are produced.
    log: Arc<Mutex<Vec<u64>>>,
    /// Milliseconds noting takes.
    slow: Arc<AtomicU64>,
    sensor: broadcast::Sender<Temperature>,
}

struct Token(&'static str);

impl AuthHandler for Token {
    fn authenticate<'a>(
        &'a self,
        request: &'a AuthRequest,
    ) -> std::pin::Pin<
        Box<dyn std::future::Future<Output = Result<Permissions, AuthError>> + Send + 'a>,
    > {
        Box::pin(async move {
            match request.query_params.get("token") {
                Some(token) if token == self.0 => Ok(Permissions::allow_all()),
                _ => Err(AuthError::new("no")),
            }
        })
    }
}

impl Server {
    fn start(token: Option<&'static str>) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let mut server = Self {
            address,
            token,
            runtime: None,
            log: Arc::default(),
            slow: Arc::default(),
            sensor: broadcast::channel(1024).0,
        };
        server.restart();
        server
    }

    fn url(&self) -> String {
        format!("ws://{}/ws", self.address)
    }

    fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    fn restart(&mut self) {
        self.kill();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (address, token) = (self.address, self.token);
        let (log, slow) = (self.log.clone(), self.slow.clone());
        let sensor = self.sensor.clone();
        runtime.spawn(async move {
            let connector = WebSocketConnector::new()
                .bind(address)
                .path("/ws")
                .with_channel_capacity(4096);
            let connector = match token {
                Some(token) => connector.with_auth(Token(token)),
                None => connector,
            };
            let mut builder = AimDbBuilder::new()
                .runtime(Arc::new(TokioAdapter::new().unwrap()))
                .with_connector(connector);
            let json = |value: &Temperature| Ok(serde_json::to_vec(value).unwrap());
            builder.configure::<Temperature>("sensor", |record| {
                record
                    .buffer(BufferCfg::SpmcRing { capacity: 1024 })
                    .source(move |_, producer| async move {
                        let mut values = sensor.subscribe();
                        while let Ok(value) = values.recv().await {
                            let _ = producer.produce(value).await;
                        }
                    })
                    .link_to(&format!("ws://{SENSOR}"))
                    .with_serializer_raw(json)
                    .finish();
            });
            builder.configure::<Temperature>("command", |record| {
                record
                    .buffer(BufferCfg::SpmcRing { capacity: 1024 })
                    .link_from(&format!("ws://{COMMAND}"))
                    .with_deserializer_raw(move |bytes| {
                        let value: Temperature =
                            serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
                        let pause = slow.load(Ordering::Relaxed);
                        if pause > 0 {
                            thread::sleep(Duration::from_millis(pause));
                        }
                        log.lock().unwrap().push(value.timestamp);
                        Ok(value)
                    })
                    .finish();
            });
            for (key, topic) in [("echo", ECHO), ("dotted", DOTTED)] {
                let topic = format!("ws://{topic}");
                builder.configure::<Temperature>(key, |record| {
                    record
                        .buffer(BufferCfg::SpmcRing { capacity: 1024 })
                        .link_from(&topic)
                        .with_deserializer_raw(|bytes| {
                            serde_json::from_slice(bytes).map_err(|e| e.to_string())
                        })
                        .finish()
                        .link_to(&topic)
                        .with_serializer_raw(json)
                        .finish();
                });
            }
            let _db = builder.build().await.unwrap();
            std::future::pending::<()>().await;
        });
        self.runtime = Some(runtime);
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(address).is_err() {
            assert!(Instant::now() < until, "the server did not start");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn logged(&self) -> Vec<u64> {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

// ---- The client ------------------------------------------------------------------

enum FromSocket {
    Opened,
    Text(String),
    Closed,
}

/// A socket on a thread of its own.
struct Socket {
    /// Gone once it is to close.
    to: Option<tokio::sync::mpsc::UnboundedSender<String>>,
    from: mpsc::Receiver<FromSocket>,
}

impl Socket {
    fn open(url: String) -> Self {
        let (to, mut outgoing) = tokio::sync::mpsc::unbounded_channel::<String>();
        let (incoming, from) = mpsc::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let Ok((socket, _)) = tokio_tungstenite::connect_async(url).await else {
                    let _ = incoming.send(FromSocket::Closed);
                    return;
                };
                let _ = incoming.send(FromSocket::Opened);
                let (mut sink, mut stream) = socket.split();
                loop {
                    tokio::select! {
                        frame = outgoing.recv() => match frame {
                            Some(frame) => {
                                if sink.send(Message::text(frame)).await.is_err() {
                                    break;
                                }
                            }
                            None => {
                                // Nobody may be there to be told; the server says goodbye all the same.
                                let _ = sink.close().await;
                                while stream.next().await.is_some_and(|message| message.is_ok()) {}
                                break;
                            }
                        },
                        message = stream.next() => match message {
                            Some(Ok(Message::Text(text))) => {
                                let _ = incoming.send(FromSocket::Text(text.to_string()));
                            }
                            Some(Ok(_)) => {}
                            _ => break,
                        },
                    }
                }
                let _ = incoming.send(FromSocket::Closed);
            });
        });
        Self { to: Some(to), from }
    }
}

#[derive(Default)]
struct Shared {
    socket: RefCell<Option<Socket>>,
    events: RefCell<Vec<Event>>,
    address: RefCell<Option<SocketAddr>>,
}

struct Native {
    shared: Rc<Shared>,
    driver: Weak<Driver>,
}

impl Outside for Native {
    fn open(&self, url: &str) -> Result<(), String> {
        self.shared
            .socket
            .replace(Some(Socket::open(url.to_owned())));
        Ok(())
    }

    fn send(&self, frame: &str) {
        if let Some(Socket { to: Some(to), .. }) = &*self.shared.socket.borrow() {
            let _ = to.send(frame.to_owned());
        }
    }

    fn close(&self) {
        self.shared.socket.replace(None);
    }

    fn leave(&self) {
        if let Some(socket) = &mut *self.shared.socket.borrow_mut() {
            socket.to = None;
        }
    }

    fn probe(&self) {
        let answers = self
            .shared
            .address
            .borrow()
            .map(|address| TcpStream::connect(address).is_ok());
        if let Some(driver) = self.driver.upgrade() {
            aimdb_wasm_adapter::host::queue_microtask(move || driver.probed(answers));
        }
    }

    fn tell(&self, event: Event) {
        self.shared.events.borrow_mut().push(event);
    }

    fn ended(&self) {}
}

struct Client {
    db: Db,
    driver: Rc<Driver>,
    shared: Rc<Shared>,
}

impl Client {
    fn connect(server: &Server, config: Config) -> Self {
        Self::connect_to(server, server.url(), config)
    }

    fn connect_to(server: &Server, url: String, config: Config) -> Self {
        aimdb_wasm_adapter::install::<Zoo>();
        let db = Db::new(|| {});
        let shared = Rc::new(Shared::default());
        shared.address.replace(Some(server.address));
        let outside = shared.clone();
        let driver = Driver::start(&db, url, config, 42, |driver| {
            Box::new(Native {
                shared: outside,
                driver,
            })
        });
        Self { db, driver, shared }
    }

    fn record(&self, key: &str, buffer: u32) -> u32 {
        self.described(key, buffer, None)
    }

    fn described(&self, key: &str, buffer: u32, options: Option<&str>) -> u32 {
        let contract = registry::known_schemas()
            .iter()
            .position(|name| *name == "temperature")
            .unwrap() as u32;
        self.db
            .configure(key, contract, buffer, 20_000.0, options)
            .unwrap()
    }

    fn write(&self, slot: u32, value: &Temperature) {
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(self.db.set_text(slot, &text, Origin::Local), Outcome::Done);
    }

    /// Hands in what the socket has, and lets time pass.
    fn turn(&self) {
        loop {
            let (message, left) = match &*self.shared.socket.borrow() {
                Some(socket) => (socket.from.try_recv(), socket.to.is_none()),
                None => break,
            };
            match message {
                Ok(FromSocket::Closed) if left => self.driver.left(),
                Ok(_) if left => {}
                Ok(FromSocket::Opened) => self.driver.opened(),
                Ok(FromSocket::Text(text)) => self.driver.text(host::now_ms(), &text),
                Ok(FromSocket::Closed) => {
                    self.shared.socket.replace(None);
                    self.driver.closed(1006);
                }
                Err(_) => break,
            }
        }
        native::run_for(Duration::from_micros(500));
    }

    #[track_caller]
    fn until(&self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !done(self) {
            assert!(
                Instant::now() < end,
                "{what} did not come: {:?}, {:?}",
                self.driver,
                self.driver.look(|session| session.stats())
            );
            self.turn();
        }
    }

    fn connected(&self) {
        self.until("a connection", |client| {
            client.driver.look(|session| session.status()) == Status::Connected
        });
    }

    fn latest(&self, slot: u32) -> Option<Temperature> {
        serde_json::from_str(&self.db.latest_json(slot)?).ok()
    }

    fn answer(&self, id: u32) -> Result<String, Failure> {
        let mut answer = None;
        self.until("an answer", |client| {
            client.shared.events.borrow_mut().retain(|event| {
                match event {
                    Event::Reply(of, text) if *of == id => answer = Some(Ok(text.clone())),
                    Event::Failed(of, failure) if *of == id => answer = Some(Err(failure.clone())),
                    _ => return true,
                }
                false
            });
            answer.is_some()
        });
        answer.unwrap()
    }

    fn errors(&self) -> Vec<&'static str> {
        let events = self.shared.events.borrow();
        let codes = events.iter().filter_map(|event| match event {
            Event::Error(report) => Some(report.code),
            _ => None,
        });
        codes.collect()
    }
}

fn quick() -> Config {
    Config {
        subscribe_topics: Some(vec!["sensors/#".to_owned(), "shared/#".to_owned()]),
        backoff: vec![20, 50],
        ..Config::default()
    }
}

const RING: u32 = 0;
const LATEST: u32 = 1;

// ---- The tests -------------------------------------------------------------------

#[test]
fn a_wildcard_gets_the_current_value_and_then_what_comes() {
    let server = Server::start(None);
    // Until the source runs and the connector has published, nothing is current.
    let early = Client::connect(&server, quick());
    let slot = early.record("sensors.temperature.vienna", LATEST);
    early.connected();
    early.until("live data", |client| {
        let _ = server.sensor.send(at(21.5, 1));
        client.latest(slot).is_some()
    });

    let late = Client::connect(&server, quick());
    let slot = late.record("sensors.temperature.vienna", LATEST);
    late.until("the snapshot", |client| {
        client.latest(slot).map(|t| t.celsius) == Some(21.5)
    });
    // A record configured while connected, under another key for the same topic's peer.
    let echo = late.record("shared.value", LATEST);
    late.write(echo, &at(3.0, 7));
    late.until("acknowledgement", |client| {
        client.driver.look(|s| s.stats().acked) == 1
    });
    early.until("what it is sent back as unknown", |client| {
        client.driver.look(|s| s.stats().unknown_topic) > 0
    });
    let shared = early.record("shared.value", LATEST);
    early.until("the snapshot of a record configured later", |client| {
        client.latest(shared).map(|t| t.timestamp) == Some(7)
    });
    let _ = server.sensor.send(at(22.5, 2));
    late.until("live data", |client| {
        client.latest(slot).map(|t| t.celsius) == Some(22.5)
    });
}

#[test]
fn the_pong_comes_after_the_writes_before_its_ping_are_done() {
    let server = Server::start(None);
    let client = Client::connect(&server, quick());
    let slot = client.record("commands.log", RING);
    client.connected();
    server.slow.store(20, Ordering::Relaxed);
    for n in 1..=20 {
        client.write(slot, &at(0.0, n));
        if n % 5 == 0 {
            let id = client.driver.command(|s, now| s.flush(now, Some(30_000)));
            assert_eq!(client.answer(id), Ok("null".to_owned()));
            assert_eq!(server.logged(), (1..=n).collect::<Vec<u64>>());
            assert_eq!(client.driver.look(|s| s.pending_writes()), 0);
        }
    }
}

#[test]
fn ten_thousand_writes_survive_a_server_that_is_killed_again_and_again() {
    let mut server = Server::start(None);
    let client = Client::connect(&server, quick());
    let slot = client.record("commands.log", RING);
    client.connected();
    const WRITES: u64 = 10_000;
    let mut written = 0;
    let mut restarts = 0;
    while written < WRITES {
        for _ in 0..50 {
            written += 1;
            client.write(slot, &at(0.0, written));
        }
        client.turn();
        if written % 1_700 == 0 {
            restarts += 1;
            server.kill();
            for _ in 0..20 {
                client.turn();
            }
            server.restart();
        }
    }
    client.until("the last acknowledgement", |client| {
        client.driver.look(|s| s.pending_writes()) == 0
    });
    let stats = client.driver.look(|s| s.stats());
    assert_eq!(restarts, 5);
    assert_eq!(
        (stats.written, stats.acked, stats.dropped),
        (WRITES, WRITES, 0)
    );

    let log = server.logged();
    let mut newest = 0;
    for &n in &log {
        if n > newest {
            assert_eq!(n, newest + 1, "lost or out of order");
            newest = n;
        }
    }
    assert_eq!(newest, WRITES);
    // Twice came only what was sent twice.
    assert!(log.len() as u64 - WRITES <= stats.resent);
    assert_eq!(stats.sent, WRITES + stats.resent);
}

#[test]
fn what_goes_again_after_a_pause_comes_after_what_went_before_it() {
    let server = Server::start(None);
    let client = Client::connect(&server, quick());
    let slot = client.record("commands.log", RING);
    client.connected();
    server.slow.store(2, Ordering::Relaxed);
    const PAUSES: u64 = 5;
    for n in 1..=PAUSES {
        let before = server.logged().len();
        for value in 1..=100 {
            client.write(slot, &at(0.0, n * 1_000 + value));
        }
        // The server is in the middle of them.
        client.until("a write", |_| server.logged().len() > before + 10);
        client.driver.command(Session::pause);
        client.turn();
        client.driver.command(Session::resume);
        client.connected();
    }
    server.slow.store(0, Ordering::Relaxed);
    client.until("the last acknowledgement", |client| {
        client.driver.look(|s| s.pending_writes()) == 0
    });
    let stats = client.driver.look(|s| s.stats());
    assert_eq!((stats.acked, stats.dropped), (PAUSES * 100, 0));
    assert!(stats.resent > 0);
    let log = server.logged();
    let newest = log.last().copied();
    assert_eq!(newest, Some(PAUSES * 1_000 + 100));
    // Each connection's writes are in order; only the next connection may begin with an
    // older one.
    let back = log.windows(2).filter(|pair| pair[0] >= pair[1]).count() as u64;
    assert!(back <= PAUSES, "{back} steps back in {log:?}");
}

#[test]
fn two_clients_converge_on_the_servers_order() {
    let server = Server::start(None);
    let clients = [
        Client::connect(&server, quick()),
        Client::connect(&server, quick()),
    ];
    let slots: Vec<u32> = clients
        .iter()
        .map(|client| client.record("shared.value", LATEST))
        .collect();
    for client in &clients {
        client.connected();
    }
    for n in 1..=200u64 {
        for (who, client) in clients.iter().enumerate() {
            client.write(slots[who], &at(who as f32, n * 10 + who as u64));
            client.turn();
        }
    }
    for client in &clients {
        client.until("acknowledgement", |c| {
            c.driver.look(|s| s.pending_writes()) == 0
        });
    }
    // Echoes of the last writes are under way, to both.
    for _ in 0..400 {
        clients.iter().for_each(Client::turn);
    }
    let values: Vec<_> = clients
        .iter()
        .zip(&slots)
        .map(|(client, &slot)| client.latest(slot).unwrap().timestamp)
        .collect();
    assert_eq!(values[0], values[1]);
    assert!(values[0] >= 2000);
    for client in &clients {
        let stats = client.driver.look(|s| s.stats());
        assert_eq!(stats.written, 200, "what came from the server went back");
    }
}

#[test]
fn a_first_write_goes_to_the_topic_that_the_server_has() {
    let server = Server::start(None);
    let all = || Config {
        subscribe_topics: None,
        ..quick()
    };
    let early = Client::connect(&server, all());
    let options = format!(r#"{{"topic":"{DOTTED}"}}"#);
    let given = early.described("given", LATEST, Some(&options));
    early.write(given, &at(1.0, 1));
    early.until("acknowledgement", |client| {
        client.driver.look(|s| s.stats().acked) == 1
    });

    // Written before anything is known of the server.
    let late = Client::connect(&server, all());
    let slot = late.record(DOTTED, LATEST);
    late.write(slot, &at(2.0, 2));
    late.until("acknowledgement", |client| {
        client.driver.look(|s| s.stats().acked) == 1
    });
    early.until("the other one's write", |client| {
        client.latest(given).map(|t| t.timestamp) == Some(2)
    });
}

#[test]
fn questions_are_answered_or_refused() {
    let server = Server::start(None);
    let client = Client::connect(&server, quick());
    // Asked before there is a connection.
    let list = client.driver.command(|s, now| s.list_topics(now, None));
    let topics: serde_json::Value = serde_json::from_str(&client.answer(list).unwrap()).unwrap();
    let names: Vec<&str> = topics
        .as_array()
        .unwrap()
        .iter()
        .map(|topic| topic["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&SENSOR) && names.contains(&ECHO),
        "{names:?}"
    );

    let query = client
        .driver
        .command(|s, now| s.query(now, "#", None, None, Some(3), None));
    let list = client.driver.command(|s, now| s.list_topics(now, None));
    assert!(matches!(client.answer(query), Err(Failure::Server(m)) if m.contains("persistence")));
    assert!(client.answer(list).is_ok());
}

#[test]
fn a_token_is_refused_and_a_fresh_one_is_taken() {
    let server = Server::start(Some("secret"));
    let config = Config {
        url_provider: true,
        ..quick()
    };
    let client = Client::connect_to(&server, String::new(), config);
    let asked = |client: &Client| {
        let mut events = client.shared.events.borrow_mut();
        let before = events.len();
        events.retain(|event| !matches!(event, Event::NeedUrl));
        events.len() < before
    };
    client.until("the question for a URL", asked);
    let stale = format!("{}?token=stale", server.url());
    client.driver.url(Ok(stale));
    client.until("the question for another URL", asked);
    client.until("the reason", |client| client.errors().contains(&"refused"));
    let fresh = format!("{}?token=secret", server.url());
    client.driver.url(Ok(fresh));
    client.connected();
}

#[test]
fn a_token_that_stays_wrong_ends_it() {
    let server = Server::start(Some("secret"));
    let config = Config {
        auth_retries: Some(2),
        ..quick()
    };
    let client = Client::connect(&server, config);
    client.until("the end", |client| {
        client.driver.look(|s| s.status()) == Status::Disconnected
    });
    let refused = client.errors().iter().filter(|c| **c == "refused").count();
    assert_eq!(refused, 3);
    assert_eq!(client.driver.look(|s| s.stats().attempts), 3);
}

#[test]
fn a_server_that_is_away_is_waited_for() {
    let mut server = Server::start(None);
    server.kill();
    thread::sleep(Duration::from_millis(50));
    let client = Client::connect(&server, quick());
    let slot = client.record("commands.log", RING);
    client.write(slot, &at(0.0, 1));
    client.until("word of it", |client| {
        client.errors().contains(&"unreachable")
    });
    server.restart();
    client.until("the write", |_| server.logged() == [1]);
}

#[test]
fn disconnecting_leaves_nothing_behind() {
    let server = Server::start(None);
    for turns in [0, 1, 3, 10, 200] {
        let client = Client::connect(&server, quick());
        let slot = client.record("commands.log", RING);
        for _ in 0..turns {
            client.turn();
        }
        client.write(slot, &at(0.0, 1));
        let flush = client.driver.command(|s, now| s.flush(now, None));
        let list = client.driver.command(|s, now| s.list_topics(now, None));
        client.driver.disconnect();
        assert!(client.shared.socket.borrow().is_none());
        assert_eq!(client.answer(flush), Err(Failure::Disconnected));
        assert_eq!(client.answer(list), Err(Failure::Disconnected));
        let driver = Rc::downgrade(&client.driver);
        native::run_until_stalled();
        drop(client);
        native::run_until_stalled();
        assert!(
            driver.upgrade().is_none(),
            "somebody still holds the bridge"
        );
    }
}

#[test]
fn a_value_is_taken_from_any_valid_frame_and_a_broken_one_is_not_blamed_on_the_contract() {
    let server = Server::start(None);
    let client = Client::connect(&server, quick());
    let slot = client.record("sensors.temperature.vienna", LATEST);
    client.connected();
    let data = |rest: &str| {
        let text = format!(r#"{{"type":"data","topic":"{SENSOR}","payload":{rest}}}"#);
        client.driver.text(host::now_ms(), &text);
        client.driver.look(|s| s.stats())
    };
    let value = r#"{"celsius":1.5,"timestamp":7}"#;
    data(&format!(r#"{value},"ts":1"#));
    assert_eq!(client.latest(slot), Some(at(1.5, 7)));
    let other = r#"{"celsius":2.5,"timestamp":8}"#;
    let stats = data(&format!(r#"{other},"seq":3,"ts":1"#));
    assert_eq!(client.latest(slot), Some(at(2.5, 8)));
    assert_eq!((stats.applied, stats.rejected, stats.malformed), (2, 0, 0));
    let stats = data(&format!(r#"{value},"ts":1,"ts":2"#));
    assert_eq!((stats.values, stats.rejected, stats.malformed), (2, 0, 1));
    let stats = data(r#"{"celsius":"warm","timestamp":7},"ts":1"#);
    assert_eq!((stats.values, stats.rejected, stats.malformed), (3, 1, 1));
    native::run_until_stalled();
    assert_eq!(client.errors(), ["malformed", "contract"]);
    assert_eq!(client.latest(slot), Some(at(2.5, 8)));
}

#[test]
fn freeing_the_database_ends_its_bridge() {
    let server = Server::start(None);
    let client = Client::connect(&server, quick());
    client.connected();
    client.db.close();
    native::run_until_stalled();
    assert!(client.shared.socket.borrow().is_none());
    assert!(client
        .shared
        .events
        .borrow()
        .iter()
        .any(|event| matches!(event, Event::Status(Status::Disconnected))));
}
