//! What a request says about the browser it came from: cookies, and where on the site it is. Nothing else is looked at.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::cookies::{CookieChoice, Cookies, Saved};

/// The reader of a page, as far as the page needs to know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visitor {
    pub(crate) cookies: Cookies,
    /// The path asked for, without the secret of a status link.
    pub(crate) path: String,
    /// The same with its query, without what a choice about cookies added to it.
    pub(crate) address: String,
    /// What became of a choice about cookies made a moment ago.
    pub(crate) saved: Option<Saved>,
    /// Whether the page is made to be kept as a file, where no server answers.
    pub(crate) is_copy: bool,
}

/// On a request whose page is to be kept as a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frozen;

impl Visitor {
    pub(crate) fn of(parts: &Parts) -> Self {
        let cookies = Cookies::of(&parts.headers);
        let path = without_secret(parts.uri.path()).to_owned();
        let (mut told, mut kept) = (None, Vec::new());
        for pair in parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            match pair.strip_prefix("cookies=") {
                Some(choice) => told = CookieChoice::from_key(choice),
                None => kept.push(pair),
            }
        }
        let whole = parts.uri.path();
        let address = if kept.is_empty() { whole.to_owned() } else { format!("{whole}?{}", kept.join("&")) };
        let is_copy = parts.extensions.get::<Frozen>().is_some();
        Self { saved: told.map(|told| Self::saved(told, cookies.choice)), cookies, path, address, is_copy }
    }

    /// The reader of a copy.
    pub(crate) fn of_copy(path: &str) -> Self {
        Self { path: path.to_owned(), address: path.to_owned(), is_copy: true, ..Self::default() }
    }

    /// A choice counts as saved if its cookie has come back.
    fn saved(told: CookieChoice, stored: Option<CookieChoice>) -> Saved {
        match stored {
            Some(stored) if stored != told => Saved::Failed,
            Some(CookieChoice::Accepted) => Saved::Accepted,
            Some(CookieChoice::Rejected) => Saved::Rejected,
            None => Saved::Failed,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// A path without the secret of a requester's status link, so that no page passes it on.
fn without_secret(path: &str) -> &str {
    let mut slashes = path.match_indices('/').map(|(at, _)| at).skip(1);
    match (slashes.next(), slashes.next()) {
        (Some(first), Some(second)) if path.get(first..second) == Some("/request") => {
            path.get(..second).unwrap_or_default()
        }
        _ => path,
    }
}

/// An address of this site to go back to, or the home page for anything that could lead elsewhere.
pub(crate) fn local_address(address: &str) -> &str {
    let leads_elsewhere = !address.starts_with('/') || address.starts_with("//") || address.starts_with("/\\");
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic());
    if leads_elsewhere || !is_plain { "/" } else { address }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_returned_to() {
        assert_eq!(local_address("/sample-police?page=2"), "/sample-police?page=2");
        for elsewhere in ["", "//example.org", "/\\example.org", "https://example.org", "/a\r\nSet-Cookie: b"] {
            assert_eq!(local_address(elsewhere), "/", "{elsewhere}");
        }
    }

    #[test]
    fn the_secret_of_a_status_link_is_not_passed_on() {
        assert_eq!(without_secret("/sample-police/request/0123abc/reply"), "/sample-police/request");
        assert_eq!(without_secret("/sample-police/request/0123abc"), "/sample-police/request");
        for plain in ["/", "/sample-police/request", "/sample-police/d/request", "/sample-police/d/x/y"] {
            assert_eq!(without_secret(plain), plain);
        }
    }

    #[test]
    fn a_choice_whose_cookie_did_not_come_back_has_failed() {
        assert_eq!(Visitor::saved(CookieChoice::Accepted, None), Saved::Failed);
        assert_eq!(Visitor::saved(CookieChoice::Rejected, Some(CookieChoice::Rejected)), Saved::Rejected);
    }
}
