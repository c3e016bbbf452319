//! What can be wrong with a registry.

use std::fmt;

use crate::options::Bigints;

/// Why no TypeScript can be written for a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// Two types of the registry have the same name and are not the same.
    NameClash {
        /// The name both would have in TypeScript.
        name: String,
    },
    /// A type would share a file, a type's name or a method with something else.
    Indistinct {
        /// What they are, for a message.
        names: [String; 2],
        /// What they would share.
        shared: String,
    },
    /// 64-bit integers are against the policy for them.
    Bigints {
        /// Their types and fields.
        places: Vec<String>,
        /// The policy.
        policy: Bigints,
    },
    /// A type has a name that TypeScript or the generated code needs for itself.
    Reserved {
        /// The name.
        name: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameClash { name } => write!(
                f,
                "two different types of the registry are called `{name}`: rename one of them, \
                 in TypeScript alone by `#[serde(rename = \"…\")]` on it"
            ),
            Self::Indistinct {
                names: [a, b],
                shared,
            } => write!(
                f,
                "{a} and {b} would share `{shared}`: rename one of them, in TypeScript alone by \
                 `#[serde(rename = \"…\")]` on the type"
            ),
            Self::Bigints { places, policy } => {
                let places = places.join(", ");
                match policy {
                    Bigints::Never => write!(
                        f,
                        "no 64-bit integer may be a `bigint` here, and {places} are: \
                         take `#[contract(bigint)]` off, or choose another policy"
                    ),
                    _ => write!(
                        f,
                        "every 64-bit integer must be a `bigint` here, and {places} are not: \
                         put `#[contract(bigint)]` on, or choose another policy"
                    ),
                }
            }
            Self::Reserved { name } => write!(
                f,
                "TypeScript or the generated code needs the name `{name}` for itself: rename the \
                 type, in TypeScript alone by `#[serde(rename = \"…\")]` on it"
            ),
        }
    }
}

impl std::error::Error for Error {}
