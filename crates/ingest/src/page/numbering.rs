//! The questions a requester numbered.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

/// A question with the requester's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberedQuestion {
    /// The requester's number.
    pub number: u32,
    /// The question, verbatim without its number.
    pub text: String,
}

/// The numbered questions of a request, if it numbers them from 1 upwards.
///
/// Lines without a number belong to the question before them.
pub(super) fn questions(request: &[String]) -> Vec<NumberedQuestion> {
    divided(request).1
}

/// The same, after the lines that stand before the first number.
pub(crate) fn divided(request: &[String]) -> (Vec<String>, Vec<NumberedQuestion>) {
    let mut before_first: Vec<String> = Vec::new();
    let mut questions: Vec<NumberedQuestion> = Vec::new();
    for line in request {
        let mut rest = line.as_str();
        loop {
            let expected = questions.last().map_or(1, |question| question.number.saturating_add(1));
            match split_at(rest, expected) {
                Some((before, after)) => {
                    continue_last(&mut before_first, &mut questions, before);
                    questions.push(NumberedQuestion { number: expected, text: String::new() });
                    rest = after;
                }
                None => {
                    continue_last(&mut before_first, &mut questions, rest);
                    break;
                }
            }
            if questions.len() >= MOST {
                continue_last(&mut before_first, &mut questions, rest);
                break;
            }
        }
    }
    // A lone "1." is a heading or a list cut short, but still the requester's own number.
    questions.retain(|question| !question.text.is_empty());
    (before_first, questions)
}

/// Split where the expected number stands, at the start or after the end of a sentence.
fn split_at(text: &str, expected: u32) -> Option<(&str, &str)> {
    MARKER.captures_iter(text).find_map(|found| {
        let whole = found.get(0)?;
        let number: u32 = found.get(1)?.as_str().parse().ok()?;
        let before = text.get(..whole.start())?.trim_end();
        let after_sentence =
            before.is_empty() || before.ends_with(['.', '?', ';', ':', ',', ')']) || before.ends_with("and");
        (number == expected && after_sentence)
            .then(|| (before, text.get(whole.end()..).unwrap_or_default().trim_start()))
    })
}

fn continue_last(before_first: &mut Vec<String>, questions: &mut [NumberedQuestion], text: &str) {
    match questions.last_mut() {
        None => before_first.push(text.trim().to_owned()),
        Some(_) if text.trim().is_empty() => {}
        Some(last) => {
            if !last.text.is_empty() {
                last.text.push('\n');
            }
            last.text.push_str(text.trim());
        }
    }
}

static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(?:question|q|part)\s*|\(|\b)(\d{1,2})(?:\s*[.):]|\s*[-–—])\s+")
        .expect("a fixed expression, used by every test of this module")
});

/// The longest numbered request worth splitting.
const MOST: usize = 99;
