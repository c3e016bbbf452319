//! A registry, laid out to be looked at.

mod schema;
mod table;

use std::collections::BTreeMap;

use aimdb_wasm_contracts::shape::{Body, Docs, Fields, Payload};
use aimdb_wasm_contracts::{Contract, Registry, Visitor};
use serde_json::{json, Value};

use crate::error::Error;
use crate::lock::{full, Field, Input, Lock, Output, State, Type};
use crate::model::{Facts, Item, Model};
use crate::types::Way;

/// The contracts of a registry.
#[derive(Debug)]
pub struct Catalog {
    sheets: Vec<Sheet>,
}

/// One contract.
#[derive(Debug)]
struct Sheet {
    name: String,
    version: u32,
    ty: String,
    unit: String,
    icon: String,
    signal: String,
    docs: String,
    /// Why it goes through serde; none if it goes through a frame.
    obstacle: Option<String>,
    example: Option<Example>,
    rows: Vec<Row>,
    schemas: [Value; 2],
}

/// A made-up value, as it stands on the wire.
#[derive(Debug)]
struct Example {
    payload: Value,
    bytes: usize,
}

/// A field or a variant.
#[derive(Debug)]
struct Row {
    name: String,
    ty: String,
    presence: &'static str,
    unit: String,
    docs: String,
}

/// Lays out a registry.
///
/// # Errors
///
/// [`Error`] as [`crate::generate`].
pub fn catalog<R: Registry>() -> Result<Catalog, Error> {
    let model = Model::of::<R>()?;
    let lock = Lock::of::<R>();
    let mut scales = Scales(BTreeMap::new());
    R::each(&mut scales);
    let sheets = model
        .contracts()
        .filter_map(|(item, facts)| {
            let entry = lock.contracts.get(facts.schema)?;
            let weigh = scales.0.get(facts.schema)?;
            Some(sheet(&model, item, facts, &entry.current, *weigh))
        })
        .collect();
    Ok(Catalog { sheets })
}

impl Catalog {
    /// Names of the contracts.
    pub fn names(&self) -> Vec<&str> {
        self.sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .collect()
    }

    /// The first name that no contract has.
    pub fn unknown<'a>(&self, names: &'a [String]) -> Option<&'a str> {
        names
            .iter()
            .find(|name| !self.names().contains(&name.as_str()))
            .map(String::as_str)
    }

    /// Leaves only the contracts with these names; all if there are none.
    pub fn keep(&mut self, names: &[String]) {
        if !names.is_empty() {
            self.sheets.retain(|sheet| names.contains(&sheet.name));
        }
    }

    /// For people.
    pub fn table(&self) -> String {
        table::print(&self.sheets)
    }

    /// For programs.
    pub fn json(&self) -> String {
        let contracts: Vec<Value> = self.sheets.iter().map(Sheet::json).collect();
        format!("{:#}\n", json!({ "contracts": contracts }))
    }
}

impl Sheet {
    fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                json!({
                    "name": row.name,
                    "type": row.ty,
                    "presence": row.presence,
                    "unit": row.unit,
                    "docs": row.docs,
                })
            })
            .collect();
        let [input, output] = &self.schemas;
        json!({
            "name": self.name,
            "version": self.version,
            "type": self.ty,
            "unit": self.unit,
            "icon": self.icon,
            "signal": self.signal,
            "docs": self.docs,
            "path": if self.obstacle.is_some() { "serde" } else { "frame" },
            "reason": self.obstacle,
            "example": self.example.as_ref().map(|example| &example.payload),
            "bytes": self.example.as_ref().map(|example| example.bytes),
            "fields": rows,
            "schema": { "input": input, "output": output },
        })
    }
}

/// Reads a payload and writes it as JSON text.
type Weigh = fn(&Value) -> Option<String>;

struct Scales(BTreeMap<&'static str, Weigh>);

impl Visitor for Scales {
    fn visit<T: Contract>(&mut self) {
        self.0.insert(T::NAME, |payload| {
            let value: T = serde_json::from_str(&payload.to_string()).ok()?;
            serde_json::to_string(&value).ok()
        });
    }
}

fn sheet(model: &Model, item: &Item, facts: &Facts, state: &State, weigh: Weigh) -> Sheet {
    let example = full(state).and_then(|payload| {
        let text = weigh(&payload)?;
        Some(Example {
            payload: serde_json::from_str(&text).ok()?,
            bytes: text.len(),
        })
    });
    Sheet {
        name: facts.schema.to_owned(),
        version: facts.version,
        ty: item.name.clone(),
        unit: facts.unit.to_owned(),
        icon: facts.icon.to_owned(),
        signal: facts.signal.to_owned(),
        docs: item.docs.item.to_owned(),
        obstacle: item.obstacle.clone(),
        example,
        rows: rows(item),
        schemas: [Way::Write, Way::Read].map(|way| schema::of(model, item, way)),
    }
}

fn rows(item: &Item) -> Vec<Row> {
    let mut rows = Vec::new();
    match &item.shape.body {
        Body::Struct(fields) => field_rows(&mut rows, fields, "", "", item.docs),
        Body::Newtype(ty) => rows.push(Row {
            name: "(value)".to_owned(),
            ty: Type::of(ty).to_string(),
            presence: "",
            unit: String::new(),
            docs: String::new(),
        }),
        Body::Enum { variants, .. } => {
            for variant in *variants {
                let ty = match &variant.payload {
                    Payload::Unit => String::new(),
                    Payload::Newtype(ty) => Type::of(ty).to_string(),
                    Payload::Struct(_) => "{ … }".to_owned(),
                };
                rows.push(Row {
                    name: variant.read.to_owned(),
                    ty,
                    presence: "variant",
                    unit: String::new(),
                    docs: item.docs.of(variant.rust).to_owned(),
                });
                if let Payload::Struct(fields) = &variant.payload {
                    let (read, rust) = (format!("{}.", variant.read), format!("{}.", variant.rust));
                    field_rows(&mut rows, fields, &read, &rust, item.docs);
                }
            }
        }
        Body::Opaque { ts, .. } => rows.push(Row {
            name: "(value)".to_owned(),
            ty: ts(),
            presence: "",
            unit: String::new(),
            docs: String::new(),
        }),
    }
    rows
}

fn field_rows(rows: &mut Vec<Row>, fields: &Fields, read: &str, rust: &str, docs: &Docs) {
    for field in fields.list {
        let recorded = Field::of(field);
        let presence = match (recorded.output, recorded.input) {
            (Output::Never, _) => "write only",
            (_, Input::Never) => "read only",
            (_, Input::Optional | Input::Defaulted) => "optional",
            (_, Input::Required) => "",
        };
        rows.push(Row {
            name: format!("{read}{}", field.read),
            ty: recorded.ty.to_string(),
            presence,
            unit: recorded.unit,
            docs: docs.of(&format!("{rust}{}", field.rust)).to_owned(),
        });
    }
}
