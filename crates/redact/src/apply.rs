//! Carries a plan out on the draft, and says what was done.
//!
//! The promise that comes back is what the verifier holds the written file to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::Pdf;
use lopdf::{Object, ObjectId, Stream};

use crate::annot::native::Beside;
use crate::draft::{Draft, DraftPage, as_dictionary};
use crate::error::Error;
use crate::font::{FontBook, FontFile};
use crate::fontsub;
use crate::level::Level;
use crate::ops;
use crate::overlay::{self, Label};
use crate::parallel;
use crate::plan::{LinkFate, PagePlan, Plan, Sheet};
use crate::raster;
use crate::rewrite;
use crate::rewrite::copy;
use crate::rewrite::fates::Fates;
use crate::rewrite::script::{Resources, Script};
use crate::rewrite::workshop::{self, MadePage, PendingPage, Workshop};
use crate::structure::{self, Withheld};
use crate::verify::{PagePromise, Painted, PaintedKind, Promise, Secret};
use crate::write::{self, Stays};

/// Rewrites every page of `draft`. Pages that `is_compared` names are kept as they were, too.
pub(crate) fn apply(draft: &mut Draft, plan: &Plan, is_compared: &[bool]) -> Result<Applied, Error> {
    // What a mark touches is drawn into the page, here and in what the output is compared with.
    for page in &plan.pages {
        let widgets = draft.pages.get_mut(page.index).map(|page| page.widgets.as_mut_slice()).unwrap_or_default();
        for (_, widget) in widgets.iter_mut().enumerate().filter(|(index, _)| page.fates.widgets.contains(index)) {
            widget.native = None;
            let tree = draft.structure.as_mut();
            widget.tag = widget.link.take().zip(tree).and_then(|(link, tree)| tree.draw_link(link, page.index));
        }
    }
    let file = &FontFile::new(draft)?;
    let first_made = workshop::first_free(draft);
    let rendered = Rendered::new(draft, plan)?;
    let paints = plan.pages.iter().any(|page| !page.boxes.is_empty() || page.sheet.is_some());
    let label_font = paints.then(|| overlay::font(draft));
    let planned = by_index(plan);
    let mut pages = each_page(draft, file, |book, index| match planned.get(&index) {
        Some((_, page)) if page.sheet.is_some() => Ok(made(draft, blank(index))),
        Some((_, page)) if page.is_raster => picture(draft, page, &rendered),
        Some((_, page)) => written(draft, book, index, Some(&page.fates)),
        None => match copy::page(draft, book, index) {
            Some(page) => Ok(made(draft, page)),
            None => written(draft, book, index, None),
        },
    })?;
    let kept = stay_copies(draft, file, &mut pages)?;
    // What does not show goes with or without marks; the verifier compares with a document that lacks it too.
    let is_hiding = pages.iter().any(|page| page.workshop.has_dropped_hidden_text())
        || plan.pages.iter().any(|page| !page.fates.laid.is_empty());
    let shown = if is_hiding || !draft.optional_content.hidden.is_empty() {
        Some(without_hidden_text(draft, file, &pages, &planned, is_compared)?)
    } else {
        None
    };
    let mut printed: Vec<Vec<String>> = vec![Vec::new(); plan.pages.len()];
    let mut withheld = Vec::new();
    for made in &mut pages {
        if let Some((_, page)) =
            planned.get(&made.page.index).filter(|(_, page)| page.is_raster && page.sheet.is_none())
        {
            withheld.extend(as_picture(draft, page));
        }
        if let (Some((at, planned)), Some(font)) = (planned.get(&made.page.index), label_font) {
            let labels = overlay(draft, planned, font, &mut made.page, &mut withheld);
            if let Some(slot) = printed.get_mut(*at) {
                *slot = labels;
            }
        }
    }
    let old_pages = set_aside(draft, &pages, is_compared, shown.is_none());
    let old_fonts = workshop::finish(draft, pages, &kept)?;
    for planned in &plan.pages {
        if let Some(page) = draft.pages.get_mut(planned.index) {
            let is_whole = planned.sheet.is_some() || planned.is_raster;
            let mut fates = planned.links.iter();
            page.annotations.retain_mut(|link| match fates.next() {
                _ if is_whole => false,
                Some(LinkFate::Keep) => true,
                Some(LinkFate::Move(to)) => {
                    link.set("Rect", [to.x0, to.y0, to.x1, to.y1].map(write::real).to_vec());
                    true
                }
                Some(LinkFate::Drop) | None => false,
            });
            if is_whole {
                page.group = None;
            }
        }
    }
    let removed: Vec<String> = plan.pages.iter().flat_map(|page| page.removed_text.iter().cloned()).collect();
    draft.finish_structure(&withheld, &removed);
    let moved = plan.pages.iter().find(|page| page.has_moved_text && page.sheet.is_none() && !page.is_raster);
    draft.settle(moved.map(|page| page.index), &removed)?;
    let before = match shown {
        Some(written) => Before::Written(written),
        None => Before::Waiting { pages: old_pages, fonts: old_fonts, is_compared: is_compared.to_vec() },
    };
    Ok(Applied { promise: promise(draft, plan, printed), before, first_made })
}

/// What was done.
pub(crate) struct Applied {
    /// What the written file is held to.
    pub(crate) promise: Promise,
    /// What it is compared with.
    pub(crate) before: Before,
    /// Objects of the draft from this number on were made here, and nothing that was there before refers to them.
    pub(crate) first_made: u32,
}

/// The document with nothing removed but what does not show, as far as it is compared.
#[derive(Debug)]
pub(crate) enum Before {
    /// Written already, because it is not what was loaded: hidden text and layers are gone.
    Written(Vec<u8>),
    /// What the draft has to get back to be what it was.
    Waiting {
        /// The pages; those that are not compared are empty.
        pages: Vec<DraftPage>,
        /// The font dictionaries that were replaced.
        fonts: Vec<(u32, Object)>,
        /// Which pages are compared.
        is_compared: Vec<bool>,
    },
}

impl Before {
    /// What this needs of a draft that is written before it; `first_made` is the number of the first object made for the
    /// output.
    pub(crate) fn needed(&self, draft: &Draft, first_made: u32) -> Stays {
        let Self::Waiting { pages, fonts, .. } = self else { return Stays::Below(0, BTreeSet::new()) };
        let mut waiting = Vec::new();
        fonts.iter().for_each(|(_, font)| workshop::references(font, &mut waiting, 0));
        for page in pages {
            let dictionaries = page.annotations.iter().chain(&page.group).chain([&page.resources]);
            dictionaries.flatten().for_each(|(_, value)| workshop::references(value, &mut waiting, 0));
            for widget in &page.widgets {
                waiting.push(widget.form.0);
                if let Some(Beside::Other { form, .. }) = widget.native.as_ref().map(|native| native.beside) {
                    waiting.push(form.0);
                }
            }
        }
        let mut needed = BTreeSet::new();
        while let Some(number) = waiting.pop() {
            if needed.insert(number) {
                let object = draft.get((number, 0));
                match as_dictionary(object) {
                    Some(entries) => entries.iter().for_each(|(_, value)| workshop::references(value, &mut waiting, 0)),
                    None => workshop::references(object, &mut waiting, 0),
                }
            }
        }
        Stays::Below(first_made, needed)
    }

    /// The bytes to compare with; `draft` is what the output was written from.
    pub(crate) fn written(self, mut draft: Draft) -> Result<Vec<u8>, Error> {
        match self {
            Self::Written(bytes) => Ok(bytes),
            Self::Waiting { pages, fonts, is_compared } => {
                draft.pages = pages;
                draft.structure = None;
                for (number, font) in fonts {
                    draft.set((number, 0), font);
                }
                Ok(write::write_pages(draft, &is_compared, Stays::All)?.0)
            }
        }
    }
}

/// Takes the pages as they were out of the draft, and leaves pages that wait for their content; copied ones have it.
fn set_aside(draft: &mut Draft, made: &[MadePage], is_compared: &[bool], is_needed: bool) -> Vec<DraftPage> {
    let mut pages = std::mem::take(&mut draft.pages);
    for (index, page) in pages.iter_mut().enumerate() {
        let (mut content, raw) = (std::mem::take(&mut page.content), page.raw.take());
        if raw.is_some() {
            // Nobody reads it decoded any more.
            content = Vec::new();
        }
        let resources = std::mem::take(&mut page.resources);
        let mut waiting = page.clone();
        let is_copied = made.get(index).is_some_and(|made| made.page.copied.is_some());
        if is_needed && is_compared.get(index) == Some(&true) {
            page.resources = resources;
            if is_copied {
                (waiting.content, waiting.raw) = (content.clone(), raw.clone());
            }
            (page.content, page.raw) = (content, raw);
        } else if is_copied {
            (waiting.content, waiting.raw) = (content, raw);
        }
        draft.pages.push(waiting);
    }
    if is_needed { pages } else { Vec::new() }
}

/// Sees to it that each copied page means what it meant once fonts are cut down, and writes those anew that would not.
///
/// Codes are given out by what the whole document still shows. A simple font that no page but copied ones can reach
/// keeps those it has: nothing that went was ever shown with it. Fonts that no other page reaches come back.
fn stay_copies(draft: &Draft, file: &FontFile, pages: &mut [MadePage]) -> Result<BTreeSet<u32>, Error> {
    loop {
        workshop::sweep(pages);
        let mut reached = BTreeSet::new();
        for made in pages.iter().filter(|made| made.page.copied.is_none()) {
            copy::fonts_of(draft, made.page.index, &mut reached);
        }
        let shown = workshop::shown_on(pages);
        let kept: BTreeSet<u32> = shown.keys().copied().filter(|font| !reached.contains(font)).collect();
        if pages.iter().all(|made| made.page.copied.is_none()) {
            return Ok(kept);
        }
        let renumbered = fontsub::renumbered(draft, file, &shown, &kept)?;
        let is_hit = |made: &MadePage| made.page.copied.as_ref().is_some_and(|shown| shown.names_any(&renumbered));
        let hit: Vec<usize> = (0..).zip(pages.iter()).filter(|(_, made)| is_hit(made)).map(|(at, _)| at).collect();
        if hit.is_empty() {
            return Ok(kept);
        }
        let anew = parallel::with_fonts(file, &hit, |book, at| written(draft, book, *at, None));
        for (at, made) in hit.into_iter().zip(anew) {
            if let Some(slot) = pages.get_mut(at) {
                *slot = made?;
            }
        }
    }
}

/// The plans of pages and their places in the plan, by page.
fn by_index(plan: &Plan) -> BTreeMap<usize, (usize, &PagePlan)> {
    plan.pages.iter().enumerate().map(|(at, page)| (page.index, (at, page))).collect()
}

/// Does `work` for every page, several at a time; the pages in their order, or the first page's error.
fn each_page<W>(draft: &Draft, file: &FontFile, work: W) -> Result<Vec<MadePage>, Error>
where
    W: Fn(&FontBook<'_>, usize) -> Result<MadePage, Error> + Sync,
{
    let indexes: Vec<usize> = (0..draft.pages.len()).collect();
    parallel::with_fonts(file, &indexes, |book, index| work(book, *index)).into_iter().collect()
}

/// A page rewritten; without fates nothing that shows goes.
fn written(draft: &Draft, book: &FontBook<'_>, index: usize, fates: Option<&Fates>) -> Result<MadePage, Error> {
    let mut workshop = Workshop::new(draft);
    let nothing = Fates::default();
    let page = rewrite::page(draft, book, index, fates.unwrap_or(&nothing), &mut workshop)?;
    Ok(MadePage { page, workshop })
}

/// A page for which nothing but its own content was made.
fn made(draft: &Draft, page: PendingPage) -> MadePage {
    MadePage { page, workshop: Workshop::new(draft) }
}

/// The draft as written without the text that does not show; `pages` are as rewritten by the plan.
fn without_hidden_text(
    draft: &Draft,
    file: &FontFile,
    pages: &[MadePage],
    planned: &BTreeMap<usize, (usize, &PagePlan)>,
    is_compared: &[bool],
) -> Result<Vec<u8>, Error> {
    let mut copy = draft.clone();
    let mut unmarked = each_page(draft, file, |book, index| match pages.get(index) {
        Some(made) if !planned.contains_key(&index) => Ok(made.clone()),
        _ => {
            let laid = planned.get(&index).map(|(_, page)| page.fates.laid.clone()).unwrap_or_default();
            written(draft, book, index, Some(&Fates { laid, ..Fates::default() }))
        }
    })?;
    let kept = stay_copies(draft, file, &mut unmarked)?;
    let _ = workshop::finish(&mut copy, unmarked, &kept)?;
    Ok(write::write_pages(copy, is_compared, Stays::All)?.0)
}

/// A page with nothing on it.
fn blank(index: usize) -> PendingPage {
    PendingPage {
        index,
        script: Script::default(),
        resources: Resources::default(),
        widgets: Vec::new(),
        others: Vec::new(),
        copied: None,
    }
}

/// The file that pages of level `raster` are rendered from, opened when there is one.
struct Rendered(Option<Pdf>);

impl Rendered {
    fn new(draft: &Draft, plan: &Plan) -> Result<Self, Error> {
        let is_needed = plan.pages.iter().any(|page| page.is_raster && page.sheet.is_none());
        if !is_needed {
            return Ok(Self(None));
        }
        // The renderer shows appearances and nothing else.
        let mut shown = Cow::Borrowed(draft);
        if draft.pages.iter().flat_map(|page| &page.widgets).any(|widget| widget.native.is_some()) {
            let widgets = shown.to_mut().pages.iter_mut().flat_map(|page| &mut page.widgets);
            widgets.for_each(|widget| widget.native = None);
        }
        Ok(Self(raster::open(write::write(&shown)?)))
    }
}

/// A page rebuilt from its picture.
fn picture(draft: &Draft, planned: &PagePlan, rendered: &Rendered) -> Result<MadePage, Error> {
    let mut made = made(draft, blank(planned.index));
    let number = draft.pages.get(planned.index).map_or(0, |page| page.number);
    let sheet = raster::render(rendered.0.as_ref(), planned.index, &planned.fates.regions)
        .map_err(|error| error.on_page(number))?;
    let image: Stream = sheet.image;
    let id = made.workshop.object(Object::Stream(image));
    let name = made.page.resources.name("XObject", &Object::Reference(id));
    let mut content = Vec::new();
    let tag = draft.structure.as_ref().map(|structure| structure.next_mcid(planned.index));
    if let Some(mcid) = tag {
        content.extend_from_slice(format!("/Figure <</MCID {mcid}>> BDC\n").as_bytes());
    }
    content.extend_from_slice(b"q\n");
    ops::matrix(&mut content, sheet.matrix);
    content.extend_from_slice(b"cm\n");
    ops::name(&mut content, &name);
    content.extend_from_slice(b" Do\nQ\n");
    if tag.is_some() {
        content.extend_from_slice(b"EMC\n");
    }
    made.page.script.push(&content);
    Ok(made)
}

/// The element of a page that became a picture, if the document is tagged.
fn as_picture(draft: &Draft, planned: &PagePlan) -> Option<Withheld> {
    let mcid = draft.structure.as_ref()?.next_mcid(planned.index);
    let number = draft.pages.get(planned.index).map_or(0, |page| page.number);
    let alt = Some(format!("Picture of page {number}. Its text is not available in this copy."));
    Some(Withheld { page: planned.index, mcid, stands_for: None, goes_on: None, role: "Figure", alt })
}

/// Paints boxes or the sheet; the labels that were printed.
fn overlay(
    draft: &Draft,
    planned: &PagePlan,
    font: ObjectId,
    page: &mut PendingPage,
    withheld: &mut Vec<Withheld>,
) -> Vec<String> {
    let Some(draft_page) = draft.pages.get(planned.index) else { return Vec::new() };
    if planned.sheet.is_none() && planned.boxes.is_empty() {
        return Vec::new();
    }
    let name = page.resources.name("Font", &Object::Reference(font));
    let label = Label { font: font.0, name: &name };
    let first = draft.structure.as_ref().map(|structure| structure.next_mcid(planned.index));
    if let Some(Sheet { labels, exemptions }) = &planned.sheet {
        if let Some(mcid) = first {
            let stands =
                |mcid, role, alt| Withheld { page: planned.index, mcid, stands_for: None, goes_on: None, role, alt };
            // Without labels the sentence alone stands for what was withheld.
            let alt = Some(structure::withheld(exemptions));
            if labels.is_empty() {
                withheld.push(stands(mcid, "Span", alt));
            } else {
                withheld.push(stands(mcid, "P", None));
                withheld.push(stands(mcid.saturating_add(1), "Span", alt));
            }
        }
        return overlay::sheet(&mut page.script, labels, &draft_page.geometry(), &label, first);
    }
    page.script.wrap();
    let first = first.map(|first| first.saturating_add(i64::from(planned.is_raster)));
    if let Some(first) = first {
        for (mcid, painted) in (first..).zip(&planned.boxes) {
            withheld.push(Withheld {
                page: planned.index,
                mcid,
                // On a page that is a picture now there is nothing left to stand among.
                stands_for: painted.stands_for.filter(|_| !planned.is_raster),
                goes_on: painted.stands_for.and_then(|stands| planned.fates.parted.get(&stands.glyph).copied()),
                role: "Span",
                alt: Some(structure::withheld(&painted.exemptions)),
            });
        }
    }
    overlay::paint(&mut page.script, &planned.boxes, draft_page.rotate, &label, first)
}

fn promise(draft: &Draft, plan: &Plan, printed: Vec<Vec<String>>) -> Promise {
    let mut promise = Promise { title: draft.title.clone(), language: draft.language.clone(), ..Promise::default() };
    for page in &draft.pages {
        promise.pages.push(PagePromise {
            media_box: page.media_box,
            rotate: page.rotate.degrees(),
            ..PagePromise::default()
        });
    }
    for (planned, labels) in plan.pages.iter().zip(printed) {
        let Some(page) = promise.pages.get_mut(planned.index) else { continue };
        promise.removed.extend(planned.removed_text.iter().cloned().map(Secret::new));
        if planned.sheet.is_some() {
            page.taken = vec![page.media_box];
            page.changed = vec![page.media_box];
            let rect = page.media_box;
            page.painted = vec![Painted { rect, text: labels.join(" "), kind: PaintedKind::Legend }];
            continue;
        }
        page.taken.clone_from(&planned.taken);
        page.changed.clone_from(&planned.changed);
        page.no_pictures.clone_from(&planned.no_pictures);
        page.no_text.clone_from(&planned.no_text);
        page.moved = planned.moved_to().collect();
        if planned.is_raster {
            page.moved.clear();
            page.taken = vec![page.media_box];
            page.changed = vec![page.media_box];
        }
        page.painted = planned
            .boxes
            .iter()
            .zip(labels)
            .map(|(painted, text)| Painted { rect: painted.rect, text, kind: PaintedKind::Box })
            .collect();
    }
    promise
}

/// The redactions of a plan as the public paper names them.
pub(crate) fn redactions(draft: &Draft, plan: &Plan) -> Vec<crate::manifest::Redaction> {
    let mut found = Vec::new();
    for planned in &plan.pages {
        let Some(page) = draft.pages.get(planned.index) else { continue };
        let mut add = |rect: crate::geom::Rect, exemptions: &[String], level: Level| {
            let extent = crate::manifest::Extent::of_box(level, rect.area(), page.crop_box.area());
            found.push(crate::manifest::Redaction {
                page: page.number,
                exemptions: exemptions.to_vec(),
                level,
                extent,
            });
        };
        match &planned.sheet {
            Some(sheet) => add(page.crop_box, &sheet.exemptions, Level::Page),
            None => planned.boxes.iter().for_each(|painted| add(painted.rect, &painted.exemptions, painted.level)),
        }
    }
    found
}
