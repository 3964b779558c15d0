//! The columns of the bulk files: one disclosure, one row.

use candour_casework::Publication;
use jiff::civil::Date;

use crate::pages::address_of;
use crate::raw_html::as_text;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Day,
    Number,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Day(Option<Date>),
    Number(u32),
}

pub(super) const COLUMNS: [(&str, Kind); 18] = [
    ("address", Kind::Text),
    ("authority", Kind::Text),
    ("reference", Kind::Text),
    ("version", Kind::Number),
    ("language", Kind::Text),
    ("title", Kind::Text),
    ("summary", Kind::Text),
    ("regime", Kind::Text),
    ("outcome", Kind::Text),
    ("provisions", Kind::Text),
    ("topics", Kind::Text),
    ("received_on", Kind::Day),
    ("due_on", Kind::Day),
    ("answered_on", Kind::Day),
    ("published_on", Kind::Day),
    ("request", Kind::Text),
    ("answer", Kind::Text),
    ("attachments", Kind::Text),
];

/// The row of a disclosure, in the order of [`COLUMNS`]. Lists are joined by spaces, and topics by semicolons.
pub(super) fn row(publication: &Publication, site: &str) -> [Cell; COLUMNS.len()] {
    let address = format!("{site}{}", address_of(publication));
    let listed = |items: Vec<String>| Cell::Text(items.join(" "));
    let files = publication.attachments.iter().map(|file| format!("{address}/{}", file.file_name)).collect();
    let regime = serde_json::to_value(publication.regime).ok();
    [
        Cell::Text(address),
        Cell::Text(publication.authority.to_string()),
        Cell::Text(publication.reference.to_string()),
        Cell::Number(publication.version),
        Cell::Text(publication.language.tag().to_owned()),
        Cell::Text(publication.title.clone()),
        Cell::Text(publication.summary.clone()),
        Cell::Text(regime.as_ref().and_then(|regime| regime.as_str()).unwrap_or_default().to_owned()),
        Cell::Text(publication.outcome.key().to_owned()),
        listed(publication.provisions.iter().map(ToString::to_string).collect()),
        Cell::Text(publication.topics.join("; ")),
        Cell::Day(publication.received_on),
        Cell::Day(publication.due_on),
        Cell::Day(publication.answered_on),
        Cell::Day(Some(publication.published_on)),
        Cell::Text(publication.request.clone()),
        Cell::Text(answer(publication)),
        listed(files),
    ]
}

/// The words of the answer, as plain text.
fn answer(publication: &Publication) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for section in &publication.sections {
        blocks.push(section.heading.clone());
        blocks.extend(section.paragraphs.iter().cloned());
    }
    blocks.extend(publication.letter_html.as_deref().map(as_text));
    blocks.join("\n\n")
}
