use std::collections::BTreeMap;

use aimdb_wasm_contracts::contract;

use crate::Point;

/// Variants without data.
#[contract]
#[derive(PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Nothing to do.
    StandBy,
    #[serde(rename = "RUN")]
    Running,
    #[serde(alias = "halted", alias = "off")]
    Stopped,
}

/// An enum as a field.
#[contract(name = "unit_enum")]
#[derive(PartialEq)]
pub struct UnitEnum {
    pub mode: Mode,
    pub others: Vec<Mode>,
    pub maybe: Option<Mode>,
}

/// Variants with data, tagged from outside: serde's default.
#[contract(name = "external")]
#[derive(PartialEq)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum External {
    /// Nothing.
    Idle,
    /// One value.
    Level(f32),
    Place(Point),
    Maybe(Option<u32>),
    /// Named fields.
    MovedTo {
        /// How far.
        far_away: f64,
        #[serde(default)]
        in_steps: u32,
    },
}

/// Variants with data, tagged from inside.
#[contract(name = "internal")]
#[derive(PartialEq)]
#[serde(tag = "kind")]
pub enum Internal {
    Idle,
    Moved {
        distance: f64,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    Turned {
        degrees: i16,
    },
}

/// Under a tag inside, serde reads everything before it knows what it is: what it does
/// not know too, in all that is nested there.
#[contract(name = "buffered")]
#[derive(PartialEq)]
#[serde(tag = "kind")]
pub enum Buffered {
    Placed {
        at: Corner,
        trail: Vec<Corner>,
        by_name: BTreeMap<String, Corner>,
        bend: Option<Bend>,
    },
    Nothing,
}

/// Nested in what has its tag inside, and in nothing else.
#[contract]
#[derive(PartialEq)]
pub struct Corner {
    pub x: f32,
    #[serde(default, alias = "name")]
    pub label: String,
}

/// An enum there, tagged from outside.
#[contract]
#[derive(PartialEq)]
pub enum Bend {
    Round { radius: f64, from: Corner },
    Sharp(Corner),
}

/// A name that two variants have, for a `bigint` and for a `number`.
#[contract(name = "counter")]
#[derive(PartialEq)]
#[serde(tag = "kind")]
pub enum Counter {
    Exact {
        #[contract(bigint)]
        count: u64,
        level: f32,
    },
    Rough {
        count: f64,
        level: f32,
    },
}
