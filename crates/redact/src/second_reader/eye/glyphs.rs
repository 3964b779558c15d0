//! Glyphs as painted, and what is found out about them once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Deref;
use std::rc::Rc;

use hayro_cmap::BfString;
use hayro_interpret::font::{GlyphIdentifier, OutlineFontData, OutlineGlyph};
use kurbo::{Affine, Point, Rect};

use super::{Seen, SeenFont};
use crate::geom::transformed_bounds;
use crate::second_reader::outline::Outline;
use crate::second_reader::trail::Item;
use crate::second_reader::viewer_fonts;

/// One glyph as painted.
#[derive(Debug, Clone)]
pub(crate) struct SeenGlyph {
    pub(super) known: Rc<Known>,
    /// Bounds of the visible ink; without area for a space.
    pub(crate) ink: Rect,
    /// From thousandths of its em to page space.
    pub(crate) to_page: Affine,
    /// False for text rendering mode 3 and 7.
    pub(crate) is_visible: bool,
    /// Whether it was found inside a pattern, soft mask or Type 3 glyph.
    pub(crate) is_nested: bool,
    /// Red, green, blue, alpha of the paint, 0 to 255; none for a pattern.
    pub(crate) colour: Option<[u8; 4]>,
    /// Whether it lies wholly outside the clip in force.
    pub(crate) is_clipped: bool,
}

/// What is the same each time that a glyph is painted.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its text, where the font says.
    pub(crate) text: Box<str>,
    /// A fingerprint of its outline.
    pub(crate) shape: u64,
    /// The font program and the glyph in it, where the font is embedded.
    pub(crate) glyph_id: Option<(u128, u32)>,
    /// How far the font moves on after it, in thousandths of its em.
    advance: f32,
    /// None for a procedure, and where the page is only skimmed.
    pub(crate) outline: Option<Outline>,
    /// Whether there is an outline and it is not empty.
    has_outline: bool,
}

impl Deref for SeenGlyph {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

impl SeenGlyph {
    /// The middle of the ink, or of the advance where there is no ink.
    #[inline]
    pub(crate) fn centre(&self) -> Point {
        if self.has_ink() { self.ink.center() } else { self.bounds().center() }
    }

    /// Whether the glyph leaves a mark on paper.
    #[inline]
    pub(crate) fn has_ink(&self) -> bool {
        self.ink.width() > 0.0 || self.ink.height() > 0.0
    }

    /// Whether it is painted as an outline that is not empty.
    #[inline]
    pub(crate) fn has_outline(&self) -> bool {
        self.known.has_outline
    }

    /// Bounds of ink and advance together.
    pub(crate) fn bounds(&self) -> Rect {
        // A third of an em is well inside any line; the band between
        // descender and ascender is not known to the second reader.
        let advance = Rect::new(0.0, 0.0, f64::from(self.known.advance).max(1.0), 333.0);
        let advance = transformed_bounds(self.to_page, advance);
        if self.ink.area() > 0.0 { self.ink.union(advance) } else { advance }
    }

    /// Heights of page space between which its bounds surely lie, up to half an em above and below them.
    #[inline]
    pub(crate) fn heights(&self) -> (f64, f64) {
        let [a, b, c, d, _, y] = self.to_page.as_coeffs();
        // The side of an em square is at most half the sum of what its edges go across and up.
        let em = 500.0 * (a.abs() + b.abs() + c.abs() + d.abs());
        let reach = b.abs() * f64::from(self.known.advance).max(1.0) + d.abs() * 333.0;
        (self.ink.y0.min(y - reach) - em / 2.0, self.ink.y1.max(y + reach) + em / 2.0)
    }

    /// A glyph with ink, for tests.
    #[cfg(test)]
    pub(crate) fn with(text: &str, shape: u64, ink: Rect, to_page: Affine, advance: f32) -> Self {
        let known = Rc::new(Known::of_procedure(text.into(), shape, Some(advance)));
        Self { known, ink, to_page, is_visible: true, is_nested: false, colour: None, is_clipped: false }
    }

    /// Where its origin lies.
    pub(crate) fn origin(&self) -> Point {
        self.to_page * Point::ZERO
    }

    /// Height of the font's em square in page space.
    pub(crate) fn em(&self) -> f64 {
        self.to_page.determinant().abs().sqrt() * 1000.0
    }

    /// How far the font moves on after it, in em.
    pub(crate) fn advance(&self) -> f64 {
        f64::from(self.known.advance) / 1000.0
    }
}

impl Known {
    /// A glyph that is drawn by a procedure.
    pub(super) fn of_procedure(text: Box<str>, shape: u64, advance: Option<f32>) -> Self {
        Self {
            text,
            shape,
            glyph_id: None,
            advance: advance.unwrap_or(DEFAULT_ADVANCE),
            outline: None,
            has_outline: false,
        }
    }

    /// Bounds of its ink under a map.
    pub(super) fn ink(&self, to_page: Affine) -> Rect {
        self.outline.as_ref().map_or(Rect::ZERO, |outline| outline.ink(to_page))
    }
}

/// The memory of long lists, used again from page to page.
///
/// With them go the glyphs met so far, by font program and glyph.
#[derive(Default)]
pub(crate) struct Room {
    pub(super) glyphs: Vec<SeenGlyph>,
    pub(super) items: Vec<Item>,
    pub(super) known: KnownGlyphs,
}

impl Room {
    /// Takes the lists of a page that is done with.
    pub(crate) fn take_back(&mut self, seen: Seen) {
        self.glyphs = seen.glyphs;
        self.glyphs.clear();
        self.items = seen.trail.map(|trail| trail.items).unwrap_or_default();
        self.items.clear();
    }
}

/// Glyphs that were met, each once for all that it may be shown as.
#[derive(Default)]
pub(super) struct KnownGlyphs {
    /// By outline and code: what they read as and how far they move on is their font's, of which there may be several
    /// with the same program.
    met: HashMap<(GlyphIdentifier, u32), Vec<Met>, BuildHasherDefault<Mixed>>,
    page: u64,
    /// How many runs there were; entries of others than the one asked for mean nothing any more.
    run: u64,
    /// What the codes of a run stand for: a run is in one font.
    low: Vec<Option<OfRun>>,
    high: HashMap<u32, OfRun>,
}

/// A glyph, and the page that it was noted on last.
struct Met {
    known: Rc<Known>,
    page: u64,
    is_skimmed: bool,
}

/// A glyph of a run.
struct OfRun {
    run: u64,
    id: u32,
    known: Rc<Known>,
}

impl KnownGlyphs {
    /// From here on glyphs are those of another page.
    pub(super) fn begin_page(&mut self) {
        self.page += 1;
    }

    /// The number of a new run.
    pub(super) fn begin_run(&mut self) -> u64 {
        self.run += 1;
        self.run
    }

    /// What is known of a glyph of the run of this number, found out once a run and code; that it was painted is noted
    /// in `fonts`.
    #[inline]
    pub(super) fn glyph(
        &mut self,
        run: u64,
        glyph: &OutlineGlyph,
        is_skimmed: bool,
        fonts: &mut BTreeMap<u128, SeenFont>,
    ) -> Rc<Known> {
        let (code, id) = (glyph.char_code(), glyph.glyph_id().to_u32());
        let of_run = match usize::try_from(code) {
            Ok(low) if low < LOW_CODES => self.low.get(low).and_then(Option::as_ref),
            _ => self.high.get(&code),
        };
        match of_run {
            Some(of_run) if of_run.run == run && of_run.id == id => Rc::clone(&of_run.known),
            _ => self.look_up(run, glyph, is_skimmed, fonts),
        }
    }

    fn look_up(
        &mut self,
        run: u64,
        glyph: &OutlineGlyph,
        is_skimmed: bool,
        fonts: &mut BTreeMap<u128, SeenFont>,
    ) -> Rc<Known> {
        let (code, id) = (glyph.char_code(), glyph.glyph_id().to_u32());
        let (text, advance) = (glyph.as_unicode(), glyph.advance_width().unwrap_or(DEFAULT_ADVANCE));
        let page = self.page;
        let met = self.met.entry((glyph.identifier(), code)).or_default();
        let is_like = |met: &Met| {
            met.is_skimmed == is_skimmed && met.known.advance == advance && is_text(&met.known.text, text.as_ref())
        };
        let known = match met.iter().find(|met| met.page == page && is_like(met)) {
            Some(met) => Rc::clone(&met.known),
            None => {
                let font = glyph.font_data().filter(|font| !viewer_fonts::holds(&font.data));
                let glyph_id = font.as_ref().map(|font| (font.cache_key, id));
                if let Some(font) = font {
                    note(fonts, font, id);
                }
                match met.iter_mut().find(|met| met.known.glyph_id == glyph_id && is_like(met)) {
                    Some(met) => {
                        met.page = page;
                        Rc::clone(&met.known)
                    }
                    None => {
                        let outline = (!is_skimmed).then(|| Outline::new(glyph.outline()));
                        let shape = outline.as_ref().map_or(0, |outline| outline.fingerprint);
                        let text = text_of(text).into();
                        let has_outline = outline.as_ref().is_some_and(|outline| !outline.path.is_empty());
                        let known = Rc::new(Known { text, shape, glyph_id, advance, outline, has_outline });
                        met.push(Met { known: Rc::clone(&known), page, is_skimmed });
                        known
                    }
                }
            }
        };
        let of_run = OfRun { run, id, known: Rc::clone(&known) };
        match usize::try_from(code) {
            Ok(low) if low < LOW_CODES => {
                if self.low.is_empty() {
                    self.low.resize_with(LOW_CODES, || None);
                }
                self.low[low] = Some(of_run);
            }
            _ => _ = self.high.insert(code, of_run),
        }
        known
    }
}

/// Notes that a glyph of an embedded font was painted.
fn note(fonts: &mut BTreeMap<u128, SeenFont>, font: OutlineFontData, id: u32) {
    let is_subset = font.postscript_name.as_deref().is_some_and(|name| name.as_bytes().get(6) == Some(&b'+'));
    let seen = fonts.entry(font.cache_key);
    seen.or_insert_with(|| SeenFont { program: font.data, used: BTreeSet::new(), is_subset }).used.insert(id);
}

/// Whether a text is what the font says.
fn is_text(text: &str, told: Option<&BfString>) -> bool {
    match told {
        Some(BfString::Char(char)) => text == char.encode_utf8(&mut [0; 4]),
        Some(BfString::String(told)) => text == told,
        None => text.is_empty(),
    }
}

/// A glyph's text; empty where the font does not say.
pub(super) fn text_of(unicode: Option<BfString>) -> String {
    match unicode {
        Some(BfString::Char(char)) => char.to_string(),
        Some(BfString::String(text)) => text,
        None => String::new(),
    }
}

/// Puts keys in their places that are hashes of font programs, and small numbers.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number.cast_unsigned() as u64);
    }

    fn write_u128(&mut self, number: u128) {
        #[expect(clippy::cast_possible_truncation, reason = "its halves, one after the other")]
        let (low, high) = (number as u64, (number >> 64) as u64);
        self.write_u64(low);
        self.write_u64(high);
    }
}

/// Codes that are looked up in a table.
const LOW_CODES: usize = 256;
/// What a glyph moves on by whose font does not say, in thousandths of its em.
const DEFAULT_ADVANCE: f32 = 500.0;
