//! Starts the real binary and talks to it as a client would.

#![allow(clippy::expect_used)] // tests alone use this

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{json, Value};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{connect_async, MaybeTlsStream, WebSocketStream};

const PATIENCE: Duration = Duration::from_secs(20);

/// A hub in a process of its own; killed when dropped.
pub(crate) struct Hub {
    child: Child,
    /// Held open: a closed pipe would end the hub on its next word.
    _words: Lines<BufReader<ChildStdout>>,
    pub(crate) address: String,
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aimdb-hub"));
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

impl Hub {
    /// Starts one on a free port, twenty samples a second.
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        let mut all = vec!["--address", "127.0.0.1:0", "--period-ms", "50"];
        all.extend(arguments);
        let mut child = command(&all).spawn().expect("the hub starts");
        let mut words = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = timeout(PATIENCE, words.next_line())
            .await
            .expect("the hub says that it is ready")
            .expect("readable")
            .expect("a line");
        let address = line
            .split_once("ws://")
            .and_then(|(_, rest)| rest.split_once("/ws"))
            .unwrap_or_else(|| panic!("an address in {line:?}"))
            .0
            .to_owned();
        Self {
            child,
            _words: words,
            address,
        }
    }

    /// Sends a signal by name and waits for the end.
    pub(crate) async fn signal(mut self, name: &str) -> ExitStatus {
        let id = self.child.id().expect("running").to_string();
        let sent = Command::new("kill").args([name, &id]).status().await;
        assert!(sent.expect("kill runs").success());
        timeout(PATIENCE, self.child.wait())
            .await
            .expect("the hub ends")
            .expect("a status")
    }

    /// First line and body of the answer to a GET request.
    pub(crate) async fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).await.expect("connects");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.expect("sends");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answers");
        answer
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://{}/ws", self.address)
    }
}

/// A WebSocket client.
pub(crate) struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    pub(crate) async fn connect(url: &str) -> Self {
        Self(connect_async(url).await.expect("connects").0)
    }

    pub(crate) async fn subscribe(&mut self, topics: &[&str]) {
        self.send(json!({"type": "subscribe", "topics": topics}))
            .await;
    }

    pub(crate) async fn write(&mut self, topic: &str, payload: Value) {
        self.send(json!({"type": "write", "topic": topic, "payload": payload}))
            .await;
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .expect("sends");
    }

    /// The next message that `wanted` makes something of.
    pub(crate) async fn until<T>(&mut self, mut wanted: impl FnMut(&Value) -> Option<T>) -> T {
        timeout(PATIENCE, async {
            loop {
                let message = self.0.next().await.expect("open").expect("readable");
                if let Message::Text(text) = message {
                    let value = serde_json::from_str(&text).expect("JSON");
                    if let Some(found) = wanted(&value) {
                        return found;
                    }
                }
            }
        })
        .await
        .expect("the message comes in time")
    }

    /// The next payload of a topic.
    pub(crate) async fn payload(&mut self, topic: &str) -> Value {
        self.until(|message| (message["topic"] == topic).then(|| message["payload"].clone()))
            .await
    }
}
