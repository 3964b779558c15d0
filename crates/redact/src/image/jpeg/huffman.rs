//! Huffman tables: reading with a table, making one from counts, and the tables of annex K.

use super::Failure;

/// A table as a file lists it: codes per length, then the symbols in the order of their codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TableSpec {
    counts: [u8; 16],
    values: Vec<u8>,
}

/// A table made ready for reading.
pub(super) struct Decoder {
    /// For each value of the next `FAST_BITS` bits: symbol and length, or length 0 when the code is longer.
    fast: Vec<(u8, u8)>,
    /// For each length: one more than the largest code, left-aligned to 16 bits.
    limits: [u32; 17],
    /// For each length: what to add to a code to get the index of its symbol.
    offsets: [i32; 17],
    values: Vec<u8>,
}

/// A table made ready for writing: code and length for each symbol; length 0 for a symbol without code.
pub(super) struct Encoder {
    codes: [(u16, u8); 256],
}

/// Bits looked up at once.
pub(super) const FAST_BITS: u32 = 10;

impl TableSpec {
    pub(super) fn new(counts: [u8; 16], values: &[u8]) -> Result<TableSpec, Failure> {
        let mut code: u32 = 0;
        for (i, count) in counts.iter().enumerate() {
            code = (code << 1) + u32::from(*count);
            if code > 1 << (i + 1) {
                return Err(Failure::Broken("Huffman table with too many codes"));
            }
        }
        if values.len() > 256 {
            return Err(Failure::Broken("Huffman table with too many symbols"));
        }
        Ok(TableSpec { counts, values: values.to_vec() })
    }

    /// Whether it is one of the four tables of annex K, which say nothing about a picture.
    pub(super) fn is_standard(&self) -> bool {
        let standard: [(&[u8; 16], &[u8]); 4] = [
            (&DC_LUMINANCE_COUNTS, &DC_VALUES),
            (&DC_CHROMINANCE_COUNTS, &DC_VALUES),
            (&AC_LUMINANCE_COUNTS, &AC_LUMINANCE_VALUES),
            (&AC_CHROMINANCE_COUNTS, &AC_CHROMINANCE_VALUES),
        ];
        standard.iter().any(|(counts, values)| self.counts == **counts && self.values == *values)
    }

    /// The table as it stands in a file, after its class and number.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.counts);
        out.extend_from_slice(&self.values);
    }

    pub(super) fn size_bytes(&self) -> usize {
        16 + self.values.len()
    }

    /// The best table for these counts of symbols (annex K.2): no code longer than 16 bits, none all ones.
    pub(super) fn optimal(frequencies: &[u32; 256]) -> TableSpec {
        // The 257th symbol reserves the code of all ones.
        let mut frequency: Vec<u64> = frequencies.iter().map(|n| u64::from(*n)).collect();
        frequency.push(1);
        let mut size = [0_usize; 257];
        let mut next: [Option<usize>; 257] = [None; 257];
        while let Some((low, high)) = two_least(&frequency) {
            frequency[low] += frequency[high];
            frequency[high] = 0;
            let mut at = low;
            size[at] += 1;
            while let Some(following) = next[at] {
                at = following;
                size[at] += 1;
            }
            next[at] = Some(high);
            at = high;
            size[at] += 1;
            while let Some(following) = next[at] {
                at = following;
                size[at] += 1;
            }
        }
        let longest = size.iter().copied().max().unwrap_or(1).max(17);
        let mut lengths = vec![0_u32; longest + 1];
        for bits in size.iter().filter(|bits| **bits > 0) {
            lengths[*bits] += 1;
        }
        for i in (17..=longest).rev() {
            while lengths[i] > 0 {
                let mut j = i - 2;
                while j > 0 && lengths[j] == 0 {
                    j -= 1;
                }
                lengths[i] -= 2;
                lengths[i - 1] += 1;
                lengths[j + 1] += 2;
                lengths[j] -= 1;
            }
        }
        if let Some(last) = (1..=16).rev().find(|i| lengths[*i] > 0) {
            lengths[last] -= 1;
        }
        let mut counts = [0_u8; 16];
        for (count, length) in counts.iter_mut().zip(&lengths[1..=16]) {
            *count = u8::try_from(*length).unwrap_or(u8::MAX);
        }
        let mut values = Vec::new();
        for bits in 1..=longest {
            for (symbol, length) in size.iter().take(256).enumerate() {
                if *length == bits {
                    values.push(symbol as u8);
                }
            }
        }
        TableSpec { counts, values }
    }
}

/// The two symbols that occur least: of equals, those with the largest numbers.
fn two_least(frequency: &[u64]) -> Option<(usize, usize)> {
    let mut least: Option<usize> = None;
    let mut second: Option<usize> = None;
    for (i, count) in frequency.iter().enumerate().filter(|(_, count)| **count > 0) {
        if least.is_none_or(|l| *count <= frequency[l]) {
            second = least;
            least = Some(i);
        } else if second.is_none_or(|s| *count <= frequency[s]) {
            second = Some(i);
        }
    }
    Some((least?, second?))
}

impl Decoder {
    pub(super) fn new(spec: &TableSpec) -> Decoder {
        let mut fast = vec![(0, 0); 1 << FAST_BITS];
        let mut limits = [0; 17];
        let mut offsets = [0; 17];
        let mut code: u32 = 0;
        let mut index: usize = 0;
        for length in 1..=16_u32 {
            offsets[length as usize] = index as i32 - code as i32;
            for _ in 0..spec.counts[length as usize - 1] {
                if length <= FAST_BITS
                    && let Some(symbol) = spec.values.get(index)
                {
                    let first = (code << (FAST_BITS - length)) as usize;
                    let last = first + (1 << (FAST_BITS - length));
                    if let Some(entries) = fast.get_mut(first..last) {
                        entries.fill((*symbol, length as u8));
                    }
                }
                code += 1;
                index += 1;
            }
            limits[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Decoder { fast, limits, offsets, values: spec.values.clone() }
    }

    /// The symbol at the head of the next 16 bits, and its length.
    #[inline]
    pub(super) fn symbol(&self, next16: u32) -> Option<(u8, u32)> {
        let (symbol, length) = self.fast[(next16 >> (16 - FAST_BITS)) as usize & ((1 << FAST_BITS) - 1)];
        if length > 0 {
            return Some((symbol, u32::from(length)));
        }
        let length = (FAST_BITS + 1..=16).find(|length| next16 < self.limits[*length as usize])?;
        let index = (next16 >> (16 - length)) as i32 + self.offsets[length as usize];
        self.values.get(usize::try_from(index).ok()?).map(|symbol| (*symbol, length))
    }
}

impl Encoder {
    /// An encoder that knows no symbol.
    pub(super) fn empty() -> Encoder {
        Encoder { codes: [(0, 0); 256] }
    }

    pub(super) fn new(spec: &TableSpec) -> Encoder {
        let mut codes = [(0, 0); 256];
        let mut code: u32 = 0;
        let mut symbols = spec.values.iter();
        for (i, count) in spec.counts.iter().enumerate() {
            for symbol in symbols.by_ref().take(usize::from(*count)) {
                codes[usize::from(*symbol)] = (code as u16, i as u8 + 1);
                code += 1;
            }
            code <<= 1;
        }
        Encoder { codes }
    }

    #[inline]
    pub(super) fn code(&self, symbol: u8) -> (u16, u8) {
        self.codes[usize::from(symbol)]
    }
}

const DC_LUMINANCE_COUNTS: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_CHROMINANCE_COUNTS: [u8; 16] = [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
const DC_VALUES: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_LUMINANCE_COUNTS: [u8; 16] = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D];
const AC_LUMINANCE_VALUES: [u8; 162] = [
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14,
    0x32, 0x81, 0x91, 0xA1, 0x08, 0x23, 0x42, 0xB1, 0xC1, 0x15, 0x52, 0xD1, 0xF0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09,
    0x0A, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A,
    0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64, 0x65,
    0x66, 0x67, 0x68, 0x69, 0x6A, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88,
    0x89, 0x8A, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9,
    0xAA, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA,
    0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA,
    0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA,
];
const AC_CHROMINANCE_COUNTS: [u8; 16] = [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77];
const AC_CHROMINANCE_VALUES: [u8; 162] = [
    0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22, 0x32,
    0x81, 0x08, 0x14, 0x42, 0x91, 0xA1, 0xB1, 0xC1, 0x09, 0x23, 0x33, 0x52, 0xF0, 0x15, 0x62, 0x72, 0xD1, 0x0A, 0x16,
    0x24, 0x34, 0xE1, 0x25, 0xF1, 0x17, 0x18, 0x19, 0x1A, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x35, 0x36, 0x37, 0x38, 0x39,
    0x3A, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64,
    0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0x82, 0x83, 0x84, 0x85, 0x86,
    0x87, 0x88, 0x89, 0x8A, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7,
    0xA8, 0xA9, 0xAA, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8,
    0xC9, 0xCA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9,
    0xEA, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA,
];
