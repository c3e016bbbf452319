//! Where in a value a `bigint` stands.
//!
//! A frame carries it as it is. JSON text shows only digits, so the runtime must be
//! told which of them are one.

use aimdb_wasm_contracts::shape::{Body, Fields, Payload, Reads, Shape, Tagging, Type};

use crate::names;

/// The ways to the bigints in a read value of that layout, each as an array literal: a
/// string for a property, `true` for every element or entry, and `{ tag, is }` where it goes
/// on only if the property `tag` says so.
pub(crate) fn paths(shape: &Shape) -> Vec<String> {
    let mut search = Search::default();
    search.shape(shape);
    search.found
}

#[derive(Default)]
struct Search {
    path: Vec<String>,
    open: Vec<String>,
    found: Vec<String>,
}

impl Search {
    fn shape(&mut self, shape: &Shape) {
        let name = names::type_name(shape);
        if self.open.contains(&name) {
            return;
        }
        self.open.push(name);
        match &shape.body {
            Body::Struct(fields) => self.fields(fields),
            Body::Newtype(ty) => self.ty(ty),
            Body::Enum { tagging, variants } => {
                for variant in *variants {
                    let name = names::literal(variant.read);
                    self.path.push(match tagging {
                        Tagging::External => name,
                        Tagging::Internal(tag) => {
                            format!("{{ tag: {}, is: {name} }}", names::literal(tag))
                        }
                    });
                    match &variant.payload {
                        Payload::Unit => {}
                        Payload::Newtype(ty) => self.ty(ty),
                        Payload::Struct(fields) => self.fields(fields),
                    }
                    self.path.pop();
                }
            }
            Body::Opaque { .. } => {}
        }
        self.open.pop();
    }

    fn fields(&mut self, fields: &Fields) {
        for field in fields.list {
            if field.reads != Reads::Never {
                self.path.push(names::literal(field.read));
                self.ty(field.ty);
                self.path.pop();
            }
        }
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Int { bigint: true, .. } => {
                let path = format!("[{}]", self.path.join(", "));
                if !self.found.contains(&path) {
                    self.found.push(path);
                }
            }
            Type::Optional(inner) => self.ty(inner),
            Type::Seq(inner) | Type::Array(inner, _) | Type::Map(inner) => {
                self.path.push("true".to_owned());
                self.ty(inner);
                self.path.pop();
            }
            Type::Nested(shape) => self.shape(shape()),
            _ => {}
        }
    }
}
