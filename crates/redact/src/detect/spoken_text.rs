//! Words that are read aloud and not shown.
//!
//! # What it finds
//! Text in the properties of marked content, and replacement and alternative
//! texts in the structure tree.
//!
//! # Why it is personal
//! A screen reader says them, and copying pastes them, when the letters they
//! stand for are long covered.
//!
//! # What it misses
//! Nothing of these kinds that a page or the tree reaches.
//!
//! # Examples
//! A scanned name typed in as the replacement text of its picture.

use hayro_syntax::object::Object;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for view in subject.pages.iter().filter(|view| view.seen.property_text) {
        let message =
            "content carries words that are read aloud and copied instead of what shows; review what they say";
        findings.push(Finding::new(Severity::Review, "words-in-properties", message).for_row(24).on_page(view.number));
    }
    let is_spoken = |object: &Object<'_>| matches!(object, Object::Dict(dict) if dict.contains_key("S") && KEYS.iter().any(|key| dict.contains_key(*key)));
    let spoken = subject.census.objects().filter(|(_, object)| is_spoken(object)).count();
    if spoken > 0 {
        let message = "the structure has replacement or alternative texts; review whether they repeat what is withheld";
        findings.push(gathered(Severity::Note, "spoken-text", 73, spoken, message));
    }
}

/// Keys of structure elements whose text is spoken (ISO 32000-2, 14.9).
const KEYS: [&str; 3] = ["ActualText", "Alt", "E"];
