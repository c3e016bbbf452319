//! The runtime adapter: identity and spawning.

use core::future::Future;

use aimdb_executor::{ExecutorResult, RuntimeAdapter, Spawn};

use crate::forward::{forwarder, Spawning};
use crate::{host, Scope};

/// AimDB's runtime in the browser.
///
/// Futures run on the microtask queue. What is spawned while a [`Scope`] is current
/// ends with that scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WasmAdapter;

impl WasmAdapter {
    /// The adapter.
    pub const fn new() -> Self {
        Self
    }
}

impl RuntimeAdapter for WasmAdapter {
    fn runtime_name() -> &'static str {
        "wasm"
    }
}

impl Spawn for WasmAdapter {
    type SpawnToken = ();

    fn spawn<F>(&self, future: F) -> ExecutorResult<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if Spawning::now() {
            spawn(forwarder(future))
        } else {
            spawn(future)
        }
    }
}

fn spawn(future: impl Future<Output = ()> + 'static) -> ExecutorResult<()> {
    match Scope::current() {
        Some(scope) => scope.spawn(future),
        None => {
            host::spawn(future);
            Ok(())
        }
    }
}
