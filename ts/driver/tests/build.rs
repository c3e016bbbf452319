//! Building: what the driver says when it cannot go on.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the driver complains of.
fn complaint(set: impl FnOnce(&mut Command)) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aimdb-wasm-driver"));
    command.env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
    set(&mut command);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What it complains of when a crate is to become the module.
fn complaint_about(module: &Path) -> String {
    complaint(|command| {
        command.args(["build", "--module"]).arg(module);
    })
}

fn write_crate(folder: &Path, lib: &str) {
    let manifest =
        format!("[package]\nname = \"app\"\nedition = \"2021\"\n[lib]\n{lib}\n[workspace]\n");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
}

/// An npm package with a driver and a module in it, and nothing installed.
fn write_package(folder: &Path) -> PathBuf {
    fs::write(folder.join("package.json"), r#"{"name": "@acme/weather"}"#).unwrap();
    write_crate(&folder.join("wasm"), "crate-type = [\"cdylib\"]");
    let driver = folder.join("driver");
    fs::create_dir(&driver).unwrap();
    driver
}

#[test]
fn a_missing_crate_is_named() {
    let said = complaint_about(Path::new("no/such/folder"));
    assert!(said.contains("no crate in no/such/folder"), "{said}");
}

#[test]
fn a_crate_that_is_no_module_is_told_how_to_become_one() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path(), "");
    let said = complaint_about(folder.path());
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
    let said = complaint_about(folder.path());
    assert!(said.contains("not a workspace"), "{said}");
}

#[test]
fn a_crate_that_does_not_compile_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path(), "crate-type = [\"cdylib\"]");
    fs::write(folder.path().join("src/lib.rs"), "fn f() -> u32 { \"\" }").unwrap();
    let said = complaint(|command| {
        command.arg("bind").arg(folder.path()).arg("--out");
        command.arg(folder.path().join("out"));
    });
    if said.contains("rustup target add") {
        return; // Where the wasm toolchain is not the tests' own: see scripts/wasm-target.
    }
    assert!(said.contains("mismatched types"), "{said}");
    assert!(said.contains("app does not compile for wasm32"), "{said}");
}

#[test]
fn a_package_without_package_json_is_told_where_it_should_be() {
    let folder = tempfile::tempdir().unwrap();
    let driver = write_package(folder.path());
    fs::remove_file(folder.path().join("package.json")).unwrap();
    let said = complaint(|command| {
        command.arg("build").env("CARGO_MANIFEST_DIR", driver);
    });
    assert!(said.contains("no package.json in"), "{said}");
}

#[cfg(unix)]
mod tools {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn write_program(path: &Path, text: &str) {
        fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What is complained of with these programs alone, and a compiler that has its target.
    fn complaint_with(rustc: &str, node: Option<&str>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let driver = write_package(folder.path());
        let programs = folder.path().join("programs");
        fs::create_dir(&programs).unwrap();
        write_program(&programs.join("rustc"), rustc);
        if let Some(node) = node {
            write_program(&programs.join("node"), node);
        }
        complaint(|command| {
            command
                .arg("build")
                .env("CARGO_MANIFEST_DIR", driver)
                .env("CARGO", env!("CARGO"))
                .env("RUSTC", programs.join("rustc"))
                .env("PATH", &programs);
        })
    }

    const RUSTC: &str = "echo /";

    #[test]
    fn a_toolchain_without_the_target_is_told_the_command() {
        let said = complaint_with("echo /no/such/folder", None);
        let command = "rustup target add wasm32-unknown-unknown";
        assert!(said.contains(command), "{said}");
    }

    #[test]
    fn a_machine_without_node_is_told_where_it_is() {
        let said = complaint_with(RUSTC, None);
        assert!(
            said.contains("there is no Node: install version 20"),
            "{said}"
        );
    }

    #[test]
    fn an_old_node_is_told_what_is_needed() {
        let said = complaint_with(RUSTC, Some("echo v18.20.0"));
        assert!(said.contains("this is Node v18.20.0"), "{said}");
        assert!(said.contains("install version 20"), "{said}");
    }

    #[test]
    fn a_package_without_its_compiler_is_told_the_command() {
        let said = complaint_with(RUSTC, Some("echo v20.19.0"));
        assert!(said.contains("typescript is not installed"), "{said}");
        assert!(said.contains("run `npm install --prefix "), "{said}");
    }
}
