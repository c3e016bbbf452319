//! The driver: found in the user's workspace, and run by cargo.
//!
//! A registry is a type, so only a program compiled with it can answer for it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use aimdb_wasm_codegen::metadata::{self, items, text, Scope};
use anyhow::{anyhow, bail, Context, Result};
use clap::Args;
use serde_json::Value;

/// Where the driver is.
#[derive(Args)]
pub(crate) struct Place {
    /// Folder of the workspace with the driver
    #[arg(long, value_name = "DIR", default_value = ".")]
    workspace: PathBuf,

    /// Name of the driver's package, if there are several
    #[arg(long, value_name = "PACKAGE")]
    driver: Option<String>,
}

const HOW: &str = "a driver is a package with a `main` of one line, \
    `aimdb_wasm_codegen::cli::main::<MyContracts>()`, that depends on aimdb-wasm-codegen with \
    features = [\"driver\"]; `aimdb-wasm new` writes one";

/// What is seen of cargo when it compiles a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cargo {
    /// Its progress.
    Talking,
    /// Its errors and warnings.
    Quiet,
}

/// A driver in a user's workspace.
pub(crate) struct Driver {
    pub(crate) manifest: PathBuf,
}

impl Driver {
    /// Finds the one package that depends on codegen with the feature `driver`.
    pub(crate) fn find(place: &Place) -> Result<Self> {
        let manifest = manifest_above(&place.workspace)?;
        let metadata = metadata::metadata(&manifest, Scope::Workspace)?;
        let drivers: Vec<&Value> = items(&metadata["packages"])
            .filter(|package| is_driver(package))
            .filter(|package| {
                place.driver.is_none() || place.driver.as_deref() == text(&package["name"])
            })
            .collect();
        match (drivers.as_slice(), &place.driver) {
            ([driver], _) => Ok(Self {
                manifest: text(&driver["manifest_path"]).unwrap_or_default().into(),
            }),
            ([], Some(name)) => bail!("{name} is no driver in this workspace: {HOW}"),
            ([], None) => bail!("there is no driver in this workspace: {HOW}"),
            (several, _) => {
                let names: Vec<&str> = several
                    .iter()
                    .filter_map(|package| text(&package["name"]))
                    .collect();
                bail!(
                    "there are several drivers, {}: choose one with --driver",
                    names.join(" and ")
                )
            }
        }
    }

    /// Compiling it, with what cargo has to say of that, and running it.
    pub(crate) fn command(&self, cargo: Cargo, args: &[OsString]) -> Command {
        let mut command = metadata::cargo();
        command.arg("run");
        if cargo == Cargo::Quiet {
            command.arg("--quiet");
        }
        command
            .arg("--manifest-path")
            .arg(&self.manifest)
            .arg("--")
            .args(args);
        command
    }

    /// Runs it; its exit code is ours.
    pub(crate) fn run(&self, cargo: Cargo, args: &[OsString]) -> Result<ExitCode> {
        let status = self
            .command(cargo, args)
            .status()
            .map_err(|error| anyhow!(metadata::no_cargo(&error)))?;
        // Cargo's own failures, such as an error of the compiler, are 101.
        Ok(match status.code() {
            Some(0) => ExitCode::SUCCESS,
            Some(1) => ExitCode::FAILURE,
            _ => ExitCode::from(2),
        })
    }
}

/// The manifest in a folder, or in the nearest one around it.
fn manifest_above(folder: &Path) -> Result<PathBuf> {
    let found = folder.canonicalize().ok().and_then(|folder| {
        folder
            .ancestors()
            .map(|folder| folder.join("Cargo.toml"))
            .find(|manifest| manifest.is_file())
    });
    found.with_context(|| {
        format!(
            "there is no workspace in {}: name its folder with --workspace, or make a project \
             with `aimdb-wasm new`",
            folder.display()
        )
    })
}

fn is_driver(package: &Value) -> bool {
    items(&package["targets"]).any(|target| items(&target["kind"]).any(|kind| kind == "bin"))
        && items(&package["dependencies"]).any(|dependency| {
            dependency["name"] == "aimdb-wasm-codegen"
                && dependency["kind"].is_null()
                && items(&dependency["features"]).any(|feature| feature == "driver")
        })
}
