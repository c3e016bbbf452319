//! Writes the zoo's TypeScript into a folder, for `tests/generated`.

use std::path::PathBuf;
use std::{env, fs, io};

use aimdb_wasm_codegen::{generate, Options};

fn main() -> io::Result<()> {
    let dir = env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or_else(|| io::Error::other("usage: zoo <folder>"))?;
    fs::create_dir_all(&dir)?;
    let files = generate::<aimdb_wasm_zoo::Zoo>(&Options::default()).map_err(io::Error::other)?;
    for file in files {
        fs::write(dir.join(&file.name), &file.text)?;
    }
    Ok(())
}
