//! Contracts that use every serde feature the boundary knows.
//!
//! Codegen's snapshots, the strict TypeScript check and the fidelity test run over
//! them. One module a theme; every theme has at least one contract.

#![allow(missing_docs)] // the names are the documentation here

mod absence;
mod collections;
mod edges;
mod enums;
mod names;
mod nesting;
mod numbers;
mod opaque;
mod versions;

pub use absence::*;
pub use collections::*;
pub use edges::*;
pub use enums::*;
pub use names::*;
pub use nesting::*;
pub use numbers::*;
pub use opaque::*;
pub use versions::*;

use aimdb_wasm_contracts::{contract_registry, GpsLocation, StationStatus, Temperature};

contract_registry! {
    /// All of them, and those built-in contracts that differ in kind.
    pub Zoo {
        Temperature,
        GpsLocation,
        StationStatus,
        Numbers,
        BigNumbers,
        Text,
        Absence,
        DefaultWhole,
        Skips,
        Strict,
        Collections,
        Renamed,
        RenamedApart,
        Keywords,
        UnitEnum,
        External,
        Internal,
        Nesting,
        Wrapper,
        Tree,
        Flat,
        Untagged,
        Adjacent,
        Foreign,
        Tuple,
        Versioned,
        Empty,
        OnlyText,
        OnlyNested,
        Newtypes,
        Choice,
        Sparse,
        Hidden,
    }
}
