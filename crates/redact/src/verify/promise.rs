//! What the rewriter says it made.
//!
//! The verifier believes none of it: each line is looked up in the written
//! bytes. It is plain data, so that a test can state a promise without having
//! run the engine, and spoil the file it is about.

use std::fmt;

use kurbo::{Point, Rect};
use zeroize::Zeroizing;

/// Everything the verifier has to know besides the bytes themselves.
#[derive(Debug, Clone, Default)]
pub struct Promise {
    /// One entry per page of the output, in order.
    pub pages: Vec<PagePromise>,
    /// What was removed, to be looked for; wiped when dropped.
    pub removed: Vec<Secret>,
    /// The document's title as our template has it.
    pub title: Option<String>,
    /// The document's language.
    pub language: Option<String>,
}

/// What is to be true of one page.
#[derive(Debug, Clone, Default)]
pub struct PagePromise {
    /// `MediaBox` in page space.
    pub media_box: Rect,
    /// `Rotate`: 0, 90, 180 or 270.
    pub rotate: i64,
    /// Places whose text in the *input* has to be gone: the marks, widened to
    /// whole lines or paragraphs where the level says so.
    pub taken: Vec<Rect>,
    /// Places of the *output* where no glyph stands but our label.
    ///
    /// At `exact` the marks; at levels that set the line again the painted
    /// boxes, because kept words may now stand where the mark was drawn.
    pub no_text: Vec<Rect>,
    /// Places of the output where no pixel varies and no path vertex stands:
    /// the marks, wherever pictures or drawings were under them.
    pub no_pictures: Vec<Rect>,
    /// What we painted: boxes with their labels, and legends.
    pub painted: Vec<Painted>,
    /// Places where the picture may differ from the input: marks, boxes, lines set again.
    pub changed: Vec<Rect>,
    /// Origins of the letters that are set again, in page space: computed from what stays alone, so that none of them
    /// tells how wide what goes was.
    pub moved: Vec<Point>,
}

impl PagePromise {
    /// Whether anything was removed from or painted on the page.
    pub fn is_marked(&self) -> bool {
        !(self.taken.is_empty()
            && self.no_text.is_empty()
            && self.no_pictures.is_empty()
            && self.painted.is_empty()
            && self.changed.is_empty())
    }
}

/// Something of ours on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Painted {
    /// Where, in page space.
    pub rect: Rect,
    /// The text printed there; empty where none fits.
    pub text: String,
    /// What it is.
    pub kind: PaintedKind,
}

/// The kinds of things the engine paints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the engine paints these two things and nothing else")]
pub enum PaintedKind {
    /// A filled box over a withheld place.
    Box,
    /// Words outside boxes: the legend, or a withheld-page sheet's text.
    Legend,
}

/// A removed string, kept in memory only to look for it; wiped when dropped
/// and never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a removed string over.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The string, for comparison only.
    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(withheld)")
    }
}

#[cfg(test)]
mod tests {
    use super::{PagePromise, Secret};

    #[test]
    fn a_removed_string_does_not_show_in_debug_output() {
        let shown = format!("{:?}", Secret::new("Zebulon".to_owned()));
        assert!(!shown.contains("Zeb"), "{shown}");
    }

    #[test]
    fn an_untouched_page_counts_as_unmarked() {
        assert!(!PagePromise { rotate: 90, ..PagePromise::default() }.is_marked());
    }
}
