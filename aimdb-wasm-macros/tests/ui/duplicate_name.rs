use aimdb_wasm_contracts::{contract, contract_registry};

#[contract(name = "reading")]
pub struct Indoor {
    pub celsius: f32,
}

#[contract(name = "reading")]
pub struct Outdoor {
    pub celsius: f32,
}

contract_registry! {
    pub Contracts { Indoor, Outdoor }
}

fn main() {}
