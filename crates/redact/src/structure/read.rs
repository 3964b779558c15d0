//! The tree of the input, read by allow-list.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Object, ObjectId};

use super::{Attributes, Element, Kid, MAX_DEPTH, Structure, roles};
use crate::draft::as_dictionary;
use crate::load::Source;
use crate::metadata::{is_language_tag, text_of};

/// Reads the structure tree; none if the document is not tagged or nothing of the tree can be used.
pub(crate) fn read(source: &Source) -> Option<Structure> {
    let root = source.dictionary(source.catalog(), b"StructTreeRoot")?;
    let mut pages = BTreeMap::new();
    for (index, page) in source.pages.iter().enumerate() {
        pages.entry(page.id).or_insert(index);
    }
    let mut reader = Reader {
        source,
        role_map: source.dictionary(root, b"RoleMap"),
        pages,
        seen: BTreeSet::new(),
        structure: Structure::default(),
        ids: BTreeMap::new(),
        headers: Vec::new(),
    };
    // A tree that hangs its own root into itself must not come round again.
    reader.seen.extend(source.catalog().get(b"StructTreeRoot").ok().and_then(|root| source.resolve_with_id(root).0));
    let kids = reader.kids(root.get(b"K").ok()?, None, 0);
    let roots = kids.into_iter().filter_map(|kid| if let Kid::Element(index) = kid { Some(index) } else { None });
    reader.structure.root = roots.collect();
    reader.resolve_headers();
    (!reader.structure.root.is_empty()).then_some(reader.structure)
}

struct Reader<'a> {
    source: &'a Source,
    role_map: Option<&'a Dictionary>,
    pages: BTreeMap<ObjectId, usize>,
    seen: BTreeSet<ObjectId>,
    structure: Structure,
    /// Elements by the identifier the input gave them.
    ids: BTreeMap<&'a [u8], usize>,
    /// Identifiers of the header cells of a cell.
    headers: Vec<(usize, Vec<&'a [u8]>)>,
}

impl<'a> Reader<'a> {
    /// The kids of an element: one, or an array of them. An array within the array is no tree.
    fn kids(&mut self, value: &'a Object, page: Option<usize>, depth: usize) -> Vec<Kid> {
        match self.source.resolve(value) {
            Object::Array(parts) => parts.iter().filter_map(|part| self.kid(part, page, depth)).collect(),
            _ => self.kid(value, page, depth).into_iter().collect(),
        }
    }

    fn kid(&mut self, value: &'a Object, page: Option<usize>, depth: usize) -> Option<Kid> {
        let source = self.source;
        let (id, target) = source.resolve_with_id(value);
        match target {
            Object::Integer(mcid) if super::IDENTIFIERS.contains(mcid) => {
                Some(Kid::Content { page: page?, mcid: *mcid })
            }
            Object::Dictionary(dictionary) => match source.name(dictionary, b"Type") {
                Some(b"MCR") => self.reference(dictionary, page),
                Some(b"OBJR") => source.resolve_with_id(dictionary.get(b"Obj").ok()?).0.map(Kid::Object),
                _ if depth > MAX_DEPTH || self.structure.elements.len() > source.limits.objects => self.leave_out(),
                // An element hung in twice counts where it comes first.
                _ if id.is_some_and(|id| !self.seen.insert(id)) => self.leave_out(),
                _ => self.element(dictionary, page, depth + 1),
            },
            _ => None,
        }
    }

    fn leave_out(&mut self) -> Option<Kid> {
        self.structure.is_partial = true;
        None
    }

    /// A marked-content reference; content within forms has no page of its own and is left out.
    fn reference(&mut self, dictionary: &Dictionary, page: Option<usize>) -> Option<Kid> {
        if dictionary.has(b"Stm") {
            return self.leave_out();
        }
        match self.source.value(dictionary, b"MCID") {
            Object::Integer(mcid) if super::IDENTIFIERS.contains(mcid) => {
                Some(Kid::Content { page: self.page(dictionary).or(page)?, mcid: *mcid })
            }
            _ => None,
        }
    }

    fn element(&mut self, dictionary: &'a Dictionary, page: Option<usize>, depth: usize) -> Option<Kid> {
        let source = self.source;
        let role = source.name(dictionary, b"S").unwrap_or_default();
        if role == b"Artifact" {
            return None;
        }
        let page = self.page(dictionary).or(page);
        let index = self.structure.elements.len();
        self.structure.elements.push(Element::default());
        let kids = dictionary.get(b"K").map(|value| self.kids(value, page, depth)).unwrap_or_default();
        let has_elements = kids.iter().any(|kid| matches!(kid, Kid::Element(_)));
        let standard = self.standard_role(role);
        self.structure.is_partial |= standard.is_none();
        let role = standard.unwrap_or(if has_elements { "Div" } else { "Span" });
        if let Object::String(id, _) = source.value(dictionary, b"ID") {
            self.ids.entry(id).or_insert(index);
        }
        let attributes = self.attributes(dictionary, index);
        let text = |key: &[u8]| match source.value(dictionary, key) {
            Object::String(bytes, _) => Some(text_of(bytes)),
            _ => None,
        };
        self.structure.elements[index] = Element {
            role,
            kids,
            alt: text(b"Alt").filter(|alt| !alt.trim().is_empty()),
            language: text(b"Lang").filter(|tag| is_language_tag(tag)),
            attributes,
            has_box: roles::is_illustration(role) && self.owners(dictionary).iter().any(|owner| owner.has(b"BBox")),
            bounds: None,
        };
        Some(Kid::Element(index))
    }

    fn page(&self, dictionary: &Dictionary) -> Option<usize> {
        let id = self.source.resolve_with_id(dictionary.get(b"Pg").ok()?).0?;
        self.pages.get(&id).copied()
    }

    fn standard_role(&self, role: &[u8]) -> Option<&'static str> {
        let mut role = role;
        for _ in 0..MAX_ROLE_STEPS {
            if let Some(standard) = roles::standard(role) {
                return Some(standard);
            }
            role = self.source.name(self.role_map?, role)?;
        }
        None
    }

    /// The attribute objects of an element (14.7.6).
    fn owners(&self, dictionary: &'a Dictionary) -> Vec<&'a Dictionary> {
        let source = self.source;
        match source.value(dictionary, b"A") {
            Object::Array(owners) => owners.iter().filter_map(|owner| as_dictionary(source.resolve(owner))).collect(),
            single => as_dictionary(single).into_iter().collect(),
        }
    }

    fn attributes(&mut self, dictionary: &'a Dictionary, index: usize) -> Attributes {
        let source = self.source;
        let mut attributes = Attributes::default();
        for owner in self.owners(dictionary) {
            let span = |key: &[u8]| match source.value(owner, key) {
                Object::Integer(span @ 2..=10_000) => Some(*span),
                _ => None,
            };
            let one_of = |key: &[u8], names: &[&'static str]| {
                let name = source.name(owner, key)?;
                names.iter().copied().find(|known| known.as_bytes() == name)
            };
            match source.name(owner, b"O") {
                Some(b"Table") => {
                    attributes.scope = one_of(b"Scope", &["Row", "Column", "Both"]).or(attributes.scope);
                    attributes.row_span = span(b"RowSpan").or(attributes.row_span);
                    attributes.column_span = span(b"ColSpan").or(attributes.column_span);
                    let headers = source.array(owner, b"Headers").unwrap_or_default();
                    let ids = headers.iter().take(MAX_HEADERS).filter_map(|id| match source.resolve(id) {
                        Object::String(id, _) => Some(id.as_slice()),
                        _ => None,
                    });
                    self.headers.push((index, ids.collect()));
                }
                Some(b"List") => {
                    attributes.list_numbering = one_of(b"ListNumbering", NUMBERINGS).or(attributes.list_numbering);
                }
                _ => {}
            }
        }
        attributes
    }

    /// Turns the identifiers of header cells into elements.
    fn resolve_headers(&mut self) {
        for (cell, ids) in std::mem::take(&mut self.headers) {
            let headers = ids.iter().filter_map(|id| self.ids.get(id).copied()).filter(|header| *header != cell);
            let headers = headers.filter(|header| self.structure.elements[*header].role == "TH").collect();
            self.structure.elements[cell].attributes.headers = headers;
        }
    }
}

/// Header cells of one cell.
const MAX_HEADERS: usize = 64;

const MAX_ROLE_STEPS: usize = 16;
const NUMBERINGS: &[&str] = &[
    "Circle",
    "Decimal",
    "Disc",
    "LowerAlpha",
    "LowerRoman",
    "None",
    "Ordered",
    "Square",
    "Unordered",
    "UpperAlpha",
    "UpperRoman",
];
