//! Resources that a form or pattern lacks, taken from what it is drawn in.
//!
//! The standard asks every content stream for resources of its own (ISO 32000-2, 7.8.3). Most readers look further
//! where one lacks something: in the form around it, and at last in the page. What is shown by way of that has to be
//! known like everything else, so the copy has it among its own.

use std::collections::BTreeSet;
use std::rc::Rc;

use lopdf::{Dictionary, Object};

use crate::draft::as_dictionary;
use crate::load::Source;

/// Resources in the input, and those around them.
#[derive(Debug)]
pub(super) struct Outer {
    resources: Object,
    around: Option<Rc<Outer>>,
    depth: usize,
}

impl Outer {
    /// A page's.
    pub(super) fn page(resources: &Object) -> Rc<Self> {
        Rc::new(Self { resources: resources.clone(), around: None, depth: 0 })
    }

    /// Those of a stream within others; at some depth nobody looks any further.
    pub(super) fn within(around: Option<Rc<Self>>, resources: &Object) -> Rc<Self> {
        let depth = around.as_ref().map_or(0, |around| around.depth + 1);
        let around = around.filter(|_| depth < MAX_DEPTH);
        let depth = if around.is_some() { depth } else { 0 };
        Rc::new(Self { resources: resources.clone(), around, depth })
    }
}

/// What `mentioned` names and `own` lacks, from the nearest of `outer` that has it.
pub(super) fn lacking(
    source: &Source,
    outer: Option<&Outer>,
    own: &Dictionary,
    mentioned: &BTreeSet<Vec<u8>>,
) -> Dictionary {
    let mut found = Dictionary::new();
    let mut next = outer;
    while let Some(outer) = next {
        add_lacking(source, &outer.resources, own, mentioned, &mut found);
        next = outer.around.as_deref();
    }
    found
}

/// Adds what `mentioned` names, and neither `own` nor `found` has, from one place.
pub(super) fn add_lacking(
    source: &Source,
    resources: &Object,
    own: &Dictionary,
    mentioned: &BTreeSet<Vec<u8>>,
    found: &mut Dictionary,
) {
    for (category, entries) in as_dictionary(source.resolve(resources)).into_iter().flatten() {
        let Some(entries) = as_dictionary(source.resolve(entries)) else { continue };
        let namesakes = source.dictionary(own, category);
        for name in mentioned.iter().filter(|name| namesakes.is_none_or(|namesakes| !namesakes.has(name))) {
            let Ok(value) = entries.get(name) else { continue };
            if !found.has(category) {
                found.set(category.clone(), Dictionary::new());
            }
            if let Ok(Object::Dictionary(lent)) = found.get_mut(category)
                && !lent.has(name)
            {
                lent.set(name.clone(), value.clone());
            }
        }
    }
}

/// Adds what is lent to the resources among a stream's keys.
pub(super) fn add(keys: &mut Dictionary, lent: Dictionary) {
    let mut resources = match keys.remove(b"Resources") {
        Some(Object::Dictionary(resources)) => resources,
        _ => Dictionary::new(),
    };
    for (category, entries) in lent {
        match (resources.get_mut(&category), entries) {
            (Ok(Object::Dictionary(own)), Object::Dictionary(entries)) => own.extend(&entries),
            (_, entries) => resources.set(category, entries),
        }
    }
    keys.set("Resources", resources);
}

/// Pages beyond these lend nothing to a font that many pages share.
pub(super) const MAX_LENDERS: usize = 1000;
/// Forms in forms beyond this many look no further out.
const MAX_DEPTH: usize = 16;
