//! `aimdb-wasm`: from a crate of contracts to a package that TypeScript imports.

mod build;
mod cargo;
mod remap;
mod sizes;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds npm packages from AimDB data contracts.
#[derive(Parser)]
#[command(name = "aimdb-wasm", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile a crate to wasm and generate its JavaScript bindings
    Build(build::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Build(options) => build::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("aimdb-wasm: {error:#}");
            ExitCode::FAILURE
        }
    }
}
