//! Up to three published answers that may already say what somebody wants to know.

use candour_casework::{Authority, Publication};

use crate::state::AppState;

/// The closest published answers; none where the log cannot be searched, for a request must never wait on this.
pub(super) async fn answers(state: &AppState, authority: &Authority, text: &str) -> Vec<Publication> {
    match state.log.similar(Some(&authority.slug), text).await {
        Ok(found) => found.into_iter().take(MOST).collect(),
        Err(cause) => {
            tracing::warn!(error.cause = %cause, "published answers could not be looked through");
            Vec::new()
        }
    }
}

const MOST: usize = 3;
