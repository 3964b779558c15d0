//! Text in patterns and soft masks.
//!
//! # What it finds
//! Letters that a page paints by way of a tiling pattern or the group of a soft mask.
//!
//! # Why it is personal
//! Most tools neither search nor redact there, so that a name in such a place outlives its redaction.
//!
//! # What it misses
//! Words in glyph procedures, which count as the letters that they draw.
//!
//! # Examples
//! A watermark with the reader's name, tiled over the page.

use super::{Subject, gathered, union};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for view in &subject.pages {
        // A pattern is looked into only where somebody watches.
        let has_pattern = view.seen.paths.iter().any(|path| path.colour.is_none());
        let closer = has_pattern.then(|| subject.look_closer(view, &[view.crop_box])).flatten();
        let seen = closer.as_ref().unwrap_or(&view.seen);
        let nested: Vec<_> = seen.glyphs.iter().filter(|glyph| glyph.is_nested && glyph.has_ink()).collect();
        if let Some(place) = union(nested.iter().map(|glyph| glyph.bounds())) {
            let message =
                "text is painted through a pattern or a mask, where searches do not reach; review what it says";
            let finding = gathered(Severity::Review, "text-in-pattern", 12, nested.len(), message);
            findings.push(finding.on_page(view.number).at(place));
        }
    }
}
