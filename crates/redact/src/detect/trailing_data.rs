//! Bytes before the beginning and after the end.
//!
//! # What it finds
//! Anything but white space before `%PDF-` or after the last `%%EOF`.
//!
//! # Why it is personal
//! Readers skip it, so nobody reviews it; archives and pages have been
//! smuggled there.
//!
//! # What it misses
//! Data between objects, which is another detector's.
//!
//! # Examples
//! A ZIP archive behind the PDF; the mail headers a scanner left in front.

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let bytes = subject.bytes;
    let head = bytes.windows(5).position(|window| window == b"%PDF-").unwrap_or(0);
    let tail = bytes.windows(5).rposition(|window| window == b"%%EOF").map_or(bytes.len(), |at| at + 5);
    let before = bytes.get(..head).unwrap_or_default().trim_ascii().len();
    let after =
        bytes.get(tail..).unwrap_or_default().iter().filter(|byte| !matches!(byte, b'\r' | b'\n' | b' ' | 0)).count();
    if before + after > 0 {
        let message = "bytes stand before the beginning or after the end of the document; release a rebuilt copy";
        findings.push(gathered(Severity::Review, "outside-data", 80, before + after, message));
    }
}
