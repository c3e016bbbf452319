//! Our buffers beside tokio's `broadcast` and `watch`, and for the Mailbox, which tokio
//! does not have, beside AimDB's own made of its `Mutex` and `Notify`.
//!
//! Prints one JSON object: cases as in `target/bench/report.json`. `--quick` runs each
//! case for a moment only, to see that it works.

mod cases;
mod meter;

use std::process::ExitCode;

fn main() -> ExitCode {
    let quick = std::env::args().any(|argument| argument == "--quick");
    match cases::run(&meter::Meter::new(quick)) {
        Ok(cases) => {
            println!("{}", serde_json::json!({ "cases": cases }));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench-buffers: {error}");
            ExitCode::FAILURE
        }
    }
}
