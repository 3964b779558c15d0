//! Doors for benchmarks and fuzz targets, behind the feature of the same name; no part of the interface.
//!
//! They take plain values and hide the types behind them, so that nothing else can come to rely on those.

use kurbo::Shape as _;
use lopdf::{Object, Stream};

use crate::api::Redacted;
use crate::draft::Draft;
use crate::error::Error;
use crate::geom::{BezPath, Rect};
use crate::image::{self, Masked, Regions};
use crate::path;

/// Erases a rectangle of a picture's unit square; none when nothing is left of the picture.
pub fn mask_picture(image: &Stream, region: Rect) -> Result<Option<Stream>, Error> {
    let mut draft = Draft::default();
    let erase = [region.to_path(0.1)];
    Ok(match image::mask(&draft, image, Regions { erase: &erase, visible: None })? {
        Masked::Covered => None,
        Masked::Untouched => Some(image.clone()),
        Masked::Picture(picture) => Some(picture.into_stream(&mut |object: Object| draft.add(object))),
    })
}

/// Cuts a rectangle out of a path: the area that is left, and the lines.
pub fn cut_path(path: &BezPath, region: Rect) -> (BezPath, BezPath) {
    (path::cut_fill(path, &[region]), path::cut_stroke(path, &[region], 0.5).whole)
}

/// The output without verification, to measure what comes before it.
pub fn unverified(redacted: &Redacted) -> &[u8] {
    redacted.unverified()
}
