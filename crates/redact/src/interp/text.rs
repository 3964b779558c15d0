//! Text showing as the interpreter reports it.

use std::rc::Rc;

use super::state::State;
use crate::font::GlyphShape;
use crate::geom::{Affine, Point, Rect, transformed_bounds};

/// One glyph of a text-showing operator.
#[derive(Clone, Debug)]
pub struct ShownGlyph {
    /// Ordinal on the page, the same each time the page is interpreted.
    pub index: usize,
    /// Its code.
    pub code: u32,
    /// Bytes of the code.
    pub length: u8,
    /// Advances, ink, reading.
    pub shape: Rc<GlyphShape>,
    /// Text matrix before it.
    pub before: Affine,
    /// Text matrix after it, spacing included.
    pub after: Affine,
    /// Em space to page space: where its outline lies.
    pub em: Affine,
    /// Whether any of it lies inside crop box and clip.
    pub is_visible: bool,
}

/// A glyph, or a number of a `TJ` array (thousandths of text space).
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a TJ array holds strings and numbers")]
pub enum Part {
    /// A glyph.
    Glyph(ShownGlyph),
    /// A displacement.
    Adjust(f64),
}

/// Text that clips, with the state of each showing.
#[derive(Clone, Debug, Default)]
pub struct TextClip {
    /// What was shown in a clipping mode between `BT` and `ET`.
    pub shows: Vec<(Rc<State>, Vec<Part>)>,
}

impl TextClip {
    /// Box in page space.
    pub(super) fn bounds(&self) -> Rect {
        let mut bounds: Option<Rect> = None;
        for (_, parts) in &self.shows {
            for part in parts {
                if let Part::Glyph(glyph) = part
                    && let Some(ink) = glyph.shape.ink
                {
                    let ink = transformed_bounds(glyph.em, ink);
                    bounds = Some(bounds.map_or(ink, |b| b.union(ink)));
                }
            }
        }
        bounds.unwrap_or(Rect::ZERO)
    }
}

impl ShownGlyph {
    /// Where the glyph's origin lies on the page.
    pub fn origin(&self) -> Point {
        self.em * Point::ZERO
    }
}
