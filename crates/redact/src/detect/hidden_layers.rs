//! Layers that are switched off.
//!
//! # What it finds
//! Optional content groups that the default configuration hides (ISO 32000-2, 8.11).
//!
//! # Why it is personal
//! What a layer hides, a click shows.
//!
//! # What it misses
//! Content that a membership expression hides though its groups are on.
//!
//! # Examples
//! A drawing's layer of names.

use hayro_syntax::object::{Array, Dict, Name};

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let xref = subject.pdf.xref();
    let Some(layers) = xref.get::<Dict<'_>>(xref.root_id()).and_then(|catalog| catalog.get::<Dict<'_>>("OCProperties"))
    else {
        return;
    };
    let length = |dict: &Dict<'_>, key: &str| dict.get::<Array<'_>>(key).map_or(0, |array| array.raw_iter().count());
    let default = layers.get::<Dict<'_>>("D").unwrap_or_default();
    let is_off_by_default = default.get::<Name<'_>>("BaseState").is_some_and(|state| state.as_ref() == b"OFF");
    let hidden = if is_off_by_default {
        length(&layers, "OCGs").saturating_sub(length(&default, "ON"))
    } else {
        length(&default, "OFF")
    };
    if hidden > 0 {
        let message = "layers are switched off; what they show can be switched on by any reader";
        findings.push(gathered(Severity::Review, "hidden-layer", 74, hidden, message));
    }
}
