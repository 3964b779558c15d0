//! The second reader's eye: everything a page paints, in page space.
//!
//! It walks a page with `hayro-interpret`, which shares no code with the engine's own interpreter, and enters what
//! a viewer enters: forms, tiling patterns, soft masks, Type 3 glyphs. A pattern is looked at only in the cells
//! that reach a watched place, so that a page of hatching costs little.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use hayro_cmap::BfString;
use hayro_interpret::font::{FontData, Glyph, GlyphRun, OutlineGlyph, Type3Glyph};
use hayro_interpret::pattern::{Pattern, TilingPattern};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, interpret_page,
};
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::pixels::{self, Sample};

/// What a page paints.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Glyphs in painting order, invisible ones included.
    pub(crate) glyphs: Vec<SeenGlyph>,
    /// Fills and strokes.
    pub(crate) paths: Vec<SeenPath>,
    /// Pictures, with their samples in watched places.
    pub(crate) images: Vec<SeenImage>,
    /// Embedded fonts that were painted with, by a fingerprint of their program.
    pub(crate) fonts: BTreeMap<u128, SeenFont>,
    /// The text of a page that was only skimmed, which has no glyphs here.
    pub(crate) skimmed: String,
    /// Whether a marked-content property list held more than an identifier.
    pub(crate) property_text: bool,
    /// Whether a budget ran out before everything was seen.
    pub(crate) is_partial: bool,
}

/// One embedded font and what was used of it.
pub(crate) struct SeenFont {
    /// The font program.
    pub(crate) program: FontData,
    /// Glyph ids that were painted.
    pub(crate) used: BTreeSet<u32>,
    /// Whether its name says that it is a subset (`ABCDEF+Name`).
    pub(crate) is_subset: bool,
}

impl std::fmt::Debug for SeenFont {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SeenFont({} glyphs used)", self.used.len())
    }
}

/// One glyph as painted.
#[derive(Debug, Clone)]
pub(crate) struct SeenGlyph {
    /// Bounds of the visible ink; without area for a space.
    pub(crate) ink: Rect,
    /// Bounds of ink and advance together.
    pub(crate) bounds: Rect,
    /// Where its origin lies.
    pub(crate) origin: Point,
    /// Its text, where the font says.
    pub(crate) text: String,
    /// A fingerprint of its outline.
    pub(crate) shape: u64,
    /// False for text rendering mode 3 and 7.
    pub(crate) is_visible: bool,
    /// Whether it was found inside a pattern, soft mask or Type 3 glyph.
    pub(crate) is_nested: bool,
    /// The font program and the glyph in it, where the font is embedded.
    pub(crate) glyph_id: Option<(u128, u32)>,
    /// Red, green, blue, alpha of the paint, 0 to 255; none for a pattern.
    pub(crate) colour: Option<[u8; 4]>,
    /// Whether it lies wholly outside the clip in force.
    pub(crate) is_clipped: bool,
    /// Height of the font's em square in page space.
    pub(crate) em: f64,
    /// How far the font moves on after it, in em.
    pub(crate) advance: f64,
}

impl SeenGlyph {
    /// The middle of the ink, or of the advance where there is no ink.
    pub(crate) fn centre(&self) -> Point {
        if self.has_ink() { self.ink.center() } else { self.bounds.center() }
    }

    /// Whether the glyph leaves a mark on paper.
    pub(crate) fn has_ink(&self) -> bool {
        self.ink.width() > 0.0 || self.ink.height() > 0.0
    }
}

/// One path as painted.
#[derive(Debug, Clone)]
pub(crate) struct SeenPath {
    /// The path in page space.
    pub(crate) path: BezPath,
    /// Red, green, blue, alpha of a plain paint.
    pub(crate) colour: Option<[u8; 4]>,
    /// Whether it is filled rather than stroked.
    pub(crate) is_filled: bool,
    /// Width of the stroke in page space, 0 for a fill.
    pub(crate) line_width: f64,
    /// How many glyphs were painted before it.
    pub(crate) after_glyphs: usize,
    /// Whether its blend mode lets what is beneath shine through.
    pub(crate) is_see_through: bool,
}

/// One picture as painted.
#[derive(Debug, Clone)]
pub(crate) struct SeenImage {
    /// Bounds in page space.
    pub(crate) bounds: Rect,
    /// What its samples are in each watched place it reaches.
    pub(crate) samples: Vec<Sample>,
    /// How many glyphs were painted before it.
    pub(crate) after_glyphs: usize,
    /// How many paths were painted before it.
    pub(crate) after_paths: usize,
}

/// Looks at one page, taking samples of pictures in the `watched` places.
pub(crate) fn look<'a>(page: &'a Page<'a>, cache: &InterpreterCache<'a>, watched: &[Rect]) -> Seen {
    glance(page, cache, watched, false)
}

/// Looks at the text of a page and the fonts it is in, and at nothing else: places, paths and pictures stay unknown.
pub(crate) fn skim<'a>(page: &'a Page<'a>, cache: &InterpreterCache<'a>) -> Seen {
    glance(page, cache, &[], true)
}

fn glance<'a>(page: &'a Page<'a>, cache: &InterpreterCache<'a>, watched: &[Rect], is_skimming: bool) -> Seen {
    let mut eye = Eye {
        seen: Seen::default(),
        watched,
        nested: 0,
        budget: MAX_GLYPHS,
        clips: Vec::new(),
        is_skimming,
        shapes: HashMap::new(),
    };
    let mut context = Context::new(Affine::IDENTITY, EVERYWHERE, cache, page.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut eye);
    eye.seen.is_partial |= eye.budget == 0;
    eye.seen
}

/// A glyph's outline, its bounds and its fingerprint.
struct Outline {
    path: BezPath,
    bounds: Rect,
    fingerprint: u64,
}

struct Eye<'w> {
    seen: Seen,
    watched: &'w [Rect],
    nested: u32,
    budget: usize,
    /// Bounds of the clips in force, each cut to the one before.
    clips: Vec<Rect>,
    /// Whether only text and fonts are looked at.
    is_skimming: bool,
    /// Outlines met on this page, by font program and glyph.
    shapes: HashMap<(u128, u32), Rc<Outline>>,
}

impl<'w> Eye<'w> {
    fn spend(&mut self) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.budget > 0
    }

    fn enter_mask<'a>(&mut self, mask: Option<&SoftMask<'a>>) {
        if let Some(mask) = mask
            && self.nested < MAX_NESTING
            && self.spend()
        {
            self.nested += 1;
            mask.interpret(self);
            self.nested -= 1;
        }
    }

    /// Looks into a tiling pattern where it reaches a watched place within `painted`.
    fn enter_pattern<'a>(&mut self, paint: &Paint<'a>, painted: Rect, is_stroke: bool) {
        let Paint::Pattern(pattern) = paint else { return };
        let Pattern::Tiling(tiling) = pattern.as_ref() else { return };
        if self.nested >= MAX_NESTING {
            self.seen.is_partial = true;
            return;
        }
        self.nested += 1;
        for place in self.watched.to_vec() {
            let place = place.intersect(painted);
            if place.width() > 0.0 && place.height() > 0.0 {
                self.enter_tiles(tiling, place, is_stroke);
            }
        }
        self.nested -= 1;
    }

    /// Whether a whole cell of the pattern shows in `area` outside all watched places, so that it hides nothing in one.
    fn repeats_elsewhere(&self, paint: &Paint<'_>, area: &BezPath) -> bool {
        let Paint::Pattern(pattern) = paint else { return false };
        let Pattern::Tiling(tiling) = pattern.as_ref() else { return false };
        let (x_step, y_step) = (f64::from(tiling.x_step).abs(), f64::from(tiling.y_step).abs());
        let painted = area.bounding_box().intersect(self.clips.last().copied().unwrap_or(EVERYWHERE));
        let here = tiling.matrix.inverse().transform_rect_bbox(painted);
        if !here.is_finite() || x_step <= 0.0 || y_step <= 0.0 {
            return false;
        }
        let cell = Rect::new(tiling.bbox.x0, tiling.bbox.y0, tiling.bbox.x1, tiling.bbox.y1);
        let first = (((here.x0 - cell.x0) / x_step).ceil(), ((here.y0 - cell.y0) / y_step).ceil());
        let is_shown = |column: u32, row: u32| {
            let at = ((first.0 + f64::from(column)) * x_step, (first.1 + f64::from(row)) * y_step);
            let shown = tiling.matrix.transform_rect_bbox(cell + kurbo::Vec2::new(at.0, at.1));
            let middle = shown.center();
            let corners = [(shown.x0, shown.y0), (shown.x1, shown.y0), (shown.x0, shown.y1), (shown.x1, shown.y1)];
            painted.contains_rect(shown)
                && !self.watched.iter().any(|place| crate::geom::overlaps(place.inflate(1.0, 1.0), shown))
                && corners.into_iter().all(|corner| area.winding(Point::from(corner).lerp(middle, 0.01)) != 0)
                && area.winding(middle) != 0
        };
        (0..MAX_CELLS).any(|row| (0..MAX_CELLS).any(|column| is_shown(column, row)))
    }

    fn enter_tiles(&mut self, tiling: &TilingPattern<'_>, place: Rect, is_stroke: bool) {
        let (x_step, y_step) = (f64::from(tiling.x_step).abs(), f64::from(tiling.y_step).abs());
        let here = tiling.matrix.inverse().transform_rect_bbox(place);
        if !here.is_finite() || x_step <= 0.0 || y_step <= 0.0 {
            return;
        }
        let first_column = ((here.x0 - tiling.bbox.x1) / x_step).ceil();
        let first_row = ((here.y0 - tiling.bbox.y1) / y_step).ceil();
        let mut row = first_row;
        while row * y_step + tiling.bbox.y0 <= here.y1 {
            let mut column = first_column;
            while column * x_step + tiling.bbox.x0 <= here.x1 {
                if !self.spend() {
                    return;
                }
                let cell = tiling.matrix * Affine::translate((column * x_step, row * y_step));
                let _ = tiling.interpret(self, cell, is_stroke);
                column += 1.0;
            }
            row += 1.0;
        }
    }

    fn see_path(&mut self, path: BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        let is_filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let line_width = match mode {
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                f64::from(stroke.line_width) * props.transform.determinant().abs().sqrt()
            }
            DrawMode::Fill(_) | DrawMode::Invisible => 0.0,
        };
        self.seen.paths.push(SeenPath {
            path,
            colour: plain_colour(&props.paint),
            is_filled,
            line_width,
            after_glyphs: self.seen.glyphs.len(),
            is_see_through: props.blend_mode != BlendMode::Normal || props.soft_mask.is_some(),
        });
    }
}

impl<'a> Device<'a> for Eye<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        if !self.spend() {
            return;
        }
        self.enter_mask(props.soft_mask.as_ref());
        if self.is_skimming {
            return;
        }
        let path = props.transform * path.clone();
        let is_stroke = matches!(draw_mode, DrawMode::Stroke(_));
        if is_stroke || !self.repeats_elsewhere(&props.paint, &path) {
            self.enter_pattern(&props.paint, path.bounding_box(), is_stroke);
        }
        self.see_path(path, &props, draw_mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let bounds = clip.path.bounding_box();
        let outer = self.clips.last().copied().unwrap_or(EVERYWHERE);
        self.clips.push(outer.intersect(bounds));
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.enter_mask(mask.as_ref());
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.enter_mask(props.soft_mask.as_ref());
        let is_visible = !matches!(draw_mode, DrawMode::Invisible);
        for positioned in run.glyphs() {
            if !self.spend() {
                return;
            }
            let to_page = props.transform * positioned.transform();
            let glyph: &Glyph<'a> = positioned;
            let (ink, advance, shape, glyph_id) = match glyph {
                Glyph::Outline(outline) => {
                    let glyph_id = self.use_font(outline);
                    if self.is_skimming {
                        self.note_text(glyph);
                        continue;
                    }
                    let shape = self.shape(outline, glyph_id);
                    let advance = outline.advance_width().unwrap_or(500.0);
                    (ink_of(&shape, to_page), advance, shape.fingerprint, glyph_id)
                }
                Glyph::Type3(procedure) => {
                    let ink = if self.nested < MAX_NESTING {
                        self.enter_type3(procedure, &props, positioned.transform())
                    } else {
                        Rect::ZERO
                    };
                    let advance = procedure.advance_width().unwrap_or(500.0);
                    (ink, advance, u64::from(procedure.char_code()), None)
                }
            };
            let advance_em = f64::from(advance) / 1000.0;
            // A third of an em is well inside any line; the band between
            // descender and ascender is not known to the second reader.
            let advance = to_page.transform_rect_bbox(Rect::new(0.0, 0.0, f64::from(advance).max(1.0), 333.0));
            let bounds = if ink.area() > 0.0 { ink.union(advance) } else { advance };
            self.enter_pattern(&props.paint, bounds, false);
            self.seen.glyphs.push(SeenGlyph {
                ink,
                bounds,
                origin: to_page * Point::ZERO,
                text: text_of(glyph),
                shape,
                is_visible,
                is_nested: self.nested > 0,
                glyph_id,
                colour: plain_colour(&props.paint),
                is_clipped: self.clips.last().is_some_and(|clip| !touches(*clip, bounds)),
                em: to_page.determinant().abs().sqrt() * 1000.0,
                advance: advance_em,
            });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if !self.spend() {
            return;
        }
        self.enter_mask(props.soft_mask.as_ref());
        if self.is_skimming {
            return;
        }
        let size = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let bounds = props.transform.transform_rect_bbox(size);
        let places: Vec<Rect> =
            self.watched.iter().copied().filter(|place| crate::geom::overlaps(*place, bounds)).collect();
        let samples = if places.is_empty() { Vec::new() } else { pixels::sample(&image, props.transform, &places) };
        self.seen.images.push(SeenImage {
            bounds,
            samples,
            after_glyphs: self.seen.glyphs.len(),
            after_paths: self.seen.paths.len(),
        });
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        let harmless = |key: &[u8]| PROPERTY_KEYS.contains(&key);
        if properties.is_some_and(|list| list.keys().any(|key| !harmless(key.as_ref()))) {
            self.seen.property_text = true;
        }
    }
}

impl Eye<'_> {
    /// Notes what a glyph reads as, and nothing else.
    fn note_text(&mut self, glyph: &Glyph<'_>) {
        self.seen.skimmed.push_str(&text_of(glyph));
    }

    /// The outline of a glyph, made once a page for each glyph of an embedded font.
    fn shape(&mut self, glyph: &OutlineGlyph, id: Option<(u128, u32)>) -> Rc<Outline> {
        let make = || {
            let path = glyph.outline();
            Rc::new(Outline { bounds: path.bounding_box(), fingerprint: fingerprint(&path), path })
        };
        match id {
            Some(id) => Rc::clone(self.shapes.entry(id).or_insert_with(make)),
            None => make(),
        }
    }

    /// Notes that a glyph of an embedded font was painted.
    fn use_font(&mut self, glyph: &OutlineGlyph) -> Option<(u128, u32)> {
        let font = glyph.font_data()?;
        let id = glyph.glyph_id().to_u32();
        let is_subset = font.postscript_name.as_deref().is_some_and(|name| name.as_bytes().get(6) == Some(&b'+'));
        let entry = self.seen.fonts.entry(font.cache_key);
        entry.or_insert_with(|| SeenFont { program: font.data, used: BTreeSet::new(), is_subset }).used.insert(id);
        Some((font.cache_key, id))
    }

    /// Looks into a Type 3 glyph and returns the bounds of what it paints.
    fn enter_type3<'a>(&mut self, procedure: &Type3Glyph<'a>, props: &DrawProps<'a>, glyph_transform: Affine) -> Rect {
        let (paths, images, glyphs) = (self.seen.paths.len(), self.seen.images.len(), self.seen.glyphs.len());
        self.nested += 1;
        procedure.interpret(self, props.transform, glyph_transform, &props.paint);
        self.nested -= 1;
        let pieces = self.seen.paths[paths..]
            .iter()
            .map(|path| path.path.bounding_box())
            .chain(self.seen.images[images..].iter().map(|image| image.bounds))
            .chain(self.seen.glyphs[glyphs..].iter().map(|glyph| glyph.bounds));
        let ink = pieces.reduce(|a, b| a.union(b));
        ink.unwrap_or_else(|| Rect::from_origin_size(props.transform * (glyph_transform * Point::ZERO), (0.0, 0.0)))
    }
}

/// Bounds of an outline under a map: of what is drawn, not of its bounds, where those are not the same.
fn ink_of(outline: &Outline, to_page: Affine) -> Rect {
    let [a, b, c, d, _, _] = to_page.as_coeffs();
    if outline.path.is_empty() {
        Rect::from_points(to_page * Point::ZERO, to_page * Point::ZERO)
    } else if (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0) {
        to_page.transform_rect_bbox(outline.bounds)
    } else {
        (to_page * &outline.path).bounding_box()
    }
}

/// Whether a glyph shows through a clip at all; edges count, because ink may
/// be as thin as a hair.
fn touches(clip: Rect, bounds: Rect) -> bool {
    clip.x0 <= bounds.x1 && bounds.x0 <= clip.x1 && clip.y0 <= bounds.y1 && bounds.y0 <= clip.y1
}

/// The text of a glyph; empty where the font does not say.
fn text_of(glyph: &Glyph<'_>) -> String {
    match glyph.as_unicode() {
        Some(BfString::Char(char)) => char.to_string(),
        Some(BfString::String(text)) => text,
        None => String::new(),
    }
}

/// A paint that is one colour, as red, green, blue, alpha.
fn plain_colour(paint: &Paint<'_>) -> Option<[u8; 4]> {
    match paint {
        Paint::Color(colour) => Some(colour.to_rgba().to_rgba8()),
        Paint::Pattern(_) => None,
    }
}

/// A fingerprint of an outline that survives font subsetting: corner
/// coordinates in whole thousandths of an em, FNV-1a.
fn fingerprint(path: &BezPath) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut mix = |value: i64| {
        for byte in value.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for element in path.elements() {
        if let Some(end) = element.end_point() {
            #[expect(clippy::cast_possible_truncation, reason = "saturates, and a glyph is thousands of units wide")]
            let (x, y) = (end.x.round() as i64, end.y.round() as i64);
            mix(x);
            mix(y);
        }
    }
    hash
}

/// Keys of a marked-content property list that carry no text.
const PROPERTY_KEYS: [&[u8]; 2] = [b"MCID", b"Type"];
/// No culling: what lies off the page is looked at too.
const EVERYWHERE: Rect = Rect::new(-1e7, -1e7, 1e7, 1e7);
/// Cells, each way, that are looked at for one that is shown whole.
const MAX_CELLS: u32 = 64;
/// Forms in patterns in masks deeper than this do not occur in good faith.
const MAX_NESTING: u32 = 12;
/// Things painted on one page, each pattern cell counted.
const MAX_GLYPHS: usize = 4_000_000;
