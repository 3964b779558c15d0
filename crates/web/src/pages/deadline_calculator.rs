//! `/deadline-calculator`: when an answer is due, with each day accounted for, for everybody.

use axum::extract::{Query, State};
use candour_statute::calendar::Calendar;
use candour_statute::deadline::{self, Body, Clock, Day, DueDate, Nation, Status};
use candour_statute::provision::Regime;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::site;
use crate::components::{
    Column, Field, FieldError, SummaryRow, TypedDate, button, date_input, error_summary, inset_text, radios, select,
    summary_list, table,
};
use crate::dates;
use crate::error::AppError;
use crate::layout::Page;
use crate::state::AppState;
use crate::visitor::Visitor;

/// What was asked, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DeadlineForm {
    #[serde(rename = "received-day")]
    day: String,
    #[serde(rename = "received-month")]
    month: String,
    #[serde(rename = "received-year")]
    year: String,
    law: String,
    body: String,
    nation: String,
}

/// `GET /deadline-calculator`
pub(crate) async fn show(
    State(state): State<AppState>,
    Query(form): Query<DeadlineForm>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let asked = [&form.day, &form.month, &form.year, &form.law].iter().any(|text| !text.is_empty());
    let answer = if asked { form.answer().map(Some) } else { Ok(None) };
    let errors = answer.as_ref().err().cloned().unwrap_or_default();
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(&errors))
                h1 class="govuk-heading-xl" { "Work out when an answer is due" }
                @if let Ok(Some(due)) = &answer { (result(due)) }
                @else {
                    p class="govuk-body-l" {
                        "A public authority has to answer a request for information within a time set by law. "
                        "Weekends and bank holidays do not count."
                    }
                }
                (questions(&form, &errors))
            }
        }
    };
    let title = match &answer {
        Err(_) => "Error: Work out when an answer is due",
        Ok(_) => "Work out when an answer is due",
    };
    Ok(Page::form(title, content).render(&site(&state).await?, &visitor))
}

impl DeadlineForm {
    fn received_on(&self) -> Option<Date> {
        let number = |text: &str| text.trim().parse::<i16>().ok();
        let day = i8::try_from(number(&self.day)?).ok()?;
        let month = i8::try_from(number(&self.month)?).ok()?;
        Date::new(number(&self.year)?, month, day).ok()
    }

    fn answer(&self) -> Result<DueDate, Vec<FieldError>> {
        let mut errors = Vec::new();
        let received_on = self.received_on();
        if received_on.is_none() {
            errors.push(FieldError::new("received", "The date of receipt must be a real date, like 27 3 2026"));
        }
        let law = LAWS.iter().find(|law| law.key == self.law);
        if law.is_none() {
            errors.push(FieldError::new("law", "Select what kind of request or review it is"));
        }
        let (Some(received_on), Some(law)) = (received_on, law) else {
            return Err(errors);
        };
        let query = deadline::Query {
            clock: law.clock,
            regime: law.regime,
            body: self.body.parse().unwrap_or(Body::Default),
            nation: self.nation.parse().unwrap_or(Nation::England),
            ..deadline::Query::received_on(received_on)
        };
        deadline::answer(&query, Calendar::built_in())
            .map_err(|error| vec![FieldError::new("received", sentence(&error.to_string()))])
    }
}

fn questions(form: &DeadlineForm, errors: &[FieldError]) -> Markup {
    let typed = TypedDate { day: form.day.clone(), month: form.month.clone(), year: form.year.clone() };
    let laws: Vec<(&str, &str)> = LAWS.iter().map(|law| (law.key, law.words)).collect();
    let pairs = |options: &[(&str, &str)]| -> Vec<(String, String)> {
        options.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect()
    };
    html! {
        form method="get" action="/deadline-calculator" novalidate {
            (date_input(
                Field {
                    name: "received",
                    label: "When did the authority receive it?",
                    hint: "For example, 27 3 2026. An e-mail counts as received on the day it arrives, even at a weekend.",
                    value: "",
                    errors,
                },
                &typed,
            ))
            (radios(Field { name: "law", label: "What was sent?", hint: "", value: &form.law, errors }, &laws))
            (select(
                Field { name: "body", label: "Who has to answer?", hint: "", value: &form.body, errors },
                &pairs(&[("default", "Any other public authority"), ("school", "A school"), ("archive", "A public record office")]),
            ))
            (select(
                Field {
                    name: "nation",
                    label: "Where is the authority?",
                    hint: "Only matters for requests for personal information.",
                    value: &form.nation,
                    errors,
                },
                &pairs(&[("england", "England"), ("wales", "Wales"), ("northern-ireland", "Northern Ireland")]),
            ))
            (button("Work out the date"))
        }
    }
}

fn result(due: &DueDate) -> Markup {
    let mut rows = vec![
        SummaryRow::new("Received", dates::long(due.received_on)),
        SummaryRow::new("Time limit", due.limit.as_str()),
        SummaryRow::new("Where it comes from", due.source.as_str()),
    ];
    if let Some(outer) = due.outer_limit {
        rows.push(SummaryRow::new("Latest date if extended", dates::long(outer)));
    }
    let days: Vec<Vec<Markup>> = due.trace.iter().map(row).collect();
    html! {
        div class="govuk-inset-text" {
            @match due.due_on {
                Some(on) => {
                    p class="govuk-body-l" { "The answer is due by " strong { (dates::long(on)) } "." }
                }
                None => p class="govuk-body-l" { "No date can be worked out." },
            }
            @if due.status == Status::Provisional { p class="govuk-body" { "This date may still change." } }
            @if let Some(reason) = &due.reason { p class="govuk-body" { (sentence(reason)) "." } }
        }
        (summary_list(&rows))
        @for note in &due.notes { (inset_text(&html! { (sentence(note)) })) }
        @if !days.is_empty() {
            (table(
                "Each day, and why it counts or not",
                &[Column::Text("Day"), Column::Numeric("Number"), Column::Text("Why it does not count")],
                &days,
            ))
        }
        h2 class="govuk-heading-l" { "Work out another date" }
    }
}

fn row(day: &Day) -> Vec<Markup> {
    vec![
        html! { (day.weekday) " " (dates::long(day.date)) },
        html! { @if let Some(number) = day.number { (number) } @else { span class="govuk-visually-hidden" { "Not counted" } "–" } },
        html! { (sentence(&day.why)) },
    ]
}

fn sentence(text: &str) -> String {
    super::capitalised(text)
}

struct Law {
    key: &'static str,
    words: &'static str,
    clock: Clock,
    regime: Regime,
}

const LAWS: [Law; 5] = [
    Law { key: "foi", words: "A freedom of information request", clock: Clock::Request, regime: Regime::Foia },
    Law { key: "eir", words: "A request for environmental information", clock: Clock::Request, regime: Regime::Eir },
    Law { key: "sar", words: "A request for your own personal information", clock: Clock::Sar, regime: Regime::Foia },
    Law {
        key: "review",
        words: "A request for an internal review of a freedom of information answer",
        clock: Clock::Review,
        regime: Regime::Foia,
    },
    Law {
        key: "eir-review",
        words: "A complaint about an answer on environmental information",
        clock: Clock::EirReview,
        regime: Regime::Eir,
    },
];
