//! What was drawn: outside redacted places as before, and each box on top, told from what the pages paint.
//!
//! Two pages that paint the same things in the same order, but for what lies in places that may change, look the same
//! elsewhere. This says so without a picture of either page, and where it cannot say so, pictures are
//! made and compared ([`super::pictures`]). It is stricter than they are: nothing may be missing, added, moved by more than
//! a twentieth of a unit or painted in another colour.

use std::collections::HashMap;

use kurbo::{Point, Rect};

use super::bands::Bands;
use super::pictures::TOLERANCE;
use super::promise::{PagePromise, PaintedKind};
use crate::second_reader::eye::{Seen, SeenGlyph};
use crate::second_reader::outline::is_same_path;
use crate::second_reader::trail::{Item, Thing, Things, Trail, What};

/// Whether a page shows outside the places that may have changed what it showed before.
///
/// `visible` is the page's crop box. No means that this cannot tell.
pub(super) fn is_same_outside(
    visible: Rect,
    before: &Seen,
    after: &Seen,
    promise: &PagePromise,
    outlines: &mut Outlines,
) -> bool {
    let (Some(old), Some(new)) = (plain(before), plain(after)) else { return false };
    let changed = Bands::of(promise.changed.iter().map(|place| place.inflate(AROUND, AROUND)));
    let lies_in_changed = |bounds: Rect| changed.places().iter().any(|place| place.contains_rect(bounds));
    let mut alike = Alike {
        old: (old, before),
        new: (new, after),
        is_changed: &lies_in_changed,
        clips: HashMap::new(),
        last_clip: ((0, 0), true),
        outlines,
    };
    let (mut kept, mut now) = (old.things(0, &before.glyphs), new.things(0, &after.glyphs));
    loop {
        match (next_outside(&mut kept, visible, &changed), next_outside(&mut now, visible, &changed)) {
            (None, None) => return true,
            (Some(one), Some(other)) if alike.things(one, other) => {}
            _ => return false,
        }
    }
}

/// The next thing of which something can be seen outside the places that may have changed.
fn next_outside<'s>(things: &mut Things<'s>, visible: Rect, changed: &Bands) -> Option<Thing<'s>> {
    loop {
        let thing = things.next()?;
        let bounds = thing.bounds;
        let is_whole = bounds.x0 < bounds.x1 && bounds.y0 < bounds.y1 && visible.contains_rect(bounds);
        if is_whole && !changed.overlap(bounds) {
            return Some(thing);
        }
        let shown = bounds.intersect(visible);
        let is_shown = shown.width() > 0.0 && shown.height() > 0.0;
        if is_shown && !changed.places().iter().any(|place| place.contains_rect(shown)) {
            return Some(thing);
        }
    }
}

/// Whether each box of the promise is painted, in one colour, and nothing but a label over it.
///
/// No means that this cannot tell.
pub(super) fn boxes_show(after: &Seen, promise: &PagePromise) -> bool {
    let Some(trail) = plain(after) else { return false };
    let boxes = || promise.painted.iter().filter(|painted| painted.kind == PaintedKind::Box);
    let is_a_box = |item: &Item, wanted: Option<Rect>| match &item.what {
        What::Path { path, .. } => after.paths.get(*path).is_some_and(|path| {
            boxes().any(|painted| {
                wanted.is_none_or(|rect| rect == painted.rect) && super::marks::is_box(path, painted.rect)
            })
        }),
        _ => false,
    };
    boxes().all(|painted| {
        let inner = painted.rect.inset(-0.5);
        let Some(at) = trail.items.iter().rposition(|item| is_a_box(item, Some(painted.rect))) else { return false };
        let is_solid = trail.items[at].colour[3] == u8::MAX && trail.items[at].bounds.contains_rect(inner);
        let mut label = 0.0;
        let mut over = trail.things(at + 1, &after.glyphs).filter(|thing| crate::geom::overlaps(thing.bounds, inner));
        let is_free = over.all(|Thing { item, bounds, .. }| match &item.what {
            What::Glyphs { .. } => {
                label += bounds.intersect(inner).area();
                true
            }
            // Boxes may overlap, and are of one colour.
            What::Path { .. } => is_a_box(item, None) && item.colour == trail.items[at].colour,
            What::Open | What::Close => true,
            What::Image(_) => false,
        });
        is_solid && trail.items[at].clip == 0 && is_free && label <= LABEL_SHARE * inner.area()
    })
}

fn plain(seen: &Seen) -> Option<&Trail> {
    seen.trail.as_ref().filter(|trail| trail.is_plain && !seen.is_partial)
}

/// Outlines compared so far, by address, those compared last in a place that their addresses tell: for pages whose
/// glyphs are kept in the same rooms, which keep every outline.
pub(super) struct Outlines {
    known: HashMap<(usize, usize), bool>,
    last: [((usize, usize), bool); LAST_OUTLINES],
}

impl Default for Outlines {
    fn default() -> Self {
        Self { known: HashMap::new(), last: [((0, 0), false); LAST_OUTLINES] }
    }
}

/// Compares two pages thing by thing.
struct Alike<'s> {
    old: (&'s Trail, &'s Seen),
    new: (&'s Trail, &'s Seen),
    is_changed: &'s dyn Fn(Rect) -> bool,
    /// Clips compared so far, by number.
    clips: HashMap<(usize, usize), bool>,
    /// The clips compared last.
    last_clip: ((usize, usize), bool),
    outlines: &'s mut Outlines,
}

impl Alike<'_> {
    fn things(&mut self, one: Thing<'_>, other: Thing<'_>) -> bool {
        one.item.colour == other.item.colour
            && self.is_same_clip(one.item.clip, other.item.clip)
            && match (one.glyph, other.glyph) {
                (Some(glyph), Some(other_glyph)) => {
                    is_near(glyph.to_page, other_glyph.to_page, 1000.0)
                        && self.is_same_outline(glyph, other_glyph)
                        && self.is_same(&one.item.what, &other.item.what)
                }
                (None, None) => self.is_same(&one.item.what, &other.item.what),
                _ => false,
            }
    }

    fn is_same(&mut self, one: &What, other: &What) -> bool {
        match (one, other) {
            (What::Glyphs { style, .. }, What::Glyphs { style: other, .. }) => style.is_like(other),
            (What::Path { path, style }, What::Path { path: other, style: other_style }) => {
                let (one, other) = (self.old.1.paths.get(*path), self.new.1.paths.get(*other));
                style.is_like(other_style)
                    && one.zip(other).is_some_and(|(one, other)| is_same_path(&one.path, &other.path, MOVED))
            }
            (What::Image(one), What::Image(other)) => {
                is_near(one.to_page, other.to_page, 1000.0)
                    && ((one.digest.is_some() && one.digest == other.digest)
                        || one.pixels.as_ref().zip(other.pixels.as_ref()).is_some_and(|(pixels, others)| {
                            pixels.is_like(others, one.to_page, TOLERANCE, self.is_changed)
                        }))
            }
            (What::Open, What::Open) | (What::Close, What::Close) => true,
            _ => false,
        }
    }

    fn is_same_outline(&mut self, one: &SeenGlyph, other: &SeenGlyph) -> bool {
        let (Some(one), Some(other)) = (&one.outline, &other.outline) else { return false };
        let key = (std::ptr::from_ref(one).addr(), std::ptr::from_ref(other).addr());
        let slot = &mut self.outlines.last[(key.0 >> 4) % LAST_OUTLINES];
        if slot.0 != key {
            let is_same = || is_same_path(&one.path, &other.path, REDRAWN);
            *slot = (key, *self.outlines.known.entry(key).or_insert_with(is_same));
        }
        slot.1
    }

    fn is_same_clip(&mut self, one: usize, other: usize) -> bool {
        if self.last_clip.0 != (one, other) {
            self.last_clip = ((one, other), self.is_like_clip(one, other));
        }
        self.last_clip.1
    }

    fn is_like_clip(&mut self, one: usize, other: usize) -> bool {
        if let Some(known) = self.clips.get(&(one, other)) {
            return *known;
        }
        let is_same = match (self.old.0.clip(one), self.new.0.clip(other)) {
            (None, None) => true,
            (Some(clip), Some(other)) => {
                clip.rule == other.rule
                    && is_same_path(&clip.path, &other.path, MOVED)
                    && self.is_like_clip(clip.outer, other.outer)
            }
            _ => false,
        };
        self.clips.insert((one, other), is_same);
        is_same
    }
}

/// Whether two maps put a square of this size in the same place.
fn is_near(one: kurbo::Affine, other: kurbo::Affine, size: f64) -> bool {
    let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (one.as_coeffs(), other.as_coeffs());
    if [a, b, c, d] == [g, h, i, j] {
        return (e - k).abs() <= MOVED && (f - l).abs() <= MOVED;
    }
    [Point::ZERO, Point::new(size, 0.0), Point::new(0.0, size)].into_iter().all(|corner| {
        let moved = one * corner - other * corner;
        moved.x.abs() <= MOVED && moved.y.abs() <= MOVED
    })
}

/// How far a thing may stand from where it stood, in units of page space: numbers are written rounded.
const MOVED: f64 = 0.05;
/// The same for an outline in a font made anew, in thousandths of an em.
const REDRAWN: f64 = 1.5;
/// Outlines whose comparison is at hand without a look-up.
const LAST_OUTLINES: usize = 128;
/// Around a place that may change, as far as the comparison of pictures leaves out, too.
const AROUND: f64 = 2.0;
/// The share of a box that its label's ink may take up, by the boxes of its letters.
const LABEL_SHARE: f64 = 0.55;

#[cfg(test)]
mod tests;
