//! What a page shows: glyphs, paths, pictures, shadings, each with its box.
//!
//! The model is immutable. Marks are tested against it, all of them before
//! anything is changed, and what they hit is named by ordinal.

use std::rc::Rc;

use lopdf::{Dictionary, Object, ObjectId};

use crate::draft::{Draft, as_dictionary, as_number};
use crate::error::Error;
use crate::font::{FontBook, GlyphShape};
use crate::geom::{Affine, Point, Rect, Vec2, overlaps, transformed_bounds};
use crate::interp::path::PathData;
use crate::interp::state::{Clip, Colour, State};
use crate::interp::text::Part;
use crate::interp::{ImageEvent, Machine, Paint, PathEvent, ShadingEvent, Sink, StreamKind};

mod rules;

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "content is drawn once in place, or repeated")]
pub enum Place {
    /// Drawn where its box says.
    Page,
    /// In the cell of a pattern: drawn wherever the pattern is used.
    Cell,
}

/// A glyph.
#[derive(Clone, Debug)]
pub struct Glyph {
    /// Ordinal on the page.
    pub index: usize,
    /// Ordinal of the showing operator.
    pub show: usize,
    /// Nested stream it is in; 0 is the page itself.
    pub stream: usize,
    /// Object number of the font.
    pub font: u32,
    /// Code in the font.
    pub code: u32,
    /// Bytes of the code.
    pub length: u8,
    /// Advances, ink, reading.
    pub shape: Rc<GlyphShape>,
    /// Em space to page space.
    pub em: Affine,
    /// Selection box in em space: advance by ascent and descent.
    pub em_box: Rect,
    /// Units of `em` in the em that its font is made for.
    pub unit: f64,
    /// Text rendering mode.
    pub mode: u8,
    /// Whether any of it lies inside crop box and clip.
    pub is_visible: bool,
    /// Box outside which its stream paints nothing here.
    pub clip: Rect,
    /// Whether it stands in the page's own content and its clips are boxes.
    pub is_boxed: bool,
    /// In place or in a pattern cell.
    pub place: Place,
    /// Whether it is filled with a pattern.
    pub patterned: bool,
    /// Whether lines of its font run downwards.
    pub is_vertical: bool,
    /// Marked-content identifier it is shown under.
    pub mcid: Option<i64>,
}

impl Glyph {
    /// Its origin on the page.
    pub fn origin(&self) -> Point {
        self.em * Point::ZERO
    }

    /// Page-space vector of one em along the line.
    ///
    /// Read off the matrix itself: a difference of points would depend, in its last digits, on where the glyph stands.
    pub fn along(&self) -> Vec2 {
        let [x, y, ..] = self.em.as_coeffs();
        Vec2::new(x, y)
    }

    /// Page-space vector of one em upwards.
    pub fn up(&self) -> Vec2 {
        let [_, _, x, y, ..] = self.em.as_coeffs();
        Vec2::new(x, y)
    }

    /// Height on the page of the em that its font is made for.
    pub fn size(&self) -> f64 {
        self.up().hypot() * self.unit
    }

    /// Box of ink and advance on the page.
    pub fn bounds(&self) -> Rect {
        let advance = transformed_bounds(self.em, self.em_box);
        self.shape.ink.map_or(advance, |ink| transformed_bounds(self.em, ink).union(advance))
    }

    /// Box of its ink on the page, or of its advance where it has none.
    pub fn ink_bounds(&self) -> Rect {
        transformed_bounds(self.em, self.shape.ink.unwrap_or(self.em_box))
    }

    /// Whether nothing of it is painted: modes 3 and 7.
    pub fn is_invisible(&self) -> bool {
        matches!(self.mode, 3 | 7)
    }

    /// Whether it paints nothing because there is nothing to paint.
    pub fn is_blank(&self) -> bool {
        self.shape.is_blank
    }
}

/// A painted path.
#[derive(Clone, Debug)]
pub struct PathItem {
    /// Ordinal on the page.
    pub index: usize,
    /// Box on the page, line width included.
    pub bounds: Rect,
    /// What of the page the clip lets show, as a box.
    pub clip: Rect,
    /// What is painted.
    pub paint: Paint,
    /// Whether any of it can show.
    pub is_visible: bool,
    /// In place or in a pattern cell.
    pub place: Place,
    /// Whether a pattern paints it that may draw something: not a plain gradient.
    pub patterned: bool,
    /// Whether a mesh paints it, which readers draw in pieces.
    pub is_mesh: bool,
    /// Whether it is stroked with dashes.
    pub dashed: bool,
    /// Nested stream it is in.
    pub stream: usize,
    /// Which of the marks asked about it has a corner or an end in.
    pub corners_in: Vec<usize>,
    /// Corners, on the page, of the clips it shows through that are no boxes; only on pages with marks.
    pub clip_corners: Vec<Point>,
}

/// A painted picture.
#[derive(Clone, Debug)]
pub struct ImageItem {
    /// Ordinal on the page.
    pub index: usize,
    /// The image XObject; none if inline.
    pub object: Option<ObjectId>,
    /// Unit square to page space.
    pub matrix: Affine,
    /// Box on the page.
    pub bounds: Rect,
    /// What of it shows, by the clip's box.
    pub clip: Rect,
    /// The longer side of a sample on the page; 0 for a picture with a mask of its own.
    pub sample: f64,
    /// Whether any of it can show.
    pub is_visible: bool,
    /// In place or in a pattern cell.
    pub place: Place,
    /// Nested stream it is in.
    pub stream: usize,
}

/// A shading painted over the clip.
#[derive(Clone, Debug)]
pub struct ShadingItem {
    /// Ordinal on the page.
    pub index: usize,
    /// The clip's box.
    pub bounds: Rect,
    /// In place or in a pattern cell.
    pub place: Place,
    /// Whether it is a mesh, of which what is left is painted with triangles.
    pub is_mesh: bool,
    /// Whether it is a gradient along a line or between circles.
    pub is_plain: bool,
}

/// What one page shows.
#[derive(Clone, Debug, Default)]
pub struct PageModel {
    /// Ordinal from 1.
    pub number: u32,
    /// Box of what is seen.
    pub crop_box: Rect,
    /// Glyphs in painting order; `glyphs[i].index == i`.
    pub glyphs: Vec<Glyph>,
    /// Paths in painting order.
    pub paths: Vec<PathItem>,
    /// Pictures in painting order.
    pub images: Vec<ImageItem>,
    /// Shadings in painting order.
    pub shadings: Vec<ShadingItem>,
    /// Level and upright rules that show, whichever paths they are part of.
    pub rules: Vec<Rect>,
}

/// Builds the model of page `index` (from 0).
pub fn build<'d>(draft: &'d Draft, fonts: &'d FontBook<'_>, index: usize) -> Result<PageModel, Error> {
    model(draft, fonts, index, &Asked::default())
}

/// The same for looking for text: with what some viewers show of form fields in place of what others do.
pub fn build_for_search<'d>(draft: &'d Draft, fonts: &'d FontBook<'_>, index: usize) -> Result<PageModel, Error> {
    model(draft, fonts, index, &Asked { is_searched: true, ..Asked::default() })
}

/// The same for `marks`: paths say which of them they have a corner in. Tiling patterns are `laid` out cell by cell where
/// they reach one of those places.
pub(crate) fn build_for_marks<'d>(
    draft: &'d Draft,
    fonts: &'d FontBook<'_>,
    index: usize,
    marks: &[Rect],
    laid: &[Rect],
) -> Result<PageModel, Error> {
    model(draft, fonts, index, &Asked { marks, laid, ..Asked::default() })
}

/// What the model has to tell beyond what the page shows.
#[derive(Default)]
struct Asked<'a> {
    marks: &'a [Rect],
    laid: &'a [Rect],
    /// Whether fields are entered a second time as well.
    is_searched: bool,
}

fn model<'d>(draft: &'d Draft, fonts: &'d FontBook<'_>, index: usize, asked: &Asked<'_>) -> Result<PageModel, Error> {
    let mut modeller = Modeller {
        draft,
        fonts,
        page: PageModel::default(),
        show: 0,
        streams: vec![0],
        next_stream: 1,
        cells: 0,
        marked: Vec::new(),
        asked,
    };
    if let Some(page) = draft.pages.get(index) {
        modeller.page.number = page.number;
        modeller.page.crop_box = page.crop_box;
        let likely = page.raw.as_ref().map_or(0, |raw| raw.len().saturating_mul(2)).max(page.content.len());
        modeller.page.glyphs.reserve(likely.min(LIKELY_GLYPHS));
    }
    Machine::new(draft, fonts).laying(asked.laid).page(index, &mut modeller)?;
    Ok(modeller.page)
}

struct Modeller<'d, 'f, 'a> {
    draft: &'d Draft,
    fonts: &'d FontBook<'f>,
    page: PageModel,
    show: usize,
    streams: Vec<usize>,
    next_stream: usize,
    cells: usize,
    marked: Vec<Option<i64>>,
    asked: &'a Asked<'a>,
}

impl Modeller<'_, '_, '_> {
    fn place(&self) -> Place {
        if self.cells > 0 { Place::Cell } else { Place::Page }
    }

    fn stream(&self) -> usize {
        self.streams.last().copied().unwrap_or(0)
    }
}

impl Sink for Modeller<'_, '_, '_> {
    fn begin_marked(&mut self, _: &[u8], mcid: Option<i64>) {
        self.marked.push(mcid);
    }

    fn end_marked(&mut self) {
        self.marked.pop();
    }

    fn show(&mut self, state: &State, parts: &[Part]) -> Result<(), Error> {
        let Some(font) = state.text.font else { return Ok(()) };
        let face = self.fonts.face(self.draft, font);
        let show = self.show;
        self.show += 1;
        let is_boxed =
            self.stream() == 0 && !self.asked.marks.is_empty() && state.clips.iter().all(|clip| is_box(clip));
        for part in parts {
            let Part::Glyph(glyph) = part else { continue };
            let advance = glyph.shape.advance;
            let em_box = if face.is_vertical {
                glyph.shape.ink.unwrap_or(Rect::new(0.0, face.descent, 1.0, face.ascent))
            } else {
                Rect::new(advance.x.min(0.0), face.descent, advance.x.max(0.0), face.ascent)
            };
            let item = Glyph {
                index: glyph.index,
                show,
                stream: self.stream(),
                font,
                code: glyph.code,
                length: glyph.length,
                shape: Rc::clone(&glyph.shape),
                em: glyph.em,
                em_box,
                unit: face.unit,
                mode: state.text.mode,
                is_visible: glyph.is_visible,
                clip: state.clip_bounds,
                is_boxed,
                place: self.place(),
                patterned: is_pattern(&state.fill),
                is_vertical: face.is_vertical,
                mcid: self.marked.iter().rev().find_map(|mcid| *mcid),
            };
            // Hidden glyphs are not reported, so ordinals may have gaps: keep places aligned.
            while self.page.glyphs.len() < item.index {
                let mut gap = item.clone();
                (gap.index, gap.is_visible) = (self.page.glyphs.len(), false);
                self.page.glyphs.push(gap);
            }
            self.page.glyphs.push(item);
        }
        Ok(())
    }

    fn path(&mut self, state: &State, event: &PathEvent<'_>) -> Result<(), Error> {
        if event.is_visible && self.place() == Place::Page {
            rules::of(event.path, state.ctm, event.paint, &mut self.page.rules);
        }
        let reach = if event.paint.stroke { state.line.width / 2.0 } else { 0.0 };
        let bounds = transformed_bounds(state.ctm, event.path.control_box().inflate(reach, reach));
        self.page.paths.push(PathItem {
            index: event.index,
            bounds,
            corners_in: corners_in(event.path, state.ctm, bounds, self.asked.marks),
            clip_corners: if self.asked.marks.is_empty() { Vec::new() } else { clip_corners(state) },
            clip: state.clip_bounds,
            paint: event.paint,
            is_visible: event.is_visible,
            place: self.place(),
            patterned: (event.paint.fill.is_some() && may_draw(self.draft, &state.fill))
                || (event.paint.stroke && may_draw(self.draft, &state.stroke)),
            is_mesh: (event.paint.fill.is_some() && is_mesh(self.draft, &state.fill))
                || (event.paint.stroke && is_mesh(self.draft, &state.stroke)),
            dashed: event.paint.stroke && !state.line.dash.0.is_empty(),
            stream: self.stream(),
        });
        Ok(())
    }

    fn image(&mut self, state: &State, event: &ImageEvent<'_>) -> Result<(), Error> {
        self.page.images.push(ImageItem {
            index: event.index,
            object: event.object,
            matrix: state.ctm,
            bounds: transformed_bounds(state.ctm, Rect::new(0.0, 0.0, 1.0, 1.0)),
            sample: sample(self.draft, &event.stream.dict, state.ctm),
            clip: state.clip_bounds,
            is_visible: event.is_visible,
            place: self.place(),
            stream: self.stream(),
        });
        Ok(())
    }

    fn shading(&mut self, state: &State, event: &ShadingEvent<'_>) -> Result<(), Error> {
        let is_mesh = crate::rewrite::mesh(self.draft, event.shading).is_some();
        let (place, is_plain) = (self.place(), is_gradient(self.draft, event.shading));
        self.page.shadings.push(ShadingItem {
            index: event.index,
            bounds: state.clip_bounds,
            place,
            is_mesh,
            is_plain,
        });
        Ok(())
    }

    fn wants_other(&self, _: usize) -> bool {
        self.asked.is_searched
    }

    fn begin_stream(&mut self, kind: StreamKind, _: &State, _: &Dictionary) -> Result<(), Error> {
        self.streams.push(self.next_stream);
        self.next_stream += 1;
        self.cells += usize::from(matches!(kind, StreamKind::Pattern | StreamKind::Glyph));
        Ok(())
    }

    fn end_stream(&mut self, kind: StreamKind, _: &Dictionary) -> Result<Option<ObjectId>, Error> {
        self.streams.pop();
        self.cells -= usize::from(matches!(kind, StreamKind::Pattern | StreamKind::Glyph));
        Ok(None)
    }
}

fn is_pattern(colour: &Colour) -> bool {
    matches!(colour, Colour::Space(space) if space.pattern.is_some())
}

fn is_mesh(draft: &Draft, colour: &Colour) -> bool {
    shading_of(draft, colour).is_some_and(|shading| crate::rewrite::mesh(draft, shading).is_some())
}

/// The longer side of a picture's samples on the page.
fn sample(draft: &Draft, picture: &Dictionary, to_page: Affine) -> f64 {
    let side = |key: &[u8]| as_number(draft.value(picture, key)).filter(|side| *side >= 1.0);
    let has_mask = [&b"SMask"[..], b"Mask"].iter().any(|key| picture.has(key));
    let [a, b, c, d, ..] = to_page.as_coeffs();
    match (side(b"Width"), side(b"Height")) {
        (Some(width), Some(height)) if !has_mask => (a.hypot(b) / width).max(c.hypot(d) / height),
        _ => 0.0,
    }
}

/// The corners of clips that are no boxes, unless they are many: a drawing is no frame.
fn clip_corners(state: &State) -> Vec<Point> {
    let mut corners = Vec::new();
    for clip in state.clips.iter().filter(|clip| !is_box(clip)) {
        let Clip::Path { ctm, path, .. } = &**clip else { continue };
        corners.extend(path.points().take(MAX_CORNERS).map(|point| *ctm * point));
    }
    corners.truncate(MAX_CORNERS);
    corners
}

fn is_box(clip: &Clip) -> bool {
    match clip {
        Clip::Path { ctm, path, .. } => crate::path::rectangle(&(*ctm * path.to_bez())).is_some(),
        Clip::Text(_) => false,
    }
}

/// Whether a colour is a pattern that may draw more than a gradient.
fn may_draw(draft: &Draft, colour: &Colour) -> bool {
    is_pattern(colour) && !shading_of(draft, colour).is_some_and(|shading| is_gradient(draft, shading))
}

fn shading_of<'d>(draft: &'d Draft, colour: &'d Colour) -> Option<&'d Object> {
    let Colour::Space(space) = colour else { return None };
    as_dictionary(draft.resolve(space.pattern.as_ref()?))?.get(b"Shading").ok()
}

/// Whether a shading is axial or radial (ISO 32000-2, 8.7.4.5.3 and 4).
fn is_gradient(draft: &Draft, shading: &Object) -> bool {
    let kind = as_dictionary(draft.resolve(shading)).and_then(|dict| as_number(draft.value(dict, b"ShadingType")));
    matches!(kind, Some(2.0 | 3.0))
}

/// Which of `marks` a path has a corner, an end or a control point in.
fn corners_in(path: &PathData, to_page: Affine, bounds: Rect, marks: &[Rect]) -> Vec<usize> {
    let is_in = |mark: &Rect| path.points().any(|point| mark.contains(to_page * point));
    let near = marks.iter().enumerate().filter(|(_, mark)| overlaps(bounds.inflate(1.0, 1.0), **mark));
    near.filter(|(_, mark)| is_in(mark)).map(|(at, _)| at).collect()
}

/// Frames and what is cut out of them for a heading have fewer corners.
const MAX_CORNERS: usize = 32;
/// Room made for the glyphs of a page before they are counted; most pages of print have fewer.
const LIKELY_GLYPHS: usize = 6000;
