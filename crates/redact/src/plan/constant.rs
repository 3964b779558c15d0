//! Setting a line again around boxes of constant width (level `constant`).
//!
//! Every position is computed from what stays: the line's anchor at its margin,
//! the nominal advances of the kept glyphs, one width for each gap between
//! words, one width for each box. Nothing here may read a measure of a removed
//! glyph but the place where its line is anchored.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{Cluster, LineGlyph, fine};
use crate::geom::{Point, Rect};
use crate::overlay;

/// The glyphs that go, each with the marks that take it.
pub(super) type Removed = BTreeMap<usize, Vec<usize>>;

/// A line set again.
#[derive(Clone, Debug, Default)]
pub(super) struct Setting {
    /// New origins of kept glyphs, in page space, and the factors on their widths.
    pub(super) origins: BTreeMap<usize, (Point, f64)>,
    /// Its boxes.
    pub(super) boxes: Vec<SetBox>,
    /// Where the new line lies.
    pub(super) band: Rect,
    /// Whether its letters leave the clips that they were shown in.
    pub(super) is_free: bool,
}

/// A box in a line that is set again.
#[derive(Clone, Debug)]
pub(super) struct SetBox {
    pub(super) rect: Rect,
    /// The marks behind it, as ordinals in the caller's list.
    pub(super) marks: Vec<usize>,
    /// The first glyph painted of those that it stands for.
    pub(super) first: usize,
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

/// The page around a cluster.
pub(super) struct Surroundings<'c> {
    /// All clusters of the page.
    pub(super) all: &'c [Cluster],
    /// Ordinals of the glyphs that go, with their marks.
    pub(super) removed: &'c Removed,
    /// From where to where the page reaches along the line.
    pub(super) page: (f64, f64),
    /// The rules and edges on both sides of the line, if it stands in a ruled cell.
    pub(super) cell: Option<(f64, f64)>,
}

impl Surroundings<'_> {
    fn is_removed(&self, glyph: &LineGlyph) -> bool {
        self.removed.contains_key(&glyph.index)
    }

    pub(super) fn is_marked(&self, cluster: &Cluster) -> bool {
        cluster.glyphs.iter().any(|glyph| self.is_removed(glyph))
    }
}

/// Finds how a cluster is aligned, from lines of the page that it begins, ends or is centred with.
///
/// What those have in common decides: where this line begins or ends may be the doing of what is withheld, so that it
/// looks flush with another line by chance. Lines that are marked themselves count only where no others are near. None
/// where nothing tells.
pub(super) fn anchor(cluster: &Cluster, around: &Surroundings<'_>) -> Option<Anchor> {
    let is_other = |other: &&Cluster| other.runs_along(cluster);
    let is_near = |other: &&Cluster| (other.baseline - cluster.baseline).abs() < NEIGHBOURS * cluster.size;
    let others: Vec<&Cluster> = around.all.iter().filter(is_other).collect();
    let near: Vec<&Cluster> = others.iter().copied().filter(is_near).collect();
    if let Some(anchor) = rough_anchor(cluster, &near, around) {
        return Some(anchor);
    }
    let mut edges = [
        Edge { of: Cluster::start, tolerance: 0.25, anchor: Anchor::Start },
        Edge { of: Cluster::end, tolerance: 0.25, anchor: Anchor::End },
        Edge { of: |line| (line.start() + line.end()) / 2.0, tolerance: 0.4, anchor: Anchor::Middle },
    ];
    let is_kin = |other: &&Cluster| edges.iter().any(|edge| edge.is_shared(cluster, other));
    let kin: Vec<&Cluster> = near.iter().copied().filter(is_kin).collect();
    let unmarked: Vec<&Cluster> = kin.iter().copied().filter(|other| !around.is_marked(other)).collect();
    let kin = if unmarked.is_empty() { kin } else { unmarked };
    // One of many lines that happens to end where this one does tells nothing; a cell has few beside it.
    let is_cell = around.all.iter().any(|other| other.line == cluster.line && other != cluster);
    let lines: BTreeSet<usize> = near.iter().map(|other| other.line).collect();
    let is_chance =
        !is_cell && kin.len() == 1 && lines.len() >= 3 && !kin.iter().any(|other| edges[0].is_shared(cluster, other));
    let whole = cluster.glyphs.iter().all(|glyph| glyph.is_blank || around.is_removed(glyph));
    if kin.is_empty() || is_chance {
        return far_anchor(cluster, &others, around);
    }
    // The edge that most neighbours share comes first; a block of even lines is taken as flush left.
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.pairs(&kin)));
    for edge in &edges {
        let same: Vec<f64> =
            kin.iter().filter(|line| edge.is_shared(cluster, line)).map(|line| (edge.of)(line)).collect();
        if whole && kin.len() >= 2 {
            // Nothing of the line is left to tell which of the edges its neighbours share is its own.
            return Some((edge.anchor)(median(kin.iter().map(|line| (edge.of)(line)).collect())));
        }
        if !same.is_empty() {
            let first = cluster.glyphs.iter().find(|glyph| !glyph.is_blank);
            let is_own =
                (edge.anchor)(0.0) == Anchor::Start(0.0) && first.is_some_and(|glyph| !around.is_removed(glyph));
            // A start is left of everything withheld, or where it was; the others are read off the neighbours.
            return Some((edge.anchor)(if is_own { cluster.start() } else { median(same) }));
        }
    }
    None
}

/// The edge or middle that the unmarked lines near a line share by and large: some producers round the place of each
/// letter, so that no two lines of a block end at the same place.
fn rough_anchor(cluster: &Cluster, near: &[&Cluster], around: &Surroundings<'_>) -> Option<Anchor> {
    let lines: Vec<&&Cluster> = near.iter().filter(|other| !around.is_marked(other)).collect();
    if lines.len() < 3 {
        return None;
    }
    let places = |of: fn(&Cluster) -> f64| {
        let mut places: Vec<f64> = lines.iter().map(|line| of(line)).collect();
        places.sort_by(f64::total_cmp);
        places
    };
    // No two of them share it, and it goes far.
    let is_ragged = |of: fn(&Cluster) -> f64| {
        let places = places(of);
        spread(&places) > 4.0 * ROUGH && places.windows(2).all(|two| two[1] - two[0] > 0.25)
    };
    let shared = |of: fn(&Cluster) -> f64| {
        let places = places(of);
        let is_rough = (0.5..ROUGH).contains(&spread(&places));
        let at = median(places);
        (is_rough && (of(cluster) - at).abs() < ROUGH).then_some(at)
    };
    match (is_ragged(Cluster::start), is_ragged(Cluster::end)) {
        (true, false) => shared(Cluster::end).map(Anchor::End),
        (true, true) => shared(|line| (line.start() + line.end()) / 2.0).map(Anchor::Middle),
        _ => None,
    }
}

fn spread(sorted: &[f64]) -> f64 {
    sorted.last().zip(sorted.first()).map_or(0.0, |(last, first)| last - first)
}

/// The alignment of a line that no line near it shares: by the margins of the page and by its cell.
fn far_anchor(cluster: &Cluster, others: &[&Cluster], around: &Surroundings<'_>) -> Option<Anchor> {
    let (start, end) = (cluster.start(), cluster.end());
    let middle = (start + end) / 2.0;
    let free = || others.iter().filter(|other| !around.is_marked(other));
    if free().any(|other| (other.start() - start).abs() < 0.25) {
        return Some(Anchor::Start(start));
    }
    let ends: Vec<f64> = free().map(|other| other.end()).filter(|other| (other - end).abs() < 0.25).collect();
    if ends.len() >= 2 {
        return Some(Anchor::End(median(ends)));
    }
    // A page has as much margin on the right as on the left.
    let right = around.page.1 - (left_margin(cluster, around) - around.page.0);
    if (end - right).abs() < MARGIN {
        return Some(Anchor::End(right));
    }
    let page_middle = (around.page.0 + around.page.1) / 2.0;
    if (middle - page_middle).abs() < MARGIN {
        return Some(Anchor::Middle(page_middle));
    }
    let cell_middle = around.cell.map(|(from, to)| (from + to) / 2.0);
    cell_middle.filter(|cell| (middle - cell).abs() < MARGIN).map(Anchor::Middle)
}

/// Where the other lines in the direction of `cluster` begin that nothing is taken from.
pub(super) fn left_margin(cluster: &Cluster, around: &Surroundings<'_>) -> f64 {
    let others = around.all.iter().filter(|other| other.runs_along(cluster));
    let starts = others.filter(|other| !around.is_marked(other)).map(Cluster::start);
    let first = starts.fold(f64::INFINITY, f64::min);
    if first.is_finite() { first } else { around.page.0 + (around.page.1 - around.page.0) / 12.0 }
}

/// One way of being aligned.
struct Edge {
    of: fn(&Cluster) -> f64,
    tolerance: f64,
    anchor: fn(f64) -> Anchor,
}

impl Edge {
    fn is_shared(&self, a: &Cluster, b: &Cluster) -> bool {
        ((self.of)(a) - (self.of)(b)).abs() < self.tolerance
    }

    /// How many pairs of these lines have the edge in common.
    fn pairs(&self, lines: &[&Cluster]) -> usize {
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
    Box { marks: Vec<usize>, first: usize },
}

/// Sets `cluster` again. `removed` names, for each removed glyph, the marks
/// that remove it; `labels` the label of each mark; `room` the positions
/// between which the line has to fit. None if it does not fit.
pub(super) fn set(
    cluster: &Cluster,
    anchor: Anchor,
    removed: &Removed,
    labels: &[String],
    room: (f64, f64),
    widths: &Widths,
) -> Option<Setting> {
    let items = items(cluster, removed);
    let size = text_size(cluster, removed);
    let width_of_box = |marks: &[usize]| box_width(marks, labels, size);
    let total = total(&items, labels, size, widths);
    let grid = |value: f64| (fine(value) * 100.0).round() / 100.0;
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
    let mut setting = Setting::default();
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
                let factor = squeeze * widths.factor(glyph);
                setting.origins.insert(glyph.index, (cluster.point(place, glyph.lift), factor));
                if moves_on {
                    base = Some((glyph, place));
                    pen += glyph.advance * factor;
                }
            }
            Item::Box { marks, first } => {
                base = None;
                let to = pen + width_of_box(marks) * squeeze;
                let rect = cluster.band(grid(pen), grid(to), grid(DEPTH * size), grid(HEIGHT * size));
                setting.boxes.push(SetBox { rect: rounded(rect), marks: marks.clone(), first: *first });
                pen = to;
            }
        }
    }
    setting.band = cluster.band(start, pen, 0.4 * cluster.size, 1.1 * cluster.size);
    Some(setting)
}

/// How wide `cluster` is when it is set again with all the room it wants.
pub(super) fn natural_width(cluster: &Cluster, removed: &Removed, labels: &[String], widths: &Widths) -> f64 {
    total(&items(cluster, removed), labels, text_size(cluster, removed), widths)
}

fn total(items: &[Item<'_>], labels: &[String], size: f64, widths: &Widths) -> f64 {
    let width = |item: &Item<'_>| match item {
        Item::Glyph(glyph) => glyph.advance * widths.factor(glyph),
        Item::Gap(gap) => *gap,
        Item::Box { marks, .. } => box_width(marks, labels, size),
    };
    items.iter().map(width).sum()
}

/// The widths, in heights, that letters have on lines nothing is taken from.
///
/// Some producers squeeze or stretch the letters of a line until it fits, so that their width tells how much there was.
pub(super) struct Widths(BTreeSet<i64>);

impl Widths {
    /// Those of the lines without a removed glyph.
    pub(super) fn of(clusters: &[Cluster], removed: &Removed) -> Self {
        let is_free = |cluster: &&Cluster| !cluster.glyphs.iter().any(|glyph| removed.contains_key(&glyph.index));
        let glyphs = clusters.iter().filter(is_free).flat_map(|cluster| &cluster.glyphs);
        Self(glyphs.map(|glyph| Self::key(glyph.stretch)).collect())
    }

    /// The factor that gives a letter its usual width, unless other lines are as wide.
    fn factor(&self, glyph: &LineGlyph) -> f64 {
        let key = Self::key(glyph.stretch);
        let is_known = self.0.range(key - 1..=key + 1).next().is_some();
        if is_known || !(MOST_SQUEEZED..=MOST_STRETCHED).contains(&glyph.stretch) { 1.0 } else { 1.0 / glyph.stretch }
    }

    fn key(stretch: f64) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "saturates; thousandths of a usual width")]
        let key = (stretch * 1000.0).round() as i64;
        key
    }
}

/// The size the boxes are made for: that of the first kept glyph.
pub(super) fn text_size(cluster: &Cluster, removed: &Removed) -> f64 {
    let kept = cluster.glyphs.iter().find(|glyph| !glyph.is_blank && !removed.contains_key(&glyph.index));
    let size = kept.map_or(cluster.size, |glyph| glyph.size);
    (size * 10.0).round() / 10.0
}

fn items<'c>(cluster: &'c Cluster, removed: &Removed) -> Vec<Item<'c>> {
    let mut items: Vec<Item<'c>> = Vec::new();
    let mut before: Option<&LineGlyph> = None;
    let mut blank: Option<&LineGlyph> = None;
    let mut hole: Option<Hole> = None;
    for glyph in &cluster.glyphs {
        if let Some(marks) = removed.get(&glyph.index) {
            let hole = hole.get_or_insert_with(|| Hole {
                marks: Vec::new(),
                first: glyph.index,
                parted: before.is_none() || blank.is_some() || glyph.is_blank || is_apart(before, glyph),
                end: glyph.end,
                ends_blank: false,
            });
            for mark in marks {
                if !hole.marks.contains(mark) {
                    hole.marks.push(*mark);
                }
            }
            hole.first = hole.first.min(glyph.index);
            hole.end = hole.end.max(glyph.end);
            hole.ends_blank = glyph.is_blank;
            blank = None;
            continue;
        }
        if glyph.is_blank {
            blank = blank.or(Some(glyph));
            continue;
        }
        if let Some(hole) = hole.take() {
            let parted_behind = blank.is_some() || hole.ends_blank || glyph.start - hole.end > WORD_GAP * glyph.size;
            if let Some(before) = before {
                let gap = if hole.parted { SPACE * glyph.size } else { TIGHT * glyph.size };
                items.push(Item::Gap(gap + clearance(before, before.overhang.1)));
            }
            items.push(Item::Box { marks: hole.marks, first: hole.first });
            let gap = if parted_behind { SPACE * glyph.size } else { TIGHT * glyph.size };
            items.push(Item::Gap(gap + clearance(glyph, glyph.overhang.0)));
        } else if let Some(blank) = blank {
            // A blank whose room was taken back shows nothing: what stands for a soft hyphen within a line.
            if before.is_some_and(|before| glyph.start - before.end > CANCELLED * glyph.size) {
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
            let gap = if hole.parted { SPACE * before.size } else { TIGHT * before.size };
            items.push(Item::Gap(gap + clearance(before, before.overhang.1)));
        }
        items.push(Item::Box { marks: hole.marks, first: hole.first });
    }
    items
}

/// The room between a box and a letter that reaches further over its edge than slanted letters do.
fn clearance(glyph: &LineGlyph, overhang: f64) -> f64 {
    (overhang - SLANT * glyph.size).max(0.0)
}

/// A run of removed glyphs.
struct Hole {
    marks: Vec<usize>,
    first: usize,
    /// Whether a word gap parts it from what stands before.
    parted: bool,
    end: f64,
    /// Whether its last glyph is a blank: how far a mark was drawn tells nothing of what it covers.
    ends_blank: bool,
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
    let grid = |value: f64| (fine(value) * 100.0).round() / 100.0;
    Rect::new(grid(rect.x0), grid(rect.y0), grid(rect.x1), grid(rect.y1))
}

/// Letters outside these widths are not fitted to a line but drawn so.
const MOST_SQUEEZED: f64 = 0.7;
/// See above.
const MOST_STRETCHED: f64 = 1.4;
/// How far, in units of page space, a line may be from the margin or middle that it is set by: producers round.
const MARGIN: f64 = 0.5;
/// How far, in units of page space, lines of a block may be from its edge where their letters are placed roughly.
const ROUGH: f64 = 2.5;
/// Lines this many em away still tell about the column.
const NEIGHBOURS: f64 = 4.0;
/// A gap of this share of an em parts words.
const WORD_GAP: f64 = 0.15;
/// A blank with no more room than this, in em, parts nothing.
const CANCELLED: f64 = 0.05;
/// The space put between words where no space glyph stands, in em.
const SPACE: f64 = 0.25;
/// The space between a box and punctuation that stood close to the removed word.
const TIGHT: f64 = 0.06;
/// Slanted letters reach about this far over the next, in em.
const SLANT: f64 = 0.2;
/// Boxes reach this far below the baseline, in em.
const DEPTH: f64 = 0.22;
/// And this far above.
const HEIGHT: f64 = 0.78;
/// Narrower letters cannot be read.
const MIN_SQUEEZE: f64 = 0.6;
