use aimdb_wasm_contracts::{contract, contract_registry};

#[contract]
pub struct Point {
    pub x: f64,
}

contract_registry! {
    pub Contracts { Point }
}

fn main() {}
