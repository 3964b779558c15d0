//! Straight rules: the borders of tables, lines between columns.

use crate::geom::{Affine, Point, Rect, transformed_bounds};
use crate::interp::Paint;
use crate::interp::path::{PathData, Segment};

/// The straight level and upright rules of a path, as boxes on the page: sides of what is stroked, and what is filled and
/// no wider than a rule.
pub(super) fn of(path: &PathData, to_page: Affine, paint: Paint, found: &mut Vec<Rect>) {
    let mut corners: Vec<Point> = Vec::new();
    for segment in &path.segments {
        match *segment {
            Segment::Move(point) => {
                part(&corners, to_page, paint, found);
                corners = vec![point];
            }
            Segment::Line(point) => corners.push(point),
            Segment::Curve(_, _, point) => {
                // What is bent is no rule, and what comes after may be one.
                part(&corners, to_page, Paint { fill: None, ..paint }, found);
                corners = vec![point];
            }
            Segment::Close => corners.extend(corners.first().copied()),
            Segment::Rect(corner, width, height) => {
                part(&corners, to_page, paint, found);
                let Point { x, y } = corner;
                let around = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
                part(&around.map(Point::from), to_page, paint, found);
                corners = vec![corner];
            }
        }
    }
    part(&corners, to_page, paint, found);
}

/// The rules of straight lines that follow one another.
fn part(corners: &[Point], to_page: Affine, paint: Paint, found: &mut Vec<Rect>) {
    let mut add = |rect: Rect| {
        let is_rule = rect.width().min(rect.height()) < THICK && rect.width().max(rect.height()) >= SHORT;
        if is_rule && found.len() < MAX_RULES {
            found.push(rect);
        }
    };
    let bounds = |points: &[Point]| {
        let boxes = points.iter().map(|point| Rect::from_points(*point, *point));
        boxes.reduce(|a, b| a.union(b)).map(|bounds| transformed_bounds(to_page, bounds))
    };
    if paint.stroke {
        corners.windows(2).filter_map(bounds).for_each(&mut add);
    } else if paint.fill.is_some() {
        bounds(corners).into_iter().for_each(add);
    }
}

/// Thicker is a bar, in page units.
const THICK: f64 = 3.0;
/// Shorter parts nothing.
const SHORT: f64 = 6.0;
/// A page of a drawing has lines without end, and no table.
const MAX_RULES: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::{Affine, Paint, PathData, Rect};
    use crate::interp::path::Rule;

    fn rules(boxes: &[Rect], paint: Paint) -> Vec<Rect> {
        let mut path = PathData::default();
        boxes.iter().for_each(|one| path.add_rect(*one));
        let mut found = Vec::new();
        super::of(&path, Affine::IDENTITY, paint, &mut found);
        found
    }

    #[test]
    fn sides_of_stroked_boxes_and_thin_filled_ones_are_rules() {
        let (fill, stroke) = (Paint { fill: Some(Rule::NonZero), stroke: false }, Paint { fill: None, stroke: true });
        let cells = [Rect::new(0.0, 0.0, 50.0, 20.0), Rect::new(50.0, 0.0, 90.0, 20.0)];
        assert_eq!(rules(&cells, fill), []);
        let sides = rules(&cells, stroke);
        assert_eq!(sides.iter().filter(|side| side.width() < 0.1).count(), 4);
        assert_eq!(sides.iter().filter(|side| side.height() < 0.1).count(), 4);
        let thin = [Rect::new(0.0, 0.0, 0.5, 20.0), Rect::new(50.0, 0.0, 50.5, 20.0)];
        assert_eq!(rules(&thin, fill), thin);
    }
}
