//! Inspection: hidden data and failed redactions in any PDF, whoever made it.
//!
//! One detector, one file; each says what it finds, why it matters and what
//! it misses. They look through the second reader, at what a file holds and
//! at what its pages paint, and change nothing. Findings never hold text from
//! the document.

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::RenderCache;
use hayro_interpret::InterpreterCache;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use kurbo::Rect;

use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::second_reader::census::Census;
use crate::second_reader::eye::{self, Seen};
use crate::second_reader::picture::{self, Picture};

mod addresses;
mod annotations;
mod attachments;
mod bookmarks;
mod covered_images;
mod covered_text;
mod form_values;
mod hidden_layers;
mod hidden_text;
mod metadata;
mod nested_text;
mod off_page;
mod orphans;
mod picture_data;
mod redact_annotations;
mod remarks;
mod residual_widths;
mod revisions;
mod scripts;
mod signatures;
mod spoken_text;
mod subset_leaks;
mod thumbnails;
mod trailing_data;

/// Inspects a file; findings come with the gravest first, then by page.
///
/// # Errors
/// When the file is no PDF, is encrypted with a password other than
/// `password`, or is too damaged to be read.
pub fn inspect(bytes: &[u8], password: &str) -> Result<Vec<Finding>, Error> {
    let outcome = catch_unwind(AssertUnwindSafe(|| inspect_unguarded(bytes, password)));
    outcome.unwrap_or_else(|_| Err(Error::damaged("the file is too damaged to be inspected")))
}

fn inspect_unguarded(bytes: &[u8], password: &str) -> Result<Vec<Finding>, Error> {
    let pdf = Pdf::new_with_password(bytes.to_vec(), password).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Error::password("the file is encrypted, and the password does not open it")
        }
        LoadPdfError::Decryption(_) => Error::damaged("the file is encrypted in a way that cannot be undone"),
        LoadPdfError::Invalid => Error::damaged("the file is not a PDF, or too damaged to be read"),
    })?;
    let (interpreter, renderer) = (InterpreterCache::new(), RenderCache::new());
    let subject = Subject::new(bytes, &pdf, &interpreter, &renderer);
    let mut findings = Vec::new();
    for detect in DETECTORS {
        detect(&subject, &mut findings);
    }
    findings.sort_by(|a, b| (a.severity, a.page, &a.kind).cmp(&(b.severity, b.page, &b.kind)));
    Ok(findings)
}

/// A detector looks at the subject and adds what it finds.
type Detector = fn(&Subject<'_>, &mut Vec<Finding>);

/// Every detector.
const DETECTORS: [Detector; 24] = [
    covered_text::detect,
    covered_images::detect,
    redact_annotations::detect,
    attachments::detect,
    hidden_text::detect,
    off_page::detect,
    hidden_layers::detect,
    revisions::detect,
    orphans::detect,
    trailing_data::detect,
    metadata::detect,
    annotations::detect,
    form_values::detect,
    scripts::detect,
    thumbnails::detect,
    signatures::detect,
    spoken_text::detect,
    picture_data::detect,
    bookmarks::detect,
    addresses::detect,
    nested_text::detect,
    remarks::detect,
    residual_widths::detect,
    subset_leaks::detect,
];

/// The file under inspection.
struct Subject<'a> {
    bytes: &'a [u8],
    pdf: &'a Pdf,
    census: Census<'a>,
    pages: Vec<PageView>,
    interpreter: &'a InterpreterCache<'a>,
    renderer: &'a RenderCache<'a>,
}

/// One page under inspection.
struct PageView {
    /// From 1.
    number: u32,
    /// What is visible of page space.
    crop_box: Rect,
    /// What the page paints.
    seen: Seen,
    picture: OnceCell<Option<Picture>>,
}

impl<'a> Subject<'a> {
    fn new(
        bytes: &'a [u8],
        pdf: &'a Pdf,
        interpreter: &'a InterpreterCache<'a>,
        renderer: &'a RenderCache<'a>,
    ) -> Self {
        let pages = (1..)
            .zip(pdf.pages().iter())
            .map(|(number, page)| {
                let crop = page.intersected_crop_box();
                PageView {
                    number,
                    crop_box: Rect::new(crop.x0, crop.y0, crop.x1, crop.y1),
                    seen: eye::look(page, interpreter, &[]),
                    picture: OnceCell::new(),
                }
            })
            .collect();
        Self { bytes, pdf, census: Census::new(pdf, &[]), pages, interpreter, renderer }
    }

    /// The page as a picture; rendered when first asked for.
    fn picture<'v>(&self, view: &'v PageView) -> Option<&'v Picture> {
        view.picture
            .get_or_init(|| {
                let page = self.pdf.pages().get(view.number.checked_sub(1)? as usize)?;
                picture::render(page, self.renderer)
            })
            .as_ref()
    }

    /// Looks at a page again, with samples of pictures in `places`.
    fn look_closer(&self, view: &PageView, places: &[Rect]) -> Option<Seen> {
        let page = self.pdf.pages().get(view.number.checked_sub(1)? as usize)?;
        Some(eye::look(page, self.interpreter, places))
    }
}

/// A finding about `count` things of one kind.
fn gathered(severity: Severity, kind: &str, row: u8, count: usize, message: &str) -> Finding {
    Finding::new(severity, kind, message).for_row(row).counting(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The union of rectangles; none of none.
fn union(rects: impl Iterator<Item = Rect>) -> Option<Rect> {
    rects.reduce(|a, b| a.union(b))
}

#[cfg(test)]
mod tests;
