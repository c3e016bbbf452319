use std::marker::PhantomData;
use std::sync::OnceLock;

use aimdb_wasm_contracts::contract;
use aimdb_wasm_zoo_units::{si::Metres, Celsius, Fahrenheit, Quality, Rated};

use crate::Point;

/// One contract for each unit: its name is made of the unit's.
#[contract(name = "reading_{T}", icon = "🌡️")]
#[derive(PartialEq)]
pub struct Reading<T> {
    /// Observable where the unit can be compared.
    #[contract(signal)]
    pub value: T,
    pub quality: Option<Quality>,
    pub at: u64,
}

/// An instance by another name.
pub type Warmth = Reading<Celsius>;

/// Markers tell apart what has one layout; they are not in the JSON.
#[contract]
#[derive(PartialEq)]
pub struct Indoor;

/// With a parameter that is only named, a default, a bound, and a field that is not seen.
#[contract(name = "sampled")]
pub struct Sampled<Place = Indoor, Sample = f32>
where
    Sample: Copy,
{
    pub samples: Vec<Sample>,
    #[serde(skip)]
    pub place: PhantomData<Place>,
    #[serde(skip)]
    pub average: OnceLock<std::time::Duration>,
}

/// What a unit is to its quantities: a bound of the user's own.
pub trait Unit {
    const SYMBOL: &'static str;
}

#[contract]
#[derive(PartialEq)]
pub struct Pascal;

impl Unit for Pascal {
    const SYMBOL: &'static str = "Pa";
}

/// A quantity whose unit is only a type.
#[contract]
#[derive(PartialEq)]
pub struct Quantity<U: Unit> {
    pub amount: f64,
    #[serde(skip, default = "no_unit")]
    pub unit: PhantomData<U>,
}

fn no_unit<U>() -> PhantomData<U> {
    PhantomData
}

/// A generic enum.
#[contract]
#[derive(PartialEq)]
pub enum Either<L, R> {
    Left(L),
    Right { right: R, mark: Option<L> },
}

/// Whose 64-bit integers are `bigint`.
#[contract]
#[derive(PartialEq)]
pub struct Span<T> {
    #[contract(bigint)]
    pub from: T,
    #[contract(bigint)]
    pub to: Option<T>,
}

/// Generics in generics, and what another crate has.
#[contract(name = "generics")]
#[derive(PartialEq)]
pub struct Generics {
    pub rated: Rated<Fahrenheit>,
    pub far: Rated<Vec<Metres>>,
    pub either: Either<Celsius, Rated<String>>,
    pub swapped: Either<String, Point>,
    pub pressure: Quantity<Pascal>,
    pub span: Span<u64>,
    pub short: Span<i16>,
}
