//! The connector binds its port by itself and keeps a failure to itself. So the port
//! is tried before, and the server is asked whether it is up after.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout, Instant};

const STARTUP: Duration = Duration::from_secs(5);

/// The address to bind, its port known and free a moment ago.
pub(crate) fn free_address(wanted: &str) -> Result<SocketAddr, String> {
    let address = wanted
        .to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .ok_or_else(|| {
            format!("{wanted} is not an address; write HOST:PORT, say 127.0.0.1:8089")
        })?;
    TcpListener::bind(address)
        .and_then(|listener| listener.local_addr())
        .map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => format!(
                "port {} of {} is taken; end the program that listens there, or choose another with --address",
                address.port(),
                address.ip(),
            ),
            _ => format!("cannot listen on {address}: {error}"),
        })
}

/// Waits until the server at `address` answers `GET /health`.
pub(crate) async fn until_healthy(address: SocketAddr) -> Result<(), String> {
    let deadline = Instant::now() + STARTUP;
    while Instant::now() < deadline {
        if let Ok(Ok(true)) = timeout(Duration::from_secs(1), healthy(address)).await {
            return Ok(());
        }
        sleep(Duration::from_millis(5)).await;
    }
    Err(format!("the server on {address} did not come up"))
}

async fn healthy(address: SocketAddr) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer.starts_with(b"HTTP/1.1 200"))
}
