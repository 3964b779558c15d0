//! Annotations: what is visible becomes page content, the rest stays behind.
//!
//! An annotation is a bag of hidden text (contents, authors, replies, quoted
//! words) with at most one visible appearance. The appearance is drawn into the
//! page as a form XObject, where marks reach it like any other content; nothing
//! else is copied. Links keep their place, their border and a target that [`link`] lets pass. Form
//! fields stay annotations until a mark touches them, reduced to what they show ([`widget`]); so does what has no
//! appearance and is drawn by viewers themselves ([`native`]).

mod field;
pub(crate) mod link;
pub(crate) mod native;
mod shapes;
mod text_field;
pub(crate) mod widget;

use lopdf::{Dictionary, Object, ObjectId};

use crate::allow::Rule;
use crate::draft::{DraftPage, Widget, as_dictionary, as_number};
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::geom::{Affine, Point, Rect, has_area, overlaps};
use crate::lex::{Lexer, Step};
use crate::limits::Limits;
use crate::ops;
use crate::page_tree::{SourcePage, rectangle};
use crate::rebuild::Copier;
use native::Native;

/// Draws a page's visible annotations into its content and keeps its links.
pub(crate) fn place(copier: &mut Copier<'_>, page: &SourcePage, draft_page: &mut DraftPage) -> Result<(), Error> {
    let source = copier.source;
    let annotations = source.array(&page.dictionary, b"Annots").unwrap_or_default();
    let mut drawn = Vec::new();
    let mut dropped = 0_u32;
    for annotation in annotations.iter().take(source.limits.objects) {
        let (id, annotation) = source.resolve_with_id(annotation);
        let Some(annotation) = as_dictionary(annotation) else { continue };
        let kind = source.name(annotation, b"Subtype").unwrap_or_default();
        if is_hidden(copier, annotation) {
            dropped += 1;
            continue;
        }
        match kind {
            b"Link" => {
                if let Some(mut link) = link::read(copier.source, annotation) {
                    let number = copier.draft.structure.as_mut().and_then(|tree| tree.take_link(id));
                    if let Some(number) = number {
                        link.set("StructParent", number);
                    }
                    draft_page.annotations.push(link);
                }
            }
            kind if DRAWN.contains(&kind) => match drawing(copier, kind, annotation, draft_page.crop_box)? {
                Some((shown, native)) => {
                    let is_upright = has_appearance(copier, annotation) && stays_upright(copier, annotation, page);
                    let Appearance { rect, fit, form } = if is_upright { shown.upright(page) } else { shown };
                    // Readers of tagged documents know fields by their place in the structure, or not at all.
                    let is_tagged = copier.draft.structure.is_some();
                    let is_wanted = native.is_some() || (kind == b"Widget" && !is_tagged);
                    let widget = match (kind, native) {
                        _ if is_upright => None,
                        (b"Widget", None) if is_tagged || field::wants_appearances(copier) => None,
                        (b"Widget", native) => widget::kept(copier, id, annotation, (rect, fit, form), native),
                        _ if is_tagged && kind != b"Widget" => None,
                        (_, Some((native, reach))) => Some(Widget::of_markup(reach, (fit, form), native)),
                        (_, None) => Some(Widget::of_markup(rect, (fit, form), Native::of_appearance(rect))),
                    };
                    let is_wanted = widget.is_some() && (is_wanted || blends(copier, annotation));
                    drawn.push(Drawing { rect, fit, form, id, widget, is_wanted });
                }
                None => dropped += 1,
            },
            _ => dropped += 1,
        }
    }
    if dropped > 0 {
        copier.draft.findings.push(
            Finding::new(Severity::Note, "annotation", "annotations without visible content are left out")
                .on_page(draft_page.number)
                .for_row(56)
                .counting(dropped),
        );
    }
    let (drawn, widgets) = told_apart(drawn);
    let limits = copier.source.limits.clone();
    if let Some(tree) = &mut copier.draft.structure {
        draft_page.widgets =
            widgets.into_iter().map(|(id, widget)| Widget { link: tree.take_link(id), ..widget }).collect();
        let page_index = draft_page.number as usize - 1;
        let tags = drawn.iter().map(|drawing| tree.take_object(drawing.id, page_index)).collect();
        draw(draft_page, drawn, Some(tags), &limits);
    } else {
        draft_page.widgets = widgets.into_iter().map(|(_, widget)| widget).collect();
        draw(draft_page, drawn, None, &limits);
    }
    Ok(())
}

/// What an annotation shows.
struct Appearance {
    /// Where, in page space.
    rect: Rect,
    /// The matrix that puts the form there.
    fit: Affine,
    form: ObjectId,
}

impl Appearance {
    /// The same where the page is turned and the annotation is not: its upper left corner stays (12.5.3).
    fn upright(self, page: &SourcePage) -> Self {
        let corner = Point::new(self.rect.x0, self.rect.y1);
        let turn = Affine::rotate_about(
            f64::from(i32::try_from(page.geometry.rotation.degrees()).unwrap_or(0)).to_radians(),
            corner,
        );
        let rect = turn.transform_rect_bbox(self.rect);
        Self { rect, fit: turn * self.fit, form: self.form }
    }
}

/// An annotation to be drawn into the page.
struct Drawing {
    rect: Rect,
    fit: Affine,
    form: ObjectId,
    /// The input's object.
    id: Option<ObjectId>,
    /// What may stay of it as an annotation.
    widget: Option<Widget>,
    /// Whether it is to stay one, if it can: some annotations need to only beneath or above others.
    is_wanted: bool,
}

/// What is drawn into the page, and the annotations that stay: those over which nothing is drawn that does not.
fn told_apart(drawings: Vec<Drawing>) -> (Vec<Drawing>, Vec<(Option<ObjectId>, Widget)>) {
    let mut stays = vec![false; drawings.len()];
    let place = |drawing: &Drawing| drawing.widget.as_ref().map_or(drawing.rect, |widget| widget.rect);
    if drawings.len() <= MAX_DRAWINGS && drawings.iter().any(|drawing| drawing.is_wanted) {
        let places: Vec<Rect> = drawings.iter().map(place).collect();
        let places = places.as_slice();
        let above = |at: usize| (at + 1..places.len()).filter(move |later| overlaps(places[*later], places[at]));
        let mut can_stay = vec![false; drawings.len()];
        for at in (0..drawings.len()).rev() {
            can_stay[at] = drawings[at].widget.is_some() && above(at).all(|later| can_stay[later]);
        }
        for at in 0..drawings.len() {
            stays[at] |= can_stay[at] && drawings[at].is_wanted;
            if stays[at] {
                above(at).for_each(|later| stays[later] = true);
            }
        }
    }
    let (mut drawn, mut widgets) = (Vec::new(), Vec::new());
    for (drawing, stays) in drawings.into_iter().zip(stays) {
        match drawing.widget {
            Some(widget) if stays => widgets.push((drawing.id, widget)),
            _ => drawn.push(Drawing { widget: None, ..drawing }),
        }
    }
    (drawn, widgets)
}

/// An annotation that viewers draw themselves, and how far its drawing may reach.
type Reaching = (Native, Rect);

/// The appearance of an annotation, or what viewers draw when it has none, and then what they draw it from.
fn drawing(
    copier: &mut Copier<'_>,
    kind: &[u8],
    annotation: &Dictionary,
    visible: Rect,
) -> Result<Option<(Appearance, Option<Reaching>)>, Error> {
    if kind == b"Widget" {
        if let Some((native, shown)) = native::of_field(copier, annotation, visible)? {
            let rect = shown.rect;
            return Ok(Some((shown, Some((native, rect)))));
        }
        let is_set_anew = field::wants_appearances(copier) && field::is_text(copier, annotation);
        if has_appearance(copier, annotation) && !is_set_anew {
            return Ok(appearance(copier, annotation)?.map(|shown| (shown, None)));
        }
        return Ok(field::draw(copier, annotation)?.appearance.map(|shown| (shown, None)));
    }
    if has_appearance(copier, annotation) {
        return Ok(appearance(copier, annotation)?.map(|shown| (shown, None)));
    }
    let (shown, words) = if kind == b"FreeText" {
        // Words that nobody can see are none.
        if as_number(copier.source.value(annotation, b"CA")).is_some_and(|opacity| opacity < LEAST_OPACITY) {
            return Ok(None);
        }
        let drawn = field::draw_free_text(copier, annotation)?;
        (drawn.appearance, drawn.words)
    } else {
        let drawn = shapes::draw(copier, kind, annotation);
        (drawn.map(|(rect, form)| Appearance { rect, fit: Affine::IDENTITY, form }), None)
    };
    let words = words.as_ref().map(|words| words.text.as_str());
    let native = native::of_markup(copier, kind, annotation, words);
    let native = native.filter(|(_, reach)| words.is_none() || visible.contains_rect(*reach));
    let Some((_, reach)) = &native else { return Ok(shown.map(|shown| (shown, None))) };
    let shown = match shown {
        Some(shown) => shown,
        None if overlaps(*reach, visible) => {
            Appearance { rect: *reach, fit: Affine::IDENTITY, form: native::empty_form(copier, *reach) }
        }
        None => return Ok(None),
    };
    Ok(Some((shown, native)))
}

/// Whether there is a normal appearance, be it an empty one.
fn has_appearance(copier: &Copier<'_>, annotation: &Dictionary) -> bool {
    let appearances = copier.source.dictionary(annotation, b"AP");
    appearances.is_some_and(|appearances| !matches!(copier.source.value(appearances, b"N"), Object::Null))
}

/// Whether an appearance mixes its colours with what lies beneath: viewers do that for an annotation as a whole, and
/// each in its own way.
fn blends(copier: &Copier<'_>, annotation: &Dictionary) -> bool {
    let source = copier.source;
    let normal = source.dictionary(annotation, b"AP").and_then(|appearances| source.dictionary(appearances, b"N"));
    let mut forms: Vec<(&Dictionary, usize)> = normal.map(|form| (form, 0)).into_iter().collect();
    while let Some((form, depth)) = forms.pop() {
        let Some(resources) = source.dictionary(form, b"Resources") else { continue };
        let states = source.dictionary(resources, b"ExtGState");
        let mixes = |(_, state): (&Vec<u8>, &Object)| {
            let mode = as_dictionary(source.resolve(state)).and_then(|state| source.name(state, b"BM"));
            mode.is_some_and(|mode| mode != b"Normal" && mode != b"Compatible")
        };
        if states.is_some_and(|states| states.iter().any(mixes)) {
            return true;
        }
        if depth < MAX_FORMS
            && let Some(nested) = source.dictionary(resources, b"XObject")
        {
            let nested = nested.iter().filter_map(|(_, form)| as_dictionary(source.resolve(form)));
            forms.extend(nested.take(MAX_DRAWINGS).map(|form| (form, depth + 1)));
        }
    }
    false
}

/// Hidden, not for viewing, or in a layer that is off (12.5.3).
fn is_hidden(copier: &Copier<'_>, annotation: &Dictionary) -> bool {
    let flags = match copier.source.value(annotation, b"F") {
        Object::Integer(flags) => *flags,
        _ => 0,
    };
    flags & (HIDDEN | NO_VIEW) != 0
        || annotation.get(b"OC").is_ok_and(|membership| copier.layers.is_hidden(copier.source, membership))
}

/// Whether an annotation is not turned with its page.
fn stays_upright(copier: &Copier<'_>, annotation: &Dictionary, page: &SourcePage) -> bool {
    page.geometry.rotation.degrees() != 0
        && matches!(copier.source.value(annotation, b"F"), Object::Integer(flags) if flags & NO_ROTATE != 0)
}

/// The normal appearance, copied, with the matrix that puts it into its rectangle (12.5.5).
fn appearance(copier: &mut Copier<'_>, annotation: &Dictionary) -> Result<Option<Appearance>, Error> {
    let source = copier.source;
    let Some(rect) = rectangle(source, source.value(annotation, b"Rect")) else { return Ok(None) };
    let Some(appearances) = source.dictionary(annotation, b"AP") else { return Ok(None) };
    let Ok(normal) = appearances.get(b"N") else { return Ok(None) };
    let normal = match source.resolve(normal) {
        Object::Stream(_) => normal,
        Object::Dictionary(states) => {
            let state = source.name(annotation, b"AS").unwrap_or(b"Off");
            let Ok(normal) = states.get(state) else { return Ok(None) };
            normal
        }
        _ => return Ok(None),
    };
    let Object::Stream(stream) = source.resolve(normal) else { return Ok(None) };
    let Some(bounds) = rectangle(source, source.value(&stream.dict, b"BBox")) else { return Ok(None) };
    let matrix = matrix(copier, &stream.dict);
    let placed = matrix.transform_rect_bbox(bounds);
    let Some(fit) = fitted(rect, placed) else { return Ok(None) };
    match copier.value(&Rule::XObject, normal, 0)? {
        Some(Object::Reference(form)) => Ok(Some(Appearance { rect, fit, form })),
        Some(Object::Stream(form)) => Ok(Some(Appearance { rect, fit, form: copier.draft.add(form) })),
        _ => Ok(None),
    }
}

/// What puts an appearance that fills `placed` into `rect`.
fn fitted(rect: Rect, placed: Rect) -> Option<Affine> {
    let scale = Affine::scale_non_uniform(rect.width() / placed.width(), rect.height() / placed.height());
    let fit = Affine::translate((rect.x0, rect.y0)) * scale * Affine::translate((-placed.x0, -placed.y0));
    (has_area(placed) && rect.is_finite()).then_some(fit)
}

fn matrix(copier: &Copier<'_>, form: &Dictionary) -> Affine {
    let numbers: Vec<f64> = copier
        .source
        .array(form, b"Matrix")
        .unwrap_or_default()
        .iter()
        .map_while(|number| as_number(copier.source.resolve(number)))
        .collect();
    numbers.try_into().map_or(Affine::IDENTITY, Affine::new)
}

/// Appends the appearances to the page's content, outside any state the content leaves behind.
///
/// `tags` are, in a tagged document, the identifiers of their content, or none for an artifact.
fn draw(page: &mut DraftPage, drawn: Vec<Drawing>, tags: Option<Vec<Option<i64>>>, limits: &Limits) {
    if drawn.is_empty() {
        return;
    }
    let mut forms = match page.resources.remove(b"XObject") {
        Some(Object::Dictionary(forms)) => forms,
        _ => Dictionary::new(),
    };
    let mut content = isolated(&page.decoded(limits));
    let mut number = 0_u32;
    let tags = tags.map_or_else(|| vec![None; drawn.len()], |tags| tags.into_iter().map(Some).collect());
    for (Drawing { fit, form, .. }, tag) in drawn.into_iter().zip(tags) {
        let name = loop {
            let name = format!("Annot{number}");
            number += 1;
            if !forms.has(name.as_bytes()) {
                break name;
            }
        };
        forms.set(name.as_bytes(), Object::Reference(form));
        match tag {
            Some(Some(mcid)) => content.extend_from_slice(format!("/Span <</MCID {mcid}>> BDC\n").as_bytes()),
            Some(None) => content.extend_from_slice(b"/Artifact BMC\n"),
            None => {}
        }
        content.extend_from_slice(b"q ");
        ops::matrix(&mut content, fit);
        content.extend_from_slice(format!("cm /{name} Do Q\n").as_bytes());
        if tag.is_some() {
            content.extend_from_slice(b"EMC\n");
        }
    }
    page.resources.set("XObject", forms);
    page.set_content(content);
}

/// Content that starts and ends in the page's own graphics state, whatever `q` and `Q` it lacks.
fn isolated(content: &[u8]) -> Vec<u8> {
    let (mut depth, mut lowest) = (0_usize, 0_usize);
    let mut lexer = Lexer::new(content);
    while let Ok(Some(step)) = lexer.step() {
        match step {
            Step::Operator(b"q") => depth += 1,
            Step::Operator(b"Q") if depth == 0 => lowest += 1,
            Step::Operator(b"Q") => depth -= 1,
            _ => {}
        }
    }
    let mut isolated = b"q\n".repeat(1 + lowest);
    isolated.extend_from_slice(content);
    isolated.extend_from_slice(&b"\nQ".repeat(1 + depth));
    isolated.push(b'\n');
    isolated
}

/// Bits of the annotation flags (table 167).
const HIDDEN: i64 = 1 << 1;
const NO_ROTATE: i64 = 1 << 4;
const NO_VIEW: i64 = 1 << 5;
/// More annotations of one page than this are not compared with each other, and all drawn.
const MAX_DRAWINGS: usize = 2000;
/// Words fainter than this do not show.
const LEAST_OPACITY: f64 = 0.1;
/// Forms nested deeper are not looked into for blend modes.
const MAX_FORMS: usize = 4;
/// Types whose appearance belongs to what a reader of the page sees.
const DRAWN: &[&[u8]] = &[
    b"3D",
    b"Caret",
    b"Circle",
    b"FileAttachment",
    b"FreeText",
    b"Highlight",
    b"Ink",
    b"Line",
    b"Movie",
    b"PolyLine",
    b"Polygon",
    b"PrinterMark",
    b"Redact",
    b"RichMedia",
    b"Screen",
    b"Sound",
    b"Square",
    b"Squiggly",
    b"Stamp",
    b"StrikeOut",
    b"Text",
    b"Underline",
    b"Watermark",
    b"Widget",
];

#[cfg(test)]
mod tests {
    use super::isolated;

    #[test]
    fn content_is_closed_off_however_it_saves_and_restores() {
        assert_eq!(isolated(b"q 1 w"), b"q\nq 1 w\nQ\nQ\n");
        assert_eq!(isolated(b"Q 1 w (Q) Tj"), b"q\nq\nQ 1 w (Q) Tj\nQ\n");
    }
}
