//! `/{authority}/d/{reference}`: one published answer.

use axum::extract::{Path, State};
use axum::response::Redirect;
use candour_casework::publication::{PublishedPart, PublishedSection, PublishedVersion};
use candour_casework::{Attachment, Authority, Publication};
use candour_statute::{Calendar, provision};
use maud::{Markup, PreEscaped, html};

use super::file::READING;
use super::statistics::answered_in_time;
use super::{address_of, authority_at, outcome_tag, provision_words, twin, way_to_log};
use crate::components::{SummaryRow, details, summary_list};
use crate::dates;
use crate::error::AppError;
use crate::layout::{Page, Surroundings};
use crate::public::Found;
use crate::raw_html::sanitised;
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /{authority}/d/{reference}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((slug, reference)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Markup, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let publication = published(state.log.disclosure(&authority.slug, &reference).await?)?;
    let title = publication.title.clone();
    let versions = state.log.versions(&authority.slug, &reference).await?;
    let content = content(&authority, &publication, &versions);
    let way = way_to_log(&authority);
    let around = Surroundings::of_authority(authority);
    Ok(Page::reading(&title, content).under(way).with_head(head(&publication)).render(&around, &visitor))
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

fn content(authority: &Authority, publication: &Publication, versions: &[PublishedVersion]) -> Markup {
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                span class="govuk-caption-l" { "Freedom of information request " (publication.reference) }
                h1 class="govuk-heading-l" { (publication.title) }
                p class="govuk-body-l" { (publication.summary) }
                (summary_list(&facts(publication)))
                h2 class="govuk-heading-m" id="request" { "What was asked" }
                blockquote class="candour-request" {
                    @for paragraph in paragraphs(&publication.request) { p class="govuk-body" { (paragraph) } }
                }
                (questions(&publication.parts))
                @for part in &publication.sections { (section(part)) }
                @if let Some(letter) = &publication.letter_html {
                    h2 class="govuk-heading-m" id="answer" { "Our answer" }
                    (sanitised(letter))
                }
                @if !publication.attachments.is_empty() {
                    h2 class="govuk-heading-m" id="attachments" { "Attachments" }
                    @for attachment in &publication.attachments { (attached(publication, attachment)) }
                }
                (law(publication))
                // A letter says them itself, as the law wants it to.
                @if publication.letter_html.is_none() { (rights(authority)) }
                (about_this_page(authority, publication, versions))
            }
        }
    }
}

fn facts(publication: &Publication) -> Vec<SummaryRow> {
    let mut rows = vec![SummaryRow::new("Outcome", outcome_tag(publication.outcome))];
    let dates =
        [("Received", publication.received_on), ("Due", publication.due_on), ("Answered", publication.answered_on)];
    rows.extend(dates.into_iter().filter_map(|(key, on)| Some(SummaryRow::new(key, dates::long(on?)))));
    if let Some(time) = time_taken(publication) {
        rows.push(SummaryRow::new("Time taken", time));
    }
    rows.push(SummaryRow::new("Published", dates::long(publication.published_on)));
    if !publication.topics.is_empty() {
        rows.push(SummaryRow::new("Topics", publication.topics.join(", ")));
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

/// Working days and whether they kept the limit, as far as the dates tell.
fn time_taken(publication: &Publication) -> Option<String> {
    let (received, answered) = (publication.received_on?, publication.answered_on?);
    let days = Calendar::built_in().working_days_between(received, answered)?;
    let days = if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") };
    Some(match answered_in_time(publication) {
        Some(true) => format!("{days}, within the time limit"),
        Some(false) => format!("{days}, later than the time limit"),
        None => days,
    })
}

/// What machines are told about the page: its other forms, and what it is in the words of schema.org.
fn head(publication: &Publication) -> Markup {
    let address = address_of(publication);
    let about = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": publication.title,
        "description": publication.summary,
        "identifier": publication.reference,
        "datePublished": publication.published_on,
        "url": address,
    });
    // Inside a script element only `<` could end it early.
    let about = about.to_string().replace('<', "\\u003c");
    html! {
        link rel="canonical" href=(address);
        link rel="alternate" type="text/plain" href={ (address) "/" (twin::PLAIN_TEXT) } title="Plain text";
        link rel="alternate" type="application/json" href={ (address) "/" (twin::DATA) } title="Data";
        link rel="alternate" type="application/atom+xml" href={ "/" (publication.authority) "/feed.atom" } title="New answers";
        meta name="description" content=(publication.summary);
        script type="application/ld+json" { (PreEscaped(about)) }
    }
}

/// Each numbered question with its own answer; nothing when there is only the request as a whole.
fn questions(parts: &[PublishedPart]) -> Markup {
    html! {
        @if parts.len() > 1 {
            h2 class="govuk-heading-m" id="questions" { "What became of each question" }
            @for part in parts {
                h3 class="govuk-heading-s" { "Question " (part.number) }
                blockquote class="candour-request" {
                    @for paragraph in paragraphs(&part.text) { p class="govuk-body" { (paragraph) } }
                }
                p class="govuk-body" { (outcome_tag(part.outcome)) }
                @if !part.provisions.is_empty() {
                    ul class="govuk-list" {
                        @for id in &part.provisions {
                            li { a class="govuk-link" href={ "#law-" (id) } { (provision_words(id)) } }
                        }
                    }
                }
            }
        }
    }
}

fn section(section: &PublishedSection) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (section.heading) }
        @for paragraph in &section.paragraphs { p class="govuk-body" { (paragraph) } }
    }
}

fn attached(publication: &Publication, attachment: &Attachment) -> Markup {
    let address = format!("{}/{}", address_of(publication), attachment.file_name);
    html! {
        div class="candour-attachment" {
            h3 class="govuk-heading-s" { a class="govuk-link" href=(address) { (attachment.title) } }
            p class="govuk-body-s candour-facts" {
                span { (kind(&attachment.media_type)) }
                @if let Some(pages) = attachment.pages { span { (pages) @if pages == 1 { " page" } @else { " pages" } } }
                span { (size(attachment.size_bytes)) }
            }
            @if attachment.structured_text.is_some() {
                p class="govuk-body-s" { a class="govuk-link" href={ (address) (READING) } { "Read it as a web page" } }
            }
            @if attachment.manifest.is_some() {
                p class="govuk-body-s" {
                    "Parts of this document are withheld. "
                    a class="govuk-link" href={ (address) ".manifest.json" } { "What was removed and how it was checked" }
                }
            }
            (details("Check that this is the file we published", &html! {
                p class="govuk-body-s" { "SHA-256:" br; span class="candour-hash" { (attachment.digest) } }
            }, false))
        }
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
            "If you are still not satisfied you can complain to the " (authority.regulator.name) "."
        }
    }
}

fn about_this_page(authority: &Authority, publication: &Publication, versions: &[PublishedVersion]) -> Markup {
    let cited = format!(
        "{}, “{}”, freedom of information answer {}, published {}",
        authority.name,
        publication.title,
        publication.reference,
        dates::long(publication.published_on)
    );
    html! {
        h2 class="govuk-heading-m" id="cite" { "About this page" }
        p class="govuk-body" {
            "Version " (publication.version) ", published on " (dates::long(publication.published_on))
            ". The address of this page stays the same:"
        }
        p class="govuk-body candour-hash" { (address_of(publication)) }
        p class="govuk-body" { "To cite it: " (cited) "." }
        @if publication.version > 1 {
            h3 class="govuk-heading-s" { "Versions" }
            ul class="govuk-list govuk-list--bullet" {
                @for version in versions {
                    li {
                        "Version " (version.version) ", " (dates::long(version.published_on))
                        @if let Some(why) = &version.why { ": " (why) }
                    }
                }
            }
        }
        ul class="govuk-list candour-no-print" {
            li { a class="govuk-link" href={ (address_of(publication)) "/" (twin::PLAIN_TEXT) } { "This answer as plain text" } }
            li { a class="govuk-link" href={ (address_of(publication)) "/" (twin::DATA) } { "This answer as data (JSON)" } }
            li { a class="govuk-link" href={ "/" (authority.slug) "/feed.atom" } { "New answers as a feed" } }
            li { a class="govuk-link" href={ "/" (authority.slug) "/make-a-request" } { "Ask for more about this" } }
        }
    }
}

/// Paragraphs of a plain text, at its empty lines.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

fn kind(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "PDF",
        "text/csv" => "CSV",
        "text/plain" => "Plain text",
        other => other,
    }
}

/// A size in the unit a person would say.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
