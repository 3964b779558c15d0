//! `/accessibility`: the accessibility statement, with the parts the law requires.
//!
//! The Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018, reg. 8, and the
//! model statement.

use axum::extract::State;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::site;
use crate::components::{Column, table};
use crate::dates;
use crate::error::AppError;
use crate::layout::Page;
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /accessibility`
pub(crate) async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, AppError> {
    let around = site(&state).await?;
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { "Accessibility statement" }
                p class="govuk-body" {
                    "This statement is about the published answers of " (around.name()) " on this site."
                }
                p class="govuk-body" { "We want as many people as possible to be able to use this site. You should be able to:" }
                ul class="govuk-list govuk-list--bullet" {
                    li { "change text size and colours, in your browser or in the "
                        @if around.asks_for_cookies { a class="govuk-link" href="/display" { "display settings" } }
                        @else { "settings of your device" }
                    }
                    li { "zoom in up to 400% without text leaving the screen" }
                    li { "use all of the site with a keyboard or with speech recognition software" }
                    li { "listen to the site with a screen reader" }
                    li { "use all of it without JavaScript" }
                }
                h2 class="govuk-heading-m" { "How accessible this site is" }
                p class="govuk-body" {
                    "Our own pages are made to meet level AA of the Web Content Accessibility Guidelines 2.2. "
                    "Some documents attached to answers are not fully accessible, as told below."
                }
                h2 class="govuk-heading-m" { "Compliance status" }
                p class="govuk-body" {
                    "This site is partially compliant with the "
                    a class="govuk-link" rel="noreferrer" href="https://www.w3.org/TR/WCAG22/" {
                        "Web Content Accessibility Guidelines version 2.2"
                    }
                    " AA standard, because of the non-compliances listed below."
                }
                h2 class="govuk-heading-m" { "Non-accessible content" }
                h3 class="govuk-heading-s" { "Non-compliance with the accessibility regulations" }
                p class="govuk-body" {
                    "Attached documents come from many places. Some PDF documents have no tags, or are pictures of paper. "
                    "They fail success criteria 1.1.1 (non-text content), 1.3.1 (info and relationships) and 4.1.2 (name, role, value)."
                }
                h3 class="govuk-heading-s" { "Welsh" }
                p class="govuk-body" {
                    "Answers published in Welsh are marked as Welsh, so that they are spoken as Welsh. Menus, buttons and headings of "
                    "this site are in English on all pages."
                }
                (feedback(&around))
                h2 class="govuk-heading-m" { "How we tested this site" }
                p class="govuk-body" {
                    "Every kind of page is checked with the axe accessibility engine against the rules for WCAG 2.2 level A and AA, with "
                    "the Nu HTML checker, with a keyboard alone, and with JavaScript switched off, each time the software changes. "
                    "It has not yet been tested by people who use assistive technology every day."
                }
                (results())
            }
        }
    };
    Ok(Page::reading("Accessibility statement", content).render(&around, &visitor))
}

/// What `e2e/run.mjs --record` wrote down.
#[derive(Debug, Deserialize)]
struct Run {
    tested_on: Date,
    pages: u32,
    results: Vec<Tested>,
}

#[derive(Debug, Deserialize)]
struct Tested {
    what: String,
    checks: u32,
    problems: u32,
}

/// The last test run, as it was; nothing rather than something made up.
fn results() -> Markup {
    let Ok(run) = serde_json::from_str::<Run>(LAST_RUN) else { return html! {} };
    let rows: Vec<Vec<Markup>> = run
        .results
        .iter()
        .map(|tested| vec![html! { (tested.what) }, html! { (tested.checks) }, html! { (tested.problems) }])
        .collect();
    let columns = [Column::Text("What was tested"), Column::Numeric("Checks"), Column::Numeric("Problems found")];
    html! {
        p class="govuk-body" {
            "The last recorded test run was on " (dates::long(run.tested_on)) ", of " (run.pages)
            " pages and states of the sample site that comes with the software."
        }
        (table("Results of the last test run", &columns, &rows))
        p class="govuk-body" { "This statement was prepared on " (dates::long(run.tested_on)) "." }
    }
}

const LAST_RUN: &str = include_str!("../../data/last-test-run.json");

fn feedback(around: &crate::layout::Surroundings) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Feedback and contact information" }
        p class="govuk-body" {
            a class="govuk-link" href="/feedback?page=/accessibility" { "Tell us about a problem with this site" } "."
            @if let Some(authority) = &around.authority && !authority.review.email.is_empty() {
                " If you need a document in another format, write to " (authority.review.team) " at "
                a class="govuk-link" href={ "mailto:" (authority.review.email) } { (authority.review.email) }
                ". We answer within 20 working days."
            }
        }
        h2 class="govuk-heading-m" { "Enforcement procedure" }
        p class="govuk-body" {
            "The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies (Websites and "
            "Mobile Applications) (No. 2) Accessibility Regulations 2018 (the ‘accessibility regulations’). If you are not happy "
            "with how we respond to your complaint, "
            a class="govuk-link" rel="noreferrer" href="https://www.equalityadvisoryservice.com/" {
                "contact the Equality Advisory and Support Service (EASS)"
            }
            ". In Northern Ireland, contact the Equality Commission for Northern Ireland."
        }
        h2 class="govuk-heading-m" { "Technical information about this site’s accessibility" }
        p class="govuk-body" {
            (around.name()) " is committed to making its website accessible, in accordance with the accessibility regulations."
        }
    }
}
