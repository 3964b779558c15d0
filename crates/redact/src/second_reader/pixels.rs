//! Samples of a picture in a place: one colour, or something to be seen.

use hayro_interpret::{Image, ImageData, LumaData};
use kurbo::{Affine, Point, Rect};

/// What the samples of one picture are in one watched place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Samples whose middle lies in the place, one sample away from its edge.
    pub(crate) count: u64,
    /// Difference between the lightest and the darkest, of the channel where it is widest.
    pub(crate) spread: u8,
    /// The same for the mask or soft mask.
    pub(crate) mask_spread: u8,
}

/// Samples `image`, placed by `transform` (samples to page space, y down in
/// the image), in each of `places`.
///
/// An image that cannot be decoded gives a sample of full spread: what cannot
/// be looked at cannot be vouched for.
pub(crate) fn sample(image: &Image<'_, '_>, transform: Affine, places: &[Rect]) -> Vec<Sample> {
    let size = (f64::from(image.width()), f64::from(image.height()));
    let mut samples = Vec::new();
    match image {
        Image::Stencil(stencil) => stencil.with_stencil(
            |luma, _| {
                samples = places.iter().map(|place| spread_of(None, Some(&luma), size, transform, *place)).collect();
            },
            None,
        ),
        Image::Raster(raster) => raster.with_rgba(
            |data, alpha| {
                samples = places
                    .iter()
                    .map(|place| spread_of(Some(&data), alpha.as_ref(), size, transform, *place))
                    .collect();
            },
            None,
        ),
    }
    if samples.is_empty() {
        samples = places.iter().map(|_| Sample { count: 1, spread: u8::MAX, mask_spread: u8::MAX }).collect();
    }
    samples
}

fn spread_of(
    data: Option<&ImageData>,
    mask: Option<&LumaData>,
    size: (f64, f64),
    transform: Affine,
    place: Rect,
) -> Sample {
    let mut count = 0;
    let mut spread = 0;
    if let Some(data) = data {
        let (bytes, channels) = match data {
            ImageData::Rgb(rgb) => (&rgb.data, 3),
            ImageData::Luma(luma) => (&luma.data, 1),
        };
        let plane = Plane { bytes, channels, width: data.width(), height: data.height() };
        (count, spread) = plane.spread(size, transform, place);
    }
    let mut mask_spread = 0;
    if let Some(mask) = mask {
        let plane = Plane { bytes: &mask.data, channels: 1, width: mask.width, height: mask.height };
        let masked;
        (masked, mask_spread) = plane.spread(size, transform, place);
        count = count.max(masked);
    }
    Sample { count, spread, mask_spread }
}

/// Decoded samples of one picture or mask.
struct Plane<'d> {
    bytes: &'d [u8],
    channels: usize,
    width: u32,
    height: u32,
}

impl Plane<'_> {
    /// Number and spread of the samples that lie wholly in `place`.
    fn spread(&self, size: (f64, f64), transform: Affine, place: Rect) -> (u64, u8) {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        if width < 1.0 || height < 1.0 {
            return (0, 0);
        }
        // The mask's samples need not be the picture's; both span the same square.
        let to_page = transform * Affine::scale_non_uniform(size.0 / width, size.1 / height);
        let window = to_page.inverse().transform_rect_bbox(place).intersect(Rect::new(0.0, 0.0, width, height));
        if !(window.width() > 0.0 && window.height() > 0.0) {
            return (0, 0);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to the picture's size above")]
        let (left, right, top, bottom) = (
            window.x0.floor() as usize,
            window.x1.ceil() as usize,
            window.y0.floor() as usize,
            window.y1.ceil() as usize,
        );
        let mut low = [u8::MAX; 3];
        let mut high = [0_u8; 3];
        let mut count = 0_u64;
        for row in top..bottom.min(self.height as usize) {
            for column in left..right.min(self.width as usize) {
                #[expect(clippy::cast_precision_loss, reason = "a picture's side is below 2^32")]
                let cell = Rect::new(column as f64, row as f64, column as f64 + 1.0, row as f64 + 1.0);
                if !is_inside(to_page, cell, place) {
                    continue;
                }
                let start = (row * self.width as usize + column) * self.channels;
                let Some(sample) = self.bytes.get(start..start + self.channels) else { continue };
                count += 1;
                for (channel, value) in sample.iter().enumerate() {
                    low[channel] = low[channel].min(*value);
                    high[channel] = high[channel].max(*value);
                }
            }
        }
        let spread = low.iter().zip(high).map(|(low, high)| high.saturating_sub(*low)).max().unwrap_or(0);
        (count, spread)
    }
}

/// Whether all four corners of a sample lie in `place`.
fn is_inside(to_page: Affine, cell: Rect, place: Rect) -> bool {
    [(cell.x0, cell.y0), (cell.x1, cell.y0), (cell.x0, cell.y1), (cell.x1, cell.y1)]
        .into_iter()
        .all(|corner| place.contains(to_page * Point::from(corner)))
}
