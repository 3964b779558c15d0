//! What a page shows together with how it is tagged: the bridge from the
//! interpreter to the structure tree.

use lopdf::Dictionary;

use crate::draft::Draft;
use crate::error::Error;
use crate::font::FontBook;
use crate::geom::{Point, Rect, overlaps, transformed_bounds};
use crate::interp::state::State;
use crate::interp::text::Part;
use crate::interp::{ImageEvent, Machine, PathEvent, ShadingEvent, Sink, StreamKind};
use crate::overlay;

/// Something painted, with the marked content it belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Identifier of the innermost tagged content around it.
    pub(crate) mcid: Option<i64>,
    /// Whether it stands in an artifact.
    pub(crate) is_artifact: bool,
    /// Ordinal of the box it belongs to, in a document without a structure tree.
    pub(crate) withheld: Option<usize>,
    /// Its box on the page.
    pub(crate) bounds: Rect,
    /// What it is.
    pub(crate) what: What,
}

impl Seen {
    /// What it reads, if it is a glyph that says.
    pub(crate) fn reading(&self) -> Option<&str> {
        match &self.what {
            What::Glyph { text, .. } => text.as_deref(),
            What::Drawing | What::Picture => None,
        }
    }
}

/// What was painted.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// A glyph: its reading if the font gives one, where it starts and ends, its size.
    Glyph { text: Option<String>, is_blank: bool, start: Point, end: Point, size: f64 },
    /// A path or shading.
    Drawing,
    /// A picture.
    Picture,
}

/// Everything visible on page `index` (from 0), in the order it is painted.
pub(crate) fn read<'d>(draft: &'d Draft, fonts: &'d FontBook<'_>, index: usize) -> Result<Vec<Seen>, Error> {
    let mut reader = Reader::default();
    Machine::new(draft, fonts).page(index, &mut reader)?;
    Ok(reader.seen)
}

#[derive(Default)]
struct Reader {
    seen: Vec<Seen>,
    /// Open marked content: identifier, whether it is an artifact, which box it is.
    open: Vec<(Option<i64>, bool, Option<usize>)>,
    /// How many boxes there were.
    boxes: usize,
    /// Open streams in which identifiers are not the page's: forms, patterns, masks, glyphs.
    nested: usize,
    /// Open streams whose content is no content of the page: patterns, masks, glyphs.
    aside: usize,
}

impl Reader {
    fn see(&mut self, state: &State, bounds: Rect, what: What) {
        if self.aside == 0 && bounds.is_finite() && overlaps(bounds.inflate(0.01, 0.01), state.clip_bounds) {
            let mcid = self.open.iter().rev().find_map(|(mcid, ..)| *mcid);
            let is_artifact = self.open.iter().any(|(_, is_artifact, _)| *is_artifact);
            let withheld = self.open.iter().find_map(|(.., withheld)| *withheld);
            self.seen.push(Seen { mcid, is_artifact, withheld, bounds, what });
        }
    }
}

impl Sink for Reader {
    fn begin_marked(&mut self, tag: &[u8], mcid: Option<i64>) {
        // Identifiers within a form belong to the form's own parent tree entry.
        let withheld = (tag == overlay::WITHHELD).then_some(self.boxes);
        self.boxes += usize::from(withheld.is_some());
        self.open.push((mcid.filter(|_| self.nested == 0), tag == b"Artifact", withheld));
    }

    fn end_marked(&mut self) {
        self.open.pop();
    }

    fn show(&mut self, state: &State, parts: &[Part]) -> Result<(), Error> {
        for part in parts {
            let Part::Glyph(glyph) = part else { continue };
            let advance = Rect::new(0.0, -0.2, glyph.shape.advance.x.max(0.001), 0.8);
            let bounds = transformed_bounds(glyph.em, glyph.shape.ink.map_or(advance, |ink| ink.union(advance)));
            let start = glyph.em * Point::ZERO;
            let what = What::Glyph {
                text: glyph.shape.text.clone(),
                is_blank: glyph.shape.is_blank,
                start,
                end: glyph.em * glyph.shape.advance.to_point(),
                size: (glyph.em * Point::new(0.0, 1.0) - start).hypot(),
            };
            self.see(state, bounds, what);
        }
        Ok(())
    }

    fn path(&mut self, state: &State, event: &PathEvent<'_>) -> Result<(), Error> {
        if event.is_visible {
            self.see(state, transformed_bounds(state.ctm, event.path.control_box()), What::Drawing);
        }
        Ok(())
    }

    fn image(&mut self, state: &State, event: &ImageEvent<'_>) -> Result<(), Error> {
        if event.is_visible {
            self.see(state, transformed_bounds(state.ctm, Rect::new(0.0, 0.0, 1.0, 1.0)), What::Picture);
        }
        Ok(())
    }

    fn shading(&mut self, state: &State, _: &ShadingEvent<'_>) -> Result<(), Error> {
        self.see(state, state.clip_bounds, What::Drawing);
        Ok(())
    }

    fn begin_stream(&mut self, kind: StreamKind, _: &State, _: &Dictionary) -> Result<(), Error> {
        self.nested += 1;
        self.aside += usize::from(kind != StreamKind::Form);
        Ok(())
    }

    fn end_stream(&mut self, kind: StreamKind, _: &Dictionary) -> Result<Option<lopdf::ObjectId>, Error> {
        self.nested = self.nested.saturating_sub(1);
        self.aside = self.aside.saturating_sub(usize::from(kind != StreamKind::Form));
        Ok(None)
    }
}
