//! Annotations without an appearance of their own, kept as what viewers draw them from.
//!
//! Each viewer sets such a field, or draws such a shape, in its own way; one drawing of ours in its place would look
//! different in all of them. So what nobody redacts stays an annotation with the plain values that say how it looks:
//! numbers, names from fixed lists, and the words that it shows. What else it had does not pass: names, help texts,
//! export values, options nobody sees, defaults, scripts, authors, replies. The drawing of ours is what the page
//! model sees, what marks are tested against, and what is drawn into the page as soon as a mark touches it.

mod field;
mod markup;
mod write;

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

pub(super) use field::read as of_field;
pub(super) use markup::read as of_markup;
pub(crate) use write::Form;

use crate::draft::{as_dictionary, as_number};
use crate::geom::{Affine, Rect};
use crate::load::Source;
use crate::rebuild::Copier;
use crate::write::real;

/// What viewers draw an annotation from.
#[derive(Clone, Debug)]
pub struct Native {
    /// The values that say how it looks, all of them direct; its type, place and name are not among them.
    pub keys: Dictionary,
    /// What is shown by viewers that take appearances as they are.
    pub beside: Beside,
    /// The font that its instructions name, from the form's resources.
    pub font: Option<(Vec<u8>, Dictionary)>,
    /// Whether the document asks viewers to set fields anew even where they have an appearance.
    pub is_set_anew: bool,
    /// Whether a check box or radio button is on; none for everything else.
    pub is_on: Option<bool>,
    /// Whether its field says so as well.
    pub is_chosen: bool,
    /// The field above a radio button, in the input; never written.
    pub group: Option<ObjectId>,
}

impl Native {
    /// Markup that is shown by its appearance, whatever it was: a stamp, which has nothing else to say.
    pub(super) fn of_appearance(rect: Rect) -> Self {
        let keys = dictionary! {
            "Subtype" => "Stamp",
            "Rect" => [rect.x0, rect.y0, rect.x1, rect.y1].map(real).to_vec(),
            "F" => super::widget::PRINT,
        };
        Self { keys, beside: Beside::Same, font: None, is_set_anew: false, is_on: None, is_chosen: false, group: None }
    }
}

/// The appearance that stays beside what an annotation is drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beside {
    /// None.
    Nothing,
    /// The form that the page model sees as well.
    Same,
    /// Another form, which only searches see, and the matrix that puts it into place.
    Other {
        /// The form.
        form: ObjectId,
        /// From its outer space into page space.
        fit: Affine,
    },
}

/// A form that shows nothing, as large as `rect`.
pub(super) fn empty_form(copier: &mut Copier<'_>, rect: Rect) -> ObjectId {
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => [rect.x0, rect.y0, rect.x1, rect.y1].map(real).to_vec(),
        "Resources" => Dictionary::new(),
    };
    copier.draft.add(Stream::new(form, Vec::new()))
}

/// Copies the listed keys of a dictionary as plain values; what is of another kind is left out.
pub(super) fn plain(source: &Source, from: &Dictionary, keys: &[(&str, Plain)]) -> Dictionary {
    let mut copy = Dictionary::new();
    for (key, kind) in keys {
        if let Some(value) = kind.copy(source, source.value(from, key.as_bytes())) {
            copy.set(*key, value);
        }
    }
    copy
}

/// A kind of value that says how something looks and can say nothing else.
pub(super) enum Plain {
    /// A number.
    Number,
    /// Numbers, at most this many.
    Numbers(usize),
    /// Arrays of numbers.
    Lines,
    /// One of these names.
    Name(&'static [&'static str]),
    /// One of these names, or an array of them.
    Names(&'static [&'static str]),
    /// A dictionary with these keys.
    Dictionary(&'static [(&'static str, Plain)]),
}

impl Plain {
    pub(super) fn copy(&self, source: &Source, value: &Object) -> Option<Object> {
        match (self, value) {
            (Self::Number, number) => as_number(number).map(real),
            (Self::Numbers(most), Object::Array(numbers)) => {
                let copy: Vec<Object> =
                    numbers.iter().map_while(|number| as_number(source.resolve(number)).map(real)).collect();
                (copy.len() == numbers.len() && copy.len() <= *most).then_some(Object::Array(copy))
            }
            (Self::Lines, Object::Array(lines)) if lines.len() <= MAX_LINES => {
                let line = |line: &Object| Self::Numbers(MAX_NUMBERS).copy(source, source.resolve(line));
                lines.iter().map(line).collect::<Option<Vec<Object>>>().map(Object::Array)
            }
            (Self::Name(names) | Self::Names(names), Object::Name(name)) => {
                names.iter().any(|known| known.as_bytes() == name).then(|| value.clone())
            }
            (Self::Names(names), Object::Array(given)) if given.len() <= 2 => {
                let name = |name: &Object| Self::Name(names).copy(source, source.resolve(name));
                given.iter().map(name).collect::<Option<Vec<Object>>>().map(Object::Array)
            }
            (Self::Dictionary(keys), value) => Some(plain(source, as_dictionary(value)?, keys).into()),
            _ => None,
        }
    }
}

/// Border styles (table 168).
pub(super) const BORDER_STYLE: &[(&str, Plain)] =
    &[("W", Plain::Number), ("S", Plain::Name(&["S", "D", "B", "I", "U"])), ("D", Plain::Numbers(8))];
/// Coordinates of one annotation.
const MAX_NUMBERS: usize = 100_000;
/// Lines of one drawing by hand.
const MAX_LINES: usize = 10_000;
