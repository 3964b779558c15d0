//! The content-stream tokenizer: operators with their operands, by byte span.
//!
//! It borrows everything from the stream and reuses one operand list, so an
//! operator costs no allocation (ISO 32000-2, 7.8.2). It never fails on what
//! viewers accept: stray delimiters are skipped, numbers like `1-2` read as far
//! as they go. What it does not carry over (comments, garbage) is gone from
//! whatever is serialised from its tokens.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::Error;

mod inline;
pub mod string;

pub use inline::InlineImage;

/// One operand token; arrays and dictionaries stand as brackets around their members.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Token<'a> {
    /// An integer or real.
    Number(f64),
    /// A name without its slash, `#` escapes still in it.
    Name(&'a [u8]),
    /// The inside of `( … )`, escapes still in it.
    Literal(&'a [u8]),
    /// The inside of `< … >`.
    Hex(&'a [u8]),
    /// `true`, `false` or `null`, as written.
    Word(&'a [u8]),
    /// `[`
    ArrayOpen,
    /// `]`
    ArrayClose,
    /// `<<`
    DictionaryOpen,
    /// `>>`
    DictionaryClose,
}

impl<'a> Token<'a> {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Token::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The name with its escapes undone, if it is one.
    pub fn name(&self) -> Option<Cow<'a, [u8]>> {
        match self {
            Token::Name(raw) => Some(string::name(raw)),
            _ => None,
        }
    }

    /// The string's bytes, if it is one.
    pub fn string(&self) -> Option<Cow<'a, [u8]>> {
        match self {
            Token::Literal(raw) => Some(string::literal(raw)),
            Token::Hex(raw) => Some(Cow::Owned(string::hex(raw))),
            _ => None,
        }
    }
}

/// What the tokenizer found next.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step<'a> {
    /// An operator; its operands are in [`Lexer::operands`].
    Operator(&'a [u8]),
    /// A whole inline image, `BI` to `EI`.
    Inline(InlineImage<'a>),
}

/// Reads a content stream operator by operator.
#[derive(Debug)]
pub struct Lexer<'a> {
    data: &'a [u8],
    position: usize,
    operands: Vec<Token<'a>>,
    span: Range<usize>,
    surplus: bool,
}

impl<'a> Lexer<'a> {
    /// A tokenizer at the start of `data`.
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, position: 0, operands: Vec::with_capacity(16), span: 0..0, surplus: false }
    }

    /// The operands of the operator last returned.
    pub fn operands(&self) -> &[Token<'a>] {
        &self.operands
    }

    /// From the first operand to the end of the operator last returned.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Whether the stream so far held bytes that no operator accounts for:
    /// comments, stray delimiters, too many operands.
    pub fn saw_surplus(&self) -> bool {
        self.surplus
    }

    /// The next operator, or none at the end.
    pub fn step(&mut self) -> Result<Option<Step<'a>>, Error> {
        self.operands.clear();
        self.skip_space();
        let start = self.position;
        loop {
            let Some(&byte) = self.data.get(self.position) else {
                self.surplus |= !self.operands.is_empty();
                return Ok(None);
            };
            let token = match byte {
                b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
                b'/' => Some(self.name()),
                b'(' => Some(self.literal()),
                b'<' if self.data.get(self.position + 1) == Some(&b'<') => self.bracket(2, Token::DictionaryOpen),
                b'<' => Some(self.hex()),
                b'>' if self.data.get(self.position + 1) == Some(&b'>') => self.bracket(2, Token::DictionaryClose),
                b'[' => self.bracket(1, Token::ArrayOpen),
                b']' => self.bracket(1, Token::ArrayClose),
                b'{' | b'}' | b')' | b'>' => {
                    self.position += 1;
                    self.surplus = true;
                    None
                }
                _ => match self.word() {
                    word @ (b"true" | b"false" | b"null") => Some(Token::Word(word)),
                    b"BI" => {
                        let image = inline::scan(self)?;
                        self.span = start..self.position;
                        return Ok(Some(Step::Inline(image)));
                    }
                    operator => {
                        self.span = start..self.position;
                        return Ok(Some(Step::Operator(operator)));
                    }
                },
            };
            if let Some(token) = token {
                if self.operands.len() >= MAX_OPERANDS {
                    return Err(Error::over_limit(format!("more than {MAX_OPERANDS} operands before one operator")));
                }
                self.operands.push(token);
            }
            self.skip_space();
        }
    }

    #[inline]
    fn skip_space(&mut self) {
        while let Some(&byte) = self.data.get(self.position) {
            if byte > b' ' && byte != b'%' {
                break;
            }
            if is_space(byte) {
                self.position += 1;
            } else if byte == b'%' {
                self.surplus = true;
                while let Some(&byte) = self.data.get(self.position) {
                    if matches!(byte, b'\n' | b'\r') {
                        break;
                    }
                    self.position += 1;
                }
            } else {
                break;
            }
        }
    }

    fn bracket(&mut self, length: usize, token: Token<'a>) -> Option<Token<'a>> {
        self.position += length;
        Some(token)
    }

    fn number(&mut self) -> Option<Token<'a>> {
        let data = self.data.get(self.position..).unwrap_or_default();
        let (value, length) = plain_number(data).unwrap_or_else(|| odd_number(data));
        self.position += length;
        Some(Token::Number(value))
    }

    fn name(&mut self) -> Token<'a> {
        self.position += 1;
        Token::Name(self.word())
    }

    fn word(&mut self) -> &'a [u8] {
        let start = self.position;
        while self.data.get(self.position).is_some_and(|byte| is_regular(*byte)) {
            self.position += 1;
        }
        self.data.get(start..self.position).unwrap_or_default()
    }

    fn literal(&mut self) -> Token<'a> {
        self.position += 1;
        let start = self.position;
        let mut depth = 0_usize;
        let mut at = start;
        while let Some(&byte) = self.data.get(at) {
            // All letters and most signs.
            if byte > b')' && byte != b'\\' {
                at += 1;
                continue;
            }
            match byte {
                b'\\' => at += 1,
                b'(' => depth += 1,
                b')' if depth == 0 => {
                    let inside = self.data.get(start..at).unwrap_or_default();
                    self.position = at + 1;
                    return Token::Literal(inside);
                }
                b')' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        self.position = self.data.len();
        Token::Literal(self.data.get(start..).unwrap_or_default())
    }

    fn hex(&mut self) -> Token<'a> {
        self.position += 1;
        let start = self.position;
        while self.data.get(self.position).is_some_and(|byte| *byte != b'>') {
            self.position += 1;
        }
        let inside = self.data.get(start..self.position).unwrap_or_default();
        self.position = (self.position + 1).min(self.data.len());
        Token::Hex(inside)
    }
}

/// A number as nearly all are written: a sign, digits with at most one point, and behind them what ends it; its value and
/// its length. None where it is not, or has more digits than a double holds exactly.
#[inline]
fn plain_number(data: &[u8]) -> Option<(f64, usize)> {
    let (is_negative, mut rest) = match data {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, data),
    };
    let (mut digits, mut count) = (0_u64, 0_usize);
    let mut take = |rest: &mut &[u8]| {
        while let [byte, behind @ ..] = *rest {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            // What overflows has too many digits.
            digits = digits.wrapping_mul(10).wrapping_add(u64::from(digit));
            count += 1;
            *rest = behind;
        }
        count
    };
    let whole = take(&mut rest);
    let mut count = whole;
    if let [b'.', behind @ ..] = rest {
        rest = behind;
        count = take(&mut rest);
    }
    let ends = rest.first().is_none_or(|byte| !is_regular(*byte));
    if count == 0 || count > MAX_EXACT || !ends {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "so few digits are exact")]
    let value = digits as f64 / POWERS.get(count - whole)?;
    Some((if is_negative { -value } else { value }, data.len() - rest.len()))
}

/// Any other number, as far as viewers read it.
#[cold]
fn odd_number(data: &[u8]) -> (f64, usize) {
    let mut length = 0;
    let mut negative = false;
    while let Some(sign @ (b'+' | b'-')) = data.get(length) {
        negative |= *sign == b'-';
        length += 1;
    }
    let (mut value, mut scale, mut point, mut digits) = (0.0_f64, 1.0_f64, false, 0_usize);
    while let Some(&byte) = data.get(length) {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                value = value * 10.0 + f64::from(byte - b'0');
                if point {
                    scale *= 10.0;
                }
            }
            b'.' if !point => point = true,
            // `12-34` is read as 12 by the viewers that read it at all.
            b'-' | b'.' => {}
            _ => break,
        }
        length += 1;
        if length > MAX_NUMBER {
            break;
        }
    }
    while data.get(length).is_some_and(|byte| is_regular(*byte)) && digits == 0 {
        length += 1;
    }
    let value = if scale.is_finite() { value / scale } else { 0.0 };
    let value = if value.is_finite() { value } else { 0.0 };
    (if negative { -value } else { value }, length.max(1))
}

/// White space (ISO 32000-2, table 1).
#[inline]
pub const fn is_space(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

#[inline]
fn is_regular(byte: u8) -> bool {
    REGULAR[usize::from(byte)]
}

/// What is neither white space nor a delimiter (ISO 32000-2, tables 1 and 2).
const REGULAR: [bool; 256] = {
    let mut regular = [true; 256];
    let mut byte = 0_u8;
    loop {
        let is_delimiter = matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%');
        regular[byte as usize] = !is_space(byte) && !is_delimiter;
        if byte == u8::MAX {
            break regular;
        }
        byte += 1;
    }
};
/// A TJ array over a whole page of single letters stays far below this.
const MAX_OPERANDS: usize = 1 << 20;
/// Digits of a number that a double holds exactly.
const MAX_EXACT: usize = 15;
/// Powers of ten for the digits behind the point.
const POWERS: [f64; MAX_EXACT + 1] =
    [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/// Longer digit strings are data, not numbers.
const MAX_NUMBER: usize = 256;

#[cfg(test)]
mod tests {
    use super::{Lexer, Step, Token};

    fn operators(data: &[u8]) -> Vec<(String, usize)> {
        let mut lexer = Lexer::new(data);
        let mut found = Vec::new();
        while let Some(step) = lexer.step().unwrap() {
            match step {
                Step::Operator(name) => {
                    found.push((String::from_utf8_lossy(name).into_owned(), lexer.operands().len()));
                }
                Step::Inline(image) => found.push((format!("BI{}", image.data.len()), 0)),
            }
        }
        found
    }

    #[test]
    fn operators_come_with_their_operands_and_comments_do_not() {
        assert_eq!(
            operators(b"q 1 0 0 1 5 6 cm % (secret) Tj\n/F1 12 Tf [(a\\)b) -20 <41>] TJ Q"),
            [("q", 0), ("cm", 6), ("Tf", 2), ("TJ", 5), ("Q", 0)].map(|(name, count)| (name.to_owned(), count))
        );
    }

    #[test]
    fn spans_reach_from_first_operand_to_the_operator() {
        let mut lexer = Lexer::new(b"  1 w\n(x) Tj");
        lexer.step().unwrap();
        assert_eq!(lexer.span(), 2..5);
        lexer.step().unwrap();
        assert_eq!(lexer.span(), 6..12);
        assert_eq!(lexer.operands(), [Token::Literal(b"x")]);
    }

    #[test]
    fn inline_images_end_where_their_data_says_so() {
        assert_eq!(
            operators(b"BI /W 4 /H 1 /BPC 8 /CS /G ID a EI EI Q"),
            [("BI4", 0), ("Q", 0)].map(|(name, count)| (name.to_owned(), count))
        );
    }

    #[test]
    fn broken_streams_do_not_stop_the_tokenizer() {
        for data in [&b"(never closed"[..], b"<41", b"[ 1 2", b")) >> } q", b"--5 w", b"/", b"BI /W 1 ID x"] {
            operators(data);
        }
        let mut lexer = Lexer::new(b"--5 .5 -.25 4. w");
        lexer.step().unwrap();
        let numbers: Vec<_> = lexer.operands().iter().filter_map(Token::number).collect();
        assert_eq!(numbers, [-5.0, 0.5, -0.25, 4.0]);
    }
}
