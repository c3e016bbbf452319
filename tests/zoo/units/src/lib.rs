//! What contracts of another crate are made of: a team's units, say, without `std` as on
//! a device.

#![no_std]
#![allow(missing_docs)] // the names are the documentation here

extern crate alloc;

use alloc::string::String;

use aimdb_wasm_contracts::contract;

/// A contract whose name stands in that of generic ones.
#[contract(name = "celsius", unit = "°C")]
#[derive(Copy, PartialEq, PartialOrd)]
pub struct Celsius(pub f32);

#[contract(name = "fahrenheit", unit = "°F")]
#[derive(Copy, PartialEq, PartialOrd)]
pub struct Fahrenheit(pub f32);

/// How far a value can be trusted.
#[contract]
#[derive(PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    Good,
    #[serde(alias = "poor")]
    Uncertain {
        reason: String,
    },
}

/// A value, and how far it can be trusted.
#[contract]
#[derive(PartialEq)]
pub struct Rated<T> {
    pub value: T,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
}

pub mod si {
    use aimdb_wasm_contracts::contract;

    /// In a module, and not exported from the crate's root.
    #[contract]
    #[derive(Copy, PartialEq)]
    pub struct Metres(pub f64);
}
