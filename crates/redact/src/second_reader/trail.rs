//! The trail: what a page paints, in the order in which it paints it, with all that decides how it looks.
//!
//! Two pages whose trails are alike outside some places look alike outside them, so that no picture of either has to
//! be made. A page that paints with patterns, masks, blending or groups that are more than a bracket is not plain, and
//! its trail stands for nothing.

use std::ops::Range;
use std::rc::Rc;

use hayro_interpret::{DrawMode, FillRule, StrokeProps};
use kurbo::{Affine, BezPath, Rect};

use super::eye::SeenGlyph;
use super::pixels::Pixels;

/// Everything that shows, in painting order.
#[derive(Debug)]
pub(crate) struct Trail {
    pub(crate) items: Vec<Item>,
    /// Clips, each within the one before; number 0 is the whole plane.
    clips: Vec<Clip>,
    current: Vec<usize>,
    /// Whether the items say all that decides how the page looks.
    pub(crate) is_plain: bool,
}

impl Default for Trail {
    fn default() -> Self {
        Self { items: Vec::new(), clips: Vec::new(), current: Vec::new(), is_plain: true }
    }
}

/// A clip and the one it stands in.
#[derive(Debug)]
pub(crate) struct Clip {
    pub(crate) outer: usize,
    pub(crate) path: BezPath,
    pub(crate) rule: FillRule,
    bounds: Rect,
}

/// One thing painted.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) what: What,
    /// Where any of it can show, in page space.
    pub(crate) bounds: Rect,
    /// The clip in force.
    pub(crate) clip: usize,
    /// Red, green, blue, alpha.
    pub(crate) colour: [u8; 4],
}

/// What is painted.
#[derive(Debug)]
pub(crate) enum What {
    /// The outlines of glyphs of these numbers in the order of glyphs seen.
    Glyphs { glyphs: Range<usize>, style: Style },
    /// The path of this number in the order of paths seen.
    Path { path: usize, style: Style },
    /// A picture.
    Image(Box<Picture>),
    /// A group that only holds together what it holds begins.
    Open,
    /// It ends.
    Close,
}

/// A picture, with the map from its unit square to page space.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) to_page: Affine,
    pub(crate) digest: Option<[u8; 32]>,
    pub(crate) pixels: Option<Pixels>,
}

/// A thing of the trail by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Thing<'s> {
    pub(crate) item: &'s Item,
    /// The glyph, where the item is glyphs.
    pub(crate) glyph: Option<&'s SeenGlyph>,
    /// Where any of it can show, in page space.
    pub(crate) bounds: Rect,
}

/// Goes through the things of a trail.
pub(crate) struct Things<'s> {
    trail: &'s Trail,
    glyphs: &'s [SeenGlyph],
    items: std::slice::Iter<'s, Item>,
    run: Option<RunOfThings<'s>>,
}

/// What is left of an item of glyphs: how far their paint reaches, and the clip in force.
struct RunOfThings<'s> {
    item: &'s Item,
    glyphs: std::slice::Iter<'s, SeenGlyph>,
    reach: f64,
    clip: Option<Rect>,
}

impl<'s> Iterator for Things<'s> {
    type Item = Thing<'s>;

    #[inline]
    fn next(&mut self) -> Option<Thing<'s>> {
        loop {
            if let Some(run) = &mut self.run {
                for glyph in run.glyphs.by_ref() {
                    if glyph.has_outline() {
                        let bounds = glyph.ink.inflate(run.reach, run.reach);
                        let bounds = run.clip.map_or(bounds, |clip| within(bounds, clip));
                        return Some(Thing { item: run.item, glyph: Some(glyph), bounds });
                    }
                }
            }
            let item = self.items.next()?;
            self.run = None;
            let What::Glyphs { glyphs, style } = &item.what else {
                return Some(Thing { item, glyph: None, bounds: item.bounds });
            };
            self.run = Some(RunOfThings {
                item,
                glyphs: self.glyphs.get(glyphs.clone()).unwrap_or_default().iter(),
                reach: style.reach() + INK_EDGE,
                clip: self.trail.clip(item.clip).map(|clip| clip.bounds),
            });
        }
    }
}

/// How an outline is painted.
#[derive(Debug, Clone)]
pub(crate) enum Style {
    Fill(FillRule),
    /// Line parameters, and the map that the pen is under.
    Stroke(Rc<(StrokeProps, Affine)>),
}

impl Style {
    /// The style of a mode of painting that shows; both, where it fills and strokes.
    pub(crate) fn of(mode: &DrawMode, pen: Affine) -> Vec<Self> {
        match mode {
            DrawMode::Fill(rule) => vec![Self::Fill(*rule)],
            DrawMode::Stroke(stroke) => vec![Self::Stroke(Rc::new((stroke.clone(), pen)))],
            DrawMode::FillAndStroke(rule, stroke) => {
                vec![Self::Fill(*rule), Self::Stroke(Rc::new((stroke.clone(), pen)))]
            }
            DrawMode::Invisible => Vec::new(),
        }
    }

    /// How far paint may reach beyond the outline, in page space.
    pub(crate) fn reach(&self) -> f64 {
        match self {
            Self::Fill(_) => 0.0,
            Self::Stroke(line) => {
                let (stroke, pen) = &**line;
                let [a, b, c, d, _, _] = pen.as_coeffs();
                let widest = a.hypot(b).max(c.hypot(d));
                f64::from(stroke.line_width) * f64::from(stroke.miter_limit).max(1.5) * widest / 2.0 + HAIRLINE
            }
        }
    }

    /// Whether two styles paint alike.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fill(one), Self::Fill(other)) => one == other,
            (Self::Stroke(line), Self::Stroke(other_line)) => {
                let ((one, pen), (other, other_pen)) = (&**line, &**other_line);
                let is_near = |a: f32, b: f32| (a - b).abs() <= 1e-3 * (1.0 + a.abs());
                let mut same_pen = pen.as_coeffs().into_iter().zip(other_pen.as_coeffs()).take(4);
                one.line_cap == other.line_cap
                    && one.line_join == other.line_join
                    && is_near(one.line_width, other.line_width)
                    && is_near(one.miter_limit, other.miter_limit)
                    && is_near(one.dash_offset, other.dash_offset)
                    && one.dash_array.len() == other.dash_array.len()
                    && one.dash_array.iter().zip(&other.dash_array).all(|(a, b)| is_near(*a, *b))
                    && same_pen.all(|(a, b)| (a - b).abs() <= 1e-4 * (1.0 + a.abs()))
            }
            _ => false,
        }
    }
}

impl Trail {
    /// A trail whose items are listed in `items`, which is empty.
    pub(crate) fn within(items: Vec<Item>) -> Self {
        Self { items, ..Self::default() }
    }

    /// What was painted from the item of a number on, each thing by itself; `glyphs` are those that were seen.
    pub(crate) fn things<'s>(&'s self, from: usize, glyphs: &'s [SeenGlyph]) -> Things<'s> {
        Things { trail: self, glyphs, items: self.items.get(from..).unwrap_or_default().iter(), run: None }
    }

    /// Notes something painted under the clip in force.
    pub(crate) fn push(&mut self, what: What, bounds: Rect, colour: Option<[u8; 4]>) {
        let Some(colour) = colour else {
            self.is_plain = false;
            return;
        };
        let clip = self.current.last().copied().unwrap_or(0);
        let bounds = self.clip(clip).map_or(bounds, |clip| within(bounds, clip.bounds));
        self.items.push(Item { what, bounds, clip, colour });
    }

    /// Notes that a group begins or ends; its place among the others counts, wherever it is.
    pub(crate) fn bracket(&mut self, what: What) {
        let clip = self.current.last().copied().unwrap_or(0);
        self.items.push(Item { what, bounds: EVERYWHERE, clip, colour: [0; 4] });
    }

    /// Narrows what is painted from here on; `bounds` are those of all clips in force.
    pub(crate) fn enter_clip(&mut self, path: &BezPath, rule: FillRule, bounds: Rect) {
        let outer = self.current.last().copied().unwrap_or(0);
        self.clips.push(Clip { outer, path: path.clone(), rule, bounds });
        self.current.push(self.clips.len());
    }

    /// Undoes the last narrowing.
    pub(crate) fn leave_clip(&mut self) {
        self.current.pop();
    }

    /// The clip of this number; none for the whole plane.
    pub(crate) fn clip(&self, number: usize) -> Option<&Clip> {
        self.clips.get(number.checked_sub(1)?)
    }
}

/// What of bounds lies within a clip.
fn within(bounds: Rect, clip: Rect) -> Rect {
    let both = bounds.intersect(clip);
    // Nothing of it shows, wherever it is.
    if both.width() < 0.0 || both.height() < 0.0 { Rect::ZERO } else { both }
}

/// Ink at the edge of an outline, in units of page space.
const INK_EDGE: f64 = 0.1;
/// What the thinnest line may take up beside its path.
const HAIRLINE: f64 = 1.0;
/// Everywhere that a page could reach.
const EVERYWHERE: Rect = Rect::new(-1e7, -1e7, 1e7, 1e7);
