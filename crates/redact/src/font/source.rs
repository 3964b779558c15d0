//! The draft's fonts as a PDF of their own, for the font reader.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object, Stream, dictionary};

use crate::draft::Draft;
use crate::error::Error;

/// Whether `dictionary` is a font that text can be shown with (no descendant font).
pub fn is_font(dictionary: &Dictionary) -> bool {
    matches!(
        dictionary.get(b"Subtype").and_then(Object::as_name),
        Ok(b"Type0" | b"Type1" | b"MMType1" | b"TrueType" | b"Type3" | b"OpenType")
    ) && dictionary.get(b"Type").and_then(Object::as_name).unwrap_or(b"Font") == b"Font"
}

/// Gives each font that stands directly in a resource dictionary an object
/// number, so that fonts can be told apart by number.
pub fn intern(draft: &mut Draft) {
    let numbers: Vec<u32> = draft.objects.keys().copied().collect();
    for number in numbers {
        let Some(mut object) = draft.objects.remove(&number) else { continue };
        // The number stays taken while the object is out.
        draft.objects.insert(number, Object::Null);
        intern_in(&mut object, draft, 0);
        draft.objects.insert(number, object);
    }
    for index in 0..draft.pages.len() {
        let Some(page) = draft.pages.get_mut(index) else { continue };
        let mut resources = std::mem::take(&mut page.resources);
        intern_dictionary(&mut resources, draft, 0);
        if let Some(page) = draft.pages.get_mut(index) {
            page.resources = resources;
        }
    }
}

fn intern_in(object: &mut Object, draft: &mut Draft, depth: usize) {
    if depth > MAX_DIRECT_DEPTH {
        return;
    }
    match object {
        Object::Dictionary(dictionary) => intern_dictionary(dictionary, draft, depth),
        Object::Stream(stream) => intern_dictionary(&mut stream.dict, draft, depth),
        Object::Array(items) => items.iter_mut().for_each(|item| intern_in(item, draft, depth + 1)),
        _ => {}
    }
}

fn intern_dictionary(dictionary: &mut Dictionary, draft: &mut Draft, depth: usize) {
    for (key, value) in dictionary.iter_mut() {
        if key == b"Font"
            && let Object::Dictionary(fonts) = value
        {
            for (_, font) in fonts.iter_mut() {
                if let Object::Dictionary(direct) = font {
                    let direct = std::mem::take(direct);
                    *font = Object::Reference(draft.add(direct));
                }
            }
        } else {
            intern_in(value, draft, depth + 1);
        }
    }
}

/// A PDF that holds the fonts under their numbers, and what they refer to.
pub(super) fn serialise(draft: &Draft) -> Result<Vec<u8>, Error> {
    let mut document = lopdf::Document::with_version("1.7");
    let mut pending: Vec<u32> = draft
        .objects
        .iter()
        .filter(|(_, object)| matches!(object, Object::Dictionary(dictionary) if is_font(dictionary)))
        .map(|(number, _)| *number)
        .collect();
    let mut seen: BTreeSet<u32> = pending.iter().copied().collect();
    while let Some(number) = pending.pop() {
        let mut object = draft.get((number, 0)).clone();
        // Type 3 glyphs are read from the draft; their resources could reach the whole document.
        if let Object::Dictionary(dictionary) = &mut object {
            dictionary.remove(b"Resources");
        }
        references(&object, 0, &mut |next| {
            if seen.insert(next) {
                pending.push(next);
            }
        });
        document.objects.insert((number, 0), object);
    }
    let free = document.objects.keys().map(|id| id.0).max().unwrap_or(0).saturating_add(1);
    let (catalog, pages, page, content) = ((free, 0), (free + 1, 0), (free + 2, 0), (free + 3, 0));
    document.objects.insert(catalog, Object::Dictionary(dictionary! { "Type" => "Catalog", "Pages" => pages }));
    let tree = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![page.into()] };
    document.objects.insert(pages, Object::Dictionary(tree));
    let sheet = dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 10.into(), 10.into()],
    };
    document.objects.insert(page, Object::Dictionary(sheet));
    document.objects.insert(content, Object::Stream(Stream::new(Dictionary::new(), Vec::new())));
    document.trailer.set("Root", catalog);
    document.max_id = free + 3;
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|_| Error::damaged("the fonts cannot be read"))?;
    Ok(bytes)
}

fn references(object: &Object, depth: usize, found: &mut impl FnMut(u32)) {
    if depth > MAX_DIRECT_DEPTH {
        return;
    }
    match object {
        Object::Reference((number, _)) => found(*number),
        Object::Array(items) => items.iter().for_each(|item| references(item, depth + 1, found)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, item)| references(item, depth + 1, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, item)| references(item, depth + 1, found)),
        _ => {}
    }
}

/// Direct objects nest a few levels; deeper is an attack on the stack.
const MAX_DIRECT_DEPTH: usize = 64;
