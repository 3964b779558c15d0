//! `/{authority}`: an authority's own front page.

use axum::extract::{Path, State};
use axum::response::Response;
use candour_casework::Authority;
use candour_casework::publication::DisclosureFilter;
use maud::{Markup, html};

use super::{authority_at, entry};
use crate::cache::kept;
use crate::components::{Link, search_box};
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /{authority}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let filter = DisclosureFilter { authority: Some(authority.slug.clone()), limit: NEWEST, ..Default::default() };
    let newest = state.log.disclosures(&filter).await?;
    let base = format!("/{}", authority.slug);
    let content = html! {
        h1 class="govuk-heading-xl" { "Freedom of information at " (authority.name) }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                p class="govuk-body-l" {
                    "Read the answers we have published, or ask for information that is not there yet."
                }
                form method="get" action={ (base) "/disclosures" } role="search" novalidate {
                    (search_box("Search published answers", "Questions, answers and attachments", ""))
                }
                p class="govuk-body" {
                    a class="govuk-link" href={ (base) "/disclosures" } { "See all published answers" }
                }
                @if newest.publications.is_empty() {
                    p class="govuk-body" { "Nothing has been published yet." }
                } @else {
                    h2 class="govuk-heading-m" { "Newest answers" }
                    ul class="candour-entries" {
                        @for publication in &newest.publications { (entry(publication, 3)) }
                    }
                    p class="govuk-body govuk-!-margin-top-4" {
                        a class="govuk-link" href={ (base) "/disclosures" } {
                            "All " (newest.total) " published answers"
                        }
                    }
                }
            }
            div class="govuk-grid-column-one-third" { (your_rights(&authority)) }
        }
    };
    let around = Surroundings::of_authority(authority);
    let page = Page::reading("Freedom of information", content).under(vec![Link::new("/", "Home")]);
    Ok(kept(page.render(&around, &visitor)))
}

fn your_rights(authority: &Authority) -> Markup {
    let review = &authority.review;
    html! {
        h2 class="govuk-heading-m" { "Your rights" }
        p class="govuk-body" {
            "An authority has to answer within 20 working days, and has to say which law it relies on if it withholds something."
        }
        p class="govuk-body" {
            a class="govuk-link" href="/deadline-calculator" { "Work out when an answer is due" }
        }
        @if !review.email.is_empty() {
            h2 class="govuk-heading-m" { "Not happy with an answer" }
            p class="govuk-body" {
                "You can ask for an internal review within " (review.within_working_days)
                " working days of the answer. Write to " (review.team) " at "
                a class="govuk-link" href={ "mailto:" (review.email) } { (review.email) } "."
            }
        }
        @if authority.regulator.complaint_address.starts_with("https://") {
            p class="govuk-body" {
                "After that you can "
                a class="govuk-link" rel="noreferrer" href=(authority.regulator.complaint_address) {
                    "complain to the " (authority.regulator.name)
                }
                "."
            }
        }
    }
}

const NEWEST: u32 = 5;
