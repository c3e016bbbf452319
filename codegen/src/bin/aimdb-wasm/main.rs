//! `aimdb-wasm`: from a crate of contracts to a package that TypeScript imports.

mod build;
mod cargo;
mod driver;
mod remap;
mod sizes;

use std::process::ExitCode;

use aimdb_wasm_codegen::cli::{CheckArgs, InspectArgs};
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
    /// Check that generated files are current and that no contract breaks its promises
    ///
    /// Exit code 0: all is well. 1: something is not. 2: it could not be checked.
    Check {
        #[command(flatten)]
        place: driver::Place,
        #[command(flatten)]
        args: CheckArgs,
    },
    /// Show the contracts: fields, types, units, docs, JSON Schema
    Inspect {
        #[command(flatten)]
        place: driver::Place,
        #[command(flatten)]
        args: InspectArgs,
    },
}

fn main() -> ExitCode {
    let (done, failure) = match Cli::parse().command {
        Command::Build(options) => (
            build::run(&options).map(|()| ExitCode::SUCCESS),
            ExitCode::FAILURE,
        ),
        Command::Check { place, args } => (driver::run(&place, &args.to_args()), ExitCode::from(2)),
        Command::Inspect { place, args } => {
            (driver::run(&place, &args.to_args()), ExitCode::from(2))
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("aimdb-wasm: {error:#}");
        failure
    })
}
