//! `aimdb-wasm new`: a project to start from.

mod names;
mod source;
mod template;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{bail, Context, Result};
use clap::Args;

use names::{NpmName, ProjectName};
use source::Source;

#[derive(Args)]
pub(crate) struct Options {
    /// Folder of the project; its last part names the crates
    #[arg(value_name = "DIR")]
    directory: PathBuf,

    /// Name of the npm package, e.g. @acme/weather [default: the project's name]
    #[arg(long, value_name = "NAME")]
    npm_name: Option<NpmName>,

    /// Where AimDB's crates come from: a checkout's folder, or the URL of a repository, with
    /// `#rev` for one revision of it
    #[arg(long, value_name = "PATH|URL", default_value_t = source::own())]
    aimdb: String,
}

/// Writes the project; or nothing, if that would overwrite a file.
pub(crate) fn run(options: &Options) -> Result<()> {
    let name = ProjectName::of(&options.directory)?;
    let npm = match &options.npm_name {
        Some(npm) => npm.clone(),
        None => name.as_str().parse()?,
    };
    let source = Source::find(&options.aimdb, &options.directory)?;
    let files = template::files(&name, &npm, &source);

    let existing = files
        .iter()
        .map(|(path, _)| options.directory.join(path))
        .find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = existing {
        bail!(
            "{} exists, and nothing is overwritten: choose another folder, or move the file away",
            path.display()
        );
    }
    for (path, text) in &files {
        let path = options.directory.join(path);
        create(&path, text).with_context(|| path.display().to_string())?;
    }
    print!(
        "{}",
        next_steps(&options.directory, &name, &npm, files.len())
    );
    Ok(())
}

/// Even what appeared since we looked is not overwritten.
fn create(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())?;
    Ok(())
}

fn next_steps(directory: &Path, name: &ProjectName, npm: &NpmName, count: usize) -> String {
    let name = name.as_str();
    format!(
        "wrote {count} files in {directory}: the crates {name}-contracts, {name}-server, \
         {name}-driver and {name}-wasm, and the npm package {npm}

next:

  cd {directory}
  npm install --prefix npm      # TypeScript's compiler
  aimdb-wasm build              # the npm package, into npm/dist
  npm test --prefix npm         # a database with your contracts, in Node
  cargo run -p {name}-server    # a server for it, on ws://127.0.0.1:8089/ws

README.md says what is where. The contracts are in contracts/src.
",
        directory = directory.display(),
    )
}
