//! The runtime's cases in a dedicated worker, where there is no `window`.
#![cfg(target_arch = "wasm32")]

mod common;
mod runtime_cases;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
