//! The lock on real contracts: as they were, as they are, and what is said of it.
//!
//! `lock.rs` bends recorded states, one rule at a time. Here both states are Rust, as a
//! team would write them one after the other.

#![allow(unreachable_pub, missing_docs)] // contracts are public, and this is no library
#![allow(clippy::unwrap_used)] // a failed helper is a failed test

use aimdb_wasm_codegen::lock::{judge, Category, Lock, Rule, Verdict};
use aimdb_wasm_contracts::Registry;

/// A contract `thing`, before and after.
macro_rules! change {
    ($name:ident { $($before:item)* } { $($after:item)* }) => {
        mod $name {
            pub mod before {
                #[allow(unused_imports)]
                use aimdb_wasm_contracts::{contract, contract_registry};
                $($before)*
                contract_registry! { pub Things { Thing } }
            }

            pub mod after {
                #[allow(unused_imports)]
                use aimdb_wasm_contracts::{contract, contract_registry};
                $($after)*
                contract_registry! { pub Things { Thing } }
            }

            /// What becomes of the one when the other is locked.
            pub fn verdict() -> super::Verdict {
                super::follow::<before::Things, after::Things>()
            }
        }
    };
}

fn follow<Before: Registry, After: Registry>() -> Verdict {
    judge::<After>(&Lock::of::<Before>())
}

/// Rules that are broken, each with where and what, in the words of the check.
fn broken(verdict: &Verdict) -> Vec<(Rule, String)> {
    verdict
        .violations(&Category::ALL)
        .filter(|finding| finding.change.rule != Some(Rule::VersionNotRaised))
        .map(|finding| {
            let change = &finding.change;
            let place = [finding.contract.as_str(), change.path.as_str()]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(".");
            (change.rule.unwrap(), format!("{place}: {}", change.words))
        })
        .collect()
}

fn rules(verdict: &Verdict) -> Vec<Rule> {
    broken(verdict).into_iter().map(|(rule, _)| rule).collect()
}

change! { payload_widens {
    #[contract(name = "thing")]
    pub enum Thing { Off, Level(u8), At { x: f32 } }
} {
    #[contract(name = "thing")]
    pub enum Thing { Off, Level(u16), At { x: f64 } }
} }

change! { payload_changes {
    #[contract(name = "thing")]
    pub enum Thing { Off, Level(f32), At { x: f32 } }
} {
    #[contract(name = "thing")]
    pub enum Thing { Off { since: u64 }, Level { percent: f32 }, At { x: f32, y: f32 } }
} }

change! { payload_may_be_null {
    #[contract(name = "thing")]
    pub enum Thing { Level(f32) }
} {
    #[contract(name = "thing")]
    pub enum Thing { Level(Option<f32>) }
} }

#[test]
fn what_variants_carry() {
    assert_eq!(rules(&payload_widens::verdict()), []);
    assert_eq!(
        broken(&payload_changes::verdict()),
        [
            (
                Rule::VariantPayloadChanged,
                "thing.Off: it carried nothing, and carries fields".into()
            ),
            (
                Rule::VariantPayloadChanged,
                "thing.Level: it carried `f32`, and carries fields".into()
            ),
            (
                Rule::FieldAddedRequired,
                "thing.At.y: a required field is new: f32".into()
            ),
        ]
    );
    assert_eq!(
        rules(&payload_may_be_null::verdict()),
        [Rule::FieldMadeOptional]
    );
}

change! { renamed_with_alias {
    #[contract(name = "thing")]
    pub struct Thing { pub temp: f32, pub kind: Kind }
    #[contract]
    pub enum Kind { Inside, Outside }
} {
    #[contract(name = "thing")]
    pub struct Thing { #[serde(alias = "temp")] pub celsius: f32, pub kind: Kind }
    #[contract]
    pub enum Kind { #[serde(alias = "Inside")] Indoor, Outside }
} }

change! { renamed_without_alias {
    #[contract(name = "thing")]
    pub struct Thing { pub temp: f32, pub other: u8 }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub celsius: f32, pub other: u8 }
} }

change! { renamed_in_rust_alone {
    #[contract(name = "thing")]
    pub struct Thing { pub temp: f32 }
} {
    #[contract(name = "thing")]
    pub struct Thing { #[serde(rename = "temp")] pub celsius: f32 }
} }

change! { renamed_by_rule {
    #[contract(name = "thing")]
    pub struct Thing { pub first_value: f32, pub second: u8 }
} {
    #[contract(name = "thing")]
    #[serde(rename_all = "camelCase")]
    pub struct Thing { pub first_value: f32, pub second: u8 }
} }

change! { names_swapped {
    #[contract(name = "thing")]
    pub struct Thing { pub low: f32, pub high: f32 }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub high: f32, pub low: f32 }
} }

#[test]
fn names() {
    assert_eq!(
        rules(&renamed_with_alias::verdict()),
        [Rule::FieldRespelled, Rule::VariantRespelled]
    );
    assert_eq!(
        broken(&renamed_without_alias::verdict()),
        [(
            Rule::FieldRenamed,
            "thing.temp: `temp` became `celsius`".into()
        )]
    );
    assert_eq!(rules(&renamed_in_rust_alone::verdict()), []);
    assert_eq!(rules(&renamed_by_rule::verdict()), [Rule::FieldRenamed]);
    assert_eq!(rules(&names_swapped::verdict()), []);
}

change! { option_to_default {
    #[contract(name = "thing")]
    pub struct Thing { pub note: Option<u32> }
} {
    #[contract(name = "thing")]
    pub struct Thing { #[serde(default)] pub note: u32 }
} }

change! { default_to_option {
    #[contract(name = "thing")]
    pub struct Thing { #[serde(default)] pub note: u32 }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub note: Option<u32> }
} }

change! { default_dropped {
    #[contract(name = "thing")]
    pub struct Thing { #[serde(default)] pub note: u32, #[serde(default)] pub maybe: Option<u8> }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub note: u32, pub maybe: Option<u8> }
} }

change! { default_for_all {
    #[contract(name = "thing")]
    #[derive(Default)]
    pub struct Thing { pub note: u32 }
} {
    #[contract(name = "thing")]
    #[derive(Default)]
    #[serde(default)]
    pub struct Thing { pub note: u32, pub more: u32 }
} }

change! { hidden_if_none {
    #[contract(name = "thing")]
    pub struct Thing { pub note: Option<u32> }
} {
    #[contract(name = "thing")]
    pub struct Thing { #[serde(skip_serializing_if = "Option::is_none")] pub note: Option<u32> }
} }

change! { hidden_no_more {
    #[contract(name = "thing")]
    pub struct Thing { #[serde(skip_serializing_if = "Option::is_none")] pub note: Option<u32> }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub note: Option<u32> }
} }

#[test]
fn absence() {
    // Old payloads may have `null` there, which a `u32` does not read.
    assert_eq!(
        broken(&option_to_default::verdict()),
        [(
            Rule::FieldMadeRequired,
            "thing.note: `option<u32>` became `u32`: `null` is not read any more".into()
        )]
    );
    assert_eq!(
        rules(&default_to_option::verdict()),
        [Rule::FieldMadeOptional]
    );
    // An `Option` may be absent without a default too.
    assert_eq!(
        broken(&default_dropped::verdict()),
        [(
            Rule::FieldMadeRequired,
            "thing.note: the field is required now".into()
        )]
    );
    assert_eq!(rules(&default_for_all::verdict()), []);
    assert_eq!(rules(&hidden_if_none::verdict()), [Rule::FieldMadeOptional]);
    // Reads showed a number or nothing; now they may show `null`.
    assert_eq!(rules(&hidden_no_more::verdict()), [Rule::FieldMadeOptional]);
}

change! { nested_changes {
    #[contract(name = "thing")]
    pub struct Thing { pub place: Place, pub trail: Vec<Option<Place>> }
    #[contract]
    pub struct Place { pub latitude: f64, #[contract(unit = "m")] pub height: f32 }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub place: Place, pub trail: Vec<Option<Place>> }
    #[contract]
    pub struct Place { pub latitude: String, #[contract(unit = "ft")] pub height: f32 }
} }

change! { nested_deeply {
    #[contract(name = "thing")]
    pub enum Thing { Moved { to: Option<Place> } }
    #[contract]
    pub struct Place { pub point: Point }
    #[contract]
    pub struct Point { pub x: f64 }
} {
    #[contract(name = "thing")]
    pub enum Thing { Moved { to: Option<Place> } }
    #[contract]
    pub struct Place { pub point: Point }
    #[contract]
    pub struct Point { pub x: f64, pub y: f64 }
} }

change! { nested_becomes_opaque {
    #[contract(name = "thing")]
    pub struct Thing { pub place: Place }
    #[contract]
    pub struct Place { pub x: f64 }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub place: Place }
    #[contract]
    pub struct Place { pub x: f64, #[serde(flatten)] pub rest: Rest }
    #[contract]
    pub struct Rest { #[serde(default)] pub y: f64 }
} }

change! { behind_opaque {
    #[contract(name = "thing")]
    #[serde(tag = "do", content = "with")]
    pub enum Thing { Move(Target), Wait(Box<u32>), Stop }
    #[contract]
    pub struct Target { pub x: f64, #[serde(default)] pub y: f64 }
} {
    #[contract(name = "thing")]
    #[serde(tag = "do", content = "with")]
    pub enum Thing { Move(Target), Wait(Box<u32>), Stop }
    #[contract]
    pub struct Target { pub longitude: f64, pub y: f64 }
} }

change! { recursive {
    #[contract(name = "thing")]
    pub struct Thing { pub children: Vec<Thing>, pub label: String }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub children: Vec<Thing>, pub label: u32 }
} }

#[test]
fn nested_types_are_told_by_the_contract_they_stand_in() {
    assert_eq!(
        broken(&nested_changes::verdict()),
        [
            (
                Rule::TypeChanged,
                "thing.place.latitude: `f64` became `string`".into()
            ),
            (
                Rule::UnitChanged,
                "thing.place.height: the unit m became ft".into()
            ),
        ]
    );
    assert_eq!(
        broken(&nested_deeply::verdict()),
        [(
            Rule::FieldAddedRequired,
            "thing.Moved.to.point.y: a required field is new: f64".into()
        )]
    );
    assert_eq!(
        broken(&nested_becomes_opaque::verdict()),
        [(
            Rule::BecameOpaque,
            "thing.place: `Place` is for serde alone now: flatten".into()
        )]
    );
    let behind = rules(&behind_opaque::verdict());
    assert!(behind.contains(&Rule::FieldRenamed), "{behind:?}");
    assert!(behind.contains(&Rule::FieldMadeRequired), "{behind:?}");
    assert_eq!(
        broken(&recursive::verdict()),
        [(
            Rule::TypeChanged,
            "thing.label: `string` became `u32`".into()
        )]
    );
}

change! { signal_unit {
    #[contract(name = "thing", unit = "°C")]
    pub struct Thing { #[contract(signal)] pub value: f32 }
} {
    #[contract(name = "thing", unit = "°F")]
    pub struct Thing { #[contract(signal)] pub value: f32 }
} }

change! { generic_argument {
    #[contract(name = "thing")]
    pub struct Thing { pub value: Stamped<u16> }
    #[contract]
    pub struct Stamped<T> { pub value: T, pub at: u64 }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub value: Stamped<u32> }
    #[contract]
    pub struct Stamped<T> { pub value: T, pub at: u64 }
} }

change! { tag_inside {
    #[contract(name = "thing")]
    pub enum Thing { Off, At { x: f32 } }
} {
    #[contract(name = "thing")]
    #[serde(tag = "kind")]
    pub enum Thing { Off, At { x: f32 } }
} }

change! { tag_renamed {
    #[contract(name = "thing")]
    #[serde(tag = "type")]
    pub enum Thing { Off, At { x: f32 } }
} {
    #[contract(name = "thing")]
    #[serde(tag = "kind")]
    pub enum Thing { Off, At { x: f32 } }
} }

change! { list_bounded {
    #[contract(name = "thing")]
    pub struct Thing { pub values: Vec<f32>, pub by_name: std::collections::BTreeMap<String, u8> }
} {
    #[contract(name = "thing")]
    pub struct Thing { pub values: [f32; 3], pub by_name: std::collections::BTreeMap<String, i8> }
} }

#[test]
fn units_instances_tags_and_lists() {
    assert_eq!(rules(&signal_unit::verdict()), [Rule::UnitChanged]);
    // All values are read, but TypeScript's name for the instance is another.
    assert_eq!(rules(&generic_argument::verdict()), [Rule::TypeRenamed]);
    assert_eq!(rules(&tag_inside::verdict()), [Rule::TaggingChanged]);
    assert_eq!(rules(&tag_renamed::verdict()), [Rule::TaggingChanged]);
    assert_eq!(
        rules(&list_bounded::verdict()),
        [Rule::TypeChanged, Rule::TypeChanged]
    );
}

/// A migration from a type that only looks like what was locked.
mod migration {
    pub mod before {
        use aimdb_wasm_contracts::{contract, contract_registry};

        #[contract(name = "thing")]
        pub struct Thing {
            #[serde(alias = "f", alias = "F")]
            pub fahrenheit: f32,
            pub mode: Mode,
            pub note: Option<String>,
        }

        #[contract]
        pub enum Mode {
            Auto,
            #[serde(alias = "Set")]
            Fixed {
                at: f32,
            },
        }

        contract_registry! { pub Things { Thing } }
    }

    /// A chain whose oldest type is `$older`.
    macro_rules! after {
        ($module:ident, $($older:tt)*) => {
            pub mod $module {
                use aimdb_wasm_contracts::{
                    contract, contract_registry, migration_chain, MigrationError, MigrationStep,
                };

                $($older)*

                #[contract(name = "thing", version = 2, version_field = "v")]
                pub struct Thing {
                    pub v: u32,
                    pub celsius: f32,
                }

                contract_registry! { pub Things { Thing } }

                pub struct Step;

                impl MigrationStep for Step {
                    type Older = Older;
                    type Newer = Thing;
                    const FROM_VERSION: u32 = 1;
                    const TO_VERSION: u32 = 2;

                    fn up(old: Older) -> Result<Thing, MigrationError> {
                        Ok(Thing { v: 2, celsius: (old.fahrenheit - 32.0) / 1.8 })
                    }

                    fn down(_: Thing) -> Result<Older, MigrationError> {
                        Err(MigrationError::ConversionFailed("there is no way back"))
                    }
                }

                migration_chain! {
                    type Current = Thing;
                    version_field = "v";
                    steps { Step: Older => Thing }
                }
            }
        };
    }

    after! { good,
        #[contract]
        pub struct Older {
            #[serde(alias = "f", alias = "F")]
            pub fahrenheit: f32,
        }
    }
    after! { forgets_an_alias,
        #[contract]
        pub struct Older {
            #[serde(alias = "f")]
            pub fahrenheit: f32,
        }
    }
    after! { forgets_a_variants_alias,
        #[contract]
        pub struct Older {
            #[serde(alias = "f", alias = "F")]
            pub fahrenheit: f32,
            pub mode: Mode,
        }
        #[contract]
        pub enum Mode { Auto, Fixed { at: f32 } }
    }
    after! { wants_what_may_be_missing,
        #[contract]
        pub struct Older { pub fahrenheit: f32, pub note: String }
    }
    after! { forgets_a_variant,
        #[contract]
        pub struct Older { pub fahrenheit: f32, pub mode: Mode }
        #[contract]
        pub enum Mode { Auto }
    }
    after! { misspells,
        #[contract]
        pub struct Older { #[serde(rename = "farenheit")] pub fahrenheit: f32 }
    }
}

#[test]
fn migrations_that_do_not_read() {
    use migration::{
        before, forgets_a_variant, forgets_a_variants_alias, forgets_an_alias, good, misspells,
        wants_what_may_be_missing,
    };

    let verdict = follow::<before::Things, good::Things>();
    assert_eq!(rules(&verdict), []);
    for verdict in [
        follow::<before::Things, wants_what_may_be_missing::Things>(),
        follow::<before::Things, forgets_a_variant::Things>(),
        follow::<before::Things, misspells::Things>(),
        follow::<before::Things, forgets_an_alias::Things>(),
        follow::<before::Things, forgets_a_variants_alias::Things>(),
    ] {
        let broken = broken(&verdict);
        let told = broken
            .iter()
            .find(|(rule, _)| *rule == Rule::MigrationFails)
            .map(|(_, words)| words.as_str());
        assert!(
            told.is_some_and(|words| words.starts_with("thing: a payload of version 1")
                && words.contains("failed to parse as Older")),
            "{broken:?}"
        );
    }
}
