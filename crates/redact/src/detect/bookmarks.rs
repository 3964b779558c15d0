//! Bookmarks.
//!
//! # What it finds
//! Bookmarks, each with a title of its own.
//!
//! # Why it is personal
//! Titles repeat headings and names that a page no longer shows, and nobody
//! reads them when the page is reviewed.
//!
//! # What it misses
//! Names of places and prefixes of page numbers, which are another detector's.
//!
//! # Examples
//! A bookmark with a witness's name that leads to a page where it is black.

use hayro_syntax::object::Object;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let is_bookmark = |object: &Object<'_>| matches!(object, Object::Dict(dict) if dict.contains_key("Title") && dict.contains_key("Parent"));
    let bookmarks = subject.census.objects().filter(|(_, object)| is_bookmark(object)).count();
    if bookmarks > 0 {
        let message = "bookmarks have titles of their own; review what they say or drop them";
        findings.push(gathered(Severity::Note, "bookmark", 70, bookmarks, message));
    }
}
