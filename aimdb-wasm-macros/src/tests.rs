//! Expansions, pretty-printed: what is there, and what must not be.

use quote::quote;

use super::{attribute, derive, registry};

fn pretty(tokens: proc_macro2::TokenStream) -> String {
    let file = syn::parse2(tokens).expect("an expansion is a list of items");
    prettyplease::unparse(&file)
}

fn derived(item: proc_macro2::TokenStream) -> String {
    pretty(derive(&syn::parse2(item).expect("an item")))
}

#[test]
fn attribute_hands_on() {
    let expansion = attribute::attach(
        quote!(name = "reading", unit = "°C"),
        quote! {
            /// A reading.
            #[derive(PartialEq, Clone)]
            pub struct Reading {
                #[contract(signal)]
                pub celsius: f32,
                #[cfg(feature = "extra")]
                #[contract(ts = "string")]
                pub extra: Extra,
            }
        },
    );
    insta::assert_snapshot!(pretty(expansion));
}

#[test]
fn struct_contract() {
    insta::assert_snapshot!(derived(quote! {
        /// A reading.
        #[aimdb_contract(name = "reading", version = 2, unit = "°C", icon = "🌡️", simulate)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct Reading {
            /// Degrees.
            #[aimdb_contract(signal)]
            pub celsius: f32,
            #[serde(default = "one", alias = "n")]
            pub sample_count: u64,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub note: Option<String>,
            #[serde(skip)]
            pub cache: u32,
            #[aimdb_contract(bigint)]
            pub serial: u64,
        }
    }));
}

#[test]
fn nested_enum() {
    let expansion = derived(quote! {
        #[aimdb_contract()]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        enum Motion {
            StandStill,
            /// Moves.
            Move { by: f64 },
        }
    });
    assert!(
        !expansion.contains("SchemaType"),
        "a nested type is no contract"
    );
    assert!(!expansion.contains("Observable"), "and has no signal");
    insta::assert_snapshot!(expansion);
}

#[test]
fn opaque_struct() {
    let expansion = derived(quote! {
        #[aimdb_contract(name = "flat")]
        struct Flat {
            #[serde(flatten)]
            rest: Rest,
        }
    });
    assert_eq!(
        expansion.matches("Rest").count(),
        2,
        "asked for, in the hash and in the probe, and never read or written by a frame"
    );
    insta::assert_snapshot!(expansion);
}

#[test]
fn generic_newtype() {
    insta::assert_snapshot!(derived(quote! {
        #[aimdb_contract()]
        struct Wrapper<T>(T);
    }));
}

#[test]
fn registry_of_two() {
    insta::assert_snapshot!(pretty(registry::expand(quote! {
        /// The contracts of this application.
        pub AppContracts {
            Temperature,
            #[cfg(feature = "extra")]
            sensors::Pressure,
        }
    })));
}

#[test]
fn rename_rules_are_serdes() {
    use crate::case::Case;

    // What serde_derive 1.0 makes of these, one row a rule: field, variant.
    let rules = [
        ("lowercase", "very_tasty", "verytasty"),
        ("UPPERCASE", "VERY_TASTY", "VERYTASTY"),
        ("PascalCase", "VeryTasty", "VeryTasty"),
        ("camelCase", "veryTasty", "veryTasty"),
        ("snake_case", "very_tasty", "very_tasty"),
        ("SCREAMING_SNAKE_CASE", "VERY_TASTY", "VERY_TASTY"),
        ("kebab-case", "very-tasty", "very-tasty"),
        ("SCREAMING-KEBAB-CASE", "VERY-TASTY", "VERY-TASTY"),
    ];
    for (rule, field, variant) in rules {
        let case = Case::parse(rule).expect("a rule of serde");
        assert_eq!(case.field("very_tasty"), field, "{rule}");
        assert_eq!(case.variant("VeryTasty"), variant, "{rule}");
    }
    assert_eq!(Case::parse("Title Case"), None);
}
