//! The verifier: nothing leaves the engine before the second reader agrees.
//!
//! It sees three things only: the bytes that were written, the rebuilt input
//! with nothing removed, and the [`Promise`] of what was to be done. It reads
//! both files with the `hayro` crates, which share no code with the engine's
//! loader, interpreter and writer. It collects every problem, names the page
//! and the check and never the removed text, and any problem means that there
//! is no output.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro_syntax::page::Rotation;
use hayro_syntax::{Pdf, PdfData};
use kurbo::Rect;

use crate::check::{Check, CheckName, Problem};
use crate::manifest::Manifest;
use crate::second_reader::census::Census;

mod annotations;
mod bands;
mod bytes;
mod drawn;
pub(crate) mod fonts;
mod kept;
mod keys;
mod marks;
mod metadata;
mod pages;
mod pictures;
mod promise;
mod skip;
mod structure;

pub(crate) use pages::compared;
pub use promise::{PagePromise, Painted, PaintedKind, Promise, Secret};

/// Why bytes were not released: every problem that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    problems: Vec<Problem>,
}

impl Rejected {
    /// The engine itself could not say what the output is to be compared with.
    pub(crate) fn of_engine() -> Self {
        Self { problems: vec![Problem::of_file(CheckName::Pages, "there is nothing to compare the file with")] }
    }

    /// Every problem, by check and page; none holds removed text.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the redacted file did not pass verification, nothing was written: ")?;
        for (index, problem) in self.problems.iter().take(SHOWN).enumerate() {
            write!(formatter, "{}{problem}", if index > 0 { "; " } else { "" })?;
        }
        match self.problems.len().saturating_sub(SHOWN) {
            0 => formatter.write_str("; the levels `page` and `raster` are the ways on"),
            more => write!(formatter, "; and {more} more; the levels `page` and `raster` are the ways on"),
        }
    }
}

impl std::error::Error for Rejected {}

/// Checks `output` against `promise`, with `before`, the rebuilt input written
/// with nothing removed, to compare with.
///
/// # Errors
/// [`Rejected`] with every problem found. The second reader stumbling over the
/// file is a problem like any other.
pub fn verify(before: &[u8], output: &[u8], promise: &Promise) -> Result<Vec<Check>, Rejected> {
    verify_shared(before.to_vec(), &Arc::new(output.to_vec()), promise)
}

/// The same, without a copy of either file.
pub(crate) fn verify_shared(before: Vec<u8>, output: &Arc<Vec<u8>>, promise: &Promise) -> Result<Vec<Check>, Rejected> {
    let outcome = catch_unwind(AssertUnwindSafe(|| problems_of(before, output, promise)));
    let mut problems =
        outcome.unwrap_or_else(|_| vec![Problem::of_file(CheckName::Pages, "the second reader gave up on the file")]);
    problems.sort();
    problems.dedup();
    if problems.is_empty() { Ok(Check::all_passed()) } else { Err(Rejected { problems }) }
}

/// What can be checked of a released file without the original: structure,
/// keys, metadata, and that there are as many pages as the manifest says.
pub(crate) fn recheck(output: &[u8], manifest: &Manifest) -> Vec<Problem> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut problems = Vec::new();
        let numbers = structure::check(output, &mut problems);
        let Some(pdf) = open(output.to_vec(), &mut problems) else { return problems };
        let census = Census::new(&pdf, &structure::trailer_objects(output, &pdf));
        check_document(&census, &numbers, &mut problems);
        metadata::check(&pdf, &census, None, &mut problems);
        if pdf.pages().len() != manifest.pages as usize {
            problems.push(Problem::of_file(CheckName::Pages, "the number of pages is not the manifest's"));
        }
        if manifest.redactions.iter().any(|redaction| redaction.page == 0 || redaction.page > manifest.pages) {
            problems.push(Problem::of_file(CheckName::Pages, "the manifest speaks of a page that is not there"));
        }
        problems
    }));
    outcome.unwrap_or_else(|_| vec![Problem::of_file(CheckName::Pages, "the file cannot be read")])
}

fn problems_of(before: Vec<u8>, output: &Arc<Vec<u8>>, promise: &Promise) -> Vec<Problem> {
    let mut problems = Vec::new();
    let numbers = structure::check(output, &mut problems);
    let (Some(before), Some(after)) = (open(before, &mut problems), open(Arc::clone(output), &mut problems)) else {
        return problems;
    };
    let census = Census::new(&after, &structure::trailer_objects(output, &after));
    check_document(&census, &numbers, &mut problems);
    metadata::check(&after, &census, Some(promise), &mut problems);
    if !check_pages(&before, &after, promise, &mut problems) {
        return problems;
    }
    let mut looked = pages::check(&before, (&after, &census), promise, &mut problems);
    let (mut shown, mut later) = (std::mem::take(&mut looked.shown), Vec::new());
    shown.push_str(&annotations::words(&after, promise, &mut problems));
    let mut more = |streams: &BTreeSet<u32>| looked.more(streams, &mut later);
    let speaking = bytes::check(output, &census, &promise.removed, &shown, &mut more, &mut problems);
    looked.listen(&speaking, &mut later);
    problems.append(&mut later);
    problems
}

fn open(bytes: impl Into<PdfData>, problems: &mut Vec<Problem>) -> Option<Pdf> {
    let pdf = Pdf::new(bytes);
    if pdf.is_err() {
        problems.push(Problem::of_file(CheckName::Pages, "the second reader cannot open the file"));
    }
    pdf.ok()
}

fn check_document(census: &Census<'_>, numbers: &[u32], problems: &mut Vec<Problem>) {
    structure::check_reachable(numbers, census, problems);
    keys::check(census, problems);
    keys::check_contents(census, problems);
    annotations::check(census, problems);
}

/// Checks that the engine and the second reader mean the same pages.
fn check_pages(before: &Pdf, after: &Pdf, promise: &Promise, problems: &mut Vec<Problem>) -> bool {
    let (old, new) = (before.pages().len(), after.pages().len());
    if old != promise.pages.len() || new != promise.pages.len() {
        let detail =
            format!("{} pages were meant, {old} are read in the input and {new} in the output", promise.pages.len());
        problems.push(Problem::of_file(CheckName::Pages, detail));
        return false;
    }
    let mut number = 0;
    for (page, promised) in after.pages().iter().zip(&promise.pages) {
        number += 1;
        let seen = page.media_box();
        let seen = Rect::new(seen.x0, seen.y0, seen.x1, seen.y1);
        let turned = match page.rotation() {
            Rotation::None => 0,
            Rotation::Horizontal => 90,
            Rotation::Flipped => 180,
            Rotation::FlippedHorizontal => 270,
        };
        let is_same_box = (seen.x0 - promised.media_box.x0).abs() < 0.01
            && (seen.y0 - promised.media_box.y0).abs() < 0.01
            && (seen.x1 - promised.media_box.x1).abs() < 0.01
            && (seen.y1 - promised.media_box.y1).abs() < 0.01;
        if !is_same_box || turned != promised.rotate.rem_euclid(360) {
            problems.push(Problem::on_page(CheckName::Pages, number, "the page has another size or rotation"));
        }
    }
    true
}

/// Problems named in the one-line message; all are in [`Rejected::problems`].
const SHOWN: usize = 5;

#[cfg(test)]
mod tests;
