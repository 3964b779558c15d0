//! Tiling patterns laid out, so that what a mark takes of them can go.
//!
//! A cell that shows text or pictures in many places cannot lose them in one of them. Where a mark covers part of such
//! an area, the area is painted cell by cell instead, each as content of its own.

use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::path::{PathData, Rule, Segment};
use super::state::{Clip, Colour, Line, Own, SpaceColour, TextState};
use super::{Machine, Paint, PathEvent, Run, Sink, matrix_of, rect_of};
use crate::draft::as_number;
use crate::error::Error;
use crate::geom::{Affine, BezPath, Rect, overlaps, transformed_bounds};

/// A pattern's cell and how it repeats.
struct Tiling<'s> {
    stream: &'s Stream,
    matrix: Affine,
    bbox: Rect,
    step: (f64, f64),
}

impl<'d, 'f> Machine<'d, 'f> {
    /// The same, laying out tiling patterns where what they paint reaches one of `places` (page space).
    pub fn laying(mut self, places: &[Rect]) -> Machine<'d, 'f> {
        self.laid = places.to_vec();
        self
    }

    /// Paints the path's tiling patterns cell by cell, where a laid-out place asks for it; what is left to paint.
    pub(super) fn lay_out(
        &mut self,
        run: &Run<'_>,
        paint: Paint,
        bounds: Rect,
        sink: &mut dyn Sink,
    ) -> Result<Paint, Error> {
        let mut left = paint;
        if !self.laid.iter().any(|place| overlaps(*place, bounds)) {
            return Ok(left);
        }
        if let Some(rule) = paint.fill
            && self.lay(run, &run.state.fill, run.path.clone(), rule, sink)?
        {
            left.fill = None;
        }
        if paint.stroke && matches!(&run.state.stroke, Colour::Space(space) if space.pattern.is_some()) {
            let outline = crate::path::outline(&run.path.to_bez(), &run.state.line);
            if self.lay(run, &run.state.stroke, from_bez(&outline), Rule::NonZero, sink)? {
                left.stroke = false;
            }
        }
        Ok(left)
    }

    /// Paints `area` with the cells of the pattern that `colour` is, one by one; false if it is none or has too many.
    fn lay(
        &mut self,
        run: &Run<'_>,
        colour: &Colour,
        area: PathData,
        rule: Rule,
        sink: &mut dyn Sink,
    ) -> Result<bool, Error> {
        let Colour::Space(space) = colour else { return Ok(false) };
        let Some(tiling) = self.tiling(run, space) else { return Ok(false) };
        let (stream, ctm) = (tiling.stream, run.state.ctm);
        let mut state = run.state.clone();
        state.clip_to(transformed_bounds(ctm, area.control_box()));
        state.clips.push(Rc::new(Clip::Path { ctm, path: area, rule }));
        let Some(mut cells) = tiling.cells(state.clip_bounds) else { return Ok(false) };
        let spared = self.spare(&tiling, run, &state.clips, &mut cells);
        let resources = self.draft.dictionary(&stream.dict, b"Resources").cloned().unwrap_or_default();
        let data = self.draft.stream_data(stream)?;
        let ink = self.ink(&stream.dict, space);
        sink.save(&run.state);
        for (column, row) in cells {
            let mut cell = state.clone();
            cell.ctm = tiling.matrix * Affine::translate((column * tiling.step.0, row * tiling.step.1));
            cell.clip_to(transformed_bounds(cell.ctm, tiling.bbox));
            let mut frame = PathData::default();
            frame.add_rect(tiling.bbox);
            cell.clips.push(Rc::new(Clip::Path { ctm: cell.ctm, path: frame, rule: Rule::NonZero }));
            (cell.fill, cell.stroke) = (ink.clone(), ink.clone());
            (cell.line, cell.text) = (Line::default(), TextState::default());
            cell.own = Own { fill: true, stroke: true, line: true };
            sink.save(&state);
            self.run(&data, &resources, cell, sink)?;
            sink.restore();
        }
        sink.restore();
        let mut plain = run.state.clone();
        (plain.ctm, plain.fill) = (Affine::IDENTITY, colour.clone());
        for place in spared {
            let index = self.counters.path;
            self.counters.path += 1;
            let mut path = PathData::default();
            path.add_rect(place);
            let paint = Paint { fill: Some(Rule::NonZero), stroke: false };
            sink.path(&plain, &PathEvent { index, path: &path, paint, is_visible: true })?;
        }
        Ok(true)
    }

    /// Takes out of `cells` those that no laid-out place touches, where the pattern itself may go on painting them; the
    /// places it then paints. It may if one of them shows whole: nothing in the cell is hidden then.
    fn spare(&self, tiling: &Tiling<'_>, run: &Run<'_>, clips: &[Rc<Clip>], cells: &mut Vec<(f64, f64)>) -> Vec<Rect> {
        let is_upright = |map: Affine| {
            let [a, b, c, d, _, _] = map.as_coeffs();
            (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
        };
        let area = match clips.last().map(Rc::as_ref) {
            Some(Clip::Path { ctm, path, .. }) if is_upright(*ctm) && path.segments.len() == 1 => {
                match path.segments.first() {
                    Some(Segment::Rect(..)) => transformed_bounds(*ctm, path.control_box()),
                    _ => return Vec::new(),
                }
            }
            _ => return Vec::new(),
        };
        let fits = tiling.bbox.width() <= tiling.step.0 + 1e-6 && tiling.bbox.height() <= tiling.step.1 + 1e-6;
        if !fits || !is_upright(tiling.matrix) {
            return Vec::new();
        }
        let shown = area.intersect(run.state.clip_bounds);
        let frame = |cell: &(f64, f64)| {
            let corner = (tiling.bbox.x0 + cell.0 * tiling.step.0, tiling.bbox.y0 + cell.1 * tiling.step.1);
            transformed_bounds(tiling.matrix, Rect::from_origin_size(corner, tiling.step))
        };
        let is_touched = |frame: Rect| self.laid.iter().any(|place| overlaps(place.inflate(1.0, 1.0), frame));
        let (touched, free): (Vec<_>, Vec<_>) = cells.iter().copied().partition(|cell| is_touched(frame(cell)));
        if !free.iter().any(|cell| shown.contains_rect(frame(cell))) {
            return Vec::new();
        }
        let taken: Vec<Rect> = touched.iter().map(frame).collect();
        *cells = touched;
        crate::path::subtract(area, &taken)
    }

    /// The tiling pattern of a colour, as the document has it.
    fn tiling(&self, run: &Run<'_>, space: &SpaceColour) -> Option<Tiling<'d>> {
        let pattern = space.pattern.as_ref()?;
        let (key, _) = self.patterns.iter().find(|(_, entered)| *entered == pattern)?;
        let id: ObjectId = (u32::from_be_bytes(<[u8; 4]>::try_from(key.as_slice()).ok()?), 0);
        let draft = self.draft;
        let Object::Stream(stream) = draft.get(id) else { return None };
        let number = |key: &[u8]| as_number(draft.value(&stream.dict, key));
        (number(b"PatternType") == Some(1.0)).then_some(())?;
        let own = stream.dict.get(b"Matrix").ok().and_then(|object| matrix_of(draft, object));
        let matrix = run.base * own.unwrap_or(Affine::IDENTITY);
        let bbox = stream.dict.get(b"BBox").ok().and_then(|object| rect_of(draft, object))?;
        let step = (number(b"XStep")?.abs(), number(b"YStep")?.abs());
        let is_sound = step.0 > 1e-6 && step.1 > 1e-6 && matrix.determinant().abs() > 1e-12 && bbox.is_finite();
        is_sound.then_some(Tiling { stream, matrix, bbox, step })
    }

    /// What a cell starts painting with: black, or the colour given for a pattern that has none of its own.
    fn ink(&self, pattern: &Dictionary, space: &SpaceColour) -> Colour {
        let is_uncoloured = as_number(self.draft.value(pattern, b"PaintType")) == Some(2.0);
        let under = match self.draft.resolve(&space.space) {
            Object::Array(parts) if is_uncoloured => parts.get(1).cloned(),
            _ => None,
        };
        match (under, space.components.as_slice()) {
            (None, _) => Colour::Gray([0.0]),
            (Some(Object::Name(name)), &[g]) if name == b"DeviceGray" => Colour::Gray([g]),
            (Some(Object::Name(name)), &[r, g, b]) if name == b"DeviceRGB" => Colour::Rgb([r, g, b]),
            (Some(Object::Name(name)), &[c, m, y, k]) if name == b"DeviceCMYK" => Colour::Cmyk([c, m, y, k]),
            (Some(space), components) => {
                Colour::Space(Rc::new(SpaceColour { space, components: components.to_vec(), pattern: None }))
            }
        }
    }
}

impl Tiling<'_> {
    /// Columns and rows of the cells that reach `shown` (page space), in painting order; none if they are too many.
    fn cells(&self, shown: Rect) -> Option<Vec<(f64, f64)>> {
        let here = transformed_bounds(self.matrix.inverse(), shown);
        here.is_finite().then_some(())?;
        let reach = |from: f64, to: f64, low: f64, high: f64, step: f64| {
            (((from - high) / step).ceil(), ((to - low) / step).floor())
        };
        let columns = reach(here.x0, here.x1, self.bbox.x0, self.bbox.x1, self.step.0);
        let rows = reach(here.y0, here.y1, self.bbox.y0, self.bbox.y1, self.step.1);
        let count = (columns.1 - columns.0 + 1.0).max(0.0) * (rows.1 - rows.0 + 1.0).max(0.0);
        (count <= MOST_CELLS).then_some(())?;
        let mut cells = Vec::new();
        let mut row = rows.0;
        while row <= rows.1 {
            let mut column = columns.0;
            while column <= columns.1 {
                cells.push((column, row));
                column += 1.0;
            }
            row += 1.0;
        }
        Some(cells)
    }
}

fn from_bez(path: &BezPath) -> PathData {
    let mut data = PathData::default();
    let mut at = kurbo::Point::ZERO;
    for element in path.elements() {
        match *element {
            kurbo::PathEl::MoveTo(p) => data.move_to(p),
            kurbo::PathEl::LineTo(p) => data.line_to(p),
            kurbo::PathEl::QuadTo(a, p) => {
                data.curve_to(Some(at + (a - at) * (2.0 / 3.0)), p + (a - p) * (2.0 / 3.0), p);
            }
            kurbo::PathEl::CurveTo(a, b, p) => data.curve_to(Some(a), b, p),
            kurbo::PathEl::ClosePath => data.close(),
        }
        at = element.end_point().unwrap_or(at);
    }
    data
}

/// More cells than this are no lettering but a texture.
const MOST_CELLS: f64 = 4000.0;
