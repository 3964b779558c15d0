//! What becomes of links: those on words that are set again go where their words go.

use lopdf::{Dictionary, Object};

use super::PagePlan;
use crate::annot::link::shows_border;
use crate::draft::as_number;
use crate::geom::{Rect, overlaps};
use crate::model::PageModel;
use crate::rewrite::fates::GlyphFate;

/// What becomes of one link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum LinkFate {
    /// It stays where it is.
    Keep,
    /// It lies on something that goes.
    Drop,
    /// Its words stand here now.
    Move(Rect),
}

/// The fates of a page's links, by ordinal.
pub(super) fn fates(links: &[Dictionary], model: &PageModel, page: &PagePlan) -> Vec<LinkFate> {
    links.iter().map(|link| fate(link, model, page)).collect()
}

fn fate(link: &Dictionary, model: &PageModel, page: &PagePlan) -> LinkFate {
    let Some(rect) = place(link).filter(|rect| !page.taken.iter().any(|taken| overlaps(*taken, *rect))) else {
        return LinkFate::Drop;
    };
    let mut words: Option<Rect> = None;
    let mut is_moved = false;
    for glyph in model.glyphs.iter().filter(|glyph| glyph.is_visible && !glyph.is_blank()) {
        let bounds = glyph.bounds();
        if !rect.contains(bounds.center()) {
            continue;
        }
        let bounds = match page.fates.glyphs.get(&glyph.index) {
            Some(GlyphFate::Drop) => return LinkFate::Drop,
            Some(GlyphFate::Move { origin, .. }) => {
                is_moved = true;
                bounds + (*origin - glyph.origin())
            }
            _ => bounds,
        };
        words = Some(words.map_or(bounds, |words| words.union(bounds)));
    }
    match words {
        Some(words) if is_moved => LinkFate::Move(grid(words)),
        Some(_) => LinkFate::Keep,
        // A link on no words goes with the place it lies on.
        None if page.changed.iter().any(|changed| overlaps(*changed, rect)) => LinkFate::Drop,
        None => LinkFate::Keep,
    }
}

/// Where a link stands.
pub(super) fn place(link: &Dictionary) -> Option<Rect> {
    let Ok(Object::Array(items)) = link.get(b"Rect") else { return None };
    let numbers: Vec<f64> = items.iter().filter_map(as_number).collect();
    let [x0, y0, x1, y1] = <[f64; 4]>::try_from(numbers).ok()?;
    Some(Rect::new(x0, y0, x1, y1).abs())
}

/// Where a link shows by a border around it.
pub(super) fn frame(link: &Dictionary) -> Option<Rect> {
    place(link).filter(|_| shows_border(link)).map(|rect| rect.inflate(1.0, 1.0))
}

fn grid(rect: Rect) -> Rect {
    let round = |value: f64| (value * 10.0).round() / 10.0;
    Rect::new(round(rect.x0), round(rect.y0), round(rect.x1), round(rect.y1))
}
