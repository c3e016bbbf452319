//! How many slots a value takes, where that is fixed.

use aimdb_wasm_contracts::shape::{Body, Fields, Payload, Reads, Shape, Type, Writes};

use crate::names;
use crate::types::Way;

/// Whether a type takes one slot, checked and read by one call.
pub(crate) fn is_scalar(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool | Type::Int { .. } | Type::F32 | Type::F64 | Type::Text
    )
}

/// Slots a read value of the type takes, if they are always as many.
pub(crate) fn read_size(ty: &Type) -> Option<usize> {
    Sizes::new(Way::Read).of(ty)
}

/// Slots a read value of the layout takes, if they are always as many.
pub(crate) fn shape_read_size(shape: &Shape) -> Option<usize> {
    Sizes::new(Way::Read).of_shape(shape)
}

/// Slots a written value of the layout takes, if they are always as many.
pub(crate) fn shape_write_size(shape: &Shape) -> Option<usize> {
    Sizes::new(Way::Write).of_shape(shape)
}

struct Sizes {
    way: Way,
    /// Types being measured: one that contains itself has no fixed size.
    open: Vec<String>,
}

impl Sizes {
    fn new(way: Way) -> Self {
        Self {
            way,
            open: Vec::new(),
        }
    }

    fn of(&mut self, ty: &Type) -> Option<usize> {
        match ty {
            _ if is_scalar(ty) => Some(1),
            Type::Array(inner, len) => Some(self.of(inner)? * len),
            Type::Nested(shape) => self.of_shape(shape()),
            _ => None,
        }
    }

    fn of_shape(&mut self, shape: &Shape) -> Option<usize> {
        let name = names::type_name(shape);
        if self.open.contains(&name) {
            return None;
        }
        self.open.push(name);
        let size = match &shape.body {
            Body::Struct(fields) => self.of_fields(fields),
            Body::Newtype(ty) => self.of(ty),
            Body::Enum { variants, .. } => variants
                .iter()
                .all(|variant| matches!(variant.payload, Payload::Unit))
                .then_some(1),
            Body::Opaque { .. } => None,
        };
        self.open.pop();
        size
    }

    fn of_fields(&mut self, fields: &Fields) -> Option<usize> {
        let mut total = 0;
        for field in fields.list {
            total += match (self.way, field.reads, field.writes) {
                (Way::Read, Reads::Never, _) | (Way::Write, _, Writes::Never) => 0,
                (Way::Read, Reads::IfSome | Reads::Sometimes, _)
                | (Way::Write, _, Writes::OrDefault) => return None,
                _ => self.of(field.ty)?,
            };
        }
        Some(total)
    }
}
