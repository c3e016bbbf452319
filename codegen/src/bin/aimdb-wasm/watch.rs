//! `build --watch`: the driver, run whenever a source of the contracts changes.
//!
//! Files are looked at, not subscribed: some hundred of them cost a millisecond, and it
//! works on every file system, with every editor. The driver itself cannot watch, since a
//! changed contract is compiled into it.

use std::collections::{BTreeMap, BTreeSet};
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

    let mut sources = Sources::of(&driver.manifest)?;
    let mut seen = sources.look();
    let mut args = args.since(now());
    build(driver, Cargo::Talking, &args, &stopped)?;
    while !stopped() {
        println!(
            "watching {} files in {} crates; Ctrl-C ends it",
            seen.len(),
            sources.crates
        );
        let Some(new) = changed(&sources, &seen, &stopped) else {
            break;
        };
        args = args.since(now());
        println!("\n{} changed", difference(&seen, &new).display());
        let manifest = differences(&seen, &new).any(|path| path.ends_with("Cargo.toml"));
        // Looked at before the build, so that a change during it counts.
        seen = new;
        // Another manifest may mean another crate. One that cannot be read is told of by the
        // build, and looked at again when it has changed.
        if manifest {
            if let Ok(now) = Sources::of(&driver.manifest) {
                sources = now;
                seen = sources.look();
            }
        }
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
    differences(old, new).next().unwrap_or(Path::new("nothing"))
}

/// All of them, what is new or has changed first.
fn differences<'a>(old: &'a Seen, new: &'a Seen) -> impl Iterator<Item = &'a Path> {
    let changed = new
        .iter()
        .filter(|(path, stamp)| old.get(*path) != Some(*stamp));
    let gone = old.iter().filter(|(path, _)| !new.contains_key(*path));
    changed.chain(gone).map(|(path, _)| path.as_path())
}

/// When a file was written, and its length.
type Stamp = (Option<SystemTime>, u64);

/// What a look found.
type Seen = BTreeMap<PathBuf, Stamp>;

/// What a driver and its workspace are made of, as far as it is on this machine.
#[derive(PartialEq, Eq)]
struct Sources {
    crates: usize,
    files: BTreeSet<PathBuf>,
    /// All that is in these, and below: what `include_str!` names stands there, too.
    folders: BTreeSet<PathBuf>,
}

impl Sources {
    fn of(driver: &Path) -> Result<Self> {
        let metadata = metadata::metadata(driver, Scope::Graph)?;
        let mut sources = Self {
            crates: 0,
            files: BTreeSet::new(),
            folders: BTreeSet::new(),
        };
        if let Some(root) = text(&metadata["workspace_root"]) {
            sources.files.insert(Path::new(root).join("Cargo.toml"));
        }
        // What comes from a registry or a repository does not change.
        for package in items(&metadata["packages"]).filter(|package| package["source"].is_null()) {
            sources.crates += 1;
            let manifest = text(&package["manifest_path"]).unwrap_or_default();
            sources.files.insert(PathBuf::from(manifest));
            for target in items(&package["targets"]) {
                let kinds = || items(&target["kind"]).filter_map(text);
                let source = Path::new(text(&target["src_path"]).unwrap_or_default());
                if kinds().any(|kind| kind == "custom-build") {
                    sources.files.insert(source.to_path_buf());
                } else if !kinds().any(|kind| ["test", "bench", "example"].contains(&kind)) {
                    sources
                        .folders
                        .extend(source.parent().map(Path::to_path_buf));
                }
            }
        }
        Ok(sources)
    }

    fn look(&self) -> Seen {
        let mut seen = Seen::new();
        for file in &self.files {
            note(file.clone(), &mut seen);
        }
        for folder in &self.folders {
            look_below(folder, &mut seen);
        }
        seen
    }
}

fn look_below(folder: &Path, seen: &mut Seen) {
    // What goes away while it is looked at is gone at the next look.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let built = name == "target" || name == "node_modules";
        // Editors keep files of their own, with a dot in front.
        if built || name.to_string_lossy().starts_with('.') || name.to_string_lossy().ends_with('~')
        {
            continue;
        }
        if path.is_dir() {
            look_below(&path, seen);
        } else {
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{difference, Sources};

    fn write(folder: &Path, files: &[(&str, &str)]) {
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    #[test]
    fn what_a_driver_is_made_of_is_seen_wherever_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let package = |name: &str, rest: &str| {
            format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n{rest}")
        };
        write(
            root,
            &[
                (
                    "Cargo.toml",
                    "[workspace]\nmembers = [\"driver\", \"contracts\"]\nresolver = \"2\"\n",
                ),
                (
                    "driver/Cargo.toml",
                    &package(
                        "driver",
                        "[dependencies]\ncontracts = { path = \"../contracts\" }\n",
                    ),
                ),
                ("driver/src/main.rs", "fn main() {}\n"),
                ("driver/tests/it.rs", ""),
                (
                    "contracts/Cargo.toml",
                    &package("contracts", "[lib]\npath = \"code/lib.rs\"\n"),
                ),
                (
                    "contracts/code/lib.rs",
                    "const UNITS: &str = include_str!(\"units.txt\");\n",
                ),
                ("contracts/code/units.txt", "m\n"),
                ("contracts/build.rs", "fn main() {}\n"),
                ("units/Cargo.toml", &package("units", "[workspace]\n")),
                ("units/src/lib.rs", ""),
            ],
        );
        let driver = root.join("driver/Cargo.toml");
        let sources = Sources::of(&driver).expect("cargo's answer");
        let changes = |path: &str| {
            let before = sources.look();
            let was = fs::read_to_string(root.join(path)).unwrap();
            fs::write(root.join(path), format!("{was}\n\n")).unwrap();
            let found = difference(&before, &sources.look()).to_path_buf();
            fs::write(root.join(path), was).unwrap();
            found.ends_with(path)
        };
        let seen = ["Cargo.toml", "driver/src/main.rs", "contracts/code/lib.rs"];
        assert!(seen.into_iter().all(changes));
        let seen = ["contracts/code/units.txt", "contracts/build.rs"];
        assert!(seen.into_iter().all(changes));
        assert!(!changes("driver/tests/it.rs") && !changes("units/src/lib.rs"));

        let dependency =
            "[lib]\npath = \"code/lib.rs\"\n[dependencies]\nunits = { path = \"../units\" }\n";
        let manifest = package("contracts", dependency);
        write(
            root,
            &[
                ("contracts/Cargo.toml", &manifest),
                ("units/Cargo.toml", &package("units", "")),
            ],
        );
        write(
            root,
            &[(
                "Cargo.toml",
                "[workspace]\nmembers = [\"driver\", \"contracts\", \"units\"]\nresolver = \"2\"\n",
            )],
        );
        let now = Sources::of(&driver).expect("cargo's answer");
        assert!(now != sources && now.crates == 3);
        assert!(now
            .look()
            .keys()
            .any(|path| path.ends_with("units/src/lib.rs")));
    }
}
