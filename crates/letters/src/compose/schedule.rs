//! The schedule of documents and redactions, made from the public release manifests.
//!
//! It says how much is withheld in bands and never more exactly: a letter is as public as the file it goes with, and
//! an exact share is an oracle for guessing (design, section 3.9).

use std::collections::BTreeMap;

use candour_casework::request::ProvisionId;
use serde::{Deserialize, Serialize};

use crate::compose::citation::citations;
use crate::compose::{ComposeError, Composer};
use crate::letter::{Content, Text};

/// A document in the schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledDocument {
    /// What the letter calls it.
    pub title: String,
    /// Number of pages, where it has pages.
    pub pages: Option<u32>,
    /// Whether it is given.
    pub disclosed: Disclosed,
    /// The boxes in it.
    pub redactions: Vec<ScheduledRedaction>,
    /// The provisions a document that is not given at all is withheld under.
    pub withheld_under: Vec<ProvisionId>,
}

/// Whether a document is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disclosed {
    /// All of it.
    InFull,
    /// Redacted.
    InPart,
    /// Not at all.
    Withheld,
}

/// One box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledRedaction {
    /// Page, from 1.
    pub page: u32,
    /// The provisions relied on.
    pub exemptions: Vec<ProvisionId>,
    /// How much, in a band.
    pub extent: Extent,
}

/// How much is withheld in one place, as the release manifest has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// A word or a few.
    Words,
    /// About a line.
    Line,
    /// Up to half a page.
    HalfPage,
    /// More than half a page.
    More,
    /// The whole page.
    All,
}

/// A manifest that cannot be read as one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reading the release manifest of `{title}`: {problem}")]
pub struct ManifestError {
    /// The document it belongs to.
    pub title: String,
    /// What is wrong with it.
    pub problem: String,
}

impl ScheduledDocument {
    /// The entry of a redacted document, from its release manifest (design 7.3).
    ///
    /// # Errors
    /// If the bytes are not a manifest.
    pub fn from_manifest(title: &str, manifest: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Manifest = serde_json::from_slice(manifest)
            .map_err(|error| ManifestError { title: title.to_owned(), problem: error.to_string() })?;
        let disclosed = if manifest.redactions.is_empty() { Disclosed::InFull } else { Disclosed::InPart };
        Ok(Self {
            title: title.to_owned(),
            pages: Some(manifest.pages),
            disclosed,
            redactions: manifest.redactions,
            withheld_under: Vec::new(),
        })
    }
}

/// What the schedule takes of a manifest; the rest of it is for whoever verifies the file.
#[derive(Deserialize)]
struct Manifest {
    pages: u32,
    redactions: Vec<ScheduledRedaction>,
}

/// The section of a letter with the schedule; nothing if there are no documents.
pub(crate) fn schedule(composer: &mut Composer<'_>, documents: &[ScheduledDocument]) -> Result<(), ComposeError> {
    if documents.is_empty() {
        return Ok(());
    }
    composer.heading(1, "heading.schedule", &[])?;
    if documents.iter().any(|document| !document.redactions.is_empty()) {
        composer.phrase("schedule.intro", &[])?;
    }
    list_of_documents(composer, documents)?;
    for document in documents.iter().filter(|document| !document.redactions.is_empty()) {
        redactions(composer, document)?;
    }
    Ok(())
}

fn list_of_documents(composer: &mut Composer<'_>, documents: &[ScheduledDocument]) -> Result<(), ComposeError> {
    let header = header(composer, &["number", "document", "pages", "answer", "provision"])?;
    let mut rows = Vec::with_capacity(documents.len());
    for (number, document) in (1_u32..).zip(documents) {
        let answer = composer.say(
            match document.disclosed {
                Disclosed::InFull => "schedule.in_full",
                Disclosed::InPart => "schedule.in_part",
                Disclosed::Withheld => "schedule.withheld",
            },
            &[],
        )?;
        let mut provisions: Vec<ProvisionId> = document.withheld_under.clone();
        provisions.extend(document.redactions.iter().flat_map(|redaction| redaction.exemptions.iter().cloned()));
        provisions.sort();
        provisions.dedup();
        rows.push(vec![
            Text::english(number.to_string()),
            Text::english(&document.title),
            Text::english(document.pages.map_or_else(|| "–".to_owned(), |pages| pages.to_string())),
            answer,
            Text::english(citations(composer, &provisions)?),
        ]);
    }
    let caption = composer.say("schedule.documents", &[])?;
    composer.add(Content::Table { caption, header, rows });
    Ok(())
}

/// One row for each page, set of provisions and band, with how many boxes there are.
fn redactions(composer: &mut Composer<'_>, document: &ScheduledDocument) -> Result<(), ComposeError> {
    let mut places: BTreeMap<(u32, Vec<ProvisionId>, Extent), u32> = BTreeMap::new();
    for redaction in &document.redactions {
        let mut provisions = redaction.exemptions.clone();
        provisions.sort();
        provisions.dedup();
        *places.entry((redaction.page, provisions, redaction.extent)).or_default() += 1;
    }
    let header = header(composer, &["page", "provision", "extent", "places"])?;
    let mut rows = Vec::with_capacity(places.len());
    for ((page, provisions, extent), count) in places {
        rows.push(vec![
            Text::english(page.to_string()),
            Text::english(citations(composer, &provisions)?),
            composer.say(extent.phrase(), &[])?,
            Text::english(count.to_string()),
        ]);
    }
    let caption = composer.say("schedule.redactions", &[("title", &document.title)])?;
    composer.add(Content::Table { caption, header, rows });
    Ok(())
}

fn header(composer: &mut Composer<'_>, columns: &[&str]) -> Result<Vec<Text>, ComposeError> {
    columns.iter().map(|column| composer.say(&format!("schedule.column.{column}"), &[])).collect()
}

impl Extent {
    fn phrase(self) -> &'static str {
        match self {
            Self::Words => "extent.few_words",
            Self::Line => "extent.line",
            Self::HalfPage => "extent.half_page",
            Self::More => "extent.more",
            Self::All => "extent.all",
        }
    }
}
