//! Functions that write a value into a frame.
//!
//! A written function accepts only what serde certainly accepts too, and reads each
//! property once; otherwise it answers -1 and the value crosses as JSON text.

use aimdb_wasm_contracts::shape::{
    Body, Field, Fields, Payload, Shape, Tagging, Type, Variant, Writes,
};

use crate::code::Code;
use crate::guard::{Guard, Task};
use crate::layout::shape_write_size;
use crate::model::Item;
use crate::names;
use crate::options::Options;

/// Name of the function that writes a type.
pub(crate) fn name(ty: &str) -> String {
    format!("write{ty}")
}

/// Writes the function for a type.
pub(crate) fn function(code: &mut Code, item: &Item, options: &Options) {
    code.docs("Writes a value at slot `at`; gives the slot behind it, or -1 if serde must decide.");
    code.open(format!(
        "export function {}(value: unknown, at: number): number {{",
        name(&item.name)
    ));
    let mut encoder = Encoder {
        options,
        home: &item.name,
        guard: Guard::new(code, item, options, Task::Write),
        slots: None,
        used: false,
    };
    encoder.body(item);
    encoder.tidy();
    code.close("}");
}

/// What follows a call that may give up.
const GIVE_UP: &str = "if (at < 0) return -1;";

/// What every write goes through.
const SLOTS: &str = "const { slots } = frame;";

struct Encoder<'a> {
    options: &'a Options,
    /// The type being written: its own function needs no import.
    home: &'a str,
    guard: Guard<'a>,
    /// The line that declares `slots`, once there is one.
    slots: Option<usize>,
    /// Whether anything uses it.
    used: bool,
}

impl Encoder<'_> {
    fn body(&mut self, item: &Item) {
        match &item.shape.body {
            Body::Struct(fields) => {
                self.guard.object("value");
                self.fields(fields, "value", None);
                self.done();
            }
            Body::Newtype(ty) => {
                if matches!(ty, Type::Optional(_)) {
                    // Only an `Option` itself may be absent, says serde.
                    self.guard.give_up_if(&["value === undefined".to_owned()]);
                }
                self.value("value", ty, false);
                self.done();
            }
            Body::Enum { tagging, variants } => match tagging {
                Tagging::External => self.external(variants),
                Tagging::Internal(tag) => self.internal(tag, variants),
            },
            // The model keeps these away.
            Body::Opaque { .. } => self.guard.code.line("return -1;"),
        }
    }

    fn done(&mut self) {
        let here = self.guard.place.here();
        // The last part may have said already where it ends, or that it gave up.
        if here == "at" {
            if let Some(call) = self.guard.code.take_assignment("at = ", GIVE_UP) {
                self.guard.code.line(format!("return {call}"));
                return;
            }
        }
        self.guard.code.line(format!("return {here};"));
    }

    /// Declares `slots`, once. What turns out not to be used is taken back.
    fn slots(&mut self) {
        if self.slots.is_none() {
            self.slots = Some(self.guard.code.mark());
            self.guard.code.line(SLOTS);
        }
    }

    /// The slot at `at`.
    fn slot(&mut self, at: &str) -> String {
        self.used = true;
        format!("slots[{at}]")
    }

    /// Writes an expression into the slot at `at`.
    fn put(&mut self, at: &str, value: &str) {
        let slot = self.slot(at);
        self.guard.code.line(format!("{slot} = {value};"));
    }

    /// Takes the declaration back if nothing used it.
    fn tidy(&mut self) {
        if self.used {
            self.guard.helper("frame");
        } else if let Some(mark) = self.slots {
            self.guard.code.remove(mark);
        }
    }

    /// Writes the fields of a plain object. `tag` is a property that serde takes out.
    fn fields(&mut self, fields: &Fields, object: &str, tag: Option<&str>) {
        let list: Vec<&Field> = fields
            .list
            .iter()
            .filter(|field| field.writes != Writes::Never)
            .collect();
        let locals = self.guard.properties(&list, object);
        // To find the tag, serde reads the whole object, what it does not know included.
        let deny = fields.deny_unknown || tag.is_some();
        self.guard.no_others(deny, &list, object, tag);
        self.guard.checks(&list, &locals);
        self.slots();
        for (field, local) in list.iter().zip(&locals) {
            self.field(field, local);
        }
    }

    fn field(&mut self, field: &Field, local: &str) {
        if field.writes != Writes::OrDefault {
            self.value(local, field.ty, true);
            return;
        }
        self.tagged(local, "==", "undefined", |encoder| match field.ty {
            Type::Optional(inner) => encoder.tagged(local, "==", "null", |encoder| {
                encoder.value(local, inner, !matches!(inner, Type::Optional(_)));
            }),
            ty => encoder.value(local, ty, true),
        });
    }

    /// A tag, and what follows it if the value is there.
    fn tagged(&mut self, local: &str, is: &str, none: &str, write: impl FnOnce(&mut Self)) {
        self.guard.place.settle(self.guard.code);
        self.slots();
        self.put("at++", &format!("{local} ={is} {none} ? 0 : 1"));
        self.guard
            .code
            .open(format!("if ({local} !{is} {none}) {{"));
        let before = self.guard.place.moving(true);
        write(self);
        self.guard.place.moving(before);
        self.guard.place.settle(self.guard.code);
        self.guard.code.close("}");
    }

    /// Writes a value. `checked`: one look found nothing wrong with it.
    fn value(&mut self, local: &str, ty: &Type, checked: bool) {
        let mut tests = if checked {
            Vec::new()
        } else {
            self.guard.wrong(local, ty)
        };
        if matches!(ty, Type::Text) {
            let write = self.guard.helper("putText");
            let at = self.guard.place.step(1);
            tests.push(format!("!{write}({local}, {at})"));
            self.guard.give_up_if(&tests);
            return;
        }
        if !tests.is_empty() {
            self.guard.give_up_if(&tests);
        }
        self.slots();
        match ty {
            Type::Bool => {
                let at = self.guard.place.step(1);
                self.put(&at, &format!("{local} ? 1 : 0"));
            }
            Type::Int {
                bigint: true,
                signed,
                ..
            } => {
                let view = if *signed { "signed" } else { "unsigned" };
                let at = self.guard.place.step(1);
                let frame = self.guard.helper("frame");
                self.guard
                    .code
                    .line(format!("{frame}.{view}[{at}] = {local};"));
            }
            Type::Int { .. } => {
                let at = self.guard.place.step(1);
                self.put(&at, local);
            }
            // JSON text has no negative zero.
            Type::F32 | Type::F64 => {
                let at = self.guard.place.step(1);
                self.put(&at, &format!("{local} + 0"));
            }
            Type::Text => {}
            Type::Optional(inner) => {
                // `undefined` is `null` to JSON text, in a list as in a field.
                // The one look saw through one option.
                let checked = checked && !matches!(inner, Type::Optional(_));
                self.tagged(local, "=", "null", |encoder| {
                    encoder.value(local, inner, checked);
                });
            }
            Type::Nested(shape) => self.nested(local, shape()),
            Type::Seq(inner) => self.list(local, inner, None),
            Type::Array(inner, len) => self.list(local, inner, Some(*len)),
            Type::Map(inner) => self.map(local, inner),
            Type::Opaque(_) => self.guard.code.line("return -1;"),
        }
    }

    fn nested(&mut self, local: &str, shape: &Shape) {
        let ty = names::type_name(shape);
        let write = name(&ty);
        if ty != self.home {
            let module = self.options.sibling(&names::kebab(&ty));
            self.guard.code.import(&module, &write);
        }
        if let Some(size) = shape_write_size(shape) {
            let at = self.guard.place.step(size);
            self.guard
                .code
                .line(format!("if ({write}({local}, {at}) < 0) return -1;"));
            return;
        }
        let here = self.guard.place.here();
        self.guard
            .code
            .line(format!("at = {write}({local}, {here});"));
        self.guard.code.line(GIVE_UP);
        self.guard.place.reset();
    }

    /// Writes a list; its length too, unless the type says it.
    fn list(&mut self, local: &str, inner: &Type, length: Option<usize>) {
        self.guard.place.settle(self.guard.code);
        let scope = self.guard.place.enter();
        let (i, count, item) = (
            self.guard.place.fresh("i"),
            self.guard.place.fresh("count"),
            self.guard.place.fresh("item"),
        );
        let test = if let Some(length) = length {
            format!("for (let {i} = 0; {i} < {length}; {i}++) {{")
        } else {
            // Each element takes a slot or more; a longer list need not be tried.
            self.guard.code.line(format!(
                "if ({local}.length > slots.length - at) return -1;"
            ));
            let slot = self.slot("at++");
            format!(
                "for (let {i} = 0, {count} = ({slot} = {local}.length); {i} < {count}; {i}++) {{"
            )
        };
        self.guard.code.open(test);
        self.guard
            .code
            .line(format!("const {item} = {local}[{i}];"));
        self.element(&item, inner);
        self.guard.code.close("}");
        self.guard.place.leave(scope);
    }

    /// Writes an element at `at`, which moves behind it.
    fn element(&mut self, item: &str, ty: &Type) {
        let before = self.guard.place.moving(true);
        self.value(item, ty, false);
        self.guard.place.moving(before);
        self.guard.place.settle(self.guard.code);
    }

    fn map(&mut self, local: &str, inner: &Type) {
        self.guard.place.settle(self.guard.code);
        let start = self.guard.place.fresh("start");
        let count = self.guard.place.fresh("entries");
        let scope = self.guard.place.enter();
        let key = self.guard.place.fresh("key");
        let item = self.guard.place.fresh("item");
        let names = self.guard.helper("ownNames");
        self.guard.code.line(format!("const {start} = at++;"));
        self.guard.code.line(format!("let {count} = 0;"));
        self.guard
            .code
            .open(format!("for (const {key} of {names}({local})) {{"));
        self.guard
            .code
            .line(format!("const {item} = {local}[{key}];"));
        self.guard
            .code
            .line(format!("if ({item} === undefined) continue;"));
        let write = self.guard.helper("putText");
        self.guard
            .code
            .line(format!("if (!{write}({key}, at++)) return -1;"));
        self.element(&item, inner);
        self.guard.code.line(format!("{count}++;"));
        self.guard.code.close("}");
        self.guard.place.leave(scope);
        self.put(&start, &count);
    }

    /// `"Idle"`, or an object whose only key is the variant.
    fn external(&mut self, variants: &[Variant]) {
        self.slots();
        let units: Vec<(usize, &Variant)> = numbered(variants, |p| matches!(p, Payload::Unit));
        if !units.is_empty() {
            self.guard.code.open("switch (value) {");
            for (index, variant) in units {
                self.guard
                    .code
                    .open(format!("case {}:", names::literal(variant.write)));
                self.unit(index);
                self.guard.code.dedent();
            }
            self.guard.code.close("}");
        }
        let others = numbered(variants, |p| !matches!(p, Payload::Unit));
        if others.is_empty() {
            self.guard.code.line("return -1;");
            return;
        }
        self.guard.object("value");
        let only_key = self.guard.helper("onlyKey");
        self.guard
            .code
            .line(format!("const tag = {only_key}(value);"));
        self.guard.code.open("switch (tag) {");
        for (index, variant) in others {
            self.case(index, variant, |encoder| {
                encoder.guard.code.line(format!(
                    "const payload = {};",
                    names::member("value", variant.write)
                ));
                match &variant.payload {
                    Payload::Unit => {}
                    Payload::Newtype(ty) => {
                        if matches!(ty, Type::Optional(_)) {
                            // JSON text leaves such a property out, and then there is no variant.
                            encoder
                                .guard
                                .give_up_if(&["payload === undefined".to_owned()]);
                        }
                        encoder.value("payload", ty, false);
                    }
                    Payload::Struct(fields) => {
                        encoder.guard.object("payload");
                        encoder.fields(fields, "payload", None);
                    }
                }
            });
        }
        self.guard.code.close("}");
        self.guard.code.line("return -1;");
    }

    /// An object that names the variant under `tag`.
    fn internal(&mut self, tag: &str, variants: &[Variant]) {
        self.guard.object("value");
        self.slots();
        let read = self.guard.property("value", tag);
        self.guard.code.line(format!("const tag = {read};"));
        self.guard.code.open("switch (tag) {");
        for (index, variant) in variants.iter().enumerate() {
            match &variant.payload {
                Payload::Unit => {
                    self.case(index, variant, |encoder| {
                        encoder.guard.no_others(true, &[], "value", Some(tag));
                    });
                }
                Payload::Struct(fields) => {
                    self.case(index, variant, |encoder| {
                        encoder.fields(fields, "value", Some(tag));
                    });
                }
                // The model keeps these away.
                Payload::Newtype(_) => {}
            }
        }
        self.guard.code.close("}");
        self.guard.code.line("return -1;");
    }

    fn unit(&mut self, index: usize) {
        self.put("at", &index.to_string());
        self.guard.code.line("return at + 1;");
    }

    fn case(&mut self, index: usize, variant: &Variant, write: impl FnOnce(&mut Self)) {
        let place = std::mem::take(&mut self.guard.place);
        self.guard
            .code
            .open(format!("case {}: {{", names::literal(variant.write)));
        self.guard.place.step(1);
        self.put("at", &index.to_string());
        write(self);
        self.done();
        self.guard.code.close("}");
        self.guard.place = place;
    }
}

/// The variants with such a payload, and their numbers.
fn numbered(variants: &[Variant], wanted: impl Fn(&Payload) -> bool) -> Vec<(usize, &Variant)> {
    variants
        .iter()
        .enumerate()
        .filter(|(_, variant)| wanted(&variant.payload))
        .collect()
}
