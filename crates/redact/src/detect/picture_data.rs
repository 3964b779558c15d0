//! What pictures carry besides their pixels.
//!
//! # What it finds
//! EXIF, XMP and Photoshop segments in JPEG pictures, and alternate versions of
//! pictures.
//!
//! # Why it is personal
//! Cameras write place, time and a small copy of the whole picture, which shows
//! what was painted over in the large one.
//!
//! # What it misses
//! Segments of other makers; the redaction drops them all.
//!
//! # Examples
//! A photograph whose blackened face is still in its thumbnail.

use hayro_syntax::object::Object;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let (mut described, mut alternates) = (0, 0);
    for (_, object) in subject.census.objects() {
        let Object::Stream(stream) = object else { continue };
        if !stream.dict().contains_key("Width") {
            continue;
        }
        let data = stream.raw_data();
        // Segments stand before the first scan.
        let head = data.get(..data.len().min(HEAD)).unwrap_or_default();
        let is_jpeg = head.starts_with(&[0xFF, 0xD8]);
        let holds = |mark: &&[u8]| head.windows(mark.len()).any(|part| part == *mark);
        described += usize::from(is_jpeg && MARKS.iter().any(holds));
        alternates += usize::from(stream.dict().contains_key("Alternates"));
    }
    if described > 0 {
        let message = "pictures carry what a camera or an editor wrote: place, time, a small copy; drop it";
        findings.push(gathered(Severity::Review, "picture-data", 39, described, message));
    }
    if alternates > 0 {
        let message = "pictures have other versions that no page shows; drop them";
        findings.push(gathered(Severity::Review, "picture-alternate", 45, alternates, message));
    }
}

/// How segments begin.
const MARKS: [&[u8]; 3] = [b"Exif\0\0", b"http://ns.adobe.com/xap/", b"Photoshop 3.0\0"];
/// Bytes of a picture that are looked through.
const HEAD: usize = 256 * 1024;
