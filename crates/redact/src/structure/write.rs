//! The tree laid out as objects for the writer.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, StringFormat, dictionary};

use super::{Attributes, Element, Kid, Structure};
use crate::write::{real, text_string};

/// A tree laid out.
#[derive(Debug)]
pub(crate) struct Written {
    /// Object number of the root.
    pub(crate) root: u32,
    /// Each page's key in the parent tree.
    pub(crate) pages: BTreeMap<usize, i64>,
    /// Each link's key in the parent tree, by its `StructParent` in the draft.
    pub(crate) links: BTreeMap<i64, i64>,
}

/// Lays out the tree over `pages` (object numbers by page index) and `links` (object number and
/// page index by `StructParent`).
///
/// `reserve` gives a fresh object number, `fill` puts the object there.
pub(crate) fn write(
    structure: &Structure,
    pages: &[u32],
    links: &BTreeMap<i64, (u32, usize)>,
    reserve: &mut dyn FnMut() -> u32,
    fill: &mut dyn FnMut(u32, Object),
) -> Written {
    let root = reserve();
    let numbers: Vec<u32> = structure.elements.iter().map(|_| reserve()).collect();
    let mut parents: BTreeMap<usize, BTreeMap<i64, u32>> = BTreeMap::new();
    let mut parent_of = vec![root; structure.elements.len()];
    let mut owners: BTreeMap<i64, u32> = BTreeMap::new();
    for (element, number) in structure.elements.iter().zip(&numbers) {
        for kid in &element.kids {
            match kid {
                Kid::Element(index) => parent_of[*index] = *number,
                Kid::Content { page, mcid } => {
                    parents.entry(*page).or_default().entry(*mcid).or_insert(*number);
                }
                Kid::Link(link) => _ = owners.entry(*link).or_insert(*number),
                Kid::Object(_) => {}
            }
        }
    }
    let ids = identifiers(structure);
    let tree = Tree { numbers: &numbers, pages, links, ids: &ids };
    for (index, element) in structure.elements.iter().enumerate() {
        fill(numbers[index], tree.element(index, element, parent_of[index]).into());
    }
    let mut keys = BTreeMap::new();
    let mut nums = Vec::new();
    for (key, (page, contents)) in parents.into_iter().enumerate() {
        let key = i64::try_from(key).unwrap_or(i64::MAX);
        keys.insert(page, key);
        let last = contents.keys().next_back().copied().unwrap_or(0).min(MAX_MCID);
        let entries = (0..=last).map(|mcid| contents.get(&mcid).map_or(Object::Null, |number| reference(*number)));
        nums.push(Object::Integer(key));
        nums.push(Object::Array(entries.collect()));
    }
    let mut next = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    let mut link_keys = BTreeMap::new();
    for (link, owner) in owners.into_iter().filter(|(link, _)| links.contains_key(link)) {
        link_keys.insert(link, next);
        nums.push(Object::Integer(next));
        nums.push(reference(owner));
        next = next.saturating_add(1);
    }
    let roots: Vec<Object> = structure.root.iter().map(|index| reference(numbers[*index])).collect();
    let parent_tree = dictionary! { "Nums" => nums };
    let mut written = dictionary! {
        "Type" => "StructTreeRoot",
        "K" => roots,
        "ParentTree" => parent_tree,
        "ParentTreeNextKey" => next,
    };
    if !ids.is_empty() {
        let mut names: Vec<(&str, usize)> = ids.iter().map(|(index, id)| (id.as_str(), *index)).collect();
        names.sort_unstable();
        let names = names.into_iter().flat_map(|(id, index)| [identifier(id), reference(numbers[index])]);
        written.set("IDTree", dictionary! { "Names" => names.collect::<Vec<_>>() });
    }
    fill(root, written.into());
    Written { root, pages: keys, links: link_keys }
}

/// Identifiers for notes and for header cells that other cells name, in reading order: nothing of the input's.
fn identifiers(structure: &Structure) -> BTreeMap<usize, String> {
    let mut reached = Vec::new();
    let mut pending: Vec<usize> = structure.root.iter().rev().copied().collect();
    let mut seen = BTreeSet::new();
    while let Some(index) = pending.pop() {
        if !seen.insert(index) {
            continue;
        }
        reached.push(index);
        let kids = structure.elements[index].kids.iter().rev();
        pending.extend(kids.filter_map(|kid| if let Kid::Element(kid) = kid { Some(*kid) } else { None }));
    }
    let named: BTreeSet<usize> =
        reached.iter().flat_map(|index| &structure.elements[*index].attributes.headers).copied().collect();
    let needs = |index: &usize| named.contains(index) || structure.elements[*index].role == "Note";
    reached.into_iter().filter(needs).enumerate().map(|(count, index)| (index, format!("e{count:06}"))).collect()
}

fn identifier(id: &str) -> Object {
    Object::String(id.as_bytes().to_vec(), StringFormat::Literal)
}

/// What elements refer to.
struct Tree<'a> {
    numbers: &'a [u32],
    pages: &'a [u32],
    links: &'a BTreeMap<i64, (u32, usize)>,
    ids: &'a BTreeMap<usize, String>,
}

impl Tree<'_> {
    fn element(&self, index: usize, element: &Element, parent: u32) -> Dictionary {
        let page = element.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            Kid::Link(link) => self.links.get(link).map(|(_, page)| *page),
            Kid::Element(_) | Kid::Object(_) => None,
        });
        let kids: Vec<Object> = element.kids.iter().map(|kid| self.kid(kid, page)).collect();
        let mut written = dictionary! { "Type" => "StructElem", "S" => element.role, "P" => reference(parent) };
        if !kids.is_empty() {
            written.set("K", kids);
        }
        if let Some(number) = page.and_then(|page| self.pages.get(page)) {
            written.set("Pg", reference(*number));
        }
        if let Some(alt) = &element.alt {
            written.set("Alt", text_string(alt));
        }
        if let Some(language) = &element.language {
            written.set("Lang", text_string(language));
        }
        if let Some(id) = self.ids.get(&index) {
            written.set("ID", identifier(id));
        }
        match &self.attributes(element)[..] {
            [] => {}
            [only] => written.set("A", only.clone()),
            several => written.set("A", several.iter().cloned().map(Object::Dictionary).collect::<Vec<_>>()),
        }
        written
    }

    fn kid(&self, kid: &Kid, page: Option<usize>) -> Object {
        match kid {
            Kid::Object(_) => Object::Null,
            Kid::Link(link) => self.links.get(link).map_or(Object::Null, |(number, on)| {
                let mut kid = dictionary! { "Type" => "OBJR", "Obj" => reference(*number) };
                if Some(*on) != page {
                    kid.set("Pg", self.page(*on));
                }
                kid.into()
            }),
            Kid::Element(index) => reference(self.numbers[*index]),
            Kid::Content { page: on, mcid } if Some(*on) == page => Object::Integer(*mcid),
            Kid::Content { page: on, mcid } => {
                dictionary! { "Type" => "MCR", "Pg" => self.page(*on), "MCID" => *mcid }.into()
            }
        }
    }

    fn page(&self, index: usize) -> Object {
        self.pages.get(index).map_or(Object::Null, |number| reference(*number))
    }

    fn attributes(&self, element: &Element) -> Vec<Dictionary> {
        let attributes = &element.attributes;
        let mut all = Vec::new();
        let mut table = table(attributes);
        let headers = attributes.headers.iter().filter_map(|header| self.ids.get(header));
        let headers: Vec<Object> = headers.map(|id| identifier(id)).collect();
        if !headers.is_empty() {
            table.set("Headers", headers);
        }
        if !table.is_empty() {
            table.set("O", "Table");
            all.push(table);
        }
        if let Some(numbering) = attributes.list_numbering {
            all.push(dictionary! { "ListNumbering" => numbering, "O" => "List" });
        }
        if let Some(bounds) = element.bounds {
            let corners = [bounds.x0, bounds.y0, bounds.x1, bounds.y1];
            all.push(dictionary! { "BBox" => corners.map(real).to_vec(), "O" => "Layout", "Placement" => "Block" });
        }
        all
    }
}

fn table(attributes: &Attributes) -> Dictionary {
    let mut written = Dictionary::new();
    if let Some(scope) = attributes.scope {
        written.set("Scope", scope);
    }
    if let Some(span) = attributes.row_span {
        written.set("RowSpan", span);
    }
    if let Some(span) = attributes.column_span {
        written.set("ColSpan", span);
    }
    written
}

fn reference(number: u32) -> Object {
    Object::Reference((number, 0))
}

/// Identifiers above this would make a parent tree of gaps.
const MAX_MCID: i64 = 1_000_000;
