//! What users will download.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::write::GzEncoder;
use flate2::Compression;

/// Prints a file's size, raw and compressed as servers send it.
pub(crate) fn print(path: &Path) -> Result<()> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    println!(
        "  {name:<24} {:>6.1} kB, gzip {:>6.1} kB",
        kilobytes(&bytes),
        kilobytes(&encoder.finish()?),
    );
    Ok(())
}

fn kilobytes(bytes: &[u8]) -> f64 {
    bytes.len() as f64 / 1000.0
}
