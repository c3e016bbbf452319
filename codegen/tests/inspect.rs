//! Registries laid out to be looked at.

use aimdb_wasm_codegen::inspect::catalog;
use aimdb_wasm_zoo::Zoo;

#[test]
fn the_zoo_as_a_table() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("zoo.table", catalog::<Zoo>().unwrap().table());
    });
}

#[test]
fn contracts_can_be_chosen() {
    let mut catalog = catalog::<Zoo>().unwrap();
    let names = ["tree".to_owned(), "wrapper".to_owned()];
    assert_eq!(catalog.unknown(&names), None);
    assert_eq!(catalog.unknown(&["trees".to_owned()]), Some("trees"));
    catalog.keep(&names);
    assert_eq!(catalog.names(), ["wrapper", "tree"]);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("tree.inspect", catalog.json());
    });
}

/// Names apart, aliases, tags, absence, limits of numbers.
#[test]
fn schemas_of_what_serde_can_do() {
    let mut catalog = catalog::<Zoo>().unwrap();
    catalog.keep(
        &[
            "renamed",
            "external",
            "internal",
            "strict",
            "big_numbers",
            "skips",
        ]
        .map(str::to_owned),
    );
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("schemas.inspect", catalog.json());
    });
}
