//! Rust types as TypeScript types.

use aimdb_wasm_contracts::shape::{
    Body, Docs, Field, Fields, Payload, Reads, Shape, Tagging, Type, Variant, Writes,
};

use crate::code::Code;
use crate::model::{Item, Model};
use crate::names;
use crate::options::Options;

/// Longer arrays are lists to TypeScript: a tuple of so many would help nobody.
pub(crate) const MAX_TUPLE: usize = 16;

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// What a read gives.
    Read,
    /// What a write accepts.
    Write,
}

/// Writes types into a module.
pub(crate) struct Types<'a> {
    pub(crate) model: &'a Model,
    pub(crate) options: &'a Options,
    /// The type whose module this is: it needs no import.
    pub(crate) home: &'a Item,
}

/// The name of a type that a write accepts.
pub(crate) fn input_name(name: &str) -> String {
    format!("{name}Input")
}

impl Types<'_> {
    /// Declares what a read gives and what a write accepts.
    pub(crate) fn declare(&self, code: &mut Code) {
        let Item { name, docs, .. } = self.home;
        self.declaration(code, name, docs.item, Way::Read);
        code.gap();
        let input = input_name(name);
        if self.home.asymmetric {
            let about = format!("What a write of {{@link {name}}} accepts.");
            self.declaration(code, &input, &about, Way::Write);
        } else {
            code.docs(&format!(
                "What a write of {{@link {name}}} accepts: the same."
            ));
            code.line(format!("export type {input} = {name};"));
        }
    }

    fn declaration(&self, code: &mut Code, name: &str, about: &str, way: Way) {
        code.docs(about);
        let docs = self.home.docs;
        match &self.home.shape.body {
            Body::Struct(fields) => {
                if is_empty(fields, way) {
                    code.line(format!("export type {name} = {EMPTY};"));
                    return;
                }
                code.open(format!("export interface {name} {{"));
                self.members(code, fields, "", docs, way);
                code.close("}");
            }
            Body::Newtype(ty) => {
                let ty = self.ty(code, ty, way);
                code.line(format!("export type {name} = {ty};"));
            }
            Body::Enum { tagging, variants } => {
                code.open(format!("export type {name} ="));
                let last = variants.len().saturating_sub(1);
                for (i, variant) in variants.iter().enumerate() {
                    let end = if i == last { ";" } else { "" };
                    self.variant(code, variant, *tagging, docs, way, end);
                }
                code.dedent();
            }
            Body::Opaque { ts, .. } => {
                let ts = ts();
                self.import_named_in(code, &ts);
                code.line(format!(
                    "export type {name} = {};",
                    ts.trim_end_matches(';')
                ));
            }
        }
    }

    fn members(&self, code: &mut Code, fields: &Fields, prefix: &str, docs: &Docs, way: Way) {
        for field in fields.list.iter().filter(|field| is_shown(field, way)) {
            let about = docs.of(&format!("{prefix}{}", field.rust));
            code.docs(&with_unit(about, field.unit));
            let member = self.member(code, field, way);
            code.line(format!("{member};"));
        }
    }

    fn member(&self, code: &mut Code, field: &Field, way: Way) -> String {
        let (name, ty, optional) = match way {
            Way::Read => (field.read, field.shown(), field.reads.is_optional()),
            Way::Write => (
                field.write,
                field.ty,
                matches!(field.writes, Writes::OrNone | Writes::OrDefault),
            ),
        };
        let mark = if optional { "?" } else { "" };
        let ty = self.ty(code, ty, way);
        format!("readonly {}{mark}: {ty}", names::property(name))
    }

    fn variant(
        &self,
        code: &mut Code,
        variant: &Variant,
        tagging: Tagging,
        docs: &Docs,
        way: Way,
        end: &str,
    ) {
        code.docs(docs.of(variant.rust));
        let name = match way {
            Way::Read => variant.read,
            Way::Write => variant.write,
        };
        let key = names::property(name);
        let name = names::literal(name);
        match (tagging, &variant.payload) {
            (Tagging::External, Payload::Unit) => code.line(format!("| {name}{end}")),
            (Tagging::External, Payload::Newtype(ty)) => {
                let ty = self.ty(code, ty, way);
                code.line(format!("| {{ readonly {key}: {ty} }}{end}"));
            }
            (Tagging::External, Payload::Struct(fields)) if is_empty(fields, way) => {
                code.line(format!("| {{ readonly {key}: {EMPTY} }}{end}"));
            }
            (Tagging::External, Payload::Struct(fields)) => {
                code.open("| {");
                code.open(format!("readonly {key}: {{"));
                self.members(code, fields, &format!("{}.", variant.rust), docs, way);
                code.close("};");
                code.close(format!("}}{end}"));
            }
            (Tagging::Internal(tag), Payload::Unit) => {
                let tag = names::property(tag);
                code.line(format!("| {{ readonly {tag}: {name} }}{end}"));
            }
            (Tagging::Internal(tag), Payload::Newtype(ty)) => {
                let (tag, ty) = (names::property(tag), self.ty(code, ty, way));
                code.line(format!("| ({{ readonly {tag}: {name} }} & {ty}){end}"));
            }
            (Tagging::Internal(tag), Payload::Struct(fields)) => {
                code.open("| {");
                code.line(format!("readonly {}: {name};", names::property(tag)));
                self.members(code, fields, &format!("{}.", variant.rust), docs, way);
                code.close(format!("}}{end}"));
            }
        }
    }

    /// A type, as it stands in another one.
    pub(crate) fn ty(&self, code: &mut Code, ty: &Type, way: Way) -> String {
        match ty {
            Type::Bool => "boolean".to_owned(),
            Type::Int { bigint: true, .. } => "bigint".to_owned(),
            Type::Int { .. } | Type::F32 | Type::F64 => "number".to_owned(),
            Type::Text => "string".to_owned(),
            // `null` in `null` is `null`.
            Type::Optional(inner @ Type::Optional(_)) => self.ty(code, inner, way),
            Type::Optional(inner) => format!("{} | null", self.ty(code, inner, way)),
            Type::Seq(inner) => self.list(code, inner, way),
            Type::Array(inner, len) if *len > MAX_TUPLE => self.list(code, inner, way),
            Type::Array(inner, len) => {
                let inner = self.ty(code, inner, way);
                format!("readonly [{}]", vec![inner; *len].join(", "))
            }
            Type::Map(inner) => {
                format!(
                    "{{ readonly [key: string]: {} }}",
                    self.ty(code, inner, way)
                )
            }
            Type::Nested(shape) => self.named(code, shape(), way),
            Type::Opaque(text) => {
                self.import_named_in(code, text);
                format!("({text})")
            }
        }
    }

    fn list(&self, code: &mut Code, inner: &Type, way: Way) -> String {
        let element = self.ty(code, inner, way);
        match inner {
            Type::Optional(_) | Type::Seq(_) | Type::Array(..) => format!("readonly ({element})[]"),
            _ => format!("readonly {element}[]"),
        }
    }

    /// A type by its name, imported if it is not at home here.
    fn named(&self, code: &mut Code, shape: &Shape, way: Way) -> String {
        let Some(item) = self.model.item(shape) else {
            return names::type_name(shape);
        };
        let name = match way {
            Way::Write if item.asymmetric => input_name(&item.name),
            _ => item.name.clone(),
        };
        self.import_type(code, item, &name);
        name
    }

    fn import_type(&self, code: &mut Code, item: &Item, name: &str) {
        if item.name != self.home.name {
            code.import_type(&self.options.sibling(&item.file), name);
        }
    }

    /// Imports the types of the registry that a type given as text mentions.
    fn import_named_in(&self, code: &mut Code, text: &str) {
        for word in mentioned(text) {
            if let Some(item) = self.model.by_name(word) {
                self.import_type(code, item, word);
            }
        }
    }
}

/// The words in a type that may be types: neither in quotes nor the name of a property.
fn mentioned(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if matches!(first, '"' | '\'' | '`') {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == first && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            rest = end.map_or("", |end| &rest[end + 2..]);
            continue;
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        if end == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(end);
        let next = after.trim_start();
        let next = next.strip_prefix('?').unwrap_or(next);
        if !next.trim_start().starts_with(':') {
            words.push(word);
        }
        rest = after;
    }
    words
}

/// An object without properties; `{}` would be any value but `null`.
const EMPTY: &str = "{ readonly [key: string]: never }";

fn is_empty(fields: &Fields, way: Way) -> bool {
    fields.list.iter().all(|field| !is_shown(field, way))
}

/// Whether a value on its way shows the field at all.
fn is_shown(field: &Field, way: Way) -> bool {
    match way {
        Way::Read => field.reads != Reads::Never,
        Way::Write => field.writes != Writes::Never,
    }
}

fn with_unit(about: &str, unit: &str) -> String {
    match (about, unit) {
        (_, "") => about.to_owned(),
        ("", _) => format!("Unit: {unit}."),
        _ if about.contains('\n') => format!("{about}\n\nUnit: {unit}."),
        _ => format!("{about} Unit: {unit}."),
    }
}

#[cfg(test)]
mod tests {
    use super::mentioned;

    #[test]
    fn only_types_are_mentioned() {
        let cases: [(&str, &[&str]); 5] = [
            ("Point | number", &["Point", "number"]),
            (r#""Point" | 'Line\'s' | Circle"#, &["Circle"]),
            (
                "{ readonly Point: Line, Circle ?: Arc }",
                &["readonly", "Line", "Arc"],
            ),
            (r#"{ "t": "Point", "c": { x: Line } }"#, &["Line"]),
            ("Array<Über> // \"", &["Array", "Über"]),
        ];
        for (text, words) in cases {
            assert_eq!(mentioned(text), words, "{text}");
        }
    }
}
