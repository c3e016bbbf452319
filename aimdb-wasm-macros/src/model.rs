//! An item, read and checked, ready to be expanded.

use proc_macro2::{Span, TokenStream};
use syn::{Generics, Ident, Type};

/// The item under `#[contract]`.
pub(crate) struct Item {
    pub(crate) ident: Ident,
    /// Its name in TypeScript.
    pub(crate) name: String,
    pub(crate) generics: Generics,
    pub(crate) docs: String,
    pub(crate) body: Body,
    /// Present where the item has a `name`: it is a contract, not only nested in some.
    pub(crate) contract: Option<Contract>,
}

/// What makes an item a contract.
pub(crate) struct Contract {
    pub(crate) name: Name,
    pub(crate) version: u32,
    pub(crate) unit: String,
    pub(crate) icon: String,
    pub(crate) simulate: bool,
    pub(crate) version_field: Option<String>,
    pub(crate) signal: Option<Signal>,
}

/// A contract's name, in parts: a generic one says the names of its parameters too.
pub(crate) struct Name(pub(crate) Vec<NamePart>);

pub(crate) enum NamePart {
    Text(String),
    Parameter(Ident),
}

impl Name {
    /// Whether the name of this parameter's type stands in it.
    pub(crate) fn names(&self, parameter: &Ident) -> bool {
        self.0
            .iter()
            .any(|part| matches!(part, NamePart::Parameter(named) if named == parameter))
    }
}

/// The field that `Observable` shows.
pub(crate) struct Signal {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
}

pub(crate) enum Body {
    Struct(Fields),
    Newtype {
        value: Value,
        /// `#[serde(transparent)]`: where the value may be absent, so may the newtype.
        transparent: bool,
    },
    Enum {
        tag: Option<String>,
        variants: Vec<Variant>,
    },
    Opaque {
        reason: String,
        ts: Option<String>,
        /// The types of what is inside, and of what is inside of those.
        parts: Vec<Type>,
        /// What serde's derive was given, as text without space.
        source: String,
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
    /// Where the field says so itself.
    pub(crate) marked: Option<Span>,
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

impl Fields {
    /// Those that serde reads or writes at all: the type of another need not stand in a
    /// contract.
    pub(crate) fn seen(&self) -> impl Iterator<Item = &Field> {
        let hidden = |field: &&Field| {
            matches!(
                (&field.reads, &field.writes),
                (Reads::Never, Writes::Never(_))
            )
        };
        self.list.iter().filter(move |field| !hidden(field))
    }
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
    Newtype(Box<Value>),
    Struct(Fields),
}
