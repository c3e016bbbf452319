//! Builds, checks and shows the contracts of `@aimdb/wasm`: `cargo run -p aimdb-wasm-driver -- build`.
//!
//! A crate of its own, beside the wasm crate and not in it: that one's build script would
//! mend the generated files before they are checked.

use std::process::ExitCode;

use aimdb_wasm_contracts::Contracts;

fn main() -> ExitCode {
    aimdb_wasm_codegen::cli::main::<Contracts>()
}
