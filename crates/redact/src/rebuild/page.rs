//! One page copied: boxes, resources, content.

use lopdf::{Dictionary, Object};

use super::copier::Copier;
use super::stream::is_bare_flate;
use crate::allow;
use crate::annot;
use crate::decode;
use crate::draft::DraftPage;
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::page_tree::SourcePage;

/// Copies a page; what its resources refer to is queued.
pub(crate) fn rebuild(copier: &mut Copier<'_>, page: &SourcePage, number: u32) -> Result<DraftPage, Error> {
    copier.page_resources = page.resources.clone();
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

/// The decoded content streams joined (7.8.2), and the encoded one if it can stand for them.
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
        && is_bare_flate(&source.filters(stream)?)
        && let Some(content) = decode::inflate_exactly(&stream.content, &source.limits)
    {
        copier.charge(content.len())?;
        return Ok((content, Some(stream.content.clone())));
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
                return Err(Error::password("the document is encrypted in a way that is not fully understood"));
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

fn into_dictionary(object: Option<Object>) -> Option<Dictionary> {
    match object {
        Some(Object::Dictionary(dictionary)) => Some(dictionary),
        _ => None,
    }
}
