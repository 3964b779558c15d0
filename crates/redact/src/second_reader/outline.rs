//! Outlines of glyphs as the second reader sees them.

use kurbo::{Affine, BezPath, ParamCurve, PathSeg, Point, Rect, Shape};

use crate::geom::transformed_bounds;

/// A glyph's outline in thousandths of an em, its bounds and its fingerprint.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) path: BezPath,
    bounds: Rect,
    /// Survives font subsetting.
    pub(crate) fingerprint: u64,
}

impl Outline {
    /// An outline with what is asked of it again and again.
    pub(crate) fn new(path: BezPath) -> Self {
        let bounds = if path.is_empty() { Rect::ZERO } else { path.bounding_box() };
        Self { bounds, fingerprint: fingerprint(&path), path }
    }

    /// Bounds under a map: of what is drawn, not of its bounds, where those are not the same.
    pub(crate) fn ink(&self, to_page: Affine) -> Rect {
        let [a, b, c, d, _, _] = to_page.as_coeffs();
        if (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0) {
            // Nothing has its bounds at the origin, and no area.
            transformed_bounds(to_page, self.bounds)
        } else if self.path.is_empty() {
            Rect::from_points(to_page * Point::ZERO, to_page * Point::ZERO)
        } else {
            (to_page * &self.path).bounding_box()
        }
    }
}

/// Whether two paths run through the same points in the same order, curves however they are written.
///
/// A cubic is known by its ends and three points between them, so that a curve of lower degree and the cubic that it
/// was turned into are the same.
pub(crate) fn is_same_path(one: &BezPath, other: &BezPath, tolerance: f64) -> bool {
    let is_near = |a: Point, b: Point| (a.x - b.x).abs() <= tolerance && (a.y - b.y).abs() <= tolerance;
    let (mut one, mut other) = (segments(one), segments(other));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(PathSeg::Line(a)), Some(PathSeg::Line(b))) if is_near(a.p0, b.p0) && is_near(a.p1, b.p1) => {}
            (Some(a), Some(b)) if (0_u8..=4).all(|at| is_near(point(&a, at), point(&b, at))) => {}
            _ => return false,
        }
    }
}

/// The segments that lead anywhere.
fn segments(path: &BezPath) -> impl Iterator<Item = PathSeg> + '_ {
    path.segments().filter(|segment| match segment {
        PathSeg::Line(line) => line.p0 != line.p1,
        PathSeg::Quad(_) | PathSeg::Cubic(_) => true,
    })
}

fn point(segment: &PathSeg, quarter: u8) -> Point {
    segment.eval(f64::from(quarter) / 4.0)
}

/// A fingerprint of an outline that survives font subsetting: corner
/// coordinates in whole thousandths of an em, FNV-1a.
pub(super) fn fingerprint(path: &BezPath) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut mix = |value: i64| {
        for byte in value.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for element in path.elements() {
        if let Some(end) = element.end_point() {
            #[expect(clippy::cast_possible_truncation, reason = "saturates, and a glyph is thousands of units wide")]
            let (x, y) = (end.x.round() as i64, end.y.round() as i64);
            mix(x);
            mix(y);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::is_same_path;
    use kurbo::{BezPath, ParamCurve, PathSeg, Shape};

    #[test]
    fn a_curve_is_the_same_however_it_is_written_and_no_other() {
        let quadratic = BezPath::from_svg("M0 0 Q 50 100 100 0 L 0 0 Z").unwrap();
        let mut cubic = BezPath::new();
        cubic.move_to((0.0, 0.0));
        for segment in quadratic.segments() {
            match segment {
                PathSeg::Quad(quad) => {
                    let raised = quad.raise();
                    cubic.curve_to(raised.p1, raised.p2, raised.p3);
                }
                other => cubic.line_to(other.eval(1.0)),
            }
        }
        assert!(is_same_path(&quadratic, &cubic, 0.01));
        let flatter = BezPath::from_svg("M0 0 Q 50 90 100 0 L 0 0 Z").unwrap();
        assert!(!is_same_path(&quadratic, &flatter, 0.5));
        let shorter = BezPath::from_svg("M0 0 Q 50 100 100 0").unwrap();
        assert!(!is_same_path(&quadratic, &shorter, 0.5) && quadratic.bounding_box().height() > 0.0);
    }
}
