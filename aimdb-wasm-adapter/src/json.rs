//! The places in a JSON text: where each value starts and ends.
//!
//! serde_json says at which byte it stopped, not in which field. This reads the text
//! again, only after an error, and only as far as it can: the text may be broken. It
//! serves every contract with one copy of code, which a second, path-tracking
//! deserializer per contract would not.

use std::borrow::Cow;
use std::string::String;
use std::vec::Vec;

/// serde_json's own limit.
const DEPTH: u32 = 128;

/// A text and what was found in it.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    pub(crate) text: &'a str,
    /// The value, or as much of it as there is.
    pub(crate) root: Option<Node<'a>>,
    /// Whether the text is one whole JSON value and nothing else.
    pub(crate) whole: bool,
}

/// A value's place.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind<'a>,
}

/// What stands there.
#[derive(Debug)]
pub(crate) enum Kind<'a> {
    Null,
    Bool,
    Number,
    Text,
    Array(Vec<Node<'a>>),
    Object(Vec<(Key<'a>, Node<'a>)>),
    /// No JSON: `NaN`, `undefined`, `12n`. TypeScript writes such words where a value
    /// has no JSON, so that the message comes from here and has the path.
    Word,
}

/// A key of an object.
#[derive(Debug)]
pub(crate) struct Key<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) end: usize,
}

impl Node<'_> {
    /// Its text.
    pub(crate) fn text<'t>(&self, tree: &Tree<'t>) -> &'t str {
        self.part_of(tree.text)
    }

    fn part_of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

impl<'a> Tree<'a> {
    /// Reads a text as far as it goes.
    pub(crate) fn read(text: &'a str) -> Self {
        let mut scan = Scan {
            text,
            at: 0,
            broken: false,
        };
        let root = scan.value(0);
        scan.space();
        let whole = root.is_some() && !scan.broken && scan.at == text.len();
        Self { text, root, whole }
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    broken: bool,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Passes a byte, if it is next.
    fn pass(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        self.at += usize::from(next);
        next
    }

    fn value(&mut self, depth: u32) -> Option<Node<'a>> {
        self.space();
        let start = self.at;
        let kind = match self.peek()? {
            _ if depth == DEPTH => {
                self.broken = true;
                return None;
            }
            b'"' => {
                self.string();
                Kind::Text
            }
            b'[' => self.array(depth),
            b'{' => self.object(depth),
            _ => self.word(start)?,
        };
        Some(Node {
            start,
            end: self.at,
            kind,
        })
    }

    /// Anything up to the next mark.
    fn word(&mut self, start: usize) -> Option<Kind<'a>> {
        while let Some(byte) = self.peek() {
            if matches!(byte, b',' | b':' | b']' | b'}' | b'[' | b'{' | b'"') || byte <= b' ' {
                break;
            }
            self.at += 1;
        }
        let word = self.text.get(start..self.at)?;
        Some(match word {
            "" => {
                self.broken = true;
                return None;
            }
            "null" => Kind::Null,
            "true" | "false" => Kind::Bool,
            _ if serde_json::from_str::<&serde_json::value::RawValue>(word).is_ok() => Kind::Number,
            _ => {
                self.broken = true;
                Kind::Word
            }
        })
    }

    /// Passes a string; gives what is between the quotes.
    fn string(&mut self) -> &'a str {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.at += 1;
                    return &self.text[start..self.at - 1];
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.broken = true;
        self.at = self.text.len();
        ""
    }

    fn array(&mut self, depth: u32) -> Kind<'a> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.pass(b']') {
            return Kind::Array(items);
        }
        while let Some(item) = self.value(depth + 1) {
            items.push(item);
            self.space();
            if self.pass(b']') {
                return Kind::Array(items);
            }
            if !self.pass(b',') {
                break;
            }
        }
        self.broken = true;
        Kind::Array(items)
    }

    fn object(&mut self, depth: u32) -> Kind<'a> {
        self.at += 1;
        let mut entries = Vec::new();
        self.space();
        if self.pass(b'}') {
            return Kind::Object(entries);
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                break;
            }
            let inner = self.string();
            let key = Key {
                name: unescaped(inner),
                end: self.at,
            };
            self.space();
            if !self.pass(b':') {
                break;
            }
            let Some(value) = self.value(depth + 1) else {
                break;
            };
            entries.push((key, value));
            self.space();
            if self.pass(b'}') {
                return Kind::Object(entries);
            }
            if !self.pass(b',') {
                break;
            }
        }
        self.broken = true;
        Kind::Object(entries)
    }
}

/// The entries of a small object of settings, by name and text. It takes the place of
/// a derived deserializer, which for five fields is four kilobytes.
///
/// # Errors
///
/// If the text is no object, or has a field that is not among `known`.
pub(crate) fn settings<'a>(
    text: &'a str,
    known: &[&str],
) -> Result<Vec<(Cow<'a, str>, &'a str)>, String> {
    let entries = entries(text).ok_or("expected a JSON object")?;
    match entries.iter().find(|(name, _)| !known.contains(&&**name)) {
        Some((name, _)) => Err(format!("{name} is unknown; there are {}", known.join(", "))),
        None => Ok(entries),
    }
}

/// The entries of an object by name and text; `None` if the text is none.
pub(crate) fn entries(text: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let tree = Tree::read(text);
    match tree.root {
        Some(Node {
            kind: Kind::Object(entries),
            ..
        }) if tree.whole => Some(
            entries
                .into_iter()
                .map(|(key, value)| (key.name, value.part_of(text)))
                .collect(),
        ),
        _ => None,
    }
}

/// The texts of a list's items; `None` if the text is no list.
pub(crate) fn items(text: &str) -> Option<Vec<&str>> {
    let tree = Tree::read(text);
    match tree.root {
        Some(Node {
            kind: Kind::Array(items),
            ..
        }) if tree.whole => Some(items.iter().map(|item| item.part_of(text)).collect()),
        _ => None,
    }
}

/// What a list of strings says; `None` if the text is anything else.
pub(crate) fn strings(text: &str) -> Option<Vec<String>> {
    items(text)?.into_iter().map(string).collect()
}

/// What a string says; `None` if the text is none.
pub(crate) fn string(text: &str) -> Option<String> {
    serde_json::from_str(text).ok()
}

/// A number, by serde_json's parser: the standard library's would be a second one, with
/// ten kilobytes of tables. NaN if it is none or out of range.
pub(crate) fn number(text: &str) -> f64 {
    serde_json::from_str(text).unwrap_or(f64::NAN)
}

/// A key as its author meant it.
fn unescaped(inner: &str) -> Cow<'_, str> {
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut quoted = String::with_capacity(inner.len() + 2);
    quoted.push('"');
    quoted.push_str(inner);
    quoted.push('"');
    serde_json::from_str::<String>(&quoted).map_or(Cow::Borrowed(inner), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Tree};

    #[test]
    fn whole_texts_and_broken_ones() {
        for whole in [
            "null",
            " [1, 2.5e3, \"a\\\"\"] ",
            r#"{"a":{},"b":[]}"#,
            "\"\u{fffd}\"",
        ] {
            assert!(Tree::read(whole).whole, "{whole}");
        }
        for broken in [
            "", "nul", "[1,]", "{\"a\"}", "{\"a\":1", "1 2", "\"", "\"\\", "NaN", "{,}",
        ] {
            assert!(!Tree::read(broken).whole, "{broken}");
        }
    }

    #[test]
    fn places() {
        let tree = Tree::read(r#"{"a\u0062": [true, 12n]}"#);
        let Some(Kind::Object(entries)) = tree.root.as_ref().map(|root| &root.kind) else {
            panic!("an object");
        };
        assert_eq!(entries[0].0.name, "ab");
        let Kind::Array(items) = &entries[0].1.kind else {
            panic!("an array")
        };
        assert_eq!(items[0].text(&tree), "true");
        assert_eq!(items[1].text(&tree), "12n");
        assert!(matches!(items[1].kind, Kind::Word));
    }

    #[test]
    fn deep_texts_do_not_overflow_the_stack() {
        assert!(!Tree::read(&"[".repeat(1_000_000)).whole);
    }
}
