//! A contract's name: `"temperature"`, or of a generic contract `"reading_{T}"`.

use syn::{Generics, LitStr};

use crate::model::{Name, NamePart};
use crate::report::Report;

/// Reads the name and checks it.
pub(crate) fn read(literal: &LitStr, generics: &Generics, report: &mut Report) -> Name {
    let text = literal.value();
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((parameter, after)) = after.split_once('}') else {
            break;
        };
        let known = generics
            .type_params()
            .find(|known| known.ident == parameter);
        let Some(known) = known else {
            report.error(
                literal,
                format!(
                    "there is no type parameter `{parameter}` here whose name could stand in \
                     `{{{parameter}}}`"
                ),
            );
            return Name(parts);
        };
        plain.push_str(before);
        // As good as any name, for the check below.
        plain.push('t');
        parts.push(NamePart::Text(before.to_owned()));
        parts.push(NamePart::Parameter(known.ident.clone()));
        rest = after;
    }
    plain.push_str(rest);
    parts.push(NamePart::Text(rest.to_owned()));
    let starts = plain.starts_with(|c: char| c.is_ascii_lowercase());
    let good = plain
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !(starts && good) {
        report.error(
            literal,
            format!(
                "`{text}` cannot name a contract: use lower-case letters, digits and `_`, \
                 beginning with a letter, e.g. `name = \"room_temperature\"`"
            ),
        );
    }
    Name(parts)
}
