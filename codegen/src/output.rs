//! Files, and writing them from a build script.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use aimdb_wasm_contracts::Registry;

use crate::code::PREAMBLE;
use crate::generate;
use crate::options::{Bigints, Options};

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its name, without folders.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// Writes a registry's TypeScript, for use in a build script. See [`build`].
#[derive(Debug)]
#[must_use = "nothing is written before `run`"]
pub struct Build {
    options: Options,
    out_dir: PathBuf,
    generate: fn(&Options) -> Result<Vec<OutputFile>, crate::Error>,
}

/// Begins to write the TypeScript of a registry. The files go to `../src/generated`
/// unless [`Build::out_dir`] says otherwise.
pub fn build<R: Registry>() -> Build {
    Build {
        options: Options::default(),
        out_dir: PathBuf::from("../src/generated"),
        generate: generate::<R>,
    }
}

impl Build {
    /// Where the files go, as seen from the crate with the build script. The folder
    /// is for generated files alone.
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = dir.into();
        self
    }

    /// Ending of imported modules, `.js` if not given.
    pub fn extension(mut self, extension: impl Into<String>) -> Self {
        self.options.extension = extension.into();
        self
    }

    /// Lines below the preamble of each file, e.g. a licence.
    pub fn header(mut self, header: impl Into<String>) -> Self {
        self.options.header = header.into();
        self
    }

    /// Folder or package of the runtime as imports name it, `..` if not given.
    pub fn runtime(mut self, runtime: impl Into<String>) -> Self {
        self.options.runtime = runtime.into();
        self
    }

    /// Whether to write hooks for React; they are written if not said otherwise.
    pub fn react(mut self, react: bool) -> Self {
        self.options.react = react;
        self
    }

    /// What is demanded of 64-bit integers: that all of them are `bigint`, or none. Not
    /// demanded of any if not said otherwise.
    pub fn bigints(mut self, policy: Bigints) -> Self {
        self.options.bigints = policy;
        self
    }

    /// Writes the files that changed and deletes generated ones that are no more.
    ///
    /// Ends the build script with a message if the registry has no TypeScript. Only
    /// warns if files cannot be written, and does nothing outside a checkout: a
    /// dependency's sources are not ours to change.
    pub fn run(self) {
        let files = match (self.generate)(&self.options) {
            Ok(files) => files,
            Err(error) => {
                eprintln!("error: {error}");
                process::exit(1);
            }
        };
        let root = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
        if !is_checkout(&root) {
            return;
        }
        let dir = root.join(&self.out_dir);
        // The contracts are compiled into the script, so cargo reruns it for them; the
        // folder is named so that it also mends what was edited or deleted there.
        println!("cargo::rerun-if-changed=build.rs");
        println!("cargo::rerun-if-changed={}", dir.display());
        if let Err(error) = write(&dir, &files) {
            println!(
                "cargo::warning=the TypeScript in {} was not written: {error}",
                dir.display()
            );
        }
    }
}

/// Whether a crate lies in a workspace or repository that someone works on, and is not
/// a copy in cargo's cache or vendored.
fn is_checkout(root: &Path) -> bool {
    let has = |file: &str| root.ancestors().any(|dir| dir.join(file).exists());
    has("Cargo.lock") && !has(".cargo-ok") && !has(".cargo-checksum.json")
}

/// Writes the files that changed; deletes generated files that are not among them.
pub(crate) fn write(dir: &Path, files: &[OutputFile]) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    for file in files {
        let path = dir.join(&file.name);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        // A reader sees the old file or the new one, never half of it.
        let temporary = dir.join(format!(".{}.{}", file.name, process::id()));
        fs::write(&temporary, &file.text)?;
        fs::rename(&temporary, &path)?;
    }
    for stale in stale(dir, files)? {
        fs::remove_file(dir.join(stale))?;
    }
    Ok(())
}

/// Names of generated files in a folder that are not among the given ones.
pub(crate) fn stale(dir: &Path, files: &[OutputFile]) -> io::Result<Vec<String>> {
    let mut stale = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let current = files.iter().any(|file| file.name == name);
        if !current && is_generated(&entry.path()) {
            stale.push(name);
        }
    }
    stale.sort();
    Ok(stale)
}

/// Whether a file begins as ours do.
fn is_generated(path: &Path) -> bool {
    fs::read_to_string(path)
        .is_ok_and(|text| text.lines().take(2).any(|line| line.starts_with(PREAMBLE)))
}
