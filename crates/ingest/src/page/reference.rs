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
                push(&mut labelled, canonical(token));
                continue;
            }
        }
        for found in PRESENT.find_iter(&line.text) {
            push(&mut present, canonical(found.as_str()));
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
    let names_it =
        || text.contains(reference) || PRESENT.find_iter(text).any(|one| canonical(one.as_str()) == reference);
    is_label_alone || (names_it() && (LABEL.is_match(text) || text.chars().count() <= reference.chars().count() + 40))
}

/// A reference of the present form as it is written today, whatever stood between its fields; another as it stands.
fn canonical(token: &str) -> String {
    match PRESENT.find(token).filter(|whole| whole.as_str().len() == token.len()) {
        Some(_) => token.to_uppercase().replace(['/', '-', '–', '_', ' '], "."),
        None => token.to_owned(),
    }
}

fn push(found: &mut Vec<String>, reference: String) {
    if !found.contains(&reference) {
        found.push(reference);
    }
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:freedom of information(?: act)?(?: 2000)?|environmental information(?: regulations)?(?: 2004)?|foia?|eir|our|case|request|information request|\(?rfi\)?)?[\s:\-–—]*(?:request\s*)?(?:reference|ref)\.?\s*(?:no|number|num)?\.?\s*(?:[:#\-–—]|is)?\s*")
        .expect("a fixed expression, used by every test of this module")
});

static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((?i:\d{2} (?:FOI|EIR|IR|SAR) \d{2} \d{6})|[A-Za-z0-9][A-Za-z0-9./_\-–]{2,40})(?:\s|$|[,;)])")
        .expect("a fixed expression, used by every test of this module")
});

static PRESENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b\d{2}[./\-–_ ](?:FOI|EIR|IR|SAR)[./\-–_ ]\d{2}[./\-–_ ]\d{6}\b")
        .expect("a fixed expression, used by every test of this module")
});

/// `FOI 1` is no reference.
const SHORTEST: usize = 4;
const MENTIONED: usize = 5;
