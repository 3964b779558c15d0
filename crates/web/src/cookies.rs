//! The two cookies there may be, and the choice about them.
//!
//! `cookie_choice` is essential and set only after a choice; `display` is optional and set only after consent. Neither
//! holds anything about a person, and neither is kept from scripts: the quick exit clears them.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::display::Display;

/// What a reader has chosen about optional cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CookieChoice {
    Accepted,
    Rejected,
}

impl CookieChoice {
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        match key {
            "accepted" => Some(Self::Accepted),
            "rejected" => Some(Self::Rejected),
            _ => None,
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

/// What became of a choice that was just made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Saved {
    Accepted,
    Rejected,
    /// The browser did not keep the cookie.
    Failed,
}

impl Saved {
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Accepted => "You’ve accepted additional cookies.",
            Self::Rejected => "You’ve rejected additional cookies.",
            Self::Failed => "Sorry, there was a technical problem. Please try again.",
        }
    }
}

/// The cookies that came with a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cookies {
    /// The choice, if one was made.
    pub(crate) choice: Option<CookieChoice>,
    /// How pages shall look; what the device says unless accepted.
    pub(crate) display: Display,
}

impl Cookies {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let choice = value(headers, CHOICE).and_then(CookieChoice::from_key);
        let display = match choice {
            Some(CookieChoice::Accepted) => value(headers, DISPLAY).map(Display::from_cookie).unwrap_or_default(),
            _ => Display::default(),
        };
        Self { choice, display }
    }
}

/// The headers that store a choice; a rejection takes the display cookie away.
pub(crate) fn store_choice(headers: &mut HeaderMap, choice: CookieChoice) {
    append(headers, &format!("{CHOICE}={}; Max-Age={YEAR_IN_SECONDS}; {ATTRIBUTES}", choice.key()));
    if choice == CookieChoice::Rejected {
        append(headers, &format!("{DISPLAY}=; Max-Age=0; {ATTRIBUTES}"));
    }
}

/// The header that stores how pages shall look. Call it only after consent.
pub(crate) fn store_display(headers: &mut HeaderMap, display: Display) {
    append(headers, &format!("{DISPLAY}={}; Max-Age={YEAR_IN_SECONDS}; {ATTRIBUTES}", display.to_cookie()));
}

/// The headers that take every cookie away.
pub(crate) fn forget(headers: &mut HeaderMap) {
    append(headers, &format!("{CHOICE}=; Max-Age=0; {ATTRIBUTES}"));
    append(headers, &format!("{DISPLAY}=; Max-Age=0; {ATTRIBUTES}"));
}

fn append(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(header::SET_COOKIE, value);
    }
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

const CHOICE: &str = "cookie_choice";
const DISPLAY: &str = "display";
const ATTRIBUTES: &str = "Path=/; SameSite=Lax";
const YEAR_IN_SECONDS: u32 = 365 * 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::{Colours, TextSize};

    fn sent(cookies: &'static str) -> Cookies {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(cookies));
        Cookies::of(&headers)
    }

    #[test]
    fn a_display_cookie_counts_only_after_consent() {
        let large = sent("cookie_choice=accepted; display=large.dark.on");
        assert_eq!((large.display.text, large.display.colours), (TextSize::Large, Colours::Dark));
        assert_eq!(sent("display=large.dark.on").display, Display::default());
        assert_eq!(sent("cookie_choice=rejected; display=large.dark.on").display, Display::default());
    }

    #[test]
    fn a_cookie_that_is_not_ours_or_not_sound_is_no_choice() {
        assert_eq!(sent("other_cookie_choice=accepted"), Cookies::default());
        assert_eq!(sent("cookie_choice=perhaps; display=huge"), Cookies::default());
    }
}
