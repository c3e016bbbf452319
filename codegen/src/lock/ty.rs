//! Types as the lock writes them: `option<list<Point>>`.

use std::fmt;
use std::str::FromStr;

use aimdb_wasm_contracts::shape;
use serde::{Deserialize, Serialize};

use crate::names;

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Type {
    /// `bool`
    Bool,
    /// `u8` to `i64`; `bigint<u64>` where TypeScript sees a `bigint`.
    Int {
        /// 8, 16, 32 or 64.
        bits: u8,
        /// Two's complement.
        signed: bool,
        /// A `bigint` in TypeScript.
        bigint: bool,
    },
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `string`
    Text,
    /// `option<T>`
    Optional(Box<Type>),
    /// `list<T>`
    Seq(Box<Type>),
    /// `array<T, 3>`
    Array(Box<Type>, usize),
    /// `map<T>`
    Map(Box<Type>),
    /// The name of a type; `type<bool>` if it is a word of this notation.
    Named(String),
    /// `opaque<"…">`: serde alone knows it, TypeScript sees the text.
    Opaque(String),
}

impl Type {
    /// The type of a layout, in the words of the lock.
    pub(crate) fn of(ty: &shape::Type) -> Self {
        let inner = |ty: &shape::Type| Box::new(Self::of(ty));
        match ty {
            shape::Type::Bool => Self::Bool,
            shape::Type::Int {
                bits,
                signed,
                bigint,
            } => Self::Int {
                bits: *bits,
                signed: *signed,
                bigint: *bigint,
            },
            shape::Type::F32 => Self::F32,
            shape::Type::F64 => Self::F64,
            shape::Type::Text => Self::Text,
            shape::Type::Optional(ty) => Self::Optional(inner(ty)),
            shape::Type::Seq(ty) => Self::Seq(inner(ty)),
            shape::Type::Array(ty, len) => Self::Array(inner(ty), *len),
            shape::Type::Map(ty) => Self::Map(inner(ty)),
            shape::Type::Nested(shape) => Self::Named(names::type_name(shape())),
            shape::Type::Opaque(ts) => Self::Opaque((*ts).to_owned()),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Int {
                bits,
                signed,
                bigint,
            } => {
                let sign = if *signed { 'i' } else { 'u' };
                if *bigint {
                    write!(f, "bigint<{sign}{bits}>")
                } else {
                    write!(f, "{sign}{bits}")
                }
            }
            Self::F32 => f.write_str("f32"),
            Self::F64 => f.write_str("f64"),
            Self::Text => f.write_str("string"),
            Self::Optional(inner) => write!(f, "option<{inner}>"),
            Self::Seq(inner) => write!(f, "list<{inner}>"),
            Self::Array(inner, len) => write!(f, "array<{inner}, {len}>"),
            Self::Map(inner) => write!(f, "map<{inner}>"),
            Self::Named(name) if plain(name).is_some() => write!(f, "type<{name}>"),
            Self::Named(name) => f.write_str(name),
            Self::Opaque(ts) => write!(f, "opaque<{}>", names::literal(ts)),
        }
    }
}

impl From<Type> for String {
    fn from(ty: Type) -> Self {
        ty.to_string()
    }
}

impl TryFrom<String> for Type {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Type {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not a type");
        if let Some(ty) = plain(text) {
            return Ok(ty);
        }
        let Some((head, rest)) = text.split_once('<') else {
            let name = text.chars().all(|c| c.is_alphanumeric() || c == '_');
            return if name && !text.is_empty() {
                Ok(Self::Named(text.to_owned()))
            } else {
                Err(wrong())
            };
        };
        let inner = rest.strip_suffix('>').ok_or_else(wrong)?;
        let boxed = |text: &str| text.parse().map(Box::new);
        match head {
            "option" => Ok(Self::Optional(boxed(inner)?)),
            "list" => Ok(Self::Seq(boxed(inner)?)),
            "map" => Ok(Self::Map(boxed(inner)?)),
            "array" => {
                let (ty, len) = inner.rsplit_once(", ").ok_or_else(wrong)?;
                let len = len.parse().map_err(|_| wrong())?;
                Ok(Self::Array(boxed(ty)?, len))
            }
            "bigint" => match plain(inner) {
                Some(Self::Int { bits, signed, .. }) => Ok(Self::Int {
                    bits,
                    signed,
                    bigint: true,
                }),
                _ => Err(wrong()),
            },
            "type" => Ok(Self::Named(inner.to_owned())),
            "opaque" => serde_json::from_str(inner)
                .map(Self::Opaque)
                .map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

/// A type of one word.
fn plain(word: &str) -> Option<Type> {
    let int = |bits, signed| Type::Int {
        bits,
        signed,
        bigint: false,
    };
    Some(match word {
        "bool" => Type::Bool,
        "u8" => int(8, false),
        "u16" => int(16, false),
        "u32" => int(32, false),
        "u64" => int(64, false),
        "i8" => int(8, true),
        "i16" => int(16, true),
        "i32" => int(32, true),
        "i64" => int(64, true),
        "f32" => Type::F32,
        "f64" => Type::F64,
        "string" => Type::Text,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Type;

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "bool",
            "u8",
            "i64",
            "f32",
            "string",
            "bigint<u64>",
            "option<list<Point>>",
            "array<array<f64, 2>, 3>",
            "map<option<string>>",
            "type<bool>",
            "opaque<\"{ readonly a: Array<\\\"x\\\"> }\">",
        ] {
            let ty: Type = text.parse().unwrap();
            assert_eq!(ty.to_string(), text);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "option<",
            "option<>",
            "array<u8>",
            "array<u8, x>",
            "bigint<string>",
            "a b",
        ] {
            assert!(text.parse::<Type>().is_err(), "{text}");
        }
    }
}
