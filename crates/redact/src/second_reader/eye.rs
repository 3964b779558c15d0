//! The second reader's eye: everything a page paints, in page space.
//!
//! It walks a page with `hayro-interpret`, which shares no code with the engine's own interpreter, and enters what
//! a viewer enters: forms, tiling patterns, soft masks, Type 3 glyphs. A pattern is looked at only in the cells
//! that reach a watched place, so that a page of hatching costs little.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use hayro_interpret::font::{FontData, Glyph, GlyphRun, Type3Glyph};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, interpret_page,
};
use hayro_syntax::object::Dict;
use hayro_syntax::page::Page;
use kurbo::{Affine, BezPath, Point, Rect, Shape as _};

use super::digest;
use super::pixels::{self, Sample};
use super::trail::{Picture, Style, Trail, What};

mod clips;
mod glyphs;
mod tiles;

use clips::Clips;
use glyphs::{Known, KnownGlyphs, text_of};
pub(crate) use glyphs::{Room, SeenGlyph};

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
    /// The text of pattern cells that show whole somewhere outside the watched places, which has no glyphs here.
    pub(crate) tiled: String,
    /// The text of a page that was only skimmed, which has no glyphs here.
    pub(crate) skimmed: String,
    /// Whether a marked-content property list held more than an identifier.
    pub(crate) property_text: bool,
    /// Whether a budget ran out before everything was seen.
    pub(crate) is_partial: bool,
    /// Everything that shows, where the page was looked at closely.
    pub(crate) trail: Option<Trail>,
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
    Eye::new(watched).on(page, cache)
}

/// The same, noting all that decides how the page looks; pictures that reach a place of `changed` with their samples.
///
/// The lists are made in `room`, which is to be filled again ([`Room::take_back`]) with those of a page that is done with.
pub(crate) fn look_closely<'a>(
    page: &'a Page<'a>,
    cache: &InterpreterCache<'a>,
    (watched, changed): (&[Rect], &[Rect]),
    room: &mut Room,
) -> Seen {
    let mut eye = Eye::new(watched);
    eye.changed = changed;
    eye.seen.glyphs = std::mem::take(&mut room.glyphs);
    eye.seen.trail = Some(Trail::within(std::mem::take(&mut room.items)));
    eye.known = std::mem::take(&mut room.known);
    let seen = eye.on(page, cache);
    room.known = eye.known;
    seen
}

/// Looks at the text of a page and the fonts it is in, and at nothing else: places, paths and pictures stay unknown.
pub(crate) fn skim<'a>(page: &'a Page<'a>, cache: &InterpreterCache<'a>) -> Seen {
    let mut eye = Eye::new(&[]);
    eye.is_skimming = true;
    eye.on(page, cache)
}

struct Eye<'w> {
    seen: Seen,
    watched: &'w [Rect],
    /// Places that reach into pictures whose samples are kept.
    changed: &'w [Rect],
    nested: u32,
    /// How many Type 3 glyphs deep this is.
    in_glyphs: u32,
    budget: usize,
    /// The clips in force.
    clips: Clips,
    /// Whether only text and fonts are looked at.
    is_skimming: bool,
    /// Glyphs met on this page and earlier ones.
    known: KnownGlyphs,
}

impl<'w> Eye<'w> {
    fn new(watched: &'w [Rect]) -> Self {
        Self {
            seen: Seen::default(),
            watched,
            changed: &[],
            nested: 0,
            in_glyphs: 0,
            budget: MAX_GLYPHS,
            clips: Clips::default(),
            is_skimming: false,
            known: KnownGlyphs::default(),
        }
    }

    /// Looks at a page.
    fn on<'a>(&mut self, page: &'a Page<'a>, cache: &InterpreterCache<'a>) -> Seen {
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, EVERYWHERE, cache, page.xref(), settings);
        self.known.begin_page();
        interpret_page(page, &mut context, self);
        self.seen.is_partial |= self.budget == 0;
        std::mem::take(&mut self.seen)
    }

    /// The page's trail, unless this shows that it does not say everything.
    fn trail(&mut self, is_plain: bool) -> Option<&mut Trail> {
        let trail = self.seen.trail.as_mut()?;
        trail.is_plain &= is_plain;
        trail.is_plain.then_some(trail)
    }

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

    fn see_path(&mut self, path: BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        let is_filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let line_width = match mode {
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                f64::from(stroke.line_width) * props.transform.determinant().abs().sqrt()
            }
            DrawMode::Fill(_) | DrawMode::Invisible => 0.0,
        };
        let (number, colour) = (self.seen.paths.len(), plain_colour(&props.paint));
        let is_see_through = props.blend_mode != BlendMode::Normal || props.soft_mask.is_some();
        if let Some(trail) = self.trail(!is_see_through) {
            let bounds = path.control_box();
            for style in Style::of(mode, props.transform) {
                let reach = style.reach();
                trail.push(What::Path { path: number, style }, bounds.inflate(reach, reach), colour);
            }
        }
        self.seen.paths.push(SeenPath {
            path,
            colour,
            is_filled,
            line_width,
            after_glyphs: self.seen.glyphs.len(),
            is_see_through,
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
        if matches!(props.paint, Paint::Pattern(_)) && (is_stroke || !self.repeats_elsewhere(&props.paint, &path)) {
            self.enter_pattern(&props.paint, path.bounding_box(), is_stroke);
        } else {
            self.read_cell(&props.paint);
        }
        if self.clips.is_filled_by_shading(&props.paint, &path) {
            let _ = self.trail(false);
        } else {
            self.see_path(path, &props, draw_mode);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let bounds = self.clips.push(clip.path.bounding_box());
        if let Some(trail) = &mut self.seen.trail {
            trail.enter_clip(&clip.path, clip.fill, bounds);
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, mode: BlendMode) {
        self.enter_mask(mask.as_ref());
        if let Some(trail) = self.trail(mask.is_none() && opacity == 1.0 && mode == BlendMode::Normal) {
            trail.bracket(What::Open);
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.enter_mask(props.soft_mask.as_ref());
        let is_visible = !matches!(draw_mode, DrawMode::Invisible);
        let colour = plain_colour(&props.paint);
        let is_plain = props.blend_mode == BlendMode::Normal && props.soft_mask.is_none();
        // The glyphs of a Type 3 font may draw runs of their own, which have other numbers.
        let this = self.known.begin_run();
        let mut first = self.seen.glyphs.len();
        for positioned in run.glyphs() {
            if !self.spend() {
                return;
            }
            let to_page = props.transform * positioned.transform();
            let glyph: &Glyph<'a> = positioned;
            let (known, ink) = match glyph {
                Glyph::Outline(outline) => {
                    let known = self.known.glyph(this, outline, self.is_skimming, &mut self.seen.fonts);
                    if self.is_skimming {
                        self.seen.skimmed.push_str(&known.text);
                        continue;
                    }
                    let ink = known.ink(to_page);
                    (known, ink)
                }
                Glyph::Type3(procedure) => {
                    let (ink, shape) = if self.nested < MAX_NESTING {
                        self.enter_type3(procedure, &props, positioned.transform())
                    } else {
                        let _ = self.trail(false);
                        (Rect::ZERO, 0)
                    };
                    // What its pieces are is in the trail already.
                    first = self.seen.glyphs.len() + 1;
                    let text = text_of(procedure.as_unicode()).into();
                    (Rc::new(Known::of_procedure(text, shape, procedure.advance_width())), ink)
                }
            };
            let is_nested = self.nested > 0;
            let mut glyph = SeenGlyph { known, ink, to_page, is_visible, is_nested, colour, is_clipped: false };
            if colour.is_none() {
                self.enter_pattern(&props.paint, glyph.bounds(), false);
                // What the pattern paints stands between the glyphs.
                first = self.seen.glyphs.len();
            }
            glyph.is_clipped = (ink.area() <= 0.0 || self.clips.hide(ink)) && self.clips.hide(glyph.bounds());
            self.seen.glyphs.push(glyph);
        }
        let glyphs = first..self.seen.glyphs.len();
        let has_outline =
            self.seen.glyphs.get(glyphs.clone()).is_some_and(|run| run.iter().any(SeenGlyph::has_outline));
        if is_visible
            && has_outline
            && let Some(trail) = self.trail(is_plain)
        {
            for style in Style::of(draw_mode, props.transform) {
                trail.push(What::Glyphs { glyphs: glyphs.clone(), style }, EVERYWHERE, colour);
            }
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
        let reaches = |place: &&Rect| crate::geom::overlaps(**place, bounds);
        // A letter that is a picture may reach as far into a mark as any other that is kept beside it.
        let spared = if self.in_glyphs > 0 { GRAZED } else { 0.0 };
        let places = self.watched.iter().map(|place| place.inset(-spared));
        let places: Vec<Rect> = places.filter(|place| reaches(&place)).collect();
        let is_stencil = matches!(image, Image::Stencil(_));
        let is_compared = self.seen.trail.is_some() && (is_stencil || self.changed.iter().any(|place| reaches(&place)));
        let pixels = (is_compared || !places.is_empty()).then(|| pixels::read(&image)).flatten();
        let samples = pixels::sample(pixels.as_ref(), props.transform, &places);
        let is_plain = props.blend_mode == BlendMode::Normal && props.soft_mask.is_none();
        if let Some(trail) = self.trail(is_plain) {
            let colour = pixels.as_ref().map_or(Some([0, 0, 0, 255]), |pixels| pixels.colour);
            let digest = match &image {
                Image::Stencil(stencil) => digest::of(stencil.stream()),
                Image::Raster(raster) => digest::of(raster.stream()),
            };
            let picture = Picture { to_page: props.transform, digest, pixels: pixels.filter(|_| is_compared) };
            trail.push(What::Image(Box::new(picture)), bounds, colour);
        }
        self.seen.images.push(SeenImage {
            bounds,
            samples,
            after_glyphs: self.seen.glyphs.len(),
            after_paths: self.seen.paths.len(),
        });
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
        if let Some(trail) = &mut self.seen.trail {
            trail.leave_clip();
        }
    }

    fn pop_transparency_group(&mut self) {
        if let Some(trail) = self.trail(true) {
            trail.bracket(What::Close);
        }
    }

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        let harmless = |key: &[u8]| PROPERTY_KEYS.contains(&key);
        if properties.is_some_and(|list| list.keys().any(|key| !harmless(key.as_ref()))) {
            self.seen.property_text = true;
        }
    }
}

impl Eye<'_> {
    /// Looks into a Type 3 glyph: the bounds of what it paints, and a fingerprint of it. Its code is none: a font that
    /// is made anew may count its codes anew.
    fn enter_type3<'a>(
        &mut self,
        procedure: &Type3Glyph<'a>,
        props: &DrawProps<'a>,
        glyph_transform: Affine,
    ) -> (Rect, u64) {
        let (paths, images, glyphs) = (self.seen.paths.len(), self.seen.images.len(), self.seen.glyphs.len());
        self.nested += 1;
        self.in_glyphs += 1;
        procedure.interpret(self, props.transform, glyph_transform, &props.paint);
        self.in_glyphs -= 1;
        self.nested -= 1;
        let to_page = props.transform * glyph_transform;
        let pieces = self.seen.paths[paths..]
            .iter()
            .map(|path| path.path.bounding_box())
            .chain(self.seen.images[images..].iter().map(|image| image.bounds))
            .chain(self.seen.glyphs[glyphs..].iter().map(SeenGlyph::bounds));
        let pieces: Vec<Rect> = pieces.collect();
        let ink = pieces.iter().copied().reduce(|a, b| a.union(b));
        let ink = ink.unwrap_or_else(|| Rect::from_origin_size(to_page * Point::ZERO, (0.0, 0.0)));
        // Places of all pieces in eighths of the glyph's own units; the odd offset keeps whole numbers off the steps.
        let to_glyph = if to_page.determinant().abs() > 1e-12 { to_page.inverse() } else { Affine::IDENTITY };
        let mut drawing = BezPath::new();
        for piece in pieces {
            let piece = to_glyph.transform_rect_bbox(piece);
            for corner in [Point::new(piece.x0, piece.y0), Point::new(piece.x1, piece.y1)] {
                let step = |value: f64| value.mul_add(8.0, 0.3).floor();
                drawing.move_to((step(corner.x), step(corner.y)));
            }
        }
        (ink, super::outline::fingerprint(&drawing))
    }
}

/// Whether a glyph shows through a clip at all; edges count, because ink may
/// be as thin as a hair.
fn touches(clip: Rect, bounds: Rect) -> bool {
    clip.x0 <= bounds.x1 && bounds.x0 <= clip.x1 && clip.y0 <= bounds.y1 && bounds.y0 <= clip.y1
}

/// A paint that is one colour, as red, green, blue, alpha.
pub(super) fn plain_colour(paint: &Paint<'_>) -> Option<[u8; 4]> {
    match paint {
        Paint::Color(colour) => Some(colour.to_rgba().to_rgba8()),
        Paint::Pattern(_) => None,
    }
}

/// Keys of a marked-content property list that carry no text.
const PROPERTY_KEYS: [&[u8]; 2] = [b"MCID", b"Type"];
/// How far, in units of page space, the letter beside a mark may reach into it.
const GRAZED: f64 = 0.3;
/// No culling: what lies off the page is looked at too.
const EVERYWHERE: Rect = Rect::new(-1e7, -1e7, 1e7, 1e7);
/// Forms in patterns in masks deeper than this do not occur in good faith.
const MAX_NESTING: u32 = 12;
/// Things painted on one page, each pattern cell counted.
const MAX_GLYPHS: usize = 4_000_000;
