//! Which level a mark is done at (design 3.7).
//!
//! `auto` goes by the shape of what is touched. Levels that set text again
//! need lines that can be set: upright, horizontal text in place.

use std::collections::BTreeSet;

use super::lines::{Cluster, reach};
use super::{Hits, PlacedMark, leaders};
use crate::geom::{Point, Rect, overlaps};
use crate::level::Level;
use crate::model::{Glyph, ImageItem, PageModel, Place};

/// Gives each mark the level it is done at.
pub(super) fn settle(model: &PageModel, clusters: &[Cluster], placed: &[PlacedMark<'_>], hits: &mut [Hits]) {
    let all: BTreeSet<usize> = hits.iter().flat_map(|hit| hit.glyphs.iter().copied()).collect();
    for (at, (mark, hit)) in placed.iter().zip(hits.iter_mut()).enumerate() {
        let holds = |cluster: &&Cluster| holds_any(cluster, &hit.glyphs);
        let spot = Spot { model, clusters, at, rect: mark.rect, touched: clusters.iter().filter(holds).collect() };
        hit.level = match mark.level {
            Level::Auto => automatic(&spot, &hit.glyphs, &all),
            Level::Constant if spot.stands_in_a_drawing() => {
                hit.not_set = Some("a drawing lies under the mark");
                Level::Exact
            }
            Level::Constant if spot.lies_on_a_picture() => {
                hit.not_set = Some("a picture lies under the mark");
                Level::Exact
            }
            asked => asked,
        };
    }
}

/// The `at`-th mark of its page, and the lines that it touches.
struct Spot<'m> {
    model: &'m PageModel,
    clusters: &'m [Cluster],
    at: usize,
    rect: Rect,
    touched: Vec<&'m Cluster>,
}

fn automatic(spot: &Spot<'_>, glyphs: &[usize], all: &BTreeSet<usize>) -> Level {
    let Spot { model, clusters, touched, .. } = spot;
    // A line along either axis can be set again, however the page is turned for showing it.
    if touched.is_empty() || !touched.iter().all(|cluster| cluster.is_upright()) {
        return Level::Exact;
    }
    // Text that no line holds (invisible, vertical, in odd directions) stays where it is.
    let held: BTreeSet<usize> =
        touched.iter().flat_map(|cluster| cluster.glyphs.iter().map(|glyph| glyph.index)).collect();
    let lies_over = |glyph: &Glyph| {
        let middle = glyph.bounds().center();
        touched.iter().any(|line| line.band(line.start(), line.end(), 0.3 * line.size, line.size).contains(middle))
    };
    let is_loose = |index: &usize| {
        let shows = |glyph: &Glyph| !glyph.is_blank() && !(glyph.is_invisible() && lies_over(glyph));
        !held.contains(index) && model.glyphs.get(*index).is_some_and(shows)
    };
    if glyphs.iter().any(is_loose) || spot.touches_graphics() {
        return Level::Exact;
    }
    let is_whole = |cluster: &Cluster| cluster.glyphs.iter().all(|glyph| glyph.is_blank || all.contains(&glyph.index));
    if !touched.iter().all(|cluster| is_whole(cluster)) {
        return Level::Constant;
    }
    let in_table =
        touched.iter().any(|cluster| clusters.iter().any(|other| other.line == cluster.line && other != *cluster));
    if in_table { Level::Cell } else { Level::Line }
}

impl Spot<'_> {
    /// Whether a mark covers part of a solid shape that is no decoration, background or rule:
    /// lettering of a chart, which means nothing in another place.
    fn stands_in_a_drawing(&self) -> bool {
        self.has_drawing(|bounds| bounds.width().min(bounds.height()) > 2.0)
    }

    /// Whether a mark on words covers part of a picture that does not go with their line: its box has to stay over it.
    fn lies_on_a_picture(&self) -> bool {
        let pictures = self.model.images.iter().filter(|image| image.is_visible && image.place == Place::Page);
        let mut covered = pictures.filter(|image| overlaps(image.bounds, self.rect) && !passes_under(image, self.rect));
        !self.touched.is_empty() && covered.any(|image| !self.belongs(image.bounds))
    }

    /// Whether a picture, a shading, or a drawing that is no decoration of the touched lines lies in the mark.
    fn touches_graphics(&self) -> bool {
        let mut shadings =
            self.model.shadings.iter().filter(|shading| shading.place == Place::Page && !shading.is_plain);
        self.lies_on_a_picture()
            || shadings.any(|shading| overlaps(shading.bounds.inflate(1e-6, 1e-6), self.rect))
            || self.has_drawing(|_| true)
    }

    /// Whether a path that counts begins, ends or turns in the mark, and is not there for the words of the touched lines. What
    /// goes on beyond the mark on both sides may stay.
    fn has_drawing(&self, counts: impl Fn(Rect) -> bool) -> bool {
        let in_way = self.model.paths.iter().filter(|path| {
            path.is_visible
                && path.place == Place::Page
                && counts(path.bounds)
                && overlaps(path.bounds.inflate(1e-6, 1e-6), self.rect)
                && (path.patterned || path.corners_in.contains(&self.at))
                && !is_backdrop(path.bounds, self.rect)
                && !self.belongs(path.bounds)
        });
        let in_way: Vec<usize> = in_way.map(|path| path.index).collect();
        if in_way.is_empty() {
            return false;
        }
        let beside = |cluster: &&Cluster| leaders::drawn(self.model, self.clusters, cluster).paths;
        let led: BTreeSet<usize> = self.touched.iter().flat_map(beside).collect();
        !in_way.iter().all(|path| led.contains(path))
    }

    fn belongs(&self, bounds: Rect) -> bool {
        self.touched.iter().any(|cluster| belongs(self.model, self.clusters, bounds, cluster))
    }
}

/// A page or panel background, or a cell border far larger than the mark.
fn is_backdrop(bounds: Rect, mark: Rect) -> bool {
    bounds.x0 <= mark.x0 && bounds.x1 >= mark.x1 && bounds.y0 <= mark.y0 && bounds.y1 >= mark.y1
}

/// Whether a path is an underline, strike-through or highlight of a line.
pub(super) fn is_decoration(bounds: Rect, cluster: &Cluster) -> bool {
    let band = cluster.band(cluster.start() - BESIDE, cluster.end() + BESIDE, 0.45 * cluster.size, 1.2 * cluster.size);
    band.contains_rect(bounds)
}

/// Whether something is there for the words of a line: it decorates them, or begins or ends with one of them.
pub(super) fn belongs(model: &PageModel, clusters: &[Cluster], bounds: Rect, cluster: &Cluster) -> bool {
    is_decoration(bounds, cluster) || is_fitted(model, clusters, bounds, cluster)
}

/// Whether a clip that a path shows through has two corners where a line ends: a frame left open for its heading.
pub(super) fn is_open_for(corners: &[Point], cluster: &Cluster) -> bool {
    let near = corners.iter().map(|corner| corner.to_vec2()).filter(|corner| {
        let (across, along) = (corner.dot(cluster.up) - cluster.baseline, corner.dot(cluster.along));
        (-cluster.size..1.5 * cluster.size).contains(&across)
            && (cluster.end() - BESIDE..cluster.end() + cluster.size).contains(&along)
    });
    near.count() >= 2
}

/// Whether something on a line is drawn from one of its words onwards, or up to one of them.
fn is_fitted(model: &PageModel, clusters: &[Cluster], bounds: Rect, cluster: &Cluster) -> bool {
    let across =
        reach(cluster.band(cluster.start(), cluster.end(), 0.45 * cluster.size, 1.2 * cluster.size), cluster.up);
    let (low, high) = reach(bounds, cluster.up);
    let (from, to) = reach(bounds, cluster.along);
    let is_frame = from > cluster.start() - BESIDE
        && to < cluster.end() + BESIDE
        && low < cluster.baseline
        && high > cluster.baseline + 0.5 * cluster.size
        && high - low < FRAME * cluster.size;
    if !is_frame && (low < across.0 || high > across.1) {
        return false;
    }
    let is_within = |edge: f64| edge > cluster.start() + BESIDE && edge < cluster.end() + BESIDE;
    let is_free = |edge: f64| {
        let same = |other: f64| (other - edge).abs() < 0.5;
        let others = clusters.iter().filter(|other| other.runs_along(cluster));
        let rules = model.rules.iter().filter(|rule| {
            let (below, above) = reach(**rule, cluster.up);
            above < across.0 || below > across.1
        });
        !others.into_iter().any(|other| same(other.start()) || same(other.end()))
            && !rules.map(|rule| reach(*rule, cluster.along)).any(|(from, to)| same(from) || same(to))
    };
    (is_within(from) && is_free(from)) || (is_within(to) && is_free(to))
}

/// Frames around words are at most this high, in em.
const FRAME: f64 = 2.6;
/// How far, in units of page space, what decorates words may reach beyond them.
const BESIDE: f64 = 2.5;

/// Whether a picture is so coarse that no sample of it shows in a mark alone, and goes on beyond it.
pub(super) fn passes_under(image: &ImageItem, mark: Rect) -> bool {
    let Rect { x0, y0, x1, y1 } = image.bounds.intersect(image.clip);
    let has_corner = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].iter().any(|corner| mark.contains(Point::from(*corner)));
    image.sample > COARSE && !has_corner && !mark.contains_rect(image.bounds)
}

/// Samples larger than this, in units of page space, show no letters.
const COARSE: f64 = 16.0;

/// Whether any of `glyphs` stands in the cluster.
pub(super) fn holds_any(cluster: &Cluster, glyphs: &[usize]) -> bool {
    cluster.glyphs.iter().any(|glyph| glyphs.binary_search(&glyph.index).is_ok())
}
