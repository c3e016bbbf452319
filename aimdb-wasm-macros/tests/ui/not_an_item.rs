use aimdb_wasm_contracts::contract;

#[contract(name = "reading")]
fn reading() {}

#[contract(name = "either")]
union Either {
    a: u32,
    b: f32,
}

fn main() {}
