//! `/leave/{authority}`: the quick exit for browsers without JavaScript.
//!
//! With JavaScript the page goes straight to the exit address. Without, it passes here, so that what this site has
//! stored is cleared on the way; the entry in the history cannot be replaced then, which the safety page says.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::authority_at;
use crate::components::Exit;
use crate::cookies;
use crate::error::AppError;
use crate::state::AppState;

/// `GET /leave/{authority}`
pub(crate) async fn leave(State(state): State<AppState>, Path(slug): Path<String>) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let exit = Exit::of(&authority).ok_or(AppError::NotFound)?;
    let mut headers = HeaderMap::new();
    cookies::forget(&mut headers);
    // Not "cache": some browsers take seconds to clear it, and our pages are not kept in it.
    headers.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cookies\", \"storage\""));
    let address = HeaderValue::from_str(&exit.address).map_err(|_| AppError::NotFound)?;
    headers.insert(header::LOCATION, address);
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
