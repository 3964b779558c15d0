//! Leader dots beside removed words: as many as there was room for, so their number is a measure of what was removed.

use std::collections::BTreeSet;

use super::Hits;
use super::lines::{Cluster, reach};
use crate::geom::Rect;
use crate::level::Level;
use crate::model::{PageModel, PathItem, Place};

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

/// Leaders that are drawn as rules or dots beside a line that is set again: the paths between it and what stands next to
/// it, where they begin or end with its words.
pub(super) fn drawn(model: &PageModel, clusters: &[Cluster], cluster: &Cluster) -> Vec<usize> {
    let (start, end, size) = (cluster.start(), cluster.end(), cluster.size);
    let beside = || clusters.iter().filter(|other| other.line == cluster.line && *other != cluster);
    let next = beside().map(Cluster::start).filter(|other| *other > start).fold(f64::INFINITY, f64::min);
    let last = beside().map(Cluster::end).filter(|other| *other < end).fold(f64::NEG_INFINITY, f64::max);
    let band = reach(cluster.band(start, end, DEEPEST * size, HIGHEST * size), cluster.up);
    let thin = model.paths.iter().filter(|path| path.is_visible && path.place == Place::Page);
    // Some producers clip to dots and fill all around them.
    let shown = |path: &PathItem| path.bounds.intersect(path.clip);
    let (on_line, elsewhere): (Vec<_>, Vec<_>) =
        thin.filter(|path| across(shown(path), cluster) < THICKEST * size).partition(|path| {
            let (from, to) = reach(shown(path), cluster.up);
            from > band.0 && to < band.1
        });
    // A rule that begins where one on another line does has a place of its own.
    let along = |path: &&PathItem| reach(shown(path), cluster.along);
    let rules: Vec<(f64, f64)> = elsewhere.iter().map(along).filter(|(from, to)| to - from > 2.0 * size).collect();
    let is_free = |edge: f64, of: fn(&(f64, f64)) -> f64| !rules.iter().any(|rule| (of(rule) - edge).abs() < 0.25);
    let mut found = Vec::new();
    let slack = 0.3 * size;
    let between = |from: f64, to: f64| {
        let is_in = move |bounds: Rect| {
            let (x0, x1) = reach(bounds, cluster.along);
            x0 > from - slack && x1 < to + slack
        };
        on_line.iter().filter(move |path| is_in(shown(path)))
    };
    let begins = between(end, next).map(|path| reach(shown(path), cluster.along).0).fold(f64::INFINITY, f64::min);
    if begins < end + size && is_free(begins, |edges| edges.0) {
        found.extend(between(end, next).map(|path| path.index));
    }
    // A bullet or a box to tick stands before a line, too, and has its own place.
    let before = || between(last, start).map(|path| reach(shown(path), cluster.along));
    let ends = before().map(|(_, to)| to).fold(f64::NEG_INFINITY, f64::max);
    let from = before().map(|(from, _)| from).fold(f64::INFINITY, f64::min);
    if ends > start - size && ends - from > LONG * size && is_free(ends, |edges| edges.1) {
        found.extend(between(last, start).map(|path| path.index));
    }
    found
}

fn across(bounds: Rect, cluster: &Cluster) -> f64 {
    let (from, to) = reach(bounds, cluster.up);
    to - from
}

/// How far below its line, in em, a leader may be drawn.
const DEEPEST: f64 = 0.4;
/// And above.
const HIGHEST: f64 = 0.6;
/// What ends before a line leads to it if it is longer than this, in em.
const LONG: f64 = 3.0;
/// Thicker things, in em, are no leaders.
const THICKEST: f64 = 0.3;
/// What leaders are made of.
const DOTS: [&str; 6] = [".", "\u{b7}", "\u{2024}", "\u{2026}", "\u{2022}", "_"];
/// Fewer dots are punctuation.
const SHORTEST: usize = 4;
