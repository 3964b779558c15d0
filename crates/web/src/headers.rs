//! Security headers, cache rules and the same-origin check, as layers around all routes.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::state::AppState;

/// Layer: puts the security headers on every response. A handler may have set a stricter or an own one; it stands.
pub(crate) async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        default(headers, name, value);
    }
    if state.settings.strict_transport {
        default(headers, "strict-transport-security", "max-age=63072000; includeSubDomains");
    }
    // What a browser has kept it can show to the next person at the same screen.
    default(headers, "cache-control", "no-store");
    response
}

fn default(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    if !headers.contains_key(name) {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// Layer: a form may only be sent from a page of this site.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, and `Origin` in older ones); a client that says neither
/// is no browser, and has no cookies of a reader to misuse.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    StatusCode::FORBIDDEN.into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    match (text(&header::ORIGIN), text(&header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
    }
}

const SECURITY: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(comes_from_here(&headers(&[("origin", "http://foi.example.org"), ("host", "foi.example.org")])));
        assert!(!comes_from_here(&headers(&[("origin", "https://elsewhere.example"), ("host", "foi.example.org")])));
        assert!(!comes_from_here(&headers(&[("origin", "null"), ("host", "foi.example.org")])));
    }
}
