//! Whether the contracts keep to a policy for 64-bit integers.
//!
//! How such a field crosses is said in the contract, `#[contract(bigint)]`, since the wasm
//! module is compiled by it, too. A policy here can only hold the contracts to a rule.

use aimdb_wasm_contracts::shape::{Body, Fields, Payload, Type};

use crate::error::Error;
use crate::model::{Item, Model};
use crate::options::Bigints;

/// Finds what is against the policy.
pub(crate) fn check(model: &Model, policy: Bigints) -> Result<(), Error> {
    let places: Vec<String> = model
        .items
        .iter()
        .flat_map(|item| against(item, policy))
        .collect();
    if places.is_empty() {
        return Ok(());
    }
    Err(Error::Bigints { places, policy })
}

fn against(item: &Item, policy: Bigints) -> Vec<String> {
    let mut places = Vec::new();
    let mut note = |ty: &Type, place: &str| {
        let against = match (policy, wide(ty)) {
            (Bigints::AsMarked, _) | (_, None) => false,
            (Bigints::Always, Some(bigint)) => !bigint,
            (Bigints::Never, Some(bigint)) => bigint,
        };
        if against {
            places.push(format!("{}{place}", item.name));
        }
    };
    match &item.shape.body {
        Body::Struct(fields) => note_fields(fields, "", &mut note),
        Body::Newtype(ty) => note(ty, ""),
        Body::Enum { variants, .. } => {
            for variant in *variants {
                let place = format!(".{}", variant.rust);
                match &variant.payload {
                    Payload::Unit => {}
                    Payload::Newtype(ty) => note(ty, &place),
                    Payload::Struct(fields) => note_fields(fields, &place, &mut note),
                }
            }
        }
        Body::Opaque { .. } => {}
    }
    places
}

fn note_fields(fields: &Fields, prefix: &str, note: &mut impl FnMut(&Type, &str)) {
    for field in fields.list {
        note(field.ty, &format!("{prefix}.{}", field.rust));
    }
}

/// For a 64-bit integer, and what holds some: whether it is a `bigint`. A nested type
/// answers for itself.
fn wide(ty: &Type) -> Option<bool> {
    match ty {
        Type::Int {
            bits: 64, bigint, ..
        } => Some(*bigint),
        Type::Optional(inner) | Type::Seq(inner) | Type::Array(inner, _) | Type::Map(inner) => {
            wide(inner)
        }
        _ => None,
    }
}
