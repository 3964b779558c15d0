//! Lines of text and their clusters, found by geometry.
//!
//! A *line* is the glyphs on one baseline in one direction; a *cluster* is a
//! stretch of it without a wide gap: a line of a column, or a table cell.

use std::collections::BTreeSet;

use super::columns::{self, Line};
use crate::geom::{Point, Rect, Vec2};
use crate::model::{Glyph, PageModel, Place};

/// A glyph on a line; positions are along the line's direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LineGlyph {
    /// Ordinal on the page.
    pub(super) index: usize,
    /// Position of its origin.
    pub(super) start: f64,
    /// Position behind its advance, without spacing.
    pub(super) end: f64,
    /// Width of its advance; may be negative in a broken font.
    pub(super) advance: f64,
    /// Height of one em.
    pub(super) size: f64,
    /// Whether it is a blank.
    pub(super) is_blank: bool,
    /// Distance from the line's baseline.
    pub(super) lift: f64,
    /// Ordinal of the operator that shows it.
    pub(super) show: usize,
    /// Width of one em in heights of one em.
    pub(super) stretch: f64,
    /// How far its ink reaches beyond its start and its end, as that of vowel signs does, which stand over their neighbours.
    pub(super) overhang: (f64, f64),
}

/// Glyphs without a wide gap between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cluster {
    /// Unit vector along the line.
    pub(super) along: Vec2,
    /// Unit vector upwards.
    pub(super) up: Vec2,
    /// Position of the baseline along `up`.
    pub(super) baseline: f64,
    /// Height of one em (of the largest glyph).
    pub(super) size: f64,
    /// Ordinal of the line on the page; clusters of one line share it.
    pub(super) line: usize,
    /// Its glyphs by position.
    pub(super) glyphs: Vec<LineGlyph>,
    /// Whether a leader led from it to what stands at the end of its line.
    pub(super) is_led: bool,
}

impl Cluster {
    /// Where its first visible glyph starts.
    pub(super) fn start(&self) -> f64 {
        self.inked().map(|glyph| glyph.start).fold(f64::INFINITY, f64::min)
    }

    /// Where its last visible glyph ends.
    pub(super) fn end(&self) -> f64 {
        self.inked().map(|glyph| glyph.end).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The point at a position along the line and above its baseline.
    pub(super) fn point(&self, position: f64, above: f64) -> Point {
        (self.along * position + self.up * (self.baseline + above)).to_point()
    }

    /// The page-space box between two positions, below and above the baseline.
    pub(super) fn band(&self, from: f64, to: f64, below: f64, above: f64) -> Rect {
        Rect::from_points(self.point(from, -below), self.point(to, above))
    }

    /// Whether the line runs along an axis of the page.
    pub(super) fn is_upright(&self) -> bool {
        self.along.x.abs() < 1e-4 || self.along.y.abs() < 1e-4
    }

    /// Whether it is of another line in the same direction.
    pub(super) fn runs_along(&self, other: &Self) -> bool {
        self.line != other.line && self.along.dot(other.along) > 0.999_99
    }

    fn inked(&self) -> impl Iterator<Item = &LineGlyph> {
        self.glyphs.iter().filter(|glyph| !glyph.is_blank)
    }
}

/// A straight rule across a line, by where it stands along it and how far it reaches across.
#[derive(Clone, Copy, Debug)]
pub(super) struct Post {
    /// Where it stands.
    pub(super) at: f64,
    from: f64,
    to: f64,
}

impl Post {
    /// The rules of a page that run across lines in the direction `along`.
    pub(super) fn across(rules: &[Rect], along: Vec2, up: Vec2) -> Vec<Self> {
        let is_axis = along.x.abs() < 1e-4 || along.y.abs() < 1e-4;
        let posts = rules.iter().filter(|_| is_axis).map(|rect| (reach(*rect, along), reach(*rect, up)));
        posts
            .filter(|((left, right), (bottom, top))| right - left < top - bottom)
            .map(|((left, right), (from, to))| Self { at: (left + right) / 2.0, from, to })
            .collect()
    }

    /// Whether it parts what stands on this baseline: it is as high as a row, not as a letter.
    pub(super) fn parts(&self, baseline: f64, size: f64) -> bool {
        self.from <= baseline - 0.1 * size && self.to >= baseline + 0.6 * size && self.to - self.from >= ROW * size
    }
}

/// From where to where a box reaches along an axis of the page.
pub(super) fn reach(bounds: Rect, axis: Vec2) -> (f64, f64) {
    let ends = [Vec2::new(bounds.x0, bounds.y0).dot(axis), Vec2::new(bounds.x1, bounds.y1).dot(axis)];
    (ends[0].min(ends[1]), ends[0].max(ends[1]))
}

/// The clusters of a page, by line and position; `removed` tells which glyphs go.
pub(super) fn clusters(model: &PageModel, removed: &BTreeSet<usize>) -> Vec<Cluster> {
    let mut items: Vec<Item> = model.glyphs.iter().filter(|glyph| can_be_set(glyph)).filter_map(Item::of).collect();
    items.sort_by(|a, b| {
        (a.angle, a.baseline, a.glyph.start)
            .partial_cmp(&(b.angle, b.baseline, b.glyph.start))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut lines: Vec<Line> = Vec::new();
    for item in items {
        let continues = lines.last().and_then(|line| line.items.last()).is_some_and(|last| {
            last.angle == item.angle
                && (item.baseline - last.baseline).abs() < SAME_LINE * last.glyph.size.min(item.glyph.size)
        });
        let is_marked = removed.contains(&item.glyph.index);
        match lines.last_mut().filter(|_| continues) {
            Some(line) => {
                line.items.push(item);
                line.is_marked |= is_marked;
            }
            None => lines.push(Line { items: vec![item], is_marked, label: 0 }),
        }
    }
    for line in &mut lines {
        line.items.sort_by(|a, b| {
            (a.glyph.start, a.glyph.index)
                .partial_cmp(&(b.glyph.start, b.glyph.index))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
    }
    for line in &mut lines {
        line.label = label(model, &line.items);
    }
    let breaks = columns::breaks(&lines, &|index| removed.contains(&index));
    let mut found = Vec::new();
    for (count, (line, mut breaks)) in lines.iter().zip(breaks).enumerate() {
        breaks.extend(ruled(line, &model.rules, removed));
        part(line, &breaks, count, &mut found);
    }
    attach_small(&mut found);
    found
}

/// How many glyphs at the start of a line, up to a blank or a gap, are the label of a list item.
fn label(model: &PageModel, items: &[Item]) -> usize {
    let mut text = String::new();
    let mut end = f64::INFINITY;
    let is_word = |item: &&Item| {
        let is_next = !item.glyph.is_blank && item.glyph.start - end < LABEL_GAP * item.glyph.size;
        end = item.glyph.end;
        is_next
    };
    let word: Vec<&Item> = items.iter().take(LONGEST_LABEL + 1).take_while(is_word).collect();
    for item in &word {
        text.push_str(model.glyphs.get(item.glyph.index).and_then(|glyph| glyph.shape.text.as_deref()).unwrap_or("?"));
    }
    if word.len() <= LONGEST_LABEL && columns::labels_item(&text) { word.len() } else { 0 }
}

/// Visible text in place that is written along its line.
fn can_be_set(glyph: &Glyph) -> bool {
    glyph.place == Place::Page && glyph.is_visible && !glyph.is_vertical && !glyph.is_invisible()
}

/// A glyph with the line it stands on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Direction of the line, and which side of it is up.
    pub(super) angle: i64,
    /// Position of its baseline.
    pub(super) baseline: f64,
    along: Vec2,
    up: Vec2,
    pub(super) glyph: LineGlyph,
}

impl Item {
    fn of(glyph: &Glyph) -> Option<Self> {
        let along = glyph.along();
        let size = glyph.size();
        if along.hypot() < 1e-9 || size < 1e-9 || !size.is_finite() {
            return None;
        }
        let along = along.normalize();
        let square = Vec2::new(-along.y, along.x);
        let up = if square.dot(glyph.up()) >= 0.0 { square } else { -square };
        let origin = glyph.origin().to_vec2();
        // Rounded far below what shows, so that ties later on do not fall by the last digit.
        let advance = fine(glyph.along().hypot() * glyph.shape.advance.x);
        let size = fine(size);
        let start = fine(origin.dot(along));
        #[expect(clippy::cast_possible_truncation, reason = "an angle in thousandths of a turn")]
        let angle = (along.y.atan2(along.x) * 1000.0).round() as i64;
        let angle = angle * 2 + i64::from(up == square);
        let line = LineGlyph {
            index: glyph.index,
            start,
            end: start + advance,
            advance,
            size,
            is_blank: glyph.is_blank(),
            lift: 0.0,
            show: glyph.show,
            stretch: fine(glyph.along().hypot() / glyph.up().hypot()),
            overhang: glyph.shape.ink.map_or((0.0, 0.0), |ink| {
                let length = glyph.along().hypot();
                (fine(-ink.x0 * length).max(0.0), fine(ink.x1 * length - advance).max(0.0))
            }),
        };
        Some(Self { angle, baseline: fine(origin.dot(up)), along, up, glyph: line })
    }
}

/// `value` on a grid of a millionth: what the digits behind it say is the noise of arithmetic on places on
/// the page, and those of a line may be the doing of what is withheld.
pub(super) fn fine(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The places in a line where an upright rule parts the cells of a table.
fn ruled(line: &Line, rules: &[Rect], removed: &BTreeSet<usize>) -> Vec<usize> {
    let Some(first) = line.items.first() else { return Vec::new() };
    let across = Post::across(rules, first.along, first.up).into_iter();
    let mut posts: Vec<Post> = across.filter(|post| post.parts(first.baseline, first.glyph.size)).collect();
    posts.sort_by(|a, b| a.at.total_cmp(&b.at));
    if is_frame(line, &posts, removed) {
        return Vec::new();
    }
    let posts: Vec<f64> = posts.iter().map(|post| post.at).collect();
    let mut reach = f64::INFINITY;
    let mut breaks = Vec::new();
    for (at, glyph) in line.items.iter().map(|item| item.glyph).enumerate().filter(|(_, glyph)| !glyph.is_blank) {
        let next = posts.get(posts.partition_point(|post| *post < reach - RULED));
        if next.is_some_and(|post| *post <= glyph.start + RULED) {
            breaks.push(at);
        }
        reach = if reach.is_finite() { reach.max(glyph.end) } else { glyph.end };
    }
    breaks
}

/// Whether all that stands across a line that loses words is the two sides of a frame around one of them or some that
/// stay, close to it, and the line goes on beside it: a word in a box, and no cell.
fn is_frame(line: &Line, posts: &[Post], removed: &BTreeSet<usize>) -> bool {
    let [left, right] = posts else { return false };
    let is_near = |a: f64, b: f64| (a - b).abs() < RULED;
    if !is_near(left.from, right.from) || !is_near(left.to, right.to) {
        return false;
    }
    let inked = || line.items.iter().map(|item| item.glyph).filter(|glyph| !glyph.is_blank);
    let middle = |glyph: &LineGlyph| (glyph.start + glyph.end) / 2.0;
    let inside: Vec<LineGlyph> = inked().filter(|glyph| middle(glyph) > left.at && middle(glyph) < right.at).collect();
    let (Some(first), Some(last)) = (inside.first(), inside.last()) else { return false };
    let reach = FRAME * first.size;
    inked().any(|glyph| removed.contains(&glyph.index))
        && first.start - left.at < reach
        && right.at - last.end < reach
        && inked().any(|glyph| (left.at - glyph.end).abs() < reach || (glyph.start - right.at).abs() < reach)
}

/// Parts a line at its columns.
fn part(line: &Line, breaks: &[usize], count: usize, found: &mut Vec<Cluster>) {
    let mut current: Option<Cluster> = None;
    for (at, item) in line.items.iter().enumerate() {
        let glyph = item.glyph;
        if breaks.contains(&at)
            && let Some(done) = current.take_if(|cluster| cluster.glyphs.iter().any(|glyph| !glyph.is_blank))
        {
            found.push(done);
        }
        let cluster = current.get_or_insert_with(|| Cluster {
            along: item.along,
            up: item.up,
            baseline: item.baseline,
            size: glyph.size,
            line: count,
            glyphs: Vec::new(),
            is_led: false,
        });
        if !glyph.is_blank {
            cluster.size = cluster.size.max(glyph.size);
        }
        cluster.glyphs.push(LineGlyph { lift: item.baseline - cluster.baseline, ..glyph });
    }
    found.extend(current.filter(|cluster| cluster.glyphs.iter().any(|glyph| !glyph.is_blank)));
}

/// Joins raised and lowered small text (notes, ordinals) to the cluster it stands in.
fn attach_small(clusters: &mut Vec<Cluster>) {
    let mut index = 0;
    while index < clusters.len() {
        let small = &clusters[index];
        let host = clusters.iter().position(|host| {
            let lift = small.baseline - host.baseline;
            host.along.dot(small.along) > 0.999_99
                && host.up.dot(small.up) > 0.0
                && host.line != small.line
                && small.size < host.size * 0.95
                && lift.abs() > SAME_LINE * host.size * 0.5
                && lift.abs() < 0.7 * host.size
                && small.start() > host.start()
                && small.start() < host.end() + 0.5 * host.size
                && small.end() - small.start() < 4.0 * host.size
                // What is longer than a large initial stands beside it.
                && small.end() - small.start() < (host.end() - host.start()).max(host.size)
        });
        let Some(host) = host else {
            index += 1;
            continue;
        };
        let small = clusters.remove(index);
        let host = if host > index { host - 1 } else { host };
        let cluster = &mut clusters[host];
        let lift = small.baseline - cluster.baseline;
        cluster.glyphs.extend(small.glyphs.into_iter().map(|glyph| LineGlyph { lift: glyph.lift + lift, ..glyph }));
        cluster
            .glyphs
            .sort_by(|a, b| (a.start, a.index).partial_cmp(&(b.start, b.index)).unwrap_or(std::cmp::Ordering::Equal));
    }
}

/// An upright rule at least this many em high parts cells.
const ROW: f64 = 1.25;
/// Letters may reach this far over a rule, in page units.
pub(super) const RULED: f64 = 0.5;
/// A frame stands at most this many em from the word in it, and from the words beside it.
const FRAME: f64 = 0.7;
/// A label of a list item has at most this many letters.
const LONGEST_LABEL: usize = 8;
/// A gap wider than this many em may part a label from its item.
pub(super) const LABEL_GAP: f64 = 0.4;
/// Baselines closer than this share of an em are one line.
const SAME_LINE: f64 = 0.15;
