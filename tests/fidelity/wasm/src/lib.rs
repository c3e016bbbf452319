//! The zoo as a wasm module, for the fidelity test.

#![cfg(target_arch = "wasm32")]

use aimdb_wasm_contracts::{Contract, Registry, Visitor};
use aimdb_wasm_zoo::Zoo;
use wasm_bindgen::prelude::*;

/// Installs the zoo.
#[wasm_bindgen(start)]
pub fn start() {
    aimdb_wasm_adapter::install::<Zoo>();
}

/// Reads a value with serde-wasm-bindgen, without any of our boundary: what the test
/// compares with, and the reason why the boundary does not use it for values.
/// Gives the value as JSON text.
///
/// # Errors
///
/// serde's message.
#[wasm_bindgen(js_name = readPlain)]
pub fn read_plain(contract: usize, value: JsValue) -> Result<String, JsError> {
    let mut judges = Judges::default();
    Zoo::each(&mut judges);
    let judge = judges
        .0
        .get(contract)
        .ok_or_else(|| JsError::new("no such contract"))?;
    judge(value).map_err(|message| JsError::new(&message))
}

#[derive(Default)]
struct Judges(Vec<fn(JsValue) -> Result<String, String>>);

impl Visitor for Judges {
    fn visit<T: Contract>(&mut self) {
        self.0.push(|value| {
            let value: T =
                serde_wasm_bindgen::from_value(value).map_err(|error| error.to_string())?;
            serde_json::to_string(&value).map_err(|error| error.to_string())
        });
    }
}
