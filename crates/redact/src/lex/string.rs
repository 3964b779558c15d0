//! The bytes behind names and strings (ISO 32000-2, 7.3.4 and 7.3.5).

use std::borrow::Cow;

/// A name with its `#` escapes undone.
pub fn name(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'#') {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut position = 0;
    while let Some(&byte) = raw.get(position) {
        let digits = (raw.get(position + 1).and_then(digit), raw.get(position + 2).and_then(digit));
        if let (b'#', (Some(high), Some(low))) = (byte, digits) {
            out.push(high << 4 | low);
            position += 3;
        } else {
            out.push(byte);
            position += 1;
        }
    }
    Cow::Owned(out)
}

/// The bytes of a literal string, given what stands between its brackets.
pub fn literal(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.contains(&b'\\') && !raw.contains(&b'\r') {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                out.push(b'\n');
            }
            b'\\' => match bytes.next() {
                Some(b'n') => out.push(b'\n'),
                Some(b'r') => out.push(b'\r'),
                Some(b't') => out.push(b'\t'),
                Some(b'b') => out.push(8),
                Some(b'f') => out.push(12),
                Some(b'\n') | None => {}
                Some(b'\r') => {
                    bytes.next_if_eq(&b'\n');
                }
                Some(first @ b'0'..=b'7') => {
                    let mut value = u32::from(first - b'0');
                    for _ in 0..2 {
                        if let Some(next) = bytes.next_if(|byte| matches!(byte, b'0'..=b'7')) {
                            value = value * 8 + u32::from(next - b'0');
                        }
                    }
                    out.push((value & 0xff) as u8);
                }
                Some(other) => out.push(other),
            },
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

/// The bytes of a hexadecimal string; a missing last digit counts as 0.
pub fn hex(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() / 2);
    let mut high = None;
    for value in raw.iter().filter_map(digit) {
        match high.take() {
            Some(first) => out.push(first << 4 | value),
            None => high = Some(value),
        }
    }
    if let Some(first) = high {
        out.push(first << 4);
    }
    out
}

fn digit(byte: &u8) -> Option<u8> {
    char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::{hex, literal, name};

    #[test]
    fn escapes_are_undone() {
        assert_eq!(&*literal(b"a\\(\\101\\7z\\\r\nb\\"), b"a(A\x07zb");
        assert_eq!(&*name(b"A#42#zz"), b"AB#zz");
        assert_eq!(hex(b"4 1 4"), b"A@");
    }
}
