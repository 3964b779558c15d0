//! The words of a form field set into its rectangle.

use lopdf::Dictionary;

use super::field::operator;
use crate::draft::as_number;
use crate::load::Source;
use crate::ops;

/// What is set, and how.
#[derive(Clone, Debug, Default)]
pub(super) struct Setting {
    /// The words; line feeds end lines.
    pub(super) text: String,
    /// Width and height of the field.
    pub(super) size: (f64, f64),
    /// Width of the border.
    pub(super) border: f64,
    /// Name of the font in the form's resources.
    pub(super) font: Vec<u8>,
    /// Its size; 0 for what fits.
    pub(super) font_size: f64,
    /// Fill colour.
    pub(super) color: Vec<f64>,
    /// 0 left, 1 centred, 2 right.
    pub(super) quadding: f64,
    /// Whether lines are broken.
    pub(super) is_multiline: bool,
    /// Number of equal cells, one letter each; 0 for running text.
    pub(super) cells: usize,
    /// Whether the text is a symbol of Zapf Dingbats.
    pub(super) is_symbol: bool,
}

/// Advance of each code, in em.
pub(super) struct Widths([f64; 256]);

impl Widths {
    /// The widths a simple font states; of the standard fonts that state none, Helvetica's or Courier's.
    pub(super) fn of(source: &Source, font: &Dictionary) -> Self {
        let mut widths = Self::helvetica();
        if source.name(font, b"BaseFont").is_some_and(|name| name.starts_with(b"Courier")) {
            widths.0 = [0.6; 256];
        }
        if let (Some(stated), Some(first)) =
            (source.array(font, b"Widths"), as_number(source.value(font, b"FirstChar")))
        {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
            let first = first.clamp(0.0, 255.0) as usize;
            for (slot, width) in widths.0.iter_mut().skip(first).zip(stated) {
                *slot = as_number(source.resolve(width)).unwrap_or(0.0) / 1000.0;
            }
        }
        widths
    }

    /// Helvetica's.
    pub(super) fn helvetica() -> Self {
        let mut widths = [0.556; 256];
        for (slot, width) in widths.iter_mut().skip(32).zip(HELVETICA) {
            *slot = f64::from(*width) / 1000.0;
        }
        // The space that does not break.
        widths[160] = widths[32];
        Self(widths)
    }

    /// Puts typical widths for characters that are not in the tables.
    pub(super) fn estimate(&mut self, others: &[(u8, char)]) {
        for (code, character) in others {
            self.0[usize::from(*code)] = if *character < WIDE { 0.45 } else { 1.0 };
        }
    }

    /// Zapf Dingbats, by a typical symbol.
    pub(super) fn symbols() -> Self {
        Self([0.79; 256])
    }

    fn of_codes(&self, codes: &[u8]) -> f64 {
        codes.iter().map(|code| self.0[usize::from(*code)]).sum()
    }
}

/// Appends the words; whether all of them show.
pub(super) fn set(content: &mut Vec<u8>, setting: &Setting, widths: &Widths, codes: Codes) -> bool {
    let (width, height) = setting.size;
    let Codes { codes, is_whole, .. } = codes;
    let room = width - 2.0 * setting.border - 4.0;
    if room <= 0.0 {
        return false;
    }
    let fits;
    let lines: Vec<(f64, f64, Vec<u8>)>;
    let mut size = setting.font_size;
    if setting.is_multiline {
        if size == 0.0 {
            let fits = |size: &f64| height - size * (broken(&codes, widths, room / size).len() as f64 + 0.33) >= 0.0;
            size = (4..=20).rev().map(f64::from).find(fits).unwrap_or(4.0);
        }
        let broken = broken(&codes, widths, room / size);
        fits = 3.0 + broken.len() as f64 * size <= height + 0.5 * size
            && broken.iter().all(|line| widths.of_codes(line.trim_ascii_end()) * size <= width + SLACK);
        lines = (1..)
            .map(f64::from)
            .zip(broken)
            .map(|(line, codes)| (start(setting, widths.of_codes(&codes) * size), height - 3.0 - line * size, codes))
            .collect();
    } else if setting.cells > 0 {
        let cell = width / setting.cells as f64;
        size = if size == 0.0 { (0.67 * height).min(cell).floor() } else { size };
        let free = setting.cells.saturating_sub(codes.len()) as f64;
        let skipped = (free * setting.quadding / 2.0).floor();
        fits = codes.len() <= setting.cells;
        let place = |(at, code): (usize, &u8)| {
            let x = (skipped + at as f64) * cell + (cell - widths.of_codes(&[*code]) * size) / 2.0;
            (x, 0.5 * height - 0.4 * size, vec![*code])
        };
        lines = codes.iter().enumerate().take(setting.cells).map(place).collect();
    } else {
        let one: Vec<u8> = codes.into_iter().map(|code| if code == b'\n' { b' ' } else { code }).collect();
        if size == 0.0 {
            let widest = room / widths.of_codes(&one).max(0.01);
            size = (0.67 * height).min(widest).floor().max(1.0);
        }
        fits = widths.of_codes(&one) * size <= width + SLACK;
        lines = vec![(start(setting, widths.of_codes(&one) * size), 0.5 * height - 0.4 * size, one)];
    }
    content.extend_from_slice(b"q\n");
    ops::numbers(
        content,
        &[setting.border, setting.border, width - 2.0 * setting.border, height - 2.0 * setting.border],
    );
    content.extend_from_slice(b"re W n\nBT\n");
    if !setting.color.is_empty() {
        ops::numbers(content, &setting.color);
        content.extend_from_slice(operator(&setting.color, ["g\n", "rg\n", "k\n"]));
    }
    content.extend_from_slice(b"/F0 ");
    ops::numbers(content, &[size]);
    content.extend_from_slice(b"Tf\n");
    for (x, y, codes) in lines {
        ops::numbers(content, &[1.0, 0.0, 0.0, 1.0, x, y]);
        content.extend_from_slice(b"Tm ");
        ops::string(content, &codes);
        content.extend_from_slice(b" Tj\n");
    }
    content.extend_from_slice(b"ET\nQ\n");
    fits && is_whole
}

fn start(setting: &Setting, wide: f64) -> f64 {
    let (width, edge) = (setting.size.0, setting.border + 2.0);
    match setting.quadding {
        1.0 => (width - wide) / 2.0,
        2.0 => width - edge - wide,
        _ => edge,
    }
}

/// Lines of at most `room` em, broken at spaces where there are any.
fn broken(codes: &[u8], widths: &Widths, room: f64) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    for paragraph in codes.split(|code| *code == b'\n') {
        let mut line: Vec<u8> = Vec::new();
        for word in paragraph.split_inclusive(|code| *code == b' ') {
            if !line.is_empty() && widths.of_codes(&line) + widths.of_codes(word.trim_ascii_end()) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.extend_from_slice(word);
        }
        lines.push(line);
    }
    lines
}

/// A text as codes of a simple font.
pub(super) struct Codes {
    pub(super) codes: Vec<u8>,
    /// Codes that stand for characters which Windows Latin lacks.
    pub(super) others: Vec<(u8, char)>,
    /// Whether there was a code for every character.
    pub(super) is_whole: bool,
}

/// The text in Windows Latin; what that lacks gets codes that it does not use, as long as there are any.
pub(super) fn encoded(text: &str) -> Codes {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    let mut encoded = Codes { codes: Vec::with_capacity(text.len()), others: Vec::new(), is_whole: true };
    for character in text.chars() {
        let code = match character {
            '\n' => Some(b'\n'),
            ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(character)).ok(),
            _ => WINDOWS
                .iter()
                .position(|known| *known == character)
                .and_then(|at| u8::try_from(at + 128).ok())
                .or_else(|| encoded.other(character, &text)),
        };
        encoded.is_whole &= code.is_some();
        encoded.codes.push(code.unwrap_or(b'?'));
    }
    encoded
}

impl Codes {
    /// The code of a character that Windows Latin lacks; control characters have none.
    fn other(&mut self, character: char, text: &str) -> Option<u8> {
        if let Some((code, _)) = self.others.iter().find(|(_, known)| *known == character) {
            return Some(*code);
        }
        let is_free =
            |code: u8| !text.contains(char::from(code)) && !self.others.iter().any(|(known, _)| *known == code);
        let mut codes = UNUSED.iter().copied().chain(b'A'..=b'~');
        let code = codes.find(|code| is_free(*code)).filter(|_| !character.is_control())?;
        self.others.push((code, character));
        Some(code)
    }
}

/// Codes 128 to 159 of Windows Latin; unused ones are blanks here.
#[rustfmt::skip]
const WINDOWS: [char; 32] = [
    '\u{20ac}', '\u{0}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}', '\u{2030}', '\u{160}',
    '\u{2039}', '\u{152}', '\u{0}', '\u{17d}', '\u{0}', '\u{0}', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}',
    '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}', '\u{153}', '\u{0}', '\u{17e}', '\u{178}',
];
/// Codes that Windows Latin does not use.
#[rustfmt::skip]
const UNUSED: &[u8] = &[
    1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 129, 141, 143, 144, 157,
];
/// From here on characters are mostly as wide as high: ideographs and their like.
const WIDE: char = '\u{2e80}';
/// How far, in units of the field, words may reach beyond their line and still count as shown.
const SLACK: f64 = 2.0;
/// Widths of Helvetica's codes 32 to 126, in thousandths of an em.
#[rustfmt::skip]
const HELVETICA: &[u16] = &[
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278,
    584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
    667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

#[cfg(test)]
mod tests {
    use super::{Setting, Widths, broken, encoded, set};

    #[test]
    fn words_are_set_within_the_border() {
        let setting = Setting { text: "Name".to_owned(), size: (100.0, 20.0), border: 1.0, ..Setting::default() };
        let mut content = Vec::new();
        assert!(set(&mut content, &setting, &Widths::helvetica(), encoded("Name")));
        let content = String::from_utf8(content).unwrap();
        assert!(content.contains("/F0 13 Tf") && content.contains("(Name) Tj"), "{content}");
    }

    #[test]
    fn long_values_are_broken_at_spaces() {
        let lines = broken(b"aaaa bbbb cccc\ndd", &Widths::helvetica(), 5.1);
        assert_eq!(lines, [&b"aaaa bbbb "[..], b"cccc", b"dd"]);
    }

    #[test]
    fn words_that_do_not_fit_are_known() {
        let setting = Setting { size: (30.0, 20.0), font_size: 12.0, ..Setting::default() };
        let is_whole = |text: &str| set(&mut Vec::new(), &setting, &Widths::helvetica(), encoded(text));
        assert!(is_whole("Abc") && !is_whole("A longer value") && !is_whole("\u{1}"));
    }

    #[test]
    fn text_that_the_encoding_lacks_gets_codes_of_its_own() {
        let encoded = encoded("a\u{2019}\u{e9}\u{4e00}\u{3c0}\u{4e00}");
        assert_eq!(encoded.codes, b"a\x92\xe9\x01\x02\x01");
        assert_eq!(encoded.others, [(1, '\u{4e00}'), (2, '\u{3c0}')]);
        assert!(encoded.is_whole);
    }
}
