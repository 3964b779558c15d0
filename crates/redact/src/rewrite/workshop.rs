//! What the pages of a document are rebuilt with: nested streams and pictures
//! made on the way, and the fonts once it is known what they still show.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::picture;
use super::script::{CodeMap, Resources, Script};
use crate::draft::Draft;
use crate::error::Error;
use crate::geom::{Affine, Rect};
use crate::interp::ImageEvent;

/// A nested stream that waits for its strings.
#[derive(Debug)]
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
#[derive(Debug)]
pub struct PendingPage {
    /// Index from 0.
    pub index: usize,
    /// Its content.
    pub script: Script,
    /// What it uses.
    pub resources: Resources,
}

/// New objects, numbered behind the draft's.
#[derive(Debug)]
pub struct Workshop {
    next: u32,
    streams: BTreeMap<u32, PendingStream>,
    objects: BTreeMap<u32, Object>,
    clean: BTreeMap<u32, ObjectId>,
    /// Whether text was left out that does not show: off the page, clipped away.
    pub(super) dropped_hidden_text: bool,
}

impl Workshop {
    /// A workshop for `draft`.
    pub fn new(draft: &Draft) -> Self {
        let next = draft.objects.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        Self {
            next,
            streams: BTreeMap::new(),
            objects: BTreeMap::new(),
            clean: BTreeMap::new(),
            dropped_hidden_text: false,
        }
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

    /// The picture to draw instead, with what lies in `regions` erased; none if nothing is left.
    pub(super) fn image(
        &mut self,
        draft: &Draft,
        event: &ImageEvent<'_>,
        (matrix, clip): (Affine, Rect),
        regions: &[Rect],
    ) -> Result<Option<ObjectId>, Error> {
        let is_masked = !regions.is_empty();
        if !is_masked
            && let Some(id) = event.object
            && let Some(known) = self.clean.get(&id.0)
        {
            return Ok(Some(*known));
        }
        let made = picture::picture(draft, event.stream, matrix, clip, regions, &mut |object| self.object(object))
            .map_err(|error| event.object.map_or(error.clone(), |id| error.in_object(id.0)))?;
        let id = match made {
            picture::Picture::Same => match event.object {
                Some(id) => id,
                None => self.object(Object::Stream(event.stream.clone())),
            },
            picture::Picture::New(stream) => self.object(Object::Stream(stream)),
            picture::Picture::Nothing => return Ok(None),
        };
        if !is_masked && let Some(source) = event.object {
            self.clean.insert(source.0, id);
        }
        Ok(Some(id))
    }

    /// Puts everything into the draft: subsets fonts, encodes strings, names resources.
    pub fn finish(mut self, draft: &mut Draft, pages: Vec<PendingPage>) -> Result<(), Error> {
        let used = self.reachable(&pages);
        self.streams.retain(|number, _| used.contains(number));
        draft.objects.append(&mut self.objects);
        // The streams' numbers are taken, though they can only be filled once the fonts are made.
        draft.objects.extend(self.streams.keys().map(|number| (*number, Object::Null)));
        let mut census: BTreeMap<u32, Vec<(u32, u8)>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let scripts = pages.iter().map(|page| &page.script).chain(self.streams.values().map(|stream| &stream.script));
        for (font, code, length) in scripts.flat_map(Script::shown) {
            if seen.insert((font, code)) {
                census.entry(font).or_default().push((code, length));
            }
        }
        // The waiting streams' numbers are taken: what the fonts add must not fall on them.
        for number in self.streams.keys() {
            draft.set((*number, 0), Object::Null);
        }
        let maps: BTreeMap<u32, CodeMap> = super::fonts::subset_all(draft, &census)?;
        let mut shared: BTreeMap<Vec<u8>, ObjectId> = BTreeMap::new();
        let mut replaced: BTreeMap<u32, ObjectId> = BTreeMap::new();
        // Inner streams have lower numbers than the streams that draw them.
        for (number, stream) in &self.streams {
            let mut dictionary = stream.dictionary.clone();
            let mut resources = stream.resources.to_dictionary();
            redirect(&mut resources, &replaced, 0);
            dictionary.set("Resources", Object::Dictionary(resources));
            let object = Stream::new(dictionary, stream.script.finish(&maps));
            let key = format!("{:?}\u{0}", object.dict)
                .into_bytes()
                .into_iter()
                .chain(object.content.iter().copied())
                .collect();
            let id = *shared.entry(key).or_insert((*number, 0));
            if id.0 == *number {
                draft.set(id, Object::Stream(object));
            } else {
                replaced.insert(*number, id);
            }
        }
        for pending in pages {
            let mut resources = pending.resources.to_dictionary();
            redirect(&mut resources, &replaced, 0);
            let content = pending.script.finish(&maps);
            if let Some(page) = draft.pages.get_mut(pending.index) {
                page.resources = resources;
                page.set_content(content);
            }
        }
        Ok(())
    }

    /// Numbers of the streams that pages draw, directly or through others.
    fn reachable(&self, pages: &[PendingPage]) -> BTreeSet<u32> {
        let mut used = BTreeSet::new();
        let mut pending: Vec<u32> = Vec::new();
        for page in pages {
            page.resources.objects().for_each(|object| references(object, &mut pending, 0));
        }
        while let Some(number) = pending.pop() {
            if let Some(stream) = self.streams.get(&number)
                && used.insert(number)
            {
                stream.resources.objects().for_each(|object| references(object, &mut pending, 0));
            }
        }
        used
    }
}

fn references(object: &Object, found: &mut Vec<u32>, depth: usize) {
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
    for (_, value) in dictionary.iter_mut() {
        match value {
            Object::Reference(id) => *id = replaced.get(&id.0).copied().unwrap_or(*id),
            Object::Dictionary(inner) if depth < 16 => redirect(inner, replaced, depth + 1),
            _ => {}
        }
    }
}
