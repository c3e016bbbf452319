//! Builds the zoo as an npm package in `target/fidelity`, for `../build.mjs`.

use std::process::ExitCode;

use aimdb_wasm_zoo::Zoo;

fn main() -> ExitCode {
    aimdb_wasm_codegen::cli::driver::<Zoo>()
        .package("../../../target/fidelity/package")
        .main()
}
