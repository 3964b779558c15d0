//! Setting a line again around boxes of constant width (level `constant`).
//!
//! Every position is computed from what stays: the line's anchor at its margin,
//! the nominal advances of the kept glyphs, one width for each gap between
//! words, one width for each box. Nothing here may read a measure of a removed
//! glyph but the place where its line is anchored.

use std::collections::BTreeMap;

use super::lines::{Cluster, LineGlyph, fine};
use crate::geom::{Point, Rect};
use crate::overlay;

/// A line set again.
#[derive(Clone, Debug, Default)]
pub(super) struct Setting {
    /// New origins of kept glyphs, in page space.
    pub(super) origins: BTreeMap<usize, Point>,
    /// Factor on the width of everything set.
    pub(super) squeeze: f64,
    /// Boxes with the ordinals (in the caller's list) of the marks behind each.
    pub(super) boxes: Vec<(Rect, Vec<usize>)>,
    /// Where the new line lies.
    pub(super) band: Rect,
}

/// Which end of a cluster its producer placed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    /// Its start stands here.
    Start(f64),
    /// Its end stands here.
    End(f64),
    /// Its middle stands here.
    Middle(f64),
}

/// Finds how a cluster is aligned, from its neighbours above and below; `is_marked` tells which lose glyphs.
///
/// What its neighbours have in common decides: where this line begins or ends may be the doing of what is withheld, so
/// that it looks flush with another line by chance. Lines that are marked themselves count only where no others are.
pub(super) fn anchor(
    cluster: &Cluster,
    all: &[Cluster],
    is_marked: &dyn Fn(&Cluster) -> bool,
    page_middle: f64,
) -> Anchor {
    let (start, end) = (cluster.start(), cluster.end());
    let near: Vec<&Cluster> = all
        .iter()
        .filter(|other| {
            other.line != cluster.line
                && other.along.dot(cluster.along) > 0.999_99
                && (other.baseline - cluster.baseline).abs() < NEIGHBOURS * cluster.size
                && other.start() < end
                && start < other.end()
        })
        .collect();
    let unmarked: Vec<&Cluster> = near.iter().copied().filter(|other| !is_marked(other)).collect();
    let near = if unmarked.is_empty() { near } else { unmarked };
    let mut edges = [
        Edge { of: Cluster::start, tolerance: 0.25, anchor: Anchor::Start },
        Edge { of: Cluster::end, tolerance: 0.25, anchor: Anchor::End },
        Edge { of: |line| (line.start() + line.end()) / 2.0, tolerance: 0.4, anchor: Anchor::Middle },
    ];
    // The edge that most neighbours share comes first; a block of even lines is taken as flush left.
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.shared(&near)));
    for edge in &edges {
        let own = (edge.of)(cluster);
        let same: Vec<f64> =
            near.iter().map(|line| (edge.of)(line)).filter(|other| (other - own).abs() < edge.tolerance).collect();
        if !same.is_empty() {
            // A start is left of everything withheld, or where it was; the others are read off the neighbours.
            let place = if (edge.anchor)(0.0) == Anchor::Start(0.0) { own } else { median(same) };
            return (edge.anchor)(place);
        }
    }
    if ((start + end) / 2.0 - page_middle).abs() < 0.75 { Anchor::Middle(page_middle) } else { Anchor::Start(start) }
}

/// One way of being aligned.
struct Edge {
    of: fn(&Cluster) -> f64,
    tolerance: f64,
    anchor: fn(f64) -> Anchor,
}

impl Edge {
    /// How many pairs of these lines have the edge in common.
    fn shared(&self, lines: &[&Cluster]) -> usize {
        let places: Vec<f64> = lines.iter().map(|line| (self.of)(line)).collect();
        let pairs = places.iter().enumerate().flat_map(|(index, a)| places.iter().skip(index + 1).map(move |b| (a, b)));
        pairs.filter(|(a, b)| (*a - *b).abs() < self.tolerance).count()
    }
}

fn median(mut places: Vec<f64>) -> f64 {
    places.sort_by(f64::total_cmp);
    places.get(places.len() / 2).copied().unwrap_or_default()
}

/// One thing on the new line.
enum Item<'c> {
    Glyph(&'c LineGlyph),
    Gap(f64),
    Box(Vec<usize>),
}

/// Sets `cluster` again. `removed` names, for each removed glyph, the mark
/// that removes it; `labels` the label of each mark; `room` the positions
/// between which the line has to fit. None if it does not fit.
pub(super) fn set(
    cluster: &Cluster,
    anchor: Anchor,
    removed: &BTreeMap<usize, usize>,
    labels: &[String],
    room: (f64, f64),
) -> Option<Setting> {
    let items = items(cluster, removed);
    let size = text_size(cluster, removed);
    let width_of_box = |marks: &[usize]| box_width(marks, labels, size);
    let total: f64 = items
        .iter()
        .map(|item| match item {
            Item::Glyph(glyph) => glyph.advance,
            Item::Gap(gap) => *gap,
            Item::Box(marks) => width_of_box(marks),
        })
        .sum();
    let grid = |value: f64| (value * 100.0).round() / 100.0;
    let (wanted, available) = match anchor {
        Anchor::Start(start) => (start, room.1 - start),
        Anchor::End(end) => (end - total, end - room.0),
        Anchor::Middle(middle) => (middle - total / 2.0, 2.0 * (room.1 - middle).min(middle - room.0)),
    };
    let squeeze = if total > available { available / total } else { 1.0 };
    let squeeze = (squeeze * 1000.0).floor() / 1000.0;
    if squeeze < MIN_SQUEEZE || !squeeze.is_finite() {
        return None;
    }
    let start = grid(match anchor {
        Anchor::Start(_) => wanted,
        Anchor::End(end) => end - total * squeeze,
        Anchor::Middle(middle) => middle - total * squeeze / 2.0,
    });
    let mut setting = Setting { squeeze, ..Setting::default() };
    let mut pen = start;
    // Glyphs that overprint the one before them keep their distance to it.
    let mut base: Option<(&LineGlyph, f64)> = None;
    for item in &items {
        match item {
            Item::Gap(gap) => pen += gap * squeeze,
            Item::Glyph(glyph) => {
                let (place, moves_on) = match base {
                    Some((under, at)) if overprints(under, glyph) => {
                        (at + grid(fine(glyph.start - under.start)) * squeeze, false)
                    }
                    _ => (pen, true),
                };
                setting.origins.insert(glyph.index, cluster.point(place, glyph.lift));
                if moves_on {
                    base = Some((glyph, place));
                    pen += glyph.advance * squeeze;
                }
            }
            Item::Box(marks) => {
                base = None;
                let to = pen + width_of_box(marks) * squeeze;
                let rect = cluster.band(grid(pen), grid(to), grid(DEPTH * size), grid(HEIGHT * size));
                setting.boxes.push((rounded(rect), marks.clone()));
                pen = to;
            }
        }
    }
    setting.band = cluster.band(start, pen, 0.4 * cluster.size, 1.1 * cluster.size);
    Some(setting)
}

/// The size the boxes are made for: that of the first kept glyph.
fn text_size(cluster: &Cluster, removed: &BTreeMap<usize, usize>) -> f64 {
    let kept = cluster.glyphs.iter().find(|glyph| !glyph.is_blank && !removed.contains_key(&glyph.index));
    let size = kept.map_or(cluster.size, |glyph| glyph.size);
    (size * 10.0).round() / 10.0
}

fn items<'c>(cluster: &'c Cluster, removed: &BTreeMap<usize, usize>) -> Vec<Item<'c>> {
    let mut items: Vec<Item<'c>> = Vec::new();
    let mut before: Option<&LineGlyph> = None;
    let mut blank: Option<&LineGlyph> = None;
    let mut hole: Option<Hole> = None;
    for glyph in &cluster.glyphs {
        if let Some(mark) = removed.get(&glyph.index) {
            let hole = hole.get_or_insert_with(|| Hole {
                marks: Vec::new(),
                parted: before.is_none() || blank.is_some() || is_apart(before, glyph),
                end: glyph.end,
            });
            if !hole.marks.contains(mark) {
                hole.marks.push(*mark);
            }
            hole.end = hole.end.max(glyph.end);
            blank = None;
            continue;
        }
        if glyph.is_blank {
            blank = blank.or(Some(glyph));
            continue;
        }
        if let Some(hole) = hole.take() {
            let parted_behind = blank.is_some() || glyph.start - hole.end > WORD_GAP * glyph.size;
            if before.is_some() {
                items.push(Item::Gap(if hole.parted { SPACE * glyph.size } else { TIGHT * glyph.size }));
            }
            items.push(Item::Box(hole.marks));
            items.push(Item::Gap(if parted_behind { SPACE * glyph.size } else { TIGHT * glyph.size }));
        } else if let Some(blank) = blank {
            if before.is_some() {
                items.push(Item::Glyph(blank));
            }
        } else if before.is_some() && is_apart(before, glyph) {
            items.push(Item::Gap(SPACE * glyph.size));
        }
        items.push(Item::Glyph(glyph));
        (before, blank) = (Some(glyph), None);
    }
    if let Some(hole) = hole {
        if let Some(before) = before {
            items.push(Item::Gap(if hole.parted { SPACE * before.size } else { TIGHT * before.size }));
        }
        items.push(Item::Box(hole.marks));
    }
    items
}

/// A run of removed glyphs.
struct Hole {
    marks: Vec<usize>,
    /// Whether a word gap parts it from what stands before.
    parted: bool,
    end: f64,
}

fn is_apart(before: Option<&LineGlyph>, glyph: &LineGlyph) -> bool {
    before.is_some_and(|before| glyph.start - before.end > WORD_GAP * glyph.size)
}

/// Whether `glyph` is a second printing over `under` (false bold, shadow).
fn overprints(under: &LineGlyph, glyph: &LineGlyph) -> bool {
    glyph.index != under.index
        && !under.is_blank
        && !glyph.is_blank
        && glyph.start - under.start < 0.4 * under.advance.max(0.1 * under.size)
}

/// Width of a box: three em, or what the labels need.
fn box_width(marks: &[usize], labels: &[String], size: f64) -> f64 {
    let label = box_label(marks, labels);
    let letters = ((HEIGHT + DEPTH) * size * overlay::LETTERS).min(9.0);
    let needed = overlay::width(&label) * letters + 6.0;
    let least = 3.0 * size;
    ((if label.is_empty() { least } else { needed.max(least) }) * 10.0).ceil() / 10.0
}

/// The labels of the marks behind a box, each once.
pub(super) fn box_label(marks: &[usize], labels: &[String]) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for mark in marks {
        if let Some(label) = labels.get(*mark)
            && !label.is_empty()
            && !parts.contains(&label.as_str())
        {
            parts.push(label);
        }
    }
    parts.join(", ")
}

fn rounded(rect: Rect) -> Rect {
    let grid = |value: f64| (value * 100.0).round() / 100.0;
    Rect::new(grid(rect.x0), grid(rect.y0), grid(rect.x1), grid(rect.y1))
}

/// Lines this many em away still tell about the column.
const NEIGHBOURS: f64 = 4.0;
/// A gap of this share of an em parts words.
const WORD_GAP: f64 = 0.15;
/// The space put between words where no space glyph stands, in em.
const SPACE: f64 = 0.25;
/// The space between a box and punctuation that stood close to the removed word.
const TIGHT: f64 = 0.06;
/// Boxes reach this far below the baseline, in em.
const DEPTH: f64 = 0.22;
/// And this far above.
const HEIGHT: f64 = 0.78;
/// Narrower letters cannot be read.
const MIN_SQUEEZE: f64 = 0.6;
