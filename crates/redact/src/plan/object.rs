//! The graphic under a mark: a chart, a drawing, a picture with its lettering.
//!
//! Object marks take it whole; for other marks it is measured to warn when bars,
//! an axis or totals are left from which a withheld value can be read.

use crate::geom::Rect;
use crate::model::{PageModel, Place};

/// What belongs together under a rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Graphic {
    /// Box of all of it.
    pub(super) bounds: Rect,
    /// How many paths and pictures it is made of.
    pub(super) parts: usize,
    /// How many of them the rectangle touches.
    pub(super) touched: usize,
}

/// The graphic that `rect` touches; none if it touches no drawing or picture.
pub(super) fn under(model: &PageModel, rect: Rect) -> Option<Graphic> {
    let page = model.crop_box.area();
    // Page backgrounds and frames belong to the page.
    let is_part = |bounds: Rect| bounds.width() * bounds.height() < 0.8 * page;
    let paths = model.paths.iter().filter(|path| path.is_visible && path.place == Place::Page && is_part(path.bounds));
    let images =
        model.images.iter().filter(|image| image.is_visible && image.place == Place::Page && is_part(image.bounds));
    let mut rest: Vec<(Rect, usize)> = paths
        .map(|path| (path.bounds, path.stream))
        .chain(images.map(|image| (image.bounds.intersect(image.clip), image.stream)))
        .collect();
    let mut bounds: Option<Rect> = None;
    let mut streams: Vec<usize> = Vec::new();
    let (mut parts, mut touched) = (0, 0);
    loop {
        let before = rest.len();
        let reach = bounds.unwrap_or(rect).inflate(REACH, REACH);
        rest.retain(|(part, stream)| {
            let hits = if bounds.is_none() {
                meets(*part, rect)
            } else {
                meets(*part, reach) || (*stream > 0 && streams.contains(stream))
            };
            if hits {
                parts += 1;
                touched += usize::from(meets(*part, rect));
                streams.push(*stream);
                bounds = Some(bounds.map_or(*part, |bounds| bounds.union(*part)));
            }
            !hits
        });
        if rest.len() == before {
            break;
        }
    }
    let bounds = bounds?;
    Some(Graphic { bounds: with_lettering(model, bounds), parts, touched })
}

/// The box widened to the lettering that stands in the graphic or close to it: ticks, labels, keys.
fn with_lettering(model: &PageModel, graphic: Rect) -> Rect {
    let mut all = graphic;
    for glyph in model.glyphs.iter().filter(|glyph| glyph.is_visible && glyph.place == Place::Page && !glyph.is_blank())
    {
        let bounds = glyph.bounds();
        let near = graphic.inflate(1.5 * glyph.size(), 1.2 * glyph.size());
        if near.contains(bounds.center()) {
            all = all.union(bounds);
        }
    }
    all
}

fn meets(a: Rect, b: Rect) -> bool {
    a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1
}

/// Parts this close belong together, in units of page space.
const REACH: f64 = 3.0;
