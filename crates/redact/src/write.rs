//! The writer: a draft to bytes, a pure function of what the pages reach.
//!
//! Objects are numbered in the order in which a walk from the catalog meets
//! them, keys are written sorted, nothing that is not reached is written, and
//! the file identifier is a hash of the bytes before it. One cross-reference table,
//! one `%%EOF`, no earlier revision.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::draft::{Draft, DraftPage};
use crate::error::Error;
use crate::geom::Rect;
use crate::limits::Limits;
use crate::metadata;
use crate::structure;

/// Writes a draft.
pub fn write(draft: &Draft) -> Result<Vec<u8>, Error> {
    let mut layout = Layout::default();
    let catalog = layout.arrange(draft);
    Limits::check(layout.objects.len(), draft.limits.objects, "objects")?;
    let bodies: Vec<Vec<u8>> = layout.objects.par_iter().map(|object| serialised(object, &layout.numbers)).collect();
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::with_capacity(bodies.len());
    for (index, body) in bodies.into_iter().enumerate() {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        out.extend_from_slice(&body);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    if start > 9_999_999_999 {
        return Err(Error::over_limit("the output is too large for a cross-reference table"));
    }
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
    for offset in &offsets {
        out.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let digest = Sha256::digest(&out);
    let id: String = digest.iter().take(16).map(|byte| format!("{byte:02X}")).collect();
    let (size, info) = (offsets.len() + 1, layout.info);
    out.extend_from_slice(
        format!(
            "trailer\n<</ID[<{id}><{id}>]/Info {info} 0 R/Root {catalog} 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n"
        )
        .as_bytes(),
    );
    Ok(out)
}

/// Objects in output order. References inside them are still draft numbers until serialised.
#[derive(Default)]
struct Layout {
    objects: Vec<Object>,
    /// Output number of each draft number; structural objects have draft numbers above all real ones.
    numbers: BTreeMap<u32, u32>,
    info: u32,
}

impl Layout {
    /// Lays out catalog, page tree, pages and all they reach; gives the catalog's number.
    fn arrange(&mut self, draft: &Draft) -> u32 {
        let mut next = draft.objects.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        let mut virtual_objects: BTreeMap<u32, Object> = BTreeMap::new();
        let mut reserve = || {
            next = next.saturating_add(1);
            next - 1
        };
        let tree = reserve();
        let pages: Vec<u32> = draft.pages.iter().map(|_| reserve()).collect();
        let structure = draft.structure.as_ref().map(|structure| {
            let mut fill = |number, object| _ = virtual_objects.insert(number, object);
            structure::write(structure, &pages, &mut reserve, &mut fill)
        });
        for (index, page) in draft.pages.iter().enumerate() {
            let contents = reserve();
            virtual_objects.insert(contents, content_stream(page));
            let mut dictionary = page_object(page, tree, contents);
            if let Some(key) = structure.as_ref().and_then(|(_, keys)| keys.get(&index)) {
                dictionary.set("StructParents", *key);
                dictionary.set("Tabs", "S");
            }
            virtual_objects.insert(pages[index], dictionary.into());
        }
        let kids: Vec<Object> = pages.iter().map(|page| Object::Reference((*page, 0))).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        virtual_objects.insert(tree, dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids }.into());
        let metadata = Stream::new(
            dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
            metadata::xmp(draft.title.as_deref(), draft.language.as_deref()),
        );
        let metadata_number = reserve();
        virtual_objects.insert(metadata_number, metadata.into());
        let mut catalog = dictionary! {
            "Type" => "Catalog",
            "Pages" => Object::Reference((tree, 0)),
            "Metadata" => Object::Reference((metadata_number, 0)),
        };
        if let Some((root, _)) = structure {
            catalog.set("StructTreeRoot", Object::Reference((root, 0)));
            catalog.set("MarkInfo", dictionary! { "Marked" => true });
        }
        if let Some(language) = &draft.language {
            catalog.set("Lang", text_string(language));
        }
        let mut info = dictionary! { "Producer" => text_string(metadata::PRODUCER) };
        if let Some(title) = &draft.title {
            info.set("Title", text_string(title));
            catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        }
        let roots = [reserve(), reserve()];
        virtual_objects.insert(roots[0], catalog.into());
        virtual_objects.insert(roots[1], info.into());
        self.walk(draft, &mut virtual_objects, roots);
        self.info = self.numbers.get(&roots[1]).copied().unwrap_or(0);
        self.numbers.get(&roots[0]).copied().unwrap_or(0)
    }

    fn walk(&mut self, draft: &Draft, virtual_objects: &mut BTreeMap<u32, Object>, roots: [u32; 2]) {
        let mut seen: BTreeSet<u32> = roots.into();
        let mut queue: VecDeque<u32> = roots.into();
        while let Some(number) = queue.pop_front() {
            let object = match virtual_objects.remove(&number) {
                Some(object) => object,
                None => draft.get((number, 0)).clone(),
            };
            let object = canonical(object);
            references(&object, &mut |(target, _)| {
                if seen.insert(target) {
                    queue.push_back(target);
                }
            });
            self.objects.push(object);
            self.numbers.insert(number, u32::try_from(self.objects.len()).unwrap_or(u32::MAX));
        }
    }
}

fn page_object(page: &DraftPage, tree: u32, contents: u32) -> Dictionary {
    let mut dictionary = dictionary! {
        "Type" => "Page",
        "Parent" => Object::Reference((tree, 0)),
        "MediaBox" => rectangle(page.media_box),
        "Resources" => page.resources.clone(),
        "Contents" => Object::Reference((contents, 0)),
    };
    if page.crop_box != page.media_box {
        dictionary.set("CropBox", rectangle(page.crop_box));
    }
    if page.rotate.degrees() != 0 {
        dictionary.set("Rotate", page.rotate.degrees());
    }
    if page.user_unit != 1.0 {
        dictionary.set("UserUnit", real(page.user_unit));
    }
    if let Some(group) = &page.group {
        dictionary.set("Group", group.clone());
    }
    if !page.annotations.is_empty() {
        let annotations = page.annotations.iter().cloned().map(Object::Dictionary).collect::<Vec<_>>();
        dictionary.set("Annots", annotations);
    }
    dictionary
}

fn content_stream(page: &DraftPage) -> Object {
    match &page.raw {
        Some(raw) => Stream::new(dictionary! { "Filter" => "FlateDecode" }, raw.clone()).into(),
        None => Stream::new(Dictionary::new(), page.content.clone()).into(),
    }
}

/// Keys sorted, optional content stubs gone, values that mean nothing gone.
fn canonical(object: Object) -> Object {
    match object {
        Object::Array(elements) => Object::Array(elements.into_iter().map(canonical).collect()),
        Object::Dictionary(dictionary) => Object::Dictionary(canonical_dictionary(dictionary)),
        Object::Stream(mut stream) => {
            stream.dict = canonical_dictionary(stream.dict);
            Object::Stream(stream)
        }
        other => other,
    }
}

fn canonical_dictionary(dictionary: Dictionary) -> Dictionary {
    let sorted: BTreeMap<Vec<u8>, Object> = dictionary.into_iter().collect();
    sorted
        .into_iter()
        .filter(|(key, value)| key != b"Properties" && key != b"Length" && !matches!(value, Object::Null))
        .map(|(key, value)| (key, canonical(value)))
        .collect()
}

fn references(object: &Object, found: &mut dyn FnMut(ObjectId)) {
    match object {
        Object::Reference(id) => found(*id),
        Object::Array(elements) => elements.iter().for_each(|element| references(element, found)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| references(value, found)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| references(value, found)),
        _ => {}
    }
}

fn serialised(object: &Object, numbers: &BTreeMap<u32, u32>) -> Vec<u8> {
    let mut out = Vec::new();
    match object {
        Object::Stream(stream) => {
            let is_metadata = stream.dict.has_type(b"Metadata");
            let deflated = if stream.dict.has(b"Filter") || is_metadata { None } else { deflated(&stream.content) };
            let mut dictionary = stream.dict.clone();
            if deflated.is_some() {
                dictionary.set("Filter", "FlateDecode");
            }
            let data = deflated.as_deref().unwrap_or(&stream.content);
            dictionary.set("Length", i64::try_from(data.len()).unwrap_or(i64::MAX));
            write_object(&Object::Dictionary(dictionary), numbers, &mut out);
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(data);
            out.extend_from_slice(b"\nendstream");
        }
        other => write_object(other, numbers, &mut out),
    }
    out
}

/// `data` as a zlib stream, if that is shorter.
fn deflated(data: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(data).ok()?;
    encoder.finish().ok().filter(|deflated| deflated.len() + 20 < data.len())
}

fn write_object(object: &Object, numbers: &BTreeMap<u32, u32>, out: &mut Vec<u8>) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => write_real(*value, out),
        Object::Name(name) => write_name(name, out),
        Object::String(text, format) => write_string(text, *format, out),
        Object::Reference((number, _)) => match numbers.get(number) {
            Some(number) => out.extend_from_slice(format!("{number} 0 R").as_bytes()),
            None => out.extend_from_slice(b"null"),
        },
        Object::Array(elements) => {
            out.push(b'[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                write_object(element, numbers, out);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => {
            out.extend_from_slice(b"<<");
            for (key, value) in dictionary {
                write_name(key, out);
                if !matches!(value, Object::Name(_) | Object::Array(_) | Object::Dictionary(_) | Object::String(..)) {
                    out.push(b' ');
                }
                write_object(value, numbers, out);
            }
            out.extend_from_slice(b">>");
        }
    }
}

fn write_real(value: f32, out: &mut Vec<u8>) {
    // PDF knows no exponents and no infinities (7.3.3).
    let value = if value.is_finite() { value } else { 0.0 };
    out.extend_from_slice(if value == 0.0 { "0".to_owned() } else { value.to_string() }.as_bytes());
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn write_string(text: &[u8], format: StringFormat, out: &mut Vec<u8>) {
    let is_plain = text.iter().all(|byte| (b' '..=b'~').contains(byte) && !b"()\\".contains(byte));
    if is_plain && format == StringFormat::Literal {
        out.push(b'(');
        out.extend_from_slice(text);
        out.push(b')');
    } else {
        out.push(b'<');
        text.iter().for_each(|byte| out.extend_from_slice(format!("{byte:02X}").as_bytes()));
        out.push(b'>');
    }
}

fn rectangle(rect: Rect) -> Vec<Object> {
    [rect.x0, rect.y0, rect.x1, rect.y1].map(real).to_vec()
}

/// A number as an integer where it is one, so that it is written shortest.
pub(crate) fn real(value: f64) -> Object {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be a small whole number; PDF reals are 32 bit here"
    )]
    if value.fract() == 0.0 && value.abs() < 1e9 { Object::Integer(value as i64) } else { Object::Real(value as f32) }
}

/// A text string object (7.9.2.2): ASCII as it is, anything else as UTF-16BE.
pub(crate) fn text_string(text: &str) -> Object {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}
