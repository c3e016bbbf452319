//! The published adapter with the built-in contracts.

use aimdb_wasm_adapter::bindings::WasmDb;
use aimdb_wasm_contracts::{
    DewPoint, GpsLocation, Humidity, Setpoint, StationStatus, Temperature,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// A database that knows the contracts: registering them is up to Rust.
#[wasm_bindgen(js_name = createDb)]
pub fn create_db() -> WasmDb {
    let mut db = WasmDb::new();
    db.register::<Temperature>()
        .register::<Humidity>()
        .register::<GpsLocation>()
        .register::<Setpoint>()
        .register::<StationStatus>()
        .register::<DewPoint>();
    db
}
