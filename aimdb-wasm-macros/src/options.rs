//! The arguments of `#[contract]`.

use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitInt, LitStr};

use crate::report::Report;

/// The helper attribute in which `#[contract]` hands its arguments to the derive.
pub(crate) const HELPER: &str = "aimdb_contract";

const ON_ITEM: &str = "a contract takes `name`, `version`, `unit`, `icon`, `simulate`, \
     `version_field`, `bigint` and `ts`";
const ON_FIELD: &str = "a field takes `signal`, `unit`, `bigint` and `ts`";

/// Arguments on the item.
#[derive(Default)]
pub(crate) struct ItemOptions {
    pub(crate) name: Option<LitStr>,
    pub(crate) version: Option<LitInt>,
    pub(crate) unit: Option<LitStr>,
    pub(crate) icon: Option<LitStr>,
    pub(crate) simulate: bool,
    pub(crate) version_field: Option<LitStr>,
    pub(crate) bigint: Option<syn::Path>,
    pub(crate) ts: Option<LitStr>,
}

/// Arguments on a field.
#[derive(Default)]
pub(crate) struct FieldOptions {
    pub(crate) signal: Option<syn::Path>,
    pub(crate) unit: Option<LitStr>,
    pub(crate) bigint: Option<syn::Path>,
    pub(crate) ts: Option<LitStr>,
}

impl ItemOptions {
    pub(crate) fn parse(attrs: &[Attribute], report: &mut Report) -> Self {
        let mut options = Self::default();
        each(attrs, report, |meta| {
            if meta.path.is_ident("name") {
                once(&meta, &mut options.name)
            } else if meta.path.is_ident("version") {
                let version: LitInt = meta.value()?.parse()?;
                if version.base10_parse::<u32>()? == 0 {
                    return Err(syn::Error::new(version.span(), "versions begin at 1"));
                }
                options.version = Some(version);
                Ok(())
            } else if meta.path.is_ident("unit") {
                once(&meta, &mut options.unit)
            } else if meta.path.is_ident("icon") {
                once(&meta, &mut options.icon)
            } else if meta.path.is_ident("simulate") {
                options.simulate = true;
                Ok(())
            } else if meta.path.is_ident("version_field") {
                once(&meta, &mut options.version_field)
            } else if meta.path.is_ident("bigint") {
                options.bigint = Some(meta.path.clone());
                Ok(())
            } else if meta.path.is_ident("ts") {
                once(&meta, &mut options.ts)
            } else {
                Err(meta.error(ON_ITEM))
            }
        });
        options
    }
}

impl FieldOptions {
    pub(crate) fn parse(attrs: &[Attribute], report: &mut Report) -> Self {
        let mut options = Self::default();
        each(attrs, report, |meta| {
            if meta.path.is_ident("signal") {
                options.signal = Some(meta.path.clone());
                Ok(())
            } else if meta.path.is_ident("unit") {
                once(&meta, &mut options.unit)
            } else if meta.path.is_ident("bigint") {
                options.bigint = Some(meta.path.clone());
                Ok(())
            } else if meta.path.is_ident("ts") {
                once(&meta, &mut options.ts)
            } else {
                Err(meta.error(ON_FIELD))
            }
        });
        options
    }
}

fn each(
    attrs: &[Attribute],
    report: &mut Report,
    mut read: impl FnMut(ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(HELPER)) {
        if let Err(error) = attr.parse_nested_meta(&mut read) {
            report.add(error);
        }
    }
}

fn once(meta: &ParseNestedMeta<'_>, slot: &mut Option<LitStr>) -> syn::Result<()> {
    if slot.is_some() {
        return Err(meta.error("given twice"));
    }
    *slot = Some(meta.value()?.parse()?);
    Ok(())
}
