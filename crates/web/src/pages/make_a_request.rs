//! `/{authority}/make-a-request`: how to ask, and what may have been answered already.

use axum::extract::{Path, State};
use maud::{Markup, html};

use super::authority_at;
use crate::components::{Link, button_link, inset_text};
use crate::error::AppError;
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
    let base = format!("/{}", authority.slug);
    let contact = &authority.review;
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-xl" { "Ask " (authority.name) " for information" }
                p class="govuk-body-l" { "Anybody can ask. You do not have to say why you want it, and it is free in most cases." }
                h2 class="govuk-heading-m" { "Before you ask" }
                p class="govuk-body" { "The answer may be published already." }
                (button_link(&format!("{base}/disclosures"), "Look through published answers"))
                h2 class="govuk-heading-m" { "What your request has to say" }
                ul class="govuk-list govuk-list--bullet" {
                    li { "your name" }
                    li { "an address to answer to: an e-mail address will do" }
                    li { "the information you want, as exactly as you can describe it" }
                }
                (inset_text(&html! {
                    "Ask for what is recorded, such as figures, letters or reports. To ask what is held about you, "
                    "make a request for your own personal information instead."
                }))
                h2 class="govuk-heading-m" { "Where to send it" }
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
                h2 class="govuk-heading-m" { "What happens then" }
                p class="govuk-body" {
                    "You get an answer within 20 working days. "
                    a class="govuk-link" href="/deadline-calculator" { "Work out the date" }
                    ". Your name is not published, and what is published of your request is checked first."
                }
            }
        }
    };
    let way = vec![Link::new("/", "Home"), Link::new(base, authority.name.clone())];
    let around = Surroundings::of_authority(authority);
    Ok(Page::reading("Make a request", content).under(way).render(&around, &visitor))
}
