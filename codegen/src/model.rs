//! A registry, walked and resolved: every type once, by its name in TypeScript.

use std::collections::{BTreeMap, BTreeSet};

use aimdb_wasm_contracts::shape::{
    Body, Docs, Fields, Payload, Reads, Shape, Tagging, Type, Writes,
};
use aimdb_wasm_contracts::{registry_hash, Contract, Registry, Visitor};

use crate::error::Error;
use crate::names;

/// All types of a registry.
pub(crate) struct Model {
    /// What wasm will call itself too.
    pub(crate) hash: String,
    /// Contracts and the types nested in them, each after those it is made of, as
    /// far as recursion allows.
    pub(crate) items: Vec<Item>,
    /// Indices into `items`, in the order of the registry.
    pub(crate) contracts: Vec<usize>,
    by_name: BTreeMap<String, usize>,
}

/// One type.
pub(crate) struct Item {
    /// Its name in TypeScript.
    pub(crate) name: String,
    /// Its file, without ending.
    pub(crate) file: String,
    pub(crate) shape: &'static Shape,
    pub(crate) docs: &'static Docs,
    /// Whether a write accepts something else than a read gives.
    pub(crate) asymmetric: bool,
    /// Why a value cannot be written to a frame, if so.
    pub(crate) obstacle: Option<String>,
    /// Whether it stands somewhere under an enum with a tag inside: to find the tag, serde
    /// reads the whole, what it does not know included.
    pub(crate) buffered: bool,
    /// Present if it is a contract.
    pub(crate) contract: Option<Facts>,
}

/// What makes a type a contract.
pub(crate) struct Facts {
    pub(crate) schema: &'static str,
    /// Its number in the registry.
    pub(crate) index: usize,
    pub(crate) version: u32,
    /// Name of the field that tells a payload's version; empty if there is one version.
    pub(crate) version_field: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) icon: &'static str,
    /// Name of the signal as a read shows it; empty if there is none.
    pub(crate) signal: &'static str,
    /// Name of the method that gives a record of it.
    pub(crate) method: String,
}

impl Model {
    pub(crate) fn of<R: Registry>() -> Result<Self, Error> {
        let mut walk = Walk {
            model: Self {
                hash: format!("{:016x}", registry_hash::<R>()),
                items: Vec::new(),
                contracts: Vec::new(),
                by_name: BTreeMap::new(),
            },
            open: Vec::new(),
            error: None,
        };
        R::each(&mut walk);
        if let Some(error) = walk.error {
            return Err(error);
        }
        let mut model = walk.model;
        model.check()?;
        model.find_asymmetry();
        model.find_obstacles();
        model.find_buffered();
        Ok(model)
    }

    /// The type of that layout. Every layout that a registry shows has one.
    pub(crate) fn item(&self, shape: &Shape) -> Option<&Item> {
        self.by_name
            .get(&names::type_name(shape))
            .and_then(|index| self.items.get(*index))
    }

    pub(crate) fn by_name(&self, name: &str) -> Option<&Item> {
        self.by_name
            .get(name)
            .and_then(|index| self.items.get(*index))
    }

    pub(crate) fn contracts(&self) -> impl Iterator<Item = (&Item, &Facts)> {
        self.contracts.iter().filter_map(|index| {
            let item = self.items.get(*index)?;
            Some((item, item.contract.as_ref()?))
        })
    }

    /// Whether a write of the type accepts something else than a read gives.
    pub(crate) fn is_asymmetric(&self, shape: &Shape) -> bool {
        self.item(shape).is_some_and(|item| item.asymmetric)
    }

    fn check(&self) -> Result<(), Error> {
        // What files, types and methods are called already.
        let files = ["index", "react", "records", "registry"]
            .map(|file| (format!("{file}.ts"), format!("the module `{file}`")));
        let methods = names::METHODS.iter().map(|method| {
            (
                format!("{method}()"),
                format!("the method `{method}` of a database"),
            )
        });
        let hooks = names::HOOKS
            .iter()
            .map(|hook| ((*hook).to_owned(), format!("the hook `{hook}`")));
        let mut taken: BTreeMap<String, String> =
            files.into_iter().chain(methods).chain(hooks).collect();
        for item in &self.items {
            if names::is_reserved_type(&item.name) {
                return Err(Error::Reserved {
                    name: item.name.clone(),
                });
            }
            let mut claims = vec![
                format!("{}.ts", item.file),
                item.name.clone(),
                format!("{}Input", item.name),
            ];
            if let Some(facts) = &item.contract {
                claims.push(format!("{}Record", item.name));
                claims.push(format!("{}()", facts.method));
                claims.push(format!("use{}", item.name));
            }
            for claim in claims {
                if let Some(other) = taken.insert(claim.clone(), format!("`{}`", item.name)) {
                    let ours = format!("`{}`", item.name);
                    // What is ours stands first, unless the other came from there too.
                    let [a, b] = if other.starts_with('`') {
                        [other, ours]
                    } else {
                        [ours, other]
                    };
                    return Err(Error::Indistinct {
                        names: [a, b],
                        shared: claim,
                    });
                }
            }
        }
        Ok(())
    }

    /// Recursive types are symmetric until something in them is not.
    fn find_asymmetry(&mut self) {
        loop {
            let found: Vec<usize> = (0..self.items.len())
                .filter(|&index| {
                    let item = &self.items[index];
                    !item.asymmetric && self.differs(item.shape)
                })
                .collect();
            if found.is_empty() {
                return;
            }
            for index in found {
                self.items[index].asymmetric = true;
            }
        }
    }

    fn differs(&self, shape: &Shape) -> bool {
        match &shape.body {
            Body::Struct(fields) => self.fields_differ(fields),
            Body::Newtype(ty) => self.type_differs(ty),
            Body::Enum { variants, .. } => variants.iter().any(|variant| {
                variant.read != variant.write
                    || match &variant.payload {
                        Payload::Unit => false,
                        Payload::Newtype(ty) => self.type_differs(ty),
                        Payload::Struct(fields) => self.fields_differ(fields),
                    }
            }),
            Body::Opaque { .. } => false,
        }
    }

    fn fields_differ(&self, fields: &Fields) -> bool {
        fields.list.iter().any(|field| {
            let presence = !matches!(
                (field.reads, field.writes),
                (Reads::Always, Writes::Required)
                    | (Reads::Sometimes, Writes::OrNone | Writes::OrDefault)
            );
            presence || field.read != field.write || self.type_differs(field.ty)
        })
    }

    fn type_differs(&self, ty: &Type) -> bool {
        match ty {
            Type::Optional(inner) | Type::Seq(inner) | Type::Array(inner, _) | Type::Map(inner) => {
                self.type_differs(inner)
            }
            Type::Nested(shape) => self.is_asymmetric(shape()),
            _ => false,
        }
    }

    fn find_buffered(&mut self) {
        let mut found = BTreeSet::new();
        for item in &self.items {
            let internal = matches!(
                item.shape.body,
                Body::Enum {
                    tagging: Tagging::Internal(_),
                    ..
                }
            );
            if internal {
                collect_nested(item.shape, &mut found);
            }
        }
        for item in &mut self.items {
            item.buffered = found.contains(&item.name);
        }
    }

    fn find_obstacles(&mut self) {
        for index in 0..self.items.len() {
            let shape = self.items[index].shape;
            let mut seen = BTreeSet::new();
            self.items[index].obstacle = obstacle(shape, &mut Vec::new(), &mut seen);
        }
    }
}

/// Why a value of this layout cannot be written to a frame, if so.
fn obstacle(
    shape: &'static Shape,
    open: &mut Vec<String>,
    clear: &mut BTreeSet<String>,
) -> Option<String> {
    let name = names::type_name(shape);
    if open.contains(&name) {
        // serde_json reads 127 levels and no more; a frame does not count them.
        return Some(format!("{name} contains itself"));
    }
    if !clear.insert(name.clone()) {
        return None;
    }
    if let Body::Opaque { reason, .. } = &shape.body {
        return Some(format!("{name}: {reason}"));
    }
    open.push(name);
    let found = parts(shape).into_iter().find_map(|part| match part {
        Part::Field { write: "toJSON" } => Some("a field called toJSON".to_owned()),
        Part::Field { .. } => None,
        Part::Tagged => Some("newtype variant under a tag".to_owned()),
        Part::Value(ty) => nested(ty).find_map(|leaf| match leaf {
            Type::Nested(shape) => obstacle(shape(), open, clear),
            Type::Opaque(_) => Some("a foreign type".to_owned()),
            _ => None,
        }),
    });
    open.pop();
    found
}

/// The names of all types nested in a layout.
fn collect_nested(shape: &'static Shape, found: &mut BTreeSet<String>) {
    for part in parts(shape) {
        if let Part::Value(ty) = part {
            for leaf in nested(ty) {
                if let Type::Nested(shape) = leaf {
                    if found.insert(names::type_name(shape())) {
                        collect_nested(shape(), found);
                    }
                }
            }
        }
    }
}

/// What matters of a layout for its way across.
enum Part {
    Field { write: &'static str },
    Tagged,
    Value(&'static Type),
}

fn parts(shape: &'static Shape) -> Vec<Part> {
    let mut parts = Vec::new();
    let fields = |parts: &mut Vec<Part>, fields: &'static Fields| {
        for field in fields.list {
            parts.push(Part::Field { write: field.write });
            parts.push(Part::Value(field.ty));
        }
    };
    match &shape.body {
        Body::Struct(list) => fields(&mut parts, list),
        Body::Newtype(ty) => parts.push(Part::Value(ty)),
        Body::Enum { tagging, variants } => {
            for variant in *variants {
                match &variant.payload {
                    Payload::Unit => {}
                    Payload::Newtype(ty) => {
                        if matches!(tagging, Tagging::Internal(_)) {
                            parts.push(Part::Tagged);
                        }
                        parts.push(Part::Value(ty));
                    }
                    Payload::Struct(list) => fields(&mut parts, list),
                }
            }
        }
        Body::Opaque { parts: inner, .. } => {
            parts.extend(inner.iter().flatten().copied().map(Part::Value));
        }
    }
    parts
}

/// The innermost type of options, lists and maps.
fn nested(ty: &'static Type) -> impl Iterator<Item = &'static Type> {
    let mut leaf = ty;
    while let Type::Optional(inner) | Type::Seq(inner) | Type::Array(inner, _) | Type::Map(inner) =
        leaf
    {
        leaf = inner;
    }
    std::iter::once(leaf)
}

struct Walk {
    model: Model,
    /// Names of the types being walked: recursion ends there.
    open: Vec<(String, String)>,
    error: Option<Error>,
}

impl Visitor for Walk {
    fn visit<T: Contract>(&mut self) {
        let index = self.model.contracts.len();
        let Some(item) = self.shape(T::shape()) else {
            return;
        };
        let found = &mut self.model.items[item];
        if found.contract.is_some() {
            // One type cannot have two names; the registry would not compile.
            return;
        }
        found.contract = Some(Facts {
            schema: T::NAME,
            index,
            version: T::VERSION,
            version_field: T::MIGRATION.map_or("", |migration| migration.field),
            unit: T::UNIT,
            icon: T::ICON,
            signal: signal(T::shape(), T::SIGNAL),
            method: names::camel(&found.name),
        });
        self.model.contracts.push(item);
    }
}

/// The name a read shows of the field with this Rust name.
fn signal(shape: &'static Shape, rust: &str) -> &'static str {
    match &shape.body {
        Body::Struct(fields) => fields
            .list
            .iter()
            .find(|field| field.rust == rust)
            .map_or("", |field| field.read),
        _ => "",
    }
}

impl Walk {
    /// Index of the type of that layout; `None` while it is being walked.
    fn shape(&mut self, shape: &'static Shape) -> Option<usize> {
        let name = names::type_name(shape);
        let signature = signature(shape);
        let known = self
            .model
            .by_name
            .get(&name)
            .map(|index| self::signature(self.model.items[*index].shape))
            .or_else(|| {
                self.open
                    .iter()
                    .find(|(open, _)| *open == name)
                    .map(|(_, signature)| signature.clone())
            });
        if let Some(known) = known {
            if known != signature {
                self.error
                    .get_or_insert(Error::NameClash { name: name.clone() });
            }
            return self.model.by_name.get(&name).copied();
        }
        self.open.push((name.clone(), signature));
        for part in parts(shape) {
            if let Part::Value(ty) = part {
                for leaf in nested(ty) {
                    if let Type::Nested(shape) = leaf {
                        self.shape(shape());
                    }
                }
            }
        }
        self.open.pop();
        let index = self.model.items.len();
        self.model.by_name.insert(name.clone(), index);
        self.model.items.push(Item {
            file: names::kebab(&name),
            name,
            shape,
            docs: (shape.docs)(),
            asymmetric: false,
            obstacle: None,
            buffered: false,
            contract: None,
        });
        Some(index)
    }
}

/// A layout in words, nested types by name: two with the same are the same type.
fn signature(shape: &Shape) -> String {
    let mut text = names::type_name(shape);
    let fields = |text: &mut String, fields: &Fields| {
        text.push_str(if fields.deny_unknown { "{!" } else { "{" });
        for field in fields.list {
            text.push_str(&format!(
                "{:?}/{:?}/{:?}/{:?}/{:?}:",
                field.read, field.write, field.aliases, field.reads, field.writes
            ));
            type_signature(text, field.ty);
            text.push(',');
        }
        text.push('}');
    };
    match &shape.body {
        Body::Struct(list) => fields(&mut text, list),
        Body::Newtype(ty) => type_signature(&mut text, ty),
        Body::Enum { tagging, variants } => {
            text.push_str(&format!("{tagging:?}"));
            for variant in *variants {
                text.push_str(&format!(
                    "|{:?}/{:?}/{:?}",
                    variant.read, variant.write, variant.aliases
                ));
                match &variant.payload {
                    Payload::Unit => {}
                    Payload::Newtype(ty) => type_signature(&mut text, ty),
                    Payload::Struct(list) => fields(&mut text, list),
                }
            }
        }
        Body::Opaque { source, ts, .. } => text.push_str(&format!("{source:x} {}", ts())),
    }
    text
}

fn type_signature(text: &mut String, ty: &Type) {
    match ty {
        Type::Nested(shape) => text.push_str(&names::type_name(shape())),
        Type::Optional(inner) => {
            text.push('?');
            type_signature(text, inner);
        }
        Type::Seq(inner) => {
            text.push_str("[]");
            type_signature(text, inner);
        }
        Type::Array(inner, len) => {
            text.push_str(&format!("[{len}]"));
            type_signature(text, inner);
        }
        Type::Map(inner) => {
            text.push_str("<>");
            type_signature(text, inner);
        }
        plain => text.push_str(&format!("{plain:?}")),
    }
}
