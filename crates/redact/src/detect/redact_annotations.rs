//! Redactions that were marked and never applied.
//!
//! # What it finds
//! `Redact` annotations (ISO 32000-2, 12.5.6.23).
//!
//! # Why it is personal
//! The officer meant to withhold what is under them; it is all still there.
//!
//! # What it misses
//! Nothing that is an annotation of that kind.
//!
//! # Examples
//! A file saved before "apply redactions" was pressed.

use super::Subject;
use super::annotations::each;
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    each(subject, |page, annotation| {
        if annotation.subtype == b"Redact" {
            let message = "a redaction was marked and never applied; everything under it is still there";
            let finding = Finding::new(Severity::Blocking, "unapplied-redaction", message).for_row(59).on_page(page);
            findings.push(match annotation.rect {
                Some(rect) => finding.at(rect),
                None => finding,
            });
        }
    });
}
