//! Inline images as image streams with full names (ISO 32000-2, tables 91 and 92).

use lopdf::{Dictionary, Object, Stream};

use crate::lex::{InlineImage, Token};

/// The image XObject an inline image stands for; `resource` finds named colour spaces.
pub(super) fn expand(image: &InlineImage<'_>, resource: impl Fn(&[u8], &[u8]) -> Option<Object>) -> Stream {
    let mut dict = Dictionary::new();
    dict.set("Type", "XObject");
    dict.set("Subtype", "Image");
    for (short, full) in KEYS {
        let Some(tokens) = image.value(full, short) else { continue };
        let mut position = 0;
        let Some(value) = object(tokens, &mut position, 0) else { continue };
        let value = match *full {
            b"Filter" => renamed(value, FILTERS),
            b"ColorSpace" => match renamed(value, SPACES) {
                Object::Name(name) => resource(b"ColorSpace", &name).unwrap_or(Object::Name(name)),
                other => other,
            },
            _ => value,
        };
        dict.set(full.to_vec(), value);
    }
    let mut stream = Stream::new(dict, image.data.to_vec());
    stream.dict.set("Length", Object::Integer(i64::try_from(image.data.len()).unwrap_or(0)));
    stream
}

fn renamed(value: Object, table: &[(&[u8], &[u8])]) -> Object {
    match value {
        Object::Name(name) => {
            let full = table.iter().find(|(short, _)| *short == name.as_slice()).map(|(_, full)| full.to_vec());
            Object::Name(full.unwrap_or(name))
        }
        Object::Array(items) => Object::Array(items.into_iter().map(|item| renamed(item, table)).collect()),
        other => other,
    }
}

/// Builds the object that starts at `position`.
pub(crate) fn object(tokens: &[Token<'_>], position: &mut usize, depth: usize) -> Option<Object> {
    let token = tokens.get(*position)?;
    *position += 1;
    if depth > 16 {
        return None;
    }
    Some(match token {
        #[expect(clippy::cast_possible_truncation, reason = "whole and small, as checked")]
        Token::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => Object::Integer(*number as i64),
        #[expect(clippy::cast_possible_truncation, reason = "PDF reals have single precision")]
        Token::Number(number) => Object::Real(*number as f32),
        Token::Name(_) => Object::Name(token.name()?.into_owned()),
        Token::Literal(_) => Object::String(token.string()?.into_owned(), lopdf::StringFormat::Literal),
        Token::Hex(_) => Object::String(token.string()?.into_owned(), lopdf::StringFormat::Hexadecimal),
        Token::Word(b"true") => Object::Boolean(true),
        Token::Word(b"false") => Object::Boolean(false),
        Token::Word(_) => Object::Null,
        Token::ArrayOpen => {
            let mut items = Vec::new();
            while tokens.get(*position).is_some_and(|token| *token != Token::ArrayClose) {
                items.push(object(tokens, position, depth + 1)?);
            }
            *position += 1;
            Object::Array(items)
        }
        Token::DictionaryOpen => {
            let mut dict = Dictionary::new();
            while tokens.get(*position).is_some_and(|token| *token != Token::DictionaryClose) {
                let key = tokens.get(*position)?.name();
                *position += 1;
                let value = object(tokens, position, depth + 1)?;
                if let Some(key) = key {
                    dict.set(key.into_owned(), value);
                }
            }
            *position += 1;
            Object::Dictionary(dict)
        }
        Token::ArrayClose | Token::DictionaryClose => Object::Null,
    })
}

const KEYS: &[(&[u8], &[u8])] = &[
    (b"BPC", b"BitsPerComponent"),
    (b"CS", b"ColorSpace"),
    (b"D", b"Decode"),
    (b"DP", b"DecodeParms"),
    (b"F", b"Filter"),
    (b"H", b"Height"),
    (b"IM", b"ImageMask"),
    (b"Intent", b"Intent"),
    (b"I", b"Interpolate"),
    (b"W", b"Width"),
];

const FILTERS: &[(&[u8], &[u8])] = &[
    (b"AHx", b"ASCIIHexDecode"),
    (b"A85", b"ASCII85Decode"),
    (b"LZW", b"LZWDecode"),
    (b"Fl", b"FlateDecode"),
    (b"RL", b"RunLengthDecode"),
    (b"CCF", b"CCITTFaxDecode"),
    (b"DCT", b"DCTDecode"),
];

const SPACES: &[(&[u8], &[u8])] =
    &[(b"G", b"DeviceGray"), (b"RGB", b"DeviceRGB"), (b"CMYK", b"DeviceCMYK"), (b"I", b"Indexed")];
