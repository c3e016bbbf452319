use aimdb_wasm_contracts::contract;

#[contract(name = "reading")]
pub struct Reading {
    #[serde(with = "hex")]
    pub key: Vec<u8>,
    #[serde(serialize_with = "hex::serialize")]
    pub other: Vec<u8>,
}

#[contract]
#[serde(try_from = "u8", into = "u8")]
pub enum Level {
    Low,
    High,
}

impl TryFrom<u8> for Level {
    type Error = String;

    fn try_from(level: u8) -> Result<Self, String> {
        match level {
            0 => Ok(Self::Low),
            1 => Ok(Self::High),
            other => Err(format!("no level {other}")),
        }
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level as Self
    }
}

mod hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(key: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{key:02x?}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        String::deserialize(deserializer).map(String::into_bytes)
    }
}

fn main() {}
