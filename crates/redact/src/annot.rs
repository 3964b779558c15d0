//! Annotations: what is visible becomes page content, the rest stays behind.
//!
//! An annotation is a bag of hidden text (contents, authors, replies, quoted
//! words) with at most one visible appearance. The appearance is drawn into the
//! page as a form XObject, where marks reach it like any other content; nothing
//! else is copied. Links keep their place, their border and a target that [`link`] lets pass. Form
//! fields stay annotations until a mark touches them, reduced to what they show ([`widget`]).

mod field;
pub(crate) mod link;
mod shapes;
mod text_field;
pub(crate) mod widget;

use lopdf::{Dictionary, Object, ObjectId};

use crate::allow::Rule;
use crate::draft::{DraftPage, Widget, as_dictionary, as_number};
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::geom::{Affine, Rect, has_area, overlaps};
use crate::lex::{Lexer, Step};
use crate::ops;
use crate::page_tree::{SourcePage, rectangle};
use crate::rebuild::Copier;

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
            kind if DRAWN.contains(&kind) => match drawing(copier, kind, annotation)? {
                Some(Appearance { rect, fit, form }) => {
                    let page_index = draft_page.number as usize - 1;
                    let tag = copier.draft.structure.as_mut().map(|tree| tree.take_object(id, page_index));
                    let widget = (kind == b"Widget" && tag.is_none())
                        .then(|| widget::kept(copier, id, annotation, rect, fit, form))
                        .flatten();
                    drawn.push(Drawing { rect, fit, form, tag, widget });
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
    draw(draft_page, drawn);
    draft_page.widgets = widgets;
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

/// An annotation to be drawn into the page.
struct Drawing {
    rect: Rect,
    fit: Affine,
    form: ObjectId,
    /// In a tagged document, the identifier of its content, or none for an artifact.
    tag: Option<Option<i64>>,
    /// A form field that may stay an annotation.
    widget: Option<Widget>,
}

/// What is drawn into the page, and the form fields that stay annotations: those that nothing is drawn over.
fn told_apart(drawings: Vec<Drawing>) -> (Vec<Drawing>, Vec<Widget>) {
    let (mut drawn, mut widgets) = (Vec::new(), Vec::new());
    for drawing in drawings.into_iter().rev() {
        let is_covered =
            drawn.len() > MAX_COVERS || drawn.iter().any(|later: &Drawing| overlaps(later.rect, drawing.rect));
        match &drawing.widget {
            Some(widget) if !is_covered => widgets.push(widget.clone()),
            _ => drawn.push(drawing),
        }
    }
    drawn.reverse();
    widgets.reverse();
    (drawn, widgets)
}

/// The appearance of an annotation, or what viewers draw when it has none.
fn drawing(copier: &mut Copier<'_>, kind: &[u8], annotation: &Dictionary) -> Result<Option<Appearance>, Error> {
    let is_set_anew = kind == b"Widget" && field::wants_appearances(copier) && field::is_text(copier, annotation);
    if has_appearance(copier, annotation) && !is_set_anew {
        return appearance(copier, annotation);
    }
    if kind == b"Widget" {
        return field::draw(copier, annotation);
    }
    Ok(shapes::draw(copier, kind, annotation).map(|(rect, form)| Appearance { rect, fit: Affine::IDENTITY, form }))
}

/// Whether there is a normal appearance, be it an empty one.
fn has_appearance(copier: &Copier<'_>, annotation: &Dictionary) -> bool {
    let appearances = copier.source.dictionary(annotation, b"AP");
    appearances.is_some_and(|appearances| !matches!(copier.source.value(appearances, b"N"), Object::Null))
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
fn draw(page: &mut DraftPage, drawn: Vec<Drawing>) {
    if drawn.is_empty() {
        return;
    }
    let mut forms = match page.resources.remove(b"XObject") {
        Some(Object::Dictionary(forms)) => forms,
        _ => Dictionary::new(),
    };
    let mut content = isolated(&page.content);
    let mut number = 0_u32;
    for Drawing { fit, form, tag, .. } in drawn {
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
const NO_VIEW: i64 = 1 << 5;
/// More drawings than this are not compared with every form field beneath them.
const MAX_COVERS: usize = 1000;
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
