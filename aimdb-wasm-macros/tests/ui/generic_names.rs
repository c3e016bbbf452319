use aimdb_wasm_contracts::{contract, contract_registry};

#[contract]
pub struct Percent(pub f32);

/// All instances have this name.
#[contract(name = "reading")]
pub struct Reading<T> {
    pub value: T,
}

contract_registry! {
    pub Contracts { Reading<f32>, Reading<Percent> }
}

#[contract(name = "sample_{U}")]
pub struct Sample<T> {
    pub value: T,
}

fn main() {}
