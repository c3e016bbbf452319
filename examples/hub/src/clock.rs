//! The time that samples carry, and the beat they come in.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{interval_at, Instant, Interval, MissedTickBehavior};

/// Milliseconds since the Unix epoch; 0 on a clock set before it.
pub(crate) fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| {
            u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
        })
}

/// A tick after one period, when the connector's publishers are listening, then one
/// in every so many periods.
pub(crate) fn ticks(period: Duration, every: u32) -> Interval {
    let mut ticks = interval_at(Instant::now() + period, period * every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks
}
