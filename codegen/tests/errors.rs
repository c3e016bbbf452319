//! Registries that have no TypeScript, and what is said about them.

#![allow(missing_docs, clippy::unwrap_used)] // names say enough, and a test may panic

use aimdb_wasm_codegen::{generate, Bigints, Error, Options};
use aimdb_wasm_contracts::{contract, contract_registry, Registry};

mod indoor {
    use aimdb_wasm_contracts::contract;

    #[contract]
    pub struct Place {
        pub room: String,
    }
}

mod outdoor {
    use aimdb_wasm_contracts::contract;

    #[contract]
    pub struct Place {
        pub latitude: f64,
    }
}

#[contract(name = "heater")]
pub struct Heater {
    pub place: indoor::Place,
}

#[contract(name = "weather")]
pub struct Weather {
    pub place: outdoor::Place,
}

contract_registry! { Clash { Heater, Weather } }

#[contract(name = "http")]
pub struct HTTPStatus {
    pub code: u16,
}

#[contract(name = "http_2")]
pub struct HttpStatus {
    pub code: u16,
}

contract_registry! { SameFile { HTTPStatus, HttpStatus } }

#[contract(name = "door")]
pub struct Door {
    pub open: bool,
}

#[contract(name = "door_input")]
pub struct DoorInput {
    pub open: bool,
}

contract_registry! { SameType { Door, DoorInput } }

#[contract(name = "number")]
pub struct Number {
    pub value: f64,
}

contract_registry! { Reserved { Number } }

#[contract(name = "get")]
pub struct Get {
    pub value: f64,
}

contract_registry! { Method { Get } }

#[contract(name = "react")]
pub struct React {
    pub value: f64,
}

contract_registry! { OurFile { React } }

#[contract(name = "record_history")]
pub struct RecordHistory {
    pub value: f64,
}

contract_registry! { Hook { RecordHistory } }

fn error<R: Registry>() -> Error {
    generate::<R>(&Options::default()).unwrap_err()
}

#[test]
fn two_types_of_one_name() {
    assert_eq!(
        error::<Clash>().to_string(),
        "two different types of the registry are called `Place`: rename one of them, \
         in TypeScript alone by `#[serde(rename = \"…\")]` on it"
    );
}

#[test]
fn names_that_differ_too_little() {
    assert_eq!(
        error::<SameFile>().to_string(),
        "`HTTPStatus` and `HttpStatus` would share `http-status.ts`: rename one of them, \
         in TypeScript alone by `#[serde(rename = \"…\")]` on the type"
    );
    assert_eq!(
        error::<SameType>().to_string(),
        "`Door` and `DoorInput` would share `DoorInput`: rename one of them, \
         in TypeScript alone by `#[serde(rename = \"…\")]` on the type"
    );
}

#[test]
fn names_that_are_taken() {
    assert_eq!(
        error::<Reserved>().to_string(),
        "TypeScript or the generated code needs the name `Number` for itself: rename the type, \
         in TypeScript alone by `#[serde(rename = \"…\")]` on it"
    );
    assert_eq!(
        error::<OurFile>().to_string(),
        "`React` and the module `react` would share `react.ts`: rename one of them, \
         in TypeScript alone by `#[serde(rename = \"…\")]` on the type"
    );
    assert_eq!(
        error::<Hook>().to_string(),
        "`RecordHistory` and the hook `useRecordHistory` would share `useRecordHistory`: rename one of them, \
         in TypeScript alone by `#[serde(rename = \"…\")]` on the type"
    );
    assert_eq!(
        error::<Method>().to_string(),
        "`Get` and the method `get` of a database would share `get()`: rename one of them, \
         in TypeScript alone by `#[serde(rename = \"…\")]` on the type"
    );
}

#[contract]
pub enum Step {
    Rest(u64),
    Go {
        #[contract(bigint)]
        by: i64,
    },
}

#[contract(name = "counts")]
pub struct Counts {
    pub small: u32,
    pub plain: Option<u64>,
    #[contract(bigint)]
    pub big: Vec<i64>,
    pub step: Step,
}

contract_registry! { Wide { Counts } }

fn under(bigints: Bigints) -> Result<usize, String> {
    let options = Options {
        bigints,
        ..Options::default()
    };
    generate::<Wide>(&options)
        .map(|files| files.len())
        .map_err(|error| error.to_string())
}

#[test]
fn bigints_are_held_to_the_policy() {
    assert!(under(Bigints::AsMarked).is_ok());
    assert_eq!(
        under(Bigints::Always).unwrap_err(),
        "every 64-bit integer must be a `bigint` here, and Step.Rest, Counts.plain are not: \
         put `#[contract(bigint)]` on, or choose another policy"
    );
    assert_eq!(
        under(Bigints::Never).unwrap_err(),
        "no 64-bit integer may be a `bigint` here, and Step.Go.by, Counts.big are: \
         take `#[contract(bigint)]` off, or choose another policy"
    );
}
