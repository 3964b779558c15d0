//! Slips that viewers read over and the parser does not.

/// The file with each `#` that begins no escape written as an escape (ISO 32000-2, 7.3.5); none if there is none.
///
/// Offsets are wrong afterwards: the cross-reference data has to be rebuilt.
pub(super) fn names(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mended = Vec::with_capacity(bytes.len() + 64);
    let (mut at, mut count) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"stream") && !bytes.get(..at).is_some_and(|before| before.ends_with(b"end")) {
            let length = find(rest, b"endstream").unwrap_or(rest.len());
            mended.extend_from_slice(&rest[..length]);
            at += length;
            continue;
        }
        let length = match byte {
            b'(' => literal(rest),
            b'/' => {
                let length = 1 + rest.iter().skip(1).take_while(|byte| is_regular(**byte)).count();
                for (index, byte) in rest[..length].iter().enumerate() {
                    mended.push(*byte);
                    let is_escape =
                        rest.get(index + 1..index + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
                    if *byte == b'#' && !is_escape {
                        mended.extend_from_slice(b"23");
                        count += 1;
                    }
                }
                at += length;
                continue;
            }
            _ => 1,
        };
        mended.extend_from_slice(&rest[..length]);
        at += length;
    }
    (count > 0).then_some(mended)
}

/// The file with 0 for each length that is a string or a name, so that streams end where their end is marked; none if
/// there is none. Everything stays where it was.
pub(super) fn lengths(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mended = bytes.to_vec();
    let (mut from, mut count) = (0, 0_usize);
    while let Some(at) = find(bytes.get(from..)?, b"/Length").map(|at| from + at) {
        from = at + b"/Length".len();
        let rest = bytes.get(from..)?;
        let value = rest.trim_ascii_start();
        let space = rest.len() - value.len();
        let length = match value.first() {
            Some(b'(') => literal(value),
            Some(b'/') if space > 0 => 1 + value.iter().skip(1).take_while(|byte| is_regular(**byte)).count(),
            _ => continue,
        };
        let value = mended.get_mut(from + space..from + space + length)?;
        value.fill(b' ');
        *value.first_mut()? = b'0';
        count += 1;
    }
    (count > 0).then_some(mended)
}

/// Length of the literal string that `bytes` begins with; 1 if it has no end.
fn literal(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 1 => return at + 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    1
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::{lengths, names};

    #[test]
    fn a_length_that_is_no_number_is_zero() {
        assert_eq!(lengths(b"<< /Length (a) /A 1 >>").unwrap(), b"<< /Length 0   /A 1 >>");
        assert_eq!(lengths(b"<< /Length 5 0 R /Length1 (a) /Length2 3 >>"), None);
    }

    #[test]
    fn a_bare_number_sign_in_a_name_is_escaped_and_nothing_else_is_touched() {
        let file = b"<< /A#B 1 /C#41 (/D#x) /E# [ ] >> stream\n/F#G\nendstream";
        let mended = names(file).unwrap();
        assert_eq!(mended, b"<< /A#23B 1 /C#41 (/D#x) /E#23 [ ] >> stream\n/F#G\nendstream");
        assert_eq!(names(b"<< /A#20B 1 >>"), None);
    }
}
