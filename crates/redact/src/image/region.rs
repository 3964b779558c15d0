//! Which pixels of an image lie under the marks.
//!
//! Regions come as convex outlines in the image's unit square (ISO 32000-2, 8.9.5.1: the image fills the
//! unit square, y up). They are rounded outward to whole pixels: a pixel that a region touches at all is in.

use std::ops::Range;

use kurbo::{BezPath, PathEl, Point};

/// A set of pixels, kept as disjoint, ordered runs per row; row 0 is the top of the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PixelMask {
    width: u32,
    height: u32,
    rows: Vec<Vec<Range<u32>>>,
}

/// How much of a rectangle of pixels a mask covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coverage {
    /// No pixel.
    Empty,
    /// Some pixels.
    Partial,
    /// Every pixel.
    Full,
}

impl PixelMask {
    /// A mask without pixels.
    pub(crate) fn empty(width: u32, height: u32) -> PixelMask {
        PixelMask { width, height, rows: vec![Vec::new(); height as usize] }
    }

    /// The pixels that any of the regions touches. Each subpath is taken as a convex outline, which is what a
    /// mark rectangle is after any affine map. An outline with a coordinate that is no number covers everything.
    pub(crate) fn from_regions(width: u32, height: u32, regions: &[BezPath]) -> PixelMask {
        let mut mask = PixelMask::empty(width, height);
        for region in regions {
            for polygon in polygons(region, width, height) {
                mask.add_polygon(&polygon);
            }
        }
        mask.normalise();
        mask
    }

    /// The pixels that none of the regions touches.
    pub(crate) fn outside_regions(width: u32, height: u32, regions: &[BezPath]) -> PixelMask {
        let mut mask = PixelMask::from_regions(width, height, regions);
        for row in &mut mask.rows {
            let mut gaps = Vec::with_capacity(row.len() + 1);
            let mut from = 0;
            for run in row.iter() {
                if run.start > from {
                    gaps.push(from..run.start);
                }
                from = run.end;
            }
            if from < width {
                gaps.push(from..width);
            }
            *row = gaps;
        }
        mask
    }

    /// The pixels of either mask; both must be of one size.
    pub(crate) fn union(mut self, other: &PixelMask) -> PixelMask {
        for (row, more) in self.rows.iter_mut().zip(&other.rows) {
            row.extend(more.iter().cloned());
        }
        self.normalise();
        self
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn height(&self) -> u32 {
        self.height
    }

    /// The runs of a row, in order; none for a row beyond the image.
    pub(crate) fn row(&self, y: u32) -> &[Range<u32>] {
        self.rows.get(y as usize).map_or(&[], Vec::as_slice)
    }

    #[cfg(test)]
    pub(crate) fn contains(&self, x: u32, y: u32) -> bool {
        self.row(y).iter().any(|run| run.contains(&x))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.iter().all(Vec::is_empty)
    }

    /// Whether no pixel of these rows is in the mask.
    pub(crate) fn has_none_in(&self, rows: Range<u32>) -> bool {
        let end = rows.end.min(self.height) as usize;
        self.rows.get((rows.start as usize).min(end)..end).is_none_or(|rows| rows.iter().all(Vec::is_empty))
    }

    /// Whether every pixel of the image is in the mask.
    pub(crate) fn is_full(&self) -> bool {
        self.coverage(0..self.width, 0..self.height) == Coverage::Full
    }

    /// How much of a rectangle is in the mask. Parts of it beyond the image do not count.
    pub(crate) fn coverage(&self, columns: Range<u32>, rows: Range<u32>) -> Coverage {
        let columns = columns.start.min(self.width)..columns.end.min(self.width);
        let rows = rows.start.min(self.height)..rows.end.min(self.height);
        let mut any = false;
        let mut all = true;
        for y in rows {
            let mut covered = 0;
            for run in self.row(y) {
                covered += run.end.min(columns.end).saturating_sub(run.start.max(columns.start));
            }
            any |= covered > 0;
            all &= covered == columns.end - columns.start;
            if any && !all {
                return Coverage::Partial;
            }
        }
        if any { Coverage::Full } else { Coverage::Empty }
    }

    fn add_polygon(&mut self, polygon: &[Point]) {
        if polygon.iter().any(|p| !p.x.is_finite() || !p.y.is_finite()) {
            let width = self.width;
            self.rows.iter_mut().for_each(|row| row.push(0..width));
            return;
        }
        let top = polygon.iter().fold(f64::INFINITY, |top, p| top.min(p.y));
        let bottom = polygon.iter().fold(f64::NEG_INFINITY, |bottom, p| bottom.max(p.y));
        let (first, last) = (outward(top, bottom, self.height).start, outward(top, bottom, self.height).end);
        for y in first..last {
            let (strip_top, strip_bottom) = (f64::from(y) + TOUCH, f64::from(y + 1) - TOUCH);
            if let Some((left, right)) = extent_in_strip(polygon, strip_top, strip_bottom) {
                let run = outward(left, right, self.width);
                if !run.is_empty() {
                    self.rows[y as usize].push(run);
                }
            }
        }
    }

    fn normalise(&mut self) {
        for row in &mut self.rows {
            if row.len() < 2 {
                continue;
            }
            row.sort_by_key(|run| (run.start, run.end));
            let mut merged: Vec<Range<u32>> = Vec::with_capacity(row.len());
            for run in row.drain(..) {
                match merged.last_mut() {
                    Some(last) if run.start <= last.end => last.end = last.end.max(run.end),
                    _ => merged.push(run),
                }
            }
            *row = merged;
        }
    }
}

/// The closed outlines of a path as points in pixels, y down.
fn polygons(path: &BezPath, width: u32, height: u32) -> Vec<Vec<Point>> {
    let (w, h) = (f64::from(width), f64::from(height));
    let to_pixels = |p: Point| Point::new(p.x * w, (1.0 - p.y) * h);
    let mut polygons = Vec::new();
    let mut current: Vec<Point> = Vec::new();
    let mut finish = |points: &mut Vec<Point>| {
        if points.len() >= 2 {
            polygons.push(std::mem::take(points));
        }
        points.clear();
    };
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(p) => {
                finish(&mut current);
                current.push(to_pixels(p));
            }
            PathEl::LineTo(p) => current.push(to_pixels(p)),
            // The control polygon holds its curve, so that a curved outline is only ever rounded outward.
            PathEl::QuadTo(a, p) => current.extend([to_pixels(a), to_pixels(p)]),
            PathEl::CurveTo(a, b, p) => current.extend([to_pixels(a), to_pixels(b), to_pixels(p)]),
            PathEl::ClosePath => {}
        }
    }
    finish(&mut current);
    polygons
}

/// The pixels from `low` to `high`, rounded outward, within `0..limit`.
fn outward(low: f64, high: f64, limit: u32) -> Range<u32> {
    let limit_f = f64::from(limit);
    let start = (low + TOUCH).floor().clamp(0.0, limit_f);
    let end = (high - TOUCH).ceil().clamp(0.0, limit_f);
    // The clamp keeps both within u32.
    let (start, end) = (start as u32, end as u32);
    start..end.max(start)
}

/// The extent in x of the part of a convex polygon between two heights.
fn extent_in_strip(polygon: &[Point], top: f64, bottom: f64) -> Option<(f64, f64)> {
    let mut extent: Option<(f64, f64)> = None;
    let mut add = |x: f64| {
        extent = Some(extent.map_or((x, x), |(low, high): (f64, f64)| (low.min(x), high.max(x))));
    };
    for (i, a) in polygon.iter().enumerate() {
        let b = polygon[(i + 1) % polygon.len()];
        if a.y >= top && a.y <= bottom {
            add(a.x);
        }
        for level in [top, bottom] {
            if (a.y - level) * (b.y - level) < 0.0 {
                add(a.x + (b.x - a.x) * (level - a.y) / (b.y - a.y));
            }
        }
    }
    extent
}

/// How far, in pixels, an edge must reach into a pixel to touch it: more than the error of a matrix product,
/// less than anything that could be seen.
const TOUCH: f64 = 1e-3;

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "a row of one run is what is expected")]
mod tests {
    use kurbo::{Rect, Shape};

    use super::*;

    fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> BezPath {
        Rect::new(x0, y0, x1, y1).to_path(0.1)
    }

    #[test]
    fn a_rectangle_is_rounded_outward_and_y_points_up() {
        let mask = PixelMask::from_regions(10, 10, &[rect(0.21, 0.81, 0.39, 0.95)]);
        assert_eq!(mask.row(0), [2..4]);
        assert_eq!(mask.row(1), [2..4]);
        assert!(mask.row(2).is_empty());
    }

    #[test]
    fn an_edge_on_a_pixel_border_does_not_touch_the_next_pixel() {
        let mask = PixelMask::from_regions(10, 10, &[rect(0.2 - 1e-9, 0.5, 0.4 + 1e-9, 1.0 + 1e-12)]);
        assert_eq!(mask.row(0), [2..4]);
        assert_eq!(mask.row(4), [2..4]);
        assert!(mask.row(5).is_empty());
    }

    #[test]
    fn a_turned_square_takes_the_pixels_that_it_touches() {
        let mut diamond = BezPath::new();
        diamond.move_to((0.5, 1.0));
        diamond.line_to((1.0, 0.5));
        diamond.line_to((0.5, 0.0));
        diamond.line_to((0.0, 0.5));
        diamond.close_path();
        let mask = PixelMask::from_regions(4, 4, &[diamond]);
        assert_eq!(mask.row(0), [1..3]);
        assert_eq!(mask.row(1), [0..4]);
        assert_eq!(mask.row(3), [1..3]);
    }

    #[test]
    fn a_region_without_numbers_covers_everything() {
        let mask = PixelMask::from_regions(3, 2, &[rect(0.0, f64::NAN, 1.0, f64::NAN)]);
        assert!(mask.is_full() || mask.is_empty());
        let mut path = BezPath::new();
        path.move_to((f64::NAN, 0.0));
        path.line_to((1.0, 1.0));
        assert!(PixelMask::from_regions(3, 2, &[path]).is_full());
    }

    #[test]
    fn what_is_outside_a_region_is_the_rest() {
        let mask = PixelMask::outside_regions(10, 1, &[rect(0.2, 0.0, 0.4, 1.0)]);
        assert_eq!(mask.row(0), [0..2, 4..10]);
        let both = mask.union(&PixelMask::from_regions(10, 1, &[rect(0.1, 0.0, 0.3, 1.0)]));
        assert_eq!(both.row(0), [0..3, 4..10]);
        assert_eq!(both.coverage(0..3, 0..1), Coverage::Full);
        assert_eq!(both.coverage(2..5, 0..1), Coverage::Partial);
        assert_eq!(both.coverage(3..4, 0..1), Coverage::Empty);
    }
}
