//! Redacting a one-page file of the kit, for tests that compare what comes of it.

use candour_redact::api::Document;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::{Plan, PlanOptions};

/// A mark on page 1: its rectangle, label and level.
pub(crate) type Marked<'m> = ([f64; 4], &'m str, &'m str);

/// What was planned, the redacted bytes after verification, and the manifest.
pub(crate) fn redact(file: &[u8], marks: &[Marked<'_>]) -> (Plan, Vec<u8>, String) {
    let marks: Vec<serde_json::Value> = marks
        .iter()
        .map(|(rect, label, level)| {
            serde_json::json!({"page": 1, "rect": rect, "level": level, "exemption": label, "label": label})
        })
        .collect();
    let json = serde_json::json!({"version": 1, "sanitise": true, "marks": marks}).to_string();
    let document = Document::open(file, &OpenOptions::default()).unwrap();
    let plan = document.plan(&MarkSet::from_json(json.as_bytes()).unwrap(), &PlanOptions::default()).unwrap();
    let verified =
        document.apply(plan.clone()).unwrap().verify().unwrap_or_else(|rejected| panic!("{json}: {rejected}"));
    (plan, verified.bytes().to_vec(), serde_json::to_string(&verified.manifest()).unwrap())
}
