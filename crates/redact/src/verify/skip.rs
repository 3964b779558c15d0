//! Steps over the syntax of a written file, byte by byte.
//!
//! A third look at structure, besides the writer's and the second reader's
//! parser: readers repair what they meet, and what a reader skips over in
//! silence is where things hide. This one repairs nothing.

/// One indirect object in the file's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// The object number.
    pub(super) number: u32,
    /// Offset of its first byte.
    pub(super) start: usize,
}

/// The objects of a file's body, back to back, and where the body ends.
///
/// `None` if anything but white space stands between two objects, or an object
/// does not end where its own length says.
pub(super) fn body(bytes: &[u8]) -> Option<(Vec<Span>, usize)> {
    let mut at = header_end(bytes)?;
    let mut spans = Vec::new();
    loop {
        at = skip_space(bytes, at);
        if !bytes.get(at)?.is_ascii_digit() {
            return Some((spans, at));
        }
        let start = at;
        let (number, next) = integer(bytes, at)?;
        let (generation, next) = integer(bytes, skip_space(bytes, next))?;
        if generation != 0 {
            return None;
        }
        at = keyword(bytes, skip_space(bytes, next), b"obj")?;
        at = skip_space(bytes, at);
        let dictionary = at;
        at = object(bytes, at)?;
        let after = skip_space(bytes, at);
        if let Some(data) = keyword(bytes, after, b"stream") {
            let length = stream_length(bytes.get(dictionary..at)?)?;
            let data = match bytes.get(data..)? {
                [b'\r', b'\n', ..] => data + 2,
                [b'\n', ..] => data + 1,
                _ => return None,
            };
            let end = data.checked_add(length)?;
            at = match bytes.get(end..)? {
                [b'\r', b'\n', ..] => end + 2,
                [b'\n' | b'\r', ..] => end + 1,
                _ => end,
            };
            at = keyword(bytes, at, b"endstream")?;
        }
        at = keyword(bytes, skip_space(bytes, at), b"endobj")?;
        spans.push(Span { number: u32::try_from(number).ok()?, start });
    }
}

/// The end of one object that begins at `at`: its closing bracket or last character.
pub(super) fn object(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        at = skip_space(bytes, at);
        match *bytes.get(at)? {
            b'(' => at = literal_string(bytes, at)?,
            b'<' if bytes.get(at + 1) == Some(&b'<') => {
                depth += 1;
                at += 2;
            }
            b'<' => at += bytes.get(at..)?.iter().position(|byte| *byte == b'>')? + 1,
            b'>' if bytes.get(at + 1) == Some(&b'>') => {
                depth = depth.checked_sub(1)?;
                at += 2;
            }
            b'[' => {
                depth += 1;
                at += 1;
            }
            b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            b'%' | b')' | b'>' | b'{' | b'}' => return None,
            _ => {
                let length = bytes.get(at + 1..)?.iter().position(|byte| is_delimiter(*byte))?;
                at += length + 1;
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The value of a stream dictionary's own direct `Length`.
fn stream_length(dictionary: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        at = skip_space(dictionary, at);
        let key = dictionary.get(at..)?;
        if key.starts_with(b">>") {
            return None;
        }
        let value = skip_space(dictionary, object(dictionary, at)?);
        if key.starts_with(b"/Length") && key.get(7).is_some_and(|byte| is_delimiter(*byte)) {
            return usize::try_from(integer(dictionary, value)?.0).ok();
        }
        at = skip_space(dictionary, object(dictionary, value)?);
        // `7 0 R` is three tokens and one value.
        if let Some((_, generation)) = integer(dictionary, at)
            && let Some(reference) = keyword(dictionary, skip_space(dictionary, generation), b"R")
        {
            at = reference;
        }
    }
}

/// The end of the version line and of the comment of high bytes behind it.
fn header_end(bytes: &[u8]) -> Option<usize> {
    bytes.starts_with(b"%PDF-").then_some(())?;
    let first = bytes.iter().take(16).position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let second = skip_space(bytes, first);
    if bytes.get(second) == Some(&b'%') {
        Some(second + bytes.get(second..)?.iter().take(16).position(|byte| matches!(byte, b'\n' | b'\r'))?)
    } else {
        Some(second)
    }
}

fn literal_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// A non-negative integer at `at`, and what follows it.
pub(super) fn integer(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let length = bytes.get(at..)?.iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    let digits = std::str::from_utf8(bytes.get(at..at + length)?).ok()?;
    Some((digits.parse().ok()?, at + length))
}

/// The end of `word` if it stands at `at`.
pub(super) fn keyword(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    bytes.get(at..)?.starts_with(word).then_some(at + word.len())
}

/// The first byte from `at` on that is no white space.
pub(super) fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !is_space(*byte)).unwrap_or(rest.len())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::{body, object};

    #[test]
    fn brackets_in_strings_do_not_count() {
        let text = b"<< /A (a \\) >> ( ) b) /B [1 <3e>] >> x";
        assert_eq!(object(text, 0), Some(text.len() - 2));
    }

    #[test]
    fn bytes_between_objects_are_noticed() {
        let clean = b"%PDF-1.7\n1 0 obj\n<< /Length 6 /X 7 0 R >>\nstream\nendobj\nendstream\nendobj\nxref\n";
        let (spans, end) = body(clean).unwrap();
        assert_eq!((spans.len(), spans[0].number), (1, 1));
        assert_eq!(&clean[end..], b"xref\n");
        let gap = b"%PDF-1.7\n1 0 obj\n12\nendobj\n(left over)\nxref\n";
        assert!(body(gap).is_none_or(|(_, end)| !gap[end..].starts_with(b"xref")));
        assert!(body(b"%PDF-1.7\n1 0 obj\n<< /Length 5 >>\nstream\nendobj\nendstream\nendobj\nxref\n").is_none());
    }
}
