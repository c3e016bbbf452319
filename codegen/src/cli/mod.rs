//! The part of the driver that knows a user's contracts: `check` and `inspect`.
//!
//! A registry is a type, so that whoever is asked about it must be compiled with it: a
//! program of one line in the user's own workspace. The installed `aimdb-wasm` finds it
//! (it is the package that depends on this crate with the feature `driver`) and runs it.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     aimdb_wasm_codegen::cli::main::<aimdb_wasm_contracts::Contracts>()
//! }
//! ```

mod report;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

use aimdb_wasm_contracts::Registry;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::inspect::{self, Catalog};
use crate::lock::{judge, Category, Lock, Verdict};
use crate::{Difference, Options};

use report::Report;

/// Runs the driver of a registry with the usual places; see [`driver`].
pub fn main<R: Registry>() -> ExitCode {
    driver::<R>().main()
}

/// The driver of a registry. The lock is `contracts.lock.json` beside the driver's
/// `Cargo.toml`, the generated files are in `../src/generated`, unless it is told otherwise.
pub fn driver<R: Registry>() -> Driver {
    Driver {
        generated: PathBuf::from("../src/generated"),
        lock: PathBuf::from("contracts.lock.json"),
        options: Options::default(),
        drift: crate::check::<R>,
        judge: judge::<R>,
        catalog: inspect::catalog::<R>,
    }
}

/// What answers for a registry. See [`driver`].
#[derive(Debug)]
#[must_use = "nothing happens before `main`"]
pub struct Driver {
    generated: PathBuf,
    lock: PathBuf,
    options: Options,
    drift: fn(&Path, &Options) -> io::Result<Vec<Difference>>,
    judge: fn(&Lock) -> Verdict,
    catalog: fn() -> Result<Catalog, crate::Error>,
}

#[derive(Parser)]
#[command(about = "Checks and shows the contracts of this workspace")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check that generated files are current and that no contract breaks its promises
    Check(CheckArgs),
    /// Show the contracts: fields, types, units, docs, JSON Schema
    Inspect(InspectArgs),
}

/// Arguments of `check`.
///
/// Exit code 0: all is well. 1: something is not. 2: it could not be checked.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Record the contracts as they are now, and say what changed
    #[arg(long)]
    accept: bool,

    /// With --accept: record breaking changes too, e.g. before anything was deployed
    #[arg(long, requires = "accept")]
    force: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    format: CheckFormat,

    /// The lock, if it is not the one that the driver names
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,

    /// Rules of these categories only
    // A state is accepted whole, so what it breaks is not to be looked away from.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "CATEGORIES",
        conflicts_with = "accept"
    )]
    only: Vec<Audience>,
}

/// How `check` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// Annotations in a GitHub workflow
    Github,
}

/// A category of rules, as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Audience {
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
    contracts: Vec<String>,

    /// How to show them
    #[arg(long, value_enum, default_value_t = InspectFormat::Table)]
    format: InspectFormat,
}

/// How `inspect` shows contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InspectFormat {
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

    fn categories(&self) -> Vec<Category> {
        if self.only.is_empty() {
            return Category::ALL.to_vec();
        }
        self.only
            .iter()
            .map(|audience| match audience {
                Audience::Wire => Category::Wire,
                Audience::Browser => Category::Browser,
                Audience::Source => Category::Source,
            })
            .collect()
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

/// Why nothing can be said.
type Failure = String;

impl Driver {
    /// Where the generated files are, as seen from the driver's crate.
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.generated = dir.into();
        self
    }

    /// Where the lock is, as seen from the driver's crate.
    pub fn lock(mut self, file: impl Into<PathBuf>) -> Self {
        self.lock = file.into();
        self
    }

    /// How the files were generated: what the build script says.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Does what the command line says.
    pub fn main(self) -> ExitCode {
        self.run(Cli::parse().command)
    }

    fn run(mut self, command: Command) -> ExitCode {
        // Cargo names the crate's folder to what it runs.
        if let Some(root) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) {
            self.generated = root.join(&self.generated);
            self.lock = root.join(&self.lock);
        }
        let done = match &command {
            Command::Check(args) => self.check(args),
            Command::Inspect(args) => self.inspect(args),
        };
        match done {
            Ok((text, good)) => {
                // A reader that went away, as `head` does, is no failure.
                let _ = io::stdout().write_all(text.as_bytes());
                ExitCode::from(u8::from(!good))
            }
            Err(failure) => {
                eprintln!("aimdb-wasm: {failure}");
                ExitCode::from(2)
            }
        }
    }

    fn check(&self, args: &CheckArgs) -> Result<(String, bool), Failure> {
        let categories = args.categories();
        let path = args.lock.as_ref().unwrap_or(&self.lock);
        let shown = shown(path);
        let locked = locked(path)?;
        let text = locked.as_ref().map_or("", |(text, _)| text.as_str());
        let missing = locked.is_none();
        let none = Lock::default();
        let lock = locked.as_ref().map_or(&none, |(_, lock)| lock);
        let verdict = (self.judge)(lock);
        let broken = verdict.violations(&categories).count();
        let mut report = Report {
            lock: &shown,
            lock_text: text,
            missing,
            verdict: &verdict,
            categories: &categories,
            generated: String::new(),
            drift: Vec::new(),
            accepted: None,
        };
        if args.accept {
            let accepted = broken == 0 || args.force;
            if accepted && (missing || verdict.next.to_text() != text) {
                write(path, &verdict.next.to_text())
                    .map_err(|error| format!("{shown} cannot be written: {error}"))?;
            }
            report.accepted = Some(accepted);
        } else {
            report.generated = self::shown(&self.generated);
            report.drift = (self.drift)(&self.generated, &self.options)
                .map_err(|error| format!("{}: {error}", report.generated))?;
        }
        let text = match args.format {
            CheckFormat::Text => report.text(),
            CheckFormat::Json => report.json(),
            CheckFormat::Github => report.github(),
        };
        Ok((text, report.good()))
    }

    fn inspect(&self, args: &InspectArgs) -> Result<(String, bool), Failure> {
        let mut catalog = (self.catalog)().map_err(|error| error.to_string())?;
        if let Some(unknown) = catalog.unknown(&args.contracts) {
            return Err(format!(
                "there is no contract `{unknown}`; there are {}",
                catalog.names().join(", ")
            ));
        }
        catalog.keep(&args.contracts);
        Ok((
            match args.format {
                InspectFormat::Table => catalog.table(),
                InspectFormat::Json => catalog.json(),
            },
            true,
        ))
    }
}

/// The lock and its text, if there is one.
fn locked(path: &Path) -> Result<Option<(String, Lock)>, Failure> {
    let shown = shown(path);
    match fs::read_to_string(path) {
        Ok(text) => match Lock::from_text(&text) {
            Ok(lock) => Ok(Some((text, lock))),
            Err(error) => Err(format!(
                "{shown} is no lock: {error}; restore it from the repository"
            )),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{shown} cannot be read: {error}")),
    }
}

/// A path as a person in this folder would write it.
fn shown(path: &Path) -> String {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return path.display().to_string();
    };
    let Ok(folder) = folder.canonicalize() else {
        return path.display().to_string();
    };
    let path = folder.join(name);
    env::current_dir()
        .ok()
        .and_then(|here| here.canonicalize().ok())
        .and_then(|here| path.strip_prefix(here).map(Path::to_path_buf).ok())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// A reader sees the old file or the new one, never half of it.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension(format!("{}.tmp", process::id()));
    fs::write(&temporary, text)?;
    fs::rename(&temporary, path)
}

#[cfg(test)]
mod tests {
    use super::{Cli, Command};
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn arguments_survive_the_way_to_the_driver() {
        let lines: [&[&str]; 2] = [
            &[
                "check", "--accept", "--force", "--format", "json", "--lock", "a.json",
            ],
            &[
                "check", "--format", "github", "--only", "wire", "--only", "source",
            ],
        ];
        for line in lines {
            let Command::Check(args) = Cli::parse_from(["driver"].iter().chain(line)).command
            else {
                panic!("not a check");
            };
            assert_eq!(args.to_args(), line);
        }
        let line = ["inspect", "--format", "json", "temperature"];
        let Command::Inspect(args) = Cli::parse_from(["driver"].iter().chain(&line)).command else {
            panic!("not an inspect");
        };
        assert_eq!(args.to_args(), line);
    }
}
