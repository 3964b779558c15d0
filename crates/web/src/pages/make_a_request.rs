//! `/{authority}/make-a-request`: asking for information, one thing per page, without scripts and without a cookie.
//!
//! Each page is the answer to the one before it, and carries all earlier answers as hidden fields ([`draft`]). The pages
//! are in [`steps`]; handing in is in [`sending`].

mod draft;
mod sending;
mod similar;
mod steps;

pub(crate) use self::steps::unlisted;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{Extensions, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use candour_casework::Authority;
use candour_ingest::request::personal_hints;
use maud::{Markup, html};
use serde::Deserialize;

use self::draft::Draft;
use self::steps::{Shown, Step};
use super::authority_at;
use crate::components::{FieldError, Link, button_link, inset_text};
use crate::error::AppError;
use crate::guard::Guard;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /{authority}/make-a-request`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let content = before_you_ask(&authority, state.desk.is_some());
    Ok(page("Make a request", content, authority, PageOf::Start, &visitor))
}

/// What an address may say about a new request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct About {
    /// The reference of an answer that it is about.
    about: String,
}

/// `GET /{authority}/make-a-request/new?about=`
pub(crate) async fn begin(
    State(state): State<AppState>,
    Extension(guard): Extension<Arc<Guard>>,
    Path(slug): Path<String>,
    Query(about): Query<About>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    if state.desk.is_none() {
        return Err(AppError::NotFound);
    }
    let about = about.about.parse::<candour_casework::Reference>();
    let request = about.map(|reference| format!("About your answer {reference}: ")).unwrap_or_default();
    let draft = Draft { request, stamp: fresh_stamp(&state, &guard)?, ..Draft::default() };
    Ok(asked(&authority, &draft, &Shown::step(Step::Request), &visitor))
}

/// `POST /{authority}/make-a-request`: takes the answer of one page and gives the next.
pub(crate) async fn answer(
    State(state): State<AppState>,
    Extension(guard): Extension<Arc<Guard>>,
    Path(slug): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    extensions: Extensions,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    if state.desk.is_none() {
        return Err(AppError::NotFound);
    }
    let value = |wanted: &str| fields.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let step = value("step").and_then(Step::from_key).unwrap_or(Step::Request);
    let go = value("go").unwrap_or_default().to_owned();
    let mut draft = Draft::of(fields);
    if draft.stamp.is_empty() {
        draft.stamp = fresh_stamp(&state, &guard)?;
    }
    if step == Step::Check && go == "send" {
        let network = state.network(&headers, &extensions);
        return sending::send(&state, &guard, network, authority, draft, &visitor).await;
    }
    let shown = next(&state, &authority, &mut draft, step, &go).await?;
    let status = if shown.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, asked(&authority, &draft, &shown, &visitor)).into_response())
}

/// The page that follows.
async fn next(
    state: &AppState,
    authority: &Authority,
    draft: &mut Draft,
    step: Step,
    go: &str,
) -> Result<Shown, AppError> {
    if let Some(to) = go.strip_prefix("change-").and_then(Step::from_key) {
        draft.checked = true;
        return Ok(Shown::step(to));
    }
    match go {
        "back" => {
            let back = step.before();
            if back == Step::Request {
                draft.unite();
            }
            return Ok(Shown::step(back));
        }
        "own-information" => return Ok(Shown::step(Step::OwnInformation)),
        "add" if step == Step::Questions => {
            let adds = draft.questions.len() < draft::QUESTION_FIELDS.len();
            return Ok(Shown { empty_questions: usize::from(adds), ..Shown::step(Step::Questions) });
        }
        "keep" if step == Step::Personal => draft.warned = draft.text_mark(),
        _ => {}
    }
    let errors = faults(draft, step);
    if !errors.is_empty() {
        return Ok(Shown { errors, ..Shown::step(step) });
    }
    if step == Step::Request {
        let published = similar::answers(state, authority, &draft.text()).await;
        draft.divide();
        if !published.is_empty() {
            return Ok(Shown { published, ..Shown::step(Step::Published) });
        }
    }
    Ok(Shown::step(after(draft, step)))
}

fn after(draft: &Draft, step: Step) -> Step {
    let following = match step {
        Step::Request | Step::Published => return Step::Questions,
        Step::Questions if draft.warned != draft.text_mark() && !personal_hints(&draft.text()).is_empty() => {
            return Step::Personal;
        }
        Step::Questions | Step::Personal | Step::OwnInformation => Step::Name,
        Step::Name => Step::Reply,
        Step::Reply | Step::Check => Step::Check,
    };
    // Who has seen the list of answers goes back to it, past what is answered already.
    let unanswered = [Step::Name, Step::Reply].into_iter().find(|step| !faults(draft, *step).is_empty());
    if draft.checked { unanswered.unwrap_or(Step::Check) } else { following }
}

/// What is wrong with the answer of a page.
fn faults(draft: &Draft, step: Step) -> Vec<FieldError> {
    match step {
        Step::Request | Step::Questions => draft.faults_of_request(),
        Step::Name => draft.faults_of_name(),
        Step::Reply => draft.faults_of_reply(),
        Step::Published | Step::Personal | Step::OwnInformation | Step::Check => Vec::new(),
    }
}

fn fresh_stamp(state: &AppState, guard: &Guard) -> Result<String, AppError> {
    let failed = || AppError::Failed("the system gave no randomness for a form".to_owned());
    guard.stamp(state.clock.now()).ok_or_else(failed)
}

/// One page of the form.
fn asked(authority: &Authority, draft: &Draft, shown: &Shown, visitor: &Visitor) -> Markup {
    let title = shown.step.title();
    let title = if shown.errors.is_empty() { title.to_owned() } else { format!("Error: {title}") };
    page(&title, steps::content(authority, draft, shown), authority.clone(), PageOf::Form, visitor)
}

enum PageOf {
    Start,
    Form,
}

fn page(title: &str, content: Markup, authority: Authority, of: PageOf, visitor: &Visitor) -> Markup {
    let way = vec![Link::new("/", "Home"), Link::new(format!("/{}", authority.slug), authority.name.clone())];
    let around = Surroundings::of_authority(authority);
    match of {
        PageOf::Start => Page::reading(title, content).under(way).render(&around, visitor),
        // A form has its own way back, which keeps what was typed.
        PageOf::Form => Page::form(title, content).with_head(unlisted()).render(&around.without_banner(), visitor),
    }
}

fn before_you_ask(authority: &Authority, takes_requests: bool) -> Markup {
    let base = format!("/{}", authority.slug);
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-xl" { "Ask " (authority.name) " for information" }
                p class="govuk-body-l" { "Anybody can ask. You do not have to say why you want it, and it is free in most cases." }
                h2 class="govuk-heading-m" { "Before you ask" }
                p class="govuk-body" {
                    "The answer may be published already. "
                    a class="govuk-link" href={ (base) "/disclosures" } { "Look through published answers" } "."
                }
                h2 class="govuk-heading-m" { "What you will need" }
                ul class="govuk-list govuk-list--bullet" {
                    li { "your name" }
                    li { "an address to answer to: an e-mail address will do" }
                    li { "the information you want, as exactly as you can describe it" }
                }
                (inset_text(&html! {
                    "Ask for what is recorded, such as figures, letters or reports. To ask what is held about you, "
                    "make a request for your own personal information instead."
                }))
                @if takes_requests {
                    (button_link(&format!("{base}/make-a-request/new"), "Start now"))
                    p class="govuk-body" {
                        "We keep nothing of what you type until you send it, and set no cookie. "
                        "If you close the page before that, it is gone."
                    }
                }
                h2 class="govuk-heading-m" { @if takes_requests { "Other ways to ask" } @else { "Where to send it" } }
                (other_ways(authority))
                h2 class="govuk-heading-m" { "What happens then" }
                p class="govuk-body" {
                    "You get an answer within 20 working days. "
                    a class="govuk-link" href="/deadline-calculator" { "Work out the date" }
                    ". Your name is not published, and what is published of your request is checked first."
                }
                @if takes_requests {
                    p class="govuk-body" {
                        "Have you asked already? "
                        a class="govuk-link" href={ (base) "/request" } { "See how your request is getting on" } "."
                    }
                }
            }
        }
    }
}

/// How else a request reaches the authority.
fn other_ways(authority: &Authority) -> Markup {
    let contact = &authority.review;
    html! {
        @if contact.email.is_empty() && contact.address.is_empty() {
            p class="govuk-body" { "Write to " (authority.name) " in any way you can reach it: a request by letter, e-mail or message is valid." }
        } @else {
            p class="govuk-body" { "Write to " (contact.team) ":" }
            @if !contact.email.is_empty() {
                p class="govuk-body" { a class="govuk-link" href={ "mailto:" (contact.email) } { (contact.email) } }
            }
            @if !contact.address.is_empty() {
                p class="govuk-body" { @for line in &contact.address { (line) br; } }
            }
        }
    }
}
