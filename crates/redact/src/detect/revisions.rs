//! Earlier revisions of the document.
//!
//! # What it finds
//! End-of-file markers before the last one, the linearised first part aside.
//!
//! # Why it is personal
//! A file saved by appending still holds what it was before.
//!
//! # What it misses
//! A revision whose end marker was cut away; orphans tell of that.
//!
//! # Examples
//! A draft with a name, then the name deleted and saved.

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let marker = b"%%EOF";
    let ends = subject.bytes.windows(marker.len()).filter(|window| window == marker).count();
    let start = subject.bytes.get(..1024).unwrap_or(subject.bytes);
    let is_linearised = start.windows(11).any(|window| window == b"/Linearized");
    let revisions = ends.saturating_sub(if is_linearised { 2 } else { 1 });
    if revisions > 0 {
        let message = "the file holds earlier revisions of itself; release a rebuilt copy, never this file";
        findings.push(gathered(Severity::Review, "earlier-revision", 77, revisions, message));
    }
}
