//! Paths as content streams build them (ISO 32000-2, 8.5).

use crate::geom::{BezPath, Point, Rect};

/// A construction operator.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the specification's construction operators, v and y read as c")]
pub enum Segment {
    /// `m`
    Move(Point),
    /// `l`
    Line(Point),
    /// `c`
    Curve(Point, Point, Point),
    /// `re`: corner, width, height.
    Rect(Point, f64, f64),
    /// `h`
    Close,
}

/// Which points are inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the specification has two rules")]
pub enum Rule {
    /// Non-zero winding number.
    NonZero,
    /// Even-odd.
    EvenOdd,
}

/// A path in user space.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathData {
    /// Its segments in order.
    pub segments: Vec<Segment>,
    current: Point,
    start: Point,
}

impl PathData {
    /// Whether nothing was built.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.segments.clear();
        self.current = Point::ZERO;
        self.start = Point::ZERO;
    }

    pub(super) fn move_to(&mut self, point: Point) {
        // A point that nothing is drawn from would be left behind as data.
        if let Some(Segment::Move(last)) = self.segments.last_mut() {
            *last = point;
        } else {
            self.segments.push(Segment::Move(point));
        }
        (self.current, self.start) = (point, point);
    }

    pub(super) fn line_to(&mut self, point: Point) {
        self.ensure_start(point);
        self.segments.push(Segment::Line(point));
        self.current = point;
    }

    pub(super) fn curve_to(&mut self, a: Option<Point>, b: Point, c: Point) {
        self.ensure_start(b);
        self.segments.push(Segment::Curve(a.unwrap_or(self.current), b, c));
        self.current = c;
    }

    pub(super) fn rect(&mut self, corner: Point, width: f64, height: f64) {
        if let Some(Segment::Move(_)) = self.segments.last() {
            self.segments.pop();
        }
        self.segments.push(Segment::Rect(corner, width, height));
        (self.current, self.start) = (corner, corner);
    }

    pub(super) fn close(&mut self) {
        if !matches!(self.segments.last(), None | Some(Segment::Close | Segment::Rect(..))) {
            self.segments.push(Segment::Close);
            self.current = self.start;
        }
    }

    /// Drops a last point that nothing is drawn from.
    pub(super) fn finish(&mut self) {
        if let Some(Segment::Move(_)) = self.segments.last() {
            self.segments.pop();
        }
    }

    fn ensure_start(&mut self, point: Point) {
        match self.segments.last() {
            None => self.move_to(point),
            Some(Segment::Close | Segment::Rect(..)) => self.segments.push(Segment::Move(self.current)),
            _ => {}
        }
    }

    /// Its corners, ends and control points.
    pub(crate) fn points(&self) -> impl Iterator<Item = Point> + '_ {
        self.segments.iter().flat_map(|segment| {
            let points = match *segment {
                Segment::Move(point) | Segment::Line(point) => [Some(point), None, None, None],
                Segment::Curve(a, b, c) => [Some(a), Some(b), Some(c), None],
                Segment::Rect(Point { x, y }, width, height) => {
                    [(x, y), (x + width, y), (x + width, y + height), (x, y + height)].map(|corner| Some(corner.into()))
                }
                Segment::Close => [None; 4],
            };
            points.into_iter().flatten()
        })
    }

    /// Whether readers fit it to whole pixels when it is filled, if it is a rectangle: it has a single part of four lines, and
    /// says no point more than it needs to.
    pub(crate) fn is_fitted(&self) -> bool {
        match self.segments[..] {
            [Segment::Rect(..)]
            | [Segment::Move(_), Segment::Line(_), Segment::Line(_), Segment::Line(_)]
            | [Segment::Move(_), Segment::Line(_), Segment::Line(_), Segment::Line(_), Segment::Close] => true,
            [
                Segment::Move(first),
                Segment::Line(_),
                Segment::Line(_),
                Segment::Line(_),
                Segment::Line(last),
                Segment::Close,
            ] => first == last,
            _ => false,
        }
    }

    /// The path for geometry.
    pub fn to_bez(&self) -> BezPath {
        let mut path = BezPath::new();
        for segment in &self.segments {
            match *segment {
                Segment::Move(p) => path.move_to(p),
                Segment::Line(p) => path.line_to(p),
                Segment::Curve(a, b, c) => path.curve_to(a, b, c),
                Segment::Rect(p, w, h) => {
                    path.move_to(p);
                    path.line_to((p.x + w, p.y));
                    path.line_to((p.x + w, p.y + h));
                    path.line_to((p.x, p.y + h));
                    path.close_path();
                }
                Segment::Close => path.close_path(),
            }
        }
        path
    }

    /// About how many dashes a stroke of the path has, each of `pattern` counted; 0 without a pattern.
    pub(super) fn dashes(&self, pattern: &[f64]) -> f64 {
        let period: f64 = pattern.iter().map(|length| length.abs()).sum();
        if period <= 0.0 {
            return 0.0;
        }
        let mut length = 0.0;
        let (mut at, mut start) = (Point::ZERO, Point::ZERO);
        for segment in &self.segments {
            let end = match *segment {
                Segment::Move(p) => {
                    start = p;
                    at = p;
                    continue;
                }
                Segment::Line(p) => p,
                Segment::Curve(a, b, c) => {
                    length += at.distance(a) + a.distance(b) - at.distance(c) + b.distance(c);
                    c
                }
                Segment::Rect(p, width, height) => {
                    length += 2.0 * (width.abs() + height.abs());
                    start = p;
                    at = p;
                    continue;
                }
                Segment::Close => start,
            };
            length += at.distance(end);
            at = end;
        }
        length / period * pattern.len() as f64
    }

    /// Box of all points, control points included.
    pub fn control_box(&self) -> Rect {
        let mut bounds: Option<Rect> = None;
        let mut add = |p: Point| {
            let spot = Rect::from_points(p, p);
            bounds = Some(bounds.map_or(spot, |b: Rect| b.union(spot)));
        };
        for segment in &self.segments {
            match *segment {
                Segment::Move(p) | Segment::Line(p) => add(p),
                Segment::Curve(a, b, c) => {
                    add(a);
                    add(b);
                    add(c);
                }
                Segment::Rect(p, w, h) => {
                    add(p);
                    add(Point::new(p.x + w, p.y + h));
                }
                Segment::Close => {}
            }
        }
        bounds.unwrap_or(Rect::ZERO)
    }
}

impl PathData {
    /// Adds a rectangle.
    pub fn add_rect(&mut self, rect: Rect) {
        self.rect(Point::new(rect.x0, rect.y0), rect.width(), rect.height());
    }
}
