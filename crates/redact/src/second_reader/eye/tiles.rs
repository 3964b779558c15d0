//! Tiling patterns, looked at only in the cells that reach a watched place.

use hayro_interpret::Paint;
use hayro_interpret::pattern::{Pattern, TilingPattern};
use kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::{Eye, MAX_NESTING};

impl Eye<'_> {
    /// Looks into a tiling pattern where it reaches a watched place within `painted`.
    pub(super) fn enter_pattern<'a>(&mut self, paint: &Paint<'a>, painted: Rect, is_stroke: bool) {
        let Paint::Pattern(pattern) = paint else { return };
        let Pattern::Tiling(tiling) = pattern.as_ref() else { return };
        if self.nested >= MAX_NESTING {
            self.seen.is_partial = true;
            return;
        }
        self.nested += 1;
        let watched = self.watched;
        for place in watched {
            let place = place.intersect(painted);
            if place.width() > 0.0 && place.height() > 0.0 {
                self.enter_tiles(tiling, place, is_stroke);
            }
        }
        self.nested -= 1;
    }

    /// Whether a whole cell of the pattern shows in `area` outside all watched places, so that it hides nothing in one.
    pub(super) fn repeats_elsewhere(&self, paint: &Paint<'_>, area: &BezPath) -> bool {
        let Paint::Pattern(pattern) = paint else { return false };
        let Pattern::Tiling(tiling) = pattern.as_ref() else { return false };
        let (x_step, y_step) = (f64::from(tiling.x_step).abs(), f64::from(tiling.y_step).abs());
        let painted = area.bounding_box().intersect(self.clips.bounds());
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

    /// Reads the words of a pattern's cell, and leaves nothing else of it behind.
    pub(super) fn read_cell(&mut self, paint: &Paint<'_>) {
        let Paint::Pattern(pattern) = paint else { return };
        let Pattern::Tiling(tiling) = pattern.as_ref() else { return };
        let (glyphs, paths, images) = (self.seen.glyphs.len(), self.seen.paths.len(), self.seen.images.len());
        if self.nested >= MAX_NESTING {
            return;
        }
        // What is forgotten again may not be followed either.
        let _ = self.trail(false);
        self.nested += 1;
        let _ = tiling.interpret(self, tiling.matrix, false);
        self.nested -= 1;
        for glyph in self.seen.glyphs.drain(glyphs..) {
            self.seen.tiled.push_str(&glyph.text);
        }
        self.seen.paths.truncate(paths);
        self.seen.images.truncate(images);
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
}

/// Cells, each way, that are looked at for one that is shown whole.
const MAX_CELLS: u32 = 64;
