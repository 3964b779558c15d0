//! Page thumbnails.
//!
//! # What it finds
//! `Thumb` pictures of pages.
//!
//! # Why it is personal
//! They show the page as it was when they were made, before anything was
//! taken out.
//!
//! # What it misses
//! Thumbnails inside pictures' own metadata; the redaction removes them all
//! the same.
//!
//! # Examples
//! An old small picture of a page that was redacted since.

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let thumbnails = subject.pdf.pages().iter().filter(|page| page.raw().contains_key("Thumb")).count();
    if thumbnails > 0 {
        let message = "pages carry thumbnails that may show what was taken out since; drop them";
        findings.push(gathered(Severity::Review, "thumbnail", 72, thumbnails, message));
    }
}
