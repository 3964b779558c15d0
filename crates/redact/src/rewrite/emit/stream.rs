//! One stream being written: what stands in it, and the operators that change that.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId};

use super::text::WrittenText;
use crate::draft::Draft;
use crate::geom::{Affine, BezPath, Point};
use crate::interp::Paint;
use crate::interp::path::{PathData, Rule, Segment};
use crate::interp::state::{Colour, Line, State};
use crate::ops;
use crate::rewrite::script::{Resources, Script};

/// What stands written in the stream so far.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) ctm: Affine,
    pub(super) clips: usize,
    pub(super) fill: Option<Colour>,
    pub(super) stroke: Option<Colour>,
    pub(super) line: Option<Line>,
    pub(super) effects: Rc<BTreeMap<Vec<u8>, Object>>,
    pub(super) text: WrittenText,
}

/// An open or still unwritten `q` or marked-content sequence.
#[derive(Debug)]
pub(super) enum Frame {
    Saved { snapshot: Box<State>, is_written: bool },
    Marked { tag: Vec<u8>, mcid: Option<i64>, is_written: bool },
}

/// The operator that begins marked content.
pub(super) fn begin_marked(tag: &[u8], mcid: Option<i64>) -> Vec<u8> {
    let mut line = Vec::new();
    ops::name(&mut line, tag);
    match mcid {
        Some(mcid) => line.extend_from_slice(format!(" <</MCID {mcid}>> BDC\n").as_bytes()),
        None => line.extend_from_slice(b" BMC\n"),
    }
    line
}

/// One stream being written.
#[derive(Debug)]
pub(super) struct StreamOut {
    pub(super) script: Script,
    pub(super) resources: Resources,
    pub(super) defaults: Vec<(Vec<u8>, Object)>,
    pub(super) frames: Vec<Frame>,
    pub(super) written: Vec<Written>,
    pub(super) text_at: Option<Affine>,
    pub(super) has_content: bool,
    /// Its first coordinate system on the page, which patterns are placed in.
    pub(super) base: Affine,
}

impl StreamOut {
    pub(super) fn new(draft: &Draft, state: &State, resources: &Dictionary, starts_fresh: bool) -> Self {
        let fresh = |colour: &Colour| starts_fresh.then(|| colour.clone());
        let written = Written {
            ctm: state.ctm,
            clips: state.clips.len(),
            fill: fresh(&state.fill),
            stroke: fresh(&state.stroke),
            line: starts_fresh.then(|| state.line.clone()),
            effects: Rc::clone(&state.effects),
            text: WrittenText::new(starts_fresh),
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
            base: state.ctm,
        }
    }

    /// Has the next stroke say all about its line.
    pub(super) fn forget_line(&mut self) {
        self.written.iter_mut().for_each(|written| written.line = None);
    }

    pub(super) fn close(mut self) -> (Script, Resources) {
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

    /// Ends the innermost tagged sequence and begins another in its place, with this identifier, as soon as something is
    /// painted. It is as deep in saved states as what comes next.
    pub(super) fn part_marked(&mut self, mcid: i64) {
        let is_tagged = |frame: &Frame| matches!(frame, Frame::Marked { mcid: Some(_), .. });
        let Some(at) = self.frames.iter().rposition(is_tagged) else { return };
        let (mut marked, saved): (Vec<Frame>, Vec<Frame>) =
            self.frames.drain(at..).partition(|frame| matches!(frame, Frame::Marked { .. }));
        self.frames.extend(saved);
        for frame in &mut marked {
            if let Frame::Marked { is_written, .. } = frame
                && std::mem::take(is_written)
            {
                self.end_text();
                self.script.push(b"EMC\n");
            }
        }
        if let Some(Frame::Marked { mcid: own, .. }) = marked.first_mut() {
            *own = Some(mcid);
        }
        self.frames.append(&mut marked);
    }

    pub(super) fn restore(&mut self) {
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

    /// Closes what is open, to be opened again when something is painted in it.
    pub(super) fn close_frames(&mut self) {
        for at in (0..self.frames.len()).rev() {
            let (is_saved, was_written) = match &mut self.frames[at] {
                Frame::Saved { is_written, .. } => (true, std::mem::take(is_written)),
                Frame::Marked { is_written, .. } => (false, std::mem::take(is_written)),
            };
            if !was_written {
                continue;
            }
            self.end_text();
            self.script.push(if is_saved { b"Q\n" } else { b"EMC\n" });
            if is_saved && self.written.len() > 1 {
                self.written.pop();
            }
        }
    }

    /// Begins the marked content that is open in the source, outside of the saved states.
    pub(super) fn open_marked(&mut self) {
        for frame in &self.frames {
            if let Frame::Marked { tag, mcid, .. } = frame {
                self.script.push(&begin_marked(tag, *mcid));
            }
        }
    }

    /// Ends what [`Self::open_marked`] began.
    pub(super) fn close_marked(&mut self) {
        self.end_text();
        for _ in self.frames.iter().filter(|frame| matches!(frame, Frame::Marked { .. })) {
            self.script.push(b"EMC\n");
        }
    }

    pub(super) fn written(&self) -> &Written {
        &self.written[self.written.len() - 1]
    }

    pub(super) fn written_mut(&mut self) -> &mut Written {
        let last = self.written.len() - 1;
        &mut self.written[last]
    }

    pub(super) fn end_text(&mut self) {
        if self.text_at.take().is_some() {
            self.script.push(b"ET\n");
        }
    }

    pub(super) fn set_ctm(&mut self, ctm: Affine) {
        let old = self.written().ctm;
        if nearly(old, ctm) {
            return;
        }
        self.end_text();
        let relative = old.inverse() * ctm;
        let mut line = Vec::new();
        ops::close_matrix(&mut line, relative);
        line.extend_from_slice(b"cm\n");
        self.script.push(&line);
        self.written_mut().ctm = ctm;
    }

    pub(super) fn effects(&mut self, wanted: &Rc<BTreeMap<Vec<u8>, Object>>) {
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

    pub(super) fn colour(&mut self, colour: &Colour, strokes: bool) {
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

    pub(super) fn line(&mut self, wanted: &Line) {
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

    pub(super) fn path(&mut self, path: &PathData) {
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

    pub(super) fn bez(&mut self, path: &BezPath) {
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

    pub(super) fn paint(&mut self, paint: Paint) {
        self.script.push(match (paint.fill, paint.stroke) {
            (Some(Rule::NonZero), false) => b"f\n",
            (Some(Rule::EvenOdd), false) => b"f*\n",
            (Some(Rule::NonZero), true) => b"B\n",
            (Some(Rule::EvenOdd), true) => b"B*\n",
            (None, true) => b"S\n",
            (None, false) => b"n\n",
        });
    }

    pub(super) fn do_object(&mut self, id: ObjectId) {
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
pub(super) fn nearly(a: Affine, b: Affine) -> bool {
    let size = a.as_coeffs().iter().take(4).fold(0.0_f64, |size, c| size.max(c.abs())).max(1e-12);
    a.as_coeffs().iter().zip(b.as_coeffs()).enumerate().all(|(index, (a, b))| {
        let tolerance = if index < 4 { size * 1e-9 } else { 1e-7 };
        (a - b).abs() <= tolerance
    })
}
