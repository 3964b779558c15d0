//! The byte scan: no removed string in any stream, inflated or not, in any
//! encoding a hiding place would use.
//!
//! Strings that the released pages still show elsewhere are not looked for:
//! the officer chose to leave them there. Strings shorter than four
//! characters occur in any data by chance. Words that are part of the syntax
//! (`First` of `/FirstChar`) and figures (`2024` of `101.2024`) are looked for in
//! strings only, those of objects and those of streams.

use std::collections::{BTreeMap, BTreeSet};

use hayro_syntax::object::{Object, Stream};
use rayon::prelude::*;
use zeroize::Zeroizing;

mod needles;

use needles::Needles;

use super::promise::Secret;
use crate::check::{CheckName, Problem};
use crate::second_reader::census::Census;
use crate::second_reader::data;

/// Looks for the removed strings everywhere but in what the pages show.
///
/// `shown` is what some of the pages show. `more` gives the text of further pages, those first whose content is one of
/// the streams it is told, and is asked only when something was found that one of them may show. The numbers of the
/// streams whose marked content may carry text come back.
pub(super) fn check(
    bytes: &[u8],
    census: &Census<'_>,
    removed: &[Secret],
    shown: &str,
    more: &mut dyn FnMut(&BTreeSet<u32>) -> Option<String>,
    problems: &mut Vec<Problem>,
) -> BTreeSet<u32> {
    let shown = Zeroizing::new(squeeze(shown) + &squeeze(OWN_WORDS));
    let search = Search::new(removed, &shown);
    let mut found = search.of_file(bytes, census);
    while let Some(streams) = found.where_to_look()
        && let Some(page) = more(&streams)
    {
        let page = Zeroizing::new(squeeze(&page));
        found.forget(|word| page.contains(search.word(word)));
    }
    problems.extend(found.problems().into_iter().map(|detail| Problem::of_file(CheckName::Bytes, detail)));
    found.speaking
}

/// Some of the words that are looked for, by number.
type Words = BTreeSet<u32>;

/// Where removed strings stand.
#[derive(Default)]
struct Found {
    in_file: Words,
    /// Words by the object that they stand in.
    in_objects: BTreeMap<u32, Words>,
    /// Streams that may be the content of a page and were not asked for yet.
    unread: BTreeSet<u32>,
    /// Streams whose marked content may carry text.
    speaking: BTreeSet<u32>,
}

impl Found {
    /// Streams that hold all the words that were found in any; none if nothing was found.
    fn where_to_look(&mut self) -> Option<BTreeSet<u32>> {
        let wanted: Words = self.in_objects.values().flatten().chain(&self.in_file).copied().collect();
        let (mut left, mut streams) = (wanted.clone(), BTreeSet::new());
        for (number, words) in self.in_objects.iter().filter(|(number, _)| self.unread.contains(number)) {
            if left.intersection(words).next().is_some() {
                left.retain(|word| !words.contains(word));
                streams.insert(*number);
            }
        }
        self.unread.retain(|number| !streams.contains(number));
        (!wanted.is_empty()).then_some(streams)
    }

    /// Leaves out words that the pages show.
    fn forget(&mut self, is_shown: impl Fn(u32) -> bool) {
        let all: Words = self.in_objects.values().flatten().chain(&self.in_file).copied().collect();
        let shown: Words = all.into_iter().filter(|word| is_shown(*word)).collect();
        self.in_file.retain(|word| !shown.contains(word));
        for words in self.in_objects.values_mut() {
            words.retain(|word| !shown.contains(word));
        }
        self.in_objects.retain(|_, words| !words.is_empty());
    }

    fn problems(&self) -> Vec<String> {
        let in_file = (!self.in_file.is_empty()).then(|| "a removed string stands in the file's bytes".to_owned());
        let in_object = |object: &u32| format!("a removed string stands in object {object}");
        in_file.into_iter().chain(self.in_objects.keys().map(in_object)).collect()
    }
}

/// What is looked for: words and figures, and those of them that are looked for in strings only.
struct Search {
    plain: Needles,
    syntax: Needles,
    /// What is looked for, with nothing but letters and digits.
    words: Vec<Zeroizing<String>>,
}

impl Search {
    fn new(removed: &[Secret], shown: &str) -> Self {
        let mut words = Vec::new();
        let plain = Needles::new(removed, shown, false, &mut words);
        Self { plain, syntax: Needles::new(removed, shown, true, &mut words), words }
    }

    fn word(&self, number: u32) -> &str {
        let word = usize::try_from(number).ok().and_then(|number| self.words.get(number));
        word.map_or("", |word| word.as_str())
    }

    /// Where removed strings stand, and which streams may speak. Each stream is decoded once.
    fn of_file(&self, bytes: &[u8], census: &Census<'_>) -> Found {
        let Self { plain: needles, syntax: in_strings, .. } = self;
        let mut found = Found::default();
        needles.find_in(bytes, MIN_BINARY, &mut found.in_file);
        let streams: Vec<(u32, &Stream<'_>)> = census
            .objects()
            .filter_map(|(number, object)| match object {
                Object::Stream(stream) => Some((number, stream)),
                _ => None,
            })
            .collect();
        let look = |stream: &Stream<'_>, data: &[u8]| {
            let mut words = Words::new();
            if is_text(data) {
                needles.find_in(data, MIN_CHARS, &mut words);
                if !in_strings.patterns.is_empty() {
                    in_strings.find_in(&strings_of(data), MIN_CHARS, &mut words);
                }
            } else {
                needles.find_in(data, MIN_BINARY, &mut words);
            }
            (words, !stream.dict().contains_key("Width") && speaks(data))
        };
        let parts = rayon::current_num_threads().saturating_mul(PARTS_PER_THREAD);
        let looked: Vec<(u32, (Words, bool))> = streams
            .par_chunks(streams.len().div_ceil(parts).max(1))
            .flat_map_iter(|part| {
                let mut room = data::Room::default();
                // Samples of a picture are looked for as they stand coded in the file.
                let look = |(number, stream): &(u32, &Stream<'_>)| {
                    Some((*number, data::with(stream, &mut room, |data| look(stream, data))?))
                };
                part.iter().filter_map(look).collect::<Vec<_>>()
            })
            .collect();
        for (number, (words, speaks)) in looked {
            if speaks {
                found.speaking.insert(number);
            }
            if !words.is_empty() {
                found.unread.insert(number);
                found.in_objects.insert(number, words);
            }
        }
        census.each(&mut |met| {
            let mut words = Words::new();
            match met.value {
                Object::String(string) => {
                    let bytes = string.as_bytes();
                    needles.find_in(bytes, MIN_CHARS, &mut words);
                    in_strings.find_in(bytes, MIN_CHARS, &mut words);
                }
                Object::Name(name) => needles.find_in(name.as_ref(), MIN_CHARS, &mut words),
                _ => {}
            }
            needles.find_in(met.key, MIN_CHARS, &mut words);
            if !words.is_empty() {
                found.in_objects.entry(met.object).or_default().append(&mut words);
            }
        });
        found
    }
}

/// Whether content holds `DP`, or `BDC` behind anything but a dictionary with an identifier alone.
fn speaks(content: &[u8]) -> bool {
    places(content, b'D').any(|at| match (at.checked_sub(1).and_then(|at| content.get(at)), content.get(at + 1)) {
        (Some(b'B'), Some(b'C')) => !content.get(..at - 1).is_some_and(ends_with_identifier),
        (Some(_), Some(b'P')) => true,
        _ => false,
    })
}

/// Where a byte stands that is rare.
fn places(data: &[u8], wanted: u8) -> impl Iterator<Item = usize> + '_ {
    let parts = data.chunks(PART).enumerate().filter(move |(_, part)| part.contains(&wanted));
    parts.flat_map(move |(number, part)| {
        let is_wanted = move |(at, byte): (usize, &u8)| (*byte == wanted).then_some(number * PART + at);
        part.iter().enumerate().filter_map(is_wanted)
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
    // Counted in bytes, a part at a time, sixteen of them at once.
    let count = |part: &[u8]| {
        part.iter().fold(0_u8, |count, byte| count + u8::from(matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~')))
    };
    let printed: usize = data.chunks(PART).map(|part| usize::from(count(part))).sum();
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
    if text.is_ascii() {
        // Most text is, and of all pages together there is a lot.
        let bytes = text.bytes().filter(u8::is_ascii_alphanumeric);
        return bytes.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What the engine itself writes into alternative texts and metadata.
const OWN_WORDS: &str = "withheld: section regulation exception application/pdf candour \
    released document dogfen a ryddhawyd link to page link whose address is left out \
    picture of page its text is not available in this copy \
    the length of a box is not the length of what was withheld";

/// Names and keywords of files, character maps and metadata packets, and names of the fonts that most machines have, some of
/// which are also called like people.
const SYNTAX: &str = "endstream endobj startxref trailer catalog pages xobject image form truetype cidfonttype0c \
    cidfonttype2 type1c opentype flatedecode dctdecode ccittfaxdecode jpxdecode devicergb devicegray devicecmyk \
    calrgb calgray iccbased indexed separation devicen pattern shading identity adobe winansiencoding \
    macromanencoding standardencoding structelem structtreeroot document part section span table figure artifact \
    caption list item label body link annot title format language producer description begincmap endcmap \
    begincodespacerange endcodespacerange beginbfchar endbfchar beginbfrange endbfrange findresource procset \
    cidinit defineresource currentdict cmapname usecmap dict begin xmpmeta xpacket syntax elements normal multiply \
    screen overlay darken lighten exclusion saturation difference softlight hardlight colordodge colorburn compatible \
    identityh identityv luminosity alpha transparency isolated knockout helvetica times courier symbol \
    zapfdingbats arial verdana georgia tahoma trebuchet calibri cambria candara consolas constantia corbel garamond palatino \
    linotype bookman centurygothic centuryschoolbook lucida lucidasans lucidaconsole franklingothic gillsans rockwell segoe \
    baskerville bodoni optima futura univers frutiger liberation dejavu noto roboto opensans carlito caladea aptos \
    narrow demi light medium bold oblique italic roman true false null xmlns rdf:about http://www.w3.org/1999/02/22-rdf-syntax-ns \
    http://purl.org/dc/elements http://ns.adobe.com/pdf/1.3 http://www.aiim.org/pdfua/ns/id adobe:ns:meta x-default";

/// Bytes gone through together; their number fits into one.
const PART: usize = 128;
/// More parts than threads, because streams differ.
const PARTS_PER_THREAD: usize = 4;
/// Shorter patterns occur in compressed data and samples by chance.
const MIN_BINARY: usize = 6;
/// Shorter strings are not looked for.
const MIN_CHARS: usize = 4;

#[cfg(test)]
mod tests {
    use super::{Found, MIN_CHARS, Needles, Secret, Words, strings_of};
    use std::collections::{BTreeMap, BTreeSet};

    fn needles(shown: &str) -> Needles {
        Needles::new(&[Secret::new("Mr Zebulon Quartz".to_owned())], &super::squeeze(shown), false, &mut Vec::new())
    }

    fn of(removed: &[Secret], syntax: bool) -> Needles {
        Needles::new(removed, "", syntax, &mut Vec::new())
    }

    impl Needles {
        fn occur_in(&self, data: &[u8], min: usize) -> bool {
            let mut words = Words::new();
            self.find_in(data, min, &mut words);
            !words.is_empty()
        }
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
        assert!(!of(&removed, false).occur_in(b"/FirstChar 32", 4));
        assert!(of(&removed, true).occur_in(b"the First one", 4));
        assert!(!of(&removed, true).occur_in(b"Zebulon", 4));
    }

    #[test]
    fn a_word_that_the_syntax_holds_backwards_is_no_find_there() {
        let removed = [Secret::new("Date Gola".to_owned())];
        assert!(!of(&removed, false).occur_in(b"/Type /Catalog /Metadata", 4));
        assert!(of(&removed, true).occur_in(b"(a Date)", 4));
    }

    #[test]
    fn pages_are_asked_for_by_the_words_that_were_found_in_them_and_each_once() {
        let words = |numbers: &[u32]| Words::from_iter(numbers.iter().copied());
        let mut found = Found {
            in_objects: BTreeMap::from([(3, words(&[1])), (4, words(&[1, 2])), (5, words(&[2]))]),
            unread: BTreeSet::from([3, 4, 5]),
            ..Found::default()
        };
        assert_eq!(found.where_to_look(), Some(BTreeSet::from([3, 4])));
        found.forget(|word| word == 1);
        assert_eq!(found.where_to_look(), Some(BTreeSet::from([5])));
        assert_eq!(found.where_to_look(), Some(BTreeSet::new()));
        assert_eq!(found.problems().len(), 2);
        found.forget(|word| word == 2);
        assert_eq!((found.where_to_look(), found.problems().len()), (None, 0));
    }

    #[test]
    fn words_that_the_pages_still_show_are_not_looked_for() {
        assert!(!needles("by zebu-lon, and quartz").occur_in(b"Zebulon", 4));
    }

    #[test]
    fn a_figure_is_looked_for_in_strings_and_not_in_coordinates() {
        let secrets = [Secret::new("the spring of 2024".to_owned())];
        let needles = of(&secrets, true);
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
