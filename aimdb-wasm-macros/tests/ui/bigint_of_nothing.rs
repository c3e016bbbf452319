use aimdb_wasm_contracts::contract;

#[contract]
pub struct Serial(pub u64);

#[contract(name = "device")]
pub struct Device {
    #[contract(bigint)]
    pub slots: Vec<u32>,
    #[contract(bigint)]
    pub serial: Serial,
    #[contract(bigint)]
    pub total: Option<u64>,
}

fn main() {}
