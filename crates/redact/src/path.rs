//! Vector paths with rectangles cut out of them, all in one coordinate space.
//!
//! What is left is a function of the part outside the rectangles: no vertex stays inside one, a curve that enters
//! one is replaced by short lines (its control points would continue it), and a dash pattern starts again behind
//! a cut, because its phase would measure what was cut; behind a cut straight across it goes on.

mod fill;
mod flatten;
mod rectangle;
mod stroke;

pub(crate) use fill::{cut_fill, subtract};
pub(crate) use rectangle::{largest_parts, path_of, rectangle, unfitted};
pub(crate) use stroke::{CutStroke, cut_stroke, cut_thick, outline, style};

/// How far, in points, a line may be from the curve that it stands for.
const TOLERANCE: f64 = 0.05;

#[cfg(test)]
mod tests;
