//! What an output says about itself and how it is found one's way in, read off its finished pages.
//!
//! Title, link targets and bookmarks are text that nobody sees on the page. Each
//! stays only while the pages say the same, so that none can hold what was withheld or what nobody
//! reviewed; pictures are measured on what is left of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::annot::link;
use crate::draft::Draft;
use crate::error::Error;
use crate::extract::{self, BlockKind};
use crate::font::{FontBook, FontFile};
use crate::geom::Rect;
use crate::metadata;
use crate::outline::{Bookmark, LEGEND};
use crate::page_text::Seen;
use crate::structure::{Kid, Structure};

impl Draft {
    /// Settles title, links, bookmarks and the boxes of pictures once the pages are as they will be written.
    ///
    /// `moved` is the index of the first page with text that was moved: it gets the legend. `removed`
    /// is the text that was taken out.
    pub fn settle(&mut self, moved: Option<usize>, removed: &[String]) -> Result<(), Error> {
        let settled = Settled::read(self, removed)?;
        self.title_candidate = None;
        self.title = settled.title;
        for (index, page) in self.pages.iter_mut().enumerate() {
            let spelt = settled.spelt_links.get(&index);
            for (ordinal, link) in page.annotations.iter_mut().enumerate() {
                link::settle(link, spelt.is_some_and(|spelt| spelt.contains(&ordinal)));
            }
            page.annotations.retain(link::is_useful);
        }
        if let Some(structure) = &mut self.structure {
            structure.keep_links(&self.pages);
            for (element, bounds) in settled.bounds {
                structure.elements[element].bounds = Some(bounds);
            }
        }
        self.bookmarks = moved.map(|page| Bookmark { title: LEGEND.to_owned(), page, level: 1 }).into_iter().collect();
        self.bookmarks.extend(settled.bookmarks);
        Ok(())
    }

    /// Whether the output may say that it meets PDF/UA-1: the input did, its structure is there whole, and
    /// so is what a reader needs besides.
    pub(crate) fn is_accessible(&self) -> bool {
        self.claims_accessibility
            && self.title.is_some()
            && self.language.is_some()
            && self.structure.as_ref().is_some_and(|structure| !structure.is_partial)
    }
}

/// What the finished pages allow.
#[derive(Default)]
struct Settled {
    title: Option<String>,
    /// Links whose address their page spells out: page index, ordinals among its annotations.
    spelt_links: BTreeMap<usize, BTreeSet<usize>>,
    /// Boxes of pictures, by element.
    bounds: Vec<(usize, Rect)>,
    bookmarks: Vec<Bookmark>,
}

impl Settled {
    fn read(draft: &Draft, removed: &[String]) -> Result<Self, Error> {
        let mut settled = Self::default();
        let linking =
            |page: &crate::draft::DraftPage| page.annotations.iter().any(|item| link::candidate(item).is_some());
        if draft.title_candidate.is_none() && draft.structure.is_none() && !draft.pages.iter().any(linking) {
            return Ok(settled);
        }
        let file = FontFile::new(draft)?;
        let mut pages = Pages { draft, fonts: FontBook::new(&file), seen: BTreeMap::new() };
        for (index, page) in draft.pages.iter().enumerate().filter(|(_, page)| linking(page)) {
            let text: String = pages.text(index)?.split_whitespace().collect();
            let spelt =
                page.annotations.iter().enumerate().filter(|(_, item)| {
                    link::candidate(item).is_some_and(|address| text.contains(link::spelt(address)))
                });
            settled.spelt_links.insert(index, spelt.map(|(ordinal, _)| ordinal).collect());
        }
        if let Some(structure) = &draft.structure {
            settled.bounds = pages.pictures(structure)?;
            if draft.had_bookmarks {
                settled.bookmarks = headings(draft)?;
            }
        }
        settled.title = match &draft.title_candidate {
            Some(title) if pages.say(title)? && !quotes(title, removed) => Some(title.clone()),
            // Readers announce a tagged document by its title, so it has to have one.
            _ if draft.structure.is_some() => Some(metadata::neutral_title(draft.language.as_deref()).to_owned()),
            _ => None,
        };
        Ok(settled)
    }
}

/// The pages of a draft, each read once.
struct Pages<'d, 'f> {
    draft: &'d Draft,
    fonts: FontBook<'f>,
    seen: BTreeMap<usize, Vec<Seen>>,
}

impl Pages<'_, '_> {
    fn seen(&mut self, index: usize) -> Result<&[Seen], Error> {
        if !self.seen.contains_key(&index) {
            let seen = crate::page_text::read(self.draft, &self.fonts, index)?;
            self.seen.insert(index, seen);
        }
        Ok(self.seen.get(&index).map_or(&[], Vec::as_slice))
    }

    fn text(&mut self, index: usize) -> Result<String, Error> {
        self.seen(index).map(extract::text_of)
    }

    /// Whether every word of a title stands on the first pages.
    fn say(&mut self, title: &str) -> Result<bool, Error> {
        let mut shown = BTreeSet::new();
        for index in 0..self.draft.pages.len().min(TITLE_PAGES) {
            shown.extend(words(&self.text(index)?));
        }
        let wanted = words(title);
        Ok(!wanted.is_empty() && wanted.iter().all(|word| shown.contains(word)))
    }

    /// Where the pictures stand whose place the input gave.
    fn pictures(&mut self, structure: &Structure) -> Result<Vec<(usize, Rect)>, Error> {
        let mut found = Vec::new();
        let boxed = structure.elements.iter().enumerate().filter(|(_, element)| element.has_box);
        for index in boxed.map(|(index, _)| index) {
            let mut contents = BTreeSet::new();
            structure.contents(index, &mut contents, 0);
            // A picture that runs over several pages has no one box.
            let Some((page, _)) =
                contents.first().copied().filter(|(page, _)| contents.iter().all(|(on, _)| on == page))
            else {
                continue;
            };
            let visible = self.draft.pages.get(page).map(|page| page.crop_box).unwrap_or_default();
            let parts =
                self.seen(page)?.iter().filter(|seen| seen.mcid.is_some_and(|mcid| contents.contains(&(page, mcid))));
            let bounds = parts.map(|seen| seen.bounds).reduce(|all, part| all.union(part));
            let bounds = bounds.map(|bounds| bounds.intersect(visible)).filter(|bounds| crate::geom::has_area(*bounds));
            found.extend(bounds.map(|bounds| (index, grid(bounds))));
        }
        Ok(found)
    }
}

impl Structure {
    /// The marked content of an element: page index and identifier.
    fn contents(&self, index: usize, found: &mut BTreeSet<(usize, i64)>, depth: usize) {
        let Some(element) = self.elements.get(index).filter(|_| depth < MAX_DEPTH) else { return };
        for kid in &element.kids {
            match kid {
                Kid::Content { page, mcid } => _ = found.insert((*page, *mcid)),
                Kid::Element(kid) => self.contents(*kid, found, depth + 1),
                Kid::Object(_) | Kid::Link(_) => {}
            }
        }
    }
}

/// Bookmarks for the headings as the pages show them.
fn headings(draft: &Draft) -> Result<Vec<Bookmark>, Error> {
    let text = extract::extract(draft)?;
    let mut bookmarks = Vec::new();
    for (page, blocks) in text.pages.iter().map(|page| &page.blocks).enumerate() {
        for block in blocks.iter().filter(|block| block.kind == BlockKind::Heading) {
            let title: String = block.text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !title.is_empty() && bookmarks.len() < MAX_BOOKMARKS {
                let title = title.chars().take(MAX_BOOKMARK).collect();
                bookmarks.push(Bookmark { title, page, level: block.level.unwrap_or(1) });
            }
        }
    }
    Ok(bookmarks)
}

/// Whether a title puts together words that were taken out together; one that the pages still show on its own is no quotation.
fn quotes(title: &str, removed: &[String]) -> bool {
    let title = words(title);
    removed
        .iter()
        .map(|text| words(text))
        .any(|removed| removed.len() > 1 && title.windows(removed.len()).any(|part| part == removed.as_slice()))
}

/// The words of a text: letters and digits, in lower case.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|character: char| !character.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

fn grid(rect: Rect) -> Rect {
    let round = |value: f64| (value * 100.0).round() / 100.0;
    Rect::new(round(rect.x0), round(rect.y0), round(rect.x1), round(rect.y1))
}

/// Where the words of a title are looked for.
const TITLE_PAGES: usize = 2;
/// Bookmarks of one document.
const MAX_BOOKMARKS: usize = 5_000;
/// Characters of one bookmark.
const MAX_BOOKMARK: usize = 300;
/// Elements nested deeper than this are no document's.
const MAX_DEPTH: usize = 100;

#[cfg(test)]
mod tests {
    use super::quotes;

    #[test]
    fn a_title_does_not_put_removed_words_together_again() {
        let removed = ["Anna Zebulon".to_owned(), "case".to_owned()];
        assert!(quotes("Case of Anna Zebulon", &removed));
        assert!(!quotes("Case of Anna", &removed));
    }
}
