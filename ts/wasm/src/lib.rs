//! The wasm module of the npm package `@aimdb/wasm`: the built-in contracts on the
//! engine. An application with contracts of its own has a crate like this one.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::*;

/// Runs once, when the module is instantiated.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen(start)]
pub fn start() {
    aimdb_wasm_adapter::install::<aimdb_wasm_contracts::Contracts>();
}
