//! The twins of a disclosure: the same as plain text (`answer.txt`) and as data (`answer.json`).

use axum::http::header;
use axum::response::{IntoResponse, Response};
use candour_casework::{Authority, Publication};
use candour_statute::provision;
use serde::Serialize;
use serde_json::{Value, json};

use super::{address_of, provision_words};
use crate::dates;
use crate::raw_html::{as_text, sanitised};
use crate::site_address::SiteAddress;

/// The names under which the twins stand beside the attachments.
pub(crate) const PLAIN_TEXT: &str = "answer.txt";
pub(crate) const DATA: &str = "answer.json";

/// The plain-text twin: for reading aloud, quoting, keeping.
pub(crate) fn plain_text(authority: &Authority, publication: &Publication, site: &SiteAddress) -> Response {
    let text = text_of(authority, publication, &site.0);
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// The data twin.
pub(crate) fn data(publication: &Publication, site: &SiteAddress) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value_of(publication, &site.0).to_string()).into_response()
}

fn text_of(authority: &Authority, publication: &Publication, site: &str) -> String {
    let mut lines = vec![
        publication.title.clone(),
        "=".repeat(publication.title.chars().count()),
        String::new(),
        format!("Authority: {}", authority.name),
        format!("Reference: {}", publication.reference),
        format!("Outcome: {}", publication.outcome.title()),
    ];
    if authority.sample {
        lines.push("Sample: this authority, the request and every figure are invented.".to_owned());
    }
    let dates = [
        ("Received", publication.received_on),
        ("Due", publication.due_on),
        ("Answered", publication.answered_on),
        ("Published", Some(publication.published_on)),
    ];
    lines.extend(dates.iter().filter_map(|(name, on)| Some(format!("{name}: {}", dates::long((*on)?)))));
    lines.extend(publication.provisions.iter().map(|id| format!("Law relied on: {}", provision_words(id))));
    lines.push(format!("Address: {site}{}", address_of(publication)));
    lines.extend([String::new(), "What was asked".to_owned(), String::new(), publication.request.clone()]);
    for part in publication.parts.iter().filter(|_| publication.parts.len() > 1) {
        lines.extend([String::new(), format!("Question {}: {}", part.number, part.outcome.title()), String::new()]);
        lines.push(part.text.clone());
    }
    for section in &publication.sections {
        lines.extend([String::new(), section.heading.clone(), String::new()]);
        lines.push(section.paragraphs.join("\n\n"));
    }
    if let Some(letter) = &publication.letter_html {
        lines.extend([String::new(), "Our answer".to_owned(), String::new(), as_text(letter)]);
    }
    for attachment in &publication.attachments {
        lines.push(String::new());
        lines.push(format!("Attachment: {}", attachment.title));
        lines.push(format!("  {site}{}/{}", address_of(publication), attachment.file_name));
        lines.push(format!("  SHA-256 {}", attachment.digest));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A disclosure as the API gives it. Field by field, so that nothing of a [`Publication`] is published by being added
/// to it: the case's own id, for one, is not.
pub(crate) fn value_of(publication: &Publication, site: &str) -> Value {
    let address = format!("{site}{}", address_of(publication));
    json!({
        "address": address,
        "authority": publication.authority,
        "reference": publication.reference,
        "version": publication.version,
        "language": publication.language.tag(),
        "title": publication.title,
        "summary": publication.summary,
        "regime": publication.regime,
        "outcome": publication.outcome,
        "provisions": publication.provisions.iter().map(|id| Law::of(id.as_str())).collect::<Vec<_>>(),
        "topics": publication.topics,
        "received_on": publication.received_on,
        "due_on": publication.due_on,
        "answered_on": publication.answered_on,
        "published_on": publication.published_on,
        "request": publication.request,
        "parts": publication.parts,
        "sections": publication.sections,
        "letter_html": publication.letter_html.as_deref().map(|letter| sanitised(letter).into_string()),
        "attachments": publication.attachments.iter().map(|attachment| json!({
            "address": format!("{address}/{}", attachment.file_name),
            "title": attachment.title,
            "media_type": attachment.media_type,
            "pages": attachment.pages,
            "size_bytes": attachment.size_bytes,
            "sha256": attachment.digest,
            "manifest": attachment.manifest.map(|_| format!("{address}/{}.manifest.json", attachment.file_name)),
        })).collect::<Vec<_>>(),
    })
}

/// A provision with its citation, so that a reader of the data need not know our ids.
#[derive(Serialize)]
struct Law<'a> {
    id: &'a str,
    citation: Option<&'static str>,
    title: Option<&'static str>,
}

impl<'a> Law<'a> {
    fn of(id: &'a str) -> Self {
        let title = provision::by_id(id).map(|found| provision::explanation(found).name);
        Self { id, citation: provision::reference(id), title }
    }
}
