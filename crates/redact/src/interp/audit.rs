//! Whether a page's content says nothing but what it paints, so that its bytes may stay as they are.
//!
//! The interpreter passes over much: comments, unknown operators, operands that no operator takes, paths
//! that nothing paints, property lists. Whatever it would pass over makes a page unclean, and so does a way of writing
//! with room for more than the numbers: such a page is written anew. The audit reads along with the interpreter, so
//! that a page is read once.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::clean::content::is_exact;
use crate::lex::{Step, Token};
use crate::overlay;

/// What reading along has found.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    /// The names used, by category of resource.
    pub(crate) names: BTreeSet<(&'static str, Vec<u8>)>,
    is_unclean: bool,
    path: Path,
    has_clip: bool,
    in_text: bool,
    saved: usize,
    marked: usize,
    /// Where the last operator ended.
    end: usize,
}

/// How far a path has been built.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Path {
    #[default]
    None,
    /// A point that nothing is drawn from yet.
    Begun,
    Drawn,
}

impl Audit {
    /// Looks at one operator; whether the content is clean so far.
    pub(super) fn step(&mut self, step: &Step<'_>, operands: &[Token<'_>], span: Range<usize>) -> bool {
        let is_clean = match step {
            Step::Operator(operator) => {
                span.start.saturating_sub(self.end) <= MAX_GAP
                    && self
                        .drawing(operator, operands, span.len())
                        .unwrap_or_else(|| span.len() <= room(operator, operands) && self.operator(operator, operands))
            }
            // Inline pictures are checked as pictures are.
            Step::Inline(_) => false,
        };
        self.end = span.end;
        self.is_unclean |= !is_clean;
        is_clean
    }

    /// Looks at the end: the content's length, and whether bytes were passed over in it.
    pub(super) fn finish(&mut self, length: usize, has_surplus: bool) {
        let is_closed =
            self.path == Path::None && !self.has_clip && !self.in_text && self.saved == 0 && self.marked == 0;
        self.is_unclean |= !is_closed || has_surplus || length.saturating_sub(self.end) > MAX_GAP;
    }

    /// Whether all that was looked at is clean.
    pub(super) fn is_clean(&self) -> bool {
        !self.is_unclean
    }

    /// The same as below for what drawings consist of: points, lines and curves, as they should be.
    #[inline]
    fn drawing(&mut self, operator: &[u8], operands: &[Token<'_>], length: usize) -> Option<bool> {
        let (after, is_right) = match operator {
            b"m" => (Path::Begun, self.path != Path::Begun),
            b"l" | b"c" => (Path::Drawn, self.path != Path::None),
            _ => return None,
        };
        let count = if operator == b"c" { 6 } else { 2 };
        let room = count * (MAX_NUMBER + MAX_SPACE) + operator.len() + MAX_GAP;
        let is_exact = operands.len() == count && is_numbers(operands);
        if !is_exact || !is_right || self.has_clip || self.in_text || length > room {
            return None;
        }
        self.path = after;
        Some(true)
    }

    fn operator(&mut self, operator: &[u8], operands: &[Token<'_>]) -> bool {
        match operator {
            b"BDC" => {
                self.marked += 1;
                let is_identifier = matches!(
                    operands,
                    [
                        Token::Name(_),
                        Token::DictionaryOpen,
                        Token::Name(b"MCID"),
                        Token::Number(_),
                        Token::DictionaryClose
                    ]
                );
                return self.path == Path::None && is_identifier;
            }
            b"BMC" => {
                self.marked += 1;
                return self.path == Path::None && matches!(operands, [Token::Name(b"Artifact" | overlay::WITHHELD)]);
            }
            b"EMC" => return self.path == Path::None && operands.is_empty() && step_down(&mut self.marked),
            _ if !is_exact(operator, operands) => return false,
            _ => {}
        }
        if let Some(is_right) = self.path_operator(operator) {
            return is_right && !self.in_text;
        }
        if self.path != Path::None || self.has_clip {
            return false;
        }
        match operator {
            b"q" => {
                self.saved += 1;
                !self.in_text
            }
            b"Q" => !self.in_text && step_down(&mut self.saved),
            b"BT" => !std::mem::replace(&mut self.in_text, true),
            b"ET" => std::mem::replace(&mut self.in_text, false),
            b"Td" | b"TD" | b"Tm" | b"T*" | b"Tj" | b"TJ" | b"'" | b"\"" => {
                self.in_text && operands.iter().all(is_plain_string)
            }
            b"Tr" => matches!(operands, [Token::Number(mode)] if [0.0, 1.0, 2.0, 3.0].contains(mode)),
            b"Tf" => self.name("Font", operands.first()),
            b"gs" => self.name("ExtGState", operands.first()),
            b"sh" => !self.in_text && self.name("Shading", operands.first()),
            b"Do" => !self.in_text && self.name("XObject", operands.first()),
            b"cs" | b"CS" => match operands {
                [Token::Name(b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"Pattern")] => true,
                _ => self.name("ColorSpace", operands.first()),
            },
            b"sc" | b"SC" | b"scn" | b"SCN" => match operands {
                [components @ .., name @ Token::Name(_)] => is_numbers(components) && self.name("Pattern", Some(name)),
                components => !components.is_empty() && is_numbers(components),
            },
            b"ri" => matches!(operands, [Token::Name(intent)] if INTENTS.contains(intent)),
            b"cm" => !self.in_text,
            b"w" | b"J" | b"j" | b"M" | b"d" | b"i" | b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" | b"Tc" | b"Tw"
            | b"Tz" | b"TL" | b"Ts" => true,
            _ => false,
        }
    }

    /// What becomes of the path; none for operators that have nothing to do with it.
    fn path_operator(&mut self, operator: &[u8]) -> Option<bool> {
        let (before, is_clipping) = (self.path, self.has_clip);
        let (after, is_right) = match operator {
            b"m" => (Path::Begun, before != Path::Begun),
            b"re" => (Path::Drawn, before != Path::Begun),
            b"l" | b"c" | b"v" | b"y" | b"h" => (Path::Drawn, before != Path::None),
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => (Path::None, before == Path::Drawn),
            // Some producers end the path before they begin it.
            b"n" => (Path::None, (before == Path::Drawn) == is_clipping && before != Path::Begun),
            b"W" | b"W*" => (before, before == Path::Drawn && !is_clipping),
            _ => return None,
        };
        self.path = after;
        self.has_clip = matches!(operator, b"W" | b"W*");
        // Between a clip and the painting there is nothing.
        Some(is_right && (!is_clipping || after == Path::None))
    }

    fn name(&mut self, category: &'static str, name: Option<&Token<'_>>) -> bool {
        let Some(Token::Name(name)) = name else { return false };
        if !self.names.iter().any(|(known, used)| *known == category && used == name) {
            self.names.insert((category, name.to_vec()));
        }
        says_nothing(name)
    }
}

fn step_down(count: &mut usize) -> bool {
    let is_open = *count > 0;
    *count = count.saturating_sub(1);
    is_open
}

fn is_numbers(tokens: &[Token<'_>]) -> bool {
    tokens.iter().all(|token| token.number().is_some())
}

/// Whether a string's bytes are written in the ordinary way.
fn is_plain_string(token: &Token<'_>) -> bool {
    match token {
        Token::Hex(digits) => digits.len() % 2 == 0 && digits.iter().all(u8::is_ascii_hexdigit),
        _ => true,
    }
}

/// Whether the name of a resource is one that a producer counts with: a few letters and a number.
fn says_nothing(name: &[u8]) -> bool {
    let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, count) = name.split_at(letters);
    (word.len() <= MAX_LETTERS || WORDS.contains(&word))
        && count.len() <= MAX_COUNT
        && count.iter().all(|byte| byte.is_ascii_digit() || b"+-_.".contains(byte))
}

/// The most bytes that an operator and its operands need.
fn room(operator: &[u8], operands: &[Token<'_>]) -> usize {
    let needed = |token: &Token<'_>| match token {
        Token::Literal(text) | Token::Hex(text) | Token::Name(text) => text.len() + 2,
        _ => MAX_NUMBER,
    };
    operands.iter().map(needed).sum::<usize>() + operands.len() * MAX_SPACE + operator.len() + MAX_GAP
}

/// Rendering intents (ISO 32000-2, table 69).
const INTENTS: [&[u8]; 4] = [b"AbsoluteColorimetric", b"RelativeColorimetric", b"Saturation", b"Perceptual"];
/// Longer words that producers count pictures and fonts with.
const WORDS: [&[u8]; 6] = [b"Image", b"Img", b"fzImg", b"Font", b"Pattern", b"Shading"];
/// Letters of a name.
const MAX_LETTERS: usize = 3;
/// Digits of a name, and signs between them.
const MAX_COUNT: usize = 6;
/// White space between two operators.
const MAX_GAP: usize = 16;
/// White space between two operands.
const MAX_SPACE: usize = 2;
/// Characters of a number: a double in full.
const MAX_NUMBER: usize = 24;

#[cfg(test)]
mod tests {
    use super::Audit;
    use crate::lex::Lexer;

    fn is_clean(content: &str) -> bool {
        let (mut audit, mut lexer) = (Audit::default(), Lexer::new(content.as_bytes()));
        while let Ok(Some(step)) = lexer.step() {
            if !audit.step(&step, lexer.operands(), lexer.span()) {
                return false;
            }
        }
        audit.finish(content.len(), lexer.saw_surplus());
        audit.is_clean()
    }

    #[test]
    fn what_producers_write_is_clean() {
        for content in [
            "1 0 0 1 0 0 cm BT /F1 12 Tf 14.4 TL ET\nBT 1 0 0 1 60 790 Tm (a \\(b\\)) Tj T* [(c) -20 <41>] TJ ET \n",
            "q 0.1 0 0 -.1 0 842 cm /Im0 Do Q",
            "n 10 10 5 5 re f",
            "q 0 0 595 842 re W n 0 0 m 5 5 l 6 6 7 7 8 8 c h S Q 1 w [3 1] 0 d 0 0 m 1 1 l s",
            "/P <</MCID 0>> BDC /GS7 gs /C2_0 cs 0.5 scn BT /F2+0 9 Tf <0041> Tj ET EMC /Artifact BMC 0 0 1 1 re f EMC",
        ] {
            assert!(is_clean(content), "{content}");
        }
    }

    #[test]
    fn whatever_says_more_than_it_paints_is_not() {
        for content in [
            "% (Secret)\n0 0 1 1 re f",
            "(Secret) 0 0 1 1 re f",
            "0 0 1 1 re f (Secret)",
            "0 0 1 1 re f (Secret) foo",
            "BX 0 0 1 1 re f EX",
            "/Span <</MCID 0 /ActualText (Secret)>> BDC EMC",
            "/Span /P1 BDC EMC",
            "/Secret BMC EMC",
            "/Secret MP",
            "0 0 1 1 re n",
            "0 0 m 1 1 m 2 2 l S",
            "0 0 m 1 1 l 5 5 m S",
            "0 0 m 1 1 l q S Q",
            "0 0 1 1 re W 3 3 4 4 re n",
            "0 0 1 1 re",
            "q 0 0 1 1 re f",
            "0 0 1 1 re f Q",
            "(Secret) Tj",
            "BT /F1 9 Tf 7 Tr (a) Tj ET",
            "BT /F1 9 Tf <4 1 > Tj ET",
            "BT /F1 9 Tf (a) Tj",
            "BT BT ET ET",
            "/Secret1 gs",
            "/F123456789 9 Tf",
            "BI /W 1 /H 1 /IM true ID x EI",
            "1 2 3 w",
            "1                                                                    w",
            "1 w                                      1 w",
            "1.0000000000000000000000000000000000000000000000000000000001 w",
            ") 0 0 1 1 re f",
        ] {
            assert!(!is_clean(content), "{content}");
        }
    }
}
