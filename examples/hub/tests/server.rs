//! The hub as a client sees it: the real binary, a real socket.

mod support;

use std::collections::BTreeSet;

use aimdb_wasm_contracts::{GpsLocation, Humidity, Setpoint, StationStatus, Temperature};
use serde_json::json;
use support::{command, Client, Hub};

const SETPOINT: &str = "commands/setpoint/room1";

#[tokio::test]
async fn says_that_it_is_well() {
    let hub = Hub::start(&[]).await;
    let answer = hub.get("/health").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains(r#""status":"ok""#), "{answer}");
}

#[tokio::test]
async fn every_station_sends_values_that_change() {
    let hub = Hub::start(&[]).await;
    let mut client = Client::connect(&hub.url()).await;
    client.subscribe(&["sensors/#"]).await;
    for station in ["vienna", "berlin", "lisbon", "oslo"] {
        let topic = format!("sensors/temperature/{station}");
        let first = client.payload(&topic).await;
        let second = client.payload(&topic).await;
        assert_ne!(first["celsius"], second["celsius"], "{station}");
        assert!(second["timestamp"].as_u64() > first["timestamp"].as_u64());
    }
}

#[tokio::test]
async fn what_it_sends_keeps_the_contracts() {
    let hub = Hub::start(&[]).await;
    let mut client = Client::connect(&hub.url()).await;
    client.subscribe(&["sensors/#", "state/#"]).await;

    let temperature = client.payload("sensors/temperature/oslo").await;
    let temperature: Temperature = serde_json::from_value(temperature).expect("a Temperature");
    assert!((7.0..=15.0).contains(&temperature.celsius));
    let humidity = client.payload("sensors/humidity/oslo").await;
    let humidity: Humidity = serde_json::from_value(humidity).expect("a Humidity");
    assert!((59.0..=83.0).contains(&humidity.percent));
    let location = client.payload("sensors/location/oslo").await;
    let location: GpsLocation = serde_json::from_value(location).expect("a GpsLocation");
    assert!((location.latitude - 59.9139).abs() < 0.001);
    assert!((location.longitude - 10.7522).abs() < 0.001);
    let status = client.payload("sensors/status/oslo").await;
    let status: StationStatus = serde_json::from_value(status).expect("a StationStatus");
    assert_eq!(status.tags, ["coast", "north"]);
    assert!((status.location.latitude - 59.9139).abs() < 0.001);
    let setpoint = client.payload("state/setpoint/room1").await;
    let setpoint: Setpoint = serde_json::from_value(setpoint).expect("a Setpoint");
    assert_eq!(setpoint.target_celsius, 21.0);
}

#[tokio::test]
async fn lists_its_topics_with_their_contracts() {
    let hub = Hub::start(&[]).await;
    let mut client = Client::connect(&hub.url()).await;
    client.send(json!({"type": "list_topics", "id": "1"})).await;
    let topics = client
        .until(|message| message["topics"].as_array().cloned())
        .await;
    let topics: BTreeSet<_> = topics
        .iter()
        .filter_map(|topic| Some((topic["name"].as_str()?, topic["schema_type"].as_str()?)))
        .collect();
    assert_eq!(topics.len(), 18, "{topics:?}");
    for expected in [
        ("sensors/temperature/vienna", "temperature"),
        ("sensors/humidity/berlin", "humidity"),
        ("sensors/location/lisbon", "gps_location"),
        ("sensors/status/oslo", "station_status"),
        ("sensors/temperature/room1", "temperature"),
        ("state/setpoint/room1", "setpoint"),
    ] {
        assert!(topics.contains(&expected), "{expected:?} in {topics:?}");
    }
}

#[tokio::test]
async fn the_room_follows_the_setpoint_and_other_clients_see_it() {
    let hub = Hub::start(&[]).await;
    let mut writer = Client::connect(&hub.url()).await;
    let mut other = Client::connect(&hub.url()).await;
    other
        .subscribe(&["state/#", "sensors/temperature/room1"])
        .await;
    let before = other.payload("sensors/temperature/room1").await;
    assert!((before["celsius"].as_f64().expect("a number") - 21.0).abs() < 0.5);

    writer
        .write(SETPOINT, json!({"target_celsius": 28.5, "timestamp": 42}))
        .await;
    let echoed = other
        .until(|message| {
            (message["topic"] == "state/setpoint/room1"
                && message["payload"]["target_celsius"] == 28.5)
                .then(|| message["payload"]["timestamp"].clone())
        })
        .await;
    assert_eq!(echoed, 42);
    other
        .until(|message| {
            (message["topic"] == "sensors/temperature/room1"
                && message["payload"]["celsius"].as_f64()? > 28.0)
                .then_some(())
        })
        .await;
}

#[tokio::test]
async fn late_clients_get_the_current_value() {
    // So slow that nothing but the snapshot can bring the value.
    let hub = Hub::start(&["--period-ms", "3000"]).await;
    let mut first = Client::connect(&hub.url()).await;
    first.subscribe(&["state/setpoint/room1"]).await;
    first.payload("state/setpoint/room1").await;

    let mut late = Client::connect(&hub.url()).await;
    late.subscribe(&["state/setpoint/room1"]).await;
    let kind = late
        .until(|message| {
            (message["topic"] == "state/setpoint/room1").then(|| message["type"].clone())
        })
        .await;
    assert_eq!(kind, "snapshot");
}

#[tokio::test]
async fn the_journal_has_every_write_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.jsonl");
    let hub = Hub::start(&["--journal", path.to_str().expect("UTF-8")]).await;
    let mut client = Client::connect(&hub.url()).await;
    for n in 0..500 {
        client
            .write(SETPOINT, json!({"target_celsius": 20.5, "timestamp": n}))
            .await;
    }
    client
        .write(
            SETPOINT,
            json!({"target_celsius": "warm", "timestamp": 500}),
        )
        .await;
    // The connection's messages are processed in order: the pong answers for all before.
    client.send(json!({"type": "ping"})).await;
    client
        .until(|message| (message["type"] == "pong").then_some(()))
        .await;

    let lines = std::fs::read_to_string(&path).expect("a journal");
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a JSON line"))
        .collect();
    assert_eq!(lines.len(), 500);
    for (n, line) in lines.iter().enumerate() {
        assert_eq!(line["topic"], SETPOINT);
        assert_eq!(line["payload"]["timestamp"], n);
    }
    // Killed in the middle of its work, it keeps what it wrote down.
    hub.signal("-KILL").await;
    assert_eq!(
        std::fs::read_to_string(&path)
            .expect("a journal")
            .lines()
            .count(),
        500
    );
}

#[tokio::test]
async fn the_token_is_asked_for() {
    let hub = Hub::start(&["--token", "secret"]).await;
    for wrong in ["", "?token=guess"] {
        let refused = tokio_tungstenite::connect_async(hub.url() + wrong).await;
        let refused = refused.expect_err("refused").to_string();
        assert!(refused.contains("401"), "{refused}");
    }
    let mut client = Client::connect(&(hub.url() + "?token=secret")).await;
    client.subscribe(&["sensors/#"]).await;
    client.payload("sensors/temperature/vienna").await;
}

#[tokio::test]
async fn the_same_seed_gives_the_same_values() {
    let mut walks = Vec::new();
    for seed in ["7", "7", "8"] {
        let hub = Hub::start(&["--seed", seed, "--period-ms", "500"]).await;
        let mut client = Client::connect(&hub.url()).await;
        client.subscribe(&["sensors/temperature/lisbon"]).await;
        walks.push(client.payload("sensors/temperature/lisbon").await["celsius"].clone());
    }
    assert_eq!(walks[0], walks[1]);
    assert_ne!(walks[0], walks[2]);
}

#[tokio::test]
async fn a_taken_port_is_an_error_that_names_it() {
    let hub = Hub::start(&[]).await;
    let output = command(&["--address", &hub.address]).output().await;
    let output = output.expect("runs");
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    let (_, port) = hub.address.split_once(':').expect("a port");
    assert!(words.contains(port) && words.contains("taken"), "{words}");
}

#[tokio::test]
async fn bad_options_are_errors() {
    for (arguments, word) in [
        (vec!["--address", "nowhere"], "HOST:PORT"),
        (vec!["--period-ms", "0"], "--period-ms"),
        (
            vec!["--journal", "/no/such/folder/journal"],
            "/no/such/folder",
        ),
    ] {
        let mut all = vec!["--address", "127.0.0.1:0"];
        all.retain(|_| arguments[0] != "--address");
        all.extend(&arguments);
        let output = command(&all).output().await.expect("runs");
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(words.contains(word), "{words}");
    }
}

#[tokio::test]
async fn signals_end_it_cleanly() {
    for name in ["-INT", "-TERM"] {
        let hub = Hub::start(&[]).await;
        let mut client = Client::connect(&hub.url()).await;
        client.subscribe(&["sensors/#"]).await;
        client.payload("sensors/humidity/berlin").await;
        assert_eq!(hub.signal(name).await.code(), Some(0), "{name}");
    }
}
