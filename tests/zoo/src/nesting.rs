use aimdb_wasm_contracts::contract;

use crate::{External, Internal, Point};

/// A value that knows when it was taken.
#[contract]
#[derive(PartialEq)]
pub struct Stamped<T> {
    pub value: T,
    pub at: u64,
}

/// Percent, as a type of its own.
#[contract]
#[derive(Copy, PartialEq)]
pub struct Percent(pub f32);

/// Another name for an option.
pub type Maybe<T> = Option<T>;

/// Contracts in contracts, generics, newtypes, aliases, boxes.
#[contract(name = "nesting")]
#[derive(PartialEq)]
pub struct Nesting {
    pub point: Point,
    pub boxed: Box<Point>,
    pub maybe: Maybe<Point>,
    pub stamped: Stamped<f32>,
    pub stamped_text: Stamped<String>,
    pub percent: Percent,
    pub external: External,
    pub internal: Internal,
}

/// A newtype that is a contract.
#[contract(name = "wrapper")]
#[derive(PartialEq)]
pub struct Wrapper(pub Vec<Percent>);

/// Recursion: goes as text, since frames have no depth limit and serde_json has.
#[contract(name = "tree")]
#[derive(PartialEq)]
pub struct Tree {
    pub label: String,
    pub children: Vec<Tree>,
}
