//! What is asked of cargo and rustc.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, ensure, Context, Result};
use serde_json::{Deserializer, Value};

use crate::remap;

const TARGET: &str = "wasm32-unknown-unknown";

/// A crate that becomes a wasm module.
pub(crate) struct Crate {
    /// The package's name.
    pub(crate) name: String,
    manifest: PathBuf,
    workspace: PathBuf,
}

impl Crate {
    /// Looks at the crate in a folder.
    pub(crate) fn open(directory: &Path) -> Result<Self> {
        let manifest = directory.join("Cargo.toml");
        ensure!(
            manifest.is_file(),
            "there is no crate in {}: name the folder of the crate with crate-type cdylib, \
             as in `aimdb-wasm build path/to/crate`",
            directory.display(),
        );
        let manifest = manifest
            .canonicalize()
            .with_context(|| manifest.display().to_string())?;

        let output = Command::new(program("CARGO", "cargo"))
            .args([
                "metadata",
                "--no-deps",
                "--format-version=1",
                "--manifest-path",
            ])
            .arg(&manifest)
            .stderr(Stdio::inherit())
            .output()
            .context("cargo does not start: is Rust installed?")?;
        ensure!(
            output.status.success(),
            "cargo cannot read {}",
            manifest.display()
        );
        let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;

        let package = items(&metadata["packages"])
            .find(|package| text(&package["manifest_path"]).map(Path::new) == Some(&manifest))
            .with_context(|| {
                format!(
                    "{} has no package: name a crate, not a workspace",
                    manifest.display()
                )
            })?;
        let name = text(&package["name"]).unwrap_or_default().to_owned();
        ensure!(
            items(&package["targets"]).any(is_cdylib),
            "{name} does not become a wasm module: put `crate-type = [\"cdylib\"]` under [lib] in {}",
            manifest.display(),
        );
        let workspace = text(&metadata["workspace_root"]).context("cargo's workspace")?;
        Ok(Self {
            name,
            manifest,
            workspace: workspace.into(),
        })
    }

    /// Compiles it; gives the path of the module.
    pub(crate) fn build(&self, profile: &str, arguments: &[OsString]) -> Result<PathBuf> {
        let mut command = Command::new(program("CARGO", "cargo"));
        command
            .args(["build", "--lib", "--message-format=json-render-diagnostics"])
            .args(["--target", TARGET, "--profile", profile, "--manifest-path"])
            .arg(&self.manifest);
        if profile == "wasm" {
            // For workspaces that say nothing of this profile.
            command.args(["--config", "profile.wasm.inherits=\"release\""]);
            // While it is developed, an error should lead to the source.
            remap::apply(&mut command, &self.workspace);
        }
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .context("cargo does not start: is Rust installed?")?;
        let stdout = child.stdout.take().context("cargo's output")?;

        let mut module = None;
        for message in Deserializer::from_reader(BufReader::new(stdout)).into_iter::<Value>() {
            let message = message.context("cargo's messages")?;
            let ours = text(&message["manifest_path"]).map(Path::new) == Some(&self.manifest);
            if ours && message["reason"] == "compiler-artifact" && is_cdylib(&message["target"]) {
                module = items(&message["filenames"])
                    .filter_map(text)
                    .find(|name| name.ends_with(".wasm"))
                    .map(PathBuf::from);
            }
        }
        let status = child.wait().context("cargo")?;
        ensure!(
            status.success(),
            "{} does not compile for {TARGET}",
            self.name
        );
        module.with_context(|| format!("cargo built no wasm module of {}", self.name))
    }
}

/// Sees to it that the toolchain can compile for wasm.
pub(crate) fn require_target() -> Result<()> {
    let output = Command::new(program("RUSTC", "rustc"))
        .args(["--print", "target-libdir", "--target", TARGET])
        .stderr(Stdio::inherit())
        .output()
        .context("rustc does not start: is Rust installed?")?;
    let libraries = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if !output.status.success() || !libraries.is_dir() {
        bail!("this toolchain has no {TARGET}: run `rustup target add {TARGET}`");
    }
    Ok(())
}

/// The program that cargo names for its children, or the one on the path.
pub(crate) fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| OsStr::new(name).to_owned())
}

fn is_cdylib(target: &Value) -> bool {
    items(&target["crate_types"]).any(|kind| kind == "cdylib")
}

pub(crate) fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(crate) fn text(value: &Value) -> Option<&str> {
    value.as_str()
}
