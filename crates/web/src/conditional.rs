//! Conditional reading (RFC 9110 section 13): an answer is tagged with a digest of its bytes, and who has those bytes
//! already is told so instead of being sent them again. With it goes what every answer for machines says: that any
//! page may read it, and that it may be kept but must be asked about each time, so that nothing taken down is shown
//! from a cache.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use candour_casework::Digest;

use crate::error::AppError;

/// Layer for addresses that machines read: tags, "not modified", CORS.
pub(crate) async fn machine(request: Request, next: Next) -> Response {
    if *request.method() == Method::OPTIONS {
        return allowed(preflight());
    }
    let seen = Seen::of(request.headers());
    let response = next.run(request).await;
    allowed(if response.status() == StatusCode::OK { tagged(response, &seen).await } else { response })
}

/// What a browser asks before a script of another site may send `If-None-Match`.
fn preflight() -> Response {
    let headers = [
        (header::ALLOW, "GET, HEAD, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "if-none-match"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn allowed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag, link"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn tagged(response: Response, seen: &Seen) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    let body = match parts.headers.get(header::ETAG) {
        Some(_) => body,
        // What is streamed is tagged by whoever streams it, or not at all.
        None if body.size_hint().exact().is_none() => body,
        None => {
            let Ok(bytes) = to_bytes(body, usize::MAX).await else {
                return AppError::Failed("an answer ended before its end".to_owned()).into_response();
            };
            if let Ok(tag) = HeaderValue::from_str(&tag_of(&bytes)) {
                parts.headers.insert(header::ETAG, tag);
            }
            Body::from(bytes)
        }
    };
    let known = parts.headers.get(header::ETAG).and_then(|tag| seen.matching(tag.as_bytes()));
    match known {
        Some(tag) => {
            parts.status = StatusCode::NOT_MODIFIED;
            parts.headers.insert(header::ETAG, tag);
            parts.headers.remove(header::CONTENT_TYPE);
            parts.headers.remove(header::CONTENT_LENGTH);
            Response::from_parts(parts, Body::empty())
        }
        None => Response::from_parts(parts, body),
    }
}

/// A strong tag: 128 bits of the digest of the bytes.
pub(crate) fn tag_of(bytes: &[u8]) -> String {
    format!("\"{}\"", &Digest::of(bytes).to_string()[..32])
}

/// The tags a client says it has.
#[derive(Debug)]
pub(crate) struct Seen(Vec<String>);

impl Seen {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
        Self(lines.flat_map(|line| line.split(',')).map(|tag| tag.trim().to_owned()).take(MOST_TAGS).collect())
    }

    /// The tag the client has of this one: itself, or that of its compressed form (see [`of_encoding`]).
    pub(crate) fn matching(&self, tag: &[u8]) -> Option<HeaderValue> {
        let tag = std::str::from_utf8(tag).ok()?;
        let compressed = compressed(tag);
        let seen = self.0.iter().map(|seen| seen.strip_prefix("W/").unwrap_or(seen));
        let mut seen = seen.filter(|seen| *seen == "*" || *seen == tag || *seen == compressed);
        let found = seen.next()?;
        HeaderValue::from_str(if found == "*" { tag } else { found }).ok()
    }
}

/// Layer outside compression: other bytes must have another strong tag (RFC 9110 section 8.8.1).
pub(crate) async fn of_encoding(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.headers().contains_key(header::CONTENT_ENCODING) {
        let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(compressed);
        if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
            response.headers_mut().insert(header::ETAG, tag);
        }
    }
    response
}

fn compressed(tag: &str) -> String {
    match tag.strip_suffix('"') {
        Some(rest) => format!("{rest}-gzip\""),
        None => tag.to_owned(),
    }
}

/// More tags than this nobody has of one address.
const MOST_TAGS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: &'static str) -> Seen {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static(line));
        Seen::of(&headers)
    }

    #[test]
    fn a_tag_is_known_in_each_form_a_client_may_send_it_back() {
        for line in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*", "\"a-gzip\""] {
            assert!(seen(line).matching(b"\"a\"").is_some(), "{line}");
        }
        for line in ["\"b\"", "", "a", "\"a"] {
            assert!(seen(line).matching(b"\"a\"").is_none(), "{line}");
        }
        assert_eq!(seen("\"a-gzip\"").matching(b"\"a\"").unwrap(), "\"a-gzip\"");
    }
}
