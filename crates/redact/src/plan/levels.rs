//! Which level a mark is done at (design 3.7).
//!
//! `auto` goes by the shape of what is touched. Levels that set text again
//! need lines that can be set: upright, horizontal text in place.

use std::collections::BTreeSet;

use super::lines::Cluster;
use super::{Hits, PlacedMark};
use crate::geom::{Rect, overlaps};
use crate::level::Level;
use crate::model::{PageModel, Place};

/// Gives each mark the level it is done at.
pub(super) fn settle(model: &PageModel, clusters: &[Cluster], placed: &[PlacedMark<'_>], hits: &mut [Hits]) {
    let all: BTreeSet<usize> = hits.iter().flat_map(|hit| hit.glyphs.iter().copied()).collect();
    for (mark, hit) in placed.iter().zip(hits.iter_mut()) {
        hit.level = match mark.level {
            Level::Auto => automatic(model, clusters, mark, &hit.glyphs, &all),
            Level::Constant if stands_in_a_drawing(model, clusters, mark, &hit.glyphs) => {
                hit.not_set = Some("a drawing lies under the mark");
                Level::Exact
            }
            Level::Constant if lies_on_a_picture(model, clusters, mark, &hit.glyphs) => {
                hit.not_set = Some("a picture lies under the mark");
                Level::Exact
            }
            asked => asked,
        };
    }
}

fn automatic(
    model: &PageModel,
    clusters: &[Cluster],
    mark: &PlacedMark<'_>,
    glyphs: &[usize],
    all: &BTreeSet<usize>,
) -> Level {
    let touched: Vec<&Cluster> = clusters.iter().filter(|cluster| holds_any(cluster, glyphs)).collect();
    // A line along either axis can be set again, however the page is turned for showing it.
    if touched.is_empty() || !touched.iter().all(|cluster| cluster.is_upright()) {
        return Level::Exact;
    }
    // Text that no line holds (invisible, vertical, in odd directions) stays where it is.
    let held: BTreeSet<usize> =
        touched.iter().flat_map(|cluster| cluster.glyphs.iter().map(|glyph| glyph.index)).collect();
    let is_loose =
        |index: &usize| !held.contains(index) && model.glyphs.get(*index).is_some_and(|glyph| !glyph.is_blank());
    if glyphs.iter().any(is_loose) || touches_graphics(model, mark.rect, &touched) {
        return Level::Exact;
    }
    let is_whole = |cluster: &&Cluster| cluster.glyphs.iter().all(|glyph| glyph.is_blank || all.contains(&glyph.index));
    if !touched.iter().all(is_whole) {
        return Level::Constant;
    }
    let in_table =
        touched.iter().any(|cluster| clusters.iter().any(|other| other.line == cluster.line && other != *cluster));
    if in_table { Level::Cell } else { Level::Line }
}

/// Whether a mark covers part of a solid shape that is no decoration, background or rule:
/// lettering of a chart, which means nothing in another place.
fn stands_in_a_drawing(model: &PageModel, clusters: &[Cluster], mark: &PlacedMark<'_>, glyphs: &[usize]) -> bool {
    let touched: Vec<&Cluster> = clusters.iter().filter(|cluster| holds_any(cluster, glyphs)).collect();
    model.paths.iter().any(|path| {
        path.is_visible
            && path.place == Place::Page
            && path.bounds.width().min(path.bounds.height()) > 2.0
            && overlaps(path.bounds, mark.rect)
            && !is_backdrop(path.bounds, mark.rect)
            && !touched.iter().any(|cluster| is_decoration(path.bounds, cluster))
    })
}

/// Whether a mark on words covers part of a picture that does not go with their line: its box has to stay over it.
fn lies_on_a_picture(model: &PageModel, clusters: &[Cluster], mark: &PlacedMark<'_>, glyphs: &[usize]) -> bool {
    let touched: Vec<&Cluster> = clusters.iter().filter(|cluster| holds_any(cluster, glyphs)).collect();
    let pictures = model.images.iter().filter(|image| image.is_visible && image.place == Place::Page);
    let mut covered = pictures.filter(|image| overlaps(image.bounds, mark.rect));
    !touched.is_empty() && covered.any(|image| !touched.iter().any(|cluster| is_decoration(image.bounds, cluster)))
}

/// Whether a picture, a shading, or a drawing that is no decoration of the touched lines lies in the mark.
fn touches_graphics(model: &PageModel, rect: Rect, touched: &[&Cluster]) -> bool {
    let hits = |bounds: Rect| overlaps(bounds.inflate(1e-6, 1e-6), rect);
    model.images.iter().any(|image| image.is_visible && image.place == Place::Page && hits(image.bounds))
        || model.shadings.iter().any(|shading| shading.place == Place::Page && hits(shading.bounds))
        || model.paths.iter().any(|path| {
            path.is_visible
                && path.place == Place::Page
                && hits(path.bounds)
                && !is_backdrop(path.bounds, rect)
                && !touched.iter().any(|cluster| is_decoration(path.bounds, cluster))
        })
}

/// A page or panel background, or a cell border far larger than the mark.
fn is_backdrop(bounds: Rect, mark: Rect) -> bool {
    bounds.x0 <= mark.x0 && bounds.x1 >= mark.x1 && bounds.y0 <= mark.y0 && bounds.y1 >= mark.y1
}

/// Whether a path is an underline, strike-through or highlight of a line.
pub(super) fn is_decoration(bounds: Rect, cluster: &Cluster) -> bool {
    let band = cluster.band(cluster.start() - 2.5, cluster.end() + 2.5, 0.45 * cluster.size, 1.2 * cluster.size);
    band.contains_rect(bounds)
}

/// Whether any of `glyphs` stands in the cluster.
pub(super) fn holds_any(cluster: &Cluster, glyphs: &[usize]) -> bool {
    cluster.glyphs.iter().any(|glyph| glyphs.binary_search(&glyph.index).is_ok())
}
