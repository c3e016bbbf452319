//! `aimdb-wasm check` and `inspect`: found in the user's workspace, and run by cargo.
//!
//! A registry is a type, so only a program compiled with it can answer for it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use serde_json::Value;

use crate::cargo::{items, program, text};

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
    features = [\"driver\"]";

/// Runs the driver; its exit code is ours.
pub(crate) fn run(place: &Place, args: &[OsString]) -> Result<ExitCode> {
    let manifest = find(place)?;
    let status = Command::new(program("CARGO", "cargo"))
        .args(["run", "--quiet", "--manifest-path"])
        .arg(&manifest)
        .arg("--")
        .args(args)
        .status()
        .context("cargo does not start: is Rust installed?")?;
    // Cargo's own failures, such as an error of the compiler, are 101.
    Ok(match status.code() {
        Some(0) => ExitCode::SUCCESS,
        Some(1) => ExitCode::FAILURE,
        _ => ExitCode::from(2),
    })
}

/// The manifest of the driver: of the one package that depends on codegen with the
/// feature `driver`.
fn find(place: &Place) -> Result<PathBuf> {
    let output = Command::new(program("CARGO", "cargo"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(&place.workspace)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| {
            format!(
                "cargo does not start in {}: is Rust installed, and does the folder exist?",
                place.workspace.display()
            )
        })?;
    ensure!(
        output.status.success(),
        "there is no workspace in {}: name its folder with --workspace",
        place.workspace.display()
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let drivers: Vec<&Value> = items(&metadata["packages"])
        .filter(|package| is_driver(package))
        .filter(|package| {
            place.driver.is_none() || place.driver.as_deref() == text(&package["name"])
        })
        .collect();
    match (drivers.as_slice(), &place.driver) {
        ([driver], _) => text(&driver["manifest_path"])
            .map(|path| Path::new(path).to_path_buf())
            .context("cargo metadata"),
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

fn is_driver(package: &Value) -> bool {
    items(&package["targets"]).any(|target| items(&target["kind"]).any(|kind| kind == "bin"))
        && items(&package["dependencies"]).any(|dependency| {
            dependency["name"] == "aimdb-wasm-codegen"
                && dependency["kind"].is_null()
                && items(&dependency["features"]).any(|feature| feature == "driver")
        })
}
