//! Object literals whose keys come in serde's order, whichever of them are there.

use crate::code::Code;
use crate::names;
use crate::place::Place;

/// A property of an object being made.
pub(crate) struct Entry {
    /// As it stands in a literal.
    key: String,
    value: String,
    /// How it is told that it is absent, for one that may be.
    absent: Option<Absent>,
}

/// A variable without a value.
struct Absent {
    variable: String,
    is: Nothing,
}

/// What stands in a variable for no value.
#[derive(Clone, Copy)]
pub(crate) enum Nothing {
    Undefined,
    /// `undefined` or `null`.
    Null,
}

impl Absent {
    fn test(&self) -> String {
        let Self { variable, is } = self;
        match is {
            Nothing::Undefined => format!("{variable} === undefined"),
            Nothing::Null => format!("{variable} == null"),
        }
    }

    fn contrary(&self) -> String {
        let Self { variable, is } = self;
        match is {
            Nothing::Undefined => format!("{variable} !== undefined"),
            Nothing::Null => format!("{variable} != null"),
        }
    }
}

impl Entry {
    /// A property that is always there. `key` is as it stands in a literal.
    pub(crate) fn always(key: &str, value: &str) -> Self {
        Self {
            key: key.to_owned(),
            value: value.to_owned(),
            absent: None,
        }
    }

    /// A property that is there unless the variable has no value.
    pub(crate) fn unless(variable: &str, is: Nothing, name: &str, value: &str) -> Self {
        Self {
            key: names::own_property(name),
            value: value.to_owned(),
            absent: Some(Absent {
                variable: variable.to_owned(),
                is,
            }),
        }
    }

    fn text(&self) -> String {
        text(&self.key, &self.value)
    }
}

/// `name: value`, or the short form.
pub(crate) fn text(key: &str, value: &str) -> String {
    if key == value {
        key.to_owned()
    } else {
        format!("{key}: {value}")
    }
}

/// With more properties that may be absent, there are too many choices to write out.
const MAX_CHOICES: usize = 2;
/// Nor should two of them repeat a long list four times.
const MAX_REPEATED: usize = 6;

/// Whether the choices between `optional` of `all` properties are few enough to be
/// written out; each object then has a layout that engines know.
pub(crate) fn is_short(optional: usize, all: usize) -> bool {
    optional < 2 || (optional <= MAX_CHOICES && all <= MAX_REPEATED)
}

/// An expression if all properties are there; otherwise writes the literals to choose
/// from, and gives the variable that has the chosen one.
pub(crate) fn write(code: &mut Code, place: &mut Place, entries: &[Entry], ty: &str) -> String {
    if entries.iter().all(|entry| entry.absent.is_none()) {
        let entries: Vec<String> = entries.iter().map(Entry::text).collect();
        return code.literal(&entries, "");
    }
    let value = place.fresh("value");
    code.open(format!("const {value}: {ty} ="));
    choose(code, entries, &mut Vec::new(), "", ";");
    code.dedent();
    value
}

/// Writes an object that grows property by property; gives its variable.
///
/// `runtime` is the module that has what this takes.
pub(crate) fn grow(
    code: &mut Code,
    place: &mut Place,
    entries: &[Entry],
    ty: &str,
    runtime: &str,
) -> String {
    code.import_type(runtime, "Draft");
    let value = place.fresh("value");
    // What is always there comes first in one go, as far as it comes first.
    let head = entries
        .iter()
        .take_while(|entry| entry.absent.is_none())
        .count();
    let (head, rest) = entries.split_at(head);
    let head: Vec<String> = head.iter().map(Entry::text).collect();
    let start = code.literal(&head, "");
    code.line(format!("const {value} = {start} as Draft<{ty}>;"));
    for entry in rest {
        let (key, value_of) = (&entry.key, &entry.value);
        let set = if key == "[\"__proto__\"]" {
            code.import(runtime, "setEntry");
            format!("setEntry({value}, \"__proto__\", {value_of});")
        } else if key.starts_with('"') {
            format!("{value}[{key}] = {value_of};")
        } else {
            format!("{value}.{key} = {value_of};")
        };
        code.line(match &entry.absent {
            Some(absent) => format!("if ({}) {set}", absent.contrary()),
            None => set,
        });
    }
    value
}

/// `a === undefined ? … : …`, for the properties not decided on yet.
fn choose(code: &mut Code, rest: &[Entry], shown: &mut Vec<String>, before: &str, after: &str) {
    let Some((first, rest)) = rest.split_first() else {
        let literal = code.literal(shown, before);
        code.line(format!("{before}{literal}{after}"));
        return;
    };
    let Some(absent) = &first.absent else {
        shown.push(first.text());
        choose(code, rest, shown, before, after);
        shown.pop();
        return;
    };
    code.open(format!("{before}{}", absent.test()));
    choose(code, rest, shown, "? ", "");
    shown.push(first.text());
    choose(code, rest, shown, ": ", after);
    shown.pop();
    code.dedent();
}
