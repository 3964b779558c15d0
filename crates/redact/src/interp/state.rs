//! The graphics state as the interpreter keeps it (ISO 32000-2, 8.4).

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::Object;

use super::path::{PathData, Rule};
use super::text::TextClip;
use crate::geom::{Affine, Rect};

/// A colour with the space it is in.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the specification's ways to set a colour")]
pub enum Colour {
    /// `g`
    Gray([f64; 1]),
    /// `rg`
    Rgb([f64; 3]),
    /// `k`
    Cmyk([f64; 4]),
    /// `cs` and `scn`
    Space(Rc<SpaceColour>),
}

/// A colour in a space that has to be named.
#[derive(Clone, Debug, PartialEq)]
pub struct SpaceColour {
    /// The space: a device name, or the object the resource name stands for.
    pub space: Object,
    /// Components; empty for the initial colour.
    pub components: Vec<f64>,
    /// The pattern, for a `Pattern` space.
    pub pattern: Option<Object>,
}

/// Which parameters a stream has set itself, instead of inheriting them from
/// the stream that draws it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// Colour for filling.
    pub fill: bool,
    /// Colour for stroking.
    pub stroke: bool,
    /// Line width, caps, joins, dashes, flatness.
    pub line: bool,
}

/// Line parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// `w`
    pub width: f64,
    /// `J`
    pub cap: u8,
    /// `j`
    pub join: u8,
    /// `M`
    pub miter: f64,
    /// `d`: lengths and phase.
    pub dash: Rc<(Vec<f64>, f64)>,
}

impl Default for Line {
    fn default() -> Self {
        Self { width: 1.0, cap: 0, join: 0, miter: 10.0, dash: Rc::default() }
    }
}

/// Text parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct TextState {
    /// Object number of the font.
    pub font: Option<u32>,
    /// Font size.
    pub size: f64,
    /// `Tc`
    pub character_spacing: f64,
    /// `Tw`
    pub word_spacing: f64,
    /// `Tz`, as a factor.
    pub scale: f64,
    /// `TL`
    pub leading: f64,
    /// `Ts`
    pub rise: f64,
    /// `Tr`
    pub mode: u8,
}

impl Default for TextState {
    fn default() -> Self {
        Self {
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }
}

/// One step of narrowing what is painted.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "paths and text are what can clip")]
pub enum Clip {
    /// `W n` of a path under a matrix.
    Path {
        /// User space to page space when it was set.
        ctm: Affine,
        /// The path.
        path: PathData,
        /// How its inside is told.
        rule: Rule,
    },
    /// Text shown in a clipping mode.
    Text(TextClip),
}

/// All parameters.
#[derive(Clone, Debug)]
pub struct State {
    /// User space to page space.
    pub ctm: Affine,
    /// Colour for filling.
    pub fill: Colour,
    /// Colour for stroking.
    pub stroke: Colour,
    /// Line parameters.
    pub line: Line,
    /// Text parameters.
    pub text: TextState,
    /// What the stream set itself.
    pub own: Own,
    /// Box, in page space, outside which nothing is painted.
    pub clip_bounds: Rect,
    /// The clips set in this stream.
    pub clips: Vec<Rc<Clip>>,
    /// The other parameters set through `gs`, by key.
    pub effects: Rc<BTreeMap<Vec<u8>, Object>>,
    /// Whether a soft mask is in force.
    pub soft_masked: bool,
}

impl State {
    /// The initial state of a stream drawn under `ctm`.
    pub fn new(ctm: Affine, clip_bounds: Rect) -> Self {
        Self {
            ctm,
            fill: Colour::Gray([0.0]),
            stroke: Colour::Gray([0.0]),
            line: Line::default(),
            text: TextState::default(),
            own: Own { fill: true, stroke: true, line: true },
            clip_bounds,
            clips: Vec::new(),
            effects: Rc::default(),
            soft_masked: false,
        }
    }

    /// Narrows the clip bounds.
    pub(super) fn clip_to(&mut self, bounds: Rect) {
        let both = self.clip_bounds.intersect(bounds);
        self.clip_bounds =
            if both.width() < 0.0 || both.height() < 0.0 || !both.is_finite() { Rect::ZERO } else { both };
    }
}
