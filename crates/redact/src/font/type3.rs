//! Where the glyphs of a Type 3 font put ink.
//!
//! The box a glyph declares with `d1` may lie, so the box of what its stream
//! draws is taken (ISO 32000-2, 9.6.4).

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
    let around = Rect::new(-1.0, -1.0, 2.0, 2.0);
    let unknown = declared.unwrap_or_else(|| match matrix.determinant() {
        0.0 => around,
        _ => transformed_bounds(matrix.inverse(), around),
    });
    let resources = draft.dictionary(font, b"Resources");
    for (code, name) in differences(draft, font) {
        let Object::Stream(stream) = draft.value(procs, &name) else { continue };
        let Ok(data) = draft.stream_data(stream) else { continue };
        let own = draft.dictionary(&stream.dict, b"Resources");
        if let Some(ink) = (Drawing { draft, resources: own.or(resources), unknown }).ink(&data, 0) {
            boxes.insert(code, transformed_bounds(matrix, ink));
        }
    }
    boxes
}

/// How many units of text space make an em of a font with these ink boxes: one where its letters are about as high as those
/// of other fonts, else a power of two.
///
/// Printing systems draw letters in dots of their printer and set the font to the size of a dot. Steps so coarse say
/// next to nothing of the letters that are there.
pub(super) fn unit<'r>(boxes: impl Iterator<Item = &'r Rect>) -> f64 {
    let highest =
        boxes.map(|ink| ink.y1.abs().max(ink.y0.abs())).filter(|height| height.is_finite()).fold(0.0, f64::max);
    let steps = (highest / USUAL_HEIGHT).log2().round();
    if (-1.0..=1.0).contains(&steps) || !steps.is_finite() { 1.0 } else { steps.clamp(-16.0, 16.0).exp2() }
}

/// The font matrix.
pub(super) fn matrix(draft: &Draft, font: &Dictionary) -> Affine {
    affine(draft, font, b"FontMatrix").unwrap_or(Affine::scale(0.001))
}

fn affine(draft: &Draft, holder: &Dictionary, key: &[u8]) -> Option<Affine> {
    let Object::Array(items) = draft.value(holder, key) else { return None };
    let numbers: Vec<f64> = items.iter().filter_map(|item| as_number(draft.resolve(item))).collect();
    <[f64; 6]>::try_from(numbers).ok().map(Affine::new)
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

/// What a glyph's stream draws with.
struct Drawing<'d> {
    draft: &'d Draft,
    resources: Option<&'d Dictionary>,
    /// The box for what cannot be measured here: text shown by a glyph, and shadings.
    unknown: Rect,
}

impl Drawing<'_> {
    /// Box of what a stream draws, in its own space.
    ///
    /// What `d1` declares does not count: viewers paint beyond it, and some fonts give every letter the box of the whole font.
    fn ink(&self, data: &[u8], depth: usize) -> Option<Rect> {
        let mut lexer = Lexer::new(data);
        let mut stack = Vec::new();
        let mut ctm = Affine::IDENTITY;
        let mut width = 0.0_f64;
        let mut ink: Option<Rect> = None;
        let mut add = |bounds: Rect| ink = Some(ink.map_or(bounds, |ink| ink.union(bounds)));
        while let Ok(Some(step)) = lexer.step() {
            let Step::Operator(operator) = step else {
                add(transformed_bounds(ctm, UNIT));
                continue;
            };
            let numbers: Vec<f64> = lexer.operands().iter().filter_map(Token::number).collect();
            let pen = width * ctm.determinant().abs().sqrt();
            match (operator, numbers.as_slice()) {
                (b"q", _) if stack.len() < 64 => stack.push((ctm, width)),
                (b"Q", _) => (ctm, width) = stack.pop().unwrap_or((ctm, width)),
                (b"cm", &[a, b, c, d, e, f]) => ctm *= Affine::new([a, b, c, d, e, f]),
                (b"w", &[w]) => width = w.abs(),
                (b"re", &[x, y, w, h]) => {
                    add(transformed_bounds(ctm, Rect::new(x, y, x + w, y + h).abs()).inflate(pen, pen));
                }
                (b"m" | b"l" | b"c" | b"v" | b"y", points) => {
                    for pair in points.chunks_exact(2) {
                        let point = ctm * Point::new(pair[0], pair[1]);
                        add(Rect::from_points(point, point).inflate(pen, pen));
                    }
                }
                (b"Do", _) => {
                    let name = lexer.operands().last().and_then(Token::name);
                    if let Some(bounds) = self.object(&name.unwrap_or_default(), depth) {
                        add(transformed_bounds(ctm, bounds));
                    }
                }
                (b"Tj" | b"TJ" | b"'" | b"\"" | b"sh", _) => add(self.unknown),
                _ => {}
            }
        }
        ink.filter(|ink| ink.is_finite())
    }

    /// Box of an object that a glyph paints: a picture's unit square, or what a form draws within its own box.
    fn object(&self, name: &[u8], depth: usize) -> Option<Rect> {
        let objects = self.resources.and_then(|resources| self.draft.dictionary(resources, b"XObject"));
        let Some(Object::Stream(stream)) = objects.map(|objects| self.draft.value(objects, name)) else {
            return Some(UNIT.union(self.unknown));
        };
        if self.draft.value(&stream.dict, b"Subtype").as_name().ok() != Some(b"Form".as_slice()) {
            return Some(UNIT);
        }
        if depth >= MAX_FORMS {
            return Some(self.unknown);
        }
        let Ok(data) = self.draft.stream_data(stream) else { return None };
        let own = self.draft.dictionary(&stream.dict, b"Resources");
        let inner = Drawing { draft: self.draft, resources: own.or(self.resources), unknown: self.unknown };
        let ink = inner.ink(&data, depth + 1)?;
        let bounds =
            rect(self.draft.value(&stream.dict, b"BBox"), self.draft).map_or(ink, |bounds| bounds.intersect(ink));
        Some(transformed_bounds(affine(self.draft, &stream.dict, b"Matrix").unwrap_or_default(), bounds))
    }
}

const UNIT: Rect = Rect::new(0.0, 0.0, 1.0, 1.0);
/// Forms within forms within a glyph that are measured.
const MAX_FORMS: usize = 4;

/// How high the highest letters of most fonts are, in em.
const USUAL_HEIGHT: f64 = 0.75;

#[cfg(test)]
mod tests {
    use super::{Rect, unit};

    #[test]
    fn a_font_of_dots_has_an_em_of_many_of_them() {
        let of = |height: f64| unit([Rect::new(0.0, -0.2 * height, 0.6 * height, height)].iter());
        assert_eq!([0.5, 0.75, 1.4].map(of), [1.0; 3]);
        assert_eq!(of(58.0), 64.0);
        assert_eq!(of(0.01), 1.0 / 64.0);
        assert_eq!(of(f64::INFINITY), 1.0);
        assert_eq!(unit([].iter()), 1.0);
    }
}
