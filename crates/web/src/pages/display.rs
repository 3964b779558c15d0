//! `/display`: how pages shall look, remembered if the reader agrees to a cookie.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::site;
use crate::components::{Field, button, inset_text, notification_banner, radios};
use crate::cookies::{CookieChoice, store_choice, store_display};
use crate::display::{Colours, Display, EscapeKey, Setting, TextSize, from_key, key};
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /display`
pub(crate) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, AppError> {
    let around = site(&state).await?;
    if !around.asks_for_cookies {
        return Err(AppError::NotFound);
    }
    Ok(Page::form("Display settings", content(&around, &visitor)).render(&around, &visitor))
}

/// The settings as chosen.
#[derive(Debug, Deserialize)]
pub(crate) struct DisplayForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    colours: String,
    #[serde(default)]
    escape: String,
}

/// `POST /display`: saving is consent to the display cookie, as the button says.
pub(crate) async fn save(State(state): State<AppState>, Form(form): Form<DisplayForm>) -> Result<Response, AppError> {
    if !site(&state).await?.asks_for_cookies {
        return Err(AppError::NotFound);
    }
    let display = Display {
        text: from_key(&TextSize::OPTIONS, &form.text).unwrap_or_default(),
        colours: from_key(&Colours::OPTIONS, &form.colours).unwrap_or_default(),
        escape: from_key(&EscapeKey::OPTIONS, &form.escape).unwrap_or_default(),
    };
    let mut headers = HeaderMap::new();
    store_choice(&mut headers, CookieChoice::Accepted);
    store_display(&mut headers, display);
    headers.insert(header::LOCATION, HeaderValue::from_static("/display?saved=yes"));
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

fn content(around: &Surroundings, visitor: &Visitor) -> Markup {
    let Display { text, colours, escape } = visitor.cookies.display;
    let accepted = visitor.cookies.choice == Some(CookieChoice::Accepted);
    let has_escape = around.exit().is_some_and(|exit| exit.escape);
    let field = |name, label, hint, value| Field { name, label, hint, value, errors: &[] };
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                @if visitor.address.ends_with("?saved=yes") {
                    @if accepted {
                        (notification_banner(&html! { "You’ve saved your display settings." }))
                    } @else {
                        (inset_text(&html! {
                            "Your settings were not saved, because your browser did not keep the cookie."
                        }))
                    }
                }
                h1 class="govuk-heading-l" { "Display settings" }
                @if !accepted {
                    (inset_text(&html! {
                        "To remember your settings we need to set one cookie. Saving them here accepts it. You can "
                        a class="govuk-link" href="/cookies" { "change your mind on the cookies page" } "."
                    }))
                }
                form method="post" action="/display" novalidate {
                    (radios(field("text", "Text size", "", key(&TextSize::OPTIONS, &text)), &offered(&TextSize::OPTIONS)))
                    (radios(field("colours", "Colours", "", key(&Colours::OPTIONS, &colours)), &offered(&Colours::OPTIONS)))
                    @if has_escape {
                        (radios(
                            field(
                                "escape",
                                "When I press Escape on a page I am reading",
                                "The button “Exit this page” and pressing Shift 3 times always work.",
                                key(&EscapeKey::OPTIONS, &escape),
                            ),
                            &offered(&EscapeKey::OPTIONS),
                        ))
                    }
                    (button(if accepted { "Save display settings" } else { "Accept the cookie and save" }))
                }
            }
        }
    }
}

fn offered<T>(options: &[Setting<T>]) -> Vec<(&'static str, &'static str)> {
    options.iter().map(|(_, key, words)| (*key, *words)).collect()
}
