//! A CFF font program (Adobe Technical Note 5176) written from outlines.

use kurbo::{Affine, PathEl, PathSeg, Point};

use super::Glyph;
use crate::error::Error;

/// A program with an empty first glyph and then the given ones, named `g1`, `g2` and so on; `is_encoded` says whether it
/// brings an encoding of their codes, each of one byte.
pub(super) fn program(glyphs: &[Glyph], name: &str, is_encoded: bool) -> Result<Vec<u8>, Error> {
    let units = units_per_em(glyphs);
    let scale = f64::from(units) / 1000.0;
    let mut charstrings = vec![charstring(&[], 0.0)];
    for glyph in glyphs {
        let outline = Affine::scale(scale) * glyph.outline.clone();
        charstrings.push(charstring(outline.elements(), glyph.width * scale));
    }
    let names: Vec<Vec<u8>> = (1..=glyphs.len()).map(|i| format!("g{i}").into_bytes()).collect();
    let mut charset = vec![0];
    for i in 0..glyphs.len() {
        let id = u16::try_from(i + STANDARD_STRINGS).map_err(|_| Error::over_limit("a font with too many glyphs"))?;
        charset.extend_from_slice(&id.to_be_bytes());
    }
    let encoding = if is_encoded { encoding(glyphs)? } else { Vec::new() };
    let charstrings = index(&charstrings);
    let private = [dict_integer(0), vec![20], dict_integer(0), vec![21]].concat();
    let head = [vec![1, 0, 4, 4], index(&[name.as_bytes().to_vec()])].concat();
    let tail = [index(&names), index(&[])].concat();
    // Offsets are written in a fixed width, so that the dictionary's length does not depend on them.
    let top = |charset_at: usize, charstrings_at: usize, private_at: usize| {
        let mut dict = Vec::new();
        if units != 1000 {
            for value in [1.0 / f64::from(units), 0.0, 0.0, 1.0 / f64::from(units), 0.0, 0.0] {
                dict_real(value, &mut dict);
            }
            dict.extend_from_slice(&[12, 7]);
        }
        dict.extend(dict_integer(charset_at));
        dict.push(15);
        if is_encoded {
            dict.extend(dict_integer(charset_at + charset.len()));
            dict.push(16);
        }
        dict.extend(dict_integer(charstrings_at));
        dict.push(17);
        dict.extend(dict_integer(private.len()));
        dict.extend(dict_integer(private_at));
        dict.push(18);
        index(&[dict])
    };
    let charset_at = head.len() + top(0, 0, 0).len() + tail.len();
    let charstrings_at = charset_at + charset.len() + encoding.len();
    let private_at = charstrings_at + charstrings.len();
    let top = top(charset_at, charstrings_at, private_at);
    Ok([head, top, tail, charset, encoding, charstrings, private].concat())
}

/// The codes of the glyphs, in their order (format 0).
fn encoding(glyphs: &[Glyph]) -> Result<Vec<u8>, Error> {
    let byte = |number: u32| u8::try_from(number).map_err(|_| Error::over_limit("a simple font with too many codes"));
    let mut encoding = vec![0, byte(u32::try_from(glyphs.len()).unwrap_or(u32::MAX))?];
    for glyph in glyphs {
        encoding.push(byte(glyph.new)?);
    }
    Ok(encoding)
}

/// The units in which the outlines have whole coordinates, as far as one of the usual ones does.
fn units_per_em(glyphs: &[Glyph]) -> u32 {
    let is_whole = |units: &&u32| {
        let scale = f64::from(**units) / 1000.0;
        glyphs.iter().all(|glyph| {
            glyph.outline.elements().iter().filter_map(PathEl::end_point).all(|p| {
                let (x, y) = (p.x * scale, p.y * scale);
                (x - x.round()).abs() < NEAR && (y - y.round()).abs() < NEAR
            })
        })
    };
    USUAL_UNITS.iter().find(is_whole).copied().unwrap_or(FINE_UNITS)
}

/// A Type 2 charstring (Adobe Technical Note 5177): width, outline, end.
fn charstring(outline: &[PathEl], width: f64) -> Vec<u8> {
    let mut out = Vec::new();
    operand(width.round() as i32, &mut out);
    let mut at = (0, 0);
    let mut start = Point::ZERO;
    let mut pen = Point::ZERO;
    for element in outline {
        match *element {
            PathEl::MoveTo(p) => {
                delta(p, &mut at, &mut out);
                out.push(21);
                (start, pen) = (p, p);
            }
            PathEl::LineTo(p) => {
                delta(p, &mut at, &mut out);
                out.push(5);
                pen = p;
            }
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => {
                let cubic = match *element {
                    PathEl::QuadTo(a, p) => PathSeg::Quad(kurbo::QuadBez::new(pen, a, p)).to_cubic(),
                    PathEl::CurveTo(a, b, p) => kurbo::CubicBez::new(pen, a, b, p),
                    _ => continue,
                };
                for p in [cubic.p1, cubic.p2, cubic.p3] {
                    delta(p, &mut at, &mut out);
                }
                out.push(8);
                pen = cubic.p3;
            }
            PathEl::ClosePath => pen = start,
        }
    }
    out.push(14);
    out
}

/// Writes the way from the last whole point to the next.
fn delta(p: Point, at: &mut (i32, i32), out: &mut Vec<u8>) {
    let whole = |v: f64| if v.is_finite() { v.round().clamp(-16_000.0, 16_000.0) as i32 } else { 0 };
    let to = (whole(p.x), whole(p.y));
    operand(to.0 - at.0, out);
    operand(to.1 - at.1, out);
    *at = to;
}

/// A number in a charstring.
fn operand(value: i32, out: &mut Vec<u8>) {
    match value {
        -107..=107 => out.push((value + 139) as u8),
        108..=1131 => {
            let v = value - 108;
            out.extend_from_slice(&[(v / 256 + 247) as u8, (v % 256) as u8]);
        }
        -1131..=-108 => {
            let v = -value - 108;
            out.extend_from_slice(&[(v / 256 + 251) as u8, (v % 256) as u8]);
        }
        _ => {
            out.push(28);
            out.extend_from_slice(&(value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16).to_be_bytes());
        }
    }
}

/// A whole number in a dictionary, always five bytes.
fn dict_integer(value: usize) -> Vec<u8> {
    let mut out = vec![29];
    out.extend_from_slice(&u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes());
    out
}

/// A real number in a dictionary: decimal digits in nibbles.
fn dict_real(value: f64, out: &mut Vec<u8>) {
    out.push(30);
    let mut nibbles: Vec<u8> = format!("{value:.10}")
        .trim_end_matches('0')
        .bytes()
        .map(|byte| match byte {
            b'.' => 10,
            b'-' => 14,
            digit => digit - b'0',
        })
        .collect();
    nibbles.push(15);
    if nibbles.len() % 2 == 1 {
        nibbles.push(15);
    }
    out.extend(nibbles.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]));
}

/// An INDEX with offsets of four bytes.
fn index(items: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(&(items.len() as u16).to_be_bytes());
    if items.is_empty() {
        return out;
    }
    out.push(4);
    let mut offset: u32 = 1;
    out.extend_from_slice(&offset.to_be_bytes());
    for item in items {
        offset += item.len() as u32;
        out.extend_from_slice(&offset.to_be_bytes());
    }
    items.iter().for_each(|item| out.extend_from_slice(item));
    out
}

/// Glyphs that an encoding can number.
pub(super) const MOST_ENCODED: usize = u8::MAX as usize;

/// Strings that every program has without listing them.
const STANDARD_STRINGS: usize = 391;

/// Units per em of most fonts, smallest first.
const USUAL_UNITS: [u32; 6] = [1000, 1024, 2000, 2048, 2500, 4096];

/// For other fonts: rounding moves a point by an eight-thousandth of an em.
const FINE_UNITS: u32 = 4096;

/// How near, in units, a coordinate must be to a whole one after a reader's 32-bit arithmetic.
const NEAR: f64 = 0.02;
