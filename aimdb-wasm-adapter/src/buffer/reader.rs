//! Readers of a buffer.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use aimdb_core::buffer::BufferReader;
use aimdb_core::DbError;

use super::store::{Asking, Miss, Read};
use super::Shared;
use crate::local::Local;
use crate::waiters::Key;

/// A reader of a [`WasmBuffer`](super::WasmBuffer), with a place of its own in it.
pub struct WasmBufferReader<T> {
    shared: Local<Rc<Shared<T>>>,
    key: Key,
}

impl<T> WasmBufferReader<T> {
    pub(super) fn new(shared: Rc<Shared<T>>) -> Self {
        let key = shared.state.borrow_mut().register();
        Self {
            shared: Local::new(shared),
            key,
        }
    }

    /// The next value, when there is one. Dropping the future leaves nothing behind.
    ///
    /// The same as [`BufferReader::recv`], without its box.
    pub fn recv(&mut self) -> Recv<'_, T> {
        Recv {
            reader: self,
            waiting: false,
        }
    }

    /// The next value, if there is one now.
    pub fn try_recv(&mut self) -> Result<T, DbError>
    where
        T: Clone,
    {
        self.read(Asking::TryRecv, owned)
            .map_err(|miss| self.error(miss))
    }

    /// Looks at the next value, if there is one now. It is consumed as by
    /// [`try_recv`](Self::try_recv), but a ring's or SingleLatest's is not cloned.
    pub fn try_recv_with<R>(&mut self, look: impl FnOnce(&T) -> R) -> Result<R, DbError> {
        self.read(Asking::TryRecv, |value| match value {
            Read::Seen(value) => look(value),
            Read::Taken(value) => look(&value),
        })
        .map_err(|miss| self.error(miss))
    }

    /// Looks at a ring's next values, `most` at most, and consumes those that `look` says
    /// it took; stops at the first that it did not. `None` if there is none to look at; 0 if
    /// it is for [`try_recv_with`](Self::try_recv_with) to say what is next.
    pub(crate) fn try_recv_while(
        &mut self,
        most: u32,
        look: impl FnMut(&T) -> bool,
    ) -> Option<u32> {
        self.shared.state.borrow().see_while(self.key, most, look)
    }

    #[inline]
    fn read<R>(&mut self, asking: Asking, f: impl FnOnce(Read<'_, T>) -> R) -> Result<R, Miss> {
        let state = self.shared.state.borrow();
        if !state.is_mailbox() {
            return state
                .see(self.key, asking)
                .map(|value| f(Read::Seen(value)));
        }
        drop(state);
        let mut state = self.shared.state.borrow_mut();
        match state.take_mail() {
            Some(value) => {
                // Served: the next time it asks, it is at the end of the queue.
                let waker = state.readers.leave(self.key);
                drop(state);
                drop(waker);
                Ok(f(Read::Taken(value)))
            }
            None => Err(state.nothing()),
        }
    }

    #[cold]
    fn error(&self, miss: Miss) -> DbError {
        self.shared.state.borrow().error(miss)
    }

    /// Registers the waker, unless there is news after all.
    fn wait(&self, waker: &Waker) -> bool {
        let state = self.shared.state.borrow();
        if state.has_news(self.key) {
            return false;
        }
        if state.readers.has_waker(self.key, waker) {
            return true;
        }
        drop(state);
        // Cloning a waker runs foreign code, so it happens between two looks.
        let waker = waker.clone();
        let mut state = self.shared.state.borrow_mut();
        if state.has_news(self.key) {
            return false;
        }
        let _old = state.readers.enqueue(self.key, waker);
        drop(state);
        true
    }

    /// Leaves the queue, and if this reader's turn had come, passes it on.
    fn stop_waiting(&self) {
        let mut state = self.shared.state.borrow_mut();
        let had_turn = state.readers.was_woken(self.key) && state.holds_mail();
        let _waker = state.readers.leave(self.key);
        drop(state);
        if had_turn {
            self.shared.wake_next();
        }
    }
}

#[inline]
fn owned<T: Clone>(value: Read<'_, T>) -> T {
    match value {
        Read::Seen(value) => value.clone(),
        Read::Taken(value) => value,
    }
}

impl<T> Drop for WasmBufferReader<T> {
    fn drop(&mut self) {
        self.stop_waiting();
        let mut state = self.shared.state.borrow_mut();
        let _waker = state.readers.remove(self.key);
        let _unread = state.shrink();
        drop(state);
    }
}

impl<T> fmt::Debug for WasmBufferReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmBufferReader").finish_non_exhaustive()
    }
}

impl<T: Clone + Send + 'static> BufferReader<T> for WasmBufferReader<T> {
    fn recv(&mut self) -> Pin<Box<dyn Future<Output = Result<T, DbError>> + Send + '_>> {
        Box::pin(self.recv())
    }

    fn try_recv(&mut self) -> Result<T, DbError> {
        self.try_recv()
    }
}

/// The future of [`WasmBufferReader::recv`].
#[must_use = "a future does nothing unless polled"]
pub struct Recv<'a, T> {
    reader: &'a mut WasmBufferReader<T>,
    waiting: bool,
}

impl<T: Clone> Future for Recv<'_, T> {
    type Output = Result<T, DbError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        loop {
            match this.reader.read(Asking::Recv, owned) {
                Ok(value) => return Poll::Ready(Ok(value)),
                Err(Miss::Empty) => {}
                Err(miss) => return Poll::Ready(Err(this.reader.error(miss))),
            }
            this.waiting = true;
            if this.reader.wait(cx.waker()) {
                return Poll::Pending;
            }
        }
    }
}

impl<T> Drop for Recv<'_, T> {
    fn drop(&mut self) {
        if self.waiting {
            self.reader.stop_waiting();
        }
    }
}

impl<T> fmt::Debug for Recv<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").finish_non_exhaustive()
    }
}
