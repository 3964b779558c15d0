//! A content stream in the making.
//!
//! Strings are kept as codes until the fonts have been subset, because the
//! subset may number its codes anew; everything else is bytes already.

use std::collections::BTreeMap;

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

    /// The codes shown, in order, with their font.
    pub fn shown(&self) -> impl Iterator<Item = (u32, u32, u8)> + '_ {
        self.strings.iter().flat_map(|text| {
            let codes = self.codes.get(text.first..text.end).unwrap_or_default();
            codes.iter().map(move |(code, length)| (text.font, *code, *length))
        })
    }

    /// The finished stream; fonts without a map keep their codes.
    pub fn finish(&self, maps: &BTreeMap<u32, CodeMap>) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + self.codes.len());
        let mut from = 0;
        let mut encoded = Vec::new();
        for text in &self.strings {
            out.extend_from_slice(self.bytes.get(from..text.at).unwrap_or_default());
            from = text.at;
            encoded.clear();
            let map = maps.get(&text.font);
            for (code, length) in self.codes.get(text.first..text.end).unwrap_or_default() {
                let (code, length) = map.and_then(|map| map.get(code)).copied().unwrap_or((*code, *length));
                let bytes = code.to_be_bytes();
                encoded.extend_from_slice(bytes.get(4_usize.saturating_sub(usize::from(length))..).unwrap_or_default());
            }
            ops::string(&mut out, &encoded);
        }
        out.extend_from_slice(self.bytes.get(from..).unwrap_or_default());
        out
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

    /// The objects named.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.entries.iter().map(|(_, object, _)| object)
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
