//! Files on disk: written when changed, deleted when stale, compared without touching.

#![allow(clippy::unwrap_used)] // a test may panic

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use aimdb_wasm_codegen::{build, check, generate, Difference, Options};
use aimdb_wasm_contracts::Contracts;

/// As a build script would: in a crate inside a checkout.
fn run(crate_dir: &Path) {
    // Cargo sets this for build scripts, and for this test.
    std::env::set_var("CARGO_MANIFEST_DIR", crate_dir);
    build::<Contracts>().out_dir("generated").run();
}

fn times(dir: &Path) -> Vec<(String, SystemTime)> {
    let mut times: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (
                entry.file_name().into_string().unwrap(),
                entry.metadata().unwrap().modified().unwrap(),
            )
        })
        .collect();
    times.sort();
    times
}

fn differences(dir: &Path) -> Vec<Difference> {
    check::<Contracts>(dir, &Options::default()).unwrap()
}

/// One test: the environment is the process's.
#[test]
fn a_folder_over_time() {
    let checkout = tempfile::tempdir().unwrap();
    let crate_dir = checkout.path().join("crate");
    let dir = crate_dir.join("generated");
    fs::create_dir(&crate_dir).unwrap();

    // Outside a checkout nothing is written.
    run(&crate_dir);
    assert!(!dir.exists());
    assert!(differences(&dir).contains(&Difference::Missing("temperature.ts".into())));

    fs::write(checkout.path().join("Cargo.lock"), "").unwrap();
    run(&crate_dir);
    assert_eq!(differences(&dir), []);
    let files = generate::<Contracts>(&Options::default()).unwrap();
    assert_eq!(times(&dir).len(), files.len(), "no temporary file stays");

    // What is unchanged is not written again.
    let before = times(&dir);
    run(&crate_dir);
    assert_eq!(times(&dir), before);

    // What was edited, deleted, or generated once is found, and mended.
    let edited = dir.join("humidity.ts");
    let text = fs::read_to_string(&edited).unwrap();
    fs::write(&edited, text.replacen("percent", "per_cent", 1)).unwrap();
    fs::remove_file(dir.join("setpoint.ts")).unwrap();
    fs::write(dir.join("pressure.ts"), &text).unwrap();
    fs::write(dir.join("by-hand.ts"), "export {};\n").unwrap();
    assert_eq!(
        differences(&dir),
        [
            Difference::Changed("humidity.ts".into(), 10),
            Difference::Missing("setpoint.ts".into()),
            Difference::Stale("pressure.ts".into()),
        ]
    );
    run(&crate_dir);
    assert_eq!(differences(&dir), []);
    assert!(dir.join("by-hand.ts").exists(), "only generated files go");

    // A copy in cargo's cache is not ours to change.
    fs::write(crate_dir.join(".cargo-ok"), "").unwrap();
    fs::remove_file(&edited).unwrap();
    run(&crate_dir);
    assert!(!edited.exists());
}

#[test]
fn generation_is_deterministic() {
    let options = Options::default();
    let first = generate::<Contracts>(&options).unwrap();
    assert_eq!(first, generate::<Contracts>(&options).unwrap());
}

#[test]
fn options_are_heard() {
    let options = Options {
        extension: String::new(),
        runtime: "@acme/runtime".into(),
        header: "// © Acme".into(),
        react: false,
        ..Options::default()
    };
    let files = generate::<Contracts>(&options).unwrap();
    assert!(files.iter().all(|file| file.name != "react.ts"));
    for file in &files {
        assert!(
            file.text.contains("\n// © Acme\n"),
            "{} has no header",
            file.name
        );
        assert!(
            !file.text.contains(".js\""),
            "{} names an ending",
            file.name
        );
    }
    let temperature = files
        .iter()
        .find(|file| file.name == "temperature.ts")
        .unwrap();
    assert!(temperature.text.contains("from \"@acme/runtime/frame\""));
}
