//! The runtime's cases in Node.
#![cfg(target_arch = "wasm32")]

mod common;
mod runtime_cases;

#[global_allocator]
static HEAP: common::heap::Counting = common::heap::Counting;
