//! Fields and other annotations that stay, as they are written, and the form they belong to.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::super::widget;
use super::{Beside, Native};
use crate::draft::Widget;
use crate::write::{real, text_string};

/// The form of an output while its fields are written.
#[derive(Debug, Default)]
pub(crate) struct Form {
    fields: Vec<Object>,
    fonts: BTreeMap<Vec<u8>, Dictionary>,
    groups: BTreeMap<ObjectId, Group>,
    is_set_anew: bool,
}

/// Radio buttons of which one is on.
#[derive(Debug)]
struct Group {
    number: u32,
    flags: Object,
    name: usize,
    kids: Vec<Object>,
    on: Option<usize>,
}

impl Form {
    /// The annotation for a widget, to be written as object `number`; `reserve` gives further numbers.
    pub(crate) fn add(&mut self, shown: &Widget, number: u32, reserve: &mut dyn FnMut() -> u32) -> Dictionary {
        let reference = Object::Reference((number, 0));
        let Some(native) = shown.native.as_deref() else {
            self.fields.push(reference);
            return widget::dictionary(shown, self.fields.len());
        };
        let mut written = native.keys.clone();
        written.set("Type", "Annot");
        if written.has(b"Subtype") {
            if native.beside == Beside::Same {
                written.set("AP", dictionary! { "N" => Object::Reference(shown.form) });
            }
            return written;
        }
        written.set("Subtype", "Widget");
        let rect = shown.rect;
        written.set("Rect", [rect.x0, rect.y0, rect.x1, rect.y1].map(real).to_vec());
        written.set("F", if shown.is_printed { widget::PRINT } else { 0 });
        self.is_set_anew |= native.is_set_anew;
        if let Some((name, font)) = &native.font {
            self.fonts.insert(name.clone(), font.clone());
        }
        let place = match native.group {
            Some(group) => self.join(group, reference, native, &mut written, reserve),
            None => {
                self.fields.push(reference);
                written.set("T", text_string(&self.fields.len().to_string()));
                1
            }
        };
        if shown.link.is_some() {
            // Read aloud in place of a name (14.9.3).
            written.set("TU", text_string(&format!("Form field {}", self.fields.len())));
        }
        // The names of states are nobody's business but the two that viewers compare.
        let state = native.is_on.map(|is_on| if is_on { place.to_string() } else { "Off".to_owned() });
        let appearance = match native.beside {
            Beside::Nothing => None,
            Beside::Same => Some(shown.form),
            Beside::Other { form, .. } => Some(form),
        };
        if let Some(form) = appearance.map(Object::Reference) {
            let normal = match &state {
                Some(state) => {
                    let mut states = Dictionary::new();
                    states.set(state.as_bytes(), form);
                    Object::Dictionary(states)
                }
                None => form,
            };
            written.set("AP", dictionary! { "N" => normal });
        }
        if let Some(state) = state {
            let state = Object::Name(state.into_bytes());
            if native.group.is_none() && native.is_chosen {
                written.set("V", state.clone());
            }
            written.set("AS", state);
        }
        written
    }

    /// Puts a radio button into its group; its place there.
    fn join(
        &mut self,
        group: ObjectId,
        button: Object,
        native: &Native,
        written: &mut Dictionary,
        reserve: &mut dyn FnMut() -> u32,
    ) -> usize {
        let fields = &mut self.fields;
        let group = self.groups.entry(group).or_insert_with(|| {
            let number = reserve();
            fields.push(Object::Reference((number, 0)));
            let flags = native.keys.get(b"Ff").cloned().unwrap_or(Object::Integer(1));
            Group { number, flags, name: fields.len(), kids: Vec::new(), on: None }
        });
        group.kids.push(button);
        if native.is_on == Some(true) && native.is_chosen {
            group.on = Some(group.kids.len());
        }
        written.set("Parent", Object::Reference((group.number, 0)));
        for key in [&b"FT"[..], b"Ff"] {
            written.remove(key);
        }
        group.kids.len()
    }

    /// The form's dictionary, if there are fields; `put` takes the fields that are no widgets.
    pub(crate) fn finish(self, put: &mut dyn FnMut(u32, Object)) -> Option<Dictionary> {
        for group in self.groups.into_values() {
            let mut field = dictionary! {
                "FT" => "Btn", "Ff" => group.flags, "T" => text_string(&group.name.to_string()), "Kids" => group.kids,
            };
            if let Some(on) = group.on {
                field.set("V", Object::Name(on.to_string().into_bytes()));
            }
            put(group.number, field.into());
        }
        if self.fields.is_empty() {
            return None;
        }
        let mut form = dictionary! { "Fields" => self.fields };
        if self.is_set_anew {
            form.set("NeedAppearances", true);
        }
        if !self.fonts.is_empty() {
            let mut fonts = Dictionary::new();
            self.fonts.into_iter().for_each(|(name, font)| fonts.set(name, font));
            form.set("DR", dictionary! { "Font" => fonts });
        }
        Some(form)
    }
}
