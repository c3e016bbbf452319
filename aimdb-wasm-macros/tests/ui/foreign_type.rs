use aimdb_wasm_contracts::contract;

#[contract(name = "reading")]
pub struct Reading {
    pub celsius: f32,
    pub index: usize,
}

fn main() {}
