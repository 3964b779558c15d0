//! Writing content operators: numbers, names, strings, matrices.

use crate::geom::{Affine, Point};

/// Appends a number: at least six significant digits, no exponent.
pub fn number(out: &mut Vec<u8>, value: f64) {
    let value = if value.is_finite() { value } else { 0.0 };
    let magnitude = value.abs();
    if value.fract() == 0.0 && magnitude < 1e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and small")]
        let whole = value as i64;
        out.extend_from_slice(whole.to_string().as_bytes());
        return;
    }
    let text = if magnitude < 0.01 {
        format!("{value:.10}")
    } else if magnitude < 1.0 {
        format!("{value:.7}")
    } else if magnitude < 1000.0 {
        format!("{value:.5}")
    } else {
        format!("{value:.3}")
    };
    let text = text.trim_end_matches('0').trim_end_matches('.');
    out.extend_from_slice(if matches!(text, "-0" | "") { b"0" } else { text.as_bytes() });
}

/// Appends numbers, each followed by a space.
pub fn numbers(out: &mut Vec<u8>, values: &[f64]) {
    for value in values {
        number(out, *value);
        out.push(b' ');
    }
}

/// Appends a point, followed by a space.
pub fn point(out: &mut Vec<u8>, point: Point) {
    numbers(out, &[point.x, point.y]);
}

/// Appends a matrix, followed by a space.
pub fn matrix(out: &mut Vec<u8>, matrix: Affine) {
    numbers(out, &matrix.as_coeffs());
}

/// Appends a name with its slash.
pub fn name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'*') {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// Appends a string: literal where it is mostly readable, else hexadecimal.
pub fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    let readable = bytes.iter().filter(|byte| matches!(byte, 0x20..=0x7e)).count();
    if readable * 2 > bytes.len() {
        out.push(b'(');
        for &byte in bytes {
            match byte {
                b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
                0x20..=0x7e => out.push(byte),
                _ => out.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
            }
        }
        out.push(b')');
    } else {
        out.push(b'<');
        for byte in bytes {
            out.extend_from_slice(format!("{byte:02X}").as_bytes());
        }
        out.push(b'>');
    }
}

#[cfg(test)]
mod tests {
    use super::{name, number, string};

    fn written(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_short_and_never_exponential() {
        for (value, text) in
            [(1.0, "1"), (-0.000_000_000_01, "0"), (0.5, "0.5"), (-12.25, "-12.25"), (0.001, "0.001"), (f64::NAN, "0")]
        {
            assert_eq!(written(|out| number(out, value)), text);
        }
    }

    #[test]
    fn strings_and_names_are_escaped() {
        assert_eq!(written(|out| string(out, b"a(b)\x01c")), "(a\\(b\\)\\001c)");
        assert_eq!(written(|out| string(out, b"\x00\x41")), "<0041>");
        assert_eq!(written(|out| name(out, b"A B")), "/A#20B");
    }
}
