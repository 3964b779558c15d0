//! The clips in force while a page is looked at.

use hayro_interpret::Paint;
use hayro_interpret::pattern::Pattern;
use kurbo::{BezPath, Rect, Shape as _};

use super::{EVERYWHERE, touches};

/// Clips, each within the one before.
#[derive(Debug, Default)]
pub(super) struct Clips(Vec<Clip>);

#[derive(Debug)]
struct Clip {
    /// The bounds of its own path.
    own: Rect,
    /// The same, cut to the clips around it.
    bounds: Rect,
}

impl Clips {
    /// Enters a clip; what can show in it.
    pub(super) fn push(&mut self, own: Rect) -> Rect {
        let bounds = self.bounds().intersect(own);
        self.0.push(Clip { own, bounds });
        bounds
    }

    /// Leaves the innermost clip.
    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    /// What can show.
    pub(super) fn bounds(&self) -> Rect {
        self.0.last().map_or(EVERYWHERE, |clip| clip.bounds)
    }

    /// Whether nothing of what lies in `bounds` can show.
    pub(super) fn hide(&self, bounds: Rect) -> bool {
        self.0.last().is_some_and(|clip| !touches(clip.bounds, bounds))
    }

    /// Whether a path is what the operator `sh` fills: it has none of its own, and comes with the bounds of the clips. Its
    /// corners say nothing that the clip does not say.
    pub(super) fn is_filled_by_shading(&self, paint: &Paint<'_>, path: &BezPath) -> bool {
        let is_shading = matches!(paint, Paint::Pattern(pattern) if matches!(**pattern, Pattern::Shading(_)));
        let bounds = path.bounding_box();
        let is_near = |a: f64, b: f64| (a - b).abs() <= NEAR;
        let is_of = |clip: Rect| {
            is_near(clip.x0, bounds.x0)
                && is_near(clip.y0, bounds.y0)
                && is_near(clip.x1, bounds.x1)
                && is_near(clip.y1, bounds.y1)
        };
        is_shading
            && path.elements().len() <= 6
            && self.0.last().is_some_and(|clip| is_of(clip.own) || is_of(clip.bounds))
    }
}

/// How far the bounds that come with a shading may be from those of the clip.
const NEAR: f64 = 1e-3;
