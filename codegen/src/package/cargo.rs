//! What is asked of cargo and rustc: a wasm module.

use std::ffi::OsString;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, ensure, Context, Result};
use serde_json::{Deserializer, Value};

use super::remap;
use crate::metadata::{self, items, program, text, Scope};

const TARGET: &str = "wasm32-unknown-unknown";

/// How a module is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// To be shipped: small and fast.
    Wasm,
    /// While it is developed: compiled soon.
    Dev,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Wasm => "wasm",
            Self::Dev => "dev",
        }
    }
}

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
            "there is no crate in {}: name the folder of the crate with crate-type cdylib",
            directory.display(),
        );
        let manifest = manifest
            .canonicalize()
            .with_context(|| manifest.display().to_string())?;
        let metadata = metadata::metadata(&manifest, Scope::Workspace)?;
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
            workspace: workspace.into(),
            manifest,
        })
    }

    /// Compiles it; gives the path of the module.
    pub(crate) fn build(&self, profile: Profile, arguments: &[OsString]) -> Result<PathBuf> {
        let mut command = metadata::cargo();
        command
            .args(["build", "--lib", "--message-format=json-render-diagnostics"])
            .args(["--target", TARGET, "--profile", profile.name()])
            .arg("--manifest-path")
            .arg(&self.manifest);
        if profile == Profile::Wasm {
            // For workspaces that say nothing of this profile.
            command.args(["--config", "profile.wasm.inherits=\"release\""]);
            // While it is developed, an error should lead to the source.
            remap::apply(&mut command, &self.workspace);
        }
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| anyhow::anyhow!(metadata::no_cargo(&error)))?;
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
            "{} does not compile for {TARGET}: the errors are above",
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
        .context("rustc does not start: install Rust from https://rustup.rs")?;
    let libraries = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if !output.status.success() || !libraries.is_dir() {
        bail!("this toolchain has no {TARGET}: run `rustup target add {TARGET}`");
    }
    Ok(())
}

fn is_cdylib(target: &Value) -> bool {
    items(&target["crate_types"]).any(|kind| kind == "cdylib")
}
