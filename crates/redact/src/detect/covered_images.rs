//! Pictures under opaque boxes.
//!
//! # What it finds
//! A plain dark or white box over a part of a picture whose pixels beneath
//! still vary.
//!
//! # Why it is personal
//! A scan with boxes drawn over it gives up its words as soon as the picture
//! is taken out of the file.
//!
//! # What it misses
//! Covers that are pictures themselves.
//!
//! # Examples
//! A scanned letter with vector bars over the names.

use kurbo::Rect;

use super::{Subject, covered_text, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for view in &subject.pages {
        if view.seen.images.is_empty() {
            continue;
        }
        let covers = covered_text::covers(view);
        let places: Vec<(Rect, usize)> = covers
            .iter()
            .filter(|cover| !cover.is_see_through && cover.colour.is_some_and(is_plain))
            .filter_map(|cover| Some((cover.bounds, cover.path_index?)))
            .filter(|(bounds, index)| {
                view.seen.images.iter().any(|image| {
                    image.after_paths <= *index
                        && image.bounds.intersect(*bounds).area() > 0.0
                        && bounds.area() < 0.8 * image.bounds.area()
                })
            })
            .collect();
        if places.is_empty() {
            continue;
        }
        let rects: Vec<Rect> = places.iter().map(|(bounds, _)| bounds.inset(-1.0)).collect();
        let Some(seen) = subject.look_closer(view, &rects) else { continue };
        let varied = seen
            .images
            .iter()
            .any(|image| image.samples.iter().any(|sample| sample.count >= MIN_SAMPLES && sample.spread > MIN_SPREAD));
        if varied {
            let message = "part of a picture lies under an opaque box and can still be taken out; redact it";
            let finding = gathered(Severity::Blocking, "image-under-box", 38, places.len(), message);
            findings.push(finding.on_page(view.number).at(places[0].0));
        }
    }
}

/// Black, white, or so near that the box is meant to hide.
fn is_plain([red, green, blue, _]: [u8; 4]) -> bool {
    let (low, high) = (red.min(green).min(blue), red.max(green).max(blue));
    high < 64 || low > 250
}

/// Fewer samples under a box say nothing.
const MIN_SAMPLES: u64 = 16;
/// Noise of a scan's white paper stays below this.
const MIN_SPREAD: u8 = 60;
