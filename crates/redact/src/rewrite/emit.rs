//! Writes a page again from what is left of it.
//!
//! Operators are not copied: each painted item is written with the state it
//! needs, and state is written only where it differs from what stands there
//! already. What was set for the sake of something removed is therefore not
//! written at all, and the output depends on what is kept and on nothing else.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId};

use super::fates::{Fates, GlyphFate, ShapeFate};
use super::script::{Resources, Script};
use super::workshop::{PendingPage, PendingStream, Workshop};
use super::{cut_mesh, shape};
use crate::draft::{Draft, Widget};
use crate::error::Error;
use crate::geom::{Affine, BezPath, Rect};
use crate::interp::path::Rule;
use crate::interp::state::{Clip, State};
use crate::interp::text::Part;
use crate::interp::{ImageEvent, ShadingEvent};
use crate::interp::{Paint, PathEvent, Sink, StreamKind};
use crate::ops;

mod mesh_pattern;
mod stream;
mod text;

use stream::{Frame, StreamOut, begin_marked};

/// The sink that writes.
#[derive(Debug)]
pub struct Emitter<'p> {
    draft: &'p Draft,
    fates: &'p Fates,
    workshop: &'p mut Workshop,
    streams: Vec<StreamOut>,
    /// How many pattern cells and glyph streams are open; nothing in them is in place.
    cells: usize,
    /// Form fields that stay, with what they show now.
    widgets: Vec<(usize, ObjectId)>,
    /// What viewers show of some of them that do not set fields themselves.
    others: Vec<(usize, ObjectId)>,
}

impl<'p> Emitter<'p> {
    /// An emitter for one page.
    pub fn new(
        draft: &'p Draft,
        fates: &'p Fates,
        workshop: &'p mut Workshop,
        state: &State,
        resources: &Dictionary,
    ) -> Self {
        let page = StreamOut::new(draft, state, resources, true);
        Self { draft, fates, workshop, streams: vec![page], cells: 0, widgets: Vec::new(), others: Vec::new() }
    }

    /// The page as written so far; every saved state is restored.
    pub fn finish(mut self, index: usize) -> PendingPage {
        let (script, resources) = match self.streams.pop() {
            Some(stream) => stream.close(),
            None => (Script::default(), Resources::default()),
        };
        PendingPage { index, script, resources, widgets: self.widgets, others: self.others, copied: None }
    }

    fn top(&mut self) -> &mut StreamOut {
        if self.streams.is_empty() {
            let state = State::new(Affine::IDENTITY, Rect::ZERO);
            self.streams.push(StreamOut::new(self.draft, &state, &Dictionary::new(), true));
        }
        let last = self.streams.len() - 1;
        &mut self.streams[last]
    }

    /// Whether the clip leaves anything to see: a text clip whose text is gone does not.
    fn can_show(&self, state: &State) -> bool {
        state.ctm.determinant().abs() > 1e-18
            && state.clips.iter().all(|clip| match &**clip {
                Clip::Path { .. } => true,
                Clip::Text(text) => text.shows.iter().flat_map(|(_, parts)| parts).any(|part| match part {
                    Part::Glyph(glyph) => self.fates.glyph(glyph.index) != GlyphFate::Drop,
                    Part::Adjust(_) => false,
                }),
            })
    }

    /// Writes all that stands between the stream so far and painting under `state`.
    fn prepare(&mut self, state: &State, paint: Paint) {
        self.prepare_for(state, paint, false);
    }

    /// As [`Self::prepare`]; for text that `is_moved`, no saved state is written with the matrix it was saved under, which
    /// may have been placed by what is withheld.
    fn prepare_for(&mut self, state: &State, paint: Paint, is_moved: bool) {
        self.open_frames(is_moved);
        self.sync_geometry(state, false);
        self.paint_with(state, paint);
    }

    /// Writes the colours and lines that painting needs.
    fn paint_with(&mut self, state: &State, paint: Paint) {
        let top = self.top();
        if paint.fill.is_some() && state.own.fill {
            top.colour(&state.fill, false);
        }
        if paint.stroke {
            if state.own.stroke {
                top.colour(&state.stroke, true);
            }
            if state.own.line {
                top.line(&state.line);
            }
        }
        top.has_content = true;
    }

    fn open_frames(&mut self, is_moved: bool) {
        for index in 0..self.top().frames.len() {
            let snapshot = match &self.top().frames[index] {
                Frame::Saved { is_written: false, snapshot } => Some(snapshot.clone()),
                Frame::Marked { is_written: false, .. } => None,
                _ => continue,
            };
            if let Some(snapshot) = &snapshot {
                self.sync_geometry(snapshot, is_moved);
            }
            let top = self.top();
            top.end_text();
            match &mut top.frames[index] {
                Frame::Saved { is_written, .. } => {
                    *is_written = true;
                    top.script.push(b"q\n");
                    let written = top.written().clone();
                    top.written.push(written);
                }
                Frame::Marked { tag, mcid, is_written } => {
                    *is_written = true;
                    let line = begin_marked(tag, *mcid);
                    top.script.push(&line);
                }
            }
        }
    }

    fn sync_geometry(&mut self, state: &State, clips_only: bool) {
        let done = self.top().written().clips;
        for (count, clip) in state.clips.iter().enumerate().skip(done) {
            match &**clip {
                Clip::Path { ctm, path, rule } => {
                    let cut = shape::cut_clip(path, *ctm, if self.cells > 0 { &[] } else { &self.fates.regions });
                    let top = self.top();
                    top.set_ctm(*ctm);
                    top.end_text();
                    match &cut {
                        Some(cut) => top.bez(cut),
                        None => top.path(path),
                    }
                    if path.is_empty() {
                        top.script.push(b"0 0 0 0 re ");
                    }
                    top.script.push(if *rule == Rule::EvenOdd { b"W* n\n" } else { b"W n\n" });
                }
                Clip::Text(text) => {
                    for (shown, parts) in &text.shows {
                        let mut shown = State::clone(shown);
                        shown.text.mode = 7;
                        self.text_parts(&shown, parts);
                    }
                    self.top().end_text();
                }
            }
            self.top().written_mut().clips = count + 1;
        }
        let top = self.top();
        if clips_only && Rc::ptr_eq(&top.written().effects, &state.effects) {
            return;
        }
        top.set_ctm(state.ctm);
        top.effects(&state.effects);
    }
}

impl Sink for Emitter<'_> {
    fn save(&mut self, state: &State) {
        self.top().frames.push(Frame::Saved { snapshot: Box::new(state.clone()), is_written: false });
    }

    fn restore(&mut self) {
        self.top().restore();
    }

    fn begin_marked(&mut self, tag: &[u8], mcid: Option<i64>) {
        self.top().frames.push(Frame::Marked { tag: tag.to_vec(), mcid, is_written: false });
    }

    fn end_marked(&mut self) {
        let top = self.top();
        if let Some(at) = top.frames.iter().rposition(|frame| matches!(frame, Frame::Marked { .. }))
            && let Frame::Marked { is_written: true, .. } = top.frames.remove(at)
        {
            top.end_text();
            top.script.push(b"EMC\n");
        }
    }

    fn show(&mut self, state: &State, parts: &[Part]) -> Result<(), Error> {
        if self.can_show(state) {
            // The part of a clipping mode that paints; the clip itself is written when it is needed.
            let mut state = state.clone();
            state.text.mode = match state.text.mode {
                // Nothing may be painted through it, and it is text all the same.
                7 => 3,
                mode => mode % 4,
            };
            self.text_parts(&state, parts);
        }
        Ok(())
    }

    fn path(&mut self, state: &State, event: &PathEvent<'_>) -> Result<(), Error> {
        let fate = self.fates.paths.get(&event.index).copied();
        if fate == Some(ShapeFate::Drop) || !event.is_visible || !self.can_show(state) {
            return Ok(());
        }
        if fate == Some(ShapeFate::Cut) {
            let Some(state) = self.cut_patterns(state, event.paint)? else { return Ok(()) };
            if shape::has_edge_in(event.path, event.paint, &state, &self.fates.regions) {
                return self.cut_path(&state, event);
            }
            self.paint_whole(&state, event);
            return Ok(());
        }
        self.paint_whole(state, event);
        Ok(())
    }

    fn image(&mut self, state: &State, event: &ImageEvent<'_>) -> Result<(), Error> {
        let fate = self.fates.images.get(&event.index).copied();
        if fate == Some(ShapeFate::Drop) || !event.is_visible || !self.can_show(state) {
            return Ok(());
        }
        let regions = if fate == Some(ShapeFate::Cut) { self.fates.regions.as_slice() } else { &[] };
        let Some(id) = self.workshop.image(self.draft, event, (state.ctm, state.clip_bounds), regions)? else {
            return Ok(());
        };
        let paint = Paint { fill: Some(Rule::NonZero), stroke: false };
        self.prepare(state, paint);
        self.top().do_object(id);
        Ok(())
    }

    fn shading(&mut self, state: &State, event: &ShadingEvent<'_>) -> Result<(), Error> {
        let fate = self.fates.shadings.get(&event.index).copied();
        if fate == Some(ShapeFate::Drop) || !self.can_show(state) {
            return Ok(());
        }
        let mut state = state.clone();
        let mut shading = event.shading.clone();
        if fate == Some(ShapeFate::Cut) {
            if let Some(mesh) = shape::mesh(self.draft, event.shading) {
                let Some(left) = cut_mesh::cut(self.draft, mesh, state.ctm, &self.fates.regions)? else {
                    return Ok(());
                };
                shading = Object::Reference(self.workshop.object(Object::Stream(left)));
            }
            // Its outer rim lies beyond the clips in force, so that only the holes show.
            let around = shape::around(state.clip_bounds.inflate(BEYOND, BEYOND), &self.fates.regions);
            state.clips.push(Rc::new(Clip::Path { ctm: Affine::IDENTITY, path: around, rule: Rule::EvenOdd }));
        }
        let nothing = Paint { fill: None, stroke: false };
        if fate == Some(ShapeFate::Cut) {
            self.save(&state.clone());
            self.prepare(&state, nothing);
        } else {
            self.prepare(&state, nothing);
        }
        let top = self.top();
        top.end_text();
        let name = top.resources.name("Shading", &shading);
        let mut line = Vec::new();
        ops::name(&mut line, &name);
        line.extend_from_slice(b" sh\n");
        top.script.push(&line);
        if fate == Some(ShapeFate::Cut) {
            self.restore();
        }
        Ok(())
    }

    fn begin_stream(&mut self, kind: StreamKind, state: &State, resources: &Dictionary) -> Result<(), Error> {
        self.cells += usize::from(matches!(kind, StreamKind::Pattern | StreamKind::Glyph));
        let mut stream = StreamOut::new(self.draft, state, resources, kind != StreamKind::Form);
        if kind == StreamKind::Pattern {
            stream.forget_line();
        }
        self.streams.push(stream);
        Ok(())
    }

    fn end_stream(&mut self, kind: StreamKind, source: &Dictionary) -> Result<Option<ObjectId>, Error> {
        self.cells -= usize::from(matches!(kind, StreamKind::Pattern | StreamKind::Glyph)).min(self.cells);
        let Some(stream) = self.streams.pop() else { return Ok(None) };
        let is_empty = !stream.has_content;
        let (script, resources) = stream.close();
        let mut dictionary = source.clone();
        for key in [&b"Resources"[..], b"Filter", b"DecodeParms", b"Length", b"F", b"FFilter", b"FDecodeParms", b"DL"] {
            dictionary.remove(key);
        }
        Ok(Some(self.workshop.stream(PendingStream { script, resources, dictionary, is_empty })))
    }

    fn draw_form(&mut self, state: &State, form: Option<ObjectId>) -> Result<(), Error> {
        let Some(id) = form else { return Ok(()) };
        if self.workshop.is_empty(id) || !self.can_show(state) {
            return Ok(());
        }
        let everything = Paint { fill: Some(Rule::NonZero), stroke: true };
        self.prepare(state, everything);
        self.top().do_object(id);
        Ok(())
    }

    fn draw_widget(
        &mut self,
        (index, widget): (usize, &Widget),
        state: &State,
        form: Option<ObjectId>,
    ) -> Result<(), Error> {
        if self.fates.widgets.contains(&index) {
            return self.draw_form(state, form);
        }
        let stays = |id: &ObjectId| widget.native.is_some() || !self.workshop.is_empty(*id);
        self.widgets.extend(form.filter(stays).map(|id| (index, id)));
        Ok(())
    }

    fn wants_other(&self, index: usize) -> bool {
        !self.fates.widgets.contains(&index)
    }

    fn draw_other(&mut self, index: usize, form: Option<ObjectId>) {
        self.others.extend(form.map(|id| (index, id)));
    }

    fn glyph_metrics(&mut self, operator: &[u8], numbers: &[f64]) {
        let mut line = Vec::new();
        ops::numbers(&mut line, numbers);
        line.extend_from_slice(operator);
        line.push(b'\n');
        let top = self.top();
        top.script.push(&line);
        top.has_content = true;
    }
}

impl Emitter<'_> {
    fn paint_whole(&mut self, state: &State, event: &PathEvent<'_>) {
        self.prepare(state, event.paint);
        let top = self.top();
        top.end_text();
        top.path(event.path);
        top.paint(event.paint);
    }

    fn cut_path(&mut self, state: &State, event: &PathEvent<'_>) -> Result<(), Error> {
        let repaints = self.repaints(&state.fill);
        let cut = shape::cut(event.path, event.paint, state, repaints, &self.fates.regions);
        for path in &cut.fills {
            self.put_path(state, path, Paint { fill: event.paint.fill, stroke: false })?;
        }
        for path in &cut.outlines {
            self.save(state);
            let mut state = state.clone();
            state.fill = state.stroke.clone();
            state.own.fill = true;
            state.effects = filled_like_strokes(&state.effects);
            self.put_path(&state, path, Paint { fill: Some(Rule::NonZero), stroke: false })?;
            self.restore();
        }
        for (path, phase) in cut.strokes {
            let mut state = state.clone();
            state.line.dash = Rc::new((state.line.dash.0.clone(), phase));
            state.own.line = true;
            self.put_path(&state, &path, Paint { fill: None, stroke: true })?;
        }
        Ok(())
    }

    fn put_path(&mut self, state: &State, path: &BezPath, paint: Paint) -> Result<(), Error> {
        self.prepare(state, paint);
        let top = self.top();
        top.end_text();
        top.bez(path);
        top.paint(paint);
        Ok(())
    }
}

/// Effects under which a filled outline looks as the stroke did: lines have an opacity and an overprint of their own.
fn filled_like_strokes(effects: &BTreeMap<Vec<u8>, Object>) -> Rc<BTreeMap<Vec<u8>, Object>> {
    let mut effects = effects.clone();
    for (of_strokes, of_fills, usual) in [(b"CA", b"ca", Object::Integer(1)), (b"OP", b"op", Object::Boolean(false))] {
        let value = effects.get(of_strokes.as_slice()).cloned().unwrap_or(usual);
        effects.insert(of_fills.to_vec(), value);
    }
    Rc::new(effects)
}

/// How far, in points, the clip that holds places free of a shading reaches beyond the others.
const BEYOND: f64 = 2.0;
