//! `aimdb-hub`: a real AimDB server for the dashboard, the tests and the benchmarks.
//!
//! Four weather stations with simulated sensors, and a room whose temperature follows
//! a setpoint that clients write. The contracts are the ones the browser uses.

mod clock;
mod hub;
mod journal;
mod listen;
mod options;
mod room;
mod station;
mod token;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use tokio::signal::unix::{signal, SignalKind};

use crate::options::Options;

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("aimdb-hub: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the hub until the process is told to end.
async fn serve(options: Options) -> Result<(), Box<dyn Error>> {
    // Listening for the signals first: one that comes during start-up counts too.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;

    let address = listen::free_address(&options.address)?;
    let hub = hub::start(address, &options).await?;
    listen::until_healthy(address).await?;
    println!(
        "aimdb-hub: ready on ws://{address}{}, {} stations and a room, every {} ms",
        hub::PATH,
        station::STATIONS.len(),
        options.period_ms,
    );

    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    drop(hub);
    Ok(())
}
