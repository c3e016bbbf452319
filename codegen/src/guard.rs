//! What a value must pass before generated code is certain of it: the same for the
//! functions that write a frame and for those that copy.
//!
//! Certain is what serde certainly accepts. Each property is read once.

use aimdb_wasm_contracts::shape::{Body, Field, Type, Writes};

use crate::code::Code;
use crate::model::Item;
use crate::names;
use crate::options::Options;
use crate::place::Place;

/// What a function does with a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    /// Writes it into a frame; -1 if serde must decide.
    Write,
    /// Copies it; `undefined` if serde must decide.
    Copy,
}

impl Task {
    /// The statement that leaves the value to serde.
    pub(crate) fn give_up(self) -> &'static str {
        match self {
            Self::Write => "return -1;",
            Self::Copy => "return undefined;",
        }
    }
}

/// Writes the tests of one function.
pub(crate) struct Guard<'a> {
    pub(crate) code: &'a mut Code,
    pub(crate) place: Place,
    task: Task,
    runtime: String,
    /// The field that tells a payload's version, and the version that needs no migration.
    version: Option<(&'static str, u32)>,
    /// Whether serde reads the whole value, what it does not know included, to find the tag
    /// of what it stands in.
    buffered: bool,
}

impl<'a> Guard<'a> {
    pub(crate) fn new(code: &'a mut Code, item: &Item, options: &Options, task: Task) -> Self {
        let version = item
            .contract
            .as_ref()
            .map(|facts| (facts.version_field, facts.version))
            .filter(|(field, _)| !field.is_empty())
            .filter(|_| matches!(item.shape.body, Body::Struct(_)));
        Self {
            code,
            place: Place::default(),
            task,
            runtime: options.runtime("frame"),
            version,
            buffered: item.buffered,
        }
    }

    pub(crate) fn helper(&mut self, name: &str) -> String {
        self.code.import(&self.runtime, name);
        name.to_owned()
    }

    /// Gives up unless the variable is a plain object.
    pub(crate) fn object(&mut self, variable: &str) {
        let tests = self.not_an_object(variable);
        self.give_up_if(&tests);
    }

    pub(crate) fn not_an_object(&mut self, variable: &str) -> Vec<String> {
        let (is_object, is_plain) = (self.helper("isObject"), self.helper("isPlain"));
        vec![
            format!("!{is_object}({variable})"),
            format!("{variable}.toJSON !== undefined"),
            format!("!{is_plain}({variable})"),
        ]
    }

    /// Reads each property into a variable, once.
    pub(crate) fn properties(&mut self, list: &[&Field], object: &str) -> Vec<String> {
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

    /// A property of the object itself.
    pub(crate) fn property(&mut self, object: &str, name: &str) -> String {
        if !names::is_inherited(name) {
            return names::member(object, name);
        }
        let own = self.helper("own");
        format!("{own}({object}, {})", names::literal(name))
    }

    /// A list on one line, or a line each.
    pub(crate) fn wrapped(&mut self, open: &str, list: &[String], close: &str) {
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
    pub(crate) fn no_others(
        &mut self,
        deny: bool,
        list: &[&Field],
        object: &str,
        tag: Option<&str>,
    ) {
        if deny || self.buffered {
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

    pub(crate) fn only_keys(&mut self, object: &str, known: Vec<String>) {
        let tests: Vec<String> = known.iter().map(|name| format!("key !== {name}")).collect();
        let names = self.helper("ownNames");
        let give_up = self.task.give_up();
        let line = match tests.as_slice() {
            [] => format!("if ({names}({object}).length > 0) {give_up}"),
            tests => format!(
                "for (const key of {names}({object})) if ({}) {give_up}",
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
        self.code.line(format!("  {give_up}"));
        self.code.close("}");
        self.code.close("}");
    }

    /// Checks what one look at each field can tell.
    pub(crate) fn checks(&mut self, list: &[&Field], locals: &[String]) {
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
            let defaulted = field.writes == Writes::OrDefault;
            let there = match self.task {
                _ if null => format!("{local} != null"),
                Task::Write if defaulted => format!("{local} !== undefined"),
                Task::Write | Task::Copy => return wrong,
            };
            let mut tests = match wrong.as_slice() {
                [] => Vec::new(),
                [only] => vec![format!("({there} && {only})")],
                several => vec![format!("({there} && ({}))", several.join(" || "))],
            };
            if defaulted && self.task == Task::Copy {
                // What the default is, Rust alone knows.
                tests.insert(0, format!("{local} === undefined"));
            }
            tests
        });
        let tests: Vec<String> = current.into_iter().chain(types).collect();
        if !tests.is_empty() {
            self.give_up_if(&tests);
        }
    }

    pub(crate) fn give_up_if(&mut self, tests: &[String]) {
        let give_up = self.task.give_up();
        let line = format!("if ({}) {give_up}", tests.join(" || "));
        if line.chars().count() <= 88 {
            self.code.line(line);
        } else {
            self.code.open("if (");
            for (i, test) in tests.iter().enumerate() {
                let or = if i + 1 < tests.len() { " ||" } else { "" };
                self.code.line(format!("{test}{or}"));
            }
            self.code.close(") {");
            self.code.line(format!("  {give_up}"));
            self.code.line("}");
        }
    }

    /// Tests that a value is not of the type, as far as one look can tell. One is enough.
    pub(crate) fn wrong(&mut self, local: &str, ty: &Type) -> Vec<String> {
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
            // Copying it is the test.
            Type::F32 if self.task == Task::Copy => return Vec::new(),
            Type::F32 => "isF32",
            Type::F64 => "isF64",
            Type::Text if self.task == Task::Copy => "isWellFormed",
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
}
