//! What serde alone can read.

use std::time::Duration;

use aimdb_wasm_contracts::contract;

use crate::{Point, Stamped};

#[contract(name = "flat")]
#[derive(PartialEq)]
pub struct Flat {
    pub label: String,
    #[serde(flatten)]
    pub point: Point,
}

/// Its TypeScript type names an instance of a generic type, in two ways.
#[contract(name = "flat_generic")]
#[derive(PartialEq)]
pub struct FlatGeneric {
    #[serde(flatten)]
    pub stamped: Stamped<f32>,
    pub last: Option<Stamped<String>>,
}

#[contract(name = "untagged")]
#[derive(PartialEq)]
#[serde(untagged)]
pub enum Untagged {
    Number(f64),
    Text(String),
    Place(Point),
}

#[contract(name = "adjacent")]
#[derive(PartialEq)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent {
    Idle,
    Level(f32),
}

/// A foreign type, whose TypeScript type its author gives.
#[contract(name = "foreign")]
#[derive(PartialEq)]
pub struct Foreign {
    #[contract(ts = "{ readonly secs: number; readonly nanos: number }")]
    pub period: Duration,
    pub label: String,
}

#[contract(name = "tuple")]
#[derive(PartialEq)]
pub struct Tuple(pub f32, pub String);
