//! Addresses and names of places.
//!
//! # What it finds
//! Links whose address is a file or a web page, named destinations, prefixes of page numbers, and articles with titles.
//!
//! # Why it is personal
//! An address carries names and case numbers that the words of the link do not, and names of places are made from
//! headings that a page may no longer show.
//!
//! # What it misses
//! Addresses inside scripts, which are scripts to another detector.
//!
//! # Examples
//! A link to `people/jane.smith`; a destination called `statement-smith`.

use std::collections::BTreeMap;

use hayro_syntax::object::Object;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut found: BTreeMap<&'static str, usize> = BTreeMap::new();
    subject.census.each(&mut |met| {
        let kind = match (met.key, met.parent, met.value) {
            (b"URI", _, Object::String(_)) => "link-address",
            (b"F", b"A" | b"PA" | b"Next", _) => "link-address",
            (b"Names", b"Dests", Object::String(_)) => "named-destination",
            (_, b"Dests", Object::Array(_)) if met.key != b"Names" && met.key != b"Limits" && met.key != b"Kids" => {
                "named-destination"
            }
            (b"P", b"PageLabels" | b"Nums", Object::String(text)) if !text.as_bytes().is_empty() => "page-label",
            (b"Title" | b"Author" | b"Subject" | b"Keywords", b"I", Object::String(_)) => "article-title",
            _ => return,
        };
        *found.entry(kind).or_default() += 1;
    });
    for (kind, count) in found {
        let (severity, message) = match kind {
            "link-address" => {
                (Severity::Review, "links lead to addresses that the page does not show; review or drop them")
            }
            "named-destination" => {
                (Severity::Note, "places in the document have names; review what they say or drop them")
            }
            "page-label" => (Severity::Note, "page numbers have a prefix of their own; review what it says"),
            _ => (Severity::Review, "articles have titles and authors of their own; review or drop them"),
        };
        let row = if kind == "link-address" { 64 } else { 70 };
        findings.push(gathered(severity, kind, row, count, message));
    }
}
