//! Keeps a join alive through lag.
//!
//! The engine feeds a `transform_join` from one forwarder per input, spawned beside
//! the join's own task, and each forwarder takes any error of its reader for the end
//! (`while let Ok`). On tokio that is one slow moment too many; in a page, where a
//! handler may set twenty values before any task runs, it is the normal case: the
//! join would fall silent for good. The engine has no seam to say so, but the adapter
//! sees the forwarders come: they are spawned between the making of a
//! queue of `JoinTrigger`s and the drop of that queue's first sender. Readers
//! subscribed by them report lag on the console and go on.

use core::any::TypeId;
use core::cell::Cell;
use core::future::{poll_fn, Future};
use core::pin::{pin, Pin};

use aimdb_core::buffer::BufferReader;
use aimdb_core::transform::JoinTrigger;
use aimdb_core::DbError;

use crate::buffer::WasmBufferReader;
use crate::host::{log, Level};

std::thread_local! {
    /// How many joins are spawning their forwarders at this moment: none or one.
    static SPAWNING: Cell<usize> = const { Cell::new(0) };
    /// Whether the future being polled is a forwarder.
    static FORWARDING: Cell<bool> = const { Cell::new(false) };
}

/// Exists while a join spawns its forwarders.
pub(crate) struct Spawning(());

impl Spawning {
    /// For the sender that a queue of `T`s starts out with.
    pub(crate) fn for_queue_of<T: 'static>() -> Option<Self> {
        (TypeId::of::<T>() == TypeId::of::<JoinTrigger>()).then(|| {
            SPAWNING.set(SPAWNING.get() + 1);
            Self(())
        })
    }

    pub(crate) fn now() -> bool {
        SPAWNING.get() > 0
    }
}

impl Drop for Spawning {
    fn drop(&mut self) {
        SPAWNING.set(SPAWNING.get() - 1);
    }
}

/// Marks what `future` subscribes to as a forwarder's.
pub(crate) async fn forwarder(future: impl Future<Output = ()>) {
    struct Until(bool);
    impl Drop for Until {
        fn drop(&mut self) {
            FORWARDING.set(self.0);
        }
    }
    let mut future = pin!(future);
    poll_fn(|cx| {
        let _until = Until(FORWARDING.replace(true));
        future.as_mut().poll(cx)
    })
    .await;
}

/// The reader for who asks: one that skips lag for a forwarder, else as it is.
pub(crate) fn boxed<T: Clone + Send + 'static>(
    reader: WasmBufferReader<T>,
) -> Box<dyn BufferReader<T> + Send> {
    if FORWARDING.get() {
        Box::new(Steady(reader))
    } else {
        Box::new(reader)
    }
}

struct Steady<T>(WasmBufferReader<T>);

impl<T: Clone + Send + 'static> BufferReader<T> for Steady<T> {
    fn recv(&mut self) -> Pin<Box<dyn Future<Output = Result<T, DbError>> + Send + '_>> {
        Box::pin(async move {
            loop {
                match self.0.recv().await {
                    Err(DbError::BufferLagged { lag_count, .. }) => report(lag_count),
                    other => return other,
                }
            }
        })
    }

    fn try_recv(&mut self) -> Result<T, DbError> {
        loop {
            match self.0.try_recv() {
                Err(DbError::BufferLagged { lag_count, .. }) => report(lag_count),
                other => return other,
            }
        }
    }
}

fn report(lag_count: u64) {
    log(
        Level::Warn,
        &format!(
            "AimDB: a join missed {lag_count} values of an input; a larger ring would hold them"
        ),
    );
}
