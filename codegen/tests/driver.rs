//! The driver `aimdb-wasm`: what it says when it cannot go on.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::fs;
use std::path::Path;
use std::process::Command;

/// What the driver complains of when it builds the crate in a folder.
fn complaint(folder: &Path, set: impl FnOnce(&mut Command)) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aimdb-wasm"));
    command.arg("build").arg(folder);
    set(&mut command);
    let output = command.output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn write_crate(folder: &Path, lib: &str) {
    let manifest =
        format!("[package]\nname = \"app\"\nedition = \"2021\"\n[lib]\n{lib}\n[workspace]\n");
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::create_dir(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
}

#[test]
fn a_missing_crate_is_named() {
    let said = complaint(Path::new("no/such/folder"), |_| {});
    assert!(said.contains("no crate in no/such/folder"), "{said}");
    assert!(said.contains("aimdb-wasm build path/to/crate"), "{said}");
}

#[test]
fn a_crate_that_is_no_module_is_told_how_to_become_one() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path(), "");
    let said = complaint(folder.path(), |_| {});
    assert!(said.contains("crate-type = [\"cdylib\"]"), "{said}");
}

#[test]
fn a_workspace_is_not_a_crate() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("Cargo.toml"),
        "[workspace]\nresolver = \"2\"\n",
    )
    .unwrap();
    let said = complaint(folder.path(), |_| {});
    assert!(said.contains("not a workspace"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_toolchain_without_the_target_is_told_the_command() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path(), "crate-type = [\"cdylib\"]");
    // A compiler without the library for wasm32.
    let rustc = folder.path().join("rustc");
    fs::write(&rustc, "#!/bin/sh\necho /no/such/folder\n").unwrap();
    fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).unwrap();
    let said = complaint(folder.path(), |command| {
        command.env("RUSTC", &rustc);
    });
    assert!(
        said.contains("rustup target add wasm32-unknown-unknown"),
        "{said}"
    );
}

#[test]
fn a_crate_that_does_not_compile_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path(), "crate-type = [\"cdylib\"]");
    fs::write(folder.path().join("src/lib.rs"), "fn f() -> u32 { \"\" }").unwrap();
    let said = complaint(folder.path(), |_| {});
    if said.contains("rustup target add") {
        return; // Where the wasm toolchain is not the tests' own: see scripts/wasm-target.
    }
    assert!(said.contains("mismatched types"), "{said}");
    assert!(said.contains("app does not compile"), "{said}");
}
