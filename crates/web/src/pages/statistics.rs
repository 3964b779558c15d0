//! `/{authority}/statistics`: how an authority handles requests, by the figures of the section 45 code.
//!
//! The figures are casework's return of a period, as known at the end of yesterday, so that they are the same all day.
//! Small ones are not shown exactly ([`figures`]); each has a bar, a row in a table and its definition.

mod chart;
mod figures;
mod period;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::returns::Return;
use candour_casework::{Authority, AuthoritySlug, Publication};
use candour_statute::Calendar;
use candour_statute::deadline::{Query as ClockQuery, answer};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use tokio::sync::Mutex;

use self::figures::ShownTable;
use self::period::Choice;
use super::authority_at;
use crate::components::{Column, Field, Link, button, details, inset_text, select, table};
use crate::dates;
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::state::AppState;
use crate::visitor::Visitor;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PeriodQuery {
    period: String,
}

/// Returns counted today. Counting takes seconds where there are many cases, so each is counted once, and one at a time.
#[derive(Debug, Default)]
pub(crate) struct CountedReturns(Mutex<HashMap<(AuthoritySlug, String, Date), Option<Arc<Return>>>>);

/// `GET /{authority}/statistics?period=`
pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(counted): Extension<Arc<CountedReturns>>,
    Path(slug): Path<String>,
    Query(query): Query<PeriodQuery>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let choices = Choice::all(state.clock.today());
    let known = choices.iter().find(|choice| choice.key == query.period);
    let is_unknown = known.is_none() && !query.period.is_empty();
    let choice = known.or(choices.first()).ok_or(AppError::NotFound)?;
    let found = counted.find(&state, &authority, choice).await?;
    let content = html! {
        h1 class="govuk-heading-xl" { "Statistics" }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                p class="govuk-body-l" { "How " (authority.name) " handles requests for information." }
                (choose(&authority, &choices, choice, is_unknown))
            }
        }
        h2 class="govuk-heading-l" { (choice.title) }
        @match found.as_deref().filter(|found| found.total("received") > 0 || found.total("reviews_requested") > 0) {
            Some(found) => (tables(&authority, choice, found)),
            None => (inset_text(&html! {
                p class="govuk-body" { "No requests were received in this period, or there are no figures for it." }
                p class="govuk-body" { "Choose another period, or " a class="govuk-link" href={ "/" (authority.slug) "/disclosures" } { "read the published answers" } "." }
            })),
        }
    };
    let title = format!("Statistics, {}", choice.title);
    let way = vec![Link::new("/", "Home"), Link::new(format!("/{}", authority.slug), authority.name.clone())];
    let around = Surroundings::of_authority(authority);
    Ok(Page::reading(&title, content).under(way).render(&around, &visitor))
}

/// `GET /{authority}/statistics.csv?period=`
pub(crate) async fn csv(
    state: State<AppState>,
    counted: Extension<Arc<CountedReturns>>,
    path: Path<String>,
    query: Query<PeriodQuery>,
) -> Result<Response, AppError> {
    let (authority, choice, found) = download(state, counted, path, query).await?;
    let name = format!("attachment; filename=\"{}-statistics-{}.csv\"", authority.slug, choice.key);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, figures::as_csv(&figures::shown(&found), &found)).into_response())
}

/// `GET /{authority}/statistics.json?period=`
pub(crate) async fn json(
    state: State<AppState>,
    counted: Extension<Arc<CountedReturns>>,
    path: Path<String>,
    query: Query<PeriodQuery>,
) -> Result<Response, AppError> {
    let (.., found) = download(state, counted, path, query).await?;
    let body = figures::as_json(&figures::shown(&found), &found).to_string();
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

async fn download(
    State(state): State<AppState>,
    Extension(counted): Extension<Arc<CountedReturns>>,
    Path(slug): Path<String>,
    Query(query): Query<PeriodQuery>,
) -> Result<(Authority, Choice, Arc<Return>), AppError> {
    let authority = authority_at(&state, &slug).await?;
    let choices = Choice::all(state.clock.today());
    let wanted = choices.into_iter().find(|choice| query.period.is_empty() || choice.key == query.period);
    let choice = wanted.ok_or(AppError::NotFound)?;
    let found = counted.find(&state, &authority, &choice).await?.ok_or(AppError::NotFound)?;
    Ok((authority, choice, found))
}

impl CountedReturns {
    async fn find(
        &self,
        state: &AppState,
        authority: &Authority,
        choice: &Choice,
    ) -> Result<Option<Arc<Return>>, AppError> {
        let mut counted = self.0.lock().await;
        let key = (authority.slug.clone(), choice.key.clone(), choice.period.as_known_on());
        if let Some(found) = counted.get(&key) {
            return Ok(found.clone());
        }
        let found = state.log.figures(&authority.slug, choice.period).await?.map(Arc::new);
        if counted.len() >= MOST_KEPT {
            counted.clear();
        }
        counted.insert(key, found.clone());
        Ok(found)
    }
}

fn choose(authority: &Authority, choices: &[Choice], chosen: &Choice, is_unknown: bool) -> Markup {
    let options: Vec<(String, String)> =
        choices.iter().map(|choice| (choice.key.clone(), choice.title.clone())).collect();
    html! {
        @if is_unknown { (inset_text(&html! { "There are no figures for the period in the address. Choose one here." })) }
        form method="get" action={ "/" (authority.slug) "/statistics" } class="candour-no-print" {
            (select(Field { name: "period", label: "Period", hint: "", value: &chosen.key, errors: &[] }, &options))
            (button("Show figures"))
        }
    }
}

fn tables(authority: &Authority, choice: &Choice, found: &Return) -> Markup {
    let base = format!("/{}/statistics", authority.slug);
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                p class="govuk-body" {
                    "Requests received from " (dates::long(found.period.from())) " to " (dates::long(found.period.to()))
                    ", as known at the end of " (dates::long(found.period.as_known_on())) "."
                }
                p class="govuk-body" {
                    "Figures below " (figures::LIMIT) " are shown as “fewer than " (figures::LIMIT) "”, so that nobody can be recognised in them. "
                    "Where one hidden figure could be worked out from the others, another is not shown either."
                }
                ul class="govuk-list candour-no-print" {
                    li { a class="govuk-link" href={ (base) ".csv?period=" (choice.key) } { "These figures as CSV" } }
                    li { a class="govuk-link" href={ (base) ".json?period=" (choice.key) } { "These figures as data (JSON)" } }
                }
            }
        }
        @for shown in figures::shown(found) {
            @if !shown.rows.is_empty() { (section(&shown)) }
        }
    }
}

fn section(shown: &ShownTable) -> Markup {
    let rows: Vec<Vec<Markup>> =
        shown.rows.iter().map(|row| vec![html! { (row.name) }, html! { (row.shown) }]).collect();
    let definitions = html! {
        dl class="candour-definitions" {
            @for row in &shown.rows {
                dt class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1" { (row.name) }
                dd class="govuk-body" { (row.definition) }
            }
        }
    };
    let title = shown.table.title();
    html! {
        section class="candour-figures" aria-labelledby={ "figures-" (shown.key) } {
            h3 class="govuk-heading-m" id={ "figures-" (shown.key) } { (title) }
            (chart::bars(shown))
            (table(&format!("{title}: the figures"), &[Column::Text("Figure"), Column::Numeric("Number")], &rows))
            (details(&format!("What these words mean: {}", title.to_lowercase()), &definitions, false))
        }
    }
}

/// Whether the answer kept the limit of FOIA 2000 s.10(1) (EIR 2004 reg. 5(2)), as far as the dates tell.
pub(crate) fn answered_in_time(publication: &Publication) -> Option<bool> {
    let answered = publication.answered_on?;
    if let Some(due_on) = publication.due_on {
        return Some(answered <= due_on);
    }
    let received = publication.received_on?;
    let due = answer(&ClockQuery::received_on(received), Calendar::built_in()).ok()?.due_on?;
    Some(answered <= due)
}

/// Returns kept in memory: every period that can be chosen, for several authorities.
const MOST_KEPT: usize = 256;
