//! Who made the file, with what and when.
//!
//! # What it finds
//! Author, title, subject, keywords and dates in the document information;
//! metadata streams; private data that applications leave.
//!
//! # Why it is personal
//! An author's name or a file name as title is personal data nobody decided
//! to release.
//!
//! # What it misses
//! Metadata inside pictures; the redaction removes it all the same.
//!
//! # Examples
//! `Author`, the template's title, an editing history.

use hayro_syntax::object::{Name, Object};

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let info = subject.pdf.metadata();
    let filled = |text: &Option<Box<[u8]>>| text.as_ref().is_some_and(|text| !text.trim_ascii().is_empty());
    let names =
        [&info.author, &info.title, &info.subject, &info.keywords].into_iter().filter(|text| filled(text)).count();
    if names > 0 {
        let message = "the document information names an author, title, subject or keywords; drop or replace it";
        findings.push(gathered(Severity::Review, "document-information", 68, names, message));
    }
    let mut streams = 0;
    for (_, object) in subject.census.objects() {
        if let Object::Stream(stream) = object
            && stream.dict().get::<Name<'_>>("Type").is_some_and(|name| name.as_ref() == b"Metadata")
        {
            streams += 1;
        }
    }
    if streams > 0 {
        let message = "metadata streams tell of authors, tools and history; drop them";
        findings.push(gathered(Severity::Note, "metadata-stream", 68, streams, message));
    }
    let mut private = 0;
    subject.census.each(&mut |met| private += usize::from(met.key == b"PieceInfo"));
    if private > 0 {
        let message = "an application keeps private data in the file; drop it";
        findings.push(gathered(Severity::Review, "private-data", 69, private, message));
    }
}
