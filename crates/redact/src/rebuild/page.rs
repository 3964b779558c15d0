//! One page copied: boxes, resources, content.

use lopdf::{Dictionary, Object, Stream};

use super::copier::Copier;
use super::stream::is_bare_flate;
use crate::allow;
use crate::annot;
use crate::decode;
use crate::draft::DraftPage;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::load::Source;
use crate::page_tree::SourcePage;

/// Copies a page; what its resources refer to is queued. `single` is its content, if that is just one stream.
pub(crate) fn rebuild(
    copier: &mut Copier<'_>,
    page: &SourcePage,
    number: u32,
    single: Option<Single>,
) -> Result<DraftPage, Error> {
    copier.start_page(&page.resources);
    let resources = copier.value(&allow::PAGE_RESOURCES, &page.resources, 0)?;
    let group = match page.dictionary.get(b"Group") {
        Ok(group) => copier.value(&allow::PAGE_GROUP, group, 0)?,
        Err(_) => None,
    };
    let (content, raw) = match single {
        Some(Single { raw, content, length }) => {
            copier.charge(length)?;
            (copier.at_hand(content), Some(raw))
        }
        None => (joined(copier, &page.dictionary, number)?, None),
    };
    let mut draft_page = DraftPage {
        number,
        source_id: page.id,
        media_box: page.geometry.media_box,
        crop_box: page.geometry.crop_box,
        rotate: page.geometry.rotation,
        user_unit: page.geometry.user_unit,
        resources: into_dictionary(resources).unwrap_or_default(),
        content,
        raw,
        group: into_dictionary(group),
        annotations: Vec::new(),
        widgets: Vec::new(),
    };
    annot::place(copier, page, &mut draft_page)?;
    Ok(draft_page)
}

/// A page's content that is exactly one Flate stream: encoded, decoded if it may be kept so, and its length decoded.
pub(crate) struct Single {
    raw: Vec<u8>,
    content: Vec<u8>,
    length: usize,
}

/// The content of a page, if it is exactly one Flate stream. This changes nothing, so that pages can be read side by side.
pub(crate) fn single(source: &Source, page: &SourcePage, is_kept: bool) -> Result<Option<Single>, Error> {
    let [stream] = streams(source, &page.dictionary)[..] else { return Ok(None) };
    let Some(raw) = single_flate(source, stream)? else { return Ok(None) };
    Ok(decode::inflated(&raw, &source.limits).map(|plain| {
        let content = if is_kept { plain.to_vec() } else { Vec::new() };
        Single { content, length: plain.len(), raw }
    }))
}

fn streams<'s>(source: &'s Source, page: &'s Dictionary) -> Vec<&'s Stream> {
    let parts: Vec<&Object> = match source.value(page, b"Contents") {
        Object::Array(parts) => parts.iter().map(|part| source.resolve(part)).collect(),
        single => vec![single],
    };
    let stream = |part: &'s Object| match part {
        Object::Stream(stream) => Some(stream),
        _ => None,
    };
    parts.into_iter().filter_map(stream).collect()
}

/// All content streams decoded and joined (7.8.2).
fn joined(copier: &mut Copier<'_>, page: &Dictionary, number: u32) -> Result<Vec<u8>, Error> {
    let source = copier.source;
    let mut joined = Vec::new();
    for stream in streams(source, page) {
        match source.decode(stream).and_then(decode::Decoded::into_plain) {
            Ok(part) => {
                copier.charge(part.len())?;
                if !joined.is_empty() {
                    joined.push(b'\n');
                }
                joined.extend_from_slice(&part);
            }
            Err(error) if error.is_over_limit() => return Err(error),
            // Decrypted with the wrong key or in the wrong way, everything looks like damage.
            Err(_) if source.was_encrypted => {
                return Err(Error::password(
                    "the document is encrypted in a way that is not fully understood; take the encryption off with another program",
                ));
            }
            Err(_) => copier.draft.findings.push(
                Finding::new(
                    Severity::Review,
                    "unreadable-content",
                    "a content stream cannot be decoded and is left out; compare the page with the original",
                )
                .on_page(number),
            ),
        }
        if joined.len() > source.limits.stream_bytes {
            return Err(Error::over_limit(format!("page content of more than {} bytes", source.limits.stream_bytes)));
        }
    }
    Ok(joined)
}

/// The data of a stream as one Flate filter leaves them, filters that only make them printable undone.
fn single_flate(source: &Source, stream: &Stream) -> Result<Option<Vec<u8>>, Error> {
    let chain = source.filters(stream)?;
    let Some((_, printable)) = chain.split_last().filter(|(last, _)| is_bare_flate(std::slice::from_ref(*last))) else {
        return Ok(None);
    };
    if printable.is_empty() {
        return Ok(Some(stream.content.clone()));
    }
    let is_printable =
        printable.iter().all(|(name, _)| matches!(name.as_slice(), b"ASCII85Decode" | b"ASCIIHexDecode"));
    let undone = || decode::decode_data(&stream.content, printable, &source.limits)?.into_plain();
    // What cannot be undone here is looked at again, and reported, with all that the page has.
    Ok(if is_printable { undone().ok() } else { None })
}

fn into_dictionary(object: Option<Object>) -> Option<Dictionary> {
    match object {
        Some(Object::Dictionary(dictionary)) => Some(dictionary),
        _ => None,
    }
}
