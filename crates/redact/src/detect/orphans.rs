//! Objects that nothing refers to.
//!
//! # What it finds
//! Streams in the file's body that cannot be reached from the catalog.
//!
//! # Why it is personal
//! What an editor deletes often stays as an object without a reader; tools
//! that list objects show it.
//!
//! # What it misses
//! Unreachable members of object streams.
//!
//! # Examples
//! The page that was taken out; the appearance of an applied redaction.

use std::collections::BTreeSet;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let reachable: BTreeSet<u32> = subject.census.numbers().collect();
    let orphans = stream_numbers(subject.bytes).into_iter().filter(|number| !reachable.contains(number)).count();
    if orphans > 0 {
        let message = "streams that nothing refers to are still in the file; release a rebuilt copy, never this file";
        findings.push(gathered(Severity::Review, "unreachable-object", 78, orphans, message));
    }
}

/// Numbers of the body's streams, but those that hold objects or the cross-reference.
fn stream_numbers(bytes: &[u8]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.windows(4).position(|window| window == b" obj")) {
        let end = at + offset;
        at = end + 4;
        let head = bytes.get(at..(at + HEAD).min(bytes.len())).unwrap_or_default();
        let Some(stream) = head.windows(6).position(|window| window == b"stream") else { continue };
        let head = &head[..stream];
        let is_plumbing = [&b"/ObjStm"[..], b"/XRef", b"endobj"]
            .iter()
            .any(|word| head.windows(word.len()).any(|window| window == *word));
        if !is_plumbing && let Some(number) = number_before(bytes, end) {
            found.insert(number);
        }
    }
    found
}

/// The object number in `12 0` that ends at `end`.
fn number_before(bytes: &[u8], end: usize) -> Option<u32> {
    let head = bytes.get(end.saturating_sub(16)..end)?;
    let text: String = head.iter().map(|byte| char::from(*byte)).collect();
    let mut words = text.rsplit(|char: char| !char.is_ascii_digit());
    words.next()?.parse::<u32>().ok()?;
    words.next()?.parse().ok()
}

/// A stream's dictionary is looked for within this many bytes of `obj`.
const HEAD: usize = 2048;
