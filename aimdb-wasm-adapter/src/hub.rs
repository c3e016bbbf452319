//! What the records of one database share: who is told of news, and how.
//!
//! A push is seen by the record's [`Probe`], which stands in no reader's way. It counts,
//! tells the observers, and if somebody waits for the record puts its slot into the
//! queue of records with news. The other side is called once, when the queue gets its
//! first entry after a drain, and then drains it in a microtask of its own.

use core::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use aimdb_wasm_contracts::Contract;

use crate::buffer::PushProbe;
use crate::outcome::Outcome;
use crate::{host, read, scratch};

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Written here: by `set`, a source or a simulation.
    Local,
    /// Applied by a bridge.
    Remote,
    /// Computed from other records.
    Derived,
}

/// A pushed value whose type is known to its record alone.
pub trait Payload {
    /// The value as JSON text, if its contract allows it. Made in Rust, it may hold what no
    /// text says: NaN would be `null`.
    fn to_json(&self) -> Option<String>;

    /// Why there is no text: the violation as JSON text, for the record of a key.
    fn violation(&self, key: &str) -> Option<String>;
}

/// Sees every push of a database, synchronously and without being a reader.
pub trait Observer {
    /// A value is about to be stored. Must not push into the same record.
    fn pushed(&self, slot: u32, origin: Origin, value: &dyn Payload);

    /// A record was configured.
    fn configured(&self, slot: u32) {
        let _ = slot;
    }

    /// The database is gone.
    fn closed(&self) {}
}

struct Json<'a, T>(&'a T);

impl<T: Contract> Payload for Json<'_, T> {
    fn to_json(&self) -> Option<String> {
        // A value that fits a frame is fine, which costs next to nothing to find out.
        match read::put(self.0, None) {
            Outcome::Frame => serde_json::to_string(self.0).ok(),
            outcome => {
                let text = scratch::take_text();
                (outcome == Outcome::Text).then_some(text)
            }
        }
    }

    #[cold]
    fn violation(&self, key: &str) -> Option<String> {
        let outcome = read::put(self.0, Some(key));
        let text = scratch::take_text();
        (outcome == Outcome::Violation).then_some(text)
    }
}

/// Somebody reads the record's values.
pub(crate) const LISTENING: u8 = 1;
/// Somebody wants to know that there are new ones.
pub(crate) const WATCHED: u8 = 2;

/// No time has been taken since the last drain.
const COLD: f64 = f64::NAN;

pub(crate) struct Hub {
    ready: Box<dyn Fn()>,
    /// Slots with news, each at most once.
    queue: RefCell<VecDeque<u32>>,
    /// `ready` was called, and the drain it asked for has not ended.
    told: Cell<bool>,
    /// How many of our own produces are under way, and whether one of them owes a call:
    /// it is made when the value is in its buffer.
    producing: Cell<u32>,
    owes: Cell<bool>,
    /// Who is producing; the engine's tasks do not say.
    origin: Cell<Option<Origin>>,
    /// Unix milliseconds, taken once between two drains: asking the host on every
    /// push would cost as much as the push.
    clock: Cell<f64>,
    observers: RefCell<Vec<Rc<dyn Observer>>>,
    observed: Cell<bool>,
}

impl Hub {
    pub(crate) fn new(ready: Box<dyn Fn()>) -> Self {
        Self {
            ready,
            queue: RefCell::new(VecDeque::new()),
            told: Cell::new(false),
            producing: Cell::new(0),
            owes: Cell::new(false),
            origin: Cell::new(None),
            clock: Cell::new(COLD),
            observers: RefCell::new(Vec::new()),
            observed: Cell::new(false),
        }
    }

    /// Runs a produce in the name of `origin`.
    #[inline]
    pub(crate) fn produce(&self, origin: Origin, produce: impl FnOnce()) {
        let outer = self.origin.replace(Some(origin));
        self.producing.set(self.producing.get() + 1);
        produce();
        self.producing.set(self.producing.get() - 1);
        self.origin.set(outer);
        if self.owes.get() && self.producing.get() == 0 {
            self.owes.set(false);
            (self.ready)();
        }
    }

    /// Runs what pushes, at a time that is known: Unix milliseconds.
    #[inline]
    pub(crate) fn at<R>(&self, unix_ms: f64, push: impl FnOnce() -> R) -> R {
        let outer = self.clock.replace(unix_ms);
        let result = push();
        self.clock.set(outer);
        result
    }

    /// Asks for a drain, unless one is due.
    fn tell(&self) {
        if self.told.replace(true) {
            return;
        }
        if self.producing.get() > 0 {
            self.owes.set(true);
        } else {
            (self.ready)();
        }
    }

    /// The next slot with news. Without any, the drain is over.
    pub(crate) fn next_ready(&self) -> Option<u32> {
        self.clock.set(COLD);
        let next = self.queue.borrow_mut().pop_front();
        if next.is_none() {
            self.told.set(false);
        }
        next
    }

    pub(crate) fn observe(&self, observer: Rc<dyn Observer>) {
        self.observers.borrow_mut().push(observer);
        self.observed.set(true);
    }

    pub(crate) fn unobserve(&self, observer: &Rc<dyn Observer>) {
        let mut observers = self.observers.borrow_mut();
        let gone = observers.iter().position(|one| Rc::ptr_eq(one, observer));
        let _gone = gone.map(|at| observers.remove(at));
        self.observed.set(!observers.is_empty());
        drop(observers);
    }

    /// Shows something to every observer, with nothing borrowed.
    pub(crate) fn each_observer(&self, show: impl Fn(&dyn Observer)) {
        let mut at = 0;
        loop {
            let Some(observer) = self.observers.borrow().get(at).cloned() else {
                return;
            };
            show(&*observer);
            at += 1;
        }
    }

    /// Lets everyone go.
    pub(crate) fn close(&self) {
        self.queue.borrow_mut().clear();
        self.observed.set(false);
        let observers = self.observers.take();
        for observer in observers {
            observer.closed();
        }
    }
}

/// One record's view of its own pushes.
#[repr(C)]
pub(crate) struct Probe {
    /// Counts pushes and wraps. Read by the other side straight from memory.
    version: Cell<u32>,
    slot: u32,
    interest: Cell<u8>,
    /// In the queue already.
    queued: Cell<bool>,
    /// What a push is whose origin nobody named.
    pub(crate) by_engine: Cell<Origin>,
    pub(crate) produced: Cell<u64>,
    pub(crate) delivered: Cell<u64>,
    pub(crate) lagged: Cell<u64>,
    /// Unix milliseconds; 0 before the first push.
    pub(crate) updated: Cell<f64>,
    hub: Rc<Hub>,
}

impl Probe {
    pub(crate) fn new(slot: u32, hub: Rc<Hub>) -> Self {
        Self {
            version: Cell::new(0),
            slot,
            interest: Cell::new(0),
            queued: Cell::new(false),
            by_engine: Cell::new(Origin::Derived),
            produced: Cell::new(0),
            delivered: Cell::new(0),
            lagged: Cell::new(0),
            updated: Cell::new(0.0),
            hub,
        }
    }

    /// Where the version stands in memory, for as long as the probe lives.
    pub(crate) fn version_address(&self) -> usize {
        self.version.as_ptr() as usize
    }

    pub(crate) fn version(&self) -> u32 {
        self.version.get()
    }

    pub(crate) fn interested(&self, flag: u8) -> bool {
        self.interest.get() & flag != 0
    }

    pub(crate) fn interest(&self, flag: u8, on: bool) {
        let others = self.interest.get() & !flag;
        self.interest.set(if on { others | flag } else { others });
    }

    /// Puts the record into the queue of those with news.
    pub(crate) fn enqueue(&self) {
        if !self.queued.replace(true) {
            self.hub.queue.borrow_mut().push_back(self.slot);
            self.hub.tell();
        }
    }

    /// Its turn in the queue has come.
    pub(crate) fn dequeued(&self) {
        self.queued.set(false);
    }

    #[inline]
    fn count(&self) {
        self.version.set(self.version.get().wrapping_add(1));
        self.produced.set(self.produced.get() + 1);
        let hub = &*self.hub;
        let mut now = hub.clock.get();
        if now.is_nan() {
            now = host::unix_ms();
            hub.clock.set(now);
            // A drain, even an empty one, ends the time's validity.
            hub.tell();
        }
        self.updated.set(now);
        if self.interest.get() != 0 {
            self.enqueue();
        }
    }

    #[cold]
    fn show(&self, value: &dyn Payload) {
        let origin = self.hub.origin.get().unwrap_or(self.by_engine.get());
        self.hub
            .each_observer(|observer| observer.pushed(self.slot, origin, value));
    }
}

impl<T: Contract> PushProbe<T> for Probe {
    fn pushed(&self, value: &T) {
        self.count();
        if self.hub.observed.get() {
            self.show(&Json(value));
        }
    }
}
