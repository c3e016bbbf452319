//! wasm-bindgen, run as a library: its version is the one in the workspace's lock file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::cargo::Profile;
use super::likeness;

/// The module of a package and its script, under these names whatever the crate is called.
pub(crate) const STEM: &str = "aimdb_wasm";

/// Writes `{stem}.js`, `{stem}.d.ts` and `{stem}_bg.wasm`; gives the path of the last.
pub(crate) fn write(module: &Path, stem: &str, out: &Path, profile: Profile) -> Result<PathBuf> {
    let dev = profile == Profile::Dev;
    Bindgen::new()
        .input_path(module)
        .out_name(stem)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(true)
                .omit_default_module_path(false)
                .debug(dev)
                .keep_debug(dev)
                .remove_name_section(!dev)
                .remove_producers_section(!dev)
                .generate(out)
        })
        .map_err(explain)
        .with_context(|| format!("wasm-bindgen on {}", module.display()))?;
    let module = out.join(format!("{stem}_bg.wasm"));
    if !dev {
        let of = || module.display().to_string();
        let ordered = likeness::order(&fs::read(&module).with_context(of)?).with_context(of)?;
        fs::write(&module, ordered).with_context(of)?;
    }
    Ok(module)
}

/// What wasm-bindgen says of a module of another version names no remedy that fits here.
fn explain(error: anyhow::Error) -> anyhow::Error {
    if !format!("{error:#}").contains("schema version") {
        return error;
    }
    error.context(
        "the module was linked with another wasm-bindgen than this driver: both must come \
         from one Cargo.lock, so make the driver and the wasm crate members of one workspace",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module without code, with what an old wasm-bindgen leaves in one.
    fn old_module() -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        let name = b"__wasm_bindgen_unstable";
        let schema = br#"{"schema_version":"0.2.1","version":"0.2.1"}"#;
        let mut section = vec![name.len() as u8];
        section.extend(name);
        section.extend((schema.len() as u32).to_le_bytes());
        section.extend(schema);
        module.extend([0, section.len() as u8]);
        module.extend(section);
        module
    }

    #[test]
    fn a_module_of_another_wasm_bindgen_is_told_how_that_came() {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("old.wasm");
        fs::write(&module, old_module()).unwrap();
        let error = write(&module, STEM, folder.path(), Profile::Dev).unwrap_err();
        let said = format!("{error:#}");
        assert!(said.contains("linked with another wasm-bindgen"), "{said}");
        assert!(said.contains("members of one workspace"), "{said}");
        // Both versions are named, too.
        assert!(said.contains("0.2.1\n"), "{said}");
    }
}
