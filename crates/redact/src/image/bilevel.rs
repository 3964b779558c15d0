//! Bilevel pictures: CCITT and JBIG2 to packed rows, and packed rows to CCITT Group 4 (ITU-T T.6).

use std::sync::OnceLock;

use fax::maps;
use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use lopdf::Dictionary;

use super::samples::Samples;
use crate::draft::as_number;
use crate::error::Error;

/// Decodes CCITT data to rows of bits as PDF gives them: black is 0 unless `BlackIs1` (ISO 32000-2, table 11).
pub(super) fn decode_ccitt(
    data: &[u8],
    parameters: &Dictionary,
    width: u32,
    height: u32,
    limit_bytes: usize,
) -> Result<Samples, Error> {
    let number = |key: &[u8], default: f64| parameters.get(key).ok().and_then(as_number).unwrap_or(default);
    let flag = |key: &[u8], default: bool| parameters.get(key).ok().and_then(|v| v.as_bool().ok()).unwrap_or(default);
    let k = number(b"K", 0.0);
    let columns = number(b"Columns", 1728.0).clamp(0.0, f64::from(u16::MAX)) as u32;
    if columns != width {
        return Err(Error::refused("a fax picture is not as wide as its dictionary says"));
    }
    let settings = DecodeSettings {
        columns,
        rows: height,
        end_of_block: flag(b"EndOfBlock", true),
        end_of_line: flag(b"EndOfLine", false),
        rows_are_byte_aligned: flag(b"EncodedByteAlign", false),
        encoding: if k < 0.0 {
            EncodingMode::Group4
        } else if k == 0.0 {
            EncodingMode::Group3_1D
        } else {
            EncodingMode::Group3_2D
        },
        strict: false,
    };
    let black_is_1 = flag(b"BlackIs1", false);
    let white = if black_is_1 { 0 } else { 0xFF };
    let row_bytes = width.div_ceil(8) as usize;
    let size = row_bytes.checked_mul(height as usize).filter(|size| *size <= limit_bytes);
    let size = size.ok_or_else(|| Error::over_limit("an image has too many samples"))?;
    let mut rows = Rows { data: Vec::with_capacity(size), row_bytes, width: width as usize, size };
    let _ = hayro_ccitt::decode(data, &mut rows, &mut DecoderContext::new(settings))
        .map_err(|_| Error::refused("a fax picture cannot be decoded"))?;
    let mut data = rows.data;
    data.resize(size, 0xFF);
    if white == 0 {
        data.iter_mut().for_each(|byte| *byte = !*byte);
    }
    Samples::new(width, height, 1, 1, data, limit_bytes)
}

/// Collects rows with white as 1.
struct Rows {
    data: Vec<u8>,
    row_bytes: usize,
    width: usize,
    size: usize,
}

impl hayro_ccitt::Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        if self.data.len() >= self.size {
            return;
        }
        let start = self.data.len();
        self.data.resize(start + self.row_bytes, 0xFF);
        let row = &mut self.data[start..];
        for pair in changes.chunks(2) {
            let end = pair.get(1).map_or(self.width, |end| *end as usize);
            clear_bits(row, pair[0] as usize, end.min(self.width));
        }
    }
}

fn clear_bits(row: &mut [u8], from: usize, to: usize) {
    if from >= to {
        return;
    }
    let (first, last) = (from / 8, (to - 1) / 8);
    let head = 0xFF_u8 >> (from % 8);
    let tail = 0xFF_u8 << (7 - (to - 1) % 8);
    if first == last {
        row[first] &= !(head & tail);
    } else {
        row[first] &= !head;
        row[first + 1..last].fill(0);
        row[last] &= !tail;
    }
}

/// Decodes JBIG2 data as PDF embeds them; black becomes 0 (7.4.7).
pub(super) fn decode_jbig2(
    data: &[u8],
    globals: Option<&[u8]>,
    width: u32,
    height: u32,
    limit_bytes: usize,
) -> Result<Samples, Error> {
    let refuse = |_| Error::refused("a JBIG2 picture cannot be decoded");
    let settings = hayro_jbig2::DecodeSettings::default();
    let globals = globals.map(|globals| hayro_jbig2::Globals::new(globals, &settings)).transpose().map_err(refuse)?;
    let page = hayro_jbig2::Page::new_embedded(data, globals.as_ref(), &settings).map_err(refuse)?;
    if u64::from(page.width()).div_ceil(8) * u64::from(page.height()) > limit_bytes as u64 {
        return Err(Error::over_limit("an image has too many samples"));
    }
    if (page.width(), page.height()) != (width, height) {
        return Err(Error::refused("a JBIG2 picture is not of the size that its dictionary says"));
    }
    let mut bits = Bits { data: Vec::new(), filled: 0, byte: 0 };
    page.decode(&mut bits).map_err(refuse)?;
    Samples::new(width, height, 1, 1, bits.data, limit_bytes)
}

struct Bits {
    data: Vec<u8>,
    filled: u32,
    byte: u8,
}

impl hayro_jbig2::Decoder for Bits {
    fn push_pixel(&mut self, black: bool) {
        self.byte = self.byte << 1 | u8::from(!black);
        self.filled += 1;
        if self.filled == 8 {
            self.data.push(self.byte);
            self.filled = 0;
        }
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        let byte = if black { 0 } else { 0xFF };
        self.data.extend(std::iter::repeat_n(byte, chunk_count as usize));
    }

    fn next_line(&mut self) {
        if self.filled > 0 {
            self.data.push(self.byte << (8 - self.filled));
            self.filled = 0;
        }
    }
}

/// Encodes rows of bits as Group 4, `white` being the bit that stands for white. Nothing if the result would be
/// longer than `limit_bytes`, as of a halftone.
pub(super) fn encode_group4(samples: &Samples, white: bool, limit_bytes: usize) -> Option<Vec<u8>> {
    let width = samples.width as usize;
    let row_bytes = samples.row_bytes();
    let tables = run_tables();
    let mut out = Bitstream { out: Vec::with_capacity(limit_bytes.min(1 << 16)), buffer: 0, held: 0 };
    let mut reference: Vec<u32> = vec![width as u32; 3];
    let mut current: Vec<u32> = Vec::new();
    let mut previous_row: Option<&[u8]> = None;
    for row in samples.data.chunks_exact(row_bytes.max(1)) {
        if previous_row == Some(row) {
            // The same row again: every change lies straight below another.
            let changes = reference.len() - 3;
            for _ in 0..=changes {
                out.put(1, 1);
            }
            // The colour runs to the end of the row, where the last change is implied.
            continue;
        }
        changes(row, width, white, &mut current);
        encode_row(&reference, &current, width as u32, tables, &mut out);
        std::mem::swap(&mut reference, &mut current);
        previous_row = Some(row);
        if out.out.len() > limit_bytes {
            return None;
        }
    }
    out.put(1, 12);
    out.put(1, 12);
    Some(out.finish())
}

/// Where the colour changes in a row that starts white; three times the width at the end.
fn changes(row: &[u8], width: usize, white: bool, out: &mut Vec<u32>) {
    out.clear();
    let flip: u64 = if white { u64::MAX } else { 0 };
    let mut color: u64 = 0;
    for (i, chunk) in row.chunks(8).enumerate() {
        let mut bytes = [if white { 0xFF } else { 0 }; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let base = i * 64;
        // Black is 1 from here on; a change shows as a leading one after the colour is taken out.
        let word = u64::from_be_bytes(bytes) ^ flip;
        let mut rest = word ^ color;
        let mut passed = 0;
        while rest != 0 {
            let zeros = rest.leading_zeros() as usize;
            let at = base + passed + zeros;
            if at >= width {
                break;
            }
            out.push(at as u32);
            color = !color;
            passed += zeros;
            rest = if passed >= 64 { 0 } else { (word ^ color) << passed };
        }
    }
    out.extend([width as u32; 3]);
}

/// One row in two-dimensional coding (T.6, 2.2). Both lists end in three times the width.
fn encode_row(reference: &[u32], current: &[u32], width: u32, tables: &RunTables, out: &mut Bitstream) {
    let mut position: u32 = 0;
    let mut is_start = true;
    // Places in the lists: the next change of the row, and the first in the row above that may be b1.
    let (mut next, mut above) = (0, 0);
    let mut is_black = false;
    while position < width || is_start && width > 0 {
        let a1 = current[next];
        // b1: the first change above to the right of the position and of the opposite colour.
        while above > 0 && reference[above - 1] > position {
            above -= 1;
        }
        while reference[above] < width
            && (reference[above] < position
                || reference[above] == position && !is_start
                || above % 2 != usize::from(is_black))
        {
            above += 1;
        }
        let b1 = reference[above];
        let b2 = reference.get(above + 1).copied().unwrap_or(width);
        if b2 < a1 {
            out.put(1, 4);
            position = b2;
            is_start = false;
            continue;
        }
        let distance = i64::from(a1) - i64::from(b1);
        if (-3..=3).contains(&distance) {
            let (code, length) = VERTICAL[(distance + 3) as usize];
            out.put(code, length);
            position = a1;
            next += 1;
            is_black = !is_black;
        } else {
            let a2 = current[next + 1];
            out.put(1, 3);
            tables.put(is_black, a1 - position, out);
            tables.put(!is_black, a2 - a1, out);
            position = a2;
            next += 2;
        }
        is_start = false;
    }
}

/// Codes for a1 three to the left of b1 up to three to the right.
const VERTICAL: [(u32, u32); 7] = [(2, 7), (2, 6), (2, 3), (1, 1), (3, 3), (3, 6), (3, 7)];

/// Codes for runs of white and of black: 0 to 63, then multiples of 64 up to 2560.
struct RunTables {
    runs: [Vec<(u32, u32)>; 2],
}

impl RunTables {
    fn put(&self, is_black: bool, mut length: u32, out: &mut Bitstream) {
        let runs = &self.runs[usize::from(is_black)];
        let mut emit = |index: u32| {
            let (code, bits) = runs[index as usize];
            out.put(code, bits);
        };
        while length >= 2624 {
            emit(63 + 40);
            length -= 2560;
        }
        if length >= 64 {
            emit(63 + length / 64);
            length %= 64;
        }
        emit(length);
    }
}

fn run_tables() -> &'static RunTables {
    static TABLES: OnceLock<RunTables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let lengths = || (0..64).chain((1..=40).map(|n| n * 64));
        let code = |bits: Option<fax::Bits>| bits.map_or((0, 0), |bits| (u32::from(bits.data), u32::from(bits.len)));
        RunTables {
            runs: [
                lengths().map(|n| code(maps::white::encode(n))).collect(),
                lengths().map(|n| code(maps::black::encode(n))).collect(),
            ],
        }
    })
}

struct Bitstream {
    out: Vec<u8>,
    buffer: u64,
    held: u32,
}

impl Bitstream {
    #[inline]
    fn put(&mut self, code: u32, bits: u32) {
        self.buffer = self.buffer << bits | u64::from(code);
        self.held += bits;
        if self.held >= 32 {
            self.held -= 32;
            self.out.extend_from_slice(&((self.buffer >> self.held) as u32).to_be_bytes());
        }
    }

    fn finish(mut self) -> Vec<u8> {
        let missing = (8 - self.held % 8) % 8;
        self.put(0, missing);
        while self.held >= 8 {
            self.held -= 8;
            self.out.push((self.buffer >> self.held) as u8);
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group4(columns: u32) -> Dictionary {
        let mut parameters = Dictionary::new();
        parameters.set("K", -1);
        parameters.set("Columns", i64::from(columns));
        parameters
    }

    fn noise(width: u32, height: u32, density: u32) -> Samples {
        let mut state = 12345_u32 + width;
        let row = width.div_ceil(8) as usize;
        let mut data = Vec::new();
        for _ in 0..height {
            let mut line = vec![0_u8; row];
            let mut color = false;
            for x in 0..width as usize {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if (state >> 16) % 256 < density {
                    color = !color;
                }
                if color {
                    line[x / 8] |= 0x80 >> (x % 8);
                }
            }
            data.extend(line);
        }
        Samples { width, height, components: 1, bits: 1, data }
    }

    #[test]
    fn another_decoder_reads_back_what_group_4_was_written() {
        for width in [1, 7, 8, 63, 64, 65, 200, 3000, 8000] {
            for density in [0, 1, 20, 128, 250] {
                let samples = noise(width, 9, density);
                for white in [false, true] {
                    let data = encode_group4(&samples, white, 1 << 20).unwrap();
                    let mut parameters = group4(width);
                    parameters.set("BlackIs1", !white);
                    let mut back = decode_ccitt(&data, &parameters, width, 9, 1 << 20).unwrap();
                    back.clear_padding();
                    assert!(back == samples, "width {width}, density {density}, white {white}");
                }
            }
        }
    }

    #[test]
    fn equal_rows_are_read_back() {
        let mut samples = noise(100, 1, 30);
        samples.height = 20;
        samples.data = samples.data.repeat(20);
        let data = encode_group4(&samples, true, 1 << 20).unwrap();
        let mut back = decode_ccitt(&data, &group4(100), 100, 20, 1 << 20).unwrap();
        back.clear_padding();
        assert_eq!(back, samples);
    }

    #[test]
    fn a_row_that_does_not_compress_is_given_up() {
        assert_eq!(encode_group4(&noise(4000, 50, 128), true, 1000), None);
    }
}
