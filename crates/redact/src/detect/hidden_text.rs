//! Text that is on the page and cannot be seen.
//!
//! # What it finds
//! Invisible text (rendering modes 3 and 7), text without colour or size, text
//! in the colour of the paper, and text that a clip hides. Invisible text on
//! top of a scan is what character recognition leaves and gets a note.
//!
//! # Why it is personal
//! Whoever reviewed the page has not seen it; whoever searches it will.
//!
//! # What it misses
//! Text hidden by a soft mask, and text outside a clip's shape but inside its
//! bounds.
//!
//! # Examples
//! A white instruction to the typist; the old text layer of a redacted scan.

use kurbo::{Rect, Shape as _};

use super::{PageView, Subject, covered_text, gathered, union};
use crate::finding::{Finding, Severity};
use crate::second_reader::eye::SeenGlyph;

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for view in &subject.pages {
        let (recognised, invisible): (Vec<_>, Vec<_>) = glyphs(view)
            .filter(|glyph| !glyph.is_visible || glyph.em() < TINY || glyph.colour.is_some_and(|colour| colour[3] == 0))
            .partition(|glyph| lies_on_picture(view, glyph));
        report(view, findings, &recognised, Severity::Note, "recognised-text", 4, RECOGNISED);
        report(view, findings, &invisible, Severity::Review, "invisible-text", 6, INVISIBLE);
        let clipped: Vec<_> = glyphs(view).filter(|glyph| glyph.is_visible && glyph.is_clipped).collect();
        report(view, findings, &clipped, Severity::Review, "clipped-text", 9, CLIPPED);

        let pale: Vec<_> = glyphs(view)
            .filter(|glyph| glyph.is_visible && !glyph.is_clipped && view.crop_box.contains(glyph.centre()))
            .filter(|glyph| glyph.colour.is_some_and(|colour| colour[..3].iter().all(|channel| *channel > PALE)))
            .collect();
        if let Some(picture) = (!pale.is_empty()).then(|| subject.picture(view)).flatten() {
            let unseen: Vec<_> = pale
                .into_iter()
                .filter(|glyph| covered_text::is_one_colour(picture, glyph.ink) || stands_on_paper(view, glyph))
                .collect();
            report(view, findings, &unseen, Severity::Review, "paper-coloured-text", 6, INVISIBLE);
        }
    }
}

fn glyphs(view: &PageView) -> impl Iterator<Item = &SeenGlyph> {
    view.seen.glyphs.iter().filter(|glyph| !glyph.is_nested && glyph.has_ink())
}

fn lies_on_picture(view: &PageView, glyph: &SeenGlyph) -> bool {
    view.seen.images.iter().any(|image| image.bounds.contains(glyph.centre()))
}

/// Whether nothing darker was filled under a glyph: it stands on bare paper, whatever letters are printed across it.
fn stands_on_paper(view: &PageView, glyph: &SeenGlyph) -> bool {
    let is_under = |bounds: Rect| bounds.inflate(0.5, 0.5).contains(glyph.centre());
    let is_pale = |colour: [u8; 4]| colour[..3].iter().all(|channel| *channel > PALE);
    !view.seen.paths.iter().any(|path| !path.colour.is_some_and(is_pale) && is_under(path.path.bounding_box()))
        && !view.seen.images.iter().any(|image| is_under(image.bounds))
        && !view.seen.glyphs.iter().any(|other| other.is_nested && is_under(other.bounds()))
}

fn report(
    view: &PageView,
    findings: &mut Vec<Finding>,
    glyphs: &[&SeenGlyph],
    severity: Severity,
    kind: &str,
    row: u8,
    message: &str,
) {
    if let Some(place) = union(glyphs.iter().map(|glyph| glyph.bounds())) {
        findings.push(gathered(severity, kind, row, glyphs.len(), message).on_page(view.number).at(place));
    }
}

/// Letters lower than this many points cannot be read.
const TINY: f64 = 1.0;
/// Channels above this are paper.
const PALE: u8 = 235;

const RECOGNISED: &str = "a text layer from character recognition lies on the picture; marks have to cover both";
const INVISIBLE: &str = "text that nobody sees can be searched and copied; review what it says";
const CLIPPED: &str = "text is hidden by a clip and can still be copied; review what it says";
