//! Files inside the file.
//!
//! # What it finds
//! Embedded files, associated files, file attachments, sounds, movies and
//! portfolios.
//!
//! # Why it is personal
//! A released PDF releases what is attached to it, unredacted.
//!
//! # What it misses
//! Files hidden as bytes in unrelated streams.
//!
//! # Examples
//! The spreadsheet a chart was made from.

use hayro_syntax::object::{Name, Object};

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut count = 0;
    for (_, object) in subject.census.objects() {
        if let Object::Stream(stream) = object
            && stream.dict().get::<Name<'_>>("Type").is_some_and(|name| name.as_ref() == b"EmbeddedFile")
        {
            count += 1;
        }
    }
    if count == 0 {
        // Writers may leave out the type; the file specification's `EF` tells as well.
        subject.census.each(&mut |met| {
            if met.key == b"EF" || met.key == b"RichMediaContent" {
                count += 1;
            }
        });
    }
    super::annotations::each(subject, |_, annotation| {
        let holds_media = matches!(annotation.subtype.as_slice(), b"Sound" | b"Movie" | b"3D" | b"RichMedia");
        if holds_media || (count == 0 && annotation.has_file) {
            count += 1;
        }
    });
    if count > 0 {
        let message = "files are attached and would be released with the document; take them out or review each";
        findings.push(gathered(Severity::Blocking, "attachment", 71, count, message));
    }
}
