//! The clock of a request: each day between receipt and the due date, counted or not, and why.

use candour_casework::{Due, DueStatus};
use jiff::civil::Date;
use maud::{Markup, html};

use super::{Column, details, table};
use crate::dates;
use crate::pages::capitalised;

/// A strip of boxes, one a day, with the same in words in a table behind it.
pub(crate) fn clock_strip(due: &Due, today: Date) -> Markup {
    let rows: Vec<Vec<Markup>> = due
        .trace
        .iter()
        .map(|day| {
            vec![
                html! { (dates::with_weekday(day.date)) },
                html! {
                    @match day.counted {
                        Some(number) => (number),
                        None => { span class="govuk-visually-hidden" { "Not counted" } "–" }
                    }
                },
                html! { (capitalised(&day.why)) },
            ]
        })
        .collect();
    let working = html! {
        @if !due.source.is_empty() { p class="govuk-body" { "The time limit is " (due.limit) ": " (due.source) "." } }
        @for note in &due.notes { p class="govuk-body" { (capitalised(note)) } }
        (table(
            "Each day, and why it counts or not",
            &[Column::Text("Day"), Column::Numeric("Number"), Column::Text("Why it does not count")],
            &rows,
        ))
    };
    html! {
        @if due.status == DueStatus::Provisional { p class="govuk-body" { "This date may still change: the bank holidays of that year are not published yet." } }
        @if let Some(reason) = &due.reason { p class="govuk-body" { (capitalised(reason)) "." } }
        @if !due.trace.is_empty() {
            // The table says the same in words, so the boxes are for the eye only.
            ol class="candour-days" aria-hidden="true" {
                @for day in &due.trace {
                    @let past = if day.date < today { " is-past" } else { "" };
                    @let idle = if day.counted.is_none() { " is-idle" } else { "" };
                    @let now = if day.date == today { " is-today" } else { "" };
                    li class={ "candour-day" (past) (idle) (now) } {
                        @match day.counted { Some(number) => (number), None => "–" }
                    }
                }
            }
            (details("How this date was worked out", &working, false))
        }
    }
}

/// How far the clock has run, in words.
pub(crate) fn clock_words(due: &Due, today: Date) -> Option<String> {
    let due_on = due.due_on?;
    let counted = |day: &&candour_casework::TracedDay| day.counted.is_some();
    let all = due.trace.iter().filter(counted).count();
    let gone = due.trace.iter().filter(counted).filter(|day| day.date <= today).count();
    Some(match (today > due_on, all) {
        (true, _) => format!("The answer was due by {} and is late.", dates::long(due_on)),
        (false, _) if gone == 0 => {
            format!("The answer is due by {}. The count begins on the next working day.", dates::long(due_on))
        }
        (false, 0) => format!("The answer is due by {}.", dates::long(due_on)),
        (false, _) if today == due_on => "The answer is due today.".to_owned(),
        (false, _) => {
            format!("The answer is due by {}. Today is working day {gone} of {all}.", dates::long(due_on))
        }
    })
}
