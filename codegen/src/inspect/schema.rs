//! JSON Schema of a contract, draft 2020-12.

use std::collections::BTreeMap;

use aimdb_wasm_contracts::shape::{
    Body, Field, Fields, Payload, Reads, Shape, Tagging, Type, Variant, Writes,
};
use serde_json::{json, Map, Value};

use crate::model::{Item, Model};
use crate::names;
use crate::types::Way;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The largest integer of a 64-bit field that is a `number`, 2^53 − 1.
const SAFE: u64 = aimdb_wasm_contracts::MAX_SAFE_INTEGER;

/// The largest decimal that an `f32` is read from: half a step above `f32::MAX`, whose own
/// shortest decimal, 3.4028235e38, is larger than it.
const F32_LIMIT: f64 = 3.402_823_567_797_336_6e38;

/// The schema of what reads give or of what writes accept.
pub(super) fn of(model: &Model, item: &Item, way: Way) -> Value {
    let mut printer = Printer {
        model,
        way,
        definitions: BTreeMap::new(),
    };
    printer.define(item.shape);
    let definitions: Map<String, Value> = printer.definitions.into_iter().collect();
    json!({
        "$schema": DRAFT,
        "title": item.name,
        "$ref": reference(&item.name),
        "$defs": definitions,
    })
}

fn reference(name: &str) -> String {
    format!("#/$defs/{name}")
}

struct Printer<'a> {
    model: &'a Model,
    way: Way,
    definitions: BTreeMap<String, Value>,
}

impl Printer<'_> {
    /// Sees to it that a type is among the definitions; gives its name.
    fn define(&mut self, shape: &'static Shape) -> String {
        let name = names::type_name(shape);
        if self.definitions.contains_key(&name) {
            return name;
        }
        // Recursion finds the name taken.
        self.definitions.insert(name.clone(), Value::Null);
        let docs = self.model.item(shape).map_or("", |item| item.docs.item);
        let schema = described(self.shape(shape), docs, "");
        self.definitions.insert(name.clone(), schema);
        name
    }

    fn shape(&mut self, shape: &'static Shape) -> Value {
        let docs = (shape.docs)();
        match &shape.body {
            Body::Struct(fields) => self.object(fields, &[], |field| docs.of(field.rust)),
            Body::Newtype(ty) => self.ty(ty),
            Body::Enum { tagging, variants } => {
                let units = variants
                    .iter()
                    .all(|variant| matches!(variant.payload, Payload::Unit));
                if units && *tagging == Tagging::External {
                    let names: Vec<&str> = variants
                        .iter()
                        .flat_map(|variant| self.names(variant))
                        .collect();
                    return json!({ "type": "string", "enum": names });
                }
                let choices: Vec<Value> = variants
                    .iter()
                    .map(|variant| {
                        let schema = self.variant(*tagging, variant, docs);
                        described(schema, docs.of(variant.rust), "")
                    })
                    .collect();
                json!({ "oneOf": choices })
            }
            Body::Opaque { ts, .. } => json!({ "$comment": format!("in TypeScript: {}", ts()) }),
        }
    }

    /// The names of a variant that may stand in JSON.
    fn names(&self, variant: &'static Variant) -> Vec<&'static str> {
        match self.way {
            Way::Read => vec![variant.read],
            Way::Write => std::iter::once(variant.write)
                .chain(variant.aliases.iter().copied())
                .collect(),
        }
    }

    fn variant(
        &mut self,
        tagging: Tagging,
        variant: &'static Variant,
        docs: &'static aimdb_wasm_contracts::shape::Docs,
    ) -> Value {
        let names = self.names(variant);
        let docs = |field: &Field| docs.of(&format!("{}.{}", variant.rust, field.rust));
        match tagging {
            Tagging::Internal(tag) => {
                let tag = [(tag, json!({ "enum": names }))];
                match &variant.payload {
                    Payload::Struct(fields) => self.object(fields, &tag, docs),
                    // Newtypes under a tag are for serde alone, and not seen here.
                    Payload::Unit | Payload::Newtype(_) => {
                        let [(tag, name)] = tag;
                        json!({ "type": "object", "properties": { tag: name }, "required": [tag] })
                    }
                }
            }
            Tagging::External => {
                let payload = match &variant.payload {
                    Payload::Unit => return json!({ "enum": names }),
                    Payload::Newtype(ty) => self.ty(ty),
                    Payload::Struct(fields) => self.object(fields, &[], docs),
                };
                let properties: Map<String, Value> = names
                    .iter()
                    .map(|name| ((*name).to_owned(), payload.clone()))
                    .collect();
                json!({
                    "type": "object",
                    "properties": properties,
                    "additionalProperties": false,
                    "minProperties": 1,
                    "maxProperties": 1,
                })
            }
        }
    }

    fn object<'d>(
        &mut self,
        fields: &'static Fields,
        tag: &[(&'static str, Value)],
        docs: impl Fn(&Field) -> &'d str,
    ) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut choices = Vec::new();
        for (name, schema) in tag {
            properties.insert((*name).to_owned(), schema.clone());
            required.push(*name);
        }
        for field in fields.list {
            let (names, needed) = match self.way {
                Way::Read if field.reads == Reads::Never => continue,
                Way::Write if field.writes == Writes::Never => continue,
                Way::Read => (vec![field.read], !field.reads.is_optional()),
                Way::Write => (
                    std::iter::once(field.write)
                        .chain(field.aliases.iter().copied())
                        .collect(),
                    field.writes == Writes::Required,
                ),
            };
            let ty = match self.way {
                Way::Read => field.shown(),
                Way::Write => field.ty,
            };
            let schema = described(self.ty(ty), docs(field), field.unit);
            for name in &names {
                properties.insert((*name).to_owned(), schema.clone());
            }
            match names.as_slice() {
                [name] if needed => required.push(name),
                [_] => {}
                // Exactly one of its names, or at most one. What is required is among the
                // properties: a validator may insist on that.
                several => {
                    let mut options: Vec<Value> = several
                        .iter()
                        .map(|name| json!({ "properties": { *name: true }, "required": [name] }))
                        .collect();
                    if !needed {
                        options.push(json!({ "not": { "anyOf": options.clone() } }));
                    }
                    choices.push(json!({ "oneOf": options }));
                }
            }
        }
        let mut object = Map::new();
        object.insert("type".to_owned(), json!("object"));
        object.insert("properties".to_owned(), Value::Object(properties));
        if !required.is_empty() {
            object.insert("required".to_owned(), json!(required));
        }
        if fields.deny_unknown && self.way == Way::Write {
            object.insert("additionalProperties".to_owned(), json!(false));
        }
        if !choices.is_empty() {
            object.insert("allOf".to_owned(), Value::Array(choices));
        }
        Value::Object(object)
    }

    fn ty(&mut self, ty: &'static Type) -> Value {
        match ty {
            Type::Bool => json!({ "type": "boolean" }),
            Type::Int {
                bits,
                signed,
                bigint,
            } => {
                let (low, high) = match (bits, signed, bigint) {
                    (64, false, false) => (json!(0), json!(SAFE)),
                    (64, true, false) => (json!(-(SAFE as i64)), json!(SAFE)),
                    (bits, false, _) => (json!(0), json!(u64::MAX >> (64 - bits))),
                    (bits, true, _) => {
                        let shift = 64 - bits;
                        (json!(i64::MIN >> shift), json!(i64::MAX >> shift))
                    }
                };
                json!({ "type": "integer", "minimum": low, "maximum": high })
            }
            Type::F32 => json!({
                "type": "number",
                "minimum": -F32_LIMIT,
                "maximum": F32_LIMIT,
            }),
            Type::F64 => json!({ "type": "number" }),
            Type::Text => json!({ "type": "string" }),
            Type::Optional(inner) => {
                json!({ "anyOf": [self.ty(inner), { "type": "null" }] })
            }
            Type::Seq(inner) => json!({ "type": "array", "items": self.ty(inner) }),
            Type::Array(inner, len) => json!({
                "type": "array",
                "items": self.ty(inner),
                "minItems": len,
                "maxItems": len,
            }),
            Type::Map(inner) => {
                json!({ "type": "object", "additionalProperties": self.ty(inner) })
            }
            Type::Nested(shape) => {
                let name = self.define(shape());
                json!({ "$ref": reference(&name) })
            }
            Type::Opaque(ts) => json!({ "$comment": format!("in TypeScript: {ts}") }),
        }
    }
}

/// With docs and unit in its description.
fn described(mut schema: Value, docs: &str, unit: &str) -> Value {
    let text = match (docs, unit) {
        ("", "") => return schema,
        (docs, "") => docs.to_owned(),
        ("", unit) => format!("Unit: {unit}"),
        (docs, unit) => format!("{docs}\n\nUnit: {unit}"),
    };
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), Value::from(text));
    }
    schema
}
