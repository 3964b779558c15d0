//! Removed strings in every encoding, and how they are found in data fast.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::{MIN_BINARY, MIN_CHARS, Words};
use crate::verify::promise::Secret;

/// Removed strings in every encoding, with a table of how they begin.
pub(super) struct Needles {
    /// Sorted, each with the number of what it stands for.
    pub(super) patterns: Vec<(Zeroizing<Vec<u8>>, u32)>,
    /// Where the patterns that begin with a pair of bytes start; those of a pair end where those of the next start.
    beginnings: Vec<u32>,
    /// Three bytes in a row out of the patterns, for each of the two least lengths.
    grams: [Grams; 2],
}

impl Needles {
    /// Patterns for the words that are part of the syntax and for figures, or for all others; `words` takes in what they
    /// stand for.
    pub(super) fn new(removed: &[Secret], shown: &str, syntax: bool, words: &mut Vec<Zeroizing<String>>) -> Self {
        let mut patterns: Vec<(Zeroizing<Vec<u8>>, u32)> = Vec::new();
        let whole = |secret: &Secret| Zeroizing::new(secret.text().split_whitespace().collect::<Vec<_>>().join(" "));
        let wholes: Vec<Zeroizing<String>> = removed.iter().map(whole).collect();
        let parts = removed.iter().flat_map(|secret| secret.text().split_whitespace());
        let parts = parts.map(|word| word.trim_matches(|char: char| !char.is_alphanumeric()));
        let all: BTreeSet<&str> = parts.chain(wholes.iter().map(|whole| whole.as_str())).collect();
        for word in all {
            let is_long = word.chars().filter(|char| char.is_alphanumeric()).count() >= MIN_CHARS;
            let squeezed = Zeroizing::new(super::squeeze(word));
            if is_long && !shown.contains(squeezed.as_str()) && super::is_syntax(word) == syntax {
                let number = u32::try_from(words.len()).unwrap_or(u32::MAX);
                let mut encoded = Vec::new();
                encodings(word, &mut encoded);
                patterns.extend(encoded.into_iter().map(|pattern| (pattern, number)));
                words.push(squeezed);
            }
        }
        patterns.retain(|(pattern, _)| pattern.len() >= MIN_CHARS);
        patterns.sort_by(|a, b| a.0.as_slice().cmp(b.0.as_slice()).then(a.1.cmp(&b.1)));
        patterns.dedup();
        let mut beginnings = vec![0_u32; (1 << 16) + 1];
        for (pattern, _) in &patterns {
            beginnings[pair(pattern[0], pattern[1]) + 1] += 1;
        }
        for at in 1..beginnings.len() {
            beginnings[at] += beginnings[at - 1];
        }
        let grams = [MIN_CHARS, MIN_BINARY].map(|min| Grams::new(&patterns, min));
        Self { patterns, beginnings, grams }
    }

    /// Notes the words of which a pattern of at least `min` bytes, one of the two least lengths, stands in `data`.
    pub(super) fn find_in(&self, data: &[u8], min: usize, words: &mut Words) {
        if self.patterns.is_empty() {
            return;
        }
        let grams = &self.grams[usize::from(min >= MIN_BINARY)];
        grams.each_candidate(data, &mut |at| {
            for start in (0..grams.step).filter_map(|back| at.checked_sub(back)) {
                self.find_at(data.get(start..).unwrap_or_default(), grams.least, words);
            }
        });
    }

    /// Notes the words of which a pattern of at least `min` bytes begins the data.
    fn find_at(&self, data: &[u8], min: usize, words: &mut Words) {
        let &[a, b, c, ..] = data else { return };
        let first = pair(a, b);
        let (from, to) = (self.beginnings[first] as usize, self.beginnings[first + 1] as usize);
        for (pattern, word) in &self.patterns[from..to] {
            if pattern[2] == c && pattern.len() >= min && data.starts_with(pattern) {
                words.insert(*word);
            }
        }
    }
}

/// A sieve: of each pattern of at least so many bytes, all three bytes in a row that a look at every so many bytes of
/// data would meet. Most data is passed over a few bytes at a time.
struct Grams {
    least: usize,
    step: usize,
    /// A bit for each hash.
    bits: Box<[u64; PLACES]>,
}

impl Grams {
    fn new(patterns: &[(Zeroizing<Vec<u8>>, u32)], least: usize) -> Self {
        let step = least - 2;
        let mut bits = Box::new([0_u64; PLACES]);
        for (pattern, _) in patterns.iter().filter(|(pattern, _)| pattern.len() >= least) {
            for gram in pattern.windows(3).take(step) {
                let (place, bit) = Self::place(word(gram));
                bits[place] |= bit;
            }
        }
        Self { least, step, bits }
    }

    /// Calls `found` with the places looked at where one of the patterns may stand.
    fn each_candidate(&self, data: &[u8], found: &mut dyn FnMut(usize)) {
        let mut at = 0;
        if self.step == 2 {
            while let Some(part) = data.get(at..).and_then(<[u8]>::first_chunk::<8>) {
                let word = u64::from_le_bytes(*part);
                for offset in [0, 2, 4] {
                    if self.holds(word >> (8 * offset)) {
                        found(at + offset);
                    }
                }
                at += 6;
            }
        } else if self.step == 4 {
            while let Some(part) = data.get(at..).and_then(<[u8]>::first_chunk::<4>) {
                if self.holds(u64::from(u32::from_le_bytes(*part))) {
                    found(at);
                }
                at += 4;
            }
        }
        for (offset, gram) in data.get(at..).unwrap_or_default().windows(3).enumerate().step_by(self.step) {
            if self.holds(word(gram)) {
                found(at + offset);
            }
        }
    }

    /// Whether the lowest three bytes of a word may begin a look at a pattern.
    #[inline]
    fn holds(&self, word: u64) -> bool {
        let (word, bit) = Self::place(word);
        self.bits[word] & bit != 0
    }

    #[inline]
    fn place(word: u64) -> (usize, u64) {
        #[expect(clippy::cast_possible_truncation, reason = "three bytes are meant")]
        let hash = (word as u32 & 0x00FF_FFFF).wrapping_mul(0x9E37_79B1) >> 15;
        ((hash >> 6) as usize % PLACES, 1 << (hash & 63))
    }
}

/// At most eight bytes, the first of them lowest.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Words of a sieve.
const PLACES: usize = 1 << 11;

/// The byte forms a string may hide in, forwards and backwards.
fn encodings(word: &str, patterns: &mut Vec<Zeroizing<Vec<u8>>>) {
    let backwards = Zeroizing::new(word.chars().rev().collect::<String>());
    for text in [word, backwards.as_str()] {
        let latin: Vec<u8> = text.chars().map(|char| u8::try_from(u32::from(char)).unwrap_or(b'?')).collect();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let wide_little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hex = |bytes: &[u8]| crate::report::to_hex(bytes).into_bytes();
        for bytes in [hex(&latin), hex(&wide)] {
            patterns.push(Zeroizing::new(bytes.to_ascii_uppercase()));
            patterns.push(Zeroizing::new(bytes));
        }
        patterns.extend(base64_cores(text.as_bytes()).into_iter().map(Zeroizing::new));
        let plain = [text.as_bytes().to_vec(), latin.to_ascii_lowercase(), latin.to_ascii_uppercase(), latin];
        patterns.extend(plain.into_iter().chain([wide, wide_little]).map(Zeroizing::new));
    }
}

/// What stands for `bytes` in base64 at each of the three alignments, without
/// the characters that depend on the neighbours.
fn base64_cores(bytes: &[u8]) -> Vec<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..3)
        .filter_map(|shift| {
            let whole = bytes.get((3 - shift) % 3..)?;
            let core: Vec<u8> = whole
                .chunks_exact(3)
                .flat_map(|triple| {
                    let bits = u32::from(triple[0]) << 16 | u32::from(triple[1]) << 8 | u32::from(triple[2]);
                    [18, 12, 6, 0].map(|place| ALPHABET[(bits >> place) as usize & 63])
                })
                .collect();
            // A shorter core would be found anywhere by chance.
            (core.len() >= 8).then_some(core)
        })
        .collect()
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}
