//! Blocks guessed from the layout, for pages without tags.

use super::lines::{Line, array, bounds_of, lines, text_of};
use super::{Block, BlockKind};
use crate::geom::{Point, Rect};
use crate::page_text::{Seen, What};
use crate::structure::{exemptions_in, withheld};

/// The blocks of a page in the order in which they are painted, top to bottom within a column.
pub(super) fn blocks(seen: &[Seen]) -> Vec<Block> {
    let read = with_boxes(seen);
    let lines = lines(read.iter());
    let body = body_size(&lines);
    let mut blocks = Vec::new();
    let mut paragraph: Vec<Line> = Vec::new();
    for line in lines {
        if paragraph.last().is_some_and(|above| !is_continued_by(above, &line)) {
            blocks.push(block(&std::mem::take(&mut paragraph), body));
        }
        paragraph.push(line);
    }
    if !paragraph.is_empty() {
        blocks.push(block(&paragraph, body));
    }
    blocks.extend(seen.iter().filter(|seen| matches!(seen.what, What::Picture)).map(|picture| Block {
        kind: BlockKind::Figure,
        level: None,
        bbox: Some(array(picture.bounds)),
        text: String::new(),
        rows: Vec::new(),
        alt: None,
        exemptions: Vec::new(),
    }));
    blocks
}

/// What is read of a page, with a placeholder for each box among the words around it.
fn with_boxes(seen: &[Seen]) -> Vec<Seen> {
    let mut read: Vec<Seen> =
        seen.iter().filter(|seen| !seen.is_artifact && seen.withheld.is_none()).cloned().collect();
    let count = seen.iter().filter_map(|seen| seen.withheld).max().map_or(0, |last| last + 1);
    for number in 0..count {
        let parts: Vec<&Seen> = seen.iter().filter(|seen| seen.withheld == Some(number)).collect();
        let Some(bounds) = parts.iter().map(|part| part.bounds).reduce(|all, part| all.union(part)) else { continue };
        let at = place_of(bounds, &read);
        let size = match at.checked_sub(1).and_then(|before| read.get(before)).or(read.get(at)).map(|seen| &seen.what) {
            Some(What::Glyph { size, .. }) => *size,
            _ => bounds.height(),
        };
        let baseline = |seen: &Seen| match seen.what {
            What::Glyph { start, .. } if stands_beside(bounds, start) => Some(start.y),
            _ => None,
        };
        let y = read.iter().find_map(baseline).unwrap_or(bounds.y0 + 0.22 * bounds.height());
        let label: String = parts.iter().filter_map(|part| part.reading()).collect();
        let text = format!("[{}]", withheld(&[label.trim().to_owned()]));
        let (start, end) = (Point::new(bounds.x0, y), Point::new(bounds.x1, y));
        let what = What::Glyph { text: Some(text), is_blank: false, start, end, size };
        read.insert(at, Seen { mcid: None, is_artifact: false, withheld: Some(number), bounds, what });
    }
    read
}

/// Where a box comes among what is read: beside the glyph nearest to it on its line, else before the first line below it.
fn place_of(bounds: Rect, read: &[Seen]) -> usize {
    let glyphs = read.iter().enumerate().filter_map(|(at, seen)| match seen.what {
        What::Glyph { start, end, .. } => Some((at, start, end)),
        _ => None,
    });
    let beside = glyphs.clone().filter(|(_, start, _)| stands_beside(bounds, *start));
    let gap_before = |(_, _, end): &(usize, Point, Point)| bounds.x0 - end.x;
    let gap_behind = |(_, start, _): &(usize, Point, Point)| start.x - bounds.x1;
    let middle = bounds.center().x;
    let before = beside.clone().filter(|(_, _, end)| end.x <= middle).map(|glyph| (gap_before(&glyph), glyph.0 + 1));
    let behind = beside.filter(|(_, start, _)| start.x > middle).map(|glyph| (gap_behind(&glyph), glyph.0));
    // What stands further away may be of another column.
    let is_near = |beside: &(f64, usize)| beside.0 < 2.0 * bounds.height();
    let nearest = before.chain(behind).filter(is_near).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, at)| at);
    let below =
        |(_, start, end): &(usize, Point, Point)| start.y < bounds.y0 && start.x < bounds.x1 && end.x > bounds.x0;
    nearest.or_else(|| glyphs.clone().find(below).map(|(at, ..)| at)).unwrap_or(read.len())
}

/// Whether a baseline runs through the box.
fn stands_beside(bounds: Rect, start: Point) -> bool {
    (bounds.y0..bounds.y1).contains(&start.y)
}

/// Whether a line stands directly under another of its size and shares its column.
fn is_continued_by(above: &Line, line: &Line) -> bool {
    let drop = above.bounds.y0 - line.bounds.y0;
    let em = above.size.max(0.1);
    (line.size - above.size).abs() < 0.12 * em
        && drop > -0.35 * em
        && drop < 1.75 * em
        && line.bounds.x0 < above.bounds.x1
        && above.bounds.x0 < line.bounds.x1
        && !starts_item(&line.text)
}

fn starts_item(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    matches!(word, "•" | "◦" | "▪" | "–" | "-" | "o" | "\u{F0B7}")
        || (word.len() <= 4
            && word.ends_with(['.', ')'])
            && word.trim_matches(['(', ')', '.']).chars().all(|c| c.is_ascii_digit())
            && word.chars().any(|c| c.is_ascii_digit()))
}

fn block(lines: &[Line], body: f64) -> Block {
    let text = text_of(lines);
    let size = lines.iter().map(|line| line.size).fold(0.0, f64::max);
    let is_heading = size > 1.15 * body && text.chars().count() < 200;
    let level = if size > 1.7 * body {
        1
    } else if size > 1.35 * body {
        2
    } else {
        3
    };
    let (exemptions, is_all) = withheld_in(&text);
    let kind = if is_all {
        BlockKind::Redaction
    } else if is_heading {
        BlockKind::Heading
    } else if starts_item(&text) {
        BlockKind::ListItem
    } else {
        BlockKind::Paragraph
    };
    Block {
        kind,
        level: (kind == BlockKind::Heading).then_some(level),
        bbox: bounds_of(lines),
        text,
        rows: Vec::new(),
        alt: None,
        exemptions,
    }
}

/// The exemptions of the placeholders in a text, each once, and whether there is nothing else in it.
fn withheld_in(text: &str) -> (Vec<String>, bool) {
    let mut exemptions: Vec<String> = Vec::new();
    let (mut rest, mut others, mut found) = (text, String::new(), false);
    while let Some((before, (inner, after))) =
        rest.split_once('[').and_then(|(before, from)| Some((before, from.split_once(']')?)))
    {
        others.push_str(before);
        match exemptions_in(inner) {
            Some(ids) => {
                found = true;
                for id in ids {
                    if !exemptions.contains(&id) {
                        exemptions.push(id);
                    }
                }
            }
            None => others.push_str(inner),
        }
        rest = after;
    }
    others.push_str(rest);
    (exemptions, found && others.trim().is_empty())
}

/// The size most of the text is set in.
fn body_size(lines: &[Line]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = lines.iter().map(|line| (line.size, line.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, length)| length).sum::<usize>() / 2;
    let mut counted = 0;
    sizes
        .iter()
        .find(|(_, length)| {
            counted += length;
            counted >= half
        })
        .map_or(12.0, |(size, _)| *size)
}
