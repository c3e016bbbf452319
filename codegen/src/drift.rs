//! Whether what is committed is what the contracts give.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use aimdb_wasm_contracts::Registry;

use crate::generate;
use crate::options::Options;
use crate::output::stale;

/// How a folder differs from what would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The file is not there.
    Missing(String),
    /// The file says something else; in this line first, counted from 1.
    Changed(String, usize),
    /// The file was generated once, and would not be any more.
    Stale(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::Changed(name, line) => write!(f, "{name} differs from line {line} on"),
            Self::Stale(name) => write!(f, "{name} belongs to no contract any more"),
        }
    }
}

/// Compares a folder with what a registry gives, and touches nothing.
///
/// # Errors
///
/// If the folder cannot be read, or the registry has no TypeScript.
pub fn check<R: Registry>(dir: &Path, options: &Options) -> io::Result<Vec<Difference>> {
    let files = generate::<R>(options).map_err(io::Error::other)?;
    let mut differences = Vec::new();
    for file in &files {
        match fs::read_to_string(dir.join(&file.name)) {
            Ok(text) if text == file.text => {}
            Ok(text) => {
                differences.push(Difference::Changed(
                    file.name.clone(),
                    first_difference(&text, &file.text),
                ));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                differences.push(Difference::Missing(file.name.clone()));
            }
            Err(error) => return Err(error),
        }
    }
    if dir.exists() {
        differences.extend(stale(dir, &files)?.into_iter().map(Difference::Stale));
    }
    Ok(differences)
}

fn first_difference(a: &str, b: &str) -> usize {
    let same = a
        .split('\n')
        .zip(b.split('\n'))
        .take_while(|(a, b)| a == b)
        .count();
    same + 1
}
