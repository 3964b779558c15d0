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

/// Copies a page; what its resources refer to is queued.
pub(crate) fn rebuild(copier: &mut Copier<'_>, page: &SourcePage, number: u32) -> Result<DraftPage, Error> {
    copier.start_page(&page.resources);
    let resources = copier.value(&allow::PAGE_RESOURCES, &page.resources, 0)?;
    let group = match page.dictionary.get(b"Group") {
        Ok(group) => copier.value(&allow::PAGE_GROUP, group, 0)?,
        Err(_) => None,
    };
    let (content, raw) = content(copier, &page.dictionary, number)?;
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

/// The encoded content stream where it is just one, else all of them decoded and joined (7.8.2).
fn content(copier: &mut Copier<'_>, page: &Dictionary, number: u32) -> Result<(Vec<u8>, Option<Vec<u8>>), Error> {
    let source = copier.source;
    let parts: Vec<&Object> = match source.value(page, b"Contents") {
        Object::Array(parts) => parts.iter().map(|part| source.resolve(part)).collect(),
        single => vec![single],
    };
    let streams: Vec<_> = parts
        .into_iter()
        .filter_map(|part| match part {
            Object::Stream(stream) => Some(stream),
            _ => None,
        })
        .collect();
    if let [stream] = streams[..]
        && let Some(raw) = single_flate(source, stream)?
        && let Some(content) = decode::inflated(&raw, &source.limits)
    {
        copier.charge(content.len())?;
        return Ok((copier.at_hand(&content), Some(raw)));
    }
    let mut joined = Vec::new();
    for stream in streams {
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
    Ok((joined, None))
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
