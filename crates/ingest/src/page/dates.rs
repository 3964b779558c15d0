//! The dates a page labels.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::lines::Line;

pub(super) fn received_on(lines: &[Line]) -> Option<Date> {
    labelled(lines, &RECEIVED).or_else(|| {
        // "... your request, which was received on 2 October 2018": only before the answer begins.
        lines.iter().take(OPENING_LINES).find_map(|line| {
            let found = RECEIVED_IN_A_SENTENCE.find(&line.text)?;
            let rest: String = line.text.get(found.end()..)?.chars().take(LONGEST_DATE).collect();
            find(&rest)
        })
    })
}

pub(super) fn answered_on(lines: &[Line]) -> Option<Date> {
    // A letter bears its date and nothing else; its reader has to know that this is the answer.
    labelled(lines, &ANSWERED).or_else(|| labelled(lines.get(..lines.len().min(OPENING_LINES))?, &["date", "dated"]))
}

pub(super) fn published_on(lines: &[Line]) -> Option<Date> {
    labelled(lines, &PUBLISHED)
}

/// Whether a line is there to give a date, or is the label of one on the next line.
pub(super) fn is_date_line(text: &str) -> bool {
    let text = text.to_lowercase();
    let label = text.trim_end_matches([':', ' ']);
    text.chars().count() <= LONGEST
        && (find(&text).is_some() || RECEIVED.iter().chain(&ANSWERED).chain(&PUBLISHED).any(|known| *known == label))
}

const RECEIVED: [&str; 6] =
    ["date received", "received on", "received", "date of request", "request received", "date requested"];
const ANSWERED: [&str; 8] = [
    "date of response",
    "response date",
    "answered on",
    "answered",
    "date of decision",
    "decided on",
    "date of reply",
    "responded on",
];
const PUBLISHED: [&str; 5] = ["date published", "published on", "published", "publication date", "date of publication"];

fn labelled(lines: &[Line], labels: &[&str]) -> Option<Date> {
    let mut after_label = false;
    for line in lines {
        if line.text.chars().count() > LONGEST {
            after_label = false;
            continue;
        }
        let text = line.text.to_lowercase();
        let label = labels.iter().find(|label| {
            text.strip_prefix(*label).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ', '|', '-', '–']))
        });
        if (label.is_some() || after_label)
            && let Some(date) = find(&line.text)
        {
            return Some(date);
        }
        after_label = label.is_some();
    }
    None
}

/// A date written in full, by numbers (day first), or by ISO 8601.
pub(crate) fn find(text: &str) -> Option<Date> {
    if let Some(found) = WORDS.captures(text) {
        let month = MONTHS.iter().position(|month| found[2].to_lowercase().starts_with(month))?;
        return new(&found[3], i8::try_from(month + 1).ok()?, &found[1]);
    }
    if let Some(found) = ISO.captures(text) {
        return new(&found[1], found[2].parse().ok()?, &found[3]);
    }
    let found = NUMBERS.captures(text)?;
    new(&found[3], found[2].parse().ok()?, &found[1])
}

fn new(year: &str, month: i8, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// How far down a page its frame reaches.
const OPENING_LINES: usize = 12;
/// The longest date with what may stand before it.
const LONGEST_DATE: usize = 24;

static RECEIVED_IN_A_SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\breceived(?: by [^.;\d]{1,60}?)? on(?: the)? ")
        .expect("a fixed expression, used by every test of this module")
});

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(\d{4})\b",
    )
    .expect("a fixed expression, used by every test of this module")
});
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(\d{4})-(\d{2})-(\d{2})\b").expect("a fixed expression, used by every test of this module")
});
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b").expect("a fixed expression, used by every test of this module")
});

/// A line that gives a date is short.
const LONGEST: usize = 80;
