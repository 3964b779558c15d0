//! What went wrong, as a response.
//!
//! A handler returns an [`AppError`]; the layer [`show`] turns it, and every other bare failure, into a page in the
//! surroundings the reader was in. Internal causes are logged once, with the reference the page shows, and never shown.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use candour_casework::AuthoritySlug;
use candour_casework::ports::StoreError;
use candour_casework::publication::Tombstone;
use maud::{Markup, html};

use crate::dates;
use crate::layout::{Page, Surroundings};
use crate::pages::api;
use crate::state::AppState;
use crate::visitor::Visitor;

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum AppError {
    /// Something of ours failed.
    Failed(String),
    /// There is no such page, or none that may be told of.
    NotFound,
    /// It was published and has been taken down.
    TakenDown(Tombstone),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

/// What [`show`] needs of an error; carried inside the response.
#[derive(Clone)]
enum Shown {
    Failed(String),
    TakenDown(Tombstone),
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, shown) = match self {
            Self::NotFound => return StatusCode::NOT_FOUND.into_response(),
            Self::Failed(cause) => (StatusCode::INTERNAL_SERVER_ERROR, Shown::Failed(cause)),
            Self::TakenDown(tombstone) => (StatusCode::GONE, Shown::TakenDown(tombstone)),
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(shown);
        response
    }
}

/// A new reference for a failure: short enough to read out on the telephone.
pub(crate) fn failure_reference() -> String {
    let id = uuid::Uuid::now_v7().simple().to_string();
    id.chars().skip(id.len() - 8).collect::<String>().to_uppercase()
}

/// Layer: gives every failure without a page of its own a page, or a problem document on the API.
pub(crate) async fn show(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts);
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let has_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        [b"text/html".as_slice(), b"application/"].iter().any(|prefix| kind.as_bytes().starts_with(prefix))
    });
    // What the address can be used for instead, and how long the file is (RFC 9110 sections 15.5.6 and 15.5.17).
    let told = [header::ALLOW, header::CONTENT_RANGE, header::ACCEPT_RANGES];
    let told = told.map(|name| (response.headers().get(&name).cloned(), name));
    if has_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }

    let shown = response.extensions().get::<Shown>().cloned();
    let reference = status.is_server_error().then(failure_reference);
    if let Some(reference) = &reference {
        let cause = match &shown {
            Some(Shown::Failed(cause)) => cause.as_str(),
            _ => "the handler stopped or took too long",
        };
        tracing::error!(error.reference = reference, error.cause = cause, "a page could not be shown");
    }
    let words = words(status, shown.as_ref(), reference.as_deref());
    let mut response = if visitor.path.starts_with("/api/") {
        api::problem(status, words.title, &words.detail)
    } else {
        let around = surroundings(&state, &visitor.path).await;
        (status, Page::reading(words.title, words.content).render(&around, &visitor)).into_response()
    };
    for (value, name) in told {
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

struct Words {
    title: &'static str,
    detail: String,
    content: Markup,
}

fn words(status: StatusCode, shown: Option<&Shown>, reference: Option<&str>) -> Words {
    if let Some(Shown::TakenDown(tombstone)) = shown {
        let on = dates::long_of(tombstone.at);
        return Words {
            title: "This answer has been taken down",
            detail: tombstone.reason.clone(),
            content: html! {
                h1 class="govuk-heading-l" { "This answer has been taken down" }
                p class="govuk-body" { "It was published here until " (on) "." }
                p class="govuk-body" { "Reason: " (tombstone.reason) }
            },
        };
    }
    if let Some(reference) = reference {
        return Words {
            title: "Sorry, there was a technical problem",
            detail: format!("{TECHNICAL_PROBLEM} Reference: {reference}"),
            content: html! {
                h1 class="govuk-heading-l" { (TECHNICAL_PROBLEM) }
                p class="govuk-body" { "If it happens again, tell us this reference: " strong { (reference) } "." }
                p class="govuk-body" { "If you were filling in a form, go back in your browser: what you typed is still there." }
            },
        };
    }
    let (title, detail) = match status {
        StatusCode::NOT_FOUND => ("Page not found", "There is no page at this address."),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("This address cannot be used like that", "This address is only for reading.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("That is too long", "What you sent is longer than this page can take."),
        StatusCode::URI_TOO_LONG => ("That search is too long", "Use a few words, and then narrow down what is found."),
        StatusCode::RANGE_NOT_SATISFIABLE => {
            ("The file is shorter than that", "Your program asked for a part that the file does not have.")
        }
        StatusCode::FORBIDDEN => {
            ("That did not come from this site", "Open the page again and send the form from there.")
        }
        _ => ("The address is not right", "Something in the address or the form could not be understood."),
    };
    Words {
        title,
        detail: detail.to_owned(),
        content: html! {
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (detail) }
            @if status == StatusCode::NOT_FOUND {
                p class="govuk-body" { "If you typed the address, check that it is correct." }
                p class="govuk-body" {
                    "You can " a class="govuk-link" href="/" { "look for a published answer from the home page" } "."
                }
            }
        },
    }
}

/// The surroundings of a path, as far as the store answers.
async fn surroundings(state: &AppState, path: &str) -> Surroundings {
    let Ok(mut authorities) = state.log.authorities().await else {
        return Surroundings::bare();
    };
    let slug: Option<AuthoritySlug> = path.split('/').nth(1).and_then(|first| first.parse().ok());
    match authorities.iter().position(|authority| Some(&authority.slug) == slug.as_ref()) {
        Some(position) => Surroundings::of_authority(authorities.swap_remove(position)),
        None => Surroundings::of_site(authorities),
    }
}

/// The words for every failure of our own (design 7.4).
pub(crate) const TECHNICAL_PROBLEM: &str = "Sorry, there was a technical problem. Please try again.";
