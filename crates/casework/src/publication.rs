//! A published disclosure: the only form of a case that the public side ever reads.
//!
//! Made from structure (the public variant of the decision, the screened request), never from the sent letter.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::AuthoritySlug;
use crate::id::{CaseId, Digest, PublicationId};
use crate::outcome::Outcome;
use crate::reference::{Reference, Regime};
use crate::request::ProvisionId;

/// A disclosure in an authority's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Names the publication; the same through all its versions.
    pub id: PublicationId,
    /// The case it came from.
    pub case: CaseId,
    /// Whose log it is in.
    pub authority: AuthoritySlug,
    /// The reference, part of its permanent address `/{authority}/d/{reference}`.
    pub reference: Reference,
    /// The words in its dated address `/{authority}/disclosures/{yyyy}/{mm}/{slug}`.
    pub slug: String,
    /// From 1; a later version follows an internal review or a correction.
    pub version: u32,
    /// What this version changes; `None` for the first.
    #[serde(default)]
    pub version_why: Option<String>,
    /// The day this version was published.
    pub published_on: Date,
    /// The day the first version was published; `None` on the first.
    #[serde(default)]
    pub first_published_on: Option<Date>,
    /// The day the request was answered.
    pub answered_on: Option<Date>,
    /// The day the request was received; for the statistics of timeliness.
    pub received_on: Option<Date>,
    /// The language of its words.
    #[serde(default, skip_serializing_if = "PublishedLanguage::is_english")]
    pub language: PublishedLanguage,
    /// What the disclosure is called.
    pub title: String,
    /// One or two sentences for lists and feeds.
    pub summary: String,
    /// The day the answer was due.
    #[serde(default)]
    pub due_on: Option<Date>,
    /// The law it was answered under.
    pub regime: Regime,
    /// The one outcome that tells of all parts.
    pub outcome: Outcome,
    /// The provisions relied on.
    pub provisions: Vec<ProvisionId>,
    /// Topics, for filtering.
    pub topics: Vec<String>,
    /// The area it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The screened request.
    pub request: String,
    /// The numbered questions with what became of each.
    #[serde(default)]
    pub parts: Vec<PublishedPart>,
    /// The public variant of the answer, by sections.
    pub sections: Vec<PublishedSection>,
    /// The public variant of the letter as sanitised HTML, if there is one.
    pub letter_html: Option<String>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Set when it was taken down; then nothing else may be shown (410).
    pub tombstone: Option<Tombstone>,
}

impl Publication {
    /// The content as stored, and as the event [`Published`](crate::EventKind::Published) vouches for by its digest.
    pub fn content(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// The day whose year and month are in the dated address: that of the first version, so that it never changes.
    pub fn address_date(&self) -> Date {
        self.first_published_on.unwrap_or(self.published_on)
    }
}

/// The language in which something is published, so that a screen reader speaks it as it is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PublishedLanguage {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Welsh.
    #[serde(rename = "cy")]
    Welsh,
}

impl PublishedLanguage {
    /// The tag of the language (BCP 47) as it is used in the United Kingdom.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            Self::Welsh => "cy-GB",
        }
    }

    fn is_english(&self) -> bool {
        *self == Self::English
    }
}

/// One numbered question of a published request. What is neither confirmed nor denied is folded in already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPart {
    /// Its number.
    pub number: u32,
    /// The screened question.
    pub text: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The provisions relied on.
    pub provisions: Vec<ProvisionId>,
}

/// One version of a published disclosure, for its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedVersion {
    /// From 1.
    pub version: u32,
    /// The day it was published.
    pub published_on: Date,
    /// What it changed; `None` for the first.
    pub why: Option<String>,
}

/// One section of a published answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedSection {
    /// The heading.
    pub heading: String,
    /// The paragraphs, as plain text.
    pub paragraphs: Vec<String>,
}

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The last part of its address, unique within the publication: lower-case letters, digits, hyphens, one dot.
    pub file_name: String,
    /// What it is called.
    pub title: String,
    /// Such as `application/pdf`.
    pub media_type: String,
    /// Number of pages, where it has pages.
    pub pages: Option<u32>,
    /// Size of the file.
    pub size_bytes: u64,
    /// The bytes.
    pub digest: Digest,
    /// The signed manifest, for a redacted file.
    pub manifest: Option<Digest>,
    /// The structured text (design 7.5) from which an HTML reading version is made.
    pub structured_text: Option<Digest>,
}

/// What remains of a disclosure that was taken down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// When.
    pub at: Timestamp,
    /// The reason given to the public.
    pub reason: String,
}

/// What to list from the log. Every field narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisclosureFilter {
    /// Only this authority's.
    pub authority: Option<AuthoritySlug>,
    /// Only this outcome.
    pub outcome: Option<Outcome>,
    /// Only those that rely on this provision.
    pub provision: Option<ProvisionId>,
    /// Only those on this topic.
    pub topic: Option<String>,
    /// Published on or after.
    pub from: Option<Date>,
    /// Published on or before.
    pub to: Option<Date>,
    /// Only what comes after this place in the order of the list: for reading all of it page by page, whatever is
    /// published meanwhile.
    pub after: Option<LogPlace>,
    /// How many to skip.
    pub offset: u32,
    /// How many at most; 0 means none.
    pub limit: u32,
}

/// A place in the order of the log, which is newest first, then by reference and authority backwards.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogPlace {
    /// The day of publication.
    pub published_on: Date,
    /// The reference, as text.
    pub reference: String,
    /// Whose log it is in.
    pub authority: AuthoritySlug,
}

impl LogPlace {
    /// Where this disclosure stands.
    pub fn of(publication: &Publication) -> Self {
        Self {
            published_on: publication.published_on,
            reference: publication.reference.to_string(),
            authority: publication.authority.clone(),
        }
    }
}

/// One page of the log and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisclosurePage {
    /// Newest first; taken-down disclosures are not listed.
    pub publications: Vec<Publication>,
    /// How many fit the filter; counted only when the list is read from its start (no `after`), otherwise 0.
    pub total: u64,
}
