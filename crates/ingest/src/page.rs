//! One disclosure-log page.
//!
//! A page becomes lines, the lines lose the site's furniture, and what is left
//! falls into sections by the openings that real notices use ("I note you seek
//! access to the following information", "Reason for decision", ...). Each
//! section is then read for what it says.

use candour_casework::authority::AuthoritySlug;
use candour_casework::imported_page::{ImportedPage, ImportedReason};
use candour_casework::{Digest, Outcome, ProvisionId};
use jiff::civil::Date;
use serde::Serialize;

mod attachments;
mod citations;
pub(crate) mod dates;
pub(crate) mod decode;
mod furniture;
mod html;
mod lines;
mod nesting;
pub(crate) mod numbering;
mod outcome;
mod publication;
mod reasons;
mod reference;
mod sections;

pub use attachments::ImportedAttachment;
pub use decode::Format;
pub use numbering::NumberedQuestion;

/// What was understood of a page. What the page does not say is `None` or empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageImport {
    /// The reference as the page gives it.
    pub reference: String,
    /// The name of the site, if the page carries one: a hint at the authority.
    pub authority_hint: Option<String>,
    /// The page's own heading.
    pub title: Option<String>,
    /// The request, verbatim as quoted.
    pub request: Option<String>,
    /// The questions in it that the requester numbered.
    pub parts: Vec<NumberedQuestion>,
    /// The day of receipt.
    pub received_on: Option<Date>,
    /// The day of the answer.
    pub answered_on: Option<Date>,
    /// The day of publication.
    pub published_on: Option<Date>,
    /// The outcome.
    pub outcome: Option<Outcome>,
    /// The words of the decision.
    pub decision: Option<String>,
    /// What is given in the answer itself, verbatim, attachments apart.
    pub disclosure: Option<String>,
    /// The ids of the provisions relied on, in the order cited.
    pub provisions: Vec<String>,
    /// The reasons, each for its provisions.
    pub reasons: Vec<ReasonGiven>,
    /// What was disclosed, by the titles the page gives.
    pub attachments: Vec<ImportedAttachment>,
    /// What was taken to be the site's furniture and dropped, by kind.
    pub furniture: Vec<FurnitureDropped>,
    /// What had to be assumed.
    pub assumptions: Vec<String>,
    /// Lines and citations that were not understood.
    pub not_understood: Vec<String>,
    /// Where it came from.
    pub source: Source,
}

/// Reasons for reliance on some provisions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReasonGiven {
    /// The ids; empty when the page does not say which.
    pub provisions: Vec<String>,
    /// The paragraphs, verbatim.
    pub paragraphs: Vec<String>,
}

/// Furniture of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FurnitureDropped {
    /// What it is, such as `cookie_banner`.
    pub kind: &'static str,
    /// How many lines of it.
    pub lines: usize,
}

/// The bytes a page was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// SHA-256 of the bytes as given, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub size_bytes: usize,
    /// How they were read.
    pub format: Format,
    /// The address the page was saved from, if it says.
    pub address: Option<String>,
}

/// Why something was not imported. Nothing has been kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("the file has {0} bytes; a page has at most {MAX_BYTES}")]
    TooLarge(usize),
    /// Elements nested deeper than any real page does.
    #[error("the page nests elements more than {} deep, which no real page does", nesting::MOST_OPEN)]
    TooDeep,
    /// A file of another kind.
    #[error("this is {0}, not a page saved as HTML or plain text")]
    NotText(&'static str),
    /// Nothing on it is a reference.
    #[error("no reference of a request was found, so this is not taken for a disclosure-log page")]
    NoReference,
    /// A reference, but no request and no decision.
    #[error(
        "{0} is mentioned, but there is neither a request nor a decision, so this is not taken for a disclosure-log page"
    )]
    NothingDecided(String),
    /// More than one answer on it.
    #[error("the page speaks of several requests ({0}); import the page of each")]
    SeveralRequests(String),
}

/// The most bytes a page may have: the largest real ones are a tenth of it.
pub const MAX_BYTES: usize = 4 << 20;

/// The longest address worth leading on from.
const LONGEST_PATH: usize = 500;

/// Read one page.
///
/// # Errors
///
/// When the bytes are no disclosure-log page; the reason can be shown as it is.
pub fn import(bytes: &[u8]) -> Result<PageImport, Refused> {
    let decoded = decode::decode(bytes)?;
    let page = match decoded.format {
        Format::Html if nesting::is_too_deep(&decoded.text) => return Err(Refused::TooDeep),
        Format::Html => html::lines(&decoded.text),
        Format::Text => lines::of_text(&decoded.text),
    };
    let mut dropped = page.furniture;
    let (kept, more) = furniture::drop_from(page.lines);
    furniture::add_up(&mut dropped, more);

    let reference = reference::find(&kept)?;
    let sections = sections::split(&kept, &reference);
    if sections.request.is_empty() && sections.decision.is_empty() {
        return Err(Refused::NothingDecided(reference));
    }
    furniture::add_up(&mut dropped, sections.furniture.clone());
    let cited = citations::read(&sections);
    let attachments = attachments::find(&sections, &page.links);
    let mut assumptions = decoded.notes;
    assumptions.extend(cited.assumptions.iter().cloned());
    let mut not_understood: Vec<String> = sections.not_understood.clone();
    not_understood.extend(cited.not_understood.iter().cloned());

    Ok(PageImport {
        authority_hint: page.site_name,
        title: page.title.filter(|title| !title.contains(&reference)),
        request: joined(&sections.request),
        parts: numbering::questions(&sections.request),
        received_on: dates::received_on(&kept),
        answered_on: dates::answered_on(&kept),
        published_on: dates::published_on(&kept),
        outcome: outcome::of(&sections, &cited.ids),
        decision: joined(&sections.decision),
        disclosure: joined(&sections.disclosure),
        reasons: reasons::group(&sections, &cited),
        provisions: cited.ids,
        attachments,
        furniture: dropped.into_iter().map(|(kind, lines)| FurnitureDropped { kind, lines }).collect(),
        assumptions,
        not_understood,
        source: Source {
            sha256: Digest::of(bytes).to_string(),
            size_bytes: bytes.len(),
            format: decoded.format,
            address: page.address,
        },
        reference,
    })
}

impl PageImport {
    /// The path the page had on its old site, in lower case and without a slash at the end, if it says: an address that
    /// can lead to the new one.
    #[must_use]
    pub fn old_path(&self) -> Option<String> {
        let address = self.source.address.as_deref()?;
        let (_, rest) = address.split_once("://")?;
        let path = rest.get(rest.find('/')?..)?.split(['?', '#']).next()?;
        let path = path.trim_end_matches('/').to_lowercase();
        let plain = path.len() <= LONGEST_PATH && path.bytes().all(|byte| byte.is_ascii_graphic());
        (plain && path.len() > 1 && !path.contains("//")).then_some(path)
    }

    /// The page as the casework domain keeps it, for an authority.
    ///
    /// `original` are the bytes that were read, which the caller keeps.
    #[must_use]
    pub fn for_authority(&self, authority: AuthoritySlug, original: &[u8]) -> ImportedPage {
        let ids = |ids: &[String]| ids.iter().map(|id| ProvisionId(id.clone())).collect();
        ImportedPage {
            authority,
            reference: self.reference.clone(),
            original: Digest::of(original),
            title: self.title.clone(),
            request: self.request.clone(),
            parts: self.parts.iter().map(|part| part.text.clone()).collect(),
            received_on: self.received_on,
            answered_on: self.answered_on,
            published_on: self.published_on,
            outcome: self.outcome,
            decision: joined(&[&self.decision, &self.disclosure].into_iter().flatten().cloned().collect::<Vec<_>>()),
            provisions: ids(&self.provisions),
            reasons: self
                .reasons
                .iter()
                .map(|reason| ImportedReason {
                    provisions: ids(&reason.provisions),
                    paragraphs: reason.paragraphs.clone(),
                })
                .collect(),
            attachments: self.attachments.iter().map(|attachment| attachment.title.clone()).collect(),
            not_understood: self.not_understood.clone(),
        }
    }
}

fn joined(paragraphs: &[String]) -> Option<String> {
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n"))
}
