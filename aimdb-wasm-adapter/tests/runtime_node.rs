//! The runtime's cases in Node.
#![cfg(target_arch = "wasm32")]

mod common;
mod runtime_cases;
