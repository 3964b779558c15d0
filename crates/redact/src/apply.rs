//! Carries a plan out on the draft, and says what was done.
//!
//! The promise that comes back is what the verifier holds the written file to.

use lopdf::{Object, ObjectId, Stream};

use crate::draft::Draft;
use crate::error::Error;
use crate::font::{FontBook, FontFile};
use crate::level::Level;
use crate::ops;
use crate::overlay::{self, Label};
use crate::plan::{PagePlan, Plan, Sheet};
use crate::raster;
use crate::rewrite;
use crate::rewrite::fates::Fates;
use crate::rewrite::script::{Resources, Script};
use crate::rewrite::workshop::{PendingPage, Workshop};
use crate::structure::{self, Withheld};
use crate::verify::{PagePromise, Painted, PaintedKind, Promise, Secret};
use crate::write;

/// Rewrites every page of `draft`. `before` is the draft as written with nothing removed.
pub(crate) fn apply(draft: &mut Draft, file: &FontFile, plan: &Plan, before: &[u8]) -> Result<Applied, Error> {
    let paints = plan.pages.iter().any(|page| !page.boxes.is_empty() || page.sheet.is_some());
    let label_font = paints.then(|| overlay::font(draft));
    let book = FontBook::new(file);
    let mut workshop = Workshop::new(draft);
    let untouched = Fates::default();
    let mut pages = Vec::with_capacity(draft.pages.len());
    let mut printed: Vec<Vec<String>> = vec![Vec::new(); plan.pages.len()];
    let mut withheld = Vec::new();
    for index in 0..draft.pages.len() {
        let planned = plan.pages.iter().enumerate().find(|(_, page)| page.index == index);
        let mut page = match planned {
            Some((_, page)) if page.sheet.is_some() => blank(index),
            Some((_, page)) if page.is_raster => picture(draft, page, before, &mut workshop)?,
            _ => {
                let fates = planned.map_or(&untouched, |(_, page)| &page.fates);
                rewrite::page(draft, &book, index, fates, &mut workshop)?
            }
        };
        if let (Some((at, planned)), Some(font)) = (planned, label_font) {
            let labels = overlay(draft, planned, font, &mut page, &mut withheld);
            if let Some(slot) = printed.get_mut(at) {
                *slot = labels;
            }
        }
        pages.push(page);
    }
    // What does not show goes with or without marks; the verifier compares with a document that lacks it too.
    let is_hiding = workshop.has_dropped_hidden_text() || !draft.optional_content.hidden.is_empty();
    let shown = if is_hiding { Some(without_hidden_text(draft, &book)?) } else { None };
    drop(book);
    workshop.finish(draft, pages)?;
    for planned in &plan.pages {
        if let Some(page) = draft.pages.get_mut(planned.index) {
            let is_whole = planned.sheet.is_some() || planned.is_raster;
            page.annotations.retain(|annotation| !is_whole && !planned.hits_annotation(annotation));
            if is_whole {
                page.group = None;
            }
        }
    }
    let removed: Vec<String> = plan.pages.iter().flat_map(|page| page.removed_text.iter().cloned()).collect();
    draft.finish_structure(&withheld, &removed);
    draft.settle_title()?;
    Ok(Applied { promise: promise(draft, plan, printed), before: shown })
}

/// What was done.
pub(crate) struct Applied {
    /// What the written file is held to.
    pub(crate) promise: Promise,
    /// The document with hidden text and layers gone and nothing else, where that differs from what was loaded.
    pub(crate) before: Option<Vec<u8>>,
}

/// The draft as written without the text that does not show.
fn without_hidden_text(draft: &Draft, book: &FontBook<'_>) -> Result<Vec<u8>, Error> {
    let mut copy = draft.clone();
    let mut workshop = Workshop::new(draft);
    let untouched = Fates::default();
    let pages = (0..draft.pages.len()).map(|index| rewrite::page(draft, book, index, &untouched, &mut workshop));
    let pages = pages.collect::<Result<_, _>>()?;
    workshop.finish(&mut copy, pages)?;
    write::write(&copy)
}

/// A page with nothing on it.
fn blank(index: usize) -> PendingPage {
    PendingPage { index, script: Script::default(), resources: Resources::default() }
}

/// A page rebuilt from its picture.
fn picture(draft: &Draft, planned: &PagePlan, before: &[u8], workshop: &mut Workshop) -> Result<PendingPage, Error> {
    let mut page = blank(planned.index);
    let number = draft.pages.get(planned.index).map_or(0, |page| page.number);
    let sheet = raster::render(before, planned.index, &planned.fates.regions).map_err(|error| error.on_page(number))?;
    let image: Stream = sheet.image;
    let id = workshop.object(Object::Stream(image));
    let name = page.resources.name("XObject", &Object::Reference(id));
    let mut content = b"q\n".to_vec();
    ops::matrix(&mut content, sheet.matrix);
    content.extend_from_slice(b"cm\n");
    ops::name(&mut content, &name);
    content.extend_from_slice(b" Do\nQ\n");
    page.script.push(&content);
    Ok(page)
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
    if let Some(Sheet { labels, .. }) = &planned.sheet {
        return overlay::sheet(&mut page.script, labels, &draft_page.geometry(), &label);
    }
    page.script.wrap();
    let first = draft.structure.as_ref().map(|structure| structure.next_mcid(planned.index));
    if let Some(first) = first {
        for (mcid, painted) in (first..).zip(&planned.boxes) {
            withheld.push(Withheld {
                page: planned.index,
                mcid,
                instead_of: painted.instead_of,
                alt: structure::withheld(&painted.exemptions),
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
        if planned.is_raster {
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
