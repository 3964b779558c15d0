//! What machines read: feeds, the sitemap, OAI-PMH, the catalogue, robots and security notes.

pub(crate) mod catalogue;
pub(crate) mod feed;
pub(crate) mod oai;
pub(crate) mod sitemap;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Span;

use crate::site_address::SiteAddress;
use crate::state::AppState;

/// `GET /robots.txt`
pub(crate) async fn robots(SiteAddress(site): SiteAddress) -> String {
    format!("User-agent: *\nDisallow: /leave/\nDisallow: /feedback\nSitemap: {site}/sitemap.xml\n")
}

/// `GET /.well-known/security.txt` (RFC 9116); nothing unless a contact is set.
pub(crate) async fn security(State(state): State<AppState>, SiteAddress(site): SiteAddress) -> Response {
    let Some(contact) = &state.settings.security_contact else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let contact = if contact.contains("://") { contact.clone() } else { format!("mailto:{contact}") };
    // Must not be stale: valid for half a year from now, renewed with each reading.
    let expires = state.clock.now().saturating_add(Span::new().hours(24 * 180)).unwrap_or(state.clock.now());
    let expires = expires.strftime("%Y-%m-%dT%H:%M:%SZ");
    let body = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {site}/.well-known/security.txt\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
}

/// `GET /.well-known/release-key.txt`: what `candour verify --key` takes; nothing where files are not signed.
pub(crate) async fn release_key(State(state): State<AppState>) -> Response {
    let Some(key) = &state.settings.release_key else {
        return StatusCode::NOT_FOUND.into_response();
    };
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{key}\n")).into_response()
}
