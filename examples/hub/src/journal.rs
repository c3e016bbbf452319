//! A record of what clients wrote, for tests that count losses.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use aimdb_wasm_contracts::Setpoint;
use serde::Serialize;

use crate::clock::now_ms;

/// A file that setpoints are appended to, one JSON object a line.
pub(crate) struct Journal(Mutex<File>);

#[derive(Serialize)]
struct Line<'a> {
    topic: &'a str,
    received: u64,
    payload: &'a Setpoint,
}

impl Journal {
    /// Opens the file, or makes it.
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map(|file| Self(Mutex::new(file)))
            .map_err(|error| format!("cannot write the journal {}: {error}", path.display()))
    }

    /// Appends a setpoint. It is in the file when this returns, so a killed hub
    /// has written down everything that it answered for.
    pub(crate) fn append(&self, topic: &str, payload: &Setpoint) -> io::Result<()> {
        let mut line = serde_json::to_vec(&Line {
            topic,
            received: now_ms(),
            payload,
        })?;
        line.push(b'\n');
        let mut file = self
            .0
            .lock()
            .map_err(|_| io::Error::other("the journal is broken"))?;
        file.write_all(&line)?;
        file.flush()
    }
}
