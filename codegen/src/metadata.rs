//! What cargo says of a workspace.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{bail, ensure, Context, Result};
use serde_json::Value;

/// How much is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The workspace's own packages.
    Workspace,
    /// Everything they depend on, too.
    Graph,
}

/// The answer of `cargo metadata` for a manifest.
///
/// # Errors
///
/// If there is no cargo, or it cannot read the manifest; it has said why.
pub fn metadata(manifest: &Path, scope: Scope) -> Result<Value> {
    let mut command = cargo();
    command.args(["metadata", "--format-version=1", "--manifest-path"]);
    command.arg(manifest).stderr(Stdio::inherit());
    if scope == Scope::Workspace {
        command.arg("--no-deps");
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => bail!("{}", no_cargo(&error)),
    };
    ensure!(
        output.status.success(),
        "cargo cannot read {}",
        manifest.display()
    );
    serde_json::from_slice(&output.stdout).context("cargo metadata")
}

/// Cargo: the one that started this program, or the one on the path.
pub fn cargo() -> Command {
    Command::new(program("CARGO", "cargo"))
}

/// What to say when cargo does not start.
pub fn no_cargo(error: &std::io::Error) -> String {
    format!("cargo does not start ({error}): install Rust from https://rustup.rs")
}

/// The program that cargo names for its children, or the one on the path.
pub fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| OsStr::new(name).to_owned())
}

/// The elements of an array; none of anything else.
pub fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The text of a string.
pub fn text(value: &Value) -> Option<&str> {
    value.as_str()
}
