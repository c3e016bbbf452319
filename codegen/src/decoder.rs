//! Functions that read a value out of a frame.

use aimdb_wasm_contracts::shape::{Body, Field, Fields, Payload, Reads, Shape, Tagging, Type, Variant};

use crate::code::Code;
use crate::layout::{is_scalar, read_size, shape_read_size};
use crate::model::Item;
use crate::names;
use crate::place::Place;
use crate::types::{Types, Way};

/// Name of the function that reads a type.
pub(crate) fn name(ty: &str) -> String {
    format!("read{ty}")
}

/// Writes the function for a type.
pub(crate) fn function(code: &mut Code, types: &Types<'_>) {
    let Item { name: ty, shape, .. } = types.home;
    let fixed = shape_read_size(shape).is_some();
    if let Body::Enum { variants, .. } = &shape.body {
        if fixed {
            names_of(code, variants);
        }
    }
    code.docs(if fixed {
        "Reads the value at slot `at`."
    } else {
        "Reads the value at slot `at`; sets `frame.next` to the slot behind it."
    });
    code.open(format!("export function {}(at: number): {ty} {{", name(ty)));
    let mut decoder = Decoder {
        runtime: types.options.runtime("frame"),
        types,
        code,
        place: Place::default(),
        fixed,
    };
    decoder.body(shape);
    code.close("}");
}

/// The names of an enum without payloads, by number.
fn names_of(code: &mut Code, variants: &[Variant]) {
    let list: Vec<String> = variants
        .iter()
        .map(|variant| names::literal(variant.read))
        .collect();
    code.line(format!("const variants = [{}] as const;", list.join(", ")));
    code.gap();
}

struct Decoder<'a> {
    runtime: String,
    types: &'a Types<'a>,
    code: &'a mut Code,
    place: Place,
    /// Whether values of this type are all of one size.
    fixed: bool,
}

impl Decoder<'_> {
    fn body(&mut self, shape: &Shape) {
        match &shape.body {
            Body::Struct(fields) => {
                let home = &self.types.home.name;
                let value = self.object(fields, None, home);
                self.done(&value);
            }
            Body::Newtype(ty) => {
                let value = self.value(ty, "inner");
                self.done(&value);
            }
            Body::Enum { tagging, variants } => self.enumeration(*tagging, variants),
            Body::Opaque { .. } => {
                let unreadable = self.helper("unreadable");
                self.code.line(format!("return {unreadable}(at);"));
            }
        }
    }

    fn helper(&mut self, name: &str) -> String {
        self.code.import(&self.runtime, name);
        name.to_owned()
    }

    /// Returns the value, and says where it ended if that is not known.
    fn done(&mut self, value: &str) {
        if self.fixed {
            self.code.line(format!("return {value};"));
            return;
        }
        self.helper("frame");
        // What stands in the value may read further yet.
        let value = if value.contains('(') || value.contains("at") {
            let local = self.place.fresh("value");
            self.code.line(format!("const {local} = {value};"));
            local
        } else {
            value.to_owned()
        };
        let here = self.place.here();
        self.code.line(format!("frame.next = {here};"));
        self.code.line(format!("return {value};"));
    }

    /// An object of the fields; `tag` is its first property. `ty` is its type.
    fn object(&mut self, fields: &Fields, tag: Option<(&str, &str)>, ty: &str) -> String {
        let list: Vec<&Field> = fields
            .list
            .iter()
            .filter(|field| field.reads != Reads::Never)
            .collect();
        let mut entries: Vec<String> = tag
            .map(|(key, name)| format!("{}: {}", names::own_property(key), names::literal(name)))
            .into_iter()
            .collect();
        let fixed = list
            .iter()
            .all(|field| field.reads == Reads::Always && read_size(field.ty).is_some());
        let simple = list
            .iter()
            .all(|field| is_scalar(field.ty) || matches!(field.ty, Type::Nested(_)));
        if fixed && simple {
            for field in &list {
                let value = self.value(field.ty, field.read);
                entries.push(format!("{}: {value}", names::own_property(field.read)));
            }
            return self.literal(&entries);
        }
        let sometimes = list
            .iter()
            .filter(|field| field.reads == Reads::Sometimes)
            .count();
        match sometimes {
            0 => {
                for field in list {
                    let local = self.bound(field);
                    entries.push(entry(field.read, &local));
                }
                self.literal(&entries)
            }
            1 => self.one_optional(&list, entries),
            _ => self.grown(&list, entries, ty),
        }
    }

    /// Reads a field into a variable.
    fn bound(&mut self, field: &Field) -> String {
        let local = self.place.local(field.read, field.rust);
        let value = self.value(field.ty, &local);
        if value != local {
            self.code.line(format!("const {local} = {value};"));
        }
        local
    }

    /// Two literals, with and without the field that may be absent: both have a fixed
    /// layout, and keys in serde's order.
    fn one_optional(&mut self, list: &[&Field], tag: Vec<String>) -> String {
        let mut with = tag.clone();
        let mut without = tag;
        let mut absent = String::new();
        for field in list {
            if field.reads == Reads::Always {
                let local = self.bound(field);
                with.push(entry(field.read, &local));
                without.push(entry(field.read, &local));
                continue;
            }
            let local = self.place.local(field.read, field.rust);
            self.maybe(&local, field.ty, "undefined");
            with.push(entry(field.read, &local));
            absent = local;
        }
        let value = self.place.fresh("value");
        self.code.line(format!("const {value} ="));
        self.code.open(format!("  {absent} === undefined"));
        let (without, with) = (self.literal(&without), self.literal(&with));
        self.code.line(format!("  ? {without}"));
        self.code.line(format!("  : {with};"));
        self.code.dedent();
        value
    }

    /// An object that grows field by field, so that keys stay in serde's order.
    fn grown(&mut self, list: &[&Field], tag: Vec<String>, ty: &str) -> String {
        let draft = self.runtime.clone();
        self.code.import_type(&draft, "Draft");
        let value = self.place.fresh("value");
        let start = self.literal(&tag);
        self.code
            .line(format!("const {value} = {start} as Draft<{ty}>;"));
        for field in list {
            let property = if names::is_identifier(field.read) {
                format!("{value}.{}", field.read)
            } else {
                names::member(&value, field.read)
            };
            let sometimes = field.reads == Reads::Sometimes;
            if sometimes {
                let flag = self.helper("readFlag");
                self.place.settle(self.code);
                self.code.open(format!("if ({flag}(at++)) {{"));
            }
            let local = self.place.local(field.read, field.rust);
            let read = self.value(field.ty, &local);
            if field.read == "__proto__" {
                let set = self.helper("setEntry");
                self.code
                    .line(format!("{set}({value}, \"__proto__\", {read});"));
            } else {
                self.code.line(format!("{property} = {read};"));
            }
            if sometimes {
                self.place.settle(self.code);
                self.code.close("}");
            }
        }
        value
    }

    fn literal(&self, entries: &[String]) -> String {
        if entries.is_empty() {
            return "{}".to_owned();
        }
        let line = format!("{{ {} }}", entries.join(", "));
        if line.chars().count() <= 80 {
            return line;
        }
        let pad = "  ".repeat(self.code.depth() + 1);
        let list: String = entries
            .iter()
            .map(|entry| format!("\n{pad}{entry},"))
            .collect();
        format!("{{{list}\n{}}}", "  ".repeat(self.code.depth()))
    }

    /// Reads a value: writes the statements it takes and gives an expression, to be
    /// used next and once. `hint` names the variable if there must be one.
    fn value(&mut self, ty: &Type, hint: &str) -> String {
        if is_scalar(ty) {
            let read = self.scalar(ty);
            let at = self.place.step(1);
            return read.replace('$', &at);
        }
        match ty {
            Type::Optional(inner) if is_scalar(inner) => {
                self.place.settle(self.code);
                let flag = self.helper("readFlag");
                let read = self.scalar(inner).replace('$', "at++");
                format!("{flag}(at++) ? {read} : null")
            }
            Type::Optional(inner) => {
                self.maybe(hint, inner, "null");
                hint.to_owned()
            }
            Type::Nested(shape) => self.nested(shape(), hint),
            Type::Seq(inner) => {
                self.place.settle(self.code);
                let count = self.place.fresh("count");
                let read = self.helper("readNumber");
                self.code.line(format!("const {count} = {read}(at++);"));
                self.list(inner, hint, &count)
            }
            Type::Array(inner, len) => {
                self.place.settle(self.code);
                let list = self.list(inner, hint, &len.to_string());
                if *len > crate::types::MAX_TUPLE {
                    return list;
                }
                let ty = self.types.ty(self.code, ty, Way::Read);
                format!("{list} as readonly unknown[] as {ty}")
            }
            Type::Map(inner) => self.map(inner, hint),
            _ => {
                let unreadable = self.helper("unreadable");
                format!("{unreadable}({})", self.place.here())
            }
        }
    }

    /// How to read a scalar at the slot `$`.
    fn scalar(&mut self, ty: &Type) -> String {
        let helper = match ty {
            Type::Bool => "readFlag",
            Type::Int {
                bigint: true,
                signed: true,
                ..
            } => "readBigI64",
            Type::Int { bigint: true, .. } => "readBigU64",
            Type::Text => "readText",
            _ => "readNumber",
        };
        let helper = self.helper(helper);
        format!("{helper}($)")
    }

    /// Declares a variable and reads it if the tag says so.
    fn maybe(&mut self, local: &str, ty: &Type, otherwise: &str) {
        let text = self.types.ty(self.code, ty, Way::Read);
        let text = if text.ends_with(otherwise) {
            text
        } else {
            format!("{text} | {otherwise}")
        };
        self.place.settle(self.code);
        let flag = self.helper("readFlag");
        if is_scalar(ty) {
            let read = self.scalar(ty).replace('$', "at++");
            self.code
                .line(format!("const {local} = {flag}(at++) ? {read} : {otherwise};"));
            return;
        }
        self.code
            .line(format!("let {local}: {text} = {otherwise};"));
        self.code.open(format!("if ({flag}(at++)) {{"));
        let inner = self.place.fresh("inner");
        let value = self.value(ty, &inner);
        self.code.line(format!("{local} = {value};"));
        self.place.settle(self.code);
        self.code.close("}");
    }

    fn nested(&mut self, shape: &Shape, hint: &str) -> String {
        let ty = names::type_name(shape);
        let read = name(&ty);
        if ty != self.types.home.name {
            let module = self.types.options.sibling(&names::kebab(&ty));
            self.code.import(&module, &read);
        }
        if let Some(size) = shape_read_size(shape) {
            let at = self.place.step(size);
            return format!("{read}({at})");
        }
        self.helper("frame");
        let here = self.place.here();
        self.code.line(format!("const {hint} = {read}({here});"));
        self.code.line("at = frame.next;");
        self.place.reset();
        hint.to_owned()
    }

    fn list(&mut self, inner: &Type, hint: &str, count: &str) -> String {
        let ty = self.types.ty(self.code, inner, Way::Read);
        let ty = if ty.contains(' ') {
            format!("({ty})")
        } else {
            ty
        };
        let i = self.place.fresh("i");
        self.code.line(format!("const {hint}: {ty}[] = [];"));
        self.code
            .open(format!("for (let {i} = 0; {i} < {count}; {i}++) {{"));
        let item = self.place.fresh("item");
        let read = self.element(inner, &item);
        self.code.line(format!("{hint}.push({read});"));
        self.place.settle(self.code);
        self.code.close("}");
        hint.to_owned()
    }

    /// Reads an element at `at`, moving it where one expression can.
    fn element(&mut self, ty: &Type, hint: &str) -> String {
        if is_scalar(ty) {
            return self.scalar(ty).replace('$', "at++");
        }
        self.value(ty, hint)
    }

    fn map(&mut self, inner: &Type, hint: &str) -> String {
        self.place.settle(self.code);
        let ty = self.types.ty(self.code, inner, Way::Read);
        let (count, i, key, item) = (
            self.place.fresh("count"),
            self.place.fresh("i"),
            self.place.fresh("key"),
            self.place.fresh("item"),
        );
        let (number, text, set) = (
            self.helper("readNumber"),
            self.helper("readText"),
            self.helper("setEntry"),
        );
        self.code
            .line(format!("const {hint}: {{ [key: string]: {ty} }} = {{}};"));
        self.code.line(format!("const {count} = {number}(at++);"));
        self.code
            .open(format!("for (let {i} = 0; {i} < {count}; {i}++) {{"));
        self.code.line(format!("const {key} = {text}(at++);"));
        let read = self.element(inner, &item);
        self.code.line(format!("{set}({hint}, {key}, {read});"));
        self.place.settle(self.code);
        self.code.close("}");
        hint.to_owned()
    }

    fn enumeration(&mut self, tagging: Tagging, variants: &[Variant]) {
        let number = self.helper("readNumber");
        if self.fixed && tagging == Tagging::External {
            let ty = &self.types.home.name;
            self.code
                .line(format!("return variants[{number}(at)] as {ty};"));
            return;
        }
        if self.fixed {
            let (tag, ty) = match tagging {
                Tagging::Internal(tag) => (names::own_property(tag), &self.types.home.name),
                Tagging::External => return,
            };
            self.code
                .line(format!("return {{ {tag}: variants[{number}(at)] }} as {ty};"));
            return;
        }
        self.code.open(format!("switch ({number}(at)) {{"));
        let last = variants.len().saturating_sub(1);
        for (index, variant) in variants.iter().enumerate() {
            let place = std::mem::take(&mut self.place);
            self.place.step(1);
            if index == last {
                // Rust wrote the number: there is no other.
                self.code.open("default: {");
            } else {
                self.code.open(format!("case {index}: {{"));
            }
            let value = self.variant(tagging, variant);
            self.done(&value);
            self.code.close("}");
            self.place = place;
        }
        self.code.close("}");
    }

    fn variant(&mut self, tagging: Tagging, variant: &Variant) -> String {
        let name = names::literal(variant.read);
        let key = names::own_property(variant.read);
        match (tagging, &variant.payload) {
            (Tagging::External, Payload::Unit) => name,
            (Tagging::External, Payload::Newtype(ty)) => {
                let payload = self.place.fresh("payload");
                let value = self.value(ty, &payload);
                format!("{{ {} }}", entry_text(&key, &value))
            }
            (Tagging::External, Payload::Struct(fields)) => {
                let ty = format!(
                    "Extract<{}, {{ {}: unknown }}>[{name}]",
                    self.types.home.name,
                    names::property(variant.read)
                );
                let value = self.object(fields, None, &ty);
                format!("{{ {} }}", entry_text(&key, &value))
            }
            (Tagging::Internal(tag), Payload::Unit) => {
                format!("{{ {}: {name} }}", names::own_property(tag))
            }
            (Tagging::Internal(tag), Payload::Struct(fields)) => {
                let ty = format!(
                    "Extract<{}, {{ {}: {name} }}>",
                    self.types.home.name,
                    names::property(tag)
                );
                self.object(fields, Some((tag, variant.read)), &ty)
            }
            (Tagging::Internal(_), Payload::Newtype(_)) => {
                let unreadable = self.helper("unreadable");
                format!("{unreadable}({})", self.place.here())
            }
        }
    }
}

fn entry(name: &str, value: &str) -> String {
    entry_text(&names::own_property(name), value)
}

/// `name: value`, or the short form.
fn entry_text(key: &str, value: &str) -> String {
    if key == value {
        key.to_owned()
    } else {
        format!("{key}: {value}")
    }
}
