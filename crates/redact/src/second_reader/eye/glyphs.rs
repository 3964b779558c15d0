//! What is found out about glyphs once, and the memory of long lists of them.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_cmap::BfString;
use hayro_interpret::font::{GlyphIdentifier, OutlineGlyph};

use super::{Eye, Seen, SeenGlyph};
use crate::second_reader::outline::Outline;
use crate::second_reader::trail::Item;

/// The memory of long lists, used again from page to page.
///
/// With them go the outlines of the glyphs met so far, by font program and glyph.
#[derive(Debug, Default)]
pub(crate) struct Room {
    pub(super) glyphs: Vec<SeenGlyph>,
    pub(super) items: Vec<Item>,
    pub(super) outlines: HashMap<GlyphIdentifier, Rc<Outline>>,
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

/// A glyph that was met: its outline, unless the page is only skimmed, and the embedded font it is in.
#[derive(Clone)]
pub(super) struct Shape {
    pub(super) outline: Option<Rc<Outline>>,
    pub(super) in_font: Option<(u128, u32)>,
}

/// What is known of the glyphs of one run, by code: a run is in one font.
#[derive(Default)]
pub(super) struct RunGlyphs {
    /// How many runs there were; entries of others than the one asked for mean nothing any more.
    pub(super) count: u64,
    low: Vec<Option<RunGlyph>>,
    high: HashMap<u32, RunGlyph>,
}

/// A glyph of a run.
#[derive(Clone)]
pub(super) struct RunGlyph {
    run: u64,
    id: u32,
    pub(super) shape: Shape,
    pub(super) text: Rc<str>,
    pub(super) advance: f32,
}

impl RunGlyphs {
    fn get(&self, run: u64, code: u32, id: u32) -> Option<&RunGlyph> {
        let known = match usize::try_from(code) {
            Ok(low) if low < LOW_CODES => self.low.get(low)?.as_ref(),
            _ => self.high.get(&code),
        };
        known.filter(|known| known.run == run && known.id == id)
    }

    fn insert(&mut self, code: u32, glyph: RunGlyph) {
        match usize::try_from(code) {
            Ok(low) if low < LOW_CODES => {
                if self.low.is_empty() {
                    self.low.resize(LOW_CODES, None);
                }
                self.low[low] = Some(glyph);
            }
            _ => _ = self.high.insert(code, glyph),
        }
    }
}

impl Eye<'_> {
    /// What is known of a glyph of the run of this number, found out once a run and code.
    pub(super) fn glyph_of_run(&mut self, run: u64, glyph: &OutlineGlyph) -> RunGlyph {
        let (code, id) = (glyph.char_code(), glyph.glyph_id().to_u32());
        if let Some(known) = self.run.get(run, code, id) {
            return known.clone();
        }
        let (shape, text) = (self.shape(glyph), text_of(glyph.as_unicode()).into());
        let known = RunGlyph { run, id, shape, text, advance: glyph.advance_width().unwrap_or(500.0) };
        self.run.insert(code, known.clone());
        known
    }

    /// What is known of a glyph, found out once a page; that it was painted is noted.
    fn shape(&mut self, glyph: &OutlineGlyph) -> Shape {
        let id = glyph.identifier();
        if let Some(known) = self.shapes.get(&id) {
            return known.clone();
        }
        let outline = (!self.is_skimming).then(|| {
            let made = || Rc::new(Outline::new(glyph.outline()));
            Rc::clone(self.outlines.entry(id.clone()).or_insert_with(made))
        });
        let shape = Shape { outline, in_font: self.use_font(glyph) };
        self.shapes.insert(id, shape.clone());
        shape
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

/// Codes that are looked up in a table.
const LOW_CODES: usize = 256;
