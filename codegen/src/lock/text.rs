//! The lock as text: JSON, in lines that a review can follow.

use std::fmt::Write;

use serde_json::{Map, Value};

use super::state::{Lock, FORMAT};

/// What fits in a line stays in one.
const WIDTH: usize = 120;

/// What comes first in an object, in this order; the rest by the alphabet. Said here
/// because the order of serde_json's maps is up to a feature that any crate may enable.
const FIRST: [&str; 15] = [
    "format",
    "contracts",
    "version",
    "version_field",
    "kind",
    "name",
    "input_name",
    "aliases",
    "type",
    "tag",
    "unit",
    "signal",
    "types",
    "examples",
    "past",
];

impl Lock {
    /// The text of a lock file.
    pub fn to_text(&self) -> String {
        // Maps with string keys and plain values: there is nothing to fail.
        let value = serde_json::to_value(self).unwrap_or_default();
        let mut text = String::new();
        print(&mut text, &value, 0);
        text.push('\n');
        text
    }

    /// Reads the text of a lock file.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and in which line.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let lock: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if lock.format != FORMAT {
            return Err(format!(
                "it has format {}, and this build reads format {FORMAT}: use the aimdb-wasm-codegen that wrote it, or newer",
                lock.format
            ));
        }
        Ok(lock)
    }
}

/// Prints a value: in one line if it fits, but each field of a list in its own.
fn print(text: &mut String, value: &Value, depth: usize) {
    let line = one_line(value);
    let list_of_objects = |value: &Value| match value {
        Value::Array(list) => list.iter().any(Value::is_object),
        _ => false,
    };
    let breaks = match value {
        Value::Object(map) => {
            depth < 2 || map.contains_key("kind") || map.values().any(list_of_objects)
        }
        other => list_of_objects(other),
    };
    if !breaks && 2 * depth + line.chars().count() <= WIDTH {
        text.push_str(&line);
        return;
    }
    let inner = "  ".repeat(depth + 1);
    let outer = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            text.push_str("{\n");
            for (i, (key, value)) in sorted(map).into_iter().enumerate() {
                let comma = if i + 1 < map.len() { "," } else { "" };
                let _ = write!(text, "{inner}{}: ", Value::from(key.as_str()));
                print(text, value, depth + 1);
                let _ = writeln!(text, "{comma}");
            }
            let _ = write!(text, "{outer}}}");
        }
        Value::Array(list) if !list.is_empty() => {
            text.push_str("[\n");
            for (i, value) in list.iter().enumerate() {
                let comma = if i + 1 < list.len() { "," } else { "" };
                text.push_str(&inner);
                print(text, value, depth + 1);
                let _ = writeln!(text, "{comma}");
            }
            let _ = write!(text, "{outer}]");
        }
        _ => text.push_str(&line),
    }
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(map) if map.is_empty() => "{}".to_owned(),
        Value::Object(map) => {
            let parts: Vec<String> = sorted(map)
                .into_iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), one_line(value)))
                .collect();
            format!("{{ {} }}", parts.join(", "))
        }
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(one_line).collect();
            format!("[{}]", parts.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

fn sorted(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let rank = |key: &str| FIRST.iter().position(|first| *first == key);
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by_key(|(key, _)| (rank(key).unwrap_or(FIRST.len()), key.as_str()));
    entries
}
