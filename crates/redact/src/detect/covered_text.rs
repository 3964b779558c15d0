//! Text under opaque boxes, and text that a highlighter blackened.
//!
//! # What it finds
//! Glyphs that a later fill, thick line or picture covers, and glyphs painted
//! in the colour of the box beneath them, where the page's picture shows one
//! colour and nothing to read.
//!
//! # Why it is personal
//! It is the classic failed redaction: the box is drawn, the words are still
//! there to be copied, searched and indexed.
//!
//! # What it misses
//! Covers of more than one colour (a patterned bar) and text covered by a
//! soft-masked picture.
//!
//! # Examples
//! A black rectangle over a name; a black `Highlight` annotation; a white box
//! over a line.

use kurbo::{Rect, Shape};

use super::{PageView, Subject, gathered, union};
use crate::finding::{Finding, Severity};
use crate::second_reader::eye::{SeenGlyph, SeenPath};
use crate::second_reader::picture::Picture;

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for view in &subject.pages {
        for cover in covers(view) {
            let hidden: Vec<&SeenGlyph> = candidates(view, &cover).collect();
            if hidden.is_empty() {
                continue;
            }
            let Some(picture) = subject.picture(view) else { continue };
            let unreadable: Vec<&SeenGlyph> =
                hidden.into_iter().filter(|glyph| is_one_colour(picture, glyph.ink)).collect();
            let Some(place) = union(unreadable.iter().map(|glyph| glyph.bounds())) else { continue };
            let (kind, message) = if cover.is_see_through {
                ("highlighter-as-redaction", "text blackened by a highlighter can still be read; remove it")
            } else {
                ("text-under-box", "text lies under an opaque box and can still be copied; redact it")
            };
            findings
                .push(gathered(Severity::Blocking, kind, 3, unreadable.len(), message).on_page(view.number).at(place));
        }
    }
}

/// Something that may hide what is beneath it.
pub(super) struct Cover {
    pub(super) bounds: Rect,
    /// How many glyphs were painted before it.
    pub(super) after_glyphs: usize,
    /// How many pictures were painted before it is not known; its place among the paths is.
    pub(super) path_index: Option<usize>,
    pub(super) colour: Option<[u8; 4]>,
    pub(super) is_see_through: bool,
}

/// Boxes, thick lines and pictures of a page, big enough to hide a letter.
pub(super) fn covers(view: &PageView) -> Vec<Cover> {
    let paths = view.seen.paths.iter().enumerate().filter_map(|(index, path)| {
        let bounds = cover_bounds(path)?;
        Some(Cover {
            bounds,
            after_glyphs: path.after_glyphs,
            path_index: Some(index),
            colour: path.colour,
            is_see_through: path.is_see_through || path.colour.is_some_and(|colour| colour[3] < u8::MAX),
        })
    });
    let images = view.seen.images.iter().map(|image| Cover {
        bounds: image.bounds,
        after_glyphs: image.after_glyphs,
        path_index: None,
        colour: None,
        is_see_through: false,
    });
    let mut covers: Vec<Cover> = paths.chain(images).filter(|cover| is_big_enough(cover.bounds)).collect();
    covers.truncate(MAX_COVERS);
    covers
}

/// The place a path covers, if it is a box or a thick straight line.
fn cover_bounds(path: &SeenPath) -> Option<Rect> {
    let bounds = path.path.bounding_box();
    if path.is_filled {
        return (path.path.area().abs() > 0.8 * bounds.area()).then_some(bounds);
    }
    let is_straight = bounds.width().min(bounds.height()) < 1.0;
    (is_straight && path.line_width >= 4.0).then(|| {
        if bounds.width() > bounds.height() {
            bounds.inflate(0.0, path.line_width / 2.0)
        } else {
            bounds.inflate(path.line_width / 2.0, 0.0)
        }
    })
}

fn is_big_enough(bounds: Rect) -> bool {
    bounds.width() >= 3.0 && bounds.height() >= 3.0
}

/// Glyphs the cover may hide: painted before it, or after it in its colour.
fn candidates<'v>(view: &'v PageView, cover: &Cover) -> impl Iterator<Item = &'v SeenGlyph> {
    let (bounds, after, colour) = (cover.bounds, cover.after_glyphs, cover.colour);
    view.seen.glyphs.iter().enumerate().filter_map(move |(index, glyph)| {
        let is_hidden = index < after || (colour.is_some() && glyph.colour == colour);
        (is_hidden && is_text(glyph) && bounds.contains(glyph.centre())).then_some(glyph)
    })
}

/// Whether a glyph is something to read and meant to be seen.
fn is_text(glyph: &SeenGlyph) -> bool {
    glyph.is_visible
        && !glyph.is_nested
        && !glyph.is_clipped
        && glyph.has_ink()
        && (glyph.text.is_empty() || glyph.text.chars().any(char::is_alphanumeric))
}

/// Whether the picture shows one colour where a glyph's ink should be.
pub(super) fn is_one_colour(picture: &Picture, ink: Rect) -> bool {
    let place = picture.pixels_of(ink).inflate(0.5, 0.5);
    let colours = picture.colours(place);
    let mut range = [(u8::MAX, 0_u8); 3];
    for colour in colours.keys() {
        for (channel, value) in colour.iter().enumerate() {
            range[channel] = (range[channel].0.min(*value), range[channel].1.max(*value));
        }
    }
    !colours.is_empty() && range.iter().all(|(low, high)| high.saturating_sub(*low) <= ONE_COLOUR)
}

/// Shades that differ by less are one colour to the eye.
const ONE_COLOUR: u8 = 10;
/// A page of hatching has thousands of fills; the first ones are looked at.
const MAX_COVERS: usize = 20_000;
