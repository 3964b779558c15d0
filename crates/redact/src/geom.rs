//! Geometry: the types, and the way between a page's own space and what a reader sees.
//!
//! All engine geometry is in *page space*: default user space as written in
//! the file (ISO 32000-2, 8.3.2.3), y up, before `Rotate` and `UserUnit`.
//! Marks are in it, so no conversion can put a mark in the wrong place.

pub use kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

/// A quarter turn clockwise, as `Rotate` counts them (ISO 32000-2, table 31).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there are four quarter turns")]
pub enum Rotation {
    /// As written.
    #[default]
    None,
    /// 90 degrees clockwise.
    Quarter,
    /// 180 degrees.
    Half,
    /// 270 degrees clockwise.
    ThreeQuarters,
}

impl Rotation {
    /// The rotation for a `Rotate` value; what is no multiple of 90 counts as 0, as viewers have it.
    pub fn from_degrees(degrees: i64) -> Self {
        match degrees.rem_euclid(360) {
            90 => Self::Quarter,
            180 => Self::Half,
            270 => Self::ThreeQuarters,
            _ => Self::None,
        }
    }

    /// Degrees clockwise: 0, 90, 180 or 270.
    pub fn degrees(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Quarter => 90,
            Self::Half => 180,
            Self::ThreeQuarters => 270,
        }
    }
}

/// A page's boxes and how they reach the reader's eye.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageGeometry {
    /// `MediaBox`, normalised.
    pub media_box: Rect,
    /// `CropBox` cut to `MediaBox`; the same as `media_box` when absent or empty.
    pub crop_box: Rect,
    /// `Rotate`.
    pub rotation: Rotation,
    /// `UserUnit`: points per unit of page space; 1 when absent.
    pub user_unit: f64,
}

impl PageGeometry {
    /// Width and height as seen, in points (1/72 inch): rotated and scaled.
    pub fn visible_size(&self) -> (f64, f64) {
        let (width, height) = (self.crop_box.width() * self.user_unit, self.crop_box.height() * self.user_unit);
        match self.rotation {
            Rotation::None | Rotation::Half => (width, height),
            Rotation::Quarter | Rotation::ThreeQuarters => (height, width),
        }
    }

    /// Maps page space to what is seen: points, origin top left, y **down**.
    pub fn to_visible(&self) -> Affine {
        let crop = self.crop_box;
        let turned = match self.rotation {
            Rotation::None => Affine::new([1.0, 0.0, 0.0, -1.0, -crop.x0, crop.y1]),
            Rotation::Quarter => Affine::new([0.0, 1.0, 1.0, 0.0, -crop.y0, -crop.x0]),
            Rotation::Half => Affine::new([-1.0, 0.0, 0.0, 1.0, crop.x1, -crop.y0]),
            Rotation::ThreeQuarters => Affine::new([0.0, -1.0, -1.0, 0.0, crop.y1, crop.x1]),
        };
        turned.then_scale(self.user_unit)
    }

    /// Maps what is seen (points, origin top left, y down) to page space.
    pub fn from_visible(&self) -> Affine {
        self.to_visible().inverse()
    }
}

/// The smallest rectangle on whole units around `rect`.
pub fn round_outward(rect: Rect) -> Rect {
    Rect::new(rect.x0.floor(), rect.y0.floor(), rect.x1.ceil(), rect.y1.ceil())
}

/// The bounding box of `rect` seen through `transform`.
pub fn transformed_bounds(transform: Affine, rect: Rect) -> Rect {
    // Least and greatest by each term: half the work of four corners.
    let [a, b, c, d, e, f] = transform.as_coeffs();
    let span = |p: f64, q: f64| if p < q { (p, q) } else { (q, p) };
    let ((ax0, ax1), (cy0, cy1)) = (span(a * rect.x0, a * rect.x1), span(c * rect.y0, c * rect.y1));
    let ((bx0, bx1), (dy0, dy1)) = (span(b * rect.x0, b * rect.x1), span(d * rect.y0, d * rect.y1));
    Rect::new(ax0 + cy0 + e, bx0 + dy0 + f, ax1 + cy1 + e, bx1 + dy1 + f)
}

/// Whether two rectangles share area; sharing an edge does not count.
pub fn overlaps(a: Rect, b: Rect) -> bool {
    a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

/// Whether each number of `rect` is finite and it encloses area.
pub fn has_area(rect: Rect) -> bool {
    rect.is_finite() && rect.x0 < rect.x1 && rect.y0 < rect.y1
}

#[cfg(test)]
mod tests {
    use super::{PageGeometry, Point, Rect, Rotation};

    fn geometry(rotation: Rotation) -> PageGeometry {
        let crop_box = Rect::new(10.0, 20.0, 110.0, 220.0);
        PageGeometry { media_box: crop_box, crop_box, rotation, user_unit: 2.0 }
    }

    #[test]
    fn the_seen_top_left_corner_is_where_the_rotation_puts_it() {
        for (rotation, corner) in [
            (Rotation::None, Point::new(10.0, 220.0)),
            (Rotation::Quarter, Point::new(10.0, 20.0)),
            (Rotation::Half, Point::new(110.0, 20.0)),
            (Rotation::ThreeQuarters, Point::new(110.0, 220.0)),
        ] {
            assert_eq!(geometry(rotation).to_visible() * corner, Point::ZERO, "{rotation:?}");
        }
    }

    #[test]
    fn a_mark_comes_back_from_what_is_seen_unchanged() {
        let mark = Rect::new(30.0, 40.0, 50.0, 70.0);
        for degrees in [0, 90, 180, 270, -90, 450] {
            let geometry = geometry(Rotation::from_degrees(degrees));
            let seen = geometry.to_visible().transform_rect_bbox(mark);
            let back = geometry.from_visible().transform_rect_bbox(seen);
            assert!((back.x0 - mark.x0).abs() < 1e-9 && (back.y1 - mark.y1).abs() < 1e-9);
        }
    }
}
