//! Pages that are copied: nothing on them goes, and their content says nothing but what it paints.
//!
//! Such a page keeps its content, and as the input has it encoded where that is one Flate stream. Its resources
//! are those that it names, and its glyphs count when fonts are cut down; only if that would give one of its codes
//! another meaning is the page written anew after all.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, ObjectId};

use super::picture;
use super::script::{Resources, Script, Shown};
use super::workshop::{PendingPage, references};
use crate::annot::native::Beside;
use crate::draft::{Draft, as_dictionary};
use crate::error::Error;
use crate::font::FontBook;
use crate::interp::state::State;
use crate::interp::text::Part;
use crate::interp::{ImageEvent, Machine, PathEvent, ShadingEvent, Sink, StreamKind};

/// The page as it stands, if it can stay so.
pub(crate) fn page(draft: &Draft, fonts: &FontBook<'_>, index: usize) -> Option<PendingPage> {
    let page = draft.pages.get(index)?;
    if !page.widgets.is_empty() {
        return None;
    }
    let mut sink = Copying { shown: Shown::default() };
    let names = Machine::new(draft, fonts).audited(index, &mut sink)?;
    let mut resources = Resources::default();
    for (category, name) in names {
        let object = resource(draft, &page.resources, category.as_bytes(), &name)?;
        let object = match category {
            "Font" => {
                let Object::Reference((number, _)) = object else { return None };
                sink.shown.note(*number, &[]);
                object.clone()
            }
            "ExtGState" => Object::Dictionary(plain_state(draft, object)?),
            "Pattern" if matches!(draft.resolve(object), Object::Stream(_)) => return None,
            _ => object.clone(),
        };
        resources.keep(category, &name, &object);
    }
    for name in [&b"DefaultGray"[..], b"DefaultRGB", b"DefaultCMYK"] {
        if let Some(space) = resource(draft, &page.resources, b"ColorSpace", name) {
            resources.keep("ColorSpace", name, space);
        }
    }
    let copied = Some(sink.shown);
    let script = Script::default();
    Some(PendingPage { index, script, resources, widgets: Vec::new(), others: Vec::new(), copied })
}

/// The raw value of a named resource.
fn resource<'d>(draft: &'d Draft, resources: &'d Dictionary, category: &[u8], name: &[u8]) -> Option<&'d Object> {
    draft
        .dictionary(resources, category)?
        .get(name)
        .ok()
        .filter(|object| !matches!(draft.resolve(object), Object::Null))
}

/// The parameters that the interpreter takes from a graphics state dictionary; none if one of them has to be
/// looked into.
fn plain_state(draft: &Draft, object: &Object) -> Option<Dictionary> {
    let mut kept = Dictionary::new();
    for (key, value) in as_dictionary(draft.resolve(object))?.iter() {
        match key.as_slice() {
            b"LW" | b"ML" | b"LC" | b"LJ" | b"CA" | b"ca" | b"BM" | b"AIS" | b"TK" | b"SA" | b"OP" | b"op" | b"OPM" => {
                kept.set(key.clone(), draft.resolve(value).clone());
            }
            b"D" => kept.set(key.clone(), value.clone()),
            b"SMask" if matches!(draft.resolve(value), Object::Name(name) if name == b"None") => {
                kept.set(key.clone(), Object::Name(b"None".to_vec()));
            }
            b"SMask" | b"Font" | b"TR" | b"TR2" => return None,
            // Halftones, flatness and their kin are for printing presses.
            _ => {}
        }
    }
    Some(kept)
}

/// Takes note of what is shown, and stops at whatever the rewriter would leave out or change.
struct Copying {
    shown: Shown,
}

fn changes() -> Error {
    Error::refused("something on the page would not be written as it stands")
}

impl Sink for Copying {
    fn show(&mut self, _: &State, _: &[Part]) -> Result<(), Error> {
        // Only text that clips is shown so.
        Err(changes())
    }

    fn wants_codes_only(&self) -> bool {
        true
    }

    fn show_codes(&mut self, state: &State, codes: &[(u32, u8)], is_visible: bool) -> Result<(), Error> {
        let font = state.text.font.filter(|_| can_show(state) && is_visible).ok_or_else(changes)?;
        self.shown.note(font, codes);
        Ok(())
    }

    fn path(&mut self, state: &State, event: &PathEvent<'_>) -> Result<(), Error> {
        if event.is_visible && can_show(state) { Ok(()) } else { Err(changes()) }
    }

    fn image(&mut self, state: &State, event: &ImageEvent<'_>) -> Result<(), Error> {
        let is_whole = !picture::is_cut_off(state.ctm, state.clip_bounds);
        if event.is_visible && event.object.is_some() && is_whole && can_show(state) { Ok(()) } else { Err(changes()) }
    }

    fn shading(&mut self, state: &State, _: &ShadingEvent<'_>) -> Result<(), Error> {
        if can_show(state) { Ok(()) } else { Err(changes()) }
    }

    fn begin_stream(&mut self, _: StreamKind, _: &State, _: &Dictionary) -> Result<(), Error> {
        Err(changes())
    }

    fn draw_form(&mut self, _: &State, _: Option<ObjectId>) -> Result<(), Error> {
        Err(changes())
    }
}

/// Whether anything painted under a state can be seen at all.
fn can_show(state: &State) -> bool {
    state.ctm.determinant().abs() > 1e-18
}

/// The numbers of the fonts within reach of a page's resources.
pub(crate) fn fonts_of(draft: &Draft, index: usize, found: &mut BTreeSet<u32>) {
    let mut seen = BTreeSet::new();
    let mut waiting = Vec::new();
    if let Some(page) = draft.pages.get(index) {
        page.resources.iter().for_each(|(_, object)| references(object, &mut waiting, 0));
        for widget in &page.widgets {
            waiting.push(widget.form.0);
            if let Some(Beside::Other { form, .. }) = widget.native.as_ref().map(|native| &native.beside) {
                waiting.push(form.0);
            }
        }
    }
    while let Some(number) = waiting.pop() {
        if !seen.insert(number) {
            continue;
        }
        let object = draft.get((number, 0));
        if let Some(dictionary) = as_dictionary(object) {
            if crate::font::is_font(dictionary) {
                found.insert(number);
            }
            dictionary.iter().for_each(|(_, value)| references(value, &mut waiting, 0));
        } else {
            references(object, &mut waiting, 0);
        }
    }
}
