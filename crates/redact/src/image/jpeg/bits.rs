//! Bits of entropy-coded data: read with the stuffed zero bytes taken out, written with them put in
//! (ITU-T T.81, F.1.2.3).

use super::{Failure, huffman};

/// Reads bits up to the next marker; after it, zeros.
#[derive(Clone)]
pub(super) struct BitReader<'a> {
    data: &'a [u8],
    at: usize,
    buffer: u64,
    held: u32,
    /// Bits taken from the data so far.
    loaded: u64,
    /// Zero bits handed out past the end of data.
    invented: u32,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(data: &'a [u8]) -> BitReader<'a> {
        BitReader { data, at: 0, buffer: 0, held: 0, loaded: 0, invented: 0 }
    }

    #[inline]
    fn fill(&mut self) {
        if let Some(chunk) = self.data.get(self.at..self.at + 4)
            && let [a, b, c, d] = *chunk
            && a != 0xFF
            && b != 0xFF
            && c != 0xFF
            && d != 0xFF
            && self.held <= 32
        {
            self.buffer |= u64::from(u32::from_be_bytes([a, b, c, d])) << (32 - self.held);
            self.held += 32;
            self.loaded += 32;
            self.at += 4;
            return;
        }
        while self.held <= 48 {
            let byte = match self.data.get(self.at) {
                Some(0xFF) => match self.data.get(self.at + 1) {
                    Some(0) => {
                        self.at += 2;
                        0xFF
                    }
                    _ => {
                        self.invented += 8;
                        0
                    }
                },
                Some(byte) => {
                    self.at += 1;
                    *byte
                }
                None => {
                    self.invented += 8;
                    0
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.held);
            self.held += 8;
            self.loaded += 8;
        }
    }

    /// How many bits were read.
    pub(super) fn position(&self) -> u64 {
        self.loaded - u64::from(self.held)
    }

    /// The next `count` bits, 1 to 32, as a number.
    #[inline]
    pub(super) fn bits(&mut self, count: u32) -> u32 {
        if self.held < count {
            self.fill();
        }
        let value = (self.buffer >> (64 - count)) as u32;
        self.buffer <<= count;
        self.held -= count;
        value
    }

    #[inline]
    pub(super) fn symbol(&mut self, table: &huffman::Decoder) -> Result<u8, Failure> {
        if self.held < 16 {
            self.fill();
        }
        let (symbol, length) =
            table.symbol((self.buffer >> 48) as u32).ok_or(Failure::Broken("a code that is in no table"))?;
        self.buffer <<= length;
        self.held -= length;
        Ok(symbol)
    }

    /// A number of `size` bits in the signed form of F.2.2.1.
    #[inline]
    pub(super) fn signed(&mut self, size: u8) -> i32 {
        if size == 0 {
            return 0;
        }
        let value = self.bits(u32::from(size)) as i32;
        if value < 1 << (size - 1) { value - (1 << size) + 1 } else { value }
    }

    /// Whether more bits were read than there are.
    pub(super) fn is_exhausted(&self) -> bool {
        self.invented > self.held
    }

    /// Goes on after the restart marker that must stand next.
    pub(super) fn restart(&mut self) -> Result<(), Failure> {
        self.buffer = 0;
        self.held = 0;
        self.invented = 0;
        loop {
            match self.data.get(self.at..) {
                Some([0xFF, 0xD0..=0xD7, ..]) => {
                    self.at += 2;
                    return Ok(());
                }
                // Fill bytes before the marker; bytes that the interval did not need are dropped.
                Some([_, _, ..]) => self.at += 1,
                _ => return Err(Failure::Broken("a restart marker is missing")),
            }
        }
    }
}

/// Writes bits, with a zero byte after each byte of ones.
pub(super) struct BitWriter<'o> {
    out: &'o mut Vec<u8>,
    buffer: u64,
    held: u32,
}

impl<'o> BitWriter<'o> {
    /// Writes behind what is there.
    pub(super) fn behind(out: &'o mut Vec<u8>) -> Self {
        Self { out, buffer: 0, held: 0 }
    }

    /// Writes the low `count` bits of `value`, up to 32.
    #[inline]
    pub(super) fn put(&mut self, value: u32, count: u32) {
        self.buffer = (self.buffer << count) | u64::from(value) & ((1 << count) - 1);
        self.held += count;
        if self.held >= 32 {
            self.held -= 32;
            let word = (self.buffer >> self.held) as u32;
            let bytes = word.to_be_bytes();
            // A word without a byte of ones needs no stuffing.
            if (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080 == 0 {
                self.out.extend_from_slice(&bytes);
            } else {
                bytes.iter().for_each(|byte| self.push(*byte));
            }
        }
    }

    /// Writes the next `count` bits that `from` reads.
    pub(super) fn copy(&mut self, mut from: BitReader<'_>, count: u64) {
        let mut left = count;
        while left >= 32 {
            self.put(from.bits(32), 32);
            left -= 32;
        }
        if left > 0 {
            self.put(from.bits(left as u32), left as u32);
        }
    }

    /// Fills the last byte with ones.
    pub(super) fn align(&mut self) {
        let missing = (8 - self.held % 8) % 8;
        if missing > 0 {
            self.put((1 << missing) - 1, missing);
        }
        while self.held >= 8 {
            self.held -= 8;
            let byte = (self.buffer >> self.held) as u8;
            self.push(byte);
        }
    }

    /// Writes a restart marker; the number counts modulo 8.
    pub(super) fn restart(&mut self, number: u32) {
        self.align();
        self.out.extend_from_slice(&[0xFF, 0xD0 + (number % 8) as u8]);
    }

    fn push(&mut self, byte: u8) {
        self.out.push(byte);
        if byte == 0xFF {
            self.out.push(0);
        }
    }
}
