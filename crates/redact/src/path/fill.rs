//! Filled areas with rectangles cut out.
//!
//! The plane without a rectangle is four convex pieces; a contour clipped to a convex piece keeps its winding
//! numbers there, so each contour is clipped by itself and the fill rule stays what it was.

use kurbo::{BezPath, ParamCurve as _, PathSeg, Point, Rect, Shape as _};

use super::flatten::{Contour, contours, control_box, control_points, flatten};

/// Cuts the rectangles out of an area. Paint the result by the rule of the original.
pub(crate) fn cut_fill(path: &BezPath, regions: &[Rect]) -> BezPath {
    let mut kept = contours(path);
    kept.iter_mut().for_each(close);
    for region in regions.iter().filter(|region| region.width() > 0.0 && region.height() > 0.0) {
        let mut next = Vec::with_capacity(kept.len());
        for contour in kept {
            if is_untouched(&contour, *region) {
                next.push(contour);
                continue;
            }
            next.extend(around(*region).iter().filter_map(|piece| clip(&contour, piece)));
        }
        kept = next;
    }
    let mut out = BezPath::new();
    for contour in &kept {
        write(contour, &mut out);
    }
    out
}

/// Closes a contour as a fill does (ISO 32000-2, 8.5.3.1): the closing line may be the only one that crosses a mark.
fn close(contour: &mut Contour) {
    if let (Some(first), Some(last)) = (contour.segments.first(), contour.segments.last())
        && first.start() != last.end()
    {
        contour.segments.push(line(last.end(), first.start()));
    }
    contour.is_closed = true;
}

/// The parts of `bounds` outside all regions, as rectangles that do not overlap.
pub(crate) fn subtract(bounds: Rect, regions: &[Rect]) -> Vec<Rect> {
    let mut parts = vec![bounds];
    for region in regions {
        let mut next = Vec::new();
        for part in parts {
            let inside = part.intersect(*region);
            if inside.width() <= 0.0 || inside.height() <= 0.0 {
                next.push(part);
                continue;
            }
            let candidates = [
                Rect::new(part.x0, part.y0, inside.x0, part.y1),
                Rect::new(inside.x1, part.y0, part.x1, part.y1),
                Rect::new(inside.x0, part.y0, inside.x1, inside.y0),
                Rect::new(inside.x0, inside.y1, inside.x1, part.y1),
            ];
            next.extend(candidates.into_iter().filter(|rect| rect.width() > 0.0 && rect.height() > 0.0));
        }
        parts = next;
    }
    parts
}

fn is_apart(bounds: Rect, region: Rect) -> bool {
    bounds.x1 <= region.x0 || bounds.x0 >= region.x1 || bounds.y1 <= region.y0 || bounds.y0 >= region.y1
}

/// Whether no segment comes near the region and the contour does not go round it either.
fn is_untouched(contour: &Contour, region: Rect) -> bool {
    if !contour.segments.iter().all(|segment| is_apart(control_box(segment), region)) {
        return false;
    }
    let bounds = contour.segments.iter().map(control_box).reduce(|a, b| a.union(b));
    if bounds.is_none_or(|bounds| is_apart(bounds, region)) {
        return true;
    }
    let mut closed = BezPath::new();
    write(contour, &mut closed);
    closed.close_path();
    closed.winding(region.center()) == 0
}

/// A half plane: the points whose coordinate (x or y) is at most, or at least, a bound.
#[derive(Clone, Copy, Debug)]
struct Half {
    is_x: bool,
    is_upper: bool,
    bound: f64,
}

impl Half {
    fn depth(self, p: Point) -> f64 {
        let value = if self.is_x { p.x } else { p.y };
        if self.is_upper { value - self.bound } else { self.bound - value }
    }

    /// Where a line crosses the bound, with the bound's coordinate exact.
    fn crossing(self, a: Point, b: Point) -> Point {
        let (da, db) = (self.depth(a), self.depth(b));
        let t = (da / (da - db)).clamp(0.0, 1.0);
        let p = a.lerp(b, t);
        if self.is_x { Point::new(self.bound, p.y) } else { Point::new(p.x, self.bound) }
    }
}

/// The four pieces around a rectangle: left, right, and between them below and above.
fn around(region: Rect) -> [Vec<Half>; 4] {
    let half = |is_x, is_upper, bound| Half { is_x, is_upper, bound };
    let between = [half(true, true, region.x0), half(true, false, region.x1)];
    [
        vec![half(true, false, region.x0)],
        vec![half(true, true, region.x1)],
        vec![between[0], between[1], half(false, false, region.y0)],
        vec![between[0], between[1], half(false, true, region.y1)],
    ]
}

/// The part of a closed contour in a convex piece.
fn clip(contour: &Contour, piece: &[Half]) -> Option<Contour> {
    let mut segments = contour.segments.clone();
    for half in piece {
        segments = clip_half(&segments, *half);
        if segments.is_empty() {
            return None;
        }
    }
    segments.retain(|segment| !matches!(segment, PathSeg::Line(line) if line.p0 == line.p1));
    if segments.len() < 2 || is_without_area(&segments) {
        return None;
    }
    // Where the contour began may have been a matter of what was cut.
    let first = (0..segments.len()).min_by(|a, b| {
        let (a, b) = (segments[*a].start(), segments[*b].start());
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    })?;
    segments.rotate_left(first);
    Some(Contour { segments, is_closed: true })
}

fn clip_half(segments: &[PathSeg], half: Half) -> Vec<PathSeg> {
    let mut out: Vec<PathSeg> = Vec::with_capacity(segments.len());
    let mut points = Vec::new();
    for segment in segments {
        let depths: Vec<f64> = control_points(segment).into_iter().map(|p| half.depth(p)).collect();
        if depths.iter().all(|depth| *depth >= 0.0) {
            push(&mut out, *segment);
            continue;
        }
        if depths.iter().all(|depth| *depth <= 0.0) {
            continue;
        }
        points.clear();
        flatten(segment, &mut points);
        let mut from = segment.start();
        for to in points.drain(..) {
            match (half.depth(from) >= 0.0, half.depth(to) >= 0.0) {
                (true, true) => push(&mut out, line(from, to)),
                (true, false) => push(&mut out, line(from, half.crossing(from, to))),
                (false, true) => push(&mut out, line(half.crossing(from, to), to)),
                (false, false) => {}
            }
            from = to;
        }
    }
    if let (Some(first), Some(last)) = (out.first().copied(), out.last().copied())
        && first.start() != last.end()
    {
        out.push(line(last.end(), first.start()));
    }
    out
}

/// Adds a segment, and before it the line along the bound that joins it to the last.
fn push(out: &mut Vec<PathSeg>, segment: PathSeg) {
    if let Some(last) = out.last()
        && last.end() != segment.start()
    {
        let join = line(last.end(), segment.start());
        out.push(join);
    }
    out.push(segment);
}

fn line(a: Point, b: Point) -> PathSeg {
    PathSeg::Line(kurbo::Line::new(a, b))
}

/// Whether a contour runs along one line only, as what only grazed a piece does.
fn is_without_area(segments: &[PathSeg]) -> bool {
    let bounds = segments.iter().map(control_box).reduce(|a, b| a.union(b));
    bounds.is_none_or(|bounds| bounds.width() < THINNEST || bounds.height() < THINNEST)
}

fn write(contour: &Contour, out: &mut BezPath) {
    let Some(first) = contour.segments.first() else { return };
    out.move_to(first.start());
    let last = contour.segments.len() - 1;
    for (i, segment) in contour.segments.iter().enumerate() {
        if !(i == last && contour.is_closed && matches!(segment, PathSeg::Line(_)) && segment.end() == first.start()) {
            out.push(segment.as_path_el());
        }
    }
    if contour.is_closed {
        out.close_path();
    }
}

/// Thinner than this, in points, a cut piece is an edge and no area.
const THINNEST: f64 = 1e-6;
