//! `/{authority}/request/{secret}`: how a request stands, for the one who has its secret link.
//!
//! The secret is 256 bits; whoever has it is taken for the requester, which also makes the forms here safe against
//! other sites. It is in no log (nothing here logs an address), leaves by no referrer (`no-referrer`), is kept by no
//! cache (`no-store`) and in no search engine (`noindex`), and a page here loads nothing from elsewhere.

mod actions;
mod lost;
mod view;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use candour_casework::{Authority, StatusToken};
use maud::Markup;
use serde::Deserialize;

use self::actions::{ActionForm, ActionKind};
use self::lost::LostForm;
use super::authority_at;
use crate::components::FieldError;
use crate::error::{AppError, TECHNICAL_PROBLEM, failure_reference};
use crate::guard::{Guard, PER_HOUR};
use crate::layout::{Page, Surroundings};
use crate::own_case::OwnCase;
use crate::state::AppState;
use crate::visitor::Visitor;

/// What was done a moment ago.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DoneQuery {
    done: String,
}

/// `GET /{authority}/request`
pub(crate) async fn explain(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    Ok(explanation(&state, authority, &LostForm::default(), &[], &visitor))
}

fn explanation(
    state: &AppState,
    authority: Authority,
    form: &LostForm,
    errors: &[FieldError],
    visitor: &Visitor,
) -> Markup {
    const TITLE: &str = "See how your request is getting on";
    // Without mail there is no way to give an address to the one who asked and to nobody else.
    let has_mail = state.desk.as_ref().is_some_and(|desk| desk.sends_mail());
    let content = lost::explanation(&authority, has_mail.then_some(form), errors);
    let around = Surroundings::of_authority(authority);
    let title = if errors.is_empty() { TITLE.to_owned() } else { format!("Error: {TITLE}") };
    let page = if has_mail { Page::form(&title, content) } else { Page::reading(&title, content) };
    page.render(&around, visitor)
}

/// `POST /{authority}/request`: the address of a request's page again, by e-mail.
pub(crate) async fn remind(
    State(state): State<AppState>,
    Extension(guard): Extension<Arc<Guard>>,
    Path(slug): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    extensions: Extensions,
    Form(form): Form<LostForm>,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let desk = state.desk.clone().filter(|desk| desk.sends_mail()).ok_or(AppError::NotFound)?;
    let form = form.trimmed();
    let now = state.clock.now();
    let errors = form.faults();
    if !errors.is_empty() {
        let page = explanation(&state, authority, &form, &errors, &visitor);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if !guard.admits(state.network(&headers, &extensions), now) {
        let message = "Too much came from your network in the last hour. Wait some minutes and try again";
        let errors = [FieldError::new("reference", message)];
        let page = explanation(&state, authority, &form, &errors, &visitor);
        return Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response());
    }
    if form.website.is_empty()
        && guard.reminds(&format!("{} {} {}", authority.slug, form.reference, form.email.to_lowercase()), now)
    {
        let slug = authority.slug.clone();
        // Behind the reader's back, so that the time it takes tells nothing.
        tokio::spawn(async move {
            if let Err(cause) = desk.remind(&slug, &form.reference, &form.email).await {
                tracing::error!(error.cause = %cause, "a lost link could not be looked up");
            }
        });
    }
    let content = lost::sent(&authority);
    let around = Surroundings::of_authority(authority);
    Ok(Page::reading("Check your e-mail", content).render(&around, &visitor).into_response())
}

/// `GET /{authority}/request/{secret}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((slug, secret)): Path<(String, String)>,
    Query(query): Query<DoneQuery>,
    visitor: Visitor,
) -> Result<Response, AppError> {
    let Found { authority, own, base, .. } = found(&state, &slug, &secret).await?;
    let done = ActionKind::from_key(&query.done).map(ActionKind::done_words);
    let content = view::status(&authority, &own, &base, done, state.clock.today());
    Ok(secretly(&format!("Your request {}", own.reference), content, authority, &visitor, StatusCode::OK))
}

/// `GET /{authority}/request/{secret}/{what}`: the letter, or the page on which something is done.
pub(crate) async fn part(
    State(state): State<AppState>,
    Path((slug, secret, what)): Path<(String, String, String)>,
    visitor: Visitor,
) -> Result<Response, AppError> {
    let Found { authority, own, base, token } = found(&state, &slug, &secret).await?;
    if what == LETTER {
        let Some(desk) = &state.desk else { return Err(AppError::NotFound) };
        let letter = desk.letter(&authority, &token).await?.ok_or(AppError::NotFound)?;
        return Ok(letter_response(letter));
    }
    let kind = ActionKind::from_key(&what).filter(|kind| kind.is_open(&own)).ok_or(AppError::NotFound)?;
    Ok(action_page(&authority, &own, &base, kind, &ActionForm::default(), &[], &visitor, StatusCode::OK))
}

/// `POST /{authority}/request/{secret}/{what}`
pub(crate) async fn act(
    State(state): State<AppState>,
    Extension(guard): Extension<Arc<Guard>>,
    Path((slug, secret, what)): Path<(String, String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
    extensions: Extensions,
    Form(form): Form<ActionForm>,
) -> Result<Response, AppError> {
    let Found { authority, own, base, token } = found(&state, &slug, &secret).await?;
    let kind = ActionKind::from_key(&what).ok_or(AppError::NotFound)?;
    let again = |errors: Vec<FieldError>, status| {
        Ok(action_page(&authority, &own, &base, kind, &form, &errors, &visitor, status))
    };
    let action = match form.action(kind) {
        Ok(action) => action,
        Err(errors) => return again(errors, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let field = kind.field();
    if !guard.admits(state.network(&headers, &extensions), state.clock.now()) {
        let message = format!(
            "More than {PER_HOUR} messages came from your network in the last hour. Nothing is lost: wait some minutes and send it again"
        );
        return again(vec![FieldError::new(field, message)], StatusCode::TOO_MANY_REQUESTS);
    }
    let Some(desk) = &state.desk else { return Err(AppError::NotFound) };
    match desk.act(&authority, &token, action).await {
        Ok(Some(Ok(()))) => Ok(Redirect::to(&format!("{base}?done={}", kind.key())).into_response()),
        Ok(Some(Err(refused))) => {
            let message = format!("This could not be done: {refused}");
            again(vec![FieldError::new(field, message)], StatusCode::CONFLICT)
        }
        Ok(None) => Err(AppError::NotFound),
        Err(cause) => {
            let reference = failure_reference();
            tracing::error!(error.reference = reference, error.cause = %cause, "a requester's action failed");
            let message = format!("{TECHNICAL_PROBLEM} Nothing you typed is lost. Reference: {reference}");
            again(vec![FieldError::new(field, message)], StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

struct Found {
    authority: Authority,
    own: OwnCase,
    /// The address of the status page.
    base: String,
    token: StatusToken,
}

/// What is behind a link. A wrong secret, one of another authority and one that was never given look the same.
async fn found(state: &AppState, slug: &str, secret: &str) -> Result<Found, AppError> {
    let authority = authority_at(state, slug).await?;
    let desk = state.desk.as_ref().ok_or(AppError::NotFound)?;
    let token: StatusToken = secret.parse().map_err(|_| AppError::NotFound)?;
    let own = desk.look_up(&authority, &token).await?.ok_or(AppError::NotFound)?;
    let base = format!("/{}/request/{}", authority.slug, token.reveal());
    Ok(Found { authority, own, base, token })
}

#[expect(clippy::too_many_arguments, reason = "a page is what it shows; all of these stand on it")]
fn action_page(
    authority: &Authority,
    own: &OwnCase,
    base: &str,
    kind: ActionKind,
    form: &ActionForm,
    errors: &[FieldError],
    visitor: &Visitor,
    status: StatusCode,
) -> Response {
    let content = actions::content(authority, own, base, kind, form, errors);
    let title = kind.title(own);
    let title = if errors.is_empty() { title.to_owned() } else { format!("Error: {title}") };
    secretly(&title, content, authority.clone(), visitor, status)
}

/// A page that nobody but the requester shall ever come across.
fn secretly(title: &str, content: Markup, authority: Authority, visitor: &Visitor, status: StatusCode) -> Response {
    let around = Surroundings::of_authority(authority).without_banner();
    let page = Page::form(title, content).with_head(super::make_a_request::unlisted()).render(&around, visitor);
    (status, unlisted_headers(), page).into_response()
}

fn unlisted_headers() -> [(HeaderName, HeaderValue); 2] {
    [
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow, noarchive")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ]
}

fn letter_response(letter: Vec<u8>) -> Response {
    let (kind, disposition) = match letter.starts_with(b"%PDF-") {
        true => ("application/pdf", "inline; filename=\"answer.pdf\""),
        false => ("application/octet-stream", "attachment; filename=\"answer\""),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)];
    (unlisted_headers(), headers, letter).into_response()
}

/// The last part of the address of the letter.
const LETTER: &str = "answer.pdf";
