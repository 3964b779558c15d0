//! What was to be kept is there: the same glyphs in the same order, none on
//! top of another, each where it stood or where its line was to be set again.

use std::collections::BTreeSet;

use kurbo::{Point, Rect, Vec2};

use super::bands::Bands;
use super::promise::PagePromise;
use crate::check::{CheckName, Problem};
use crate::second_reader::eye::{Seen, SeenGlyph};

/// Compares a page before and after redaction, glyph by glyph.
///
/// `before` is the rebuilt input with nothing removed, read by the same
/// second reader. Spaces are left out: a line that is set again gets new ones.
/// What nobody can see on the page (off the `visible` box, or clipped away) may
/// go or stay.
pub(super) fn check(
    page: u32,
    visible: Rect,
    before: &Seen,
    after: &Seen,
    promise: &PagePromise,
    problems: &mut Vec<Problem>,
) {
    let all = (&before.glyphs, &after.glyphs);
    let before: Vec<&SeenGlyph> = once(before.glyphs.iter().filter(|glyph| counts(glyph)));
    let painted = Bands::of(promise.painted.iter().map(|painted| painted.rect.inflate(1.0, 1.0)));
    let ours = |glyph: &SeenGlyph| painted.contain(glyph.centre());
    let after: Vec<&SeenGlyph> = once(after.glyphs.iter().filter(|glyph| counts(glyph) && !ours(glyph)));
    let taken = Bands::of(promise.taken.iter().copied());
    let grazed = Bands::of(promise.taken.iter().map(|place| place.inflate(GRAZE, GRAZE)));
    let fates: Vec<Fate> = before.iter().map(|glyph| fate(glyph, visible, (&taken, &grazed))).collect();
    let mut fail = |detail: &str| problems.push(Problem::on_page(CheckName::Kept, page, detail));

    if !follows(&before, &fates, &after) && !follows_by_line(&before, &fates, &after) {
        let stays = fates.iter().filter(|fate| **fate == Fate::Stays).count();
        if after.len() < stays {
            fail("glyphs that were to be kept are missing");
        } else {
            fail("the glyphs are not those that were to be kept, in their order");
        }
    }
    if overlaps(&after) > overlaps(&before) {
        fail("kept glyphs are printed on top of each other");
    }
    if !promise.moved.is_empty() && !stand_in_place(&after, all.0, all.1, &promise.moved) {
        fail("a kept glyph stands neither where it stood nor where its line was to be set again");
    }
}

/// Whether each kept glyph stands where the input has one or where one was to be moved, and one stands in each of those
/// new places: where a line was set again, no gap is left as wide as what went made it.
fn stand_in_place(kept: &[&SeenGlyph], before: &[SeenGlyph], after: &[SeenGlyph], moved: &[Point]) -> bool {
    let old = Places::of(before.iter().map(|glyph| glyph.origin()));
    let new = Places::of(moved.iter().copied());
    let seen = Places::of(after.iter().map(|glyph| glyph.origin()));
    kept.iter().all(|glyph| new.has(glyph.origin()) || old.has(glyph.origin()))
        && moved.iter().all(|place| seen.has(*place))
}

/// Points, to be found again within a hair's breadth.
struct Places(BTreeSet<(i64, i64)>);

impl Places {
    fn of(points: impl Iterator<Item = Point>) -> Self {
        Self(points.map(Self::square).collect())
    }

    fn has(&self, point: Point) -> bool {
        let (x, y) = Self::square(point);
        (-1..=1).any(|dx| (-1..=1).any(|dy| self.0.contains(&(x + dx, y + dy))))
    }

    fn square(point: Point) -> (i64, i64) {
        #[expect(clippy::cast_possible_truncation, reason = "saturates; a page is not that large")]
        let step = |value: f64| (value / HAIR).floor().clamp(-1e15, 1e15) as i64;
        (step(point.x), step(point.y))
    }
}

/// What has to become of a glyph of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It stands in a taken place.
    Goes,
    /// It does not touch one.
    Stays,
    /// It touches the edge of one; either is right.
    Either,
}

/// `grazed` are the taken places and a little around them.
fn fate(glyph: &SeenGlyph, visible: Rect, (taken, grazed): (&Bands, &Bands)) -> Fate {
    if super::marks::stands_in_any(glyph, taken) {
        return Fate::Goes;
    }
    let is_seen = !glyph.is_clipped && glyph.ink.area() > 0.0 && visible.contains_rect(glyph.ink);
    let (low, high) = glyph.heights();
    if is_seen && !grazed.reach(low - GRAZE, high + GRAZE) {
        return Fate::Stays;
    }
    let bounds = glyph.bounds();
    let near = widened(glyph, bounds);
    if glyph.is_clipped || !crate::geom::overlaps(visible, bounds) || grazed.overlap(near) {
        Fate::Either
    } else {
        Fate::Stays
    }
}

/// The glyph's bounds up to the line's height, which a mark may well touch.
fn widened(glyph: &SeenGlyph, bounds: Rect) -> Rect {
    bounds.inflate(GRAZE, glyph.em() * 0.35)
}

/// Leaves out what is shown unseen where the same was shown before: text that clips is written once for what it shows
/// and once for what it clips.
fn once<'s>(glyphs: impl Iterator<Item = &'s SeenGlyph>) -> Vec<&'s SeenGlyph> {
    let mut glyphs: Vec<&SeenGlyph> = glyphs.collect();
    if glyphs.iter().all(|glyph| glyph.is_visible) {
        return glyphs;
    }
    let mut shown: BTreeSet<(i64, i64, &str)> = BTreeSet::new();
    #[expect(clippy::cast_possible_truncation, reason = "saturates; a page is not that large")]
    let thousandths = |value: f64| (value * 1000.0).round() as i64;
    glyphs.retain(|glyph| {
        let origin = glyph.origin();
        let place = (thousandths(origin.x), thousandths(origin.y), &*glyph.text);
        shown.insert(place) || glyph.is_visible
    });
    glyphs
}

fn counts(glyph: &SeenGlyph) -> bool {
    glyph.has_ink() && !glyph.is_nested
}

/// Whether `after` is `before` without those that go, in painting order.
///
/// Every place that the comparison may have reached is followed at once, so
/// that a glyph which may go or stay is never decided too early.
fn follows(before: &[&SeenGlyph], fates: &[Fate], after: &[&SeenGlyph]) -> bool {
    let (mut reached, mut next) = (vec![0_usize], Vec::new());
    for (glyph, fate) in before.iter().zip(fates) {
        next.clear();
        for at in reached.drain(..) {
            if *fate != Fate::Stays && next.last() != Some(&at) {
                next.push(at);
            }
            if *fate != Fate::Goes && after.get(at).is_some_and(|other| is_same(glyph, other)) {
                next.push(at + 1);
            }
        }
        if next.len() > 1 {
            next.sort_unstable();
            next.dedup();
        }
        if next.is_empty() {
            return false;
        }
        std::mem::swap(&mut reached, &mut next);
    }
    reached.contains(&after.len())
}

/// The same, by lines and along each: a line that was set again may be painted at another moment, and so may a form
/// field that is drawn into its page.
fn follows_by_line(before: &[&SeenGlyph], fates: &[Fate], after: &[&SeenGlyph]) -> bool {
    #[expect(clippy::cast_possible_truncation, reason = "saturates; a page is not that large")]
    let step = |value: f64| value.round() as i64;
    // The direction of its line, the place of that across the direction, and its own along it.
    let place = |glyph: &SeenGlyph| {
        let [a, b, ..] = glyph.to_page.as_coeffs();
        let along = Vec2::new(a, b) / a.hypot(b).max(f64::MIN_POSITIVE);
        let origin = glyph.origin().to_vec2();
        (step(along.y.atan2(along.x) * 100.0), step(origin.cross(along) * 2.0), origin.dot(along))
    };
    let by_place = |a: &SeenGlyph, b: &SeenGlyph| {
        let (one, other) = (place(a), place(b));
        (one.0, one.1).cmp(&(other.0, other.1)).then(one.2.total_cmp(&other.2))
    };
    let mut marked: Vec<(&SeenGlyph, Fate)> = before.iter().copied().zip(fates.iter().copied()).collect();
    marked.sort_by(|a, b| by_place(a.0, b.0));
    let (before, fates): (Vec<&SeenGlyph>, Vec<Fate>) = marked.into_iter().unzip();
    let mut after = after.to_vec();
    after.sort_by(|a, b| by_place(a, b));
    follows(&before, &fates, &after)
}

fn is_same(a: &SeenGlyph, b: &SeenGlyph) -> bool {
    match (a.text.is_empty(), b.text.is_empty()) {
        _ if a.shape == b.shape => true,
        (false, false) => a.text == b.text,
        // What it reads as may have become known.
        (true, _) => is_redrawn(a, b),
        (false, true) => false,
    }
}

/// Whether two glyphs of which no font says what they mean fill the same box about their origins: a font made anew
/// rounds its outlines, and a line that is set again may be narrower.
fn is_redrawn(a: &SeenGlyph, b: &SeenGlyph) -> bool {
    let scales = |glyph: &SeenGlyph| {
        let [a, b, c, d, ..] = glyph.to_page.as_coeffs();
        [a.hypot(b), c.hypot(d)].map(|scale| scale * 1000.0)
    };
    let ([wide, high], [other_wide, other_high]) = (scales(a), scales(b));
    let (sides, others) = (own_sides(a), own_sides(b));
    let is_near = |(a, b): (f64, f64)| (a - b).abs() <= REDRAWN;
    a.has_ink()
        && b.has_ink()
        && is_near((high / other_high, 1.0))
        && (is_near((wide / other_wide, 1.0)) || (MOST_SQUEEZED..1.0).contains(&(other_wide / wide)))
        && is_near((a.advance(), b.advance()))
        && sides.into_iter().zip(others).all(is_near)
}

/// Where the sides of its ink's box are from its origin, in ems of its own, left and right in those along its line.
fn own_sides(glyph: &SeenGlyph) -> [f64; 4] {
    let to_page = glyph.to_page.with_translation(Vec2::ZERO);
    if to_page.determinant().abs() < 1e-12 {
        return [f64::NAN; 4];
    }
    let ink = to_page.inverse().transform_rect_bbox(glyph.ink - glyph.origin().to_vec2());
    [ink.x0, ink.y0, ink.x1, ink.y1].map(|side| side / 1000.0)
}

/// How many glyphs cover more than half of the one painted before them.
fn overlaps(glyphs: &[&SeenGlyph]) -> usize {
    glyphs
        .windows(2)
        .filter(|pair| {
            if pair[0].ink.x1 <= pair[1].ink.x0 {
                // Most follow one another.
                return false;
            }
            let shared = pair[0].ink.intersect(pair[1].ink);
            let smaller = pair[0].ink.area().min(pair[1].ink.area());
            shared.width() > 0.0 && shared.height() > 0.0 && shared.area() > 0.5 * smaller
        })
        .count()
}

/// Places this near to each other, in units of page space, may be the same.
const HAIR: f64 = 0.05;
/// How far, in ems, the box of a glyph in a font made anew may be from what it was.
const REDRAWN: f64 = 1.5e-3;
/// A line that is set again is no narrower than this share of what it was.
const MOST_SQUEEZED: f64 = 0.4;
/// How near to a mark a glyph may be touched or spared, in units of page space.
const GRAZE: f64 = 1.0;

#[cfg(test)]
mod tests {
    use kurbo::Affine;

    use super::*;

    fn glyph(text: &str, shape: u64, width: f64) -> SeenGlyph {
        spaced(text, shape, width, 500.0)
    }

    fn spaced(text: &str, shape: u64, width: f64, advance: f32) -> SeenGlyph {
        let to_page = Affine::translate((100.0, 200.0)) * Affine::scale(0.012);
        SeenGlyph::with(text, shape, Rect::new(101.0, 200.0, 101.0 + width, 209.0), to_page, advance)
    }

    #[test]
    fn a_glyph_and_half_an_em_around_it_lie_between_its_heights() {
        for turn in 0..64 {
            let (turn, slant) = (f64::from(turn) * 0.1, f64::from(turn % 7) * 0.4 - 1.2);
            let to_page = Affine::rotate(turn) * Affine::skew(slant, 0.3) * Affine::scale_non_uniform(0.02, -0.007);
            for advance in [0.0, 250.0, 1400.0] {
                let glyph = SeenGlyph::with("a", 1, Rect::new(0.0, -2.0, 3.0, 4.0), to_page, advance);
                let (low, high) = glyph.heights();
                let near = widened(&glyph, glyph.bounds());
                assert!(low <= near.y0 && near.y1 <= high, "{turn} {advance}: {low} to {high}, not {near}");
            }
        }
    }

    #[test]
    fn a_glyph_that_no_font_names_is_known_by_the_box_it_fills() {
        assert!(is_same(&glyph("", 1, 5.0), &glyph("", 2, 5.01)));
        assert!(!is_same(&glyph("", 1, 5.0), &glyph("", 2, 5.1)));
        assert!(is_same(&glyph("", 1, 5.0), &glyph("a", 2, 5.01)));
        assert!(!is_same(&glyph("", 1, 5.0), &glyph("a", 2, 5.1)));
        assert!(!is_same(&glyph("", 1, 5.0), &spaced("", 2, 5.0, 600.0)));
    }

    #[test]
    fn a_glyph_that_no_font_names_may_be_squeezed_but_not_shrunk() {
        let one = glyph("", 1, 5.0);
        let with = |wide: f64, high: f64| {
            let to_page = Affine::translate((100.0, 200.0)) * Affine::scale_non_uniform(0.012 * wide, 0.012 * high);
            let ink = Rect::new(100.0 + wide, 200.0, 100.0 + 6.0 * wide, 200.0 + 9.0 * high);
            SeenGlyph::with("", 2, ink, to_page, 500.0)
        };
        assert!(is_same(&one, &with(1.0, 1.0)) && is_same(&one, &with(0.9, 1.0)));
        assert!(!is_same(&one, &with(1.1, 1.0)) && !is_same(&one, &with(0.9, 0.9)));
    }

    #[test]
    fn lines_may_be_painted_in_another_order_whatever_way_they_run() {
        let at = |text: &str, x: f64, y: f64, turn: f64| {
            let to_page = Affine::translate((x, y)) * Affine::rotate(turn.to_radians()) * Affine::scale(0.012);
            let ink = Rect::from_center_size((x, y), (4.0, 4.0));
            SeenGlyph::with(text, 1 + u64::from(text.as_bytes()[0]), ink, to_page, 500.0)
        };
        let upwards = [at("a", 50.0, 100.0, 90.0), at("b", 50.0, 110.0, 90.0)];
        // Set again, so that the second stands a little further on.
        let moved = [at("a", 50.0, 100.0, 90.0), at("b", 50.0, 113.0, 90.0)];
        let across = [at("c", 60.0, 105.0, 0.0), at("d", 70.0, 105.0, 0.0)];
        let before: Vec<&SeenGlyph> = upwards.iter().chain(&across).collect();
        let after: Vec<&SeenGlyph> = across.iter().chain(&moved).collect();
        let fates = [Fate::Stays; 4];
        assert!(!follows(&before, &fates, &after) && follows_by_line(&before, &fates, &after));
        let wrong: Vec<&SeenGlyph> = across.iter().rev().chain(&moved[..1]).collect();
        assert!(!follows_by_line(&before, &fates, &wrong));
    }

    #[test]
    fn a_glyph_with_a_name_is_known_by_its_name_or_its_outline() {
        assert!(is_same(&glyph("a", 1, 5.0), &glyph("a", 2, 7.0)));
        assert!(is_same(&glyph("a", 1, 5.0), &glyph("", 1, 5.0)));
        assert!(!is_same(&glyph("a", 1, 5.0), &glyph("", 2, 5.0)));
        assert!(!is_same(&glyph("a", 1, 5.0), &glyph("b", 2, 5.0)));
    }
}
