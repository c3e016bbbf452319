//! Layouts as JSON, from which the test makes up values.

use aimdb_wasm_contracts::shape::{Body, Fields, Payload, Reads, Shape, Tagging, Type, Writes};
use serde_json::{json, Value};

/// A layout and, by name, all that is nested in it once.
pub(crate) fn describe(shape: &'static Shape, depth: usize) -> Value {
    match &shape.body {
        Body::Struct(list) => json!({ "kind": "struct", "fields": fields(list, depth) }),
        Body::Newtype(inner) => ty(inner, depth),
        Body::Enum { tagging, variants } => {
            let tag = match tagging {
                Tagging::External => Value::Null,
                Tagging::Internal(tag) => json!(tag),
            };
            let variants: Vec<Value> = variants
                .iter()
                .map(|variant| {
                    let payload = match &variant.payload {
                        Payload::Unit => Value::Null,
                        Payload::Newtype(inner) => ty(inner, depth),
                        Payload::Struct(list) => {
                            json!({ "kind": "struct", "fields": fields(list, depth) })
                        }
                    };
                    json!({ "name": variant.write, "aliases": variant.aliases, "payload": payload })
                })
                .collect();
            json!({ "kind": "enum", "tag": tag, "variants": variants })
        }
        Body::Opaque { .. } => json!({ "kind": "opaque" }),
    }
}

fn fields(fields: &Fields, depth: usize) -> Vec<Value> {
    fields
        .list
        .iter()
        .map(|field| {
            json!({
                "name": field.write,
                "read": field.read,
                "aliases": field.aliases,
                "type": ty(field.ty, depth),
                "written": field.writes != Writes::Never,
                "optional": matches!(field.writes, Writes::OrNone | Writes::OrDefault),
                "shown": field.reads != Reads::Never,
            })
        })
        .collect()
}

/// Recursive layouts end after a few levels, in something every type accepts there.
fn ty(ty_: &Type, depth: usize) -> Value {
    let inner = |inner: &Type| ty(inner, depth);
    match ty_ {
        Type::Bool => json!({ "kind": "bool" }),
        Type::Int {
            bits,
            signed,
            bigint,
        } => {
            json!({ "kind": "int", "bits": bits, "signed": signed, "bigint": bigint })
        }
        Type::F32 => json!({ "kind": "f32" }),
        Type::F64 => json!({ "kind": "f64" }),
        Type::Text => json!({ "kind": "text" }),
        Type::Optional(of) => json!({ "kind": "option", "of": inner(of) }),
        Type::Seq(_) if depth >= 4 => json!({ "kind": "array", "of": null, "len": 0 }),
        Type::Seq(of) => json!({ "kind": "seq", "of": inner(of) }),
        Type::Array(of, len) => json!({ "kind": "array", "of": inner(of), "len": len }),
        Type::Map(of) => json!({ "kind": "map", "of": inner(of) }),
        Type::Nested(shape) => describe(shape(), depth + 1),
        Type::Opaque(_) => json!({ "kind": "opaque" }),
    }
}
