use std::collections::BTreeMap;

use aimdb_wasm_contracts::contract;

use crate::Point;

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

/// Properties that objects have anyway, and names that the generated code would like for
/// its own variables.
#[contract(name = "hazards")]
#[derive(PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Hazards {
    pub constructor: u8,
    pub __proto__: Option<u8>,
    pub has_own_property: bool,
    #[serde(alias = "toLocaleString", default)]
    pub value_of: u8,
    pub prototype: u8,
    pub then: u8,
    pub length: u8,
    pub name: String,
    pub arguments: u8,
    pub undefined: u8,
    pub r#await: u8,
    pub r#static: u8,
    pub interface: u8,
    pub any: u8,
    pub never: u8,
    pub own: u8,
    pub is_list: u8,
    pub read_point: u8,
    pub copy_point: Point,
    #[serde(rename = "asF32")]
    pub as_f32: f32,
    pub sorted_names: BTreeMap<String, u8>,
    pub i_copy: u8,
    pub at: u8,
    pub slots: u8,
    pub i: Vec<Point>,
    pub count: Vec<u8>,
    pub item: Vec<Vec<u8>>,
    pub items: [Point; 2],
    pub inner: Option<Point>,
    pub key: BTreeMap<String, u8>,
    pub entries: BTreeMap<String, BTreeMap<String, u8>>,
    pub start: Option<Vec<u8>>,
    pub hazard_choice: HazardChoice,
    pub hazard_tag: HazardTag,
}

/// Variants called like what every object has.
#[contract]
#[derive(PartialEq)]
pub enum HazardChoice {
    #[serde(rename = "constructor")]
    Made {
        to_string: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        value_of: Option<u8>,
    },
    #[serde(rename = "__proto__")]
    Proto(Point),
    #[serde(rename = "toString")]
    Printed { __proto__: u8, value: u8 },
    #[serde(rename = "valueOf")]
    Valued,
}

/// A tag of such a name.
#[contract]
#[derive(PartialEq)]
#[serde(tag = "constructor")]
pub enum HazardTag {
    #[serde(rename = "__proto__")]
    Proto {
        then: u8,
        frame: Option<u8>,
    },
    Other,
}

/// Names given one side at a time, and several to read.
#[contract(name = "renamed_in_pieces")]
#[derive(PartialEq)]
pub struct RenamedInPieces {
    #[serde(rename(serialize = "out"), rename(deserialize = "into"))]
    pub one: u32,
    #[serde(rename(deserialize = "two"), rename(serialize = "zwei"))]
    pub other: u32,
    #[serde(rename(deserialize = "first", deserialize = "second"))]
    pub either: Option<u32>,
}
