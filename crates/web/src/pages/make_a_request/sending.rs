//! Handing a request in, and what its writer sees then.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use candour_casework::Authority;
use maud::{Markup, html};

use super::draft::Draft;
use super::steps::{Shown, Step};
use super::{PageOf, asked, faults, fresh_stamp, page};
use crate::components::{FieldError, inset_text, panel};
use crate::dates;
use crate::desk::{NewRequest, mail_address};
use crate::error::{AppError, TECHNICAL_PROBLEM, failure_reference};
use crate::guard::{Guard, Network, PER_HOUR, QUICKEST_SECONDS, Stamped};
use crate::own_case::OwnCase;
use crate::state::AppState;
use crate::visitor::Visitor;

/// Takes the request in, or shows the list of answers again with the reason why not.
pub(super) async fn send(
    state: &AppState,
    guard: &Guard,
    network: Network,
    authority: Authority,
    mut draft: Draft,
    visitor: &Visitor,
) -> Result<Response, AppError> {
    let Some(desk) = &state.desk else { return Err(AppError::NotFound) };
    draft.divide();
    for step in [Step::Questions, Step::Name, Step::Reply] {
        let errors = faults(&draft, step);
        if !errors.is_empty() {
            let shown = Shown { errors, ..Shown::step(step) };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, asked(&authority, &draft, &shown, visitor)).into_response());
        }
    }
    let again = |draft: &Draft, status: StatusCode, message: String| {
        let errors = vec![FieldError::new("send", message)];
        let shown = Shown { errors, ..Shown::step(Step::Check) };
        (status, asked(&authority, draft, &shown, visitor)).into_response()
    };
    if let Some(message) = not_by_a_person(guard, &draft, state) {
        draft.website.clear();
        if guard.read(&draft.stamp, state.clock.now()) == Stamped::Unknown {
            draft.stamp = fresh_stamp(state, guard)?;
        }
        return Ok(again(&draft, StatusCode::UNPROCESSABLE_ENTITY, message));
    }
    let Some(token) = guard.token(&draft.stamp) else {
        return Err(AppError::Failed("the system gave no randomness for a status link".to_owned()));
    };
    // The same form sent again is no second request and is never turned away.
    let known = desk.look_up(&authority, &token).await;
    if matches!(known, Ok(None)) && !guard.admits(network, state.clock.now()) {
        let message = format!(
            "More than {PER_HOUR} requests came from your network in the last hour. Nothing is lost: wait some \
             minutes and press Send again, or send your request by e-mail or letter"
        );
        return Ok(again(&draft, StatusCode::TOO_MANY_REQUESTS, message));
    }
    let request = NewRequest {
        name: draft.name.clone(),
        address: draft.address(),
        preferred_form: (!draft.form.is_empty()).then(|| draft.form.clone()),
        prefers_welsh: draft.welsh,
        text: draft.text(),
        token,
    };
    match desk.receive(&authority, request).await {
        Ok(Ok(own)) => {
            let address = draft.address();
            let mailed = mail_address(&address).filter(|_| desk.sends_mail());
            let link = format!("/{}/request/{}", authority.slug, token.reveal());
            let content = sent(&authority, &own, &link, &whole(state, &link), mailed);
            Ok(page("Request sent", content, authority, PageOf::Form, visitor).into_response())
        }
        Ok(Err(refused)) => {
            Ok(again(&draft, StatusCode::UNPROCESSABLE_ENTITY, format!("The request could not be taken: {refused}")))
        }
        Err(cause) => {
            let reference = failure_reference();
            tracing::error!(error.reference = reference, error.cause = %cause, "a request could not be taken in");
            let message = format!("{TECHNICAL_PROBLEM} Nothing you typed is lost. Reference: {reference}");
            Ok(again(&draft, StatusCode::INTERNAL_SERVER_ERROR, message))
        }
    }
}

/// Why this does not look like a person's, if it does not.
fn not_by_a_person(guard: &Guard, draft: &Draft, state: &AppState) -> Option<String> {
    if !draft.website.is_empty() {
        return Some("Something filled in a field that should stay empty. We have emptied it: press Send again".into());
    }
    match guard.read(&draft.stamp, state.clock.now()) {
        Stamped::Ago(seconds) if seconds >= QUICKEST_SECONDS => None,
        Stamped::Ago(_) => Some(format!(
            "That was very quick. Read your request once more, wait {QUICKEST_SECONDS} seconds, and press Send again"
        )),
        Stamped::Unknown => {
            Some("This page was open for a long time. Look through your answers and press Send again".into())
        }
    }
}

/// The whole address of a link, where the site knows its own.
fn whole(state: &AppState, link: &str) -> String {
    let own = state.settings.public_address.clone().unwrap_or_default();
    format!("{own}{link}")
}

fn sent(authority: &Authority, own: &OwnCase, link: &str, whole: &str, mailed: Option<&str>) -> Markup {
    let due_on = own.due.as_ref().and_then(|due| due.due_on);
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (panel("Request sent", &html! { "Your reference" br; strong { (own.reference) } }))
                @match mailed {
                    Some(address) => p class="govuk-body" { "We are sending an e-mail to " strong { (address) } " with this reference and date." },
                    None => p class="govuk-body" { "We have not sent you an e-mail. Write the reference down, or print this page." },
                }
                h2 class="govuk-heading-m" { "When you will get an answer" }
                p class="govuk-body" {
                    @match due_on {
                        Some(on) => { (authority.name) " has to answer by " strong { (dates::long(on)) } "." }
                        None => { "The date cannot be worked out yet. We will tell you as soon as it can." },
                    }
                    @if let Some(due) = own.due.as_ref().filter(|due| !due.limit.is_empty()) {
                        " That is " (due.limit) " after your request was received"
                        @if !due.source.is_empty() { " (" (due.source) ")" } "."
                    }
                }
                h2 class="govuk-heading-m" { "Your own page" }
                p class="govuk-body" { "At this address you can see how your request is getting on, read the answer, write to us, take the request back, or ask for a review:" }
                p class="candour-secret" { (whole) }
                p class="govuk-body" { a class="govuk-link" href=(link) { "Go to the page of your request" } }
                (inset_text(&html! {
                    "Keep this address and show it to nobody: whoever has it can see your request. We do not keep it ourselves"
                    @if mailed.is_some() { "; if you lose it, we can e-mail you a new one. " } @else { ", so we cannot tell it to you again. " }
                    "If somebody may look at this device, write it down on paper and do not open it here."
                }))
            }
        }
    }
}
