//! Form fields that stay annotations, reduced to what they show.
//!
//! Some viewers leave form fields out on request (printing without them, reading
//! aloud without them), so a field that nobody redacts is not turned into page content.
//! What stays is its place, its appearance and whether it is printed: a
//! push button that cannot be pressed, because that is the one kind of field which every
//! viewer shows as its appearance says. Value, default, name, help text, options,
//! scripts, actions and the instructions for setting a new appearance are not copied.
//! Signature fields are drawn into the page: nothing should look signed that is not.

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::native::Native;
use crate::draft::{Widget, as_dictionary};
use crate::geom::{Affine, Rect};
use crate::rebuild::Copier;
use crate::write::{real, text_string};

/// A field's widget as it may stay; none for a signature and for what belongs to no field.
pub(super) fn kept(
    copier: &Copier<'_>,
    id: Option<ObjectId>,
    annotation: &Dictionary,
    (rect, fit, form): (Rect, Affine, ObjectId),
    native: Option<(Native, Rect)>,
) -> Option<Widget> {
    let source = copier.source;
    let kind = inherited(copier, annotation, b"FT")?;
    if !matches!(kind, Object::Name(name) if matches!(name.as_slice(), b"Tx" | b"Btn" | b"Ch")) && native.is_none() {
        return None;
    }
    let is_printed = matches!(source.value(annotation, b"F"), Object::Integer(flags) if flags & PRINT != 0);
    // A widget without a name of its own is one of several of the field above it.
    let field = if annotation.has(b"T") { id } else { source.resolve_with_id(annotation.get(b"Parent").ok()?).0 };
    let native = native.map(|(native, _)| Box::new(native));
    Some(Widget { rect, fit, form, is_printed, field, native, link: None, tag: None })
}

impl Widget {
    /// A markup annotation that viewers draw themselves, with all that it may draw on.
    pub(super) fn of_markup(rect: Rect, (fit, form): (Affine, ObjectId), native: Native) -> Self {
        let native = Some(Box::new(native));
        Self { rect, fit, form, is_printed: true, field: None, native, link: None, tag: None }
    }
}

/// A field's attribute, its own or one of the fields' above it (12.7.4.1).
pub(super) fn inherited<'a>(copier: &Copier<'a>, field: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let source = copier.source;
    let mut field = field;
    for _ in 0..MAX_ANCESTORS {
        match source.value(field, key) {
            Object::Null => field = as_dictionary(source.value(field, b"Parent"))?,
            value => return Some(value),
        }
    }
    None
}

/// The annotation to be written, its name being its `number` in the document.
pub(super) fn dictionary(widget: &Widget, number: usize) -> Dictionary {
    let rect = widget.rect;
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "Rect" => [rect.x0, rect.y0, rect.x1, rect.y1].map(real).to_vec(),
        "F" => if widget.is_printed { PRINT } else { 0 },
        "FT" => "Btn",
        "Ff" => READ_ONLY | PUSH_BUTTON,
        "T" => text_string(&number.to_string()),
        "AP" => dictionary! { "N" => Object::Reference(widget.form) },
    }
}

/// Bit of the annotation flags (table 167).
pub(super) const PRINT: i64 = 1 << 2;
/// Bits of the field flags (tables 227 and 229).
const READ_ONLY: i64 = 1;
const PUSH_BUTTON: i64 = 1 << 16;
/// Fields nested deeper than this are loops.
const MAX_ANCESTORS: usize = 32;
