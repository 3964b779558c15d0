//! Content off the visible page.
//!
//! # What it finds
//! Text and pictures wholly outside the crop box.
//!
//! # Why it is personal
//! Cropping hides and does not remove; anybody can widen the page again.
//!
//! # What it misses
//! Drawings off the page, which printers' marks make too common to report.
//!
//! # Examples
//! A page cropped to leave out a column.

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};
use crate::geom::overlaps;

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for view in &subject.pages {
        let glyphs = view.seen.glyphs.iter().filter(|glyph| glyph.has_ink() && !glyph.is_nested);
        let glyphs = glyphs.filter(|glyph| !overlaps(view.crop_box, glyph.bounds())).count();
        if glyphs > 0 {
            let message = "text lies outside the visible page and can still be copied; review what it says";
            findings.push(gathered(Severity::Review, "off-page-text", 9, glyphs, message).on_page(view.number));
        }
        let images = view.seen.images.iter().filter(|image| !overlaps(view.crop_box, image.bounds)).count();
        if images > 0 {
            let message = "a picture lies outside the visible page; review what it shows";
            findings.push(gathered(Severity::Review, "off-page-image", 43, images, message).on_page(view.number));
        }
    }
}
