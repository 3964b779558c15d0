//! Letters in subset fonts that no page shows.
//!
//! # What it finds
//! Fonts marked as subsets (`ABCDEF+Name`, ISO 32000-2, 9.9.2) that hold
//! outlines no page paints.
//!
//! # Why it is personal
//! A subset holds the letters the document needed when it was made; a `Z` or
//! `Q` that is nowhere to be seen belonged to something that was removed.
//!
//! # What it misses
//! Type 1 fonts, and fonts that several pages' files share.
//!
//! # Examples
//! A name redacted with a tool that leaves fonts alone.

use std::collections::BTreeMap;

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};
use crate::second_reader::eye::SeenFont;
use crate::verify::fonts;

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let mut all: BTreeMap<u128, SeenFont> = BTreeMap::new();
    for view in &subject.pages {
        fonts::gather(&mut all, &view.seen);
    }
    let leaking = all.values().filter(|font| font.is_subset).map(|font| {
        // A few composites' parts and alternates are in every subset.
        fonts::unused_glyphs(font.program.as_ref().as_ref(), &font.used).len()
    });
    let (count, glyphs) =
        leaking.filter(|unused| *unused > 0).fold((0, 0), |(fonts, sum), unused| (fonts + 1, sum + unused));
    if count > 0 {
        let message = "subset fonts hold letters that no page shows, which may tell of removed words";
        findings.push(gathered(Severity::Note, "subset-leak", 51, glyphs, message));
    }
}
