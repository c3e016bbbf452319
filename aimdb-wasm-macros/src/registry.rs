//! `contract_registry!`: one list, seen by dispatch and by codegen.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{braced, Attribute, Ident, Token, Type, Visibility};

struct List {
    attrs: Vec<Attribute>,
    visibility: Visibility,
    ident: Ident,
    entries: Punctuated<Entry, Token![,]>,
}

struct Entry {
    /// Only `#[cfg]` makes sense here.
    attrs: Vec<Attribute>,
    ty: Type,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attrs = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if input.peek(Token![struct]) || input.peek(Token![enum]) {
            return Err(input.error("give only a name: `pub AppContracts { Temperature, … }`"));
        }
        let ident = input.parse()?;
        let content;
        braced!(content in input);
        let entries = content.parse_terminated(Entry::parse, Token![,])?;
        if !input.is_empty() {
            return Err(input.error("one registry a macro call: put the next in its own"));
        }
        Ok(Self {
            attrs,
            visibility,
            ident,
            entries,
        })
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            ty: input.parse()?,
        })
    }
}

/// Expands the macro.
pub(crate) fn expand(list: TokenStream) -> TokenStream {
    match syn::parse2::<List>(list).and_then(check) {
        Ok(list) => registry(&list),
        Err(error) => error.into_compile_error(),
    }
}

fn check(list: List) -> syn::Result<List> {
    let mut report = crate::report::Report::default();
    if list.entries.is_empty() {
        report.error(
            &list.ident,
            "a registry without contracts has nothing to offer: list some",
        );
    }
    for attr in list.entries.iter().flat_map(|entry| &entry.attrs) {
        if !attr.path().is_ident("cfg") {
            report.error(attr, "only `#[cfg(…)]` can stand on a contract in the list");
        }
    }
    report.finish(list)
}

fn registry(list: &List) -> TokenStream {
    let List {
        attrs,
        visibility,
        ident,
        entries,
    } = list;
    let names = entries.iter().map(|Entry { attrs, ty }| {
        let name = schema_name(ty);
        quote!(#(#attrs)* #name)
    });
    let hashes = entries.iter().map(|Entry { attrs, ty }| {
        let name = schema_name(ty);
        quote!(#(#attrs)* ::aimdb_wasm_contracts::fnv1a(#name.as_bytes()))
    });
    let checks = entries.iter().map(|Entry { attrs, ty }| {
        let name = schema_name(ty);
        let message = format!(
            "`{}` shares its name with another contract of this registry: \
             give one of them another `name = \"…\"`{}",
            quote!(#ty).to_string().replace(' ', ""),
            generic_remedy(ty),
        );
        quote_spanned! {ty.span()=>
            #(#attrs)*
            const _: () = assert!(
                ::aimdb_wasm_contracts::__private::is_only(HASHES, NAMES, #name),
                #message,
            );
        }
    });
    // Not of the type's span: in a macro of the user's it would be another variable.
    let visitor = Ident::new("visitor", proc_macro2::Span::call_site());
    let visits = entries
        .iter()
        .map(|Entry { attrs, ty }| quote_spanned!(ty.span()=> #(#attrs)* #visitor.visit::<#ty>();));
    quote! {
        #(#attrs)*
        #[derive(Debug)]
        #visibility enum #ident {}

        const _: () = {
            const NAMES: &[&str] = &[#(#names),*];
            const HASHES: &[u64] = &[#(#hashes),*];
            #(#checks)*

            #[automatically_derived]
            impl ::aimdb_wasm_contracts::Registry for #ident {
                const LEN: usize = NAMES.len();

                fn each<V: ::aimdb_wasm_contracts::Visitor>(#visitor: &mut V) {
                    #(#visits)*
                }
            }
        };
    }
}

/// Instances of one generic contract have one name, unless it says theirs.
fn generic_remedy(ty: &Type) -> &'static str {
    match ty {
        Type::Path(path)
            if path
                .path
                .segments
                .iter()
                .any(|segment| !segment.arguments.is_none()) =>
        {
            "; in a generic contract's, `{{T}}` stands for the name of its parameter T"
        }
        _ => "",
    }
}

fn schema_name(ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> <#ty as ::aimdb_wasm_contracts::SchemaType>::NAME)
}
