//! Functions that read a value out of a frame.

use aimdb_wasm_contracts::shape::{
    Body, Field, Fields, Payload, Reads, Shape, Tagging, Type, Variant,
};

use crate::code::Code;
use crate::layout::{is_scalar, read_size, shape_read_size};
use crate::literal::{self, Entry, Nothing};
use crate::model::Item;
use crate::names;
use crate::place::Place;
use crate::types::{Types, Way, MAX_TUPLE};

/// Name of the function that reads a type.
pub(crate) fn name(ty: &str) -> String {
    format!("read{ty}")
}

/// Writes the function for a type.
pub(crate) fn function(code: &mut Code, types: &Types<'_>) {
    let Item {
        name: ty, shape, ..
    } = types.home;
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
    // What takes no slot needs no place.
    let at = match shape_read_size(shape) {
        Some(0) => "_at",
        _ => "at",
    };
    code.open(format!(
        "export function {}({at}: number): {ty} {{",
        name(ty)
    ));
    let start = code.mark();
    let mut decoder = Decoder {
        runtime: types.options.runtime("frame"),
        types,
        code,
        place: Place::default(),
        fixed,
    };
    decoder.body(shape);
    if code.mentions(start, "frame.next") {
        code.import(&types.options.runtime("frame"), "frame");
    }
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
        // What stands in the value may read further yet.
        let value = if value.contains('(') || value.contains("at") {
            let local = self.place.fresh("value");
            let home = &self.types.home.name;
            self.code.line(format!("const {local}: {home} = {value};"));
            local
        } else {
            value.to_owned()
        };
        let here = self.place.here();
        // The last part may have said already where it ends.
        if here != "at" || !self.code.take_last("at = frame.next;") {
            self.code.line(format!("frame.next = {here};"));
        }
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
        let simple = list.iter().all(|field| is_expression(field.ty));
        if fixed && simple {
            for field in &list {
                let value = self.value(field.ty, field.read);
                entries.push(format!("{}: {value}", names::own_property(field.read)));
            }
            return self.code.literal(&entries, "");
        }
        let sometimes = list
            .iter()
            .filter(|field| field.reads.is_optional())
            .count();
        if literal::is_short(sometimes, entries.len() + list.len()) {
            self.branched(&list, tag, ty)
        } else {
            self.grown(&list, entries, ty)
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

    /// A literal for each choice of fields that may be absent: all have a fixed layout,
    /// and keys in serde's order.
    fn branched(&mut self, list: &[&Field], tag: Option<(&str, &str)>, ty: &str) -> String {
        let mut entries: Vec<Entry> = tag
            .map(|(key, name)| Entry::always(&names::own_property(key), &names::literal(name)))
            .into_iter()
            .collect();
        for field in list {
            entries.push(if field.reads.is_optional() {
                let local = self.place.local(field.read, field.rust);
                self.maybe(&local, field.shown(), "undefined");
                Entry::unless(&local, Nothing::Undefined, field.read, &local)
            } else {
                let local = self.bound(field);
                Entry::always(&names::own_property(field.read), &local)
            });
        }
        literal::write(self.code, &mut self.place, &entries, ty)
    }

    /// An object that grows field by field, so that keys stay in serde's order.
    fn grown(&mut self, list: &[&Field], tag: Vec<String>, ty: &str) -> String {
        let draft = self.runtime.clone();
        self.code.import_type(&draft, "Draft");
        let value = self.place.fresh("value");
        // What is always there comes first in one go, as far as it comes first.
        let mut entries = tag;
        let (head, list) = list.split_at(
            list.iter()
                .take_while(|field| field.reads == Reads::Always)
                .count(),
        );
        for field in head {
            let local = self.bound(field);
            entries.push(literal::text(&names::own_property(field.read), &local));
        }
        let start = self.code.literal(&entries, "");
        self.code
            .line(format!("const {value} = {start} as Draft<{ty}>;"));
        for field in list {
            let property = if names::is_identifier(field.read) {
                format!("{value}.{}", field.read)
            } else {
                names::member(&value, field.read)
            };
            let sometimes = field.reads.is_optional();
            if sometimes {
                let flag = self.helper("flagAt");
                self.place.settle(self.code);
                self.code.open(format!("if ({flag}(at++)) {{"));
            }
            let local = self.place.local(field.read, field.rust);
            let read = if sometimes {
                self.element(field.shown(), &local)
            } else {
                self.value(field.ty, &local)
            };
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
                let flag = self.helper("flagAt");
                let read = self.scalar(inner).replace('$', "at++");
                format!("{flag}(at++) ? {read} : null")
            }
            Type::Optional(inner) => {
                self.maybe(hint, inner, "null");
                hint.to_owned()
            }
            Type::Nested(shape) => self.nested(shape(), hint),
            Type::Seq(inner) => {
                let read = self.helper("numberAt");
                self.list(inner, hint, &format!("{read}(at++)"))
            }
            Type::Array(inner, len) => self.array(ty, inner, *len, hint),
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
            Type::Bool => "flagAt",
            Type::Int {
                bigint: true,
                signed: true,
                ..
            } => "bigI64At",
            Type::Int { bigint: true, .. } => "bigU64At",
            Type::Text => "textAt",
            _ => "numberAt",
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
        let flag = self.helper("flagAt");
        if is_scalar(ty) {
            let read = self.scalar(ty).replace('$', "at++");
            self.code.line(format!(
                "const {local} = {flag}(at++) ? {read} : {otherwise};"
            ));
            return;
        }
        // What is declared without a value is `undefined`.
        let start = match otherwise {
            "undefined" => String::new(),
            otherwise => format!(" = {otherwise}"),
        };
        self.code.line(format!("let {local}: {text}{start};"));
        self.code.open(format!("if ({flag}(at++)) {{"));
        let scope = self.place.enter();
        let inner = self.place.fresh("inner");
        let value = self.value(ty, &inner);
        self.code.line(format!("{local} = {value};"));
        self.place.settle(self.code);
        self.code.close("}");
        self.place.leave(scope);
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
        let here = self.place.here();
        self.code.line(format!("const {hint} = {read}({here});"));
        self.code.line("at = frame.next;");
        self.place.reset();
        hint.to_owned()
    }

    /// A tuple, or a list if it is long.
    fn array(&mut self, ty: &Type, inner: &Type, len: usize, hint: &str) -> String {
        if len > MAX_TUPLE {
            return self.list(inner, hint, &len.to_string());
        }
        if is_scalar(inner) {
            let items: Vec<String> = (0..len).map(|_| self.value(inner, hint)).collect();
            return format!("[{}] as const", items.join(", "));
        }
        let items = self.place.fresh("items");
        let list = self.list(inner, &items, &len.to_string());
        let ty = self.types.ty(self.code, ty, Way::Read);
        format!("{list} as readonly unknown[] as {ty}")
    }

    /// A list; `count` gives the number of its elements.
    fn list(&mut self, inner: &Type, hint: &str, count: &str) -> String {
        self.place.settle(self.code);
        let ty = self.types.ty(self.code, inner, Way::Read);
        let ty = if ty.contains(' ') {
            format!("({ty})")
        } else {
            ty
        };
        self.code.line(format!("const {hint}: {ty}[] = [];"));
        let scope = self.place.enter();
        self.repeat(count);
        let item = self.place.fresh("item");
        let read = self.element(inner, &item);
        self.code.line(format!("{hint}.push({read});"));
        self.place.settle(self.code);
        self.code.close("}");
        self.place.leave(scope);
        hint.to_owned()
    }

    /// Opens a loop of so many turns.
    fn repeat(&mut self, count: &str) {
        if count.chars().all(|digit| digit.is_ascii_digit()) {
            let i = self.place.fresh("i");
            self.code
                .open(format!("for (let {i} = 0; {i} < {count}; {i}++) {{"));
            return;
        }
        let (i, end) = (self.place.fresh("i"), self.place.fresh("count"));
        self.code.open(format!(
            "for (let {i} = 0, {end} = {count}; {i} < {end}; {i}++) {{"
        ));
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
        let (number, text, set) = (
            self.helper("numberAt"),
            self.helper("textAt"),
            self.helper("setEntry"),
        );
        self.code
            .line(format!("const {hint}: {{ [key: string]: {ty} }} = {{}};"));
        let scope = self.place.enter();
        self.repeat(&format!("{number}(at++)"));
        let (key, item) = (self.place.fresh("key"), self.place.fresh("item"));
        self.code.line(format!("const {key} = {text}(at++);"));
        let read = self.element(inner, &item);
        self.code.line(format!("{set}({hint}, {key}, {read});"));
        self.place.settle(self.code);
        self.code.close("}");
        self.place.leave(scope);
        hint.to_owned()
    }

    fn enumeration(&mut self, tagging: Tagging, variants: &[Variant]) {
        let number = self.helper("numberAt");
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
            self.code.line(format!(
                "return {{ {tag}: variants[{number}(at)] }} as {ty};"
            ));
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
                format!("{{ {} }}", literal::text(&key, &value))
            }
            (Tagging::External, Payload::Struct(fields)) => {
                let ty = format!(
                    "Extract<{}, {{ {}: unknown }}>[{name}]",
                    self.types.home.name,
                    names::property(variant.read)
                );
                let value = self.object(fields, None, &ty);
                format!("{{ {} }}", literal::text(&key, &value))
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

/// Whether a value of fixed size is read by one expression.
fn is_expression(ty: &Type) -> bool {
    match ty {
        Type::Nested(_) => true,
        Type::Array(inner, len) => is_scalar(inner) && *len <= MAX_TUPLE,
        ty => is_scalar(ty),
    }
}
