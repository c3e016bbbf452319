//! What cannot be kept of a type that serde alone can read.

use aimdb_wasm_contracts::contract;

#[contract]
pub struct Rest {
    pub a: u64,
}

#[contract(name = "flat")]
pub struct Flat {
    #[contract(bigint)]
    pub id: u64,
    #[serde(flatten)]
    pub rest: Rest,
}

#[contract(name = "flat_names")]
pub struct FlatNames {
    #[serde(rename(serialize = "out", deserialize = "into"))]
    pub id: u32,
    #[serde(flatten)]
    pub rest: Rest,
}

mod text {
    pub fn serialize<S: serde::Serializer>(_: &u32, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("")
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(_: D) -> Result<u32, D::Error> {
        Ok(0)
    }
}

#[contract(name = "converted")]
pub enum Converted {
    #[serde(with = "text")]
    Number(u32),
}

#[contract(name = "counts")]
pub enum Counts {
    #[contract(bigint)]
    Count(u64),
}

fn main() {}
