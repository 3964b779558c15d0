//! Every object that the second reader can reach from the trailer.

use std::collections::BTreeMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Null, Object, ObjectIdentifier};

/// The reachable objects of a file, by number.
pub(crate) struct Census<'a> {
    objects: BTreeMap<u32, Object<'a>>,
}

/// One value met in the census.
pub(crate) struct Met<'m, 'a> {
    /// The indirect object it stands in.
    pub(crate) object: u32,
    /// The key it is the value of; arrays pass on the key of the array.
    pub(crate) key: &'m [u8],
    /// The key of the dictionary it stands in.
    pub(crate) parent: &'m [u8],
    /// The value, references already followed or left out.
    pub(crate) value: &'m Object<'a>,
}

impl<'a> Census<'a> {
    /// Walks the file from its catalog, and from `extra` object numbers.
    pub(crate) fn new(pdf: &'a Pdf, extra: &[u32]) -> Self {
        let mut waiting: Vec<u32> = extra.to_vec();
        waiting.push(pdf.xref().root_id().obj_number);
        let mut objects = BTreeMap::new();
        while let Some(number) = waiting.pop() {
            if objects.contains_key(&number) {
                continue;
            }
            if let Some(object) = pdf.xref().get::<Object<'_>>(ObjectIdentifier::new(number, 0)) {
                each_reference(&object, &mut |number| waiting.push(number));
                objects.insert(number, object);
            }
        }
        Self { objects }
    }

    /// The numbers of the reachable objects, ascending.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.objects.keys().copied()
    }

    /// The reachable indirect objects.
    pub(crate) fn objects(&self) -> impl Iterator<Item = (u32, &Object<'a>)> + '_ {
        self.objects.iter().map(|(number, object)| (*number, object))
    }

    /// Calls `visit` with each value: indirect objects with an empty key, and
    /// all that is nested in them.
    pub(crate) fn each(&self, visit: &mut dyn FnMut(Met<'_, 'a>)) {
        for (number, object) in &self.objects {
            visit_value(*number, b"", b"", object, 0, visit);
        }
    }
}

fn visit_value<'a>(
    object: u32,
    key: &[u8],
    parent: &[u8],
    value: &Object<'a>,
    depth: usize,
    visit: &mut dyn FnMut(Met<'_, 'a>),
) {
    visit(Met { object, key, parent, value });
    if depth >= MAX_DEPTH {
        return;
    }
    match value {
        Object::Dict(dict) => visit_dict(object, key, dict, depth, visit),
        Object::Stream(stream) => visit_dict(object, key, stream.dict(), depth, visit),
        Object::Array(array) => each_item(array, &mut |item| {
            visit_value(object, key, parent, &item, depth + 1, visit);
        }),
        _ => {}
    }
}

fn visit_dict<'a>(object: u32, parent: &[u8], dict: &Dict<'a>, depth: usize, visit: &mut dyn FnMut(Met<'_, 'a>)) {
    for (key, value) in dict.entries() {
        match value {
            MaybeRef::NotRef(value) => visit_value(object, key.as_ref(), parent, &value, depth + 1, visit),
            MaybeRef::Ref(_) => visit(Met { object, key: key.as_ref(), parent, value: &Object::Null(NULL) }),
        }
    }
}

fn each_item<'a>(array: &Array<'a>, visit: &mut dyn FnMut(Object<'a>)) {
    for item in array.raw_iter() {
        if let MaybeRef::NotRef(item) = item {
            visit(item);
        }
    }
}

/// Calls `found` with each object number that `root` refers to.
fn each_reference(root: &Object<'_>, found: &mut dyn FnMut(u32)) {
    let mut waiting = vec![root.clone()];
    while let Some(object) = waiting.pop() {
        let mut take = |value: MaybeRef<Object<'_>>| match value {
            MaybeRef::Ref(reference) => found(reference.obj_number),
            MaybeRef::NotRef(_) => {}
        };
        match &object {
            Object::Dict(dict) => dict.entries().for_each(|(_, value)| take(value)),
            Object::Stream(stream) => stream.dict().entries().for_each(|(_, value)| take(value)),
            Object::Array(array) => array.raw_iter().for_each(take),
            _ => {}
        }
        match object {
            Object::Dict(dict) => waiting.extend(dict.entries().filter_map(|(_, value)| nested(value))),
            Object::Stream(stream) => waiting.extend(stream.dict().entries().filter_map(|(_, value)| nested(value))),
            Object::Array(array) => waiting.extend(array.raw_iter().filter_map(nested)),
            _ => {}
        }
    }
}

fn nested(value: MaybeRef<Object<'_>>) -> Option<Object<'_>> {
    match value {
        MaybeRef::NotRef(value @ (Object::Dict(_) | Object::Array(_))) => Some(value),
        _ => None,
    }
}

/// What stands for a reference where the thing referred to is visited by itself.
const NULL: Null = Null;
/// Direct objects nested deeper than this were not written by us.
const MAX_DEPTH: usize = 64;
