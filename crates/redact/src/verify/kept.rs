//! What was to be kept is there: the same glyphs in the same order, none on
//! top of another, each where it stood or where its line was to be set again.

use std::collections::BTreeSet;

use kurbo::{Point, Rect};

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

/// The same, by lines from top to bottom and from left to right: a line that
/// was set again may be painted at another moment.
fn follows_by_line(before: &[&SeenGlyph], fates: &[Fate], after: &[&SeenGlyph]) -> bool {
    let order = |glyph: &SeenGlyph| {
        #[expect(clippy::cast_possible_truncation, reason = "saturates; a page is not that tall")]
        let line = (-glyph.origin().y * 2.0).round() as i64;
        line
    };
    let by_place = |a: &SeenGlyph, b: &SeenGlyph| order(a).cmp(&order(b)).then(a.origin().x.total_cmp(&b.origin().x));
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
/// rounds its outlines.
fn is_redrawn(a: &SeenGlyph, b: &SeenGlyph) -> bool {
    let sides = |glyph: &SeenGlyph| {
        let (Point { x, y }, em) = (glyph.origin(), glyph.em());
        [glyph.ink.x0 - x, glyph.ink.y0 - y, glyph.ink.x1 - x, glyph.ink.y1 - y].map(|side| side / em)
    };
    let is_near = |(a, b): (f64, f64)| (a - b).abs() <= REDRAWN;
    a.has_ink()
        && b.has_ink()
        && is_near((a.em() / b.em(), 1.0))
        && is_near((a.advance(), b.advance()))
        && sides(a).into_iter().zip(sides(b)).all(is_near)
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
    fn a_glyph_with_a_name_is_known_by_its_name_or_its_outline() {
        assert!(is_same(&glyph("a", 1, 5.0), &glyph("a", 2, 7.0)));
        assert!(is_same(&glyph("a", 1, 5.0), &glyph("", 1, 5.0)));
        assert!(!is_same(&glyph("a", 1, 5.0), &glyph("", 2, 5.0)));
        assert!(!is_same(&glyph("a", 1, 5.0), &glyph("b", 2, 5.0)));
    }
}
