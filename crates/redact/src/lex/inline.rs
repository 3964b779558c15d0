//! Inline images (ISO 32000-2, 8.9.7): where the data ends.
//!
//! `EI` may occur inside the data, so its end is computed where that is
//! possible (unfiltered data has a known length, ASCII filters end themselves)
//! and only then looked for, with a check that operators follow.

use super::{Lexer, Token, is_space, string};
use crate::error::Error;

/// An inline image.
#[derive(Clone, Debug, PartialEq)]
pub struct InlineImage<'a> {
    /// Keys and values as written between `BI` and `ID`.
    pub entries: Vec<Token<'a>>,
    /// The encoded data between `ID` and `EI`.
    pub data: &'a [u8],
}

impl<'a> InlineImage<'a> {
    /// The tokens of the value of `key`, given by its full and short name.
    ///
    /// Where both stand there, viewers take the full one.
    pub fn value(&self, full: &[u8], short: &[u8]) -> Option<&[Token<'a>]> {
        self.named(full).or_else(|| self.named(short))
    }

    fn named(&self, key: &[u8]) -> Option<&[Token<'a>]> {
        let mut position = 0;
        while position < self.entries.len() {
            let end = value_end(&self.entries, position + 1);
            if let Some(Token::Name(raw)) = self.entries.get(position) {
                let name = string::name(raw);
                if *name == *key {
                    return self.entries.get(position + 1..end);
                }
            }
            position = end.max(position + 1);
        }
        None
    }

    /// The number `key` stands for.
    pub fn number(&self, full: &[u8], short: &[u8]) -> Option<f64> {
        self.value(full, short)?.first()?.number()
    }
}

/// The end of the value that starts at `position`.
fn value_end(tokens: &[Token<'_>], position: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(position) {
        match token {
            Token::ArrayOpen | Token::DictionaryOpen => depth += 1,
            Token::ArrayClose | Token::DictionaryClose => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

/// Reads on from behind `BI`.
pub(super) fn scan<'a>(lexer: &mut Lexer<'a>) -> Result<InlineImage<'a>, Error> {
    let mut entries = Vec::new();
    loop {
        lexer.skip_space();
        let Some(&byte) = lexer.data.get(lexer.position) else {
            return Ok(InlineImage { entries, data: &[] });
        };
        let token = match byte {
            b'0'..=b'9' | b'+' | b'-' | b'.' => lexer.number(),
            b'/' => Some(lexer.name()),
            b'(' => Some(lexer.literal()),
            b'<' if lexer.data.get(lexer.position + 1) == Some(&b'<') => lexer.bracket(2, Token::DictionaryOpen),
            b'<' => Some(lexer.hex()),
            b'>' if lexer.data.get(lexer.position + 1) == Some(&b'>') => lexer.bracket(2, Token::DictionaryClose),
            b'[' => lexer.bracket(1, Token::ArrayOpen),
            b']' => lexer.bracket(1, Token::ArrayClose),
            b'{' | b'}' | b')' | b'>' => {
                lexer.position += 1;
                None
            }
            _ => match lexer.word() {
                b"ID" => break,
                b"EI" => return Ok(InlineImage { entries, data: &[] }),
                word => Some(Token::Word(word)),
            },
        };
        entries.extend(token);
        if entries.len() > MAX_ENTRIES {
            return Err(Error::over_limit(format!("an inline image with more than {MAX_ENTRIES} entries")));
        }
    }
    // One white-space byte parts `ID` from the data.
    if lexer.data.get(lexer.position).is_some_and(|byte| is_space(*byte)) {
        lexer.position += 1;
    }
    let mut image = InlineImage { entries, data: &[] };
    let rest = lexer.data.get(lexer.position..).unwrap_or_default();
    let (length, after) = data_length(&image, rest);
    image.data = rest.get(..length).unwrap_or(rest);
    lexer.position = (lexer.position + after).min(lexer.data.len());
    Ok(image)
}

/// Length of the data, and where reading goes on.
fn data_length(image: &InlineImage<'_>, rest: &[u8]) -> (usize, usize) {
    let known = match image.value(b"Filter", b"F").and_then(first_name) {
        None => raw_length(image),
        Some(filter) => match &*filter {
            b"ASCIIHexDecode" | b"AHx" => rest.iter().position(|byte| *byte == b'>').map(|at| at + 1),
            b"ASCII85Decode" | b"A85" => rest.windows(2).position(|pair| pair == b"~>").map(|at| at + 2),
            _ => None,
        },
    };
    if let Some(length) = known
        && let Some(end) = marker(rest, length, length + 8)
    {
        return (length, end + 2);
    }
    let mut from = 0;
    while let Some(at) = marker(rest, from, rest.len()) {
        if reads_as_operators(rest.get(at + 2..).unwrap_or_default()) {
            let length = if at > 0 && is_space(rest[at - 1]) { at - 1 } else { at };
            return (length, at + 2);
        }
        from = at + 2;
    }
    (rest.len(), rest.len())
}

/// Position of an `EI` that stands alone, at `from` or later but before `to`.
fn marker(rest: &[u8], from: usize, to: usize) -> Option<usize> {
    (from..to.min(rest.len())).find(|&at| {
        rest.get(at..at + 2) == Some(b"EI")
            && rest.get(at + 2).is_none_or(|byte| !super::is_regular(*byte))
            && (at == 0 || at == from || is_space(rest[at - 1]) || rest[at - 1] == b'>')
    })
}

/// Whether the next bytes look like content: printable, with a known operator soon.
fn reads_as_operators(after: &[u8]) -> bool {
    let window = after.get(..after.len().min(40)).unwrap_or_default();
    window.iter().all(|byte| is_space(*byte) || matches!(byte, 0x20..=0x7e))
}

fn first_name<'a>(tokens: &[Token<'a>]) -> Option<std::borrow::Cow<'a, [u8]>> {
    tokens.iter().find_map(Token::name)
}

/// Length of unfiltered data, from its dimensions.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be small and positive")]
fn raw_length(image: &InlineImage<'_>) -> Option<usize> {
    let bounded = |number: f64| (1.0..=65_536.0).contains(&number).then_some(number as usize);
    let width = bounded(image.number(b"Width", b"W")?)?;
    let height = bounded(image.number(b"Height", b"H")?)?;
    let is_mask = matches!(image.value(b"ImageMask", b"IM"), Some([Token::Word(b"true"), ..]));
    let bits = if is_mask { 1 } else { bounded(image.number(b"BitsPerComponent", b"BPC")?)? };
    let components = match image.value(b"ColorSpace", b"CS") {
        None => 1,
        Some(tokens) => match &*first_name(tokens)? {
            b"G" | b"DeviceGray" | b"I" | b"Indexed" | b"CalGray" => 1,
            b"RGB" | b"DeviceRGB" | b"CalRGB" => 3,
            b"CMYK" | b"DeviceCMYK" => 4,
            _ => return None,
        },
    };
    Some((width * bits * components).div_ceil(8) * height)
}

/// An inline image has eleven keys at most; values are short.
const MAX_ENTRIES: usize = 4096;
