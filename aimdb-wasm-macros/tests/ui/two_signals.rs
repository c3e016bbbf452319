use aimdb_wasm_contracts::contract;

#[contract(name = "reading")]
pub struct Reading {
    #[contract(signal)]
    pub celsius: f32,
    #[contract(signal)]
    pub fahrenheit: f32,
}

fn main() {}
