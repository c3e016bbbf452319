//! Short names in place of this machine's paths.
//!
//! A panic names its source file, so the module would hold the paths of the crates it was
//! built from: they tell who built it, differ from machine to machine and take space.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

/// Has a build of `workspace` leave no path in the module. Flags that the user gave stay.
pub(crate) fn apply(command: &mut Command, workspace: &Path) {
    let aimdb = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let flags = flags(aimdb, workspace, cargo_home().as_deref());
    // Cargo takes the first of these that there is, and no other.
    for (variable, separator) in [("CARGO_ENCODED_RUSTFLAGS", "\u{1f}"), ("RUSTFLAGS", " ")] {
        let Some(given) = env::var_os(variable) else {
            continue;
        };
        command.env(variable, joined(given, separator, &flags));
        return;
    }
    // These are added to what the user's configuration has under this name. Flags that it
    // has for the target alone come first and are not touched.
    command.args(["--config", &format!("build.rustflags={}", json!(flags))]);
}

/// What rustc is told; where several fit, it takes the last.
fn flags(aimdb: Option<&Path>, workspace: &Path, cargo_home: Option<&Path>) -> Vec<String> {
    let mut names = Vec::new();
    // A checkout that is the workspace, or is in it, has its name from there.
    if let Some(aimdb) = aimdb.filter(|aimdb| !aimdb.starts_with(workspace)) {
        names.push((aimdb.to_path_buf(), "aimdb"));
    }
    names.push((workspace.to_path_buf(), "workspace"));
    if let Some(home) = cargo_home {
        names.push((home.to_path_buf(), "cargo"));
        let registries = fs::read_dir(home.join("registry").join("src"));
        for registry in registries.into_iter().flatten().flatten() {
            names.push((registry.path(), "crates"));
        }
    }
    names
        .into_iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect()
}

/// A path with a space in it cannot be said in `RUSTFLAGS`, and is left out there.
fn joined(mut given: OsString, separator: &str, flags: &[String]) -> OsString {
    for flag in flags.iter().filter(|flag| !flag.contains(separator)) {
        if !given.is_empty() {
            given.push(separator);
        }
        given.push(flag);
    }
    given
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_and_every_registry_have_a_name() {
        let home = tempfile::tempdir().unwrap();
        let registry = home.path().join("registry/src/index-1");
        fs::create_dir_all(&registry).unwrap();
        let said =
            |path: &Path, name: &str| format!("--remap-path-prefix={}={name}", path.display());
        assert_eq!(
            flags(Some(Path::new("/a")), Path::new("/w"), Some(home.path())),
            [
                said(Path::new("/a"), "aimdb"),
                said(Path::new("/w"), "workspace"),
                said(home.path(), "cargo"),
                said(&registry, "crates"),
            ]
        );
        let inside = Some(Path::new("/w/aimdb"));
        assert_eq!(flags(inside, Path::new("/w"), None).len(), 1);
    }

    #[test]
    fn flags_that_were_given_come_first() {
        let flags = ["-a".to_owned(), "-b c".to_owned()];
        assert_eq!(joined("-x".into(), " ", &flags), "-x -a");
        assert_eq!(joined("".into(), "\u{1f}", &flags), "-a\u{1f}-b c");
    }
}
