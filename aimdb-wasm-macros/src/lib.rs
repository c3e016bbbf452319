//! The macros of `aimdb-wasm-contracts`, which re-exports them: use them from there.
//!
//! - [`contract`] makes a data contract, or a type nested in one, of a plain item.
//! - [`contract_registry`] lists an application's contracts.
//!
//! Each runs one phase a verb: parse attributes, read the item into a model,
//! check it, expand it. Errors are collected and reported together, each at the
//! span that caused it.

mod attribute;
mod case;
mod expand;
mod model;
mod name;
mod options;
mod read;
mod registry;
mod report;
mod serde;

use proc_macro::TokenStream;

/// Makes a data contract of a struct or enum.
///
/// It adds the derives `Clone`, `Debug`, `Serialize`, `Deserialize` (leave them out;
/// others may stand below it) and implements `SchemaType`, `Streamable`, `Contract`,
/// and, where a field is the signal, `Observable`. Put it above every other derive.
///
/// Without `name`, it makes a type that can stand in contracts but is none itself.
///
/// # On the item
///
/// | argument | meaning |
/// |---|---|
/// | `name = "temperature"` | schema type: lower-case letters, digits, `_` |
/// | `version = 2` | schema version, 1 if left out |
/// | `unit = "°C"` | unit of the signal |
/// | `icon = "🌡️"` | an emoji for people |
/// | `simulate` | it implements `Simulatable`; TypeScript may ask for samples |
/// | `version_field = "schema_version"` | it has a `migration_chain!` over this field (feature `migrate`) |
/// | `bigint` | all its 64-bit integers are `bigint` in TypeScript |
/// | `ts = "…"` | its TypeScript type, where serde alone can read it |
///
/// # On a field
///
/// | argument | meaning |
/// |---|---|
/// | `signal` | the value that `Observable` shows |
/// | `unit = "m"` | unit of this field; the signal's is the item's if left out |
/// | `bigint` | 64-bit integers in it are `bigint` in TypeScript |
/// | `ts = "…"` | the TypeScript type of a foreign type; serde alone then reads the contract |
///
/// serde's own attributes are honoured; `flatten`, `untagged`, `with` and their
/// like send the contract whole through serde, which is slower, never wrong.
#[proc_macro_attribute]
pub fn contract(args: TokenStream, item: TokenStream) -> TokenStream {
    attribute::attach(args.into(), item.into()).into()
}

/// The derive that [`macro@contract`] adds: it sees the item after `#[cfg]`.
#[doc(hidden)]
#[proc_macro_derive(__Contract, attributes(aimdb_contract, ts))]
pub fn derive_contract(item: TokenStream) -> TokenStream {
    let item = syn::parse_macro_input!(item as syn::DeriveInput);
    derive(&item).into()
}

fn derive(item: &syn::DeriveInput) -> proc_macro2::TokenStream {
    match read::read(item) {
        Ok(model) => expand::expand(&model),
        Err(errors) => errors.into_compile_error(),
    }
}

/// Lists an application's contracts: implements `Registry` for a new type.
///
/// Two contracts with one name are a compile error at the second.
///
/// ```text
/// contract_registry! {
///     /// The contracts of this application.
///     pub AppContracts {
///         Temperature,
///         sensors::Pressure,
///     }
/// }
/// ```
#[proc_macro]
pub fn contract_registry(list: TokenStream) -> TokenStream {
    registry::expand(list.into()).into()
}

#[cfg(test)]
mod tests;
