//! The structure tree, rebuilt so that tagged documents stay tagged (ISO 32000-2, 14.7 and 14.8).
//!
//! Copied are roles, order, language and the attributes that tables and lists
//! need; alternative texts stay only while they quote nothing that was removed.
//! `ActualText`, `E`, `T`, identifiers and attribute classes stay behind; identifiers that table
//! cells and notes need are made anew. What was withheld gets an element of its own whose
//! alternative text names the provision.

mod read;
mod roles;
mod spoken;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId};

use crate::draft::{Draft, DraftPage};
use crate::geom::Rect;
use crate::lex::{Lexer, Token};
use crate::overlay::StandsFor;
pub(crate) use read::read;
pub use spoken::{exemptions_in, withheld};
pub(crate) use write::write;

/// A structure tree over a draft's pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// Elements; kids refer to them by index.
    pub elements: Vec<Element>,
    /// The elements under the root, in order.
    pub root: Vec<usize>,
    /// Whether anything of the input's tree was left out because it was not understood.
    pub is_partial: bool,
}

/// One structure element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// A standard structure type (14.8.4).
    pub role: &'static str,
    /// What it is made of, in reading order.
    pub kids: Vec<Kid>,
    /// Alternative text.
    pub alt: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// Table and list attributes.
    pub attributes: Attributes,
    /// Whether the input said where the element stands (`BBox`); it is measured again, never copied.
    pub has_box: bool,
    /// Where it stands on its page, measured on what is kept.
    pub bounds: Option<Rect>,
}

/// The attributes that assistive technology reads tables and lists by (14.8.5.5 to 14.8.5.7).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `Row`, `Column` or `Both` for a header cell.
    pub scope: Option<&'static str>,
    /// Rows a cell spans, if more than one.
    pub row_span: Option<i64>,
    /// Columns a cell spans, if more than one.
    pub column_span: Option<i64>,
    /// How list items are numbered.
    pub list_numbering: Option<&'static str>,
    /// The header cells of a cell, by element index.
    pub headers: Vec<usize>,
}

/// A part of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "an element holds elements, marked content and, while it is read, annotations"
)]
pub enum Kid {
    /// An annotation of the input, by object; only until pages are copied.
    Object(ObjectId),
    /// A link that stays: the annotation with this `StructParent` in the draft.
    Link(i64),
    /// An element, by index.
    Element(usize),
    /// Marked content on a page.
    Content {
        /// Page index, from 0.
        page: usize,
        /// Marked-content identifier on that page.
        mcid: i64,
    },
}

/// One painted box that stands for withheld content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Page index, from 0.
    pub page: usize,
    /// Marked-content identifier the box is painted under.
    pub mcid: i64,
    /// The first glyph that was removed, if it was tagged.
    pub stands_for: Option<StandsFor>,
    /// Marked content in which the tagged content goes on behind it.
    pub goes_on: Option<i64>,
    /// Structure type of its element.
    pub role: &'static str,
    /// Alternative text, from [`withheld`]; none where the words painted speak for themselves.
    pub alt: Option<String>,
}

impl Structure {
    /// The first marked-content identifier that nothing on the page (from 0) uses.
    pub fn next_mcid(&self, page: usize) -> i64 {
        let used = self.elements.iter().flat_map(|element| &element.kids).filter_map(|kid| match kid {
            Kid::Content { page: on, mcid } if *on == page => Some(*mcid),
            _ => None,
        });
        used.max().map_or(0, |last| last.saturating_add(1))
    }

    /// Puts new marked content on a page (from 0) where the tree had this annotation; none if it had it nowhere.
    pub(crate) fn take_object(&mut self, annotation: Option<ObjectId>, page: usize) -> Option<i64> {
        let (element, at) = self.find(Kid::Object(annotation?))?;
        let mcid = self.next_mcid(page);
        self.elements[element].kids[at] = Kid::Content { page, mcid };
        Some(mcid)
    }

    /// Keeps a link where the tree had it; its `StructParent`, none if the tree had it nowhere.
    pub(crate) fn take_link(&mut self, annotation: Option<ObjectId>) -> Option<i64> {
        let (element, at) = self.find(Kid::Object(annotation?))?;
        let kids = self.elements.iter().flat_map(|element| &element.kids);
        let used = kids.filter_map(|kid| if let Kid::Link(number) = kid { Some(*number) } else { None });
        let number = used.max().map_or(0, |last| last.saturating_add(1));
        self.elements[element].kids[at] = Kid::Link(number);
        Some(number)
    }

    /// Puts new marked content on a page (from 0) where the tree had the annotation it knew by this number.
    pub(crate) fn draw_link(&mut self, number: i64, page: usize) -> Option<i64> {
        let (element, at) = self.find(Kid::Link(number))?;
        let mcid = self.next_mcid(page);
        self.elements[element].kids[at] = Kid::Content { page, mcid };
        Some(mcid)
    }

    /// Forgets the annotations that no page draws, and elements that held nothing else.
    pub(crate) fn forget_objects(&mut self) {
        for element in &mut self.elements {
            element.kids.retain(|kid| !matches!(kid, Kid::Object(_)));
        }
    }

    /// Puts an element for each box where what it replaces was: between the parts of the marked content it stood in.
    fn place(&mut self, boxes: &[Withheld]) {
        let mut boxes: Vec<&Withheld> = boxes.iter().collect();
        boxes.sort_by_key(|painted| (painted.page, painted.stands_for.map(|stands| stands.glyph)));
        // The last part so far of marked content that was parted.
        let mut parts: BTreeMap<(usize, i64), i64> = BTreeMap::new();
        for painted in boxes {
            let content = Kid::Content { page: painted.page, mcid: painted.mcid };
            let element = self.add(Element {
                role: painted.role,
                kids: vec![content],
                alt: painted.alt.clone(),
                has_box: roles::is_illustration(painted.role),
                ..Element::default()
            });
            let whole = painted.stands_for.map(|stands| (painted.page, stands.mcid));
            let part = whole.map(|whole| parts.get(&whole).copied().unwrap_or(whole.1));
            let Some((holder, at)) = part.and_then(|mcid| self.holder(painted.page, mcid)) else {
                self.append(painted.page, element);
                continue;
            };
            self.elements[holder].kids.insert(at, Kid::Element(element));
            if let (Some(mcid), Some(whole), Some(part)) = (painted.goes_on, whole, part)
                && let Some((own, before)) = self.find(Kid::Content { page: painted.page, mcid: part })
            {
                let behind = if own == holder { at + 1 } else { before + 1 };
                self.elements[own].kids.insert(behind, Kid::Content { page: painted.page, mcid });
                parts.insert(whole, mcid);
            }
        }
    }

    /// The element to put a box into, and where: behind that content, beside pictures.
    fn holder(&self, page: usize, mcid: i64) -> Option<(usize, usize)> {
        let mut found = self.find(Kid::Content { page, mcid }).map(|(element, at)| (element, at + 1))?;
        while roles::is_illustration(self.elements[found.0].role) {
            found = self.find(Kid::Element(found.0)).map(|(element, at)| (element, at + 1))?;
        }
        Some(found)
    }

    fn find(&self, wanted: Kid) -> Option<(usize, usize)> {
        self.elements
            .iter()
            .enumerate()
            .find_map(|(index, element)| Some((index, element.kids.iter().position(|kid| *kid == wanted)?)))
    }

    /// Puts what replaces untagged content behind what its page holds, words in a paragraph of their own.
    fn append(&mut self, page: usize, element: usize) {
        let block = if self.elements[element].role == "Span" {
            self.add(Element { role: "P", kids: vec![Kid::Element(element)], ..Element::default() })
        } else {
            element
        };
        let top: Vec<usize> = match self.root[..] {
            [only] if roles::is_grouping(self.elements[only].role) => self.elements[only]
                .kids
                .iter()
                .filter_map(|kid| if let Kid::Element(index) = kid { Some(*index) } else { None })
                .collect(),
            _ => self.root.clone(),
        };
        let behind = top.iter().rposition(|index| self.first_page(*index, 0).is_some_and(|first| first <= page));
        let at = behind.map_or(0, |at| at + 1);
        match self.root[..] {
            [only] if roles::is_grouping(self.elements[only].role) => {
                let kids = &mut self.elements[only].kids;
                kids.insert(at.min(kids.len()), Kid::Element(block));
            }
            _ => self.root.insert(at.min(self.root.len()), block),
        }
    }

    fn first_page(&self, element: usize, depth: usize) -> Option<usize> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.elements.get(element)?.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            Kid::Element(index) => self.first_page(*index, depth + 1),
            Kid::Object(_) | Kid::Link(_) => None,
        })
    }

    fn add(&mut self, element: Element) -> usize {
        self.elements.push(element);
        self.elements.len() - 1
    }

    /// Takes out content that is no longer there, and elements it leaves empty.
    fn prune(&mut self, present: &[BTreeSet<i64>], links: &BTreeSet<i64>) {
        let mut is_empty = vec![false; self.elements.len()];
        for element in &mut self.elements {
            element.kids.retain(|kid| match kid {
                Kid::Content { page, mcid } => present.get(*page).is_some_and(|mcids| mcids.contains(mcid)),
                Kid::Element(_) | Kid::Object(_) | Kid::Link(_) => true,
            });
        }
        self.forget_links(links);
        // A cell keeps its place in a row that holds something.
        let stands: Vec<bool> = (0..self.elements.len()).map(|index| self.holds(index, 0)).collect();
        let mut keeps_place = vec![false; self.elements.len()];
        for (row, _) in self.elements.iter().enumerate().filter(|(row, element)| element.role == "TR" && stands[*row]) {
            for kid in &self.elements[row].kids {
                if let Kid::Element(cell) = kid {
                    keeps_place[*cell] = matches!(self.elements[*cell].role, "TD" | "TH");
                }
            }
        }
        // Emptiness travels upwards; as many rounds as the tree is deep.
        for _ in 0..MAX_DEPTH {
            let mut changed = false;
            for index in 0..self.elements.len() {
                let element = &mut self.elements[index];
                element.kids.retain(|kid| !matches!(kid, Kid::Element(kid) if is_empty[*kid]));
                let empty = element.kids.is_empty() && !keeps_place[index];
                changed |= empty != is_empty[index];
                is_empty[index] = empty;
            }
            if !changed {
                break;
            }
        }
        self.root.retain(|index| !is_empty[*index]);
    }

    /// Whether an element holds content.
    fn holds(&self, index: usize, depth: usize) -> bool {
        depth <= MAX_DEPTH
            && self.elements[index].kids.iter().any(|kid| match kid {
                Kid::Element(kid) => self.holds(*kid, depth + 1),
                _ => true,
            })
    }

    /// Takes out links that are gone; an element that is left without one is plain text.
    fn forget_links(&mut self, links: &BTreeSet<i64>) {
        for element in &mut self.elements {
            element.kids.retain(|kid| !matches!(kid, Kid::Link(number) if !links.contains(number)));
            if element.role == "Link" && !element.kids.iter().any(|kid| matches!(kid, Kid::Link(_))) {
                element.role = "Span";
            }
        }
    }

    fn forget_quotes(&mut self, removed: &[String]) {
        let removed: Vec<String> = removed.iter().map(|text| folded(text)).filter(|text| !text.is_empty()).collect();
        for element in &mut self.elements {
            let quotes = element.alt.as_deref().is_some_and(|alt| {
                let alt = folded(alt);
                removed.iter().any(|text| shares_text(&alt, text))
            });
            if quotes {
                element.alt = roles::is_illustration(element.role).then(|| "Description withheld".to_owned());
            }
        }
    }
}

impl Draft {
    /// Brings the structure tree in line with rewritten pages.
    ///
    /// `removed` is the text that was taken out: no alternative text may quote it.
    /// A draft that was not tagged stays so.
    pub fn finish_structure(&mut self, boxes: &[Withheld], removed: &[String]) {
        let Some(mut structure) = self.structure.take() else { return };
        structure.forget_quotes(removed);
        structure.place(boxes);
        // A page that became a picture says less than it did.
        structure.is_partial |= boxes.iter().any(|painted| roles::is_illustration(painted.role));
        let present: Vec<BTreeSet<i64>> = self.pages.iter().map(|page| mcids(&page.decoded(&self.limits))).collect();
        structure.prune(&present, &links(&self.pages));
        self.structure = (!structure.root.is_empty()).then_some(structure);
    }
}

impl Structure {
    /// Turns links that no page has any more into plain text.
    pub(crate) fn keep_links(&mut self, pages: &[DraftPage]) {
        self.forget_links(&links(pages));
    }
}

/// The links that the pages have.
fn links(pages: &[DraftPage]) -> BTreeSet<i64> {
    let fields = pages.iter().flat_map(|page| &page.widgets).filter_map(|widget| widget.link);
    pages.iter().flat_map(|page| &page.annotations).filter_map(link_number).chain(fields).collect()
}

/// The number by which the structure tree knows an annotation of the draft.
pub(crate) fn link_number(annotation: &Dictionary) -> Option<i64> {
    annotation.get(b"StructParent").and_then(Object::as_i64).ok()
}

/// The marked-content identifiers that a page's content uses.
fn mcids(content: &[u8]) -> BTreeSet<i64> {
    let mut found = BTreeSet::new();
    if !content.windows(4).any(|window| window == b"MCID") {
        return found;
    }
    let mut lexer = Lexer::new(content);
    while let Ok(Some(_)) = lexer.step() {
        for pair in lexer.operands().windows(2) {
            if let [Token::Name(b"MCID"), Token::Number(mcid)] = pair {
                #[expect(clippy::cast_possible_truncation, reason = "float casts saturate; identifiers are small")]
                found.insert(*mcid as i64);
            }
        }
    }
    found
}

/// Letters and digits only, lower case, for comparing texts.
pub(crate) fn folded(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `text` quotes `removed`, whole or in a part of five characters.
fn shares_text(text: &str, removed: &str) -> bool {
    let removed: Vec<char> = removed.chars().collect();
    if removed.len() <= QUOTE {
        return removed.len() > 1 && text.contains(&removed.iter().collect::<String>());
    }
    let windows: BTreeMap<String, ()> = removed.windows(QUOTE).map(|part| (part.iter().collect(), ())).collect();
    let text: Vec<char> = text.chars().collect();
    text.windows(QUOTE).any(|part| windows.contains_key(&part.iter().collect::<String>()))
}

/// Identifiers of marked content that are understood: integers that every reader can hold, with room above them for our
/// own.
pub(crate) const IDENTIFIERS: std::ops::RangeInclusive<i64> = 0..=0x3fff_ffff;
/// Shared characters that count as a quotation.
const QUOTE: usize = 5;
/// Elements nested deeper than this are no document's.
const MAX_DEPTH: usize = 100;

#[cfg(test)]
mod tests {
    use super::{Element, Kid, Structure, Withheld, mcids, shares_text};
    use crate::overlay::StandsFor;
    use std::collections::BTreeSet;

    fn paragraph_with(contents: &[i64]) -> Structure {
        let kids = contents.iter().map(|mcid| Kid::Content { page: 0, mcid: *mcid }).collect();
        let document = Element { role: "Document", kids: vec![Kid::Element(1)], ..Element::default() };
        let paragraph = Element { role: "P", kids, ..Element::default() };
        Structure { elements: vec![document, paragraph], root: vec![0], is_partial: false }
    }

    #[test]
    fn a_box_stands_where_the_removed_words_stood() {
        let mut structure = paragraph_with(&[0, 1, 2]);
        let alt = Some("Withheld: section 31(1)(a)".to_owned());
        let stands_for = Some(StandsFor { glyph: 9, mcid: 1 });
        structure.place(&[Withheld { page: 0, mcid: 3, stands_for, goes_on: None, role: "Span", alt: alt.clone() }]);
        structure.prune(&[BTreeSet::from([0, 2, 3])], &BTreeSet::new());
        let content = |mcid| Kid::Content { page: 0, mcid };
        assert_eq!(structure.elements[1].kids, [content(0), Kid::Element(2), content(2)]);
        assert_eq!(structure.elements[2].alt, alt);
    }

    #[test]
    fn boxes_are_read_between_the_words_around_them() {
        let mut structure = paragraph_with(&[0, 1]);
        let painted = |mcid, glyph, goes_on| Withheld {
            page: 0,
            mcid,
            stands_for: Some(StandsFor { glyph, mcid: 0 }),
            goes_on: Some(goes_on),
            role: "Span",
            alt: None,
        };
        // Painted in another order than they are read in.
        structure.place(&[painted(2, 30, 4), painted(3, 10, 5)]);
        let content = |mcid| Kid::Content { page: 0, mcid };
        let (first, second) = (Kid::Element(2), Kid::Element(3));
        assert_eq!(structure.elements[1].kids, [content(0), first, content(5), second, content(4), content(1)]);
        assert_eq!(
            (&structure.elements[2].kids[..], &structure.elements[3].kids[..]),
            (&[content(3)][..], &[content(2)][..])
        );
    }

    #[test]
    fn an_element_whose_content_went_goes_too() {
        let mut structure = paragraph_with(&[0]);
        structure.prune(&[BTreeSet::new()], &BTreeSet::new());
        assert!(structure.root.is_empty());
    }

    #[test]
    fn a_link_whose_annotation_went_is_plain_text() {
        let mut structure = paragraph_with(&[0]);
        structure.elements[1].role = "Link";
        structure.elements[1].kids.push(Kid::Link(4));
        let mut kept = structure.clone();
        kept.prune(&[BTreeSet::from([0])], &BTreeSet::from([4]));
        assert_eq!((kept.elements[1].role, kept.elements[1].kids.len()), ("Link", 2));
        structure.prune(&[BTreeSet::from([0])], &BTreeSet::new());
        assert_eq!((structure.elements[1].role, structure.elements[1].kids.len()), ("Span", 1));
    }

    #[test]
    fn an_alternative_text_that_quotes_removed_words_is_dropped() {
        let mut structure = paragraph_with(&[0]);
        structure.elements[1].alt = Some("Photograph of Mr. Dela-croix".to_owned());
        structure.forget_quotes(&["M. Delacroix".to_owned()]);
        assert_eq!(structure.elements[1].alt, None);
    }

    #[test]
    fn short_names_are_quotes_only_as_a_whole() {
        assert!(shares_text("chartofli", "li"));
        assert!(!shares_text("chart", "smith"));
    }

    #[test]
    fn identifiers_are_read_from_the_content() {
        assert_eq!(mcids(b"/P <</MCID 4>> BDC (MCID 9) Tj EMC"), BTreeSet::from([4]));
    }
}
