//! Filled areas with rectangles cut out.
//!
//! The plane without a rectangle is four convex pieces; contours clipped to a convex piece keep their winding
//! numbers there, so the fill rule stays what it was. Along the bounds of a piece contours are joined anew, so that the
//! rim of a hole and the rim around it do not run there and back on one line, which viewers show as a hair.

use kurbo::{BezPath, ParamCurve as _, PathSeg, Point, Rect, Shape as _};

use super::flatten::{Contour, contours, control_box, control_points, flatten};

/// Cuts the rectangles out of an area. Paint the result by the rule of the original.
pub(crate) fn cut_fill(path: &BezPath, regions: &[Rect]) -> BezPath {
    let mut kept = contours(path);
    kept.iter_mut().for_each(close);
    for region in regions.iter().filter(|region| region.width() > 0.0 && region.height() > 0.0) {
        let (touched, mut next) = told_apart(kept, *region);
        let (flat, touched): (Vec<Contour>, Vec<Contour>) =
            touched.into_iter().partition(|contour| is_without_area(&contour.segments));
        next.extend(flat.iter().flat_map(|contour| cut_flat(contour, *region)));
        if !touched.is_empty() {
            next.extend(around(*region).iter().flat_map(|piece| clip(&touched, piece)));
        }
        kept = next;
    }
    let mut out = BezPath::new();
    for contour in &kept {
        contour.write(&mut out);
    }
    out
}

/// An area without height or width, which readers show as a thin line, on both sides of a region.
fn cut_flat(contour: &Contour, region: Rect) -> Vec<Contour> {
    let Some(line_box) = bounds(&contour.segments) else { return Vec::new() };
    let is_level = line_box.width() >= line_box.height();
    let pieces = if is_level {
        [(line_box.x0, line_box.x1.min(region.x0)), (line_box.x0.max(region.x1), line_box.x1)]
    } else {
        [(line_box.y0, line_box.y1.min(region.y0)), (line_box.y0.max(region.y1), line_box.y1)]
    };
    let at = |along: f64| if is_level { Point::new(along, line_box.y0) } else { Point::new(line_box.x0, along) };
    let pieces = pieces.into_iter().filter(|(from, to)| from < to).map(|(from, to)| (at(from), at(to)));
    pieces.map(|(from, to)| Contour { segments: vec![line(from, to), line(to, from)], is_closed: true }).collect()
}

/// The contours that a region cuts, with those that lie in their area: a hole is to be cut where its rim is. And the others.
fn told_apart(all: Vec<Contour>, region: Rect) -> (Vec<Contour>, Vec<Contour>) {
    let cut: Vec<bool> = all.iter().map(|contour| !is_untouched(contour, region)).collect();
    let boxes =
        all.iter().zip(&cut).filter(|(_, is_cut)| **is_cut).filter_map(|(contour, _)| bounds(&contour.segments));
    let Some(area) = boxes.reduce(|a, b| a.union(b)) else { return (Vec::new(), all) };
    // Where a mark lies within a drawing of many parts, the rest of them stay as they are.
    let is_simple = all.len() <= MOST_JOINED;
    let (mut touched, mut others) = (Vec::new(), Vec::new());
    for (contour, is_cut) in all.into_iter().zip(cut) {
        let lies_in = || is_simple && bounds(&contour.segments).is_some_and(|bounds| area.contains_rect(bounds));
        if is_cut || lies_in() { touched.push(contour) } else { others.push(contour) }
    }
    (touched, others)
}

fn bounds(segments: &[PathSeg]) -> Option<Rect> {
    segments.iter().map(control_box).reduce(|a, b| a.union(b))
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
    let bounds = bounds(&contour.segments);
    if bounds.is_none_or(|bounds| is_apart(bounds, region)) {
        return true;
    }
    let mut closed = BezPath::new();
    contour.write(&mut closed);
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

/// The parts of closed contours in a convex piece.
fn clip(contours: &[Contour], piece: &[Half]) -> Vec<Contour> {
    let mut loops: Vec<Vec<PathSeg>> = contours.iter().map(|contour| contour.segments.clone()).collect();
    for half in piece {
        loops = clip_half(&loops, *half);
    }
    let mut clipped: Vec<Contour> = loops.into_iter().filter_map(finished).collect();
    // Their order too may have been a matter of what was cut.
    clipped.sort_by(|a, b| order(&a.segments).partial_cmp(&order(&b.segments)).unwrap_or(std::cmp::Ordering::Equal));
    clipped
}

/// Where a contour begins and where it goes from there.
fn order(segments: &[PathSeg]) -> Option<[f64; 4]> {
    let first = segments.first()?;
    Some([first.start().x, first.start().y, first.end().x, first.end().y])
}

/// A contour in a form that does not tell where it began, which may have been a matter of what was cut.
fn finished(mut segments: Vec<PathSeg>) -> Option<Contour> {
    segments.retain(|segment| !matches!(segment, PathSeg::Line(line) if line.p0 == line.p1));
    if segments.len() < 2 || is_without_area(&segments) {
        return None;
    }
    let first = (0..segments.len()).min_by(|a, b| {
        let (a, b) = (segments[*a].start(), segments[*b].start());
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    })?;
    segments.rotate_left(first);
    Some(Contour { segments, is_closed: true })
}

/// The parts of closed contours on one side of a bound, joined along it so that no two lines there run against each
/// other: viewers would show both.
fn clip_half(loops: &[Vec<PathSeg>], half: Half) -> Vec<Vec<PathSeg>> {
    let mut whole = Vec::new();
    let mut chains: Vec<Vec<PathSeg>> = Vec::new();
    for segments in loops {
        let Some(outside) = segments.iter().position(|segment| half.depth(segment.start()) < 0.0) else {
            // Nothing starts outside, so that at most a curve swings there and back.
            let mut inside = chains_of(segments, half);
            if inside.len() < 2 {
                whole.append(&mut inside);
            } else {
                // The first piece goes on where the last one ends.
                let mut last = inside.pop().unwrap_or_default();
                last.append(&mut inside[0]);
                inside[0] = last;
                chains.append(&mut inside);
            }
            continue;
        };
        let turned: Vec<PathSeg> = segments[outside..].iter().chain(&segments[..outside]).copied().collect();
        chains.append(&mut chains_of(&turned, half));
    }
    whole.append(&mut joined(chains, half));
    whole
}

/// The pieces of a line of segments that lie inside, each starting and ending at the bound or where the line does.
fn chains_of(segments: &[PathSeg], half: Half) -> Vec<Vec<PathSeg>> {
    let mut chains: Vec<Vec<PathSeg>> = Vec::new();
    let mut chain: Vec<PathSeg> = Vec::new();
    let mut points = Vec::new();
    for segment in segments {
        let depths: Vec<f64> = control_points(segment).into_iter().map(|p| half.depth(p)).collect();
        if depths.iter().all(|depth| *depth >= 0.0) {
            chain.push(*segment);
            continue;
        }
        if depths.iter().all(|depth| *depth < 0.0) {
            continue;
        }
        points.clear();
        flatten(segment, &mut points);
        let mut from = segment.start();
        for to in points.drain(..) {
            match (half.depth(from) >= 0.0, half.depth(to) >= 0.0) {
                (true, true) => chain.push(line(from, to)),
                (true, false) => {
                    chain.push(line(from, half.crossing(from, to)));
                    chains.push(std::mem::take(&mut chain));
                }
                (false, true) => chain.push(line(half.crossing(from, to), to)),
                (false, false) => {}
            }
            from = to;
        }
    }
    if !chain.is_empty() {
        chains.push(chain);
    }
    chains
}

/// Joins chains along the bound: every end with the nearest start that none between them needs.
fn joined(chains: Vec<Vec<PathSeg>>, half: Half) -> Vec<Vec<PathSeg>> {
    let along = |p: Point| if half.is_x { p.y } else { p.x };
    // Each chain's start and end, in order along the bound.
    let mut places: Vec<(f64, bool, f64, usize)> = Vec::with_capacity(chains.len() * 2);
    for (at, chain) in chains.iter().enumerate() {
        if let (Some(first), Some(last)) = (chain.first(), chain.last()) {
            let (start, end) = (along(first.start()), along(last.end()));
            places.extend([(start, false, end, at), (end, true, start, at)]);
        }
    }
    places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    let mut next = vec![None; chains.len()];
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (_, is_end, _, at) in places {
        match open.last() {
            Some((other, other_is_end)) if *other_is_end != is_end => {
                let (from, to) = if is_end { (at, *other) } else { (*other, at) };
                next[from] = Some(to);
                open.pop();
            }
            _ => open.push((at, is_end)),
        }
    }
    let mut loops = Vec::new();
    let mut chains: Vec<Option<Vec<PathSeg>>> = chains.into_iter().map(Some).collect();
    for first in 0..chains.len() {
        let Some(mut segments) = chains[first].take() else { continue };
        let mut at = first;
        while let Some(to) = next[at] {
            let Some(mut chain) = chains[to].take() else { break };
            join(&mut segments, chain.first().map(PathSeg::start));
            segments.append(&mut chain);
            at = to;
        }
        let start = segments.first().map(PathSeg::start);
        join(&mut segments, start);
        loops.push(segments);
    }
    loops
}

/// Adds the line along the bound that leads to `to`.
fn join(segments: &mut Vec<PathSeg>, to: Option<Point>) {
    if let (Some(last), Some(to)) = (segments.last(), to)
        && last.end() != to
    {
        let join = line(last.end(), to);
        segments.push(join);
    }
}

fn line(a: Point, b: Point) -> PathSeg {
    PathSeg::Line(kurbo::Line::new(a, b))
}

/// Whether a contour runs along one line only, as what only grazed a piece does.
fn is_without_area(segments: &[PathSeg]) -> bool {
    bounds(segments).is_none_or(|bounds| bounds.width() < THINNEST || bounds.height() < THINNEST)
}

/// Of a path with more contours than these, only those that a mark touches are cut.
const MOST_JOINED: usize = 64;
/// Thinner than this, in points, a cut piece is an edge and no area.
const THINNEST: f64 = 1e-6;
