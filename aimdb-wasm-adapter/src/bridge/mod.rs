//! The bridge: keeps local records and an AimDB server in step over a WebSocket.
//!
//! [`Session`] is the whole protocol as a plain state machine. It owns no socket and
//! no timer: events go in with the current time, [`Effect`]s come out. So every fault
//! a network can have is a native test. In the browser, `shell` gives it a socket, a
//! timer and a database.
//!
//! What the server promises, and what the session builds on it:
//!
//! - It finishes each message of a connection before it takes the next, and answers
//!   `ping` with `pong`. So the n-th pong of a connection acknowledges everything sent
//!   before its n-th ping ([`barrier`]). Nothing else acknowledges a write.
//! - It drops what does not fit a client's channel, pongs and snapshots included. So
//!   snapshots are asked for in small batches, and a lost pong only ever makes the
//!   session more careful.

pub mod backoff;
pub mod barrier;
pub mod config;
pub mod driver;
pub mod outbox;
pub mod report;
pub mod requests;
pub mod session;
#[cfg(target_arch = "wasm32")]
pub mod shell;
pub mod stats;
pub mod subscriptions;
pub mod topic;
pub mod wire;

pub use config::{Config, Delivery};
pub use outbox::{DropReason, Overflow};
pub use report::{Gap, Report};
pub use requests::Failure;
pub use session::{Arrival, Effect, Origin, RecordSpec, Reread, Session, Status};
pub use stats::Stats;
