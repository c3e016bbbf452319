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

    /// What ts-rs takes for granted, for crates without `std` that a host compiles.
    #[cfg(feature = "std")]
    pub mod host {
        pub extern crate std;
        pub use std::borrow::ToOwned;
        pub use std::boxed::Box;
        pub use std::string::{String, ToString};
        pub use std::vec::Vec;
        pub use std::{format, vec};
    }

    /// What a type inside a streamable one must be.
    pub trait Owned:
        serde::Serialize
        + serde::de::DeserializeOwned
        + Send
        + Sync
        + Clone
        + core::fmt::Debug
        + 'static
    {
    }

    impl<T> Owned for T where
        T: serde::Serialize
            + serde::de::DeserializeOwned
            + Send
            + Sync
            + Clone
            + core::fmt::Debug
            + 'static
    {
    }

    /// The name of a generic contract's instance, put together by the compiler.
    #[derive(Debug)]
    pub struct Name {
        bytes: [u8; 256],
        len: usize,
    }

    impl Name {
        /// Puts the parts together.
        pub const fn of(parts: &[&str]) -> Self {
            let mut name = Self {
                bytes: [0; 256],
                len: 0,
            };
            let mut i = 0;
            while i < parts.len() {
                let part = parts[i].as_bytes();
                let mut j = 0;
                while j < part.len() {
                    assert!(name.len < 256, "a contract's name has at most 256 letters");
                    name.bytes[name.len] = part[j];
                    name.len += 1;
                    j += 1;
                }
                i += 1;
            }
            name
        }

        /// The whole.
        pub const fn as_str(&'static self) -> &'static str {
            match core::str::from_utf8(self.bytes.split_at(self.len).0) {
                Ok(text) => text,
                Err(_) => "",
            }
        }
    }

    /// Whether a 64-bit integer that is a `bigint` stands in a type, types of their own aside.
    pub const fn holds_bigint(ty: &crate::shape::Type) -> bool {
        use crate::shape::Type;
        match ty {
            Type::Int { bigint, .. } => *bigint,
            Type::Optional(inner) | Type::Seq(inner) | Type::Array(inner, _) | Type::Map(inner) => {
                holds_bigint(inner)
            }
            _ => false,
        }
    }

    /// Tells whether a type can stand in a contract, where that need not be so: its own
    /// constant is found first, and exists for those that can. With [`OfAny`] in scope.
    #[derive(Debug)]
    pub struct Probe<T: ?Sized>(core::marker::PhantomData<T>);

    impl<T: crate::Frame> Probe<T> {
        /// The type, as it stands in a contract.
        pub const TYPE: Option<&'static crate::shape::Type> = Some(T::TYPE);
    }

    /// What [`Probe`] finds of any other type.
    pub trait OfAny {
        /// Nothing.
        const TYPE: Option<&'static crate::shape::Type> = None;
    }

    impl<T: ?Sized> OfAny for Probe<T> {}

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
        #[allow(unused_imports)]
        use $crate::__private::host::*;
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

/// To ts-rs, an instance of a generic type is what codegen calls it: what ts-rs would
/// derive asks of each parameter to be more than it is.
#[cfg(feature = "std")]
#[doc(hidden)]
#[macro_export]
macro_rules! __ts_named {
    ({ $($head:tt)* } { $($ty:tt)* } { $($clause:tt)* }) => {
        #[automatically_derived]
        impl $($head)* $crate::__private::ts_rs::TS for $($ty)* $($clause)* {
            type WithoutGenerics = $crate::__private::ts_rs::Dummy;
            type OptionInnerType = Self;

            fn name(_: &$crate::__private::ts_rs::Config) -> $crate::__private::String {
                <Self as $crate::Shaped>::shape().type_name()
            }

            fn inline(config: &$crate::__private::ts_rs::Config) -> $crate::__private::String {
                <Self as $crate::__private::ts_rs::TS>::name(config)
            }

            fn inline_flattened(
                config: &$crate::__private::ts_rs::Config,
            ) -> $crate::__private::String {
                <Self as $crate::__private::ts_rs::TS>::name(config)
            }
        }
    };
}

/// Nothing: no host, no ts-rs.
#[cfg(not(feature = "std"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __ts_named {
    ($($anything:tt)*) => {};
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
