//! Values in and out of JSON text and frames, by their contract.

use core::cell::Cell;

use aimdb_wasm_contracts::shape::Shape;
use aimdb_wasm_contracts::{Contract, Migration, Writer};
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::explain::{self, Fault, Side};
use crate::outcome::Outcome;
use crate::scratch;
use crate::violation::{Segment, Violation};

/// A value from JSON text, as serde_json reads it.
pub(crate) fn from_text<T: Contract>(text: &str, key: Option<&str>) -> Result<T, Box<Violation>> {
    if let Some(migration) = T::MIGRATION {
        // What is no version at all is serde's to refuse.
        match version(text, migration.field) {
            Found::Absent if T::VERSION != 1 => return older(text, 1, true, migration, key),
            Found::Version(n) if n < u64::from(T::VERSION) => {
                return older(text, n, false, migration, key);
            }
            Found::Version(n) if n > u64::from(T::VERSION) => {
                return Err(newer::<T>(n, migration.field, key));
            }
            _ => {}
        }
    }
    let value: T = current(text, key)?;
    // Free for almost all values: they fit a frame, and then all their numbers are good.
    if scratch::write(|frame| value.write(frame)).is_err() {
        out_of_range(T::NAME, key, text, T::shape(), &|| fit(&value))?;
    }
    Ok(value)
}

/// A number that serde takes and JavaScript cannot hold.
#[cold]
fn out_of_range(
    contract: &'static str,
    key: Option<&str>,
    text: &str,
    shape: &'static Shape,
    fit: &dyn Fn() -> Result<String, Unfit>,
) -> Result<(), Box<Violation>> {
    let mut fault = explain::number(text, shape, Side::Write);
    // What types there are, serde alone knows: what it makes of the value tells.
    if fault.is_none() && explain::is_opaque(shape) {
        fault = match fit() {
            Ok(written) => explain::overflowed(text, &written),
            Err(Unfit::Fault(fault)) => Some(fault),
            Err(Unfit::NoJson(_)) => None,
        };
    }
    match fault {
        Some(fault) => Err(violation(contract, key, fault)),
        None => Ok(()),
    }
}

fn current<T: Contract>(text: &str, key: Option<&str>) -> Result<T, Box<Violation>> {
    serde_json::from_str(text).map_err(|error| refused(T::NAME, key, text, T::shape(), &error))
}

#[cold]
fn refused(
    contract: &'static str,
    key: Option<&str>,
    text: &str,
    shape: &'static Shape,
    error: &serde_json::Error,
) -> Box<Violation> {
    violation(contract, key, explain::refused(text, shape, error))
}

#[cold]
fn older<T: Contract>(
    text: &str,
    version: u64,
    insert: bool,
    migration: Migration<T>,
    key: Option<&str>,
) -> Result<T, Box<Violation>> {
    let upgraded = if insert {
        (migration.upgrade)(with_version(text, migration.field).as_bytes())
    } else {
        (migration.upgrade)(text.as_bytes())
    };
    let refused = |received: String, reason: String| {
        Box::new(Violation::new(
            T::NAME,
            key,
            Vec::new(),
            format!("a payload of version {version}").into(),
            received.into(),
            Some(&reason),
        ))
    };
    let value = upgraded.map_err(|reason| {
        let reason = format!(
            "version {version} cannot be upgraded to {}: {reason}",
            T::VERSION
        );
        refused(String::from("another one"), reason)
    })?;
    // The numbers of what came out of it have no place in the text that went in.
    if let Err(Unfit::Fault(fault)) = fit(&value) {
        return Err(violation(T::NAME, key, fault));
    }
    Ok(value)
}

#[cold]
fn newer<T: Contract>(version: u64, field: &str, key: Option<&str>) -> Box<Violation> {
    let current = T::VERSION;
    let reason = format!("version {version} is newer than {current}, the newest this build reads");
    Box::new(Violation::new(
        T::NAME,
        key,
        vec![Segment::Key(field.to_string())],
        format!("version {current} or older").into(),
        format!("number {version}").into(),
        Some(&reason),
    ))
}

/// The object with a version field put in front.
fn with_version(text: &str, field: &str) -> String {
    let Some((before, after)) = text.split_once('{') else {
        return text.to_string();
    };
    let comma = if after.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    format!("{before}{{\"{field}\":1{comma}{after}")
}

/// What a payload says of its version.
enum Found {
    Version(u64),
    /// There is no such field, in what is an object.
    Absent,
    /// No object, or a version that is no number.
    Nothing,
}

/// Looks for one field at the top of an object and skips the rest.
fn version(text: &str, field: &str) -> Found {
    let found = Cell::new(Found::Nothing);
    let peek = Peek {
        field,
        found: &found,
    };
    // It stops with an error of its own at the field.
    let _ = peek.deserialize(&mut serde_json::Deserializer::from_str(text));
    found.into_inner()
}

struct Peek<'p> {
    field: &'p str,
    found: &'p Cell<Found>,
}

impl<'de> DeserializeSeed<'de> for Peek<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Peek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(is_it) = map.next_key_seed(Is(self.field))? {
            if is_it {
                let value: &RawValue = map.next_value()?;
                if let Ok(version) = value.get().parse() {
                    self.found.set(Found::Version(version));
                }
                return Err(A::Error::custom(""));
            }
            map.next_value::<IgnoredAny>()?;
        }
        self.found.set(Found::Absent);
        Ok(())
    }
}

/// Whether a key is this one, escaped or not.
struct Is<'p>(&'p str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

/// Puts a value where the other side reads it.
#[inline(never)]
pub(crate) fn put<T: Contract>(value: &T, key: Option<&str>) -> Outcome {
    if scratch::write(|frame| value.write(frame)).is_ok() {
        return Outcome::Frame;
    }
    match fit(value) {
        Ok(text) => {
            scratch::put_text(text);
            Outcome::Text
        }
        Err(unfit) => put_unfit(T::NAME, key, unfit),
    }
}

#[cold]
fn put_unfit(contract: &'static str, key: Option<&str>, unfit: Unfit) -> Outcome {
    match unfit {
        Unfit::Fault(fault) => put_violation(&violation(contract, key, fault)),
        Unfit::NoJson(reason) => {
            let reason = format!("cannot be written as JSON: {reason}");
            put_violation(&Violation::new(
                contract,
                key,
                Vec::new(),
                "a value that JSON can say".into(),
                "another one".into(),
                Some(&reason),
            ))
        }
    }
}

/// A number as JavaScript prints it, near enough. By serde_json: the standard library's
/// printing of floats is a dozen kilobytes that nothing else needs.
#[cold]
pub(crate) fn shown(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .into();
    }
    let mut text = serde_json::to_string(&number).unwrap_or_default();
    if let Some(whole) = text.strip_suffix(".0") {
        text.truncate(whole.len());
    }
    text
}

/// Leaves a violation for the other side.
#[cold]
pub(crate) fn put_violation(violation: &Violation) -> Outcome {
    scratch::put_text(violation.to_json());
    Outcome::Violation
}

/// Why a value cannot cross at all.
pub(crate) enum Unfit {
    Fault(Fault),
    NoJson(String),
}

/// A value that fits no frame as text, if JavaScript can hold all of it.
#[cold]
pub(crate) fn fit<T: Contract>(value: &T) -> Result<String, Unfit> {
    let text = serde_json::to_string(value).map_err(no_json)?;
    check(text, T::shape(), &|| {
        value.write(&mut Writer::unread()).is_ok()
    })
}

#[cold]
fn no_json(error: serde_json::Error) -> Unfit {
    Unfit::NoJson(error.to_string())
}

/// The part of [`fit`] that is the same for all contracts.
#[cold]
fn check(
    text: String,
    shape: &'static Shape,
    is_finite: &dyn Fn() -> bool,
) -> Result<String, Unfit> {
    if let Some(fault) = explain::number(&text, shape, Side::Read) {
        return Err(Unfit::Fault(fault));
    }
    // JSON says `null` for an `Option` that is `None`, and for one that holds NaN. A
    // frame tells them apart.
    if let Some(fault) = explain::doubtful(&text, shape) {
        if !explain::is_opaque(shape) && !is_finite() {
            return Err(Unfit::Fault(fault));
        }
    }
    Ok(text)
}

#[cold]
pub(crate) fn violation(contract: &'static str, key: Option<&str>, fault: Fault) -> Box<Violation> {
    let Fault {
        path,
        expected,
        received,
        reason,
    } = fault;
    Box::new(Violation::new(
        contract,
        key,
        path,
        expected,
        received,
        reason.as_deref(),
    ))
}
