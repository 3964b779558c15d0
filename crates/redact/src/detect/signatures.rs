//! Digital signatures.
//!
//! # What it finds
//! Signature values, by the byte ranges they cover.
//!
//! # Why it is personal
//! They name the signer, and their digest of the unredacted file lets anybody
//! test guesses at what was removed.
//!
//! # What it misses
//! Signatures kept outside the file.
//!
//! # Examples
//! A signed statement that was redacted afterwards by saving a new revision.

use hayro_syntax::object::Object;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut signatures = 0;
    subject.census.each(&mut |met| {
        signatures += usize::from(matches!(met.value, Object::Dict(dict) if dict.contains_key("ByteRange")));
    });
    if signatures > 0 {
        let message = "a signature names its signer and keeps a digest of the signed file, by which guesses can be tested; drop it";
        findings.push(gathered(Severity::Review, "signature", 67, signatures, message));
    }
}
