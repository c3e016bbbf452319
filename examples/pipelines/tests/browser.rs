//! The pipeline in Chromium, through the exports that the npm package calls.
#![cfg(target_arch = "wasm32")]
// Clippy does not know `wasm_bindgen_test` for a test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use aimdb_executor::TimeOps;
use aimdb_pipelines::{dew_point, DEW_POINT, HUMIDITY, TEMPERATURE};
use aimdb_wasm_adapter::bindings::WasmDb;
use aimdb_wasm_adapter::{install, install_pipelines, scratch, WasmAdapter};
use aimdb_wasm_contracts::{Contracts, DewPoint, Frame, Humidity, Temperature};
use js_sys::Function;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const FRAME: u32 = 1;

#[wasm_bindgen_test]
async fn a_dew_point_is_derived_in_the_page() {
    install::<Contracts>();
    install_pipelines(dew_point);
    let db = WasmDb::open(Function::new_no_args("")).unwrap();
    let records = db.module_records().unwrap();
    for key in [TEMPERATURE, HUMIDITY, DEW_POINT] {
        assert!(
            records.contains(&format!(r#"{{"key":"{key}","#)),
            "{records}"
        );
    }
    let slot = |key| db.db().slot_by_key(key).unwrap();

    let temperature = r#"{"celsius":25.5,"timestamp":1}"#;
    let humidity = r#"{"percent":61.5,"timestamp":2}"#;
    assert_eq!(db.set_text(slot(TEMPERATURE), temperature), 0);
    assert_eq!(db.set_text(slot(HUMIDITY), humidity), 0);
    WasmAdapter.sleep(WasmAdapter.millis(0)).await;

    assert_eq!(db.get(slot(DEW_POINT)), FRAME);
    let derived: DewPoint = scratch::read(<DewPoint as Frame>::read).unwrap();
    let expected = DewPoint::derive(
        &Temperature {
            celsius: 25.5,
            timestamp: 1,
        },
        &Humidity {
            percent: 61.5,
            timestamp: 2,
        },
    );
    assert_eq!(Some(derived), expected);
    db.close();
}
