//! An item, read and checked, ready to be expanded.

use proc_macro2::TokenStream;
use syn::{Generics, Ident, Type};

/// The item under `#[contract]`.
pub(crate) struct Item {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) docs: String,
    pub(crate) body: Body,
    /// Present where the item has a `name`: it is a contract, not only nested in some.
    pub(crate) contract: Option<Contract>,
}

/// What makes an item a contract.
pub(crate) struct Contract {
    pub(crate) name: String,
    pub(crate) version: u32,
    pub(crate) unit: String,
    pub(crate) icon: String,
    pub(crate) simulate: bool,
    pub(crate) version_field: Option<String>,
    pub(crate) signal: Option<Signal>,
}

/// The field that `Observable` shows.
pub(crate) struct Signal {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

pub(crate) enum Body {
    Struct(Fields),
    Newtype(Value),
    Enum {
        tag: Option<String>,
        variants: Vec<Variant>,
    },
    Opaque {
        reason: String,
        ts: Option<String>,
    },
}

/// Named fields.
pub(crate) struct Fields {
    pub(crate) list: Vec<Field>,
    pub(crate) deny_unknown: bool,
}

/// A type, and how its 64-bit integers cross.
pub(crate) struct Value {
    pub(crate) ty: Type,
    pub(crate) bigint: bool,
}

pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) read: String,
    pub(crate) write: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) value: Value,
    pub(crate) reads: Reads,
    pub(crate) writes: Writes,
    pub(crate) unit: String,
    pub(crate) docs: String,
}

pub(crate) enum Reads {
    Always,
    /// `Option::is_none` decides: the option's own tag tells.
    IfSome,
    /// Unless the function says otherwise.
    Unless(syn::ExprPath),
    Never,
}

pub(crate) enum Writes {
    /// Required, unless the type is an `Option`: serde asks the type, not its name.
    ByType,
    /// The expression gives the default.
    OrDefault(TokenStream),
    Never(TokenStream),
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) read: String,
    pub(crate) write: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) payload: Payload,
    pub(crate) docs: String,
}

pub(crate) enum Payload {
    Unit,
    Newtype(Value),
    Struct(Fields),
}
