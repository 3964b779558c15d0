//! What the eye saw on a marked page, against what the promise allows there:
//! glyphs, pictures and path vertices in redacted places.

use kurbo::{PathEl, Point, Rect, Shape};

use super::bands::Bands;
use super::promise::{PagePromise, Painted, PaintedKind};
use crate::check::{CheckName, Problem};
use crate::second_reader::eye::{Seen, SeenGlyph, SeenPath};

/// Checks one page.
pub(super) fn check(page: u32, seen: &Seen, promise: &PagePromise, problems: &mut Vec<Problem>) {
    let mut fail = |check, detail: String| problems.push(Problem::on_page(check, page, detail));
    if seen.is_partial {
        fail(CheckName::Glyphs, "the page paints more than the second reader is willing to look at".to_owned());
    }
    if seen.property_text {
        fail(CheckName::Properties, "marked content carries more than an identifier".to_owned());
    }
    let no_text = Bands::of(promise.no_text.iter().copied());
    let left = seen.glyphs.iter().filter(|glyph| stands_in_any(glyph, &no_text) && !is_ours(glyph, promise));
    let left = left.count();
    if left > 0 {
        fail(CheckName::Glyphs, format!("{left} glyphs stand in a redacted place"));
    }
    for painted in &promise.painted {
        if let Some(detail) = label_problem(seen, painted, &promise.painted) {
            fail(CheckName::Glyphs, detail.to_owned());
        }
    }
    let pictures = seen.images.iter().flat_map(|image| &image.samples);
    let varied = pictures.filter(|sample| sample.count > 0 && sample.spread.max(sample.mask_spread) > MAX_SPREAD);
    let varied = varied.count();
    if varied > 0 {
        fail(CheckName::Images, format!("{varied} pictures vary in a redacted place"));
    }
    let paths = seen.paths.iter().filter(|path| enters_any(path, &promise.no_pictures) && !is_our_box(path, promise));
    let paths = paths.count();
    if paths > 0 {
        fail(CheckName::Paths, format!("{paths} paths have a vertex in a redacted place"));
    }
    let boxes = promise.painted.iter().filter(|painted| painted.kind == PaintedKind::Box);
    let missing = boxes.filter(|painted| !seen.paths.iter().any(|path| is_box(path, painted.rect))).count();
    if missing > 0 {
        fail(CheckName::Inside, format!("{missing} redacted places have no box"));
    }
}

/// Whether a glyph stands in one of the places: its middle does, as a reader
/// would say, and not just its edge.
#[inline]
pub(super) fn stands_in_any(glyph: &SeenGlyph, places: &Bands) -> bool {
    places.contain(glyph.centre())
}

/// Whether a glyph is part of something we printed.
pub(super) fn is_ours(glyph: &SeenGlyph, promise: &PagePromise) -> bool {
    promise.painted.iter().any(|painted| {
        painted.rect.inflate(1.0, 1.0).contains(glyph.centre())
            && !painted.text.is_empty()
            && (glyph.text.trim().is_empty() || painted.text.contains(glyph.text.trim()))
    })
}

/// The label has to read as promised, or not be there at all.
fn label_problem(seen: &Seen, painted: &Painted, all: &[Painted]) -> Option<&'static str> {
    let place = painted.rect;
    // Boxes may overlap; a letter in both counts for the one whose label it is part of.
    let is_anothers = |glyph: &SeenGlyph| {
        let others = all.iter().filter(|other| *other != painted && other.rect.contains(glyph.centre()));
        others.into_iter().any(|other| other.text.contains(glyph.text.trim()))
    };
    let printed: String = seen
        .glyphs
        .iter()
        .filter(|glyph| place.contains(glyph.centre()) && !is_anothers(glyph))
        .flat_map(|glyph| glyph.text.chars())
        .filter(|char| !char.is_whitespace())
        .collect();
    let wanted: String = painted.text.chars().filter(|char| !char.is_whitespace()).collect();
    (!printed.is_empty() && !wanted.contains(&printed)).then_some("a box holds other text than its label")
}

/// Whether a path has a vertex more than a hair inside one of the places.
fn enters_any(path: &SeenPath, places: &[Rect]) -> bool {
    if places.is_empty() {
        return false;
    }
    let bounds = path.path.control_box().inflate(EDGE, EDGE);
    places.iter().any(|place| {
        let inner = place.inset(-EDGE);
        inner.width() > 0.0
            && inner.height() > 0.0
            && crate::geom::overlaps(bounds, inner)
            && vertices(path).any(|vertex| inner.contains(vertex))
    })
}

fn vertices(path: &SeenPath) -> impl Iterator<Item = Point> + '_ {
    path.path
        .elements()
        .iter()
        .flat_map(|element| match *element {
            PathEl::MoveTo(end) | PathEl::LineTo(end) => [Some(end), None, None],
            PathEl::QuadTo(control, end) => [Some(control), Some(end), None],
            PathEl::CurveTo(first, second, end) => [Some(first), Some(second), Some(end)],
            PathEl::ClosePath => [None; 3],
        })
        .flatten()
}

fn is_our_box(path: &SeenPath, promise: &PagePromise) -> bool {
    promise.painted.iter().any(|painted| is_box(path, painted.rect))
}

/// Whether a path is the filled rectangle `rect`.
pub(super) fn is_box(path: &SeenPath, rect: Rect) -> bool {
    if !path.is_filled || path.path.elements().len() > 6 {
        return false;
    }
    let bounds = path.path.bounding_box();
    let close = |a: f64, b: f64| (a - b).abs() < 0.06;
    close(bounds.x0, rect.x0) && close(bounds.x1, rect.x1) && close(bounds.y0, rect.y0) && close(bounds.y1, rect.y1)
}

/// How far inside a place a vertex has to stand to count, in units of page
/// space: cut paths end on the edge itself.
const EDGE: f64 = 0.5;
/// What a lossy codec may make of the part of a block that is one colour, beside a part that is not: up to 31 was
/// measured on scans of ordinary quality. Print on paper differs by far more.
const MAX_SPREAD: u8 = 48;
