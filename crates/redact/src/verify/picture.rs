//! The picture: outside redacted places as before, inside the box.
//!
//! Both pictures come from the second reader, so what it cannot draw it
//! cannot draw twice in the same way; that is why the structural checks stand
//! beside this one.

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::{InterpreterSettings, TransformExt};
use hayro_syntax::page::Page;
use kurbo::{Affine, Rect};

use super::promise::{PagePromise, PaintedKind};
use crate::check::{CheckName, Problem};

/// A rendered page.
pub(crate) struct Picture {
    width: usize,
    height: usize,
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

/// Compares two pictures of one page outside the places that may have changed.
pub(super) fn check_outside(
    page: u32,
    before: &Picture,
    after: &Picture,
    promise: &PagePromise,
    problems: &mut Vec<Problem>,
) {
    if (before.width, before.height) != (after.width, after.height) {
        problems.push(Problem::on_page(CheckName::Outside, page, "the page has another size"));
        return;
    }
    let changed: Vec<Rect> = promise.changed.iter().map(|place| after.pixels_of(*place).inflate(2.0, 2.0)).collect();
    let mut different = 0_usize;
    for y in 0..after.height {
        for x in 0..after.width {
            if before.pixel(x, y) == after.pixel(x, y) || changed.iter().any(|place| place.contains(middle(x, y))) {
                continue;
            }
            if !(is_near(before, after, x, y) && is_near(after, before, x, y)) {
                different += 1;
            }
        }
    }
    if different > MAX_DIFFERENT {
        let detail = format!("{different} pixels differ outside redacted places");
        problems.push(Problem::on_page(CheckName::Outside, page, detail));
    }
}

/// Checks that each box shows: one colour covers most of it.
pub(super) fn check_inside(page: u32, after: &Picture, promise: &PagePromise, problems: &mut Vec<Problem>) {
    let boxes = promise.painted.iter().filter(|painted| painted.kind == PaintedKind::Box);
    let mut unseen = 0;
    for painted in boxes {
        let place = after.pixels_of(painted.rect).inset(-1.0);
        let colours = after.colours(place);
        let total: usize = colours.values().sum();
        let commonest = colours.values().max().copied().unwrap_or(0);
        // Below a few pixels nothing can be said, and nothing needs to be.
        if total >= 12 && commonest * 5 < total * 2 {
            unseen += 1;
        }
    }
    if unseen > 0 {
        problems.push(Problem::on_page(CheckName::Inside, page, format!("{unseen} boxes do not show as boxes")));
    }
}

impl Picture {
    /// Where a place of page space lies in the picture.
    pub(crate) fn pixels_of(&self, place: Rect) -> Rect {
        self.to_pixels.transform_rect_bbox(place)
    }

    fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
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
    fn range_around(&self, x: usize, y: usize, channel: usize) -> (u8, u8) {
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

/// Whether a pixel of `one` fits what `other` shows there and next to it.
fn is_near(one: &Picture, other: &Picture, x: usize, y: usize) -> bool {
    one.pixel(x, y).into_iter().enumerate().all(|(channel, value)| {
        let (low, high) = other.range_around(x, y, channel);
        value >= low.saturating_sub(TOLERANCE) && value <= high.saturating_add(TOLERANCE)
    })
}

#[expect(clippy::cast_precision_loss, reason = "a picture's side is at most 2,000 pixels")]
fn middle(x: usize, y: usize) -> (f64, f64) {
    (x as f64 + 0.5, y as f64 + 0.5)
}

/// Longest side of a rendered page, in pixels.
const MAX_SIDE: f32 = 2000.0;
/// Difference of a channel that a cut path's new edge may make.
const TOLERANCE: u8 = 40;
/// Pixels that may differ on a page before it counts as changed.
const MAX_DIFFERENT: usize = 20;
