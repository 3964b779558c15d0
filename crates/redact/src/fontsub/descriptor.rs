//! Font dictionaries and descriptors, from an allow-list and the used glyphs.

use kurbo::{Rect, Shape as _};
use lopdf::{Dictionary, Object};

use super::{Glyph, number};
use crate::draft::{Draft, as_number};

/// A name for a font that brings its program: what sort of letters they are, in words of our own.
///
/// Producers put file names, and thereby names of people, into the names of fonts.
pub(super) fn family_name(draft: &Draft, font: &Dictionary, descriptor: &Dictionary) -> String {
    let name = draft.value(font, b"BaseFont").as_name().unwrap_or_default().to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.windows(word.len()).any(|part| part == word.as_bytes()));
    let flags = as_number(draft.value(descriptor, b"Flags")).unwrap_or(0.0) as i64;
    let has = |bit: u32| flags >> (bit - 1) & 1 == 1;
    let sort = if has(1) || says(&["mono", "courier", "typewriter"]) {
        "Mono"
    } else if has(2) || (says(&["serif", "times"]) && !says(&["sans"])) {
        "Serif"
    } else {
        "Sans"
    };
    let style = match (says(&["bold", "black", "heavy"]) || has(19), says(&["italic", "oblique"]) || has(7)) {
        (true, true) => "-BoldItalic",
        (true, false) => "-Bold",
        (false, true) => "-Italic",
        (false, false) => "",
    };
    format!("{sort}{style}")
}

/// A font descriptor (ISO 32000-2, 9.8): measures of the whole font, its box from the used glyphs.
pub(super) fn rebuild(draft: &Draft, source: &Dictionary, name: &str, glyphs: &[Glyph]) -> Dictionary {
    let mut descriptor = allowed(draft, source);
    descriptor.set("FontName", Object::Name(name.as_bytes().to_vec()));
    let ink =
        glyphs.iter().filter(|glyph| !glyph.outline.elements().is_empty()).map(|glyph| glyph.outline.bounding_box());
    let ink = ink.filter(|bounds| bounds.is_finite()).reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO).expand();
    descriptor.set("FontBBox", [ink.x0, ink.y0, ink.x1, ink.y1].map(number).to_vec());
    descriptor
}

/// The entries that say how a font looks as a whole.
pub(super) fn allowed(draft: &Draft, source: &Dictionary) -> Dictionary {
    let mut descriptor = Dictionary::new();
    descriptor.set("Type", Object::Name(b"FontDescriptor".to_vec()));
    let flags = as_number(draft.value(source, b"Flags")).unwrap_or(0.0) as i64;
    // Symbolic: the encoding is the font's own (table 121).
    descriptor.set("Flags", flags & KEPT_FLAGS | 4);
    for (key, default) in
        [("ItalicAngle", 0.0), ("Ascent", 800.0), ("Descent", -200.0), ("CapHeight", 700.0), ("StemV", 80.0)]
    {
        let value = as_number(draft.value(source, key.as_bytes())).filter(|v| v.abs() < 10_000.0);
        descriptor.set(key, number(value.unwrap_or(default)));
    }
    descriptor
}

/// A simple font dictionary; its encoding is the program's, and where that has none, glyph names in one of their own.
pub(super) fn simple(name: &str, glyphs: &[Glyph], is_encoded: bool) -> Dictionary {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Subtype", Object::Name(b"Type1".to_vec()));
    font.set("BaseFont", Object::Name(name.as_bytes().to_vec()));
    if !is_encoded {
        let name = |(i, glyph): (usize, &Glyph)| (glyph.new, format!("g{}", i + 1).into_bytes());
        font.set("Encoding", encoding(glyphs.iter().enumerate().map(name).collect()));
    }
    set_widths(&mut font, glyphs.iter().map(|glyph| (glyph.new, glyph.width)));
    font
}

/// An encoding of names only.
pub(super) fn encoding(mut names: Vec<(u32, Vec<u8>)>) -> Dictionary {
    names.sort_unstable();
    let mut differences = Vec::new();
    let mut next = None;
    for (code, name) in names {
        if next != Some(code) {
            differences.push(Object::Integer(i64::from(code)));
        }
        differences.push(Object::Name(name));
        next = Some(code + 1);
    }
    let mut encoding = Dictionary::new();
    encoding.set("Type", Object::Name(b"Encoding".to_vec()));
    encoding.set("Differences", differences);
    encoding
}

/// `FirstChar`, `LastChar` and `Widths`; codes between the used ones get 0.
pub(super) fn set_widths(font: &mut Dictionary, widths: impl Iterator<Item = (u32, f64)>) {
    let mut widths: Vec<(u32, f64)> = widths.collect();
    widths.sort_by_key(|(code, _)| *code);
    let first = widths.first().map_or(0, |(code, _)| *code);
    let last = widths.last().map_or(0, |(code, _)| *code);
    let mut table = vec![Object::Integer(0); (last - first) as usize + 1];
    for (code, width) in widths {
        if let Some(entry) = table.get_mut((code - first) as usize) {
            *entry = number(width);
        }
    }
    font.set("FirstChar", i64::from(first));
    font.set("LastChar", i64::from(last));
    font.set("Widths", table);
}

/// A composite font and its descendant: the code is the glyph's number.
pub(super) fn composite(name: &str, glyphs: &[Glyph], is_vertical: bool) -> (Dictionary, Dictionary) {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Subtype", Object::Name(b"Type0".to_vec()));
    font.set("BaseFont", Object::Name(name.as_bytes().to_vec()));
    let encoding = if is_vertical { "Identity-V" } else { "Identity-H" };
    font.set("Encoding", Object::Name(encoding.as_bytes().to_vec()));
    let mut descendant = Dictionary::new();
    descendant.set("Type", Object::Name(b"Font".to_vec()));
    descendant.set("Subtype", Object::Name(b"CIDFontType0".to_vec()));
    descendant.set("BaseFont", Object::Name(name.as_bytes().to_vec()));
    let mut system = Dictionary::new();
    system.set("Registry", Object::string_literal("Adobe"));
    system.set("Ordering", Object::string_literal("Identity"));
    system.set("Supplement", 0);
    descendant.set("CIDSystemInfo", system);
    if is_vertical {
        // The position vector is where the origin for vertical writing lies, seen from the other (9.7.4.3).
        let metrics: Vec<Object> =
            glyphs.iter().flat_map(|glyph| [glyph.height, -glyph.origin.0, -glyph.origin.1]).map(number).collect();
        descendant.set("W2", vec![Object::Integer(1), Object::Array(metrics)]);
        let widths = glyphs.iter().map(|glyph| number(-2.0 * glyph.origin.0)).collect();
        descendant.set("W", vec![Object::Integer(1), Object::Array(widths)]);
    } else {
        let widths = glyphs.iter().map(|glyph| number(glyph.width)).collect();
        descendant.set("W", vec![Object::Integer(1), Object::Array(widths)]);
    }
    descendant.set("DW", 0);
    (font, descendant)
}

/// Fixed pitch, serif, script, italic, all cap, small cap, force bold.
const KEPT_FLAGS: i64 = 1 | 2 | 8 | 64 | 1 << 16 | 1 << 17 | 1 << 18;
