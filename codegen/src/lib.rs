//! A contract registry in, TypeScript out.
//!
//! [`generate`] turns a registry into files, and touches nothing. [`build`] writes
//! them, from a build script; [`check`] says how what is committed differs from them.
//! With the feature `driver`, `cli` builds, checks and shows the whole npm package.
//!
//! A build script is one call:
//!
//! ```no_run
//! aimdb_wasm_codegen::build::<aimdb_wasm_contracts::Contracts>().run();
//! ```
//!
//! and may say more. What it says of the files' looks, the driver is to be told, too
//! (`cli::driver`, `Driver::options`), since both write them.
//!
//! ```no_run
//! use aimdb_wasm_codegen::Bigints;
//!
//! aimdb_wasm_codegen::build::<aimdb_wasm_contracts::Contracts>()
//!     .out_dir("../src/generated")
//!     .extension(".js")
//!     .header("// © Acme")
//!     .bigints(Bigints::Never)
//!     .run();
//! ```

mod bigints;
#[cfg(any(feature = "cli", feature = "driver"))]
pub mod cli;
mod code;
mod copier;
mod decoder;
mod drift;
mod encoder;
mod error;
mod guard;
mod index;
#[cfg(feature = "driver")]
pub mod inspect;
mod layout;
mod literal;
#[cfg(feature = "driver")]
pub mod lock;
// For the tool `aimdb-wasm`, not for people.
#[cfg(any(feature = "cli", feature = "driver"))]
#[doc(hidden)]
pub mod metadata;
mod model;
mod module;
mod names;
mod options;
mod output;
#[cfg(feature = "driver")]
mod package;
mod place;
mod policy;
mod react;
mod records;
mod registry;
mod types;

use aimdb_wasm_contracts::Registry;

pub use drift::{check, Difference};
pub use error::Error;
pub use options::{Bigints, Options};
pub use output::{build, Build, OutputFile};

/// The files for a registry, in a fixed order.
///
/// # Errors
///
/// [`Error`] if two types of the registry would share a name in TypeScript, one has a name
/// that TypeScript keeps for itself, or a 64-bit integer is against [`Options::bigints`].
pub fn generate<R: Registry>(options: &Options) -> Result<Vec<OutputFile>, Error> {
    let model = model::Model::of::<R>()?;
    policy::check(&model, options.bigints)?;
    let mut files: Vec<OutputFile> = model
        .items
        .iter()
        .map(|item| module::file(&model, item, options))
        .collect();
    files.push(registry::file(&model, options));
    files.push(records::file(&model, options));
    files.push(index::file(&model, options));
    if options.react {
        files.push(react::file(&model, options));
    }
    Ok(files)
}
