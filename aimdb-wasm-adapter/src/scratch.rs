//! The memory that both sides of the boundary see.
//!
//! A frame (`contracts::frame`) is written here by one side and read by the other,
//! within one call. What does not fit a frame crosses as text, which waits here until
//! it is taken.

use core::cell::{Cell, RefCell};
use std::string::String;

use aimdb_wasm_contracts::{Reader, Writer};

/// Slots of 64 bits in the scratch frame.
pub const SLOTS: usize = 4096;

/// Bytes behind the slots.
pub const BYTES: usize = 65_536;

#[repr(C)]
struct Scratch {
    slots: [Cell<u64>; SLOTS],
    bytes: [Cell<u8>; BYTES],
}

// On wasm32 a thread-local without a destructor is a plain static.
thread_local! {
    static SCRATCH: Scratch = const {
        Scratch { slots: [const { Cell::new(0) }; SLOTS], bytes: [const { Cell::new(0) }; BYTES] }
    };
    static TEXT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Where the slots begin in memory; the bytes follow them.
pub fn address() -> usize {
    SCRATCH.with(|scratch| scratch.slots.as_ptr() as usize)
}

/// Reads the frame that the other side wrote.
#[inline]
pub fn read<T>(body: impl FnOnce(&mut Reader<'_>) -> T) -> T {
    SCRATCH.with(|scratch| body(&mut Reader::new(&scratch.slots, &scratch.bytes)))
}

/// Writes a frame for the other side.
#[inline]
pub fn write<T>(body: impl FnOnce(&mut Writer<'_>) -> T) -> T {
    SCRATCH.with(|scratch| body(&mut Writer::new(&scratch.slots, &scratch.bytes)))
}

/// Puts a number into a slot. Slots beyond the end do not exist.
pub fn put(slot: usize, number: f64) {
    SCRATCH.with(|scratch| {
        if let Some(cell) = scratch.slots.get(slot) {
            cell.set(number.to_bits());
        }
    });
}

/// Copies the first bytes of the frame; as many as there are, if there are fewer.
#[cfg(target_arch = "wasm32")] // The host has no sockets.
pub(crate) fn copy_bytes(count: usize, into: &mut Vec<u8>) {
    into.clear();
    SCRATCH.with(|scratch| into.extend(scratch.bytes.iter().take(count).map(Cell::get)));
}

/// Leaves a text for [`take_text`].
pub(crate) fn put_text(text: String) {
    TEXT.with(|waiting| waiting.replace(text));
}

/// The text the last call left, if it left one.
pub fn take_text() -> String {
    TEXT.with(RefCell::take)
}
