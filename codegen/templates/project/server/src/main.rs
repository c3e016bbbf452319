//! An AimDB server with the records of sample-project: `cargo run -p sample-server`.
//!
//! Browsers connect to `ws://127.0.0.1:8089/ws`; an argument names another address.

mod records;

use std::env;
use std::error::Error;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use aimdb_core::AimDbBuilder;
use aimdb_tokio_adapter::TokioAdapter;
use aimdb_wasm_contracts::{Contract, Registry, Visitor};
use aimdb_websocket_connector::WebSocketConnector;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use sample_contracts::Contracts;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let wanted = env::args().nth(1);
    let address = free_address(wanted.as_deref().unwrap_or("127.0.0.1:8089"))?;

    let mut names = Names(WebSocketConnector::new());
    Contracts::each(&mut names);
    let connector = names.0.bind(address).path("/ws").with_late_join(true);
    let mut builder = AimDbBuilder::new()
        .runtime(Arc::new(TokioAdapter::new()?))
        .with_connector(connector);
    records::configure(&mut builder);
    let db = builder.build().await?;

    timeout(Duration::from_secs(5), until_reached(address)).await?;
    println!("listening on ws://{address}/ws; Ctrl-C ends it");
    tokio::signal::ctrl_c().await?;
    drop(db);
    Ok(())
}

/// The connector keeps it to itself when an address is taken, so it is tried before.
fn free_address(wanted: &str) -> Result<SocketAddr, String> {
    TcpListener::bind(wanted)
        .and_then(|listener| listener.local_addr())
        .map_err(|error| format!("cannot listen on {wanted}: {error}"))
}

async fn until_reached(address: SocketAddr) {
    while TcpStream::connect(address).await.is_err() {
        sleep(Duration::from_millis(10)).await;
    }
}

/// Tells the connector the contracts' names, for clients that ask what there is.
struct Names(WebSocketConnector);

impl Visitor for Names {
    fn visit<T: Contract>(&mut self) {
        self.0.register::<T>();
    }
}
