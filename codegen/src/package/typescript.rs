//! TypeScript's compiler, the one that the package has among its devDependencies.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{anyhow, bail, ensure, Context, Result};
use serde_json::json;

use super::npm::Package;
use super::runtime::Runtime;

/// The oldest major version of Node that builds packages.
const NODE: u32 = 20;

/// What the compiler writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emit {
    /// Everything.
    All,
    /// What editors and compilers read of a package, and pages do not run.
    Types,
}

/// The compiler.
pub(crate) struct Compiler {
    script: PathBuf,
}

impl Compiler {
    /// Finds it, and what else the runtime needs to compile.
    pub(crate) fn find(package: &Package, react: bool) -> Result<Self> {
        require_node()?;
        let script = installed(package, "typescript")?.join("bin").join("tsc");
        if react {
            installed(package, "@types/react")?;
        }
        Ok(Self { script })
    }

    /// Compiles a package's sources into a folder. `config` is a file to be written.
    pub(crate) fn run(
        &self,
        package: &Package,
        runtime: &Runtime,
        emit: Emit,
        out: &Path,
        config: &Path,
    ) -> Result<()> {
        let source = package.source();
        let options = json!({
            "extends": runtime.config(),
            "compilerOptions": {
                "rootDir": source,
                "outDir": out,
                "emitDeclarationOnly": emit == Emit::Types,
                // They are to be there soon; everything is checked right after.
                "noCheck": emit == Emit::Types,
            },
            "include": [source],
        });
        fs::write(config, options.to_string()).with_context(|| config.display().to_string())?;
        let status = Command::new("node")
            .arg(&self.script)
            .arg("-p")
            .arg(config)
            .stdin(Stdio::null())
            .status()
            .context("node")?;
        ensure!(
            status.success(),
            "the TypeScript of {} does not compile: the errors are above",
            package.name
        );
        Ok(())
    }
}

fn require_node() -> Result<()> {
    let remedy = format!("install version {NODE} or newer from https://nodejs.org");
    let output = match Command::new("node").arg("--version").output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!("there is no Node: {remedy}"),
        Err(error) => return Err(anyhow!("node does not start: {error}; {remedy}")),
    };
    let version = String::from_utf8_lossy(&output.stdout);
    let version = version.trim();
    ensure!(
        major(version).is_some_and(|major| major >= NODE),
        "this is Node {version}, which is too old: {remedy}"
    );
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// The folder of an installed npm package, looked for as Node does.
fn installed(package: &Package, name: &str) -> Result<PathBuf> {
    package
        .root
        .ancestors()
        .map(|folder| folder.join("node_modules").join(name))
        .find(|folder| folder.join("package.json").is_file())
        .with_context(|| {
            format!(
                "the npm package {name} is not installed in {root}: run `npm install --prefix {root}`; \
                 if that does not bring it, `npm install --prefix {root} --save-dev {name}` does",
                root = package.root.display()
            )
        })
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn node_tells_its_version() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("20"), None);
        assert_eq!(major(""), None);
    }
}
