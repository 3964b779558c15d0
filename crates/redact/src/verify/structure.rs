//! Structure: one revision, objects back to back, nothing unreachable,
//! nothing before, between or behind.

use std::collections::BTreeSet;

use hayro_syntax::Pdf;

use super::skip;
use crate::check::{CheckName, Problem};
use crate::second_reader::census::Census;

/// Checks the file's skeleton and returns the numbers of its objects.
pub(super) fn check(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<u32> {
    let mut fail = |detail: &str| problems.push(Problem::of_file(CheckName::Structure, detail));
    let Some((spans, end)) = skip::body(bytes) else {
        fail("something stands between two objects, or an object does not end where it says");
        return Vec::new();
    };
    // Streams may hold any bytes, so the markers are counted behind the last object.
    let tail = bytes.get(end..).unwrap_or_default();
    if occurrences(tail, b"%%EOF") != 1 || !tail.trim_ascii_end().ends_with(b"%%EOF") {
        fail("the file does not end with its one end-of-file marker");
    }
    if occurrences(tail, b"startxref") != 1 {
        fail("the file has more than one cross-reference section, or none");
    }
    let numbers: BTreeSet<u32> = spans.iter().map(|span| span.number).collect();
    if numbers.len() != spans.len() {
        fail("two objects have the same number");
    }
    for detail in tail_problems(bytes, &spans, end) {
        fail(detail);
    }
    numbers.into_iter().collect()
}

/// Checks that every object of the file is reachable by the second reader.
pub(super) fn check_reachable(numbers: &[u32], census: &Census<'_>, problems: &mut Vec<Problem>) {
    let reachable: BTreeSet<u32> = census.numbers().collect();
    let unreachable = numbers.iter().filter(|number| !reachable.contains(number)).count();
    if unreachable > 0 {
        problems.push(Problem::of_file(CheckName::Structure, format!("{unreachable} objects cannot be reached")));
    }
}

/// Object numbers besides the catalog that the trailer speaks of, for the census.
pub(super) fn trailer_objects(bytes: &[u8], pdf: &Pdf) -> Vec<u32> {
    let mut found = Vec::new();
    if let Some(trailer) = trailer(bytes) {
        if let Some(info) = reference(trailer, b"/Info") {
            found.push(info);
        }
    } else if let Some(offset) = table_offset(bytes)
        && let Some((number, _)) = skip::integer(bytes, offset)
    {
        // A cross-reference stream is an object of the body that nothing refers to.
        found.extend(u32::try_from(number));
        if let Some(info) = bytes.get(offset..).and_then(|rest| reference(rest, b"/Info")) {
            found.push(info);
        }
    }
    found.retain(|number| *number != pdf.xref().root_id().obj_number);
    found
}

/// What is wrong with cross-reference table, trailer and end.
fn tail_problems(bytes: &[u8], spans: &[skip::Span], end: usize) -> Vec<&'static str> {
    let mut found = Vec::new();
    let tail = bytes.get(end..).unwrap_or_default();
    let Some(offset) = table_offset(bytes) else {
        return vec!["the cross-reference offset cannot be read"];
    };
    let is_table = offset == end && tail.starts_with(b"xref");
    let is_stream = tail.starts_with(b"startxref") && spans.last().is_some_and(|span| span.start == offset);
    if !(is_table || is_stream) {
        found.push("something stands between the objects and the cross-reference section");
    }
    if tail.len() > MAX_TAIL.saturating_add(spans.len().saturating_mul(21)) {
        found.push("the cross-reference section is longer than its objects need");
    }
    let dictionary = if is_table { trailer(bytes) } else { bytes.get(offset..) };
    match dictionary {
        Some(dictionary) => {
            for key in [&b"/Prev"[..], b"/XRefStm", b"/Encrypt"] {
                if key_stands_in(dictionary, key) {
                    found.push("the trailer speaks of an earlier revision, a second table or encryption");
                }
            }
        }
        None => found.push("there is no trailer"),
    }
    found
}

/// The trailer dictionary behind a classic cross-reference table.
fn trailer(bytes: &[u8]) -> Option<&[u8]> {
    let offset = table_offset(bytes)?;
    let tail = bytes.get(offset..)?;
    tail.starts_with(b"xref").then_some(())?;
    let start = find(tail, b"trailer")? + b"trailer".len();
    let start = skip::skip_space(tail, start);
    tail.get(start..skip::object(tail, start)?)
}

/// Whether `key` is a key of the dictionary that `bytes` begins with.
fn key_stands_in(bytes: &[u8], key: &[u8]) -> bool {
    let dictionary = find(bytes, b"<<").unwrap_or(0);
    let end = skip::object(bytes, dictionary).unwrap_or(bytes.len());
    let dictionary = bytes.get(dictionary..end).unwrap_or(bytes);
    find(dictionary, key)
        .is_some_and(|at| dictionary.get(at + key.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric()))
}

/// The object number that `key` refers to in the dictionary `bytes` begins with.
fn reference(bytes: &[u8], key: &[u8]) -> Option<u32> {
    let at = find(bytes, key)? + key.len();
    let (number, _) = skip::integer(bytes, skip::skip_space(bytes, at))?;
    u32::try_from(number).ok()
}

/// The offset behind the last `startxref`.
fn table_offset(bytes: &[u8]) -> Option<usize> {
    let word = b"startxref";
    let at = bytes.windows(word.len()).rposition(|window| window == word)?;
    let (offset, _) = skip::integer(bytes, skip::skip_space(bytes, at + word.len()))?;
    usize::try_from(offset).ok()
}

fn occurrences(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).filter(|window| *window == word).count()
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// Room for `xref`, trailer and end marker; a table's entries have 20 bytes each.
const MAX_TAIL: usize = 1024;
