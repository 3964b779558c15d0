//! The byte scan: no removed string in any stream, inflated or not, in any
//! encoding a hiding place would use.
//!
//! Strings that the released pages still show elsewhere are not looked for:
//! the officer chose to leave them there. Strings shorter than four
//! characters occur in any data by chance. Words that are part of the syntax
//! (`First` of `/FirstChar`) and figures (`2024` of `101.2024`) are looked for in
//! strings only, those of objects and those of streams.

use std::collections::BTreeSet;

use hayro_syntax::object::{Object, Stream};
use rayon::prelude::*;
use zeroize::Zeroizing;

use super::promise::Secret;
use crate::check::{CheckName, Problem};
use crate::second_reader::census::Census;

/// Looks for the removed strings everywhere but in what the pages show.
///
/// `shown` is what some of the pages show. `more` gives the text of further pages, one at a time, and is asked only
/// when something was found that one of them may show. The numbers of the streams whose marked content may carry text
/// come back.
pub(super) fn check(
    bytes: &[u8],
    census: &Census<'_>,
    removed: &[Secret],
    shown: &str,
    more: &mut dyn FnMut() -> Option<String>,
    problems: &mut Vec<Problem>,
) -> BTreeSet<u32> {
    let mut shown = Zeroizing::new(squeeze(shown) + &squeeze(OWN_WORDS));
    let search = Search::new(removed, &shown);
    let (mut found, speaking) = search.of_file(bytes, census);
    if !found.is_empty() {
        let mut words: Vec<Zeroizing<String>> = search.words().map(|word| Zeroizing::new(squeeze(word))).collect();
        while !words.is_empty()
            && let Some(page) = more()
        {
            let page = squeeze(&page);
            words.retain(|word| !page.contains(word.as_str()));
            shown.push_str(&page);
        }
        found = Search::new(removed, &shown).of_file(bytes, census).0;
    }
    problems.extend(found.into_iter().map(|detail| Problem::of_file(CheckName::Bytes, detail)));
    speaking
}

/// What is looked for: words and figures, and those of them that are looked for in strings only.
struct Search {
    plain: Needles,
    syntax: Needles,
}

impl Search {
    fn new(removed: &[Secret], shown: &str) -> Self {
        Self { plain: Needles::new(removed, shown, false), syntax: Needles::new(removed, shown, true) }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.plain.words.iter().chain(&self.syntax.words).map(|word| word.as_str())
    }

    /// Where removed strings stand, and which streams may speak. Each stream is decoded once.
    fn of_file(&self, bytes: &[u8], census: &Census<'_>) -> (Vec<String>, BTreeSet<u32>) {
        let Self { plain: needles, syntax: in_strings } = self;
        let mut found = Vec::new();
        if needles.occur_in(bytes, MIN_BINARY) {
            found.push("a removed string stands in the file's bytes".to_owned());
        }
        let streams: Vec<(u32, &Stream<'_>)> = census
            .objects()
            .filter_map(|(number, object)| match object {
                Object::Stream(stream) => Some((number, stream)),
                _ => None,
            })
            .collect();
        let is_hit = |stream: &Stream<'_>| {
            // Samples of a picture are looked for as they stand coded in the file.
            let Ok(data) = stream.decoded_data() else { return (false, false) };
            let is_hit = if is_text(&data) {
                needles.occur_in(&data, MIN_CHARS)
                    || (!in_strings.patterns.is_empty() && in_strings.occur_in(&strings_of(&data), MIN_CHARS))
            } else {
                needles.occur_in(&data, MIN_BINARY)
            };
            (is_hit, !stream.dict().contains_key("Width") && speaks(&data))
        };
        let looked: Vec<(u32, (bool, bool))> =
            streams.par_iter().map(|(number, stream)| (*number, is_hit(stream))).collect();
        let mut objects: BTreeSet<u32> =
            looked.iter().filter(|(_, (hit, _))| *hit).map(|(number, _)| *number).collect();
        let speaking = looked.into_iter().filter(|(_, (_, speaks))| *speaks).map(|(number, _)| number).collect();
        census.each(&mut |met| {
            let hit = match met.value {
                Object::String(string) => {
                    let bytes = string.as_bytes();
                    needles.occur_in(bytes, MIN_CHARS) || in_strings.occur_in(bytes, MIN_CHARS)
                }
                Object::Name(name) => needles.occur_in(name.as_ref(), MIN_CHARS),
                _ => false,
            };
            if hit || needles.occur_in(met.key, MIN_CHARS) {
                objects.insert(met.object);
            }
        });
        found.extend(objects.into_iter().map(|object| format!("a removed string stands in object {object}")));
        (found, speaking)
    }
}

/// Removed strings in every encoding, with a table of how they begin.
struct Needles {
    /// Sorted.
    patterns: Vec<Zeroizing<Vec<u8>>>,
    /// Where the patterns that begin with a pair of bytes start; those of a pair end where those of the next start.
    beginnings: Vec<u32>,
    /// Three bytes in a row out of the patterns, for each of the two least lengths.
    grams: [Grams; 2],
    /// What the patterns stand for.
    words: Vec<Zeroizing<String>>,
}

impl Needles {
    /// Patterns for the words that are part of the syntax and for figures, or for all others.
    fn new(removed: &[Secret], shown: &str, syntax: bool) -> Self {
        let mut patterns = Vec::new();
        let mut wanted = Vec::new();
        for secret in removed {
            let whole = Zeroizing::new(secret.text().split_whitespace().collect::<Vec<_>>().join(" "));
            let words =
                secret.text().split_whitespace().map(|word| word.trim_matches(|char: char| !char.is_alphanumeric()));
            for word in words.chain([whole.as_str()]) {
                let is_long = word.chars().filter(|char| char.is_alphanumeric()).count() >= MIN_CHARS;
                if is_long && !shown.contains(squeeze(word).as_str()) && is_syntax(word) == syntax {
                    encodings(word, &mut patterns);
                    wanted.push(Zeroizing::new(word.to_owned()));
                }
            }
        }
        patterns.retain(|pattern| pattern.len() >= MIN_CHARS);
        patterns.sort_by(|a, b| a.as_slice().cmp(b.as_slice()));
        patterns.dedup();
        let mut beginnings = vec![0_u32; (1 << 16) + 1];
        for pattern in &patterns {
            beginnings[pair(pattern[0], pattern[1]) + 1] += 1;
        }
        for at in 1..beginnings.len() {
            beginnings[at] += beginnings[at - 1];
        }
        let grams = [MIN_CHARS, MIN_BINARY].map(|min| Grams::new(&patterns, min));
        Self { patterns, beginnings, grams, words: wanted }
    }

    /// Whether a pattern of at least `min` bytes, one of the two least lengths, stands in `data`.
    fn occur_in(&self, data: &[u8], min: usize) -> bool {
        let grams = &self.grams[usize::from(min >= MIN_BINARY)];
        !self.patterns.is_empty()
            && grams.candidates(data).any(|at| {
                let starts = (0..grams.step).filter_map(|back| at.checked_sub(back));
                starts.into_iter().any(|start| self.stands_at(data.get(start..).unwrap_or_default(), grams.least))
            })
    }

    /// Whether data begin with a pattern of at least `min` bytes.
    fn stands_at(&self, data: &[u8], min: usize) -> bool {
        let &[a, b, c, ..] = data else { return false };
        let first = pair(a, b);
        let (from, to) = (self.beginnings[first] as usize, self.beginnings[first + 1] as usize);
        from < to
            && self.patterns[from..to]
                .iter()
                .any(|pattern| pattern[2] == c && pattern.len() >= min && data.starts_with(pattern))
    }
}

/// A sieve: of each pattern of at least so many bytes, all three bytes in a row that a look at every so many bytes of
/// data would meet. Most data is passed over a few bytes at a time.
struct Grams {
    least: usize,
    step: usize,
    /// A bit for each hash.
    bits: Vec<u64>,
}

impl Grams {
    fn new(patterns: &[Zeroizing<Vec<u8>>], least: usize) -> Self {
        let step = least - 2;
        let mut bits = vec![0_u64; 1 << 11];
        for pattern in patterns.iter().filter(|pattern| pattern.len() >= least) {
            for gram in pattern.windows(3).take(step) {
                let (word, bit) = Self::place(gram[0], gram[1], gram[2]);
                bits[word] |= bit;
            }
        }
        Self { least, step, bits }
    }

    /// The places looked at where one of the patterns may stand.
    fn candidates<'d>(&'d self, data: &'d [u8]) -> impl Iterator<Item = usize> + 'd {
        let is_known = |gram: &[u8]| {
            let (word, bit) = Self::place(gram[0], gram[1], gram[2]);
            self.bits[word] & bit != 0
        };
        let looked_at = data.windows(3).step_by(self.step).enumerate();
        looked_at.filter(move |(_, gram)| is_known(gram)).map(|(at, _)| at * self.step)
    }

    fn place(a: u8, b: u8, c: u8) -> (usize, u64) {
        let hash = u32::from_be_bytes([0, a, b, c]).wrapping_mul(0x9E37_79B1) >> 15;
        ((hash >> 6) as usize, 1 << (hash & 63))
    }
}

/// Whether content holds `DP`, or `BDC` behind anything but a dictionary with an identifier alone.
fn speaks(content: &[u8]) -> bool {
    // Drawings have no such letter.
    content.contains(&b'D')
        && content.windows(3).enumerate().any(|(at, window)| match window {
            b"BDC" => !content.get(..at).is_some_and(ends_with_identifier),
            [_, b'D', b'P'] => true,
            _ => false,
        })
}

fn ends_with_identifier(content: &[u8]) -> bool {
    let Some(inside) = content.trim_ascii_end().strip_suffix(b">>") else { return false };
    let digits = inside.trim_ascii_end().iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let before = &inside.trim_ascii_end()[..inside.trim_ascii_end().len() - digits];
    let start = before.trim_ascii_end().strip_suffix(b"/MCID").map(<[u8]>::trim_ascii_end);
    digits > 0 && start.is_some_and(|start| start.ends_with(b"<<"))
}

/// Whether data is mostly letters, digits and signs, not samples or code.
fn is_text(data: &[u8]) -> bool {
    let printed = data.iter().filter(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')).count();
    printed.saturating_mul(10) >= data.len().saturating_mul(9)
}

/// What stands in the strings of a stream (ISO 32000-2, 7.3.4): literal ones without their escapes, hexadecimal
/// ones decoded, each followed by a zero byte.
fn strings_of(data: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut strings = Zeroizing::new(Vec::new());
    let mut rest = data;
    while let [first, tail @ ..] = rest {
        rest = match first {
            b'(' => literal(tail, &mut strings),
            b'<' => hexadecimal(tail, &mut strings),
            _ => tail,
        };
    }
    strings
}

/// Takes a literal string up to its closing parenthesis; what follows it.
fn literal<'d>(mut data: &'d [u8], strings: &mut Vec<u8>) -> &'d [u8] {
    let mut depth = 1_usize;
    while let [first, tail @ ..] = data {
        data = tail;
        match first {
            b'(' => depth = depth.saturating_add(1),
            b')' if depth == 1 => break,
            b')' => depth -= 1,
            b'\\' => {
                if let [escaped, after @ ..] = tail {
                    strings.push(*escaped);
                    data = after;
                }
                continue;
            }
            _ => {}
        }
        strings.push(*first);
    }
    strings.push(0);
    data
}

/// Takes a hexadecimal string up to its closing bracket; what follows it.
fn hexadecimal<'d>(data: &'d [u8], strings: &mut Vec<u8>) -> &'d [u8] {
    let end = data.iter().position(|byte| !byte.is_ascii_hexdigit() && !byte.is_ascii_whitespace());
    let (digits, after) = data.split_at(end.unwrap_or(data.len()));
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    strings.extend(digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)));
    strings.push(0);
    after
}

/// Whether a word is part of what every file is made of, read forwards or backwards (`Date` stands backwards in
/// `Metadata`), or a figure.
fn is_syntax(word: &str) -> bool {
    if word.chars().all(|char| char.is_ascii_digit() || !char.is_alphanumeric()) {
        return true;
    }
    let forwards = Zeroizing::new(squeeze(word));
    let backwards = Zeroizing::new(forwards.chars().rev().collect::<String>());
    [forwards, backwards].iter().any(|word| {
        let in_key = |key: &&[u8]| squeeze(&String::from_utf8_lossy(key)).contains(word.as_str());
        super::keys::KEYS.iter().any(in_key) || SYNTAX.contains(word.as_str())
    })
}

/// Letters and digits only, in lower case: what a reader would call the same text.
fn squeeze(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

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

/// What the engine itself writes into alternative texts and metadata.
const OWN_WORDS: &str = "withheld: section regulation exception application/pdf candour \
    released document dogfen a ryddhawyd link to page link whose address is left out \
    picture of page its text is not available in this copy \
    the length of a box is not the length of what was withheld";

/// Names and keywords of files, character maps and metadata packets.
const SYNTAX: &str = "endstream endobj startxref trailer catalog pages xobject image form truetype cidfonttype0c \
    cidfonttype2 type1c opentype flatedecode dctdecode ccittfaxdecode jpxdecode devicergb devicegray devicecmyk \
    calrgb calgray iccbased indexed separation devicen pattern shading identity adobe winansiencoding \
    macromanencoding standardencoding structelem structtreeroot document part section span table figure artifact \
    caption list item label body link annot title format language producer description begincmap endcmap \
    begincodespacerange endcodespacerange beginbfchar endbfchar beginbfrange endbfrange findresource procset \
    cidinit defineresource currentdict cmapname usecmap dict begin xmpmeta xpacket syntax elements normal multiply \
    screen overlay darken lighten exclusion saturation difference softlight hardlight colordodge colorburn compatible \
    identityh identityv luminosity alpha transparency isolated knockout helvetica times courier symbol \
    zapfdingbats bold oblique italic roman true false null xmlns rdf:about http://www.w3.org/1999/02/22-rdf-syntax-ns \
    http://purl.org/dc/elements http://ns.adobe.com/pdf/1.3 http://www.aiim.org/pdfua/ns/id adobe:ns:meta x-default";

/// Shorter patterns occur in compressed data and samples by chance.
const MIN_BINARY: usize = 6;
/// Shorter strings are not looked for.
const MIN_CHARS: usize = 4;

#[cfg(test)]
mod tests {
    use super::{MIN_CHARS, Needles, Secret, strings_of};

    fn needles(shown: &str) -> Needles {
        Needles::new(&[Secret::new("Mr Zebulon Quartz".to_owned())], &super::squeeze(shown), false)
    }

    #[test]
    fn each_encoding_of_a_removed_word_is_found() {
        let needles = needles("");
        for data in [
            &b"xxZebulonxx"[..],
            b"ZEBULON",
            b"nolubeZ",
            b"\0Z\0e\0b\0u\0l\0o\0n",
            b"Z\0e\0b\0u\0l\0o\0n\0",
            b"<5a6562756c6f6e>",
            b"<005A006500620075006C006F006E>",
            b"IFplYnVsb24gUXVhcnR6", // " Zebulon Quartz"
        ] {
            assert!(needles.occur_in(data, 4), "{}", String::from_utf8_lossy(data));
        }
        assert!(!needles.occur_in(b"Zebra Quarry Mr", 4));
    }

    #[test]
    fn words_of_the_syntax_are_looked_for_in_strings_only() {
        let removed = [Secret::new("First Zebulon".to_owned())];
        assert!(!Needles::new(&removed, "", false).occur_in(b"/FirstChar 32", 4));
        assert!(Needles::new(&removed, "", true).occur_in(b"the First one", 4));
        assert!(!Needles::new(&removed, "", true).occur_in(b"Zebulon", 4));
    }

    #[test]
    fn a_word_that_the_syntax_holds_backwards_is_no_find_there() {
        let removed = [Secret::new("Date Gola".to_owned())];
        assert!(!Needles::new(&removed, "", false).occur_in(b"/Type /Catalog /Metadata", 4));
        assert!(Needles::new(&removed, "", true).occur_in(b"(a Date)", 4));
    }

    #[test]
    fn words_that_the_pages_still_show_are_not_looked_for() {
        assert!(!needles("by zebu-lon, and quartz").occur_in(b"Zebulon", 4));
    }

    #[test]
    fn a_figure_is_looked_for_in_strings_and_not_in_coordinates() {
        let secrets = [Secret::new("the spring of 2024".to_owned())];
        let needles = Needles::new(&secrets, "", true);
        let found = |stream: &[u8]| needles.occur_in(&strings_of(stream), MIN_CHARS);
        assert!(!found(b"1 0 0 1 101.2024 786 cm (x) Tj"));
        assert!(found(b"1 0 0 1 101 786 cm (in 2024) Tj"));
        assert!(found(b"BT <32303234> Tj ET"));
        assert!(found(b"(a \\(2024\\) b) Tj"));
    }

    #[test]
    fn strings_that_never_close_end_with_the_data() {
        for stream in [&b"(abc"[..], b"<41", b"(a\\", b"((a)", b"<"] {
            assert!(strings_of(stream).len() <= stream.len() + 2);
        }
    }
}
