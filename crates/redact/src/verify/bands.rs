//! Places of a page, and a quick no to whether something reaches any of them.

use kurbo::{Point, Rect};

use crate::geom::overlaps;

/// Places, and which of the bands that a page is cut into across its height they reach.
///
/// Most glyphs stand in lines that no mark is near: their bands say so without a look at any place.
#[derive(Debug)]
pub(super) struct Bands {
    places: Vec<Rect>,
    /// Where the lowest band begins, and how many there are in a unit of page space.
    low: f64,
    scale: f64,
    /// A bit for each band that a place reaches.
    reached: u64,
}

impl Bands {
    pub(super) fn of(places: impl IntoIterator<Item = Rect>) -> Self {
        let places: Vec<Rect> = places.into_iter().collect();
        let low = places.iter().map(|place| place.y0).fold(f64::INFINITY, f64::min);
        let high = places.iter().map(|place| place.y1).fold(f64::NEG_INFINITY, f64::max);
        let is_usual = low.is_finite() && high.is_finite() && high > low;
        // The outermost bands are for what lies above or below all places. Without a measure everything lies in the first.
        let (low, scale) = if is_usual {
            let height = (high - low) / f64::from(BANDS - 3);
            (low - 1.5 * height, height.recip())
        } else {
            (0.0, 0.0)
        };
        let mut bands = Self { places, low, scale, reached: 0 };
        bands.reached = bands.places.iter().fold(0, |all, place| all | bands.between(place.y0, place.y1));
        bands
    }

    /// The places.
    pub(super) fn places(&self) -> &[Rect] {
        &self.places
    }

    /// Whether bounds share area with one of the places.
    #[inline]
    pub(super) fn overlap(&self, bounds: Rect) -> bool {
        self.reached & self.between(bounds.y0, bounds.y1) != 0
            && self.places.iter().any(|place| overlaps(*place, bounds))
    }

    /// Whether a point lies in one of the places.
    #[inline]
    pub(super) fn contain(&self, point: Point) -> bool {
        self.reached & self.between(point.y, point.y) != 0 && self.places.iter().any(|place| place.contains(point))
    }

    /// Whether one of the places may lie between two heights; no means no.
    #[inline]
    pub(super) fn reach(&self, low: f64, high: f64) -> bool {
        self.reached & self.between(low, high) != 0
    }

    /// The bands that a range of heights reaches: a height above another is never in a lower band.
    #[inline]
    fn between(&self, one: f64, other: f64) -> u64 {
        let (one, other) = (self.band(one), self.band(other));
        let (first, last) = if one <= other { (one, other) } else { (other, one) };
        (u64::MAX << first) & (u64::MAX >> (BANDS - 1 - last))
    }

    #[inline]
    fn band(&self, height: f64) -> u32 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates: beyond is at the edge")]
        let band = ((height - self.low) * self.scale) as u32;
        band.min(BANDS - 1)
    }
}

/// As many as a word has bits.
const BANDS: u32 = u64::BITS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bands_say_what_a_look_at_every_place_says() {
        let places = [
            Rect::new(10.0, 700.0, 60.0, 712.0),
            Rect::new(300.0, 699.5, 340.0, 711.5),
            Rect::new(0.0, 55.0, 612.0, 55.001),
            Rect::new(90.0, 20.0, 91.0, 400.0),
        ];
        for count in 0..=places.len() {
            let bands = Bands::of(places.iter().copied().take(count));
            for step in 0..4000 {
                let y = f64::from(step) * 0.25 - 100.0;
                for (x, width, height) in
                    [(5.0, 10.0, 9.0), (90.5, 0.2, 0.01), (320.0, 600.0, 0.0), (0.0, 700.0, 500.0)]
                {
                    let bounds = Rect::new(x, y, x + width, y + height);
                    let wanted = bands.places().iter().any(|place| overlaps(*place, bounds));
                    assert_eq!(bands.overlap(bounds), wanted, "{bounds:?}");
                    let point = bounds.origin();
                    let wanted = bands.places().iter().any(|place| place.contains(point));
                    assert_eq!(bands.contain(point), wanted, "{point:?}");
                }
            }
        }
    }

    #[test]
    fn places_that_are_none_or_everywhere_are_looked_at_all_the_same() {
        let endless = Rect::new(f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY);
        assert!(Bands::of([endless]).contain(Point::new(3.0, 4.0)));
        assert!(Bands::of([endless]).overlap(Rect::new(1.0, 1.0, 2.0, 2.0)));
        assert!(!Bands::of([Rect::new(1.0, 5.0, 2.0, 5.0)]).contain(Point::new(1.5, 5.0)));
        assert!(!Bands::of([Rect::new(f64::NAN, f64::NAN, 2.0, 5.0)]).contain(Point::new(1.5, 4.0)));
    }
}
