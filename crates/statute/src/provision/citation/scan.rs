//! Finding citations in a text: where they start, and the bracketed groups they carry.
//!
//! One pass, forwards only; each character is looked at a bounded number of
//! times, and a citation holds at most [`MAX_GROUPS`] groups.

use std::ops::Range;

use crate::provision::{Regime, sections};

/// A citation before it is understood.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) span: Range<usize>,
    pub(super) regime: Regime,
    pub(super) section: String,
    pub(super) groups: Vec<String>,
}

pub(super) fn scan(text: &str) -> Vec<Raw> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let starts_word = !text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’'));
        let keyword = if starts_word { keyword(text, at) } else { None };
        let next = match keyword {
            Some(keyword) => run(text, at, &keyword, &mut found),
            None => None,
        };
        at = next.unwrap_or_else(|| at + text[at..].chars().next().map_or(1, char::len_utf8));
    }
    found
}

struct Keyword {
    regime: Regime,
    plural: bool,
    number_at: usize,
}

/// A keyword followed by a number: `Section 31`, `s.31`, `reg 12`, `r12`.
fn keyword(text: &str, at: usize) -> Option<Keyword> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(at), Some(b's' | b'S' | b'r' | b'R')) {
        return None;
    }
    let length = bytes[at..].iter().take(LONGEST_KEYWORD + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    let word = text.get(at..at + length)?.to_ascii_lowercase();
    let (regime, plural) = match word.as_str() {
        "s" | "sec" | "sect" | "section" => (Regime::Foia, false),
        "ss" | "secs" | "sections" => (Regime::Foia, true),
        "r" | "reg" | "regulation" => (Regime::Eir, false),
        "regs" | "regulations" => (Regime::Eir, true),
        _ => return None,
    };
    let mut number_at = at + length;
    if bytes.get(number_at) == Some(&b'.') {
        number_at += 1;
    }
    number_at = skip_space(text, number_at);
    // A single `r` is too short a word to trust with a space after it.
    if word == "r" && number_at != at + 1 {
        return None;
    }
    bytes.get(number_at).filter(|b| b.is_ascii_digit())?;
    Some(Keyword { regime, plural, number_at })
}

/// Read one keyword's citations; more than one when a list of sections follows.
fn run(text: &str, start: usize, keyword: &Keyword, found: &mut Vec<Raw>) -> Option<usize> {
    let (section, after) = number(text, keyword.number_at)?;
    let mut raw = Raw { span: start..after, regime: keyword.regime, section, groups: Vec::new() };
    let mut at = after;
    while raw.groups.len() < MAX_GROUPS {
        if let Some((group, after)) = group(text, skip_space(text, at)) {
            raw.groups.push(group);
            at = after;
            raw.span.end = at;
            continue;
        }
        let Some((joiner, after)) = joiner(text, skip_space(text, at)) else { break };
        let next = skip_space(text, after);
        if let Some((group, after)) = group(text, next) {
            if joiner == Joiner::Range {
                fill_range(&mut raw.groups, &group);
            }
            raw.groups.push(group);
            at = after;
            raw.span.end = at;
            continue;
        }
        if joiner == Joiner::Range {
            break;
        }
        let Some((token, after)) = number(text, next) else { break };
        let opens_group = group(text, skip_space(text, after)).is_some();
        let is_section = sections(keyword.regime).iter().any(|(section, _)| *section == token);
        let has_letter = token.ends_with(|c: char| c.is_ascii_uppercase());
        if is_section && (opens_group || keyword.plural) {
            let following = Raw { span: next..after, regime: keyword.regime, section: token, groups: Vec::new() };
            found.push(std::mem::replace(&mut raw, following));
            at = after;
        } else if !is_section && (has_letter || opens_group) && token.len() <= 3 {
            // `40(2) & 3A(a)`: a subsection that lost its brackets.
            raw.groups.push(token);
            at = after;
            raw.span.end = at;
        } else {
            break;
        }
    }
    let end = raw.span.end;
    found.push(raw);
    Some(end)
}

/// `31`, `22A`, `3A`: digits and at most two capitals that end there.
fn number(text: &str, at: usize) -> Option<(String, usize)> {
    let rest = text.get(at..)?;
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let letters = rest.bytes().skip(digits).take(2).take_while(u8::is_ascii_alphabetic).count();
    let end = digits + letters;
    let continues = rest.get(end..)?.starts_with(|c: char| c.is_alphanumeric());
    if continues || rest.get(digits..end)?.bytes().any(|b| !b.is_ascii_uppercase() && !b.is_ascii_lowercase()) {
        // `31st`, `12abc`: no number of a section.
        return None;
    }
    let suffix = rest.get(digits..end)?;
    if matches!(suffix.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "am" | "pm") {
        return None;
    }
    Some((format!("{}{}", rest.get(..digits)?, suffix.to_ascii_uppercase()), at + end))
}

/// `(1)`, `(3A)`, `(a)`, `(aa)`, `(iii)`; anything else in brackets is prose.
fn group(text: &str, at: usize) -> Option<(String, usize)> {
    let rest = text.get(at..)?.strip_prefix('(')?;
    let close = rest.char_indices().take(LONGEST_GROUP).find(|(_, c)| *c == ')')?.0;
    let inner = rest.get(..close)?.trim();
    let end = at + 1 + close + 1;
    if inner.starts_with(|c: char| c.is_ascii_digit()) {
        let (number, after) = number(inner, 0)?;
        return (after == inner.len() && number.len() <= 4).then_some((number, end));
    }
    let letters = inner.to_ascii_lowercase();
    let is_roman = !letters.is_empty() && letters.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let is_letter = letters.len() == 1 && letters.bytes().all(|b| b.is_ascii_lowercase());
    let is_inserted = letters.len() == 2 && letters.starts_with('a') && letters.bytes().all(|b| b.is_ascii_lowercase());
    (is_roman || is_letter || is_inserted).then_some((letters, end))
}

#[derive(Clone, Copy, PartialEq)]
enum Joiner {
    List,
    Range,
}

fn joiner(text: &str, at: usize) -> Option<(Joiner, usize)> {
    const JOINERS: [(&str, Joiner); 12] = [
        (", and ", Joiner::List),
        ("&amp;", Joiner::List),
        ("and/or ", Joiner::List),
        ("and ", Joiner::List),
        ("or ", Joiner::List),
        ("to ", Joiner::Range),
        ("&", Joiner::List),
        (",", Joiner::List),
        ("/", Joiner::List),
        ("-", Joiner::Range),
        ("–", Joiner::Range),
        ("+", Joiner::List),
    ];
    let rest = text.get(at..)?;
    JOINERS.iter().find_map(|(word, joiner)| {
        let head = rest.get(..word.len())?;
        head.eq_ignore_ascii_case(word).then_some((*joiner, at + word.len()))
    })
}

/// `(a)-(c)`: the letters or numbers between the two ends.
fn fill_range(groups: &mut Vec<String>, to: &str) {
    let Some(from) = groups.last() else { return };
    let between: Vec<String> = match (from.as_bytes(), to.as_bytes()) {
        ([from], [to]) if from < to && from.is_ascii_alphanumeric() => {
            (from + 1..*to).map(|byte| char::from(byte).to_string()).collect()
        }
        _ => Vec::new(),
    };
    groups.extend(between);
}

fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let skipped: usize =
        rest.chars().take(MAX_SPACES).take_while(|c| matches!(c, ' ' | '\u{a0}' | '\t')).map(char::len_utf8).sum();
    at + skipped
}

/// Whether the words around a citation say that it is of some other law.
pub(super) fn names_another_enactment(text: &str, end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    let after: String =
        rest.chars().take(ENACTMENT_REACH).take_while(|c| !matches!(c, '.' | ';' | ':' | '\n' | ')')).collect();
    let after = after.trim_start().to_lowercase();
    let Some(name) = after.strip_prefix("of ") else { return false };
    let name = name.strip_prefix("the ").unwrap_or(name);
    if OURS.iter().any(|ours| name.starts_with(ours)) {
        return false;
    }
    // The name of an enactment ends at its first `Act`, `Regulations`, `Order`, `Rules` or `GDPR`.
    name.split([',', '('])
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .take(WORDS_IN_A_TITLE)
        .any(|word| matches!(word, "act" | "regulations" | "order" | "rules" | "gdpr" | "dpa" | "code" | "directive"))
}

const OURS: [&str; 9] = [
    "freedom of information",
    "environmental information",
    "act",
    "foi",
    "foia",
    "eir",
    "regulations",
    "eirs",
    "information act",
];

const LONGEST_KEYWORD: usize = 11;
/// A group with spaces inside is at most `( xviii )`.
const LONGEST_GROUP: usize = 10;
/// The longest real list of paragraphs is under twenty.
const MAX_GROUPS: usize = 64;
const MAX_SPACES: usize = 8;
const ENACTMENT_REACH: usize = 120;
const WORDS_IN_A_TITLE: usize = 10;
