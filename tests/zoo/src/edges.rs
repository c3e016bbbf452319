use aimdb_wasm_contracts::contract;

use crate::{Mode, Point, Strict};

/// Nothing at all.
#[contract(name = "empty")]
#[derive(PartialEq)]
pub struct Empty {}

/// Nothing but strings.
#[contract(name = "only_text")]
#[derive(PartialEq)]
pub struct OnlyText {
    pub first: String,
    pub second: String,
}

/// Nothing but other contracts.
#[contract(name = "only_nested")]
#[derive(PartialEq)]
pub struct OnlyNested {
    pub point: Point,
    pub strict: Strict,
}

/// Newtypes of everything.
#[contract(name = "newtypes")]
#[derive(PartialEq)]
pub struct Newtypes {
    pub text: Named,
    pub point: Placed,
    pub maybe: Perhaps,
    pub big: Big,
    pub triple: Triple,
    pub places: Places,
}

#[contract]
#[derive(PartialEq)]
pub struct Named(pub String);

#[contract]
#[derive(PartialEq)]
pub struct Placed(pub Point);

#[contract]
#[derive(PartialEq)]
pub struct Perhaps(pub Option<Mode>);

#[contract]
#[derive(PartialEq)]
pub struct Big(#[contract(bigint)] pub u64);

#[contract]
#[derive(PartialEq)]
pub struct Triple(pub [Point; 3]);

#[contract]
#[derive(PartialEq)]
pub struct Places(pub Vec<Option<Vec<Point>>>);

/// Variants that only nest.
#[contract(name = "choice")]
#[derive(PartialEq)]
pub enum Choice {
    Named(String),
    Strict(Strict),
    Either { point: Option<Point>, mode: Mode },
    Nothing {},
}

/// Three fields that may stay away, first, in the middle and last.
#[contract(name = "sparse")]
#[derive(PartialEq)]
pub struct Sparse {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Point>,
    pub at: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slots: Vec<String>,
    #[serde(rename = "__proto__")]
    pub proto: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last: String,
}

/// Many fields that may be absent, each told by its option.
#[contract(name = "hidden")]
#[derive(PartialEq)]
pub struct Hidden {
    pub first: i16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Point>,
    #[serde(skip_serializing_if = "::core::option::Option::is_none")]
    pub many: Option<Vec<Option<f32>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twice: Option<Option<u32>>,
    #[serde(rename = "__proto__", skip_serializing_if = "Option::is_none")]
    pub proto: Option<String>,
    #[serde(default = "some_text", skip_serializing_if = "Option::is_none")]
    pub with_dash: Option<String>,
    pub last: bool,
}

fn some_text() -> Option<String> {
    Some("given".to_owned())
}
