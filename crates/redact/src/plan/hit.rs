//! Which glyphs a mark touches.

use crate::geom::{Affine, Point, Rect, transformed_bounds};
use crate::model::{Glyph, PageModel, Place};

/// The boxes outside which nothing touches a page's glyphs, each reckoned once for all marks.
pub(super) struct Reach(Vec<Rect>);

impl Reach {
    pub(super) fn of(model: &PageModel) -> Self {
        Self(model.glyphs.iter().map(Self::of_glyph).collect())
    }

    fn of_glyph(glyph: &Glyph) -> Rect {
        let whole = glyph.shape.ink.map_or(glyph.em_box, |ink| ink.union(glyph.em_box));
        if glyph.em.is_finite() { transformed_bounds(glyph.em, whole) } else { EVERYWHERE }
    }
}

/// Ordinals of the glyphs that `rect` touches, invisible ones included.
pub(super) fn glyphs(model: &PageModel, reach: &Reach, rect: Rect) -> Vec<usize> {
    let near = model.glyphs.iter().zip(&reach.0).filter(|(_, reach)| {
        // Comparisons that fail where a number is none: such a glyph is looked at.
        !(reach.x1 < rect.x0 || rect.x1 < reach.x0 || reach.y1 < rect.y0 || rect.y1 < reach.y0)
    });
    let in_place = near.map(|(glyph, _)| glyph).filter(|glyph| glyph.place == Place::Page && glyph.is_visible);
    let mut hits: Vec<usize> = in_place.filter(|glyph| touches_glyph(glyph, rect)).map(|glyph| glyph.index).collect();
    whole_hidden_words(model, &mut hits);
    hits
}

/// Widens hits in invisible text to the word: recognised text is seldom exactly
/// where its letters are, so half a word is the rest of what the mark covers.
fn whole_hidden_words(model: &PageModel, hits: &mut Vec<usize>) {
    let hidden: Vec<usize> =
        hits.iter().copied().filter(|hit| model.glyphs.get(*hit).is_some_and(Glyph::is_invisible)).collect();
    for hit in hidden {
        for step in [1_isize, -1] {
            let mut at = hit;
            while let Some(next) = at.checked_add_signed(step)
                && let (Some(this), Some(other)) = (model.glyphs.get(at), model.glyphs.get(next))
                && is_same_word(if step > 0 { this } else { other }, if step > 0 { other } else { this })
            {
                hits.push(next);
                at = next;
            }
        }
    }
    hits.sort_unstable();
    hits.dedup();
}

/// Whether `next` continues the invisible word that `glyph` is in.
fn is_same_word(glyph: &Glyph, next: &Glyph) -> bool {
    let end = glyph.em * Point::new(glyph.shape.advance.x, 0.0);
    let size = glyph.size();
    let is_space = |glyph: &Glyph| glyph.shape.text.as_deref().is_some_and(|text| text.trim().is_empty());
    next.is_invisible()
        && next.place == Place::Page
        && !is_space(glyph)
        && !is_space(next)
        && (next.origin() - end).hypot() < 0.25 * size
}

/// Whether a glyph belongs to a mark: its ink shows in it, or the middle of its
/// selection box lies in it.
///
/// Ink that only grazes the mark (by less than a quarter of a unit and less
/// than a third of the glyph) does not count, or the neighbours of each tightly
/// drawn mark would go with it.
pub fn touches_glyph(glyph: &Glyph, rect: Rect) -> bool {
    if !glyph.em.is_finite() {
        // What cannot be placed cannot be kept.
        return true;
    }
    let middle = glyph.em * glyph.em_box.center();
    if contains(rect, middle) {
        return true;
    }
    let Some(ink) = glyph.shape.ink else {
        // A reader that knows neither ascent nor descent sees a blank where its advance is, a little above the line.
        return contains(rect, glyph.em * Point::new(glyph.shape.advance.x / 2.0, ABOVE_LINE * glyph.unit));
    };
    if contains(rect, glyph.em * ink.center()) {
        return true;
    }
    let Some(overlap) = overlap(glyph.em, ink, rect) else { return false };
    let whole = glyph.em.transform_rect_bbox(ink);
    let enough = |part: f64, all: f64| part > GRAZE.min(all / 3.0);
    enough(overlap.width(), whole.width()) && enough(overlap.height(), whole.height())
}

fn contains(rect: Rect, point: Point) -> bool {
    point.x >= rect.x0 && point.x <= rect.x1 && point.y >= rect.y0 && point.y <= rect.y1
}

/// Box of what the turned rectangle `ink` and `rect` share.
fn overlap(em: Affine, ink: Rect, rect: Rect) -> Option<Rect> {
    let corners = [(ink.x0, ink.y0), (ink.x1, ink.y0), (ink.x1, ink.y1), (ink.x0, ink.y1)];
    let mut polygon: Vec<Point> = corners.iter().map(|corner| em * Point::from(*corner)).collect();
    for (axis, limit, keeps_above) in [(0, rect.x0, true), (0, rect.x1, false), (1, rect.y0, true), (1, rect.y1, false)]
    {
        polygon = clip_half(&polygon, axis, limit, keeps_above);
    }
    let first = polygon.first()?;
    let start = Rect::from_points(*first, *first);
    Some(polygon.iter().fold(start, |bounds, point| bounds.union_pt(*point)))
}

/// Sutherland and Hodgman's clip against one edge.
fn clip_half(polygon: &[Point], axis: u8, limit: f64, keeps_above: bool) -> Vec<Point> {
    let value = |point: &Point| if axis == 0 { point.x } else { point.y };
    let is_in = |point: &Point| if keeps_above { value(point) >= limit } else { value(point) <= limit };
    let mut out = Vec::with_capacity(polygon.len() + 1);
    for (index, point) in polygon.iter().enumerate() {
        let next = polygon.get((index + 1) % polygon.len()).unwrap_or(point);
        if is_in(point) {
            out.push(*point);
        }
        if is_in(point) != is_in(next) {
            let share = (limit - value(point)) / (value(next) - value(point));
            out.push(point.lerp(*next, share.clamp(0.0, 1.0)));
        }
    }
    out
}

/// The words made of the glyphs `hits`, in painting order, for the search of the output.
pub(super) fn texts(model: &PageModel, hits: &[usize]) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut last: Option<usize> = None;
    for &hit in hits {
        let Some(glyph) = model.glyphs.get(hit) else { continue };
        if last.is_some_and(|last| last + 1 != hit) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push_str(glyph.shape.text.as_deref().unwrap_or(""));
        last = Some(hit);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Overlaps up to this many units are neighbours, not hits.
const GRAZE: f64 = 0.25;
/// The middle of what is well inside any line, in ems above it.
const ABOVE_LINE: f64 = 1.0 / 6.0;
/// Where a glyph is that cannot be placed.
const EVERYWHERE: Rect = Rect::new(f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY);
