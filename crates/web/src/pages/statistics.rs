//! `/{authority}/statistics`: what the published answers say in numbers.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use candour_casework::publication::DisclosureFilter;
use candour_casework::{Authority, Outcome, Publication};
use candour_statute::Calendar;
use candour_statute::deadline::{Query, answer};
use maud::{Markup, html};

use super::authority_at;
use crate::components::{Column, Link, details, inset_text, table};
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /{authority}/statistics`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let years = years(&all_of(&state, &authority).await?);
    let content = html! {
        h1 class="govuk-heading-xl" { "Statistics" }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                p class="govuk-body-l" { "Figures from the answers published here, by the year in which they were published." }
                (inset_text(&html! { "These are published answers only. Requests that are still open, or whose answer is not published, are not counted." }))
            }
        }
        @if years.is_empty() {
            p class="govuk-body" { "Nothing has been published yet." }
        } @else {
            (answers_by_outcome(&years))
            (timeliness(&years))
            (definitions())
        }
    };
    let way = vec![Link::new("/", "Home"), Link::new(format!("/{}", authority.slug), authority.name.clone())];
    let around = Surroundings::of_authority(authority);
    Ok(Page::reading("Statistics", content).under(way).render(&around, &visitor))
}

/// The figures of one year.
#[derive(Default)]
struct Year {
    answers: u64,
    outcomes: BTreeMap<Outcome, u64>,
    /// How many answers have both dates, so that their time is known.
    timed: u64,
    in_time: u64,
}

async fn all_of(state: &AppState, authority: &Authority) -> Result<Vec<Publication>, AppError> {
    let mut all = Vec::new();
    loop {
        let filter = DisclosureFilter {
            authority: Some(authority.slug.clone()),
            offset: u32::try_from(all.len()).unwrap_or(u32::MAX),
            limit: BATCH,
            ..DisclosureFilter::default()
        };
        let page = state.log.disclosures(&filter).await?;
        let read = page.publications.len();
        all.extend(page.publications);
        if read < BATCH as usize {
            return Ok(all);
        }
    }
}

/// Newest year first.
fn years(publications: &[Publication]) -> Vec<(i16, Year)> {
    let mut years: BTreeMap<i16, Year> = BTreeMap::new();
    for publication in publications {
        let year = years.entry(publication.published_on.year()).or_default();
        year.answers += 1;
        *year.outcomes.entry(publication.outcome).or_default() += 1;
        if let Some(in_time) = answered_in_time(publication) {
            year.timed += 1;
            year.in_time += u64::from(in_time);
        }
    }
    years.into_iter().rev().collect()
}

/// Whether the answer kept the limit of FOIA 2000 s.10(1) (EIR 2004 reg. 5(2)), as far as the dates tell.
pub(crate) fn answered_in_time(publication: &Publication) -> Option<bool> {
    let answered = publication.answered_on?;
    if let Some(due_on) = publication.due_on {
        return Some(answered <= due_on);
    }
    let received = publication.received_on?;
    let due = answer(&Query::received_on(received), Calendar::built_in()).ok()?.due_on?;
    Some(answered <= due)
}

fn answers_by_outcome(years: &[(i16, Year)]) -> Markup {
    let columns: Vec<Column> = ["Year", "All"].into_iter().map(Column::Numeric).collect();
    let seen: Vec<Outcome> = Outcome::ALL
        .into_iter()
        .filter(|outcome| years.iter().any(|(_, year)| year.outcomes.contains_key(outcome)))
        .collect();
    let columns: Vec<Column> =
        columns.into_iter().chain(seen.iter().map(|outcome| Column::Numeric(outcome.title()))).collect();
    let rows: Vec<Vec<Markup>> = years
        .iter()
        .map(|(year, figures)| {
            let counts = seen.iter().map(|outcome| figures.outcomes.get(outcome).copied().unwrap_or_default());
            let mut row = vec![html! { (year) }, html! { (figures.answers) }];
            row.extend(counts.map(|count| html! { (count) }));
            row
        })
        .collect();
    table("Published answers by outcome", &columns, &rows)
}

fn timeliness(years: &[(i16, Year)]) -> Markup {
    let columns = [
        Column::Numeric("Year"),
        Column::Numeric("Answers with known dates"),
        Column::Numeric("In time"),
        Column::Numeric("Share in time"),
    ];
    let rows: Vec<Vec<Markup>> = years
        .iter()
        .map(|(year, figures)| {
            let share = match figures.timed {
                0 => "–".to_owned(),
                timed => format!("{}%", (figures.in_time * 100 + timed / 2) / timed),
            };
            vec![html! { (year) }, html! { (figures.timed) }, html! { (figures.in_time) }, html! { (share) }]
        })
        .collect();
    table("Answers given in time", &columns, &rows)
}

fn definitions() -> Markup {
    details(
        "What these words mean",
        &html! {
            p class="govuk-body" { strong { "In time" } ": answered on or before the 20th working day after receipt. Pauses and permitted extensions are not known for every answer, so some late ones may have been in time." }
            p class="govuk-body" { strong { "Disclosed in part" } ": some information was given and some withheld." }
            p class="govuk-body" { strong { "Neither confirmed nor denied" } ": the authority does not say whether it holds the information." }
        },
        false,
    )
}

/// Publications read at a time.
const BATCH: u32 = 500;
