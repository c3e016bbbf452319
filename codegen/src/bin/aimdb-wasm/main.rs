//! `aimdb-wasm`: from a crate of contracts to a package that TypeScript imports.

mod driver;
mod new;
mod watch;

use std::process::ExitCode;

use aimdb_wasm_codegen::cli::{BuildArgs, CheckArgs, InspectArgs};
use anyhow::Result;
use clap::{Parser, Subcommand};

use driver::{Cargo, Driver, Place};

const EXAMPLES: &str = "\
A project has a crate with the contracts, and an npm package made from them:

  aimdb-wasm new weather --npm-name @acme/weather   # a project to start from
  cd weather && npm install --prefix npm
  aimdb-wasm build                                  # npm/dist, for `npm pack`
  aimdb-wasm build --watch                          # again whenever a contract changes
  aimdb-wasm check                                  # does a change break what is deployed?
  aimdb-wasm inspect                                # the contracts, as a table

All but `new` are done by the project's own driver, a program of one line that is compiled
with the contracts; this one finds and runs it.";

/// Builds npm packages from AimDB data contracts
#[derive(Parser)]
#[command(name = "aimdb-wasm", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a project: contracts, a server, an npm package, tests
    New(new::Options),
    /// Build the npm package: wasm module, TypeScript, JavaScript
    ///
    /// Afterwards the package's folder is what `npm pack` and `npm publish` take: one wasm
    /// module with the contracts in it, the runtime and the generated types around it, no
    /// dependencies.
    Build {
        /// Build again whenever a source of the contracts changes, until Ctrl-C
        ///
        /// Builds are --dev then. The declarations that editors read come first, the module
        /// and the scripts that fit it follow.
        #[arg(long)]
        watch: bool,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        args: BuildArgs,
    },
    /// Check that generated files are current and that no contract breaks its promises
    ///
    /// Exit code 0: all is well. 1: something is not. 2: it could not be checked.
    Check {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        args: CheckArgs,
    },
    /// Show the contracts: fields, types, units, docs, JSON Schema
    Inspect {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        args: InspectArgs,
    },
}

fn main() -> ExitCode {
    run(Cli::parse().command).unwrap_or_else(|error| {
        eprintln!("aimdb-wasm: {error:#}");
        ExitCode::from(2)
    })
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::New(options) => new::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Build {
            watch: true,
            place,
            args,
        } => watch::run(&Driver::find(&place)?, args),
        Command::Build { place, args, .. } => {
            Driver::find(&place)?.run(Cargo::Talking, &args.to_args())
        }
        Command::Check { place, args } => Driver::find(&place)?.run(Cargo::Quiet, &args.to_args()),
        Command::Inspect { place, args } => {
            Driver::find(&place)?.run(Cargo::Quiet, &args.to_args())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
