//! What the command line says: to the driver, and to the tool that runs it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Build fast and keep debug information, instead of small
    #[arg(long)]
    pub(crate) dev: bool,

    /// Crate that becomes the wasm module, if it is not the one that the driver names
    #[arg(long, value_name = "DIR")]
    pub(crate) module: Option<PathBuf>,

    /// Where the compiled package goes [default: dist in the package's folder]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// When the change was saved that is built: milliseconds since the Unix epoch
    #[arg(long, value_name = "MS", hide = true)]
    pub(crate) since: Option<u64>,

    /// Further arguments for cargo build
    #[arg(last = true, value_name = "CARGO ARGS")]
    pub(crate) cargo: Vec<OsString>,
}

impl BuildArgs {
    /// The same, for another process.
    pub fn to_args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = vec!["build".into()];
        if self.dev {
            args.push("--dev".into());
        }
        for (name, value) in [("--module", &self.module), ("--out", &self.out)] {
            if let Some(value) = value {
                args.extend([name.into(), value.into()]);
            }
        }
        if let Some(since) = self.since {
            args.extend(["--since".into(), since.to_string().into()]);
        }
        if !self.cargo.is_empty() {
            args.push("--".into());
            args.extend(self.cargo.iter().cloned());
        }
        args
    }

    /// For a change that was saved at a time in milliseconds since the Unix epoch: built to
    /// be there soon, types first.
    #[must_use]
    pub fn since(mut self, time: u64) -> Self {
        self.dev = true;
        self.since = Some(time);
        self
    }
}

/// Arguments of `check`.
///
/// Exit code 0: all is well. 1: something is not. 2: it could not be checked.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Record the contracts as they are now, and say what changed
    #[arg(long)]
    pub(crate) accept: bool,

    /// With --accept: record breaking changes too, e.g. before anything was deployed
    #[arg(long, requires = "accept")]
    pub(crate) force: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(crate) format: CheckFormat,

    /// The lock, if it is not the one that the driver names
    #[arg(long, value_name = "FILE")]
    pub(crate) lock: Option<PathBuf>,

    /// Rules of these categories only
    // A state is accepted whole, so what it breaks is not to be looked away from.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "CATEGORIES",
        conflicts_with = "accept"
    )]
    pub(crate) only: Vec<Audience>,
}

/// How `check` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// Annotations in a GitHub workflow
    Github,
}

/// A category of rules, as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Audience {
    /// Old payloads are no longer read, or mean something else
    Wire,
    /// TypeScript that uses the contract does not compile, or meets what it does not expect
    Browser,
    /// Names changed
    Source,
}

/// Arguments of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Contracts, by name; all if none is given
    #[arg(value_name = "CONTRACT")]
    pub(crate) contracts: Vec<String>,

    /// How to show them
    #[arg(long, value_enum, default_value_t = InspectFormat::Table)]
    pub(crate) format: InspectFormat,
}

/// How `inspect` shows contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InspectFormat {
    /// For people
    Table,
    /// For programs, with a JSON Schema of each contract
    Json,
}

impl CheckArgs {
    /// The same, for another process.
    pub fn to_args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = vec!["check".into()];
        for (flag, name) in [(self.accept, "--accept"), (self.force, "--force")] {
            if flag {
                args.push(name.into());
            }
        }
        args.extend(["--format".into(), word(self.format)]);
        if let Some(lock) = &self.lock {
            args.extend(["--lock".into(), lock.into()]);
        }
        for audience in &self.only {
            args.extend(["--only".into(), word(*audience)]);
        }
        args
    }
}

impl InspectArgs {
    /// The same, for another process.
    pub fn to_args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = vec!["inspect".into()];
        args.extend(["--format".into(), word(self.format)]);
        args.extend(self.contracts.iter().map(OsString::from));
        args
    }
}

fn word(value: impl ValueEnum) -> OsString {
    value
        .to_possible_value()
        .map(|value| value.get_name().into())
        .unwrap_or_default()
}
