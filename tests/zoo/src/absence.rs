use aimdb_wasm_contracts::contract;

/// Fields that may be absent, in every way serde has.
#[contract(name = "absence")]
#[derive(PartialEq)]
pub struct Absence {
    pub required: u32,
    pub optional: Option<u32>,
    #[serde(default)]
    pub defaulted: u32,
    #[serde(default = "forty_two")]
    pub from_path: u32,
    #[serde(default)]
    pub optional_defaulted: Option<u32>,
    #[serde(default = "some_seven")]
    pub optional_from_path: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden_if_none: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_if_empty: Vec<u32>,
    pub nested_optional: Option<Option<u32>>,
}

fn forty_two() -> u32 {
    42
}

fn some_seven() -> Option<u32> {
    Some(7)
}

/// A default for the whole.
#[contract(name = "default_whole")]
#[derive(PartialEq)]
#[serde(default)]
pub struct DefaultWhole {
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub own_default: u16,
}

impl Default for DefaultWhole {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 8080,
            own_default: 1,
        }
    }
}

/// Fields that are not there at all.
#[contract(name = "skips")]
#[derive(PartialEq)]
pub struct Skips {
    pub shown: u32,
    #[serde(skip)]
    pub skipped: u32,
    #[serde(skip_serializing, default)]
    pub write_only: u32,
    #[serde(skip_deserializing)]
    pub read_only: u32,
    #[serde(skip, default = "nine")]
    pub skipped_from_path: u32,
}

fn nine() -> u32 {
    9
}

/// Nothing unknown is let in.
#[contract(name = "strict")]
#[derive(PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Strict {
    pub a: u32,
    pub b: Option<u32>,
}
