//! serde's attributes, as far as a frame can express them.
//!
//! serde's derive has the last word on what is allowed; here we learn what it will
//! do. What we do not know, or cannot express, makes the item opaque: serde alone
//! reads and writes it. Nothing is ignored.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Token};

use crate::case::Case;

/// What serde's attributes on an item say.
#[derive(Default)]
pub(crate) struct ItemSerde {
    pub(crate) read_case: Option<Case>,
    pub(crate) write_case: Option<Case>,
    pub(crate) field_read_case: Option<Case>,
    pub(crate) field_write_case: Option<Case>,
    pub(crate) deny_unknown: bool,
    pub(crate) tag: Option<String>,
    pub(crate) default: Option<Default_>,
    pub(crate) transparent: bool,
    /// Its name, which TypeScript takes; JSON has none.
    pub(crate) rename: Option<String>,
    /// The first attribute that a frame cannot express.
    pub(crate) opaque: Option<String>,
    /// Where it says that the JSON is that of another type.
    pub(crate) converted: Option<syn::Path>,
}

/// What serde's attributes on a field or variant say.
#[derive(Default)]
pub(crate) struct PartSerde {
    pub(crate) read: Option<String>,
    pub(crate) write: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) read_case: Option<Case>,
    pub(crate) write_case: Option<Case>,
    pub(crate) default: Option<Default_>,
    pub(crate) skip_reads: bool,
    pub(crate) skip_writes: bool,
    pub(crate) skip_if: Option<syn::ExprPath>,
    /// The first attribute that a frame cannot express.
    pub(crate) opaque: Option<String>,
    /// Where it says that the JSON is not that of the type.
    pub(crate) converted: Option<syn::Path>,
}

/// Where a default comes from.
#[derive(Clone)]
pub(crate) enum Default_ {
    /// `Default::default()`.
    Trait,
    /// A function.
    Path(syn::ExprPath),
}

impl ItemSerde {
    pub(crate) fn parse(attrs: &[Attribute]) -> Self {
        let mut item = Self::default();
        each(attrs, |meta| {
            let path = meta.path.clone();
            if path.is_ident("rename_all") {
                cases(&meta, &mut item.read_case, &mut item.write_case)?;
            } else if path.is_ident("rename_all_fields") {
                cases(&meta, &mut item.field_read_case, &mut item.field_write_case)?;
            } else if path.is_ident("deny_unknown_fields") {
                item.deny_unknown = true;
            } else if path.is_ident("tag") {
                item.tag = Some(text(&meta)?);
            } else if path.is_ident("default") {
                item.default = Some(default(&meta)?);
            } else if path.is_ident("transparent") {
                item.transparent = true;
            } else if path.is_ident("rename") {
                both(&meta, &mut item.rename, &mut Vec::new())?;
            } else if path.is_ident("crate") || path.is_ident("bound") || path.is_ident("expecting")
            {
                // These change no value.
                skip(&meta)?;
            } else {
                if ["from", "try_from", "into"]
                    .iter()
                    .any(|name| path.is_ident(name))
                {
                    item.converted.get_or_insert(path);
                }
                item.opaque.get_or_insert_with(|| name(&meta));
                skip(&meta)?;
            }
            Ok(())
        });
        item
    }
}

impl PartSerde {
    pub(crate) fn parse(attrs: &[Attribute]) -> Self {
        let mut part = Self::default();
        let mut writes = Vec::new();
        each(attrs, |meta| {
            let path = meta.path.clone();
            if path.is_ident("rename") {
                both(&meta, &mut part.read, &mut writes)?;
            } else if path.is_ident("alias") {
                part.aliases.push(text(&meta)?);
            } else if path.is_ident("rename_all") {
                cases(&meta, &mut part.read_case, &mut part.write_case)?;
            } else if path.is_ident("default") {
                part.default = Some(default(&meta)?);
            } else if path.is_ident("skip") {
                part.skip_reads = true;
                part.skip_writes = true;
            } else if path.is_ident("skip_serializing") {
                part.skip_reads = true;
            } else if path.is_ident("skip_deserializing") {
                part.skip_writes = true;
            } else if path.is_ident("skip_serializing_if") {
                let literal: LitStr = meta.value()?.parse()?;
                part.skip_if = Some(literal.parse()?);
            } else if path.is_ident("bound") {
                skip(&meta)?;
            } else {
                if ["with", "serialize_with", "deserialize_with"]
                    .iter()
                    .any(|name| path.is_ident(name))
                {
                    part.converted.get_or_insert(path);
                }
                part.opaque.get_or_insert_with(|| name(&meta));
                skip(&meta)?;
            }
            Ok(())
        });
        // To serde the first is the name, and the others are read too.
        let mut writes = writes.into_iter();
        part.write = writes.next();
        part.aliases.extend(writes);
        part
    }
}

/// Reads every `#[serde(…)]`. Errors are serde's own to report: its derive stands
/// beside ours and sees the same attributes.
fn each(attrs: &[Attribute], mut read: impl FnMut(ParseNestedMeta<'_>) -> syn::Result<()>) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        let _ = attr.parse_nested_meta(&mut read);
    }
}

fn name(meta: &ParseNestedMeta<'_>) -> String {
    meta.path
        .get_ident()
        .map_or_else(|| "an unknown attribute".to_owned(), ToString::to_string)
}

fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<String> {
    meta.value()?
        .parse::<LitStr>()
        .map(|literal| literal.value())
}

fn default(meta: &ParseNestedMeta<'_>) -> syn::Result<Default_> {
    if meta.input.peek(Token![=]) {
        let literal: LitStr = meta.value()?.parse()?;
        literal.parse().map(Default_::Path)
    } else {
        Ok(Default_::Trait)
    }
}

/// `x = "…"`, or `x(serialize = "…", deserialize = "…")`, perhaps one side at a time.
fn both(
    meta: &ParseNestedMeta<'_>,
    read: &mut Option<String>,
    writes: &mut Vec<String>,
) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        let same = text(meta)?;
        writes.push(same.clone());
        *read = Some(same);
        return Ok(());
    }
    meta.parse_nested_meta(|inner| {
        if inner.path.is_ident("serialize") {
            *read = Some(text(&inner)?);
        } else if inner.path.is_ident("deserialize") {
            writes.push(text(&inner)?);
        }
        Ok(())
    })
}

fn cases(
    meta: &ParseNestedMeta<'_>,
    read_case: &mut Option<Case>,
    write_case: &mut Option<Case>,
) -> syn::Result<()> {
    let (mut read, mut writes) = (None, Vec::new());
    both(meta, &mut read, &mut writes)?;
    let case = |name: String| Case::parse(&name);
    *read_case = read.and_then(case).or(*read_case);
    *write_case = writes.pop().and_then(case).or(*write_case);
    Ok(())
}

/// Steps over an argument's value or list.
fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let inner;
        syn::parenthesized!(inner in meta.input);
        inner.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}
