//! From contracts to a folder that `npm pack` accepts: TypeScript generated, the runtime
//! laid beside it, the crate compiled and bound, everything compiled to JavaScript.

mod bindings;
mod cargo;
mod likeness;
mod npm;
mod remap;
mod runtime;
mod sizes;
mod typescript;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use base64::prelude::{Engine, BASE64_STANDARD as BASE64};

use crate::output::{self, OutputFile};
use bindings::STEM;
use cargo::Crate;
pub(crate) use cargo::Profile;
use npm::Package;
use runtime::{Runtime, GLUE};
use typescript::{Compiler, Emit};

/// What to build.
pub(crate) struct Order<'a> {
    /// The npm package's folder.
    pub(crate) package: &'a Path,
    /// The crate that becomes its module.
    pub(crate) module: &'a Path,
    /// The generated files.
    pub(crate) files: &'a [OutputFile],
    /// Whether there are hooks for React.
    pub(crate) react: bool,
    /// Where the compiled package goes, if not to its usual place.
    pub(crate) out: Option<&'a Path>,
    pub(crate) profile: Profile,
    /// Further arguments for cargo.
    pub(crate) cargo: &'a [OsString],
    /// When the change was saved that is built, in milliseconds since the Unix epoch.
    /// Then types come first, for the editor that waits for them.
    pub(crate) since: Option<u64>,
}

/// Builds a package.
pub(crate) fn build(order: &Order<'_>) -> Result<()> {
    let start = Instant::now();
    // What is missing is said before the long steps.
    let package = Package::open(order.package)?;
    let krate = Crate::open(order.module)?;
    let runtime = Runtime::find()?;
    cargo::require_target()?;
    let compiler = Compiler::find(&package, order.react)?;

    let generated = package.source().join("generated");
    output::write(&generated, order.files).with_context(|| generated.display().to_string())?;
    runtime.lay(&package, order.react)?;
    let dist = order.out.map_or_else(|| package.dist(), PathBuf::from);
    let fresh = beside(&dist)?;
    let done = fill(order, &package, &krate, &runtime, &compiler, &dist, &fresh);
    if done.is_err() {
        let _ = fs::remove_dir_all(&fresh);
    }
    done?;

    match order.since {
        Some(since) => println!("the package is new after {}", seconds(elapsed(since))),
        None => {
            println!(
                "{} is in {} after {}",
                package.name,
                package.root.display(),
                seconds(start.elapsed())
            );
            for file in [format!("{STEM}_bg.wasm"), "glue.js".to_owned()] {
                sizes::print(&dist.join(file))?;
            }
        }
    }
    Ok(())
}

/// Fills a fresh folder, and puts it in the place of the old one when it is whole.
fn fill(
    order: &Order<'_>,
    package: &Package,
    krate: &Crate,
    runtime: &Runtime,
    compiler: &Compiler,
    dist: &Path,
    fresh: &Path,
) -> Result<()> {
    let glue = package.source().join(GLUE);
    let config = fresh.join("tsconfig.json");
    let compile = |emit, out: &Path| compiler.run(package, runtime, emit, out, &config);
    if let Some(since) = order.since {
        // Pages keep the scripts that fit their module until the new one is there.
        if dist.is_dir() && glue.is_file() {
            compile(Emit::Types, dist)?;
        }
        println!("types are new after {}", seconds(elapsed(since)));
    } else {
        println!("wrote {} files of TypeScript", order.files.len());
    }

    println!("compiling {} for wasm32 …", krate.name);
    let module = timed(|| krate.build(order.profile, order.cargo))?;
    require_agreement(&package.source().join("generated"), order.files)?;
    println!("binding it …");
    timed(|| bindings::write(&module, STEM, fresh, order.profile))?;

    println!("compiling the TypeScript of {} …", package.name);
    timed(|| {
        copy(&fresh.join(format!("{STEM}.d.ts")), &glue)?;
        compile(Emit::All, fresh)?;
        remove(&config)?;
        finish_module(package, fresh)?;
        if !runtime.is_home_of(package) {
            copy(&runtime.licence(), &fresh.join("LICENSE"))?;
        }
        package.require_exports(fresh)?;
        replace(dist, fresh)
    })
}

/// Compiles a crate and writes its bindings, and nothing around them.
pub(crate) fn bind(directory: &Path, out: &Path, profile: Profile) -> Result<()> {
    let krate = Crate::open(directory)?;
    cargo::require_target()?;
    println!("compiling {} for wasm32 …", krate.name);
    let module = timed(|| krate.build(profile, &[]))?;
    println!("binding it in {} …", out.display());
    let stem = module.file_stem().unwrap_or_default().to_string_lossy();
    let wasm = timed(|| bindings::write(&module, &stem, out, profile))?;
    for file in [wasm, out.join(format!("{stem}.js"))] {
        sizes::print(&file)?;
    }
    Ok(())
}

/// The build script has generated, too; options that differ from the driver's would make
/// the files change with whoever ran last.
fn require_agreement(generated: &Path, files: &[OutputFile]) -> Result<()> {
    let differs = files.iter().find(|file| {
        fs::read_to_string(generated.join(&file.name)).ok().as_ref() != Some(&file.text)
    });
    if let Some(file) = differs {
        anyhow::bail!(
            "the build script and the driver generate {} differently: give `build` in the one \
             and `driver` in the other the same options",
            file.name
        );
    }
    Ok(())
}

/// Gives the module's script the name the runtime knows, and adds the module as text for
/// pages without a file.
fn finish_module(package: &Package, dist: &Path) -> Result<()> {
    let script = dist.join(format!("{STEM}.js"));
    let glue = fs::read_to_string(&script).with_context(|| script.display().to_string())?;
    save(&dist.join("glue.js"), without_address(&glue).as_bytes())?;
    remove(&script)?;
    remove(&dist.join(format!("{STEM}.d.ts")))?;
    remove(&dist.join(format!("{STEM}_bg.wasm.d.ts")))?;
    // Declarations written by hand: tsc leaves them where they are.
    for name in [GLUE, "embedded.d.ts"] {
        copy(&package.source().join(name), &dist.join(name))?;
    }
    let wasm = dist.join(format!("{STEM}_bg.wasm"));
    let bytes = fs::read(&wasm).with_context(|| wasm.display().to_string())?;
    let embedded = format!("export const embedded = \"{}\";\n", BASE64.encode(&bytes));
    save(&dist.join("embedded.js"), embedded.as_bytes())
}

/// The script knows where the wasm file is, too; a bundler that sees it there would add the
/// file even to pages that have it inline. The package always hands the module over.
fn without_address(glue: &str) -> String {
    ['"', '\''].iter().fold(glue.to_owned(), |glue, quote| {
        let address = format!("new URL({quote}{STEM}_bg.wasm{quote}, import.meta.url)");
        glue.replace(&address, "undefined")
    })
}

/// A new folder beside another. Each build has its own, so that two at once do no harm.
fn beside(dist: &Path) -> Result<PathBuf> {
    let name = dist.file_name().unwrap_or_default().to_string_lossy();
    let fresh = dist.with_file_name(format!("{name}.{}.local", process::id()));
    if fresh.exists() {
        fs::remove_dir_all(&fresh).with_context(|| fresh.display().to_string())?;
    }
    fs::create_dir_all(&fresh).with_context(|| fresh.display().to_string())?;
    Ok(fresh)
}

/// Makes a folder what another is that is whole. Files that are the same stay, so that who
/// watches them, as Vite does, sees what is new and nothing else.
fn replace(dist: &Path, fresh: &Path) -> Result<()> {
    fs::create_dir_all(dist).with_context(|| dist.display().to_string())?;
    let mut wanted = BTreeSet::new();
    for path in entries(fresh)? {
        let name = path.file_name().unwrap_or_default().to_owned();
        let place = dist.join(&name);
        if path.is_dir() {
            replace(&place, &path)?;
        } else if !is_same(&place, &path) {
            fs::rename(&path, &place).with_context(|| place.display().to_string())?;
        }
        wanted.insert(name);
    }
    for path in entries(dist)? {
        if wanted.contains(path.file_name().unwrap_or_default()) {
            continue;
        }
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        removed.with_context(|| path.display().to_string())?;
    }
    fs::remove_dir_all(fresh).with_context(|| fresh.display().to_string())
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((fs::read(a), fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    entries
        .map(|entry| Ok(entry.with_context(|| folder.display().to_string())?.path()))
        .collect()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes = fs::read(from).with_context(|| from.display().to_string())?;
    save(to, &bytes)
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).with_context(|| path.display().to_string())
}

/// What is unchanged keeps its time.
fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let done = work()?;
    println!("  {}", seconds(start.elapsed()));
    Ok(done)
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f32())
}

/// The time since a moment in milliseconds since the Unix epoch.
fn elapsed(since: u64) -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH + Duration::from_millis(since))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_replaced_and_what_is_the_same_stays() {
        let root = tempfile::tempdir().unwrap();
        let (dist, fresh) = (root.path().join("dist"), root.path().join("fresh"));
        let texts: [(&Path, &[(&str, &str)]); 2] = [
            (
                &dist,
                &[("same", "1"), ("new", "1"), ("old", "1"), ("gone/old", "1")],
            ),
            (&fresh, &[("same", "1"), ("new", "2"), ("in/new", "2")]),
        ];
        for (folder, files) in texts {
            for (name, text) in files {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
        }
        let time = || fs::metadata(dist.join("same")).unwrap().modified().unwrap();
        let before = time();
        replace(&dist, &fresh).unwrap();
        let text = |name: &str| fs::read_to_string(dist.join(name)).unwrap();
        assert_eq!([text("same"), text("new"), text("in/new")], ["1", "2", "2"]);
        assert!(!dist.join("old").exists() && !dist.join("gone").exists() && !fresh.exists());
        assert_eq!(time(), before);
    }

    #[test]
    fn bundlers_see_no_address_in_the_script() {
        let glue = "if (a) b = new URL('aimdb_wasm_bg.wasm', import.meta.url);";
        assert_eq!(without_address(glue), "if (a) b = undefined;");
    }
}
