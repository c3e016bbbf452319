//! The driver of a registry.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};

use aimdb_wasm_contracts::Registry;
use clap::{Parser, Subcommand};

use super::args::{Audience, BuildArgs, CheckArgs, CheckFormat, InspectArgs, InspectFormat};
use super::report::Report;
use crate::inspect::{self, Catalog};
use crate::lock::{judge, Category, Lock, Verdict};
use crate::output::OutputFile;
use crate::package::{self, Order, Profile};
use crate::{Difference, Options};

/// Runs the driver of a registry with the usual places; see [`driver`].
pub fn main<R: Registry>() -> ExitCode {
    driver::<R>().main()
}

/// The driver of a registry. As seen from its crate, the npm package is the folder `..`, the
/// crate that becomes the package's module is in `../wasm`, and the lock is
/// `../contracts.lock.json`, unless it is told otherwise.
pub fn driver<R: Registry>() -> Driver {
    Driver {
        package: PathBuf::from(".."),
        module: PathBuf::from("../wasm"),
        lock: PathBuf::from("../contracts.lock.json"),
        options: Options::default(),
        generate: crate::generate::<R>,
        drift: crate::check::<R>,
        judge: judge::<R>,
        catalog: inspect::catalog::<R>,
    }
}

/// What answers for a registry. See [`driver`].
#[derive(Debug)]
#[must_use = "nothing happens before `main`"]
pub struct Driver {
    package: PathBuf,
    module: PathBuf,
    lock: PathBuf,
    options: Options,
    generate: fn(&Options) -> Result<Vec<OutputFile>, crate::Error>,
    drift: fn(&Path, &Options) -> io::Result<Vec<Difference>>,
    judge: fn(&Lock) -> Verdict,
    catalog: fn() -> Result<Catalog, crate::Error>,
}

#[derive(Parser)]
#[command(about = "Builds, checks and shows the contracts of this workspace")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the npm package
    Build(BuildArgs),
    /// Compile another crate to wasm and write its bindings, and nothing around them
    Bind {
        /// Folder of the cdylib crate
        #[arg(value_name = "CRATE DIR")]
        module: PathBuf,
        /// Where the bindings go
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Check that generated files are current and that no contract breaks its promises
    Check(CheckArgs),
    /// Show the contracts: fields, types, units, docs, JSON Schema
    Inspect(InspectArgs),
}

/// Why nothing can be said.
type Failure = String;

impl Driver {
    /// The folder of the npm package, as seen from the driver's crate. Its generated files are
    /// in `src/generated`.
    pub fn package(mut self, dir: impl Into<PathBuf>) -> Self {
        self.package = dir.into();
        self
    }

    /// The crate that becomes the package's wasm module, as seen from the driver's crate.
    pub fn module(mut self, dir: impl Into<PathBuf>) -> Self {
        self.module = dir.into();
        self
    }

    /// Where the lock is, as seen from the driver's crate.
    pub fn lock(mut self, file: impl Into<PathBuf>) -> Self {
        self.lock = file.into();
        self
    }

    /// How the files are generated: what the build script says, too.
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
            for place in [&mut self.package, &mut self.module, &mut self.lock] {
                *place = root.join(&*place);
            }
        }
        let done = match &command {
            Command::Build(args) => self.build(args),
            Command::Bind { module, out } => bind(module, out),
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

    fn build(&self, args: &BuildArgs) -> Result<(String, bool), Failure> {
        let files = (self.generate)(&self.options).map_err(|error| error.to_string())?;
        let order = Order {
            package: &self.package,
            module: args.module.as_ref().unwrap_or(&self.module),
            files: &files,
            react: self.options.react,
            out: args.out.as_deref(),
            profile: if args.dev {
                Profile::Dev
            } else {
                Profile::Wasm
            },
            cargo: &args.cargo,
            since: args.since,
        };
        package::build(&order).map_err(|error| format!("{error:#}"))?;
        Ok((String::new(), true))
    }

    fn generated(&self) -> PathBuf {
        self.package.join("src").join("generated")
    }

    fn check(&self, args: &CheckArgs) -> Result<(String, bool), Failure> {
        let categories = categories(&args.only);
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
            let generated = self.generated();
            report.generated = self::shown(&generated);
            report.drift = (self.drift)(&generated, &self.options)
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

fn bind(module: &Path, out: &Path) -> Result<(String, bool), Failure> {
    package::bind(module, out, Profile::Wasm).map_err(|error| format!("{error:#}"))?;
    Ok((String::new(), true))
}

/// The categories that were asked for; all if none was.
fn categories(only: &[Audience]) -> Vec<Category> {
    if only.is_empty() {
        return Category::ALL.to_vec();
    }
    only.iter()
        .map(|audience| match audience {
            Audience::Wire => Category::Wire,
            Audience::Browser => Category::Browser,
            Audience::Source => Category::Source,
        })
        .collect()
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
        let lines: [&[&str]; 5] = [
            &[
                "check", "--accept", "--force", "--format", "json", "--lock", "a.json",
            ],
            &[
                "check", "--format", "github", "--only", "wire", "--only", "source",
            ],
            &["inspect", "--format", "json", "temperature"],
            &["build"],
            &[
                "build",
                "--dev",
                "--module",
                "m",
                "--out",
                "o",
                "--since",
                "5",
                "--",
                "--offline",
            ],
        ];
        for line in lines {
            let args = match Cli::parse_from(["driver"].iter().chain(line)).command {
                Command::Check(args) => args.to_args(),
                Command::Inspect(args) => args.to_args(),
                Command::Build(args) => args.to_args(),
                Command::Bind { .. } => panic!("not a line of these"),
            };
            assert_eq!(args, line);
        }
    }
}
