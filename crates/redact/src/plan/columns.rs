//! Where a line is parted into clusters: at columns and cells, not at the wide spaces of a justified line.
//!
//! In a line that loses words, the gaps beside them are as wide as those words let them be. So what such a line is made
//! of is read off the lines around it, which nothing is taken from: a place where several of them begin anew behind a gap
//! is a column, however close a long name comes to it; a line that begins and ends with its neighbours is justified,
//! however wide a short name leaves its spaces.

use super::lines::{Item, LABEL_GAP};

/// A line of the page, its glyphs by position.
pub(super) struct Line {
    pub(super) items: Vec<Item>,
    pub(super) is_marked: bool,
    /// How many glyphs at its start are the label of a list item.
    pub(super) label: usize,
}

/// A gap between words.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// Where in the line the glyph behind it stands.
    at: usize,
    from: f64,
    to: f64,
    /// Height of one em of the glyph behind it.
    size: f64,
    /// Whether blanks that were typed fill it: running text, unless columns were typed so.
    is_typed: bool,
    /// Whether the glyph before or behind it goes.
    is_beside: bool,
    /// Whether the glyph behind it goes.
    is_before_removed: bool,
}

impl Gap {
    fn em(&self) -> f64 {
        (self.to - self.from) / self.size.max(1e-9)
    }

    fn is_wide(&self) -> bool {
        self.em() > WIDE_GAP && !self.is_typed
    }
}

/// A line with its gaps, and where they suggest columns.
struct Layout<'l> {
    line: &'l Line,
    gaps: Vec<Gap>,
    start: f64,
    end: f64,
}

impl<'l> Layout<'l> {
    fn of(line: &'l Line, removed: &dyn Fn(usize) -> bool) -> Self {
        let (mut gaps, mut start, mut end) = (Vec::new(), f64::INFINITY, f64::NEG_INFINITY);
        let mut last_gone = false;
        // How many blanks, how wide together, by which operator.
        let mut blanks: (u32, f64, Option<usize>) = (0, 0.0, None);
        for (at, item) in line.items.iter().enumerate() {
            let glyph = item.glyph;
            if glyph.is_blank {
                blanks = (blanks.0 + 1, blanks.1 + glyph.advance, Some(glyph.show));
                continue;
            }
            let is_gone = removed(glyph.index);
            let width = glyph.start - end;
            if width.is_finite() && width > WORD_GAP * glyph.size {
                let is_own = blanks.2 == Some(glyph.show);
                let is_stretched = is_own && (blanks.0 == 1 || width < f64::from(blanks.0) * glyph.size);
                gaps.push(Gap {
                    at,
                    from: end,
                    to: glyph.start,
                    size: glyph.size,
                    is_typed: is_stretched || (blanks.0 > 0 && blanks.1 > 0.8 * width),
                    is_beside: is_gone || last_gone,
                    is_before_removed: is_gone,
                });
            }
            (start, end) = (start.min(glyph.start), end.max(glyph.end));
            (last_gone, blanks) = (is_gone, (0, 0.0, None));
        }
        Self { line, gaps, start, end }
    }

    fn baseline(&self) -> f64 {
        self.line.items.first().map_or(0.0, |item| item.baseline)
    }

    fn size(&self) -> f64 {
        self.line.items.iter().map(|item| item.glyph.size).fold(0.0, f64::max)
    }

    fn is_along(&self, other: &Self) -> bool {
        let angle = |layout: &Self| layout.line.items.first().map(|item| item.angle);
        angle(self) == angle(other)
    }

    /// The stretch from a gap to the next gap of columns behind it.
    fn stretch(&self, gap: usize) -> Option<(f64, f64)> {
        let to = self.gaps.iter().skip(gap + 1).find(|next| next.em() > COLUMN_GAP).map_or(self.end, |next| next.from);
        Some((self.gaps.get(gap)?.to, to))
    }

    /// Whether a word begins there behind a gap.
    fn begins_at(&self, place: f64) -> bool {
        let next = self.gaps.partition_point(|gap| gap.to <= place - SAME);
        self.gaps.get(next).is_some_and(|gap| gap.to < place + SAME)
    }

    /// Whether all gaps are as wide as each other.
    fn is_spread(&self) -> bool {
        let widths = || self.gaps.iter().map(|gap| gap.to - gap.from);
        let (least, most) = (widths().fold(f64::INFINITY, f64::min), widths().fold(0.0, f64::max));
        self.gaps.len() >= 2 && most - least < 0.25
    }
}

/// For each line, the places (in its glyphs) where a new cluster begins.
pub(super) fn breaks(lines: &[Line], removed: &dyn Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let layouts: Vec<Layout<'_>> = lines.iter().map(|line| Layout::of(line, removed)).collect();
    layouts.iter().enumerate().map(|(at, layout)| line_breaks(at, layout, &layouts)).collect()
}

fn line_breaks(own: usize, layout: &Layout<'_>, all: &[Layout<'_>]) -> Vec<usize> {
    if layout.gaps.len() > MOST_GAPS {
        // No line of text or of a table: lettering of a drawing.
        return layout.gaps.iter().filter(|gap| gap.is_wide()).map(|gap| gap.at).collect();
    }
    if layout.gaps.is_empty() {
        return Vec::new();
    }
    let around: Vec<&Layout<'_>> = all
        .iter()
        .enumerate()
        .filter(|(at, other)| {
            *at != own
                && other.is_along(layout)
                && other.gaps.len() <= MOST_GAPS
                && (other.baseline() - layout.baseline()).abs() < AROUND * layout.size()
        })
        .map(|(_, other)| other)
        .collect();
    let begins_column = |gap: &Gap| is_column(layout, (Some(gap.to), None), &around);
    let label = layout.gaps.first().filter(|gap| is_label(layout, gap, &around)).map(|gap| gap.at);
    let is_even = layout.gaps.len() >= 3 && layout.is_spread() && !layout.gaps.iter().any(begins_column);
    if is_even || is_justified(layout, &around) {
        return Vec::from_iter(label);
    }
    let mut breaks = Vec::new();
    let mut end = layout.end;
    for gap in layout.gaps.iter().rev() {
        if label == Some(gap.at) {
            breaks.push(gap.at);
            continue;
        }
        let may_end = gap.is_beside || gap.em() > COLUMN_GAP;
        let may_begin = may_end || layout.line.is_marked;
        let stretch = (may_begin.then_some(gap.to), may_end.then_some(end));
        // A word that nothing else stands with may be where a tab took it from the end of what goes.
        let is_tab = gap.is_beside && !gap.is_before_removed && gap.em() < TAB;
        if is_column(layout, stretch, &around) || (gap.is_wide() && !is_tab) {
            breaks.push(gap.at);
            end = gap.from;
        }
    }
    breaks.reverse();
    breaks
}

/// Whether the first gap of a line parts the label of a list item, a bullet or a number, from its text.
///
/// The text of an item begins where that of another begins, or where its own goes on in the next line. What comes before
/// the first word that is taken does not tell how long that is.
fn is_label(layout: &Layout<'_>, gap: &Gap, around: &[&Layout<'_>]) -> bool {
    let same = |a: f64, b: f64| (a - b).abs() < SAME;
    let is_behind_label = |layout: &Layout<'_>, gap: &Gap| {
        let behind = layout.line.items.get(layout.line.label..gap.at);
        let is_next = behind.is_some_and(|items| items.iter().all(|item| item.glyph.is_blank));
        layout.line.label > 0 && is_next && gap.em() > LABEL_GAP && !gap.is_typed
    };
    is_behind_label(layout, gap)
        && (!gap.is_beside || gap.is_before_removed)
        && around.iter().any(|other| {
            let is_item = |theirs: &Gap| is_behind_label(other, theirs) && same(theirs.to, gap.to);
            let goes_on = !other.line.is_marked && same(other.start, gap.to);
            goes_on || (same(other.start, layout.start) && other.gaps.first().is_some_and(is_item))
        })
}

/// Whether a list item may be labelled so: a sign, or a number or letter with a stop or bracket.
pub(super) fn labels_item(text: &str) -> bool {
    let mut chars = text.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return !only.is_alphanumeric();
    }
    let Some(inner) = text.trim_start_matches('(').strip_suffix(['.', ')', ':']) else { return false };
    let is_number = inner.len() <= 6 && inner.chars().all(|char| char.is_ascii_digit() || char == '.');
    let is_letters = inner.len() <= 4 && inner.chars().all(|char| "ivxlIVXL".contains(char));
    let is_letter = inner.chars().count() == 1 && inner.chars().all(char::is_alphabetic);
    !inner.is_empty() && (is_number || is_letters || is_letter)
}

/// Whether a line begins and ends with lines around it that are running text.
fn is_justified(layout: &Layout<'_>, around: &[&Layout<'_>]) -> bool {
    let size = layout.size();
    let near = around.iter().filter(|other| {
        !other.line.is_marked
            && (other.baseline() - layout.baseline()).abs() < NEAR * size
            && (other.end - layout.end).abs() < SAME
            && layout.start > other.start - SAME
            && layout.start < other.start + INDENT * size
            && is_running(other, around)
    });
    let starts: Vec<f64> = near.map(|other| other.start).collect();
    starts.iter().enumerate().any(|(at, a)| starts.iter().skip(at + 1).any(|b| (a - b).abs() < SAME))
}

/// Whether a line nothing is taken from is running text: its gaps are typed or as wide as each other, and not where
/// other lines have theirs.
fn is_running(layout: &Layout<'_>, around: &[&Layout<'_>]) -> bool {
    if !layout.gaps.iter().any(Gap::is_wide) {
        return true;
    }
    let shared = layout.gaps.iter().enumerate().filter(|(at, gap)| {
        let own_end = layout.stretch(*at).map_or(layout.end, |stretch| stretch.1);
        around.iter().filter(|other| !std::ptr::eq(**other, layout)).any(|other| {
            other.gaps.iter().enumerate().any(|(at, theirs)| {
                theirs.em() > COLUMN_GAP
                    && ((theirs.to - gap.to).abs() < SAME
                        || (own_end < layout.end - SAME
                            && other.stretch(at).is_some_and(|stretch| (stretch.1 - own_end).abs() < SAME)))
            })
        })
    });
    layout.is_spread() && shared.count() * 2 < layout.gaps.len()
}

/// Whether the stretch of a line, or what is told of it, stands where lines around it have a column: begins, ends or is
/// centred with theirs.
fn is_column(layout: &Layout<'_>, stretch: (Option<f64>, Option<f64>), around: &[&Layout<'_>]) -> bool {
    let is_near =
        |theirs: f64, own: Option<f64>, times: f64| own.is_some_and(|own| (theirs - own).abs() < times * SAME);
    let (mut wide, mut many, mut marked) = (0_u32, 0_u32, (0_u32, 0_u32));
    let size = layout.size();
    for other in around {
        let is_head = !other.line.is_marked
            && !other.is_spread()
            && (other.baseline() - layout.baseline()).abs() < HEAD * size
            && other.gaps.iter().filter(|gap| gap.is_wide()).count() >= 2;
        let (mut found, mut told) = ((false, false), false);
        for (at, gap) in other.gaps.iter().enumerate() {
            let (is_wide, is_some) = if other.line.is_marked {
                (gap.is_wide(), gap.is_wide())
            } else {
                (gap.em() > WIDE_GAP, gap.em() > COLUMN_GAP)
            };
            let Some(theirs) = other.stretch(at).filter(|_| is_some && !gap.is_before_removed) else { continue };
            told |= other.line.is_marked;
            let starts = is_near(theirs.0, stretch.0, 1.0);
            // What begins where their stretch begins is the column; words further on end there too.
            let is_further = !starts && layout.begins_at(theirs.0);
            let stretch = (stretch.0, stretch.1.filter(|_| !is_further));
            let twice_middle = stretch.0.zip(stretch.1).map(|(from, to)| from + to);
            let ends = is_near(theirs.1, stretch.1, 1.0);
            let middles = is_near(theirs.0 + theirs.1, twice_middle, 2.0);
            found.0 |= is_wide && (starts || ends || middles);
            found.1 |= starts;
        }
        if told {
            marked = (marked.0 + u32::from(found.0), marked.1 + 1);
        } else {
            wide += if found.0 && is_head { 2 } else { u32::from(found.0) };
            many += u32::from(found.1);
        }
    }
    // Words behind what goes stand at one place in a table, and wherever they come in running text: lines with names of
    // one width agree by chance, so nearly all have to.
    let agreed = if marked.0 * 4 >= marked.1 * 3 { marked.0 } else { 0 };
    wide + agreed >= 2 || many >= 4
}

/// A gap wider than this many em parts columns and cells.
const WIDE_GAP: f64 = 1.5;
/// A gap narrower than this many em parts columns only beside what goes.
const COLUMN_GAP: f64 = 0.7;
/// Lines of text and rows of tables have fewer gaps.
const MOST_GAPS: usize = 100;
/// Tab stops are at most this many em apart.
const TAB: f64 = 4.0;
/// A gap of this share of an em parts words.
const WORD_GAP: f64 = 0.15;
/// Lines this many em away may show the same columns.
const AROUND: f64 = 20.0;
/// Lines this many em away may be of the same paragraph.
const NEAR: f64 = 6.0;
/// The head of a table is this near, in em, to its only row.
const HEAD: f64 = 4.0;
/// How far the first line of a paragraph may be indented, in em.
const INDENT: f64 = 4.0;
/// Places this near to each other, in units of page space, are the same.
const SAME: f64 = 0.3;
