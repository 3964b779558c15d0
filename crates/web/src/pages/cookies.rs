//! `/cookies`: what is stored, and the choice about it.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::site;
use crate::components::{
    Column, Field, FieldError, button, error_summary, inset_text, notification_banner, radios, table,
};
use crate::cookies::{CookieChoice, Saved, store_choice};
use crate::error::AppError;
use crate::layout::Page;
use crate::state::AppState;
use crate::visitor::{Visitor, local_address};

/// `GET /cookies`
pub(crate) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, AppError> {
    page(&state, &visitor, &[]).await
}

/// A choice, from the banner or from the page.
#[derive(Debug, Deserialize)]
pub(crate) struct ChoiceForm {
    #[serde(default)]
    choice: String,
    #[serde(default)]
    r#return: String,
}

/// `POST /cookies`: stores the choice and goes back to where it was made. A script asks for JSON and stays where it is.
pub(crate) async fn choose(
    State(state): State<AppState>,
    visitor: Visitor,
    request_headers: HeaderMap,
    Form(form): Form<ChoiceForm>,
) -> Result<Response, AppError> {
    let around = site(&state).await?;
    if !around.asks_for_cookies {
        // No optional purpose: then no cookie either, whoever asks.
        return Err(AppError::NotFound);
    }
    let Some(choice) = CookieChoice::from_key(&form.choice) else {
        let errors = [FieldError::new("choice", "Select yes if you want to accept the display cookie")];
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &visitor, &errors).await?).into_response());
    };
    let mut headers = HeaderMap::new();
    store_choice(&mut headers, choice);
    let by_script = request_headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json");
    if by_script {
        return Ok((StatusCode::NO_CONTENT, headers).into_response());
    }
    let back = local_address(&form.r#return);
    let joint = if back.contains('?') { '&' } else { '?' };
    let back = format!("{back}{joint}cookies={}", choice.key());
    headers.insert(header::LOCATION, HeaderValue::from_str(&back).map_err(|_| AppError::NotFound)?);
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

async fn page(state: &AppState, visitor: &Visitor, errors: &[FieldError]) -> Result<Markup, AppError> {
    let around = site(state).await?;
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(errors))
                @if matches!(visitor.saved, Some(Saved::Accepted | Saved::Rejected)) {
                    (notification_banner(&html! { "You’ve saved your cookie preferences." }))
                }
                h1 class="govuk-heading-l" { "Cookies" }
                p class="govuk-body" {
                    "Cookies are small files that a site stores in your browser. This site works without any, and "
                    "does not use them to count, recognise or follow visitors."
                }
                @if around.asks_for_cookies {
                    (essential())
                    (optional(visitor, errors))
                } @else {
                    (inset_text(&html! { "This site sets no cookies at all, so there is nothing to choose." }))
                }
                h2 class="govuk-heading-m" { "What else is stored" }
                p class="govuk-body" {
                    "If you use “Exit this page”, one note is kept in that browser tab until it is closed, so that the "
                    "Back button does not show the page again. "
                    a class="govuk-link" href="/safety" { "More about staying safe on this site" } "."
                }
            }
        }
    };
    let title = if errors.is_empty() { "Cookies" } else { "Error: Cookies" };
    Ok(Page::form(title, content).render(&around, visitor))
}

fn essential() -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Essential cookie" }
        p class="govuk-body" { "Set only after you have answered the question about cookies, to remember your answer." }
        (table("The essential cookie", &COLUMNS, &[vec![
            html! { "cookie_choice" },
            html! { "Whether you accepted or rejected additional cookies" },
            html! { "1 year" },
        ]]))
    }
}

fn optional(visitor: &Visitor, errors: &[FieldError]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Display cookie (optional)" }
        p class="govuk-body" {
            "Set only if you accept it and choose "
            a class="govuk-link" href="/display" { "display settings" } "."
        }
        (table("The display cookie", &COLUMNS, &[vec![
            html! { "display" },
            html! { "The text size, colours and use of the Escape key you have chosen" },
            html! { "1 year" },
        ]]))
        form method="post" action="/cookies" novalidate {
            input type="hidden" name="return" value="/cookies";
            (radios(
                Field {
                    name: "choice",
                    label: "Do you want to accept the display cookie?",
                    hint: "If you choose no, a display cookie that was set before is removed.",
                    value: visitor.cookies.choice.map_or("", CookieChoice::key),
                    errors,
                },
                &[("accepted", "Yes"), ("rejected", "No")],
            ))
            (button("Save cookie settings"))
        }
    }
}

const COLUMNS: [Column; 3] = [Column::Text("Name"), Column::Text("What it is for"), Column::Text("Kept for")];
