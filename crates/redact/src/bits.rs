//! How much the width of a gap tells about the word that stood there.
//!
//! An observer who knows the font measures the gap and strikes out every name
//! that would not have fitted. What is left over is counted here in bits, over
//! a list of made-up surnames whose lengths and letters are distributed as
//! those of real ones: of 11.7 bits that a list of 3,400 names holds, an exact
//! gap in a serif face at 11 points gives away 7.4, in a humanist sans 10.8.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::geom::Rect;
use crate::level::Level;
use crate::model::PageModel;

/// The estimates made on one page, so that marks on text of one size and face are reckoned once.
#[derive(Debug, Default)]
pub(crate) struct Estimates(BTreeMap<(Option<u32>, u64), f64>);

impl Estimates {
    /// Bits that the layout tells about what a mark removed.
    ///
    /// None at levels that hide the size. Otherwise by the face and size of the
    /// removed glyphs, from the advances that the page shows of that face; over a
    /// picture by the height of the mark and the size of the picture's samples, if
    /// the mark is about as high as a line of text.
    pub(crate) fn of_mark(
        &mut self,
        model: &PageModel,
        rect: Rect,
        level: Level,
        glyphs: &[usize],
        cuts_picture: bool,
    ) -> f64 {
        if level.hides_size() {
            return 0.0;
        }
        let mut removed = glyphs.iter().filter_map(|index| model.glyphs.get(*index));
        let Some(glyph) = removed.find(|glyph| !glyph.is_blank() && !glyph.is_invisible()) else {
            if !cuts_picture || rect.height() >= TALLEST_LINE {
                return 0.0;
            }
            let size = rect.height() * 0.8;
            return *self.0.entry((None, size.to_bits())).or_insert_with(|| of_width(&|_| None, size, SCAN_SAMPLE));
        };
        // Advances are reckoned in units of text space.
        let size = glyph.up().hypot();
        *self.0.entry((Some(glyph.font), size.to_bits())).or_insert_with(|| {
            let shown = advances(model, glyph.font);
            of_width(&|letter| shown.get(letter as usize).copied().flatten(), size, RESOLUTION)
        })
    }
}

/// The advances of ASCII letters that the page shows in a font, by code point.
fn advances(model: &PageModel, font: u32) -> [Option<f64>; 128] {
    let mut advances = [None; 128];
    for glyph in model.glyphs.iter().filter(|glyph| glyph.font == font) {
        if let Some([letter]) = glyph.shape.text.as_deref().map(str::as_bytes)
            && let Some(slot) = advances.get_mut(usize::from(*letter))
            && slot.is_none()
        {
            *slot = Some(glyph.shape.advance.x);
        }
    }
    advances
}

/// Bits that a gap measured to `resolution` (in points) tells about a surname
/// set at `size` points in a font with these advances (in em).
///
/// Letters that `advance` does not know count with the width they have in a
/// common serif face, so that a subset font gives an estimate too.
pub(crate) fn of_width(advance: &dyn Fn(char) -> Option<f64>, size: f64, resolution: f64) -> f64 {
    if !(size > 0.0 && resolution > 0.0) {
        return 0.0;
    }
    let mut advances = [0.0; 128];
    for (letter, slot) in ('\0'..='\x7f').zip(&mut advances) {
        *slot = if letter.is_ascii_alphabetic() {
            advance(letter).unwrap_or_else(|| common_advance(letter))
        } else {
            common_advance(letter)
        };
    }
    let mut classes: Vec<i64> = names()
        .iter()
        .map(|name| {
            let width: f64 =
                name.iter().take_while(|letter| **letter != 0).map(|letter| advances[usize::from(letter & 127)]).sum();
            #[expect(clippy::cast_possible_truncation, reason = "saturates; a name is not that wide")]
            let class = (width * size / resolution).round() as i64;
            class
        })
        .collect();
    let (least, most) =
        classes.iter().fold((i64::MAX, i64::MIN), |(low, high), class| (low.min(*class), high.max(*class)));
    let range = usize::try_from(most.saturating_sub(least)).unwrap_or(usize::MAX);
    let sizes: Vec<u32> = if range < MAX_COUNTED {
        let mut sizes = vec![0_u32; range + 1];
        classes.iter().for_each(|class| sizes[usize::try_from(class - least).unwrap_or(0)] += 1);
        sizes.retain(|size| *size > 0);
        sizes
    } else {
        classes.sort_unstable();
        classes.chunk_by(|a, b| a == b).map(|class| u32::try_from(class.len()).unwrap_or(u32::MAX)).collect()
    };
    entropy(sizes.into_iter())
}

/// Bits of a partition of equally likely names into classes of these sizes.
fn entropy(sizes: impl Iterator<Item = u32> + Clone) -> f64 {
    let total: f64 = sizes.clone().map(f64::from).sum();
    let unresolved: f64 = sizes.map(f64::from).map(|size| size * size.log2()).sum();
    if total > 0.0 { (total.log2() - unresolved / total).max(0.0) } else { 0.0 }
}

/// Made-up surnames, the same on every run: up to sixteen letters each, zeros behind them.
fn names() -> &'static [[u8; NAME]] {
    static NAMES: OnceLock<Vec<[u8; NAME]>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut random = Random(20_261_122);
        let mut wanted = LENGTHS;
        let mut found = HashSet::<u128, BuildHasherDefault<Mixed>>::default();
        let mut names = Vec::new();
        let mut missing: u32 = LENGTHS.iter().sum();
        for _ in 0..MAX_TRIES {
            if missing == 0 {
                break;
            }
            let (mut name, mut length) = ([0; NAME], 0);
            let mut push = |part: &str| {
                for letter in part.bytes() {
                    if let Some(slot) = name.get_mut(length) {
                        *slot = letter;
                    }
                    length += 1;
                }
            };
            for _ in 0..=random.below(3) {
                for part in [BEGINNINGS, VOWELS, ENDINGS] {
                    push(random.choice(part));
                }
            }
            push(random.choice(SUFFIXES));
            name[0].make_ascii_uppercase();
            if let Some(left) = wanted.get_mut(length)
                && *left > 0
                && found.insert(u128::from_le_bytes(name))
            {
                names.push(name);
                *left -= 1;
                missing -= 1;
            }
        }
        names
    })
}

/// Puts names in their places by their letters.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let part = part.iter().rev().fold(0, |part, byte| part << 8 | u64::from(*byte));
            self.0 = (self.0.rotate_left(23) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }
}

/// A linear congruential generator: the list has to be the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn choice<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        choices.get(self.below(choices.len())).copied().unwrap_or_default()
    }
}

/// Advance of a letter in a common serif face, in em.
fn common_advance(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 't' => 0.278,
        'f' | 'r' | 'I' => 0.333,
        's' | 'J' => 0.389,
        'a' | 'c' | 'e' | 'z' => 0.444,
        'F' | 'P' | 'S' => 0.556,
        'E' | 'L' | 'T' | 'Z' => 0.611,
        'B' | 'C' | 'R' => 0.667,
        'w' | 'A' | 'D' | 'G' | 'H' | 'K' | 'N' | 'O' | 'Q' | 'U' | 'V' | 'X' | 'Y' => 0.722,
        'm' => 0.778,
        'M' => 0.889,
        'W' => 0.944,
        _ => 0.5,
    }
}

/// Positions in a file are exact to about this many points.
const RESOLUTION: f64 = 0.01;
/// Width of a sample of a scan at 300 dpi, in points: the usual case.
const SCAN_SAMPLE: f64 = 0.24;
/// Marks on pictures that are higher than this do not cover a line of text.
const TALLEST_LINE: f64 = 40.0;

/// Classes within this range are counted, not sorted.
const MAX_COUNTED: usize = 1 << 16;

/// How many names of each length, index by number of letters.
const LENGTHS: [u32; 12] = [0, 0, 0, 68, 272, 680, 884, 680, 442, 204, 102, 68];
/// Longer names are not made.
const NAME: usize = 16;
/// Enough to fill the list; a bound all the same.
const MAX_TRIES: usize = 40_000;

const BEGINNINGS: &[&str] = &[
    "b", "br", "ch", "d", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "sh", "st", "t", "th", "v", "w",
    "z", "",
];
const VOWELS: &[&str] = &["a", "a", "e", "e", "i", "o", "u", "ea", "ee"];
const ENDINGS: &[&str] = &["n", "r", "l", "s", "t", "m", "ck", "ll", "nd", "rt", "d", "y", "", ""];
const SUFFIXES: &[&str] = &["son", "ton", "ham", "ley", "er", "s", "an", "", "", "", "", ""];

#[cfg(test)]
mod tests {
    use skrifa::instance::{LocationRef, Size};
    use skrifa::{FontRef, MetadataProvider};

    use super::{names, of_width};

    #[test]
    fn the_list_is_full_and_its_letters_vary() {
        assert_eq!(names().len(), 3400);
        assert!(names().iter().any(|name| name.starts_with(b"Z")));
    }

    #[test]
    fn letters_of_one_width_tell_the_length_and_no_more() {
        let bits = of_width(&|_| Some(0.6), 11.0, 0.01);
        assert!((2.5..3.1).contains(&bits), "{bits}");
        assert_eq!(of_width(&|_| Some(0.6), 0.0, 0.01), 0.0);
    }

    /// Measured over 3,433 real surnames at 11 points: 7.37, 10.82 and 7.65 bits.
    #[test]
    fn estimates_for_common_faces_are_within_half_a_bit_of_the_measured() {
        for (path, measured) in [
            ("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf", 7.37),
            ("/usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf", 10.82),
            ("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf", 7.65),
        ] {
            #[expect(clippy::disallowed_methods, reason = "an installed font, read by the test alone")]
            let Ok(data) = std::fs::read(path) else {
                eprintln!("SKIPPED: {path} is not installed");
                continue;
            };
            let font = FontRef::new(&data).unwrap();
            let (charmap, metrics) = (font.charmap(), font.glyph_metrics(Size::new(1.0), LocationRef::default()));
            let advance = |letter: char| metrics.advance_width(charmap.map(letter)?).map(f64::from);
            let bits = of_width(&advance, 11.0, 0.01);
            assert!((bits - measured).abs() < 0.5, "{path}: {bits}");
        }
    }
}
