//! What marks do to drawings and pictures.
//!
//! A mark removes what lies in it. Where its words are set again or lie under a bar, what merely passes under it stays: a
//! rule of a table, a coloured row, a gradient. A hole in it would be as wide as the words were.

use lopdf::{Dictionary, Object};

use super::PagePlan;
use super::levels::passes_under;
use crate::draft::{Draft, as_number};
use crate::geom::{Rect, overlaps};
use crate::level::Level;
use crate::model::{PageModel, Place};
use crate::rewrite::fates::{Fates, ShapeFate};

/// What a mark takes of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    pub(super) paths: u32,
    pub(super) images: u32,
    /// Whether it covers part of a picture, so that its box has to stay over it.
    pub(super) needs_box: bool,
}

/// Gives what lies under a mark, the `at`-th of its page, its fate; `is_soft` says that its words are gone without it.
pub(super) fn take(
    draft: &Draft,
    model: &PageModel,
    (at, rect): (usize, Rect),
    is_soft: bool,
    page: &mut PagePlan,
) -> Taken {
    let mut taken = Taken { needs_box: cuts_picture(model, rect, is_soft, &page.fates), ..Taken::default() };
    if is_soft && !taken.needs_box && all_pass_under(model, (at, rect), &page.fates) {
        taken.paths = whole_shapes(model, rect, &mut page.fates);
        taken.images = images(model, rect, true, &mut page.fates);
        page.changed.push(rect);
        return taken;
    }
    taken.paths = shapes(model, rect, &mut page.fates);
    taken.images = images(model, rect, is_soft, &mut page.fates);
    cut(draft, model, rect, page);
    taken
}

/// Cuts what lies under the bars of a page: what a bar hides is gone.
pub(super) fn cut_under_bars(draft: &Draft, model: &PageModel, page: &mut PagePlan) {
    let is_bar = |level| matches!(level, Level::Line | Level::Cell | Level::Block);
    let bars: Vec<Rect> = page.boxes.iter().filter(|one| is_bar(one.level)).map(|one| one.rect).collect();
    for &bar in &bars {
        let count = shapes(model, bar, &mut page.fates) + images(model, bar, true, &mut page.fates);
        if count > 0 {
            cut(draft, model, bar, page);
        }
    }
    // Where a mark lies in a bar, nothing is cut at its own edges.
    let is_hidden =
        |region: &Rect, others: &[Rect]| others.iter().any(|bar| bar != region && bar.contains_rect(*region));
    let cut: Vec<Rect> = bars.into_iter().filter(|bar| page.fates.regions.contains(bar)).collect();
    page.fates.regions.retain(|region| !is_hidden(region, &cut));
}

/// Notes a place that is cut out of drawings and pictures, and where they may look otherwise for it.
fn cut(draft: &Draft, model: &PageModel, rect: Rect, page: &mut PagePlan) {
    page.fates.regions.push(rect);
    let reach = block_reach(draft, model, rect);
    page.changed.push(rect.inflate(reach, reach));
    let meshes = model.shadings.iter().filter(|item| item.is_mesh && page.fates.shadings.contains_key(&item.index));
    page.changed.extend(meshes.filter(|item| overlaps(item.bounds, rect)).map(|item| item.bounds));
    let meshes = model.paths.iter().filter(|item| item.is_mesh && page.fates.paths.contains_key(&item.index));
    page.changed.extend(meshes.filter(|item| overlaps(item.bounds, rect)).map(|item| item.bounds));
    // Dashes may start anew behind a cut.
    let dashed = model.paths.iter().filter(|path| path.dashed && page.fates.paths.contains_key(&path.index));
    page.changed.extend(dashed.filter(|path| overlaps(path.bounds, rect)).map(|path| path.bounds.inflate(1.0, 1.0)));
}

/// Whether all that a mark leaves of drawings under it goes on beyond it on both sides, and has no corner or end there.
fn all_pass_under(model: &PageModel, (at, rect): (usize, Rect), fates: &Fates) -> bool {
    let mut paths = model.paths.iter().filter(|path| {
        path.is_visible
            && path.place == Place::Page
            && fates.paths.get(&path.index) != Some(&ShapeFate::Drop)
            && shape_fate(path.bounds, rect) == Some(ShapeFate::Cut)
    });
    let mut shadings = model.shadings.iter().filter(|shading| {
        shading.place == Place::Page
            && fates.shadings.get(&shading.index) != Some(&ShapeFate::Drop)
            && shape_fate(shading.bounds, rect) == Some(ShapeFate::Cut)
    });
    paths.all(|path| !path.patterned && !path.corners_in.contains(&at)) && shadings.all(|shading| shading.is_plain)
}

/// Drops the paths and shadings that lie in `rect` as a whole; how many.
fn whole_shapes(model: &PageModel, rect: Rect, fates: &mut Fates) -> u32 {
    let mut count = 0;
    let is_whole = |bounds| shape_fate(bounds, rect) == Some(ShapeFate::Drop);
    for path in model.paths.iter().filter(|path| path.is_visible && path.place == Place::Page) {
        if is_whole(path.bounds) {
            count += 1;
            settle(&mut fates.paths, path.index, ShapeFate::Drop);
        }
    }
    for shading in model.shadings.iter().filter(|shading| shading.place == Place::Page) {
        if is_whole(shading.bounds) {
            count += 1;
            settle(&mut fates.shadings, shading.index, ShapeFate::Drop);
        }
    }
    count
}

/// Gives the paths and shadings under `rect` their fate; how many paths.
fn shapes(model: &PageModel, rect: Rect, fates: &mut Fates) -> u32 {
    let mut count = 0;
    for path in model.paths.iter().filter(|path| path.is_visible && path.place == Place::Page) {
        if let Some(fate) = shape_fate(path.bounds, rect) {
            count += 1;
            settle(&mut fates.paths, path.index, fate);
        }
    }
    for shading in model.shadings.iter().filter(|shading| shading.place == Place::Page) {
        if let Some(fate) = shape_fate(shading.bounds, rect) {
            count += 1;
            settle(&mut fates.shadings, shading.index, fate);
        }
    }
    count
}

/// The pictures that lie in `rect` and do not merely pass under it, where that is allowed, with their fates.
fn touched(model: &PageModel, rect: Rect, is_soft: bool) -> impl Iterator<Item = (usize, ShapeFate)> {
    let images = model.images.iter().filter(|image| image.is_visible && image.place == Place::Page);
    let images = images.filter(move |image| !(is_soft && passes_under(image, rect)));
    images.filter_map(move |image| Some((image.index, shape_fate(image.bounds, rect)?)))
}

/// Whether a mark covers a picture that is not gone already, with its line or under another mark.
fn cuts_picture(model: &PageModel, rect: Rect, is_soft: bool, fates: &Fates) -> bool {
    touched(model, rect, is_soft).any(|(index, _)| fates.images.get(&index) != Some(&ShapeFate::Drop))
}

fn images(model: &PageModel, rect: Rect, is_soft: bool, fates: &mut Fates) -> u32 {
    let mut count = 0;
    for (index, fate) in touched(model, rect, is_soft) {
        count += 1;
        settle(&mut fates.images, index, fate);
    }
    count
}

/// How far beyond a mark, in units of page space, the picture under it may change: a block of a lossy codec goes whole.
fn block_reach(draft: &Draft, model: &PageModel, rect: Rect) -> f64 {
    let marked = model.images.iter().filter(|image| image.is_visible && shape_fate(image.bounds, rect).is_some());
    let reaches = marked.filter_map(|image| {
        let Object::Stream(stream) = draft.get(image.object?) else { return None };
        let reach = |dict: &Dictionary| {
            let side = |key: &[u8]| as_number(draft.value(dict, key)).filter(|side| *side >= 1.0);
            let is_lossy = matches!(draft.value(dict, b"Filter"), Object::Name(name) if name == b"DCTDecode");
            let sample = (image.bounds.width() / side(b"Width")?).max(image.bounds.height() / side(b"Height")?);
            Some((sample * if is_lossy { LARGEST_BLOCK } else { 1.0 }).min(MAX_REACH))
        };
        let masks = [&b"SMask"[..], b"Mask"].into_iter().filter_map(|key| match draft.value(&stream.dict, key) {
            Object::Stream(mask) => reach(&mask.dict),
            _ => None,
        });
        masks.chain(reach(&stream.dict)).reduce(f64::max)
    });
    reaches.fold(0.0, f64::max)
}

fn shape_fate(bounds: Rect, rect: Rect) -> Option<ShapeFate> {
    if rect.contains_rect(bounds) {
        return Some(ShapeFate::Drop);
    }
    // A line has no area and still crosses.
    let crosses = overlaps(bounds.inflate(1e-6, 1e-6), rect);
    crosses.then_some(ShapeFate::Cut)
}

fn settle(fates: &mut std::collections::BTreeMap<usize, ShapeFate>, index: usize, fate: ShapeFate) {
    let entry = fates.entry(index).or_insert(fate);
    if fate == ShapeFate::Drop {
        *entry = ShapeFate::Drop;
    }
}

/// Samples on a side of the blocks that JPEG codes together, where colour is stored at half the detail.
const LARGEST_BLOCK: f64 = 16.0;
/// Pictures so coarse that a block is larger than this are compared all the same.
const MAX_REACH: f64 = 16.0;
