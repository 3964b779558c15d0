//! Paths, clips and shadings with marked parts cut out.

use kurbo::StrokeOpts;
use lopdf::Object;

use crate::draft::{Draft, as_dictionary, as_number};
use crate::geom::{Affine, BezPath, Point, Rect, transformed_bounds};
use crate::interp::Paint;
use crate::interp::path::PathData;
use crate::interp::state::State;
use crate::path;

/// What is left of a path, in user space.
#[derive(Debug, Default)]
pub(super) struct CutPath {
    /// What is left to fill, one after the other, by the rule of the whole.
    pub(super) fills: Vec<BezPath>,
    /// What is left to stroke: lines, and the dash phase for them.
    pub(super) strokes: Vec<(BezPath, f64)>,
    /// What is left of a thick stroke, to be filled in the colour for stroking.
    pub(super) outlines: Vec<BezPath>,
}

/// Cuts `regions` (page space) out of a path.
///
/// A rectangle becomes rectangles. A thin line is split where its ink would reach the region. A thick one is split at the
/// region's very edge where that is straight across it; elsewhere it becomes its outline, to be cut there.
///
/// `repaints` says whether the colour for filling looks the same where it is painted twice.
pub(super) fn cut(path: &PathData, paint: Paint, state: &State, repaints: bool, regions: &[Rect]) -> CutPath {
    let mut cut = CutPath::default();
    let Some(back) = inverse(state.ctm) else { return cut };
    let on_page = state.ctm * path.to_bez();
    let bring_back = |path: BezPath| (!path.elements().is_empty()).then(|| back * path);
    if paint.fill.is_some() {
        let whole = path.is_fitted().then(|| path::rectangle(&on_page)).flatten();
        let fills = match whole.and_then(|whole| rectangles(whole, state, repaints, regions)) {
            Some(parts) => parts.into_iter().map(path::path_of).collect(),
            None => vec![path::unfitted(path::cut_fill(&on_page, regions))],
        };
        cut.fills = fills.into_iter().filter_map(bring_back).collect();
    }
    if paint.stroke {
        cut_lines(&mut cut, &on_page, back, state, regions);
    }
    cut
}

/// What is left of a filled rectangle, if it can be painted part by part.
fn rectangles(whole: Rect, state: &State, repaints: bool, regions: &[Rect]) -> Option<Vec<Rect>> {
    (repaints && is_opaque(state, b"ca")).then(|| path::largest_parts(whole, regions)).flatten()
}

/// Whether painting a place twice shows what painting it once does.
fn is_opaque(state: &State, alpha: &[u8]) -> bool {
    let is_all = |value: &Object| as_number(value).is_some_and(|alpha| alpha >= 1.0);
    let is_name = |value: &Object, names: &[&[u8]]| value.as_name().is_ok_and(|name| names.contains(&name));
    let effect = |key: &[u8]| state.effects.get(key);
    effect(alpha).is_none_or(is_all)
        && effect(b"BM").is_none_or(|mode| is_name(mode, &[b"Normal", b"Compatible"]))
        && effect(b"SMask").is_none_or(|mask| is_name(mask, &[b"None"]))
}

/// Cuts the lines of a path (page space); `back` leads to user space.
fn cut_lines(cut: &mut CutPath, on_page: &BezPath, back: Affine, state: &State, regions: &[Rect]) {
    let bring_back = |path: BezPath| (!path.elements().is_empty()).then(|| back * path);
    let reach = (state.line.width.abs() / 2.0 * largest_scale(state.ctm)).max(HAIRLINE);
    let mut add_lines = |left: path::CutStroke| {
        let phase = state.line.dash.1;
        if state.line.dash.0.is_empty() {
            let mut all = left.whole;
            all.extend(left.behind);
            left.resumed.into_iter().for_each(|(path, _)| all.extend(path));
            cut.strokes.extend(bring_back(all).map(|path| (path, 0.0)));
            return;
        }
        cut.strokes.extend(bring_back(left.whole).map(|path| (path, phase)));
        for (path, walked) in left.resumed {
            // Lengths of dashes are those of user space, and one scale tells them from those of the page.
            let phase = uniform_scale(state.ctm).map_or(0.0, |scale| phase + walked / scale);
            let total: f64 = state.line.dash.0.iter().sum::<f64>() * 2.0;
            let phase = if total > 0.0 { phase.rem_euclid(total) } else { 0.0 };
            cut.strokes.extend(bring_back(path).map(|path| (path, (phase * 1000.0).round() / 1000.0)));
        }
        cut.strokes.extend(bring_back(left.behind).map(|path| (path, 0.0)));
    };
    if reach <= THIN {
        add_lines(path::cut_stroke(on_page, regions, reach));
        return;
    }
    let mut others = on_page.clone();
    // Where lines cross, they are painted once as one path and twice as several.
    if uniform_scale(state.ctm).is_some() && is_opaque(state, b"CA") {
        let left = path::cut_thick(on_page, regions, &state.line, reach);
        add_lines(left.lines);
        cut.outlines.extend(left.strips.into_iter().filter_map(|strip| bring_back(path::path_of(strip))));
        others = left.others;
    }
    let others = back * others;
    if others.segments().all(|segment| is_finite(&segment)) {
        let tolerance = OUTLINE_TOLERANCE / largest_scale(state.ctm);
        let outline = kurbo::stroke(others, &path::style(&state.line), &StrokeOpts::default(), tolerance);
        cut.outlines.extend(bring_back(path::unfitted(path::cut_fill(&(state.ctm * outline), regions))));
    }
}

/// A clip with the regions cut out, if its points lie in any. Its rule stays.
///
/// Where nothing is left the clip is a single point, which lets nothing through.
pub(super) fn cut_clip(path: &PathData, ctm: Affine, regions: &[Rect]) -> Option<BezPath> {
    let on_page = ctm * path.to_bez();
    let inside = |p: &Point| regions.iter().any(|region| region.inset(-EDGE).contains(*p));
    let points = on_page.segments().flat_map(|segment| {
        let cubic = segment.to_cubic();
        [cubic.p0, cubic.p1, cubic.p2, cubic.p3]
    });
    if !points.into_iter().any(|p| inside(&p)) {
        return None;
    }
    let back = inverse(ctm)?;
    let left = path::cut_fill(&on_page, regions);
    if !left.elements().is_empty() {
        return Some(back * left);
    }
    let mut nothing = BezPath::new();
    nothing.move_to(Point::ZERO);
    nothing.line_to(Point::ZERO);
    nothing.close_path();
    Some(nothing)
}

/// Whether an edge of the path runs through a region. Where none does, the path
/// is all colour or nothing there, and tells nothing.
pub(super) fn has_edge_in(path: &PathData, paint: Paint, state: &State, regions: &[Rect]) -> bool {
    let reach = if paint.stroke { (state.line.width.abs() * largest_scale(state.ctm)).max(HAIRLINE) } else { 0.0 };
    let mut on_page = state.ctm * path.to_bez();
    if paint.fill.is_some() {
        on_page = closed(&on_page);
    }
    on_page.segments().any(|segment| {
        let cubic = segment.to_cubic();
        let bounds =
            Rect::from_points(cubic.p0, cubic.p1).union(Rect::from_points(cubic.p2, cubic.p3)).inflate(reach, reach);
        regions.iter().any(|region| {
            bounds.x0 <= region.x1 && region.x0 <= bounds.x1 && bounds.y0 <= region.y1 && region.y0 <= bounds.y1
        })
    })
}

/// The path with every part closed, as filling closes it.
fn closed(path: &BezPath) -> BezPath {
    let mut out = BezPath::new();
    for element in path.elements() {
        if matches!(element, kurbo::PathEl::MoveTo(_)) && !out.elements().is_empty() {
            out.close_path();
        }
        out.push(*element);
    }
    if !out.elements().is_empty() {
        out.close_path();
    }
    out
}

/// The part of `bounds` outside the regions.
pub(super) fn around(bounds: Rect, regions: &[Rect]) -> PathData {
    let mut path = PathData::default();
    for part in path::subtract(bounds, regions) {
        path.add_rect(part);
    }
    path
}

/// The data of a mesh shading (types 4 to 7), which lists points and colours all over its area, so that it would draw a
/// picture of what lay under a mark (ISO 32000-2, 8.7.4.5.5 and on). None for the others, which are given by a few numbers.
pub(crate) fn mesh<'d>(draft: &'d Draft, shading: &'d Object) -> Option<&'d lopdf::Stream> {
    let shading = draft.resolve(shading);
    let kind = as_dictionary(shading).and_then(|dict| as_number(draft.value(dict, b"ShadingType")));
    match (kind, shading) {
        (Some(kind), _) if (1.0..4.0).contains(&kind) => None,
        (_, Object::Stream(stream)) => Some(stream),
        _ => None,
    }
}

fn inverse(map: Affine) -> Option<Affine> {
    let determinant = map.determinant();
    (determinant.is_finite() && determinant.abs() > SMALLEST_AREA).then(|| map.inverse())
}

fn largest_scale(map: Affine) -> f64 {
    let bounds = transformed_bounds(map, Rect::new(0.0, 0.0, 1.0, 1.0));
    bounds.width().max(bounds.height()).max(1e-6)
}

/// The factor by which a map scales in every direction; none if it stretches or squeezes.
fn uniform_scale(map: Affine) -> Option<f64> {
    let [a, b, c, d, _, _] = map.as_coeffs();
    let (first, second) = (a.hypot(b), c.hypot(d));
    let is_uniform = (first - second).abs() < 1e-6 * first && (a * c + b * d).abs() < 1e-6 * first * first;
    (is_uniform && first > 1e-9).then_some(first)
}

fn is_finite(segment: &kurbo::PathSeg) -> bool {
    let cubic = segment.to_cubic();
    [cubic.p0, cubic.p1, cubic.p2, cubic.p3].iter().all(|p| p.x.abs() < 1e7 && p.y.abs() < 1e7)
}

/// Half the width, in points, of a line that is thin enough to be split.
const THIN: f64 = 1.0;

/// Half the width, in points, that a line without width is shown with.
const HAIRLINE: f64 = 0.25;

/// How near, in points, the outline of a thick line is to it.
const OUTLINE_TOLERANCE: f64 = 0.02;

/// A point no deeper than this inside a region is on its edge.
const EDGE: f64 = 0.01;

/// A square unit that covers less than this on the page shows nothing.
const SMALLEST_AREA: f64 = 1e-12;
