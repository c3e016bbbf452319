//! Reads an item into the model, and checks it.

use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Data, DataEnum, DataStruct, DeriveInput, Expr, ExprLit, Lit, Meta};

use crate::model::{
    Body, Contract, Field, Fields, Item, Payload, Reads, Signal, Value, Variant, Writes,
};
use crate::name;
use crate::options::{FieldOptions, ItemOptions, HELPER};
use crate::report::Report;
use crate::serde::{Default_, ItemSerde, PartSerde};

/// Reads the item.
pub(crate) fn read(input: &DeriveInput) -> syn::Result<Item> {
    let mut report = Report::default();
    let options = ItemOptions::parse(&input.attrs, &mut report);
    let mut reader = ItemReader {
        serde: ItemSerde::parse(&input.attrs),
        bigint: options.bigint.is_some(),
        marks: options.bigint.iter().cloned().collect(),
        parts: Vec::new(),
        split: None,
        unit: options
            .unit
            .as_ref()
            .map_or_else(String::new, syn::LitStr::value),
        opaque: None,
        typed: options.ts.is_some(),
        signal: None,
        report,
    };
    reader.opaque.clone_from(&reader.serde.opaque);
    if let (Some(at), None) = (&reader.serde.converted, &options.ts) {
        reader.report.error(
            at,
            "serde writes another type in its place: say which that is in TypeScript, by \
             `#[contract(ts = \"…\")]` on the item",
        );
    }

    let framed = match &input.data {
        Data::Struct(data) => reader.structure(data),
        Data::Enum(data) => reader.enumeration(data),
        Data::Union(data) => {
            reader.report.error(
                data.union_token,
                "a union cannot be a contract: use an enum",
            );
            None
        }
    };
    if let Some(lifetime) = input.generics.lifetimes().next() {
        reader.report.error(
            lifetime,
            "a contract owns its data, since it outlives the message it came in: \
             use `String`, `Vec` and the like",
        );
    }
    if let (Some(reason), Some(parameter), None) = (
        &reader.opaque,
        input.generics.type_params().next(),
        &options.ts,
    ) {
        reader.report.error(
            parameter,
            format!(
                "of a generic type that serde alone can read ({reason}) nobody knows the \
                 TypeScript type: say it, by `#[contract(ts = \"…\")]` on the item"
            ),
        );
    }
    let body = match (framed, reader.opaque) {
        (Some(body), None) => body,
        (_, reason) => {
            let reason = reason.unwrap_or_default();
            if let (Some(part), None) = (&reader.split, &options.ts) {
                reader.report.error(
                    part,
                    format!(
                        "serde alone can read this type ({reason}), and it writes this under \
                         another name than it reads: say the TypeScript type, by \
                         `#[contract(ts = \"…\")]` on the item"
                    ),
                );
            }
            for mark in &reader.marks {
                reader.report.error(
                    mark,
                    format!(
                        "serde alone can read this type ({reason}), and there is no `bigint` in \
                         what it writes: put what makes it so into a type of its own under \
                         `#[contract]`; without `bigint`, integers beyond 53 bits are refused"
                    ),
                );
            }
            Body::Opaque {
                reason,
                ts: options.ts.as_ref().map(syn::LitStr::value),
                // Of another type's JSON nothing is known.
                parts: match reader.serde.converted {
                    Some(_) => Vec::new(),
                    None => reader.parts,
                },
                source: source(input),
            }
        }
    };
    let contract = contract(input, &options, reader.signal, &mut reader.report);
    reader.report.finish(Item {
        name: reader
            .serde
            .rename
            .filter(|name| is_identifier(name))
            .unwrap_or_else(|| input.ident.unraw().to_string()),
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        docs: docs(&input.attrs),
        body,
        contract,
    })
}

fn contract(
    input: &DeriveInput,
    options: &ItemOptions,
    signal: Option<Signal>,
    report: &mut Report,
) -> Option<Contract> {
    let text = |literal: &Option<syn::LitStr>| {
        literal
            .as_ref()
            .map_or_else(String::new, syn::LitStr::value)
    };
    let Some(name) = &options.name else {
        let needs_name = "only a contract has one: add `name = \"…\"`, or leave this out";
        for literal in [&options.unit, &options.icon, &options.version_field]
            .into_iter()
            .flatten()
        {
            report.error(literal, needs_name);
        }
        if let Some(version) = &options.version {
            report.error(version, needs_name);
        }
        if let Some(signal) = signal {
            report.error(signal.ident, needs_name);
        }
        return None;
    };
    let version = options
        .version
        .as_ref()
        .and_then(|literal| literal.base10_parse().ok())
        .unwrap_or(1);
    if let (1, Some(field)) = (version, &options.version_field) {
        report.error(
            field,
            "version 1 has nothing to migrate from: raise `version`, or leave `version_field` out",
        );
    }
    Some(Contract {
        name: name::read(name, &input.generics, report),
        version,
        unit: text(&options.unit),
        icon: text(&options.icon),
        simulate: options.simulate,
        version_field: options.version_field.as_ref().map(syn::LitStr::value),
        signal,
    })
}

struct ItemReader {
    serde: ItemSerde,
    bigint: bool,
    /// Where something is said to be a `bigint`.
    marks: Vec<syn::Path>,
    /// The types of what serde reads and writes, unless they are given.
    parts: Vec<syn::Type>,
    /// What has two names, one to read and one to write.
    split: Option<syn::Ident>,
    unit: String,
    /// Why a frame cannot express the item, once something says so.
    opaque: Option<String>,
    /// Whether its TypeScript type is given.
    typed: bool,
    signal: Option<Signal>,
    report: Report,
}

impl ItemReader {
    fn structure(&mut self, data: &DataStruct) -> Option<Body> {
        if self.serde.tag.is_some() {
            self.make_opaque("tag");
        }
        match &data.fields {
            syn::Fields::Named(fields) if self.serde.transparent => {
                self.make_opaque("transparent");
                self.fields(fields, Cases::of_item(&self.serde));
                None
            }
            syn::Fields::Named(fields) => {
                let fields = self.fields(fields, Cases::of_item(&self.serde));
                Some(Body::Struct(fields))
            }
            syn::Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let transparent = self.serde.transparent;
                self.value(&fields.unnamed[0])
                    .map(|value| Body::Newtype { value, transparent })
            }
            syn::Fields::Unnamed(fields) => {
                self.make_opaque("tuple struct");
                self.tuple(fields);
                None
            }
            syn::Fields::Unit => {
                self.make_opaque("unit struct");
                None
            }
        }
    }

    fn enumeration(&mut self, data: &DataEnum) -> Option<Body> {
        if data.variants.is_empty() {
            self.report.error(
                data.enum_token,
                "an enum without variants has no value to send",
            );
        }
        let variants = data
            .variants
            .iter()
            .map(|variant| self.variant(variant))
            .collect();
        Some(Body::Enum {
            tag: self.serde.tag.clone(),
            variants,
        })
    }

    fn variant(&mut self, variant: &syn::Variant) -> Variant {
        let serde = PartSerde::parse(&variant.attrs);
        if let Some(attr) = variant.attrs.iter().find(|a| a.path().is_ident(HELPER)) {
            self.report.error(
                attr,
                "a variant takes no arguments: say it of the value in it, \
                 `Count(#[contract(…)] u64)`",
            );
        }
        self.check_conversion(&serde, false, "item");
        if let Some(reason) = &serde.opaque {
            self.make_opaque(reason);
        }
        if serde.skip_reads || serde.skip_writes {
            self.make_opaque("skip on a variant");
        }
        let rust = variant.ident.unraw().to_string();
        let read = serde.read.clone().unwrap_or_else(|| {
            self.serde
                .read_case
                .map_or_else(|| rust.clone(), |case| case.variant(&rust))
        });
        let write = serde.write.clone().unwrap_or_else(|| {
            self.serde
                .write_case
                .map_or_else(|| rust.clone(), |case| case.variant(&rust))
        });
        self.check_names(&variant.ident, &read, &write);
        let cases = Cases {
            read: serde.read_case.or(self.serde.field_read_case),
            write: serde.write_case.or(self.serde.field_write_case),
        };
        let payload = match &variant.fields {
            syn::Fields::Unit => Payload::Unit,
            syn::Fields::Named(fields) => Payload::Struct(self.fields(fields, cases)),
            syn::Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                if self.serde.tag.is_some() {
                    // The payload's fields stand beside the tag: serde buffers them.
                    self.make_opaque("newtype variant under a tag");
                }
                self.value(&fields.unnamed[0])
                    .map_or(Payload::Unit, |value| Payload::Newtype(Box::new(value)))
            }
            syn::Fields::Unnamed(fields) => {
                self.make_opaque("tuple variant");
                self.tuple(fields);
                Payload::Unit
            }
        };
        Variant {
            ident: variant.ident.clone(),
            read,
            write,
            aliases: serde.aliases,
            payload,
            docs: docs(&variant.attrs),
        }
    }

    fn tuple(&mut self, fields: &syn::FieldsUnnamed) {
        for field in &fields.unnamed {
            self.value(field);
        }
    }

    /// The one value of a newtype.
    fn value(&mut self, field: &syn::Field) -> Option<Value> {
        let serde = PartSerde::parse(&field.attrs);
        let options = FieldOptions::parse(&field.attrs, &mut self.report);
        self.check_conversion(&serde, options.ts.is_some(), "field");
        if let Some(reason) = &serde.opaque {
            self.make_opaque(reason);
        }
        if serde.skip_reads || serde.skip_writes || serde.default.is_some() {
            self.make_opaque("skip or default in a newtype");
        }
        if options.ts.is_some() {
            self.make_opaque("a foreign type");
        }
        if let Some(signal) = &options.signal {
            self.report.error(
                signal,
                "the signal must be a named field: give the value a name",
            );
        }
        Some(self.typed(field, &serde, &options))
    }

    fn check_names(&mut self, part: &syn::Ident, read: &str, write: &str) {
        if read != write {
            self.split.get_or_insert_with(|| part.clone());
        }
    }

    /// What a function writes, only its author knows.
    fn check_conversion(&mut self, serde: &PartSerde, typed: bool, place: &str) {
        if let (Some(at), false) = (&serde.converted, typed || self.typed) {
            self.report.error(
                at,
                format!(
                    "a function of yours decides what stands in the JSON: say what that is in \
                     TypeScript, by `#[contract(ts = \"…\")]` on the {place}"
                ),
            );
        }
    }

    fn typed(&mut self, field: &syn::Field, serde: &PartSerde, options: &FieldOptions) -> Value {
        let mark = options.bigint.as_ref();
        self.marks.extend(mark.cloned());
        if options.ts.is_none() && !(serde.skip_reads && serde.skip_writes) {
            collect(&field.ty, &mut self.parts);
        }
        Value {
            ty: field.ty.clone(),
            bigint: self.bigint || mark.is_some(),
            marked: mark.map(Spanned::span),
        }
    }

    fn fields(&mut self, fields: &syn::FieldsNamed, cases: Cases) -> Fields {
        let list = fields
            .named
            .iter()
            .filter_map(|field| self.field(field, &cases))
            .collect();
        Fields {
            list,
            deny_unknown: self.serde.deny_unknown,
        }
    }

    fn field(&mut self, field: &syn::Field, cases: &Cases) -> Option<Field> {
        let ident = field.ident.clone()?;
        let serde = PartSerde::parse(&field.attrs);
        let options = FieldOptions::parse(&field.attrs, &mut self.report);
        self.check_conversion(&serde, options.ts.is_some(), "field");
        if let Some(reason) = &serde.opaque {
            self.make_opaque(reason);
        }
        if options.ts.is_some() {
            self.make_opaque("a foreign type");
        }
        let rust = ident.unraw().to_string();
        let read = serde.read.clone().unwrap_or_else(|| {
            cases
                .read
                .map_or_else(|| rust.clone(), |case| case.field(&rust))
        });
        let write = serde.write.clone().unwrap_or_else(|| {
            cases
                .write
                .map_or_else(|| rust.clone(), |case| case.field(&rust))
        });
        self.check_names(&ident, &read, &write);
        let value = self.typed(field, &serde, &options);
        let signal = options.signal.is_some();
        if let Some(at) = options.signal {
            self.take_signal(&at, &ident, &field.ty);
        }
        let unit = match options.unit {
            Some(unit) => unit.value(),
            None if signal => self.unit.clone(),
            None => String::new(),
        };
        Some(Field {
            reads: match &serde.skip_if {
                _ if serde.skip_reads => Reads::Never,
                None => Reads::Always,
                Some(skip) if is_none(skip) => Reads::IfSome,
                Some(skip) => Reads::Unless(skip.clone()),
            },
            writes: self.writes(&serde, &ident, &field.ty),
            value,
            aliases: serde.aliases,
            docs: docs(&field.attrs),
            ident,
            read,
            write,
            unit,
        })
    }

    fn writes(&self, serde: &PartSerde, ident: &syn::Ident, ty: &syn::Type) -> Writes {
        if matches!(serde.default, Some(Default_::Trait)) && !serde.skip_writes && is_option(ty) {
            // Absent is `None` then, which an option needs no attribute for.
            return Writes::ByType;
        }
        let default = serde.default.as_ref().map(|default| match default {
            Default_::Trait => quote!(::core::default::Default::default()),
            Default_::Path(path) => quote!(#path()),
        });
        // A default on the item gives its fields theirs.
        let default = default.or_else(|| {
            let value = format_ident!("__value");
            let whole = match self.serde.default.as_ref()? {
                Default_::Trait => quote!(<Self as ::core::default::Default>::default()),
                Default_::Path(path) => quote!(#path()),
            };
            Some(quote!({ let Self { #ident: #value, .. } = #whole; #value }))
        });
        if serde.skip_writes {
            let default = default.unwrap_or_else(|| quote!(::core::default::Default::default()));
            return Writes::Never(default);
        }
        default.map_or(Writes::ByType, Writes::OrDefault)
    }

    fn take_signal(&mut self, at: &syn::Path, ident: &syn::Ident, ty: &syn::Type) {
        if self.signal.is_some() {
            self.report.error(
                at,
                "a contract has one signal: another field above is marked too",
            );
            return;
        }
        self.signal = Some(Signal {
            ident: ident.clone(),
            ty: ty.clone(),
        });
    }

    fn make_opaque(&mut self, reason: &str) {
        self.opaque.get_or_insert_with(|| reason.to_owned());
    }
}

/// Adds a type and those that are its arguments or elements.
fn collect(ty: &syn::Type, parts: &mut Vec<syn::Type>) {
    parts.push(ty.clone());
    match ty {
        syn::Type::Path(path) => {
            for segment in &path.path.segments {
                if let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments {
                    for argument in &arguments.args {
                        if let syn::GenericArgument::Type(inner) = argument {
                            collect(inner, parts);
                        }
                    }
                }
            }
        }
        syn::Type::Tuple(tuple) => tuple.elems.iter().for_each(|inner| collect(inner, parts)),
        syn::Type::Array(array) => collect(&array.elem, parts),
        syn::Type::Paren(paren) => collect(&paren.elem, parts),
        syn::Type::Group(group) => collect(&group.elem, parts),
        _ => {}
    }
}

/// What serde's derive is given. Without space: how much of it there is depends on the
/// compiler, and the host's may be another than the module's.
fn source(input: &DeriveInput) -> String {
    let mut input = input.clone();
    strip(&mut input.attrs);
    match &mut input.data {
        Data::Struct(data) => data.fields.iter_mut().for_each(|f| strip(&mut f.attrs)),
        Data::Enum(data) => {
            for variant in &mut data.variants {
                strip(&mut variant.attrs);
                variant.fields.iter_mut().for_each(|f| strip(&mut f.attrs));
            }
        }
        Data::Union(_) => {}
    }
    let mut text = quote!(#input).to_string();
    text.retain(|c| !c.is_whitespace());
    text
}

/// Leaves only serde's.
fn strip(attrs: &mut Vec<Attribute>) {
    attrs.retain(|attr| attr.path().is_ident("serde"));
}

/// Whether TypeScript can take the name for a type.
fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a function is `Option::is_none`, however far its path is spelt out.
pub(crate) fn is_none(function: &syn::ExprPath) -> bool {
    let mut names = function.path.segments.iter().rev();
    names.next().is_some_and(|name| name.ident == "is_none")
        && names.next().is_some_and(|name| name.ident == "Option")
}

/// Whether a type is written as an `Option`. One behind an alias is not seen, and then
/// its default is asked for.
pub(crate) fn is_option(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(ty) if ty
        .path
        .segments
        .last()
        .is_some_and(|name| name.ident == "Option"))
}

/// Naming rules in force for some fields.
struct Cases {
    read: Option<crate::case::Case>,
    write: Option<crate::case::Case>,
}

impl Cases {
    fn of_item(serde: &ItemSerde) -> Self {
        Self {
            read: serde.read_case,
            write: serde.write_case,
        }
    }
}

/// Doc comments, one leading space a line dropped.
fn docs(attrs: &[Attribute]) -> String {
    let lines: Vec<String> = attrs
        .iter()
        .filter_map(|attr| match &attr.meta {
            Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
        .flat_map(|text| {
            text.split('\n')
                .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    lines.join("\n").trim().to_owned()
}
