//! `/{authority}/d/{reference}/{file}`: an attachment, the manifest of one, or a twin of the answer itself.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use candour_casework::{Attachment, Digest};

use super::disclosure::published;
use super::{authority_at, reading, twin};
use crate::error::AppError;
use crate::public::attachment;
use crate::site_address::SiteAddress;
use crate::state::AppState;
use crate::visitor::Visitor;

/// `GET /{authority}/d/{reference}/{file}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Path((slug, reference, file)): Path<(String, String, String)>,
    site: SiteAddress,
    visitor: Visitor,
    request: HeaderMap,
) -> Result<Response, AppError> {
    let authority = authority_at(&state, &slug).await?;
    let publication = published(state.log.disclosure(&authority.slug, &reference).await?)?;
    match file.as_str() {
        twin::PLAIN_TEXT => return Ok(twin::plain_text(&authority, &publication, &site)),
        twin::DATA => return Ok(twin::data(&publication, &site)),
        _ => {}
    }
    if let Some(read) = file.strip_suffix(READING).and_then(|of| attachment(&publication, of)) {
        return reading::page(&state, authority, &publication, read, &visitor).await;
    }
    let wanted = match file.strip_suffix(MANIFEST) {
        Some(of) => attachment(&publication, of).and_then(manifest_of),
        None => attachment(&publication, &file).map(file_of),
    };
    let wanted = wanted.ok_or(AppError::NotFound)?;

    let tag = format!("\"{}\"", wanted.digest);
    let unchanged = request.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
    let body = if unchanged {
        Body::empty()
    } else {
        let bytes = state.log.bytes(wanted.digest).await?;
        Body::from(bytes.ok_or_else(|| AppError::Failed(format!("the bytes of {file} are missing")))?)
    };
    let status = if unchanged { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, wanted.media_type.as_str()),
        (header::CONTENT_DISPOSITION, wanted.disposition.as_str()),
        (header::ETAG, &tag),
        // Asked again each time: a file that was taken down must not come from anybody's cache.
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ] {
        headers.insert(name, HeaderValue::from_str(value).map_err(|_| AppError::NotFound)?);
    }
    Ok(response)
}

struct Wanted {
    digest: Digest,
    media_type: String,
    disposition: String,
}

fn file_of(attachment: &Attachment) -> Wanted {
    // Only what a browser shows without running anything is opened in it; the rest is saved.
    let shown = matches!(attachment.media_type.as_str(), "application/pdf" | "text/plain" | "image/png" | "image/jpeg");
    let how = if shown { "inline" } else { "attachment" };
    Wanted {
        digest: attachment.digest,
        media_type: attachment.media_type.clone(),
        disposition: format!("{how}; filename=\"{}\"", attachment.file_name),
    }
}

fn manifest_of(attachment: &Attachment) -> Option<Wanted> {
    Some(Wanted {
        digest: attachment.manifest?,
        media_type: "application/json".to_owned(),
        disposition: format!("inline; filename=\"{}{MANIFEST}\"", attachment.file_name),
    })
}

/// Added to a file's name in the address of its manifest.
pub(crate) const MANIFEST: &str = ".manifest.json";

/// Added to a file's name in the address of its reading version.
pub(crate) const READING: &str = ".html";

/// For files: nothing may run or be loaded. Without `sandbox`, which keeps browsers from showing a PDF.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";
