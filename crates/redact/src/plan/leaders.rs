//! Leader dots beside removed words: as many as there was room for, so their number is a measure of what was removed.

use std::collections::BTreeSet;

use super::Hits;
use super::lines::{Cluster, reach};
use crate::geom::Rect;
use crate::level::Level;
use crate::model::{PageModel, Place};

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

/// What is drawn beside a line and goes with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    pub(super) paths: Vec<usize>,
    pub(super) images: Vec<usize>,
}

/// Something drawn, as far as it shows, by where it reaches along a line.
#[derive(Clone, Copy)]
struct Thing {
    from: f64,
    to: f64,
    height: f64,
    id: Id,
}

#[derive(Clone, Copy)]
enum Id {
    Path(usize),
    Image(usize),
}

impl Thing {
    /// Whether it is as large as another, and begins where that does.
    fn is_like(&self, other: &Self, edge: fn(&Self) -> f64) -> bool {
        let is_near = |a: f64, b: f64| (a - b).abs() < 0.25;
        is_near(edge(self), edge(other)) && (self.height - other.height).abs() < 1.0
    }
}

/// Leaders that are drawn as rules or dots, and boxes and small pictures, beside a line that is set again or goes: what
/// lies between it and what stands next to it, where that begins or ends with its words.
pub(super) fn drawn(model: &PageModel, clusters: &[Cluster], cluster: &Cluster) -> Drawn {
    let (start, end, size) = (cluster.start(), cluster.end(), cluster.size);
    let beside = || clusters.iter().filter(|other| other.line == cluster.line && *other != cluster);
    let next = beside().map(Cluster::start).filter(|other| *other > start).fold(f64::INFINITY, f64::min);
    let last = beside().map(Cluster::end).filter(|other| *other < end).fold(f64::NEG_INFINITY, f64::max);
    let reach_of = |below: f64, above: f64| reach(cluster.band(start, end, below * size, above * size), cluster.up);
    let (thin, high) = (reach_of(DEEPEST, HIGHEST), reach_of(BELOW, ABOVE));
    let (mut on_line, mut elsewhere): (Vec<Thing>, Vec<Thing>) = (Vec::new(), Vec::new());
    for (bounds, id) in shown(model) {
        let ((from, to), (low, top)) = (reach(bounds, cluster.along), reach(bounds, cluster.up));
        let thing = Thing { from, to, height: top - low, id };
        let is_thin = thing.height < THICKEST * size && low > thin.0 && top < thin.1;
        if is_thin || (low > high.0 && top < high.1 && thing.height >= THICKEST * size) {
            on_line.push(thing);
        } else if thing.to - thing.from > 2.0 * size || thing.height >= THICKEST * size {
            // A dot of a leader elsewhere tells nothing.
            elsewhere.push(thing);
        }
    }
    // What begins where something like it does on another line has a place of its own.
    let is_free = |thing: &Thing, edge: fn(&Thing) -> f64| !elsewhere.iter().any(|other| thing.is_like(other, edge));
    let slack = 0.3 * size;
    let mut found: Vec<Id> = Vec::new();
    let mut behind: Vec<Thing> =
        on_line.iter().copied().filter(|thing| thing.from > end - slack && thing.to < next + slack).collect();
    behind.sort_by(|a, b| a.from.total_cmp(&b.from));
    if behind.first().is_some_and(|first| first.from < end + size && is_free(first, |thing| thing.from)) {
        let mut so_far = f64::INFINITY;
        for thing in behind.iter().take_while(|thing| {
            let goes_on = thing.from < so_far + LONG * size;
            so_far = if so_far.is_finite() { so_far.max(thing.to) } else { thing.to };
            goes_on
        }) {
            found.push(thing.id);
        }
    }
    // A bullet or a box to tick stands before a line, too, and has its own place.
    let is_before =
        |thing: &&Thing| thing.height < THICKEST * size && thing.from > last - slack && thing.to < start + slack;
    let before: Vec<&Thing> = on_line.iter().filter(is_before).collect();
    let from = before.iter().map(|thing| thing.from).fold(f64::INFINITY, f64::min);
    if let Some(nearest) = before.iter().max_by(|a, b| a.to.total_cmp(&b.to))
        && nearest.to > start - size
        && nearest.to - from > LONG * size
        && is_free(nearest, |thing| thing.to)
    {
        found.extend(before.iter().map(|thing| thing.id));
    }
    let mut drawn = Drawn::default();
    for id in found {
        match id {
            Id::Path(index) => drawn.paths.push(index),
            Id::Image(index) => drawn.images.push(index),
        }
    }
    drawn
}

/// The drawings and pictures of a page as far as they show: some producers clip to dots and fill all around them.
fn shown(model: &PageModel) -> impl Iterator<Item = (Rect, Id)> {
    let paths = model.paths.iter().filter(|path| path.is_visible && path.place == Place::Page);
    let images = model.images.iter().filter(|image| image.is_visible && image.place == Place::Page);
    let paths = paths.map(|path| (path.bounds.intersect(path.clip), Id::Path(path.index)));
    paths.chain(images.map(|image| (image.bounds.intersect(image.clip), Id::Image(image.index))))
}

/// How far below its line, in em, a leader may be drawn.
const DEEPEST: f64 = 0.4;
/// And above.
const HIGHEST: f64 = 0.6;
/// How far below its line, in em, what stands in it may reach.
const BELOW: f64 = 0.45;
/// And above.
const ABOVE: f64 = 1.2;
/// What ends before a line leads to it if it is longer than this, in em.
const LONG: f64 = 3.0;
/// Thicker things, in em, are no leaders.
const THICKEST: f64 = 0.3;
/// What leaders are made of.
const DOTS: [&str; 6] = [".", "\u{b7}", "\u{2024}", "\u{2026}", "\u{2022}", "_"];
/// Fewer dots are punctuation.
const SHORTEST: usize = 4;
