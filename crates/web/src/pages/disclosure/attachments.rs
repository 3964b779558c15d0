//! The files of an answer: what each is, how to check it, and what was removed from it, as its public manifest says.

use std::collections::{BTreeMap, BTreeSet};

use candour_casework::{Attachment, Publication};
use maud::{Markup, html};
use serde::Deserialize;

use crate::components::{Column, table};
use crate::error::AppError;
use crate::pages::file::{MANIFEST, READING};
use crate::pages::{address_of, language_of, provision_words};
use crate::state::AppState;

/// What a reader is told of the boxes in a file: nothing that is not in its manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Redactions(BTreeMap<Vec<String>, Removed>);

/// What was removed under the same provisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Removed {
    pages: BTreeSet<u32>,
    /// How many places of each extent, by the position in [`EXTENTS`].
    places: BTreeMap<usize, u32>,
}

/// What this page needs of a release manifest (design 7.3).
#[derive(Debug, Deserialize)]
struct Manifest {
    redactions: Vec<Redaction>,
}

#[derive(Debug, Deserialize)]
struct Redaction {
    page: u32,
    #[serde(default)]
    exemptions: Vec<String>,
    extent: String,
}

/// For each attachment what its manifest says, in the same order.
pub(super) async fn with_redactions(state: &AppState, publication: &Publication) -> Result<Vec<Redactions>, AppError> {
    let mut all = Vec::with_capacity(publication.attachments.len());
    for attachment in &publication.attachments {
        let bytes = match attachment.manifest {
            Some(digest) => state.log.bytes(digest).await?,
            None => None,
        };
        all.push(bytes.map(|bytes| Redactions::read(&bytes)).unwrap_or_default());
    }
    Ok(all)
}

impl Redactions {
    /// Reads a manifest; one of a form not known says nothing here, and can be opened beside the file.
    fn read(manifest: &[u8]) -> Self {
        let redactions = serde_json::from_slice::<Manifest>(manifest).map(|manifest| manifest.redactions);
        let mut by_law = BTreeMap::<Vec<String>, Removed>::new();
        for redaction in redactions.unwrap_or_default() {
            let removed = by_law.entry(redaction.exemptions).or_default();
            removed.pages.insert(redaction.page);
            let extent = EXTENTS.iter().position(|(key, _)| *key == redaction.extent).unwrap_or(EXTENTS.len());
            *removed.places.entry(extent).or_default() += 1;
        }
        Self(by_law)
    }
}

impl Removed {
    fn pages(&self) -> String {
        self.pages.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    fn places(&self) -> Vec<String> {
        let words = |(extent, count): (&usize, &u32)| {
            let words = EXTENTS.get(*extent).map_or("of a size not told", |(_, words)| words);
            if *count == 1 { format!("1 place {words}") } else { format!("{count} places {words}") }
        };
        self.places.iter().map(words).collect()
    }
}

/// The bands of the manifest, from the smallest.
const EXTENTS: [(&str, &str); 5] = [
    ("words", "of a word or a few"),
    ("line", "of about a line"),
    ("half-page", "of up to half a page"),
    ("more", "of more than half a page"),
    ("all", "of a whole page"),
];

/// The attachments of an answer.
pub(super) fn list(publication: &Publication, files: &[Redactions]) -> Markup {
    html! {
        @if !publication.attachments.is_empty() {
            h2 class="govuk-heading-m" id="attachments" { "Attachments" }
            @for (attachment, redactions) in publication.attachments.iter().zip(files) {
                (one(publication, attachment, redactions))
            }
        }
    }
}

fn one(publication: &Publication, attachment: &Attachment, redactions: &Redactions) -> Markup {
    let address = format!("{}/{}", address_of(publication), attachment.file_name);
    html! {
        div class="candour-attachment" id={ "file-" (attachment.file_name.replace('.', "-")) } {
            h3 class="govuk-heading-s" { a class="govuk-link" href=(address) lang=[language_of(publication)] { (attachment.title) } }
            p class="govuk-body-s candour-facts" {
                span { (kind(&attachment.media_type)) }
                @if let Some(pages) = attachment.pages { span { (pages) @if pages == 1 { " page" } @else { " pages" } } }
                span { (size(attachment.size_bytes)) }
            }
            @if attachment.structured_text.is_some() {
                p class="govuk-body-s" {
                    a class="govuk-link" href={ (address) (READING) } {
                        "Read it as a web page" span class="govuk-visually-hidden" { ": " (attachment.title) }
                    }
                }
            }
            @if attachment.manifest.is_some() { (removed(attachment, &address, redactions)) }
            p class="govuk-body-s govuk-!-margin-bottom-0" {
                "SHA-256, to check that a copy is the file we published:" br;
                span class="candour-hash" { (attachment.digest) }
            }
        }
    }
}

fn removed(attachment: &Attachment, address: &str, Redactions(by_law): &Redactions) -> Markup {
    let columns = [Column::Text("Law relied on"), Column::Text("Pages"), Column::Text("How much")];
    let rows: Vec<Vec<Markup>> = by_law
        .iter()
        .map(|(exemptions, removed)| {
            let law: Vec<String> = exemptions.iter().map(|id| provision_words(&id.as_str().into())).collect();
            vec![
                html! { @if law.is_empty() { "No law is named" } @else { (law.join("; ")) } },
                html! { (removed.pages()) },
                html! { @for (position, place) in removed.places().iter().enumerate() { @if position > 0 { br; } (place) } },
            ]
        })
        .collect();
    html! {
        @if rows.is_empty() {
            p class="govuk-body-s" { "Nothing is withheld from this document." }
        } @else {
            (table(&format!("What is withheld from “{}”", attachment.title), &columns, &rows))
        }
        p class="govuk-body-s" {
            a class="govuk-link" href={ (address) (MANIFEST) } {
                "What was removed and how it was checked (signed, JSON)"
                span class="govuk-visually-hidden" { ": " (attachment.title) }
            }
        }
    }
}

fn kind(media_type: &str) -> &str {
    match media_type {
        "application/pdf" => "PDF",
        "text/csv" => "CSV",
        "text/plain" => "Plain text",
        "text/html" => "Web page",
        "image/png" | "image/jpeg" => "Picture",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "Excel spreadsheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "Word document",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_law_and_in_the_manifests_bands() {
        let manifest = br#"{"redactions":[
            {"page":2,"exemptions":["s31-1-a"],"level":"constant","extent":"words"},
            {"page":1,"exemptions":["s31-1-a"],"level":"constant","extent":"words"},
            {"page":2,"exemptions":["s31-1-a"],"level":"exact","extent":"half-page"}]}"#;
        let Redactions(by_law) = Redactions::read(manifest);
        let removed = &by_law[&vec!["s31-1-a".to_owned()]];
        assert_eq!(removed.pages(), "1, 2");
        assert_eq!(removed.places(), ["2 places of a word or a few", "1 place of up to half a page"]);
        assert_eq!(Redactions::read(b"not a manifest"), Redactions::default());
    }
}
