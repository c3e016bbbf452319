//! serde_json's verdicts, the reference of the fidelity test.
//!
//! Reads lines `<index> <json text>` and answers each with a line: `+<json text>`
//! of the value as serde writes it back, or `-<message>`. The index is the
//! contract's place in the registry. `describe` as the only argument prints the
//! contracts' names and layouts instead.

mod describe;

use std::io::{self, BufRead, BufWriter, Write};

use aimdb_wasm_contracts::{Contract, Registry, Visitor};
use aimdb_wasm_zoo::Zoo;

/// Gives the verdict of one contract on a text.
type Judge = fn(&str) -> Result<String, String>;

#[derive(Default)]
struct Judges(Vec<Judge>);

impl Visitor for Judges {
    fn visit<T: Contract>(&mut self) {
        self.0.push(judge::<T>);
    }
}

#[derive(Default)]
struct Layouts(Vec<serde_json::Value>);

impl Visitor for Layouts {
    fn visit<T: Contract>(&mut self) {
        let layout = describe::describe(T::shape(), 0);
        self.0
            .push(serde_json::json!({ "name": T::NAME, "layout": layout }));
    }
}

fn judge<T: Contract>(text: &str) -> Result<String, String> {
    let value: T = read(text)?;
    // The one override that JSON text can show: a number too large for an f32 reads
    // as infinity, which has no JSON and is rejected at our boundary.
    if has_infinity(&format!("{value:?}")) {
        return Err("a number too large for f32".to_owned());
    }
    serde_json::to_string(&value).map_err(|error| error.to_string())
}

/// Whether a `Debug` text shows an infinity outside of its strings.
fn has_infinity(debug: &str) -> bool {
    let mut quoted = false;
    let mut escaped = false;
    let bare: String = debug
        .chars()
        .map(|letter| {
            let inside = quoted;
            match letter {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                _ => {}
            }
            if inside || quoted {
                ' '
            } else {
                letter
            }
        })
        .collect();
    bare.split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "inf")
}

/// As a server reads it: a contract with a past by its version field, others as they are.
fn read<T: Contract>(text: &str) -> Result<T, String> {
    let plain = || serde_json::from_str(text).map_err(|error| error.to_string());
    let Some(migration) = T::MIGRATION else {
        return plain();
    };
    let mut payload: serde_json::Value =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let Some(fields) = payload.as_object_mut() else {
        return plain();
    };
    // Absent means version 1, which AimDB's chain wants to be told.
    fields.entry(migration.field).or_insert_with(|| 1.into());
    (migration.upgrade)(payload.to_string().as_bytes())
}

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    if std::env::args().nth(1).as_deref() == Some("describe") {
        let mut layouts = Layouts::default();
        Zoo::each(&mut layouts);
        writeln!(out, "{}", serde_json::Value::from(layouts.0))?;
        return out.flush();
    }
    let mut judges = Judges::default();
    Zoo::each(&mut judges);
    for line in io::stdin().lock().lines() {
        let line = line?;
        let verdict = line
            .split_once(' ')
            .and_then(|(index, text)| {
                let judge = judges.0.get(index.parse::<usize>().ok()?)?;
                Some(judge(text))
            })
            .unwrap_or_else(|| Err("not a case: <index> <json text>".to_owned()));
        match verdict {
            Ok(value) => writeln!(out, "+{value}")?,
            Err(message) => writeln!(out, "-{}", message.replace('\n', " "))?,
        }
    }
    out.flush()
}
