//! The TypeScript around the contracts, laid into the package that is built.
//!
//! It is read where cargo has the sources of this crate. So module, runtime and generated
//! code are of one version, whatever npm has installed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};

use super::entries;
use super::npm::Package;
use crate::code::PREAMBLE;
use crate::output::{self, OutputFile};

/// The package that has the runtime as its own sources.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ts");
/// Its name: what the runtime's messages and examples call the package.
const NAME: &str = "@aimdb/wasm";
/// A name that all packages share, so that they know each other's objects.
const BRAND: &str = "Symbol.for(\"";

/// Belongs to the contracts, so not to the runtime.
const GENERATED: &str = "generated";
/// Written by every build.
pub(crate) const GLUE: &str = "glue.d.ts";
/// The entry for React, and the folder behind it.
const REACT: [&str; 2] = ["react.ts", "react"];

/// The runtime's sources.
pub(crate) struct Runtime {
    home: PathBuf,
}

impl Runtime {
    /// Finds them.
    pub(crate) fn find() -> Result<Self> {
        let home = Path::new(HOME);
        ensure!(
            home.join("src").is_dir(),
            "the runtime's sources are not in {HOME}: depend on aimdb-wasm-codegen by path or \
             git, which bring the repository whole"
        );
        Ok(Self {
            home: home.canonicalize().context(HOME)?,
        })
    }

    /// How they are to be compiled.
    pub(crate) fn config(&self) -> PathBuf {
        self.home.join("tsconfig.json")
    }

    /// The licence they come under.
    pub(crate) fn licence(&self) -> PathBuf {
        self.home.join("LICENSE")
    }

    /// Whether a package is the runtime's own.
    pub(crate) fn is_home_of(&self, package: &Package) -> bool {
        package.root == self.home
    }

    /// Lays them into a package, under its name. What an earlier version laid there and
    /// this one has not, goes.
    pub(crate) fn lay(&self, package: &Package, react: bool) -> Result<()> {
        if self.is_home_of(package) {
            return Ok(());
        }
        let home = self.home.join("src");
        let source = package.source();
        let mut folders: BTreeMap<PathBuf, Vec<OutputFile>> = BTreeMap::new();
        for folder in self::folders(&source)? {
            folders.insert(folder, Vec::new());
        }
        for folder in self::folders(&home)? {
            if !react && REACT.iter().any(|name| folder.starts_with(name)) {
                continue;
            }
            let mut files = Vec::new();
            for path in entries(&home.join(&folder))? {
                let name = file_name(&path);
                let left_out = name == GLUE
                    || !react && folder.as_os_str().is_empty() && REACT.contains(&name.as_str());
                if !name.ends_with(".ts") || left_out {
                    continue;
                }
                let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
                files.push(OutputFile {
                    text: renamed(&text, &package.name),
                    name,
                });
            }
            folders.insert(folder, files);
        }
        for (folder, files) in folders {
            let folder = source.join(folder);
            output::write(&folder, &files).with_context(|| folder.display().to_string())?;
        }
        Ok(())
    }
}

/// A source of the runtime as another package has it.
fn renamed(text: &str, name: &str) -> String {
    let preamble = format!(
        "{PREAMBLE} {}: the runtime. Do not edit or commit it.\n",
        env!("CARGO_PKG_VERSION")
    );
    let brand = format!("{BRAND}{NAME}");
    let parts: Vec<String> = text
        .split(&brand)
        .map(|part| part.replace(NAME, name))
        .collect();
    preamble + &parts.join(&brand)
}

/// The folders of sources below a folder, it included, without those of generated code;
/// none if it is not there.
fn folders(root: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        if !root.join(&folder).is_dir() {
            continue;
        }
        for path in entries(&root.join(&folder))? {
            if path.is_dir() && !(folder.as_os_str().is_empty() && path.ends_with(GENERATED)) {
                open.push(folder.join(file_name(&path)));
            }
        }
        found.insert(folder);
    }
    Ok(found)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(folder: &Path) -> Package {
        fs::write(folder.join("package.json"), r#"{"name": "@acme/weather"}"#).unwrap();
        Package::open(folder).unwrap()
    }

    #[test]
    fn messages_name_the_package_and_brands_do_not() {
        let text = "const brand = Symbol.for(\"@aimdb/wasm/X\");\nthrow \"@aimdb/wasm is\";\n";
        let renamed = renamed(text, "@acme/weather");
        assert!(
            renamed.contains("Symbol.for(\"@aimdb/wasm/X\")"),
            "{renamed}"
        );
        assert!(renamed.contains("\"@acme/weather is\""), "{renamed}");
    }

    #[test]
    fn the_runtime_is_laid_without_what_belongs_to_the_contracts() {
        let folder = tempfile::tempdir().unwrap();
        let package = package(folder.path());
        let source = folder.path().join("src");
        let own = source.join("generated/weather.ts");
        fs::create_dir_all(own.parent().unwrap()).unwrap();
        fs::write(&own, "// Generated by aimdb-wasm-codegen: contracts").unwrap();
        let stale = source.join("gone/gone.ts");
        fs::create_dir_all(stale.parent().unwrap()).unwrap();
        fs::write(&stale, format!("{PREAMBLE} 0.0.1: the runtime.")).unwrap();
        let hand_written = source.join("mine.ts");
        fs::write(&hand_written, "export {};").unwrap();

        Runtime::find().unwrap().lay(&package, true).unwrap();
        assert!(source.join("index.ts").is_file());
        assert!(source.join("react/context.ts").is_file());
        assert!(!source.join("generated/temperature.ts").exists());
        assert!(!source.join(GLUE).exists());
        assert!(own.is_file() && hand_written.is_file());
        assert!(!stale.exists());

        Runtime::find().unwrap().lay(&package, false).unwrap();
        assert!(!source.join("react.ts").exists());
        assert!(!source.join("react/context.ts").exists());
        assert!(source.join("index.ts").is_file());
    }
}
