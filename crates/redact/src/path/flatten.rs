//! Paths as contours of segments, and curves as lines.

use kurbo::{BezPath, CubicBez, ParamCurve, PathEl, PathSeg, Point, QuadBez, Rect, Shape};

use super::TOLERANCE;

/// One subpath.
#[derive(Clone, Debug, Default)]
pub(super) struct Contour {
    pub(super) segments: Vec<PathSeg>,
    pub(super) is_closed: bool,
}

impl Contour {
    /// Adds it to a path as it is.
    pub(super) fn write(&self, out: &mut BezPath) {
        let Some(first) = self.segments.first() else { return };
        out.move_to(first.start());
        let last = self.segments.len() - 1;
        for (i, segment) in self.segments.iter().enumerate() {
            let closes = i == last && self.is_closed && matches!(segment, PathSeg::Line(_));
            if !(closes && segment.end() == first.start()) {
                out.push(segment.as_path_el());
            }
        }
        if self.is_closed {
            out.close_path();
        }
    }
}

/// The subpaths of a path, without those whose numbers cannot be drawn. A point that nothing is drawn from is
/// dropped, a closed one stays as a segment without length.
pub(super) fn contours(path: &BezPath) -> Vec<Contour> {
    let mut all = Vec::new();
    let mut current = Contour::default();
    let mut start = Point::ZERO;
    let mut at = Point::ZERO;
    let mut finish = |contour: &mut Contour| {
        let done = std::mem::take(contour);
        if !done.segments.is_empty() && done.segments.iter().all(is_drawable) {
            all.push(done);
        }
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => {
                finish(&mut current);
                (start, at) = (p, p);
            }
            PathEl::LineTo(p) => {
                current.segments.push(PathSeg::Line(kurbo::Line::new(at, p)));
                at = p;
            }
            PathEl::QuadTo(a, p) => {
                current.segments.push(PathSeg::Quad(QuadBez::new(at, a, p)));
                at = p;
            }
            PathEl::CurveTo(a, b, p) => {
                current.segments.push(PathSeg::Cubic(CubicBez::new(at, a, b, p)));
                at = p;
            }
            PathEl::ClosePath => {
                if at != start || current.segments.is_empty() {
                    current.segments.push(PathSeg::Line(kurbo::Line::new(at, start)));
                }
                current.is_closed = true;
                finish(&mut current);
                at = start;
            }
        }
    }
    finish(&mut current);
    all
}

fn is_drawable(segment: &PathSeg) -> bool {
    control_points(segment).iter().all(|p| p.x.abs() < LARGEST && p.y.abs() < LARGEST)
}

/// All points that define a segment.
pub(super) fn control_points(segment: &PathSeg) -> Vec<Point> {
    match segment {
        PathSeg::Line(line) => vec![line.p0, line.p1],
        PathSeg::Quad(quad) => vec![quad.p0, quad.p1, quad.p2],
        PathSeg::Cubic(cubic) => vec![cubic.p0, cubic.p1, cubic.p2, cubic.p3],
    }
}

/// The box of the points that define a segment; it holds the segment.
pub(super) fn control_box(segment: &PathSeg) -> Rect {
    let points = control_points(segment);
    let first = Rect::from_points(points[0], points[0]);
    points.iter().fold(first, |bounds, p| bounds.union_pt(*p))
}

/// Adds the end points of the lines that stand for a segment.
pub(super) fn flatten(segment: &PathSeg, points: &mut Vec<Point>) {
    if let PathSeg::Line(line) = segment {
        points.push(line.p1);
        return;
    }
    let length = segment.to_path(TOLERANCE).perimeter(TOLERANCE);
    let steps = (length / TOLERANCE).sqrt().ceil().clamp(2.0, MOST_LINES);
    for i in 1..=steps as u32 {
        points.push(segment.eval(f64::from(i) / steps));
    }
}

/// Beyond this a coordinate is no place on any page, and sums of products would lose their digits.
const LARGEST: f64 = 1e7;

/// Lines for one curve: enough for one as long as a page of A0.
const MOST_LINES: f64 = 256.0;
