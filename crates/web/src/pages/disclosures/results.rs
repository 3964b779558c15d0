//! What a search found, and what to do when it found nothing.

use candour_casework::{Authority, Publication};
use candour_search::{Place, Query, Snippet, Sort};
use maud::{Markup, html};

use super::Log;
use crate::components::{Pagination, inset_text, marked, pagination};
use crate::dates;
use crate::error::AppError;
use crate::pages::file::READING;
use crate::pages::{address_of, language_of, outcome_tag};
use crate::search::{SearchPage, SearchResult};
use crate::state::AppState;

/// The list with its count, order, pages, and ways to keep the search.
pub(super) async fn found(state: &AppState, log: &Log, query: &Query, found: &SearchPage) -> Result<Markup, AppError> {
    let exact = by_reference(state, log, query).await?;
    let is_exact = |result: &&SearchResult| exact.as_ref().is_none_or(|exact| exact.id != result.publication.id);
    let total = found.total.max(u64::from(exact.is_some()));
    let more_without_filters = match total == 0 && query.is_narrowed() {
        true => {
            let wider = Query::for_text(&query.text);
            Some(state.log.search(&log.bounded(&wider)).await?.total).filter(|more| *more > 0)
        }
        false => None,
    };
    Ok(html! {
        h2 class="govuk-heading-m" id="results" { (counted(total)) }
        (remarks(query, found))
        @if total == 0 { (nothing(log, query, more_without_filters)) }
        @else {
            @if total > 1 { (order(log, query)) }
            ul class="candour-entries" {
                @if let Some(publication) = exact.as_ref().filter(|_| query.page == 1) {
                    (result(log, &SearchResult { publication: publication.clone(), title: None, snippets: Vec::new(), more_pages: 0 }))
                }
                @for one in found.results.iter().filter(is_exact) { (result(log, one)) }
            }
            (pagination(&Pagination {
                page: u64::from(query.page),
                pages: pages(total),
                href: &|page| log.address(&on_page(query, page)),
            }))
        }
        (kept(log, query))
    })
}

/// A disclosure whose reference somebody typed: also an old reference, which the index does not know.
async fn by_reference(state: &AppState, log: &Log, query: &Query) -> Result<Option<Publication>, AppError> {
    let text = query.text.trim();
    let looks_like_one = (4..=60).contains(&text.len())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-'));
    if !looks_like_one || query.is_narrowed() {
        return Ok(None);
    }
    for authority in log.authorities.iter().take(MOST_AUTHORITIES_ASKED) {
        let found = state.log.disclosure(&authority.slug, &text.to_uppercase()).await?;
        if let crate::public::Found::Disclosure(publication) = found {
            return Ok(Some(publication));
        }
    }
    Ok(None)
}

fn remarks(query: &Query, found: &SearchPage) -> Markup {
    html! {
        @if found.has_only_some_words {
            p class="govuk-body" { "No answer has all of these words. These answers have some of them." }
        }
        @if !found.near.is_empty() {
            p class="govuk-body" {
                "Few answers have “" (query.text) "” exactly, so words spelt nearly alike were looked for too: "
                @for (position, word) in found.near.iter().enumerate() {
                    @if position > 0 { ", " }
                    strong { (word) }
                }
                "."
            }
        }
    }
}

fn order(log: &Log, query: &Query) -> Markup {
    let has_words = !query.text.is_empty();
    let current = if has_words || query.sort != Sort::Relevance { query.sort } else { Sort::Newest };
    let orders = [(Sort::Relevance, "Best match"), (Sort::Newest, "Newest"), (Sort::Oldest, "Oldest")];
    html! {
        nav aria-label="Order of the answers" class="candour-order candour-no-print" {
            span class="govuk-body-s" { "Order: " }
            @for (sort, words) in orders.into_iter().filter(|(sort, _)| has_words || *sort != Sort::Relevance) {
                @let address = log.address(&Query { sort, ..query.from_start() });
                @if sort == current {
                    a class="govuk-link govuk-body-s" href=(address) aria-current="true" { strong { (words) } }
                } @else {
                    a class="govuk-link govuk-body-s" href=(address) { (words) }
                }
            }
        }
    }
}

fn result(log: &Log, result: &SearchResult) -> Markup {
    let publication = &result.publication;
    let answered = publication.answered_on.map_or_else(
        || format!("Published {}", dates::long(publication.published_on)),
        |on| format!("Answered {}", dates::long(on)),
    );
    // The index has the title of this very version; should it not, the store's word goes.
    let title = result.title.as_ref().filter(|snippet| snippet.text == publication.title);
    html! {
        li class="candour-entry" {
            h3 class="govuk-heading-s" {
                a class="govuk-link" href=(address_of(publication)) lang=[language_of(publication)] {
                    @match title {
                        Some(snippet) => (marked(&snippet.text, &snippet.marks)),
                        None => (publication.title),
                    }
                }
            }
            @if result.snippets.is_empty() { p class="govuk-body" lang=[language_of(publication)] { (publication.summary) } }
            @for snippet in &result.snippets { (excerpt(publication, snippet, result.more_pages)) }
            p class="govuk-body-s candour-facts" {
                span { (outcome_tag(publication.outcome)) }
                span { (answered) }
                @if log.one.is_none() { span { (log.name(publication.authority.as_str())) } }
                span { "Reference " (publication.reference) }
            }
        }
    }
}

/// Words around what was found, with where they stand.
fn excerpt(publication: &Publication, snippet: &Snippet, more_pages: usize) -> Markup {
    html! {
        p class="govuk-body candour-excerpt" {
            span class="candour-where" {
                @match &snippet.place {
                    Place::Title | Place::Summary => "In the summary: ",
                    Place::Request => "In the request: ",
                    Place::Answer => "In the answer: ",
                    Place::Law => "In the law relied on: ",
                    Place::Attachment { file_name, title, page, readable } => {
                        "In the attachment "
                        @let file = format!("{}/{file_name}", address_of(publication));
                        @if *readable {
                            a class="govuk-link" href={ (file) (READING) "#page-" (page) } { (title) ", page " (page) }
                        } @else {
                            a class="govuk-link" href=(file) { (title) }
                        }
                        @match more_pages {
                            0 => {}
                            1 => " and on 1 more page",
                            more => { " and on " (more) " more pages" }
                        }
                        ": "
                    }
                }
            }
            @if snippet.is_cut_before { "… " }
            @match language_of(publication) {
                Some(lang) => span lang=(lang) { (marked(&snippet.text, &snippet.marks)) },
                None => (marked(&snippet.text, &snippet.marks)),
            }
            @if snippet.is_cut_after { " …" }
        }
    }
}

/// What to do when nothing fits.
pub(super) fn nothing(log: &Log, query: &Query, more_without_filters: Option<u64>) -> Markup {
    inset_text(&html! {
        @if query.is_empty() {
            p class="govuk-body" { "Nothing has been published here yet." }
        } @else {
            p class="govuk-body" {
                @if query.text.is_empty() { "No published answer fits these filters." }
                @else { "No published answer fits your search." }
            }
            p class="govuk-body" { "You could:" }
            ul class="govuk-list govuk-list--bullet" {
                @if let Some(more) = more_without_filters {
                    @let address = log.address(&Query::for_text(&query.text));
                    li { a class="govuk-link" href=(address) { "search without filters" } " (" (counted(more)) ")" }
                }
                @if !query.text.is_empty() {
                    li { "check the spelling, or use fewer or more general words" }
                    li { "use the beginning of a word with a star, such as investig*" }
                }
                @if query.from.is_some() || query.to.is_some() { li { "choose a longer time" } }
                li { a class="govuk-link" href=(log.base) { "look through all published answers" } }
                @for authority in asked(log) {
                    li {
                        a class="govuk-link" href={ "/" (authority.slug) "/make-a-request" } {
                            "ask " (authority.name) " for the information"
                        }
                    }
                }
            }
        }
    })
}

/// Whom to ask for what is not there.
fn asked(log: &Log) -> &[Authority] {
    log.authorities.get(..log.authorities.len().min(MOST_TO_ASK)).unwrap_or_default()
}

/// How to come back to a search.
fn kept(log: &Log, query: &Query) -> Markup {
    let query = query.from_start();
    let feed = super::address_of(&format!("{}.atom", log.base), &query, log.one.is_some());
    html! {
        p class="govuk-body govuk-!-margin-top-6 candour-no-print" {
            @if query.is_empty() {
                a class="govuk-link" href=(feed) { "New answers as a feed" }
            } @else {
                "To come back to this search, keep "
                a class="govuk-link" href=(log.address(&query)) { "this link" }
                " or follow it "
                a class="govuk-link" href=(feed) { "as a feed" }
                ". We keep nothing of what you search for."
            }
        }
    }
}

pub(super) fn counted(total: u64) -> String {
    match total {
        0 => "No answers".to_owned(),
        1 => "1 answer".to_owned(),
        total => format!("{} answers", grouped(total)),
    }
}

/// With a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// How many pages there are to turn.
pub(super) fn pages(total: u64) -> u64 {
    total.div_ceil(u64::from(Query::PER_PAGE)).clamp(1, u64::from(Query::LAST_PAGE))
}

/// The same search on another page.
pub(super) fn on_page(query: &Query, page: u64) -> Query {
    Query { page: u32::try_from(page).unwrap_or(Query::LAST_PAGE), ..query.clone() }
}

const MOST_AUTHORITIES_ASKED: usize = 20;
const MOST_TO_ASK: usize = 3;
