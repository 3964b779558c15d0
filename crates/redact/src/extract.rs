//! Structured text: what `candour extract` prints and attachment pages are made from (design 7.5).
//!
//! Order and kinds come from the structure tree where there is one that covers
//! the page, else from the layout: lines of glyphs, gathered into paragraphs.

mod layout;
mod lines;
mod tagged;

use serde::{Deserialize, Serialize};

use crate::draft::Draft;
use crate::error::Error;
use crate::font::{FontBook, FontFile};
use crate::page_text::{self, Seen, What};

/// A document's text, page by page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StructuredText {
    /// Pages in order.
    pub pages: Vec<TextPage>,
}

/// One page of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextPage {
    /// From 1.
    pub number: u32,
    /// Width as seen, in points.
    pub width: f64,
    /// Height as seen, in points.
    pub height: f64,
    /// Whether (nearly) every glyph says which characters it stands for.
    pub reliable: bool,
    /// Blocks in reading order.
    pub blocks: Vec<Block>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BlockKind {
    /// Furniture of the page: running heads, page numbers.
    Artifact,
    /// A picture or drawing.
    Figure,
    /// A heading, with its level.
    Heading,
    /// An item of a list, its label included.
    ListItem,
    /// A paragraph.
    Paragraph,
    /// A withheld passage that stands by itself.
    Redaction,
    /// A table, with its rows.
    Table,
}

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Level of a heading, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// Its box in page space: x0, y0, x1, y1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<[f64; 4]>,
    /// Its text; withheld passages within it read `[Withheld: section 31(1)(a)]`.
    pub text: String,
    /// Rows of a table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<Cell>>,
    /// Alternative text of a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
    /// Exemptions of withheld passages in it, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exemptions: Vec<String>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Its text.
    pub text: String,
    /// Whether it heads a row or column.
    pub header: bool,
}

/// Reads a draft's text.
pub fn extract(draft: &Draft) -> Result<StructuredText, Error> {
    let file = FontFile::new(draft)?;
    let fonts = FontBook::new(&file);
    let mut pages = Vec::with_capacity(draft.pages.len());
    let mut contents = Vec::with_capacity(draft.pages.len());
    for (index, page) in draft.pages.iter().enumerate() {
        let seen = page_text::read(draft, &fonts, index).map_err(|error| error.on_page(page.number))?;
        let (width, height) = page.geometry().visible_size();
        let reliable = is_reliable(&seen);
        pages.push(TextPage { number: page.number, width, height, reliable, blocks: Vec::new() });
        contents.push(seen);
    }
    let tagged = draft.structure.as_ref().map(|structure| tagged::blocks(structure, &contents));
    for (index, (page, seen)) in pages.iter_mut().zip(&contents).enumerate() {
        page.blocks = match &tagged {
            Some(tagged) if tagged::covers(seen) => tagged.get(index).cloned().unwrap_or_default(),
            _ => layout::blocks(seen),
        };
    }
    Ok(StructuredText { pages })
}

/// The text of a page, in layout order, without kinds.
pub(crate) fn text_of(seen: &[Seen]) -> String {
    lines::text_of(&lines::lines(seen.iter()))
}

/// At most one glyph in fifty may be without a reading.
fn is_reliable(seen: &[Seen]) -> bool {
    let (mut glyphs, mut unread) = (0_usize, 0_usize);
    for seen in seen {
        if let What::Glyph { text, is_blank: false, .. } = &seen.what {
            glyphs += 1;
            let reads = text.as_deref().is_some_and(|text| !text.is_empty() && !text.contains('\u{FFFD}'));
            unread += usize::from(!reads);
        }
    }
    unread * 50 <= glyphs
}
