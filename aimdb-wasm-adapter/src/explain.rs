//! Why a value breaks its contract: from where serde stopped, the text and the shape.
//!
//! Serde alone decides *whether* a value is good. Only after it said no is the text
//! read again here, to say *where* and in which words. Two of its verdicts are
//! overruled: an `f32` that overflows to infinity, and a 64-bit integer that
//! JavaScript cannot hold in a field that is not `bigint`.

use std::borrow::Cow;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use aimdb_wasm_contracts::shape::{
    Body, Field, Fields, Payload, Reads, Shape, Tagging, Type, Variant, Writes,
};
use aimdb_wasm_contracts::MAX_SAFE_INTEGER;

use crate::json::{number as number_of, Kind, Node, Tree};
use crate::violation::{abbreviated, Segment};

/// Where a value is wrong and how.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) path: Vec<Segment>,
    pub(crate) expected: Cow<'static, str>,
    pub(crate) received: Cow<'static, str>,
    /// Words of serde's own, where the standard sentence would say less.
    pub(crate) reason: Option<String>,
}

/// Which of a field's two names a text uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// What serde writes: the text came from a value.
    Read,
    /// What serde reads: the text is to become a value.
    Write,
}

/// Expected and received, in words.
type Words = (Cow<'static, str>, Cow<'static, str>);

/// Explains why serde_json refused a text.
pub(crate) fn refused(text: &str, shape: &'static Shape, error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    let said = said
        .rfind(" at line ")
        .map_or(said.as_str(), |end| &said[..end]);
    let tree = Tree::read(text);
    let Some(root) = &tree.root else {
        return no_json(text, said);
    };
    let Place {
        mut path,
        mut node,
        parent,
    } = locate(root, offset(text, error.line(), error.column()));

    let surrogate = said.contains("hex escape");
    if surrogate || matches!(node.kind, Kind::Word) {
        let expected = Spot::at(shape, &path).wanted();
        let received = if surrogate {
            Cow::Borrowed("a string with a lone surrogate")
        } else {
            describe(node, &tree)
        };
        return Fault {
            path,
            expected,
            received,
            reason: None,
        };
    }
    if !tree.whole {
        return no_json(text, said);
    }

    if let Some(name) = quoted(said, "missing field `") {
        path.push(Segment::Key(name.to_string()));
        let expected = Spot::at(shape, &path).wanted();
        return Fault {
            path,
            expected,
            received: Cow::Borrowed("nothing"),
            reason: None,
        };
    }
    if let Some(name) = quoted(said, "duplicate field `") {
        path.push(Segment::Key(name.to_string()));
        let expected = Cow::Borrowed("the field once");
        return Fault {
            path,
            expected,
            received: Cow::Borrowed("it twice"),
            reason: None,
        };
    }
    // An array is too long: serde_json points at its first element too many.
    if said == "trailing characters" {
        if let Some(parent) = parent {
            path.pop();
            node = parent;
        }
    }

    // Tagged enums are read into memory first, so serde stops at their end and the
    // value at fault is inside. Elsewhere the walk finds the place itself.
    let spot = Spot::at(shape, &path);
    let mut walk = Walk::new(&tree, Side::Write, Look::Everything);
    if let Some((expected, received)) = walk.spot(node, spot) {
        path.append(&mut walk.path);
        return Fault {
            path,
            expected,
            received,
            reason: None,
        };
    }
    if let Some(name) = quoted(said, "unknown field `") {
        path.push(Segment::Key(name.to_string()));
        let expected = said
            .split_once(", ")
            .map_or("no such field", |(_, rest)| rest);
        let expected = expected
            .strip_prefix("expected ")
            .unwrap_or(expected)
            .replace('`', "\"");
        let received = Cow::Borrowed(UNKNOWN_FIELD);
        return Fault {
            path,
            expected: Cow::Owned(expected),
            received,
            reason: None,
        };
    }
    walk.path.clear();
    if let Some((expected, received)) = walk.shape(root, shape, None) {
        return Fault {
            path: walk.path,
            expected,
            received,
            reason: None,
        };
    }
    let received = describe(node, &tree);
    if said.starts_with("unknown variant `") || said.starts_with("invalid ") {
        if let Some((_, expected)) = said.rsplit_once("expected ") {
            let expected = Cow::Owned(expected.replace('`', "\""));
            return Fault {
                path,
                expected,
                received,
                reason: None,
            };
        }
    }
    Fault {
        path,
        expected: spot.wanted(),
        received,
        reason: Some(said.to_string()),
    }
}

/// Finds a number that JSON can say and JavaScript cannot hold, or the other way
/// round, in a text that serde accepts or wrote.
pub(crate) fn number(text: &str, shape: &'static Shape, side: Side) -> Option<Fault> {
    look(text, shape, side, Look::Numbers)
}

/// Finds a `null` that serde wrote for an optional float: `None`, or NaN in a `Some`.
pub(crate) fn doubtful(text: &str, shape: &'static Shape) -> Option<Fault> {
    look(text, shape, Side::Read, Look::Nulls)
}

fn look(text: &str, shape: &'static Shape, side: Side, look: Look) -> Option<Fault> {
    let tree = Tree::read(text);
    let root = tree.root.as_ref()?;
    let mut walk = Walk::new(&tree, side, look);
    let (expected, received) = walk.shape(root, shape, None)?;
    Some(Fault {
        path: walk.path,
        expected,
        received,
        reason: None,
    })
}

/// Finds a number of a text that became infinity, and so `null` in what serde wrote of the
/// value: too large for an `f32` that serde alone knows of.
pub(crate) fn overflowed(text: &str, written: &str) -> Option<Fault> {
    let tree = Tree::read(text);
    let written = Tree::read(written);
    let mut walk = Walk::new(&tree, Side::Write, Look::Numbers);
    let (expected, received) = walk.overflow(tree.root.as_ref()?, written.root.as_ref()?)?;
    Some(Fault {
        path: walk.path,
        expected,
        received,
        reason: None,
    })
}

/// Whether serde alone can read and write the contract, or a part of it.
pub(crate) fn is_opaque(shape: &'static Shape) -> bool {
    fn shape_is(shape: &'static Shape, seen: &mut Vec<*const Shape>) -> bool {
        if seen.contains(&core::ptr::from_ref(shape)) {
            return false;
        }
        seen.push(shape);
        match &shape.body {
            Body::Struct(fields) => fields.list.iter().any(|field| type_is(field.ty, seen)),
            Body::Newtype(ty) => type_is(ty, seen),
            Body::Enum { variants, .. } => variants.iter().any(|variant| match &variant.payload {
                Payload::Unit => false,
                Payload::Newtype(ty) => type_is(ty, seen),
                Payload::Struct(fields) => fields.list.iter().any(|field| type_is(field.ty, seen)),
            }),
            Body::Opaque { .. } => true,
        }
    }
    fn type_is(ty: &'static Type, seen: &mut Vec<*const Shape>) -> bool {
        match ty {
            Type::Optional(ty) | Type::Seq(ty) | Type::Array(ty, _) | Type::Map(ty) => {
                type_is(ty, seen)
            }
            Type::Nested(shape) => shape_is(shape(), seen),
            Type::Opaque(_) => true,
            _ => false,
        }
    }
    shape_is(shape, &mut Vec::new())
}

fn no_json(text: &str, said: &str) -> Fault {
    let received = match text.trim() {
        "" => Cow::Borrowed("nothing"),
        text => Cow::Owned(format!("{} ({said})", abbreviated(text))),
    };
    Fault {
        path: Vec::new(),
        expected: Cow::Borrowed("JSON"),
        received,
        reason: None,
    }
}

const NOT_FINITE: Words = (
    Cow::Borrowed("a finite number"),
    Cow::Borrowed("NaN or Infinity"),
);

const UNKNOWN_FIELD: &str = "an unknown field";

/// What stands between a prefix and the next backtick.
fn quoted<'a>(said: &'a str, prefix: &str) -> Option<&'a str> {
    said.strip_prefix(prefix)?.split('`').next()
}

/// serde_json counts lines from 1 and bytes within them.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    before + column
}

/// The innermost value around an offset.
struct Place<'n, 'a> {
    path: Vec<Segment>,
    node: &'n Node<'a>,
    parent: Option<&'n Node<'a>>,
}

fn locate<'n, 'a>(root: &'n Node<'a>, offset: usize) -> Place<'n, 'a> {
    // Scalars are refused at their end, arrays and objects at their start.
    let holds = |node: &Node<'_>| {
        (node.start < offset && offset <= node.end)
            || (node.start == offset && matches!(node.kind, Kind::Array(_) | Kind::Object(_)))
    };
    let mut place = Place {
        path: Vec::new(),
        node: root,
        parent: None,
    };
    loop {
        let inner = match &place.node.kind {
            Kind::Array(items) => items
                .iter()
                .enumerate()
                .find(|(_, item)| holds(item))
                .map(|(index, item)| (Segment::Index(index), item)),
            Kind::Object(entries) => entries
                .iter()
                .find(|(key, value)| key.end != offset && holds(value))
                .map(|(key, value)| (Segment::Key(key.name.to_string()), value)),
            _ => None,
        };
        let Some((segment, node)) = inner else {
            return place;
        };
        place.path.push(segment);
        place.parent = Some(place.node);
        place.node = node;
    }
}

/// What the contract says of a place.
#[derive(Clone, Copy)]
enum Spot {
    Shape(&'static Shape),
    Type(&'static Type),
    /// The fields of a variant.
    Fields(&'static Fields),
    /// The tag of an enum.
    Tag(&'static [Variant]),
    /// The payload of a variant that has none.
    Unit,
    /// Unknown to the contract, or known to serde alone.
    Unknown,
}

impl Spot {
    fn at(shape: &'static Shape, path: &[Segment]) -> Self {
        path.iter().fold(Self::Shape(shape), Self::step)
    }

    /// Looks through wrappers that JSON does not show.
    fn settled(self) -> Self {
        match self {
            Self::Type(Type::Optional(inner)) => Self::Type(inner).settled(),
            Self::Type(Type::Nested(shape)) => Self::Shape(shape()).settled(),
            Self::Shape(Shape {
                body: Body::Newtype(ty),
                ..
            }) => Self::Type(ty).settled(),
            other => other,
        }
    }

    fn step(self, segment: &Segment) -> Self {
        match (self.settled(), segment) {
            (Self::Type(Type::Seq(inner) | Type::Array(inner, _)), Segment::Index(_)) => {
                Self::Type(inner)
            }
            (Self::Type(Type::Map(inner)), Segment::Key(_)) => Self::Type(inner),
            (
                Self::Shape(Shape {
                    body: Body::Struct(fields),
                    ..
                })
                | Self::Fields(fields),
                at,
            ) => match at {
                Segment::Key(name) => field(fields, Side::Write, name),
                Segment::Index(index) => positional(fields).nth(*index),
            }
            .map_or(Self::Unknown, |field| Self::Type(field.ty)),
            (
                Self::Shape(Shape {
                    body: Body::Enum { tagging, variants },
                    ..
                }),
                Segment::Key(name),
            ) => match tagging {
                Tagging::External => match variant(variants, Side::Write, name) {
                    Some(Variant {
                        payload: Payload::Newtype(ty),
                        ..
                    }) => Self::Type(ty),
                    Some(Variant {
                        payload: Payload::Struct(fields),
                        ..
                    }) => Self::Fields(fields),
                    Some(_) => Self::Unit,
                    None => Self::Unknown,
                },
                Tagging::Internal(tag) if tag == name => Self::Tag(variants),
                // Which variant it is, only the value knows; most names are unique.
                Tagging::Internal(_) => variants
                    .iter()
                    .find_map(|variant| match &variant.payload {
                        Payload::Struct(fields) => field(fields, Side::Write, name),
                        _ => None,
                    })
                    .map_or(Self::Unknown, |field| Self::Type(field.ty)),
            },
            _ => Self::Unknown,
        }
    }

    fn wanted(self) -> Cow<'static, str> {
        match self {
            Self::Shape(shape) => shape_in_words(shape),
            Self::Type(ty) => in_words(ty),
            Self::Fields(_) => Cow::Borrowed("an object"),
            Self::Tag(variants) => one_of(variants.iter().map(|variant| variant.write)),
            Self::Unit => Cow::Borrowed("null"),
            Self::Unknown => Cow::Borrowed("a value that its contract accepts"),
        }
    }
}

/// Compares a text with a shape.
struct Walk<'t, 'a> {
    tree: &'t Tree<'a>,
    side: Side,
    look: Look,
    path: Vec<Segment>,
}

/// What a walk looks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Everything,
    /// Numbers out of range; the kinds of values do not count.
    Numbers,
    /// Optional floats that are `null`.
    Nulls,
}

impl<'t, 'a> Walk<'t, 'a> {
    fn new(tree: &'t Tree<'a>, side: Side, look: Look) -> Self {
        Self {
            tree,
            side,
            look,
            path: Vec::new(),
        }
    }

    fn spot(&mut self, node: &Node<'a>, spot: Spot) -> Option<Words> {
        match spot {
            Spot::Shape(shape) => self.shape(node, shape, None),
            Spot::Type(ty) => self.value(node, ty),
            Spot::Fields(fields) => self.fields(node, fields, None, spot),
            Spot::Tag(variants) => self.tag(node, variants).err(),
            Spot::Unit => match node.kind {
                Kind::Null => None,
                _ => self.mismatch(node, spot),
            },
            Spot::Unknown => None,
        }
    }

    fn strict(&self) -> bool {
        self.look == Look::Everything
    }

    fn mismatch(&self, node: &Node<'a>, spot: Spot) -> Option<Words> {
        self.strict()
            .then(|| (spot.wanted(), describe(node, self.tree)))
    }

    fn within(
        &mut self,
        segment: Segment,
        check: impl FnOnce(&mut Self) -> Option<Words>,
    ) -> Option<Words> {
        self.path.push(segment);
        let fault = check(self);
        if fault.is_none() {
            self.path.pop();
        }
        fault
    }

    fn value(&mut self, node: &Node<'a>, ty: &'static Type) -> Option<Words> {
        let ok = match (ty, &node.kind) {
            (Type::Optional(inner), Kind::Null) if self.look == Look::Nulls => {
                return matches!(
                    Spot::Type(inner).settled(),
                    Spot::Type(Type::F32 | Type::F64)
                )
                .then(|| NOT_FINITE);
            }
            (Type::Optional(_), Kind::Null) | (Type::Opaque(_), _) => true,
            (Type::Optional(inner), _) => {
                let fault = self.value(node, inner);
                // At the option itself, `null` would have done as well.
                return fault.map(|(expected, received)| {
                    let here = expected == in_words(inner);
                    (if here { in_words(ty) } else { expected }, received)
                });
            }
            (Type::Nested(shape), _) => return self.shape(node, shape(), None),
            (Type::Bool, Kind::Bool) | (Type::Text, Kind::Text) => true,
            (
                Type::Int {
                    bits,
                    signed,
                    bigint,
                },
                Kind::Number,
            ) => {
                let (low, high) = range(*bits, *signed, *bigint);
                match node.text(self.tree).parse::<i128>() {
                    Ok(n) if n >= low && n <= high => true,
                    Ok(_) => return Some((in_words(ty), describe(node, self.tree))),
                    Err(_) => false,
                }
            }
            (Type::F32, Kind::Number) => {
                // Read as one: by way of an f64 it would be rounded twice.
                let narrow = serde_json::from_str::<f32>(node.text(self.tree));
                if !narrow.is_ok_and(f32::is_finite) {
                    let expected = Cow::Borrowed("a number that an f32 can hold");
                    return Some((expected, describe(node, self.tree)));
                }
                true
            }
            (Type::F64, Kind::Number) => number_of(node.text(self.tree)).is_finite(),
            // What serde writes for what JSON cannot say.
            (Type::F32 | Type::F64, Kind::Null) if self.side == Side::Read => {
                return Some(NOT_FINITE);
            }
            (Type::Seq(inner), Kind::Array(items)) => return self.items(items, inner),
            (Type::Array(inner, len), Kind::Array(items)) => {
                if items.len() == *len {
                    return self.items(items, inner);
                }
                false
            }
            (Type::Map(inner), Kind::Object(entries)) => {
                return entries.iter().find_map(|(key, value)| {
                    let segment = Segment::Key(key.name.to_string());
                    self.within(segment, |walk| walk.value(value, inner))
                });
            }
            _ => false,
        };
        if ok {
            None
        } else {
            self.mismatch(node, Spot::Type(ty))
        }
    }

    fn items(&mut self, items: &[Node<'a>], ty: &'static Type) -> Option<Words> {
        items.iter().enumerate().find_map(|(index, item)| {
            self.within(Segment::Index(index), |walk| walk.value(item, ty))
        })
    }

    /// Finds an integer that JavaScript would round in what serde wrote, where no type is
    /// known. Digits alone are an integer's there: a float has a point or an exponent.
    fn inexact(&mut self, node: &Node<'a>) -> Option<Words> {
        match &node.kind {
            Kind::Number => {
                let text = node.text(self.tree);
                let most = i128::from(MAX_SAFE_INTEGER);
                let exact = || matches!(text.parse(), Ok(n) if (-most..=most).contains(&n));
                let rounded = !text.contains(['.', 'e', 'E']) && !exact();
                rounded.then(|| {
                    let expected = "an integer from -(2^53 - 1) to 2^53 - 1";
                    (Cow::Borrowed(expected), describe(node, self.tree))
                })
            }
            Kind::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
                self.within(Segment::Index(index), |walk| walk.inexact(item))
            }),
            Kind::Object(entries) => entries.iter().find_map(|(key, value)| {
                let segment = Segment::Key(key.name.to_string());
                self.within(segment, |walk| walk.inexact(value))
            }),
            _ => None,
        }
    }

    /// Finds a number where serde wrote `null`.
    fn overflow(&mut self, node: &Node<'a>, written: &Node<'_>) -> Option<Words> {
        match (&node.kind, &written.kind) {
            (Kind::Number, Kind::Null) => Some((
                Cow::Borrowed("a number that an f32 can hold"),
                describe(node, self.tree),
            )),
            (Kind::Array(items), Kind::Array(written)) => items
                .iter()
                .zip(written)
                .enumerate()
                .find_map(|(index, (item, written))| {
                    self.within(Segment::Index(index), |walk| walk.overflow(item, written))
                }),
            (Kind::Object(entries), Kind::Object(written)) => {
                entries.iter().find_map(|(key, value)| {
                    let (_, written) = written.iter().find(|(other, _)| other.name == key.name)?;
                    let segment = Segment::Key(key.name.to_string());
                    self.within(segment, |walk| walk.overflow(value, written))
                })
            }
            _ => None,
        }
    }

    /// A tagged object passes its tag on, which is no field.
    fn shape(
        &mut self,
        node: &Node<'a>,
        shape: &'static Shape,
        tag: Option<&'static str>,
    ) -> Option<Words> {
        match &shape.body {
            Body::Struct(fields) => self.fields(node, fields, tag, Spot::Shape(shape)),
            Body::Newtype(ty) => self.value(node, ty),
            Body::Opaque { .. } if self.look == Look::Numbers && self.side == Side::Read => {
                self.inexact(node)
            }
            Body::Opaque { .. } => None,
            Body::Enum {
                tagging: Tagging::Internal(tag),
                variants,
            } => {
                let Kind::Object(entries) = &node.kind else {
                    // serde also takes [tag, content].
                    return match node.kind {
                        Kind::Array(_) => None,
                        _ => self.mismatch(node, Spot::Shape(shape)),
                    };
                };
                let Some((_, value)) = entries.iter().find(|(key, _)| key.name == *tag) else {
                    if self.strict() {
                        self.path.push(Segment::Key((*tag).to_string()));
                        return Some((Spot::Tag(variants).wanted(), Cow::Borrowed("nothing")));
                    }
                    return None;
                };
                match self.tag(value, variants) {
                    Ok(Payload::Unit) => None,
                    Ok(Payload::Newtype(ty)) => match Spot::Type(ty).settled() {
                        Spot::Shape(inner) => self.shape(node, inner, Some(tag)),
                        _ => None,
                    },
                    Ok(Payload::Struct(fields)) => {
                        self.fields(node, fields, Some(tag), Spot::Shape(shape))
                    }
                    Err(words) if self.strict() => {
                        self.path.push(Segment::Key((*tag).to_string()));
                        Some(words)
                    }
                    Err(_) => None,
                }
            }
            Body::Enum {
                tagging: Tagging::External,
                variants,
            } => match &node.kind {
                Kind::Text => {
                    let name = serde_json::from_str::<String>(node.text(self.tree)).ok()?;
                    match variant(variants, self.side, &name) {
                        Some(Variant {
                            payload: Payload::Unit,
                            ..
                        }) => None,
                        _ => self.mismatch(node, Spot::Shape(shape)),
                    }
                }
                Kind::Object(entries) if entries.len() == 1 => {
                    let (key, value) = entries.first()?;
                    let spot = match variant(variants, self.side, &key.name) {
                        Some(Variant {
                            payload: Payload::Newtype(ty),
                            ..
                        }) => Spot::Type(ty),
                        Some(Variant {
                            payload: Payload::Struct(fields),
                            ..
                        }) => Spot::Fields(fields),
                        Some(_) => Spot::Unit,
                        None => {
                            let name = abbreviated(&key.name);
                            return self.strict().then(|| {
                                let received = format!("{{\"{name}\": …}}");
                                (shape_in_words(shape), Cow::Owned(received))
                            });
                        }
                    };
                    self.within(Segment::Key(key.name.to_string()), |walk| {
                        walk.spot(value, spot)
                    })
                }
                _ => self.mismatch(node, Spot::Shape(shape)),
            },
        }
    }

    fn tag(
        &self,
        node: &Node<'a>,
        variants: &'static [Variant],
    ) -> Result<&'static Payload, Words> {
        let found = match node.kind {
            Kind::Text => serde_json::from_str::<String>(node.text(self.tree))
                .ok()
                .and_then(|name| variant(variants, self.side, &name)),
            _ => None,
        };
        match found {
            Some(variant) => Ok(&variant.payload),
            None => Err((Spot::Tag(variants).wanted(), describe(node, self.tree))),
        }
    }

    fn fields(
        &mut self,
        node: &Node<'a>,
        fields: &'static Fields,
        tag: Option<&'static str>,
        spot: Spot,
    ) -> Option<Words> {
        let entries = match &node.kind {
            Kind::Object(entries) => entries,
            // serde takes the fields in order as well.
            Kind::Array(items) => {
                let mut pairs = items.iter().zip(positional(fields)).enumerate();
                let fault = pairs.find_map(|(index, (item, field))| {
                    self.within(Segment::Index(index), |walk| walk.value(item, field.ty))
                });
                let complete = items.len() == positional(fields).count();
                return fault.or_else(|| {
                    if complete {
                        None
                    } else {
                        self.mismatch(node, spot)
                    }
                });
            }
            _ => return self.mismatch(node, spot),
        };
        for (key, value) in entries {
            if tag.is_some_and(|tag| key.name == tag) {
                continue;
            }
            let segment = Segment::Key(key.name.to_string());
            match field(fields, self.side, &key.name) {
                Some(field) => {
                    let fault = self.within(segment, |walk| walk.value(value, field.ty));
                    if fault.is_some() {
                        return fault;
                    }
                }
                None if self.strict() && fields.deny_unknown => {
                    self.path.push(segment);
                    let names = fields
                        .list
                        .iter()
                        .filter(|field| field.writes != Writes::Never);
                    let expected = one_of(names.map(|field| field.write));
                    return Some((expected, Cow::Borrowed(UNKNOWN_FIELD)));
                }
                None => {}
            }
        }
        if !self.strict() {
            return None;
        }
        let missing = fields.list.iter().find(|field| {
            field.writes == Writes::Required
                && !entries
                    .iter()
                    .any(|(key, _)| named(field, Side::Write, &key.name))
        })?;
        self.path.push(Segment::Key(missing.write.to_string()));
        Some((in_words(missing.ty), Cow::Borrowed("nothing")))
    }
}

fn named(field: &Field, side: Side, name: &str) -> bool {
    match side {
        Side::Read => field.reads != Reads::Never && field.read == name,
        Side::Write => {
            field.writes != Writes::Never && (field.write == name || field.aliases.contains(&name))
        }
    }
}

fn field(fields: &'static Fields, side: Side, name: &str) -> Option<&'static Field> {
    fields.list.iter().find(|field| named(field, side, name))
}

fn positional(fields: &'static Fields) -> impl Iterator<Item = &'static Field> {
    fields
        .list
        .iter()
        .filter(|field| field.writes != Writes::Never)
}

fn variant(variants: &'static [Variant], side: Side, name: &str) -> Option<&'static Variant> {
    variants.iter().find(|variant| match side {
        Side::Read => variant.read == name,
        Side::Write => variant.write == name || variant.aliases.contains(&name),
    })
}

/// The integers that fit the type and cross the boundary exactly.
fn range(bits: u8, signed: bool, bigint: bool) -> (i128, i128) {
    match (bits, signed) {
        (64, _) if !bigint => {
            let most = i128::from(MAX_SAFE_INTEGER);
            (if signed { -most } else { 0 }, most)
        }
        (_, true) => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        (_, false) => (0, (1 << bits) - 1),
    }
}

/// A type in the words of a message. The generated TypeScript uses the same words.
fn in_words(ty: &'static Type) -> Cow<'static, str> {
    Cow::Borrowed(match ty {
        Type::Bool => "a boolean",
        Type::Int {
            bits: 8,
            signed: false,
            ..
        } => "an integer from 0 to 255 (u8)",
        Type::Int {
            bits: 16,
            signed: false,
            ..
        } => "an integer from 0 to 65535 (u16)",
        Type::Int {
            bits: 32,
            signed: false,
            ..
        } => "an integer from 0 to 4294967295 (u32)",
        Type::Int {
            bits: 8,
            signed: true,
            ..
        } => "an integer from -128 to 127 (i8)",
        Type::Int {
            bits: 16,
            signed: true,
            ..
        } => "an integer from -32768 to 32767 (i16)",
        Type::Int {
            bits: 32,
            signed: true,
            ..
        } => "an integer from -2147483648 to 2147483647 (i32)",
        Type::Int {
            signed: false,
            bigint: false,
            ..
        } => "an integer from 0 to 2^53 - 1 (u64)",
        Type::Int {
            signed: false,
            bigint: true,
            ..
        } => "an integer from 0 to 2^64 - 1 (u64)",
        Type::Int {
            signed: true,
            bigint: false,
            ..
        } => "an integer from -(2^53 - 1) to 2^53 - 1 (i64)",
        Type::Int {
            signed: true,
            bigint: true,
            ..
        } => "an integer from -2^63 to 2^63 - 1 (i64)",
        Type::F32 => "a number (f32)",
        Type::F64 => "a number (f64)",
        Type::Text => "a string",
        Type::Optional(inner) => return Cow::Owned(format!("{} or null", in_words(inner))),
        Type::Seq(_) => "an array",
        Type::Array(_, len) => return Cow::Owned(format!("an array of {len}")),
        Type::Map(_) => "an object",
        Type::Nested(shape) => return shape_in_words(shape()),
        Type::Opaque(_) => "a value that its contract accepts",
    })
}

fn shape_in_words(shape: &'static Shape) -> Cow<'static, str> {
    match &shape.body {
        Body::Struct(_) => Cow::Owned(format!("an object ({})", shape.name)),
        Body::Newtype(ty) => in_words(ty),
        Body::Enum {
            tagging: Tagging::Internal(tag),
            variants,
        } => {
            let names = one_of(variants.iter().map(|variant| variant.write));
            Cow::Owned(format!("an object with \"{tag}\" {names}"))
        }
        Body::Enum {
            tagging: Tagging::External,
            variants,
        } => one_of(variants.iter().map(|variant| variant.write)),
        Body::Opaque { .. } => Cow::Borrowed("a value that its contract accepts"),
    }
}

/// `one of "a", "b"`; long lists end in an ellipsis.
fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> Cow<'static, str> {
    const SHOWN: usize = 8;
    let mut out = String::new();
    for (i, name) in names.enumerate() {
        if i == SHOWN {
            out.push_str(", …");
            break;
        }
        out.push_str(if i == 0 { "one of \"" } else { ", \"" });
        out.push_str(name);
        out.push('"');
    }
    if out.is_empty() {
        return Cow::Borrowed("no fields");
    }
    Cow::Owned(out)
}

/// A value of the sender in the words of a message.
fn describe(node: &Node<'_>, tree: &Tree<'_>) -> Cow<'static, str> {
    let text = node.text(tree);
    match &node.kind {
        Kind::Null => Cow::Borrowed("null"),
        Kind::Bool => Cow::Owned(format!("boolean {text}")),
        Kind::Number => Cow::Owned(format!("number {}", abbreviated(text))),
        Kind::Word => Cow::Owned(abbreviated(text).into_owned()),
        Kind::Array(items) if items.is_empty() => Cow::Borrowed("an empty array"),
        Kind::Array(items) => Cow::Owned(format!("an array of {}", items.len())),
        Kind::Object(_) => Cow::Borrowed("an object"),
        Kind::Text => {
            let short = abbreviated(text);
            let close = if short.len() < text.len() { "\"" } else { "" };
            Cow::Owned(format!("string {short}{close}"))
        }
    }
}
