//! Boxes whose size tells what was under them.
//!
//! # What it finds
//! Dark boxes on a line of text, with kept words beside them where they always
//! stood, so that the gap is as wide as the removed word. The estimate says
//! how many bits that gives away about a surname.
//!
//! # Why it is personal
//! With the font and a list of names, a gap leaves two or three candidates.
//!
//! # What it misses
//! Gaps on a scan, and boxes drawn as pictures.
//!
//! # Examples
//! "Interview with ████ took place", redacted with a tool that keeps the layout.

use kurbo::Rect;

use super::{PageView, Subject, covered_text, gathered, union};
use crate::bits;
use crate::finding::{Finding, Severity};
use crate::second_reader::eye::SeenGlyph;

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for view in &subject.pages {
        let mut gaps = Vec::new();
        for cover in covered_text::covers(view) {
            let is_dark = cover.colour.is_some_and(|[red, green, blue, _]| red.max(green).max(blue) < 64);
            if is_dark
                && !cover.is_see_through
                && let Some(neighbour) = neighbour_of(view, cover.bounds)
            {
                gaps.push((cover.bounds, bits_beside(view, neighbour)));
            }
        }
        let Some(place) = union(gaps.iter().map(|(bounds, _)| *bounds)) else { continue };
        let worst = gaps.iter().map(|(_, bits)| *bits).fold(0.0, f64::max);
        let message = format!(
            "boxes stand where words were, and their width gives away up to {worst:.1} bits about a name; redact at a level that sets the line again"
        );
        findings.push(
            gathered(Severity::Review, "residual-width", 32, gaps.len(), &message).on_page(view.number).at(place),
        );
    }
}

/// A glyph right beside an empty box on its line, when there are kept glyphs
/// on both sides: then the box is as wide as what it replaced.
fn neighbour_of(view: &PageView, bounds: Rect) -> Option<&SeenGlyph> {
    let on_line = |glyph: &&SeenGlyph| {
        glyph.has_ink()
            && !glyph.is_nested
            && bounds.y0 <= glyph.origin().y + glyph.em() * 0.3
            && glyph.origin().y <= bounds.y1
    };
    let glyphs = || view.seen.glyphs.iter().filter(on_line);
    let is_a_words_box = glyphs().next().is_some_and(|glyph| bounds.height() < glyph.em() * 3.0);
    let is_empty = !view.seen.glyphs.iter().any(|glyph| bounds.contains(glyph.centre()));
    let reach = |glyph: &SeenGlyph| glyph.em();
    let left = glyphs().find(|glyph| (glyph.bounds().x1 - bounds.x0).abs() < reach(glyph))?;
    let right = glyphs().find(|glyph| (glyph.bounds().x0 - bounds.x1).abs() < reach(glyph))?;
    (is_a_words_box && is_empty && right.bounds().x0 > left.bounds().x1).then_some(left)
}

/// The estimate for the face and size of a glyph, from the advances its page shows.
fn bits_beside(view: &PageView, neighbour: &SeenGlyph) -> f64 {
    let font = neighbour.glyph_id.map(|(font, _)| font);
    let same_face: Vec<&SeenGlyph> =
        view.seen.glyphs.iter().filter(|glyph| glyph.glyph_id.map(|(font, _)| font) == font).collect();
    let advance = |letter: char| {
        let mut text = [0; 4];
        let text: &str = letter.encode_utf8(&mut text);
        same_face.iter().find(|glyph| &*glyph.text == text).map(|glyph| glyph.advance())
    };
    bits::of_width(&advance, neighbour.em(), RESOLUTION)
}

/// Positions in a file are exact to about this many points.
const RESOLUTION: f64 = 0.01;
