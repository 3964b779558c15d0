//! Fonts without a program: the reader has its own, so that only the tables in the dictionary can say too much.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object};

use super::{NewFont, Subset, descriptor, number, unicode};
use crate::draft::{Draft, as_dictionary, as_number};
use crate::error::Error;
use crate::font::{Face, Kind};

/// The font with widths, differences and text of the used codes only. Codes stay.
pub(super) fn subset(draft: &Draft, face: &Face<'_>, font: &Dictionary, used: &[(u32, u8)]) -> Result<Subset, Error> {
    let codes: BTreeSet<u32> = used.iter().map(|(code, _)| *code).collect();
    let mut kept = Dictionary::new();
    for key in [&b"Type"[..], b"Subtype", b"BaseFont"] {
        kept.set(key.to_vec(), draft.value(font, key).clone());
    }
    let texts: Vec<_> = codes.iter().map(|code| (*code, face.glyph(*code))).collect();
    let has_unicode = matches!(draft.value(font, b"ToUnicode"), Object::Stream(_));
    let bytes = used.iter().map(|(_, bytes)| *bytes).max().unwrap_or(1);
    let to_unicode = has_unicode
        .then(|| unicode::cmap(texts.iter().map(|(code, shape)| (*code, shape.text.as_deref())), bytes))
        .flatten();
    if face.kind == Kind::Composite {
        composite(draft, font, &codes, &mut kept)?;
        if has_unicode && to_unicode.is_none() && maps_to_itself(draft, font) {
            kept.set("ToUnicode", Object::Name(b"Identity-H".to_vec()));
        }
        return Ok(Subset { font: NewFont::Plain(kept, to_unicode), map: None });
    }
    if let Some(encoding) = encoding(draft, draft.value(font, b"Encoding"), &codes) {
        kept.set("Encoding", encoding);
    }
    if matches!(draft.value(font, b"Widths"), Object::Array(_)) {
        let mut widths: BTreeMap<u32, f64> = complete_widths(draft, font).unwrap_or_default();
        widths.extend(texts.iter().map(|(code, shape)| (*code, shape.advance.x * 1000.0)));
        descriptor::set_widths(&mut kept, widths.into_iter());
    }
    if let Some(source) = draft.dictionary(font, b"FontDescriptor") {
        kept.set("FontDescriptor", plain_descriptor(draft, source));
    }
    Ok(Subset { font: NewFont::Plain(kept, to_unicode), map: None })
}

/// The widths of a font that gives one to every printable character, so that its table does not say which of them are
/// shown; viewers choose and size the font that they put in its place by them.
fn complete_widths(draft: &Draft, font: &Dictionary) -> Option<BTreeMap<u32, f64>> {
    let Object::Array(widths) = draft.value(font, b"Widths") else { return None };
    let first = as_number(draft.value(font, b"FirstChar")).filter(|first| (0.0..256.0).contains(first))?;
    let widths = (first as u32..256).zip(widths.iter().map(|width| as_number(draft.resolve(width)).unwrap_or(0.0)));
    let widths: BTreeMap<u32, f64> = widths.collect();
    (32..127).all(|code| widths.get(&code).is_some_and(|width| *width > 0.0)).then_some(())?;
    // Where codes are given out as glyphs come up, their number says how many there were; so does where the table ends.
    let encoding = as_dictionary(draft.value(font, b"Encoding"));
    let renamed = encoding.map(|encoding| differences(draft, encoding)).unwrap_or_default();
    let is_standard = renamed.iter().all(|(code, _)| !(33..127).contains(code) || QUOTES.contains(code));
    let end = if widths.contains_key(&255) { 256 } else { 127 };
    is_standard.then(|| widths.into_iter().filter(|(code, _)| *code < end).collect())
}

/// Whether the font says of its characters only that their codes are what they are.
fn maps_to_itself(draft: &Draft, font: &Dictionary) -> bool {
    let Object::Stream(stream) = draft.value(font, b"ToUnicode") else { return false };
    let has = |data: &[u8], word: &[u8]| data.windows(word.len()).any(|window| window == word);
    draft.stream_data(stream).is_ok_and(|data| has(&data, b"begincid") && !has(&data, b"beginbf"))
}

/// The encoding's name, or its differences for the used codes.
fn encoding(draft: &Draft, source: &Object, codes: &BTreeSet<u32>) -> Option<Object> {
    if let Object::Name(_) = source {
        return Some(source.clone());
    }
    let source = as_dictionary(source)?;
    let names = differences(draft, source).into_iter().filter(|(code, _)| codes.contains(code)).collect();
    let mut encoding = descriptor::encoding(names);
    if let Object::Name(base) = draft.value(source, b"BaseEncoding") {
        encoding.set("BaseEncoding", Object::Name(base.clone()));
    }
    Some(Object::Dictionary(encoding))
}

/// The codes to which an encoding gives names of its own.
fn differences(draft: &Draft, encoding: &Dictionary) -> Vec<(u32, Vec<u8>)> {
    let mut names = Vec::new();
    let mut code = 0_u32;
    for item in draft.value(encoding, b"Differences").as_array().map_or(&[][..], Vec::as_slice) {
        match draft.resolve(item) {
            Object::Integer(number) => code = u32::try_from(*number).unwrap_or(0),
            Object::Name(name) => {
                names.push((code, name.clone()));
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    names
}

fn plain_descriptor(draft: &Draft, source: &Dictionary) -> Dictionary {
    let mut kept = descriptor::allowed(draft, source);
    // Which encoding applies hangs on the flags, and the font is not ours to number.
    for key in [&b"Flags"[..], b"FontName", b"FontBBox", b"FontWeight", b"FontStretch"] {
        match draft.value(source, key) {
            Object::Null => {}
            value => kept.set(key.to_vec(), value.clone()),
        }
    }
    kept
}

/// A composite font without a program uses a character collection that every reader knows; only widths are its own.
fn composite(draft: &Draft, font: &Dictionary, codes: &BTreeSet<u32>, kept: &mut Dictionary) -> Result<(), Error> {
    let Object::Name(encoding) = draft.value(font, b"Encoding") else {
        return Err(Error::refused("a font without a program has an encoding of its own"));
    };
    kept.set("Encoding", Object::Name(encoding.clone()));
    let descendants = draft.value(font, b"DescendantFonts").as_array().map_or(&[][..], Vec::as_slice);
    let source = descendants.first().and_then(|font| as_dictionary(draft.resolve(font)));
    let source = source.ok_or_else(|| Error::refused("a composite font has no descendant"))?;
    let mut descendant = Dictionary::new();
    for key in [&b"Type"[..], b"Subtype", b"BaseFont", b"CIDSystemInfo", b"DW", b"DW2", b"CIDToGIDMap"] {
        match draft.value(source, key) {
            Object::Null | Object::Stream(_) => {}
            value => descendant.set(key.to_vec(), value.clone()),
        }
    }
    if encoding.starts_with(b"Identity") {
        // Code and CID are one: widths of the used ones.
        let mut widths = Vec::new();
        for (cid, width) in cid_widths(draft, draft.value(source, b"W")) {
            if codes.contains(&cid) {
                widths.extend([Object::Integer(i64::from(cid)), Object::Array(vec![number(width)])]);
            }
        }
        descendant.set("W", widths);
    } else if let value @ Object::Array(_) = draft.value(source, b"W") {
        // The collection's own widths, in CIDs, which a subset of the text does not choose.
        descendant.set("W", value.clone());
    }
    if let Some(descriptor) = draft.dictionary(source, b"FontDescriptor") {
        descendant.set("FontDescriptor", plain_descriptor(draft, descriptor));
    }
    kept.set("DescendantFonts", vec![Object::Dictionary(descendant)]);
    Ok(())
}

/// The entries of a `W` array (9.7.4.3).
fn cid_widths(draft: &Draft, table: &Object) -> Vec<(u32, f64)> {
    let items = table.as_array().map_or(&[][..], Vec::as_slice);
    let mut widths = Vec::new();
    let whole = |object: &Object| as_number(draft.resolve(object)).map(|v| v.clamp(0.0, 65_535.0) as u32);
    let mut i = 0;
    while let Some(first) = items.get(i).and_then(whole) {
        match items.get(i + 1).map(|item| draft.resolve(item)) {
            Some(Object::Array(list)) => {
                let numbers = list.iter().filter_map(|item| as_number(draft.resolve(item)));
                widths.extend((first..).zip(numbers));
                i += 2;
            }
            Some(last) => {
                let width = items.get(i + 2).and_then(|item| as_number(draft.resolve(item)));
                let (Some(last), Some(width)) = (whole(last), width) else { break };
                widths.extend((first..=last).map(|cid| (cid, width)));
                i += 3;
            }
            None => break,
        }
        if widths.len() > MOST_WIDTHS {
            break;
        }
    }
    widths
}

/// The straight quotation marks, which many producers give their names in an otherwise plain encoding.
const QUOTES: [u32; 2] = [39, 96];
/// Ranges of a hostile table may name each CID many times.
const MOST_WIDTHS: usize = 1 << 18;
