//! Rectangles with rectangles cut out of them, as rectangles.
//!
//! Readers fit a filled rectangle to whole pixels where it is the only part of its path, so that thin lines and neighbouring
//! areas have sharp edges. What is left of one is painted as rectangles, each by itself, to be fitted as it was.

use kurbo::{BezPath, PathEl, Point, Rect};

/// The rectangle that a path of four lines is; none if it is anything else, or turned.
pub(crate) fn rectangle(path: &BezPath) -> Option<Rect> {
    let corners = corners(path)?;
    let bounds = Rect::from_points(corners[0], corners[2]);
    let near = |a: f64, b: f64| (a - b).abs() < STRAIGHT;
    let is_level = |a: Point, b: Point| near(a.y, b.y) && !near(a.x, b.x);
    let is_upright = |a: Point, b: Point| near(a.x, b.x) && !near(a.y, b.y);
    let sides = [0, 1, 2, 3].map(|at: usize| (corners[at], corners[(at + 1) % 4]));
    let starts_level = sides.iter().enumerate().all(|(at, (a, b))| [is_level(*a, *b), is_upright(*a, *b)][at % 2]);
    let starts_upright = sides.iter().enumerate().all(|(at, (a, b))| [is_upright(*a, *b), is_level(*a, *b)][at % 2]);
    (starts_level || starts_upright).then_some(bounds)
}

/// The corners of a path that is nothing but four lines.
fn corners(path: &BezPath) -> Option<[Point; 4]> {
    let mut elements = path.elements();
    if let [head @ .., PathEl::ClosePath] = elements {
        elements = head;
    }
    match *elements {
        [PathEl::MoveTo(a), PathEl::LineTo(b), PathEl::LineTo(c), PathEl::LineTo(d)] => Some([a, b, c, d]),
        [PathEl::MoveTo(a), PathEl::LineTo(b), PathEl::LineTo(c), PathEl::LineTo(d), PathEl::LineTo(e)] if a == e => {
            Some([a, b, c, d])
        }
        _ => None,
    }
}

/// The path of a rectangle.
pub(crate) fn path_of(rect: Rect) -> BezPath {
    let mut path = BezPath::new();
    path.move_to((rect.x0, rect.y0));
    path.line_to((rect.x1, rect.y0));
    path.line_to((rect.x1, rect.y1));
    path.line_to((rect.x0, rect.y1));
    path.close_path();
    path
}

/// The same path, which readers do not take for a rectangle to be fitted to pixels: its last point is said twice.
pub(crate) fn unfitted(path: BezPath) -> BezPath {
    let Some([a, b, c, d]) = corners(&path) else { return path };
    let mut longer = BezPath::new();
    longer.move_to(a);
    [b, c, d, a, a].into_iter().for_each(|point| longer.line_to(point));
    longer.close_path();
    longer
}

/// The largest rectangles in `bounds` outside all regions. They overlap, so that no hair shows between them where they are
/// painted one after the other.
///
/// None if they are too many to be painted so.
pub(crate) fn largest_parts(bounds: Rect, regions: &[Rect]) -> Option<Vec<Rect>> {
    let mut parts = vec![bounds];
    for region in regions {
        let (hit, mut next): (Vec<Rect>, Vec<Rect>) = parts.into_iter().partition(|part| {
            let inside = part.intersect(*region);
            inside.width() > 0.0 && inside.height() > 0.0
        });
        for part in hit {
            let strips = [
                Rect::new(part.x0, part.y0, region.x0, part.y1),
                Rect::new(region.x1, part.y0, part.x1, part.y1),
                Rect::new(part.x0, part.y0, part.x1, region.y0),
                Rect::new(part.x0, region.y1, part.x1, part.y1),
            ];
            for strip in strips.into_iter().filter(|strip| strip.x0 < strip.x1 && strip.y0 < strip.y1) {
                if !next.iter().any(|other| other.contains_rect(strip)) {
                    next.retain(|other| !strip.contains_rect(*other));
                    next.push(strip);
                }
            }
        }
        if next.len() > MOST_PARTS {
            return None;
        }
        parts = next;
    }
    parts.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.y0.total_cmp(&b.y0)).then(a.x1.total_cmp(&b.x1)));
    Some(parts)
}

/// How far, in points, the ends of a level line may differ in height.
const STRAIGHT: f64 = 1e-6;
/// Rectangles that one is painted as at most.
const MOST_PARTS: usize = 64;
