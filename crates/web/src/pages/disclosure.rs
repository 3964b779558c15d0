//! `/{authority}/d/{reference}`: one published answer.

mod about;
mod attachments;
mod questions;
mod structured;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use candour_casework::publication::PublishedSection;
use candour_casework::{Authority, Publication, Regime};
use candour_statute::{Calendar, provision};
use jiff::civil::Date;
use maud::{Markup, html};

use super::statistics::answered_in_time;
use super::{address_of, authority_at, entry, language_of, outcome_tag, provision_words, way_to_log};
use crate::cache::kept;
use crate::components::{SummaryRow, summary_list};
use crate::dates;
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::public::Found;
use crate::raw_html::sanitised;
use crate::site_address::SiteAddress;
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /{authority}/d/{reference}`; an older reference leads to the permanent address.
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((slug, reference)): Path<(String, String)>,
    SiteAddress(site): SiteAddress,
    visitor: Visitor,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let publication = published(state.log.disclosure(&authority.slug, &reference).await?)?;
    if publication.reference.to_string() != reference {
        return Ok(Redirect::permanent(&address_of(&publication)).into_response());
    }
    let versions = state.log.versions(&authority.slug, &reference).await?;
    let files = attachments::with_redactions(&state, &publication).await?;
    let related = state.log.related(&publication).await.unwrap_or_else(|error| {
        // The answer stands without them.
        tracing::warn!(error.cause = %error, "related answers could not be found");
        Vec::new()
    });
    let content = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (answer(&authority, &publication))
                (attachments::list(&publication, &files))
                (law(&publication))
                // A letter says them itself, as the law wants it to.
                @if publication.letter_html.is_none() { (rights(&authority)) }
                (related_answers(&related))
                (about::this_page(&authority, &publication, &versions, &site, &visitor))
            }
        }
    };
    let title = publication.title.clone();
    let head = structured::head(&authority, &publication, &site);
    let way = way_to_log(&authority);
    let around = Surroundings::of_authority(authority);
    Ok(kept(Page::reading(&title, content).under(way).with_head(head).render(&around, &visitor)))
}

/// `GET /{authority}/disclosures/{year}/{month}/{slug}`: leads to the permanent address.
pub(crate) async fn redirect(
    State(state): State<AppState>,
    Path((slug, year, month, words)): Path<(String, String, String, String)>,
) -> Result<Redirect, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let (Ok(year), Ok(month)) = (year.parse(), month.parse()) else {
        return Err(AppError::NotFound);
    };
    let found = state.log.disclosure_by_slug(&authority.slug, year, month, &words).await?;
    Ok(Redirect::permanent(&address_of(&published(found)?)))
}

/// The disclosure, or why there is none to show.
pub(super) fn published(found: Found) -> Result<Publication, AppError> {
    match found {
        Found::Disclosure(publication) => Ok(publication),
        Found::TakenDown(tombstone) => Err(AppError::TakenDown(tombstone)),
        Found::Nothing => Err(AppError::NotFound),
    }
}

fn answer(authority: &Authority, publication: &Publication) -> Markup {
    let lang = language_of(publication);
    html! {
        span class="govuk-caption-l" { (law_of(publication.regime)) " request " (publication.reference) }
        h1 class="govuk-heading-l" lang=[lang] { (publication.title) }
        p class="govuk-body-l" lang=[lang] { (publication.summary) }
        (summary_list(&facts(authority, publication)))
        h2 class="govuk-heading-m" id="request" { "What was asked" }
        blockquote class="candour-request" lang=[lang] {
            @for paragraph in paragraphs(&publication.request) { p class="govuk-body" { (paragraph) } }
        }
        (questions::each(publication))
        @for part in &publication.sections { (section(part, lang)) }
        @if let Some(letter) = &publication.letter_html {
            h2 class="govuk-heading-m" id="answer" { "Our answer" }
            @if let Some(lang) = lang { div lang=(lang) { (sanitised(letter)) } } @else { (sanitised(letter)) }
        }
    }
}

/// The law a request was answered under, as a reader knows it.
fn law_of(regime: Regime) -> &'static str {
    match regime {
        Regime::Eir => "Environmental information",
        _ => "Freedom of information",
    }
}

fn facts(authority: &Authority, publication: &Publication) -> Vec<SummaryRow> {
    let mut rows = vec![
        SummaryRow::new("Reference", publication.reference.to_string()),
        SummaryRow::new("Outcome", outcome_tag(publication.outcome)),
        SummaryRow::new(
            "Law",
            match publication.regime {
                Regime::Eir => "Environmental Information Regulations 2004",
                _ => "Freedom of Information Act 2000",
            },
        ),
    ];
    let dates =
        [("Received", publication.received_on), ("Due", publication.due_on), ("Answered", publication.answered_on)];
    rows.extend(dates.into_iter().filter_map(|(key, on)| Some(SummaryRow::new(key, dates::long(on?)))));
    if let Some(time) = time_taken(publication) {
        rows.push(SummaryRow::new("Time taken", time));
    }
    rows.push(SummaryRow::new("Published", dates::long(publication.published_on)));
    if !publication.topics.is_empty() {
        let list = html! {
            ul class="govuk-list" {
                @for topic in &publication.topics { li { a class="govuk-link" href=(narrowed(authority, "topic", topic)) { (topic) } } }
            }
        };
        rows.push(SummaryRow::new("Topics", list));
    }
    if let Some(area) = &publication.area {
        rows.push(SummaryRow::new("Area", area));
    }
    if !publication.provisions.is_empty() {
        let list = html! {
            ul class="govuk-list" {
                @for id in &publication.provisions { li { a class="govuk-link" href={ "#law-" (id) } { (provision_words(id)) } } }
            }
        };
        rows.push(SummaryRow::new("Law relied on", list));
    }
    rows
}

/// The address of the log narrowed by one thing.
fn narrowed(authority: &Authority, by: &str, value: &str) -> String {
    let query = serde_urlencoded::to_string([(by, value)]).unwrap_or_default();
    format!("/{}/disclosures?{query}", authority.slug)
}

/// Working days and whether they kept the limit, as far as the dates tell.
fn time_taken(publication: &Publication) -> Option<String> {
    let days = days_taken(publication.received_on?, publication.answered_on?)?;
    Some(match answered_in_time(publication) {
        Some(true) => format!("{days}, within the time limit"),
        Some(false) => format!("{days}, later than the time limit"),
        None => days,
    })
}

/// Working days after the day of receipt, which is day zero (FOIA s.10(1)).
fn days_taken(received: Date, answered: Date) -> Option<String> {
    Some(match Calendar::built_in().working_days_between(received.tomorrow().ok()?, answered)? {
        0 => "No working day".to_owned(),
        1 => "1 working day".to_owned(),
        days => format!("{days} working days"),
    })
}

fn section(section: &PublishedSection, lang: Option<&str>) -> Markup {
    html! {
        h2 class="govuk-heading-m" lang=[lang] { (section.heading) }
        @for paragraph in &section.paragraphs { p class="govuk-body" lang=[lang] { (paragraph) } }
    }
}

fn law(publication: &Publication) -> Markup {
    let relied_on = || publication.provisions.iter().filter_map(|id| Some((id, provision::by_id(id.as_str())?)));
    html! {
        @if relied_on().next().is_some() {
            h2 class="govuk-heading-m" id="law" { "The law explained" }
            @for (id, found) in relied_on() {
                @let words = provision::explanation(found);
                h3 class="govuk-heading-s" id={ "law-" (id) } { (provision_words(id)) }
                p class="govuk-body" { (words.general) " " (words.particular) }
                p class="govuk-body" { (words.test) }
                p class="govuk-body candour-no-print" {
                    a class="govuk-link" href={ "/" (publication.authority) "/disclosures?provision=" (id) } {
                        "Other answers that rely on " (words.citation)
                    }
                }
            }
        }
    }
}

fn rights(authority: &Authority) -> Markup {
    let review = &authority.review;
    html! {
        h2 class="govuk-heading-m" id="rights" { "If this answer was given to you" }
        p class="govuk-body" {
            "You can ask " (authority.name) " to look at the answer again (an internal review) within "
            (review.within_working_days) " working days of receiving it."
            @if !review.email.is_empty() {
                " Write to " (review.team) " at "
                a class="govuk-link" href={ "mailto:" (review.email) } { (review.email) } "."
            }
        }
        p class="govuk-body" {
            "If you are still not satisfied you can "
            @if authority.regulator.complaint_address.starts_with("https://") {
                a class="govuk-link" rel="noopener noreferrer" href=(authority.regulator.complaint_address) {
                    "complain to the " (authority.regulator.name)
                }
            } @else { "complain to the " (authority.regulator.name) }
            "."
        }
    }
}

fn related_answers(related: &[Publication]) -> Markup {
    html! {
        @if !related.is_empty() {
            h2 class="govuk-heading-m candour-no-print" id="related" { "Related answers" }
            ul class="candour-entries candour-no-print" { @for publication in related { (entry(publication, 3)) } }
        }
    }
}

/// Paragraphs of a plain text, at its empty lines.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::days_taken;

    #[test]
    fn the_day_of_receipt_does_not_count() {
        let taken = |day: i8| days_taken(date(2026, 10, 5), date(2026, 10, day)).unwrap();
        assert_eq!(taken(5), "No working day");
        assert_eq!(taken(6), "1 working day");
        assert_eq!(taken(29), "18 working days");
        assert_eq!(days_taken(date(2026, 10, 5), date(2026, 11, 2)).unwrap(), "20 working days");
    }
}
