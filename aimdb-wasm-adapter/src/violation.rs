//! A value that breaks its contract, and where.

use core::fmt::{self, Write};
use std::borrow::Cow;
use std::string::String;
use std::vec::Vec;

use serde::Serialize;

/// One step of a path into a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Segment {
    /// A field, a key of a map, or a variant.
    Key(String),
    /// An element.
    Index(usize),
}

/// A value that breaks its contract. Its text is the same whichever way the value came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Name of the contract.
    pub contract: &'static str,
    /// Key of the record, where there is one.
    pub key: Option<String>,
    /// Way to the value at fault, from the outside in.
    pub path: Vec<Segment>,
    /// What the contract asks for there.
    pub expected: Cow<'static, str>,
    /// What stands there instead, abbreviated.
    pub received: Cow<'static, str>,
    /// All of it, for people.
    pub message: String,
}

impl Violation {
    /// Puts the message together from the parts. A `reason` replaces the standard
    /// "expected …, got …".
    pub(crate) fn new(
        contract: &'static str,
        key: Option<&str>,
        path: Vec<Segment>,
        expected: Cow<'static, str>,
        received: Cow<'static, str>,
        reason: Option<&str>,
    ) -> Self {
        let mut message = String::from(contract);
        if let Some(key) = key {
            message.push_str(" at ");
            message.push_str(key);
        }
        message.push_str(": ");
        if !path.is_empty() {
            push_path(&mut message, &path);
            message.push_str(": ");
        }
        match reason {
            Some(reason) => message.push_str(reason),
            None => {
                message.push_str("expected ");
                message.push_str(&expected);
                message.push_str(", got ");
                message.push_str(&received);
            }
        }
        Self {
            contract,
            key: key.map(String::from),
            path,
            expected,
            received,
            message,
        }
    }

    /// As JSON text, for the other side of the boundary.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for Violation {}

/// `location.points[2]`; a key that is no plain word in brackets: `tags["a b"]`.
fn push_path(out: &mut String, path: &[Segment]) {
    for (i, segment) in path.iter().enumerate() {
        match segment {
            Segment::Index(index) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "[{index}]");
            }
            Segment::Key(key) if is_word(key) => {
                if i > 0 {
                    out.push('.');
                }
                out.push_str(key);
            }
            Segment::Key(key) => {
                out.push('[');
                out.push_str(&serde_json::to_string(&abbreviated(key)).unwrap_or_default());
                out.push(']');
            }
        }
    }
}

fn is_word(key: &str) -> bool {
    key.len() <= LONGEST
        && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$' || c == '-')
}

/// Texts of the sender appear in messages up to here.
const LONGEST: usize = 48;

/// The start of a text that may be long.
pub(crate) fn abbreviated(text: &str) -> Cow<'_, str> {
    if text.chars().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    Cow::Owned(short)
}
