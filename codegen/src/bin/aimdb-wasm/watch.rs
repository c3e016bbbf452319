//! `build --watch`: the driver, run whenever a source of the contracts changes.
//!
//! Files are looked at, not subscribed: some hundred of them cost a millisecond, and it
//! works on every file system, with every editor. The driver itself cannot watch, since a
//! changed contract is compiled into it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aimdb_wasm_codegen::cli::BuildArgs;
use aimdb_wasm_codegen::metadata::{self, items, text, Scope};
use anyhow::{anyhow, Context, Result};

use crate::driver::{Cargo, Driver};

/// How often files are looked at. A change counts when nothing else changed for as long.
const PERIOD: Duration = Duration::from_millis(150);

/// Builds, and builds again after every change, until Ctrl-C.
pub(crate) fn run(driver: &Driver, args: BuildArgs) -> Result<ExitCode> {
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    ctrlc::set_handler(move || stop.store(true, Ordering::Relaxed)).context("Ctrl-C")?;
    let stopped = || stopped.load(Ordering::Relaxed);

    let sources = Sources::of(driver)?;
    let mut seen = sources.look();
    let mut args = args.since(now());
    build(driver, Cargo::Talking, &args, &stopped)?;
    while !stopped() {
        println!(
            "watching {} files in {} crates; Ctrl-C ends it",
            seen.len(),
            sources.crates.len()
        );
        let Some(new) = changed(&sources, &seen, &stopped) else {
            break;
        };
        args = args.since(now());
        println!("\n{} changed", difference(&seen, &new).display());
        // Looked at before the build, so that a change during it counts.
        seen = new;
        build(driver, Cargo::Quiet, &args, &stopped)?;
    }
    println!("stopped");
    Ok(ExitCode::SUCCESS)
}

/// Runs the driver to its end or ours. What it fails of it has said itself.
fn build(
    driver: &Driver,
    cargo: Cargo,
    args: &BuildArgs,
    stopped: &dyn Fn() -> bool,
) -> Result<()> {
    let mut child = driver
        .command(cargo, &args.to_args())
        .spawn()
        .map_err(|error| anyhow!(metadata::no_cargo(&error)))?;
    while child.try_wait().context("cargo")?.is_none() {
        if stopped() {
            return end(&mut child);
        }
        sleep(PERIOD / 10);
    }
    Ok(())
}

fn end(child: &mut Child) -> Result<()> {
    // It may have ended by the same Ctrl-C.
    let _ = child.kill();
    child.wait().context("cargo")?;
    Ok(())
}

/// Waits until files differ from what was seen, and then stand still; nothing if it was
/// stopped before.
fn changed(sources: &Sources, seen: &Seen, stopped: &dyn Fn() -> bool) -> Option<Seen> {
    let mut before = sources.look();
    while !stopped() {
        sleep(PERIOD);
        let now = sources.look();
        if now == before && now != *seen {
            return Some(now);
        }
        before = now;
    }
    None
}

/// A file that two looks differ in.
fn difference<'a>(old: &'a Seen, new: &'a Seen) -> &'a Path {
    let differs =
        |(path, stamp): &(&PathBuf, &Stamp), other: &Seen| other.get(*path) != Some(*stamp);
    new.iter()
        .find(|entry| differs(entry, old))
        .or_else(|| old.iter().find(|entry| differs(entry, new)))
        .map_or(Path::new("nothing"), |(path, _)| path)
}

/// When a file was written, and its length.
type Stamp = (Option<SystemTime>, u64);

/// What a look found.
type Seen = BTreeMap<PathBuf, Stamp>;

/// The crates on this machine that a driver and its workspace are made of.
struct Sources {
    crates: Vec<PathBuf>,
}

impl Sources {
    fn of(driver: &Driver) -> Result<Self> {
        let metadata = metadata::metadata(&driver.manifest, Scope::Graph)?;
        let crates = items(&metadata["packages"])
            // What comes from a registry or a repository does not change.
            .filter(|package| package["source"].is_null())
            .filter_map(|package| Path::new(text(&package["manifest_path"])?).parent())
            .map(Path::to_path_buf)
            .collect();
        Ok(Self { crates })
    }

    fn look(&self) -> Seen {
        let mut seen = Seen::new();
        for root in &self.crates {
            for file in ["Cargo.toml", "build.rs"] {
                note(root.join(file), &mut seen);
            }
            look_below(&root.join("src"), &mut seen);
        }
        seen
    }
}

fn look_below(folder: &Path, seen: &mut Seen) {
    // What goes away while it is looked at is gone at the next look.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            look_below(&path, seen);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            note(path, seen);
        }
    }
}

fn note(path: PathBuf, seen: &mut Seen) {
    if let Ok(metadata) = fs::metadata(&path) {
        seen.insert(path, (metadata.modified().ok(), metadata.len()));
    }
}

/// Milliseconds since the Unix epoch.
fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}
