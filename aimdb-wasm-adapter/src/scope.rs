//! Ending what was spawned.
//!
//! The engine spawns its sources, taps and transforms and keeps no handle on them, and
//! they keep the engine alive. A scope is the missing handle: everything spawned while
//! it is current, and everything that spawns in turn, ends with it.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::future::{ready, Future};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use aimdb_executor::{ExecutorError, ExecutorResult};

use crate::host;

type Task = Pin<Box<dyn Future<Output = ()>>>;

std::thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// A group of spawned futures that can be ended together. Cheap to clone; clones are
/// the same scope. Dropping a scope ends nothing.
#[derive(Clone, Default)]
pub struct Scope {
    inner: Rc<Inner>,
}

#[derive(Default)]
struct Inner {
    tasks: RefCell<Tasks>,
    aborted: Cell<bool>,
}

#[derive(Default)]
struct Tasks {
    slots: Vec<Slot>,
    free: Vec<usize>,
}

/// The place of a spawned future.
#[derive(Default)]
struct Slot {
    /// Not while it is being polled.
    task: Option<Task>,
    /// Its ticket's, for the ticket to be let go of when the scope ends: a host keeps a
    /// task until it has finished.
    waker: Option<Waker>,
}

impl Scope {
    /// A new scope, with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The scope spawning happens under at this moment.
    pub fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Calls `f` with this scope current.
    pub fn enter<R>(&self, f: impl FnOnce() -> R) -> R {
        /// Gives the scope that was current its place back, also after a panic.
        struct Leave(Option<Scope>);
        impl Drop for Leave {
            fn drop(&mut self) {
                let _left = CURRENT.replace(self.0.take());
            }
        }
        let _leave = Leave(CURRENT.replace(Some(self.clone())));
        f()
    }

    /// Spawns a future in this scope.
    ///
    /// # Errors
    ///
    /// If the scope has been aborted; the future is dropped.
    // The engine's message is a `String` on the host and a `&'static str` on wasm.
    #[allow(clippy::useless_conversion)]
    pub fn spawn(&self, future: impl Future<Output = ()> + 'static) -> ExecutorResult<()> {
        if self.is_aborted() {
            return Err(ExecutorError::SpawnFailed {
                message: "the database has been freed".into(),
            });
        }
        let index = {
            let mut tasks = self.inner.tasks.borrow_mut();
            let index = tasks.free.pop().unwrap_or(tasks.slots.len());
            if index == tasks.slots.len() {
                tasks.slots.push(Slot::default());
            }
            tasks.slots[index].task = Some(Box::pin(future));
            index
        };
        host::spawn(Ticket {
            scope: self.clone(),
            index,
        });
        Ok(())
    }

    /// Polls what is in the scope for the first time, now instead of in a microtask: the
    /// last one first, so that who reads is there before who writes. What they spawn
    /// follows at once. Only for a scope nothing of which was polled before.
    pub(crate) fn start(&self) {
        let spawned = || self.inner.tasks.borrow().slots.len();
        let before = spawned();
        let mut later = before;
        for index in (0..before).rev() {
            self.poll_early(index);
            while later < spawned() {
                self.poll_early(later);
                later += 1;
            }
        }
    }

    /// A poll that its ticket does not know of, which polls again and hands its waker in
    /// then.
    fn poll_early(&self, index: usize) {
        let Some(mut task) = self.take(index) else {
            return;
        };
        let mut ended = None;
        self.enter(|| {
            if task
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_ready()
            {
                // The ticket still comes for its task.
                ended = Some(core::mem::replace(&mut task, Box::pin(ready(()))));
            }
            if let Some(slot) = self.inner.tasks.borrow_mut().slots.get_mut(index) {
                slot.task = Some(task);
            }
            drop(ended);
        });
    }

    /// Ends the scope: every future in it is dropped before this returns, wherever it
    /// waits. One that calls this itself is dropped as soon as it next awaits. Nothing can be
    /// spawned here afterwards.
    pub fn abort(&self) {
        self.inner.aborted.set(true);
        // Destructors may come back here, so nothing is borrowed while they run; what
        // they spawn is refused.
        let mut slots = self.inner.tasks.take().slots;
        self.enter(|| {
            for slot in &mut slots {
                slot.task = None;
            }
        });
        for waker in slots.into_iter().filter_map(|slot| slot.waker) {
            waker.wake();
        }
    }

    /// Whether [`abort`](Self::abort) has been called.
    pub fn is_aborted(&self) -> bool {
        self.inner.aborted.get()
    }

    /// How many futures are in the scope.
    pub fn len(&self) -> usize {
        let tasks = self.inner.tasks.borrow();
        tasks.slots.len() - tasks.free.len()
    }

    /// Whether no future is in the scope.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn take(&self, index: usize) -> Option<Task> {
        self.inner
            .tasks
            .borrow_mut()
            .slots
            .get_mut(index)?
            .task
            .take()
    }

    /// Puts a future back, unless the scope has ended; then it is the caller's to drop.
    fn put(&self, index: usize, task: Task, waker: &Waker) -> Option<Task> {
        let known = {
            let mut tasks = self.inner.tasks.borrow_mut();
            let Some(slot) = tasks.slots.get_mut(index) else {
                return Some(task);
            };
            slot.task = Some(task);
            slot.waker.as_ref().is_some_and(|own| own.will_wake(waker))
        };
        if !known {
            // Cloning and dropping wakers runs foreign code: outside the borrow.
            let mut waker = Some(waker.clone());
            if let Some(slot) = self.inner.tasks.borrow_mut().slots.get_mut(index) {
                core::mem::swap(&mut slot.waker, &mut waker);
            }
        }
        None
    }

    fn release(&self, index: usize) {
        let mut tasks = self.inner.tasks.borrow_mut();
        let Some(slot) = tasks.slots.get_mut(index) else {
            return;
        };
        let _waker = slot.waker.take();
        tasks.free.push(index);
        drop(tasks);
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("len", &self.len())
            .field("aborted", &self.is_aborted())
            .finish()
    }
}

/// What the host polls in place of a scoped future, which the scope owns.
struct Ticket {
    scope: Scope,
    index: usize,
}

impl Future for Ticket {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (scope, index) = (&self.scope, self.index);
        let Some(mut task) = scope.take(index) else {
            return Poll::Ready(());
        };
        scope.enter(|| {
            if task.as_mut().poll(cx).is_ready() {
                // The destructor first: the index must not be handed out while it runs.
                drop(task);
                scope.release(index);
                return Poll::Ready(());
            }
            match scope.put(index, task, cx.waker()) {
                None => Poll::Pending,
                Some(_ended) => Poll::Ready(()),
            }
        })
    }
}
