//! The wasm module of an application that wants the pipeline in its page.

use aimdb_wasm_adapter::{install, install_pipelines};
use aimdb_wasm_contracts::Contracts;
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once, when the module is instantiated.
#[wasm_bindgen(start)]
pub fn start() {
    install::<Contracts>();
    install_pipelines(crate::dew_point);
}
