use std::collections::{BTreeMap, BTreeSet};

use aimdb_wasm_contracts::contract;

#[contract(name = "reading")]
pub struct Reading {
    pub pair: (f32, f32),
    pub letter: char,
    pub by_number: BTreeMap<u32, f32>,
    pub labels: BTreeSet<String>,
}

fn main() {}
