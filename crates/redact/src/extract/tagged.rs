//! Blocks from the structure tree.

use std::collections::BTreeMap;

use super::lines::{Line, array, bounds_of, lines, text_of};
use super::{Block, BlockKind, Cell};
use crate::geom::Rect;
use crate::page_text::{Seen, What};
use crate::structure::{Kid, Structure, exemptions_in};

/// Blocks by page index, in reading order. A block that runs over pages counts where it begins.
pub(super) fn blocks(structure: &Structure, contents: &[Vec<Seen>]) -> Vec<Vec<Block>> {
    let mut by_tag: BTreeMap<(usize, i64), Vec<&Seen>> = BTreeMap::new();
    for (page, seen) in contents.iter().enumerate() {
        for seen in seen {
            if let Some(mcid) = seen.mcid.filter(|_| !seen.is_artifact) {
                by_tag.entry((page, mcid)).or_default().push(seen);
            }
        }
    }
    let mut walk = Walk { structure, by_tag, blocks: vec![Vec::new(); contents.len()], page: 0 };
    for element in &structure.root {
        walk.element(*element, 0);
    }
    walk.blocks
}

/// Whether the tags can be trusted for a page: nearly all its text is tagged or an artifact.
pub(super) fn covers(seen: &[Seen]) -> bool {
    let glyphs = seen.iter().filter(|seen| matches!(seen.what, What::Glyph { is_blank: false, .. }));
    let (mut all, mut untagged) = (0_usize, 0_usize);
    for seen in glyphs {
        all += 1;
        untagged += usize::from(seen.mcid.is_none() && !seen.is_artifact);
    }
    untagged * 20 <= all
}

struct Walk<'a> {
    structure: &'a Structure,
    by_tag: BTreeMap<(usize, i64), Vec<&'a Seen>>,
    blocks: Vec<Vec<Block>>,
    page: usize,
}

/// Text gathered below an element.
#[derive(Default)]
struct Gathered {
    page: Option<usize>,
    lines: Vec<Line>,
    bounds: Option<Rect>,
    exemptions: Vec<String>,
    /// Whether there is anything but withheld passages.
    has_text: bool,
}

impl Walk<'_> {
    fn element(&mut self, index: usize, depth: usize) {
        let Some(element) = self.structure.elements.get(index).filter(|_| depth < MAX_DEPTH) else { return };
        match element.role {
            "H" => self.text_block(index, BlockKind::Heading, Some(1)),
            "H1" | "H2" | "H3" | "H4" | "H5" | "H6" => {
                let level = element.role.as_bytes()[1] - b'0';
                self.text_block(index, BlockKind::Heading, Some(level));
            }
            "LI" => self.text_block(index, BlockKind::ListItem, None),
            "Table" => self.table(index),
            "Figure" | "Formula" => self.figure(index),
            "Art" | "BlockQuote" | "Div" | "Document" | "Index" | "L" | "NonStruct" | "Part" | "Private" | "Sect"
            | "TOC" => {
                // Content directly in a grouping element is a paragraph nobody tagged as one.
                if element.kids.iter().any(|kid| matches!(kid, Kid::Content { .. })) {
                    self.text_block(index, BlockKind::Paragraph, None);
                } else {
                    for kid in &element.kids {
                        if let Kid::Element(kid) = kid {
                            self.element(*kid, depth + 1);
                        }
                    }
                }
            }
            _ => self.text_block(index, BlockKind::Paragraph, None),
        }
    }

    fn text_block(&mut self, index: usize, kind: BlockKind, level: Option<u8>) {
        let mut gathered = Gathered::default();
        self.gather(index, &mut gathered, 0);
        let text = text_of(&gathered.lines);
        if text.is_empty() {
            return;
        }
        let kind = if !gathered.has_text && !gathered.exemptions.is_empty() { BlockKind::Redaction } else { kind };
        self.push(
            &gathered,
            Block {
                kind,
                level: level.filter(|_| kind == BlockKind::Heading),
                bbox: bounds_of(&gathered.lines),
                text,
                rows: Vec::new(),
                alt: None,
                exemptions: gathered.exemptions.clone(),
            },
        );
    }

    fn figure(&mut self, index: usize) {
        let mut gathered = Gathered::default();
        self.gather(index, &mut gathered, 0);
        let bbox = gathered.bounds.map(array);
        self.push(
            &gathered,
            Block {
                kind: BlockKind::Figure,
                level: None,
                bbox,
                text: text_of(&gathered.lines),
                rows: Vec::new(),
                alt: self.structure.elements[index].alt.clone(),
                exemptions: gathered.exemptions.clone(),
            },
        );
    }

    fn table(&mut self, index: usize) {
        let mut all = Gathered::default();
        self.gather(index, &mut all, 0);
        let mut rows = Vec::new();
        self.rows(index, &mut rows, 0);
        let text = rows
            .iter()
            .map(|row: &Vec<Cell>| row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t"))
            .collect::<Vec<_>>()
            .join("\n");
        let bbox = bounds_of(&all.lines);
        self.push(
            &all,
            Block {
                kind: BlockKind::Table,
                level: None,
                bbox,
                text,
                rows,
                alt: None,
                exemptions: all.exemptions.clone(),
            },
        );
    }

    fn rows(&self, index: usize, rows: &mut Vec<Vec<Cell>>, depth: usize) {
        let Some(element) = self.structure.elements.get(index).filter(|_| depth < MAX_DEPTH) else { return };
        let kids = element.kids.iter().filter_map(|kid| if let Kid::Element(kid) = kid { Some(*kid) } else { None });
        if element.role == "TR" {
            let cells = kids.map(|kid| {
                let mut gathered = Gathered::default();
                self.gather(kid, &mut gathered, 0);
                let header = self.structure.elements.get(kid).is_some_and(|cell| cell.role == "TH");
                Cell { text: text_of(&gathered.lines), header }
            });
            rows.push(cells.collect());
        } else {
            kids.for_each(|kid| self.rows(kid, rows, depth + 1));
        }
    }

    fn gather(&self, index: usize, gathered: &mut Gathered, depth: usize) {
        let Some(element) = self.structure.elements.get(index).filter(|_| depth < MAX_DEPTH) else { return };
        let withheld = element.alt.as_deref().and_then(|alt| Some((alt, exemptions_in(alt)?)));
        for kid in &element.kids {
            match kid {
                Kid::Element(kid) => self.gather(*kid, gathered, depth + 1),
                Kid::Object(_) | Kid::Link(_) => {}
                Kid::Content { page, mcid } => {
                    gathered.page = gathered.page.or(Some(*page));
                    let Some(seen) = self.by_tag.get(&(*page, *mcid)) else { continue };
                    for seen in seen {
                        gathered.bounds = Some(gathered.bounds.map_or(seen.bounds, |all| all.union(seen.bounds)));
                    }
                    let found = lines(seen.iter().copied());
                    if withheld.is_none() {
                        gathered.has_text |= !found.is_empty();
                        gathered.lines.extend(found);
                    }
                }
            }
        }
        if let Some((alt, exemptions)) = withheld {
            let size = gathered.lines.last().map_or(10.0, |line| line.size);
            gathered.lines.push(Line::standing_in(format!("[{alt}]"), gathered.bounds.unwrap_or_default(), size));
            for exemption in exemptions {
                if !gathered.exemptions.contains(&exemption) {
                    gathered.exemptions.push(exemption);
                }
            }
        }
    }

    /// Files a block under the page it begins on, or the one before it was last on.
    fn push(&mut self, gathered: &Gathered, block: Block) {
        self.page = gathered.page.unwrap_or(self.page);
        if let Some(blocks) = self.blocks.get_mut(self.page) {
            blocks.push(block);
        }
    }
}

const MAX_DEPTH: usize = 100;
