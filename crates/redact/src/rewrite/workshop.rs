//! What the pages of a document are rebuilt with: nested streams and pictures
//! made on the way, and the fonts once it is known what they still show.
//!
//! Each page has a workshop of its own, so that pages can be rewritten side by
//! side; [`finish`] puts them together in the order of the pages, and the
//! result does not depend on who was first.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId, Stream};
use rayon::prelude::*;

use super::picture;
use super::script::{Recoding, Resources, Script, Shown};
use crate::annot::native::Beside;
use crate::draft::{Draft, as_number};
use crate::error::Error;
use crate::geom::{Affine, Rect};
use crate::interp::ImageEvent;
use crate::write::deflated;

/// A nested stream that waits for its strings.
#[derive(Clone, Debug)]
pub struct PendingStream {
    /// Its content.
    pub script: Script,
    /// What it uses.
    pub resources: Resources,
    /// Its dictionary without resources and filters.
    pub dictionary: Dictionary,
    /// Whether it paints nothing.
    pub is_empty: bool,
}

/// A page that waits for its strings.
#[derive(Clone, Debug)]
pub struct PendingPage {
    /// Index from 0.
    pub index: usize,
    /// Its content.
    pub script: Script,
    /// What it uses.
    pub resources: Resources,
    /// Form fields that stay, by their number on the page, with what they show now.
    pub widgets: Vec<(usize, ObjectId)>,
    /// What viewers show of some of them that do not set fields themselves.
    pub others: Vec<(usize, ObjectId)>,
    /// The codes that it shows, if it keeps its content as the draft has it; the script is empty then.
    pub copied: Option<Shown>,
}

impl PendingPage {
    /// The codes that it shows, in order of first appearance.
    fn shown(&self) -> Shown {
        self.copied.clone().unwrap_or_else(|| self.script.shown())
    }
}

/// A page and what was made for it.
#[derive(Clone, Debug)]
pub struct MadePage {
    /// The page.
    pub page: PendingPage,
    /// Its nested streams and pictures.
    pub workshop: Workshop,
}

/// The new objects of one page, numbered behind the draft's.
#[derive(Clone, Debug)]
pub struct Workshop {
    /// The first number that is not the draft's.
    base: u32,
    next: u32,
    streams: BTreeMap<u32, PendingStream>,
    objects: BTreeMap<u32, Object>,
    /// Whether text was left out that does not show: off the page, clipped away.
    pub(super) dropped_hidden_text: bool,
}

impl Workshop {
    /// A workshop for a page of `draft`.
    pub fn new(draft: &Draft) -> Self {
        let base = first_free(draft);
        Self { base, next: base, streams: BTreeMap::new(), objects: BTreeMap::new(), dropped_hidden_text: false }
    }

    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }

    /// Whether text was left out that does not show: off the page, clipped away.
    pub fn has_dropped_hidden_text(&self) -> bool {
        self.dropped_hidden_text
    }

    /// Takes a stream in; its object id.
    pub fn stream(&mut self, stream: PendingStream) -> ObjectId {
        let number = self.number();
        self.streams.insert(number, stream);
        (number, 0)
    }

    /// Takes an object in; its id.
    pub fn object(&mut self, object: Object) -> ObjectId {
        let number = self.number();
        self.objects.insert(number, object);
        (number, 0)
    }

    /// Whether a stream taken in paints nothing.
    pub fn is_empty(&self, id: ObjectId) -> bool {
        self.streams.get(&id.0).is_some_and(|stream| stream.is_empty)
    }

    /// Whether something taken in paints without blending and draws nothing nested, and neither at a slant, which readers
    /// begin anew for each area, nor in lines, whose soft edges darken where they are painted twice; a shading that was
    /// cut does.
    pub(super) fn is_plain(&self, id: ObjectId) -> bool {
        let is_plain = |stream: &PendingStream| {
            let matrix = stream.dictionary.get(b"Matrix").and_then(Object::as_array);
            let is_level = matrix.map_or(true, |matrix| {
                matrix.iter().skip(1).take(2).all(|number| as_number(number).is_some_and(|number| number == 0.0))
            });
            is_level && !stream.script.strokes() && !stream.resources.has_any(&["ExtGState", "XObject"])
        };
        self.streams.get(&id.0).map_or_else(|| self.objects.contains_key(&id.0), is_plain)
    }

    /// The picture to draw instead, with what lies in `regions` erased; none if nothing is left.
    ///
    /// Image XObjects without a mark on them were freed of metadata when the draft was made, and stay.
    pub(super) fn image(
        &mut self,
        draft: &Draft,
        event: &ImageEvent<'_>,
        (matrix, clip): (Affine, Rect),
        regions: &[Rect],
    ) -> Result<Option<ObjectId>, Error> {
        if regions.is_empty()
            && !picture::is_cut_off(matrix, clip)
            && let Some(id) = event.object
        {
            return Ok(Some(id));
        }
        let made = picture::picture(draft, event.stream, matrix, clip, regions, &mut |object| self.object(object))
            .map_err(|error| event.object.map_or(error.clone(), |id| error.in_object(id.0)))?;
        Ok(match made {
            picture::Picture::Same => match event.object {
                Some(id) => Some(id),
                None => Some(self.object(Object::Stream(event.stream.clone()))),
            },
            picture::Picture::New(stream) => Some(self.object(Object::Stream(stream))),
            picture::Picture::Nothing => None,
        })
    }

    /// Drops the streams that `page` does not draw, directly or through others.
    fn sweep(&mut self, page: &PendingPage) {
        let mut used = BTreeSet::new();
        let mut pending: Vec<u32> = Vec::new();
        page.resources.objects().for_each(|object| references(object, &mut pending, 0));
        pending.extend(page.widgets.iter().chain(&page.others).map(|(_, form)| form.0));
        while let Some(number) = pending.pop() {
            if let Some(stream) = self.streams.get(&number)
                && used.insert(number)
            {
                stream.resources.objects().for_each(|object| references(object, &mut pending, 0));
            }
        }
        self.streams.retain(|number, _| used.contains(number));
    }
}

/// The codes that pages and what they draw show, by font and in order of first appearance: all pages come before all
/// streams, and that order decides about new codes.
pub(crate) fn shown_on(pages: &[MadePage]) -> BTreeMap<u32, Vec<(u32, u8)>> {
    let of_pages: Vec<Shown> = pages.par_iter().map(|made| made.page.shown()).collect();
    let mut shown = Shown::default();
    of_pages.iter().for_each(|page| shown.append(page));
    let streams = pages.iter().flat_map(|made| made.workshop.streams.values());
    streams.for_each(|stream| shown.append(&stream.script.shown()));
    shown.into_lists()
}

/// Drops what no page draws.
pub(crate) fn sweep(pages: &mut [MadePage]) {
    pages.par_iter_mut().for_each(|made| made.workshop.sweep(&made.page));
}

/// Puts everything into the draft: subsets fonts, encodes strings, names resources. The font dictionaries that were
/// replaced come back.
///
/// The pages have been swept. Fonts in `kept` keep their codes.
pub fn finish(draft: &mut Draft, mut pages: Vec<MadePage>, kept: &BTreeSet<u32>) -> Result<Vec<(u32, Object)>, Error> {
    renumber(&mut pages, first_free(draft))?;
    let shown = shown_on(&pages);
    for made in &mut pages {
        draft.objects.append(&mut made.workshop.objects);
        for number in made.workshop.streams.keys() {
            // The number is taken, though the stream can only be filled once the fonts are made.
            draft.set((*number, 0), Object::Null);
        }
    }
    let replaced_fonts = shown.keys().map(|font| (*font, draft.get((*font, 0)).clone())).collect();
    let recoding = Recoding::new(super::fonts::subset_all(draft, &shown, kept)?);
    let mut replaced: BTreeMap<u32, ObjectId> = BTreeMap::new();
    let mut shared: BTreeMap<Vec<u8>, ObjectId> = BTreeMap::new();
    // Inner streams have lower numbers than the streams that draw them.
    for (number, stream) in pages.iter_mut().flat_map(|made| std::mem::take(&mut made.workshop.streams)) {
        let mut dictionary = stream.dictionary;
        let mut resources = stream.resources.to_dictionary();
        redirect(&mut resources, &replaced, 0);
        dictionary.set("Resources", Object::Dictionary(resources));
        let object = Stream::new(dictionary, stream.script.finish(&recoding));
        let id = *shared.entry(fingerprint(&object)).or_insert((number, 0));
        if id.0 == number {
            draft.set(id, Object::Stream(object));
        } else {
            replaced.insert(number, id);
        }
    }
    for made in &pages {
        if let Some(page) = draft.pages.get_mut(made.page.index) {
            let stays = made.page.widgets.iter().filter_map(|(index, form)| {
                let new = |form: &ObjectId| replaced.get(&form.0).copied().unwrap_or(*form);
                let mut widget = page.widgets.get(*index)?.clone();
                widget.form = new(form);
                if let Some(Beside::Other { form, .. }) = widget.native.as_mut().map(|native| &mut native.beside) {
                    *form = made.page.others.iter().find(|(at, _)| at == index).map(|(_, other)| new(other))?;
                }
                Some(widget)
            });
            page.widgets = stays.collect();
        }
    }
    // Content is deflated at once: nothing reads it any more, and it is held until all is written.
    let finished: Vec<(usize, Dictionary, Option<Content>)> = pages
        .into_par_iter()
        .map(|made| {
            let mut resources = made.page.resources.to_dictionary();
            redirect(&mut resources, &replaced, 0);
            let content = if made.page.copied.is_none() {
                Some(Content::of(made.page.script.finish(&recoding)))
            } else {
                let page = draft.pages.get(made.page.index).filter(|page| page.raw.is_none());
                page.map(|page| Content::of(page.content.clone()))
            };
            (made.page.index, resources, content)
        })
        .collect();
    for (index, resources, content) in finished {
        if let Some(page) = draft.pages.get_mut(index) {
            page.resources = resources;
            match content {
                Some(Content::Deflated(raw)) => (page.content, page.raw) = (Vec::new(), Some(raw)),
                Some(Content::Plain(content)) => page.set_content(content),
                // Copied as it was encoded.
                None => page.content = Vec::new(),
            }
        }
    }
    Ok(replaced_fonts)
}

/// The content of a page as it will be written.
enum Content {
    Deflated(Vec<u8>),
    Plain(Vec<u8>),
}

impl Content {
    fn of(content: Vec<u8>) -> Self {
        match deflated(&content) {
            Some(mut raw) => {
                raw.shrink_to_fit();
                Self::Deflated(raw)
            }
            None => Self::Plain(content),
        }
    }
}

/// Gives the objects of all workshops numbers of their own, in the order of the pages.
fn renumber(pages: &mut [MadePage], first: u32) -> Result<(), Error> {
    let mut next = first;
    for made in pages {
        let MadePage { page, workshop } = made;
        let (base, by) = (workshop.base, next.saturating_sub(workshop.base));
        let made_here = workshop.next.saturating_sub(base);
        next = next.checked_add(made_here).ok_or_else(|| Error::over_limit("more objects than a file can number"))?;
        if by == 0 || made_here == 0 {
            continue;
        }
        page.resources.objects_mut().for_each(|object| shift(object, base, by, 0));
        let forms = page.widgets.iter_mut().chain(&mut page.others);
        forms.filter(|(_, form)| form.0 >= base).for_each(|(_, form)| form.0 += by);
        workshop.streams = std::mem::take(&mut workshop.streams)
            .into_iter()
            .map(|(number, mut stream)| {
                stream.resources.objects_mut().for_each(|object| shift(object, base, by, 0));
                shift_in(&mut stream.dictionary, base, by, 0);
                (number + by, stream)
            })
            .collect();
        workshop.objects = std::mem::take(&mut workshop.objects)
            .into_iter()
            .map(|(number, mut object)| {
                shift(&mut object, base, by, 0);
                (number + by, object)
            })
            .collect();
    }
    Ok(())
}

fn shift(object: &mut Object, base: u32, by: u32, depth: usize) {
    match object {
        Object::Reference((number, _)) if *number >= base => *number += by,
        Object::Array(items) if depth < 16 => items.iter_mut().for_each(|item| shift(item, base, by, depth + 1)),
        Object::Dictionary(entries) => shift_in(entries, base, by, depth),
        Object::Stream(stream) => shift_in(&mut stream.dict, base, by, depth),
        _ => {}
    }
}

fn shift_in(entries: &mut Dictionary, base: u32, by: u32, depth: usize) {
    if depth < 16 {
        entries.iter_mut().for_each(|(_, item)| shift(item, base, by, depth + 1));
    }
}

/// The number that the next object of a draft would get.
pub(crate) fn first_free(draft: &Draft) -> u32 {
    draft.objects.last_key_value().map_or(1, |(last, _)| last.saturating_add(1))
}

/// What tells two streams apart.
fn fingerprint(stream: &Stream) -> Vec<u8> {
    use sha2::Digest as _;
    let mut hash = sha2::Sha256::new();
    hash.update(format!("{:?}\u{0}", stream.dict));
    hash.update(&stream.content);
    hash.finalize().to_vec()
}

pub(crate) fn references(object: &Object, found: &mut Vec<u32>, depth: usize) {
    match object {
        Object::Reference((number, _)) => found.push(*number),
        Object::Array(items) if depth < 16 => items.iter().for_each(|item| references(item, found, depth + 1)),
        Object::Dictionary(entries) if depth < 16 => {
            entries.iter().for_each(|(_, item)| references(item, found, depth + 1));
        }
        _ => {}
    }
}

fn redirect(dictionary: &mut Dictionary, replaced: &BTreeMap<u32, ObjectId>, depth: usize) {
    if replaced.is_empty() {
        return;
    }
    for (_, value) in dictionary.iter_mut() {
        match value {
            Object::Reference(id) => *id = replaced.get(&id.0).copied().unwrap_or(*id),
            Object::Dictionary(inner) if depth < 16 => redirect(inner, replaced, depth + 1),
            _ => {}
        }
    }
}
