//! `/{authority}/d/{reference}/{file}`: an attachment, the manifest of one, or a twin of the answer itself.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use candour_casework::{Attachment, Digest};
use futures_util::{StreamExt, stream};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::disclosure::published;
use super::{address_of, authority_at, reading, twin};
use crate::conditional::Seen;
use crate::error::AppError;
use crate::public::attachment;
use crate::range::Part;
use crate::site_address::SiteAddress;
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /{authority}/d/{reference}/{file}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((slug, reference, file)): Path<(String, String, String)>,
    site: SiteAddress,
    visitor: Visitor,
    method: Method,
    request: HeaderMap,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let publication = published(state.log.disclosure(&authority.slug, &reference).await?)?;
    if publication.reference.to_string() != reference {
        return Ok(Redirect::permanent(&format!("{}/{file}", address_of(&publication))).into_response());
    }
    match file.as_str() {
        twin::PLAIN_TEXT => return Ok(twin::plain_text(&authority, &publication, &site)),
        twin::DATA => return Ok(twin::data(&publication, &site)),
        _ => {}
    }
    if let Some(read) = file.strip_suffix(READING).and_then(|of| attachment(&publication, of)) {
        return reading::page(&state, authority, &publication, read, &visitor).await;
    }
    if let Some((of, page)) = picture_named(&file)
        && let Some(of) = attachment(&publication, of)
    {
        return reading::picture(&state, of, page).await;
    }
    let wanted = match file.strip_suffix(MANIFEST) {
        Some(of) => attachment(&publication, of).and_then(manifest_of),
        None => attachment(&publication, &file).map(file_of),
    };
    let wanted = wanted.ok_or(AppError::NotFound)?;

    let tag = format!("\"{}\"", wanted.digest);
    let mut response = if Seen::of(&request).matching(tag.as_bytes()).is_some() {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let file = file_body(&state, &wanted, &file).await?;
        let part = Part::wanted(&method, &request, file.length(), &tag);
        file.response(part)
    };
    let is_refused = response.status() == StatusCode::RANGE_NOT_SATISFIABLE;
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    for (name, value) in [
        (header::CONTENT_TYPE, wanted.media_type.as_str()),
        (header::CONTENT_DISPOSITION, wanted.disposition.as_str()),
        (header::ETAG, &tag),
        // Asked again each time: a file that was taken down must not come from anybody's cache.
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ] {
        // A refusal is a page and not a file.
        if !is_refused {
            headers.insert(name, HeaderValue::from_str(value).map_err(|_| AppError::NotFound)?);
        }
    }
    Ok(response)
}

/// A file in memory with its share of the common stock.
struct Held {
    bytes: Bytes,
    stock: SemaphorePermit<'static>,
}

/// The bytes of a file. Files under way to slow readers must not fill the memory: each takes its size from a common
/// stock until it is sent, and waits while there is none.
async fn file_body(state: &AppState, wanted: &Wanted, file: &str) -> Result<Held, AppError> {
    let kib = u32::try_from(wanted.size_bytes.div_ceil(1_024)).unwrap_or(u32::MAX).clamp(1, IN_MEMORY_KIB);
    let stock = IN_MEMORY.acquire_many(kib).await.map_err(|error| AppError::Failed(error.to_string()))?;
    let bytes = state.log.bytes(wanted.digest).await?;
    let bytes = Bytes::from(bytes.ok_or_else(|| AppError::Failed(format!("the bytes of {file} are missing")))?);
    Ok(Held { bytes, stock })
}

impl Held {
    fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// All of it, the part that is wanted, or that there is no such part (206, 416).
    fn response(self, part: Part) -> Response {
        let length = self.length();
        let (status, bytes, told) = match part {
            Part::Whole => (StatusCode::OK, self.bytes, None),
            Part::Beyond => {
                let told = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
                return (StatusCode::RANGE_NOT_SATISFIABLE, told).into_response();
            }
            Part::Bytes(range) => {
                let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                // Both ends lie within bytes that are in memory.
                let bytes = self.bytes.slice(range.start as usize..range.end as usize);
                (StatusCode::PARTIAL_CONTENT, bytes, Some(told))
            }
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, bytes.len().into());
        if let Some(told) = told.and_then(|told| HeaderValue::from_str(&told).ok()) {
            headers.insert(header::CONTENT_RANGE, told);
        }
        let pieces = stream::unfold((bytes, self.stock), |(mut left, stock)| async move {
            let piece = left.split_to(left.len().min(PIECE));
            (!piece.is_empty()).then_some((Ok::<_, Infallible>(piece), (left, stock)))
        });
        (status, headers, Body::from_stream(pieces.fuse())).into_response()
    }
}

struct Wanted {
    digest: Digest,
    size_bytes: u64,
    media_type: String,
    disposition: String,
}

fn file_of(attachment: &Attachment) -> Wanted {
    // Only what a browser shows without running anything is opened in it; the rest is saved.
    let shown = matches!(attachment.media_type.as_str(), "application/pdf" | "text/plain" | "image/png" | "image/jpeg");
    let how = if shown { "inline" } else { "attachment" };
    Wanted {
        digest: attachment.digest,
        size_bytes: attachment.size_bytes,
        media_type: attachment.media_type.clone(),
        disposition: format!("{how}; filename=\"{}\"", attachment.file_name),
    }
}

fn manifest_of(attachment: &Attachment) -> Option<Wanted> {
    Some(Wanted {
        digest: attachment.manifest?,
        size_bytes: MANIFEST_BYTES,
        media_type: "application/json".to_owned(),
        disposition: format!("inline; filename=\"{}{MANIFEST}\"", attachment.file_name),
    })
}

/// The name under which the picture of a page stands beside its file.
pub(crate) fn picture_name(file: &str, page: u32) -> String {
    format!("{file}.page-{page}.png")
}

/// File and page of such a name.
fn picture_named(name: &str) -> Option<(&str, u32)> {
    let (file, page) = name.strip_suffix(".png")?.rsplit_once(".page-")?;
    Some((file, page.parse().ok()?))
}

/// How much of all files under way may be in memory, and the piece in which each is sent.
const IN_MEMORY_KIB: u32 = 256 * 1_024;
static IN_MEMORY: Semaphore = Semaphore::const_new(IN_MEMORY_KIB as usize);
const PIECE: usize = 64 * 1_024;

/// What a manifest is taken to need.
const MANIFEST_BYTES: u64 = 256 * 1_024;

/// Added to a file's name in the address of its manifest.
pub(crate) const MANIFEST: &str = ".manifest.json";

/// Added to a file's name in the address of its reading version.
pub(crate) const READING: &str = ".html";

/// For files: nothing may run or be loaded. Without `sandbox`, which keeps browsers from showing a PDF.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";
