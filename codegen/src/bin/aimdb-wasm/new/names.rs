//! What a project and its npm package may be called.

use std::env;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use anyhow::{ensure, Context, Result};

/// The first part of the crates' names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProjectName(String);

impl ProjectName {
    /// The name of the project in a folder.
    pub(crate) fn of(directory: &Path) -> Result<Self> {
        // `.` and `..` have no name of their own.
        let here = env::current_dir().context("the current folder")?;
        let directory = here.join(directory);
        let directory = directory.canonicalize().unwrap_or(directory);
        let name = directory
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase()
            .replace([' ', '.'], "-");
        let begins = name.starts_with(|first: char| first.is_ascii_lowercase());
        let goes_on = name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
        ensure!(
            begins && goes_on,
            "crates cannot be named after the folder `{name}`: name it with letters from a to z, \
             digits, `-` and `_`, a letter first"
        );
        Ok(Self(name))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// As Rust's paths have it.
    pub(crate) fn ident(&self) -> String {
        self.0.replace('-', "_")
    }
}

/// The name of an npm package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NpmName(String);

impl FromStr for NpmName {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts = match text.strip_prefix('@') {
            Some(scoped) => scoped
                .split_once('/')
                .map(|(scope, name)| vec![scope, name]),
            None => Some(vec![text]),
        };
        let sound = |part: &&str| {
            part.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
        };
        ensure!(
            text.len() <= 214 && parts.is_some_and(|parts| parts.iter().all(sound)),
            "`{text}` is no name for an npm package: write it like weather or @acme/weather, \
             in lower case"
        );
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for NpmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_name_crates() {
        let name = |folder: &str| ProjectName::of(Path::new(folder)).unwrap();
        assert_eq!(name("/no/such/Weather App").as_str(), "weather-app");
        assert_eq!(name("/no/such/weather-2").ident(), "weather_2");
        for folder in ["/no/such/2nd", "/no/such/wétter", "/"] {
            let said = ProjectName::of(Path::new(folder)).unwrap_err().to_string();
            assert!(said.contains("a letter first"), "{said}");
        }
    }

    #[test]
    fn npm_takes_some_names() {
        for name in ["weather", "@acme/weather", "@a1/b_c.d-e"] {
            assert_eq!(name.parse::<NpmName>().unwrap().to_string(), name);
        }
        for name in [
            "", "Weather", "@acme", "@acme/", "a/b", ".a", "@/b", "@a/b/c", "a b", "a\"b",
        ] {
            assert!(name.parse::<NpmName>().is_err(), "{name}");
        }
    }
}
