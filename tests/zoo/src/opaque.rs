//! What serde alone can read.

use std::time::Duration;

use aimdb_wasm_contracts::contract;

use crate::{Corner, Point, Stamped};

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

/// What is in it stands nowhere else.
#[contract(name = "order")]
#[derive(PartialEq)]
#[serde(tag = "order", content = "with")]
pub enum Order {
    Go(Target),
    Wait(Stamped<u32>),
    Both((Target, Boxed)),
    Stop,
}

#[contract]
#[derive(PartialEq)]
pub struct Target {
    pub longitude: f64,
    pub speed: f32,
}

#[contract]
#[derive(PartialEq)]
pub struct Boxed {
    pub inside: Box<Corner>,
}

/// One that serde alone can read, in a list and beside it.
#[contract(name = "order_log")]
#[derive(PartialEq)]
pub struct OrderLog {
    pub orders: Vec<Order>,
    pub last: Option<Untagged>,
}

/// Numbers that nobody knows to be there.
#[contract(name = "flat_numbers")]
#[derive(PartialEq)]
pub struct FlatNumbers {
    #[serde(flatten)]
    pub amounts: Amounts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[contract]
#[derive(PartialEq)]
pub struct Amounts {
    pub count: u64,
    pub change: i64,
    pub ratio: f32,
    pub wide: f64,
}
