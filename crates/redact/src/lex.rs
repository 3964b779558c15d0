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
            self.skip_space();
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
        }
    }

    fn skip_space(&mut self) {
        while let Some(&byte) = self.data.get(self.position) {
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
        let mut length = 0;
        let mut negative = false;
        while let Some(sign @ (b'+' | b'-')) = data.get(length) {
            negative |= *sign == b'-';
            length += 1;
        }
        let (mut whole, mut places, mut point, mut digits) = (0_u32, 0_usize, false, 0_usize);
        // As long as a whole number holds the digits.
        while digits < POWERS.len() - 1
            && let Some(&byte) = data.get(length)
        {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    whole = whole * 10 + u32::from(byte - b'0');
                    places += usize::from(point);
                }
                b'.' if !point => point = true,
                _ => break,
            }
            length += 1;
        }
        let (mut value, mut scale) = (f64::from(whole), POWERS[places]);
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
        self.position += length.max(1);
        let value = if scale.is_finite() { value / scale } else { 0.0 };
        let value = if value.is_finite() { value } else { 0.0 };
        Some(Token::Number(if negative { -value } else { value }))
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
        while let Some(&byte) = self.data.get(self.position) {
            match byte {
                b'\\' => self.position += 1,
                b'(' => depth += 1,
                b')' if depth == 0 => {
                    let inside = self.data.get(start..self.position).unwrap_or_default();
                    self.position += 1;
                    return Token::Literal(inside);
                }
                b')' => depth -= 1,
                _ => {}
            }
            self.position += 1;
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

/// White space (ISO 32000-2, table 1).
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// A TJ array over a whole page of single letters stays far below this.
const MAX_OPERANDS: usize = 1 << 20;
/// Powers of ten, as far as a whole number of 32 bits holds all numbers of so many digits.
const POWERS: [f64; 10] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
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
