//! Gives the glyphs of touched lines their fates, by level.

use std::collections::{BTreeMap, BTreeSet};

use super::constant::{self, Anchor, Removed, Surroundings, Widths};
use super::lines::{Cluster, Post, reach};
use super::{Hits, PagePlan, PlacedMark, bars, clips, leaders, levels, lone};
use crate::colour::Colour;
use crate::geom::{Point, Rect, Vec2, overlaps};
use crate::level::Level;
use crate::model::{Glyph, PageModel, PathItem, Place};
use crate::overlay::{PaintedBox, StandsFor};
use crate::rewrite::fates::{GlyphFate, ShapeFate};

/// Sets touched lines again, or takes them whole.
pub(super) fn set(
    model: &PageModel,
    clusters: &[Cluster],
    placed: &[PlacedMark<'_>],
    hits: &mut [Hits],
    page: &mut PagePlan,
) {
    let clusters = &leaders::take(model, clusters, hits);
    let barred = bars::take(model, clusters, placed, hits, page);
    let labels: Vec<String> = placed.iter().map(|mark| mark.mark.label.clone()).collect();
    let mut removed: Removed = BTreeMap::new();
    for (mark, hit) in hits.iter().enumerate() {
        for glyph in &hit.glyphs {
            removed.entry(*glyph).or_default().push(mark);
        }
    }
    let wanted: BTreeSet<usize> =
        hits.iter().enumerate().filter(|(_, hit)| hit.level == Level::Constant).map(|(mark, _)| mark).collect();
    let widths = Widths::of(clusters, &removed);
    let mut lines: Vec<Line<'_>> = Vec::new();
    for cluster in clusters {
        if cluster.glyphs.iter().any(|glyph| barred.contains(&glyph.index)) {
            continue;
        }
        let marks: BTreeSet<usize> =
            cluster.glyphs.iter().filter_map(|glyph| removed.get(&glyph.index)).flatten().copied().collect();
        let asked: Vec<usize> = marks.intersection(&wanted).copied().collect();
        if !asked.is_empty() {
            let setting = set_cluster(model, clusters, cluster, &removed, &labels, &widths);
            lines.push(Line { cluster, marks, asked, setting });
        }
    }
    let failed = give_up_together(&mut lines);
    let mut done: BTreeSet<usize> = BTreeSet::new();
    for Line { cluster, marks, setting, .. } in &lines {
        let Ok(setting) = setting else { continue };
        apply(model, (clusters, cluster), &removed, setting, page);
        for one in &setting.boxes {
            drop_blanks(model, one.rect, page);
            page.no_text.push(one.rect);
            let mut painted = painted(one.rect, &one.marks, placed, &labels, Level::Constant);
            painted.stands_for = StandsFor::first_of(model, [one.first].iter());
            if painted.stands_for.is_none() {
                painted.stands_for = tagged_as(model, cluster, &removed, &one.marks);
            }
            page.boxes.push(painted);
        }
        // A mark at `exact` in a line that is set again moves with it.
        done.extend(marks);
    }
    for (mark, hit) in hits.iter_mut().enumerate() {
        let loose = hit.level == Level::Constant && !done.contains(&mark);
        if let Some(why) = failed.get(&mark) {
            (hit.level, hit.not_set) = (Level::Exact, Some(*why));
        } else if loose {
            hit.level = Level::Exact;
            hit.not_set = (!hit.glyphs.is_empty()).then_some("this text cannot be set again");
        } else if done.contains(&mark) {
            hit.is_set_again = covers_all(model, hit, clusters);
            if hit.level == Level::Exact {
                hit.level = Level::Constant;
            }
        }
    }
}

/// A line that marks ask to be set again.
struct Line<'c> {
    cluster: &'c Cluster,
    /// All marks that remove something of it.
    marks: BTreeSet<usize>,
    /// Those at level `constant`.
    asked: Vec<usize>,
    setting: Result<constant::Setting, &'static str>,
}

/// Keeps every line of a mark in place where one of them has to stay: else the box over that one would lie on what moved
/// in the others. The marks that are not done, with the reason.
fn give_up_together(lines: &mut [Line<'_>]) -> BTreeMap<usize, &'static str> {
    let mut failed: BTreeMap<usize, &'static str> = BTreeMap::new();
    loop {
        let before = failed.len();
        for line in lines.iter_mut() {
            if line.setting.is_ok() && line.marks.iter().any(|mark| failed.contains_key(mark)) {
                line.setting = Err("another line of the same mark cannot be set again");
            }
            if let Err(why) = line.setting {
                for mark in &line.asked {
                    failed.entry(*mark).or_insert(why);
                }
            }
        }
        if failed.len() == before {
            return failed;
        }
    }
}

/// Whether all visible glyphs of a mark stand in lines, so that boxes stand for all of it.
fn covers_all(model: &PageModel, hit: &Hits, clusters: &[Cluster]) -> bool {
    let held: BTreeSet<usize> =
        clusters.iter().flat_map(|cluster| cluster.glyphs.iter().map(|glyph| glyph.index)).collect();
    hit.glyphs.iter().all(|index| {
        // Letters of no size show nothing either.
        let shows = |glyph: &Glyph| !glyph.is_blank() && !glyph.is_invisible() && glyph.size() > 1e-9;
        held.contains(index) || !model.glyphs.get(*index).is_some_and(shows)
    })
}

/// A box for the marks behind it.
pub(super) fn painted(
    rect: Rect,
    marks: &[usize],
    placed: &[PlacedMark<'_>],
    labels: &[String],
    level: Level,
) -> PaintedBox {
    let mut exemptions: Vec<String> = Vec::new();
    for mark in marks.iter().filter_map(|mark| placed.get(*mark)) {
        for exemption in &mark.mark.exemptions {
            if !exemptions.contains(exemption) {
                exemptions.push(exemption.clone());
            }
        }
    }
    let (label, colour) = (constant::box_label(marks, labels), Colour::BLACK);
    PaintedBox { rect, label, exemptions, colour, level, stands_for: None }
}

/// The first glyph in the cluster that these marks remove, if it is tagged.
fn tagged_as(model: &PageModel, cluster: &Cluster, removed: &Removed, marks: &[usize]) -> Option<StandsFor> {
    let is_theirs = |by: &Vec<usize>| by.iter().any(|mark| marks.contains(mark));
    let gone = cluster.glyphs.iter().filter(|glyph| removed.get(&glyph.index).is_some_and(is_theirs));
    StandsFor::first_of(model, gone.map(|glyph| &glyph.index))
}

fn set_cluster(
    model: &PageModel,
    clusters: &[Cluster],
    cluster: &Cluster,
    removed: &Removed,
    labels: &[String],
    widths: &Widths,
) -> Result<constant::Setting, &'static str> {
    if !cluster.is_upright() {
        return Err("the text stands at an angle");
    }
    let crop = model.crop_box;
    let along = |point: (f64, f64)| Vec2::new(point.0, point.1).dot(cluster.along);
    let ends = [along((crop.x0, crop.y0)), along((crop.x1, crop.y1))];
    let page = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let cell = bars::ruled_cell(model, cluster);
    let around = Surroundings { all: clusters, removed, page, cell };
    let anchor = if cluster.is_led { Some(Anchor::Start(cluster.start())) } else { constant::anchor(cluster, &around) };
    let mut room = (page.0 + EDGE, page.1 - EDGE);
    for other in clusters.iter().filter(|other| other.line == cluster.line && *other != cluster) {
        if other.start() > cluster.start() {
            room.1 = room.1.min(other.start() - 0.4 * cluster.size);
        } else if !matches!(anchor, Some(Anchor::Start(_))) && other.end() <= cluster.start() {
            let gap = if anchor.is_none() { 1.0 } else { 0.4 };
            room.0 = room.0.max(other.end() + gap * cluster.size);
        }
    }
    for post in Post::across(&model.rules, cluster.along, cluster.up) {
        if !post.parts(cluster.baseline, cluster.size) {
            continue;
        } else if post.at >= cluster.end() - 0.5 {
            room.1 = room.1.min(post.at - RULE);
        } else if !matches!(anchor, Some(Anchor::Start(_))) && post.at <= cluster.start() + 0.5 {
            room.0 = room.0.max(post.at + RULE);
        }
    }
    let is_fitted = clips::is_fitted(model, clusters, cluster, removed);
    let is_free = is_fitted && kept_glyphs(model, cluster, removed).all(clips::can_leave);
    if is_fitted && !is_free && clips::are_close(model, cluster) {
        return Err("the text is clipped to its place");
    }
    if !is_free {
        let clip = clip_along(model, cluster, removed);
        room = (room.0.max(clip.0), room.1.min(clip.1));
    }
    let anchor = anchor.unwrap_or_else(|| {
        let width = constant::natural_width(cluster, removed, labels, widths);
        Anchor::Start(lone::start(model, cluster, &around, room, width).unwrap_or_else(|| cluster.start()))
    });
    let kept = kept_glyphs(model, cluster, removed);
    if kept.clone().any(|glyph| glyph.mode >= 4 || glyph.patterned) {
        return Err("the text clips or is filled with a pattern");
    }
    let setting =
        constant::set(cluster, anchor, removed, labels, room, widths).ok_or("the line has no room for a box")?;
    if hides_letters(model, removed, &setting) {
        return Err("a box in the line would hide text that stays");
    }
    if prints_over(kept.clone(), &setting) {
        return Err("letters of the line stand on each other");
    }
    if is_free {
        return Ok(constant::Setting { is_free, ..setting });
    }
    for glyph in kept {
        let Some((origin, _)) = setting.origins.get(&glyph.index) else { continue };
        let moved = glyph.bounds() + (*origin - glyph.origin());
        if !glyph.clip.inflate(1.0, 1.0).contains_rect(moved)
            && glyph.clip.inflate(1.0, 1.0).contains_rect(glyph.bounds())
        {
            return Err("the text is clipped to its place");
        }
    }
    Ok(setting)
}

/// What stays of a line.
fn kept_glyphs<'m>(
    model: &'m PageModel,
    cluster: &'m Cluster,
    removed: &'m Removed,
) -> impl Iterator<Item = &'m Glyph> + Clone {
    let kept = cluster.glyphs.iter().filter(|glyph| !removed.contains_key(&glyph.index));
    kept.filter_map(|glyph| model.glyphs.get(glyph.index))
}

/// Whether a box would stand on letters that stay: on those of another line, or on letters of its own that are printed over
/// what stands before the box.
fn hides_letters(model: &PageModel, removed: &Removed, setting: &constant::Setting) -> bool {
    let stays = |glyph: &&Glyph| {
        let shows = glyph.is_visible && !glyph.is_blank() && !glyph.is_invisible();
        shows && glyph.place == Place::Page && !removed.contains_key(&glyph.index)
    };
    let mut places = model.glyphs.iter().filter(stays).map(|glyph| moved_ink(glyph, setting).center());
    places.any(|place| setting.boxes.iter().any(|set| set.rect.contains(place)))
}

/// Where a glyph's ink lies once its line is set again.
fn moved_ink(glyph: &Glyph, setting: &constant::Setting) -> Rect {
    let moved = setting.origins.get(&glyph.index).map_or(Vec2::ZERO, |(origin, _)| *origin - glyph.origin());
    glyph.ink_bounds() + moved
}

/// Takes the blanks of other lines out that a box would stand on: nothing but the box's label may be read there.
fn drop_blanks(model: &PageModel, place: Rect, page: &mut PagePlan) {
    let stands_there = |glyph: &&Glyph| {
        // Where readers that know neither ascent nor descent see a blank.
        let middle = Point::new(glyph.shape.advance.x / 2.0, glyph.unit / 6.0);
        glyph.is_blank() && glyph.place == Place::Page && place.inflate(1.0, 1.0).contains(glyph.em * middle)
    };
    for glyph in model.glyphs.iter().filter(stands_there) {
        page.fates.glyphs.entry(glyph.index).or_insert(GlyphFate::Drop);
    }
}

/// Whether more letters stand on the one painted before them when the line is set again: words that were printed over
/// each other do not belong to one line.
fn prints_over<'m>(kept: impl Iterator<Item = &'m Glyph>, setting: &constant::Setting) -> bool {
    let inked: Vec<&Glyph> = kept.filter(|glyph| !glyph.is_blank()).collect();
    let overlapping = |place: &dyn Fn(&Glyph) -> Rect| {
        let covers = |pair: &&[&Glyph]| {
            let (one, other) = (place(pair[0]), place(pair[1]));
            let shared = one.intersect(other);
            overlaps(one, other) && shared.area() > 0.5 * one.area().min(other.area())
        };
        inked.windows(2).filter(covers).count()
    };
    overlapping(&|glyph| moved_ink(glyph, setting)) > overlapping(&Glyph::ink_bounds)
}

/// From where to where the clips reach that let the whole line show, a unit beyond their edges.
fn clip_along(model: &PageModel, cluster: &Cluster, removed: &Removed) -> (f64, f64) {
    let kept = cluster.glyphs.iter().filter(|glyph| !removed.contains_key(&glyph.index));
    let line = cluster.band(cluster.start(), cluster.end(), 0.0, 0.0);
    kept.filter_map(|glyph| Some(model.glyphs.get(glyph.index)?.clip.inflate(1.0, 1.0)))
        .filter(|clip| clip.is_finite() && clip.contains_rect(line))
        .map(|clip| reach(clip, cluster.along))
        .fold((f64::NEG_INFINITY, f64::INFINITY), |room, (from, to)| (room.0.max(from), room.1.min(to)))
}

/// Takes the invisible text that lies over a line: it says the same, where the words stood.
pub(super) fn drop_hidden(model: &PageModel, cluster: &Cluster, page: &mut PagePlan) {
    let band = cluster.band(cluster.start() - 1.0, cluster.end() + 1.0, 0.3 * cluster.size, cluster.size);
    let hidden =
        model.glyphs.iter().filter(|glyph| glyph.is_visible && glyph.place == Place::Page && glyph.is_invisible());
    for glyph in hidden.filter(|glyph| band.contains(glyph.bounds().center())) {
        page.fates.glyphs.insert(glyph.index, GlyphFate::Drop);
    }
}

/// Takes what is drawn for the words of a line, or beside it from where they end.
pub(super) fn drop_drawn(model: &PageModel, clusters: &[Cluster], cluster: &Cluster, page: &mut PagePlan) {
    let goes = |bounds: Rect| levels::belongs(model, clusters, bounds, cluster);
    let has_gone = |path: &&PathItem| goes(path.bounds) || levels::is_open_for(&path.clip_corners, cluster);
    let shown = model.paths.iter().filter(|path| path.is_visible && path.place == Place::Page);
    for path in shown.filter(has_gone) {
        page.fates.paths.insert(path.index, ShapeFate::Drop);
        page.changed.push(path.bounds.inflate(1.0, 1.0));
    }
    for shading in model.shadings.iter().filter(|item| item.place == Place::Page && goes(item.bounds)) {
        page.fates.shadings.insert(shading.index, ShapeFate::Drop);
        page.changed.push(shading.bounds.inflate(1.0, 1.0));
    }
    let beside = leaders::drawn(model, clusters, cluster);
    for path in model.paths.iter().filter(|path| beside.paths.contains(&path.index)) {
        page.fates.paths.insert(path.index, ShapeFate::Drop);
        page.changed.push(path.bounds.intersect(path.clip).inflate(1.0, 1.0));
    }
    for image in model.images.iter().filter(|image| beside.images.contains(&image.index)) {
        page.fates.images.insert(image.index, ShapeFate::Drop);
        page.changed.push(image.bounds.intersect(image.clip).inflate(1.0, 1.0));
    }
}

/// Takes the small pictures that stand in a line like letters, and those that are lines under its words or colour behind
/// what goes: where they are tells where its words ended.
pub(super) fn drop_pictures(model: &PageModel, cluster: &Cluster, goes: impl Fn(usize) -> bool, page: &mut PagePlan) {
    let is_small = |bounds: Rect| {
        let (width, height) = (bounds.width(), bounds.height());
        width.max(height) < 2.0 * cluster.size || width.min(height) < 0.2 * cluster.size
    };
    let gone: Vec<Rect> = (cluster.glyphs.iter())
        .filter(|glyph| !glyph.is_blank && goes(glyph.index))
        .filter_map(|glyph| Some(model.glyphs.get(glyph.index)?.bounds()))
        .collect();
    let is_behind = |bounds: Rect| gone.iter().any(|glyph| overlaps(*glyph, bounds));
    for image in model.images.iter().filter(|image| image.is_visible && image.place == Place::Page) {
        if (is_small(image.bounds) || is_behind(image.bounds)) && levels::is_decoration(image.bounds, cluster) {
            page.fates.images.insert(image.index, ShapeFate::Drop);
        }
    }
}

fn apply(
    model: &PageModel,
    (clusters, cluster): (&[Cluster], &Cluster),
    removed: &Removed,
    setting: &constant::Setting,
    page: &mut PagePlan,
) {
    for glyph in &cluster.glyphs {
        let fate = match setting.origins.get(&glyph.index) {
            Some((origin, squeeze)) if !removed.contains_key(&glyph.index) => {
                GlyphFate::Move { origin: *origin, squeeze: *squeeze, is_free: setting.is_free }
            }
            _ => GlyphFate::Drop,
        };
        page.fates.glyphs.insert(glyph.index, fate);
    }
    drop_drawn(model, clusters, cluster, page);
    drop_hidden(model, cluster, page);
    drop_pictures(model, cluster, |glyph| removed.contains_key(&glyph), page);
    page.has_moved_text = true;
    // The whole strip of the line may look different.
    let crop = model.crop_box;
    let band = cluster.band(cluster.start(), cluster.end(), 0.5 * cluster.size, 1.2 * cluster.size).union(setting.band);
    // Letters may be taller than their line.
    let kept = cluster.glyphs.iter().filter(|glyph| !removed.contains_key(&glyph.index));
    let inks = kept.filter_map(|glyph| Some(model.glyphs.get(glyph.index)?.bounds().inflate(1.0, 1.0)));
    let band = inks.fold(band, |all, ink| all.union(ink));
    let strip = if cluster.along.x.abs() > 0.5 {
        Rect::new(crop.x0, band.y0, crop.x1, band.y1)
    } else {
        Rect::new(band.x0, crop.y0, band.x1, crop.y1)
    };
    page.changed.push(strip);
}

/// Nothing is set closer to the rule of a table.
const RULE: f64 = 1.0;
/// Nothing is set closer to the page edge.
const EDGE: f64 = 4.0;
