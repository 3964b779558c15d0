//! Which tagged content a painted box stands for.

use super::{Withheld, withheld};
use crate::draft::Draft;
use crate::error::Error;
use crate::font::FontBook;
use crate::geom::{Rect, overlaps};
use crate::page_text;

/// For each box (its rectangle, its exemptions) on page `index` (from 0), the element it needs.
///
/// Empty if the draft is not tagged. The draft is still the one nothing was removed from; `taken` is what will be.
pub fn find<'d>(
    draft: &'d Draft,
    fonts: &'d FontBook<'_>,
    index: usize,
    boxes: &[(Rect, Vec<String>)],
    taken: &[Rect],
) -> Result<Vec<Withheld>, Error> {
    let Some(structure) = &draft.structure else { return Ok(Vec::new()) };
    let first = structure.next_mcid(index);
    let removed: Vec<(i64, Rect)> = page_text::read(draft, fonts, index)?
        .into_iter()
        .filter(|seen| taken.iter().chain(boxes.iter().map(|(rect, _)| rect)).any(|rect| overlaps(seen.bounds, *rect)))
        .filter_map(|seen| Some((seen.mcid?, seen.bounds)))
        .collect();
    let elements = boxes.iter().zip(first..).map(|((rect, exemptions), mcid)| Withheld {
        page: index,
        mcid,
        instead_of: replaced(&removed, *rect),
        role: "Span",
        alt: Some(withheld(exemptions)),
    });
    Ok(elements.collect())
}

/// The first removed content on the box, else the first on its line.
fn replaced(removed: &[(i64, Rect)], rect: Rect) -> Option<i64> {
    let on_line = Rect::new(f64::MIN, rect.y0, f64::MAX, rect.y1);
    [rect, on_line]
        .iter()
        .find_map(|place| removed.iter().find(|(_, bounds)| overlaps(*bounds, *place)).map(|(mcid, _)| *mcid))
}
