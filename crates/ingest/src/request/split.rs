//! Into which questions a request falls: by its own numbers, by its bullets, or by its question marks.

use std::sync::LazyLock;

use regex::Regex;

use crate::page::numbering;

/// A request, divided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// What stands before the first question.
    pub introduction: String,
    /// The questions; one where nothing divides them, none where there is no text.
    pub questions: Vec<String>,
}

/// The most questions a request is divided into; the rest stays with the last.
pub const MOST_QUESTIONS: usize = 20;

/// Divides a request.
#[must_use]
pub fn split(text: &str) -> Split {
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
    let divided = by_numbers(&lines).or_else(|| by_bullets(&lines)).or_else(|| by_question_marks(text));
    let whole = || {
        let text = text.trim();
        let questions = if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
        Split { introduction: String::new(), questions }
    };
    let mut split = divided.unwrap_or_else(whole);
    while split.questions.len() > MOST_QUESTIONS {
        let rest = split.questions.pop().unwrap_or_default();
        if let Some(last) = split.questions.last_mut() {
            last.push('\n');
            last.push_str(&rest);
        }
    }
    split
}

/// The text of a request with numbered questions, as it is sent.
#[must_use]
pub fn joined(introduction: &str, questions: &[String]) -> String {
    let introduction = introduction.trim();
    let mut paragraphs: Vec<String> = Vec::new();
    if !introduction.is_empty() {
        paragraphs.push(introduction.to_owned());
    }
    match questions {
        [one] => paragraphs.push(one.trim().to_owned()),
        several => {
            paragraphs.extend((1..).zip(several).map(|(number, question)| format!("{number}. {}", question.trim())));
        }
    }
    paragraphs.join("\n\n")
}

fn by_numbers(lines: &[String]) -> Option<Split> {
    let (before, questions) = numbering::divided(lines);
    let questions: Vec<String> = questions.into_iter().map(|question| question.text).collect();
    (questions.len() >= 2).then(|| Split { introduction: before.join("\n").trim().to_owned(), questions })
}

fn by_bullets(lines: &[String]) -> Option<Split> {
    let mut split = Split::default();
    for line in lines {
        if let Some(mark) = BULLET.find(line) {
            split.questions.push(line.get(mark.end()..).unwrap_or_default().to_owned());
        } else {
            let onto = split.questions.last_mut().unwrap_or(&mut split.introduction);
            if !onto.is_empty() {
                onto.push('\n');
            }
            onto.push_str(line);
        }
    }
    tidied(split)
}

/// A question is a sentence with a question mark and the statements that follow it.
fn by_question_marks(text: &str) -> Option<Split> {
    let mut split = Split::default();
    let mut rest = text;
    while let Some(end) = SENTENCE.find(rest).map(|found| found.end()).or((!rest.is_empty()).then_some(rest.len())) {
        let (sentence, after) = rest.split_at(end);
        if sentence.trim_end().ends_with('?') {
            split.questions.push(sentence.to_owned());
        } else {
            split.questions.last_mut().unwrap_or(&mut split.introduction).push_str(sentence);
        }
        rest = after;
    }
    tidied(split)
}

fn tidied(split: Split) -> Option<Split> {
    let questions: Vec<String> = split.questions.iter().map(|text| text.trim().to_owned()).collect();
    let questions: Vec<String> = questions.into_iter().filter(|text| !text.is_empty()).collect();
    (questions.len() >= 2).then(|| Split { introduction: split.introduction.trim().to_owned(), questions })
}

/// A bullet, a dash, or a letter with a bracket or a full stop.
static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[•●▪‣*\-–—]|\(?[a-zA-Z][.)])\s+").expect("a fixed expression, used by every test of this module")
});

/// Up to the end of a sentence: its mark and the white space after it.
static SENTENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[.?!]+[”’)]*\s+").expect("a fixed expression, used by every test of this module"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_questions_keep_their_introduction() {
        let found = split("Dear Sir,\n\nAbout the vans:\n1. How many?\n2) At what cost?\nBy make, please.");
        assert_eq!(found.introduction, "Dear Sir,\n\nAbout the vans:");
        assert_eq!(found.questions, ["How many?", "At what cost?\nBy make, please."]);
    }

    #[test]
    fn bullets_and_letters_divide() {
        let found = split("Please send\n- the plan\n• the budget\n– the minutes");
        assert_eq!((found.introduction.as_str(), found.questions.len()), ("Please send", 3));
        assert_eq!(split("a) the plan\nb) the budget").questions, ["the plan", "the budget"]);
    }

    #[test]
    fn questions_in_running_text_divide_at_their_marks() {
        let found = split("I ask about vans. How many are there? Count all. What did they cost?");
        assert_eq!(found.introduction, "I ask about vans.");
        assert_eq!(found.questions, ["How many are there? Count all.", "What did they cost?"]);
    }

    #[test]
    fn what_nothing_divides_is_one_question() {
        assert_eq!(split("The annual report of 2025, please.").questions, ["The annual report of 2025, please."]);
        assert_eq!(split(" \n "), Split::default());
    }

    #[test]
    fn no_word_is_lost_whatever_is_written() {
        let hostile = format!("{}{}", "1. a ".repeat(200), "? ! . - • 2) ".repeat(300));
        for text in ["1. a\n2. b\n3. c", "- x\n- y", "A? B! C. D?", "é? ü? ”? 1.", "????", &hostile] {
            let found = split(text);
            let words = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
            assert_eq!(words(&joined(&found.introduction, &found.questions)), words(text), "{text}");
            assert!(found.questions.len() <= MOST_QUESTIONS);
        }
    }
}
