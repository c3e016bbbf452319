//! The driver: the program that knows a user's contracts, and `build`s, `check`s and
//! `inspect`s them.
//!
//! A registry is a type, so whoever is asked about it must be compiled with it: a program
//! of one line in the user's own workspace, whose lock file then gives wasm-bindgen's version
//! too. The installed `aimdb-wasm` finds it (it is the package that depends on this crate with
//! the feature `driver`) and runs it.
//!
#![cfg_attr(
    feature = "driver",
    doc = "```no_run
fn main() -> std::process::ExitCode {
    aimdb_wasm_codegen::cli::main::<aimdb_wasm_contracts::Contracts>()
}
```"
)]

mod args;
#[cfg(feature = "driver")]
mod driver;
#[cfg(feature = "driver")]
mod report;

pub use args::{BuildArgs, CheckArgs, InspectArgs};
#[cfg(feature = "driver")]
pub use driver::{driver, main, Driver};
