//! Pages as pictures.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::{InterpreterSettings, TransformExt};
use hayro_syntax::page::Page;
use kurbo::{Affine, Rect};

/// A rendered page.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    rgba: Vec<u8>,
    to_pixels: Affine,
}

/// Renders a page, at 72 pixels per inch or less for very large ones.
///
/// `None` if the page has no size that can be rendered.
pub(crate) fn render<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>) -> Option<Picture> {
    let (width, height) = page.render_dimensions();
    let longest = width.max(height);
    if !(longest.is_finite() && width >= 1.0 && height >= 1.0) {
        return None;
    }
    let scale = if longest > MAX_SIDE { MAX_SIDE / longest } else { 1.0 };
    let settings = RenderSettings { hinting: false, ..RenderSettings::default() };
    let pixmap_settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = hayro::render(page, cache, &InterpreterSettings::default(), &settings, &pixmap_settings);
    Some(Picture {
        width: usize::from(pixmap.width()),
        height: usize::from(pixmap.height()),
        rgba: pixmap.data_as_u8_slice().to_vec(),
        to_pixels: Affine::scale(f64::from(scale)) * page.initial_transform(true).to_kurbo(),
    })
}

impl Picture {
    /// Where a place of page space lies in the picture.
    pub(crate) fn pixels_of(&self, place: Rect) -> Rect {
        self.to_pixels.transform_rect_bbox(place)
    }

    /// The samples of a row; none outside.
    pub(crate) fn row(&self, y: usize) -> &[u8] {
        self.rgba.get(y * self.width * 4..(y + 1) * self.width * 4).unwrap_or_default()
    }

    /// Red, green and blue of a pixel; white outside.
    pub(crate) fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let start = (y * self.width + x) * 4;
        match self.rgba.get(start..start + 3) {
            Some(pixel) => [pixel[0], pixel[1], pixel[2]],
            None => [u8::MAX; 3],
        }
    }

    /// How often each colour occurs among the pixels that lie in `place`.
    pub(crate) fn colours(&self, place: Rect) -> std::collections::BTreeMap<[u8; 3], usize> {
        let mut colours = std::collections::BTreeMap::new();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and is cut to the picture"
        )]
        let range =
            |from: f64, to: f64, end: usize| (from.max(0.0) as usize).min(end)..(to.max(0.0).ceil() as usize).min(end);
        for y in range(place.y0, place.y1, self.height) {
            for x in range(place.x0, place.x1, self.width) {
                if place.contains(middle(x, y)) {
                    *colours.entry(self.pixel(x, y)).or_insert(0) += 1;
                }
            }
        }
        colours
    }

    /// Least and greatest value of a channel around a pixel.
    pub(crate) fn range_around(&self, x: usize, y: usize, channel: usize) -> (u8, u8) {
        let mut range = (u8::MAX, 0);
        for row in y.saturating_sub(1)..=(y + 1).min(self.height - 1) {
            for column in x.saturating_sub(1)..=(x + 1).min(self.width - 1) {
                let value = self.pixel(column, row)[channel];
                range = (range.0.min(value), range.1.max(value));
            }
        }
        range
    }
}

/// The middle of a pixel.
#[expect(clippy::cast_precision_loss, reason = "a picture's side is at most 2,000 pixels")]
pub(crate) fn middle(x: usize, y: usize) -> (f64, f64) {
    (x as f64 + 0.5, y as f64 + 0.5)
}

/// Longest side of a rendered page, in pixels.
const MAX_SIDE: f32 = 2000.0;
