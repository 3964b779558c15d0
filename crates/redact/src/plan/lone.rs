//! A place for a line that nothing on its page is aligned with.
//!
//! Where such a line begins may be the doing of what is withheld: a centred line begins the further left the longer the
//! name in it is. So it is set where what stays on the page leaves room for it first, counted from the left margin.

use std::collections::BTreeSet;

use super::constant::{self, Surroundings};
use super::leaders;
use super::levels::is_decoration;
use super::lines::{Cluster, reach};
use crate::geom::Rect;
use crate::model::{PageModel, Place};

/// Where a line of the given width may start, between the ends of `room`. Nothing of the line itself decides but its
/// baseline and what stays of it. None if there is no such place, and for a line that runs another way than all others of
/// the page: it has no margin to begin at.
pub(super) fn start(
    model: &PageModel,
    cluster: &Cluster,
    around: &Surroundings<'_>,
    room: (f64, f64),
    width: f64,
) -> Option<f64> {
    let is_turned = around.all.len() > 1 && !around.all.iter().any(|other| other.runs_along(cluster));
    if is_turned {
        return None;
    }
    let size = constant::text_size(cluster, around.removed);
    let (gap, margin) = (GAP * size, constant::left_margin(cluster, around));
    let from = match around.cell {
        Some((left, right)) if !(left..right).contains(&margin) => left + gap,
        _ => margin,
    };
    let to = around.cell.map_or(room.1, |(_, right)| room.1.min(right));
    let mut place = from.max(room.0);
    for (begin, end) in obstacles(model, cluster, around, size) {
        if begin - gap >= place + width {
            break;
        }
        place = place.max(end + gap);
    }
    (place + width <= to).then_some(place)
}

/// From where to where something stands in the way of a line on this baseline, from left to right. Lines that are marked
/// themselves do not count: where they stand may tell what they lose.
fn obstacles(model: &PageModel, cluster: &Cluster, around: &Surroundings<'_>, size: f64) -> Vec<(f64, f64)> {
    let own = cluster.band(cluster.start(), cluster.end(), DEPTH * size, HEIGHT * size);
    let (own_across, across) = (reach(own, cluster.up), |bounds| reach(bounds, cluster.up));
    let is_beside = |bounds: Rect| across(bounds).0 < own_across.1 && across(bounds).1 > own_across.0;
    let marked = around.all.iter().filter(|other| *other == cluster || around.is_marked(other));
    let marked: BTreeSet<usize> = marked.flat_map(|other| other.glyphs.iter().map(|glyph| glyph.index)).collect();
    let glyphs = model.glyphs.iter().filter(|glyph| {
        glyph.is_visible && !glyph.is_blank() && !glyph.is_invisible() && !marked.contains(&glyph.index)
    });
    let beside = leaders::drawn(model, around.all, cluster);
    let paths = model.paths.iter().filter(|path| path.is_visible && path.place == Place::Page);
    let images = model.images.iter().filter(|image| image.is_visible);
    let shapes = (paths.filter(|path| !beside.paths.contains(&path.index)).map(|path| path.bounds))
        .chain(images.filter(|image| !beside.images.contains(&image.index)).map(|image| image.bounds))
        // What the line stands on, and what is there for its words, is not in its way.
        .filter(|bounds| !bounds.contains_rect(own) && !is_decoration(*bounds, cluster));
    let all = glyphs.map(|glyph| glyph.bounds()).chain(shapes).filter(|bounds| is_beside(*bounds));
    let mut all: Vec<(f64, f64)> = all.map(|bounds| reach(bounds, cluster.along)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all
}

/// How far, in em, the line stays from what stands beside it.
const GAP: f64 = 0.4;
/// How far it reaches below its baseline, in em.
const DEPTH: f64 = 0.2;
/// And above.
const HEIGHT: f64 = 0.75;
