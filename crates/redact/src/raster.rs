//! A page as a picture with the marked pixels erased (level `raster`).
//!
//! The way on for what the engine does not understand: what is not drawn is
//! not carried over. Chosen by an officer only, because text becomes pixels.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::{InterpreterSettings, TransformExt};
use hayro_syntax::Pdf;
use lopdf::{Stream, dictionary};

use crate::error::Error;
use crate::geom::{Affine, Rect};

/// A page's picture.
pub(crate) struct Sheet {
    /// The image, in RGB.
    pub(crate) image: Stream,
    /// Unit square to page space.
    pub(crate) matrix: Affine,
}

/// Opens the file whose pages are to be rendered.
pub(crate) fn open(file: Vec<u8>) -> Option<Pdf> {
    catch_unwind(AssertUnwindSafe(|| Pdf::new(file).ok())).unwrap_or(None)
}

/// Renders page `index` (from 0) of `file` and blackens `regions` (page space).
pub(crate) fn render(file: Option<&Pdf>, index: usize, regions: &[Rect]) -> Result<Sheet, Error> {
    let failed = || Error::refused("the page cannot be rendered; use level page");
    let file = file.ok_or_else(failed)?;
    catch_unwind(AssertUnwindSafe(|| draw(file, index, regions))).unwrap_or(None).ok_or_else(failed)
}

fn draw(pdf: &Pdf, index: usize, regions: &[Rect]) -> Option<Sheet> {
    let page = pdf.pages().get(index)?;
    let (width, height) = page.render_dimensions();
    let longest = width.max(height);
    if !(longest.is_finite() && width >= 1.0 && height >= 1.0) {
        return None;
    }
    let scale = DETAIL.min(MAX_SIDE / longest);
    let settings = RenderSettings { hinting: false, ..RenderSettings::default() };
    let pixmap_settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = hayro::render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings, &pixmap_settings);
    let (columns, rows) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    let mut samples: Vec<u8> =
        pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let to_pixels = Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo();
    for region in regions {
        blacken(&mut samples, columns, rows, to_pixels.transform_rect_bbox(*region));
    }
    #[expect(clippy::cast_precision_loss, reason = "a picture has few rows")]
    let square = Affine::new([columns as f64, 0.0, 0.0, -(rows as f64), 0.0, rows as f64]);
    let dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::try_from(columns).ok()?,
        "Height" => i64::try_from(rows).ok()?,
        "ColorSpace" => "DeviceRGB",
        "BitsPerComponent" => 8,
    };
    Some(Sheet { image: Stream::new(dict, samples), matrix: to_pixels.inverse() * square })
}

/// Blackens every pixel that `place` touches, and one more on each side.
fn blacken(samples: &mut [u8], columns: usize, rows: usize, place: Rect) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and is cut to the picture")]
    let range = |from: f64, to: f64, end: usize| {
        ((from.floor() - 1.0).max(0.0) as usize).min(end)..((to.ceil() + 1.0).max(0.0) as usize).min(end)
    };
    let across = range(place.x0, place.x1, columns);
    for row in range(place.y0, place.y1, rows) {
        let start = row * columns * 3;
        if let Some(line) = samples.get_mut(start + across.start * 3..start + across.end * 3) {
            line.fill(0);
        }
    }
}

/// Pixels per unit of page space: 150 per inch.
const DETAIL: f32 = 150.0 / 72.0;
/// Longest side in pixels.
const MAX_SIDE: f32 = 6000.0;
