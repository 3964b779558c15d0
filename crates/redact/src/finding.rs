//! What the engine noticed and a person should know.
//!
//! A finding says what kind of thing stands where and what to do about it. It
//! never holds text from the document, so it may be printed, stored and logged.

use serde::{Deserialize, Serialize};

use crate::geom::Rect;

/// How much a finding matters; the order is the order of display.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(clippy::exhaustive_enums, reason = "three ranks are the contract of the case report")]
pub enum Severity {
    /// The document must not be released as it is.
    Blocking,
    /// A person should look.
    Review,
    /// Good to know.
    Note,
}

/// One thing noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable kebab-case name of the kind of finding, such as `hidden-layer`.
    pub kind: String,
    /// How much it matters.
    pub severity: Severity,
    /// The page it is on, from 1; none for the document as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Where on the page, in page space, as `[x0, y0, x1, y1]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rect: Option<[f64; 4]>,
    /// The object of the input it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<u32>,
    /// Row of the catalogue of hiding places (`GUARANTEES.md`), 1 to 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u8>,
    /// How many of the kind are meant; 1 unless findings were gathered.
    pub count: u32,
    /// One sentence: what it is and what to do.
    pub message: String,
}

impl Finding {
    /// A finding about the document as a whole.
    pub fn new(severity: Severity, kind: &str, message: impl Into<String>) -> Self {
        Self {
            kind: kind.to_owned(),
            severity,
            page: None,
            rect: None,
            object: None,
            row: None,
            count: 1,
            message: message.into(),
        }
    }

    /// Puts the finding on a page (from 1).
    #[must_use]
    pub fn on_page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// Puts the finding at a place on its page.
    #[must_use]
    pub fn at(mut self, rect: Rect) -> Self {
        self.rect = Some([rect.x0, rect.y0, rect.x1, rect.y1]);
        self
    }

    /// Names the object of the input it is in.
    #[must_use]
    pub fn in_object(mut self, object: u32) -> Self {
        self.object = Some(object);
        self
    }

    /// Names the row of the catalogue of hiding places.
    #[must_use]
    pub fn for_row(mut self, row: u8) -> Self {
        self.row = Some(row);
        self
    }

    /// Says how many of the kind are meant.
    #[must_use]
    pub fn counting(mut self, count: u32) -> Self {
        self.count = count;
        self
    }
}
