//! Strokes with rectangles cut out of their centre lines.

use kurbo::{BezPath, ParamCurve as _, PathSeg, Point, Rect};

use super::flatten::{Contour, contours, control_box, flatten};

/// What is left of a stroke.
#[derive(Clone, Debug, Default)]
pub(crate) struct CutStroke {
    /// Lines that begin where they began: the dash pattern keeps its phase.
    pub(crate) whole: BezPath,
    /// Lines that begin behind a cut: the dash pattern starts anew.
    pub(crate) behind: BezPath,
}

/// Cuts centre lines at the rectangles grown by `reach`: half the line's width, so that no ink stays inside.
pub(crate) fn cut_stroke(path: &BezPath, regions: &[Rect], reach: f64) -> CutStroke {
    let grown: Vec<Rect> = regions.iter().map(|region| region.inflate(reach, reach)).collect();
    let mut cut = CutStroke::default();
    for contour in contours(path) {
        cut_contour(&contour, &grown, &mut cut);
    }
    cut
}

/// A run of segments that hang together.
#[derive(Clone, Debug)]
struct Piece {
    segments: Vec<PathSeg>,
    is_from_start: bool,
    is_to_end: bool,
}

fn cut_contour(contour: &Contour, regions: &[Rect], cut: &mut CutStroke) {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_open = false;
    let mut was_cut = false;
    let mut points = Vec::new();
    let mut add = |segment: PathSeg, is_open: &mut bool, was_cut: bool| {
        match pieces.last_mut() {
            Some(piece) if *is_open => piece.segments.push(segment),
            _ => pieces.push(Piece { segments: vec![segment], is_from_start: !was_cut, is_to_end: false }),
        }
        *is_open = true;
    };
    for segment in &contour.segments {
        let bounds = control_box(segment);
        if regions.iter().all(|region| !touches(bounds, *region)) {
            add(*segment, &mut is_open, was_cut);
            continue;
        }
        points.clear();
        flatten(segment, &mut points);
        let mut from = segment.start();
        for to in points.drain(..) {
            for (start, end) in kept_parts(from, to, regions) {
                if start > 0.0 {
                    (is_open, was_cut) = (false, true);
                }
                let part = kurbo::Line::new(place(from, to, start), place(from, to, end));
                add(PathSeg::Line(part), &mut is_open, was_cut);
                if end < 1.0 {
                    (is_open, was_cut) = (false, true);
                }
            }
            if kept_parts(from, to, regions).is_empty() {
                (is_open, was_cut) = (false, true);
            }
            from = to;
        }
    }
    if is_open && let Some(last) = pieces.last_mut() {
        last.is_to_end = true;
    }
    // A closed line that was cut elsewhere goes on over its start.
    if contour.is_closed
        && was_cut
        && pieces.len() > 1
        && pieces.first().is_some_and(|first| first.is_from_start)
        && pieces.last().is_some_and(|last| last.is_to_end)
        && let Some(mut last) = pieces.pop()
    {
        let first = pieces.remove(0);
        last.segments.extend(first.segments);
        pieces.push(last);
    }
    for piece in pieces {
        let out = if piece.is_from_start { &mut cut.whole } else { &mut cut.behind };
        let Some(first) = piece.segments.first() else { continue };
        out.move_to(first.start());
        piece.segments.iter().for_each(|segment| out.push(segment.as_path_el()));
        if contour.is_closed && !was_cut {
            out.close_path();
        }
    }
}

fn touches(bounds: Rect, region: Rect) -> bool {
    bounds.x0 < region.x1 && bounds.x1 > region.x0 && bounds.y0 < region.y1 && bounds.y1 > region.y0
}

fn place(from: Point, to: Point, t: f64) -> Point {
    if t <= 0.0 {
        from
    } else if t >= 1.0 {
        to
    } else {
        from.lerp(to, t)
    }
}

/// The parts of a line outside all regions, as ranges of its parameter.
fn kept_parts(from: Point, to: Point, regions: &[Rect]) -> Vec<(f64, f64)> {
    let mut parts = vec![(0.0, 1.0)];
    for region in regions {
        let Some((enter, leave)) = inside(from, to, *region) else { continue };
        let mut next = Vec::with_capacity(parts.len() + 1);
        for (start, end) in parts {
            if leave <= start || enter >= end {
                next.push((start, end));
                continue;
            }
            if enter > start {
                next.push((start, enter));
            }
            if leave < end {
                next.push((leave, end));
            }
        }
        parts = next;
    }
    parts
}

/// The part of a line inside a rectangle. A point counts as a line from 0 to 1.
fn inside(from: Point, to: Point, region: Rect) -> Option<(f64, f64)> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (start, delta, low, high) in
        [(from.x, to.x - from.x, region.x0, region.x1), (from.y, to.y - from.y, region.y0, region.y1)]
    {
        if delta == 0.0 {
            if start <= low || start >= high {
                return None;
            }
            continue;
        }
        let (a, b) = ((low - start) / delta, (high - start) / delta);
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    (enter < leave).then_some((enter, leave))
}
