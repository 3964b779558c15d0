//! What the index knows of a disclosure: its published words, and the values it is narrowed by.
//!
//! Made from a [`Publication`] and from the structured text of its files, which is that of the verified redacted
//! rendition. Nothing else of a case can get in, because nothing else is read.

use candour_casework::{Attachment, Publication};
use candour_statute::provision;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One disclosure, as it goes into the index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The publication's id.
    pub id: String,
    /// Its version: a hit on another version than the newest is no hit.
    pub version: u32,
    /// Whose log it is in.
    pub authority: String,
    /// Its reference.
    pub reference: String,
    /// The outcome's key.
    pub outcome: String,
    /// Ids of the provisions relied on.
    pub provisions: Vec<String>,
    /// Its topics.
    pub topics: Vec<String>,
    /// The day it was answered; published, where that is not known.
    pub date: Date,
    /// Whether it was answered late; `None` where the dates do not tell.
    pub late: Option<bool>,
    /// Its words, by where they stand.
    pub passages: Vec<Passage>,
}

/// Some words and where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where.
    pub place: Place,
    /// The words.
    pub text: String,
}

/// Where words stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Its title.
    Title,
    /// Its summary.
    Summary,
    /// The request, as screened.
    Request,
    /// The answer.
    Answer,
    /// A provision relied on: how it is cited and what it is called.
    Law,
    /// A page of an attachment.
    Attachment {
        /// The attachment's file name.
        file_name: String,
        /// What it is called.
        title: String,
        /// From 1; the anchor of its reading version is `#page-{page}`.
        page: u32,
        /// Whether there is a reading version to lead to.
        readable: bool,
    },
}

/// The text of an attachment, by page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileText {
    /// Each page's number and words.
    pub pages: Vec<(u32, String)>,
}

impl Entry {
    /// The entry of a publication. `late` says whether it was answered late, where that is known; `letter` is the public variant of its letter as plain text; `files` are the
    /// structured texts of its attachments as stored (design 7.5), in the order of the attachments, where there are any.
    ///
    /// A text that cannot be read is left out: the rest can still be found.
    pub fn new(publication: &Publication, late: Option<bool>, letter: Option<&str>, files: &[Option<Vec<u8>>]) -> Self {
        let texts = files.iter().map(|bytes| bytes.as_deref().map(FileText::read).unwrap_or_default());
        let mut passages = vec![
            passage(Place::Title, &publication.title),
            passage(Place::Summary, &publication.summary),
            passage(Place::Request, &publication.request),
        ];
        // The questions are in the request; one that was edited for the public is not.
        for part in publication.parts.iter().filter(|part| !publication.request.contains(&part.text)) {
            passages.push(passage(Place::Request, &part.text));
        }
        for section in &publication.sections {
            passages.push(passage(Place::Answer, &format!("{}\n{}", section.heading, section.paragraphs.join("\n"))));
        }
        passages.extend(letter.map(|letter| passage(Place::Answer, letter)));
        passages.extend(publication.provisions.iter().map(|id| passage(Place::Law, &cited(id.as_str()))));
        let mut room = MOST_FILE_TEXT;
        for (attachment, text) in publication.attachments.iter().zip(texts) {
            passages.push(passage(page_of(attachment, 1), &attachment.title));
            for (number, words) in text.pages {
                let Some(left) = room.checked_sub(words.len()) else { break };
                room = left;
                passages.push(passage(page_of(attachment, number), &words));
            }
        }
        passages.retain(|passage| !passage.text.trim().is_empty());
        Self {
            id: publication.id.to_string(),
            version: publication.version,
            authority: publication.authority.to_string(),
            reference: publication.reference.to_string(),
            outcome: publication.outcome.key().to_owned(),
            provisions: publication.provisions.iter().map(ToString::to_string).collect(),
            topics: publication.topics.clone(),
            date: publication.answered_on.unwrap_or(publication.published_on),
            late,
            passages,
        }
    }
}

/// A provision in the forms in which people look for it.
fn cited(id: &str) -> String {
    match provision::by_id(id) {
        Some(found) => {
            let words = provision::explanation(found);
            format!("{} ({}), {}", words.citation, found.reference, words.name)
        }
        None => provision::reference(id).unwrap_or(id).to_owned(),
    }
}

fn passage(place: Place, text: &str) -> Passage {
    Passage { place, text: text.to_owned() }
}

fn page_of(attachment: &Attachment, page: u32) -> Place {
    Place::Attachment {
        file_name: attachment.file_name.clone(),
        title: attachment.title.clone(),
        page,
        readable: attachment.structured_text.is_some(),
    }
}

#[derive(Deserialize)]
struct Structured {
    #[serde(default)]
    pages: Vec<StructuredPage>,
}

#[derive(Deserialize)]
struct StructuredPage {
    #[serde(default)]
    number: u32,
    #[serde(default)]
    blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct Block {
    #[serde(default)]
    kind: String,
    text: Option<String>,
    alt: Option<String>,
    #[serde(default)]
    rows: Vec<Vec<Cell>>,
}

#[derive(Deserialize)]
struct Cell {
    #[serde(default)]
    text: String,
}

impl FileText {
    /// Reads structured text (design 7.5); headers and footers are left out. Nothing where it cannot be read.
    pub fn read(bytes: &[u8]) -> Self {
        let Ok(Structured { pages }) = serde_json::from_slice::<Structured>(bytes) else {
            return Self::default();
        };
        let words = |page: &StructuredPage| {
            let mut words = String::new();
            for block in page.blocks.iter().filter(|block| block.kind != "artifact") {
                let cells = block.rows.iter().flatten().map(|cell| cell.text.as_str());
                for text in block.text.as_deref().into_iter().chain(block.alt.as_deref()).chain(cells) {
                    if text.trim().is_empty() {
                        continue;
                    }
                    // What stands apart on the page stands apart where it is shown.
                    if !words.is_empty() {
                        words.push_str(if words.ends_with(['.', ':', ';', '?', '!']) { " " } else { " · " });
                    }
                    words.push_str(text.trim());
                }
            }
            words
        };
        Self { pages: pages.iter().map(|page| (page.number, words(page))).collect() }
    }
}

/// Bytes of text taken from all attachments of one disclosure together; about 3,000 pages.
const MOST_FILE_TEXT: usize = 8 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_text_is_read_by_page_without_headers_and_footers() {
        let json = r#"{"pages":[{"number":2,"width":1.0,"height":1.0,"reliable":true,"blocks":[
            {"kind":"heading","level":1,"bbox":[0,0,1,1],"text":"Workload"},
            {"kind":"table","bbox":[0,0,1,1],"rows":[[{"text":"Team","header":true},{"text":"North"}]]},
            {"kind":"redaction","exemptions":["s31-1-a"]},
            {"kind":"figure","alt":"A chart"},
            {"kind":"artifact","text":"Page 2"}]}]}"#;
        let text = FileText::read(json.as_bytes());
        assert_eq!(text.pages, [(2, "Workload · Team · North · A chart".to_owned())]);
        assert_eq!(FileText::read(b"no JSON"), FileText::default());
    }
}
