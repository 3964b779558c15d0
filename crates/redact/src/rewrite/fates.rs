//! What becomes of each item of a page: the plan, by ordinal.

use std::collections::{BTreeMap, BTreeSet};

use crate::geom::{Point, Rect};

/// What becomes of a glyph.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the rewriter handles each")]
pub enum GlyphFate {
    /// It stays where it is.
    #[default]
    Keep,
    /// It goes.
    Drop,
    /// It is set again.
    Move {
        /// New origin in page space.
        origin: Point,
        /// Factor on its width.
        squeeze: f64,
        /// Whether the clips that it was shown in are there for its line alone, and do not hold in its new place.
        is_free: bool,
    },
}

/// What becomes of a path, picture or shading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the rewriter handles each")]
pub enum ShapeFate {
    /// It goes.
    Drop,
    /// What lies in the regions goes.
    Cut,
}

/// What becomes of a page's items.
#[derive(Clone, Debug, Default)]
pub struct Fates {
    /// Glyphs that do not stay.
    pub glyphs: BTreeMap<usize, GlyphFate>,
    /// Paths that change.
    pub paths: BTreeMap<usize, ShapeFate>,
    /// Pictures that change.
    pub images: BTreeMap<usize, ShapeFate>,
    /// Shadings that change.
    pub shadings: BTreeMap<usize, ShapeFate>,
    /// Form fields that a mark touches: what is left of them becomes page content.
    pub widgets: BTreeSet<usize>,
    /// What is cut out of paths, pictures and clips, in page space.
    pub regions: Vec<Rect>,
    /// Removed glyphs behind which tagged content goes on under another identifier: a box is read between the two parts.
    pub parted: BTreeMap<usize, i64>,
    /// Where tiling patterns are painted cell by cell, so that ordinals mean the same.
    pub laid: Vec<Rect>,
}

impl Fates {
    /// The fate of glyph `index`.
    pub fn glyph(&self, index: usize) -> GlyphFate {
        self.glyphs.get(&index).copied().unwrap_or_default()
    }
}
