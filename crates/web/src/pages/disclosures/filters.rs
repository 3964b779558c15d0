//! What narrows a search: facets with their counts, dates, and what is on.

use candour_casework::{Outcome, ProvisionId};
use candour_search::{Chosen, Facet, FacetCounts, Query};
use maud::{Markup, html};

use super::Log;
use super::address::Asked;
use crate::components::{Choice, Field, button_of_form, details, filter_checkboxes, input_of_form};
use crate::dates;
use crate::pages::provision_words;

/// The facets, the dates and the button that applies them.
pub(super) fn panel(log: &Log, asked: &Asked, facets: &[FacetCounts]) -> Markup {
    let query = &asked.query;
    let field = |name, label, value| Field { name, label, hint: "", value, errors: &asked.errors };
    let date = |field| input_of_form(Some("search"), field, "text", "govuk-input--width-10");
    let content = html! {
        h2 class="govuk-heading-m" { "Narrow down" }
        @for counts in facets.iter().filter(|counts| log.one.is_none() || counts.facet != Facet::Authority) {
            (filter_checkboxes(counts.facet.key(), legend(counts.facet), &choices(log, query, counts)))
        }
        (date(Field { hint: "For example, 1/4/2026", ..field("from", "Answered on or after", &asked.from) }))
        (date(Field { hint: "For example, 31/3/2027", ..field("to", "Answered on or before", &asked.to) }))
        @if query.sort != candour_search::Sort::Relevance { input type="hidden" name="sort" value=(query.sort.key()) form="search"; }
        (button_of_form("search", "Apply filters"))
    };
    let is_open = query.is_narrowed() || !asked.errors.is_empty();
    html! { div class="candour-filters" { (details("Filter these answers", &content, is_open)) } }
}

/// What is on, in words, each with the address without it.
pub(super) fn chosen(log: &Log, query: &Query) -> Vec<(String, String)> {
    let mut chosen = Vec::new();
    for facet in Facet::ALL.into_iter().filter(|facet| log.one.is_none() || *facet != Facet::Authority) {
        for value in query.chosen.of(facet) {
            let mut without = query.from_start();
            without.chosen.remove(facet, value);
            chosen.push((format!("{}: {}", legend(facet), words(log, facet, value)), log.address(&without)));
        }
    }
    if let Some(from) = query.from {
        let without = Query { from: None, ..query.from_start() };
        chosen.push((format!("From {}", dates::long(from)), log.address(&without)));
    }
    if let Some(to) = query.to {
        let without = Query { to: None, ..query.from_start() };
        chosen.push((format!("Until {}", dates::long(to)), log.address(&without)));
    }
    chosen
}

fn choices(log: &Log, query: &Query, counts: &FacetCounts) -> Vec<Choice> {
    let is_chosen = |value: &String| Chosen::of(&query.chosen, counts.facet).contains(value);
    let choice = |(value, number): &(String, u64)| Choice {
        words: words(log, counts.facet, value),
        number: Some(*number),
        is_chosen: is_chosen(value),
        value: value.clone(),
    };
    counts.values.iter().map(choice).collect()
}

fn legend(facet: Facet) -> &'static str {
    match facet {
        Facet::Authority => "Authority",
        Facet::Outcome => "Outcome",
        Facet::Provision => "Law relied on",
        Facet::Topic => "Topic",
        Facet::Year => "Year of the answer",
        Facet::Late => "Time taken",
    }
}

fn words(log: &Log, facet: Facet, value: &str) -> String {
    match facet {
        Facet::Authority => log.name(value).to_owned(),
        Facet::Outcome => {
            Outcome::from_key(value).map_or_else(|| value.to_owned(), |outcome| outcome.title().to_owned())
        }
        Facet::Provision => provision_words(&ProvisionId::from(value)),
        Facet::Late => match value {
            "yes" => "Answered late".to_owned(),
            "no" => "Answered in time".to_owned(),
            other => other.to_owned(),
        },
        Facet::Topic | Facet::Year => value.to_owned(),
    }
}
