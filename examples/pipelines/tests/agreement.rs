//! The same registration on tokio and on the browser's adapter, side by side.
#![cfg(not(target_arch = "wasm32"))]
// In helpers, too.
#![allow(clippy::expect_used)]

use std::sync::Arc;

use aimdb_core::buffer::BufferReader;
use aimdb_core::{AimDb, AimDbBuilder};
use aimdb_pipelines::{dew_point, Buffers, DEW_POINT, HUMIDITY, TEMPERATURE};
use aimdb_tokio_adapter::TokioAdapter;
use aimdb_wasm_adapter::{install, install_pipelines, native, Db, Origin, Outcome, WasmAdapter};
use aimdb_wasm_contracts::{Contracts, DewPoint, Humidity, Temperature};

/// One measurement.
enum Reading {
    Celsius(f32),
    Percent(f32),
}

use Reading::{Celsius, Percent};

/// An afternoon and a thunderstorm. At 0 % there is no dew point.
const READINGS: [Reading; 8] = [
    Celsius(24.5),
    Percent(48.0),
    Celsius(25.25),
    Percent(0.0),
    Celsius(25.0),
    Percent(61.5),
    Celsius(18.125),
    Percent(97.0),
];

fn temperature(celsius: f32, timestamp: u64) -> Temperature {
    Temperature { celsius, timestamp }
}

fn humidity(percent: f32, timestamp: u64) -> Humidity {
    Humidity { percent, timestamp }
}

/// What should come of the readings.
fn expected() -> Vec<DewPoint> {
    let (mut t, mut h) = (None, None);
    let mut points = Vec::new();
    for (time, reading) in (1u64..).zip(&READINGS) {
        match reading {
            Celsius(celsius) => t = Some(temperature(*celsius, time)),
            Percent(percent) => h = Some(humidity(*percent, time)),
        }
        if let (Some(t), Some(h)) = (&t, &h) {
            points.extend(DewPoint::derive(t, h));
        }
    }
    points
}

/// Registers the pipeline on a runtime.
async fn built<R>(runtime: R) -> AimDb<R>
where
    R: Buffers + aimdb_core::RuntimeForProfiling,
{
    let mut builder = AimDbBuilder::new().runtime(Arc::new(runtime));
    dew_point(&mut builder);
    builder.build().await.expect("a graph that is fine")
}

/// Writes the readings one by one and notes what is derived. `turn` lets tasks run.
async fn derived<R, F>(db: AimDb<R>, turn: impl Fn() -> F) -> Vec<DewPoint>
where
    R: Buffers,
    F: std::future::Future<Output = ()>,
{
    // Values written before the join has subscribed pass it by.
    turn().await;
    let mut reader: Box<dyn BufferReader<DewPoint> + Send> =
        db.subscribe::<DewPoint>(DEW_POINT).expect("a buffer");
    let mut points = Vec::new();
    for (time, reading) in (1..).zip(&READINGS) {
        let written = match reading {
            Celsius(celsius) => db.produce(TEMPERATURE, temperature(*celsius, time)).await,
            Percent(percent) => db.produce(HUMIDITY, humidity(*percent, time)).await,
        };
        written.expect("a record");
        turn().await;
        while let Ok(point) = reader.try_recv() {
            points.push(point);
        }
    }
    points
}

#[tokio::test]
async fn on_tokio() {
    let db = built(TokioAdapter::new().expect("a runtime")).await;
    let turn = || async {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    };
    assert_eq!(derived(db, turn).await, expected());
}

#[test]
fn on_the_browsers_adapter() {
    let points = native::block_on(async {
        let db = built(WasmAdapter).await;
        let turn = || async {
            let adapter = WasmAdapter;
            aimdb_executor::TimeOps::sleep(&adapter, aimdb_executor::TimeOps::millis(&adapter, 0))
                .await;
        };
        derived(db, turn).await
    });
    assert_eq!(points, expected());
}

#[test]
fn in_a_pages_database() {
    install::<Contracts>();
    install_pipelines(dew_point);
    let db = Db::open(|| {}).expect("a graph that is fine");
    let slot = |key| db.slot_by_key(key).expect("a record of the pipeline");
    let mut points = Vec::new();
    let mut seen = 0;
    for (time, reading) in (1u64..).zip(&READINGS) {
        let (key, text) = match reading {
            Celsius(celsius) => (
                TEMPERATURE,
                format!(r#"{{"celsius":{celsius},"timestamp":{time}}}"#),
            ),
            Percent(percent) => (
                HUMIDITY,
                format!(r#"{{"percent":{percent},"timestamp":{time}}}"#),
            ),
        };
        assert_eq!(db.set_text(slot(key), &text, Origin::Local), Outcome::Done);
        native::run_until_stalled();
        let version = db.version(slot(DEW_POINT)).expect("a record");
        if version != seen {
            seen = version;
            points.push(db.latest_json(slot(DEW_POINT)).expect("a value"));
        }
    }
    let expected: Vec<String> = expected()
        .iter()
        .map(|point| {
            format!(
                r#"{{"celsius":{:?},"timestamp":{}}}"#,
                point.celsius, point.timestamp
            )
        })
        .collect();
    assert_eq!(points, expected);
}
