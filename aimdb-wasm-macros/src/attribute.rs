//! `#[contract]`: adds derives and hands its arguments on.
//!
//! It decides nothing: the derive does, which sees the item after `#[cfg]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{parse_quote, Attribute, Fields, Item, Meta, Path, Token};

use crate::model::Body;
use crate::options::HELPER;
use crate::read::{is_none, is_option, read};
use crate::serde::PartSerde;

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
    let (attrs, generics) = match &mut item {
        Item::Struct(item) => {
            mark_fields(&mut item.fields);
            (&mut item.attrs, &item.generics)
        }
        Item::Enum(item) => {
            for variant in &mut item.variants {
                mark(&mut variant.attrs);
                mark_fields(&mut variant.fields);
            }
            (&mut item.attrs, &item.generics)
        }
        other => {
            let message = "a contract is a struct or an enum";
            return syn::Error::new_spanned(other, message).into_compile_error();
        }
    };
    if let Err(error) = check_derives(attrs) {
        return error.into_compile_error();
    }
    let generic = generics.type_params().next().is_some();
    let present: Vec<String> = derived(attrs)
        .iter()
        .filter_map(|path| path.segments.last().map(|last| last.ident.to_string()))
        .collect();
    let added = derives()
        .into_iter()
        .filter(|(name, _)| !present.iter().any(|seen| seen == name))
        .map(|(_, path)| path);
    let helper: Path = path(HELPER);
    let mut own: Vec<Attribute> = vec![
        parse_quote!(#[derive(#(#added,)* ::aimdb_wasm_contracts::__private::__Contract)]),
        parse_quote!(#[serde(crate = "::aimdb_wasm_contracts::__private::serde")]),
    ];
    if let (Some(ts), false) = (ts_text(&args), generic) {
        own.push(parse_quote!(#[ts(type = #ts)]));
    }
    own.push(parse_quote!(#[#helper(#args)]));
    own.append(attrs);
    *attrs = own;
    loosen(&mut item);
    if generic {
        return quote!(#item);
    }
    quote! {
        ::aimdb_wasm_contracts::__contract_item! { #item }
    }
}

/// Where ts-rs has the only word on the type: it is told that `None` is left out. It goes by
/// serde's attributes itself only where they are about writing too.
fn loosen(item: &mut Item) {
    // What cannot be read is for the derive to report.
    let read = syn::parse2(quote!(#item)).and_then(|input| read(&input));
    if !read.is_ok_and(|item| matches!(item.body, Body::Opaque { ts: None, .. })) {
        return;
    }
    let loosen = |fields: &mut Fields| {
        for field in fields {
            let skip = PartSerde::parse(&field.attrs).skip_if;
            let typed = field.attrs.iter().any(|attr| attr.path().is_ident("ts"));
            if skip.is_some_and(|skip| is_none(&skip)) && is_option(&field.ty) && !typed {
                field.attrs.push(parse_quote!(#[ts(optional = nullable)]));
            }
        }
    };
    match item {
        Item::Struct(item) => loosen(&mut item.fields),
        Item::Enum(item) => item
            .variants
            .iter_mut()
            .for_each(|variant| loosen(&mut variant.fields)),
        _ => {}
    }
}

fn path(name: &str) -> Path {
    syn::Ident::new(name, proc_macro2::Span::call_site()).into()
}

/// `serde_repr` implements what we derive.
fn check_derives(attrs: &[Attribute]) -> syn::Result<()> {
    let repr = derived(attrs).into_iter().find(|path| {
        path.segments
            .last()
            .is_some_and(|last| last.ident == "Serialize_repr" || last.ident == "Deserialize_repr")
    });
    match repr {
        None => Ok(()),
        Some(path) => Err(syn::Error::new_spanned(
            path,
            "`#[contract]` derives serde's traits itself: for numbers in place of names write \
             `#[serde(into = \"u8\", try_from = \"u8\")]` and `#[contract(ts = \"0 | 1\")]`",
        )),
    }
}

/// The derives that already stand on the item.
fn derived(attrs: &[Attribute]) -> Vec<Path> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("derive"))
        .filter_map(|attr| {
            attr.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
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
        if let Some(ts) = mark_meta(&mut attr.meta) {
            types.push(parse_quote!(#[#ts]));
        }
    }
    attrs.append(&mut types);
}

/// Gives what ts-rs is to be told beside it.
fn mark_meta(meta: &mut Meta) -> Option<Meta> {
    if meta.path().is_ident("cfg_attr") {
        return mark_conditional(meta);
    }
    let contract = meta
        .path()
        .segments
        .last()
        .is_some_and(|last| last.ident == "contract");
    if !contract {
        return None;
    }
    match meta {
        Meta::List(list) => {
            list.path = path(HELPER);
            ts_text(&list.tokens).map(|ts| parse_quote!(ts(type = #ts)))
        }
        Meta::Path(bare) => {
            *bare = path(HELPER);
            None
        }
        Meta::NameValue(pair) => {
            pair.path = path(HELPER);
            None
        }
    }
}

/// `cfg_attr(condition, contract(…))`: what is told to ts-rs has the same condition.
fn mark_conditional(meta: &mut Meta) -> Option<Meta> {
    let Meta::List(list) = meta else { return None };
    let mut metas = list
        .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        .ok()?;
    let types: Vec<Meta> = metas.iter_mut().skip(1).filter_map(mark_meta).collect();
    metas.extend(types);
    list.tokens = quote!(#metas);
    None
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
