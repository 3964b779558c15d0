//! Fonts made anew from the glyphs that the output shows.
//!
//! The new program holds the outlines of the used codes, in the order in which they first appear, and nothing
//! of the old one: no other glyphs, names, hints, kerning or tables. Codes are given out anew in the same
//! order, so that neither the producer's numbering nor its subset says what else was there. Every kind of program
//! (TrueType, CFF, Type 1) becomes a CFF program; Type 3 fonts keep the glyph streams that are used.

mod bare;
mod cff;
mod codes;
mod descriptor;
mod type3;
mod unicode;

pub(crate) use type3::mention;

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, Stream};
use sha2::{Digest as _, Sha256};

use crate::draft::{Draft, as_dictionary};
use crate::error::Error;
use crate::font::{Face, FontBook, FontFile, Kind};
use crate::geom::BezPath;

/// Old code to new code and the bytes it takes, for one font.
pub(crate) type CodeMap = BTreeMap<u32, (u32, u8)>;

/// Replaces each font by one that holds only the codes used.
///
/// `used` lists, for each font object, the codes that the whole output shows, with their lengths in bytes, in order
/// of first appearance. Fonts without a program keep their codes, and so have no map; simple fonts in `kept` keep them,
/// too.
pub(crate) fn subset_all(
    draft: &mut Draft,
    used: &BTreeMap<u32, Vec<(u32, u8)>>,
    kept: &BTreeSet<u32>,
) -> Result<BTreeMap<u32, CodeMap>, Error> {
    let file = FontFile::new(draft)?;
    let (book, programs) = (FontBook::new(&file), FontBook::of_programs(&file));
    let mut maps = BTreeMap::new();
    let mut made = Vec::new();
    for (number, used) in used {
        let has_program = has_program(draft, *number);
        let face = if has_program { programs.face(draft, *number) } else { book.face(draft, *number) };
        let subset = subset(draft, &face, used, kept.contains(number)).map_err(|error| error.in_object(*number))?;
        made.push((*number, subset));
    }
    for (number, subset) in made {
        if let Some(map) = subset.map {
            maps.insert(number, map);
        }
        let font = subset.font.finish(draft);
        draft.set((number, 0), font);
    }
    Ok(maps)
}

/// Those of the fonts whose codes would not all stay as they are.
pub(crate) fn renumbered(
    draft: &Draft,
    file: &FontFile,
    used: &BTreeMap<u32, Vec<(u32, u8)>>,
    kept: &BTreeSet<u32>,
) -> Result<BTreeSet<u32>, Error> {
    let (book, programs) = (FontBook::new(file), FontBook::of_programs(file));
    let mut found = BTreeSet::new();
    for (number, used) in used {
        let has_program = has_program(draft, *number);
        let face = if has_program { programs.face(draft, *number) } else { book.face(draft, *number) };
        let stays = if face.kind != Kind::Type3 && !has_program {
            true
        } else if used.is_empty() {
            // A font program with nothing in it is none.
            false
        } else {
            let length = if face.kind == Kind::Composite { 2 } else { 1 };
            let assigned = codes::assign(&face, used, kept.contains(number))?;
            assigned.iter().all(|(old, new)| old == new) && used.iter().all(|(_, bytes)| *bytes == length)
        };
        if !stays {
            found.insert(*number);
        }
    }
    Ok(found)
}

/// A font made anew.
struct Subset {
    font: NewFont,
    map: Option<CodeMap>,
}

/// A font dictionary whose streams have no object numbers yet.
enum NewFont {
    /// A dictionary that stands by itself, and its `ToUnicode`.
    Plain(Dictionary, Option<Vec<u8>>),
    /// A simple font with a program.
    Simple { font: Dictionary, descriptor: Dictionary, program: Vec<u8>, to_unicode: Option<Vec<u8>> },
    /// A composite font with a program.
    Composite {
        font: Dictionary,
        descendant: Dictionary,
        descriptor: Dictionary,
        program: Vec<u8>,
        to_unicode: Option<Vec<u8>>,
    },
    /// A Type 3 font and its glyph streams by name.
    Type3 { font: Dictionary, glyphs: Vec<(Vec<u8>, Stream)>, to_unicode: Option<Vec<u8>> },
}

impl NewFont {
    fn finish(self, draft: &mut Draft) -> Dictionary {
        let with_unicode = |draft: &mut Draft, mut font: Dictionary, cmap: Option<Vec<u8>>| {
            if let Some(cmap) = cmap {
                let id = draft.add(Stream::new(Dictionary::new(), cmap));
                font.set("ToUnicode", id);
            }
            font
        };
        let with_program = |draft: &mut Draft, mut descriptor: Dictionary, program: Vec<u8>, subtype: &str| {
            let mut dict = Dictionary::new();
            dict.set("Subtype", Object::Name(subtype.as_bytes().to_vec()));
            let id = draft.add(Stream::new(dict, program));
            descriptor.set("FontFile3", id);
            draft.add(descriptor)
        };
        match self {
            NewFont::Plain(font, cmap) => with_unicode(draft, font, cmap),
            NewFont::Simple { mut font, descriptor, program, to_unicode } => {
                let descriptor = with_program(draft, descriptor, program, "Type1C");
                font.set("FontDescriptor", descriptor);
                with_unicode(draft, font, to_unicode)
            }
            NewFont::Composite { mut font, mut descendant, descriptor, program, to_unicode } => {
                let descriptor = with_program(draft, descriptor, program, "CIDFontType0C");
                descendant.set("FontDescriptor", descriptor);
                let descendant = draft.add(descendant);
                font.set("DescendantFonts", vec![Object::Reference(descendant)]);
                with_unicode(draft, font, to_unicode)
            }
            NewFont::Type3 { mut font, glyphs, to_unicode } => {
                let mut procs = Dictionary::new();
                for (name, stream) in glyphs {
                    let id = draft.add(stream);
                    procs.set(name, id);
                }
                font.set("CharProcs", procs);
                with_unicode(draft, font, to_unicode)
            }
        }
    }
}

/// One glyph of the new font.
struct Glyph {
    new: u32,
    /// In thousandths of an em.
    outline: BezPath,
    /// Displacement in thousandths of an em: across, and down for vertical writing.
    width: f64,
    height: f64,
    /// From the text position to the origin, in thousandths of an em.
    origin: (f64, f64),
    text: Option<String>,
}

/// The dictionary that holds a font's descriptor: its own, or its descendant's.
fn holder(draft: &Draft, font: &Dictionary) -> Dictionary {
    match draft.value(font, b"DescendantFonts") {
        Object::Array(fonts) => fonts.first().and_then(|font| as_dictionary(draft.resolve(font))).cloned(),
        _ => Some(font.clone()),
    }
    .unwrap_or_default()
}

fn has_program(draft: &Draft, number: u32) -> bool {
    let Some(font) = as_dictionary(draft.get((number, 0))) else { return false };
    let holder = holder(draft, font);
    draft.dictionary(&holder, b"FontDescriptor").is_some_and(|descriptor| {
        [&b"FontFile"[..], b"FontFile2", b"FontFile3"]
            .iter()
            .any(|key| matches!(draft.value(descriptor, key), Object::Stream(_)))
    })
}

fn subset(draft: &Draft, face: &Face<'_>, used: &[(u32, u8)], is_kept: bool) -> Result<Subset, Error> {
    let empty = Dictionary::new();
    let font = as_dictionary(draft.get((face.number, 0))).unwrap_or(&empty);
    if face.kind == Kind::Type3 {
        return type3::subset(draft, face, font, used, is_kept);
    }
    let holder = holder(draft, font);
    let source = draft.dictionary(&holder, b"FontDescriptor").unwrap_or(&empty);
    if !has_program(draft, face.number) {
        return bare::subset(draft, face, font, used);
    }
    if !face.is_readable() {
        return Err(Error::refused(
            "a font program cannot be read, so it cannot be cut down to what is shown; use level page or raster",
        ));
    }
    let assigned = codes::assign(face, used, is_kept)?;
    let mut glyphs = Vec::with_capacity(assigned.len());
    for (old, new) in &assigned {
        let shape = face.glyph(*old);
        glyphs.push(Glyph {
            new: *new,
            outline: face.outline(*old).unwrap_or_default(),
            width: shape.advance.x * 1000.0,
            height: shape.advance.y * 1000.0,
            origin: (shape.origin.x * 1000.0, shape.origin.y * 1000.0),
            text: shape.text.clone(),
        });
    }
    let bytes = if face.kind == Kind::Simple { 1 } else { 2 };
    let map = assigned.iter().map(|(old, new)| (*old, (*new, bytes))).collect();
    let family = descriptor::family_name(draft, font, source);
    // An encoding of the program's own is at hand without looking glyphs up by their names.
    let is_encoded = face.kind == Kind::Simple && glyphs.len() <= cff::MOST_ENCODED;
    let body = cff::program(&glyphs, &family, is_encoded)?;
    // The tag is a hash of the program, so the name inside the program goes without.
    let name = tagged(&family, &body);
    let descriptor = descriptor::rebuild(draft, source, &name, &glyphs);
    let to_unicode = unicode::cmap(glyphs.iter().map(|glyph| (glyph.new, glyph.text.as_deref())), bytes);
    let font = if face.kind == Kind::Simple {
        let font = descriptor::simple(&name, &glyphs, is_encoded);
        NewFont::Simple { font, descriptor, program: body, to_unicode }
    } else {
        let (font, descendant) = descriptor::composite(&name, &glyphs, face.is_vertical);
        NewFont::Composite { font, descendant, descriptor, program: body, to_unicode }
    };
    Ok(Subset { font, map: Some(map) })
}

/// The name with a subset tag (ISO 32000-2, 9.9.2) that is a hash of the program.
fn tagged(family: &str, program: &[u8]) -> String {
    let hash = Sha256::digest(program);
    let tag: String = hash.iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
    format!("{tag}+{family}")
}

/// A number as short as it can be written.
fn number(value: f64) -> Object {
    let rounded = (value * 1000.0).round() / 1000.0;
    if (rounded - rounded.round()).abs() < 1e-9 {
        Object::Integer(rounded as i64)
    } else {
        Object::Real(rounded as f32)
    }
}

#[cfg(test)]
mod tests;
