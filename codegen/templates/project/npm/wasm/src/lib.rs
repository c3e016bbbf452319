//! The wasm module of the npm package: the contracts on AimDB's engine.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::*;

/// Runs once, when the module is instantiated.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen(start)]
pub fn start() {
    aimdb_wasm_adapter::install::<sample_contracts::Contracts>();
}
