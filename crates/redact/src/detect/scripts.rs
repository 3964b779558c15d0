//! Scripts and actions.
//!
//! # What it finds
//! JavaScript, and actions that start, submit or import something.
//!
//! # Why it is personal
//! Scripts hold text, addresses and calculated values; a released document
//! has no need to act.
//!
//! # What it misses
//! Scripts in attached media.
//!
//! # Examples
//! A form that sends itself to an internal address.

use hayro_syntax::object::Object;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut scripts = 0;
    subject.census.each(&mut |met| {
        let is_script = met.key == b"JS";
        let is_action = met.key == b"S" && matches!(met.value, Object::Name(name) if ACTIONS.contains(&name.as_ref()));
        scripts += usize::from(is_script || is_action);
    });
    if scripts > 0 {
        let message = "the document holds scripts or actions; drop them";
        findings.push(gathered(Severity::Review, "script", 65, scripts, message));
    }
}

/// Actions that do more than turn to a page (ISO 32000-2, 12.6.4).
const ACTIONS: [&[u8]; 5] = [b"Launch", b"SubmitForm", b"ImportData", b"Rendition", b"SetOCGState"];
