//! The picture: outside redacted places as before, inside the box.
//!
//! Both pictures come from the second reader, so what it cannot draw it
//! cannot draw twice in the same way; that is why the structural checks stand
//! beside this one.

use kurbo::Rect;

use super::promise::{PagePromise, PaintedKind};
use crate::check::{CheckName, Problem};
use crate::second_reader::picture::{Picture, middle};

/// Compares two pictures of one page outside the places that may have changed.
pub(super) fn check_outside(
    page: u32,
    before: &Picture,
    after: &Picture,
    promise: &PagePromise,
    problems: &mut Vec<Problem>,
) {
    if (before.width, before.height) != (after.width, after.height) {
        problems.push(Problem::on_page(CheckName::Outside, page, "the page has another size"));
        return;
    }
    let changed: Vec<Rect> = promise.changed.iter().map(|place| after.pixels_of(*place).inflate(2.0, 2.0)).collect();
    let mut different = 0_usize;
    for y in (0..after.height).filter(|y| before.row(*y) != after.row(*y)) {
        for x in 0..after.width {
            if before.pixel(x, y) == after.pixel(x, y) || changed.iter().any(|place| place.contains(middle(x, y))) {
                continue;
            }
            if !(is_near(before, after, x, y) && is_near(after, before, x, y)) {
                different += 1;
            }
        }
    }
    if different > MAX_DIFFERENT {
        let detail = format!("{different} pixels differ outside redacted places");
        problems.push(Problem::on_page(CheckName::Outside, page, detail));
    }
}

/// Checks that each box shows: one colour covers most of it.
pub(super) fn check_inside(page: u32, after: &Picture, promise: &PagePromise, problems: &mut Vec<Problem>) {
    let boxes = promise.painted.iter().filter(|painted| painted.kind == PaintedKind::Box);
    let mut unseen = 0;
    for painted in boxes {
        let place = after.pixels_of(painted.rect).inset(-1.0);
        let colours = after.colours(place);
        let total: usize = colours.values().sum();
        let commonest = colours.values().max().copied().unwrap_or(0);
        // Below a few pixels nothing can be said, and nothing needs to be.
        if total >= 12 && commonest * 5 < total * 2 {
            unseen += 1;
        }
    }
    if unseen > 0 {
        problems.push(Problem::on_page(CheckName::Inside, page, format!("{unseen} boxes do not show as boxes")));
    }
}

/// Whether a pixel of `one` fits what `other` shows there and next to it.
fn is_near(one: &Picture, other: &Picture, x: usize, y: usize) -> bool {
    one.pixel(x, y).into_iter().enumerate().all(|(channel, value)| {
        let (low, high) = other.range_around(x, y, channel);
        value >= low.saturating_sub(TOLERANCE) && value <= high.saturating_add(TOLERANCE)
    })
}

/// Difference of a channel that a cut path's new edge may make.
pub(super) const TOLERANCE: u8 = 40;
/// Pixels that may differ on a page before it counts as changed.
const MAX_DIFFERENT: usize = 20;
