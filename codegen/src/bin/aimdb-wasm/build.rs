//! `aimdb-wasm build`: cargo, then wasm-bindgen, run as a library so that its version
//! is the one in the workspace's lock file.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use wasm_bindgen_cli_support::Bindgen;

use crate::cargo::{self, Crate};
use crate::sizes;

#[derive(Args)]
pub(crate) struct Options {
    /// Folder of the cdylib crate
    #[arg(value_name = "CRATE DIR", default_value = ".")]
    directory: PathBuf,

    /// Where the bindings go [default: pkg in the crate's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Build fast and keep debug information
    #[arg(long)]
    dev: bool,

    /// Further arguments for cargo build
    #[arg(last = true, value_name = "CARGO ARGS")]
    cargo: Vec<OsString>,
}

/// Compiles the crate and writes its bindings.
pub(crate) fn run(options: &Options) -> Result<()> {
    let start = Instant::now();
    let krate = Crate::open(&options.directory)?;
    cargo::require_target()?;

    let profile = if options.dev { "dev" } else { "wasm" };
    println!(
        "building {} for wasm32 with profile {profile} …",
        krate.name
    );
    let wasm = krate.build(profile, &options.cargo)?;
    println!("  {:.1} s", start.elapsed().as_secs_f32());

    let out = options
        .out
        .clone()
        .unwrap_or_else(|| options.directory.join("pkg"));
    println!("generating bindings in {} …", out.display());
    let bindings = Instant::now();
    Bindgen::new()
        .input_path(&wasm)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false)
        .debug(options.dev)
        .keep_debug(options.dev)
        .remove_name_section(!options.dev)
        .remove_producers_section(!options.dev)
        .generate(&out)
        .with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;
    println!("  {:.1} s", bindings.elapsed().as_secs_f32());

    let stem = wasm
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    for file in [format!("{stem}_bg.wasm"), format!("{stem}.js")] {
        sizes::print(&out.join(file))?;
    }
    Ok(())
}
