use aimdb_wasm_contracts::contract;

#[contract(name = "reading")]
pub struct Reading<T> {
    #[serde(flatten)]
    pub value: T,
}

fn main() {}
