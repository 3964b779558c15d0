//! Comments and other annotations with words in them.
//!
//! # What it finds
//! Annotations whose `Contents`, `RC` or `Subj` holds text, stamps and notes that show words by their appearance only, and dark
//! `Highlight` annotations over text, which somebody may have taken for
//! redactions.
//!
//! # Why it is personal
//! Reviewers' names and remarks are rarely meant for the requester; a
//! highlight keeps a copy of the words it marks.
//!
//! # What it misses
//! What an appearance says: it is page content to every other detector.
//!
//! # Examples
//! A sticky note saying who is meant.

use hayro_syntax::object::{Array, Dict, Name, Rect as PdfRect, String as PdfString};
use kurbo::Rect;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut wordy: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    let mut pictured: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    each(subject, |page, annotation| {
        let is_drawing = !matches!(annotation.subtype.as_slice(), b"Widget" | b"Redact" | b"Link" | b"Popup");
        if annotation.has_picture && !annotation.has_words && is_drawing && !annotation.has_file {
            *pictured.entry(page).or_default() += 1;
        }
        if annotation.has_words && !matches!(annotation.subtype.as_slice(), b"Widget" | b"Redact") {
            *wordy.entry(page).or_default() += 1;
        }
        if annotation.is_dark_highlight {
            let message = "a dark highlighter covers text that can still be copied; redact it";
            let finding = Finding::new(Severity::Blocking, "highlighter-as-redaction", message).for_row(56);
            let finding = finding.on_page(page);
            findings.push(match annotation.rect {
                Some(rect) => finding.at(rect),
                None => finding,
            });
        }
    });
    for (page, count) in pictured {
        let message = "stamps or drawings lie on the page as annotations; review what they show";
        findings.push(gathered(Severity::Note, "annotation-picture", 56, count, message).on_page(page));
    }
    for (page, count) in wordy {
        let message = "annotations hold text besides what the page shows; review or drop them";
        findings.push(gathered(Severity::Review, "annotation-text", 56, count, message).on_page(page));
    }
}

/// What detectors ask about an annotation.
pub(super) struct Annotation {
    pub(super) subtype: Vec<u8>,
    pub(super) rect: Option<Rect>,
    pub(super) has_words: bool,
    pub(super) has_file: bool,
    has_picture: bool,
    is_dark_highlight: bool,
}

/// Calls `visit` with each annotation and its page's number.
pub(super) fn each(subject: &Subject<'_>, mut visit: impl FnMut(u32, Annotation)) {
    for (number, page) in (1..).zip(subject.pdf.pages().iter()) {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { continue };
        for annotation in annotations.iter::<Dict<'_>>().take(MAX_ANNOTATIONS) {
            let subtype = annotation.get::<Name<'_>>("Subtype").map(|name| name.as_ref().to_vec()).unwrap_or_default();
            let has_words = ["Contents", "RC", "Subj"].iter().any(|key| {
                annotation.get::<PdfString<'_>>(*key).is_some_and(|text| !text.as_bytes().trim_ascii().is_empty())
            });
            let rect = annotation.get::<PdfRect>("Rect").map(|rect| Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
            visit(
                number,
                Annotation {
                    is_dark_highlight: subtype == b"Highlight" && is_dark(&annotation),
                    has_picture: annotation.contains_key("AP"),
                    has_file: annotation.contains_key("FS") || annotation.contains_key("AF"),
                    subtype,
                    rect,
                    has_words,
                },
            );
        }
    }
}

/// Whether the annotation's colour (`C`) is nearly black.
fn is_dark(annotation: &Dict<'_>) -> bool {
    let colour: Vec<f64> =
        annotation.get::<Array<'_>>("C").map(|array| array.iter::<f64>().collect()).unwrap_or_default();
    match colour.as_slice() {
        [grey] => *grey < 0.3,
        [red, green, blue] => red.max(*green).max(*blue) < 0.3,
        [_, _, _, black] => *black > 0.7,
        _ => false,
    }
}

/// More annotations on one page are not looked at.
const MAX_ANNOTATIONS: usize = 100_000;
