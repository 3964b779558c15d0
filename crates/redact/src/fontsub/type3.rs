//! Type 3 fonts with only the glyph streams that are shown (ISO 32000-2, 9.6.4).

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, Stream};

use super::{NewFont, Subset, codes, descriptor, number, unicode};
use crate::draft::{Draft, as_dictionary, as_number};
use crate::error::Error;
use crate::font::Face;

/// The font with the used glyphs, named and numbered in order of first appearance.
pub(super) fn subset(
    draft: &Draft,
    face: &Face<'_>,
    font: &Dictionary,
    used: &[(u32, u8)],
    is_kept: bool,
) -> Result<Subset, Error> {
    let names = glyph_names(draft, font);
    let empty = Dictionary::new();
    let procs = draft.dictionary(font, b"CharProcs").unwrap_or(&empty);
    let assigned = codes::assign(face, used, is_kept)?;
    let mut kept = Dictionary::new();
    kept.set("Type", Object::Name(b"Font".to_vec()));
    kept.set("Subtype", Object::Name(b"Type3".to_vec()));
    // A box of zeros says nothing: each glyph has its own (table 110).
    kept.set("FontBBox", vec![Object::Integer(0); 4]);
    kept.set("FontMatrix", draft.value(font, b"FontMatrix").clone());
    let mut glyphs: Vec<(Vec<u8>, Stream)> = Vec::new();
    let mut differences = Vec::new();
    let mut mentioned = BTreeSet::new();
    for (i, (old, new)) in assigned.iter().enumerate() {
        let Some(Object::Stream(stream)) = names.get(old).map(|name| draft.value(procs, name)) else { continue };
        let content = draft.stream_data(stream)?;
        mention(&content, &mut mentioned);
        let name = format!("g{}", i + 1).into_bytes();
        let mut dict = Dictionary::new();
        if let Some(resources) = draft.dictionary(&stream.dict, b"Resources") {
            dict.set("Resources", prune(draft, resources, &mentioned));
        }
        glyphs.push((name.clone(), Stream::new(dict, content)));
        differences.push((*new, name));
    }
    kept.set("Encoding", descriptor::encoding(differences));
    if let Some(resources) = draft.dictionary(font, b"Resources") {
        kept.set("Resources", prune(draft, resources, &mentioned));
    }
    let widths = widths(draft, font);
    let first = assigned.iter().map(|(_, new)| *new).min().unwrap_or(0);
    let last = assigned.iter().map(|(_, new)| *new).max().unwrap_or(0);
    let mut table = vec![Object::Integer(0); (last - first) as usize + 1];
    for (old, new) in &assigned {
        table[(new - first) as usize] = number(widths.get(old).copied().unwrap_or(0.0));
    }
    kept.set("FirstChar", i64::from(first));
    kept.set("LastChar", i64::from(last));
    kept.set("Widths", table);
    let shapes: Vec<_> = assigned.iter().map(|(old, new)| (*new, face.glyph(*old))).collect();
    let spelled: Vec<Option<String>> = assigned.iter().map(|(old, _)| spelled(*old, names.get(old)?)).collect();
    let texts =
        shapes.iter().zip(&spelled).map(|((new, shape), spelled)| (*new, shape.text.as_ref().or(spelled.as_ref())));
    let to_unicode = unicode::cmap(texts.map(|(new, text)| (new, text.map(String::as_str))), 1);
    let map = assigned.iter().map(|(old, new)| (*old, (*new, 1))).collect();
    Ok(Subset { font: NewFont::Type3 { font: kept, glyphs, to_unicode }, map: Some(map) })
}

/// The letter that viewers read for a glyph whose name is but its code in figures, behind a letter or two: `a65`, `G065`,
/// `C41` for an A.
///
/// It is no more than what they read before. The engine itself does not trust it: a search does not find it.
fn spelled(code: u32, name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let is_number = |figures: &str| {
        figures.len() <= 4 && (figures.parse() == Ok(code) || u32::from_str_radix(figures, 16) == Ok(code))
    };
    let is_spelled = (1..=2)
        .filter_map(|start| Some((name.get(..start)?, name.get(start..)?)))
        .any(|(letters, figures)| letters.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_number(figures));
    let is_letter = (0x21..0x7F).contains(&code) || (0xA1..0x100).contains(&code);
    (is_spelled && is_letter).then(|| char::from_u32(code).map(String::from)).flatten()
}

fn glyph_names(draft: &Draft, font: &Dictionary) -> BTreeMap<u32, Vec<u8>> {
    let mut names = BTreeMap::new();
    let Some(encoding) = as_dictionary(draft.value(font, b"Encoding")) else { return names };
    let mut code = 0_u32;
    for item in draft.value(encoding, b"Differences").as_array().map_or(&[][..], Vec::as_slice) {
        match draft.resolve(item) {
            Object::Integer(number) => code = u32::try_from(*number).unwrap_or(0),
            Object::Name(name) => {
                names.insert(code, name.clone());
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    names
}

/// Widths in glyph space.
fn widths(draft: &Draft, font: &Dictionary) -> BTreeMap<u32, f64> {
    let first = as_number(draft.value(font, b"FirstChar")).map_or(0, |v| v.clamp(0.0, 255.0) as u32);
    let table = draft.value(font, b"Widths").as_array().map_or(&[][..], Vec::as_slice);
    (first..256).zip(table).filter_map(|(code, width)| Some((code, as_number(draft.resolve(width))?))).collect()
}

/// Collects every name in a content stream; one within a string or a picture is one too many, not one too few.
pub(crate) fn mention(content: &[u8], names: &mut BTreeSet<Vec<u8>>) {
    for part in content.split(|byte| *byte == b'/').skip(1) {
        let end = part.iter().position(|byte| byte.is_ascii_whitespace() || b"()<>[]{}%".contains(byte));
        names.insert(part.get(..end.unwrap_or(part.len())).unwrap_or_default().to_vec());
    }
}

/// The resources that glyph streams mention.
fn prune(draft: &Draft, resources: &Dictionary, mentioned: &BTreeSet<Vec<u8>>) -> Dictionary {
    let mut kept = Dictionary::new();
    for (category, entries) in resources.iter() {
        let Some(entries) = as_dictionary(draft.resolve(entries)) else { continue };
        let mut named = Dictionary::new();
        for (name, value) in entries.iter().filter(|(name, _)| mentioned.contains(*name)) {
            named.set(name.clone(), value.clone());
        }
        if !named.is_empty() {
            kept.set(category.clone(), named);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn a_name_that_is_its_code_in_figures_says_the_letter() {
        for name in ["a65", "G065", "C41", "xx41"] {
            assert_eq!(spelled(65, name.as_bytes()).as_deref(), Some("A"), "{name}");
        }
        assert_eq!(spelled(0xE0, b"a224").as_deref(), Some("\u{e0}"));
        for (code, name) in [(65, "a66"), (65, "65"), (65, "alpha65"), (27, "a27"), (65, ""), (65, "a"), (0x90, "a144")]
        {
            assert_eq!(spelled(code, name.as_bytes()), None, "{name}");
        }
    }
}
