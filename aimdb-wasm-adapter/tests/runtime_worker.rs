//! The runtime's cases in a dedicated worker, where there is no `window`.
#![cfg(target_arch = "wasm32")]

mod common;
mod runtime_cases;

#[global_allocator]
static HEAP: common::heap::Counting = common::heap::Counting;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
