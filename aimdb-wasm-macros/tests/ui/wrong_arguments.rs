use aimdb_wasm_contracts::contract;

#[contract(name = "Room Temperature")]
pub struct BadName {
    pub celsius: f32,
}

#[contract(name = "reading", verzion = 2)]
pub struct Misspelt {
    #[contract(sginal)]
    pub celsius: f32,
}

#[contract(name = "reading", version = 0)]
pub struct VersionZero {
    pub celsius: f32,
}

#[contract(name = "reading", version = "two")]
pub struct VersionText {
    pub celsius: f32,
}

#[contract(name = "reading", name = "again")]
pub struct Twice {
    pub celsius: f32,
}

fn main() {}
