//! What in a request may be personal information, so that its writer can think again before sending it.
//!
//! Patterns find what looks like it. They miss much and are sometimes wrong: the words shown say "may".

use std::sync::LazyLock;

use regex::Regex;

/// Something that may be personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalHint {
    /// What it looks like.
    pub kind: PersonalKind,
    /// The words that look like it, shortened.
    pub words: String,
}

/// What a pattern looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PersonalKind {
    /// The request is about its writer: a subject access request may be meant.
    AboutTheWriter,
    /// A telephone number.
    Telephone,
    /// A National Insurance number.
    NationalInsurance,
    /// A date of birth.
    DateOfBirth,
    /// A postal address or postcode.
    Address,
    /// An e-mail address.
    Email,
    /// The number of a bank card or account, or of an NHS record.
    AccountNumber,
    /// The writer's name.
    Name,
}

impl PersonalKind {
    /// What it looks like, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AboutTheWriter => "information about you",
            Self::Telephone => "a telephone number",
            Self::NationalInsurance => "a National Insurance number",
            Self::DateOfBirth => "a date of birth",
            Self::Address => "an address or postcode",
            Self::Email => "an e-mail address",
            Self::AccountNumber => "a bank, card or NHS number",
            Self::Name => "your name",
        }
    }
}

/// Everything in a text that looks personal, each thing once, in the order of [`PersonalKind`].
#[must_use]
pub fn personal_hints(text: &str) -> Vec<PersonalHint> {
    let mut hints: Vec<PersonalHint> = Vec::new();
    for (kind, pattern) in PATTERNS.iter() {
        for found in pattern.find_iter(text).take(MOST_OF_A_KIND) {
            let words: String = found.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
            let words: String = words.chars().take(LONGEST).collect();
            let hint = PersonalHint { kind: *kind, words };
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
    }
    hints
}

static PATTERNS: LazyLock<Vec<(PersonalKind, Regex)>> = LazyLock::new(|| {
    let compiled = |pattern| Regex::new(pattern).expect("a fixed expression, used by every test of this module");
    SOURCES.iter().map(|(kind, pattern)| (*kind, compiled(pattern))).collect()
});

const SOURCES: [(PersonalKind, &str); 11] = [
    (
        PersonalKind::AboutTheWriter,
        r"(?i)\b(?:(?:held|hold|have|has|kept|recorded|information|data|files?|records?)\s+(?:\w+\s+){0,2}(?:about|on|concerning|regarding)\s+(?:me|myself)|about\s+(?:me|myself))\b",
    ),
    (
        PersonalKind::AboutTheWriter,
        r"(?i)\bmy\s+(?:own\s+)?(?:personal\s+(?:data|information|file)|medical|health|police|custody|criminal|housing|benefits?|tax|school|employment|social\s+care|social\s+services)?\s*(?:file|files|records?|data|arrest|case|conviction|caution|interview|complaint|assessment|application|claim|tenancy|statement|son|daughter|child|children|husband|wife|partner|mother|father)\b",
    ),
    (PersonalKind::Telephone, r"(?:\+44[\s\-]?(?:\(0\)[\s\-]?)?|\b0)[1-9](?:[\s\-]?\d){8,9}\b"),
    (PersonalKind::NationalInsurance, r"(?i)\b[A-CEGHJ-PR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b"),
    (
        PersonalKind::DateOfBirth,
        r"(?i)\b(?:date\s+of\s+birth|d\.?o\.?b|born(?:\s+on)?)\W{1,4}\d{1,2}(?:st|nd|rd|th)?[\s./\-]\s?(?:\d{1,2}|[a-z]{3,9})[\s./\-]\s?\d{2,4}",
    ),
    (PersonalKind::Address, r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),
    (
        PersonalKind::Address,
        r"(?i)\b(?:flat\s+\d+[a-z]?,?\s+)?\d{1,4}[a-z]?,?\s+(?:[a-z']{2,20}\s+){1,3}(?:street|road|lane|avenue|close|drive|crescent|terrace|gardens|court|way|grove|place)\b",
    ),
    (PersonalKind::Email, r"(?i)\b[a-z0-9._%+\-]{1,64}@[a-z0-9.\-]{1,200}\.[a-z]{2,20}\b"),
    (PersonalKind::AccountNumber, r"\b(?:\d{4}[\s\-]?){3}\d{4}\b|\b\d{2}-\d{2}-\d{2}\b|\b\d{3}\s\d{3}\s\d{4}\b"),
    (PersonalKind::Name, r"(?i)\bmy\s+(?:full\s+)?name\s+is\s+\S+(?:\s+\S+)?"),
    (
        PersonalKind::Name,
        r"(?i)\b(?:yours\s+(?:sincerely|faithfully|truly)|(?:kind|best|warm)\s+regards|regards|many\s+thanks)\s*[,.]?\s*\n+\s*\S[^\n]{1,60}",
    ),
];

const MOST_OF_A_KIND: usize = 3;
const LONGEST: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<PersonalKind> {
        personal_hints(text).into_iter().map(|hint| hint.kind).collect()
    }

    #[test]
    fn each_kind_is_seen() {
        for (text, kind) in [
            ("Please send everything you hold about me.", PersonalKind::AboutTheWriter),
            ("I want my custody record.", PersonalKind::AboutTheWriter),
            ("Why was my son excluded?", PersonalKind::AboutTheWriter),
            ("Ring me on 01632 960 123.", PersonalKind::Telephone),
            ("+44 (0) 7700 900 123", PersonalKind::Telephone),
            ("My number is AB 12 34 56 C", PersonalKind::NationalInsurance),
            ("DOB: 1/2/1980", PersonalKind::DateOfBirth),
            ("born on 3 March 1979", PersonalKind::DateOfBirth),
            ("I live at 12 Invented Mill Road", PersonalKind::Address),
            ("ZZ1 1ZZ", PersonalKind::Address),
            ("alex@example.org", PersonalKind::Email),
            ("1234 5678 1234 5678", PersonalKind::AccountNumber),
            ("My name is Alex Example", PersonalKind::Name),
            ("Yours faithfully,\n\nAlex Example", PersonalKind::Name),
        ] {
            let found = kinds(text);
            assert!(found.contains(&kind), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_national_insurance_number_is_seen_with_and_without_spaces() {
        assert_eq!(kinds("AB123456C"), [PersonalKind::NationalInsurance]);
        assert_eq!(kinds("ab 12 34 56 c"), [PersonalKind::NationalInsurance]);
    }

    #[test]
    fn an_ordinary_request_gives_no_hint() {
        for text in [
            "How many vans were bought between 1 April 2024 and 31 March 2025, and at what cost?",
            "Please publish the 2021 review of public protection, comparing caseload. Reference 01.FOI.23.033059.",
            "The number of arrests in my borough, by month. My interest is in traffic.",
            "How many people were born in 2019?",
        ] {
            let found = kinds(text);
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_found_is_short_and_bounded() {
        let hints = personal_hints(&"alex@example.org bob@example.org my file ".repeat(5_000));
        assert!(hints.len() <= 12 && hints.iter().all(|hint| hint.words.chars().count() <= 80));
    }
}
