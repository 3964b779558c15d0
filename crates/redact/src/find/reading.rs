//! The letters of a page put together to lines and text.

use std::ops::Range;

use crate::geom::{Point, Rect, Vec2};
use crate::model::{PageModel, Place};

/// A glyph as search sees it.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// Ordinal of the glyph on the page.
    pub(super) index: usize,
    /// What it reads as, in plain letters; empty where nobody knows.
    text: String,
    /// Ink and advance on the page.
    pub(super) bounds: Rect,
    pub(super) is_invisible: bool,
    origin: Point,
    /// Unit vector along the line.
    along: Vec2,
    /// How far the pen moves, in page units.
    advance: f64,
    size: f64,
}

impl Letter {
    fn position(&self) -> f64 {
        self.origin.to_vec2().dot(self.along)
    }

    /// Height of the baseline over the page's origin, across the direction of writing.
    fn baseline(&self) -> f64 {
        self.along.cross(self.origin.to_vec2())
    }

    /// The line it is on, for putting rectangles together.
    pub(super) fn line(&self) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "saturates; a page is not that tall")]
        let line = (self.baseline() / (self.size * 0.3).max(0.01)).round() as i64;
        line
    }

    fn is_on_line_with(&self, other: &Letter) -> bool {
        let size = self.size.max(other.size);
        self.along.dot(other.along) > 0.95 && (self.baseline() - other.baseline()).abs() < 0.4 * size
    }

    fn gap_to(&self, next: &Letter) -> f64 {
        next.position() - (self.position() + self.advance)
    }
}

/// Letters of a page in painting order; pattern cells are left out, because
/// they stand where their pattern is used and not where they say.
pub(super) fn letters(page: &PageModel) -> Vec<Letter> {
    let glyphs = page.glyphs.iter().filter(|glyph| glyph.place == Place::Page);
    glyphs
        .map(|glyph| {
            let along = if glyph.is_vertical { -glyph.up() } else { glyph.along() };
            let em = if glyph.is_vertical { glyph.shape.advance.y.abs() } else { glyph.shape.advance.x };
            let length = along.hypot();
            Letter {
                index: glyph.index,
                text: plain(glyph.shape.text.as_deref().unwrap_or_default()),
                bounds: glyph.bounds(),
                is_invisible: glyph.is_invisible(),
                origin: glyph.origin(),
                along: if length > 0.0 { along / length } else { Vec2::new(1.0, 0.0) },
                advance: em * length,
                size: glyph.size(),
            }
        })
        .collect()
}

/// Lines in painting order: a new one wherever the pen leaves the line or goes back.
pub(super) fn lines_as_painted(letters: &[Letter]) -> Vec<Vec<Letter>> {
    let mut lines: Vec<Vec<Letter>> = Vec::new();
    for letter in letters {
        let goes_on = lines
            .last()
            .and_then(|line| line.last())
            .is_some_and(|last| last.is_on_line_with(letter) && last.gap_to(letter) > -0.6 * letter.size);
        match lines.last_mut() {
            Some(line) if goes_on => line.push(letter.clone()),
            _ => lines.push(vec![letter.clone()]),
        }
    }
    lines
}

/// Lines by place: all letters on one baseline, from left to right, second
/// copies of a letter (shadows, false bold) left out.
pub(super) fn lines_as_placed(letters: &[Letter]) -> Vec<Vec<Letter>> {
    let mut sorted: Vec<&Letter> = letters.iter().collect();
    let direction = |letter: &Letter| letter.along.atan2();
    sorted.sort_by(|a, b| {
        direction(a)
            .total_cmp(&direction(b))
            .then(b.baseline().total_cmp(&a.baseline()))
            .then(a.position().total_cmp(&b.position()))
    });
    let mut lines: Vec<Vec<Letter>> = Vec::new();
    for letter in sorted {
        match lines.last_mut() {
            Some(line) if line.first().is_some_and(|first| first.is_on_line_with(letter)) => line.push(letter.clone()),
            _ => lines.push(vec![letter.clone()]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.position().total_cmp(&b.position()));
        line.dedup_by(|next, kept| {
            next.text == kept.text && (next.position() - kept.position()).abs() < 0.15 * kept.size
        });
    }
    lines
}

/// What becomes of a hyphen at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joining {
    /// It is part of the word, and the word goes on.
    AsPrinted,
    /// It was put in to break the word.
    WithoutHyphen,
}

/// Text with the glyph behind each of its bytes.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) text: String,
    /// For each byte of `text` the glyph's ordinal; none for spaces put in.
    glyphs: Vec<Option<usize>>,
}

impl Reading {
    /// Puts lines together.
    pub(super) fn new(lines: &[Vec<Letter>], joining: Joining) -> Self {
        let mut reading = Self::default();
        for line in lines {
            reading.end_line(joining);
            let wide = usual_gap(line) + SPACE;
            // A producer that writes spaces needs no gaps for them: letters set apart are one word then.
            let has_blanks = line.iter().any(|letter| letter.text == " ");
            let wide = if has_blanks && joining == Joining::WithoutHyphen { wide + SPACED } else { wide };
            let is_shown = |at: &usize| joining == Joining::AsPrinted || !is_cancelled(line, *at);
            let shown: Vec<&Letter> = (0..line.len()).filter(is_shown).filter_map(|at| line.get(at)).collect();
            for (index, letter) in shown.iter().enumerate() {
                let before = index.checked_sub(1).and_then(|index| shown.get(index));
                if before.is_some_and(|before| before.gap_to(letter) > wide * letter.size) {
                    reading.space();
                }
                reading.push(&letter.text, Some(letter.index));
            }
        }
        reading
    }

    /// The glyphs behind a range of the text.
    pub(super) fn glyphs(&self, range: Range<usize>) -> Vec<usize> {
        let mut glyphs: Vec<usize> = self.glyphs.get(range).unwrap_or_default().iter().copied().flatten().collect();
        glyphs.dedup();
        glyphs
    }

    fn push(&mut self, text: &str, glyph: Option<usize>) {
        self.text.push_str(text);
        self.glyphs.resize(self.text.len(), glyph);
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.push(" ", None);
        }
    }

    fn end_line(&mut self, joining: Joining) {
        let printed = self.text.trim_end().len();
        if self.text.get(..printed).is_some_and(|text| text.ends_with('-')) {
            let end = if joining == Joining::WithoutHyphen { printed - 1 } else { printed };
            self.text.truncate(end);
            self.glyphs.truncate(end);
        } else {
            self.space();
        }
    }
}

/// Whether a blank shows nothing, since its room was taken back: some producers leave one for a soft hyphen that breaks
/// nothing.
fn is_cancelled(line: &[Letter], at: usize) -> bool {
    let is_blank = |letter: &&Letter| letter.text.trim().is_empty();
    let before = line.get(..at).and_then(|letters| letters.iter().rev().find(|letter| !is_blank(letter)));
    let behind = line.get(at..).and_then(|letters| letters.iter().find(|letter| !is_blank(letter)));
    line.get(at).as_ref().is_some_and(is_blank)
        && before.zip(behind).is_some_and(|(before, behind)| {
            let gap = before.gap_to(behind) / behind.size.max(f64::MIN_POSITIVE);
            (-0.5..CANCELLED).contains(&gap)
        })
}

/// The gap between letters that is usual on a line, in em: letters set wide
/// apart are still one word.
fn usual_gap(line: &[Letter]) -> f64 {
    let mut gaps: Vec<f64> =
        line.windows(2).map(|pair| pair[0].gap_to(&pair[1]) / pair[1].size.max(f64::MIN_POSITIVE)).collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(0.0).clamp(0.0, 1.0)
}

/// Text in plain letters: ligatures taken apart, hyphens and spaces of every
/// kind made plain, soft hyphens kept as hyphens because they print as such.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => plain.push_str("st"),
            '\u{ad}' | '\u{2010}' | '\u{2011}' => plain.push('-'),
            '\u{2018}' | '\u{2019}' => plain.push('\''),
            '\u{201c}' | '\u{201d}' => plain.push('"'),
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\0' => {}
            char if char.is_whitespace() => plain.push(' '),
            char => plain.push(char),
        }
    }
    plain
}

/// How much more it takes, in em, where a line has spaces of its own.
const SPACED: f64 = 0.3;
/// A blank with no more room than this, in em, parts nothing.
const CANCELLED: f64 = 0.05;
/// A gap this much wider than usual, in em, is a space.
const SPACE: f64 = 0.18;
