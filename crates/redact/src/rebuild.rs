//! The rebuild: a [`Draft`] made by copying what the allow-list knows.
//!
//! Copying starts at each page and follows only listed keys, so orphans, older
//! revisions and everything at document level stay behind without being looked
//! for. Indirect objects are copied once per type they are used as and queued, so
//! that neither loops nor long chains in the input cost stack.

mod color;
mod copier;
mod lending;
mod page;
mod stream;
mod widths;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, Stream};
use rayon::prelude::*;

use crate::clean::{cmap, true_type};
use crate::draft::Draft;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::image;
use crate::layers::Layers;
use crate::load::Source;
use crate::metadata;
use crate::structure;
pub(crate) use copier::Copier;

/// Rebuilds `source`; an error if a page holds something that cannot be copied safely.
pub fn rebuild(source: &Source) -> Result<Draft, Error> {
    let (mut draft, left) = copied(source)?;
    for (copy, from) in left {
        if let Some(Object::Stream(stream)) = source.document.objects.get(&from) {
            fill(&mut draft, copy, stream.content.clone());
        }
    }
    cleaned(draft)
}

/// The same for a source that nobody needs any more: the data of its pictures move.
pub(crate) fn rebuild_owned(mut source: Source) -> Result<Draft, Error> {
    let (mut draft, left) = copied(&source)?;
    let mut uses: BTreeMap<ObjectId, usize> = BTreeMap::new();
    left.iter().for_each(|(_, from)| *uses.entry(*from).or_default() += 1);
    for (copy, from) in left {
        if let Some(Object::Stream(stream)) = source.document.objects.get_mut(&from) {
            let is_shared = uses.get(&from).is_some_and(|uses| *uses > 1);
            let data = if is_shared { stream.content.clone() } else { std::mem::take(&mut stream.content) };
            fill(&mut draft, copy, data);
        }
    }
    drop(source);
    cleaned(draft)
}

fn fill(draft: &mut Draft, copy: ObjectId, data: Vec<u8>) {
    if let Some(Object::Stream(stream)) = draft.objects.get_mut(&copy.0) {
        stream.content = data;
    }
}

/// Takes out of pictures and fonts what no reader shows.
fn cleaned(mut draft: Draft) -> Result<Draft, Error> {
    clean_pictures(&mut draft)?;
    clean_fonts(&mut draft);
    Ok(draft)
}

/// Copies what the pages reach; pictures of the draft whose data are still with an object of the source.
fn copied(source: &Source) -> Result<(Draft, Vec<(ObjectId, ObjectId)>), Error> {
    let layers = Layers::read(source);
    let mut copier = Copier::new(source, &layers);
    copier.draft.limits = source.limits.clone();
    copier.draft.language = metadata::language(source);
    copier.draft.title_candidate = metadata::title(source);
    copier.draft.structure = structure::read(source);
    copier.draft.claims_accessibility = metadata::claims_accessibility(source);
    copier.draft.had_bookmarks =
        source.dictionary(source.catalog(), b"Outlines").is_some_and(|outlines| outlines.has(b"First"));
    if source.was_encrypted {
        copier
            .draft
            .findings
            .push(Finding::new(Severity::Note, "encryption", "the input was encrypted; the output is not").for_row(81));
    }
    let hidden = layers.hidden_groups();
    if hidden > 0 {
        let count = u32::try_from(hidden).unwrap_or(u32::MAX);
        let message = "layers that are off by default are left out of the output";
        copier.draft.findings.push(Finding::new(Severity::Note, "hidden-layer", message).for_row(74).counting(count));
    }
    let mut number = 0;
    for batch in source.pages.chunks(rayon::current_num_threads().saturating_mul(PAGES_AT_ONCE)) {
        let is_kept = copier.keeps_content();
        let contents: Vec<_> = batch.par_iter().map(|page| page::single(source, page, is_kept)).collect();
        for (page, content) in batch.iter().zip(contents) {
            number += 1;
            let on_page = |error: Error| error.on_page(number);
            let rebuilt = page::rebuild(&mut copier, page, number, content.map_err(on_page)?).map_err(on_page)?;
            copier.draft.pages.push(rebuilt);
            copier.run().map_err(on_page)?;
        }
    }
    if let Some(structure) = &mut copier.draft.structure {
        structure.forget_objects();
    }
    Ok(copier.finish())
}

/// Mends TrueType programs that viewers can read and the font reader cannot, and writes maps to text out that fonts only
/// name.
fn clean_fonts(draft: &mut Draft) {
    let names_map = |object: &Object| {
        let names = |font: &Dictionary| font.get(b"ToUnicode").is_ok_and(|map| map.as_name().is_ok());
        matches!(object, Object::Dictionary(font) if names(font))
    };
    let naming: Vec<u32> =
        draft.objects.iter().filter(|(_, object)| names_map(object)).map(|(number, _)| *number).collect();
    if !naming.is_empty() {
        let map = draft.add(Stream::new(Dictionary::new(), cmap::identity()));
        for number in naming {
            if let Some(Object::Dictionary(font)) = draft.get_mut((number, 0)) {
                font.set("ToUnicode", map);
            }
        }
    }
    let programs: Vec<ObjectId> = draft
        .objects
        .values()
        .filter_map(|object| match object {
            Object::Dictionary(dictionary) => dictionary.get(b"FontFile2").and_then(Object::as_reference).ok(),
            _ => None,
        })
        .collect();
    for program in programs {
        if let Object::Stream(stream) = draft.get(program)
            && let Ok(data) = draft.stream_data(stream)
            && let Some(mended) = true_type::mended(&data)
        {
            let mut keys = stream.dict.clone();
            keys.remove(b"Filter");
            draft.set(program, Stream::new(keys, mended));
        }
    }
}

/// Takes out of JPEG pictures what no reader shows: EXIF and its thumbnail, comments, trailing bytes.
fn clean_pictures(draft: &mut Draft) -> Result<(), Error> {
    let is_picture = |object: &Object| matches!(object, Object::Stream(stream) if stream.dict.has(b"Width"));
    let pictures = draft.objects.iter().filter(|(_, object)| is_picture(object));
    let numbers: Vec<u32> = pictures.map(|(number, _)| *number).collect();
    // A few at a time, so that not all are held twice.
    for batch in numbers.chunks(rayon::current_num_threads()) {
        let clean = |number: &u32| match draft.get((*number, 0)) {
            Object::Stream(stream) => image::clean(draft, stream).map_err(|error| error.in_object(*number)),
            _ => Ok(None),
        };
        let cleaned: Vec<_> = batch.par_iter().map(clean).collect();
        for (number, cleaned) in batch.iter().zip(cleaned) {
            if let Some(cleaned) = cleaned? {
                draft.set((*number, 0), cleaned);
            }
        }
    }
    Ok(())
}

/// Pages whose content each thread decodes before they are copied.
const PAGES_AT_ONCE: usize = 4;
