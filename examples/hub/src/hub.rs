//! Puts the server together.

use std::fmt::Debug;
use std::net::SocketAddr;
use std::sync::Arc;

use aimdb_core::connector::SerializeError;
use aimdb_core::{AimDb, AimDbBuilder};
use aimdb_tokio_adapter::TokioAdapter;
use aimdb_wasm_contracts::{GpsLocation, Humidity, Setpoint, StationStatus, Temperature};
use aimdb_websocket_connector::WebSocketConnector;
use serde::Serialize;

use crate::journal::Journal;
use crate::options::Options;
use crate::token::Token;
use crate::{room, station};

/// Where the WebSocket endpoint is.
pub(crate) const PATH: &str = "/ws";

/// The builder every part of the hub adds its records to.
pub(crate) type Builder = AimDbBuilder<TokioAdapter>;

/// Messages a client may be behind before the connector drops the newest.
const CLIENT_BACKLOG: usize = 4096;

/// Builds the database and starts the server on `address`.
pub(crate) async fn start(
    address: SocketAddr,
    options: &Options,
) -> Result<AimDb<TokioAdapter>, String> {
    let journal = options.journal.as_deref().map(Journal::open).transpose()?;
    let runtime = TokioAdapter::new().map_err(|error| error.to_string())?;
    let mut builder = AimDbBuilder::new()
        .runtime(Arc::new(runtime))
        .with_connector(connector(address, options.token.as_deref()));
    station::register(&mut builder, options);
    room::register(&mut builder, options, journal);
    builder.build().await.map_err(|error| error.to_string())
}

fn connector(address: SocketAddr, token: Option<&str>) -> WebSocketConnector {
    let mut connector = WebSocketConnector::new();
    connector
        .register::<Temperature>()
        .register::<Humidity>()
        .register::<GpsLocation>()
        .register::<Setpoint>()
        .register::<StationStatus>();
    let connector = connector
        .bind(address)
        .path(PATH)
        .with_late_join(true)
        .with_channel_capacity(CLIENT_BACKLOG);
    match token {
        Some(token) => connector.with_auth(Token(token.to_owned())),
        None => connector,
    }
}

/// A value as the JSON text that clients get.
pub(crate) fn json<T: Serialize + Debug>(value: &T) -> Result<Vec<u8>, SerializeError> {
    serde_json::to_vec(value).map_err(|_| SerializeError::InvalidData)
}
