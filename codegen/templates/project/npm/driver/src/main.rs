//! What `aimdb-wasm build`, `check` and `inspect` run; without that tool,
//! `cargo run -p sample-driver -- --help`.

fn main() -> std::process::ExitCode {
    aimdb_wasm_codegen::cli::main::<sample_contracts::Contracts>()
}
