//! What the adapter asks of the place it runs in: time, timers, tasks, a console.
//!
//! On wasm32 everything is reached through `globalThis`, so it works in a page, a
//! worker and Node alike; where a facility is missing, only what needs it fails, and
//! says so. On other targets `native` stands in.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::future::Future;
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;

#[cfg(target_arch = "wasm32")]
use browser as imp;
#[cfg(not(target_arch = "wasm32"))]
use native as imp;

/// Milliseconds on a clock that does not go back; its zero is arbitrary.
pub fn now_ms() -> f64 {
    imp::now_ms()
}

/// A time of the clock of [`now_ms`] that somebody else has read, perhaps before us: no
/// earlier than what was handed out already.
pub fn no_earlier(ms: f64) -> f64 {
    imp::no_earlier(ms)
}

/// Milliseconds since 1970.
pub fn unix_ms() -> f64 {
    imp::unix_ms()
}

/// Runs a future to its end, beginning in a microtask.
///
/// This knows nothing of scopes; see [`Scope`](crate::Scope).
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    imp::spawn(future);
}

/// Calls `f` in a microtask.
pub fn queue_microtask(f: impl FnOnce() + 'static) {
    imp::queue_microtask(f);
}

/// How important a message is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For developers.
    Debug,
    /// For the record.
    Info,
    /// Something is off.
    Warn,
    /// Something failed.
    Error,
}

/// Writes to the console, if there is one.
pub fn log(level: Level, message: &str) {
    imp::log(level, message);
}

/// The host lacks something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing(&'static str);

impl Missing {
    /// The name of what is missing, as a property of `globalThis`.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this JavaScript host has no {}", self.0)
    }
}

impl core::error::Error for Missing {}

/// The longest delay `setTimeout` takes. It keeps 32 bits, and one more millisecond
/// would fire at once.
const LONGEST_HOP_MS: f64 = i32::MAX as f64;

/// A call to come. Dropping the timer cancels it.
#[must_use = "dropping a timer cancels it"]
pub struct Timer {
    _state: Rc<TimerState>,
}

struct TimerState {
    raw: RefCell<Option<imp::RawTimer>>,
    remaining_ms: Cell<f64>,
    callback: Cell<Option<Box<dyn FnOnce()>>>,
}

impl Timer {
    /// Calls `f` once, not before `ms` milliseconds have passed. Fractions are rounded
    /// up, negative and undefined delays are none, and any length is right.
    pub fn after(ms: f64, f: impl FnOnce() + 'static) -> Result<Self, Missing> {
        let state = Rc::new(TimerState {
            raw: RefCell::new(None),
            remaining_ms: Cell::new(ms.max(0.0).ceil()),
            callback: Cell::new(Some(Box::new(f))),
        });
        state.arm()?;
        Ok(Self { _state: state })
    }
}

impl TimerState {
    fn arm(self: &Rc<Self>) -> Result<(), Missing> {
        let hop = self.remaining_ms.get().min(LONGEST_HOP_MS);
        self.remaining_ms.set(self.remaining_ms.get() - hop);
        let state = Rc::downgrade(self);
        let raw = imp::set_timeout(hop as i32, move || {
            if let Some(state) = state.upgrade() {
                state.fired();
            }
        })?;
        let _old = self.raw.replace(Some(raw));
        Ok(())
    }

    fn fired(self: &Rc<Self>) {
        if self.remaining_ms.get() > 0.0 && self.arm().is_ok() {
            return;
        }
        let _spent = self.raw.take();
        if let Some(callback) = self.callback.take() {
            callback();
        }
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer").finish_non_exhaustive()
    }
}
