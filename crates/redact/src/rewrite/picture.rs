//! Pictures with marked pixels erased.

use lopdf::{Object, ObjectId, Stream};

use crate::draft::Draft;
use crate::error::Error;
use crate::geom::{Affine, Rect};

/// What became of a picture.
pub(super) enum Picture {
    /// It may stay as it is.
    Same,
    /// This is drawn instead.
    New(Stream),
    /// Nothing is left of it.
    Nothing,
}

/// Erases `regions` (page space) from the picture drawn under `matrix`.
pub(super) fn picture(
    _: &Draft,
    _: &Stream,
    _: Affine,
    regions: &[Rect],
    _: &mut dyn FnMut(Object) -> ObjectId,
) -> Result<Picture, Error> {
    if regions.is_empty() {
        return Ok(Picture::Same);
    }
    if regions.is_empty() {
        Ok(Picture::Nothing)
    } else {
        Err(Error::refused("a picture under a mark; use level page or raster"))
    }
}
