//! Components of a search: its box, the groups of checkboxes that narrow it, and what is chosen.

use std::ops::Range;

use maud::{Markup, html};

/// The search box; everything else of its form refers to it by `form="search"`.
pub(crate) fn search_box(label: &str, hint: &str, value: &str) -> Markup {
    html! {
        div class="govuk-form-group candour-search-box" {
            label class="govuk-label govuk-label--m" for="q" { (label) }
            div id="q-hint" class="govuk-hint" { (hint) }
            div class="candour-search-line" {
                input class="govuk-input" id="q" name="q" type="search" value=(value) aria-describedby="q-hint"
                    autocomplete="off" spellcheck="true";
                button type="submit" class="govuk-button" data-module="govuk-button" { "Search" }
            }
        }
    }
}

/// One checkbox of a group.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    /// How many it would leave; `None` where that is not known.
    pub(crate) number: Option<u64>,
    pub(crate) is_chosen: bool,
}

/// <https://design-system.service.gov.uk/components/checkboxes/>, small, of the form `search`. All but the first few stand
/// behind "Show more", unless one of them is chosen.
pub(crate) fn filter_checkboxes(name: &str, legend: &str, choices: &[Choice]) -> Markup {
    let (shown, more) = choices.split_at(choices.len().min(SHOWN_AT_ONCE));
    html! {
        @if !choices.is_empty() {
            div class="govuk-form-group candour-filter" {
                fieldset class="govuk-fieldset" {
                    legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { (legend) }
                    (checkboxes(name, shown, 0))
                    @if !more.is_empty() {
                        details class="govuk-details" open[more.iter().any(|choice| choice.is_chosen)] {
                            summary class="govuk-details__summary" {
                                span class="govuk-details__summary-text" {
                                    (more.len()) " more" span class="govuk-visually-hidden" { ": " (legend) }
                                }
                            }
                            (checkboxes(name, more, shown.len()))
                        }
                    }
                }
            }
        }
    }
}

fn checkboxes(name: &str, choices: &[Choice], first: usize) -> Markup {
    html! {
        div class="govuk-checkboxes govuk-checkboxes--small" {
            @for (number, choice) in (first..).zip(choices) {
                @let id = format!("{name}-{number}");
                div class="govuk-checkboxes__item" {
                    input class="govuk-checkboxes__input" id=(id) name=(name) type="checkbox" value=(choice.value)
                        form="search" checked[choice.is_chosen];
                    label class="govuk-label govuk-checkboxes__label" for=(id) {
                        (choice.words)
                        @if let Some(number) = choice.number {
                            " (" (number) span class="govuk-visually-hidden" { @if number == 1 { " answer" } @else { " answers" } } ")"
                        }
                    }
                }
            }
        }
    }
}

/// What is chosen, each with the address without it.
pub(crate) fn chosen_filters(chosen: &[(String, String)], clear: &str) -> Markup {
    html! {
        @if !chosen.is_empty() {
            div class="candour-chosen" role="group" aria-label="Filters that are on" {
                ul class="govuk-list" {
                    @for (words, address) in chosen {
                        li {
                            a class="govuk-link candour-chip" href=(address) {
                                span class="govuk-visually-hidden" { "Remove filter: " }
                                (words) " "
                                span aria-hidden="true" { "✕" }
                            }
                        }
                    }
                }
                a class="govuk-link" href=(clear) { "Clear all filters" }
            }
        }
    }
}

/// A text with some of it marked. The text is escaped here; the ranges are bytes of it, in order.
pub(crate) fn marked(text: &str, marks: &[Range<usize>]) -> Markup {
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in marks {
        if let (Some(before), Some(found)) = (text.get(at..mark.start), text.get(mark.clone())) {
            pieces.push((before, found));
            at = mark.end;
        }
    }
    html! {
        @for (before, found) in pieces { (before) mark { (found) } }
        (text.get(at..).unwrap_or_default())
    }
}

/// Choices that are seen without asking for more.
const SHOWN_AT_ONCE: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::single_range_in_vec_init, reason = "one mark is what is given")]
    fn what_is_marked_is_escaped_like_everything_else() {
        let text = "a <b> & <script>";
        assert_eq!(
            marked(text, &[2..5, 8..16]).into_string(),
            "a <mark>&lt;b&gt;</mark> &amp; <mark>&lt;script&gt;</mark>"
        );
        assert_eq!(marked("é", &[1..2]).into_string(), "é");
    }
}
