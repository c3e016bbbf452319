//! Functions that write a value into a frame.
//!
//! A written function accepts only what serde certainly accepts too, and reads each
//! property once; otherwise it answers -1 and the value crosses as JSON text.

use aimdb_wasm_contracts::shape::{
    Body, Field, Fields, Payload, Shape, Tagging, Type, Variant, Writes,
};

use crate::code::Code;
use crate::layout::shape_write_size;
use crate::model::Item;
use crate::names;
use crate::options::Options;
use crate::place::Place;

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
        runtime: options.runtime("frame"),
        options,
        home: &item.name,
        buffered: item.buffered,
        code,
        place: Place::default(),
        slots: None,
        used: false,
        version: None,
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
    runtime: String,
    options: &'a Options,
    /// The type being written: its own function needs no import.
    home: &'a str,
    buffered: bool,
    code: &'a mut Code,
    place: Place,
    /// The line that declares `slots`, once there is one.
    slots: Option<usize>,
    /// Whether anything uses it.
    used: bool,
    /// The field that tells a payload's version, and the version that needs no migration.
    version: Option<(&'static str, u32)>,
}

impl Encoder<'_> {
    fn body(&mut self, item: &Item) {
        match &item.shape.body {
            Body::Struct(fields) => {
                self.object("value");
                self.version = item
                    .contract
                    .as_ref()
                    .map(|facts| (facts.version_field, facts.version))
                    .filter(|(field, _)| !field.is_empty());
                self.fields(fields, "value", None);
                self.done();
            }
            Body::Newtype(ty) => {
                if matches!(ty, Type::Optional(_)) {
                    // Only an `Option` itself may be absent, says serde.
                    self.give_up_if(&["value === undefined".to_owned()]);
                }
                self.value("value", ty, false);
                self.done();
            }
            Body::Enum { tagging, variants } => match tagging {
                Tagging::External => self.external(variants),
                Tagging::Internal(tag) => self.internal(tag, variants),
            },
            // The model keeps these away.
            Body::Opaque { .. } => self.code.line("return -1;"),
        }
    }

    fn helper(&mut self, name: &str) -> String {
        self.code.import(&self.runtime, name);
        name.to_owned()
    }

    /// A property of the object itself.
    fn property(&mut self, object: &str, name: &str) -> String {
        if !names::is_inherited(name) {
            return names::member(object, name);
        }
        let own = self.helper("own");
        format!("{own}({object}, {})", names::literal(name))
    }

    fn done(&mut self) {
        let here = self.place.here();
        // The last part may have said already where it ends, or that it gave up.
        if here == "at" {
            if let Some(call) = self.code.take_assignment("at = ", GIVE_UP) {
                self.code.line(format!("return {call}"));
                return;
            }
        }
        self.code.line(format!("return {here};"));
    }

    /// Declares `slots`, once. What turns out not to be used is taken back.
    fn slots(&mut self) {
        if self.slots.is_none() {
            self.slots = Some(self.code.mark());
            self.code.line(SLOTS);
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
        self.code.line(format!("{slot} = {value};"));
    }

    /// Takes the declaration back if nothing used it.
    fn tidy(&mut self) {
        if self.used {
            self.helper("frame");
        } else if let Some(mark) = self.slots {
            self.code.remove(mark);
        }
    }

    /// Gives up unless the variable is a plain object.
    fn object(&mut self, variable: &str) {
        let tests = self.not_an_object(variable);
        self.give_up_if(&tests);
    }

    fn not_an_object(&mut self, variable: &str) -> Vec<String> {
        let (is_object, is_plain) = (self.helper("isObject"), self.helper("isPlain"));
        vec![
            format!("!{is_object}({variable})"),
            format!("{variable}.toJSON !== undefined"),
            format!("!{is_plain}({variable})"),
        ]
    }

    /// Writes the fields of a plain object. `tag` is a property that serde takes out.
    fn fields(&mut self, fields: &Fields, object: &str, tag: Option<&str>) {
        let list: Vec<&Field> = fields
            .list
            .iter()
            .filter(|field| field.writes != Writes::Never)
            .collect();
        let locals = self.properties(&list, object);
        // To find a tag, serde reads the whole object, what it does not know included.
        let deny = fields.deny_unknown || tag.is_some() || self.buffered;
        self.no_others(deny, &list, object, tag);
        self.checks(&list, &locals);
        self.slots();
        for (field, local) in list.iter().zip(&locals) {
            self.field(field, local);
        }
    }

    /// Reads each property into a variable, once.
    fn properties(&mut self, list: &[&Field], object: &str) -> Vec<String> {
        let mut pattern = Vec::new();
        let mut inherited = Vec::new();
        let mut locals = Vec::new();
        for field in list {
            let local = self.place.local(field.write, field.rust);
            if names::is_inherited(field.write) {
                inherited.push((local.clone(), field.write));
            } else if local == field.write {
                pattern.push(local.clone());
            } else {
                pattern.push(format!("{}: {local}", names::property(field.write)));
            }
            locals.push(local);
        }
        if !pattern.is_empty() {
            self.wrapped("const {", &pattern, &format!("}} = {object};"));
        }
        for (local, name) in inherited {
            let own = self.property(object, name);
            self.code.line(format!("const {local} = {own};"));
        }
        locals
    }

    /// A list on one line, or a line each.
    fn wrapped(&mut self, open: &str, list: &[String], close: &str) {
        let line = format!("{open} {} {close}", list.join(", "));
        if line.chars().count() <= 88 {
            self.code.line(line);
        } else {
            self.code.open(open);
            for part in list {
                self.code.line(format!("{part},"));
            }
            self.code.close(close);
        }
    }

    /// Gives up on properties that serde refuses, and on other spellings of a field.
    fn no_others(&mut self, deny: bool, list: &[&Field], object: &str, tag: Option<&str>) {
        if deny {
            let known = tag
                .into_iter()
                .chain(list.iter().map(|field| field.write))
                .map(names::literal);
            self.only_keys(object, known.collect());
            return;
        }
        let aliases: Vec<String> = list
            .iter()
            .flat_map(|field| field.aliases.iter().filter(|alias| **alias != field.write))
            .map(|alias| format!("{} !== undefined", self.property(object, alias)))
            .collect();
        if !aliases.is_empty() {
            self.give_up_if(&aliases);
        }
    }

    fn only_keys(&mut self, object: &str, known: Vec<String>) {
        let tests: Vec<String> = known.iter().map(|name| format!("key !== {name}")).collect();
        let names = self.helper("ownNames");
        let line = match tests.as_slice() {
            [] => format!("if ({names}({object}).length > 0) return -1;"),
            tests => format!(
                "for (const key of {names}({object})) if ({}) return -1;",
                tests.join(" && ")
            ),
        };
        if line.chars().count() <= 88 {
            self.code.line(line);
            return;
        }
        self.code
            .open(format!("for (const key of {names}({object})) {{"));
        self.code.open("switch (key) {");
        for name in known {
            self.code.line(format!("case {name}:"));
        }
        self.code.line("  break;");
        self.code.line("default:");
        self.code.line("  return -1;");
        self.code.close("}");
        self.code.close("}");
    }

    /// Checks what can be checked before anything is written.
    fn checks(&mut self, list: &[&Field], locals: &[String]) {
        let current = self.version.take().map(|(name, version)| {
            let known = list.iter().position(|field| field.write == name);
            let field = known.map_or_else(|| self.property("value", name), |i| locals[i].clone());
            format!("{field} !== {version}")
        });
        let types = list.iter().zip(locals).flat_map(|(field, local)| {
            let (inner, null) = match field.ty {
                Type::Optional(inner) => (*inner, true),
                ty => (ty, false),
            };
            let wrong = self.wrong(local, inner);
            let there = match (null, field.writes) {
                (true, _) => format!("{local} != null"),
                (false, Writes::OrDefault) => format!("{local} !== undefined"),
                (false, _) => return wrong,
            };
            match wrong.as_slice() {
                [] => Vec::new(),
                [only] => vec![format!("({there} && {only})")],
                several => vec![format!("({there} && ({}))", several.join(" || "))],
            }
        });
        let tests: Vec<String> = current.into_iter().chain(types).collect();
        if !tests.is_empty() {
            self.give_up_if(&tests);
        }
    }

    fn give_up_if(&mut self, tests: &[String]) {
        let line = format!("if ({}) return -1;", tests.join(" || "));
        if line.chars().count() <= 88 {
            self.code.line(line);
        } else {
            self.code.open("if (");
            for (i, test) in tests.iter().enumerate() {
                let or = if i + 1 < tests.len() { " ||" } else { "" };
                self.code.line(format!("{test}{or}"));
            }
            self.code.close(") {");
            self.code.line("  return -1;");
            self.code.line("}");
        }
    }

    /// Tests that a value is not of the type, as far as one look can tell. One is enough.
    fn wrong(&mut self, local: &str, ty: &Type) -> Vec<String> {
        let helper = match ty {
            Type::Bool => "isBool",
            Type::Int {
                bits,
                signed,
                bigint,
            } => match (bits, signed, bigint) {
                (8, false, _) => "isU8",
                (16, false, _) => "isU16",
                (32, false, _) => "isU32",
                (8, true, _) => "isI8",
                (16, true, _) => "isI16",
                (32, true, _) => "isI32",
                (_, false, false) => "isU64",
                (_, true, false) => "isI64",
                (_, false, true) => "isBigU64",
                (_, true, true) => "isBigI64",
            },
            Type::F32 => "isF32",
            Type::F64 => "isF64",
            Type::Text => "isText",
            Type::Seq(_) => "isList",
            Type::Array(_, len) => {
                let helper = self.helper("isList");
                return vec![
                    format!("!{helper}({local})"),
                    format!("{local}.length !== {len}"),
                ];
            }
            Type::Map(_) => return self.not_an_object(local),
            Type::Optional(_) | Type::Nested(_) | Type::Opaque(_) => return Vec::new(),
        };
        let helper = self.helper(helper);
        vec![format!("!{helper}({local})")]
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
        self.place.settle(self.code);
        self.slots();
        self.put("at++", &format!("{local} ={is} {none} ? 0 : 1"));
        self.code.open(format!("if ({local} !{is} {none}) {{"));
        let before = self.place.moving(true);
        write(self);
        self.place.moving(before);
        self.place.settle(self.code);
        self.code.close("}");
    }

    /// Writes a value. `checked`: one look found nothing wrong with it.
    fn value(&mut self, local: &str, ty: &Type, checked: bool) {
        let mut tests = if checked {
            Vec::new()
        } else {
            self.wrong(local, ty)
        };
        if matches!(ty, Type::Text) {
            let write = self.helper("putText");
            let at = self.place.step(1);
            tests.push(format!("!{write}({local}, {at})"));
            self.give_up_if(&tests);
            return;
        }
        if !tests.is_empty() {
            self.give_up_if(&tests);
        }
        self.slots();
        match ty {
            Type::Bool => {
                let at = self.place.step(1);
                self.put(&at, &format!("{local} ? 1 : 0"));
            }
            Type::Int {
                bigint: true,
                signed,
                ..
            } => {
                let view = if *signed { "signed" } else { "unsigned" };
                let at = self.place.step(1);
                let frame = self.helper("frame");
                self.code.line(format!("{frame}.{view}[{at}] = {local};"));
            }
            Type::Int { .. } => {
                let at = self.place.step(1);
                self.put(&at, local);
            }
            // JSON text has no negative zero.
            Type::F32 | Type::F64 => {
                let at = self.place.step(1);
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
            Type::Opaque(_) => self.code.line("return -1;"),
        }
    }

    fn nested(&mut self, local: &str, shape: &Shape) {
        let ty = names::type_name(shape);
        let write = name(&ty);
        if ty != self.home {
            let module = self.options.sibling(&names::kebab(&ty));
            self.code.import(&module, &write);
        }
        if let Some(size) = shape_write_size(shape) {
            let at = self.place.step(size);
            self.code
                .line(format!("if ({write}({local}, {at}) < 0) return -1;"));
            return;
        }
        let here = self.place.here();
        self.code.line(format!("at = {write}({local}, {here});"));
        self.code.line(GIVE_UP);
        self.place.reset();
    }

    /// Writes a list; its length too, unless the type says it.
    fn list(&mut self, local: &str, inner: &Type, length: Option<usize>) {
        self.place.settle(self.code);
        let scope = self.place.enter();
        let (i, count, item) = (
            self.place.fresh("i"),
            self.place.fresh("count"),
            self.place.fresh("item"),
        );
        let test = if let Some(length) = length {
            format!("for (let {i} = 0; {i} < {length}; {i}++) {{")
        } else {
            // Each element takes a slot or more; a longer list need not be tried.
            self.code.line(format!(
                "if ({local}.length > slots.length - at) return -1;"
            ));
            let slot = self.slot("at++");
            format!(
                "for (let {i} = 0, {count} = ({slot} = {local}.length); {i} < {count}; {i}++) {{"
            )
        };
        self.code.open(test);
        self.code.line(format!("const {item} = {local}[{i}];"));
        self.element(&item, inner);
        self.code.close("}");
        self.place.leave(scope);
    }

    /// Writes an element at `at`, which moves behind it.
    fn element(&mut self, item: &str, ty: &Type) {
        let before = self.place.moving(true);
        self.value(item, ty, false);
        self.place.moving(before);
        self.place.settle(self.code);
    }

    fn map(&mut self, local: &str, inner: &Type) {
        self.place.settle(self.code);
        let start = self.place.fresh("start");
        let count = self.place.fresh("entries");
        let scope = self.place.enter();
        let key = self.place.fresh("key");
        let item = self.place.fresh("item");
        let names = self.helper("ownNames");
        self.code.line(format!("const {start} = at++;"));
        self.code.line(format!("let {count} = 0;"));
        self.code
            .open(format!("for (const {key} of {names}({local})) {{"));
        self.code.line(format!("const {item} = {local}[{key}];"));
        self.code
            .line(format!("if ({item} === undefined) continue;"));
        let write = self.helper("putText");
        self.code
            .line(format!("if (!{write}({key}, at++)) return -1;"));
        self.element(&item, inner);
        self.code.line(format!("{count}++;"));
        self.code.close("}");
        self.place.leave(scope);
        self.put(&start, &count);
    }

    /// `"Idle"`, or an object whose only key is the variant.
    fn external(&mut self, variants: &[Variant]) {
        self.slots();
        let units: Vec<(usize, &Variant)> = numbered(variants, |p| matches!(p, Payload::Unit));
        if !units.is_empty() {
            self.code.open("switch (value) {");
            for (index, variant) in units {
                self.code
                    .open(format!("case {}:", names::literal(variant.write)));
                self.unit(index);
                self.code.dedent();
            }
            self.code.close("}");
        }
        let others = numbered(variants, |p| !matches!(p, Payload::Unit));
        if others.is_empty() {
            self.code.line("return -1;");
            return;
        }
        self.object("value");
        let only_key = self.helper("onlyKey");
        self.code.line(format!("const tag = {only_key}(value);"));
        self.code.open("switch (tag) {");
        for (index, variant) in others {
            self.case(index, variant, |encoder| {
                // It is the value's only own property: no inherited one is meant.
                encoder.code.line(format!(
                    "const payload = {};",
                    names::member("value", variant.write)
                ));
                match &variant.payload {
                    Payload::Unit => {}
                    Payload::Newtype(ty) => {
                        if matches!(ty, Type::Optional(_)) {
                            // JSON text leaves such a property out, and then there is no variant.
                            encoder.give_up_if(&["payload === undefined".to_owned()]);
                        }
                        encoder.value("payload", ty, false);
                    }
                    Payload::Struct(fields) => {
                        encoder.object("payload");
                        encoder.fields(fields, "payload", None);
                    }
                }
            });
        }
        self.code.close("}");
        self.code.line("return -1;");
    }

    /// An object that names the variant under `tag`.
    fn internal(&mut self, tag: &str, variants: &[Variant]) {
        self.object("value");
        self.slots();
        let read = self.property("value", tag);
        self.code.line(format!("const tag = {read};"));
        self.code.open("switch (tag) {");
        for (index, variant) in variants.iter().enumerate() {
            match &variant.payload {
                Payload::Unit => {
                    self.case(index, variant, |encoder| {
                        encoder.no_others(true, &[], "value", Some(tag));
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
        self.code.close("}");
        self.code.line("return -1;");
    }

    fn unit(&mut self, index: usize) {
        self.put("at", &index.to_string());
        self.code.line("return at + 1;");
    }

    fn case(&mut self, index: usize, variant: &Variant, write: impl FnOnce(&mut Self)) {
        let place = std::mem::take(&mut self.place);
        self.code
            .open(format!("case {}: {{", names::literal(variant.write)));
        self.place.step(1);
        self.put("at", &index.to_string());
        write(self);
        self.done();
        self.code.close("}");
        self.place = place;
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
