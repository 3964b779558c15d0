//! Parts of files (RFC 9110 section 14): a reader on a bad connection goes on where it broke off, and a viewer of PDFs
//! fetches the page it shows. One range at a time; who asks for several, or for what cannot be understood, gets the whole
//! file, as the section allows.

use std::ops::Range;

use axum::http::{HeaderMap, Method, header};

/// What of a file is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// These bytes; never none.
    Bytes(Range<u64>),
    /// Bytes that the file does not have.
    Beyond,
}

impl Part {
    /// What a request wants of a file of `length` bytes with this strong tag.
    pub(crate) fn wanted(method: &Method, headers: &HeaderMap, length: u64, tag: &str) -> Self {
        let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        let Some(range) = text(header::RANGE).filter(|_| *method == Method::GET) else { return Self::Whole };
        // Whoever holds the beginning of another file gets this one from its beginning. A day is no strong validator.
        if headers.contains_key(header::IF_RANGE) && text(header::IF_RANGE) != Some(tag) {
            return Self::Whole;
        }
        Self::named(range, length)
    }

    fn named(range: &str, length: u64) -> Self {
        let Some((unit, range)) = range.split_once('=') else { return Self::Whole };
        let Some((first, last)) = range.trim().split_once('-') else { return Self::Whole };
        if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
            return Self::Whole;
        }
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok());
        let wanted = match (first.is_empty(), last.is_empty(), number(first).flatten(), number(last).flatten()) {
            (false, false, Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
            (false, true, Some(first), _) => first..length,
            (true, false, _, Some(last)) => length.saturating_sub(last)..length,
            _ => return Self::Whole,
        };
        if wanted.is_empty() { Self::Beyond } else { Self::Bytes(wanted) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_understood_cut_to_the_file_or_passed_over() {
        for (range, expected) in [
            ("bytes=0-3", Part::Bytes(0..4)),
            ("bytes=4-", Part::Bytes(4..10)),
            ("bytes=-3", Part::Bytes(7..10)),
            ("bytes=-30", Part::Bytes(0..10)),
            ("Bytes=2-2", Part::Bytes(2..3)),
            ("bytes=5-500", Part::Bytes(5..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=11-12", Part::Beyond),
            ("bytes=-0", Part::Beyond),
        ] {
            assert_eq!(Part::named(range, 10), expected, "{range}");
        }
        for whole in
            ["bytes=3-2", "bytes=0-1,3-4", "lines=0-3", "bytes=", "bytes=-", "bytes", "bytes=a-b", "bytes=+1-2"]
        {
            assert_eq!(Part::named(whole, 10), Part::Whole, "{whole}");
        }
        assert_eq!(Part::named("bytes=99999999999999999999-", 10), Part::Whole);
        assert_eq!(Part::named("bytes=0-", 0), Part::Beyond);
    }

    #[test]
    fn a_part_of_another_version_and_of_a_head_is_the_whole() {
        let headers = |if_range: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, "bytes=1-2".parse().unwrap());
            if_range.map(|tag| headers.insert(header::IF_RANGE, tag.parse().unwrap()));
            headers
        };
        let wanted = |method: &Method, tag| Part::wanted(method, &headers(tag), 10, "\"a\"");
        assert_eq!(wanted(&Method::GET, None), Part::Bytes(1..3));
        assert_eq!(wanted(&Method::GET, Some("\"a\"")), Part::Bytes(1..3));
        assert_eq!(wanted(&Method::GET, Some("\"b\"")), Part::Whole);
        assert_eq!(wanted(&Method::GET, Some("W/\"a\"")), Part::Whole);
        assert_eq!(wanted(&Method::GET, Some("Wed, 21 Oct 2026 07:28:00 GMT")), Part::Whole);
        assert_eq!(wanted(&Method::HEAD, None), Part::Whole);
    }
}
