//! A small reader of tagged PDF, for the named checks: the structure tree as elements, and what is drawn outside it.
//!
//! ISO 32000-2, 14.7 (structure) and 14.6 (marked content). It reads only what the letters' own writer makes.

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

/// A structure element, in reading order.
#[derive(Debug)]
pub(crate) struct Element {
    /// `H1`, `P`, `TH` and so on.
    pub(crate) role: String,
    /// Its own dictionary.
    pub(crate) dictionary: Dictionary,
}

pub(crate) fn elements(document: &Document) -> Vec<Element> {
    let root = resolve(document, document.catalog().unwrap().get(b"StructTreeRoot").unwrap()).as_dict().unwrap();
    let mut found = Vec::new();
    walk(document, root, &mut found);
    found
}

fn walk(document: &Document, parent: &Dictionary, found: &mut Vec<Element>) {
    let kids = match parent.get(b"K").map(|kids| resolve(document, kids)) {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(one) => vec![one.clone()],
        Err(_) => Vec::new(),
    };
    for kid in &kids {
        let Ok(kid) = resolve(document, kid).as_dict() else { continue };
        let Ok(role) = kid.get(b"S").and_then(Object::as_name) else { continue };
        let role = String::from_utf8_lossy(role).into_owned();
        found.push(Element { role, dictionary: kid.clone() });
        walk(document, kid, found);
    }
}

/// The operators that draw outside any marked content of the structure and outside any artifact, by page.
pub(crate) fn untagged(document: &Document) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for (number, page) in document.get_pages() {
        let content = Content::decode(&document.get_page_content(page)).unwrap();
        // True for each open sequence that accounts for what it holds.
        let mut open: Vec<bool> = Vec::new();
        for operation in content.operations {
            match operation.operator.as_str() {
                "BMC" | "BDC" => {
                    let artifact = operation.operands.first().and_then(|tag| tag.as_name().ok()) == Some(b"Artifact");
                    let numbered = operation
                        .operands
                        .get(1)
                        .and_then(|properties| properties.as_dict().ok())
                        .is_some_and(|properties| properties.has(b"MCID"));
                    open.push(artifact || numbered);
                }
                "EMC" => {
                    open.pop();
                }
                "Tj" | "TJ" | "'" | "\"" | "Do" | "f" | "F" | "f*" | "S" | "s" | "B" | "B*" | "b" | "b*" | "sh"
                | "BI"
                    if !open.contains(&true) =>
                {
                    found.push((number, operation.operator));
                }
                _ => {}
            }
        }
    }
    found
}

/// An attribute of an element, looked up in each of its attribute objects (ISO 32000-2, 14.7.6).
pub(crate) fn attribute(document: &Document, element: &Dictionary, key: &[u8]) -> Option<Object> {
    let attributes = resolve(document, element.get(b"A").ok()?);
    let objects = match attributes {
        Object::Array(objects) => objects.clone(),
        one => vec![one.clone()],
    };
    objects.iter().find_map(|object| resolve(document, object).as_dict().ok()?.get(key).ok().cloned())
}

pub(crate) fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).unwrap().1
}
