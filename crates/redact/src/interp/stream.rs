//! Nested streams: forms, tiling patterns, soft masks; and `gs`.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::state::{Own, State};
use super::{Machine, Run, Sink, StreamKind, matrix_of, rect_of};
use crate::annot::native::Beside;
use crate::draft::{DraftPage, as_dictionary, as_number};
use crate::error::Error;
use crate::geom::{Rect, transformed_bounds};
use crate::lex::Token;

impl<'d> Machine<'d, '_> {
    pub(super) fn draw(&mut self, run: &mut Run<'_>, operands: &[Token<'_>], sink: &mut dyn Sink) -> Result<(), Error> {
        let Some(name) = operands.last().and_then(Token::name) else { return Ok(()) };
        let draft = self.draft;
        let Some(object) = self.resource(run.resources, b"XObject", &name) else { return Ok(()) };
        let id = match object {
            Object::Reference(id) => Some(*id),
            _ => None,
        };
        let Object::Stream(stream) = draft.resolve(object) else { return Ok(()) };
        match draft.value(&stream.dict, b"Subtype").as_name() {
            Ok(b"Image") => self.image(run, id, stream, sink),
            Ok(b"Form") => {
                if run.hidden > 0 {
                    return Ok(());
                }
                let replaced = self.form(run, stream, StreamKind::Form, run.state.clone(), sink)?;
                sink.draw_form(&run.state, replaced)
            }
            _ => Ok(()),
        }
        .map_err(|error| id.map_or(error.clone(), |id| error.in_object(id.0)))
    }

    /// Enters the appearance of the page's form field number `index`.
    pub(super) fn widget(&mut self, page: &DraftPage, index: usize, sink: &mut dyn Sink) -> Result<(), Error> {
        let Some(widget) = page.widgets.get(index) else { return Ok(()) };
        let Object::Stream(stream) = self.draft.get(widget.form) else { return Ok(()) };
        let state = State::new(widget.fit, page.crop_box);
        let run = Run::new(&page.resources, state.clone());
        if let Some(tag) = widget.tag {
            sink.begin_marked(b"Span", Some(tag));
        }
        let replaced = self
            .form(&run, stream, StreamKind::Form, state.clone(), sink)
            .map_err(|error| error.in_object(widget.form.0))?;
        sink.draw_widget((index, widget), &state, replaced)?;
        if widget.tag.is_some() {
            sink.end_marked();
        }
        Ok(())
    }

    /// Enters what viewers show of form field number `index` that do not set it themselves.
    pub(super) fn other(&mut self, page: &DraftPage, index: usize, sink: &mut dyn Sink) -> Result<(), Error> {
        let native = page.widgets.get(index).and_then(|widget| widget.native.as_ref());
        let Some(Beside::Other { form: id, fit }) = native.map(|native| native.beside) else { return Ok(()) };
        let Object::Stream(stream) = self.draft.get(id) else { return Ok(()) };
        if sink.wants_other(index) {
            let state = State::new(fit, page.crop_box);
            let run = Run::new(&page.resources, state.clone());
            let form = self.form(&run, stream, StreamKind::Form, state, sink).map_err(|error| error.in_object(id.0))?;
            sink.draw_other(index, form);
        }
        Ok(())
    }

    /// Interprets a form-like stream; what the sink made of it.
    fn form(
        &mut self,
        run: &Run<'_>,
        stream: &Stream,
        kind: StreamKind,
        outer: State,
        sink: &mut dyn Sink,
    ) -> Result<Option<ObjectId>, Error> {
        let draft = self.draft;
        let mut state = outer;
        if let Some(matrix) = stream.dict.get(b"Matrix").ok().and_then(|object| matrix_of(draft, object)) {
            state.ctm *= matrix;
        }
        state.clips = Vec::new();
        if stream.dict.has(b"Group") {
            // A transparency group starts opaque, normal and unmasked (ISO 32000-2, 11.6.6).
            let mut effects = (*state.effects).clone();
            effects.retain(|key, _| !matches!(key.as_slice(), b"BM" | b"ca" | b"CA" | b"SMask"));
            state.effects = Rc::new(effects);
        }
        state.own = match kind {
            StreamKind::Form => Own::default(),
            // Viewers disagree on the line that a cell starts with, so only what the cell says itself is its own.
            StreamKind::Pattern => Own { fill: true, stroke: true, line: false },
            _ => Own { fill: true, stroke: true, line: true },
        };
        if let Some(bbox) = stream.dict.get(b"BBox").ok().and_then(|object| rect_of(draft, object)) {
            state.clip_to(transformed_bounds(state.ctm, bbox));
        }
        let resources = match draft.dictionary(&stream.dict, b"Resources") {
            Some(own) => own.clone(),
            // Forms of old writers use the page's.
            None => run.resources.clone(),
        };
        let data = draft.stream_data(stream)?;
        sink.begin_stream(kind, &state, &resources)?;
        self.run(&data, &resources, state, sink)?;
        sink.end_stream(kind, &stream.dict)
    }

    pub(super) fn ext_gstate(
        &mut self,
        run: &mut Run<'_>,
        operands: &[Token<'_>],
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let Some(name) = operands.last().and_then(Token::name) else { return Ok(()) };
        let draft = self.draft;
        let Some(entries) =
            self.resource(run.resources, b"ExtGState", &name).and_then(|object| as_dictionary(draft.resolve(object)))
        else {
            return Ok(());
        };
        let mut effects: BTreeMap<Vec<u8>, Object> = (*run.state.effects).clone();
        for (key, value) in entries.iter() {
            let number = as_number(draft.resolve(value));
            match (key.as_slice(), number) {
                (b"LW", Some(width)) => (run.state.line.width, run.state.own.line) = (width.abs(), true),
                (b"ML", Some(limit)) => (run.state.line.miter, run.state.own.line) = (limit, true),
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "clamped to the styles there are"
                )]
                (b"LC", Some(style)) => (run.state.line.cap, run.state.own.line) = (style.clamp(0.0, 2.0) as u8, true),
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "clamped to the styles there are"
                )]
                (b"LJ", Some(style)) => (run.state.line.join, run.state.own.line) = (style.clamp(0.0, 2.0) as u8, true),
                (b"D", _) => {
                    if let Object::Array(items) = draft.resolve(value)
                        && let [lengths, phase] = items.as_slice()
                        && let Object::Array(lengths) = draft.resolve(lengths)
                    {
                        let lengths = lengths.iter().filter_map(|item| as_number(draft.resolve(item))).collect();
                        run.state.line.dash = Rc::new((lengths, as_number(draft.resolve(phase)).unwrap_or(0.0)));
                        run.state.own.line = true;
                    }
                }
                (b"Font", _) => {
                    if let Object::Array(items) = draft.resolve(value)
                        && let [Object::Reference((font, _)), size] = items.as_slice()
                    {
                        run.state.text.font = Some(*font);
                        run.state.text.size = as_number(draft.resolve(size)).unwrap_or(0.0);
                    }
                }
                (b"SMask", _) => {
                    let mask = self.soft_mask(run, value, sink)?;
                    run.state.soft_masked = mask.is_some();
                    effects
                        .insert(key.clone(), mask.map_or_else(|| Object::Name(b"None".to_vec()), Object::Dictionary));
                }
                (b"CA" | b"ca" | b"BM" | b"AIS" | b"TK" | b"SA" | b"OP" | b"op" | b"OPM" | b"TR" | b"TR2", _) => {
                    effects.insert(key.clone(), value.clone());
                }
                // Halftones, flatness and their kin are for printing presses.
                _ => {}
            }
        }
        run.state.effects = Rc::new(effects);
        Ok(())
    }

    fn soft_mask(&mut self, run: &Run<'_>, value: &Object, sink: &mut dyn Sink) -> Result<Option<Dictionary>, Error> {
        let draft = self.draft;
        let Object::Dictionary(mask) = draft.resolve(value) else { return Ok(None) };
        let Object::Stream(group) = draft.value(mask, b"G") else { return Ok(None) };
        let mut outer = State::new(run.state.ctm, run.state.clip_bounds);
        outer.text = super::state::TextState::default();
        let replaced = self.form(run, group, StreamKind::SoftMask, outer, sink)?;
        let mut mask = mask.clone();
        if let Some(id) = replaced {
            mask.set("G", Object::Reference(id));
        }
        Ok(Some(mask))
    }

    /// Enters a tiling pattern's cell once; the pattern to use instead.
    pub(super) fn pattern(&mut self, run: &Run<'_>, pattern: Object, sink: &mut dyn Sink) -> Result<Object, Error> {
        let Object::Reference(id) = pattern else { return Ok(pattern) };
        let key = id.0.to_be_bytes().to_vec();
        if let Some(known) = self.patterns.get(&key) {
            return Ok(known.clone());
        }
        let draft = self.draft;
        let result = match draft.get(id) {
            Object::Stream(stream) => {
                let state = State::new(run.base, transformed_bounds(run.base, EVERYWHERE));
                let replaced = self.form(run, stream, StreamKind::Pattern, state, sink)?;
                replaced.map_or(pattern, Object::Reference)
            }
            _ => pattern,
        };
        self.patterns.insert(key, result.clone());
        Ok(result)
    }
}

const EVERYWHERE: Rect = Rect::new(-1e7, -1e7, 1e7, 1e7);
