//! Style sheets, scripts and the icon, inside the binary.
//!
//! Their address holds a digest of all of them, so that a browser may keep them for ever and a new release is seen at
//! once.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use candour_casework::Digest;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;

/// The address of an asset.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *RELEASE)
}

/// `GET /assets/{release}/{*name}`
pub(crate) async fn serve(Path((release, name)): Path<(String, String)>) -> Response {
    let Some(file) = Assets::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = mime_guess::from_path(&name).first_or_octet_stream();
    // An address of another release is answered too, from a page that was open while the site was renewed.
    let keep = if release == *RELEASE { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, kind.as_ref()), (header::CACHE_CONTROL, keep)], file.data).into_response()
}

/// Names and contents of all assets, by name.
pub(crate) fn all() -> impl Iterator<Item = (String, Cow<'static, [u8]>)> {
    let mut names: Vec<_> = Assets::iter().collect();
    names.sort_unstable();
    names.into_iter().filter_map(|name| Some((name.to_string(), Assets::get(&name)?.data)))
}

/// Names and contents of all assets, digested.
static RELEASE: LazyLock<String> = LazyLock::new(|| {
    let mut all = Vec::new();
    let mut names: Vec<_> = Assets::iter().collect();
    names.sort_unstable();
    for name in names {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(&Assets::get(&name).map(|file| file.metadata.sha256_hash()).unwrap_or_default());
    }
    Digest::of(&all).to_string().chars().take(12).collect()
});
