//! What an AimDB data contract is, and the built-in contracts.
//!
//! A contract is a plain Rust type under [`#[contract]`](contract). The same crate
//! compiles into firmware (`no_std` + `alloc`), a server and the browser; it knows
//! nothing of wasm-bindgen.
//!
//! ```
//! use aimdb_wasm_contracts::{contract, contract_registry, SchemaType};
//!
//! /// Air pressure at a station.
//! #[contract(name = "pressure", unit = "hPa", icon = "🎈")]
//! pub struct Pressure {
//!     /// Reduced to sea level.
//!     #[contract(signal)]
//!     pub hectopascal: f32,
//!     /// When it was measured, in milliseconds since the Unix epoch.
//!     pub timestamp: u64,
//! }
//!
//! contract_registry! {
//!     /// The contracts of this application.
//!     pub AppContracts { Pressure }
//! }
//!
//! assert_eq!(Pressure::NAME, "pressure");
//! ```
//!
//! # Features
//!
//! - `std` (default): what host tools and servers need, among it ts-rs.
//! - `migrate`: payloads of older versions, through AimDB's `migration_chain!`.

#![cfg_attr(not(any(feature = "std", feature = "migrate")), no_std)]

extern crate alloc;
#[cfg(any(feature = "std", target_arch = "wasm32"))]
extern crate std;
// The macros name this crate by its full path, here as everywhere.
extern crate self as aimdb_wasm_contracts;

mod contract;
pub mod decimal;
mod dew_point;
mod frame;
mod gps_location;
mod hash;
mod humidity;
mod setpoint;
pub mod shape;
mod station_status;
mod temperature;
mod walk;

#[cfg(feature = "migrate")]
pub use aimdb_data_contracts::{MigrationChain, MigrationError, MigrationStep};
pub use aimdb_data_contracts::{Observable, SchemaType, Settable, Simulatable, Streamable};
pub use aimdb_wasm_macros::{contract, contract_registry};

pub use contract::{
    Contract, Migration, Registry, Simulation, SimulationConfig, SimulationParams, Visitor,
};
pub use dew_point::DewPoint;
pub use frame::{
    Big, Frame, FrameResult, Malformed, Mode, Plain, Reader, Shaped, Writer, MAX_SAFE_INTEGER,
};
pub use gps_location::GpsLocation;
pub use hash::{fnv1a, registry_hash, shape_hash};
pub use humidity::Humidity;
pub use rand;
pub use setpoint::Setpoint;
pub use station_status::{StationState, StationStatus};
pub use temperature::Temperature;

contract_registry! {
    /// The built-in contracts.
    pub Contracts {
        Temperature,
        Humidity,
        GpsLocation,
        Setpoint,
        StationStatus,
        DewPoint,
    }
}

/// What the macros' expansions name. Not for people.
#[doc(hidden)]
pub mod __private {
    pub use aimdb_data_contracts;
    pub use aimdb_wasm_macros::__Contract;
    pub extern crate alloc;
    pub use alloc::string::{String, ToString};
    pub use serde;
    #[cfg(feature = "migrate")]
    pub use serde_json;
    #[cfg(feature = "std")]
    pub use ts_rs;

    /// Whether exactly one of the names is this one. Hashes are compared first: the
    /// compiler's limit on constant evaluation is soon reached otherwise.
    pub const fn is_only(hashes: &[u64], names: &[&str], name: &str) -> bool {
        let hash = crate::fnv1a(name.as_bytes());
        let mut seen = 0;
        let mut i = 0;
        while i < hashes.len() {
            if hashes[i] == hash && same(names[i].as_bytes(), name.as_bytes()) {
                seen += 1;
            }
            i += 1;
        }
        seen == 1
    }

    const fn same(a: &[u8], b: &[u8]) -> bool {
        if a.len() != b.len() {
            return false;
        }
        let mut i = 0;
        while i < a.len() {
            if a[i] != b[i] {
                return false;
            }
            i += 1;
        }
        true
    }
}

/// AimDB's `migration_chain!`, without asking its user for `serde_json`.
///
/// ```
/// use aimdb_wasm_contracts::{contract, migration_chain, MigrationError, MigrationStep};
///
/// #[contract]
/// pub struct PressureV1 {
///     pub bar: f32,
/// }
///
/// /// Air pressure.
/// #[contract(name = "pressure", version = 2, version_field = "schema_version")]
/// pub struct Pressure {
///     pub schema_version: u32,
///     pub hectopascal: f32,
/// }
///
/// /// Hectopascal instead of bar.
/// pub struct BarToHectopascal;
///
/// impl MigrationStep for BarToHectopascal {
///     type Older = PressureV1;
///     type Newer = Pressure;
///     const FROM_VERSION: u32 = 1;
///     const TO_VERSION: u32 = 2;
///
///     fn up(old: PressureV1) -> Result<Pressure, MigrationError> {
///         Ok(Pressure { schema_version: 2, hectopascal: old.bar * 1000.0 })
///     }
///
///     fn down(new: Pressure) -> Result<PressureV1, MigrationError> {
///         Ok(PressureV1 { bar: new.hectopascal / 1000.0 })
///     }
/// }
///
/// migration_chain! {
///     type Current = Pressure;
///     version_field = "schema_version";
///     steps {
///         BarToHectopascal: PressureV1 => Pressure,
///     }
/// }
///
/// use aimdb_wasm_contracts::Contract;
/// let migration = Pressure::MIGRATION.unwrap();
/// let upgraded = (migration.upgrade)(br#"{"schema_version":1,"bar":1.5}"#).unwrap();
/// assert_eq!(upgraded.hectopascal, 1500.0);
/// ```
#[cfg(feature = "migrate")]
#[macro_export]
macro_rules! migration_chain {
    ($($chain:tt)*) => {
        const _: () = {
            // The engine's macro names both without a path.
            #[allow(unused_imports)]
            use $crate::__private::{alloc, serde_json};
            $crate::__private::aimdb_data_contracts::migration_chain! { $($chain)* }
        };
    };
}

/// Adds the ts-rs derive where there is a host to use it. A macro here and not a
/// feature of the proc-macro crate: that feature, enabled by a build-dependency,
/// would leak into the wasm build.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __contract_item {
    ($item:item) => {
        #[derive($crate::__private::ts_rs::TS)]
        #[ts(crate = "::aimdb_wasm_contracts::__private::ts_rs")]
        $item
    };
}

/// Passes the item on: no host, no ts-rs.
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __contract_item {
    ($item:item) => {
        $item
    };
}

/// The TypeScript that ts-rs prints for a type which serde alone can read.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __ts_inline {
    ($ty:ty) => {
        || {
            <$ty as $crate::__private::ts_rs::TS>::inline(
                &$crate::__private::ts_rs::Config::new().with_large_int("number"),
            )
        }
    };
}

/// Never called: only host tools print TypeScript.
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __ts_inline {
    ($ty:ty) => {
        $crate::__private::String::new
    };
}

/// Where a layout finds its doc comments.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __docs {
    ($ty:ty) => {
        <$ty as $crate::Shaped>::docs
    };
}

/// Nowhere: only host tools print them, and they would grow the wasm module.
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __docs {
    ($ty:ty) => {
        || &$crate::shape::Docs::NONE
    };
}
