//! The driver as a process: what it says, and how it ends.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts.lock.json")
}

/// A lock in which the temperature was a string.
fn broken(folder: &Path) -> PathBuf {
    let text = fs::read_to_string(committed()).unwrap();
    let (before, after) = text.split_once("\"temperature\": {").unwrap();
    let celsius = "\"name\": \"celsius\", \"type\": ";
    let bent = after.replacen(
        &format!("{celsius}\"f32\""),
        &format!("{celsius}\"string\""),
        1,
    );
    assert_ne!(after, bent);
    let path = folder.join("lock.json");
    fs::write(&path, format!("{before}\"temperature\": {{{bent}")).unwrap();
    path
}

fn run(args: &[&str], lock: Option<&Path>) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aimdb-wasm-driver"));
    command
        .args(args)
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
    if let Some(lock) = lock {
        command.arg("--lock").arg(lock);
    }
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    (
        status.code().unwrap(),
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

#[test]
fn what_is_committed_is_current() {
    let (code, said, errors) = run(&["check"], None);
    assert_eq!(code, 0, "{said}{errors}");
    assert!(said.contains("all as recorded"), "{said}");
}

#[test]
fn a_break_is_told_with_its_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let lock = broken(folder.path());
    let (code, said, _) = run(&["check"], Some(&lock));
    assert_eq!(code, 1);
    for part in [
        "BREAKS  celsius: `string` became `f32`",
        "type-changed (wire)",
        "version-not-raised (wire)",
        "remedy: raise `version`",
        "2 breaking changes",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn programs_get_json() {
    let folder = tempfile::tempdir().unwrap();
    let lock = broken(folder.path());
    let (code, said, _) = run(&["check", "--format", "json"], Some(&lock));
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["ok"], false);
    let findings = report["lock"]["findings"].as_array().unwrap();
    assert_eq!(findings[0]["rule"], "type-changed");
    assert_eq!(findings[0]["contract"], "temperature");
    assert_eq!(findings[0]["path"], "celsius");
    assert_eq!(findings[0]["breaks"], true);

    let (code, said, _) = run(&["check", "--format", "json"], None);
    assert_eq!(code, 0);
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["ok"], true);
}

#[test]
fn workflows_get_annotations_at_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let lock = broken(folder.path());
    let (code, said, _) = run(&["check", "--format", "github"], Some(&lock));
    assert_eq!(code, 1);
    let line = 1 + fs::read_to_string(&lock)
        .unwrap()
        .lines()
        .position(|line| line.contains("\"temperature\": {"))
        .unwrap();
    let start = format!(",line={line},title=type-changed::temperature, celsius: ");
    assert!(said.contains(&start), "{said}");
    assert!(said.starts_with("::error file="), "{said}");
}

#[test]
fn categories_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let lock = broken(folder.path());
    // Broken, but not for the browser; and not recorded.
    let (code, said, _) = run(&["check", "--only", "browser"], Some(&lock));
    assert_eq!(code, 1);
    assert!(said.contains("ignored celsius"), "{said}");
    assert!(said.contains("does not say this yet"), "{said}");
    // But nothing is accepted in part.
    let (code, _, errors) = run(&["check", "--accept", "--only", "browser"], Some(&lock));
    assert_eq!(code, 2);
    assert!(errors.contains("cannot be used with"), "{errors}");
}

#[test]
fn accept_refuses_a_break_and_force_records_it() {
    let folder = tempfile::tempdir().unwrap();
    let lock = broken(folder.path());
    let before = fs::read_to_string(&lock).unwrap();
    let (code, said, _) = run(&["check", "--accept"], Some(&lock));
    assert_eq!(code, 1);
    assert!(said.contains("nothing was recorded"), "{said}");
    assert_eq!(fs::read_to_string(&lock).unwrap(), before);

    let (code, said, _) = run(&["check", "--accept", "--force"], Some(&lock));
    assert_eq!(code, 0);
    assert!(said.contains("`string` became `f32`"), "{said}");
    let recorded = fs::read_to_string(&lock).unwrap();
    assert_eq!(recorded, fs::read_to_string(committed()).unwrap());
    assert_eq!(run(&["check"], Some(&lock)).0, 0);
}

#[test]
fn the_first_lock_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("contracts.lock.json");
    let (code, said, _) = run(&["check"], Some(&lock));
    assert_eq!(code, 1);
    assert!(said.contains("there is no lock"), "{said}");
    let (code, said, _) = run(&["check", "--accept"], Some(&lock));
    assert_eq!(code, 0);
    assert!(said.contains("the contract is new"), "{said}");
    assert_eq!(
        fs::read_to_string(&lock).unwrap(),
        fs::read_to_string(committed()).unwrap()
    );
}

#[test]
fn what_cannot_be_checked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("contracts.lock.json");
    fs::write(&lock, "<<<<<<< ours").unwrap();
    let (code, _, errors) = run(&["check"], Some(&lock));
    assert_eq!(code, 2);
    assert!(errors.contains("is no lock"), "{errors}");

    let (code, _, errors) = run(&["inspect", "temprature"], None);
    assert_eq!(code, 2);
    assert!(
        errors.contains("there is no contract `temprature`"),
        "{errors}"
    );
    assert!(errors.contains("temperature"), "{errors}");
}

#[test]
fn inspect_shows_one_contract() {
    let (code, said, _) = run(&["inspect", "temperature"], None);
    assert_eq!(code, 0);
    assert!(
        said.starts_with("🌡️ temperature 1 (Temperature)\n"),
        "{said}"
    );
    assert!(said.contains("°C"), "{said}");
    assert!(!said.contains("humidity"), "{said}");

    let (_, said, _) = run(&["inspect", "--format", "json", "temperature"], None);
    let value: Value = serde_json::from_str(&said).unwrap();
    let contract = &value["contracts"][0];
    assert_eq!(contract["path"], "frame");
    assert_eq!(contract["fields"][0]["unit"], "°C");
    assert_eq!(
        contract["schema"]["output"]["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
}
