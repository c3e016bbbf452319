//! `#[contract]`: adds derives and hands its arguments on.
//!
//! It decides nothing: the derive does, which sees the item after `#[cfg]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{parse_quote, Attribute, Fields, Item, Meta, Path, Token};

use crate::options::HELPER;

/// Derives that every contract needs, and their paths.
fn derives() -> [(&'static str, Path); 4] {
    [
        ("Clone", parse_quote!(::core::clone::Clone)),
        ("Debug", parse_quote!(::core::fmt::Debug)),
        (
            "Serialize",
            parse_quote!(::aimdb_wasm_contracts::__private::serde::Serialize),
        ),
        (
            "Deserialize",
            parse_quote!(::aimdb_wasm_contracts::__private::serde::Deserialize),
        ),
    ]
}

/// Expands the attribute.
pub(crate) fn attach(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut item: Item = match syn::parse2(item) {
        Ok(item) => item,
        Err(error) => return error.into_compile_error(),
    };
    let attrs = match &mut item {
        Item::Struct(item) => {
            mark_fields(&mut item.fields);
            &mut item.attrs
        }
        Item::Enum(item) => {
            for variant in &mut item.variants {
                mark(&mut variant.attrs);
                mark_fields(&mut variant.fields);
            }
            &mut item.attrs
        }
        other => {
            let message = "a contract is a struct or an enum";
            return syn::Error::new_spanned(other, message).into_compile_error();
        }
    };
    let present = derived(attrs);
    let added = derives()
        .into_iter()
        .filter(|(name, _)| !present.iter().any(|seen| seen == name))
        .map(|(_, path)| path);
    let helper: Path = path(HELPER);
    let mut own: Vec<Attribute> = vec![
        parse_quote!(#[derive(#(#added,)* ::aimdb_wasm_contracts::__private::__Contract)]),
        parse_quote!(#[serde(crate = "::aimdb_wasm_contracts::__private::serde")]),
    ];
    if let Some(ts) = ts_text(&args) {
        own.push(parse_quote!(#[ts(type = #ts)]));
    }
    own.push(parse_quote!(#[#helper(#args)]));
    own.append(attrs);
    *attrs = own;
    quote! {
        ::aimdb_wasm_contracts::__contract_item! { #item }
    }
}

fn path(name: &str) -> Path {
    syn::Ident::new(name, proc_macro2::Span::call_site()).into()
}

/// Names of the derives that already stand on the item.
fn derived(attrs: &[Attribute]) -> Vec<String> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("derive"))
        .filter_map(|attr| {
            attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
        .filter_map(|path| path.segments.last().map(|last| last.ident.to_string()))
        .collect()
}

fn mark_fields(fields: &mut Fields) {
    for field in fields {
        mark(&mut field.attrs);
    }
}

/// Renames `#[contract(…)]` to the derive's helper: an attribute macro in scope with
/// the helper's name would be ambiguous. A TypeScript type goes to ts-rs as well.
fn mark(attrs: &mut Vec<Attribute>) {
    let mut types: Vec<Attribute> = Vec::new();
    for attr in attrs.iter_mut() {
        let contract = attr
            .path()
            .segments
            .last()
            .is_some_and(|last| last.ident == "contract");
        if !contract {
            continue;
        }
        match &mut attr.meta {
            Meta::List(list) => {
                if let Some(ts) = ts_text(&list.tokens) {
                    types.push(parse_quote!(#[ts(type = #ts)]));
                }
                list.path = path(HELPER);
            }
            Meta::Path(bare) => *bare = path(HELPER),
            Meta::NameValue(pair) => pair.path = path(HELPER),
        }
    }
    attrs.append(&mut types);
}

/// The value of `ts = "…"` among the arguments, if they can be read at all; the
/// derive reports what is wrong with them.
fn ts_text(args: &TokenStream) -> Option<syn::LitStr> {
    let metas = Punctuated::<Meta, Token![,]>::parse_terminated
        .parse2(args.clone())
        .ok()?;
    metas.into_iter().find_map(|meta| match meta {
        Meta::NameValue(pair) if pair.path.is_ident("ts") => match pair.value {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(text),
            _ => None,
        },
        _ => None,
    })
}
