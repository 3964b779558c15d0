//! Fonts as the page model needs them: codes, advances, ink boxes, Unicode.
//!
//! Glyph programs are read by `hayro-font` from a small PDF of our own that
//! holds the draft's fonts and nothing else. A font that it cannot read gets
//! advances from its dictionary and boxes that are surely too large: a glyph
//! may then be removed needlessly, never kept wrongly.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, ObjectIdentifier};
use kurbo::Shape as _;
use lopdf::{Dictionary, Object};

use crate::draft::{Draft, as_dictionary, as_number};
use crate::error::Error;
use crate::geom::{Rect, Vec2};

mod collection;
mod source;
mod type3;

pub use source::{intern, is_font};

/// The draft's fonts, serialised for the font reader.
pub struct FontFile {
    pdf: Option<Pdf>,
}

impl std::fmt::Debug for FontFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FontFile").finish_non_exhaustive()
    }
}

impl FontFile {
    /// Copies the fonts of `draft` (and what they need) out of it.
    pub fn new(draft: &Draft) -> Result<Self, Error> {
        let bytes = source::serialise(draft)?;
        Ok(Self { pdf: Pdf::new(bytes).ok() })
    }
}

/// Faces by the object number of their font dictionary, loaded when first used.
pub struct FontBook<'a> {
    file: &'a FontFile,
    cache: FontCache<'a>,
    font_resolver: FontResolverFn,
    cmap_resolver: CMapResolverFn,
    faces: RefCell<BTreeMap<u32, Rc<Face<'a>>>>,
}

impl std::fmt::Debug for FontBook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FontBook").finish_non_exhaustive()
    }
}

impl<'a> FontBook<'a> {
    /// A book over `file`.
    pub fn new(file: &'a FontFile) -> Self {
        Self {
            file,
            cache: FontCache::new(),
            font_resolver: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
            }),
            cmap_resolver: Arc::new(hayro_cmap::load_embedded),
            faces: RefCell::default(),
        }
    }

    /// A book over `file` that puts no other font in the place of a program it cannot read.
    pub fn of_programs(file: &'a FontFile) -> Self {
        Self { font_resolver: Arc::new(|_| None), ..Self::new(file) }
    }

    /// The face of font object `number`; a conservative one if it cannot be read.
    pub fn face(&self, draft: &Draft, number: u32) -> Rc<Face<'a>> {
        if let Some(face) = self.faces.borrow().get(&number) {
            return Rc::clone(face);
        }
        let font = self.file.pdf.as_ref().and_then(|pdf| {
            let dict: Dict<'a> = pdf.xref().get(ObjectIdentifier::new(number, 0))?;
            self.cache.font(&dict, &self.font_resolver, &self.cmap_resolver)
        });
        let face = Rc::new(Face::new(draft, number, font));
        self.faces.borrow_mut().insert(number, Rc::clone(&face));
        face
    }
}

/// How a font finds its glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the specification has three ways to find a glyph")]
pub enum Kind {
    /// One byte per code.
    Simple,
    /// Codes of one to four bytes through a CMap.
    Composite,
    /// Glyphs are content streams.
    Type3,
}

/// One font.
#[derive(Debug)]
pub struct Face<'a> {
    /// Object number of the font dictionary.
    pub number: u32,
    /// How it finds glyphs.
    pub kind: Kind,
    /// Whether lines run downwards.
    pub is_vertical: bool,
    font: Option<Font<'a>>,
    widths: BTreeMap<u32, f64>,
    default_width: f64,
    type3: BTreeMap<u32, Rect>,
    collection: Option<collection::Collection>,
    /// Ascent and descent in em, as viewers size their selection boxes.
    pub ascent: f64,
    /// Descent in em, negative.
    pub descent: f64,
    /// Units of text space in the em that its letters are made for: one, but for some Type 3 fonts.
    pub unit: f64,
    glyphs: RefCell<Glyphs>,
    measured: RefCell<Measured>,
}

/// What is known of codes of one byte that move the pen forwards along a line.
#[derive(Debug)]
struct Measured {
    /// In em; no number for those not asked for yet, and for those that move it otherwise.
    advances: [f64; 256],
    /// Box of all that these codes paint, each from its own origin.
    extent: Rect,
}

impl Measured {
    /// How far a string moves the pen; no number if one of its codes is not known.
    fn sum(&self, bytes: &[u8]) -> f64 {
        // Four sums that need not wait for one another.
        let mut sums = [0.0; 4];
        let mut fours = bytes.chunks_exact(4);
        for four in &mut fours {
            for (sum, byte) in sums.iter_mut().zip(four) {
                *sum += self.advances[usize::from(*byte)];
            }
        }
        let rest: f64 = fours.remainder().iter().map(|byte| self.advances[usize::from(*byte)]).sum();
        (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
    }
}

impl Default for Measured {
    fn default() -> Self {
        Self { advances: [f64::NAN; 256], extent: Rect::ZERO }
    }
}

/// Shapes made so far, by code: in a table, and those of high codes apart.
#[derive(Debug, Default)]
struct Glyphs {
    low: Vec<Option<Rc<GlyphShape>>>,
    high: HashMap<u32, Rc<GlyphShape>>,
}

impl Glyphs {
    #[inline]
    fn get(&self, code: u32) -> Option<&Rc<GlyphShape>> {
        match u16::try_from(code) {
            Ok(low) => self.low.get(usize::from(low))?.as_ref(),
            Err(_) => self.high.get(&code),
        }
    }

    fn insert(&mut self, code: u32, shape: Rc<GlyphShape>) {
        match u16::try_from(code).map(usize::from) {
            Ok(low) => {
                if self.low.len() <= low {
                    self.low.resize(low + 1, None);
                }
                self.low[low] = Some(shape);
            }
            Err(_) => _ = self.high.insert(code, shape),
        }
    }
}

/// What the model needs to know about one code, in em (thousandths divided out).
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphShape {
    /// Displacement to the next glyph.
    pub advance: Vec2,
    /// From the text position to the glyph's origin (vertical writing).
    pub origin: Vec2,
    /// Box of the ink relative to the glyph origin; none for blanks.
    pub ink: Option<Rect>,
    /// What the code reads as, if the font says.
    pub text: Option<String>,
    /// Whether the glyph paints nothing and reads as white space or nothing.
    pub is_blank: bool,
}

impl<'a> Face<'a> {
    fn new(draft: &Draft, number: u32, font: Option<Font<'a>>) -> Self {
        let empty = Dictionary::new();
        let dict = as_dictionary(draft.get((number, 0))).unwrap_or(&empty);
        let subtype = draft.value(dict, b"Subtype").as_name().unwrap_or_default();
        let kind = match subtype {
            b"Type0" => Kind::Composite,
            b"Type3" => Kind::Type3,
            _ => Kind::Simple,
        };
        let mut face = Self {
            number,
            kind,
            is_vertical: font.as_ref().is_some_and(|font| !font.is_horizontal()),
            font,
            widths: BTreeMap::new(),
            default_width: 0.6,
            type3: BTreeMap::new(),
            collection: None,
            ascent: 0.9,
            descent: -0.25,
            unit: 1.0,
            glyphs: RefCell::default(),
            measured: RefCell::default(),
        };
        face.read_descriptor(draft, dict);
        if kind == Kind::Type3 {
            face.type3 = type3::ink_boxes(draft, dict);
            face.unit = type3::unit(face.type3.values());
            face.ascent *= face.unit;
            face.descent *= face.unit;
        }
        if kind == Kind::Composite {
            face.collection = collection::Collection::of(draft, dict);
        }
        face
    }

    fn read_descriptor(&mut self, draft: &Draft, dict: &Dictionary) {
        let first = as_number(draft.value(dict, b"FirstChar")).unwrap_or(0.0).max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let first = first.min(255.0) as u32;
        if let Object::Array(widths) = draft.value(dict, b"Widths") {
            for (code, width) in (first..256).zip(widths) {
                if let Some(width) = as_number(draft.resolve(width)) {
                    self.widths.insert(code, width / 1000.0);
                }
            }
        }
        let holder = match draft.value(dict, b"DescendantFonts") {
            Object::Array(fonts) => fonts.first().and_then(|font| as_dictionary(draft.resolve(font))).unwrap_or(dict),
            _ => dict,
        };
        if let Some(width) = as_number(draft.value(holder, b"DW")) {
            self.default_width = width / 1000.0;
        } else if self.kind == Kind::Composite {
            self.default_width = 1.0;
        }
        if let Some(descriptor) = draft.dictionary(holder, b"FontDescriptor") {
            if let Some(ascent) = as_number(draft.value(descriptor, b"Ascent")).filter(|n| (100.0..2000.0).contains(n))
            {
                self.ascent = ascent / 1000.0;
            }
            if let Some(descent) = as_number(draft.value(descriptor, b"Descent")).filter(|n| n.abs() < 1500.0) {
                self.descent = -descent.abs() / 1000.0;
            }
        }
    }

    /// Whether the glyph program could be read.
    pub fn is_readable(&self) -> bool {
        self.font.is_some()
    }

    /// The outline behind `code`, in thousandths of an em; none if the program could not be read.
    pub fn outline(&self, code: u32) -> Option<kurbo::BezPath> {
        let font = self.font.as_ref()?;
        let id = font.map_code(code);
        match font.glyph(id, code) {
            FontGlyph::Outline(glyph) => {
                let stretch = font.glyph_stretch(id, code);
                Some(kurbo::Affine::scale_non_uniform(stretch, 1.0) * glyph.outline())
            }
            FontGlyph::Type3(_) => None,
        }
    }

    /// Reads one code at `offset` of `bytes`: the code and its length, which is at least 1.
    #[inline]
    pub fn read_code(&self, bytes: &[u8], offset: usize) -> (u32, usize) {
        let rest = bytes.get(offset..).unwrap_or_default();
        match (&self.font, self.kind) {
            (Some(font), Kind::Composite) if !rest.is_empty() => {
                let (code, length) = font.read_code(bytes, offset);
                // What no code space covers is read two bytes at a time, as most viewers do.
                if code == 0 && length == 1 && rest.len() >= 2 && rest.first() != Some(&0) {
                    return (two_bytes(rest), 2);
                }
                (code, length.clamp(1, rest.len()))
            }
            (None, Kind::Composite) if rest.len() >= 2 => (two_bytes(rest), 2),
            _ => (rest.first().copied().map_or(0, u32::from), 1),
        }
    }

    /// The shape behind `code`.
    #[inline]
    pub fn glyph(&self, code: u32) -> Rc<GlyphShape> {
        if let Some(shape) = self.glyphs.borrow().get(code) {
            return Rc::clone(shape);
        }
        let shape = Rc::new(self.shape(code));
        self.glyphs.borrow_mut().insert(code, Rc::clone(&shape));
        shape
    }

    /// The box that a glyph takes up where it has no ink, from its origin to its advance.
    pub(crate) fn extent(&self, shape: &GlyphShape) -> Rect {
        shape.ink.unwrap_or_else(|| Rect::new(0.0, self.descent, shape.advance.x, self.ascent).abs())
    }

    /// How far a string moves the pen, in em, and a box that holds what any of its glyphs paints from its own origin.
    ///
    /// None where the codes have more than one byte, or one of them does not move the pen forwards along a line.
    pub(crate) fn measured(&self, bytes: &[u8]) -> Option<(f64, Rect)> {
        if self.kind == Kind::Composite || self.is_vertical {
            return None;
        }
        let mut measured = self.measured.borrow_mut();
        let mut sum = measured.sum(bytes);
        if sum.is_nan() {
            let is_new = |byte: &u8| measured.advances[usize::from(*byte)].is_nan();
            let new: Vec<u8> = bytes.iter().copied().filter(is_new).collect();
            for byte in new {
                let shape = self.glyph(u32::from(byte));
                let extent = self.extent(&shape);
                if !(shape.advance.x >= 0.0 && shape.origin == Vec2::ZERO && extent.is_finite()) {
                    return None;
                }
                measured.advances[usize::from(byte)] = shape.advance.x;
                measured.extent = measured.extent.union(extent);
            }
            sum = measured.sum(bytes);
        }
        Some((sum, measured.extent))
    }

    fn shape(&self, code: u32) -> GlyphShape {
        let Some(font) = &self.font else { return self.unknown_shape(code) };
        let advance = font.code_advance(code) / 1000.0;
        let origin = font.origin_displacement(code) / 1000.0;
        let id = font.map_code(code);
        let (ink, text) = match font.glyph(id, code) {
            FontGlyph::Outline(glyph) => {
                let outline = glyph.outline();
                let stretch = font.glyph_stretch(id, code);
                let ink = (!outline.is_empty()).then(|| {
                    let bounds = outline.bounding_box();
                    Rect::new(bounds.x0 * stretch, bounds.y0, bounds.x1 * stretch, bounds.y1).abs()
                });
                (ink.map(|ink| scaled(ink, 0.001)), glyph.as_unicode())
            }
            FontGlyph::Type3(glyph) => (self.type3.get(&code).copied(), glyph.as_unicode()),
        };
        let text = text.map(|text| match text {
            hayro_cmap::BfString::Char(c) => c.to_string(),
            hayro_cmap::BfString::String(s) => s,
        });
        let text = text.or_else(|| self.collection.as_ref()?.text(code));
        let ink = ink.filter(|ink| ink.is_finite() && (ink.width() > 0.0 || ink.height() > 0.0));
        let is_blank = ink.is_none() && text.as_deref().is_none_or(|text| text.chars().all(char::is_whitespace));
        GlyphShape { advance: finite(advance), origin: finite(origin), ink, text, is_blank }
    }

    fn unknown_shape(&self, code: u32) -> GlyphShape {
        let width = self.widths.get(&code).copied().unwrap_or(self.default_width);
        let ink = Some(Rect::new(-0.3, -0.5, width.abs() + 0.3, 1.2));
        GlyphShape { advance: Vec2::new(width, 0.0), origin: Vec2::ZERO, ink, text: None, is_blank: false }
    }
}

fn two_bytes(rest: &[u8]) -> u32 {
    rest.iter().take(2).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn finite(vector: Vec2) -> Vec2 {
    if vector.is_finite() { vector } else { Vec2::ZERO }
}

fn scaled(rect: Rect, factor: f64) -> Rect {
    Rect::new(rect.x0 * factor, rect.y0 * factor, rect.x1 * factor, rect.y1 * factor)
}
