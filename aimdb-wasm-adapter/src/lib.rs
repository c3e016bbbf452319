//! AimDB in the browser.
//!
//! The engine is `aimdb-core`; this crate is its third runtime adapter, beside
//! Tokio's and Embassy's: [`WasmAdapter`] spawns, sleeps and logs through the
//! JavaScript host, [`WasmBuffer`] moves values, and [`Scope`] ends what was
//! spawned. On top of it lie the typed database and the WebSocket bridge.
//!
//! Everything here also compiles and runs on the host, where the
//! [`native`] event loop stands in for the browser's. It is for tests and for
//! tools; a server uses the Tokio adapter.

#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
compile_error!(
    "aimdb-wasm-adapter is single-threaded: its Send and Sync impls are unsound with wasm threads; build without the `atomics` target feature"
);

pub mod bridge;
mod buffer;
pub mod host;
mod join;
mod local;
mod logger;
mod registrar;
mod runtime;
mod scope;
mod time;
mod waiters;

#[cfg(not(target_arch = "wasm32"))]
pub use host::native;

pub use buffer::{PushProbe, Recv, WasmBuffer, WasmBufferReader};
pub use join::{WasmJoinQueue, WasmJoinReceiver, WasmJoinSender};
pub use registrar::WasmRecordRegistrarExt;
pub use runtime::WasmAdapter;
pub use scope::Scope;
pub use time::{Sleep, WasmDuration, WasmInstant};
