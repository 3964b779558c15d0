//! Form fields under marks.

use std::collections::BTreeSet;

use lopdf::ObjectId;

use super::{PagePlan, Plan};
use crate::draft::Draft;
use crate::finding::{Finding, Severity};
use crate::geom::{Rect, overlaps};

/// Form fields of the page on which something is taken or painted.
pub(super) fn touched(draft: &Draft, page: &PagePlan) -> BTreeSet<usize> {
    let places: Vec<Rect> = page.taken.iter().copied().chain(page.boxes.iter().map(|painted| painted.rect)).collect();
    let widgets = draft.pages.get(page.index).map(|page| page.widgets.as_slice()).unwrap_or_default();
    let touched =
        widgets.iter().enumerate().filter(|(_, widget)| places.iter().any(|place| overlaps(*place, widget.rect)));
    touched.map(|(index, _)| index).collect()
}

/// Says where else a form field is shown that a mark touches: its value is the same there.
pub(super) fn elsewhere(draft: &Draft, plan: &mut Plan) {
    let touched_on: Vec<(usize, &BTreeSet<usize>)> = plan
        .pages
        .iter()
        .map(|page| (page.index, &page.fates.widgets))
        .filter(|(_, touched)| !touched.is_empty())
        .collect();
    let is_touched = |page: usize, widget: usize| {
        touched_on.iter().any(|(index, touched)| *index == page && touched.contains(&widget))
    };
    let widget_of = |page: usize, widget: usize| draft.pages.get(page).and_then(|page| page.widgets.get(widget));
    let fields: BTreeSet<ObjectId> = touched_on
        .iter()
        .flat_map(|(page, touched)| touched.iter().filter_map(|widget| widget_of(*page, *widget)?.field))
        .collect();
    if fields.is_empty() {
        return;
    }
    let mut findings = Vec::new();
    for (index, page) in draft.pages.iter().enumerate() {
        for (at, widget) in page.widgets.iter().enumerate() {
            if widget.field.is_some_and(|field| fields.contains(&field)) && !is_touched(index, at) {
                let message = "a form field that a mark covers is shown here as well; mark it here too";
                findings.push(
                    Finding::new(Severity::Review, "form-field-elsewhere", message)
                        .on_page(page.number)
                        .at(widget.rect)
                        .for_row(60),
                );
            }
        }
    }
    plan.findings.extend(findings);
}
