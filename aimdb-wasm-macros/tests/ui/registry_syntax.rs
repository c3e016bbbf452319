use aimdb_wasm_contracts::{contract, contract_registry};

#[contract(name = "reading")]
pub struct Reading {
    pub celsius: f32,
}

contract_registry! {
    pub Empty {}
}

contract_registry! {
    pub struct Keyword { Reading }
}

contract_registry! {
    pub Marked {
        #[derive(Debug)]
        Reading,
    }
}

fn main() {}
