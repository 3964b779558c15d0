//! The tree laid out as objects for the writer.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, dictionary};

use super::{Attributes, Element, Kid, Structure};
use crate::write::text_string;

/// Lays out the tree over `pages` (object numbers by page index); gives the root's number and
/// each page's key in the parent tree.
///
/// `reserve` gives a fresh object number, `fill` puts the object there.
pub(crate) fn write(
    structure: &Structure,
    pages: &[u32],
    reserve: &mut dyn FnMut() -> u32,
    fill: &mut dyn FnMut(u32, Object),
) -> (u32, BTreeMap<usize, i64>) {
    let root = reserve();
    let numbers: Vec<u32> = structure.elements.iter().map(|_| reserve()).collect();
    let mut parents: BTreeMap<usize, BTreeMap<i64, u32>> = BTreeMap::new();
    let mut parent_of = vec![root; structure.elements.len()];
    for (element, number) in structure.elements.iter().zip(&numbers) {
        for kid in &element.kids {
            match kid {
                Kid::Element(index) => parent_of[*index] = *number,
                Kid::Content { page, mcid } => {
                    parents.entry(*page).or_default().entry(*mcid).or_insert(*number);
                }
                Kid::Object(_) => {}
            }
        }
    }
    for (index, element) in structure.elements.iter().enumerate() {
        fill(numbers[index], self::element(element, parent_of[index], &numbers, pages).into());
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
    let next = i64::try_from(keys.len()).unwrap_or(i64::MAX);
    let roots: Vec<Object> = structure.root.iter().map(|index| reference(numbers[*index])).collect();
    let parent_tree = dictionary! { "Nums" => nums };
    fill(
        root,
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => roots,
            "ParentTree" => parent_tree,
            "ParentTreeNextKey" => next,
        }
        .into(),
    );
    (root, keys)
}

fn element(element: &Element, parent: u32, numbers: &[u32], pages: &[u32]) -> Dictionary {
    let page = element.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } => Some(*page),
        Kid::Element(_) | Kid::Object(_) => None,
    });
    let kids: Vec<Object> = element
        .kids
        .iter()
        .map(|kid| match kid {
            Kid::Object(_) => Object::Null,
            Kid::Element(index) => reference(numbers[*index]),
            Kid::Content { page: on, mcid } if Some(*on) == page => Object::Integer(*mcid),
            Kid::Content { page: on, mcid } => dictionary! {
                "Type" => "MCR",
                "Pg" => pages.get(*on).map_or(Object::Null, |number| reference(*number)),
                "MCID" => *mcid,
            }
            .into(),
        })
        .collect();
    let mut written = dictionary! { "Type" => "StructElem", "S" => element.role, "P" => reference(parent) };
    if !kids.is_empty() {
        written.set("K", kids);
    }
    if let Some(number) = page.and_then(|page| pages.get(page)) {
        written.set("Pg", reference(*number));
    }
    if let Some(alt) = &element.alt {
        written.set("Alt", text_string(alt));
    }
    if let Some(language) = &element.language {
        written.set("Lang", text_string(language));
    }
    if let Some(attributes) = attributes(&element.attributes) {
        written.set("A", attributes);
    }
    written
}

fn attributes(attributes: &Attributes) -> Option<Dictionary> {
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
    if !written.is_empty() {
        written.set("O", "Table");
    } else if let Some(numbering) = attributes.list_numbering {
        written.set("ListNumbering", numbering);
        written.set("O", "List");
    }
    (!written.is_empty()).then_some(written)
}

fn reference(number: u32) -> Object {
    Object::Reference((number, 0))
}

/// Identifiers above this would make a parent tree of gaps.
const MAX_MCID: i64 = 1_000_000;
