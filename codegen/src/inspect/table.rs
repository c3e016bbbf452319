//! Contracts as a table.

use std::fmt::Write;

use super::Sheet;

/// Prints them, one under the other.
pub(super) fn print(sheets: &[Sheet]) -> String {
    let mut text = String::new();
    for (i, sheet) in sheets.iter().enumerate() {
        if i > 0 {
            text.push('\n');
        }
        one(&mut text, sheet);
    }
    text
}

fn one(text: &mut String, sheet: &Sheet) {
    let icon = match sheet.icon.as_str() {
        "" => String::new(),
        icon => format!("{icon} "),
    };
    let _ = writeln!(
        text,
        "{icon}{} {} ({})",
        sheet.name, sheet.version, sheet.ty
    );
    if let Some(line) = sheet.docs.lines().next() {
        let _ = writeln!(text, "  {line}");
    }
    let path = match &sheet.obstacle {
        None => "frame".to_owned(),
        Some(reason) => format!("serde ({reason})"),
    };
    let size = match &sheet.example {
        Some(example) => format!(", {} bytes on the wire in an example", example.bytes),
        None => String::new(),
    };
    let _ = writeln!(text, "  {path}{size}");

    let cells: Vec<[String; 5]> = sheet
        .rows
        .iter()
        .map(|row| {
            [
                row.name.clone(),
                row.ty.clone(),
                row.unit.clone(),
                row.presence.to_owned(),
                row.docs.lines().next().unwrap_or_default().to_owned(),
            ]
        })
        .collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        cells
            .iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    });
    for row in &cells {
        let mut line = String::from("   ");
        for (cell, width) in row.iter().zip(widths) {
            if width > 0 {
                let _ = write!(line, " {cell:<width$} ");
            }
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
}
