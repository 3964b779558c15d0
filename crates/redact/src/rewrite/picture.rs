//! Pictures with marked pixels erased.

use lopdf::{Object, ObjectId, Stream};

use crate::draft::Draft;
use crate::error::Error;
use crate::geom::{Affine, BezPath, Point, Rect, transformed_bounds};
use crate::image::{self, Masked, Regions};

/// What became of a picture.
pub(super) enum Picture {
    /// It may stay as it is.
    Same,
    /// This is drawn instead.
    New(Stream),
    /// Nothing is left of it.
    Nothing,
}

/// Erases `regions` (page space) from the picture drawn under `matrix`, and what lies outside `clip`, which no
/// reader shows. `add` takes in the picture's own masks.
///
/// Without regions only metadata inside the coded data go.
pub(super) fn picture(
    draft: &Draft,
    stream: &Stream,
    matrix: Affine,
    clip: Rect,
    regions: &[Rect],
    add: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<Picture, Error> {
    if regions.is_empty() && !is_cut_off(matrix, clip) {
        return Ok(image::clean(draft, stream)?.map_or(Picture::Same, Picture::New));
    }
    let determinant = matrix.determinant();
    if !determinant.is_finite() || determinant.abs() < SMALLEST_AREA {
        return Ok(Picture::Nothing);
    }
    let to_unit = matrix.inverse();
    let erase: Vec<BezPath> = regions.iter().map(|region| outline(*region, to_unit)).collect();
    let visible = [outline(clip.inflate(OVERHANG, OVERHANG), to_unit)];
    match image::mask(draft, stream, Regions { erase: &erase, visible: Some(&visible) })? {
        Masked::Covered => Ok(Picture::Nothing),
        Masked::Untouched => Ok(image::clean(draft, stream)?.map_or(Picture::Same, Picture::New)),
        Masked::Picture(picture) => Ok(Picture::New(picture.into_stream(add))),
    }
}

/// Whether part of a picture drawn under `matrix` lies beyond `clip`, where no reader shows it.
pub(super) fn is_cut_off(matrix: Affine, clip: Rect) -> bool {
    let bounds = transformed_bounds(matrix, Rect::new(0.0, 0.0, 1.0, 1.0));
    bounds.is_finite() && !clip.inflate(OVERHANG, OVERHANG).contains_rect(bounds)
}

fn outline(rect: Rect, map: Affine) -> BezPath {
    let corner = |x, y| map * Point::new(x, y);
    let mut path = BezPath::new();
    path.move_to(corner(rect.x0, rect.y0));
    path.line_to(corner(rect.x1, rect.y0));
    path.line_to(corner(rect.x1, rect.y1));
    path.line_to(corner(rect.x0, rect.y1));
    path.close_path();
    path
}

/// Scans overhang their page by this much, in points, for the sake of rounding only.
const OVERHANG: f64 = 1.5;

/// A picture on less of the page than this, in square points, is not seen.
const SMALLEST_AREA: f64 = 1e-9;
