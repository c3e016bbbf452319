//! Who may connect.

use std::future::Future;
use std::pin::Pin;

use aimdb_websocket_connector::auth::AuthRequest;
use aimdb_websocket_connector::{AuthError, AuthHandler, Permissions};

/// Lets in clients that bring the token as `?token=…`.
pub(crate) struct Token(pub(crate) String);

impl AuthHandler for Token {
    fn authenticate<'a>(
        &'a self,
        request: &'a AuthRequest,
    ) -> Pin<Box<dyn Future<Output = Result<Permissions, AuthError>> + Send + 'a>> {
        Box::pin(async move {
            match request.query_params.get("token") {
                Some(token) if *token == self.0 => Ok(Permissions::allow_all()),
                Some(_) => Err(AuthError::new("wrong token")),
                None => Err(AuthError::new("connect with ?token=…")),
            }
        })
    }
}
