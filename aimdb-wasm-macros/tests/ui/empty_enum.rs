use aimdb_wasm_contracts::contract;

#[contract(name = "never")]
pub enum Never {}

fn main() {}
