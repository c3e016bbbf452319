//! Contracts that use every serde feature the boundary knows.
//!
//! Codegen's snapshots, the strict TypeScript check and the fidelity test run over
//! them. One module a theme; every theme has at least one contract.

#![allow(missing_docs)] // the names are the documentation here

mod absence;
mod collections;
mod edges;
mod enums;
mod generics;
mod modules;
mod names;
mod nesting;
mod numbers;
mod opaque;
mod versions;
mod wide;

pub use absence::*;
pub use collections::*;
pub use edges::*;
pub use enums::*;
pub use generics::*;
pub use modules::*;
pub use names::*;
pub use nesting::*;
pub use numbers::*;
pub use opaque::*;
pub use versions::*;
pub use wide::*;

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
        Hazards,
        Buffered,
        // By an alias, and as what it is.
        Warmth,
        Reading<aimdb_wasm_zoo_units::Fahrenheit>,
        Sampled,
        Generics,
        indoor::State,
        outdoor::State,
        Configured,
        #[cfg(any())]
        NoSuchContract,
        Radiation,
        Noise,
        Transparent,
        FlatGeneric,
        OptionalFloats,
        shadows::Shadows,
        Wide,
        // A contract of another crate.
        aimdb_wasm_zoo_units::Celsius,
        Order,
        OrderLog,
        FlatNumbers,
        Counter,
        RenamedInPieces,
    }
}
