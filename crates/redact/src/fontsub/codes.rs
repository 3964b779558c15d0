//! Which code each glyph gets in the new font.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::font::{Face, Kind};

/// New codes for the used ones, in order of first appearance; a simple font that is kept keeps its codes.
///
/// Composite fonts count from 1: their program is numbered by its glyphs, and their codes are places in it, which
/// cannot stay. Other fonts give a letter the code that it has on most machines (Windows code page 1252) where it is
/// free, so that the content stays legible and often as it is, and the space that word spacing applies to
/// (ISO 32000-2, 9.3.3) stays code 32.
pub(super) fn assign(face: &Face<'_>, used: &[(u32, u8)], is_kept: bool) -> Result<Vec<(u32, u32)>, Error> {
    if face.kind == Kind::Composite {
        if used.len() >= usize::from(u16::MAX) {
            return Err(Error::over_limit("a font shows more glyphs than a font can have"));
        }
        return Ok((1_u32..).zip(used).map(|(new, (old, _))| (*old, new)).collect());
    }
    if is_kept && used.iter().all(|(_, bytes)| *bytes == 1) {
        return Ok(used.iter().map(|(old, _)| (*old, *old)).collect());
    }
    assign_simple(face, used)
}

/// New codes of one byte.
fn assign_simple(face: &Face<'_>, used: &[(u32, u8)]) -> Result<Vec<(u32, u32)>, Error> {
    let mut taken: BTreeSet<u32> = BTreeSet::from([32]);
    let mut assigned = Vec::with_capacity(used.len());
    for (old, _) in used {
        let new = if *old == 32 { Some(32) } else { letter(face, *old, &taken).or_else(|| free(&taken)) };
        let new = new.ok_or_else(|| Error::refused("a simple font shows more than 256 codes"))?;
        taken.insert(new);
        assigned.push((*old, new));
    }
    Ok(assigned)
}

fn letter(face: &Face<'_>, old: u32, taken: &BTreeSet<u32>) -> Option<u32> {
    let shape = face.glyph(old);
    let mut chars = shape.text.as_deref()?.chars();
    let letter = chars.next()?;
    let code = match u32::from(letter) {
        0 => return None,
        code @ (33..=126 | 161..=172 | 174..=255) => code,
        _ => 128 + u32::try_from(WINDOWS.iter().position(|known| *known == letter)?).ok()?,
    };
    (chars.next().is_none() && !taken.contains(&code)).then_some(code)
}

/// Characters 128 to 159 of Windows code page 1252; those without one are zero.
#[rustfmt::skip]
const WINDOWS: [char; 32] = [
    '\u{20ac}', '\0', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}', '\u{2030}', '\u{160}',
    '\u{2039}', '\u{152}', '\0', '\u{17d}', '\0', '\0', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}',
    '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\0', '\u{17e}', '\u{178}',
];

/// The next free code: those beyond ASCII first. The space stays reserved until there is no other.
fn free(taken: &BTreeSet<u32>) -> Option<u32> {
    (128..=255).chain(33..=127).chain(1..=31).chain([0]).find(|code| !taken.contains(code))
}
