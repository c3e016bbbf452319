//! What a lock holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ty::Type;

/// The version of the lock's own format.
pub(crate) const FORMAT: u32 = 1;

/// The contracts of a registry, as they were when someone accepted them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Version of this format.
    pub format: u32,
    /// By schema type.
    pub contracts: BTreeMap<String, Entry>,
    /// Last versions of contracts that are no more: a name is not used twice.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub retired: BTreeMap<String, u32>,
}

impl Default for Lock {
    fn default() -> Self {
        Self {
            format: FORMAT,
            contracts: BTreeMap::new(),
            retired: BTreeMap::new(),
        }
    }
}

/// One contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its present state.
    #[serde(flatten)]
    pub current: State,
    /// Unit of its signal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The field that `Observable` shows, by its name in Rust.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signal: String,
    /// Its states of older versions, newest first: their payloads must stay readable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<State>,
}

/// A contract's layout at one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Its schema version.
    pub version: u32,
    /// The field that tells a payload's version, where the contract migrates.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version_field: String,
    /// Name of the type.
    #[serde(rename = "type")]
    pub ty: String,
    /// That type and those nested in it, by name.
    pub types: BTreeMap<String, Shape>,
    /// Payloads of this version, written by hand where those that the check makes up
    /// are not good enough. They take their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Value>,
}

/// The layout of a type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shape {
    /// A JSON object.
    Struct {
        /// Unknown fields are refused.
        #[serde(default, skip_serializing_if = "is_false")]
        deny_unknown: bool,
        /// In declaration order.
        fields: Vec<Field>,
    },
    /// A struct around one value: the JSON of that value.
    Newtype {
        /// The value's type.
        of: Type,
    },
    /// An enum.
    Enum {
        /// The key under which a variant's name stands; external if there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<String>,
        /// Unknown fields are refused.
        #[serde(default, skip_serializing_if = "is_false")]
        deny_unknown: bool,
        /// In declaration order.
        variants: Vec<Variant>,
    },
    /// Serde alone knows it.
    Opaque {
        /// The attribute that made it so.
        reason: String,
        /// Its type in TypeScript.
        ts: String,
        /// The types of what is inside, as far as they can stand in a contract.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        parts: Vec<Type>,
    },
}

/// A field of a struct or variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name serde writes.
    pub name: String,
    /// The name serde reads, if it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_name: Option<String>,
    /// Other names serde reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Type of the value.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether a read shows it.
    #[serde(default, skip_serializing_if = "Output::is_always")]
    pub output: Output,
    /// Whether a write may leave it out.
    #[serde(default, skip_serializing_if = "Input::is_required")]
    pub input: Input,
    /// Unit of the value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

/// A variant of an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The name serde writes.
    pub name: String,
    /// The name serde reads, if it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_name: Option<String>,
    /// Other names serde reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The one value it carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Type>,
    /// The fields it carries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<Field>>,
}

/// Whether a read shows a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// In every value.
    #[default]
    Always,
    /// Where there is a value: never `null`.
    IfSome,
    /// In some.
    Sometimes,
    /// In none.
    Never,
}

/// Whether a write may leave a field out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// It may not.
    #[default]
    Required,
    /// It may: it is an option.
    Optional,
    /// It may: it has a default.
    Defaulted,
    /// It must, or the field is ignored.
    Never,
}

impl Output {
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference
    fn is_always(&self) -> bool {
        *self == Self::Always
    }
}

impl Input {
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference
    fn is_required(&self) -> bool {
        *self == Self::Required
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What has a name in JSON.
pub(crate) trait Named {
    /// The name serde writes.
    fn name(&self) -> &str;
    /// The name serde reads.
    fn input_name(&self) -> &str;
    /// Other names serde reads.
    fn aliases(&self) -> &[String];

    /// Whether serde reads it by that name.
    fn accepts(&self, name: &str) -> bool {
        self.input_name() == name || self.aliases().iter().any(|alias| alias == name)
    }
}

macro_rules! named {
    ($($ty:ty),*) => {$(
        impl Named for $ty {
            fn name(&self) -> &str {
                &self.name
            }

            fn input_name(&self) -> &str {
                self.input_name.as_deref().unwrap_or(&self.name)
            }

            fn aliases(&self) -> &[String] {
                &self.aliases
            }
        }
    )*};
}

named!(Field, Variant);
