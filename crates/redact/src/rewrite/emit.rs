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
use super::shape;
use super::workshop::{PendingStream, Workshop};
use crate::draft::Draft;
use crate::error::Error;
use crate::geom::{Affine, BezPath, Point, Rect};
use crate::interp::path::{PathData, Rule, Segment};
use crate::interp::state::{Clip, Colour, Line, State};
use crate::interp::text::Part;
use crate::interp::{ImageEvent, ShadingEvent};
use crate::interp::{Paint, PathEvent, Sink, StreamKind};
use crate::ops;

mod text;

/// What stands written in the stream so far.
#[derive(Clone, Debug)]
pub(super) struct Written {
    ctm: Affine,
    clips: usize,
    fill: Option<Colour>,
    stroke: Option<Colour>,
    line: Option<Line>,
    effects: Rc<BTreeMap<Vec<u8>, Object>>,
    text: text::WrittenText,
}

/// An open or still unwritten `q` or marked-content sequence.
#[derive(Debug)]
enum Frame {
    Saved { snapshot: Box<State>, is_written: bool },
    Marked { tag: Vec<u8>, mcid: Option<i64>, is_written: bool },
}

/// One stream being written.
#[derive(Debug)]
struct StreamOut {
    script: Script,
    resources: Resources,
    defaults: Vec<(Vec<u8>, Object)>,
    frames: Vec<Frame>,
    written: Vec<Written>,
    text_at: Option<Affine>,
    has_content: bool,
}

/// The sink that writes.
#[derive(Debug)]
pub struct Emitter<'p> {
    draft: &'p Draft,
    fates: &'p Fates,
    workshop: &'p mut Workshop,
    streams: Vec<StreamOut>,
    /// How many pattern cells and glyph streams are open; nothing in them is in place.
    cells: usize,
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
        Self { draft, fates, workshop, streams: vec![page], cells: 0 }
    }

    /// The page's script and resources; every saved state is restored.
    pub fn finish(mut self) -> (Script, Resources) {
        match self.streams.pop() {
            Some(stream) => stream.close(),
            None => (Script::default(), Resources::default()),
        }
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
        self.open_frames();
        self.sync_geometry(state);
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

    fn open_frames(&mut self) {
        for index in 0..self.top().frames.len() {
            let snapshot = match &self.top().frames[index] {
                Frame::Saved { is_written: false, snapshot } => Some(snapshot.clone()),
                Frame::Marked { is_written: false, .. } => None,
                _ => continue,
            };
            if let Some(snapshot) = &snapshot {
                self.sync_geometry(snapshot);
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
                    let mut line = Vec::new();
                    ops::name(&mut line, tag);
                    match mcid {
                        Some(mcid) => line.extend_from_slice(format!(" <</MCID {mcid}>> BDC\n").as_bytes()),
                        None => line.extend_from_slice(b" BMC\n"),
                    }
                    top.script.push(&line);
                }
            }
        }
    }

    fn sync_geometry(&mut self, state: &State) {
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
                7 => return Ok(()),
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
        if fate == Some(ShapeFate::Cut) && shape::has_edge_in(event.path, event.paint, state, &self.fates.regions) {
            return self.cut_path(state, event);
        }
        self.prepare(state, event.paint);
        let top = self.top();
        top.end_text();
        top.path(event.path);
        top.paint(event.paint);
        Ok(())
    }

    fn image(&mut self, state: &State, event: &ImageEvent<'_>) -> Result<(), Error> {
        let fate = self.fates.images.get(&event.index).copied();
        if fate == Some(ShapeFate::Drop) || !event.is_visible || !self.can_show(state) {
            return Ok(());
        }
        let regions = if fate == Some(ShapeFate::Cut) { self.fates.regions.as_slice() } else { &[] };
        let Some(id) = self.workshop.image(self.draft, event, (state.ctm, state.clip_bounds), regions)? else { return Ok(()) };
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
        if fate == Some(ShapeFate::Cut) {
            shape::check_shading(self.draft, event.shading)?;
            let around = shape::around(state.clip_bounds, &self.fates.regions);
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
        let name = top.resources.name("Shading", event.shading);
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
        self.streams.push(StreamOut::new(self.draft, state, resources, kind != StreamKind::Form));
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
    fn cut_path(&mut self, state: &State, event: &PathEvent<'_>) -> Result<(), Error> {
        let cut = shape::cut(event.path, event.paint, state, &self.fates.regions);
        if let Some((path, rule)) = cut.fill {
            self.put_path(state, &path, Paint { fill: Some(rule), stroke: false })?;
        }
        if let Some(path) = cut.outline {
            let mut state = state.clone();
            state.fill = state.stroke.clone();
            state.own.fill = true;
            self.put_path(&state, &path, Paint { fill: Some(Rule::NonZero), stroke: false })?;
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

impl StreamOut {
    fn new(draft: &Draft, state: &State, resources: &Dictionary, starts_fresh: bool) -> Self {
        let fresh = |colour: &Colour| starts_fresh.then(|| colour.clone());
        let written = Written {
            ctm: state.ctm,
            clips: state.clips.len(),
            fill: fresh(&state.fill),
            stroke: fresh(&state.stroke),
            line: starts_fresh.then(|| state.line.clone()),
            effects: Rc::clone(&state.effects),
            text: text::WrittenText::new(starts_fresh),
        };
        let defaults = match draft.dictionary(resources, b"ColorSpace") {
            Some(spaces) => [&b"DefaultGray"[..], b"DefaultRGB", b"DefaultCMYK"]
                .iter()
                .filter_map(|name| spaces.get(name).ok().map(|space| (name.to_vec(), space.clone())))
                .collect(),
            None => Vec::new(),
        };
        Self {
            script: Script::default(),
            resources: Resources::default(),
            defaults,
            frames: Vec::new(),
            written: vec![written],
            text_at: None,
            has_content: false,
        }
    }

    fn close(mut self) -> (Script, Resources) {
        while !self.frames.is_empty() {
            if matches!(self.frames.last(), Some(Frame::Saved { .. })) {
                self.restore();
            } else if let Some(Frame::Marked { is_written: true, .. }) = self.frames.pop() {
                self.end_text();
                self.script.push(b"EMC\n");
            }
        }
        self.end_text();
        if self.has_content {
            for (name, space) in &self.defaults {
                self.resources.keep("ColorSpace", name, space);
            }
        }
        (self.script, self.resources)
    }

    fn restore(&mut self) {
        let Some(at) = self.frames.iter().rposition(|frame| matches!(frame, Frame::Saved { .. })) else { return };
        let mut inside = self.frames.split_off(at);
        let saved = inside.remove(0);
        let is_written = matches!(saved, Frame::Saved { is_written: true, .. });
        // Sequences that outlive the saved state are closed and opened again.
        for frame in inside.iter_mut().rev() {
            if let Frame::Marked { is_written, .. } = frame
                && *is_written
            {
                *is_written = false;
                self.end_text();
                self.script.push(b"EMC\n");
            }
        }
        if is_written {
            self.end_text();
            self.script.push(b"Q\n");
            if self.written.len() > 1 {
                self.written.pop();
            }
        }
        self.frames.append(&mut inside);
    }

    fn written(&self) -> &Written {
        &self.written[self.written.len() - 1]
    }

    fn written_mut(&mut self) -> &mut Written {
        let last = self.written.len() - 1;
        &mut self.written[last]
    }

    fn end_text(&mut self) {
        if self.text_at.take().is_some() {
            self.script.push(b"ET\n");
        }
    }

    fn set_ctm(&mut self, ctm: Affine) {
        let old = self.written().ctm;
        if nearly(old, ctm) {
            return;
        }
        self.end_text();
        let relative = old.inverse() * ctm;
        let mut line = Vec::new();
        ops::matrix(&mut line, relative);
        line.extend_from_slice(b"cm\n");
        self.script.push(&line);
        self.written_mut().ctm = ctm;
    }

    fn effects(&mut self, wanted: &Rc<BTreeMap<Vec<u8>, Object>>) {
        if Rc::ptr_eq(&self.written().effects, wanted) {
            return;
        }
        let mut changed = Dictionary::new();
        for (key, value) in wanted.iter() {
            let is_same = match self.written().effects.get(key) {
                Some(old) => old == value,
                None => is_default(key, value),
            };
            if !is_same {
                changed.set(key.clone(), value.clone());
            }
        }
        self.written_mut().effects = Rc::clone(wanted);
        if changed.is_empty() {
            return;
        }
        self.end_text();
        let name = self.resources.name("ExtGState", &Object::Dictionary(changed));
        let mut line = Vec::new();
        ops::name(&mut line, &name);
        line.extend_from_slice(b" gs\n");
        self.script.push(&line);
    }

    fn colour(&mut self, colour: &Colour, strokes: bool) {
        let old = if strokes { &self.written().stroke } else { &self.written().fill };
        if old.as_ref() == Some(colour) {
            return;
        }
        let mut line = Vec::new();
        let operator = |lower: &str| if strokes { lower.to_uppercase() } else { lower.to_owned() };
        match colour {
            Colour::Gray(gray) => {
                ops::numbers(&mut line, gray);
                line.extend_from_slice(operator("g").as_bytes());
            }
            Colour::Rgb(rgb) => {
                ops::numbers(&mut line, rgb);
                line.extend_from_slice(operator("rg").as_bytes());
            }
            Colour::Cmyk(cmyk) => {
                ops::numbers(&mut line, cmyk);
                line.extend_from_slice(operator("k").as_bytes());
            }
            Colour::Space(space) => {
                let same_space = matches!(old, Some(Colour::Space(old)) if old.space == space.space);
                if !same_space {
                    let name = match &space.space {
                        Object::Name(name) => name.clone(),
                        other => self.resources.name("ColorSpace", other),
                    };
                    ops::name(&mut line, &name);
                    line.extend_from_slice(format!(" {} ", operator("cs")).as_bytes());
                }
                ops::numbers(&mut line, &space.components);
                if let Some(pattern) = &space.pattern {
                    let name = self.resources.name("Pattern", pattern);
                    ops::name(&mut line, &name);
                    line.push(b' ');
                }
                if !space.components.is_empty() || space.pattern.is_some() {
                    line.extend_from_slice(operator("scn").as_bytes());
                }
            }
        }
        line.push(b'\n');
        self.script.push(&line);
        let written = self.written_mut();
        *(if strokes { &mut written.stroke } else { &mut written.fill }) = Some(colour.clone());
    }

    fn line(&mut self, wanted: &Line) {
        let old = self.written().line.clone();
        if old.as_ref() == Some(wanted) {
            return;
        }
        let mut line = Vec::new();
        let mut put = |changed: bool, values: &[f64], operator: &[u8]| {
            if changed {
                ops::numbers(&mut line, values);
                line.extend_from_slice(operator);
            }
        };
        let differs = |same: fn(&Line, &Line) -> bool| old.as_ref().is_none_or(|old| !same(old, wanted));
        put(differs(|a, b| a.width == b.width), &[wanted.width], b"w\n");
        put(differs(|a, b| a.cap == b.cap), &[f64::from(wanted.cap)], b"J\n");
        put(differs(|a, b| a.join == b.join), &[f64::from(wanted.join)], b"j\n");
        put(differs(|a, b| a.miter == b.miter), &[wanted.miter], b"M\n");
        if differs(|a, b| a.dash == b.dash) {
            line.push(b'[');
            ops::numbers(&mut line, &wanted.dash.0);
            line.extend_from_slice(b"] ");
            ops::numbers(&mut line, &[wanted.dash.1]);
            line.extend_from_slice(b"d\n");
        }
        self.script.push(&line);
        self.written_mut().line = Some(wanted.clone());
    }

    fn path(&mut self, path: &PathData) {
        let mut line = Vec::with_capacity(path.segments.len() * 16);
        for segment in &path.segments {
            match *segment {
                Segment::Move(p) => write_points(&mut line, &[p], b"m\n"),
                Segment::Line(p) => write_points(&mut line, &[p], b"l\n"),
                Segment::Curve(a, b, c) => write_points(&mut line, &[a, b, c], b"c\n"),
                Segment::Rect(p, w, h) => {
                    ops::numbers(&mut line, &[p.x, p.y, w, h]);
                    line.extend_from_slice(b"re\n");
                }
                Segment::Close => line.extend_from_slice(b"h\n"),
            }
        }
        self.script.push(&line);
    }

    fn bez(&mut self, path: &kurbo::BezPath) {
        let mut line = Vec::new();
        for element in path.elements() {
            match *element {
                kurbo::PathEl::MoveTo(p) => write_points(&mut line, &[p], b"m\n"),
                kurbo::PathEl::LineTo(p) => write_points(&mut line, &[p], b"l\n"),
                kurbo::PathEl::QuadTo(a, b) => {
                    // Nothing in PDF is quadratic; quadratics here only come from cutting.
                    write_points(&mut line, &[a, b, b], b"c\n");
                }
                kurbo::PathEl::CurveTo(a, b, c) => write_points(&mut line, &[a, b, c], b"c\n"),
                kurbo::PathEl::ClosePath => line.extend_from_slice(b"h\n"),
            }
        }
        self.script.push(&line);
    }

    fn paint(&mut self, paint: Paint) {
        self.script.push(match (paint.fill, paint.stroke) {
            (Some(Rule::NonZero), false) => b"f\n",
            (Some(Rule::EvenOdd), false) => b"f*\n",
            (Some(Rule::NonZero), true) => b"B\n",
            (Some(Rule::EvenOdd), true) => b"B*\n",
            (None, true) => b"S\n",
            (None, false) => b"n\n",
        });
    }

    fn do_object(&mut self, id: ObjectId) {
        self.end_text();
        let name = self.resources.name("XObject", &Object::Reference(id));
        let mut line = Vec::new();
        ops::name(&mut line, &name);
        line.extend_from_slice(b" Do\n");
        self.script.push(&line);
    }
}

fn write_points(line: &mut Vec<u8>, points: &[Point], operator: &[u8]) {
    for point in points {
        ops::point(line, *point);
    }
    line.extend_from_slice(operator);
}

fn is_default(key: &[u8], value: &Object) -> bool {
    match key {
        b"ca" | b"CA" => crate::draft::as_number(value) == Some(1.0),
        b"BM" => matches!(value, Object::Name(name) if matches!(name.as_slice(), b"Normal" | b"Compatible")),
        b"SMask" => matches!(value, Object::Name(name) if name == b"None"),
        b"AIS" | b"SA" | b"OP" | b"op" => matches!(value, Object::Boolean(false)),
        b"TK" => matches!(value, Object::Boolean(true)),
        b"OPM" => crate::draft::as_number(value) == Some(0.0),
        _ => false,
    }
}

/// Whether two matrices would be written alike.
fn nearly(a: Affine, b: Affine) -> bool {
    let size = a.as_coeffs().iter().take(4).fold(0.0_f64, |size, c| size.max(c.abs())).max(1e-12);
    a.as_coeffs().iter().zip(b.as_coeffs()).enumerate().all(|(index, (a, b))| {
        let tolerance = if index < 4 { size * 1e-9 } else { 1e-7 };
        (a - b).abs() <= tolerance
    })
}
