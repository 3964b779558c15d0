//! Bars over whole lines, cells and paragraphs (levels `line`, `cell`, `block`).
//!
//! A bar is as wide as its column, and the column is read off lines that no
//! mark touches: the width of what is withheld never shows.

use std::collections::BTreeSet;

use super::lines::{Cluster, Post, RULED, fine};
use super::text::painted;
use super::{Hits, PagePlan, PlacedMark, levels};
use crate::geom::{Rect, Vec2, overlaps};
use crate::level::Level;
use crate::model::PageModel;
use crate::overlay::{PaintedBox, StandsFor};

/// Widens marks at `line`, `cell` and `block` to all they take, and paints their bars; the glyphs of lines that are gone.
pub(super) fn take(
    model: &PageModel,
    clusters: &[Cluster],
    placed: &[PlacedMark<'_>],
    hits: &mut [Hits],
    page: &mut PagePlan,
) -> BTreeSet<usize> {
    let labels: Vec<String> = placed.iter().map(|mark| mark.mark.label.clone()).collect();
    let marked: BTreeSet<usize> = hits.iter().flat_map(|hit| hit.glyphs.iter().copied()).collect();
    let is_marked = |cluster: &Cluster| cluster.glyphs.iter().any(|glyph| marked.contains(&glyph.index));
    let free: Vec<&Cluster> = clusters.iter().filter(|cluster| !is_marked(cluster)).collect();
    let mut all_bars: Vec<Bar> = Vec::new();
    let mut taken: Vec<(usize, BTreeSet<usize>)> = Vec::new();
    for (mark, hit) in hits.iter_mut().enumerate() {
        if !matches!(hit.level, Level::Line | Level::Block | Level::Cell) {
            continue;
        }
        let touched: Vec<&Cluster> =
            clusters.iter().filter(|cluster| levels::holds_any(cluster, &hit.glyphs)).collect();
        if touched.is_empty() || !touched.iter().all(|cluster| cluster.is_upright()) {
            hit.not_set = (!hit.glyphs.is_empty()).then_some("no upright line of text stands here");
            hit.level = Level::Exact;
            continue;
        }
        let (gone, bars) = match hit.level {
            Level::Block => block(model, clusters, &touched, &free),
            Level::Cell => {
                let bars = touched.iter().map(|cluster| cell(model, cluster, &free)).collect();
                (touched, bars)
            }
            _ => {
                let bars =
                    touched.iter().map(|cluster| between(cluster, bar(model, cluster, &free, false), &free)).collect();
                (touched, bars)
            }
        };
        for cluster in &gone {
            hit.glyphs.extend(cluster.glyphs.iter().map(|glyph| glyph.index));
            page.taken.push(cluster.band(cluster.start(), cluster.end(), 0.2 * cluster.size, 0.7 * cluster.size));
            page.changed.push(cluster.band(
                cluster.start() - 3.0,
                cluster.end() + 3.0,
                0.5 * cluster.size,
                1.2 * cluster.size,
            ));
            super::text::drop_drawn(model, clusters, cluster, page);
            super::text::drop_hidden(model, cluster, page);
            super::text::drop_pictures(model, cluster, |_| true, page);
        }
        hit.glyphs.sort_unstable();
        hit.glyphs.dedup();
        for rect in bars {
            match all_bars.iter_mut().find(|bar| bar.rect == rect) {
                Some(bar) => bar.marks.push(mark),
                None => {
                    let mut bar = Bar { rect, marks: vec![mark], level: hit.level, stands_for: None };
                    let lines = gone.iter().filter(|line| bar.is_level_with(line));
                    let behind = lines.flat_map(|line| line.glyphs.iter().map(|glyph| &glyph.index));
                    bar.stands_for =
                        StandsFor::first_of(model, behind).or_else(|| StandsFor::first_of(model, hit.glyphs.iter()));
                    all_bars.push(bar);
                }
            }
        }
        hit.is_set_again = true;
        taken.push((mark, gone.iter().flat_map(|line| line.glyphs.iter().map(|glyph| glyph.index)).collect()));
    }
    join(clusters, hits, &taken, &mut all_bars);
    for Bar { rect, mut marks, level, stands_for } in all_bars {
        marks.sort_unstable();
        page.no_text.push(rect);
        page.changed.push(rect);
        page.boxes.push(PaintedBox { stands_for, ..painted(rect, &marks, placed, &labels, level) });
    }
    taken.into_iter().flat_map(|(_, glyphs)| glyphs).collect()
}

/// A bar and the marks that it stands for.
struct Bar {
    rect: Rect,
    marks: Vec<usize>,
    level: Level,
    stands_for: Option<StandsFor>,
}

impl Bar {
    /// Whether it lies over the baseline of a line. Where that line begins and ends does not count: that may be the
    /// doing of what is withheld.
    fn is_level_with(&self, cluster: &Cluster) -> bool {
        let middle = self.rect.center().to_vec2();
        let on_line = cluster.point(middle.dot(cluster.along), 0.3 * cluster.size);
        self.rect.contains(on_line)
    }
}

/// Marks of other levels on lines that are gone stand behind the bars of those lines, and have no box of their own.
fn join(clusters: &[Cluster], hits: &mut [Hits], taken: &[(usize, BTreeSet<usize>)], bars: &mut [Bar]) {
    let levels: Vec<Level> = hits.iter().map(|hit| hit.level).collect();
    for (mark, hit) in hits.iter_mut().enumerate() {
        if !matches!(hit.level, Level::Constant | Level::Exact) || hit.glyphs.is_empty() {
            continue;
        }
        let touching = taken.iter().filter(|(_, gone)| hit.glyphs.iter().any(|glyph| gone.contains(glyph)));
        for (taker, gone) in touching {
            let lines = clusters.iter().filter(|cluster| {
                cluster.glyphs.iter().any(|glyph| gone.contains(&glyph.index) && hit.glyphs.contains(&glyph.index))
            });
            for line in lines {
                for bar in bars.iter_mut().filter(|bar| bar.marks.contains(taker) && bar.is_level_with(line)) {
                    if !bar.marks.contains(&mark) {
                        bar.marks.push(mark);
                    }
                }
            }
        }
        let is_gone = |glyph: &usize| taken.iter().any(|(_, gone)| gone.contains(glyph));
        let behind = taken.iter().find(|(_, gone)| hit.glyphs.iter().any(|glyph| gone.contains(glyph)));
        if let Some((taker, _)) = behind
            && hit.glyphs.iter().all(is_gone)
        {
            hit.level = levels.get(*taker).copied().unwrap_or(hit.level);
            hit.is_set_again = true;
        }
    }
}

/// The bar over one line: as wide as its column, between the rules of its cell if it stands in one.
fn bar(model: &PageModel, cluster: &Cluster, free: &[&Cluster], is_cell: bool) -> Rect {
    let (mut from, mut to) = column(model, cluster, free, is_cell);
    for post in Post::across(&model.rules, cluster.along, cluster.up) {
        if !post.parts(cluster.baseline, cluster.size) {
            continue;
        } else if post.at <= cluster.start() + RULED {
            from = from.max(post.at + 1.0);
        } else if post.at >= cluster.end() - RULED {
            to = to.min(post.at - 1.0);
        }
    }
    let to = to.max(from + cluster.size);
    grid(cluster.band(from, to, DEPTH * cluster.size, HEIGHT * cluster.size))
}

/// The bar cut short of kept text on the same line: the next cell, the next column.
fn between(cluster: &Cluster, bar: Rect, free: &[&Cluster]) -> Rect {
    let edges = [Vec2::new(bar.x0, bar.y0).dot(cluster.along), Vec2::new(bar.x1, bar.y1).dot(cluster.along)];
    let (mut from, mut to) = (edges[0].min(edges[1]), edges[0].max(edges[1]));
    let mut behind = f64::NEG_INFINITY;
    // Lines of another column may stand a little higher or lower.
    let is_level = |other: &&&Cluster| {
        let below = cluster.baseline - other.baseline;
        // A large initial stands beside two lines or more.
        let is_beside = other.size > LARGE * cluster.size
            && (-HEIGHT * cluster.size..(0.6 * other.size + DEPTH * cluster.size)).contains(&below);
        other.along.dot(cluster.along) > 0.999_99
            && (is_beside || below.abs() < (DEPTH + HEIGHT) * cluster.size.min(other.size) * 0.8)
    };
    for other in free.iter().filter(is_level) {
        if other.start() >= cluster.end() {
            to = to.min(other.start() - 0.4 * cluster.size);
        } else if other.end() <= cluster.start() {
            behind = behind.max(other.end() + 0.4 * cluster.size);
        }
    }
    if behind > from {
        // Behind another column the bar begins where the lines of its own do.
        let is_near = |other: &&&Cluster| {
            (other.baseline - cluster.baseline).abs() < COLUMN * cluster.size && other.runs_along(cluster)
        };
        let starts = free.iter().filter(is_near).map(|other| other.start()).filter(|start| *start >= behind);
        from = starts.reduce(f64::min).filter(|start| start + cluster.size < to).unwrap_or(behind);
    }
    let bar = cluster.band(from, to.max(from + cluster.size), DEPTH * cluster.size, HEIGHT * cluster.size);
    grid(short_of_crossing(cluster, bar, free))
}

/// The bar cut short of kept text that runs another way: a turned heading of a column stops before the rows.
fn short_of_crossing(cluster: &Cluster, bar: Rect, free: &[&Cluster]) -> Rect {
    let reach = |rect: Rect| {
        let ends = [Vec2::new(rect.x0, rect.y0).dot(cluster.along), Vec2::new(rect.x1, rect.y1).dot(cluster.along)];
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    };
    let (mut from, mut to) = reach(bar);
    for other in free.iter().filter(|other| other.along.dot(cluster.along) <= 0.999_99) {
        let body = other.band(other.start(), other.end(), DEPTH * other.size, HEIGHT * other.size);
        let (near, far) = reach(body);
        if !overlaps(body, bar) {
            continue;
        } else if near >= cluster.end() {
            to = to.min(near - 0.4 * cluster.size);
        } else if far <= cluster.start() {
            from = from.max(far + 0.4 * cluster.size);
        }
    }
    cluster.band(from, to.max(from + cluster.size), DEPTH * cluster.size, HEIGHT * cluster.size)
}

/// From where to where the column of a line reaches, by lines that nobody marked: those above and below it, or those of
/// the whole page where they are few.
///
/// Which they are hangs on the baseline alone: where the line itself begins and ends may be the doing of what is withheld.
/// Where many of them have other text beside them, that is another column.
fn column(model: &PageModel, cluster: &Cluster, free: &[&Cluster], is_cell: bool) -> (f64, f64) {
    let all: Vec<&Cluster> = free.iter().copied().filter(|other| other.along.dot(cluster.along) > 0.999_99).collect();
    let is_near = |line: &&Cluster| (line.baseline - cluster.baseline).abs() < COLUMN * cluster.size;
    let near: Vec<&Cluster> = all.iter().copied().filter(is_near).collect();
    let lines = if near.len() >= FEW { near } else { all };
    let from = lines.iter().map(|line| line.start()).fold(f64::INFINITY, f64::min);
    let to = lines.iter().map(|line| line.end()).fold(f64::NEG_INFINITY, f64::max);
    if from >= to {
        // Nothing to go by: the width of the page between usual margins.
        let crop = model.crop_box;
        let edge = |x: f64, y: f64| Vec2::new(x, y).dot(cluster.along);
        let (a, b) = (edge(crop.x0, crop.y0), edge(crop.x1, crop.y1));
        let margin = (a - b).abs() / 12.0;
        return (a.min(b) + margin, a.max(b) - margin);
    }
    // The gaps between clusters of one line, before and behind the place where this one begins.
    let (mut before, mut behind) = (Vec::new(), Vec::new());
    for line in &lines {
        let next = lines.iter().filter(|other| other.line == line.line && other.start() > line.end());
        let Some(next) = next.map(|other| other.start()).reduce(f64::min) else { continue };
        // Either of its own ends may lie in a gap, if it is the one that is withheld; the other tells.
        if line.end() <= cluster.start() && next <= cluster.end() {
            before.push(next);
        } else if line.end() > cluster.start() {
            behind.push(next);
        }
    }
    // One row of a table, such as its head, shows where the columns of a cell lie.
    let is_column = |edges: &[f64]| is_cell || (edges.len() >= COLUMN_LINES && edges.len() * 3 >= lines.len());
    let left = is_column(&before).then(|| before.iter().copied().fold(from, f64::max));
    let right = is_column(&behind)
        .then(|| behind.iter().copied().reduce(f64::min))
        .flatten()
        .map(|right| right - 0.5 * cluster.size);
    (left.map_or(from, |left| from.max(left)), right.map_or(to, |right| to.min(right)).max(from + cluster.size))
}

/// The bar over one table cell: between the nearest upright rules, else as wide as the cells above and below and
/// short of those beside it.
fn cell(model: &PageModel, cluster: &Cluster, free: &[&Cluster]) -> Rect {
    let bar = match ruled_cell(model, cluster) {
        Some((left, right)) => cluster.band(left + 1.0, right - 1.0, DEPTH * cluster.size, HEIGHT * cluster.size),
        None => bar(model, cluster, free, true),
    };
    // A row may be ruled or filled as one.
    between(cluster, grid(bar), free)
}

/// From where to where the cell reaches that a line stands in: the nearest upright edges of rules and fills that are not
/// there for its words.
pub(super) fn ruled_cell(model: &PageModel, cluster: &Cluster) -> Option<(f64, f64)> {
    let (start, end) = (cluster.start(), cluster.end());
    let band = cluster.band(start, end, 0.1 * cluster.size, 0.5 * cluster.size);
    let is_level = cluster.along.x.abs() > 0.5;
    let (mut left, mut right) = (f64::NEG_INFINITY, f64::INFINITY);
    let filled = model.paths.iter().filter(|path| path.is_visible && path.paint.fill.is_some());
    let edges = filled.map(|path| path.bounds).chain(model.rules.iter().copied());
    for bounds in edges.filter(|bounds| !levels::is_decoration(*bounds, cluster)) {
        let spans = if is_level {
            bounds.y0 <= band.y0 && bounds.y1 >= band.y1
        } else {
            bounds.x0 <= band.x0 && bounds.x1 >= band.x1
        };
        let corners = [Vec2::new(bounds.x0, bounds.y0), Vec2::new(bounds.x1, bounds.y1)];
        for edge in corners.iter().filter(|_| spans).map(|corner| corner.dot(cluster.along)) {
            left = if edge <= start { left.max(edge) } else { left };
            right = if edge >= end { right.min(edge) } else { right };
        }
    }
    (left.is_finite() && right.is_finite() && right - left < 40.0 * cluster.size).then_some((left, right))
}

/// The paragraphs around the touched lines, and one bar over each.
fn block<'c>(
    model: &PageModel,
    clusters: &'c [Cluster],
    touched: &[&'c Cluster],
    free: &[&Cluster],
) -> (Vec<&'c Cluster>, Vec<Rect>) {
    let mut all: Vec<&Cluster> = Vec::new();
    let mut bars = Vec::new();
    for start in touched {
        if all.iter().any(|cluster| cluster == start) {
            continue;
        }
        let mut paragraph: Vec<&Cluster> = vec![start];
        let mut grew = true;
        while grew {
            grew = false;
            for cluster in clusters {
                if !paragraph.contains(&cluster) && paragraph.iter().any(|member| follows(member, cluster)) {
                    paragraph.push(cluster);
                    grew = true;
                }
            }
        }
        let inside = |cluster: &&&Cluster| !paragraph.contains(*cluster);
        let outside: Vec<&Cluster> = free.iter().filter(inside).copied().collect();
        let whole =
            |cluster: &&Cluster| grid(short_of_crossing(cluster, bar(model, cluster, &outside, false), &outside));
        if let Some(rect) = paragraph.iter().map(whole).reduce(|a, b| a.union(b)) {
            let hides =
                |other: &&Cluster| overlaps(other.band(other.start(), other.end(), 0.0, 0.5 * other.size), rect);
            if outside.iter().any(|other| hides(other)) {
                // Line numbers and notes in the margin stay beside it.
                bars.extend(paragraph.iter().map(|cluster| between(cluster, whole(cluster), &outside)));
            } else {
                bars.push(rect);
            }
        }
        all.extend(paragraph);
    }
    (all, bars)
}

/// Whether two clusters are consecutive lines of one paragraph.
fn follows(a: &Cluster, b: &Cluster) -> bool {
    let pitch = (a.baseline - b.baseline).abs();
    a.along.dot(b.along) > 0.999_99
        && (a.size - b.size).abs() < 0.1 * a.size
        && pitch < 1.75 * a.size
        && ((pitch > 0.5 * a.size && a.start() < b.end() && b.start() < a.end()) || (a.line == b.line))
}

fn grid(rect: Rect) -> Rect {
    let round = |value: f64| (fine(value) * 10.0).round() / 10.0;
    Rect::new(round(rect.x0), round(rect.y0), round(rect.x1), round(rect.y1))
}

/// Bars reach this far below the baseline, in em.
const DEPTH: f64 = 0.25;
/// And this far above.
const HEIGHT: f64 = 0.85;
/// Text so many times as large as a line may stand beside several.
const LARGE: f64 = 1.5;
/// Lines this many em away still tell about the column.
const COLUMN: f64 = 14.0;
/// Fewer lines than this tell little.
const FEW: usize = 6;
/// So many lines with text beside them make columns.
const COLUMN_LINES: usize = 5;
