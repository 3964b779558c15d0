//! Annotations: links and form fields, and of a field only what it shows.

use hayro_syntax::object::{Dict, Name, Object};

use crate::check::{CheckName, Problem};
use crate::second_reader::census::Census;

/// Checks every annotation, and the form they may belong to.
pub(super) fn check(census: &Census<'_>, problems: &mut Vec<Problem>) {
    let mut fail = |object: u32, detail: &str| {
        problems.push(Problem::of_file(CheckName::Properties, format!("object {object} {detail}")));
    };
    census.each(&mut |met| {
        let Object::Dict(dict) = met.value else { return };
        if met.key == b"AcroForm" && has_other_keys(dict, FORM_KEYS) {
            fail(met.object, "is a form with more than its fields");
        }
        if met.key == b"AP" && has_other_keys(dict, APPEARANCE_KEYS) {
            fail(met.object, "has an appearance that does not show");
        }
        if !is_a(dict, "Type", b"Annot") {
            return;
        }
        if is_a(dict, "Subtype", b"Widget") {
            if has_other_keys(dict, WIDGET_KEYS) {
                fail(met.object, "is a form field with more than its appearance");
            }
            let name = match dict.get::<Object<'_>>("T") {
                Some(Object::String(name)) => name.as_bytes().iter().all(u8::is_ascii_digit),
                _ => false,
            };
            if !name {
                fail(met.object, "is a form field whose name is not a number");
            }
        } else if !is_a(dict, "Subtype", b"Link") {
            fail(met.object, "is an annotation that is neither link nor form field");
        }
    });
}

fn is_a(dict: &Dict<'_>, key: &str, wanted: &[u8]) -> bool {
    dict.get::<Name<'_>>(key).is_some_and(|name| name.as_ref() == wanted)
}

fn has_other_keys(dict: &Dict<'_>, known: &[&[u8]]) -> bool {
    dict.entries().any(|(key, _)| !known.contains(&key.as_ref()))
}

const FORM_KEYS: &[&[u8]] = &[b"Fields"];
const APPEARANCE_KEYS: &[&[u8]] = &[b"N"];
const WIDGET_KEYS: &[&[u8]] = &[b"AP", b"F", b"FT", b"Ff", b"Rect", b"Subtype", b"T", b"Type"];
