//! The lock: every rule, both ways; what it looks like; that the docs tell of each rule.

#![allow(clippy::unwrap_used)] // helpers of tests are tests
#![allow(unreachable_pub)] // contracts are public, and this is no library

use aimdb_wasm_codegen::lock::{
    judge, Category, Field, Input, Lock, Output, Rule, Shape, Type, Variant, Verdict,
};
use aimdb_wasm_contracts::Registry;
use aimdb_wasm_zoo::Zoo;

/// Migrations that read the given type, and make the same of every value.
macro_rules! total {
    ($older:ty) => {
        use aimdb_wasm_contracts::{migration_chain, MigrationError, MigrationStep};

        pub struct ToThing;

        impl MigrationStep for ToThing {
            type Older = $older;
            type Newer = Thing;
            const FROM_VERSION: u32 = 1;
            const TO_VERSION: u32 = 2;

            fn up(_: $older) -> Result<Thing, MigrationError> {
                Ok(thing())
            }

            fn down(_: Thing) -> Result<$older, MigrationError> {
                Err(MigrationError::ConversionFailed("there is no way back"))
            }
        }

        migration_chain! {
            type Current = Thing;
            version_field = "schema_version";
            steps { ToThing: $older => Thing }
        }

        pub struct ToWild;

        impl MigrationStep for ToWild {
            type Older = $older;
            type Newer = Wild;
            const FROM_VERSION: u32 = 1;
            const TO_VERSION: u32 = 2;

            fn up(_: $older) -> Result<Wild, MigrationError> {
                Ok(Wild {
                    strict: Percents { percent: 0.0 },
                    a: 0,
                })
            }

            fn down(_: Wild) -> Result<$older, MigrationError> {
                Err(MigrationError::ConversionFailed("there is no way back"))
            }
        }

        migration_chain! {
            type Current = Wild;
            version_field = "schema_version";
            steps { ToWild: $older => Wild }
        }
    };
}

/// The same two contracts under several versions and migrations. Their old states are
/// data: each test bends a lock of them.
macro_rules! things {
    ($module:ident, ($($args:tt)*), $($rest:item)*) => {
        mod $module {
            use aimdb_wasm_contracts::{contract, contract_registry};
            $($rest)*

            #[contract]
            #[serde(deny_unknown_fields)]
            pub struct Strict {
                pub a: u32,
            }

            #[contract]
            pub struct Percent(pub f32);

            #[contract]
            pub enum Mode {
                Idle,
                #[serde(alias = "Go")]
                Run,
            }

            #[contract]
            #[serde(tag = "kind")]
            pub enum Event {
                Nothing,
                Moved { distance: f64 },
            }

            #[contract]
            pub enum Level {
                Off,
                At(f32),
            }

            #[contract(name = "thing", unit = "°C", $($args)*)]
            pub struct Thing {
                #[serde(default)]
                pub schema_version: u32,
                #[contract(signal)]
                pub celsius: f32,
                pub count: u32,
                pub maybe: Option<u32>,
                #[serde(alias = "old_label")]
                pub label: String,
                pub mode: Mode,
                pub event: Event,
                pub level: Level,
                pub strict: Strict,
                pub percent: Percent,
                #[contract(bigint)]
                pub big: u64,
                pub list: Vec<f32>,
            }

            #[contract(name = "wild", $($args)*)]
            pub struct Wild {
                #[serde(flatten)]
                pub strict: Percents,
                pub a: u32,
            }

            #[contract]
            pub struct Percents {
                pub percent: f32,
            }

            contract_registry! {
                /// Both.
                pub Things { Thing, Wild }
            }
        }
    };
}

things!(same, (),);
things!(raised, (version = 2),);
things!(migrated, (version = 2, version_field = "schema_version"),
    pub fn thing() -> Thing {
        Thing {
            schema_version: 2,
            celsius: 0.0,
            count: 0,
            maybe: None,
            label: String::new(),
            mode: Mode::Idle,
            event: Event::Nothing,
            level: Level::Off,
            strict: Strict { a: 0 },
            percent: Percent(0.0),
            big: 0,
            list: Vec::new(),
        }
    }

    total!(serde_json::Value);
);
things!(narrow, (version = 2, version_field = "schema_version"),
    /// Nothing ever had this shape.
    #[contract]
    pub struct Never {
        pub never_there: u32,
    }

    pub fn thing() -> Thing {
        unreachable!("nothing is read as Never")
    }

    total!(Never);
);

/// The lock of the things, as they are, with version 1.
fn lock() -> Lock {
    Lock::of::<same::Things>()
}

fn shape<'a>(lock: &'a mut Lock, contract: &str, ty: &str) -> &'a mut Shape {
    let entry = lock.contracts.get_mut(contract).unwrap();
    entry.current.types.get_mut(ty).unwrap()
}

fn fields<'a>(lock: &'a mut Lock, ty: &str) -> &'a mut Vec<Field> {
    match shape(lock, "thing", ty) {
        Shape::Struct { fields, .. } => fields,
        other => panic!("{other:?}"),
    }
}

fn field<'a>(lock: &'a mut Lock, name: &str) -> &'a mut Field {
    fields(lock, "Thing")
        .iter_mut()
        .find(|field| field.name == name)
        .unwrap()
}

fn variants<'a>(lock: &'a mut Lock, ty: &str) -> &'a mut Vec<Variant> {
    match shape(lock, "thing", ty) {
        Shape::Enum { variants, .. } => variants,
        other => panic!("{other:?}"),
    }
}

fn a_field(name: &str) -> Field {
    Field {
        name: name.to_owned(),
        input_name: None,
        aliases: Vec::new(),
        ty: Type::Bool,
        output: Output::Always,
        input: Input::Required,
        unit: String::new(),
    }
}

fn a_variant(name: &str) -> Variant {
    Variant {
        name: name.to_owned(),
        input_name: None,
        aliases: Vec::new(),
        value: None,
        fields: None,
    }
}

fn ty(text: &str) -> Type {
    text.parse().unwrap()
}

/// What is not allowed.
fn violations(verdict: &Verdict) -> Vec<Rule> {
    verdict
        .violations(&Category::ALL)
        .filter_map(|finding| finding.change.rule)
        .collect()
}

fn ask<R: Registry>(old: &Lock) -> Vec<Rule> {
    violations(&judge::<R>(old))
}

/// How an old state differed from the present one, by the rule that this breaks.
fn bend(rule: Rule) -> Option<fn(&mut Lock)> {
    Some(match rule {
        Rule::FieldRenamed => |old| field(old, "count").name = "number".to_owned(),
        Rule::FieldAddedRequired => {
            |old| fields(old, "Thing").retain(|field| field.name != "count")
        }
        Rule::FieldMadeRequired => |old| field(old, "count").ty = ty("option<u32>"),
        Rule::FieldRefused => |old| fields(old, "Strict").push(a_field("b")),
        Rule::UnknownFieldsDenied => |old| {
            if let Shape::Struct { deny_unknown, .. } = shape(old, "thing", "Strict") {
                *deny_unknown = false;
            }
        },
        Rule::AliasRemoved => |old| field(old, "label").aliases.push("oldest_label".to_owned()),
        Rule::TypeChanged => |old| field(old, "count").ty = ty("u64"),
        Rule::VariantRemoved => |old| variants(old, "Mode").push(a_variant("Stopped")),
        Rule::VariantRenamed => |old| variants(old, "Level")[0].name = "Zero".to_owned(),
        Rule::VariantPayloadChanged => |old| variants(old, "Level")[1].value = None,
        Rule::TaggingChanged => |old| {
            if let Shape::Enum { tag, .. } = shape(old, "thing", "Event") {
                *tag = None;
            }
        },
        Rule::UnitChanged => |old| field(old, "celsius").unit = "°F".to_owned(),
        Rule::BecameOpaque => |old| {
            *shape(old, "wild", "Wild") = Shape::Struct {
                deny_unknown: false,
                fields: vec![a_field("a")],
            };
        },
        Rule::OpaqueChanged => |old| {
            if let Shape::Opaque { ts, .. } = shape(old, "wild", "Wild") {
                *ts = "string".to_owned();
            }
            // By hand, since no payload can be made up.
            let wild = old.contracts.get_mut("wild").unwrap();
            wild.current.examples = vec![serde_json::json!({ "a": 1 })];
        },
        Rule::VersionFieldChanged => |old| {
            let thing = old.contracts.get_mut("thing").unwrap();
            thing.current.version_field = "v".to_owned();
        },
        Rule::FieldRemoved => |old| fields(old, "Thing").push(a_field("extra")),
        Rule::FieldMadeOptional => |old| field(old, "maybe").ty = ty("u32"),
        Rule::FieldRespelled => |old| {
            let label = field(old, "label");
            label.name = "old_label".to_owned();
            label.aliases.clear();
        },
        Rule::VariantAdded => |old| {
            variants(old, "Mode").pop();
        },
        Rule::VariantRespelled => |old| {
            variants(old, "Mode")[1].name = "Go".to_owned();
            variants(old, "Mode")[1].aliases.clear();
        },
        Rule::BigintChanged => |old| field(old, "big").ty = ty("u64"),
        Rule::TypeLoosened => |old| field(old, "list").ty = ty("array<f32, 2>"),
        Rule::TypeRenamed => |old| {
            let types = &mut old.contracts.get_mut("thing").unwrap().current.types;
            let strict = types.remove("Strict").unwrap();
            types.insert("Stern".to_owned(), strict);
            field(old, "strict").ty = ty("Stern");
        },
        Rule::SignalChanged => |old| {
            old.contracts.get_mut("thing").unwrap().signal = "count".to_owned();
        },
        // These are about versions and whole contracts: each has a test below.
        Rule::ContractRemoved
        | Rule::NameReused
        | Rule::VersionLowered
        | Rule::VersionNotRaised
        | Rule::MigrationMissing
        | Rule::MigrationFails
        | Rule::MigrationUnproven => return None,
    })
}

/// A lock of what was, for rules about shapes.
fn bent() -> impl Iterator<Item = (Rule, Lock)> {
    Rule::ALL.iter().filter_map(|&rule| {
        let mut old = lock();
        // A wild payload cannot be made up; it is given where it matters.
        if let Some(wild) = old.contracts.get_mut("wild") {
            wild.current.examples = vec![serde_json::json!({ "percent": 0.5, "a": 1 })];
        }
        bend(rule)?(&mut old);
        Some((rule, old))
    })
}

#[test]
fn unchanged_contracts_break_nothing() {
    let verdict = judge::<same::Things>(&lock());
    assert_eq!(verdict.findings, []);
    assert!(verdict.recorded);
}

#[test]
fn a_break_under_the_same_version_is_told_by_its_rule() {
    for (rule, old) in bent() {
        let found = ask::<same::Things>(&old);
        assert!(found.contains(&rule), "{rule}: {found:?}");
        assert!(found.contains(&Rule::VersionNotRaised), "{rule}: {found:?}");
        // One change is one rule; a field that is refused is gone as well.
        let others: Vec<_> = found
            .iter()
            .filter(|other| ![rule, Rule::VersionNotRaised].contains(other))
            .collect();
        match rule {
            Rule::FieldRefused => assert_eq!(others, [&Rule::FieldRemoved]),
            _ => assert!(others.is_empty(), "{rule}: {others:?}"),
        }
    }
}

#[test]
fn a_higher_version_alone_is_enough_only_where_old_payloads_are_read() {
    for (rule, old) in bent() {
        let found = ask::<raised::Things>(&old);
        if rule.category() == Category::Wire {
            assert!(found.contains(&Rule::MigrationMissing), "{rule}: {found:?}");
            assert!(found.contains(&rule), "{rule}: {found:?}");
        } else {
            assert!(found.is_empty(), "{rule}: {found:?}");
        }
    }
}

#[test]
fn a_higher_version_and_a_migration_that_reads_old_payloads_allow_every_change() {
    for (rule, old) in bent() {
        let verdict = judge::<migrated::Things>(&old);
        assert!(
            verdict
                .findings
                .iter()
                .any(|finding| finding.change.rule == Some(rule) && finding.allowed),
            "{rule}: {verdict:?}"
        );
        assert_eq!(violations(&verdict), [], "{rule}");
    }
}

#[test]
fn migration_fails() {
    for (rule, old) in bent() {
        let found = ask::<narrow::Things>(&old);
        assert!(found.contains(&Rule::MigrationFails), "{rule}: {found:?}");
        assert!(found.contains(&rule), "{rule}: {found:?}");
    }
}

#[test]
fn migration_missing() {
    let mut old = lock();
    fields(&mut old, "Thing").retain(|field| field.name != "count");
    old.contracts.remove("wild");
    assert!(ask::<raised::Things>(&old).contains(&Rule::MigrationMissing));
    assert_eq!(ask::<migrated::Things>(&old), []);
}

#[test]
fn a_migration_that_is_taken_away_is_missed_for_every_older_version() {
    let mut old = lock();
    fields(&mut old, "Thing").retain(|field| field.name != "count");
    old.contracts.remove("wild");
    // Version 2 is recorded, with version 1 in its past; then the chain is deleted.
    let recorded = judge::<migrated::Things>(&old).next;
    assert_eq!(recorded.contracts["thing"].past[0].version, 1);
    assert_eq!(ask::<migrated::Things>(&recorded), []);
    let found = ask::<raised::Things>(&recorded);
    assert!(found.contains(&Rule::VersionFieldChanged), "{found:?}");
    assert!(found.contains(&Rule::MigrationMissing), "{found:?}");
}

#[test]
fn migration_unproven() {
    let old = lock();
    let found = ask::<migrated::Things>(&old);
    assert_eq!(found, [Rule::MigrationUnproven]);

    let mut old = lock();
    let wild = old.contracts.get_mut("wild").unwrap();
    wild.current.examples = vec![serde_json::json!({ "percent": 0.5, "a": 1 })];
    assert_eq!(ask::<migrated::Things>(&old), []);
}

#[test]
fn examples_written_by_hand_are_kept() {
    let mut old = lock();
    let wild = old.contracts.get_mut("wild").unwrap();
    wild.current.examples = vec![serde_json::json!({ "percent": 0.5, "a": 1 })];
    assert_eq!(judge::<same::Things>(&old).next, old);
    let next = judge::<migrated::Things>(&old).next;
    assert_eq!(next.contracts["wild"].past[0].examples.len(), 1);
}

#[test]
fn version_not_raised() {
    let mut old = lock();
    old.contracts.remove("wild");
    fields(&mut old, "Thing").push(a_field("extra"));
    assert!(ask::<same::Things>(&old).contains(&Rule::VersionNotRaised));
    assert_eq!(ask::<raised::Things>(&old), []);
}

#[test]
fn version_lowered() {
    let mut old = Lock::of::<raised::Things>();
    old.contracts.remove("wild");
    assert_eq!(ask::<same::Things>(&old), [Rule::VersionLowered]);
    assert_eq!(ask::<raised::Things>(&old), []);
}

#[test]
fn contract_removed() {
    let mut old = lock();
    let thing = old.contracts["thing"].clone();
    old.contracts.insert("gone".to_owned(), thing);
    let verdict = judge::<same::Things>(&old);
    assert_eq!(violations(&verdict), [Rule::ContractRemoved]);
    // Accepted, it is remembered, and no more told of.
    assert_eq!(verdict.next.retired["gone"], 1);
    assert_eq!(ask::<same::Things>(&verdict.next), []);
    assert!(judge::<same::Things>(&verdict.next).recorded);
}

#[test]
fn name_reused() {
    let mut old = lock();
    old.contracts.remove("thing");
    assert_eq!(ask::<same::Things>(&old), []);
    old.retired.insert("thing".to_owned(), 1);
    assert_eq!(ask::<same::Things>(&old), [Rule::NameReused]);
    old.contracts.remove("wild");
    assert_eq!(ask::<raised::Things>(&old), []);
    assert!(judge::<raised::Things>(&old).next.retired.is_empty());
}

#[test]
fn compatible_changes_are_told_and_allowed() {
    type Case = (&'static str, fn(&mut Lock));
    let compatible: [Case; 12] = [
        ("an optional field is new", |old| {
            fields(old, "Thing").retain(|field| field.name != "maybe");
        }),
        ("a field with a default is new", |old| {
            fields(old, "Thing").retain(|field| field.name != "schema_version");
        }),
        ("a wider integer", |old| field(old, "count").ty = ty("u16")),
        ("a float for a small integer", |old| {
            field(old, "celsius").ty = ty("i16");
        }),
        ("an alias more", |old| field(old, "label").aliases.clear()),
        ("a required field has a default now", |old| {
            field(old, "schema_version").input = Input::Required;
        }),
        ("a field that is always shown", |old| {
            field(old, "count").output = Output::Sometimes;
        }),
        ("unknown fields are let in", |old| {
            if let Shape::Struct { deny_unknown, .. } = shape(old, "thing", "Thing") {
                *deny_unknown = true;
            }
        }),
        ("another order of fields", |old| {
            fields(old, "Thing").reverse()
        }),
        ("another order of variants", |old| {
            variants(old, "Mode").reverse();
        }),
        ("a unit is said", |old| field(old, "celsius").unit.clear()),
        ("a newtype around a number", |old| {
            field(old, "percent").ty = ty("f32");
        }),
    ];
    for (what, bend) in compatible {
        let mut old = lock();
        bend(&mut old);
        let verdict = judge::<same::Things>(&old);
        assert_eq!(violations(&verdict), [], "{what}");
        assert!(!verdict.recorded, "{what}");
    }
}

#[test]
fn a_unit_is_told_of_once() {
    // The contract's unit is its signal's.
    let mut old = lock();
    field(&mut old, "celsius").unit = "°F".to_owned();
    old.contracts.get_mut("thing").unwrap().unit = "°F".to_owned();
    let found = ask::<same::Things>(&old);
    assert_eq!(found, [Rule::UnitChanged, Rule::VersionNotRaised]);
    // Of the contract alone it is a unit all the same.
    let mut old = lock();
    old.contracts.get_mut("thing").unwrap().unit = "°F".to_owned();
    assert!(ask::<same::Things>(&old).contains(&Rule::UnitChanged));
}

#[test]
fn a_new_contract_is_fine() {
    let verdict = judge::<same::Things>(&Lock::default());
    assert_eq!(verdict.findings.len(), 2);
    assert_eq!(violations(&verdict), []);
}

#[test]
fn categories_can_be_chosen() {
    let mut old = lock();
    fields(&mut old, "Thing").push(a_field("extra"));
    let verdict = judge::<same::Things>(&old);
    assert_eq!(verdict.violations(&[Category::Source]).count(), 0);
    assert_eq!(verdict.violations(&[Category::Browser]).count(), 1);
}

#[test]
fn a_registry_follows_on_itself() {
    let old = Lock::of::<Zoo>();
    let verdict = judge::<Zoo>(&old);
    assert_eq!(verdict.findings, []);
    assert!(verdict.recorded);
}

/// Every payload made up from a shape is read by the contract that has the shape: as
/// version 2 of the zoo, without a migration, each contract reads its own version 1.
#[test]
fn made_up_payloads_are_real_ones() {
    let mut old = Lock::of::<Zoo>();
    let mut opaque = 0;
    for entry in old.contracts.values_mut() {
        let state = entry.current.clone();
        opaque += usize::from(matches!(state.types[&state.ty], Shape::Opaque { .. }));
        entry.past.push(state);
    }
    let found = judge::<Zoo>(&old).findings;
    assert_eq!(found, []);
    assert_eq!(
        opaque, 8,
        "what serde alone knows is left out, and nothing else"
    );
}

#[test]
fn the_zoo_locked() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("zoo.lock", Lock::of::<Zoo>().to_text());
    });
}

#[test]
fn a_lock_survives_its_file() {
    let lock = Lock::of::<Zoo>();
    assert_eq!(Lock::from_text(&lock.to_text()), Ok(lock));
}

#[test]
fn what_is_no_lock_is_refused() {
    for (text, complaint) in [
        ("", "EOF"),
        ("{\"format\": 1}", "contracts"),
        ("{\"format\": 9, \"contracts\": {}}", "format 9"),
    ] {
        let error = Lock::from_text(text).unwrap_err();
        assert!(error.contains(complaint), "{error}");
    }
}

#[test]
fn every_rule_is_documented() {
    let docs = include_str!("../../docs/evolving.md");
    let mut headings = docs.lines().filter_map(|line| line.strip_prefix("### "));
    for rule in Rule::ALL {
        assert_eq!(
            headings.next(),
            Some(rule.name()),
            "in the order of Rule::ALL"
        );
    }
    assert_eq!(headings.next(), None, "no rule has this name");
    for rule in Rule::ALL {
        let (_, section) = docs.split_once(&format!("### {}\n", rule.name())).unwrap();
        let section = section.split("\n##").next().unwrap();
        assert!(section.contains("```"), "{rule} has an example");
        assert!(section.contains("Remedy: "), "{rule} has a remedy");
        let category = format!("({})", rule.category());
        assert!(
            section.contains(&category),
            "{rule} is of category {category}"
        );
    }
}
