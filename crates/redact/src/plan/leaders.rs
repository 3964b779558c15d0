//! Leader dots beside removed words: as many as there was room for, so their number is a measure of what was removed.

use std::collections::BTreeSet;

use super::Hits;
use super::lines::Cluster;
use crate::level::Level;
use crate::model::PageModel;

/// Adds the leaders that adjoin what a mark removes to what it removes, where the line is set again.
pub(super) fn take(model: &PageModel, clusters: &[Cluster], hits: &mut [Hits]) {
    for hit in hits.iter_mut().filter(|hit| hit.level == Level::Constant && !hit.glyphs.is_empty()) {
        let removed: BTreeSet<usize> = hit.glyphs.iter().copied().collect();
        for cluster in clusters {
            let glyphs: Vec<usize> = cluster.glyphs.iter().map(|glyph| glyph.index).collect();
            let gone = |at: &usize| glyphs.get(*at).is_some_and(|index| removed.contains(index));
            for at in (0..glyphs.len()).filter(gone) {
                hit.glyphs.extend(leader(model, glyphs.get(at + 1..).unwrap_or_default().iter()));
                hit.glyphs.extend(leader(model, glyphs.get(..at).unwrap_or_default().iter().rev()));
            }
        }
        hit.glyphs.sort_unstable();
        hit.glyphs.dedup();
    }
}

/// The leader that `glyphs` begin with, blanks before and between its dots included; nothing if it is too short for one.
fn leader<'g>(model: &PageModel, glyphs: impl Iterator<Item = &'g usize>) -> Vec<usize> {
    let (mut found, mut length, mut dots) = (Vec::new(), 0, 0);
    for index in glyphs {
        let Some(glyph) = model.glyphs.get(*index) else { break };
        let is_dot = glyph.shape.text.as_deref().is_some_and(|text| DOTS.contains(&text));
        if !is_dot && !glyph.is_blank() {
            break;
        }
        found.push(*index);
        if is_dot {
            (length, dots) = (found.len(), dots + 1);
        }
    }
    found.truncate(if dots >= SHORTEST { length } else { 0 });
    found
}

/// What leaders are made of.
const DOTS: [&str; 6] = [".", "\u{b7}", "\u{2024}", "\u{2026}", "\u{2022}", "_"];
/// Fewer dots are punctuation.
const SHORTEST: usize = 4;
