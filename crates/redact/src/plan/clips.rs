//! Clips that are there for the words of one line alone: they are as wide as those, so that words that move leave them.

use std::collections::BTreeSet;

use super::constant::Removed;
use super::lines::{Cluster, reach};
use crate::model::{Glyph, PageModel, Place};

/// Whether what stays of a line is clipped to a place that no other line is clipped to, narrower than the page.
pub(super) fn is_fitted(model: &PageModel, clusters: &[Cluster], cluster: &Cluster, removed: &Removed) -> bool {
    let page = reach(model.crop_box, cluster.along);
    let kept = cluster.glyphs.iter().filter(|glyph| !glyph.is_blank && !removed.contains_key(&glyph.index));
    let kept = kept.filter_map(|glyph| model.glyphs.get(glyph.index));
    let mut own: Vec<(f64, f64)> = kept.map(|glyph| reach(glyph.clip, cluster.along)).collect();
    own.dedup();
    own.retain(|(from, to)| *from > page.0 + SAME || *to < page.1 - SAME);
    if own.is_empty() {
        return false;
    }
    let lost: BTreeSet<usize> = (clusters.iter())
        .filter(|other| {
            other.line == cluster.line || other.glyphs.iter().any(|glyph| removed.contains_key(&glyph.index))
        })
        .flat_map(|other| other.glyphs.iter().map(|glyph| glyph.index))
        .collect();
    let is_other = |glyph: &&Glyph| glyph.is_visible && glyph.place == Place::Page && !lost.contains(&glyph.index);
    let mut shared = vec![false; own.len()];
    for glyph in model.glyphs.iter().filter(is_other) {
        let clip = reach(glyph.clip, cluster.along);
        for (own, shared) in own.iter().zip(&mut shared) {
            *shared |= (own.0 - clip.0).abs() < SAME && (own.1 - clip.1).abs() < SAME;
        }
    }
    !shared.iter().all(|shared| *shared)
}

/// Whether a letter looks the same without its clips: they are boxes around all of it.
pub(super) fn can_leave(glyph: &Glyph) -> bool {
    glyph.is_boxed && glyph.clip.inflate(OVER, OVER).contains_rect(glyph.bounds())
}

/// Whether a line fills the place that it is clipped to: the edges of that tell how long it is.
pub(super) fn are_close(model: &PageModel, cluster: &Cluster) -> bool {
    let clips = cluster.glyphs.iter().filter(|glyph| !glyph.is_blank);
    let clips = clips.filter_map(|glyph| Some(reach(model.glyphs.get(glyph.index)?.clip, cluster.along)));
    let whole = clips.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let near = CLOSE * cluster.size;
    whole.is_some_and(|(from, to)| cluster.start() - from < near && to - cluster.end() < near)
}

/// A clip is close to its line if its edges are at most this many em from it.
const CLOSE: f64 = 1.5;
/// Edges of clips this near to each other, in units of page space, are the same.
const SAME: f64 = 0.25;
/// How far letters may reach over a clip, in units of page space: their boxes are larger than their ink.
const OVER: f64 = 1.0;
