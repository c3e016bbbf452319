//! What is committed must be what the contracts give.
//!
//! Asked here and not beside the wasm crate: a test there would first run its build
//! script, which mends what the test is to find.

use std::path::Path;

use aimdb_wasm_codegen::{check, Options};
use aimdb_wasm_contracts::Contracts;

#[test]
fn generated_files_are_current() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ts/src/generated");
    let differences: Vec<String> = check::<Contracts>(&dir, &Options::default())
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(
        differences.is_empty(),
        "ts/src/generated is not what the contracts give:\n  {}\n\
         `cargo build -p aimdb-wasm` writes it anew; commit the result",
        differences.join("\n  "),
    );
}
