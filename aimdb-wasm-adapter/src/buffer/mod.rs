//! The three buffers, with `TokioBuffer`'s behaviour and one thread's cost.
//!
//! `TokioBuffer` 0.6 is the oracle: the same values, lag counts and errors, checked by
//! `tests/oracle.rs`. What is worth knowing:
//!
//! * **SpmcRing** (tokio `broadcast`): capacity is rounded up to a power of two. A reader
//!   sees what is pushed after it subscribed. One that fell behind gets `BufferLagged`
//!   with the number of values it missed, then goes on at the oldest one kept.
//! * **SingleLatest** (tokio `watch`): a new reader waits for the next value; it does
//!   not see the present one.
//! * **Mailbox** (tokio `Mutex` + `Notify`): a value is taken once, by whoever asks
//!   first. Where tokio wakes all waiting readers and lets them race, this buffer
//!   wakes one, and waiting readers take turns.
//!
//! Dropping a buffer ends its readers as tokio does: a ring's reader drains, then gets
//! `BufferClosed`; so does `recv` on a SingleLatest, while `try_recv` says
//! `BufferClosed` at once; a Mailbox's reader is not told. [`WasmBuffer::close`], which
//! tokio has no counterpart of, lets readers of all three drain and then closes them.
//!
//! Wakers, probes and the destructors of values run while nothing is borrowed, so they
//! may push, subscribe and drop. `Clone` of a value, and what is passed to
//! [`WasmBuffer::peek`] and [`WasmBufferReader::try_recv_with`], look at a value in
//! its place and must not push into the same buffer.

mod reader;
mod ring;
mod store;

use core::any::Any;
use core::cell::RefCell;
use core::fmt;
use std::rc::Rc;

use aimdb_core::buffer::{Buffer, BufferCfg, BufferReader, DynBuffer};

pub use reader::{Recv, WasmBufferReader};

use crate::forward;
use crate::local::Local;
use store::{End, State};

/// Watches a record without being one of its readers: it never lags, never skips and
/// never takes a Mailbox's value.
pub trait PushProbe<T> {
    /// Called on every push, with the value about to be stored.
    ///
    /// Nothing is borrowed meanwhile. The value is not in the buffer yet: pushing into
    /// the same buffer from here would store the two in reverse order.
    fn pushed(&self, value: &T);
}

/// A record's buffer. See the [module documentation](self).
pub struct WasmBuffer<T> {
    shared: Local<Rc<Shared<T>>>,
}

/// What a buffer and its readers hold together.
struct Shared<T> {
    state: RefCell<State<T>>,
    probe: RefCell<Option<Rc<dyn PushProbe<T>>>>,
    cfg: BufferCfg,
}

impl<T> WasmBuffer<T> {
    /// An empty buffer. Memory for a ring is taken as it fills, so a capacity costs
    /// nothing until it is used.
    ///
    /// # Panics
    ///
    /// If a ring's capacity is zero; check with [`BufferCfg::validate`] first.
    pub fn new(cfg: &BufferCfg) -> Self {
        Self {
            shared: Local::new(Rc::new(Shared {
                state: RefCell::new(State::new(cfg)),
                probe: RefCell::new(None),
                cfg: cfg.clone(),
            })),
        }
    }

    /// What it was made from.
    pub fn cfg(&self) -> &BufferCfg {
        &self.shared.cfg
    }

    /// Stores a value and wakes who waits for it.
    pub fn push(&self, value: T) {
        let shared: &Shared<T> = &self.shared;
        let probe = shared.probe.borrow().clone();
        if let Some(probe) = probe {
            probe.pushed(&value);
        }
        // What the push displaces is dropped at the end of this function, outside the borrow.
        let (_displaced, wake) = {
            let mut state = shared.state.borrow_mut();
            let displaced = state.push(value);
            (displaced, state.wake_round())
        };
        if let Some(before) = wake {
            shared.wake(before);
        }
    }

    /// A reader of what is pushed from now on; of a Mailbox, also of what is in it.
    pub fn subscribe(&self) -> WasmBufferReader<T> {
        WasmBufferReader::new(Rc::clone(&self.shared))
    }

    /// Sets the buffer's probe, in place of the one it may have.
    pub fn attach(&self, probe: Rc<dyn PushProbe<T>>) {
        let _old = self.shared.probe.replace(Some(probe));
    }

    /// Removes the probe.
    pub fn detach(&self) {
        let _old = self.shared.probe.take();
    }

    /// Looks at the newest value without consuming it. For a Mailbox that is the one
    /// nobody has taken yet.
    pub fn peek<R>(&self, look: impl FnOnce(Option<&T>) -> R) -> R {
        look(self.shared.state.borrow().newest())
    }

    /// Ends the buffer: what is pushed from now on is discarded, readers drain and
    /// then get `BufferClosed`, and the probe is let go.
    pub fn close(&self) {
        self.detach();
        let before = self.shared.state.borrow_mut().end(End::Closed);
        self.shared.wake_all(before);
    }
}

impl<T> Drop for WasmBuffer<T> {
    fn drop(&mut self) {
        self.detach();
        let before = self.shared.state.borrow_mut().end(End::Dropped);
        self.shared.wake_all(before);
    }
}

impl<T> Shared<T> {
    /// Wakes, after a push, whoever it concerns and queued before `before`.
    #[cold]
    fn wake(&self, before: u64) {
        if self.state.borrow().is_mailbox() {
            self.wake_next();
        } else {
            self.wake_all(before);
        }
    }

    fn wake_next(&self) {
        let next = self.state.borrow_mut().readers.wake_in_place();
        if let Some(waker) = next {
            waker.wake();
        }
    }

    fn wake_all(&self, before: u64) {
        loop {
            let Some((_, waker)) = self.state.borrow_mut().readers.pop_before(before) else {
                return;
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl<T> fmt::Debug for WasmBuffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmBuffer")
            .field("kind", &self.shared.state.borrow().kind())
            .finish_non_exhaustive()
    }
}

impl<T: Clone + Send + Sync + 'static> Buffer<T> for WasmBuffer<T> {
    type Reader = WasmBufferReader<T>;

    fn new(cfg: &BufferCfg) -> Self {
        Self::new(cfg)
    }

    fn push(&self, value: T) {
        self.push(value);
    }

    fn subscribe(&self) -> Self::Reader {
        self.subscribe()
    }
}

impl<T: Clone + Send + Sync + 'static> DynBuffer<T> for WasmBuffer<T> {
    fn push(&self, value: T) {
        self.push(value);
    }

    fn subscribe_boxed(&self) -> Box<dyn BufferReader<T> + Send> {
        forward::boxed(self.subscribe())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
