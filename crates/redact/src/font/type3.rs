//! Where the glyphs of a Type 3 font put ink.
//!
//! The box a glyph declares with `d1` may lie, so it is joined with the box of
//! everything its stream draws (ISO 32000-2, 9.6.4).

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object};

use crate::draft::{Draft, as_dictionary, as_number};
use crate::geom::{Affine, Point, Rect, transformed_bounds};
use crate::lex::{Lexer, Step, Token};

/// Ink boxes by code, in em.
pub(super) fn ink_boxes(draft: &Draft, font: &Dictionary) -> BTreeMap<u32, Rect> {
    let matrix = matrix(draft, font);
    let mut boxes = BTreeMap::new();
    let Some(procs) = draft.dictionary(font, b"CharProcs") else { return boxes };
    let declared = rect(draft.value(font, b"FontBBox"), draft).filter(|bounds| bounds.area() > 0.0);
    for (code, name) in differences(draft, font) {
        let Object::Stream(stream) = draft.value(procs, &name) else { continue };
        let Ok(data) = draft.stream_data(stream) else { continue };
        if let Some(ink) = drawn(&data, declared) {
            boxes.insert(code, transformed_bounds(matrix, ink));
        }
    }
    boxes
}

/// The font matrix.
pub(super) fn matrix(draft: &Draft, font: &Dictionary) -> Affine {
    let default = Affine::scale(0.001);
    let Object::Array(items) = draft.value(font, b"FontMatrix") else { return default };
    let numbers: Vec<f64> = items.iter().filter_map(|item| as_number(draft.resolve(item))).collect();
    <[f64; 6]>::try_from(numbers).map_or(default, Affine::new)
}

/// Codes and glyph names of the encoding's differences.
fn differences(draft: &Draft, font: &Dictionary) -> Vec<(u32, Vec<u8>)> {
    let Some(encoding) = as_dictionary(draft.value(font, b"Encoding")) else { return Vec::new() };
    let Object::Array(items) = draft.value(encoding, b"Differences") else { return Vec::new() };
    let mut code = 0_u32;
    let mut found = Vec::new();
    for item in items {
        match draft.resolve(item) {
            Object::Integer(number) => code = u32::try_from(*number).unwrap_or(0),
            Object::Name(name) => {
                found.push((code, name.clone()));
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    found
}

fn rect(object: &Object, draft: &Draft) -> Option<Rect> {
    let Object::Array(items) = object else { return None };
    let numbers: Vec<f64> = items.iter().filter_map(|item| as_number(draft.resolve(item))).collect();
    let [x0, y0, x1, y1] = <[f64; 4]>::try_from(numbers).ok()?;
    Some(Rect::new(x0, y0, x1, y1).abs())
}

/// Box of what a glyph stream draws, in glyph space.
fn drawn(data: &[u8], declared: Option<Rect>) -> Option<Rect> {
    let mut lexer = Lexer::new(data);
    let mut stack = Vec::new();
    let mut ctm = Affine::IDENTITY;
    let mut width = 0.0_f64;
    let mut ink: Option<Rect> = None;
    let mut add = |bounds: Rect| ink = Some(ink.map_or(bounds, |ink| ink.union(bounds)));
    let mut opaque = false;
    while let Ok(Some(step)) = lexer.step() {
        let Step::Operator(operator) = step else {
            add(transformed_bounds(ctm, UNIT));
            continue;
        };
        let numbers: Vec<f64> = lexer.operands().iter().filter_map(Token::number).collect();
        match (operator, numbers.as_slice()) {
            (b"q", _) if stack.len() < 64 => stack.push((ctm, width)),
            (b"Q", _) => (ctm, width) = stack.pop().unwrap_or((ctm, width)),
            (b"cm", &[a, b, c, d, e, f]) => ctm *= Affine::new([a, b, c, d, e, f]),
            (b"w", &[w]) => width = w.abs(),
            (b"d1", &[_, _, x0, y0, x1, y1]) => add(Rect::new(x0, y0, x1, y1).abs()),
            (b"re", &[x, y, w, h]) => {
                add(transformed_bounds(ctm, Rect::new(x, y, x + w, y + h).abs().inflate(width, width)));
            }
            (b"m" | b"l" | b"c" | b"v" | b"y", points) => {
                for pair in points.chunks_exact(2) {
                    let point = ctm * Point::new(pair[0], pair[1]);
                    add(Rect::from_points(point, point).inflate(width, width));
                }
            }
            (b"Do", _) => {
                add(transformed_bounds(ctm, UNIT));
                opaque = true;
            }
            (b"Tj" | b"TJ" | b"'" | b"\"" | b"sh", _) => opaque = true,
            _ => {}
        }
    }
    if opaque {
        // Text and forms inside a glyph: the declared box is the best bound there is.
        let bounds = declared.unwrap_or(Rect::new(-1000.0, -1000.0, 2000.0, 2000.0));
        add(bounds);
    }
    ink.filter(|ink| ink.is_finite())
}

const UNIT: Rect = Rect::new(0.0, 0.0, 1.0, 1.0);
