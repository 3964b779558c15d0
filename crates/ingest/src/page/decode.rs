//! From bytes to text, refusing what is neither a web page nor plain text.

use serde::Serialize;

use super::{MAX_BYTES, Refused};

/// How a page was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// As HTML.
    Html,
    /// As plain text.
    Text,
}

pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) format: Format,
    pub(crate) notes: Vec<String>,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge(bytes.len()));
    }
    if let Some((_, kind)) = OTHER_KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Refused::NotText(kind));
    }
    let mut notes = Vec::new();
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            if bytes.contains(&0) {
                return Err(Refused::NotText("a binary file"));
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    notes.push("not UTF-8; read as Windows-1252".to_owned());
                    bytes.iter().map(|byte| windows_1252(*byte)).collect()
                }
            }
        }
    };
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    let format = if looks_like_html(&text) { Format::Html } else { Format::Text };
    Ok(Decoded { text, format, notes })
}

fn looks_like_html(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(HEAD).collect::<String>().to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<!-- saved from"].iter().any(|mark| head.contains(mark))
        || (head.starts_with('<') && ["<p", "<div", "<h1", "<main", "<article"].iter().any(|mark| head.contains(mark)))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The upper half of Windows-1252, which old saved pages use for dashes and quotation marks.
fn windows_1252(byte: u8) -> char {
    const PUNCTUATION: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => PUNCTUATION[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

const OTHER_KINDS: [(&[u8], &str); 7] = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
];

/// Where the mark of an HTML file is looked for.
const HEAD: usize = 2_048;
