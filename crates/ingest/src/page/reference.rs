//! The reference of the request a page answers.

use std::sync::LazyLock;

use regex::Regex;

use super::Refused;
use super::lines::Line;

/// The reference: in the present form anywhere near the top, otherwise what follows a label.
pub(super) fn find(lines: &[Line]) -> Result<String, Refused> {
    let mut present: Vec<String> = Vec::new();
    let mut labelled: Vec<String> = Vec::new();
    let mut label_above = false;
    for line in lines {
        let after_label = match LABEL.find(&line.text).and_then(|label| line.text.get(label.end()..)) {
            Some(rest) => Some(rest),
            None => label_above.then_some(line.text.as_str()),
        };
        label_above = after_label.is_some_and(|rest| rest.trim().is_empty());
        if let Some(found) = after_label.and_then(|rest| TOKEN.captures(rest)).and_then(|found| found.get(1)) {
            let token = found.as_str().trim_end_matches(['.', ',', ';']);
            if token.chars().any(|c| c.is_ascii_digit()) && token.chars().count() >= SHORTEST {
                push(&mut labelled, token.to_owned());
                continue;
            }
        }
        for found in PRESENT.find_iter(&line.text) {
            push(&mut present, found.as_str().to_uppercase());
        }
    }
    // A page may mention other requests in passing; several labels mean several answers.
    match (labelled.as_slice(), present.as_slice()) {
        ([one], _) => Ok(one.clone()),
        ([], [first, ..]) => Ok(first.clone()),
        ([], []) => Err(Refused::NoReference),
        (several, _) => {
            Err(Refused::SeveralRequests(several.iter().take(MENTIONED).cloned().collect::<Vec<_>>().join(", ")))
        }
    }
}

/// Whether a line is there to give the reference.
pub(super) fn is_reference_line(text: &str, reference: &str) -> bool {
    let is_label_alone = LABEL.find(text).is_some_and(|label| label.end() == text.len());
    is_label_alone
        || (text.contains(reference)
            && (LABEL.is_match(text) || text.chars().count() <= reference.chars().count() + 40))
}

fn push(found: &mut Vec<String>, reference: String) {
    if !found.contains(&reference) {
        found.push(reference);
    }
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:freedom of information|environmental information|foi|eir|our|case|request|information request|\(?rfi\)?)?[\s:\-–—]*(?:request\s*)?(?:reference|ref)\.?\s*(?:no|number|num)?\.?\s*(?:[:#\-–—]|is)?\s*")
        .expect("a fixed expression, used by every test of this module")
});

static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([A-Za-z0-9][A-Za-z0-9./_\-]{2,40})(?:\s|$|[,;)])")
        .expect("a fixed expression, used by every test of this module")
});

static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b\d{2}\.(?:FOI|EIR|IR)\.\d{2}\.\d{6}\b")
        .expect("a fixed expression, used by every test of this module")
});

/// `FOI 1` is no reference.
const SHORTEST: usize = 4;
const MENTIONED: usize = 5;
