//! What the command line says.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;

/// An AimDB server with simulated stations and a room that follows a setpoint.
#[derive(Debug, Parser)]
#[command(name = "aimdb-hub", version, args_override_self = true)]
pub(crate) struct Options {
    /// Address to listen on; port 0 takes any free port
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8089")]
    pub(crate) address: String,

    /// Milliseconds between two samples of a sensor
    #[arg(long, value_name = "MS", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) period_ms: u64,

    /// Seed of the simulation: the same seed gives the same values
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) seed: u64,

    /// Append every setpoint a client wrote to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,

    /// Let in only clients that connect with ?token=TOKEN
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,
}

impl Options {
    /// Time between two samples of a sensor.
    pub(crate) fn period(&self) -> Duration {
        Duration::from_millis(self.period_ms)
    }
}
