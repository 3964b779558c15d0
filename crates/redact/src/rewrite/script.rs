//! A content stream in the making.
//!
//! Strings are kept as codes until the fonts have been subset, because the
//! subset may number its codes anew; everything else is bytes already.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object};

use crate::ops;

/// Old code to new code and its length in bytes, for one font.
pub type CodeMap = BTreeMap<u32, (u32, u8)>;

/// Bytes with strings left out, and the strings.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The operators so far.
    pub bytes: Vec<u8>,
    strings: Vec<Text>,
    codes: Vec<(u32, u8)>,
}

#[derive(Clone, Debug)]
struct Text {
    /// Where in `bytes` the string belongs.
    at: usize,
    font: u32,
    first: usize,
    end: usize,
}

impl Script {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Appends operators.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether a path in it is stroked.
    pub fn strokes(&self) -> bool {
        let operators = self.bytes.split(|byte| matches!(byte, b'\n' | b' '));
        operators.into_iter().any(|word| matches!(word, b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*"))
    }

    /// Puts what is there between `q` and `Q`.
    pub fn wrap(&mut self) {
        self.bytes.splice(0..0, *b"q\n");
        for text in &mut self.strings {
            text.at += 2;
        }
        self.bytes.extend_from_slice(b"Q\n");
    }

    /// Appends a string of `font` given as codes and their lengths.
    pub fn string(&mut self, font: u32, codes: &[(u32, u8)]) {
        let first = self.codes.len();
        self.codes.extend_from_slice(codes);
        self.strings.push(Text { at: self.bytes.len(), font, first, end: self.codes.len() });
    }

    /// The codes shown, each once per font, in order of first appearance.
    pub fn shown(&self) -> Shown {
        let mut shown = Shown::default();
        for text in &self.strings {
            shown.add(text.font, self.codes.get(text.first..text.end).unwrap_or_default());
        }
        shown
    }

    /// The finished stream; fonts without a map keep their codes.
    pub fn finish(&self, maps: &Recoding) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + self.codes.len() + self.strings.len() * 2);
        let mut from = 0;
        let mut encoded = Vec::new();
        for text in &self.strings {
            out.extend_from_slice(self.bytes.get(from..text.at).unwrap_or_default());
            from = text.at;
            encoded.clear();
            let map = maps.fonts.get(&text.font);
            for (code, length) in self.codes.get(text.first..text.end).unwrap_or_default() {
                let (code, length) = map.and_then(|map| map.get(*code)).unwrap_or((*code, *length));
                let bytes = code.to_be_bytes();
                encoded.extend_from_slice(bytes.get(4_usize.saturating_sub(usize::from(length))..).unwrap_or_default());
            }
            ops::string(&mut out, &encoded);
        }
        out.extend_from_slice(self.bytes.get(from..).unwrap_or_default());
        out
    }
}

/// The codes of each font that are shown, in order of first appearance.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    fonts: BTreeMap<u32, ShownCodes>,
}

#[derive(Clone, Debug, Default)]
struct ShownCodes {
    order: Vec<(u32, u8)>,
    /// A bit for each code below 2^16.
    low: Vec<u64>,
    high: BTreeSet<u32>,
}

impl Shown {
    /// Adds what another part of the document shows behind this one.
    pub fn append(&mut self, other: &Shown) {
        for (font, codes) in &other.fonts {
            self.add(*font, &codes.order);
        }
    }

    /// Adds codes of a font; with none, that the font is named.
    pub(super) fn note(&mut self, font: u32, codes: &[(u32, u8)]) {
        self.add(font, codes);
    }

    /// Whether one of the fonts is among these.
    pub(crate) fn names_any(&self, fonts: &BTreeSet<u32>) -> bool {
        self.fonts.keys().any(|font| fonts.contains(font))
    }

    /// The lists, by font.
    pub fn into_lists(self) -> BTreeMap<u32, Vec<(u32, u8)>> {
        self.fonts.into_iter().map(|(font, codes)| (font, codes.order)).collect()
    }

    fn add(&mut self, font: u32, codes: &[(u32, u8)]) {
        let known = self.fonts.entry(font).or_default();
        for (code, length) in codes {
            if known.insert(*code) {
                known.order.push((*code, *length));
            }
        }
    }
}

impl ShownCodes {
    /// Whether the code is new.
    fn insert(&mut self, code: u32) -> bool {
        let Ok(low) = u16::try_from(code) else { return self.high.insert(code) };
        let (word, bit) = (usize::from(low >> 6), 1_u64 << (low & 63));
        if self.low.len() <= word {
            self.low.resize(word + 1, 0);
        }
        let is_new = self.low[word] & bit == 0;
        self.low[word] |= bit;
        is_new
    }
}

/// Old code to new code for every font whose codes change, quick to look up.
#[derive(Debug, Default)]
pub struct Recoding {
    fonts: BTreeMap<u32, FontRecoding>,
}

#[derive(Debug, Default)]
struct FontRecoding {
    /// By code; a length of 0 stands for no entry.
    low: Vec<(u32, u8)>,
    high: CodeMap,
}

impl Recoding {
    /// Tables for the maps.
    pub fn new(maps: BTreeMap<u32, CodeMap>) -> Self {
        Self { fonts: maps.into_iter().map(|(font, map)| (font, FontRecoding::new(map))).collect() }
    }
}

impl FontRecoding {
    fn new(map: CodeMap) -> Self {
        let mut recoding = Self::default();
        for (code, to) in map {
            match u16::try_from(code).map(usize::from) {
                Ok(low) => {
                    if recoding.low.len() <= low {
                        recoding.low.resize(low + 1, (0, 0));
                    }
                    recoding.low[low] = to;
                }
                Err(_) => _ = recoding.high.insert(code, to),
            }
        }
        recoding
    }

    fn get(&self, code: u32) -> Option<(u32, u8)> {
        match u16::try_from(code).map(usize::from) {
            Ok(low) => self.low.get(low).copied().filter(|(_, length)| *length > 0),
            Err(_) => self.high.get(&code).copied(),
        }
    }
}

/// The resources a stream uses, named in order of first use, so that names say
/// nothing about what is no longer there.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    entries: Vec<(&'static str, Object, Vec<u8>)>,
}

impl Resources {
    /// The name of `object` in `category`, a new one if it has none.
    pub fn name(&mut self, category: &'static str, object: &Object) -> Vec<u8> {
        if let Some((_, _, name)) = self.entries.iter().find(|(c, o, _)| *c == category && o == object) {
            return name.clone();
        }
        let count = self.entries.iter().filter(|(c, _, _)| *c == category).count();
        let letter = match category {
            "ExtGState" => 'G',
            "Font" => 'F',
            "Pattern" => 'P',
            "Shading" => 'S',
            "ColorSpace" => 'C',
            _ => 'X',
        };
        let name = format!("{letter}{count}").into_bytes();
        self.entries.push((category, object.clone(), name.clone()));
        name
    }

    /// Adds an entry whose name means something by itself (`DefaultRGB`).
    pub fn keep(&mut self, category: &'static str, name: &[u8], object: &Object) {
        if !self.entries.iter().any(|(c, _, n)| *c == category && n == name) {
            self.entries.push((category, object.clone(), name.to_vec()));
        }
    }

    /// Whether anything is named in one of the categories.
    pub(super) fn has_any(&self, categories: &[&str]) -> bool {
        self.entries.iter().any(|(category, _, _)| categories.contains(category))
    }

    /// The objects named.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.entries.iter().map(|(_, object, _)| object)
    }

    /// The objects named, to change.
    pub(super) fn objects_mut(&mut self) -> impl Iterator<Item = &mut Object> {
        self.entries.iter_mut().map(|(_, object, _)| object)
    }

    /// The resource dictionary.
    pub fn to_dictionary(&self) -> Dictionary {
        let mut categories: BTreeMap<&str, Dictionary> = BTreeMap::new();
        for (category, object, name) in &self.entries {
            categories.entry(category).or_default().set(name.clone(), object.clone());
        }
        let mut resources = Dictionary::new();
        for (category, names) in categories {
            resources.set(category, Object::Dictionary(names));
        }
        resources
    }
}
