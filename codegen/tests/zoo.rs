//! The TypeScript of a registry that uses every serde feature there is.

use aimdb_wasm_codegen::{generate, Options};
use aimdb_wasm_zoo::Zoo;

#[test]
fn zoo() {
    let files = generate::<Zoo>(&Options::default()).unwrap();
    for file in &files {
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(file.name.replace(".ts", ""), file.text);
        });
    }
}
