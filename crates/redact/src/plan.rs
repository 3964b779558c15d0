//! The plan: what each mark removes and what moves, decided before anything changes.
//!
//! Hits are found on the immutable model, all of them first; the rewriter then
//! only looks fates up by ordinal. A plan can be shown to an officer as it is.

use crate::bits;
use crate::colour::{Colour, Colours};
use crate::draft::Draft;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::font::FontFile;
use crate::geom::{Rect, overlaps};
use crate::level::Level;
use crate::mark::{Mark, MarkSet, Target};
use crate::model::{self, PageModel, Place};
use crate::overlay::{PaintedBox, StandsFor};
use crate::parallel;
use crate::report::{MarkReport, Removed};
use crate::rewrite::fates::{Fates, GlyphFate, ShapeFate};

mod bars;
mod clips;
mod columns;
mod constant;
mod fields;
mod graphics;
mod hit;
mod leaders;
mod levels;
mod lines;
mod links;
mod lone;
mod object;
mod reading;
mod text;

pub use hit::touches_glyph;
pub(crate) use links::LinkFate;

/// Choices that hold for a whole run.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// The level of marks that name none.
    pub default_level: Level,
    /// What boxes are filled with.
    pub colours: Colours,
}

/// What is going to be done.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Pages with marks, in order.
    pub pages: Vec<PagePlan>,
    /// What becomes of each mark, in order; marks on several pages have several entries.
    pub marks: Vec<MarkPlan>,
    /// What the officer should know.
    pub findings: Vec<Finding>,
}

impl Plan {
    /// For each of `count` pages, whether there are marks on it.
    pub(crate) fn marked_pages(&self, count: usize) -> Vec<bool> {
        let mut marked = vec![false; count];
        for page in &self.pages {
            if let Some(slot) = marked.get_mut(page.index) {
                *slot = true;
            }
        }
        marked
    }
}

/// What is going to be done on one page.
#[derive(Clone, Debug, Default)]
pub struct PagePlan {
    /// Index from 0.
    pub index: usize,
    /// What becomes of its items.
    pub fates: Fates,
    /// What is painted.
    pub boxes: Vec<PaintedBox>,
    /// Places whose text goes.
    pub taken: Vec<Rect>,
    /// Places where the picture changes.
    pub changed: Vec<Rect>,
    /// Places where no picture or drawing is left.
    pub no_pictures: Vec<Rect>,
    /// Places of the output where only labels stand.
    pub no_text: Vec<Rect>,
    /// What stands in place of the page, at level `page`.
    pub sheet: Option<Sheet>,
    /// Whether the page is rebuilt from its picture, at level `raster`.
    pub is_raster: bool,
    /// Whether kept text moves.
    pub has_moved_text: bool,
    /// What becomes of its links, by ordinal.
    pub(crate) links: Vec<LinkFate>,
    /// The removed text, to be looked for in the output.
    pub removed_text: Vec<String>,
}

/// What becomes of one mark on one page.
#[derive(Clone, Debug)]
pub struct MarkPlan {
    /// Ordinal of the mark in the marks file, from 0.
    pub mark: usize,
    /// Page from 1.
    pub page: u32,
    /// Its rectangle in page space.
    pub rect: Rect,
    /// The provisions relied on.
    pub exemptions: Vec<String>,
    /// The level used.
    pub level: Level,
    /// What it removes.
    pub removed: Removed,
    /// Bits the remaining layout tells about the removed words.
    pub residual_bits: f64,
}

impl MarkPlan {
    /// The mark as the case report names it.
    pub fn report(&self) -> MarkReport {
        let rect = self.rect;
        MarkReport {
            page: self.page,
            rect: [rect.x0, rect.y0, rect.x1, rect.y1],
            exemption: self.exemptions.clone(),
            level: self.level,
            removed: self.removed,
            residual_bits: self.residual_bits,
        }
    }
}

/// A sheet in place of a withheld page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The labels of all marks on the page, each once.
    pub labels: Vec<String>,
    /// The provisions relied on.
    pub exemptions: Vec<String>,
}

/// What a mark hits, before and after levels are settled.
#[derive(Debug)]
pub(crate) struct Hits {
    /// Ordinals of glyphs that go.
    glyphs: Vec<usize>,
    /// The level it is done at.
    level: Level,
    /// Whether its text is set again, so that its rectangle is not painted.
    is_set_again: bool,
    /// Why it is not done at the level asked for.
    not_set: Option<&'static str>,
}

impl Hits {
    fn of(model: &PageModel, reach: &hit::Reach, rect: Rect) -> Self {
        Self { glyphs: hit::glyphs(model, reach, rect), level: Level::Exact, is_set_again: false, not_set: None }
    }
}

/// A mark on a page, resolved to a rectangle.
#[derive(Clone, Debug)]
pub(crate) struct PlacedMark<'m> {
    pub(crate) ordinal: usize,
    pub(crate) mark: &'m Mark,
    pub(crate) rect: Rect,
    pub(crate) level: Level,
}

/// Makes the plan for all marks.
pub fn plan(draft: &Draft, fonts: &FontFile, marks: &MarkSet, options: &PlanOptions) -> Result<Plan, Error> {
    let mut by_page: std::collections::BTreeMap<usize, Vec<PlacedMark<'_>>> = std::collections::BTreeMap::new();
    for (ordinal, mark) in marks.marks.iter().enumerate() {
        let level = mark.level.unwrap_or(options.default_level);
        let page = match mark.page {
            Some(page) => Some(
                usize::try_from(page - 1)
                    .ok()
                    .filter(|index| *index < draft.pages.len())
                    .ok_or_else(|| Error::no_such_page(page, draft.pages.len()))?,
            ),
            None => None,
        };
        match (&mark.target, page) {
            (Target::Rect(rect), Some(index)) => {
                by_page.entry(index).or_default().push(PlacedMark { ordinal, mark, rect: *rect, level });
            }
            _ => return Err(Error::marks(format!("mark {}: text marks have to be resolved first", ordinal + 1))),
        }
    }
    let by_page: Vec<(usize, Vec<PlacedMark<'_>>)> = by_page.into_iter().collect();
    let plans = parallel::with_fonts(fonts, &by_page, |book, (index, placed)| {
        let marked: Vec<Rect> = placed.iter().map(|mark| mark.rect).collect();
        let model = model::build_for_marks(draft, book, *index, &marked, &[])?;
        let on_page = |error: Error| error.on_page(model.number);
        let (mut plan, hides) = page_plan(draft, &model, *index, placed, &[]).map_err(on_page)?;
        if hides {
            let places: Vec<Rect> = plan.pages.iter().flat_map(|page| page.fates.regions.iter().copied()).collect();
            let model = model::build_for_marks(draft, book, *index, &marked, &places)?;
            let (laid, still_hides) = page_plan(draft, &model, *index, placed, &places).map_err(on_page)?;
            if still_hides {
                let why = "a pattern with text or pictures lies partly under a mark; use level page or raster";
                return Err(on_page(Error::refused(why)));
            }
            plan = laid;
        }
        Ok(plan)
    });
    let mut whole = Plan::default();
    for plan in plans {
        let plan: Plan = plan?;
        whole.pages.extend(plan.pages);
        whole.marks.extend(plan.marks);
        whole.findings.extend(plan.findings);
    }
    fields::elsewhere(draft, &mut whole);
    whole.pages.iter_mut().for_each(|page| page.part_tagged_content(draft));
    Ok(whole)
}

/// The plan of one page, and whether a pattern cell would still show elsewhere what a mark hides: then its places have
/// to be `laid` out.
fn page_plan(
    draft: &Draft,
    model: &PageModel,
    index: usize,
    placed: &[PlacedMark<'_>],
    laid: &[Rect],
) -> Result<(Plan, bool), Error> {
    let mut plan = Plan::default();
    let mut page = PagePlan { index, ..PagePlan::default() };
    page.fates.laid = laid.to_vec();
    let placed = &with_objects(model, placed);
    let reach = hit::Reach::of(model);
    let mut hits: Vec<Hits> = placed.iter().map(|mark| Hits::of(model, &reach, mark.rect)).collect();
    // Lines are looked for only where a mark may need them.
    let needs_lines = placed.iter().any(|mark| !matches!(mark.level, Level::Exact | Level::Page | Level::Raster));
    let removed = hits.iter().flat_map(|hit| hit.glyphs.iter().copied()).collect();
    let clusters = if needs_lines { lines::clusters(model, &removed) } else { Vec::new() };
    levels::settle(model, &clusters, placed, &mut hits);
    if hits.iter().any(|hit| matches!(hit.level, Level::Page)) {
        page.sheet = Some(sheet(placed));
    }
    page.is_raster = page.sheet.is_none() && hits.iter().any(|hit| matches!(hit.level, Level::Raster));
    if page.is_raster {
        // The page becomes a picture: nothing is set again, whatever the other marks say.
        hits.iter_mut().for_each(|hit| hit.level = Level::Raster);
    }
    text::set(model, &clusters, placed, &mut hits, &mut page);
    if !page.fates.images.is_empty() {
        let message = "a small picture in a line that is set again goes with it: its place tells how long the line was";
        plan.findings.push(Finding::new(Severity::Review, "picture-in-line", message).on_page(model.number));
    }
    let mut estimates = bits::Estimates::default();
    for (at, (mark, hit)) in placed.iter().zip(&mut hits).enumerate() {
        let mut removed = Removed::default();
        for &glyph in &hit.glyphs {
            page.fates.glyphs.insert(glyph, GlyphFate::Drop);
        }
        page.removed_text.extend(hit::texts(model, &hit.glyphs));
        removed.glyphs = u32::try_from(hit.glyphs.len()).unwrap_or(u32::MAX);
        let graphics = graphics::take(draft, model, (at, mark.rect), hit.is_set_again && !mark.mark.object, &mut page);
        (removed.paths, removed.images) = (graphics.paths, graphics.images);
        removed.annotations = annotations(draft, index, mark.rect);
        let needs_box = graphics.needs_box;
        if removed.is_nothing() && is_moved_into(model, &page.fates, mark.rect) {
            // There is nothing to stand a box for, and words that another mark moves would lie under it.
            hit.is_set_again = true;
        }
        page.taken.push(mark.rect);
        page.taken.extend(reaching_out(model, &hit.glyphs, mark.rect));
        // A glyph that hangs out of the mark goes with all its ink.
        page.changed.extend(
            hit.glyphs
                .iter()
                .filter_map(|glyph| model.glyphs.get(*glyph))
                .map(|glyph| glyph.bounds().inflate(1.0, 1.0)),
        );
        // Where a line was set again, kept letters may now stand in the mark, and some fonts draw them as paths.
        page.no_pictures.extend((!hit.is_set_again || needs_box).then_some(mark.rect));
        if !hit.is_set_again || needs_box {
            page.no_text.extend((!hit.is_set_again).then_some(mark.rect));
            let rect = mark.rect.intersect(model.crop_box);
            if rect.width() > 0.0 && rect.height() > 0.0 {
                let (label, exemptions) = (mark.mark.label.clone(), mark.mark.exemptions.clone());
                let colour = Colour::BLACK;
                let stands_for = StandsFor::first_of(model, hit.glyphs.iter());
                page.boxes.push(PaintedBox { rect, label, exemptions, colour, level: hit.level, stands_for });
            }
        }
        if removed.is_nothing() {
            let message = "this mark touches nothing; check that it is where it was meant to be";
            plan.findings.push(
                Finding::new(Severity::Review, "mark-touches-nothing", message).on_page(model.number).at(mark.rect),
            );
        }
        if !mark.mark.object
            && removed.paths + removed.images > 0
            && let Some(graphic) = object::under(model, mark.rect)
            && graphic.parts >= 3
            && !mark.rect.inflate(2.0, 2.0).contains_rect(graphic.bounds)
            && graphic.touched < graphic.parts
        {
            let message = "part of a drawing stays: a withheld value may be read from its axis, other parts or totals; an object mark takes all of it";
            plan.findings.push(
                Finding::new(Severity::Review, "graphic-partly-covered", message)
                    .on_page(model.number)
                    .at(graphic.bounds)
                    .for_row(23),
            );
        }
        if let Some(why) = hit.not_set {
            let message = format!(
                "{why}: this mark is done at level exact, and the size of the gap shows; level line or block closes it"
            );
            plan.findings
                .push(Finding::new(Severity::Review, "done-at-exact", message).on_page(model.number).at(mark.rect));
        }
        plan.marks.push(MarkPlan {
            mark: mark.ordinal,
            page: model.number,
            rect: mark.rect,
            exemptions: mark.mark.exemptions.clone(),
            level: hit.level,
            removed,
            residual_bits: estimates.of_mark(model, mark.rect, hit.level, &hit.glyphs, removed.images > 0),
        });
    }
    graphics::cut_under_bars(draft, model, &mut page);
    let is_whole = page.sheet.is_some() || page.is_raster;
    let hides = !is_whole && hides_a_tiled_secret(model, &page.fates);
    page.fates.widgets = fields::touched(draft, &page);
    if let Some(draft_page) = draft.pages.get(index) {
        page.links = links::fates(&draft_page.annotations, model, &page);
        // A frame around words goes where they go, and a field that is drawn into the page may look otherwise there.
        let frames = draft_page.annotations.iter().zip(&page.links).filter(|(_, fate)| **fate != LinkFate::Keep);
        let frames = frames.filter_map(|(link, _)| links::frame(link));
        let fields = page.fates.widgets.iter().filter_map(|widget| Some(draft_page.widgets.get(*widget)?.rect));
        page.changed.extend(frames.chain(fields).map(|rect| rect.inflate(1.0, 1.0)));
    }
    plan.pages.push(page);
    Ok((plan, hides))
}

/// The marks with object marks widened to the whole graphic under them.
fn with_objects<'m>(model: &PageModel, placed: &[PlacedMark<'m>]) -> Vec<PlacedMark<'m>> {
    let widened = placed.iter().map(|mark| {
        let graphic = mark.mark.object.then(|| object::under(model, mark.rect)).flatten();
        let rect = graphic.map_or(mark.rect, |graphic| mark.rect.union(graphic.bounds.inflate(0.5, 0.5)));
        PlacedMark { rect, ..mark.clone() }
    });
    widened.collect()
}

/// Whether something painted with a pattern is only partly taken while pattern
/// cells on this page hold text or pictures: the cell would show elsewhere what
/// the mark hides here.
fn hides_a_tiled_secret(model: &PageModel, fates: &Fates) -> bool {
    let has_content = model.glyphs.iter().any(|glyph| glyph.place == Place::Cell && !glyph.is_blank())
        || model.images.iter().any(|image| image.place == Place::Cell);
    has_content
        && model.paths.iter().any(|path| path.patterned && fates.paths.get(&path.index) == Some(&ShapeFate::Cut))
}

/// Where removed glyphs stand whose middle is not in the mark.
fn reaching_out(model: &PageModel, glyphs: &[usize], rect: Rect) -> Vec<Rect> {
    let places = glyphs.iter().filter_map(|glyph| model.glyphs.get(*glyph)).map(|glyph| glyph.ink_bounds().center());
    // A dot is enough to say which, and spares what stands beneath a swash.
    let middles = places.filter(|middle| !rect.contains(*middle));
    middles.map(|middle| Rect::from_center_size(middle, (2.0 * DOT, 2.0 * DOT))).collect()
}

/// The words of a withheld-page sheet.
fn sheet(placed: &[PlacedMark<'_>]) -> Sheet {
    let mut sheet = Sheet::default();
    for mark in placed {
        if !mark.mark.label.is_empty() && !sheet.labels.contains(&mark.mark.label) {
            sheet.labels.push(mark.mark.label.clone());
        }
        for exemption in &mark.mark.exemptions {
            if !sheet.exemptions.contains(exemption) {
                sheet.exemptions.push(exemption.clone());
            }
        }
    }
    sheet
}

/// Whether letters that are set again stand in a place now.
fn is_moved_into(model: &PageModel, fates: &Fates, rect: Rect) -> bool {
    fates.glyphs.iter().any(|(index, fate)| match (fate, model.glyphs.get(*index)) {
        (GlyphFate::Move { origin, .. }, Some(glyph)) => {
            overlaps(glyph.bounds() + (*origin - glyph.origin()), rect.inflate(1.0, 1.0))
        }
        _ => false,
    })
}

/// How many annotations kept so far lie in the mark.
fn annotations(draft: &Draft, index: usize, rect: Rect) -> u32 {
    let Some(page) = draft.pages.get(index) else { return 0 };
    let links = page.annotations.iter().filter_map(links::place).filter(|place| overlaps(*place, rect)).count();
    let fields = page.widgets.iter().filter(|widget| overlaps(rect, widget.rect)).count();
    u32::try_from(links + fields).unwrap_or(u32::MAX)
}

/// Half the side of the place, in units of page space, that names a letter.
const DOT: f64 = 0.5;
