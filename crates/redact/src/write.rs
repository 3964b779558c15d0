//! The writer: a draft to bytes, a pure function of what the pages reach.
//!
//! Objects are numbered in the order in which a walk from the catalog meets
//! them, keys are written sorted, nothing that is not reached is written, and
//! the file identifier is a hash of the bytes before it. One cross-reference table,
//! one `%%EOF`, no earlier revision.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use flate2::{Compress, Compression, FlushCompress, Status};
use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::annot::{link, native::Form};
use crate::draft::{Draft, DraftPage};
use crate::error::Error;
use crate::geom::Rect;
use crate::limits::Limits;
use crate::metadata;
use crate::outline;
use crate::structure;

mod holder;

pub(crate) use holder::Stays;
use holder::{GivenUp, Holder};

/// Writes a draft.
pub fn write(draft: &Draft) -> Result<Vec<u8>, Error> {
    assemble(&mut Holder { draft: Cow::Borrowed(draft), stays: Stays::All }, &vec![true; draft.pages.len()])
}

/// Writes a draft in which only the wanted pages, by index, have content; the others are there and empty.
///
/// What does not stay is given up as it is written, so that its data are not held twice.
pub(crate) fn write_pages(draft: Draft, is_wanted: &[bool], stays: Stays) -> Result<(Vec<u8>, Draft), Error> {
    let mut holder = Holder { draft: Cow::Owned(draft), stays };
    let written = assemble(&mut holder, is_wanted)?;
    Ok((written, holder.draft.into_owned()))
}

fn assemble(holder: &mut Holder<'_>, is_wanted: &[bool]) -> Result<Vec<u8>, Error> {
    let mut made = BTreeMap::new();
    let (catalog, info) = skeleton(&holder.draft, is_wanted, &mut made);
    let layout = Layout::new(&holder.draft, &made, [catalog, info]);
    Limits::check(layout.order.len(), holder.draft.limits.objects, "objects")?;
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::with_capacity(layout.order.len());
    // A batch at a time, so that the output is not held twice.
    for batch in layout.order.chunks(BATCH) {
        let given_up: Vec<GivenUp> = batch
            .iter()
            .map(|number| match made.get(number) {
                Some(Made::Content(page)) => GivenUp { object: None, content: holder.take_content(*page) },
                _ => GivenUp { object: holder.take(*number), content: None },
            })
            .collect();
        let draft = &holder.draft;
        let bodies: Vec<Body<'_>> = batch
            .par_iter()
            .zip(&given_up)
            .map(|(number, given_up)| match (made.get(number), &given_up.object) {
                (Some(Made::Content(page)), _) => {
                    let kept = draft.pages.get(*page).map(|page| (&page.content, &page.raw));
                    let content = given_up.content.as_ref().map(|(content, raw)| (content, raw));
                    Body::content(content.or(kept), &layout.numbers)
                }
                (Some(Made::Object(object)), _) | (None, Some(object)) => Body::new(object, &layout.numbers),
                (None, None) => Body::new(draft.get((*number, 0)), &layout.numbers),
            })
            .collect();
        for body in bodies {
            offsets.push(out.len());
            out.extend_from_slice(format!("{} 0 obj\n", offsets.len()).as_bytes());
            body.append_to(&mut out);
            out.extend_from_slice(b"\nendobj\n");
        }
    }
    let start = out.len();
    if start > 9_999_999_999 {
        return Err(Error::over_limit("the output is too large for a cross-reference table"));
    }
    out.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
    for offset in &offsets {
        out.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let id: String = identifier(&out).iter().take(16).map(|byte| format!("{byte:02X}")).collect();
    let number = |object| layout.numbers.get(&object).copied().unwrap_or(0);
    let (size, info, catalog) = (offsets.len() + 1, number(info), number(catalog));
    out.extend_from_slice(
        format!(
            "trailer\n<</ID[<{id}><{id}>]/Info {info} 0 R/Root {catalog} 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n"
        )
        .as_bytes(),
    );
    Ok(out)
}

/// A hash of a file's bytes, to tell it from others; nothing is proved by it (ISO 32000-2, 14.4).
fn identifier(bytes: &[u8]) -> [u8; 32] {
    let mut lanes = LANES;
    let mut chunks = bytes.chunks_exact(32);
    for chunk in &mut chunks {
        for (lane, word) in lanes.iter_mut().zip(chunk.chunks_exact(8)) {
            let word = word.iter().rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
            *lane = (*lane ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
        }
    }
    let mut hash = Sha256::new();
    lanes.iter().for_each(|lane| hash.update(lane.to_le_bytes()));
    hash.update(chunks.remainder());
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.finalize().into()
}

/// An object that the draft does not have.
enum Made {
    Object(Object),
    /// The content of a page, by index.
    Content(usize),
}

/// Makes catalog, page tree, pages and what else the draft has no object for, under numbers above the draft's; the
/// numbers of catalog and information dictionary.
fn skeleton(draft: &Draft, is_wanted: &[bool], made: &mut BTreeMap<u32, Made>) -> (u32, u32) {
    let mut next = draft.objects.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
    let mut reserve = || {
        next = next.saturating_add(1);
        next - 1
    };
    let mut put = |number: u32, object: Object| _ = made.insert(number, Made::Object(object));
    let tree = reserve();
    let pages: Vec<u32> = draft.pages.iter().map(|_| reserve()).collect();
    let mut links = BTreeMap::new();
    for (index, page) in draft.pages.iter().enumerate() {
        let fields = page.widgets.iter().filter_map(|widget| widget.link);
        for link in page.annotations.iter().filter_map(structure::link_number).chain(fields) {
            links.insert(link, (reserve(), index));
        }
    }
    let structure =
        draft.structure.as_ref().map(|structure| structure::write(structure, &pages, &links, &mut reserve, &mut put));
    let mut contents = Vec::with_capacity(pages.len());
    let mut form = Form::default();
    for (index, page) in draft.pages.iter().enumerate() {
        let content = reserve();
        let is_wanted = is_wanted.get(index).copied().unwrap_or(false);
        contents.extend(is_wanted.then_some((content, index)));
        let mut annotations = Vec::with_capacity(page.annotations.len() + page.widgets.len());
        for annotation in &page.annotations {
            let number = structure::link_number(annotation).and_then(|link| Some((link, links.get(&link)?.0)));
            let key = number.and_then(|(link, _)| structure.as_ref()?.links.get(&link));
            let annotation = linked(annotation, &pages, key);
            annotations.push(match number {
                Some((_, number)) => {
                    put(number, annotation.into());
                    Object::Reference((number, 0))
                }
                None => annotation.into(),
            });
        }
        for shown in page.widgets.iter().filter(|_| is_wanted) {
            let link = shown.link.and_then(|link| Some((links.get(&link)?.0, structure.as_ref()?.links.get(&link))));
            let number = link.map_or_else(&mut reserve, |(number, _)| number);
            annotations.push(Object::Reference((number, 0)));
            let mut annotation = form.add(shown, number, &mut reserve);
            if let Some(key) = link.and_then(|(_, key)| key) {
                annotation.set("StructParent", *key);
            }
            put(number, annotation.into());
        }
        let mut dictionary = page_object(page, tree, is_wanted.then_some(content));
        if !annotations.is_empty() {
            dictionary.set("Annots", annotations);
        }
        if let Some(structure) = &structure {
            if let Some(key) = structure.pages.get(&index) {
                dictionary.set("StructParents", *key);
            }
            dictionary.set("Tabs", "S");
        }
        put(pages[index], dictionary.into());
    }
    let kids: Vec<Object> = pages.iter().map(|page| Object::Reference((*page, 0))).collect();
    let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
    put(tree, dictionary! { "Type" => "Pages", "Count" => count, "Kids" => kids }.into());
    let metadata = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        metadata::xmp(draft.title.as_deref(), draft.language.as_deref(), draft.is_accessible()),
    );
    let metadata_number = reserve();
    put(metadata_number, metadata.into());
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => Object::Reference((tree, 0)),
        "Metadata" => Object::Reference((metadata_number, 0)),
    };
    if let Some(outline) = outline::write(&draft.bookmarks, &pages, &mut reserve, &mut put) {
        catalog.set("Outlines", Object::Reference((outline, 0)));
        if draft.bookmarks.first().is_some_and(|first| first.title == outline::LEGEND) {
            catalog.set("PageMode", "UseOutlines");
        }
    }
    if let Some(structure) = structure {
        catalog.set("StructTreeRoot", Object::Reference((structure.root, 0)));
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
    }
    if let Some(form) = form.finish(&mut put) {
        catalog.set("AcroForm", form);
    }
    if let Some(language) = &draft.language {
        catalog.set("Lang", text_string(language));
    }
    let mut info = dictionary! { "Producer" => text_string(metadata::PRODUCER) };
    if let Some(title) = &draft.title {
        info.set("Title", text_string(title));
        catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    }
    let roots = (reserve(), reserve());
    put(roots.0, catalog.into());
    put(roots.1, info.into());
    made.extend(contents.into_iter().map(|(number, page)| (number, Made::Content(page))));
    roots
}

/// The numbers of the objects that can be reached, in output order, and the output number of each.
struct Layout {
    order: Vec<u32>,
    numbers: BTreeMap<u32, u32>,
}

impl Layout {
    fn new(draft: &Draft, made: &BTreeMap<u32, Made>, roots: [u32; 2]) -> Self {
        let mut layout = Self { order: Vec::new(), numbers: BTreeMap::new() };
        let mut seen: BTreeSet<u32> = roots.into();
        let mut queue: VecDeque<u32> = roots.into();
        while let Some(number) = queue.pop_front() {
            let object = match made.get(&number) {
                Some(Made::Object(object)) => Some(object),
                Some(Made::Content(_)) => None,
                None => Some(draft.get((number, 0))),
            };
            if let Some(object) = object {
                references(object, &mut |(target, _)| {
                    if seen.insert(target) {
                        queue.push_back(target);
                    }
                });
            }
            layout.order.push(number);
            layout.numbers.insert(number, u32::try_from(layout.order.len()).unwrap_or(u32::MAX));
        }
        layout
    }
}

/// A page's dictionary; without contents it shows nothing and refers to nothing.
fn page_object(page: &DraftPage, tree: u32, contents: Option<u32>) -> Dictionary {
    let mut dictionary = dictionary! {
        "Type" => "Page",
        "Parent" => Object::Reference((tree, 0)),
        "MediaBox" => rectangle(page.media_box),
        "Resources" => contents.map_or_else(Dictionary::new, |_| page.resources.clone()),
    };
    if let Some(contents) = contents {
        dictionary.set("Contents", Object::Reference((contents, 0)));
    }
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
    dictionary
}

/// A link as it is written: its page as a reference, its key in the parent tree.
fn linked(annotation: &Dictionary, pages: &[u32], key: Option<&i64>) -> Dictionary {
    let mut written = annotation.clone();
    written.remove(link::CANDIDATE.as_bytes());
    match key {
        Some(key) => written.set("StructParent", *key),
        None => _ = written.remove(b"StructParent"),
    }
    if let Ok(Object::Integer(page)) = annotation.get(b"Dest") {
        let page = usize::try_from(*page).ok().and_then(|page| pages.get(page));
        match page {
            Some(page) => written.set("Dest", vec![Object::Reference((*page, 0)), "Fit".into()]),
            None => _ = written.remove(b"Dest"),
        }
    }
    written
}

/// The entries of a dictionary as they are written: keys sorted, optional content stubs and values that mean nothing
/// left out.
fn entries(dictionary: &Dictionary) -> Vec<(&Vec<u8>, &Object)> {
    let mut entries: Vec<_> = dictionary
        .iter()
        .filter(|(key, value)| *key != b"Properties" && *key != b"Length" && !matches!(value, Object::Null))
        .collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries
}

fn references(object: &Object, found: &mut dyn FnMut(ObjectId)) {
    match object {
        Object::Reference(id) => found(*id),
        Object::Array(elements) => elements.iter().for_each(|element| references(element, found)),
        Object::Dictionary(dictionary) => entries(dictionary).iter().for_each(|(_, value)| references(value, found)),
        Object::Stream(stream) => entries(&stream.dict).iter().for_each(|(_, value)| references(value, found)),
        _ => {}
    }
}

/// An object serialised; data that are not coded again are only pointed to.
struct Body<'o> {
    head: Vec<u8>,
    data: Option<Cow<'o, [u8]>>,
}

impl<'o> Body<'o> {
    fn new(object: &'o Object, numbers: &BTreeMap<u32, u32>) -> Self {
        if let Object::Stream(stream) = object {
            return Self::stream(&stream.dict, &stream.content, numbers);
        }
        let mut head = Vec::new();
        write_object(object, numbers, &mut head);
        Self { head, data: None }
    }

    /// A page's content, plain and encoded.
    fn content(content: Option<(&'o Vec<u8>, &'o Option<Vec<u8>>)>, numbers: &BTreeMap<u32, u32>) -> Self {
        match content {
            Some((_, Some(raw))) => Self::stream(&dictionary! { "Filter" => "FlateDecode" }, raw, numbers),
            Some((plain, None)) => Self::stream(&Dictionary::new(), plain, numbers),
            None => Self::stream(&Dictionary::new(), &[], numbers),
        }
    }

    fn stream(keys: &Dictionary, content: &'o [u8], numbers: &BTreeMap<u32, u32>) -> Self {
        let is_metadata = keys.has_type(b"Metadata");
        let deflated = if keys.has(b"Filter") || is_metadata { None } else { deflated(content) };
        let mut own: Vec<(&[u8], Object)> = Vec::new();
        if deflated.is_some() {
            own.push((b"Filter", "FlateDecode".into()));
        }
        let data = deflated.map_or(Cow::Borrowed(content), Cow::Owned);
        own.push((b"Length", i64::try_from(data.len()).unwrap_or(i64::MAX).into()));
        let mut head = Vec::new();
        let mut all: Vec<(&[u8], &Object)> = entries(keys).into_iter().map(|(key, value)| (&**key, value)).collect();
        all.extend(own.iter().map(|(key, value)| (*key, value)));
        write_entries(&all, numbers, &mut head);
        head.extend_from_slice(b"\nstream\n");
        Self { head, data: Some(data) }
    }

    fn append_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.head);
        if let Some(data) = &self.data {
            out.extend_from_slice(data);
            out.extend_from_slice(b"\nendstream");
        }
    }
}

/// `data` as a zlib stream, if that is shorter.
pub(crate) fn deflated(data: &[u8]) -> Option<Vec<u8>> {
    // Searching longer for what repeats gains next to nothing on the numbers of a large drawing.
    let deflater = if data.len() > LARGE_CONTENT { &LIGHT_DEFLATER } else { &DEFLATER };
    deflater.with_borrow_mut(|deflater| {
        deflater.reset();
        // More than this is not wanted.
        let mut deflated = Vec::with_capacity(data.len().saturating_sub(GAIN + 1));
        let status = deflater.compress_vec(data, &mut deflated, FlushCompress::Finish);
        deflated.shrink_to_fit();
        matches!(status, Ok(Status::StreamEnd)).then_some(deflated)
    })
}

thread_local! {
    static DEFLATER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(6), true));
    static LIGHT_DEFLATER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(4), true));
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
            let entries: Vec<(&[u8], &Object)> =
                entries(dictionary).into_iter().map(|(key, value)| (&**key, value)).collect();
            write_entries(&entries, numbers, out);
        }
    }
}

fn write_entries(entries: &[(&[u8], &Object)], numbers: &BTreeMap<u32, u32>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<<");
    for (key, value) in entries {
        write_name(key, out);
        if !matches!(value, Object::Name(_) | Object::Array(_) | Object::Dictionary(_) | Object::String(..)) {
            out.push(b' ');
        }
        write_object(value, numbers, out);
    }
    out.extend_from_slice(b">>");
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

/// What the lanes of an identifier begin with.
const LANES: [u64; 4] = [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89];
/// Objects serialised side by side before they are put behind each other.
const BATCH: usize = 16;
/// What deflating has to save.
const GAIN: usize = 20;
/// Content from this many bytes on is deflated at a lower level.
const LARGE_CONTENT: usize = 128 << 10;
