//! The whole address of this site, where a path is not enough: feeds, the sitemap, the API.
//!
//! It comes from the settings and from nowhere else. What a client writes into `Host` is its own word, and an address
//! made of it would be another site's in somebody's feed, cache or mail.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::state::AppState;

/// Such as `https://foi.example.org`, without a slash at the end.
#[derive(Clone, Debug)]
pub(crate) struct SiteAddress(pub(crate) String);

impl FromRequestParts<AppState> for SiteAddress {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(state.settings.address().to_owned()))
    }
}
