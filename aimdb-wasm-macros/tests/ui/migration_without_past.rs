use aimdb_wasm_contracts::contract;

#[contract(name = "reading", version_field = "schema_version")]
pub struct Reading {
    pub schema_version: u32,
}

fn main() {}
