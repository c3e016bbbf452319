use aimdb_wasm_contracts::{contract, contract_registry};

/// Nested, and without a name.
#[contract]
pub struct Percent(pub f32);

#[contract(name = "reading_{T}")]
pub struct Reading<T> {
    pub value: T,
}

contract_registry! {
    pub Contracts { Reading<Percent> }
}

fn main() {}
