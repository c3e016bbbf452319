//! Writes the impls of one item.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse_quote;
use syn::spanned::Spanned;

use crate::model::{Body, Contract, Field, Fields, Item, Payload, Reads, Value, Variant, Writes};

/// All impls.
pub(crate) fn expand(item: &Item) -> TokenStream {
    let frame = frame_impl(item);
    let shaped = shaped_impl(item);
    let contract = item
        .contract
        .as_ref()
        .map(|contract| contract_impls(item, contract));
    quote! {
        #frame
        #shaped
        #contract
    }
}

fn frame_impl(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let (read, write) = match &item.body {
        Body::Struct(fields) => {
            let values = read_fields(fields);
            let writes = write_fields(fields, |field| {
                let name = &field.ident;
                quote!(&self.#name)
            });
            (quote!(Ok(Self { #values })), quote!(#writes Ok(())))
        }
        Body::Newtype(value) => {
            let read = read_value(value);
            let write = write_value(value, &quote!(&self.0));
            (quote!(Ok(Self(#read?))), write)
        }
        Body::Enum { variants, .. } => (read_variants(variants), write_variants(variants)),
        Body::Opaque { .. } => {
            let malformed = quote!(Err(::aimdb_wasm_contracts::Malformed));
            (malformed.clone(), malformed)
        }
    };
    let mut generics = bounded(item);
    generics
        .params
        .push(parse_quote!(__M: ::aimdb_wasm_contracts::Mode));
    let (impl_generics, _, _) = generics.split_for_impl();
    let (_, ty_generics, where_clause) = item.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, clippy::all)]
        impl #impl_generics ::aimdb_wasm_contracts::Frame<__M> for #ident #ty_generics #where_clause {
            const TYPE: &'static ::aimdb_wasm_contracts::shape::Type =
                &::aimdb_wasm_contracts::shape::Type::Nested(
                    <Self as ::aimdb_wasm_contracts::Shaped>::shape,
                );

            #[inline]
            fn read(
                frame: &mut ::aimdb_wasm_contracts::Reader<'_>,
            ) -> ::aimdb_wasm_contracts::FrameResult<Self> {
                #read
            }

            #[inline]
            fn write(
                &self,
                frame: &mut ::aimdb_wasm_contracts::Writer<'_>,
            ) -> ::aimdb_wasm_contracts::FrameResult {
                #write
            }
        }
    }
}

/// The item's generics, every type parameter one that can stand in a contract.
fn bounded(item: &Item) -> syn::Generics {
    let mut generics = item.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter
            .bounds
            .push(parse_quote!(::aimdb_wasm_contracts::Frame));
        if matches!(item.body, Body::Opaque { .. }) {
            parameter.bounds.push(parse_quote!('static));
        }
    }
    generics
}

fn mode(value: &Value) -> TokenStream {
    if value.bigint {
        quote!(::aimdb_wasm_contracts::Big)
    } else {
        quote!(::aimdb_wasm_contracts::Plain)
    }
}

/// `<T as Frame<Mode>>`, at the span of the type: a type that cannot stand in a
/// contract is reported there.
fn framed(value: &Value) -> TokenStream {
    let (ty, mode) = (&value.ty, mode(value));
    quote_spanned!(ty.span()=> <#ty as ::aimdb_wasm_contracts::Frame<#mode>>)
}

fn read_value(value: &Value) -> TokenStream {
    let framed = framed(value);
    quote!(#framed::read(frame))
}

fn write_value(value: &Value, place: &TokenStream) -> TokenStream {
    let framed = framed(value);
    quote!(#framed::write(#place, frame))
}

/// `a: …, b: …`, in the order of the frame.
fn read_fields(fields: &Fields) -> TokenStream {
    fields
        .list
        .iter()
        .map(|field| {
            let name = &field.ident;
            let read = read_value(&field.value);
            match &field.writes {
                Writes::ByType => quote!(#name: #read?,),
                Writes::OrDefault(default) => {
                    quote!(#name: if frame.flag()? { #read? } else { #default },)
                }
                Writes::Never(default) => quote!(#name: #default,),
            }
        })
        .collect()
}

fn write_fields(fields: &Fields, place: impl Fn(&Field) -> TokenStream) -> TokenStream {
    fields
        .list
        .iter()
        .map(|field| {
            let place = place(field);
            let write = write_value(&field.value, &place);
            match &field.reads {
                Reads::Always | Reads::IfSome => quote!(#write?;),
                Reads::Unless(skip) => quote! {
                    let shown = !#skip(#place);
                    frame.flag(shown)?;
                    if shown {
                        #write?;
                    }
                },
                Reads::Never => quote!(),
            }
        })
        .collect()
}

fn read_variants(variants: &[Variant]) -> TokenStream {
    let arms = variants.iter().enumerate().map(|(index, variant)| {
        let name = &variant.ident;
        match &variant.payload {
            Payload::Unit => quote!(#index => Ok(Self::#name),),
            Payload::Newtype(value) => {
                let read = read_value(value);
                quote!(#index => Ok(Self::#name(#read?)),)
            }
            Payload::Struct(fields) => {
                let values = read_fields(fields);
                quote!(#index => Ok(Self::#name { #values }),)
            }
        }
    });
    quote! {
        match frame.count()? {
            #(#arms)*
            _ => Err(::aimdb_wasm_contracts::Malformed),
        }
    }
}

fn write_variants(variants: &[Variant]) -> TokenStream {
    let arms = variants.iter().enumerate().map(|(index, variant)| {
        let name = &variant.ident;
        match &variant.payload {
            Payload::Unit => quote!(Self::#name => frame.count(#index),),
            Payload::Newtype(value) => {
                let write = write_value(value, &quote!(value));
                quote! {
                    Self::#name(value) => {
                        frame.count(#index)?;
                        #write
                    }
                }
            }
            Payload::Struct(fields) => {
                let names: Vec<_> = fields.list.iter().map(|field| &field.ident).collect();
                let bound: Vec<_> = names
                    .iter()
                    .map(|name| format_ident!("__{}", name.unraw()))
                    .collect();
                let writes = write_fields(fields, |field| {
                    let bound = format_ident!("__{}", field.ident.unraw());
                    quote!(#bound)
                });
                quote! {
                    Self::#name { #(#names: #bound),* } => {
                        frame.count(#index)?;
                        #writes
                        Ok(())
                    }
                }
            }
        }
    });
    quote!(match self { #(#arms)* })
}

fn shaped_impl(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let name = ident.unraw().to_string();
    let generics = bounded(item);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let args = item.generics.type_params().map(|parameter| {
        let parameter = &parameter.ident;
        quote!(<#parameter as ::aimdb_wasm_contracts::Frame>::TYPE)
    });
    let body = shape_body(item);
    let item_docs = &item.docs;
    let parts = doc_parts(&item.body)
        .into_iter()
        .map(|(part, text)| quote!((#part, #text)));
    quote! {
        #[automatically_derived]
        #[allow(clippy::all)]
        impl #impl_generics ::aimdb_wasm_contracts::Shaped for #ident #ty_generics #where_clause {
            fn shape() -> &'static ::aimdb_wasm_contracts::shape::Shape {
                use ::aimdb_wasm_contracts::shape::*;
                const {
                    &Shape {
                        name: #name,
                        args: &[#(#args),*],
                        body: #body,
                        docs: ::aimdb_wasm_contracts::__docs!(Self),
                    }
                }
            }

            fn docs() -> &'static ::aimdb_wasm_contracts::shape::Docs {
                const {
                    &::aimdb_wasm_contracts::shape::Docs {
                        item: #item_docs,
                        parts: &[#(#parts),*],
                    }
                }
            }
        }
    }
}

fn shape_body(item: &Item) -> TokenStream {
    match &item.body {
        Body::Struct(fields) => {
            let fields = shape_fields(fields);
            quote!(Body::Struct(#fields))
        }
        Body::Newtype(value) => {
            let framed = framed(value);
            quote!(Body::Newtype(#framed::TYPE))
        }
        Body::Enum { tag, variants } => {
            let tagging = match tag {
                Some(tag) => quote!(Tagging::Internal(#tag)),
                None => quote!(Tagging::External),
            };
            let variants = variants.iter().map(shape_variant);
            quote!(Body::Enum { tagging: #tagging, variants: &[#(#variants),*] })
        }
        Body::Opaque { reason, ts } => {
            let ts = match ts {
                Some(text) => {
                    quote!(|| ::aimdb_wasm_contracts::__private::ToString::to_string(#text))
                }
                None => quote!(::aimdb_wasm_contracts::__ts_inline!(Self)),
            };
            quote!(Body::Opaque { reason: #reason, ts: #ts })
        }
    }
}

fn shape_variant(variant: &Variant) -> TokenStream {
    let Variant {
        ident,
        read,
        write,
        aliases,
        payload,
        ..
    } = variant;
    let rust = ident.unraw().to_string();
    let payload = match payload {
        Payload::Unit => quote!(Payload::Unit),
        Payload::Newtype(value) => {
            let framed = framed(value);
            quote!(Payload::Newtype(#framed::TYPE))
        }
        Payload::Struct(fields) => {
            let fields = shape_fields(fields);
            quote!(Payload::Struct(#fields))
        }
    };
    quote! {
        Variant {
            rust: #rust,
            read: #read,
            write: #write,
            aliases: &[#(#aliases),*],
            payload: #payload,
        }
    }
}

fn shape_fields(fields: &Fields) -> TokenStream {
    let deny_unknown = fields.deny_unknown;
    let list = fields.list.iter().map(|field| {
        let Field {
            ident,
            read,
            write,
            aliases,
            unit,
            value,
            ..
        } = field;
        let rust = ident.unraw().to_string();
        let framed = framed(value);
        let reads = match field.reads {
            Reads::Always => quote!(Reads::Always),
            Reads::IfSome => quote!(Reads::IfSome),
            Reads::Unless(_) => quote!(Reads::Sometimes),
            Reads::Never => quote!(Reads::Never),
        };
        let writes = match field.writes {
            Writes::ByType => quote!(Writes::by_type(#framed::TYPE)),
            Writes::OrDefault(_) => quote!(Writes::OrDefault),
            Writes::Never(_) => quote!(Writes::Never),
        };
        quote! {
            Field {
                rust: #rust,
                read: #read,
                write: #write,
                aliases: &[#(#aliases),*],
                ty: #framed::TYPE,
                reads: #reads,
                writes: #writes,
                unit: #unit,
            }
        }
    });
    quote!(Fields { list: &[#(#list),*], deny_unknown: #deny_unknown })
}

/// Doc comments on the parts of an item, by their Rust names.
fn doc_parts(body: &Body) -> Vec<(String, &str)> {
    let mut parts = Vec::new();
    match body {
        Body::Struct(list) => collect(&mut parts, "", list),
        Body::Enum { variants, .. } => {
            for variant in variants {
                let name = variant.ident.unraw().to_string();
                if let Payload::Struct(list) = &variant.payload {
                    collect(&mut parts, &format!("{name}."), list);
                }
                parts.push((name, variant.docs.as_str()));
            }
        }
        Body::Newtype(_) | Body::Opaque { .. } => {}
    }
    parts.retain(|(_, text)| !text.is_empty());
    parts
}

fn collect<'a>(parts: &mut Vec<(String, &'a str)>, prefix: &str, fields: &'a Fields) {
    for field in &fields.list {
        parts.push((
            format!("{prefix}{}", field.ident.unraw()),
            field.docs.as_str(),
        ));
    }
}

fn contract_impls(item: &Item, contract: &Contract) -> TokenStream {
    let ident = &item.ident;
    let mut generics = bounded(item);
    for parameter in generics.type_params_mut() {
        parameter
            .bounds
            .push(parse_quote!(::aimdb_wasm_contracts::Streamable));
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let Contract {
        name,
        version,
        unit,
        icon,
        ..
    } = contract;
    let signal_name = contract
        .signal
        .as_ref()
        .map_or_else(String::new, |signal| signal.ident.unraw().to_string());
    let migration = contract.version_field.as_ref().map(|field| {
        quote! {
            const MIGRATION: Option<::aimdb_wasm_contracts::Migration<Self>> =
                Some(::aimdb_wasm_contracts::Migration {
                    field: #field,
                    upgrade: |payload| {
                        <Self as ::aimdb_wasm_contracts::MigrationChain>::migrate_from_bytes(payload)
                            .map_err(|error| {
                                ::aimdb_wasm_contracts::__private::ToString::to_string(&error)
                            })
                    },
                });
        }
    });
    let simulation = contract.simulate.then(|| {
        quote! {
            const SIMULATION: Option<::aimdb_wasm_contracts::Simulation<Self>> =
                Some(::aimdb_wasm_contracts::Simulation {
                    sample: |config, previous, mut rng, timestamp| {
                        <Self as ::aimdb_wasm_contracts::Simulatable>::simulate(
                            config, previous, &mut rng, timestamp,
                        )
                    },
                });
        }
    });
    let observable = contract.signal.as_ref().map(|signal| {
        let (field, ty) = (&signal.ident, &signal.ty);
        let icon = if icon.is_empty() { quote!() } else { quote!(const ICON: &'static str = #icon;) };
        quote! {
            #[automatically_derived]
            impl #impl_generics ::aimdb_wasm_contracts::Observable for #ident #ty_generics #where_clause {
                type Signal = #ty;
                #icon
                const UNIT: &'static str = #unit;

                fn signal(&self) -> #ty {
                    self.#field
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics ::aimdb_wasm_contracts::SchemaType for #ident #ty_generics #where_clause {
            const NAME: &'static str = #name;
            const VERSION: u32 = #version;
        }

        #[automatically_derived]
        impl #impl_generics ::aimdb_wasm_contracts::Streamable for #ident #ty_generics #where_clause {}

        #[automatically_derived]
        impl #impl_generics ::aimdb_wasm_contracts::Contract for #ident #ty_generics #where_clause {
            const ICON: &'static str = #icon;
            const UNIT: &'static str = #unit;
            const SIGNAL: &'static str = #signal_name;
            #migration
            #simulation
        }

        #observable
    }
}
