//! A value on its way across the boundary between JavaScript and Rust.
//!
//! A frame is two regions of memory that both sides see: *slots* of 64 bits and
//! *bytes*. A value is written into them in the order of its [`Shape`], nothing
//! named, nothing aligned beyond the slot:
//!
//! | type | slots | bytes |
//! |---|---|---|
//! | bool | one `f64`: 0 or 1 | |
//! | integer, float | one `f64` | |
//! | 64-bit integer marked `bigint` | its 64 bits | |
//! | string | one `f64`: length in bytes | UTF-8 |
//! | option | 0, or 1 and the value | |
//! | field that may be absent | 0, or 1 and the field | |
//! | vector | count, then the elements | |
//! | array | the elements | |
//! | map | count, then key and value in turn | keys |
//! | enum | index of the variant, then its payload | |
//! | nested struct | its fields | |
//!
//! The sender checks values; the receiver checks only what keeps it safe, and
//! calls anything else [`Malformed`].

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

use crate::shape::{Docs, Shape, Type};

/// The frame ended too early, is full, or holds what its shape forbids. The value
/// then goes across as JSON text, where serde says what is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// Result of reading from or writing to a frame.
pub type FrameResult<T = ()> = Result<T, Malformed>;

/// Reads values out of a frame.
#[derive(Debug)]
pub struct Reader<'a> {
    slots: core::slice::Iter<'a, Cell<u64>>,
    bytes: &'a [Cell<u8>],
}

impl<'a> Reader<'a> {
    /// Starts at the beginning of both regions.
    pub fn new(slots: &'a [Cell<u64>], bytes: &'a [Cell<u8>]) -> Self {
        Self {
            slots: slots.iter(),
            bytes,
        }
    }

    /// The next slot's bits.
    #[inline]
    pub fn bits(&mut self) -> FrameResult<u64> {
        self.slots.next().map(Cell::get).ok_or(Malformed)
    }

    /// The next slot as a number.
    #[inline]
    pub fn number(&mut self) -> FrameResult<f64> {
        self.bits().map(f64::from_bits)
    }

    /// The next slot as 0 or 1.
    #[inline]
    pub fn flag(&mut self) -> FrameResult<bool> {
        Ok(self.number()? != 0.0)
    }

    /// The next slot as a count or an index.
    #[inline]
    pub fn count(&mut self) -> FrameResult<usize> {
        let n = self.number()?;
        if n >= 0.0 && n <= u32::MAX as f64 {
            Ok(n as usize)
        } else {
            Err(Malformed)
        }
    }

    /// A string.
    pub fn text(&mut self) -> FrameResult<String> {
        let len = self.count()?;
        if len > self.bytes.len() {
            return Err(Malformed);
        }
        let (head, tail) = self.bytes.split_at(len);
        self.bytes = tail;
        let bytes: Vec<u8> = head.iter().map(Cell::get).collect();
        String::from_utf8(bytes).map_err(|_| Malformed)
    }
}

/// Writes values into a frame.
#[derive(Debug)]
pub struct Writer<'a> {
    slots: core::slice::Iter<'a, Cell<u64>>,
    bytes: &'a [Cell<u8>],
    /// Whether nobody reads what is written.
    unread: bool,
}

impl<'a> Writer<'a> {
    /// Starts at the beginning of both regions.
    pub fn new(slots: &'a [Cell<u64>], bytes: &'a [Cell<u8>]) -> Self {
        Self {
            slots: slots.iter(),
            bytes,
            unread: false,
        }
    }

    /// A writer without a frame: it asks only whether all numbers of a value are finite and
    /// in range, and takes an `f32` whatever decimal names it.
    pub fn unread() -> Self {
        Self {
            unread: true,
            ..Self::new(&[], &[])
        }
    }

    #[cold]
    fn undecided(&mut self, narrow: f32) -> FrameResult {
        if self.unread {
            self.number(finite(f64::from(narrow))?)
        } else {
            Err(Malformed)
        }
    }

    /// Writes a slot's bits.
    #[inline]
    pub fn bits(&mut self, bits: u64) -> FrameResult {
        match self.slots.next() {
            Some(slot) => {
                slot.set(bits);
                Ok(())
            }
            None => self.full(),
        }
    }

    #[cold]
    fn full(&self) -> FrameResult {
        if self.unread {
            Ok(())
        } else {
            Err(Malformed)
        }
    }

    /// Writes a number.
    #[inline]
    pub fn number(&mut self, n: f64) -> FrameResult {
        self.bits(n.to_bits())
    }

    /// Writes 0 or 1.
    #[inline]
    pub fn flag(&mut self, on: bool) -> FrameResult {
        self.number(if on { 1.0 } else { 0.0 })
    }

    /// Writes a count or an index.
    #[inline]
    pub fn count(&mut self, n: usize) -> FrameResult {
        self.number(n as f64)
    }

    /// Writes a string.
    pub fn text(&mut self, text: &str) -> FrameResult {
        self.count(text.len())?;
        if text.len() > self.bytes.len() {
            return self.full();
        }
        let (head, tail) = self.bytes.split_at(text.len());
        self.bytes = tail;
        for (cell, byte) in head.iter().zip(text.bytes()) {
            cell.set(byte);
        }
        Ok(())
    }
}

/// How 64-bit integers cross: as `number` or as `bigint`.
pub trait Mode: 'static {
    /// Whether they are `bigint`.
    const BIGINT: bool;
}

/// 64-bit integers are `number`, within ±(2^53 − 1).
#[derive(Debug)]
pub enum Plain {}

/// 64-bit integers are `bigint`: a field marked `#[contract(bigint)]`.
#[derive(Debug)]
pub enum Big {}

impl Mode for Plain {
    const BIGINT: bool = false;
}

impl Mode for Big {
    const BIGINT: bool = true;
}

/// The largest integer a JavaScript number holds exactly, 2^53 − 1
/// (`Number.MAX_SAFE_INTEGER`, ECMA-262 §21.1.2.6).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A type that can stand in a contract's field.
///
/// Implemented by `#[contract]`, on contracts and on the types nested in them;
/// implemented here for the primitives and collections.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a contract",
    label = "no frame and no TypeScript type known for `{Self}`",
    note = "put `#[contract]` on it if it is yours; otherwise mark the field `#[contract(ts = \"…\")]` with its TypeScript type, and serde alone will read and write this contract",
    note = "a tuple can be a struct with names under `#[contract]`, a set a `Vec`, a shared or borrowed string a `String`; the keys of a map are `String`s",
    note = "integers of 128 bits and `usize`/`isize` do not mean the same on every target: use a sized one"
)]
pub trait Frame<M: Mode = Plain>: Sized {
    /// The type as codegen sees it.
    const TYPE: &'static Type;

    /// Reads a value from a frame.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the frame does not hold such a value.
    fn read(frame: &mut Reader<'_>) -> FrameResult<Self>;

    /// Writes a value to a frame.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if the frame is full, or a number cannot cross exactly.
    fn write(&self, frame: &mut Writer<'_>) -> FrameResult;
}

/// A type with a [`Shape`] of its own: contracts and the types nested in them.
pub trait Shaped {
    /// Its layout.
    fn shape() -> &'static Shape;

    /// Its doc comments.
    fn docs() -> &'static Docs;
}

impl<M: Mode> Frame<M> for bool {
    const TYPE: &'static Type = &Type::Bool;

    #[inline]
    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        frame.flag()
    }

    #[inline]
    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        frame.flag(*self)
    }
}

macro_rules! small_int {
    ($($int:ident $bits:literal $signed:literal;)*) => {$(
        impl<M: Mode> Frame<M> for $int {
            const TYPE: &'static Type =
                &Type::Int { bits: $bits, signed: $signed, bigint: false };

            #[inline]
            fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
                let n = frame.number()?;
                if n >= $int::MIN as f64 && n <= $int::MAX as f64 {
                    Ok(n as $int)
                } else {
                    Err(Malformed)
                }
            }

            #[inline]
            fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
                frame.number(f64::from(*self))
            }
        }
    )*};
}

small_int! {
    u8 8 false;
    u16 16 false;
    u32 32 false;
    i8 8 true;
    i16 16 true;
    i32 32 true;
}

impl<M: Mode> Frame<M> for u64 {
    const TYPE: &'static Type = &Type::Int {
        bits: 64,
        signed: false,
        bigint: M::BIGINT,
    };

    #[inline]
    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        if M::BIGINT {
            return frame.bits();
        }
        let n = frame.number()?;
        if n >= 0.0 && n <= MAX_SAFE_INTEGER as f64 {
            Ok(n as u64)
        } else {
            Err(Malformed)
        }
    }

    #[inline]
    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        if M::BIGINT {
            frame.bits(*self)
        } else if *self <= MAX_SAFE_INTEGER {
            frame.number(*self as f64)
        } else {
            Err(Malformed)
        }
    }
}

impl<M: Mode> Frame<M> for i64 {
    const TYPE: &'static Type = &Type::Int {
        bits: 64,
        signed: true,
        bigint: M::BIGINT,
    };

    #[inline]
    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        if M::BIGINT {
            return frame.bits().map(|bits| bits as i64);
        }
        let n = frame.number()?;
        if n >= -(MAX_SAFE_INTEGER as f64) && n <= MAX_SAFE_INTEGER as f64 {
            Ok(n as i64)
        } else {
            Err(Malformed)
        }
    }

    #[inline]
    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        if M::BIGINT {
            frame.bits(*self as u64)
        } else if self.unsigned_abs() <= MAX_SAFE_INTEGER {
            frame.number(*self as f64)
        } else {
            Err(Malformed)
        }
    }
}

impl<M: Mode> Frame<M> for f64 {
    const TYPE: &'static Type = &Type::F64;

    #[inline]
    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        finite(frame.number()?)
    }

    #[inline]
    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        frame.number(finite(*self)?)
    }
}

impl<M: Mode> Frame<M> for f32 {
    const TYPE: &'static Type = &Type::F32;

    #[inline]
    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        let narrow = frame.number()? as f32;
        if narrow.is_finite() {
            Ok(narrow)
        } else {
            Err(Malformed)
        }
    }

    #[inline]
    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        match crate::decimal::widen(*self) {
            Some(decimal) => frame.number(decimal),
            None => frame.undecided(*self),
        }
    }
}

#[inline]
fn finite(n: f64) -> FrameResult<f64> {
    if n.is_finite() {
        Ok(n)
    } else {
        Err(Malformed)
    }
}

impl<M: Mode> Frame<M> for String {
    const TYPE: &'static Type = &Type::Text;

    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        frame.text()
    }

    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        frame.text(self)
    }
}

impl<M: Mode, T: Frame<M>> Frame<M> for Option<T> {
    const TYPE: &'static Type = &Type::Optional(T::TYPE);

    #[inline]
    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        if frame.flag()? {
            T::read(frame).map(Some)
        } else {
            Ok(None)
        }
    }

    #[inline]
    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        frame.flag(self.is_some())?;
        match self {
            Some(value) => value.write(frame),
            None => Ok(()),
        }
    }
}

impl<M: Mode, T: Frame<M>> Frame<M> for Box<T> {
    const TYPE: &'static Type = T::TYPE;

    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        T::read(frame).map(Box::new)
    }

    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        T::write(self, frame)
    }
}

impl<M: Mode, T: Frame<M>> Frame<M> for Vec<T> {
    const TYPE: &'static Type = &Type::Seq(T::TYPE);

    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        let count = frame.count()?;
        (0..count).map(|_| T::read(frame)).collect()
    }

    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        frame.count(self.len())?;
        self.iter().try_for_each(|item| item.write(frame))
    }
}

impl<M: Mode, T: Frame<M>, const N: usize> Frame<M> for [T; N] {
    const TYPE: &'static Type = &Type::Array(T::TYPE, N);

    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        let items: Vec<T> = (0..N).map(|_| T::read(frame)).collect::<FrameResult<_>>()?;
        items.try_into().map_err(|_| Malformed)
    }

    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        self.iter().try_for_each(|item| item.write(frame))
    }
}

fn read_entries<M: Mode, T: Frame<M>, C: FromIterator<(String, T)>>(
    frame: &mut Reader<'_>,
) -> FrameResult<C> {
    let count = frame.count()?;
    (0..count)
        .map(|_| Ok((frame.text()?, T::read(frame)?)))
        .collect()
}

fn write_entries<'a, M: Mode, T: Frame<M> + 'a>(
    len: usize,
    mut entries: impl Iterator<Item = (&'a String, &'a T)>,
    frame: &mut Writer<'_>,
) -> FrameResult {
    frame.count(len)?;
    entries.try_for_each(|(key, value)| {
        frame.text(key)?;
        value.write(frame)
    })
}

impl<M: Mode, T: Frame<M>> Frame<M> for BTreeMap<String, T> {
    const TYPE: &'static Type = &Type::Map(T::TYPE);

    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        read_entries(frame)
    }

    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        write_entries(self.len(), self.iter(), frame)
    }
}

#[cfg(any(feature = "std", target_arch = "wasm32"))]
impl<M: Mode, T: Frame<M>> Frame<M> for std::collections::HashMap<String, T> {
    const TYPE: &'static Type = &Type::Map(T::TYPE);

    fn read(frame: &mut Reader<'_>) -> FrameResult<Self> {
        read_entries(frame)
    }

    fn write(&self, frame: &mut Writer<'_>) -> FrameResult {
        write_entries(self.len(), self.iter(), frame)
    }
}
