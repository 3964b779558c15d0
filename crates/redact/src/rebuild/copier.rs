//! Values copied by their rules.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream, dictionary};

use super::lending::{self, Outer};
use super::{color, stream, widths};
use crate::allow::{self, Data, Rule, Type};
use crate::draft::{Draft, as_dictionary, as_number};
use crate::error::Error;
use crate::fontsub::mention;
use crate::layers::Layers;
use crate::load::Source;

/// Copies objects from a source into a draft.
pub(crate) struct Copier<'a> {
    pub(crate) source: &'a Source,
    pub(crate) layers: &'a Layers,
    pub(crate) draft: Draft,
    /// Draft object of each input object, per type it is used as.
    known: BTreeMap<(ObjectId, &'static str), ObjectId>,
    queue: VecDeque<Pending>,
    /// Values copied so far; a bomb of shared arrays is stopped by it.
    copied: usize,
    /// Decoded bytes so far.
    decoded: u64,
    stubs: [Option<ObjectId>; 2],
    /// The resources around what is being copied, for what lacks some of its own.
    outer: Option<Rc<Outer>>,
    /// Bytes of content kept decoded.
    kept: usize,
    /// The input object being copied, while its data could still be left where they are.
    current: Option<ObjectId>,
    /// Pictures of the draft whose data stay with the input until all is copied.
    left: Vec<(ObjectId, ObjectId)>,
}

/// An object still to be copied: from where to where, as what, and within which resources.
type Pending = (ObjectId, ObjectId, &'static Type, Option<Rc<Outer>>);

impl<'a> Copier<'a> {
    pub(crate) fn new(source: &'a Source, layers: &'a Layers) -> Self {
        Self {
            source,
            layers,
            draft: Draft::default(),
            known: BTreeMap::new(),
            queue: VecDeque::new(),
            copied: 0,
            decoded: 0,
            stubs: [None; 2],
            outer: None,
            kept: 0,
            current: None,
            left: Vec::new(),
        }
    }

    /// Decodes a stream that is no picture, within the document's budget.
    pub(crate) fn decoded(&mut self, stream: &Stream) -> Result<Vec<u8>, Error> {
        let data = self.source.decode(stream)?.into_plain()?;
        self.charge(data.len())?;
        Ok(data)
    }

    /// The data of a picture that stay as they stand: none yet if they can be [fetched](Self::finish) at the end.
    pub(super) fn as_it_stands(&mut self, stream: &Stream) -> Vec<u8> {
        let source = self.source;
        let is_own = |from: &ObjectId| match source.document.objects.get(from) {
            Some(Object::Stream(own)) => std::ptr::eq(own, stream),
            _ => false,
        };
        match self.current.take_if(|from| is_own(from)) {
            Some(from) => {
                self.left.push((from, from));
                Vec::new()
            }
            None => stream.content.clone(),
        }
    }

    /// The draft, and its pictures whose data are still with an object of the input.
    pub(super) fn finish(self) -> (Draft, Vec<(ObjectId, ObjectId)>) {
        (self.draft, self.left)
    }

    /// Content to be kept decoded beside what it was decoded from, so that it is decoded once: nothing if there is much.
    pub(super) fn at_hand(&mut self, content: Vec<u8>) -> Vec<u8> {
        if self.kept + content.len() > MAX_KEPT {
            return Vec::new();
        }
        self.kept += content.len();
        content
    }

    /// Whether there is room for more of it.
    pub(super) fn keeps_content(&self) -> bool {
        self.kept < MAX_KEPT
    }

    /// Counts decoded bytes towards the document's budget.
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), Error> {
        self.decoded = self.decoded.saturating_add(bytes as u64);
        let limit = self.source.limits.total_bytes;
        if self.decoded > limit {
            return Err(Error::over_limit(format!("the document's streams decode to more than {limit} bytes")));
        }
        Ok(())
    }

    /// Copies what is queued until nothing is left.
    pub(crate) fn run(&mut self) -> Result<(), Error> {
        while let Some((from, to, kind, outer)) = self.queue.pop_front() {
            let source = self.source;
            self.outer = outer;
            let Some(object) = source.document.objects.get(&from) else { continue };
            self.current = Some(from);
            let before = self.left.len();
            let copy = self.object(kind, object, 0).map_err(|error| error.in_object(from.0))?;
            self.current = None;
            self.left.iter_mut().skip(before).for_each(|(copy, _)| *copy = to);
            self.draft.set(to, copy.unwrap_or(Object::Null));
        }
        Ok(())
    }

    /// Copies a value by its rule; `None` if it does not pass.
    pub(crate) fn value(&mut self, rule: &'static Rule, value: &Object, depth: usize) -> Result<Option<Object>, Error> {
        self.copied += 1;
        if depth > self.source.limits.depth || self.copied > self.source.limits.objects.saturating_mul(8) {
            return Err(Error::over_limit("objects are nested too deeply or repeated too often"));
        }
        let source = self.source;
        let target = source.resolve(value);
        Ok(match rule {
            Rule::Boolean => matches!(target, Object::Boolean(_)).then(|| target.clone()),
            Rule::Number => as_number(target).map(|_| target.clone()),
            Rule::Name => matches!(target, Object::Name(_)).then(|| target.clone()),
            Rule::NameIn(names) => match target {
                Object::Name(name) if names.iter().any(|allowed| allowed.as_bytes() == name) => Some(target.clone()),
                _ => None,
            },
            Rule::Names => match target {
                Object::Name(_) => Some(target.clone()),
                _ => self.elements(target, &|object| matches!(object, Object::Name(_))),
            },
            Rule::Numbers => self.numbers(target, depth)?,
            Rule::NumberOrNumbers if as_number(target).is_some() => Some(target.clone()),
            Rule::NumberOrNumbers => self.numbers(target, depth)?,
            Rule::NumbersAndNames => {
                self.elements(target, &|object| as_number(object).is_some() || matches!(object, Object::Name(_)))
            }
            Rule::Booleans => self.elements(target, &|object| matches!(object, Object::Boolean(_))),
            Rule::Token => match target {
                Object::String(text, format) if text.len() < 128 && text.iter().all(u8::is_ascii_graphic) => {
                    Some(Object::String(text.clone(), *format))
                }
                _ => None,
            },
            Rule::Collection => {
                let mut info = match as_dictionary(target) {
                    Some(info) => self.keys(&allow::CID_SYSTEM_INFO, info, depth)?,
                    None => Dictionary::new(),
                };
                for (key, default) in [("Registry", "Adobe"), ("Ordering", "Identity")] {
                    if !info.has(key.as_bytes()) {
                        info.set(key, Object::string_literal(default));
                    }
                }
                if !info.has(b"Supplement") {
                    info.set("Supplement", 0);
                }
                Some(info.into())
            }
            Rule::Object(kind) => self.shared(kind, value, depth)?,
            Rule::Inline(kind) => self.object(kind, target, depth + 1)?,
            Rule::Map(rule) => match as_dictionary(target) {
                Some(entries) => Some(self.map(rule, entries, depth)?.into()),
                None => None,
            },
            Rule::Font => match as_dictionary(target).and_then(|font| font_type(source, font)) {
                Some(kind) => self.shared(kind, value, depth)?,
                None => None,
            },
            Rule::DescendantFonts => {
                let first = match target {
                    Object::Array(fonts) => fonts.first(),
                    _ => Some(target),
                };
                let font = match first {
                    Some(font) => self.shared(&allow::CID_FONT, font, depth)?,
                    None => None,
                };
                font.map(|font| Object::Array(vec![font]))
            }
            Rule::XObject => self.x_object(value, depth)?,
            Rule::Form => match target {
                Object::Stream(_) => self.shared(&allow::FORM, value, depth)?,
                _ => None,
            },
            Rule::Pattern => match as_dictionary(target).map(|pattern| source.value(pattern, b"PatternType")) {
                Some(Object::Integer(1)) => self.shared(&allow::TILING, value, depth)?,
                Some(Object::Integer(2)) => self.shared(&allow::SHADING_PATTERN, value, depth)?,
                _ => None,
            },
            Rule::Shading => match target {
                Object::Stream(_) => self.shared(&allow::MESH_SHADING, value, depth)?,
                Object::Dictionary(_) => self.shared(&allow::SMOOTH_SHADING, value, depth)?,
                _ => None,
            },
            Rule::Function => self.function(value, depth)?,
            Rule::ColorSpace => color::copy(self, value, depth)?,
            Rule::Encoding => match target {
                Object::Name(_) => Some(target.clone()),
                _ => self.shared(&allow::ENCODING, value, depth)?,
            },
            Rule::CMap => match target {
                Object::Name(_) => Some(target.clone()),
                Object::Stream(_) => self.shared(&allow::CMAP, value, depth)?,
                _ => None,
            },
            Rule::ToUnicode => match target {
                Object::Name(name) if name.starts_with(b"Identity") => Some(target.clone()),
                Object::Stream(_) => self.shared(&allow::TO_UNICODE, value, depth)?,
                _ => None,
            },
            Rule::CidToGid => match target {
                Object::Name(_) => Some("Identity".into()),
                Object::Stream(_) => self.shared(&allow::CID_TO_GID, value, depth)?,
                _ => None,
            },
            Rule::SoftMask => match target {
                Object::Name(_) => Some("None".into()),
                Object::Dictionary(_) => self.shared(&allow::SOFT_MASK, value, depth)?,
                _ => None,
            },
            Rule::FontAndSize => match target {
                Object::Array(pair) if pair.len() == 2 => {
                    let font = self.value(&Rule::Font, &pair[0], depth + 1)?;
                    let size = self.value(&Rule::Number, &pair[1], depth + 1)?;
                    font.zip(size).map(|(font, size)| Object::Array(vec![font, size]))
                }
                _ => None,
            },
            Rule::ImageMask => match target {
                Object::Stream(_) => self.shared(&allow::MASK_IMAGE, value, depth)?,
                _ => self.numbers(target, depth)?,
            },
            Rule::Properties => self.properties(value),
        })
    }

    /// Copies the listed keys of a dictionary.
    pub(crate) fn keys(&mut self, kind: &'static Type, from: &Dictionary, depth: usize) -> Result<Dictionary, Error> {
        let mut copy = Dictionary::new();
        for (key, rule) in kind.keys {
            if let Ok(value) = from.get(key.as_bytes())
                && let Some(value) = self.value(rule, value, depth + 1)?
            {
                copy.set(*key, value);
            }
        }
        Ok(copy)
    }

    /// Copies an object as a type, indirect ones once and by reference.
    pub(crate) fn shared(
        &mut self,
        kind: &'static Type,
        value: &Object,
        depth: usize,
    ) -> Result<Option<Object>, Error> {
        let (id, target) = self.source.resolve_with_id(value);
        if as_dictionary(target).is_none() {
            return Ok(None);
        }
        let Some(id) = id else { return self.object(kind, target, depth + 1) };
        if let Some(known) = self.known.get(&(id, kind.name)) {
            return Ok(Some((*known).into()));
        }
        let copy = self.draft.add(Object::Null);
        self.known.insert((id, kind.name), copy);
        self.queue.push_back((id, copy, kind, self.outer.clone()));
        Ok(Some(copy.into()))
    }

    /// The draft object that an input object was copied to as a type.
    pub(crate) fn known_as(&self, id: ObjectId, kind: &'static str) -> Option<ObjectId> {
        self.known.get(&(id, kind)).copied()
    }

    /// Adds a copy to the draft and remembers what it is the copy of.
    pub(crate) fn remember(&mut self, id: ObjectId, kind: &'static str, copy: Object) -> ObjectId {
        let to = self.draft.add(copy);
        self.known.insert((id, kind), to);
        to
    }

    fn object(&mut self, kind: &'static Type, object: &Object, depth: usize) -> Result<Option<Object>, Error> {
        match (object, kind.data) {
            (Object::Stream(stream), Data::None) => Ok(Some(self.keys(kind, &stream.dict, depth)?.into())),
            (Object::Dictionary(dictionary), Data::None) => {
                let mut copy = self.keys(kind, dictionary, depth)?;
                if kind.name == allow::TYPE3_FONT.name
                    && !copy.has(b"Resources")
                    && let Some(resources) = self.borrowed(dictionary, depth)?
                {
                    copy.set("Resources", resources);
                }
                if kind.name == allow::CID_FONT.name
                    && let Some(clear) = copy.get(b"W").ok().and_then(widths::disentangled)
                {
                    copy.set("W", clear);
                }
                Ok(Some(copy.into()))
            }
            (Object::Stream(stream), _) => self.stream(kind, stream, depth),
            _ => Ok(None),
        }
    }

    /// What the glyphs of a Type 3 font without resources use of the page's (9.6.4).
    fn borrowed(&mut self, font: &Dictionary, depth: usize) -> Result<Option<Object>, Error> {
        let source = self.source;
        let Some(glyphs) = source.dictionary(font, b"CharProcs") else { return Ok(None) };
        let mut mentioned = BTreeSet::new();
        for (_, glyph) in glyphs {
            if let Object::Stream(glyph) = source.resolve(glyph) {
                mention(&self.decoded(glyph)?, &mut mentioned);
            }
        }
        let own = Dictionary::new();
        let mut borrowed = lending::lacking(source, self.outer.as_deref(), &own, &mentioned);
        // A font that pages share takes from each of them what its glyphs there need.
        for page in source.pages.iter().take(lending::MAX_LENDERS) {
            lending::add_lacking(source, &page.resources, &own, &mentioned, &mut borrowed);
        }
        if borrowed.is_empty() { Ok(None) } else { self.value(&allow::PAGE_RESOURCES, &borrowed.into(), depth + 1) }
    }

    /// Starts on a page: what its content lacks, nobody has.
    pub(super) fn start_page(&mut self, resources: &Object) {
        self.outer = Some(Outer::page(resources));
    }

    /// Gives a form or pattern, which has resources but lacks some that its `content` names, those around it.
    pub(super) fn lend(&mut self, keys: &mut Dictionary, stream: &Stream, content: &[u8]) -> Result<(), Error> {
        let Some(own) = self.source.dictionary(&stream.dict, b"Resources") else { return Ok(()) };
        let mut mentioned = BTreeSet::new();
        mention(content, &mut mentioned);
        let lent = lending::lacking(self.source, self.outer.as_deref(), own, &mentioned);
        if lent.is_empty() {
            return Ok(());
        }
        if let Some(Object::Dictionary(lent)) = self.value(&allow::PAGE_RESOURCES, &lent.into(), 1)? {
            lending::add(keys, lent);
        }
        Ok(())
    }

    fn stream(&mut self, kind: &'static Type, stream: &Stream, depth: usize) -> Result<Option<Object>, Error> {
        let around = self.outer.clone();
        if let Ok(resources) = stream.dict.get(b"Resources") {
            self.outer = Some(Outer::within(around.clone(), resources));
        }
        let keys = self.keys(kind, &stream.dict, depth);
        self.outer = around;
        Ok(stream::copy(self, kind, keys?, stream)?.map(Object::Stream))
    }

    fn map(&mut self, rule: &'static Rule, entries: &Dictionary, depth: usize) -> Result<Dictionary, Error> {
        let mut copy = Dictionary::new();
        for (key, value) in entries {
            if let Some(value) = self.value(rule, value, depth + 1)? {
                copy.set(key.clone(), value);
            }
        }
        Ok(copy)
    }

    /// An array whose elements, resolved, all pass `allowed`.
    fn elements(&self, target: &Object, allowed: &dyn Fn(&Object) -> bool) -> Option<Object> {
        let Object::Array(elements) = target else { return None };
        let elements: Vec<Object> = elements.iter().map(|element| self.source.resolve(element).clone()).collect();
        elements.iter().all(allowed).then_some(Object::Array(elements))
    }

    /// Numbers, and arrays of numbers in between (`W`, `D`).
    fn numbers(&mut self, target: &Object, depth: usize) -> Result<Option<Object>, Error> {
        let Object::Array(elements) = target else { return Ok(None) };
        let mut copy = Vec::with_capacity(elements.len());
        for element in elements {
            match self.source.resolve(element) {
                Object::Null => copy.push(Object::Integer(0)),
                Object::Array(_) => match self.value(&Rule::Numbers, element, depth + 1)? {
                    Some(nested) => copy.push(nested),
                    None => return Ok(None),
                },
                number if as_number(number).is_some() => copy.push(number.clone()),
                _ => return Ok(None),
            }
        }
        Ok(Some(Object::Array(copy)))
    }

    fn function(&mut self, value: &Object, depth: usize) -> Result<Option<Object>, Error> {
        let source = self.source;
        let target = source.resolve(value);
        if let Object::Array(functions) = target {
            let mut copies = Vec::with_capacity(functions.len());
            for function in functions {
                match self.value(&Rule::Function, function, depth + 1)? {
                    Some(copy) => copies.push(copy),
                    None => return Ok(None),
                }
            }
            return Ok(Some(Object::Array(copies)));
        }
        let kind = match as_dictionary(target).map(|function| source.value(function, b"FunctionType")) {
            Some(Object::Integer(0)) => &allow::SAMPLED,
            Some(Object::Integer(2)) => &allow::EXPONENTIAL,
            Some(Object::Integer(3)) => &allow::STITCHING,
            Some(Object::Integer(4)) => &allow::CALCULATOR,
            _ => return Ok(matches!(target, Object::Name(_)).then(|| "Identity".into())),
        };
        self.shared(kind, value, depth)
    }

    fn x_object(&mut self, value: &Object, depth: usize) -> Result<Option<Object>, Error> {
        let source = self.source;
        let Object::Stream(stream) = source.resolve(value) else { return Ok(None) };
        if stream.dict.get(b"OC").is_ok_and(|membership| self.layers.is_hidden(source, membership)) {
            return Ok(Some(self.empty_form().into()));
        }
        match source.name(&stream.dict, b"Subtype") {
            Some(b"Image") => self.shared(&allow::IMAGE, value, depth),
            Some(b"Form") => self.shared(&allow::FORM, value, depth),
            None if stream.dict.has(b"Width") => self.shared(&allow::IMAGE, value, depth),
            None if stream.dict.has(b"BBox") => self.shared(&allow::FORM, value, depth),
            _ => Ok(None),
        }
    }

    /// What stands for a form or image that is hidden as a whole.
    fn empty_form(&mut self) -> ObjectId {
        let dictionary = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 0.into(), 0.into()],
        };
        self.draft.add(Stream::new(dictionary, Vec::new()))
    }

    /// Optional content becomes one of two stubs, visible or hidden; other property lists keep nothing.
    fn properties(&mut self, value: &Object) -> Option<Object> {
        let source = self.source;
        let list = as_dictionary(source.resolve(value))?;
        if !matches!(source.name(list, b"Type"), Some(b"OCG" | b"OCMD")) {
            return match source.value(list, b"MCID") {
                Object::Integer(id) => Some(dictionary! { "MCID" => *id }.into()),
                _ => Some(Dictionary::new().into()),
            };
        }
        let hidden = self.layers.is_hidden(source, value);
        let stub = match self.stubs[usize::from(hidden)] {
            Some(stub) => stub,
            None => self.draft.add(dictionary! { "Type" => "OCG" }),
        };
        self.stubs[usize::from(hidden)] = Some(stub);
        if hidden {
            self.draft.optional_content.hidden.insert(stub.0);
        }
        Some(stub.into())
    }
}

fn font_type(source: &Source, font: &Dictionary) -> Option<&'static Type> {
    match source.name(font, b"Subtype") {
        Some(b"Type0") => Some(&allow::COMPOSITE_FONT),
        Some(b"Type3") => Some(&allow::TYPE3_FONT),
        Some(b"Type1" | b"MMType1" | b"TrueType") => Some(&allow::SIMPLE_FONT),
        Some(b"CIDFontType0" | b"CIDFontType2") => None,
        _ if font.has(b"DescendantFonts") => Some(&allow::COMPOSITE_FONT),
        _ => Some(&allow::SIMPLE_FONT),
    }
}

/// Content that is kept decoded, in bytes.
const MAX_KEPT: usize = 8 << 20;
