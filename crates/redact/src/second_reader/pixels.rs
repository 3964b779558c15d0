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

/// The decoded samples of a picture.
#[derive(Debug)]
pub(crate) struct Pixels {
    /// Width and height as the page places them.
    size: (f64, f64),
    samples: Option<Decoded>,
    mask: Option<Decoded>,
    /// What a stencil is painted with, as red, green, blue, alpha; none for a pattern. Black for any other picture.
    pub(crate) colour: Option<[u8; 4]>,
}

/// Decoded samples, a byte each, and how a reader places them.
#[derive(Debug)]
struct Decoded {
    bytes: Vec<u8>,
    channels: usize,
    width: u32,
    height: u32,
    placed: (bool, (f32, f32)),
}

impl Decoded {
    fn plane(&self) -> Plane<'_> {
        Plane { bytes: &self.bytes, channels: self.channels, width: self.width, height: self.height }
    }
}

impl From<LumaData> for Decoded {
    fn from(luma: LumaData) -> Self {
        let placed = (luma.interpolate, luma.scale_factors);
        Self { bytes: luma.data, channels: 1, width: luma.width, height: luma.height, placed }
    }
}

impl From<ImageData> for Decoded {
    fn from(data: ImageData) -> Self {
        match data {
            ImageData::Luma(luma) => luma.into(),
            ImageData::Rgb(rgb) => {
                let placed = (rgb.interpolate, rgb.scale_factors);
                Self { bytes: rgb.data, channels: 3, width: rgb.width, height: rgb.height, placed }
            }
        }
    }
}

/// Decodes a picture; none if it cannot be decoded.
pub(crate) fn read(image: &Image<'_, '_>) -> Option<Pixels> {
    let size = (f64::from(image.width()), f64::from(image.height()));
    let mut pixels = None;
    match image {
        Image::Stencil(stencil) => stencil.with_stencil(
            |luma, paint| {
                let colour = super::eye::plain_colour(paint);
                pixels = Some(Pixels { size, samples: None, mask: Some(luma.into()), colour });
            },
            None,
        ),
        Image::Raster(raster) => raster.with_rgba(
            |data, alpha| {
                let (samples, mask) = (Some(data.into()), alpha.map(Decoded::from));
                pixels = Some(Pixels { size, samples, mask, colour: Some([0, 0, 0, u8::MAX]) });
            },
            None,
        ),
    }
    pixels
}

/// Samples a picture, placed by `transform` (samples to page space, y down in
/// the image), in each of `places`.
///
/// One that could not be decoded gives a sample of full spread: what cannot
/// be looked at cannot be vouched for.
pub(crate) fn sample(pixels: Option<&Pixels>, transform: Affine, places: &[Rect]) -> Vec<Sample> {
    let unknown = Sample { count: 1, spread: u8::MAX, mask_spread: u8::MAX };
    places.iter().map(|place| pixels.map_or(unknown, |pixels| pixels.spread(transform, *place))).collect()
}

impl Pixels {
    /// Whether two pictures that `transform` places alike show the same wherever `is_changed` does not hold of a
    /// point of the page; samples may differ by `tolerance`.
    pub(crate) fn is_like(
        &self,
        other: &Self,
        transform: Affine,
        tolerance: u8,
        is_changed: &dyn Fn(Rect) -> bool,
    ) -> bool {
        let is_like = |one: &Option<Decoded>, other: &Option<Decoded>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                one.placed == other.placed
                    && one.plane().is_like(&other.plane(), self.size, transform, tolerance, is_changed)
            }
            _ => false,
        };
        self.size == other.size && is_like(&self.samples, &other.samples) && is_like(&self.mask, &other.mask)
    }

    fn spread(&self, transform: Affine, place: Rect) -> Sample {
        let spread = |decoded: &Option<Decoded>| {
            decoded.as_ref().map_or((0, 0), |decoded| decoded.plane().spread(self.size, transform, place))
        };
        let ((count, spread), (masked, mask_spread)) = (spread(&self.samples), spread(&self.mask));
        Sample { count: count.max(masked), spread, mask_spread }
    }
}

/// Decoded samples of one picture or mask.
struct Plane<'d> {
    bytes: &'d [u8],
    channels: usize,
    width: u32,
    height: u32,
}

impl Plane<'_> {
    /// From samples to page space: those of a mask need not be the picture's; both span the same square.
    fn to_page(&self, size: (f64, f64), transform: Affine) -> Affine {
        transform * Affine::scale_non_uniform(size.0 / f64::from(self.width), size.1 / f64::from(self.height))
    }

    fn is_like(
        &self,
        other: &Self,
        size: (f64, f64),
        transform: Affine,
        tolerance: u8,
        is_changed: &dyn Fn(Rect) -> bool,
    ) -> bool {
        if (self.width, self.height, self.channels) != (other.width, other.height, other.channels)
            || self.bytes.len() != other.bytes.len()
        {
            return false;
        }
        let length = self.width as usize * self.channels;
        if length == 0 {
            return true;
        }
        let to_page = self.to_page(size, transform);
        let rows = self.bytes.chunks(length).zip(other.bytes.chunks(length));
        rows.enumerate().filter(|(_, (one, other))| one != other).all(|(row, (one, other))| {
            let differing = one.iter().zip(other).enumerate().filter(|(_, (a, b))| a.abs_diff(**b) > tolerance);
            differing.into_iter().all(|(at, _)| {
                let column = at / self.channels;
                #[expect(clippy::cast_precision_loss, reason = "a picture's side is below 2^32")]
                let cell = Rect::new(column as f64, row as f64, column as f64 + 1.0, row as f64 + 1.0);
                is_changed(to_page.transform_rect_bbox(cell))
            })
        })
    }

    /// Number and spread of the samples that lie wholly in `place`.
    fn spread(&self, size: (f64, f64), transform: Affine, place: Rect) -> (u64, u8) {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        if width < 1.0 || height < 1.0 {
            return (0, 0);
        }
        let to_page = self.to_page(size, transform);
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
