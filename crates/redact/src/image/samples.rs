//! Rows of packed samples (ISO 32000-2, 8.9.5.2): overwritten under a mask, packed again as a stream.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use super::region::PixelMask;
use crate::error::Error;

/// An image's samples as a decoder gives them: rows padded to bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Samples {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) components: usize,
    /// 1, 2, 4, 8 or 16.
    pub(super) bits: u32,
    pub(super) data: Vec<u8>,
}

impl Samples {
    /// Takes decoded data as an image's samples. What is beyond the last row is dropped, what is missing is zero.
    pub(super) fn new(
        width: u32,
        height: u32,
        components: usize,
        bits: u32,
        mut data: Vec<u8>,
        limit_bytes: usize,
    ) -> Result<Samples, Error> {
        let row = row_bytes(width, components, bits);
        let size = usize::try_from(row * u64::from(height)).ok().filter(|size| *size <= limit_bytes);
        let size = size.ok_or_else(|| Error::over_limit("an image has too many samples"))?;
        data.resize(size, 0);
        Ok(Samples { width, height, components, bits, data })
    }

    pub(super) fn row_bytes(&self) -> usize {
        row_bytes(self.width, self.components, self.bits) as usize
    }

    /// Writes one value per component into every pixel of the mask.
    pub(super) fn fill(&mut self, mask: &PixelMask, values: &[u32]) {
        let row_bytes = self.row_bytes();
        let (bits, components) = (self.bits, self.components);
        for y in 0..self.height.min(mask.height()) {
            let Some(row) = self.data.get_mut(y as usize * row_bytes..(y as usize + 1) * row_bytes) else { return };
            for run in mask.row(y) {
                fill_run(row, run.start as usize..run.end as usize, components, bits, values);
            }
        }
    }

    /// Clears the bits that pad each row: no reader shows them.
    pub(super) fn clear_padding(&mut self) {
        let used = (self.width as usize * self.components * self.bits as usize) % 8;
        let row_bytes = self.row_bytes();
        if used == 0 || row_bytes == 0 {
            return;
        }
        for row in self.data.chunks_exact_mut(row_bytes) {
            row[row_bytes - 1] &= !(0xFF >> used);
        }
    }

    /// The sample of the first component at a pixel, of up to 8 bits.
    pub(super) fn index(&self, row: &[u8], x: usize) -> u8 {
        let bit = x * self.bits as usize;
        let byte = row.get(bit / 8).copied().unwrap_or(0);
        if self.bits >= 8 { byte } else { byte >> (8 - self.bits as usize - bit % 8) & ((1 << self.bits) - 1) }
    }
}

fn row_bytes(width: u32, components: usize, bits: u32) -> u64 {
    (u64::from(width) * components as u64 * u64::from(bits)).div_ceil(8)
}

fn fill_run(row: &mut [u8], run: std::ops::Range<usize>, components: usize, bits: u32, values: &[u32]) {
    if bits == 8 {
        let bytes: Vec<u8> = values.iter().map(|v| *v as u8).collect();
        if let Some(target) = row.get_mut(run.start * components..run.end * components) {
            target.chunks_exact_mut(components).for_each(|pixel| pixel.copy_from_slice(&bytes));
        }
        return;
    }
    if bits == 1 && components == 1 {
        let value = if values.first() == Some(&1) { 0xFF } else { 0 };
        fill_bits(row, run, value);
        return;
    }
    for x in run {
        for (component, value) in values.iter().enumerate() {
            let at = (x * components + component) * bits as usize;
            if bits == 16 {
                if let Some(target) = row.get_mut(at / 8..at / 8 + 2) {
                    target.copy_from_slice(&(*value as u16).to_be_bytes());
                }
            } else if let Some(byte) = row.get_mut(at / 8) {
                let shift = 8 - bits as usize - at % 8;
                let ones = ((1_u32 << bits) - 1) as u8;
                *byte = *byte & !(ones << shift) | (*value as u8 & ones) << shift;
            }
        }
    }
}

fn fill_bits(row: &mut [u8], run: std::ops::Range<usize>, value: u8) {
    let mut x = run.start;
    while x < run.end {
        let Some(byte) = row.get_mut(x / 8) else { return };
        let end = run.end.min(x / 8 * 8 + 8);
        let ones = (0xFF_u16 >> (x % 8) & (0xFF00_u16 >> ((end - 1) % 8 + 1)) & 0xFF) as u8;
        *byte = *byte & !ones | value & ones;
        x = end;
    }
}

/// Data as a zlib stream. The level is that of the engine's other streams.
pub(super) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(data.len() / 4), Compression::new(6));
    // Writing to a vector does not fail.
    let _ = encoder.write_all(data);
    encoder.finish().unwrap_or_default()
}

/// Rows with the PNG filter that makes each smallest (ISO 32000-2, 7.4.4.4), for whole-byte pixels.
pub(super) fn png_filtered(samples: &Samples) -> Vec<u8> {
    let row_bytes = samples.row_bytes();
    let pixel = (samples.components * samples.bits as usize / 8).max(1);
    let mut out = Vec::with_capacity(samples.data.len() + samples.height as usize);
    let zeros = vec![0; row_bytes];
    let mut above: &[u8] = &zeros;
    let mut candidates: [Vec<u8>; 4] = Default::default();
    for row in samples.data.chunks_exact(row_bytes.max(1)) {
        let left = |i: usize| if i >= pixel { row[i - pixel] } else { 0 };
        let corner = |above: &[u8], i: usize| if i >= pixel { above[i - pixel] } else { 0 };
        for (kind, candidate) in candidates.iter_mut().enumerate() {
            candidate.clear();
            match kind {
                0 => candidate.extend_from_slice(row),
                1 => candidate.extend((0..row_bytes).map(|i| row[i].wrapping_sub(left(i)))),
                2 => candidate.extend((0..row_bytes).map(|i| row[i].wrapping_sub(above[i]))),
                _ => candidate
                    .extend((0..row_bytes).map(|i| row[i].wrapping_sub(paeth(left(i), above[i], corner(above, i))))),
            }
        }
        let cost = |row: &[u8]| row.iter().map(|v| u64::from((*v as i8).unsigned_abs())).sum::<u64>();
        let best = (0..4).min_by_key(|kind| cost(&candidates[*kind])).unwrap_or(0);
        out.push([0, 1, 2, 4][best]);
        out.extend_from_slice(&candidates[best]);
        above = row;
    }
    out
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |v: u8| (estimate - i16::from(v)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(corner) {
        left
    } else if distance(above) <= distance(corner) {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use kurbo::{Rect, Shape};

    use super::*;

    #[test]
    fn pixels_are_overwritten_at_every_depth() {
        let mask = PixelMask::from_regions(11, 2, &[Rect::new(2.0 / 11.0, 0.5, 9.0 / 11.0, 1.0).to_path(0.1)]);
        for bits in [1, 2, 4, 8, 16] {
            for components in [1, 3] {
                let size = row_bytes(11, components, bits) as usize * 2;
                let mut samples = Samples::new(11, 2, components, bits, vec![0xFF; size], 1 << 20).unwrap();
                samples.fill(&mask, &vec![0; components]);
                let row = samples.row_bytes();
                let zeros: u32 = samples.data[..row].iter().map(|byte| byte.count_zeros()).sum();
                assert_eq!(zeros, 7 * components as u32 * bits, "{bits} bits, {components} components");
                assert!(samples.data[row..].iter().all(|byte| *byte == 0xFF));
            }
        }
    }
}
