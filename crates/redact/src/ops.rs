//! Writing content operators: numbers, names, strings, matrices.

use crate::geom::{Affine, Point};

/// Appends a number: at least six significant digits, no exponent.
pub fn number(out: &mut Vec<u8>, value: f64) {
    let precision = match value.abs() {
        m if m >= 1000.0 => (1000, 1e3, 3),
        m if m >= 1.0 => (100_000, 1e5, 5),
        m if m >= 0.01 => (10_000_000, 1e7, 7),
        _ => (10_000_000_000, 1e10, 10),
    };
    decimal(out, value, precision);
}

/// Appends a number with nine significant digits, more than producers write.
fn close_number(out: &mut Vec<u8>, value: f64) {
    let precision = match value.abs() {
        m if m >= 1e6 => (1000, 1e3, 3),
        m if m >= 1000.0 => (1_000_000, 1e6, 6),
        m if m >= 1.0 => (100_000_000, 1e8, 8),
        _ => (10_000_000_000, 1e10, 10),
    };
    decimal(out, value, precision);
}

/// Appends a number with so many decimal places; before them ten to the power of their number, twice.
fn decimal(out: &mut Vec<u8>, value: f64, (unit, scale, places): (u64, f64, usize)) {
    let value = if value.is_finite() { value } else { 0.0 };
    let magnitude = value.abs();
    if magnitude >= 1e15 {
        let text = format!("{value:.3}");
        out.extend_from_slice(text.trim_end_matches('0').trim_end_matches('.').as_bytes());
        return;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and below 2^63")]
    let scaled = (magnitude * scale).round() as u64;
    if scaled == 0 {
        out.push(b'0');
        return;
    }
    if value < 0.0 {
        out.push(b'-');
    }
    let (whole, mut fraction) = (scaled / unit, scaled % unit);
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    let mut rest = whole;
    while rest > 0 || at == digits.len() {
        at -= 1;
        digits[at] = digit(rest);
        rest /= 10;
    }
    out.extend_from_slice(&digits[at..]);
    if fraction > 0 {
        let mut places = places;
        while fraction % 10 == 0 {
            fraction /= 10;
            places -= 1;
        }
        out.push(b'.');
        let mut digits = [b'0'; 10];
        for place in digits[..places].iter_mut().rev() {
            *place = digit(fraction);
            fraction /= 10;
        }
        out.extend_from_slice(&digits[..places]);
    }
}

/// The last decimal digit of a number.
fn digit(number: u64) -> u8 {
    b"0123456789"[(number % 10) as usize]
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

/// Appends a matrix with the digits it needs not to displace what many others are multiplied into, followed by a space.
pub fn close_matrix(out: &mut Vec<u8>, matrix: Affine) {
    for value in matrix.as_coeffs() {
        close_number(out, value);
        out.push(b' ');
    }
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
    use super::{close_matrix, name, number, string};
    use crate::geom::Affine;

    fn written(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_short_and_never_exponential() {
        for (value, text) in [
            (1.0, "1"),
            (-0.000_000_000_01, "0"),
            (0.5, "0.5"),
            (-12.25, "-12.25"),
            (0.001, "0.001"),
            (f64::NAN, "0"),
            (0.999_999_99, "1"),
            (1e9, "1000000000"),
            (12_345.678_9, "12345.679"),
            (-0.050_000_1, "-0.0500001"),
            (100.0, "100"),
        ] {
            assert_eq!(written(|out| number(out, value)), text);
        }
    }

    #[test]
    fn matrices_that_producers_write_come_back_as_they_were() {
        for (values, text) in [
            ([0.239_999_99, 0.0, 0.0, -0.239_999_99, 0.0, 612.0], "0.23999999 0 0 -0.23999999 0 612 "),
            ([4.166_667, 0.0, 0.0, 4.166_667, 120.833_336, -2191.6667], "4.166667 0 0 4.166667 120.833336 -2191.6667 "),
            ([1.0 / 3.0, 0.0, 0.0, 1e-11, 1e14, f64::INFINITY], "0.3333333333 0 0 0 100000000000000 0 "),
        ] {
            assert_eq!(written(|out| close_matrix(out, Affine::new(values))), text);
        }
    }

    #[test]
    fn strings_and_names_are_escaped() {
        assert_eq!(written(|out| string(out, b"a(b)\x01c")), "(a\\(b\\)\\001c)");
        assert_eq!(written(|out| string(out, b"\x00\x41")), "<0041>");
        assert_eq!(written(|out| name(out, b"A B")), "/A#20B");
    }
}
