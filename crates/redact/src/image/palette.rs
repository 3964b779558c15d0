//! The palette of an indexed picture after masking: only the colours that kept pixels use.
//!
//! A colour that only masked pixels used says what they looked like, so its entry is cleared.

use lopdf::{Object, StringFormat};

use super::{color::Palette, region::PixelMask, samples::Samples};

/// A palette without unused colours.
pub(super) struct Pruned {
    /// The index for masked pixels.
    pub(super) black_index: u32,
    /// The new colour space.
    pub(super) color_space: Object,
}

/// Clears the entries that no kept pixel uses and picks one for black.
///
/// With a `Decode` array samples are not indices as they stand: then every entry stays.
pub(super) fn prune(samples: &Samples, palette: &Palette, mask: &PixelMask, has_decode: bool) -> Pruned {
    let components = palette.black.len();
    let entries = 1_usize << samples.bits;
    let mut table = palette.table.clone();
    table.resize(entries * components, 0);
    let used = if has_decode { [true; 256] } else { used_indices(samples, mask) };
    let colour = |table: &[u8], i: usize| table[i * components..(i + 1) * components].to_vec();
    for (i, is_used) in used.iter().enumerate().take(entries) {
        if !is_used {
            table[i * components..(i + 1) * components].copy_from_slice(&palette.black);
        }
    }
    let black_index = (0..entries).find(|i| colour(&table, *i) == palette.black).unwrap_or_else(|| {
        let distance = |i: &usize| -> u32 {
            colour(&table, *i).iter().zip(&palette.black).map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
        };
        (0..entries).min_by_key(distance).unwrap_or(0)
    });
    let last = (0..entries).rev().find(|i| used[*i] || *i == black_index).unwrap_or(0);
    table.truncate((last + 1) * components);
    let color_space = Object::Array(vec![
        Object::Name(b"Indexed".to_vec()),
        palette.base.clone(),
        Object::Integer(last as i64),
        Object::String(table, StringFormat::Hexadecimal),
    ]);
    Pruned { black_index: black_index as u32, color_space }
}

fn used_indices(samples: &Samples, mask: &PixelMask) -> [bool; 256] {
    let mut used = [false; 256];
    let row_bytes = samples.row_bytes().max(1);
    for (y, row) in samples.data.chunks_exact(row_bytes).enumerate() {
        let mut from = 0;
        let runs = mask.row(y as u32);
        for end in runs.iter().map(|run| run.start).chain([samples.width]) {
            for x in from..end {
                used[usize::from(samples.index(row, x as usize))] = true;
            }
            from = runs.iter().find(|run| run.start == end).map_or(samples.width, |run| run.end);
        }
    }
    used
}
