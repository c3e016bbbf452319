//! What was promised to nodes and browsers, and whether it is kept.
//!
//! `contracts.lock.json` holds the shape of every contract as someone accepted it.
//! [`judge`] compares a registry with it, [`Rule`] by rule. A breaking change passes only
//! if the contract's version was raised and its migration reads payloads of the old
//! shape: they are made up from the lock, and really read.

mod compare;
mod example;
mod judge;
mod record;
mod rule;
mod state;
mod text;
mod ty;

pub use compare::Change;
pub use judge::{judge, Finding, Verdict};
pub use rule::{Category, Rule};
pub use state::{Entry, Field, Input, Lock, Output, Shape, State, Variant};
pub use ty::Type;

pub(crate) use example::full;

/// The examples of the docs, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/attributes.md")]
mod attributes {}

/// The examples of another page.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/migrating-from-wasm-adapter.md")]
mod migrating {}
