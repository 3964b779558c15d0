//! Which code each glyph gets in the new font.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::font::{Face, Kind};

/// New codes for the used ones, in order of first appearance.
///
/// Composite fonts count from 1. Simple fonts give a letter its ASCII code where it is free, so that the content
/// stays legible, and the space that word spacing applies to (ISO 32000-2, 9.3.3) stays code 32.
pub(super) fn assign(face: &Face<'_>, used: &[(u32, u8)]) -> Result<Vec<(u32, u32)>, Error> {
    if face.kind != Kind::Simple {
        if used.len() >= usize::from(u16::MAX) {
            return Err(Error::over_limit("a font shows more glyphs than a font can have"));
        }
        return Ok((1_u32..).zip(used).map(|(new, (old, _))| (*old, new)).collect());
    }
    assign_simple(face, used)
}

/// New codes of one byte.
pub(super) fn assign_simple(face: &Face<'_>, used: &[(u32, u8)]) -> Result<Vec<(u32, u32)>, Error> {
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
    let code = u32::from(chars.next()?);
    ((33..=126).contains(&code) && chars.next().is_none() && !taken.contains(&code)).then_some(code)
}

/// The next free code: those beyond ASCII first. The space stays reserved until there is no other.
fn free(taken: &BTreeSet<u32>) -> Option<u32> {
    (128..=255).chain(33..=127).chain(1..=31).chain([0]).find(|code| !taken.contains(code))
}
