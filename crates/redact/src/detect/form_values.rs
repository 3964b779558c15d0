//! What was typed into form fields.
//!
//! # What it finds
//! Fields with a value or a default value, and XFA data.
//!
//! # Why it is personal
//! A value stays in its field when its picture on the page is covered.
//!
//! # What it misses
//! Values that only a script knows.
//!
//! # Examples
//! A form with name and address, printed to the page and kept as data.

use hayro_syntax::object::{Dict, Object};

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut values = 0;
    for (_, object) in subject.census.objects() {
        if let Object::Dict(dict) = object
            && (dict.contains_key("FT") || (dict.contains_key("T") && dict.contains_key("Kids")))
            && (is_filled(dict, "V") || is_filled(dict, "DV"))
        {
            values += 1;
        }
    }
    if values > 0 {
        let message = "form fields hold values; flatten or clear them";
        findings.push(gathered(Severity::Review, "form-value", 60, values, message));
    }
    let mut packets = 0;
    subject.census.each(&mut |met| packets += usize::from(met.key == b"XFA"));
    if packets > 0 {
        let message = "an XFA form keeps its data apart from the pages; drop it";
        findings.push(gathered(Severity::Review, "form-data", 61, packets, message));
    }
}

fn is_filled(field: &Dict<'_>, key: &str) -> bool {
    match field.get::<Object<'_>>(key) {
        Some(Object::String(text)) => !text.as_bytes().trim_ascii().is_empty(),
        Some(Object::Name(name)) => name.as_ref() != b"Off",
        Some(Object::Array(_) | Object::Stream(_)) => true,
        _ => false,
    }
}
