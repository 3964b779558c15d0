//! A disclosure that was issued and published before candour, as read from its page.
//!
//! What the page does not say stays `None`: nothing is made up, and the notice checker only advises.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::AuthoritySlug;
use crate::id::Digest;
use crate::outcome::Outcome;
use crate::request::ProvisionId;

/// What was understood of a published disclosure-log page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedPage {
    /// The authority it was imported for.
    pub authority: AuthoritySlug,
    /// The reference as the page gives it; with the authority, the key of a repeated import.
    pub reference: String,
    /// The original bytes.
    pub original: Digest,
    /// The title, if the page has one.
    pub title: Option<String>,
    /// The request, verbatim as the page quotes it.
    pub request: Option<String>,
    /// The numbered questions found in it.
    pub parts: Vec<String>,
    /// The day the request was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// The day of publication.
    pub published_on: Option<Date>,
    /// The outcome.
    pub outcome: Option<Outcome>,
    /// The words of the decision.
    pub decision: Option<String>,
    /// The provisions, to the paragraph.
    pub provisions: Vec<ProvisionId>,
    /// Reasons, each for its provisions.
    pub reasons: Vec<ImportedReason>,
    /// What was disclosed: titles as the page names them.
    pub attachments: Vec<String>,
    /// Lines that were neither furniture nor understood.
    pub not_understood: Vec<String>,
}

/// Reasons for reliance on some provisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedReason {
    /// The provisions; empty when the page does not say.
    pub provisions: Vec<ProvisionId>,
    /// The paragraphs.
    pub paragraphs: Vec<String>,
}
