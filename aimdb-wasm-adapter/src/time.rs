//! Time: nanoseconds in 64 bits, saturating, which is 584 years.

use core::cell::Cell;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use aimdb_core::time::{SleepCapable, TimestampProvider};
use aimdb_executor::TimeOps;

use crate::host::{self, Level, Timer};
use crate::local::Local;
use crate::WasmAdapter;

const NANOS_PER_MS: f64 = 1_000_000.0;

/// A moment on the host's monotonic clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WasmInstant {
    nanos: u64,
}

/// A span of time, to the nanosecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WasmDuration {
    nanos: u64,
}

impl WasmInstant {
    fn now() -> Self {
        // The cast saturates, and a clock that has none gives 0.
        Self {
            nanos: (host::now_ms() * NANOS_PER_MS) as u64,
        }
    }
}

impl WasmDuration {
    /// A span of `nanos` nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self { nanos }
    }

    /// The whole nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.nanos
    }

    /// The whole microseconds.
    pub const fn as_micros(self) -> u64 {
        self.nanos / 1_000
    }

    /// The whole milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.nanos / 1_000_000
    }

    const fn times(count: u64, nanos: u64) -> Self {
        Self {
            nanos: count.saturating_mul(nanos),
        }
    }

    fn as_ms(self) -> f64 {
        self.nanos as f64 / NANOS_PER_MS
    }
}

impl TimeOps for WasmAdapter {
    type Instant = WasmInstant;
    type Duration = WasmDuration;

    fn now(&self) -> WasmInstant {
        WasmInstant::now()
    }

    fn duration_since(&self, later: WasmInstant, earlier: WasmInstant) -> Option<WasmDuration> {
        later
            .nanos
            .checked_sub(earlier.nanos)
            .map(WasmDuration::from_nanos)
    }

    fn millis(&self, ms: u64) -> WasmDuration {
        WasmDuration::times(ms, 1_000_000)
    }

    fn secs(&self, secs: u64) -> WasmDuration {
        WasmDuration::times(secs, 1_000_000_000)
    }

    fn micros(&self, micros: u64) -> WasmDuration {
        WasmDuration::times(micros, 1_000)
    }

    fn sleep(&self, duration: WasmDuration) -> impl Future<Output = ()> + Send {
        Sleep::new(duration)
    }

    fn duration_as_nanos(&self, duration: WasmDuration) -> u64 {
        duration.as_nanos()
    }
}

impl TimestampProvider for WasmAdapter {
    type Instant = WasmInstant;

    fn now(&self) -> WasmInstant {
        WasmInstant::now()
    }
}

impl SleepCapable for WasmAdapter {
    type Duration = WasmDuration;

    fn sleep(&self, duration: WasmDuration) -> impl Future<Output = ()> + Send {
        Sleep::new(duration)
    }
}

/// The future of [`TimeOps::sleep`].
///
/// It counts from when it was made, always goes through the host's timer queue, so
/// that a loop of short sleeps leaves the page alive, and clears its timer when it is
/// dropped. Without `setTimeout` it never ends, and says so once.
#[must_use = "a future does nothing unless polled"]
pub struct Sleep {
    state: Local<State>,
    start: WasmInstant,
    duration: WasmDuration,
}

struct State {
    alarm: Rc<Alarm>,
    timer: Option<Timer>,
    armed: bool,
    corrected: bool,
}

#[derive(Default)]
struct Alarm {
    rung: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

/// Timers may fire this much too early by the other clock; Node's do.
const EARLY_MS: f64 = 2.0;

impl Sleep {
    fn new(duration: WasmDuration) -> Self {
        Self {
            state: Local::new(State {
                alarm: Rc::default(),
                timer: None,
                armed: false,
                corrected: false,
            }),
            start: WasmInstant::now(),
            duration,
        }
    }

    fn remaining_ms(&self) -> f64 {
        let elapsed = WasmInstant::now().nanos.saturating_sub(self.start.nanos);
        WasmDuration::from_nanos(self.duration.nanos.saturating_sub(elapsed)).as_ms()
    }

    fn arm(&mut self, ms: f64) {
        let state = &mut *self.state;
        state.armed = true;
        state.alarm.rung.set(false);
        let alarm = Rc::clone(&state.alarm);
        let timer = Timer::after(ms, move || {
            alarm.rung.set(true);
            if let Some(waker) = alarm.waker.take() {
                waker.wake();
            }
        });
        state.timer = match timer {
            Ok(timer) => Some(timer),
            Err(missing) => {
                host::log(Level::Error, &format!("AimDB cannot sleep: {missing}"));
                None
            }
        };
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        if !this.state.alarm.rung.get() {
            let waker = cx.waker().clone();
            let _old = this.state.alarm.waker.replace(Some(waker));
            if !this.state.armed {
                this.arm(this.remaining_ms());
            }
            return Poll::Pending;
        }
        let early = this.remaining_ms();
        // More than a little early is another clock, a test's for instance: the timer is right.
        if early > 0.0 && early < EARLY_MS && !this.state.corrected {
            this.state.corrected = true;
            let waker = cx.waker().clone();
            let _old = this.state.alarm.waker.replace(Some(waker));
            this.arm(early);
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep")
            .field("duration", &self.duration)
            .finish_non_exhaustive()
    }
}
