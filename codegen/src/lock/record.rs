//! A registry as a lock, and its contracts as readers of payloads.

use std::collections::BTreeMap;
use std::panic;

use aimdb_wasm_contracts::shape::{self, Body, Payload, Reads, Tagging, Writes};
use aimdb_wasm_contracts::{Contract, Registry, Visitor};
use serde_json::Value;

use super::state::{Entry, Field, Input, Lock, Output, Shape, State, Variant};
use super::ty::Type;
use crate::names;

/// Reads a payload by a contract, as nodes and browsers do.
pub(crate) type Reader = fn(&Value) -> Result<(), String>;

/// A registry, as it is now.
pub(crate) struct Present {
    pub(crate) lock: Lock,
    pub(crate) contracts: BTreeMap<String, Abilities>,
}

/// What a contract can do with old payloads.
#[derive(Clone, Copy)]
pub(crate) struct Abilities {
    pub(crate) read: Reader,
    pub(crate) migrates: bool,
}

impl Present {
    pub(crate) fn of<R: Registry>() -> Self {
        let mut present = Self {
            lock: Lock::default(),
            contracts: BTreeMap::new(),
        };
        R::each(&mut present);
        present
    }
}

impl Lock {
    /// The state of a registry.
    pub fn of<R: Registry>() -> Self {
        Present::of::<R>().lock
    }
}

impl Visitor for Present {
    fn visit<T: Contract>(&mut self) {
        let mut types = BTreeMap::new();
        let ty = collect(T::shape(), &mut types);
        let entry = Entry {
            current: State {
                version: T::VERSION,
                version_field: T::MIGRATION
                    .map_or_else(String::new, |migration| migration.field.to_owned()),
                ty,
                types,
                examples: Vec::new(),
            },
            unit: T::UNIT.to_owned(),
            signal: T::SIGNAL.to_owned(),
            past: Vec::new(),
        };
        self.lock.contracts.insert(T::NAME.to_owned(), entry);
        let abilities = Abilities {
            read: read::<T>,
            migrates: T::MIGRATION.is_some(),
        };
        self.contracts.insert(T::NAME.to_owned(), abilities);
    }
}

/// As the adapter reads JSON text: by the version in the payload, absent meaning 1.
fn read<T: Contract>(payload: &Value) -> Result<(), String> {
    let attempt = panic::catch_unwind(|| {
        let direct = || {
            serde_json::from_str::<T>(&payload.to_string())
                .map(drop)
                .map_err(|error| error.to_string())
        };
        let Some(migration) = T::MIGRATION else {
            return direct();
        };
        let Some(object) = payload.as_object() else {
            return direct();
        };
        let upgrade =
            |payload: &Value| (migration.upgrade)(payload.to_string().as_bytes()).map(drop);
        match object.get(migration.field) {
            None if T::VERSION != 1 => {
                let mut object = object.clone();
                object.insert(migration.field.to_owned(), Value::from(1));
                upgrade(&Value::Object(object))
            }
            Some(version) => match version.as_u64() {
                Some(n) if n < u64::from(T::VERSION) => upgrade(payload),
                _ => direct(),
            },
            None => direct(),
        }
    });
    attempt.unwrap_or_else(|_| Err("it panicked".to_owned()))
}

/// Adds a layout and what is nested in it; gives its name.
fn collect(shape: &'static shape::Shape, types: &mut BTreeMap<String, Shape>) -> String {
    let name = names::type_name(shape);
    if types.contains_key(&name) {
        return name;
    }
    let recorded = match &shape.body {
        Body::Struct(fields) => Shape::Struct {
            deny_unknown: fields.deny_unknown,
            fields: record_fields(fields),
        },
        Body::Newtype(ty) => Shape::Newtype { of: Type::of(ty) },
        Body::Enum { tagging, variants } => Shape::Enum {
            tag: match tagging {
                Tagging::External => None,
                Tagging::Internal(tag) => Some((*tag).to_owned()),
            },
            deny_unknown: variants.iter().any(
                |variant| matches!(&variant.payload, Payload::Struct(list) if list.deny_unknown),
            ),
            variants: variants.iter().map(variant).collect(),
        },
        Body::Opaque {
            reason, ts, parts, ..
        } => Shape::Opaque {
            reason: (*reason).to_owned(),
            ts: ts(),
            parts: parts.iter().flatten().map(|ty| Type::of(ty)).collect(),
        },
    };
    types.insert(name.clone(), recorded);
    match &shape.body {
        Body::Struct(fields) => nested_fields(fields, types),
        Body::Newtype(ty) => nested(ty, types),
        Body::Enum { variants, .. } => {
            for variant in *variants {
                match &variant.payload {
                    Payload::Unit => {}
                    Payload::Newtype(ty) => nested(ty, types),
                    Payload::Struct(fields) => nested_fields(fields, types),
                }
            }
        }
        Body::Opaque { parts, .. } => {
            for ty in parts.iter().flatten() {
                nested(ty, types);
            }
        }
    }
    name
}

fn nested_fields(fields: &shape::Fields, types: &mut BTreeMap<String, Shape>) {
    for field in fields.list {
        nested(field.ty, types);
    }
}

fn nested(ty: &shape::Type, types: &mut BTreeMap<String, Shape>) {
    match ty {
        shape::Type::Optional(inner)
        | shape::Type::Seq(inner)
        | shape::Type::Array(inner, _)
        | shape::Type::Map(inner) => nested(inner, types),
        shape::Type::Nested(shape) => {
            collect(shape(), types);
        }
        _ => {}
    }
}

fn record_fields(fields: &shape::Fields) -> Vec<Field> {
    fields.list.iter().map(Field::of).collect()
}

impl Field {
    /// A field of a layout, in the words of the lock.
    pub(crate) fn of(field: &shape::Field) -> Self {
        Self {
            name: field.read.to_owned(),
            input_name: (field.write != field.read).then(|| field.write.to_owned()),
            aliases: owned(field.aliases),
            ty: Type::of(field.ty),
            output: match field.reads {
                Reads::Always => Output::Always,
                Reads::IfSome => Output::IfSome,
                Reads::Sometimes => Output::Sometimes,
                Reads::Never => Output::Never,
            },
            input: match field.writes {
                Writes::Required => Input::Required,
                Writes::OrNone => Input::Optional,
                Writes::OrDefault => Input::Defaulted,
                Writes::Never => Input::Never,
            },
            unit: field.unit.to_owned(),
        }
    }
}

fn variant(variant: &shape::Variant) -> Variant {
    let (value, fields) = match &variant.payload {
        Payload::Unit => (None, None),
        Payload::Newtype(ty) => (Some(Type::of(ty)), None),
        Payload::Struct(fields) => (None, Some(record_fields(fields))),
    };
    Variant {
        name: variant.read.to_owned(),
        input_name: (variant.write != variant.read).then(|| variant.write.to_owned()),
        aliases: owned(variant.aliases),
        value,
        fields,
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
