//! `/feedback`: what readers think of the site. It asks for no name and no address.

use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use candour_casework::ports::Feedback;
use maud::{Markup, html};
use serde::Deserialize;

use super::site;
use crate::components::{Field, FieldError, button, error_summary, inset_text, panel, radios, textarea};
use crate::error::{AppError, TECHNICAL_PROBLEM, failure_reference};
use crate::layout::Page;
use crate::state::AppState;
use crate::visitor::{Visitor, local_address};

/// The form as typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct FeedbackForm {
    #[serde(default)]
    page: String,
    #[serde(default)]
    rating: String,
    #[serde(default)]
    comment: String,
    /// A field that people do not see; what fills it in is no reader.
    #[serde(default)]
    website: String,
}

/// `GET /feedback?page=`
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(form): Query<FeedbackForm>,
) -> Result<Markup, AppError> {
    page(&state, &visitor, &FeedbackForm { page: form.page, ..FeedbackForm::default() }, &[]).await
}

/// `POST /feedback`
pub(crate) async fn send(
    State(state): State<AppState>,
    visitor: Visitor,
    Form(form): Form<FeedbackForm>,
) -> Result<Response, AppError> {
    if !form.website.is_empty() {
        return Ok(Redirect::to("/feedback/sent").into_response());
    }
    let errors = faults(&form);
    if !errors.is_empty() {
        let page = page(&state, &visitor, &form, &errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let feedback = Feedback {
        at: state.clock.now(),
        page: local_address(&form.page).split('?').next().unwrap_or("/").to_owned(),
        text: text_of(&form),
    };
    if let Err(cause) = state.log.keep_feedback(&feedback).await {
        let reference = failure_reference();
        tracing::error!(error.reference = reference, error.cause = %cause, "feedback could not be kept");
        let errors = [FieldError::new("comment", format!("{TECHNICAL_PROBLEM} Reference: {reference}"))];
        let page = page(&state, &visitor, &form, &errors).await?;
        return Ok((StatusCode::INTERNAL_SERVER_ERROR, page).into_response());
    }
    Ok(Redirect::to("/feedback/sent").into_response())
}

/// `GET /feedback/sent`
pub(crate) async fn sent(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, AppError> {
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (panel("Thank you", &html! { "We have your feedback" }))
                p class="govuk-body" { "We read all of it. We cannot answer, because we do not ask who you are." }
                p class="govuk-body" { a class="govuk-link" href="/" { "Go to the home page" } }
            }
        }
    };
    Ok(Page::reading("Feedback sent", content).render(&site(&state).await?, &visitor))
}

/// How they found the site, in the words of the form, and what they wrote.
fn text_of(form: &FeedbackForm) -> String {
    let rating = RATINGS.iter().find(|(key, _)| *key == form.rating).map(|(_, words)| *words);
    let comment = form.comment.trim();
    let parts = rating.into_iter().chain((!comment.is_empty()).then_some(comment));
    // A database refuses some characters that nobody types.
    parts.collect::<Vec<_>>().join("\n\n").replace(|char: char| char.is_control() && !char.is_whitespace(), "")
}

fn faults(form: &FeedbackForm) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if !form.rating.is_empty() && !RATINGS.iter().any(|(key, _)| *key == form.rating) {
        errors.push(FieldError::new("rating", "Select how you found this site"));
    }
    let comment = form.comment.trim();
    if comment.is_empty() && form.rating.is_empty() {
        errors.push(FieldError::new("comment", "Enter your feedback, or select how you found this site"));
    }
    let length = comment.chars().count();
    if length > COMMENT_CHARACTERS {
        let message = format!("Your feedback must be {COMMENT_CHARACTERS} characters or fewer. It has {length}");
        errors.push(FieldError::new("comment", message));
    }
    errors
}

async fn page(
    state: &AppState,
    visitor: &Visitor,
    form: &FeedbackForm,
    errors: &[FieldError],
) -> Result<Markup, AppError> {
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(errors))
                h1 class="govuk-heading-l" { "Give feedback on this site" }
                p class="govuk-body" { "Tell us what works and what does not. We store what you write and the page you came from, nothing else." }
                (inset_text(&html! {
                    "This is not the place to ask for information or to report a crime. Do not include your name or other personal details."
                }))
                form method="post" action="/feedback" novalidate {
                    input type="hidden" name="page" value=(form.page);
                    div hidden {
                        label for="website" { "Leave this empty" }
                        input id="website" name="website" type="text" autocomplete="off" tabindex="-1";
                    }
                    (radios(
                        Field { name: "rating", label: "How did you find this site? (optional)", hint: "", value: &form.rating, errors },
                        &RATINGS,
                    ))
                    (textarea(
                        Field {
                            name: "comment",
                            label: "What would you like to tell us?",
                            hint: "Up to 3,000 characters.",
                            value: &form.comment,
                            errors,
                        },
                        6,
                    ))
                    (button("Send feedback"))
                }
            }
        }
    };
    let title = if errors.is_empty() { "Give feedback" } else { "Error: Give feedback" };
    Ok(Page::form(title, content).render(&site(state).await?, visitor))
}

const RATINGS: [(&str, &str); 5] = [
    ("very-easy", "Very easy to use"),
    ("easy", "Easy to use"),
    ("neither", "Neither easy nor hard"),
    ("hard", "Hard to use"),
    ("very-hard", "Very hard to use"),
];
const COMMENT_CHARACTERS: usize = 3_000;
