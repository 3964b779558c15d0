//! Blocks guessed from the layout, for pages without tags.

use super::lines::{Line, array, bounds_of, lines, text_of};
use super::{Block, BlockKind};
use crate::page_text::{Seen, What};
use crate::structure::exemptions_in;

/// The blocks of a page in the order in which they are painted, top to bottom within a column.
pub(super) fn blocks(seen: &[Seen]) -> Vec<Block> {
    let lines = lines(seen.iter().filter(|seen| !seen.is_artifact));
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
    let exemptions = exemptions_in(&text);
    let kind = if exemptions.is_some() {
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
        exemptions: exemptions.unwrap_or_default(),
    }
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
