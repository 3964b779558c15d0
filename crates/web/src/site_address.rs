//! The whole address of this site, where a path is not enough: feeds, the sitemap, the API.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::state::AppState;

/// Such as `https://foi.example.org`, without a slash at the end.
#[derive(Clone, Debug)]
pub(crate) struct SiteAddress(pub(crate) String);

impl FromRequestParts<AppState> for SiteAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        if let Some(address) = &state.settings.public_address {
            return Ok(Self(address.clone()));
        }
        // The host is the client's own word. It is only ever shown back to that client, and only if it is a plain one.
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
        let host = if !host.is_empty() && host.len() <= 255 && host.bytes().all(plain) { host } else { "localhost" };
        Ok(Self(format!("http://{host}")))
    }
}
