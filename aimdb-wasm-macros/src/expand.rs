//! Writes the impls of one item.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse_quote;
use syn::spanned::Spanned;

use crate::model::{
    Body, Contract, Field, Fields, Item, Name, NamePart, Payload, Reads, Value, Variant, Writes,
};

/// All impls.
pub(crate) fn expand(item: &Item) -> TokenStream {
    let frame = frame_impl(item);
    let shaped = shaped_impl(item);
    let contract = item
        .contract
        .as_ref()
        .map(|contract| contract_impls(item, contract));
    let marks = mark_checks(item);
    let named = item.generics.type_params().next().map(|_| {
        let ident = &item.ident;
        let generics = bounded(item);
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
        quote! {
            ::aimdb_wasm_contracts::__ts_named! {
                { #impl_generics } { #ident #ty_generics } { #where_clause }
            }
        }
    });
    quote! {
        #frame
        #shaped
        #contract
        #marks
        #named
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
            (
                quote!(::core::result::Result::Ok(Self { #values })),
                quote!(#writes ::core::result::Result::Ok(())),
            )
        }
        Body::Newtype { value, .. } => {
            let read = read_value(value);
            let write = write_value(value, &quote!(&self.0));
            (quote!(::core::result::Result::Ok(Self(#read?))), write)
        }
        Body::Enum { variants, .. } => (read_variants(variants), write_variants(variants)),
        Body::Opaque { .. } => {
            let malformed = quote!(::core::result::Result::Err(
                ::aimdb_wasm_contracts::Malformed
            ));
            (malformed.clone(), malformed)
        }
    };
    let ty = frame_type(item);
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
            const TYPE: &'static ::aimdb_wasm_contracts::shape::Type = #ty;

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

/// The type as it stands in others.
fn frame_type(item: &Item) -> TokenStream {
    let nested = quote! {
        &::aimdb_wasm_contracts::shape::Type::Nested(
            <Self as ::aimdb_wasm_contracts::Shaped>::shape,
        )
    };
    match &item.body {
        // To serde a transparent newtype around an option is one.
        Body::Newtype {
            value,
            transparent: true,
        } => {
            let framed = framed(value);
            quote! {
                match #framed::TYPE {
                    ::aimdb_wasm_contracts::shape::Type::Optional(_) => #framed::TYPE,
                    _ => const { #nested },
                }
            }
        }
        _ => nested,
    }
}

/// The item's generics, every type parameter one that can stand in a contract.
fn bounded(item: &Item) -> syn::Generics {
    let mut generics = item.generics.clone();
    let bigint = values(&item.body).iter().any(|value| value.bigint);
    for parameter in generics.type_params_mut() {
        parameter
            .bounds
            .push(parse_quote!(::aimdb_wasm_contracts::Frame));
        if bigint {
            parameter.bounds.push(parse_quote!(
                ::aimdb_wasm_contracts::Frame<::aimdb_wasm_contracts::Big>
            ));
        }
        if matches!(item.body, Body::Opaque { .. }) {
            parameter.bounds.push(parse_quote!('static));
        }
    }
    generics
}

/// The values in an item that cross.
fn values(body: &Body) -> Vec<&Value> {
    match body {
        Body::Struct(fields) => fields.seen().map(|field| &field.value).collect(),
        Body::Newtype { value, .. } => vec![value],
        Body::Enum { variants, .. } => variants
            .iter()
            .flat_map(|variant| match &variant.payload {
                Payload::Unit => Vec::new(),
                Payload::Newtype(value) => vec![value.as_ref()],
                Payload::Struct(fields) => fields.seen().map(|field| &field.value).collect(),
            })
            .collect(),
        Body::Opaque { .. } => Vec::new(),
    }
}

/// A mark that marks nothing is an error at its place.
fn mark_checks(item: &Item) -> TokenStream {
    if item.generics.type_params().next().is_some() {
        // Whether a parameter holds a 64-bit integer, nobody knows yet.
        return TokenStream::new();
    }
    values(&item.body)
        .into_iter()
        .filter_map(|value| {
            let mark = value.marked?;
            let ty = &value.ty;
            Some(quote_spanned! {mark=>
                const _: () = assert!(
                    ::aimdb_wasm_contracts::__private::holds_bigint(
                        <#ty as ::aimdb_wasm_contracts::Frame<::aimdb_wasm_contracts::Big>>::TYPE,
                    ),
                    "`bigint` marks 64-bit integers, and there is none in this field: \
                     in a type of its own, mark it there",
                );
            })
        })
        .collect()
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
            Payload::Unit => quote!(#index => ::core::result::Result::Ok(Self::#name),),
            Payload::Newtype(value) => {
                let read = read_value(value);
                quote!(#index => ::core::result::Result::Ok(Self::#name(#read?)),)
            }
            Payload::Struct(fields) => {
                let values = read_fields(fields);
                quote!(#index => ::core::result::Result::Ok(Self::#name { #values }),)
            }
        }
    });
    quote! {
        match frame.count()? {
            #(#arms)*
            _ => ::core::result::Result::Err(::aimdb_wasm_contracts::Malformed),
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
                        ::core::result::Result::Ok(())
                    }
                }
            }
        }
    });
    quote!(match self { #(#arms)* })
}

fn shaped_impl(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let name = &item.name;
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
                const {
                    &::aimdb_wasm_contracts::shape::Shape {
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
            quote!(::aimdb_wasm_contracts::shape::Body::Struct(#fields))
        }
        Body::Newtype { value, .. } => {
            let framed = framed(value);
            quote!(::aimdb_wasm_contracts::shape::Body::Newtype(#framed::TYPE))
        }
        Body::Enum { tag, variants } => {
            let tagging = match tag {
                Some(tag) => quote!(::aimdb_wasm_contracts::shape::Tagging::Internal(#tag)),
                None => quote!(::aimdb_wasm_contracts::shape::Tagging::External),
            };
            let variants = variants.iter().map(shape_variant);
            quote!(::aimdb_wasm_contracts::shape::Body::Enum { tagging: #tagging, variants: &[#(#variants),*] })
        }
        Body::Opaque {
            reason,
            ts,
            parts,
            source,
        } => {
            let ts = match ts {
                Some(text) => {
                    quote!(|| ::aimdb_wasm_contracts::__private::ToString::to_string(#text))
                }
                None => quote!(::aimdb_wasm_contracts::__ts_inline!(Self)),
            };
            let source = proc_macro2::Literal::byte_string(source.as_bytes());
            quote! {
                ::aimdb_wasm_contracts::shape::Body::Opaque {
                    reason: #reason,
                    ts: #ts,
                    source: ::aimdb_wasm_contracts::fnv1a(#source),
                    parts: {
                        #[allow(unused_imports)]
                        use ::aimdb_wasm_contracts::__private::{OfAny as _, Probe};
                        &[#(<Probe<#parts>>::TYPE),*]
                    },
                }
            }
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
        Payload::Unit => quote!(::aimdb_wasm_contracts::shape::Payload::Unit),
        Payload::Newtype(value) => {
            let framed = framed(value);
            quote!(::aimdb_wasm_contracts::shape::Payload::Newtype(#framed::TYPE))
        }
        Payload::Struct(fields) => {
            let fields = shape_fields(fields);
            quote!(::aimdb_wasm_contracts::shape::Payload::Struct(#fields))
        }
    };
    quote! {
        ::aimdb_wasm_contracts::shape::Variant {
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
    let list = fields.seen().map(|field| {
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
            Reads::Always => quote!(::aimdb_wasm_contracts::shape::Reads::Always),
            Reads::IfSome => quote!(::aimdb_wasm_contracts::shape::Reads::IfSome),
            Reads::Unless(_) => quote!(::aimdb_wasm_contracts::shape::Reads::Sometimes),
            Reads::Never => quote!(::aimdb_wasm_contracts::shape::Reads::Never),
        };
        let writes = match field.writes {
            Writes::ByType => {
                quote!(::aimdb_wasm_contracts::shape::Writes::by_type(#framed::TYPE))
            }
            Writes::OrDefault(_) => quote!(::aimdb_wasm_contracts::shape::Writes::OrDefault),
            Writes::Never(_) => quote!(::aimdb_wasm_contracts::shape::Writes::Never),
        };
        quote! {
            ::aimdb_wasm_contracts::shape::Field {
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
    quote!(::aimdb_wasm_contracts::shape::Fields { list: &[#(#list),*], deny_unknown: #deny_unknown })
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
        Body::Newtype { .. } | Body::Opaque { .. } => {}
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

/// The name as an expression.
fn schema_name(name: &Name) -> TokenStream {
    if let [NamePart::Text(text)] = name.0.as_slice() {
        return quote!(#text);
    }
    let parts = name.0.iter().map(|part| match part {
        NamePart::Text(text) => quote!(#text),
        NamePart::Parameter(parameter) => {
            quote!(<#parameter as ::aimdb_wasm_contracts::SchemaType>::NAME)
        }
    });
    quote! {
        const { &::aimdb_wasm_contracts::__private::Name::of(&[#(#parts),*]) }.as_str()
    }
}

fn contract_impls(item: &Item, contract: &Contract) -> TokenStream {
    let ident = &item.ident;
    let mut generics = bounded(item);
    for parameter in generics.type_params_mut() {
        let named = contract.name.names(&parameter.ident);
        parameter
            .bounds
            .push(parse_quote!(::aimdb_wasm_contracts::__private::Owned));
        if named {
            parameter
                .bounds
                .push(parse_quote!(::aimdb_wasm_contracts::SchemaType));
        }
    }
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let schema = schema_name(&contract.name);
    let Contract {
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
            const MIGRATION: ::core::option::Option<::aimdb_wasm_contracts::Migration<Self>> =
                ::core::option::Option::Some(::aimdb_wasm_contracts::Migration {
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
            const SIMULATION: ::core::option::Option<::aimdb_wasm_contracts::Simulation<Self>> =
                ::core::option::Option::Some(::aimdb_wasm_contracts::Simulation {
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
        // Of a generic contract only those instances are observable whose signal can be.
        let mut observed = generics.clone();
        if item.generics.type_params().next().is_some() {
            observed
                .make_where_clause()
                .predicates
                .push(parse_quote!(#ty: ::core::marker::Copy + ::core::cmp::PartialOrd));
        }
        let observed = &observed.where_clause;
        let icon = if icon.is_empty() { quote!() } else { quote!(const ICON: &'static str = #icon;) };
        quote! {
            #[automatically_derived]
            impl #impl_generics ::aimdb_wasm_contracts::Observable for #ident #ty_generics #observed {
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
            const NAME: &'static str = #schema;
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
