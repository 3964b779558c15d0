//! Showing what is left of a text-showing operator.

use std::rc::Rc;

use super::Emitter;
use super::stream::{StreamOut, nearly};
use crate::geom::{Affine, Point, Vec2};
use crate::interp::Paint;
use crate::interp::path::Rule;
use crate::interp::state::State;
use crate::interp::text::{Part, ShownGlyph};
use crate::ops;
use crate::rewrite::fates::GlyphFate;

/// Text parameters that stand written; unknown ones are written when needed.
#[derive(Clone, Debug)]
pub(super) struct WrittenText {
    font: Option<(u32, f64)>,
    character_spacing: Option<f64>,
    word_spacing: Option<f64>,
    scale: Option<f64>,
    rise: Option<f64>,
    mode: Option<u8>,
}

impl WrittenText {
    pub(super) fn new(starts_fresh: bool) -> Self {
        let zero = starts_fresh.then_some(0.0);
        Self {
            font: None,
            character_spacing: zero,
            word_spacing: zero,
            scale: starts_fresh.then_some(1.0),
            rise: zero,
            mode: starts_fresh.then_some(0),
        }
    }
}

/// A string, or a number between strings.
enum Piece {
    Codes(Vec<(u32, u8)>),
    Number(f64),
}

/// Glyphs that one operator can show.
struct Run {
    start: Affine,
    pen: Affine,
    pieces: Vec<Piece>,
    /// For glyphs that are set again: the state they are shown under.
    moved: Option<Rc<State>>,
    /// Whether they leave their clips.
    is_free: bool,
    numbers: Vec<f64>,
}

impl Run {
    fn new(start: Affine, moved: Option<Rc<State>>, is_free: bool) -> Self {
        Self { start, pen: start, pieces: Vec::new(), moved, is_free, numbers: Vec::new() }
    }

    fn is_moved(&self) -> bool {
        self.moved.is_some()
    }

    fn push(&mut self, glyph: &ShownGlyph) {
        let numbers = std::mem::take(&mut self.numbers);
        let sum: f64 = numbers.iter().sum();
        if sum != 0.0 {
            self.pieces.push(Piece::Number(sum));
        }
        if let Some(Piece::Codes(codes)) = self.pieces.last_mut() {
            codes.push((glyph.code, glyph.length));
        } else {
            self.pieces.push(Piece::Codes(vec![(glyph.code, glyph.length)]));
        }
    }
}

impl Emitter<'_> {
    pub(super) fn text_parts(&mut self, state: &State, parts: &[Part]) {
        let mut run: Option<Run> = None;
        let mut moved: Option<Rc<State>> = None;
        for part in parts {
            match part {
                Part::Adjust(number) => {
                    if let Some(run) = run.as_mut().filter(|run| !run.is_moved()) {
                        run.numbers.push(*number);
                    }
                }
                Part::Glyph(glyph) => match self.fates.glyph(glyph.index) {
                    GlyphFate::Drop => {
                        self.flush(state, &mut run);
                        self.part_tagged(glyph.index);
                    }
                    GlyphFate::Keep if !glyph.is_visible => {
                        self.workshop.dropped_hidden_text = true;
                        self.flush(state, &mut run);
                    }
                    GlyphFate::Keep => {
                        if run.as_ref().is_some_and(|run| run.is_moved()) {
                            self.flush(state, &mut run);
                        }
                        let run = run.get_or_insert_with(|| Run::new(glyph.before, None, false));
                        run.push(glyph);
                        run.pen = glyph.after;
                    }
                    GlyphFate::Move { origin, squeeze, is_free } => {
                        if run.as_ref().is_some_and(|run| run.is_free != is_free) {
                            self.flush(state, &mut run);
                        }
                        let shown = Rc::clone(moved.get_or_insert_with(|| Rc::new(self.unplaced(state, is_free))));
                        let at = moved_matrix(&shown, glyph, origin, squeeze);
                        self.moved((&shown, is_free), &mut run, glyph, at);
                    }
                },
            }
        }
        self.flush(state, &mut run);
    }

    /// Has tagged content go on under another identifier behind a glyph that a box stands for.
    fn part_tagged(&mut self, glyph: usize) {
        // Identifiers are those of the page's own content.
        if self.streams.len() == 1
            && let Some(mcid) = self.fates.parted.get(&glyph)
        {
            self.top().part_marked(*mcid);
        }
    }

    /// The state for text that is set again: its matrix is that of what was written before, or lies at the origin, for
    /// the one that it had may place it behind what is withheld.
    fn unplaced(&mut self, state: &State, is_free: bool) -> State {
        let linear = |matrix: Affine| matrix.with_translation(Vec2::ZERO);
        let written = if is_free { self.top().written[0].ctm } else { self.top().written().ctm };
        let mut state = state.clone();
        state.ctm = if nearly(linear(written), linear(state.ctm)) { written } else { linear(state.ctm) };
        state
    }

    fn moved(&mut self, (state, is_free): (&Rc<State>, bool), run: &mut Option<Run>, glyph: &ShownGlyph, at: Affine) {
        let step = run.as_ref().filter(|run| run.is_moved()).and_then(|run| number_between(state, run.pen, at));
        if step.is_none() {
            self.flush(state, run);
        }
        let run = run.get_or_insert_with(|| Run::new(at, Some(Rc::clone(state)), is_free));
        let unit = state.text.size;
        if let Some(number) = step
            && number != 0.0
        {
            run.numbers.push(number);
            run.pen *= Affine::translate((-number / 1000.0 * unit, 0.0));
        }
        run.push(glyph);
        run.pen *= Affine::translate((glyph.shape.advance.x * unit, 0.0));
    }

    fn flush(&mut self, state: &State, run: &mut Option<Run>) {
        let Some(run) = run.take() else { return };
        let is_moved = run.is_moved();
        let state = run.moved.as_deref().unwrap_or(state);
        let Some(font) = state.text.font else { return };
        let mode = state.text.mode;
        let paint = Paint { fill: matches!(mode, 0 | 2).then_some(Rule::NonZero), stroke: matches!(mode, 1 | 2) };
        if run.is_free {
            self.leave_clips(state, paint);
        } else {
            self.prepare_for(state, paint, is_moved);
        }
        let top = self.top();
        top.text_parameters(state, font, is_moved);
        top.text_position(run.start);
        let mut line = std::mem::take(&mut top.script);
        if let [Piece::Codes(codes)] = run.pieces.as_slice() {
            line.string(font, codes);
            line.push(b" Tj\n");
        } else {
            line.push(b"[");
            for piece in &run.pieces {
                match piece {
                    Piece::Codes(codes) => line.string(font, codes),
                    Piece::Number(number) => {
                        let mut text = Vec::new();
                        ops::number(&mut text, *number);
                        line.push(&text);
                    }
                }
            }
            line.push(b"] TJ\n");
        }
        top.script = line;
        top.text_at = Some(run.pen);
        if run.is_free {
            top.close_marked();
        }
    }

    /// Writes all that stands before text that leaves its clips: outside every saved state, within the marked content that
    /// it is part of.
    fn leave_clips(&mut self, state: &State, paint: Paint) {
        let top = self.top();
        top.close_frames();
        top.open_marked();
        let mut state = state.clone();
        state.clips.clear();
        self.sync_geometry(&state, false);
        self.paint_with(&state, paint);
    }
}

impl StreamOut {
    pub(super) fn text_parameters(&mut self, state: &State, font: u32, is_moved: bool) {
        let text = &state.text;
        // What moves has its width in its matrix alone: how far its letters were stretched to fill a line may not show.
        let (character, word, scale) =
            if is_moved { (0.0, 0.0, 1.0) } else { (text.character_spacing, text.word_spacing, text.scale) };
        let mut line = Vec::new();
        let old = self.written().text.clone();
        let mut put = |same: bool, value: f64, operator: &[u8]| {
            if !same {
                ops::numbers(&mut line, &[value]);
                line.extend_from_slice(operator);
            }
        };
        put(old.character_spacing == Some(character), character, b"Tc\n");
        put(old.word_spacing == Some(word), word, b"Tw\n");
        put(old.scale == Some(scale), scale * 100.0, b"Tz\n");
        put(old.rise == Some(text.rise), text.rise, b"Ts\n");
        put(old.mode == Some(text.mode), f64::from(text.mode), b"Tr\n");
        if old.font != Some((font, text.size)) {
            let name = self.resources.name("Font", &lopdf::Object::Reference((font, 0)));
            ops::name(&mut line, &name);
            line.push(b' ');
            ops::numbers(&mut line, &[text.size]);
            line.extend_from_slice(b"Tf\n");
        }
        self.script.push(&line);
        self.written_mut().text = WrittenText {
            font: Some((font, text.size)),
            character_spacing: Some(character),
            word_spacing: Some(word),
            scale: Some(scale),
            rise: Some(text.rise),
            mode: Some(text.mode),
        };
    }

    pub(super) fn text_position(&mut self, wanted: Affine) {
        let position = match self.text_at {
            Some(at) => at,
            None => {
                self.script.push(b"BT\n");
                Affine::IDENTITY
            }
        };
        if !nearly(position, wanted) {
            let mut line = Vec::new();
            ops::matrix(&mut line, wanted);
            line.extend_from_slice(b"Tm\n");
            self.script.push(&line);
        }
        self.text_at = Some(wanted);
    }
}

/// The text matrix that puts the glyph's origin at `origin`.
fn moved_matrix(state: &State, glyph: &ShownGlyph, origin: Point, squeeze: f64) -> Affine {
    let text = &state.text;
    let [a, b, c, d, _, _] = glyph.before.as_coeffs();
    let width = squeeze * text.scale;
    let turn = Affine::new([significant(a * width), significant(b * width), c, d, 0.0, 0.0]);
    let to_text = Affine::new([text.size, 0.0, 0.0, text.size, 0.0, text.rise]);
    let offset = turn * (to_text * glyph.shape.origin.to_point());
    let target = state.ctm.inverse() * origin;
    // A ten-thousandth of a unit of the page, also where a unit of the text is many of those.
    let steps = 10_f64.powf(4.0 + state.ctm.determinant().abs().sqrt().max(1.0).log10().ceil().min(5.0));
    let grid = |value: f64| (value * steps).round() / steps;
    let [a, b, c, d, _, _] = turn.as_coeffs();
    Affine::new([a, b, c, d, grid(target.x - offset.x), grid(target.y - offset.y)])
}

/// `value` to seven digits: those behind them are the noise of arithmetic.
fn significant(value: f64) -> f64 {
    let digits = 6.0 - value.abs().log10().floor();
    let scale = 10_f64.powf(digits);
    if value == 0.0 || !scale.is_normal() { value } else { (value * scale).round() / scale }
}

/// The whole `TJ` number that leads from `pen` to `at`, if they are on one line.
fn number_between(state: &State, pen: Affine, at: Affine) -> Option<f64> {
    let unit = state.text.size;
    let [a, b, c, d, _, _] = pen.as_coeffs();
    let same_turn = at.as_coeffs().iter().zip([a, b, c, d]).all(|(x, y)| (x - y).abs() < 1e-9 * (1.0 + y.abs()));
    if !same_turn || unit == 0.0 || pen.determinant().abs() < 1e-12 {
        return None;
    }
    let step = pen.inverse() * (at * Point::ZERO);
    let number = (-step.x / unit * 1000.0).round();
    let is_level = (step.y / state.text.size).abs() < 2e-3;
    (is_level && number.abs() < 3000.0).then_some(if number.abs() < 2.0 { 0.0 } else { number })
}
