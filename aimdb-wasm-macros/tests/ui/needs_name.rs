use aimdb_wasm_contracts::contract;

#[contract(unit = "°C", version = 2)]
pub struct Nested {
    #[contract(signal)]
    pub celsius: f32,
}

fn main() {}
