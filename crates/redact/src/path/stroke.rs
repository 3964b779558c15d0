//! Strokes with rectangles cut out of their centre lines.

use kurbo::{BezPath, Cap, Join, ParamCurve as _, ParamCurveArclen as _, PathSeg, Point, Rect, Stroke, StrokeOpts};

use super::fill::subtract;
use super::flatten::{Contour, contours, control_box, flatten};
use crate::interp::state::Line;

/// What is left of a stroke.
#[derive(Clone, Debug, Default)]
pub(crate) struct CutStroke {
    /// Lines that begin where they began: the dash pattern keeps its phase.
    pub(crate) whole: BezPath,
    /// Lines that begin behind a cut: the dash pattern starts anew.
    pub(crate) behind: BezPath,
    /// Lines that go on behind a cut straight across, with the length walked to there: nothing is told by a dash
    /// pattern that goes on as the visible ends of one straight line say.
    pub(crate) resumed: Vec<(BezPath, f64)>,
}

/// Cuts centre lines at the rectangles grown by `reach`: half the line's width, so that no ink stays inside.
pub(crate) fn cut_stroke(path: &BezPath, regions: &[Rect], reach: f64) -> CutStroke {
    let regions = Grown::on_all_sides(regions, reach);
    let mut cut = CutStroke::default();
    for contour in contours(path) {
        cut_contour(&contour, &regions, &mut cut);
    }
    cut
}

/// What is left of a thick stroke.
#[derive(Clone, Debug, Default)]
pub(crate) struct CutThick {
    /// Lines that are still lines, cut straight across at the very edge of a rectangle.
    pub(crate) lines: CutStroke,
    /// What is left beside a rectangle that covers a part of a line's width, as areas.
    pub(crate) strips: Vec<Rect>,
    /// Parts of the path of which only the outline can be cut.
    pub(crate) others: BezPath,
}

/// Cuts the lines that the rectangles meet between their bends and at right angles; `reach` is half their width.
///
/// The ends that this makes are to be butt: lines with other ends are left to the others if they have any.
pub(crate) fn cut_thick(path: &BezPath, regions: &[Rect], line: &Line, reach: f64) -> CutThick {
    let grown = Grown::aside(regions, reach);
    let mut cut = CutThick::default();
    for contour in contours(path) {
        if is_met_straight(&contour, regions, line, reach) {
            cut_contour(&contour, &grown, &mut cut.lines);
            cut.strips.extend(contour.segments.iter().flat_map(|segment| beside(segment, regions, reach)));
        } else {
            contour.write(&mut cut.others);
        }
    }
    cut
}

/// Whether the rectangles meet no bend and no slanting line of a contour.
fn is_met_straight(contour: &Contour, regions: &[Rect], line: &Line, reach: f64) -> bool {
    let is_met = |area: Rect| regions.iter().any(|region| touches(area, *region));
    let met = contour.segments.iter().filter(|segment| is_met(control_box(segment).inflate(reach, reach)));
    let (mut is_any_met, mut is_straight) = (false, true);
    for segment in met {
        is_any_met = true;
        is_straight &= is_level(segment) || is_upright(segment);
    }
    let (Some(first), Some(last)) = (contour.segments.first(), contour.segments.last()) else { return false };
    let over_the_start = contour.is_closed.then_some((last, first));
    let bends = contour.segments.windows(2).map(|pair| (&pair[0], &pair[1])).chain(over_the_start);
    let is_bend_met = |(one, other): (&PathSeg, &PathSeg)| {
        let is_right = [one, other].into_iter().all(|segment| is_level(segment) || is_upright(segment));
        let reach = if is_right || line.join != 0 { reach } else { reach * line.miter.max(1.0) };
        is_met(Rect::from_points(one.end(), one.end()).inflate(reach, reach))
    };
    let has_cut_ends_alone = contour.is_closed || line.cap == 0 || !is_any_met;
    // A strip beside a rectangle has no dashes.
    let has_no_strip =
        || line.dash.0.is_empty() || contour.segments.iter().all(|segment| beside(segment, regions, reach).is_empty());
    is_straight && has_cut_ends_alone && !bends.into_iter().any(is_bend_met) && has_no_strip()
}

/// What is left of a line beside the rectangles that cover a part of its width.
fn beside(segment: &PathSeg, regions: &[Rect], reach: f64) -> Vec<Rect> {
    let is_level = is_level(segment);
    let (x, y) = if is_level { (0.0, reach) } else { (reach, 0.0) };
    let body = control_box(segment).inflate(x, y);
    let met = regions.iter().filter(|region| touches(body, **region)).map(|region| {
        let inside = body.intersect(*region);
        if is_level { (inside.x0, inside.x1) } else { (inside.y0, inside.y1) }
    });
    let mut met: Vec<(f64, f64)> = met.collect();
    met.sort_by(|a, b| a.0.total_cmp(&b.0));
    met.dedup_by(|next, last| {
        let is_one = next.0 <= last.1;
        last.1 = if is_one { last.1.max(next.1) } else { last.1 };
        is_one
    });
    let slab = |(from, to): (f64, f64)| {
        let slab = if is_level { Rect::new(from, body.y0, to, body.y1) } else { Rect::new(body.x0, from, body.x1, to) };
        subtract(slab, regions)
    };
    met.into_iter().flat_map(slab).collect()
}

fn is_level(segment: &PathSeg) -> bool {
    matches!(segment, PathSeg::Line(line) if (line.p0.y - line.p1.y).abs() < STRAIGHT)
}

fn is_upright(segment: &PathSeg) -> bool {
    matches!(segment, PathSeg::Line(line) if (line.p0.x - line.p1.x).abs() < STRAIGHT)
}

/// The rectangles, grown by what the ink of a line reaches beyond its centre.
#[derive(Debug)]
struct Grown {
    level: Vec<Rect>,
    upright: Vec<Rect>,
    slanting: Vec<Rect>,
}

impl Grown {
    fn on_all_sides(regions: &[Rect], reach: f64) -> Self {
        let grown: Vec<Rect> = regions.iter().map(|region| region.inflate(reach, reach)).collect();
        Self { level: grown.clone(), upright: grown.clone(), slanting: grown }
    }

    /// Level and upright lines reach only sideways.
    fn aside(regions: &[Rect], reach: f64) -> Self {
        let grown = |x: f64, y: f64| regions.iter().map(|region| region.inflate(x, y)).collect();
        Self { level: grown(0.0, reach), upright: grown(reach, 0.0), slanting: grown(reach, reach) }
    }

    fn around(&self, segment: &PathSeg) -> &[Rect] {
        match segment {
            segment if is_level(segment) => &self.level,
            segment if is_upright(segment) => &self.upright,
            _ => &self.slanting,
        }
    }
}

/// A run of segments that hang together.
#[derive(Clone, Debug)]
struct Piece {
    segments: Vec<PathSeg>,
    is_from_start: bool,
    is_to_end: bool,
    /// How far along the contour it begins, if no cut before it hides a bend.
    walked: Option<f64>,
}

fn cut_contour(contour: &Contour, regions: &Grown, cut: &mut CutStroke) {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_open = false;
    let mut was_cut = false;
    let mut points = Vec::new();
    let mut walked = Some(0.0);
    let mut add = |segment: PathSeg, is_open: &mut bool, was_cut: bool, walked: Option<f64>| {
        match pieces.last_mut() {
            Some(piece) if *is_open => piece.segments.push(segment),
            _ => pieces.push(Piece { segments: vec![segment], is_from_start: !was_cut, is_to_end: false, walked }),
        }
        *is_open = true;
    };
    for segment in &contour.segments {
        let (bounds, regions) = (control_box(segment), regions.around(segment));
        if regions.iter().all(|region| !touches(bounds, *region)) {
            add(*segment, &mut is_open, was_cut, walked);
            walked = walked.map(|walked| walked + segment.arclen(ACCURACY));
            continue;
        }
        let is_straight = matches!(segment, PathSeg::Line(_));
        points.clear();
        flatten(segment, &mut points);
        let mut from = segment.start();
        for to in points.drain(..) {
            for (start, end) in kept_parts(from, to, regions) {
                if start > 0.0 {
                    (is_open, was_cut) = (false, true);
                }
                let part = kurbo::Line::new(place(from, to, start), place(from, to, end));
                let here = walked.filter(|_| is_straight).map(|walked| walked + start * from.distance(to));
                add(PathSeg::Line(part), &mut is_open, was_cut, here);
                if end < 1.0 {
                    (is_open, was_cut) = (false, true);
                }
            }
            if kept_parts(from, to, regions).is_empty() {
                (is_open, was_cut) = (false, true);
            }
            from = to;
        }
        // A bend inside a mark is not to be told from how far the dashes got.
        let is_hidden = !is_open || !is_straight;
        walked = walked.filter(|_| !is_hidden).map(|walked| walked + segment.arclen(ACCURACY));
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
        // Dashes start anew at the start, which is now in its middle.
        last.walked = None;
        pieces.push(last);
    }
    for piece in pieces {
        let mut resumed = BezPath::new();
        let out = match piece.walked {
            _ if piece.is_from_start => &mut cut.whole,
            Some(_) => &mut resumed,
            None => &mut cut.behind,
        };
        let Some(first) = piece.segments.first() else { continue };
        out.move_to(first.start());
        piece.segments.iter().for_each(|segment| out.push(segment.as_path_el()));
        if contour.is_closed && !was_cut {
            out.close_path();
        }
        if let Some(walked) = piece.walked.filter(|_| !resumed.is_empty()) {
            cut.resumed.push((resumed, walked));
        }
    }
}

/// What a stroke covers, in the space of the path.
pub(crate) fn outline(path: &BezPath, line: &Line) -> BezPath {
    let is_sound = |point: Point| point.x.abs() < 1e7 && point.y.abs() < 1e7;
    if path.segments().all(|segment| is_sound(segment.start()) && is_sound(segment.end())) {
        kurbo::stroke(path.iter(), &style(line), &StrokeOpts::default(), super::TOLERANCE)
    } else {
        BezPath::new()
    }
}

/// How a line is drawn.
pub(crate) fn style(line: &Line) -> Stroke {
    let cap = match line.cap {
        1 => Cap::Round,
        2 => Cap::Square,
        _ => Cap::Butt,
    };
    let join = match line.join {
        1 => Join::Round,
        2 => Join::Bevel,
        _ => Join::Miter,
    };
    let mut style = Stroke::new(line.width.abs()).with_caps(cap).with_join(join).with_miter_limit(line.miter);
    let dashes: &(Vec<f64>, f64) = &line.dash;
    // A dash shorter than a hundredth of the width is a line without gaps, and many of them are a bomb.
    let total: f64 = dashes.0.iter().sum();
    if total > line.width.abs() / 100.0 && dashes.0.iter().all(|length| *length >= 0.0) {
        style = style.with_dashes(dashes.1, dashes.0.iter().copied());
    }
    style
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

/// How exactly, in points, lengths of curves are measured.
const ACCURACY: f64 = 1e-3;
/// How far, in points, the ends of a level line may differ in height.
const STRAIGHT: f64 = 1e-6;
