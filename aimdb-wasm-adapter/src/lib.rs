//! AimDB in the browser.
//!
//! The engine is `aimdb-core`; this crate is its third runtime adapter, beside
//! Tokio's and Embassy's: [`WasmAdapter`] spawns, sleeps and logs through the
//! JavaScript host, [`WasmBuffer`] moves values, and [`Scope`] ends what was
//! spawned. On top of it lie the typed database and the WebSocket bridge.
//!
//! Everything here also compiles and runs on the host, where the
//! `native` event loop stands in for the browser's. It is for tests and for
//! tools; a server uses the Tokio adapter.

#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
compile_error!(
    "aimdb-wasm-adapter is single-threaded: its Send and Sync impls are unsound with wasm threads; build without the `atomics` target feature"
);

#[cfg(target_arch = "wasm32")]
pub mod bindings;
pub mod bridge;
pub mod buffer;
pub mod db;
mod explain;
mod forward;
pub mod host;
mod hub;
mod join;
mod json;
mod local;
mod logger;
mod outcome;
mod read;
mod record;
mod registrar;
pub mod registry;
mod runtime;
mod scope;
pub mod scratch;
mod simulate;
mod time;
mod violation;
mod waiters;

#[cfg(not(target_arch = "wasm32"))]
pub use host::native;

pub use buffer::{PushProbe, Recv, WasmBuffer, WasmBufferReader};
pub use db::{install_pipelines, Db};
pub use hub::{Observer, Origin, Payload};
pub use join::{WasmJoinQueue, WasmJoinReceiver, WasmJoinSender};
pub use outcome::Outcome;
pub use registrar::WasmRecordRegistrarExt;
pub use registry::install;
pub use runtime::WasmAdapter;
pub use scope::Scope;
pub use time::{Sleep, WasmDuration, WasmInstant};
pub use violation::{Segment, Violation};

/// The examples of a page, compiled: here is what a server is made of, too.
#[cfg(all(doctest, not(target_arch = "wasm32")))]
#[doc = include_str!("../../docs/existing-server.md")]
mod existing_server {}
