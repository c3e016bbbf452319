//! How two states of a contract differ, rule by rule.

use std::collections::BTreeMap;

use super::rule::Rule;
use super::state::{Entry, Field, Input, Named, Output, Shape, State, Variant};
use super::ty::Type;
use crate::types::MAX_TUPLE;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The rule it is against; `None` if it is compatible.
    pub rule: Option<Rule>,
    /// Where: a dotted path of JSON names, empty for the contract itself.
    pub path: String,
    /// What happened, in words.
    pub words: String,
}

/// How a contract differs from what it was.
pub(crate) fn entries(old: &Entry, new: &Entry) -> Vec<Change> {
    let mut walk = Walk {
        old: &old.current,
        new: &new.current,
        path: Vec::new(),
        seen: Vec::new(),
        changes: Vec::new(),
    };
    walk.facts(old, new);
    walk.named(&old.current.ty, &new.current.ty);
    let changes = walk.changes;
    // The unit of a contract is its signal's, and told of there.
    let told = |change: &Change| {
        change.path.is_empty()
            && changes.iter().any(|other| {
                other.rule == Some(Rule::UnitChanged)
                    && !other.path.is_empty()
                    && other.words == change.words
            })
    };
    changes
        .iter()
        .filter(|change| !told(change))
        .cloned()
        .collect()
}

struct Walk<'a> {
    old: &'a State,
    new: &'a State,
    path: Vec<String>,
    /// Pairs of types that were compared: once is enough, and recursion ends.
    seen: Vec<(String, String)>,
    changes: Vec<Change>,
}

impl<'a> Walk<'a> {
    fn note(&mut self, rule: impl Into<Option<Rule>>, words: impl Into<String>) {
        self.changes.push(Change {
            rule: rule.into(),
            path: self.path.join("."),
            words: words.into(),
        });
    }

    fn at(&mut self, name: &str, visit: impl FnOnce(&mut Self)) {
        self.path.push(name.to_owned());
        visit(self);
        self.path.pop();
    }

    /// What stands on the contract itself.
    fn facts(&mut self, old: &Entry, new: &Entry) {
        let (before, after) = (old.current.version, new.current.version);
        if after < before {
            self.note(
                Rule::VersionLowered,
                format!("version {before} became {after}"),
            );
        } else if after > before {
            self.note(None, format!("version {before} became {after}"));
        }
        let (before, after) = (&old.current.version_field, &new.current.version_field);
        match (before.is_empty(), after.is_empty()) {
            (true, true) => {}
            (true, false) => self.note(None, format!("migrates by the field `{after}`")),
            (false, _) if before == after => {}
            (false, true) => self.note(
                Rule::VersionFieldChanged,
                format!("no longer migrates by the field `{before}`"),
            ),
            (false, false) => self.note(
                Rule::VersionFieldChanged,
                format!("the version field `{before}` became `{after}`"),
            ),
        }
        self.unit(&old.unit, &new.unit);
        match (old.signal.as_str(), new.signal.as_str()) {
            (before, after) if before == after => {}
            ("", after) => self.note(None, format!("its signal is `{after}` now")),
            (before, "") => self.note(
                Rule::SignalChanged,
                format!("the signal `{before}` is none any more"),
            ),
            (before, after) => self.note(
                Rule::SignalChanged,
                format!("the signal was `{before}`, and is `{after}`"),
            ),
        }
    }

    fn unit(&mut self, old: &str, new: &str) {
        match (old, new) {
            _ if old == new => {}
            ("", new) => self.note(None, format!("its unit is said to be {new}")),
            (old, "") => self.note(None, format!("its unit, {old}, is no longer said")),
            _ => self.note(Rule::UnitChanged, format!("the unit {old} became {new}")),
        }
    }

    fn named(&mut self, old: &str, new: &str) {
        let pair = (old.to_owned(), new.to_owned());
        if self.seen.contains(&pair) {
            return;
        }
        self.seen.push(pair);
        if old != new {
            self.note(
                Rule::TypeRenamed,
                format!("the type `{old}` became `{new}`"),
            );
        }
        let (Some(a), Some(b)) = (self.old.types.get(old), self.new.types.get(new)) else {
            self.note(
                Rule::TypeChanged,
                format!("the lock does not say what `{old}` was"),
            );
            return;
        };
        self.shapes(old, a, b);
    }

    fn shapes(&mut self, name: &str, old: &'a Shape, new: &'a Shape) {
        match (old, new) {
            (
                Shape::Opaque { reason, ts, parts },
                Shape::Opaque {
                    reason: new_reason,
                    ts: new_ts,
                    parts: new_parts,
                },
            ) => {
                if reason != new_reason || ts != new_ts {
                    self.note(
                        Rule::OpaqueChanged,
                        format!("`{ts}` ({reason}) became `{new_ts}` ({new_reason})"),
                    );
                } else if parts.len() == new_parts.len() {
                    // The text names types; what they are is looked at here.
                    for (a, b) in parts.iter().zip(new_parts) {
                        self.types(a, b);
                    }
                } else if !parts.is_empty() {
                    self.note(
                        Rule::OpaqueChanged,
                        format!("`{ts}` ({reason}) is made of other types now"),
                    );
                }
            }
            (Shape::Opaque { reason, .. }, _) => self.note(
                Rule::OpaqueChanged,
                format!("`{name}` was for serde alone ({reason}) and has a known shape now"),
            ),
            (_, Shape::Opaque { reason, .. }) => self.note(
                Rule::BecameOpaque,
                format!("`{name}` is for serde alone now: {reason}"),
            ),
            (Shape::Newtype { of: a }, Shape::Newtype { of: b }) => self.types(a, b),
            (
                Shape::Struct {
                    deny_unknown: strict,
                    fields: a,
                },
                Shape::Struct {
                    deny_unknown,
                    fields: b,
                },
            ) => {
                self.strictness(*strict, *deny_unknown);
                self.fields(a, b, *deny_unknown);
            }
            (
                Shape::Enum {
                    tag: old_tag,
                    deny_unknown: strict,
                    variants: a,
                },
                Shape::Enum {
                    tag,
                    deny_unknown,
                    variants: b,
                },
            ) => {
                if old_tag != tag {
                    self.note(
                        Rule::TaggingChanged,
                        format!(
                            "variants were {}, and are {}",
                            tagging(old_tag),
                            tagging(tag)
                        ),
                    );
                }
                self.strictness(*strict, *deny_unknown);
                self.variants(a, b, *deny_unknown);
            }
            (a, b) => self.note(
                Rule::TypeChanged,
                format!("`{name}` was {}, and is {}", kind(a), kind(b)),
            ),
        }
    }

    fn strictness(&mut self, old: bool, new: bool) {
        match (old, new) {
            (false, true) => {
                self.note(Rule::UnknownFieldsDenied, "unknown fields are refused now");
            }
            (true, false) => self.note(None, "unknown fields are let in now"),
            _ => {}
        }
    }

    fn fields(&mut self, old: &'a [Field], new: &'a [Field], strict: bool) {
        let pairs = pair(old, new, |a, b| a.ty == b.ty);
        for (a, b) in pairs.both() {
            let (a, b) = (&old[a], &new[b]);
            self.at(&a.name, |walk| walk.field(a, b, strict));
        }
        for a in pairs.only_old(old) {
            self.at(&a.name, |walk| {
                walk.note(Rule::FieldRemoved, "the field is gone");
                if strict && a.input != Input::Never {
                    walk.note(Rule::FieldRefused, "the field is refused as unknown");
                }
            });
        }
        for b in pairs.only_new(new) {
            self.at(&b.name, |walk| {
                if b.input == Input::Required {
                    walk.note(
                        Rule::FieldAddedRequired,
                        format!("a required field is new: {}", b.ty),
                    );
                } else {
                    walk.note(None, format!("a field is new: {}", b.ty));
                }
            });
        }
        self.order(pairs.ordered(), "fields");
    }

    fn field(&mut self, old: &'a Field, new: &'a Field, strict: bool) {
        if old.input != Input::Never {
            self.names(old, new, Rule::FieldRenamed, Rule::FieldRespelled);
        } else if old.name != new.name {
            self.note(
                Rule::FieldRespelled,
                format!("`{}` became `{}`", old.name, new.name),
            );
        }
        let required = new.input == Input::Required
            && match old.input {
                Input::Defaulted => true,
                // An option that is none any more is told of by its type.
                Input::Optional => is_optional(&new.ty, self.new),
                Input::Required | Input::Never => false,
            };
        match (old.input, new.input) {
            _ if required => self.note(Rule::FieldMadeRequired, "the field is required now"),
            (Input::Never, Input::Required) => self.note(
                Rule::FieldAddedRequired,
                "the field was not read, and is required now",
            ),
            (Input::Required | Input::Optional | Input::Defaulted, Input::Never) => {
                self.note(Rule::FieldRemoved, "a write cannot name the field any more");
                if strict {
                    self.note(Rule::FieldRefused, "the field is refused as unknown");
                }
            }
            (a, b) if a != b && b != Input::Required => {
                self.note(None, format!("a write may leave it out: {}", absence(b)));
            }
            _ => {}
        }
        match (old.output, new.output) {
            (a, b) if a == b => {}
            (_, Output::Never) => self.note(Rule::FieldRemoved, "reads do not show it any more"),
            (Output::Always, Output::IfSome | Output::Sometimes) => {
                self.note(
                    Rule::FieldMadeOptional,
                    "reads do not always show it any more",
                );
            }
            (Output::IfSome, _) if is_optional(&new.ty, self.new) => {
                self.note(Rule::FieldMadeOptional, "reads may show `null` there now");
            }
            (Output::Never, _) => self.note(None, "reads show it now"),
            (_, Output::IfSome) => self.note(None, "reads show it only where there is a value"),
            (_, Output::Sometimes) => self.note(None, "reads do not always show it"),
            (_, Output::Always) => self.note(None, "reads always show it now"),
        }
        self.unit(&old.unit, &new.unit);
        self.types(&old.ty, &new.ty);
    }

    fn names(&mut self, old: &impl Named, new: &impl Named, renamed: Rule, respelled: Rule) {
        if !new.accepts(old.input_name()) {
            self.note(
                renamed,
                format!("`{}` became `{}`", old.input_name(), new.input_name()),
            );
        } else if old.name() != new.name() || old.input_name() != new.input_name() {
            let (a, b) = if old.name() == new.name() {
                (old.input_name(), new.input_name())
            } else {
                (old.name(), new.name())
            };
            self.note(
                respelled,
                format!("`{a}` became `{b}`; the old name is still read"),
            );
        }
        for alias in old.aliases() {
            if !new.accepts(alias) {
                self.note(
                    Rule::AliasRemoved,
                    format!("the alias `{alias}` is not read any more"),
                );
            }
        }
        for alias in new.aliases() {
            if !old.accepts(alias) {
                self.note(None, format!("`{alias}` is read too"));
            }
        }
    }

    fn variants(&mut self, old: &'a [Variant], new: &'a [Variant], strict: bool) {
        let pairs = pair(old, new, |a, b| a.value == b.value && a.fields == b.fields);
        for (a, b) in pairs.both() {
            let (a, b) = (&old[a], &new[b]);
            self.at(&a.name, |walk| {
                walk.names(a, b, Rule::VariantRenamed, Rule::VariantRespelled);
                match (&a.value, &b.value, &a.fields, &b.fields) {
                    (Some(a), Some(b), _, _) => walk.types(a, b),
                    (_, _, Some(a), Some(b)) => walk.fields(a, b, strict),
                    (None, None, None, None) => {}
                    _ => walk.note(
                        Rule::VariantPayloadChanged,
                        format!("it carried {}, and carries {}", load(a), load(b)),
                    ),
                }
            });
        }
        for a in pairs.only_old(old) {
            self.at(&a.name, |walk| {
                walk.note(Rule::VariantRemoved, "the variant is gone");
            });
        }
        for b in pairs.only_new(new) {
            self.at(&b.name, |walk| {
                walk.note(
                    Rule::VariantAdded,
                    format!("a variant is new, with {}", load(b)),
                );
            });
        }
        self.order(pairs.ordered(), "variants");
    }

    fn order(&mut self, ordered: bool, what: &str) {
        if !ordered {
            self.note(None, format!("the {what} stand in another order"));
        }
    }

    fn types(&mut self, old: &Type, new: &Type) {
        let (old, new) = (
            bare(old, &self.old.types, new, &self.new.types),
            bare(new, &self.new.types, old, &self.old.types),
        );
        match (&old, &new) {
            (Type::Named(a), Type::Named(b)) => self.named(a, b),
            (Type::Optional(a), Type::Optional(b))
            | (Type::Seq(a), Type::Seq(b))
            | (Type::Map(a), Type::Map(b)) => self.types(a, b),
            (Type::Array(a, n), Type::Array(b, m)) if n == m => self.types(a, b),
            (Type::Array(a, n), Type::Seq(b)) => {
                // A long array is a list to TypeScript anyway.
                let rule = (*n <= MAX_TUPLE).then_some(Rule::TypeLoosened);
                self.note(rule, format!("an array of {n} became a list of any length"));
                self.types(a, b);
            }
            (Type::Optional(a), b) => {
                self.note(
                    Rule::FieldMadeRequired,
                    format!("`{old}` became `{new}`: `null` is not read any more"),
                );
                self.types(a, b);
            }
            (a, Type::Optional(b)) => {
                self.note(
                    Rule::FieldMadeOptional,
                    format!("`{old}` became `{new}`: it may be `null`"),
                );
                self.types(a, b);
            }
            (
                Type::Int {
                    bits,
                    signed,
                    bigint: old_big,
                },
                Type::Int {
                    bits: new_bits,
                    signed: new_signed,
                    bigint,
                },
            ) => {
                if old_big != bigint {
                    let name = |big: bool| if big { "bigint" } else { "number" };
                    self.note(
                        Rule::BigintChanged,
                        format!("a `{}` became a `{}`", name(*old_big), name(*bigint)),
                    );
                }
                // An unsigned type fits a signed one of more bits.
                let fits = if signed == new_signed {
                    new_bits >= bits
                } else {
                    *new_signed && new_bits > bits
                };
                self.numbers(&old, &new, fits);
            }
            (Type::Int { bits, bigint, .. }, Type::F32 | Type::F64) => {
                if *bigint {
                    self.note(Rule::BigintChanged, "a `bigint` became a `number`");
                }
                // A plain 64-bit integer has 53 bits, as many as an f64.
                let fits = *bits <= 16 || (new == Type::F64 && !*bigint);
                self.numbers(&old, &new, fits);
            }
            (Type::F32, Type::F64) => self.numbers(&old, &new, true),
            (a, b) if a == b => {}
            _ => self.note(Rule::TypeChanged, format!("`{old}` became `{new}`")),
        }
    }

    /// Two types of numbers, the second of which takes all values of the first or not.
    fn numbers(&mut self, old: &Type, new: &Type, fits: bool) {
        let size = |ty: &Type| match ty {
            Type::Int { bits, signed, .. } => (*bits, *signed),
            _ => (0, false),
        };
        let both_ints = matches!((old, new), (Type::Int { .. }, Type::Int { .. }));
        if old == new || (both_ints && size(old) == size(new)) {
            return;
        }
        let words = format!("`{old}` became `{new}`");
        if fits {
            self.note(None, format!("{words}, which takes all its values"));
        } else {
            self.note(Rule::TypeChanged, words);
        }
    }
}

/// Looks through a newtype where the other side is none: its JSON is that of its value.
fn bare(
    ty: &Type,
    types: &BTreeMap<String, Shape>,
    other: &Type,
    others: &BTreeMap<String, Shape>,
) -> Type {
    let wrapped = |ty: &Type, types: &BTreeMap<String, Shape>| match ty {
        Type::Named(name) => match types.get(name) {
            Some(Shape::Newtype { of }) => Some(of.clone()),
            _ => None,
        },
        _ => None,
    };
    if wrapped(other, others).is_some() {
        return ty.clone();
    }
    let mut ty = ty.clone();
    while let Some(inner) = wrapped(&ty, types) {
        ty = inner;
    }
    ty
}

fn is_optional(ty: &Type, state: &State) -> bool {
    match ty {
        Type::Optional(_) => true,
        Type::Named(name) => match state.types.get(name) {
            Some(Shape::Newtype { of }) => is_optional(of, state),
            _ => false,
        },
        _ => false,
    }
}

/// What belongs together in two lists.
struct Pairs(Vec<(Option<usize>, Option<usize>)>);

impl Pairs {
    fn both(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.0.iter().filter_map(|(a, b)| Some(((*a)?, (*b)?)))
    }

    fn only_old<'a, T>(&self, old: &'a [T]) -> Vec<&'a T> {
        self.0
            .iter()
            .filter(|(_, b)| b.is_none())
            .filter_map(|(a, _)| old.get((*a)?))
            .collect()
    }

    fn only_new<'a, T>(&self, new: &'a [T]) -> Vec<&'a T> {
        self.0
            .iter()
            .filter(|(a, _)| a.is_none())
            .filter_map(|(_, b)| new.get((*b)?))
            .collect()
    }

    /// Whether what is in both stands in the same order.
    fn ordered(&self) -> bool {
        let places: Vec<usize> = self.both().map(|(_, b)| b).collect();
        places.windows(2).all(|pair| pair[0] < pair[1])
    }
}

/// Pairs by name, then by what names are read; what is left and alike and stands in
/// the same place was renamed.
fn pair<T: Named>(old: &[T], new: &[T], alike: impl Fn(&T, &T) -> bool) -> Pairs {
    let mut of_old: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let tests: [&dyn Fn(usize, usize) -> bool; 4] = [
        &|a, b| old[a].name() == new[b].name(),
        &|a, b| old[a].input_name() == new[b].input_name(),
        &|a, b| new[b].accepts(old[a].input_name()) || new[b].accepts(old[a].name()),
        &|a, b| a == b && old.len() == new.len() && alike(&old[a], &new[b]),
    ];
    for test in tests {
        for (a, found) in of_old.iter_mut().enumerate() {
            if found.is_some() {
                continue;
            }
            *found = (0..new.len()).find(|&b| !taken[b] && test(a, b));
            if let Some(b) = *found {
                taken[b] = true;
            }
        }
    }
    let mut pairs: Vec<_> = of_old
        .into_iter()
        .enumerate()
        .map(|(a, b)| (Some(a), b))
        .collect();
    pairs.extend(
        (0..new.len())
            .filter(|&b| !taken[b])
            .map(|b| (None, Some(b))),
    );
    Pairs(pairs)
}

fn tagging(tag: &Option<String>) -> String {
    match tag {
        None => "tagged from outside".to_owned(),
        Some(tag) => format!("told apart by `{tag}`"),
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct { .. } => "a struct",
        Shape::Newtype { .. } => "a newtype",
        Shape::Enum { .. } => "an enum",
        Shape::Opaque { .. } => "for serde alone",
    }
}

fn load(variant: &Variant) -> String {
    match (&variant.value, &variant.fields) {
        (Some(ty), _) => format!("`{ty}`"),
        (_, Some(_)) => "fields".to_owned(),
        _ => "nothing".to_owned(),
    }
}

fn absence(input: Input) -> &'static str {
    match input {
        Input::Defaulted => "it has a default",
        _ => "it is optional",
    }
}
