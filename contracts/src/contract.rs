//! What a data contract is.

use alloc::string::String;

use aimdb_data_contracts::Streamable;

use crate::frame::{Frame, Shaped};

/// A data contract: a named, versioned type that means the same in firmware, on a
/// server and in TypeScript. Implemented by `#[contract]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a contract",
    note = "put `#[contract(name = \"…\")]` on it"
)]
pub trait Contract: Streamable + Frame + Shaped {
    /// An emoji for people, e.g. `🌡️`; empty if none was given.
    const ICON: &'static str = "";

    /// Unit of the signal, e.g. `°C`; empty if none was given.
    const UNIT: &'static str = "";

    /// Rust name of the field marked `#[contract(signal)]`; empty if none is.
    const SIGNAL: &'static str = "";

    /// How payloads of older versions become this one, if they do.
    const MIGRATION: Option<Migration<Self>> = None;

    /// How to make up plausible values, if the contract says so.
    const SIMULATION: Option<Simulation<Self>> = None;
}

/// A contract's way from older payloads to the current type.
#[derive(Debug, Clone, Copy)]
pub struct Migration<T> {
    /// Name of the payload's version field; absent means version 1.
    pub field: &'static str,
    /// Reads a payload of an older version, given as JSON text with its version field.
    pub upgrade: fn(&[u8]) -> Result<T, String>,
}

/// Settings of a simulation, and the generator behind it.
pub use aimdb_data_contracts::{SimulationConfig, SimulationParams};

/// A contract's generator of plausible values.
#[derive(Debug, Clone, Copy)]
pub struct Simulation<T> {
    /// One sample: settings, the previous sample, randomness, Unix milliseconds.
    pub sample: fn(&SimulationConfig, Option<&T>, &mut dyn rand::Rng, u64) -> T,
}

/// A list of contracts, in order. Implemented by `contract_registry!`.
pub trait Registry {
    /// How many contracts there are.
    const LEN: usize;

    /// Shows each contract to the visitor, in order.
    fn each<V: Visitor>(visitor: &mut V);
}

/// Sees every contract of a [`Registry`] as a type.
pub trait Visitor {
    /// Called once per contract.
    fn visit<T: Contract>(&mut self);
}
