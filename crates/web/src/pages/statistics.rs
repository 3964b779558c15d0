//! `/{authority}/statistics`: how an authority handles requests, by the figures of the section 45 code.
//!
//! The figures are casework's returns of finished quarters, and years made of them ([`period`]). Small ones are not shown
//! exactly ([`figures`]); each has a bar, a row in a table and its definition.

mod chart;
mod figures;
pub(crate) mod period;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::returns::{Period, Return};
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

/// Returns of quarters, which never change. Counting takes seconds where there are many cases, so each is counted once, and
/// one at a time.
#[derive(Debug, Default)]
pub(crate) struct CountedReturns(Mutex<Counted>);

/// By authority and first day of the quarter; none while it is being counted.
type Counted = HashMap<(AuthoritySlug, Date), Option<Arc<Return>>>;

/// `GET /{authority}/statistics?period=`
pub(crate) async fn show(
    State(state): State<AppState>,
    Extension(counted): Extension<Arc<CountedReturns>>,
    Path(slug): Path<String>,
    Query(query): Query<PeriodQuery>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let mut choices = Choice::all(state.clock.today());
    if visitor.is_copy {
        choices = counted.with_figures(&state, &authority, choices).await?;
    }
    let known = choices.iter().find(|choice| choice.key == query.period);
    let is_unknown = known.is_none() && !query.period.is_empty();
    let choice = known.or(choices.first()).ok_or(AppError::NotFound)?;
    let tables = counted.find(&state, &authority, choice).await?;
    let content = html! {
        h1 class="govuk-heading-xl" { "Statistics" }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                p class="govuk-body-l" { "How " (authority.name) " handles requests for information." }
                @if visitor.is_copy { (periods(&authority, &choices, choice)) }
                @else { (choose(&authority, &choices, choice, is_unknown)) }
            }
        }
        h2 class="govuk-heading-l" { (choice.title) }
        @if figures::is_empty(&tables) {
            (inset_text(&html! {
                p class="govuk-body" { "No requests were received in this period, or there are no figures for it." }
                p class="govuk-body" { "Choose another period, or " a class="govuk-link" href={ "/" (authority.slug) "/disclosures" } { "read the published answers" } "." }
            }))
        } @else { (all_tables(&authority, choice, &tables)) }
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
    let (authority, choice, tables) = download(state, counted, path, query).await?;
    let name = format!("attachment; filename=\"{}-statistics-{}.csv\"", authority.slug, choice.key);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, figures::as_csv(&authority, &choice, &tables)).into_response())
}

/// `GET /{authority}/statistics.json?period=`
pub(crate) async fn json(
    state: State<AppState>,
    counted: Extension<Arc<CountedReturns>>,
    path: Path<String>,
    query: Query<PeriodQuery>,
) -> Result<Response, AppError> {
    let (authority, choice, tables) = download(state, counted, path, query).await?;
    let body = figures::as_json(&authority, &choice, &tables).to_string();
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

async fn download(
    State(state): State<AppState>,
    Extension(counted): Extension<Arc<CountedReturns>>,
    Path(slug): Path<String>,
    Query(query): Query<PeriodQuery>,
) -> Result<(Authority, Choice, Vec<ShownTable>), AppError> {
    let authority = authority_at(&state, &slug).await?;
    let choices = Choice::all(state.clock.today());
    let wanted = choices.into_iter().find(|choice| query.period.is_empty() || choice.key == query.period);
    let choice = wanted.ok_or(AppError::NotFound)?;
    let tables = counted.find(&state, &authority, &choice).await?;
    if tables.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok((authority, choice, tables))
}

impl CountedReturns {
    /// What is shown of a period; nothing where no figures are kept.
    async fn find(
        &self,
        state: &AppState,
        authority: &Authority,
        choice: &Choice,
    ) -> Result<Vec<ShownTable>, AppError> {
        let mut quarters = Vec::with_capacity(choice.quarters.len());
        for quarter in &choice.quarters {
            quarters.extend(self.quarter(state, authority, *quarter).await?);
        }
        Ok(figures::shown(quarters.iter().map(Arc::as_ref)))
    }

    /// Those in which there is something to count; the newest where there is none.
    async fn with_figures(
        &self,
        state: &AppState,
        authority: &Authority,
        choices: Vec<Choice>,
    ) -> Result<Vec<Choice>, AppError> {
        let mut kept = Vec::new();
        for choice in &choices {
            if !figures::is_empty(&self.find(state, authority, choice).await?) {
                kept.push(choice.clone());
            }
        }
        Ok(if kept.is_empty() { choices.into_iter().take(1).collect() } else { kept })
    }

    async fn quarter(
        &self,
        state: &AppState,
        authority: &Authority,
        quarter: Period,
    ) -> Result<Option<Arc<Return>>, AppError> {
        let mut counted = self.0.lock().await;
        let key = (authority.slug.clone(), quarter.from());
        if let Some(found) = counted.get(&key) {
            return Ok(found.clone());
        }
        let found = state.log.figures(&authority.slug, quarter).await?.map(Arc::new);
        if counted.len() >= MOST_KEPT {
            counted.clear();
        }
        counted.insert(key, found.clone());
        Ok(found)
    }
}

/// The periods as links, where no server answers a form.
fn periods(authority: &Authority, choices: &[Choice], chosen: &Choice) -> Markup {
    html! {
        nav aria-label="Periods" {
            ul class="candour-pages" {
                @for choice in choices {
                    @let href = format!("/{}/statistics?period={}", authority.slug, choice.key);
                    @let current = (choice.key == chosen.key).then_some("page");
                    li { a class="govuk-link" href=(href) aria-current=[current] { (choice.title) } }
                }
            }
        }
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

fn all_tables(authority: &Authority, choice: &Choice, tables: &[ShownTable]) -> Markup {
    let base = format!("/{}/statistics", authority.slug);
    let (from, to) = (choice.from().map(dates::long), choice.to().map(dates::long));
    let known_on = choice.quarters.last().map(|quarter| dates::long(quarter.as_known_on()));
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                p class="govuk-body" {
                    "Requests received from " (from.unwrap_or_default()) " to " (to.unwrap_or_default()) ". "
                    @if choice.quarters.len() > 1 { "Each quarter is counted as known a month after it ended." }
                    @else { "Counted as known at the end of " (known_on.unwrap_or_default()) ", a month after the quarter ended." }
                    " The figures do not change afterwards."
                    @if choice.is_unfinished { " More quarters are to come." }
                }
                p class="govuk-body" {
                    "Figures below " (figures::LIMIT) " are shown as “fewer than " (figures::LIMIT) "”, so that nobody can be recognised in them. "
                    "Where one hidden figure could be worked out from the others, another is not shown either. "
                    @if choice.quarters.len() > 1 { "Where a quarter hides a figure, that of the year is given as a range." }
                }
                ul class="govuk-list candour-no-print" {
                    li { a class="govuk-link" href={ (base) ".csv?period=" (choice.key) } { "These figures as CSV" } }
                    li { a class="govuk-link" href={ (base) ".json?period=" (choice.key) } { "These figures as data (JSON)" } }
                }
            }
        }
        @for shown in tables {
            @if !shown.rows.is_empty() { (section(shown)) }
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

/// Returns kept in memory: every quarter that can be chosen, for several authorities.
const MOST_KEPT: usize = 512;
