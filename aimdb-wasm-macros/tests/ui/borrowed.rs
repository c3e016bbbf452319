use aimdb_wasm_contracts::contract;

#[contract(name = "reading")]
pub struct Reading<'a> {
    pub label: &'a str,
}

fn main() {}
