//! What codegen and error messages know of a contract: fields, types, serde names.
//!
//! A [`Shape`] is a constant written by the derive behind `#[contract]`. It holds
//! the names serde really uses, recorded once, never derived again. The docs of a
//! contract live beside it ([`Docs`]), so that they stay out of the wasm module.

use alloc::format;
use alloc::string::String;

/// The layout of one contract, or of a type nested in one.
#[derive(Debug)]
pub struct Shape {
    /// Name of the type in Rust and in TypeScript, e.g. `GpsLocation`.
    pub name: &'static str,
    /// Types this generic type was instantiated with; empty for most.
    pub args: &'static [&'static Type],
    /// What is inside.
    pub body: Body,
    /// Its doc comments; without the feature `std` there are none.
    pub docs: fn() -> &'static Docs,
}

impl Shape {
    /// Name of the type in TypeScript: its own, and those of the types it was instantiated
    /// with, e.g. `StampedF32`.
    pub fn type_name(&self) -> String {
        let mut name = String::from(self.name);
        for arg in self.args {
            arg.push_name(&mut name);
        }
        name
    }
}

/// The kinds of item a contract can be.
#[derive(Debug)]
pub enum Body {
    /// A struct with named fields: a JSON object.
    Struct(Fields),
    /// A struct around one value: the JSON of that value.
    Newtype(&'static Type),
    /// An enum.
    Enum {
        /// How serde tells variants apart.
        tagging: Tagging,
        /// In declaration order; a variant's index is its number in a frame.
        variants: &'static [Variant],
    },
    /// Serde alone knows: the item uses an attribute that a frame cannot express.
    Opaque {
        /// The attribute that sent it here, for the descriptor.
        reason: &'static str,
        /// Prints its TypeScript type, on a host: what its author gave, or what
        /// ts-rs makes of it.
        ts: fn() -> String,
        /// Hash of what serde's derive was given: names, types, attributes.
        source: u64,
        /// The types of what is inside, and of what is inside of those, as far as they can
        /// stand in a contract.
        parts: &'static [Option<&'static Type>],
    },
}

/// Named fields of a struct or of an enum variant.
#[derive(Debug)]
pub struct Fields {
    /// In declaration order.
    pub list: &'static [Field],
    /// `#[serde(deny_unknown_fields)]`.
    pub deny_unknown: bool,
}

/// How serde tells the variants of an enum apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tagging {
    /// `"Idle"` or `{"Moved": …}`: serde's default.
    External,
    /// `{"type": "Moved", …}` under the given key.
    Internal(&'static str),
}

/// One variant of an enum.
#[derive(Debug)]
pub struct Variant {
    /// Identifier in Rust.
    pub rust: &'static str,
    /// The name serde writes.
    pub read: &'static str,
    /// The name serde reads.
    pub write: &'static str,
    /// Other names serde reads.
    pub aliases: &'static [&'static str],
    /// What the variant carries.
    pub payload: Payload,
}

/// What an enum variant carries.
#[derive(Debug)]
pub enum Payload {
    /// Nothing.
    Unit,
    /// One value.
    Newtype(&'static Type),
    /// Named fields.
    Struct(Fields),
}

/// One field. `read` and `write` are seen from TypeScript: a read gives what
/// serde serializes, a write accepts what serde deserializes.
#[derive(Debug)]
pub struct Field {
    /// Identifier in Rust, without `r#`.
    pub rust: &'static str,
    /// The name serde writes.
    pub read: &'static str,
    /// The name serde reads.
    pub write: &'static str,
    /// Other names serde reads.
    pub aliases: &'static [&'static str],
    /// Type of the value. See [`Field::shown`].
    pub ty: &'static Type,
    /// Whether reads show the field.
    pub reads: Reads,
    /// Whether writes may, must or cannot name it.
    pub writes: Writes,
    /// Unit of the value, e.g. `°C`; empty if none was given.
    pub unit: &'static str,
}

impl Field {
    /// Type of the value that a read shows, where it shows the field.
    pub const fn shown(&self) -> &'static Type {
        match (self.reads, self.ty) {
            (Reads::IfSome, Type::Optional(inner)) => inner,
            (_, ty) => ty,
        }
    }
}

/// Whether a read value shows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Always there.
    Always,
    /// `skip_serializing_if = "Option::is_none"`: the option's own tag tells.
    IfSome,
    /// `skip_serializing_if` with another function: a tag in the frame tells.
    Sometimes,
    /// `skip` or `skip_serializing`: never, and not in the frame.
    Never,
}

impl Reads {
    /// Whether some values show the field and others do not.
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::IfSome | Self::Sometimes)
    }
}

/// Whether a written value may leave a field out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// Absent is an error.
    Required,
    /// Absent is `None`: an `Option` with no default but that. No tag of its own.
    OrNone,
    /// Absent is the default: a tag in the frame tells.
    OrDefault,
    /// `skip` or `skip_deserializing`: takes the default, and not in the frame.
    Never,
}

impl Writes {
    /// For a field without a default: only an `Option` may be absent.
    pub const fn by_type(ty: &Type) -> Self {
        match ty {
            Type::Optional(_) => Self::OrNone,
            _ => Self::Required,
        }
    }
}

/// The type of a value.
#[derive(Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// An integer.
    Int {
        /// 8, 16, 32 or 64.
        bits: u8,
        /// Two's complement.
        signed: bool,
        /// 64-bit and marked `#[contract(bigint)]`: a `bigint` in TypeScript.
        bigint: bool,
    },
    /// `f32`. TypeScript sees the shortest decimal that names it.
    F32,
    /// `f64`.
    F64,
    /// A string.
    Text,
    /// `Option<T>`: `null` or the value.
    Optional(&'static Type),
    /// `Vec<T>`.
    Seq(&'static Type),
    /// `[T; N]`.
    Array(&'static Type, usize),
    /// A map with string keys.
    Map(&'static Type),
    /// Another item under `#[contract]`. A function,
    /// so that recursion is not a cycle of constants.
    Nested(fn() -> &'static Shape),
    /// Marked `#[contract(ts = "…")]`: serde alone knows it, TypeScript sees the text.
    Opaque(&'static str),
}

impl Type {
    fn push_name(&self, name: &mut String) {
        match self {
            Self::Bool => name.push_str("Bool"),
            Self::Int {
                bits,
                signed,
                bigint,
            } => {
                let sign = if *signed { 'I' } else { 'U' };
                let big = if *bigint { "Big" } else { "" };
                name.push_str(&format!("{big}{sign}{bits}"));
            }
            Self::F32 => name.push_str("F32"),
            Self::F64 => name.push_str("F64"),
            Self::Text => name.push_str("String"),
            Self::Optional(inner) => {
                name.push_str("Option");
                inner.push_name(name);
            }
            Self::Seq(inner) => {
                name.push_str("Vec");
                inner.push_name(name);
            }
            Self::Array(inner, len) => {
                name.push_str(&format!("Array{len}"));
                inner.push_name(name);
            }
            Self::Map(inner) => {
                name.push_str("Map");
                inner.push_name(name);
            }
            Self::Nested(shape) => name.push_str(&shape().type_name()),
            Self::Opaque(_) => name.push_str("Opaque"),
        }
    }
}

/// Doc comments of a contract, in the order of its [`Shape`].
#[derive(Debug)]
pub struct Docs {
    /// On the item itself.
    pub item: &'static str,
    /// On its fields or variants, by Rust name: `("celsius", "…")`, and
    /// `("Moved.distance", "…")` for the field of a variant.
    pub parts: &'static [(&'static str, &'static str)],
}

impl Docs {
    /// No docs at all.
    pub const NONE: Self = Self {
        item: "",
        parts: &[],
    };

    /// The text on a field or variant; empty if there is none.
    pub fn of(&self, part: &str) -> &'static str {
        self.parts
            .iter()
            .find(|(name, _)| *name == part)
            .map_or("", |(_, text)| text)
    }
}
