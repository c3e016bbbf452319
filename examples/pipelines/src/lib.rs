//! A derived record, registered once and run on every runtime.
//!
//! [`dew_point`] is ordinary AimDB code: it configures records on the engine's builder,
//! and its join is the engine's own. It asks its runtime for nothing but a
//! [`join queue`](aimdb_executor::JoinFanInRuntime) and [`Buffers`]. So a server on tokio
//! and a page run the same lines, and what they derive agrees to the bit.
#![no_std]

mod buffers;
mod dew_point;
#[cfg(target_arch = "wasm32")]
pub mod module;

pub use buffers::Buffers;
pub use dew_point::{dew_point, DEW_POINT, HUMIDITY, TEMPERATURE};
