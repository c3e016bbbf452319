//! The queue behind `transform_join`: bounded, first come first served, with
//! `tokio::sync::mpsc`'s behaviour.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::collections::VecDeque;
use std::rc::Rc;

use aimdb_executor::{
    ExecutorError, ExecutorResult, JoinFanInRuntime, JoinQueue, JoinReceiver, JoinSender,
};

use crate::forward::Spawning;
use crate::local::Local;
use crate::waiters::{Key, Waiters};
use crate::WasmAdapter;

/// What a queue holds before its senders wait; the Tokio adapter's number.
const CAPACITY: usize = 64;

impl JoinFanInRuntime for WasmAdapter {
    type JoinQueue<T: Send + 'static> = WasmJoinQueue<T>;

    fn create_join_queue<T: Send + 'static>(&self) -> ExecutorResult<WasmJoinQueue<T>> {
        Ok(WasmJoinQueue::new())
    }
}

/// A queue not yet split into its ends.
pub struct WasmJoinQueue<T> {
    sender: WasmJoinSender<T>,
    receiver: WasmJoinReceiver<T>,
}

/// An end to send at; clones send to the same receiver.
pub struct WasmJoinSender<T> {
    shared: Local<Rc<Shared<T>>>,
    /// With the sender that the engine clones its forwarders' from.
    spawning: Option<Spawning>,
}

/// The end to receive at.
pub struct WasmJoinReceiver<T> {
    shared: Local<Rc<Shared<T>>>,
}

struct Shared<T> {
    state: RefCell<State<T>>,
}

struct State<T> {
    items: VecDeque<T>,
    /// Free places that are nobody's yet.
    free: usize,
    senders: usize,
    receiving: bool,
    receiver: Option<Waker>,
    /// Senders without a place, in order, each with whether it has been given one since.
    waiting: Waiters<Cell<bool>>,
}

impl<T> State<T> {
    /// A place has become free: the first in line gets it.
    fn give_place(&mut self) -> Option<Waker> {
        match self.waiting.pop_before(u64::MAX) {
            Some((key, waker)) => {
                if let Some(given) = self.waiting.get(key) {
                    given.set(true);
                }
                waker
            }
            None => {
                self.free += 1;
                None
            }
        }
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl<T: 'static> WasmJoinQueue<T> {
    fn new() -> Self {
        let shared = Rc::new(Shared {
            state: RefCell::new(State {
                items: VecDeque::new(),
                free: CAPACITY,
                senders: 1,
                receiving: true,
                receiver: None,
                waiting: Waiters::new(),
            }),
        });
        Self {
            sender: WasmJoinSender {
                shared: Local::new(Rc::clone(&shared)),
                spawning: Spawning::for_queue_of::<T>(),
            },
            receiver: WasmJoinReceiver {
                shared: Local::new(shared),
            },
        }
    }
}

impl<T: Send + 'static> JoinQueue<T> for WasmJoinQueue<T> {
    type Sender = WasmJoinSender<T>;
    type Receiver = WasmJoinReceiver<T>;

    fn split(self) -> (Self::Sender, Self::Receiver) {
        (self.sender, self.receiver)
    }
}

impl<T> Clone for WasmJoinSender<T> {
    fn clone(&self) -> Self {
        let shared = Rc::clone(&self.shared);
        shared.state.borrow_mut().senders += 1;
        Self {
            shared: Local::new(shared),
            spawning: None,
        }
    }
}

impl<T> Drop for WasmJoinSender<T> {
    fn drop(&mut self) {
        self.spawning = None;
        let last = {
            let mut state = self.shared.state.borrow_mut();
            state.senders -= 1;
            if state.senders == 0 {
                state.receiver.take()
            } else {
                None
            }
        };
        wake(last);
    }
}

impl<T> Drop for WasmJoinReceiver<T> {
    fn drop(&mut self) {
        // Their destructors run after the borrow.
        let (_items, _waker, before) = {
            let mut state = self.shared.state.borrow_mut();
            state.receiving = false;
            (
                core::mem::take(&mut state.items),
                state.receiver.take(),
                state.waiting.ticket(),
            )
        };
        loop {
            let popped = self.shared.state.borrow_mut().waiting.pop_before(before);
            match popped {
                Some((_, waker)) => wake(waker),
                None => return,
            }
        }
    }
}

impl<T: Send + 'static> JoinSender<T> for WasmJoinSender<T> {
    fn send(&self, item: T) -> impl Future<Output = ExecutorResult<()>> + Send + '_ {
        Sending {
            shared: &self.shared,
            item: Local::new(Some(item)),
            place: None,
        }
    }
}

impl<T: Send + 'static> JoinReceiver<T> for WasmJoinReceiver<T> {
    fn recv(&mut self) -> impl Future<Output = ExecutorResult<T>> + Send + '_ {
        Receive { receiver: self }
    }
}

/// The future of `send`.
struct Sending<'a, T> {
    shared: &'a Local<Rc<Shared<T>>>,
    item: Local<Option<T>>,
    /// Its place in the line, while it stands in it.
    place: Option<Key>,
}

impl<T> Unpin for Sending<'_, T> {}

impl<T> Future for Sending<'_, T> {
    type Output = ExecutorResult<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        // Cloning a waker runs foreign code: before the borrow.
        let fresh = cx.waker().clone();
        let mut state = this.shared.state.borrow_mut();
        let has_place = match this.place {
            Some(key) => state.waiting.get(key).is_some_and(Cell::get),
            None if state.receiving && state.free > 0 => {
                state.free -= 1;
                true
            }
            None => false,
        };
        if state.receiving && !has_place {
            let key = *this
                .place
                .get_or_insert_with(|| state.waiting.insert(Cell::new(false)));
            let _old = state.waiting.enqueue(key, fresh);
            drop(state);
            return Poll::Pending;
        }
        let old = this.place.take().and_then(|key| state.waiting.remove(key));
        if !state.receiving {
            drop(state);
            drop((old, fresh));
            return Poll::Ready(Err(ExecutorError::QueueClosed));
        }
        state.items.extend(this.item.take());
        let receiver = state.receiver.take();
        drop(state);
        drop((old, fresh));
        wake(receiver);
        Poll::Ready(Ok(()))
    }
}

impl<T> Drop for Sending<'_, T> {
    fn drop(&mut self) {
        let Some(key) = self.place else { return };
        let mut state = self.shared.state.borrow_mut();
        let given = state.waiting.get(key).is_some_and(Cell::get);
        let _own = state.waiting.remove(key);
        // A place it was given and did not use goes to the next.
        let next = if given { state.give_place() } else { None };
        drop(state);
        wake(next);
    }
}

/// The future of `recv`.
struct Receive<'a, T> {
    receiver: &'a mut WasmJoinReceiver<T>,
}

impl<T> Future for Receive<'_, T> {
    type Output = ExecutorResult<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let fresh = cx.waker().clone();
        let mut state = self.receiver.shared.state.borrow_mut();
        if let Some(item) = state.items.pop_front() {
            let next = state.give_place();
            drop(state);
            wake(next);
            return Poll::Ready(Ok(item));
        }
        if state.senders == 0 {
            return Poll::Ready(Err(ExecutorError::QueueClosed));
        }
        let _old = state.receiver.replace(fresh);
        drop(state);
        Poll::Pending
    }
}

impl<T> Drop for Receive<'_, T> {
    fn drop(&mut self) {
        let _waker = self.receiver.shared.state.borrow_mut().receiver.take();
    }
}

impl<T> fmt::Debug for WasmJoinQueue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmJoinQueue").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for WasmJoinSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmJoinSender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for WasmJoinReceiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmJoinReceiver").finish_non_exhaustive()
    }
}
