//! The data contracts of sample-project.
//!
//! Each is a plain Rust type under `#[contract]`, and is listed in the registry below. From
//! there come the TypeScript types, the checks in the browser and the server's records.

#![cfg_attr(not(feature = "std"), no_std)]

mod reading;

use aimdb_wasm_contracts::contract_registry;

pub use reading::Reading;

contract_registry! {
    /// The contracts of this project.
    pub Contracts {
        Reading,
    }
}
