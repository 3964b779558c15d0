//! Text operators (ISO 32000-2, 9.3 and 9.4).

use std::rc::Rc;

use lopdf::Object;

use super::state::{Clip, State, TextState};
use super::text::{Part, ShownGlyph, TextClip};
use super::{Machine, Numbers, Run, Sink, touches};
use crate::error::Error;
use crate::geom::{Affine, Rect, Vec2, transformed_bounds};
use crate::lex::Token;

impl Machine<'_, '_> {
    pub(super) fn text(
        &mut self,
        run: &mut Run<'_>,
        operator: &[u8],
        operands: &[Token<'_>],
        numbers: &Numbers,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        match (operator, numbers.last::<1>().map(|[value]| value)) {
            (b"BT", _) => set_matrix(run, Affine::IDENTITY),
            (b"ET", _) => end_text(run),
            (b"Tc", Some(value)) => run.state.text.character_spacing = value,
            (b"Tw", Some(value)) => run.state.text.word_spacing = value,
            (b"Tz", Some(value)) => run.state.text.scale = value / 100.0,
            (b"TL", Some(value)) => run.state.text.leading = value,
            (b"Ts", Some(value)) => run.state.text.rise = value,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the modes there are"
            )]
            (b"Tr", Some(value)) => run.state.text.mode = value.clamp(0.0, 7.0) as u8,
            (b"Tf", Some(size)) => {
                run.state.text.size = size;
                let name = operands.iter().rev().find_map(Token::name).unwrap_or_default();
                run.state.text.font = match self.resource(run.resources, b"Font", &name) {
                    Some(Object::Reference((number, _))) => Some(*number),
                    _ => None,
                };
            }
            (b"Td" | b"TD", _) => {
                if let Some([x, y]) = numbers.last() {
                    if operator == b"TD" {
                        run.state.text.leading = -y;
                    }
                    next_line(run, x, y);
                }
            }
            (b"Tm", _) => {
                if let Some(matrix) = numbers.last() {
                    set_matrix(run, Affine::new(matrix));
                }
            }
            (b"T*", _) => next_line(run, 0.0, -run.state.text.leading),
            (b"Tj", _) => return self.show(run, operands.last().into_iter(), sink),
            (b"'", _) => {
                next_line(run, 0.0, -run.state.text.leading);
                return self.show(run, operands.last().into_iter(), sink);
            }
            (b"\"", _) => {
                if let Some([word, character]) = numbers.last() {
                    run.state.text.word_spacing = word;
                    run.state.text.character_spacing = character;
                }
                next_line(run, 0.0, -run.state.text.leading);
                return self.show(run, operands.last().into_iter(), sink);
            }
            (b"TJ", _) => {
                let start = operands.iter().rposition(|token| *token == Token::ArrayOpen).map_or(0, |at| at + 1);
                return self.show(run, operands.get(start..).unwrap_or_default().iter(), sink);
            }
            _ => {}
        }
        Ok(())
    }

    fn show<'t>(
        &mut self,
        run: &mut Run<'_>,
        tokens: impl Iterator<Item = &'t Token<'t>>,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        if sink.wants_codes_only() && run.state.text.mode < 4 {
            let mut codes = std::mem::take(&mut self.codes);
            codes.clear();
            let done = self.show_codes(run, tokens, &mut codes, sink);
            self.codes = codes;
            return done;
        }
        let mut parts = std::mem::take(&mut self.parts);
        parts.clear();
        let done = self.show_parts(run, tokens, &mut parts, sink);
        self.parts = parts;
        done
    }

    fn show_codes<'t>(
        &mut self,
        run: &mut Run<'_>,
        tokens: impl Iterator<Item = &'t Token<'t>>,
        codes: &mut Vec<(u32, u8)>,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let (mut is_visible, mut is_empty) = (true, true);
        for token in tokens {
            if let Some(number) = token.number() {
                self.adjust(run, number);
            } else if let Some(bytes) = token.string() {
                if self.pass(run, &bytes, codes) {
                    is_empty &= bytes.is_empty();
                    continue;
                }
                self.glyphs(run, &bytes, &mut |glyph| {
                    codes.push((glyph.code, glyph.length));
                    is_visible &= glyph.is_visible;
                    is_empty = false;
                })?;
            }
        }
        if run.hidden > 0 || is_empty { Ok(()) } else { sink.show_codes(&run.state, codes, is_visible) }
    }

    /// Moves the pen over a string as a whole, where its codes have one byte and it lies wholly in what can be seen;
    /// whether that is so. Its codes are added, but for those of the same font that this has added before.
    fn pass(&mut self, run: &mut Run<'_>, bytes: &[u8], codes: &mut Vec<(u32, u8)>) -> bool {
        let text = &run.state.text;
        // What is hidden is not told, and has to be told when it shows.
        let is_plain = run.hidden == 0 && text.size > 0.0 && text.scale > 0.0;
        let Some(font) = text.font.filter(|_| is_plain) else { return false };
        let Some((advance, extent)) = self.fonts.face(self.draft, font).measured(bytes) else { return false };
        let Some(budget) = self.budget.checked_sub(bytes.len()) else { return false };
        let spaces = || bytes.iter().filter(|byte| **byte == b' ').count();
        let word_spacing = if text.word_spacing == 0.0 { 0.0 } else { text.word_spacing * spaces() as f64 };
        let spacing = [text.character_spacing * bytes.len() as f64, word_spacing];
        // Wherever in between the pen is, it is not beyond these.
        let back: f64 = spacing.iter().map(|part| part.min(0.0)).sum();
        let ahead: f64 = advance * text.size + spacing.iter().map(|part| part.max(0.0)).sum::<f64>();
        let reach = Rect::new(
            (back + extent.x0 * text.size) * text.scale,
            extent.y0 * text.size + text.rise,
            (ahead + extent.x1 * text.size) * text.scale,
            extent.y1 * text.size + text.rise,
        );
        let (shown, clip) = (transformed_bounds(run.state.ctm * run.text_matrix, reach), run.state.clip_bounds);
        let is_inside = clip.x0 <= shown.x0 && clip.y0 <= shown.y0 && shown.x1 <= clip.x1 && shown.y1 <= clip.y1;
        if !is_inside || clip.area() <= 0.0 {
            return false;
        }
        if self.passed.0 != Some(font) {
            self.passed = (Some(font), [0; 4]);
        }
        for byte in bytes {
            let (word, bit) = (&mut self.passed.1[usize::from(byte >> 6)], 1_u64 << (byte & 63));
            if *word & bit == 0 {
                *word |= bit;
                codes.push((u32::from(*byte), 1));
            }
        }
        let shift = (advance * text.size + spacing.iter().sum::<f64>()) * text.scale;
        run.text_matrix = moved_by(run.text_matrix, Vec2::new(shift, 0.0));
        self.counters.glyph += bytes.len();
        self.budget = budget;
        true
    }

    fn show_parts<'t>(
        &mut self,
        run: &mut Run<'_>,
        tokens: impl Iterator<Item = &'t Token<'t>>,
        parts: &mut Vec<Part>,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        for token in tokens {
            if let Some(number) = token.number() {
                self.adjust(run, number);
                parts.push(Part::Adjust(number));
            } else if let Some(bytes) = token.string() {
                self.glyphs(run, &bytes, &mut |glyph| parts.push(Part::Glyph(glyph)))?;
            }
        }
        if run.hidden > 0 || !parts.iter().any(|part| matches!(part, Part::Glyph(_))) {
            return Ok(());
        }
        if run.state.text.mode >= 4 {
            run.text_clip.shows.push((Rc::new(run.state.clone()), parts.clone()));
        }
        sink.show(&run.state, parts)
    }

    fn adjust(&self, run: &mut Run<'_>, number: f64) {
        let text = &run.state.text;
        let shift = -number / 1000.0 * text.size;
        let vertical = text.font.is_some_and(|font| self.fonts.face(self.draft, font).is_vertical);
        let shift = if vertical { Vec2::new(0.0, shift) } else { Vec2::new(shift * text.scale, 0.0) };
        run.text_matrix *= Affine::translate(shift);
    }

    /// Moves the pen over a string; `found` gets each glyph.
    fn glyphs(&mut self, run: &mut Run<'_>, bytes: &[u8], found: &mut impl FnMut(ShownGlyph)) -> Result<(), Error> {
        let text = run.state.text.clone();
        // Text without a font shows nothing.
        let Some(font) = text.font else { return Ok(()) };
        let face = self.fonts.face(self.draft, font);
        // Within a string only the place of the text matrix changes.
        let turn = Turn::new(run.state.ctm, run.text_matrix, &text);
        let clip = run.state.clip_bounds;
        let mut offset = 0;
        while offset < bytes.len() {
            if self.budget == 0 {
                return Err(Error::over_limit("more glyphs than the limit on one page"));
            }
            self.budget -= 1;
            let (code, length) = face.read_code(bytes, offset);
            let length = length.max(1);
            offset += length;
            let shape = face.glyph(code);
            let spacing = text.character_spacing + if length == 1 && code == 32 { text.word_spacing } else { 0.0 };
            let shift = if face.is_vertical {
                Vec2::new(0.0, shape.advance.y * text.size + spacing)
            } else {
                Vec2::new((shape.advance.x * text.size + spacing) * text.scale, 0.0)
            };
            let before = run.text_matrix;
            let em = turn.em(before, shape.origin);
            run.text_matrix = moved_by(before, shift);
            let index = self.counters.glyph;
            self.counters.glyph += 1;
            let extent = face.extent(&shape);
            let is_visible = turn.is_finite(em) && touches(transformed_bounds(em, extent), clip);
            found(ShownGlyph {
                index,
                code,
                length: u8::try_from(length).unwrap_or(1),
                shape,
                before,
                after: run.text_matrix,
                em,
                is_visible,
            });
        }
        Ok(())
    }
}

/// What of the way from em space to page space is the same for all glyphs of a string.
struct Turn {
    ctm: [f64; 6],
    /// User space to page space and text space to page space, without their places.
    outer: [f64; 4],
    inner: [f64; 4],
    rise: f64,
    is_finite: bool,
}

impl Turn {
    fn new(ctm: Affine, text_matrix: Affine, text: &TextState) -> Self {
        let scale = Affine::new([text.size * text.scale, 0.0, 0.0, text.size, 0.0, text.rise]);
        let [a, b, c, d, _, _] = (ctm * text_matrix).as_coeffs();
        let outer = [a, b, c, d];
        let [a, b, c, d, _, _] = (ctm * text_matrix * scale).as_coeffs();
        let inner = [a, b, c, d];
        let is_finite = inner.iter().all(|value| value.is_finite());
        Self { ctm: ctm.as_coeffs(), outer, inner, rise: text.rise, is_finite }
    }

    /// Em space to page space at a text matrix that differs from the first in its place only.
    fn em(&self, text_matrix: Affine, origin: Vec2) -> Affine {
        let [_, _, _, _, e, f] = text_matrix.as_coeffs();
        let [a, b, c, d, x, y] = self.ctm;
        let place = [a * e + c * f + x, b * e + d * f + y];
        let [_, _, c, d] = self.outer;
        let place = [c * self.rise + place[0], d * self.rise + place[1]];
        let [a, b, c, d] = self.inner;
        Affine::new([a, b, c, d, a * origin.x + c * origin.y + place[0], b * origin.x + d * origin.y + place[1]])
    }

    fn is_finite(&self, em: Affine) -> bool {
        let [_, _, _, _, e, f] = em.as_coeffs();
        self.is_finite && e.is_finite() && f.is_finite()
    }
}

/// A matrix behind a shift of its own space.
fn moved_by(matrix: Affine, shift: Vec2) -> Affine {
    let [a, b, c, d, e, f] = matrix.as_coeffs();
    Affine::new([a, b, c, d, a * shift.x + c * shift.y + e, b * shift.x + d * shift.y + f])
}

fn set_matrix(run: &mut Run<'_>, matrix: Affine) {
    run.text_matrix = matrix;
    run.line_matrix = matrix;
}

fn next_line(run: &mut Run<'_>, x: f64, y: f64) {
    let matrix = run.line_matrix * Affine::translate((x, y));
    set_matrix(run, matrix);
}

fn end_text(run: &mut Run<'_>) {
    if run.text_clip.shows.is_empty() {
        return;
    }
    let clip: TextClip = std::mem::take(&mut run.text_clip);
    let state: &mut State = &mut run.state;
    state.clip_to(clip.bounds());
    state.clips.push(Rc::new(Clip::Text(clip)));
}
