//! `/`: what this site is, and whose answers it publishes.

use axum::extract::State;
use axum::response::Response;
use candour_casework::publication::DisclosureFilter;
use maud::html;

use super::entry;
use crate::cache::kept;
use crate::components::search_box;
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /`
pub(crate) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Response, AppError> {
    let authorities = state.log.authorities().await?;
    let newest = state.log.disclosures(&DisclosureFilter { limit: NEWEST, ..DisclosureFilter::default() }).await?;
    let content = html! {
        h1 class="govuk-heading-xl" { "Answers to freedom of information requests" }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                p class="govuk-body-l" {
                    "Anybody can ask a public authority for the information it holds. "
                    "The answers are published here, for everyone."
                }
                form method="get" action="/disclosures" role="search" novalidate {
                    (search_box("Search published answers", "Questions, answers and attachments of all authorities here", ""))
                }
                h2 class="govuk-heading-m" { "Authorities" }
                @if authorities.is_empty() {
                    p class="govuk-body" { "No authority publishes here yet." }
                } @else {
                    ul class="govuk-list" {
                        @for authority in &authorities {
                            li { a class="govuk-link" href={ "/" (authority.slug) } { (authority.name) } }
                        }
                    }
                }
                @if !newest.publications.is_empty() {
                    h2 class="govuk-heading-m" { "Newest answers" }
                    ul class="candour-entries" {
                        @for publication in &newest.publications { (entry(publication, 3)) }
                    }
                }
            }
        }
    };
    let around = Surroundings::of_site(authorities);
    Ok(kept(Page::reading("Answers to freedom of information requests", content).render(&around, &visitor)))
}

const NEWEST: u32 = 5;
