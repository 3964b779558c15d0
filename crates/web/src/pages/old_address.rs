//! Addresses of the site that was here before: the path of an imported page leads to its permanent one.

use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::address_of;
use crate::error::AppError;
use crate::public::Found;
use crate::state::AppState;

/// Any address that is no page of ours.
pub(crate) async fn lead_on(State(state): State<AppState>, method: Method, uri: Uri) -> Result<Response, AppError> {
    let path = uri.path().trim_end_matches('/').to_lowercase();
    let could_be_one = path.len() > 1 && path.len() <= LONGEST_PATH && matches!(method, Method::GET | Method::HEAD);
    if could_be_one {
        for authority in state.log.authorities().await? {
            match state.log.disclosure(&authority.slug, &path).await? {
                Found::Disclosure(publication) => {
                    let to = [(header::LOCATION, address_of(&publication))];
                    return Ok((StatusCode::MOVED_PERMANENTLY, to).into_response());
                }
                Found::TakenDown(tombstone) => return Err(AppError::TakenDown(tombstone)),
                Found::Nothing => {}
            }
        }
    }
    Err(AppError::NotFound)
}

/// As long as an address that an import keeps.
const LONGEST_PATH: usize = 500;
