//! Dew point from temperature and humidity.

use aimdb_core::buffer::BufferCfg;
use aimdb_core::{AimDbBuilder, JoinEventRx, Producer};
use aimdb_wasm_contracts::{DewPoint, Humidity, Temperature};

use crate::Buffers;

/// Key of the measured temperature.
pub const TEMPERATURE: &str = "room.temperature";
/// Key of the measured humidity.
pub const HUMIDITY: &str = "room.humidity";
/// Key of what is derived from the two.
pub const DEW_POINT: &str = "room.dew_point";

/// Holds every reading that may come between two turns of the join.
const READINGS: BufferCfg = BufferCfg::SpmcRing { capacity: 64 };

/// Registers the two measured records and the derived one.
pub fn dew_point<R: Buffers>(builder: &mut AimDbBuilder<R>) {
    builder.configure::<Temperature>(TEMPERATURE, |record| {
        record.buffer_raw(R::buffer(&READINGS));
    });
    builder.configure::<Humidity>(HUMIDITY, |record| {
        record.buffer_raw(R::buffer(&READINGS));
    });
    builder.configure::<DewPoint>(DEW_POINT, |record| {
        record
            .buffer_raw(R::buffer(&READINGS))
            .transform_join(|join| {
                join.input::<Temperature>(TEMPERATURE)
                    .input::<Humidity>(HUMIDITY)
                    .on_triggers(derive)
            });
    });
}

/// Derives a dew point from the latest of both whenever one of them is measured.
async fn derive<R: Buffers>(mut inputs: JoinEventRx, dew_point: Producer<DewPoint, R>) {
    let mut temperature: Option<Temperature> = None;
    let mut humidity: Option<Humidity> = None;
    while let Ok(input) = inputs.recv().await {
        match input.index() {
            0 => temperature = input.as_input().cloned(),
            _ => humidity = input.as_input().cloned(),
        }
        let derived = temperature
            .as_ref()
            .zip(humidity.as_ref())
            .and_then(|(temperature, humidity)| DewPoint::derive(temperature, humidity));
        if let Some(derived) = derived {
            // Only a database that is gone refuses it.
            if dew_point.produce(derived).await.is_err() {
                return;
            }
        }
    }
}
