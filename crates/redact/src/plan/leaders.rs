//! Leader dots beside removed words: as many as there was room for, so their number is a measure of what was removed.

use std::collections::BTreeSet;

use super::Hits;
use super::lines::Cluster;
use crate::level::Level;
use crate::model::PageModel;

/// Adds the leaders that adjoin what a mark removes to what it removes, where the line is set again.
///
/// A line with a leader was filled from its start to its end: what stands behind the leader stays where it is, and what
/// stands before it is set from the start. The clusters come back parted there.
pub(super) fn take(model: &PageModel, clusters: &[Cluster], hits: &mut [Hits]) -> Vec<Cluster> {
    let mut led: BTreeSet<usize> = BTreeSet::new();
    for hit in hits.iter_mut().filter(|hit| hit.level == Level::Constant && !hit.glyphs.is_empty()) {
        let removed: BTreeSet<usize> = hit.glyphs.iter().copied().collect();
        for cluster in clusters {
            let glyphs: Vec<usize> = cluster.glyphs.iter().map(|glyph| glyph.index).collect();
            let gone = |at: &usize| glyphs.get(*at).is_some_and(|index| removed.contains(index));
            for at in (0..glyphs.len()).filter(gone) {
                let behind = leader(model, glyphs.get(at + 1..).unwrap_or_default().iter());
                led.extend(behind.last());
                hit.glyphs.extend(behind);
                hit.glyphs.extend(leader(model, glyphs.get(..at).unwrap_or_default().iter().rev()));
            }
        }
        hit.glyphs.sort_unstable();
        hit.glyphs.dedup();
    }
    let removed: BTreeSet<usize> = hits.iter().flat_map(|hit| hit.glyphs.iter().copied()).collect();
    let part = |cluster: &Cluster| {
        let last = cluster.glyphs.iter().rposition(|glyph| led.contains(&glyph.index));
        let Some(behind) = last.and_then(|at| cluster.glyphs.get(at + 1..)) else { return vec![cluster.clone()] };
        let tail: Vec<_> = behind.iter().copied().skip_while(|glyph| glyph.is_blank).collect();
        if tail.is_empty() || tail.iter().any(|glyph| removed.contains(&glyph.index)) {
            return vec![cluster.clone()];
        }
        let head = cluster.glyphs.get(..cluster.glyphs.len() - tail.len()).unwrap_or_default().to_vec();
        vec![Cluster { glyphs: head, is_led: true, ..cluster.clone() }, Cluster { glyphs: tail, ..cluster.clone() }]
    };
    clusters.iter().flat_map(part).collect()
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
