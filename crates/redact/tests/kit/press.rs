//! A small printing press: lines of text in installed fonts, set on the page the ways different producers set them.
//!
//! It lays a line out from the advances it also writes into the file, so it knows where each
//! word stands. All names are made of syllables.

use std::fmt::Write as _;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::Builder;

/// A font of this machine.
pub(crate) struct Face {
    data: Vec<u8>,
    /// Advance in thousandths of an em and glyph number of each ASCII character.
    glyphs: Vec<(f64, u16)>,
}

impl Face {
    /// Opens a font below `/usr/share/fonts/truetype`; none, loudly, if it is not installed.
    pub(crate) fn open(file: &str) -> Option<Self> {
        let path = format!("/usr/share/fonts/truetype/{file}");
        let Ok(data) = std::fs::read(&path) else {
            eprintln!("SKIPPED: {path} is not installed");
            return None;
        };
        let font = FontRef::new(&data).unwrap();
        let (charmap, metrics) = (font.charmap(), font.glyph_metrics(Size::new(1000.0), LocationRef::default()));
        let glyphs = (0..127_u8)
            .map(|code| {
                let glyph = charmap.map(char::from(code)).unwrap_or_default();
                let advance = metrics.advance_width(glyph).unwrap_or(0.0);
                (f64::from(advance).round(), u16::try_from(glyph.to_u32()).unwrap())
            })
            .collect();
        Some(Self { data, glyphs })
    }

    /// Advance of a character, in em.
    pub(crate) fn advance(&self, character: char) -> f64 {
        self.glyphs[character as usize].0 / 1000.0
    }

    /// Width of a word as it is set without spacing, in em.
    pub(crate) fn width(&self, word: &str) -> f64 {
        word.chars().map(|character| self.advance(character)).sum()
    }

    /// Adds the font to a file; the number of its object.
    pub(crate) fn embed(&self, file: &mut Builder, kind: Kind) -> u32 {
        if let Kind::Standard(name) = kind {
            return file
                .object(format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"));
        }
        let program = file.stream(&format!("/Length1 {}", self.data.len()), &self.data);
        let flags = if kind == Kind::Composite { 4 } else { 32 };
        let descriptor = file.object(format!(
            "<< /Type /FontDescriptor /FontName /Pressed /Flags {flags} /FontBBox [-200 -300 1200 1000] /ItalicAngle 0 \
             /Ascent 900 /Descent -250 /CapHeight 700 /StemV 80 /FontFile2 {program} 0 R >>"
        ));
        if kind == Kind::Composite {
            return self.composite(file, descriptor);
        }
        let widths: Vec<String> =
            (32..127_u8).map(|code| kind.character(code)).map(|c| self.glyphs[c as usize].0.to_string()).collect();
        let encoding = match kind {
            Kind::MacRoman => "/MacRomanEncoding".to_owned(),
            Kind::Differences => {
                let names: Vec<String> = (32..127_u8).map(|code| format!("/{}", name(kind.character(code)))).collect();
                format!("<< /Type /Encoding /Differences [32 {}] >>", names.join(" "))
            }
            _ => "/WinAnsiEncoding".to_owned(),
        };
        file.object(format!(
            "<< /Type /Font /Subtype /TrueType /BaseFont /Pressed /FirstChar 32 /LastChar 126 /Widths [{}] \
             /Encoding {encoding} /FontDescriptor {descriptor} 0 R >>",
            widths.join(" ")
        ))
    }

    fn composite(&self, file: &mut Builder, descriptor: u32) -> u32 {
        let mut widths = String::new();
        let mut unicode = String::from(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n95 beginbfchar\n",
        );
        for code in 32..127_u8 {
            let (advance, glyph) = self.glyphs[usize::from(code)];
            write!(widths, "{glyph} [{advance}] ").unwrap();
            writeln!(unicode, "<{glyph:04X}> <{code:04X}>").unwrap();
        }
        unicode.push_str("endbfchar endcmap end end");
        let unicode = file.stream("", unicode);
        let descendant = file.object(format!(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Pressed /CIDSystemInfo << /Registry (Adobe) /Ordering \
             (Identity) /Supplement 0 >> /DW 1000 /W [{widths}] /CIDToGIDMap /Identity /FontDescriptor {descriptor} 0 R >>"
        ));
        file.object(format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Pressed /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] \
             /ToUnicode {unicode} 0 R >>"
        ))
    }
}

/// How a font is put into the file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    WinAnsi,
    MacRoman,
    /// Simple, every code given to another character than its own.
    Differences,
    /// Type 0 with two-byte glyph numbers.
    Composite,
    /// One of the standard fonts, not embedded; the face lends it its advances.
    Standard(&'static str),
}

impl Kind {
    /// The character that a code stands for.
    fn character(self, code: u8) -> char {
        char::from(if self == Kind::Differences { 158 - code } else { code })
    }

    fn string(self, face: &Face, text: &str) -> String {
        let mut hex = String::from("<");
        for character in text.chars() {
            match self {
                Kind::Composite => write!(hex, "{:04X}", face.glyphs[character as usize].1).unwrap(),
                Kind::Differences => write!(hex, "{:02X}", 158 - character as u32).unwrap(),
                _ => write!(hex, "{:02X}", character as u32).unwrap(),
            }
        }
        hex.push('>');
        hex
    }

    /// Whether `Tw` widens its spaces: only the single byte 32 is one.
    fn spaces(self) -> bool {
        !matches!(self, Kind::Composite | Kind::Differences)
    }
}

/// How a producer shows a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// The line in one `Tj`.
    Tj,
    /// One `TJ` with numbers for kerning and for the gaps between words.
    Array,
    /// `'`, line after line.
    Quote,
    /// `"`, with its spacing.
    DoubleQuote,
    /// Each word placed by a matrix of its own.
    Words,
    /// Each glyph placed by a matrix of its own.
    Glyphs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
    Centre,
    Justified,
}

/// How lines are set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) kind: Kind,
    pub(crate) operator: Operator,
    pub(crate) align: Align,
    pub(crate) size: f64,
    /// `Tc` and `Tw`, in points; `Tz` as a factor; `Ts`, in points.
    pub(crate) tc: f64,
    pub(crate) tw: f64,
    pub(crate) tz: f64,
    pub(crate) ts: f64,
    pub(crate) kerned: bool,
}

/// A word, and whether it is to be withheld.
pub(crate) type Word = (String, bool);

/// Where lines stand and where the words to be withheld do.
pub(crate) struct Setting {
    pub(crate) content: String,
    /// One rectangle for each withheld word, hugging it.
    pub(crate) secrets: Vec<[f64; 4]>,
}

/// Left edge and width of the column.
pub(crate) const COLUMN: (f64, f64) = (72.0, 451.0);

/// Sets lines from the baseline `top` downwards, in the font named `/P1`.
pub(crate) fn set(face: &Face, style: &Style, lines: &[Vec<Word>], top: f64) -> Setting {
    let mut press = Press { face, style, out: String::new(), secrets: Vec::new() };
    let leading = 1.4 * style.size;
    press.begin(top + leading);
    for (number, line) in lines.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a page has few lines")]
        press.line(line, top - number as f64 * leading);
    }
    press.out.push_str("ET\n");
    Setting { content: press.out, secrets: press.secrets }
}

struct Press<'a> {
    face: &'a Face,
    style: &'a Style,
    out: String,
    secrets: Vec<[f64; 4]>,
}

impl Press<'_> {
    fn begin(&mut self, y: f64) {
        let Style { size, tc, tw, tz, ts, .. } = *self.style;
        let leading = 1.4 * size;
        writeln!(
            self.out,
            "BT /P1 {size} Tf {tc} Tc {tw} Tw {} Tz {ts} Ts {leading:.4} TL {} {y:.4} Td",
            tz * 100.0,
            COLUMN.0
        )
        .unwrap();
    }

    /// Kerning between two letters, in em; a made-up table.
    fn kern(&self, a: char, b: char) -> f64 {
        let pair = (a as i32 * 7 + b as i32 * 13) % 5 - 2;
        if self.style.kerned { f64::from(pair) * 0.012 } else { 0.0 }
    }

    /// Width of a word on the page, the spacing behind its last letter not counted.
    fn width(&self, word: &str) -> f64 {
        let letters: Vec<char> = word.chars().collect();
        let kerns: f64 = letters.windows(2).map(|pair| self.kern(pair[0], pair[1])).sum();
        let spacing = self.style.tc * (letters.len().max(1) - 1) as f64;
        ((self.face.width(word) + kerns) * self.style.size + spacing) * self.style.tz
    }

    /// Distance between two words: a space with the spacing before and behind it.
    fn gap(&self, extra: f64) -> f64 {
        let spaced = if self.style.kind.spaces() || self.is_placed() { self.style.tw } else { 0.0 };
        (self.face.advance(' ') * self.style.size + 2.0 * self.style.tc + spaced) * self.style.tz + extra
    }

    /// Whether gaps are placed by numbers, not by space glyphs.
    fn is_placed(&self) -> bool {
        matches!(self.style.operator, Operator::Array | Operator::Words | Operator::Glyphs)
    }

    fn line(&mut self, line: &[Word], y: f64) {
        let natural: f64 =
            line.iter().map(|(word, _)| self.width(word)).sum::<f64>() + self.gap(0.0) * (line.len() - 1) as f64;
        assert!(natural < COLUMN.1, "the line is too long: {natural}");
        let justifies =
            self.style.align == Align::Justified && line.len() > 1 && (self.is_placed() || self.style.kind.spaces());
        let extra = if justifies { (COLUMN.1 - natural) / (line.len() - 1) as f64 } else { 0.0 };
        let start = match self.style.align {
            Align::Left | Align::Justified => COLUMN.0,
            Align::Right => COLUMN.0 + COLUMN.1 - natural,
            Align::Centre => COLUMN.0 + (COLUMN.1 - natural) / 2.0,
        };
        let mut x = start;
        let mut places = Vec::new();
        for (word, is_secret) in line {
            places.push(x);
            let width = self.width(word);
            if *is_secret {
                let (base, size) = (y + self.style.ts, self.style.size);
                self.secrets.push([x, base - 0.22 * size, x + width, base + 0.74 * size]);
            }
            x += width + self.gap(extra);
        }
        self.show(line, &places, y, extra);
    }

    fn show(&mut self, line: &[Word], places: &[f64], y: f64, extra: f64) {
        let Style { kind, operator, size, tc, tw, tz, .. } = *self.style;
        let whole = line.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
        let spread = tw + extra / tz;
        match operator {
            Operator::Tj => {
                writeln!(self.out, "{spread:.4} Tw 1 0 0 1 {:.4} {y:.4} Tm", places[0]).unwrap();
                if self.style.kerned {
                    writeln!(self.out, "[{}] TJ", self.kerned(&whole)).unwrap();
                } else {
                    writeln!(self.out, "{} Tj", kind.string(self.face, &whole)).unwrap();
                }
            }
            Operator::Array => {
                let between = -(self.gap(extra) / tz - tc) / size * 1000.0;
                let words: Vec<String> = line.iter().map(|(word, _)| self.kerned(word)).collect();
                writeln!(
                    self.out,
                    "0 Tw 1 0 0 1 {:.4} {y:.4} Tm [{}] TJ",
                    places[0],
                    words.join(&format!(" {between:.3} "))
                )
                .unwrap();
            }
            // These two begin where the line before began.
            Operator::Quote => {
                writeln!(
                    self.out,
                    "1 0 0 1 {:.4} {:.4} Tm {spread:.4} Tw {} '",
                    places[0],
                    y + 1.4 * size,
                    kind.string(self.face, &whole)
                )
                .unwrap();
            }
            Operator::DoubleQuote => {
                writeln!(
                    self.out,
                    "1 0 0 1 {:.4} {:.4} Tm {spread:.4} {tc} {} \"",
                    places[0],
                    y + 1.4 * size,
                    kind.string(self.face, &whole)
                )
                .unwrap();
            }
            Operator::Words => {
                for ((word, _), x) in line.iter().zip(places) {
                    writeln!(self.out, "0 Tw 1 0 0 1 {x:.4} {y:.4} Tm [{}] TJ", self.kerned(word)).unwrap();
                }
            }
            Operator::Glyphs => {
                for ((word, _), start) in line.iter().zip(places) {
                    let letters: Vec<char> = word.chars().collect();
                    let mut x = *start;
                    for (index, letter) in letters.iter().enumerate() {
                        let glyph = kind.string(self.face, &letter.to_string());
                        writeln!(self.out, "1 0 0 1 {x:.4} {y:.4} Tm {glyph} Tj").unwrap();
                        let kern = letters.get(index + 1).map_or(0.0, |next| self.kern(*letter, *next));
                        x += ((self.face.advance(*letter) + kern) * size + tc) * tz;
                    }
                }
            }
        }
    }

    /// A word as strings with kerning between them, for `TJ`.
    fn kerned(&self, word: &str) -> String {
        let letters: Vec<char> = word.chars().collect();
        let mut parts = String::new();
        let mut run = String::new();
        for (index, letter) in letters.iter().enumerate() {
            run.push(*letter);
            let kern = letters
                .get(index + 1)
                .map_or(0.0, |next| if *letter == ' ' || *next == ' ' { 0.0 } else { self.kern(*letter, *next) });
            if kern != 0.0 {
                write!(parts, "{} {:.1} ", self.style.kind.string(self.face, &run), -kern * 1000.0).unwrap();
                run.clear();
            }
        }
        parts + &self.style.kind.string(self.face, &run)
    }
}

/// The name of a character in encodings (Adobe Glyph List).
fn name(character: char) -> String {
    const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    match character {
        letter if letter.is_ascii_alphabetic() => letter.to_string(),
        digit if digit.is_ascii_digit() => DIGITS[digit as usize - '0' as usize].to_owned(),
        ' ' => "space".to_owned(),
        '.' => "period".to_owned(),
        ',' => "comma".to_owned(),
        other => format!("uni{:04X}", other as u32),
    }
}

/// Chance that is the same on every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    pub(crate) fn choice<'c, T>(&mut self, choices: &'c [T]) -> &'c T {
        &choices[self.below(choices.len())]
    }

    /// A made-up surname of one to three syllables.
    pub(crate) fn name(&mut self) -> String {
        const BEGINNINGS: &[&str] = &[
            "B", "Br", "D", "Dr", "F", "G", "Gl", "H", "J", "K", "L", "M", "N", "P", "Qu", "R", "S", "Str", "T", "V",
            "W", "Y", "Z",
        ];
        const MIDDLES: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "oo"];
        const ENDS: &[&str] = &["ll", "mb", "n", "nd", "r", "rk", "s", "tt", "v", "x", "ng", "ck"];
        const LAST: &[&str] =
            &["", "", "er", "ey", "ford", "ing", "ley", "man", "son", "ton", "well", "wick", "ij", "ow"];
        let mut name = self.choice(BEGINNINGS).to_string();
        for _ in 0..=self.below(2) {
            name.push_str(self.choice::<&str>(MIDDLES));
            name.push_str(self.choice::<&str>(ENDS));
        }
        name + *self.choice(LAST)
    }

    /// A word of the text around.
    pub(crate) fn word(&mut self) -> String {
        const WORDS: &[&str] = &[
            "the", "report", "of", "board", "with", "figures", "was", "sent", "on", "Monday", "by", "post", "and", "a",
            "copy", "kept", "in", "file", "for", "review", "after", "meeting", "minutes", "were", "read", "again",
            "quietly", "before", "lunch", "each", "week", "just", "about", "every", "office", "had", "its", "own",
        ];
        self.choice(WORDS).to_string()
    }
}
