//! Documents collected for a case: immutable originals, marks proposed on their pages, and what was derived from them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{Digest, DocumentId, UserId};
use crate::request::{LimbId, ProvisionId};

/// A document collected for a case. The original never changes: its name is the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Names the document.
    pub id: DocumentId,
    /// What it is called in the case.
    pub title: String,
    /// The file name it arrived with.
    pub file_name: String,
    /// Such as `application/pdf`.
    pub media_type: String,
    /// The original's bytes.
    pub original: Digest,
    /// Size of the original.
    pub size_bytes: u64,
    /// Number of pages, where it has pages.
    pub pages: Option<u32>,
    /// The limbs it answers.
    pub limbs: Vec<LimbId>,
    /// What is to happen to each page; a page not named is undecided.
    pub page_flags: Vec<FlaggedPage>,
    /// The marks on it.
    pub marks: Vec<Mark>,
    /// What was derived from it, newest last.
    pub renditions: Vec<Rendition>,
    /// A later version of an earlier document.
    pub supersedes: Option<DocumentId>,
}

/// A page with what is to happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlaggedPage {
    /// From 1.
    pub page: u32,
    /// What is to happen.
    pub flag: PageFlag,
}

/// What is to happen to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageFlag {
    /// Ask a third party first.
    Consult,
    /// Give it whole.
    Disclose,
    /// The same as another page.
    Duplicate,
    /// Not within the request.
    NotRelevant,
    /// Give it with marks applied.
    Part,
    /// Withhold it whole.
    Withhold,
}

/// A redaction mark: a place on a page, the provisions, and who proposed and accepted it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Number within the document, from 1, never re-used.
    pub number: u32,
    /// Page, from 1.
    pub page: u32,
    /// Lower left and upper right, in the page's default user space (ISO 32000-2, 8.3.2.3), as in the marks file.
    pub rect: [f64; 4],
    /// The provisions relied on, at least one.
    pub provisions: Vec<ProvisionId>,
    /// The printed label; `None`: the provisions as cited.
    pub label: Option<String>,
    /// The level, as in the marks file; `None`: `auto`.
    pub level: Option<String>,
    /// Removes whole objects touched rather than cutting them.
    pub object: bool,
    /// Why, for colleagues.
    pub rationale: Option<String>,
    /// Who proposed it.
    pub author: UserId,
    /// Who accepted or rejected it.
    pub reviewer: Option<UserId>,
    /// Where it stands.
    pub state: MarkState,
}

/// Two marks are the same if every number in them is the same; a mark never holds a number that is none.
impl Eq for Mark {}

/// Where a mark stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkState {
    /// Will be applied.
    Accepted,
    /// Waits for a reviewer.
    #[default]
    Proposed,
    /// Will not be applied.
    Rejected,
}

/// Something the engine derived from a document. Never made any other way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// The bytes.
    pub digest: Digest,
    /// Size of the bytes.
    pub size_bytes: u64,
    /// Number of pages.
    pub pages: u32,
    /// The public, signed manifest.
    pub manifest: Digest,
    /// The private case report.
    pub case_report: Digest,
    /// The structured text (design 7.5), if it was extracted.
    pub structured_text: Option<Digest>,
    /// When it was made.
    pub made_at: Timestamp,
    /// The engine and its version.
    pub engine: String,
    /// True only if the second reader passed it. Nothing else may be published.
    pub verified: bool,
}
