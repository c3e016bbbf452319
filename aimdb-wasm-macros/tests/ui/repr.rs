use aimdb_wasm_contracts::contract;

#[contract]
#[derive(Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Level {
    Low,
    High,
}

fn main() {}
