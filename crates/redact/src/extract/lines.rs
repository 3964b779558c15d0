//! Glyphs to lines: by baseline, in reading direction, with spaces where gaps are.

use crate::geom::{Point, Rect};
use crate::page_text::{Seen, What};

/// A line of text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) bounds: Rect,
    pub(super) size: f64,
    baseline: Point,
    end: Point,
}

/// The lines that glyphs form, in the order in which they are painted.
pub(super) fn lines<'s>(seen: impl Iterator<Item = &'s Seen>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for seen in seen {
        let What::Glyph { text, is_blank, start, end, size } = &seen.what else { continue };
        let reading = text.as_deref().unwrap_or(if *is_blank { " " } else { "\u{FFFD}" });
        match lines.last_mut().filter(|line| line.goes_on_at(*start, *size)) {
            Some(line) => {
                let gap = (start.x - line.end.x).abs().max((start.y - line.end.y).abs());
                let has_space = line.text.ends_with(char::is_whitespace) || reading.starts_with(char::is_whitespace);
                if gap > 0.2 * size && !has_space {
                    line.text.push(' ');
                }
                line.text.push_str(reading);
                line.bounds = line.bounds.union(seen.bounds);
                line.end = *end;
                line.size = line.size.max(*size);
            }
            None => lines.push(Line {
                text: reading.to_owned(),
                bounds: seen.bounds,
                size: *size,
                baseline: *start,
                end: *end,
            }),
        }
    }
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

impl Line {
    /// A line for something that is shown otherwise than by glyphs.
    pub(super) fn standing_in(text: String, bounds: Rect, size: f64) -> Self {
        Self { text, bounds, size, baseline: bounds.origin(), end: bounds.origin() }
    }

    /// Whether a glyph starting there belongs to this line: same baseline, not far back, not a column away.
    fn goes_on_at(&self, start: Point, size: f64) -> bool {
        let em = self.size.max(size).max(0.1);
        let along = start.x - self.end.x;
        (start.y - self.baseline.y).abs() < 0.35 * em && along > -0.6 * em && along < 3.0 * em
    }
}

/// Lines joined to running text: a hyphen at a line's end joins, anything else is a space.
pub(super) fn text_of(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let part = line.text.trim();
        if text.ends_with('\u{AD}') {
            text.pop();
        } else if !text.is_empty() && !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
        text.push_str(part);
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// The box around lines.
pub(super) fn bounds_of(lines: &[Line]) -> Option<[f64; 4]> {
    let bounds = lines.iter().map(|line| line.bounds).reduce(|all, bounds| all.union(bounds))?;
    Some(array(bounds))
}

/// A rectangle as numbers with two decimals.
pub(super) fn array(rect: Rect) -> [f64; 4] {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(|number| (number * 100.0).round() / 100.0)
}
