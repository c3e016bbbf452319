//! `aimdb-wasm check` and `inspect`: how they find who can answer.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(workspace: &Path, args: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_aimdb-wasm"))
        .args(args)
        .arg("--workspace")
        .arg(workspace)
        .output()
        .unwrap();
    (
        status.code().unwrap(),
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

/// A workspace whose members depend on codegen, with these features.
fn workspace(members: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    fs::write(
        folder.path().join("Cargo.toml"),
        format!("[workspace]\nresolver = \"2\"\nmembers = {names:?}\n"),
    )
    .unwrap();
    for (name, features) in members {
        let member = folder.path().join(name);
        fs::create_dir_all(member.join("src")).unwrap();
        fs::write(member.join("src/main.rs"), "fn main() {}").unwrap();
        fs::write(
            member.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{name}\"\nedition = \"2021\"\n[dependencies]\n\
                 aimdb-wasm-codegen = {{ version = \"0.1\", features = [{features}] }}\n"
            ),
        )
        .unwrap();
    }
    folder
}

#[test]
fn the_driver_of_this_workspace_answers() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // There is another: the zoo's.
    let ours = |contract| ["inspect", "--driver", "aimdb-wasm-driver", contract];
    let (code, said, errors) = run(&here, &ours("temperature"));
    assert_eq!(code, 0, "{errors}");
    assert!(said.contains("temperature 1 (Temperature)"), "{said}");
    // Its exit code is ours.
    let (code, _, errors) = run(&here, &ours("no_such_contract"));
    assert_eq!(code, 2);
    assert!(
        errors.contains("no contract `no_such_contract`"),
        "{errors}"
    );
}

#[test]
fn a_workspace_without_driver_is_told_how_to_get_one() {
    let folder = workspace(&[("app", "\"cli\"")]);
    let (code, _, errors) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(errors.contains("there is no driver"), "{errors}");
    assert!(errors.contains("cli::main::<MyContracts>()"), "{errors}");
}

#[test]
fn one_of_several_drivers_is_to_be_chosen() {
    let folder = workspace(&[("east", "\"driver\""), ("west", "\"driver\"")]);
    let (code, _, errors) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(errors.contains("east and west"), "{errors}");
    let (code, _, errors) = run(folder.path(), &["check", "--driver", "north"]);
    assert_eq!(code, 2);
    assert!(errors.contains("north is no driver"), "{errors}");
}

#[test]
fn a_missing_workspace_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, errors) = run(folder.path(), &["check"]);
    assert_eq!(code, 2);
    assert!(errors.contains("there is no workspace in"), "{errors}");
}
