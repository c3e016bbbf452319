//! Logging to the host's console.

use aimdb_executor::Logger;

use crate::host::{log, Level};
use crate::WasmAdapter;

impl Logger for WasmAdapter {
    fn info(&self, message: &str) {
        log(Level::Info, message);
    }

    fn debug(&self, message: &str) {
        log(Level::Debug, message);
    }

    fn warn(&self, message: &str) {
        log(Level::Warn, message);
    }

    fn error(&self, message: &str) {
        log(Level::Error, message);
    }
}
