//! Payloads made up from a locked shape, to try a contract's reading with.

use serde_json::{Map, Number, Value};

use super::state::{Field, Input, Named, Shape, State, Variant};
use super::ty::Type;

/// Payloads of a state: with everything and large, with as little as is allowed and
/// small, one for each variant of each enum, and all of them by each alias. The ones written
/// by hand, if there are.
///
/// `version_field` is the field by which the contract migrates now. `None` if no payload
/// can be made up, since serde alone knows the shape.
pub(crate) fn payloads(state: &State, version_field: &str) -> Option<Vec<Value>> {
    if !state.examples.is_empty() {
        return Some(state.examples.clone());
    }
    let mut choices = vec![Choice::full(), Choice::sparse()];
    for (name, shape) in &state.types {
        if let Shape::Enum { variants, .. } = shape {
            choices.extend((0..variants.len()).map(|index| Choice {
                variant: Some((name.clone(), index)),
                ..Choice::full()
            }));
        }
    }
    let most = state.types.values().map(aliases).max().unwrap_or(0);
    let by_alias: Vec<Choice> = choices
        .iter()
        .flat_map(|choice| (0..most).map(|alias| choice.by(alias)))
        .collect();
    choices.extend(by_alias);
    let mut payloads = Vec::new();
    for choice in choices {
        let payload = payload(state, version_field, &choice)?;
        if !payloads.contains(&payload) {
            payloads.push(payload);
        }
    }
    Some(payloads)
}

/// One payload with everything in it.
pub(crate) fn full(state: &State) -> Option<Value> {
    payload(state, "", &Choice::full())
}

/// How many aliases a name in a shape has at most.
fn aliases(shape: &Shape) -> usize {
    fn most<'a>(named: impl Iterator<Item = &'a (impl Named + 'a)>) -> usize {
        named.map(|one| one.aliases().len()).max().unwrap_or(0)
    }
    match shape {
        Shape::Struct { fields, .. } => most(fields.iter()),
        Shape::Enum { variants, .. } => {
            let fields = variants
                .iter()
                .filter_map(|variant| variant.fields.as_ref());
            most(variants.iter()).max(most(fields.flatten()))
        }
        Shape::Newtype { .. } | Shape::Opaque { .. } => 0,
    }
}

/// What to choose where a shape leaves a choice.
#[derive(Clone)]
struct Choice {
    sparse: bool,
    /// Names by this alias, where there are so many.
    alias: Option<usize>,
    /// This variant of this enum.
    variant: Option<(String, usize)>,
}

impl Choice {
    fn full() -> Self {
        Self {
            sparse: false,
            alias: None,
            variant: None,
        }
    }

    fn sparse() -> Self {
        Self {
            sparse: true,
            ..Self::full()
        }
    }

    fn by(&self, alias: usize) -> Self {
        Self {
            alias: Some(alias),
            ..self.clone()
        }
    }

    fn name<'a>(&self, named: &'a impl Named) -> &'a str {
        let alias = self.alias.and_then(|alias| named.aliases().get(alias));
        alias.map_or(named.input_name(), String::as_str)
    }
}

fn payload(state: &State, version_field: &str, choice: &Choice) -> Option<Value> {
    let mut maker = Maker {
        state,
        choice,
        open: Vec::new(),
    };
    let mut value = maker.named(&state.ty)?;
    for field in [state.version_field.as_str(), version_field] {
        if let Some(version) = value.get_mut(field) {
            *version = Value::from(state.version);
        }
    }
    Some(value)
}

struct Maker<'a> {
    state: &'a State,
    choice: &'a Choice,
    /// Types being made: one that contains itself is as small as it can be.
    open: Vec<&'a str>,
}

impl<'a> Maker<'a> {
    fn named(&mut self, name: &str) -> Option<Value> {
        let (name, shape) = self.state.types.get_key_value(name)?;
        if self.open.iter().filter(|open| *open == name).count() > 1 {
            return None;
        }
        self.open.push(name);
        let value = self.shape(name, shape);
        self.open.pop();
        value
    }

    fn shape(&mut self, name: &str, shape: &'a Shape) -> Option<Value> {
        match shape {
            Shape::Opaque { .. } => None,
            Shape::Newtype { of } => self.ty(of),
            Shape::Struct { fields, .. } => self.fields(fields).map(Value::Object),
            Shape::Enum { tag, variants, .. } => {
                let chosen = match &self.choice.variant {
                    Some((of, index)) if of == name => variants.get(*index),
                    _ => None,
                };
                // A variant that leads back here may not be possible, another is.
                chosen
                    .into_iter()
                    .chain(variants)
                    .find_map(|variant| self.variant(tag.as_deref(), variant))
            }
        }
    }

    fn variant(&mut self, tag: Option<&str>, variant: &'a Variant) -> Option<Value> {
        let name = self.choice.name(variant);
        let carried = match (&variant.value, &variant.fields) {
            (Some(ty), _) => Some(self.ty(ty)?),
            (_, Some(fields)) => Some(Value::Object(self.fields(fields)?)),
            _ => None,
        };
        let Some(tag) = tag else {
            return Some(match carried {
                None => Value::from(name),
                Some(value) => Value::Object(Map::from_iter([(name.to_owned(), value)])),
            });
        };
        let mut object = match carried {
            Some(Value::Object(object)) => object,
            Some(_) => return None,
            None => Map::new(),
        };
        object.insert(tag.to_owned(), Value::from(name));
        Some(Value::Object(object))
    }

    fn fields(&mut self, fields: &'a [Field]) -> Option<Map<String, Value>> {
        let mut object = Map::new();
        for field in fields {
            let left_out = match field.input {
                Input::Never => true,
                Input::Required => false,
                Input::Optional | Input::Defaulted => self.choice.sparse,
            };
            if left_out {
                continue;
            }
            match self.ty(&field.ty) {
                Some(value) => {
                    object.insert(self.choice.name(field).to_owned(), value);
                }
                None if field.input != Input::Required => {}
                None => return None,
            }
        }
        Some(object)
    }

    fn ty(&mut self, ty: &'a Type) -> Option<Value> {
        let sparse = self.choice.sparse;
        Some(match ty {
            Type::Bool => Value::from(!sparse),
            Type::Int {
                bits,
                signed,
                bigint,
            } => integer(*bits, *signed, *bigint, sparse),
            Type::F32 | Type::F64 => {
                Number::from_f64(if sparse { -0.5 } else { 21.5 }).map(Value::Number)?
            }
            Type::Text => Value::from(if sparse { "" } else { "example" }),
            Type::Optional(_) if sparse => Value::Null,
            Type::Optional(inner) => self.ty(inner).or_else(|| {
                // As deep as it goes; but what serde alone knows is not to be passed over.
                self.recurses(inner).then_some(Value::Null)
            })?,
            Type::Seq(_) if sparse => Value::Array(Vec::new()),
            Type::Seq(inner) => match self.ty(inner) {
                Some(value) => Value::Array(vec![value.clone(), value]),
                None => self.recurses(inner).then(|| Value::Array(Vec::new()))?,
            },
            Type::Array(inner, len) => {
                if *len == 0 {
                    return Some(Value::Array(Vec::new()));
                }
                Value::Array(vec![self.ty(inner)?; *len])
            }
            Type::Map(_) if sparse => Value::Object(Map::new()),
            Type::Map(inner) => match self.ty(inner) {
                Some(value) => Value::Object(Map::from_iter([("key".to_owned(), value)])),
                None => self.recurses(inner).then(|| Value::Object(Map::new()))?,
            },
            Type::Named(name) => self.named(name)?,
            Type::Opaque(_) => return None,
        })
    }

    /// Whether a type leads to one that is being made.
    fn recurses(&self, ty: &Type) -> bool {
        match ty {
            Type::Optional(inner) | Type::Seq(inner) | Type::Array(inner, _) | Type::Map(inner) => {
                self.recurses(inner)
            }
            Type::Named(name) => self.open.iter().any(|open| open == name),
            _ => false,
        }
    }
}

/// The largest or the smallest integer of a type; a plain 64-bit one has 53 bits.
fn integer(bits: u8, signed: bool, bigint: bool, smallest: bool) -> Value {
    let width = match (bits, bigint) {
        (64, false) => 54 - u32::from(!signed),
        (bits, _) => u32::from(bits),
    };
    match (signed, smallest) {
        (false, true) => Value::from(0),
        (false, false) => Value::from(u64::MAX >> (64 - width)),
        (true, false) => Value::from(i64::MAX >> (64 - width)),
        (true, true) if width == 54 => Value::from(-(i64::MAX >> (64 - width))),
        (true, true) => Value::from(i64::MIN >> (64 - width)),
    }
}

#[cfg(test)]
mod tests {
    use super::integer;

    #[test]
    fn integers_are_at_their_limits() {
        assert_eq!(integer(8, false, false, false), 255);
        assert_eq!(integer(8, true, false, true), -128);
        assert_eq!(integer(32, false, false, false), u32::MAX);
        assert_eq!(integer(64, false, false, false), (1_u64 << 53) - 1);
        assert_eq!(integer(64, true, false, false), (1_i64 << 53) - 1);
        assert_eq!(integer(64, true, false, true), -((1_i64 << 53) - 1));
        assert_eq!(integer(64, false, true, false), u64::MAX);
        assert_eq!(integer(64, true, true, true), i64::MIN);
    }
}
