//! The records of the server, and where their values come from.

use std::fmt::Debug;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aimdb_core::buffer::BufferCfg;
use aimdb_core::connector::SerializeError;
use aimdb_core::AimDbBuilder;
use aimdb_tokio_adapter::{TokioAdapter, TokioRecordRegistrarExt};
use serde::Serialize;
use tokio::time::interval;

use sample_contracts::Reading;

/// Adds all records.
pub(crate) fn configure(builder: &mut AimDbBuilder<TokioAdapter>) {
    builder.configure::<Reading>("sensors.reading.cellar", |record| {
        record
            .buffer(BufferCfg::SingleLatest)
            .source(|_, producer| async move {
                let mut seconds = interval(Duration::from_secs(1));
                loop {
                    seconds.tick().await;
                    // Only a database that is gone refuses a value.
                    if producer.produce(cellar()).await.is_err() {
                        return;
                    }
                }
            })
            .link_to("ws://sensors/reading/cellar")
            .with_serializer_raw(json)
            .finish();
    });
}

/// A cellar, warmer and cooler within a minute. Put your sensor here.
fn cellar() -> Reading {
    let timestamp = now();
    let turns = (timestamp % 60_000) as f32 / 60_000.0;
    Reading {
        celsius: 12.0 + (turns * std::f32::consts::TAU).sin(),
        timestamp,
    }
}

/// Milliseconds since the Unix epoch.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |time| time.as_millis() as u64)
}

/// A value as the text that clients get.
pub(crate) fn json<T: Serialize + Debug>(value: &T) -> Result<Vec<u8>, SerializeError> {
    serde_json::to_vec(value).map_err(|_| SerializeError::InvalidData)
}
