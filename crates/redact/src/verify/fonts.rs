//! Fonts hold what is used and no more: the letters that only the removed
//! words needed would otherwise name themselves.

use std::collections::{BTreeMap, BTreeSet};

use skrifa::raw::TableProvider;
use skrifa::raw::tables::glyf::Glyph;
use skrifa::{FontRef, GlyphId};

use crate::check::{CheckName, Problem};
use crate::overlay::LABEL_FONT;
use crate::second_reader::eye::{Seen, SeenFont};

/// Checks the embedded fonts of the output's marked pages.
///
/// `used` holds every font of the output with the glyphs painted on any of its
/// pages; `gone` the glyphs that the input's marked pages painted in places
/// that were taken, by font program. A font whose program the engine rewrote
/// may hold nothing that is not used; one it left alone, nothing of what went.
pub(super) fn check(
    used: &BTreeMap<u128, SeenFont>,
    marked: &BTreeSet<u128>,
    before: &BTreeMap<u128, SeenFont>,
    gone: &BTreeMap<u128, BTreeSet<u32>>,
    problems: &mut Vec<Problem>,
) {
    let nothing = BTreeSet::new();
    for (key, font) in used.iter().filter(|(key, _)| marked.contains(key)) {
        let program: &[u8] = font.program.as_ref().as_ref();
        if program == LABEL_FONT {
            // Ours, the same in every output: what it holds tells nothing.
            continue;
        }
        let unused = unused_glyphs(program, &font.used);
        let unused = if before.contains_key(key) {
            let gone = gone.get(key).unwrap_or(&nothing);
            unused.intersection(gone).count()
        } else {
            unused.len()
        };
        if unused > 0 {
            let detail = format!("an embedded font holds {unused} glyphs that no page uses");
            problems.push(Problem::of_file(CheckName::Fonts, detail));
        }
    }
}

/// Whether an embedded font of the marked pages holds glyphs that none of the pages read so far uses.
pub(super) fn has_unused(used: &BTreeMap<u128, SeenFont>, marked: &BTreeSet<u128>) -> bool {
    used.iter().filter(|(key, _)| marked.contains(key)).any(|(_, font)| {
        let program: &[u8] = font.program.as_ref().as_ref();
        program != LABEL_FONT && !unused_glyphs(program, &font.used).is_empty()
    })
}

/// Adds what a page used of its fonts to `all`.
pub(crate) fn gather(all: &mut BTreeMap<u128, SeenFont>, page: &Seen) {
    for (key, font) in &page.fonts {
        let entry = all.entry(*key);
        entry
            .or_insert_with(|| SeenFont {
                program: font.program.clone(),
                used: BTreeSet::new(),
                is_subset: font.is_subset,
            })
            .used
            .extend(&font.used);
    }
}

/// Ids of glyphs that have an outline and are neither used nor part of one
/// that is; glyph 0 stands for what a font lacks and may always be there.
pub(crate) fn unused_glyphs(program: &[u8], used: &BTreeSet<u32>) -> BTreeSet<u32> {
    let outlined = match FontRef::new(program) {
        Ok(font) if font.glyf().is_ok() => return unused_outlines(&font, used).unwrap_or_default(),
        Ok(font) => {
            font.table_data(skrifa::raw::types::Tag::new(b"CFF ")).and_then(|table| charstrings(table.as_bytes()))
        }
        Err(_) => charstrings(program),
    };
    outlined.unwrap_or_default().into_iter().filter(|id| *id != 0 && !used.contains(id)).collect()
}

/// Unused outlines of a TrueType font.
fn unused_outlines(font: &FontRef<'_>, used: &BTreeSet<u32>) -> Option<BTreeSet<u32>> {
    let (loca, glyf) = (font.loca(None).ok()?, font.glyf().ok()?);
    let outline = |id: u32| loca.get_glyf(GlyphId::new(id), &glyf).ok().flatten();
    let mut needed = BTreeSet::from([0]);
    let mut waiting: Vec<u32> = used.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        if needed.insert(id)
            && let Some(Glyph::Composite(composite)) = outline(id)
        {
            waiting.extend(composite.components().map(|part| part.glyph.to_u32()));
        }
    }
    let count = font.maxp().ok()?.num_glyphs();
    Some((1..u32::from(count)).filter(|id| !needed.contains(id) && outline(*id).is_some()).collect())
}

/// Ids of the charstrings of a bare CFF program that draw something
/// (Adobe Technical Note 5176).
fn charstrings(cff: &[u8]) -> Option<BTreeSet<u32>> {
    let names = usize::from(*cff.get(2)?);
    let (_, top) = index(cff, names)?;
    let (dicts, _) = index(cff, top)?;
    let dict = cff.get(dicts.first()?.clone())?;
    let (glyphs, _) = index(cff, charstrings_offset(dict)?)?;
    let drawing = glyphs.iter().enumerate().filter(|(_, range)| range.len() > EMPTY_CHARSTRING);
    drawing.map(|(id, _)| u32::try_from(id).ok()).collect()
}

/// The ranges of an INDEX at `at`, and where it ends.
fn index(cff: &[u8], at: usize) -> Option<(Vec<std::ops::Range<usize>>, usize)> {
    let count = usize::from(u16::from_be_bytes([*cff.get(at)?, *cff.get(at + 1)?]));
    if count == 0 {
        return Some((Vec::new(), at + 2));
    }
    let size = usize::from(*cff.get(at + 2)?);
    let data = at + 3 + (count + 1) * size - 1;
    let offset = |entry: usize| -> Option<usize> {
        let bytes = cff.get(at + 3 + entry * size..at + 3 + (entry + 1) * size)?;
        let value = bytes.iter().fold(0_usize, |value, byte| value << 8 | usize::from(*byte));
        data.checked_add(value).filter(|end| *end <= cff.len())
    };
    let ends: Option<Vec<usize>> = (0..=count).map(offset).collect();
    let ends = ends?;
    Some((ends.windows(2).map(|pair| pair[0]..pair[1].max(pair[0])).collect(), *ends.last()?))
}

/// The operand of operator 17 of a Top DICT.
fn charstrings_offset(dict: &[u8]) -> Option<usize> {
    let mut last = 0_i64;
    let mut at = 0;
    while let Some(byte) = dict.get(at) {
        let operand = |offset: usize| dict.get(at + offset).copied().map(i64::from);
        match byte {
            17 => return usize::try_from(last).ok(),
            12 => at += 2,
            0..=21 => at += 1,
            28 => {
                last = operand(1)? << 8 | operand(2)?;
                at += 3;
            }
            29 => {
                last = operand(1)? << 24 | operand(2)? << 16 | operand(3)? << 8 | operand(4)?;
                at += 5;
            }
            30 => at += 2 + dict.get(at + 1..)?.iter().position(|byte| byte & 15 == 15 || byte >> 4 == 15)?,
            247..=250 => {
                last = (i64::from(*byte) - 247) * 256 + operand(1)? + 108;
                at += 2;
            }
            251..=254 => at += 2,
            byte => {
                last = i64::from(*byte) - 139;
                at += 1;
            }
        }
    }
    None
}

/// A width and `endchar` need no more bytes than this.
const EMPTY_CHARSTRING: usize = 6;

#[cfg(test)]
mod tests {
    use super::charstrings_offset;

    #[test]
    fn the_charstrings_operator_is_found_behind_other_operands() {
        // 391 (28), operator 2; real 1.5; operator 12 7; 1000 (247..), operator 17.
        let dict = [28, 1, 135, 2, 30, 0x1a, 0x5f, 12, 7, 250, 124, 17];
        assert_eq!(charstrings_offset(&dict), Some(1000));
    }
}
