//! The npm package that is built: its folder and what its package.json says.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};
use serde_json::Value;

use crate::metadata::text;

/// The folder in a package's folder that `exports` points into.
const DIST: &str = "dist";

/// An npm package.
pub(crate) struct Package {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// The name that applications import.
    pub(crate) name: String,
    manifest: Value,
}

impl Package {
    /// Reads its package.json.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let path = root.join("package.json");
        ensure!(
            path.is_file(),
            "there is no package.json in {}: the npm package is the folder around the driver's \
             crate, unless the driver names another with `.package(…)`",
            root.display()
        );
        let root = root
            .canonicalize()
            .with_context(|| root.display().to_string())?;
        let manifest = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let manifest: Value =
            serde_json::from_str(&manifest).with_context(|| path.display().to_string())?;
        let name = text(&manifest["name"])
            .with_context(|| format!("{} has no \"name\"", path.display()))?
            .to_owned();
        Ok(Self {
            root,
            name,
            manifest,
        })
    }

    /// Where the package's own TypeScript is.
    pub(crate) fn source(&self) -> PathBuf {
        self.root.join("src")
    }

    /// Where the compiled package goes.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join(DIST)
    }

    /// Sees to it that everything under `exports` was built.
    pub(crate) fn require_exports(&self, dist: &Path) -> Result<()> {
        let mut files = Vec::new();
        targets(&self.manifest["exports"], &mut files);
        ensure!(
            !files.is_empty(),
            "the package.json of {} exports nothing: a new project's, which \
             `aimdb-wasm new` writes, shows what there is",
            self.name
        );
        let prefix = format!("./{DIST}/");
        let missing = files
            .iter()
            .filter_map(|file| file.strip_prefix(&prefix))
            .find(|file| !dist.join(file).is_file());
        if let Some(file) = missing {
            anyhow::bail!(
                "the package.json of {} exports {prefix}{file}, which no source gives: \
                 take it out, or add src/{}",
                self.name,
                Path::new(file).with_extension("ts").display()
            );
        }
        Ok(())
    }
}

/// The files that an `exports` names, under whatever conditions.
fn targets<'a>(exports: &'a Value, files: &mut Vec<&'a str>) {
    match exports {
        Value::String(file) => files.push(file),
        Value::Object(conditions) => conditions.values().for_each(|value| targets(value, files)),
        Value::Array(list) => list.iter().for_each(|value| targets(value, files)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(exports: &str) -> (tempfile::TempDir, Package) {
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!("{{\"name\": \"@acme/weather\", \"exports\": {exports}}}");
        fs::write(folder.path().join("package.json"), manifest).unwrap();
        let package = Package::open(folder.path()).unwrap();
        (folder, package)
    }

    #[test]
    fn what_is_exported_must_be_there() {
        let exports = r#"{
            ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" },
            "./package.json": "./package.json"
        }"#;
        let (folder, package) = package(exports);
        let dist = folder.path().join("dist");
        fs::create_dir(&dist).unwrap();
        fs::write(dist.join("index.d.ts"), "").unwrap();
        let said = package.require_exports(&dist).unwrap_err().to_string();
        assert!(said.contains("exports ./dist/index.js"), "{said}");
        assert!(said.contains("add src/index.ts"), "{said}");
        fs::write(dist.join("index.js"), "").unwrap();
        package.require_exports(&dist).unwrap();
    }

    #[test]
    fn a_package_that_exports_nothing_is_useless() {
        let (folder, package) = package("{}");
        let said = package
            .require_exports(folder.path())
            .unwrap_err()
            .to_string();
        assert!(said.contains("exports nothing"), "{said}");
    }

    #[test]
    fn a_missing_package_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let said = Package::open(folder.path()).err().unwrap().to_string();
        assert!(said.contains("no package.json"), "{said}");
    }
}
