//! Where on a page what is set again, and what stands for the rest, is to be found by those who read it.

use super::PagePlan;
use crate::draft::Draft;
use crate::geom::Point;
use crate::rewrite::fates::GlyphFate;

impl PagePlan {
    /// Settles where tagged content is parted so that each box comes, when the page is read aloud, where its words came.
    pub(super) fn part_tagged_content(&mut self, draft: &Draft) {
        let Some(structure) = draft.structure.as_ref().filter(|_| self.sheet.is_none() && !self.is_raster) else {
            return;
        };
        let first = structure.next_mcid(self.index);
        let behind_boxes = (first..).skip(self.boxes.len());
        let stands = self.boxes.iter().map(|painted| painted.stands_for);
        self.fates.parted = stands.zip(behind_boxes).filter_map(|(stands, mcid)| Some((stands?.glyph, mcid))).collect();
    }

    /// Where the letters stand that are set again.
    pub(crate) fn moved_to(&self) -> impl Iterator<Item = Point> + '_ {
        self.fates.glyphs.values().filter_map(|fate| match fate {
            GlyphFate::Move { origin, .. } => Some(*origin),
            GlyphFate::Keep | GlyphFate::Drop => None,
        })
    }
}
