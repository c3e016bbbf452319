//! Functions that copy a value into what a read of it would give, without crossing.
//!
//! A copy is given only where it is certain: for a value that the function which writes
//! it into a frame would take too, and whose way back is known without asking Rust.

use std::collections::BTreeSet;

use aimdb_wasm_contracts::shape::{
    Body, Field, Fields, Payload, Reads, Shape, Tagging, Type, Variant, Writes,
};

use crate::code::Code;
use crate::guard::{Guard, Task};
use crate::literal::{self, Entry, Nothing};
use crate::model::Item;
use crate::names;
use crate::types::{Types, Way, MAX_TUPLE};

/// Name of the function that copies a type.
pub(crate) fn name(ty: &str) -> String {
    format!("copy{ty}")
}

/// Whether values of a layout can be copied: whether what a read shows of them follows
/// from what was written.
pub(crate) fn is_copied(shape: &Shape) -> bool {
    fn fields(fields: &Fields, seen: &mut BTreeSet<String>) -> bool {
        fields
            .list
            .iter()
            .all(|field| match (field.reads, field.writes) {
                (Reads::Never, Writes::Never) => true,
                // A function of the author's decides, or the default shows.
                (Reads::Sometimes, _) | (_, Writes::Never) => false,
                _ => value(field.ty, seen),
            })
    }
    fn value(ty: &Type, seen: &mut BTreeSet<String>) -> bool {
        match ty {
            Type::Optional(inner) | Type::Seq(inner) | Type::Array(inner, _) | Type::Map(inner) => {
                value(inner, seen)
            }
            Type::Nested(shape) => layout(shape(), seen),
            Type::Opaque(_) => false,
            _ => true,
        }
    }
    fn layout(shape: &Shape, seen: &mut BTreeSet<String>) -> bool {
        // What is being looked at is settled elsewhere.
        if !seen.insert(names::type_name(shape)) {
            return true;
        }
        match &shape.body {
            Body::Struct(list) => fields(list, seen),
            Body::Newtype(ty) => value(ty, seen),
            Body::Enum { tagging, variants } => {
                variants.iter().all(|variant| match &variant.payload {
                    Payload::Unit => true,
                    Payload::Newtype(ty) => *tagging == Tagging::External && value(ty, seen),
                    Payload::Struct(list) => fields(list, seen),
                })
            }
            Body::Opaque { .. } => false,
        }
    }
    layout(shape, &mut BTreeSet::new())
}

/// Writes the function for a type.
pub(crate) fn function(code: &mut Code, types: &Types<'_>) {
    let Item { name: ty, .. } = types.home;
    code.docs("Gives what a read of the value would give, or `undefined` if serde must decide.");
    code.open(format!(
        "export function {}(value: unknown): {ty} | undefined {{",
        name(ty)
    ));
    let mut copier = Copier {
        types,
        guard: Guard::new(code, types.home, types.options, Task::Copy),
    };
    // The parameter's name is taken.
    let _parameter = copier.fresh("value");
    copier.body(types.home.shape);
    code.close("}");
}

struct Copier<'a> {
    types: &'a Types<'a>,
    guard: Guard<'a>,
}

impl Copier<'_> {
    fn body(&mut self, shape: &Shape) {
        match &shape.body {
            Body::Struct(fields) => {
                self.guard.object("value");
                let home = self.types.home.name.clone();
                let value = self.fields(fields, "value", None, &home);
                self.line(format!("return {value};"));
            }
            Body::Newtype(ty) => {
                if matches!(ty, Type::Optional(_)) {
                    // Only an `Option` itself may be absent, says serde.
                    self.guard.give_up_if(&["value === undefined".to_owned()]);
                }
                let value = self.value("value", ty, false);
                self.line(format!("return {value};"));
            }
            Body::Enum { tagging, variants } => match tagging {
                Tagging::External => self.external(variants),
                Tagging::Internal(tag) => self.internal(tag, variants),
            },
            // Not copied at all.
            Body::Opaque { .. } => self.line("return undefined;"),
        }
    }

    fn line(&mut self, text: impl AsRef<str>) {
        self.guard.code.line(text);
    }

    fn open(&mut self, text: impl AsRef<str>) {
        self.guard.code.open(text);
    }

    fn close(&mut self) {
        self.guard.code.close("}");
    }

    fn fresh(&mut self, name: &str) -> String {
        self.guard.place.fresh(name)
    }

    /// The type of what a read gives, as text.
    fn ty(&mut self, ty: &Type) -> String {
        self.types.ty(self.guard.code, ty, Way::Read)
    }

    /// Copies the fields of a plain object; gives the new one. `tag` is its tag, and what
    /// a read says there.
    fn fields(
        &mut self,
        fields: &Fields,
        object: &str,
        tag: Option<(&str, &str)>,
        ty: &str,
    ) -> String {
        let list: Vec<&Field> = fields
            .list
            .iter()
            .filter(|field| field.writes != Writes::Never)
            .collect();
        let locals = self.guard.properties(&list, object);
        let deny = fields.deny_unknown || tag.is_some();
        self.guard
            .no_others(deny, &list, object, tag.map(|(name, _)| name));
        self.guard.checks(&list, &locals);
        let mut entries: Vec<Entry> = tag
            .map(|(key, name)| Entry::always(&names::own_property(key), &names::literal(name)))
            .into_iter()
            .collect();
        for (field, local) in list.iter().zip(&locals) {
            entries.extend(self.field(field, local));
        }
        let optional = list
            .iter()
            .filter(|field| field.reads.is_optional())
            .count();
        if literal::is_short(optional, entries.len()) {
            return literal::write(self.guard.code, &mut self.guard.place, &entries, ty);
        }
        let runtime = self.types.options.runtime("frame");
        literal::grow(
            self.guard.code,
            &mut self.guard.place,
            &entries,
            ty,
            &runtime,
        )
    }

    /// Copies a field that was looked at; its property, if a read shows it.
    fn field(&mut self, field: &Field, local: &str) -> Option<Entry> {
        let Type::Optional(inner) = field.ty else {
            let value = self.value(local, field.ty, true);
            return self.shown(field, value);
        };
        if field.reads != Reads::IfSome {
            let value = self.value(local, field.ty, true);
            return self.shown(field, value);
        }
        if is_itself(inner) {
            let value = as_is(local, inner);
            return Some(Entry::unless(local, Nothing::Null, field.read, &value));
        }
        let copy = self.maybe(local, inner, "undefined", true);
        Some(Entry::unless(&copy, Nothing::Undefined, field.read, &copy))
    }

    fn shown(&mut self, field: &Field, value: String) -> Option<Entry> {
        (field.reads == Reads::Always)
            .then(|| Entry::always(&names::own_property(field.read), &value))
    }

    /// Copies a value: writes the statements it takes and gives an expression. `checked`:
    /// one look found nothing wrong with it.
    fn value(&mut self, local: &str, ty: &Type, checked: bool) -> String {
        if !checked {
            let tests = self.guard.wrong(local, ty);
            if !tests.is_empty() {
                self.guard.give_up_if(&tests);
            }
        }
        match ty {
            _ if is_itself(ty) => as_is(local, ty),
            Type::F32 => {
                let copy = self.fresh(&format!("{local}F32"));
                let read = self.guard.helper("asF32");
                self.line(format!("const {copy} = {read}({local});"));
                self.guard.give_up_if(&[format!("{copy} !== {copy}")]);
                copy
            }
            Type::Optional(inner) if is_itself(inner) => {
                if !checked {
                    // Each of these has one test.
                    let wrong = self.guard.wrong(local, inner).concat();
                    self.guard
                        .give_up_if(&[format!("{local} != null && {wrong}")]);
                }
                format!("{local} == null ? null : {}", as_is(local, inner))
            }
            Type::Optional(inner) => self.maybe(local, inner, "null", checked),
            Type::Nested(shape) => self.nested(local, shape()),
            Type::Seq(inner) => self.list(local, inner),
            Type::Array(inner, len) => {
                let list = self.list(local, inner);
                if *len > MAX_TUPLE {
                    return list;
                }
                let ty = self.ty(ty);
                format!("{list} as readonly unknown[] as {ty}")
            }
            Type::Map(inner) => self.map(local, inner),
            _ => "undefined".to_owned(),
        }
    }

    /// Copies what may be absent into a variable that is `otherwise` then.
    fn maybe(&mut self, local: &str, ty: &Type, otherwise: &str, checked: bool) -> String {
        let text = self.ty(ty);
        let copy = self.fresh(&format!("{local}Copy"));
        // What is declared without a value is `undefined`.
        let start = match otherwise {
            "undefined" => String::new(),
            otherwise => format!(" = {otherwise}"),
        };
        self.line(format!("let {copy}: {text} | {otherwise}{start};"));
        self.open(format!("if ({local} != null) {{"));
        let scope = self.guard.place.enter();
        // The one look saw through one option.
        let checked = checked && !matches!(ty, Type::Optional(_));
        let value = self.value(local, ty, checked);
        self.line(format!("{copy} = {value};"));
        self.close();
        self.guard.place.leave(scope);
        copy
    }

    fn nested(&mut self, local: &str, shape: &Shape) -> String {
        let ty = names::type_name(shape);
        let copy = name(&ty);
        if ty != self.types.home.name {
            let module = self.types.options.sibling(&names::kebab(&ty));
            self.guard.code.import(&module, &copy);
        }
        let value = self.fresh(&format!("{local}Copy"));
        self.line(format!("const {value} = {copy}({local});"));
        self.guard.give_up_if(&[format!("{value} === undefined")]);
        value
    }

    fn list(&mut self, local: &str, inner: &Type) -> String {
        let ty = self.ty(inner);
        let ty = if ty.contains(' ') {
            format!("({ty})")
        } else {
            ty
        };
        let copy = self.fresh(&format!("{local}Copy"));
        self.line(format!("const {copy}: {ty}[] = [];"));
        let scope = self.guard.place.enter();
        let (i, count, item) = (self.fresh("i"), self.fresh("count"), self.fresh("item"));
        // A getter of an element may make the list grow.
        self.open(format!(
            "for (let {i} = 0, {count} = {local}.length; {i} < {count}; {i}++) {{"
        ));
        self.line(format!("const {item} = {local}[{i}];"));
        let value = self.value(&item, inner, false);
        self.line(format!("{copy}.push({value});"));
        self.close();
        self.guard.place.leave(scope);
        copy
    }

    fn map(&mut self, local: &str, inner: &Type) -> String {
        let ty = self.ty(inner);
        let copy = self.fresh(&format!("{local}Copy"));
        let (sorted, set) = (
            self.guard.helper("sortedNames"),
            self.guard.helper("setEntry"),
        );
        let keys = self.fresh("keys");
        self.line(format!("const {copy}: {{ [key: string]: {ty} }} = {{}};"));
        self.line(format!("const {keys} = {sorted}({local});"));
        self.guard.give_up_if(&[format!("{keys} === undefined")]);
        let scope = self.guard.place.enter();
        let (key, item) = (self.fresh("key"), self.fresh("item"));
        self.open(format!("for (const {key} of {keys}) {{"));
        self.line(format!("const {item} = {local}[{key}];"));
        self.line(format!("if ({item} === undefined) continue;"));
        let value = self.value(&item, inner, false);
        self.line(format!("{set}({copy}, {key}, {value});"));
        self.close();
        self.guard.place.leave(scope);
        copy
    }

    /// `"Idle"`, or an object whose only key is the variant.
    fn external(&mut self, variants: &[Variant]) {
        let is_unit = |variant: &&Variant| matches!(variant.payload, Payload::Unit);
        if variants.iter().any(|variant| is_unit(&variant)) {
            self.open("switch (value) {");
            for variant in variants.iter().filter(is_unit) {
                self.open(format!("case {}:", names::literal(variant.write)));
                self.line(format!("return {};", names::literal(variant.read)));
                self.guard.code.dedent();
            }
            self.close();
        }
        if variants.iter().all(|variant| is_unit(&variant)) {
            self.line("return undefined;");
            return;
        }
        self.guard.object("value");
        let only_key = self.guard.helper("onlyKey");
        self.line(format!("const tag = {only_key}(value);"));
        self.open("switch (tag) {");
        for variant in variants.iter().filter(|variant| !is_unit(variant)) {
            self.case(variant, |copier| {
                copier.line(format!(
                    "const payload = {};",
                    names::member("value", variant.write)
                ));
                let value = match &variant.payload {
                    Payload::Unit => return names::literal(variant.read),
                    Payload::Newtype(ty) => {
                        if matches!(ty, Type::Optional(_)) {
                            // JSON text leaves such a property out, and then there is no variant.
                            copier
                                .guard
                                .give_up_if(&["payload === undefined".to_owned()]);
                        }
                        copier.value("payload", ty, false)
                    }
                    Payload::Struct(fields) => {
                        copier.guard.object("payload");
                        let ty = format!(
                            "Extract<{}, {{ {}: unknown }}>[{}]",
                            copier.types.home.name,
                            names::property(variant.read),
                            names::literal(variant.read)
                        );
                        copier.fields(fields, "payload", None, &ty)
                    }
                };
                let key = names::own_property(variant.read);
                format!("{{ {} }}", literal::text(&key, &value))
            });
        }
        self.close();
        self.line("return undefined;");
    }

    /// An object that names the variant under `tag`.
    fn internal(&mut self, tag: &str, variants: &[Variant]) {
        self.guard.object("value");
        let read = self.guard.property("value", tag);
        self.line(format!("const tag = {read};"));
        self.open("switch (tag) {");
        for variant in variants {
            match &variant.payload {
                Payload::Unit => self.case(variant, |copier| {
                    copier.guard.no_others(true, &[], "value", Some(tag));
                    let key = names::own_property(tag);
                    format!("{{ {key}: {} }}", names::literal(variant.read))
                }),
                Payload::Struct(fields) => self.case(variant, |copier| {
                    let ty = format!(
                        "Extract<{}, {{ {}: {} }}>",
                        copier.types.home.name,
                        names::property(tag),
                        names::literal(variant.read)
                    );
                    copier.fields(fields, "value", Some((tag, variant.read)), &ty)
                }),
                // Not copied at all.
                Payload::Newtype(_) => {}
            }
        }
        self.close();
        self.line("return undefined;");
    }

    fn case(&mut self, variant: &Variant, copy: impl FnOnce(&mut Self) -> String) {
        let scope = self.guard.place.enter();
        self.open(format!("case {}: {{", names::literal(variant.write)));
        let value = copy(self);
        self.line(format!("return {value};"));
        self.close();
        self.guard.place.leave(scope);
    }
}

/// Whether a value that passed its test is what a read gives.
fn is_itself(ty: &Type) -> bool {
    matches!(ty, Type::Bool | Type::Int { .. } | Type::F64 | Type::Text)
}

/// Such a value as a read gives it.
fn as_is(local: &str, ty: &Type) -> String {
    match ty {
        // JSON text has no negative zero.
        Type::F64 | Type::Int { bigint: false, .. } => format!("{local} + 0"),
        _ => local.to_owned(),
    }
}
