//! A single-threaded event loop for the host, in the browser's order: tasks and
//! microtasks first come, first served; timers when those are done.
//!
//! Nothing runs by itself: [`run_until_stalled`], [`run_for`], [`advance`] and
//! [`block_on`] drive the loop of the calling thread.

use core::cell::{Cell, RefCell};
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::task::Wake;
use std::time::{Instant, SystemTime};

use super::{Level, Missing};
use crate::local::Local;

type Callback = Box<dyn FnOnce()>;

struct EventLoop {
    ready: RefCell<VecDeque<Job>>,
    timers: RefCell<BTreeMap<TimerId, Callback>>,
    next_timer: Cell<u64>,
    origin: Instant,
    /// How far [`advance`] has moved the clock on.
    skew: Cell<Duration>,
}

/// Due time, then order of arrival.
type TimerId = (Duration, u64);

enum Job {
    Task(Arc<Task>),
    Call(Callback),
}

std::thread_local! {
    static LOOP: Rc<EventLoop> = Rc::new(EventLoop {
        ready: RefCell::default(),
        timers: RefCell::default(),
        next_timer: Cell::new(0),
        origin: Instant::now(),
        skew: Cell::new(Duration::ZERO),
    });
}

/// The thread's loop; none while the thread is ending.
fn current() -> Option<Rc<EventLoop>> {
    LOOP.try_with(Rc::clone).ok()
}

struct Task {
    state: Local<TaskState>,
}

struct TaskState {
    future: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    queued: Cell<bool>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if !self.state.queued.replace(true) {
            if let Some(event_loop) = current() {
                event_loop.ready.borrow_mut().push_back(Job::Task(self));
            }
        }
    }
}

impl Task {
    fn run(self: Arc<Self>) {
        self.state.queued.set(false);
        // Out of its cell while it runs, so that nothing it does finds the cell borrowed.
        let Some(mut future) = self.state.future.take() else {
            return;
        };
        let waker = Waker::from(Arc::clone(&self));
        if future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            self.state.future.replace(Some(future));
        }
    }
}

impl EventLoop {
    fn now(&self) -> Duration {
        self.origin.elapsed() + self.skew.get()
    }

    fn run_ready(&self) -> bool {
        let mut ran = false;
        loop {
            let job = self.ready.borrow_mut().pop_front();
            match job {
                Some(Job::Task(task)) => task.run(),
                Some(Job::Call(call)) => call(),
                None => return ran,
            }
            ran = true;
        }
    }

    /// Fires the first timer due, like a macrotask.
    fn fire_one(&self) -> bool {
        let now = self.now();
        let due = {
            let mut timers = self.timers.borrow_mut();
            match timers.first_entry() {
                Some(first) if first.key().0 <= now => Some(first.remove()),
                _ => None,
            }
        };
        match due {
            Some(callback) => {
                callback();
                true
            }
            None => false,
        }
    }

    fn turn(&self) {
        self.run_ready();
        while self.fire_one() {
            self.run_ready();
        }
    }

    fn next_due(&self) -> Option<Duration> {
        self.timers.borrow().keys().next().map(|id| id.0)
    }
}

/// Runs what is ready and the timers that are due, until nothing is.
pub fn run_until_stalled() {
    if let Some(event_loop) = current() {
        event_loop.turn();
    }
}

/// Runs the loop for some time by the clock.
pub fn run_for(duration: Duration) {
    let Some(event_loop) = current() else { return };
    let end = event_loop.now() + duration;
    loop {
        event_loop.turn();
        let now = event_loop.now();
        if now >= end {
            return;
        }
        let until = event_loop.next_due().map_or(end, |due| due.min(end));
        std::thread::sleep(until.saturating_sub(now));
    }
}

/// Moves the clock on without waiting, firing on the way what falls due, in order.
pub fn advance(duration: Duration) {
    let Some(event_loop) = current() else { return };
    event_loop.turn();
    let end = event_loop.now() + duration;
    loop {
        let until = match event_loop.next_due() {
            Some(due) if due <= end => due,
            _ => end,
        };
        let ahead = until.saturating_sub(event_loop.now());
        event_loop.skew.set(event_loop.skew.get() + ahead);
        event_loop.turn();
        if until >= end {
            return;
        }
    }
}

/// Runs the loop until `future` is done.
///
/// # Panics
///
/// If the future can never be: nothing is ready and no timer is set.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Flag(core::sync::atomic::AtomicBool);
    impl Wake for Flag {
        fn wake(self: Arc<Self>) {
            self.0.store(true, core::sync::atomic::Ordering::Release);
        }
    }
    let flag = Arc::new(Flag(true.into()));
    let waker = Waker::from(Arc::clone(&flag));
    let mut future = core::pin::pin!(future);
    loop {
        if flag.0.swap(false, core::sync::atomic::Ordering::Acquire) {
            if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return output;
            }
        }
        let Some(event_loop) = current() else {
            panic!("block_on was called while its thread was ending")
        };
        if event_loop.run_ready() || event_loop.fire_one() {
            continue;
        }
        if flag.0.load(core::sync::atomic::Ordering::Acquire) {
            continue;
        }
        match event_loop.next_due() {
            Some(due) => std::thread::sleep(due.saturating_sub(event_loop.now())),
            None => panic!("block_on waits for something that nothing will bring about"),
        }
    }
}

pub(super) fn no_earlier(ms: f64) -> f64 {
    now_ms().max(ms)
}

pub(super) fn now_ms() -> f64 {
    current().map_or(0.0, |event_loop| event_loop.now().as_secs_f64() * 1000.0)
}

pub(super) fn unix_ms() -> f64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}

pub(super) fn spawn(future: impl Future<Output = ()> + 'static) {
    let task = Arc::new(Task {
        state: Local::new(TaskState {
            future: RefCell::new(Some(Box::pin(future))),
            queued: Cell::new(false),
        }),
    });
    task.wake();
}

pub(super) fn queue_microtask(f: impl FnOnce() + 'static) {
    if let Some(event_loop) = current() {
        event_loop
            .ready
            .borrow_mut()
            .push_back(Job::Call(Box::new(f)));
    }
}

pub(super) fn log(level: Level, message: &str) {
    match level {
        Level::Debug | Level::Info => println!("{message}"),
        Level::Warn | Level::Error => eprintln!("{message}"),
    }
}

/// A pending timer.
pub(super) struct RawTimer(TimerId);

pub(super) fn set_timeout(ms: i32, f: impl FnOnce() + 'static) -> Result<RawTimer, Missing> {
    let event_loop = current().ok_or(Missing("setTimeout"))?;
    let order = event_loop.next_timer.get();
    event_loop.next_timer.set(order + 1);
    let due = event_loop.now() + Duration::from_millis(u64::try_from(ms).unwrap_or(0));
    let id = (due, order);
    event_loop.timers.borrow_mut().insert(id, Box::new(f));
    Ok(RawTimer(id))
}

impl Drop for RawTimer {
    fn drop(&mut self) {
        if let Some(event_loop) = current() {
            let _callback = event_loop.timers.borrow_mut().remove(&self.0);
        }
    }
}
