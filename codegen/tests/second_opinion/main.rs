//! What a read gives, as we print it, against what ts-rs prints for the same Rust type.
//!
//! Where the two differ, one of them is wrong: each difference is listed with its
//! reason, and the test fails if it is no more.

#![allow(clippy::unwrap_used)] // a test may panic

mod canonical;

use aimdb_wasm_codegen::{generate, Options, OutputFile};
use aimdb_wasm_contracts as contracts;
use aimdb_wasm_contracts::__private::ts_rs::{Config, TS};
use aimdb_wasm_contracts::{Contracts, Registry};
use aimdb_wasm_zoo as zoo;
use canonical::canonical;

/// A difference: what ts-rs says, and what we say.
type Difference = (&'static str, &'static str);

struct Ours(Vec<OutputFile>);

impl Ours {
    fn of<R: Registry>() -> Self {
        Self(generate::<R>(&Options::default()).unwrap())
    }

    /// The declaration of a type: from its name to the end of the statement.
    fn declaration(&self, name: &str) -> &str {
        let (interface, alias) = (
            format!("export interface {name} "),
            format!("export type {name} ="),
        );
        for file in &self.0 {
            if let Some(start) = file.text.find(&interface) {
                let body = &file.text[start + interface.len()..];
                return &body[..body.find("\n}").unwrap() + 2];
            }
            if let Some(start) = file.text.find(&alias) {
                let body = &file.text[start + alias.len()..];
                return &body[..body.find(";\n\n").unwrap()];
            }
        }
        panic!("no type {name} was generated");
    }

    fn hold<T: TS>(&self, name: &str, differences: &[Difference]) {
        let config = Config::new()
            .with_large_int("number")
            .with_array_tuple_limit(16);
        let mut theirs = canonical(&T::inline(&config));
        for (they, we) in differences {
            assert!(
                theirs.contains(they),
                "{name}: ts-rs does not say {they} any more, but {theirs}"
            );
            theirs = theirs.replace(they, we);
        }
        assert_eq!(canonical(self.declaration(name)), theirs, "{name}");
    }
}

#[test]
fn built_in_contracts() {
    let ours = Ours::of::<Contracts>();
    ours.hold::<contracts::Temperature>("Temperature", &[]);
    ours.hold::<contracts::Humidity>("Humidity", &[]);
    ours.hold::<contracts::Setpoint>("Setpoint", &[]);
    ours.hold::<contracts::StationState>("StationState", &[]);
    ours.hold::<contracts::DewPoint>("DewPoint", &[]);
}

/// All but `Keywords`: ts-rs does not escape names, so what it prints is no TypeScript.
#[test]
fn zoo_contracts() {
    let ours = Ours::of::<zoo::Zoo>();
    ours.hold::<zoo::Numbers>("Numbers", &[]);
    ours.hold::<zoo::Text>("Text", &[]);
    ours.hold::<zoo::DefaultWhole>("DefaultWhole", &[]);
    ours.hold::<zoo::Strict>("Strict", &[]);
    ours.hold::<zoo::Point>("Point", &[]);
    ours.hold::<zoo::Collections>("Collections", &[]);
    ours.hold::<zoo::Renamed>("Renamed", &[]);
    ours.hold::<zoo::Mode>("Mode", &[]);
    ours.hold::<zoo::UnitEnum>("UnitEnum", &[]);
    ours.hold::<zoo::External>("External", &[]);
    ours.hold::<zoo::Percent>("Percent", &[]);
    // An instance of a generic type has a name; ts-rs is told of it.
    ours.hold::<zoo::Nesting>("Nesting", &[]);
    ours.hold::<zoo::Generics>("Generics", &[]);
    ours.hold::<zoo::Configured>("Configured", &[]);
    ours.hold::<zoo::outdoor::State>("OutdoorState", &[]);
    ours.hold::<zoo::Wrapper>("Wrapper", &[]);
    ours.hold::<zoo::Tree>("Tree", &[]);
    ours.hold::<zoo::Versioned>("Versioned", &[]);

    // What serde alone can read, we take from ts-rs or from the contract's author.
    ours.hold::<zoo::Flat>("Flat", &[]);
    ours.hold::<zoo::Untagged>("Untagged", &[]);
    ours.hold::<zoo::Adjacent>("Adjacent", &[]);
    ours.hold::<zoo::Foreign>("Foreign", &[]);
    ours.hold::<zoo::Tuple>("Tuple", &[]);
}

#[test]
fn where_we_differ() {
    let ours = Ours::of::<zoo::Zoo>();
    // ts-rs has one type for large integers; we choose by field.
    ours.hold::<zoo::BigNumbers>(
        "BigNumbers",
        &[
            ("id:number", "id:bigint"),
            ("offset:number", "offset:bigint"),
            ("maybe:(null|number)", "maybe:(bigint|null)"),
            ("many:number[]", "many:bigint[]"),
        ],
    );
    // ts-rs takes `skip_serializing_if` for optional only where there is a default too, and
    // does not say that what is skipped if it is `None` is never `null`.
    ours.hold::<zoo::Absence>(
        "Absence",
        &[("hidden_if_none:(null|number)", "hidden_if_none?:number")],
    );
    ours.hold::<zoo::Internal>("Internal", &[("by:(null|string)", "by?:string")]);
    ours.hold::<contracts::GpsLocation>(
        "GpsLocation",
        &[
            ("altitude?:(null|number)", "altitude?:number"),
            ("accuracy?:(null|number)", "accuracy?:number"),
        ],
    );
    ours.hold::<contracts::StationStatus>(
        "StationStatus",
        &[("last_error?:(null|string)", "last_error?:string")],
    );
    // ts-rs has one type for both ways: a field that is only written is not read.
    ours.hold::<zoo::Skips>("Skips", &[("write_only?:number,", "")]);
    // ts-rs knows one name for both ways, and then takes none of the two.
    ours.hold::<zoo::RenamedApart>(
        "RenamedApart",
        &[("first_field:", "FIRST_FIELD:"), ("second_field:", "out:")],
    );
}
