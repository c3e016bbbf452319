use aimdb_wasm_contracts::contract;

/// Renamed by rule and by hand, with other names accepted.
#[contract(name = "renamed")]
#[derive(PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Renamed {
    pub first_field: u32,
    #[serde(rename = "second-field")]
    pub second: u32,
    #[serde(alias = "old_third", alias = "olderThird")]
    pub third_field: u32,
}

/// Other names out than in.
#[contract(name = "renamed_apart")]
#[derive(PartialEq)]
#[serde(rename_all(serialize = "SCREAMING_SNAKE_CASE", deserialize = "kebab-case"))]
pub struct RenamedApart {
    pub first_field: u32,
    #[serde(rename(serialize = "out", deserialize = "in"))]
    pub second_field: u32,
}

/// Names that mean something elsewhere: */ `${"quotes"}` and ünïcödé 🌡️.
#[contract(name = "keywords")]
#[derive(PartialEq)]
pub struct Keywords {
    /// A raw identifier; a comment end */ in its docs.
    pub r#type: u32,
    pub class: u32,
    pub default: u32,
    pub r#in: u32,
    pub frame: u32,
    pub value: u32,
    #[serde(rename = "constructor")]
    pub made_by: u32,
    #[serde(rename = "toString")]
    pub printed: u32,
    #[serde(rename = "with \"quotes\" and \\")]
    pub quoted: u32,
    #[serde(rename = "größe")]
    pub size: u32,
    #[serde(rename = "")]
    pub empty: u32,
}
