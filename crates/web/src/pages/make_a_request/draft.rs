//! What somebody has typed so far. It travels in the form itself, from page to page: the server keeps nothing, sets no
//! cookie, and so cannot lose it.

use candour_casework::Digest;
use candour_ingest::request::{MOST_QUESTIONS, joined, split};
use maud::{Markup, html};

use crate::components::FieldError;
use crate::desk::mail_address;

/// The answers so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The request as first typed; empty once it is divided.
    pub(crate) request: String,
    /// What stands before the questions.
    pub(crate) introduction: String,
    /// The questions.
    pub(crate) questions: Vec<String>,
    /// The name.
    pub(crate) name: String,
    /// The e-mail address.
    pub(crate) email: String,
    /// The postal address.
    pub(crate) post: String,
    /// The form of answer wanted.
    pub(crate) form: String,
    /// Whether an answer in Welsh is wanted.
    pub(crate) welsh: bool,
    /// Names the text about whose personal information the writer was asked.
    pub(crate) warned: String,
    /// Whether the list of answers has been seen, so that a change leads back to it.
    pub(crate) checked: bool,
    /// The signed time at which the form was opened.
    pub(crate) stamp: String,
    /// What filled in the field that people do not see.
    pub(crate) website: String,
}

/// The names of the fields of the questions, which are also their identifiers.
pub(crate) const QUESTION_FIELDS: [&str; MOST_QUESTIONS] = [
    "question-1",
    "question-2",
    "question-3",
    "question-4",
    "question-5",
    "question-6",
    "question-7",
    "question-8",
    "question-9",
    "question-10",
    "question-11",
    "question-12",
    "question-13",
    "question-14",
    "question-15",
    "question-16",
    "question-17",
    "question-18",
    "question-19",
    "question-20",
];

impl Draft {
    /// Reads a form; a field that is not there is empty, an unknown one is passed over.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        let mut draft = Self::default();
        let mut questions = vec![String::new(); MOST_QUESTIONS];
        for (name, value) in fields {
            match name.as_str() {
                "request" => draft.request = words(&value),
                "introduction" => draft.introduction = words(&value),
                "name" => draft.name = line(&value),
                "email" => draft.email = line(&value),
                "post" => draft.post = words(&value),
                "form" => draft.form = words(&value),
                "welsh" => draft.welsh = value == "yes",
                "warned" => draft.warned = line(&value),
                "checked" => draft.checked = value == "yes",
                "stamp" => draft.stamp = line(&value),
                "website" => draft.website = line(&value),
                question => {
                    let known = QUESTION_FIELDS.iter().position(|field| *field == question);
                    if let Some(slot) = known.and_then(|position| questions.get_mut(position)) {
                        *slot = words(&value);
                    }
                }
            }
        }
        draft.questions = questions.into_iter().filter(|question| !question.is_empty()).collect();
        draft
    }

    /// The answers that another page of the form asked for, as fields that are not seen.
    pub(crate) fn hidden_but(&self, asked_here: &[&str]) -> Markup {
        let flag = |is_set: bool| if is_set { "yes" } else { "" };
        let fixed = [
            ("request", self.request.as_str()),
            ("introduction", &self.introduction),
            ("name", &self.name),
            ("email", &self.email),
            ("post", &self.post),
            ("form", &self.form),
            ("welsh", flag(self.welsh)),
            ("warned", &self.warned),
            ("checked", flag(self.checked)),
            ("stamp", &self.stamp),
        ];
        let questions = QUESTION_FIELDS.into_iter().zip(self.questions.iter().map(String::as_str));
        let carried = fixed.into_iter().chain(questions);
        html! {
            @for (name, value) in carried.filter(|(name, value)| !value.is_empty() && !asked_here.contains(name)) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }

    /// Divides what was typed into questions.
    pub(crate) fn divide(&mut self) {
        if !self.request.is_empty() {
            let divided = split(&std::mem::take(&mut self.request));
            self.introduction = divided.introduction;
            self.questions = divided.questions;
        }
    }

    /// Puts the questions together again, to be typed at as one text.
    pub(crate) fn unite(&mut self) {
        if self.request.is_empty() {
            self.request = self.text();
            self.introduction.clear();
            self.questions.clear();
        }
    }

    /// The request as it would be sent.
    pub(crate) fn text(&self) -> String {
        if self.request.is_empty() { joined(&self.introduction, &self.questions) } else { self.request.clone() }
    }

    /// Where to answer.
    pub(crate) fn address(&self) -> String {
        let parts = [self.email.as_str(), self.post.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// Names the present text; what was said about another one does not hold for it.
    pub(crate) fn text_mark(&self) -> String {
        Digest::of(self.text().as_bytes()).to_string().chars().take(16).collect()
    }

    /// What is wrong with the request.
    pub(crate) fn faults_of_request(&self) -> Vec<FieldError> {
        let text = self.text();
        // Where the questions stand in fields of their own, the summary leads to the first of them.
        let field = if self.request.is_empty() && !self.questions.is_empty() { QUESTION_FIELDS[0] } else { "request" };
        let message = if text.chars().filter(|c| c.is_alphanumeric()).count() < FEWEST_LETTERS {
            Some("Enter what you want to know".to_owned())
        } else {
            too_long("Your request", &text, REQUEST_CHARACTERS)
        };
        message.map(|message| FieldError::new(field, message)).into_iter().collect()
    }

    /// What is wrong with the name.
    pub(crate) fn faults_of_name(&self) -> Vec<FieldError> {
        let lower = self.name.to_lowercase();
        let message = if self.name.is_empty() {
            Some("Enter your name".to_owned())
        } else if !self.name.chars().any(char::is_alphabetic) || NOT_A_NAME.contains(&lower.as_str()) {
            Some("Enter your real name: the law does not let us answer without it".to_owned())
        } else if self.name.contains('@') {
            Some("Enter your name here, not your e-mail address".to_owned())
        } else {
            too_long("Your name", &self.name, NAME_CHARACTERS)
        };
        message.map(|message| FieldError::new("name", message)).into_iter().collect()
    }

    /// What is wrong with the addresses and the form of the answer.
    pub(crate) fn faults_of_reply(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        if self.email.is_empty() && self.post.is_empty() {
            faults.push(FieldError::new("email", "Enter an e-mail address or a postal address"));
        }
        if !self.email.is_empty() && mail_address(&self.email).is_none() {
            let message = "Enter an e-mail address in the correct format, like name@example.com";
            faults.push(FieldError::new("email", message));
        }
        if !self.post.is_empty() && self.post.chars().filter(|c| c.is_alphanumeric()).count() < FEWEST_LETTERS {
            faults.push(FieldError::new("post", "Enter a full postal address, or leave it empty"));
        }
        for (field, what, text, limit) in [
            ("post", "Your postal address", &self.post, ADDRESS_CHARACTERS),
            ("form", "What you write about the form of the answer", &self.form, FORM_CHARACTERS),
        ] {
            faults.extend(too_long(what, text, limit).map(|message| FieldError::new(field, message)));
        }
        faults
    }
}

fn too_long(what: &str, text: &str, limit: usize) -> Option<String> {
    let length = text.chars().count();
    (length > limit).then(|| format!("{what} must be {limit} characters or fewer. It has {length}"))
}

/// Text of several lines: line ends as one character, nothing that cannot be seen.
fn words(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>().trim().to_owned()
}

/// Text of one line.
fn line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The longest request: some forty pages. What is longer can be sent by letter or e-mail.
pub(crate) const REQUEST_CHARACTERS: usize = 20_000;
const NAME_CHARACTERS: usize = 200;
const ADDRESS_CHARACTERS: usize = 1_000;
const FORM_CHARACTERS: usize = 500;
const FEWEST_LETTERS: usize = 3;
const NOT_A_NAME: [&str; 8] = ["anonymous", "anon", "none", "n/a", "na", "no name", "name", "test"];

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(fields: &[(&str, &str)]) -> Draft {
        Draft::of(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn everything_typed_travels_in_the_next_page() {
        let draft = draft(&[
            ("introduction", "About vans"),
            ("question-1", "How many?\r\nAnd why?"),
            ("question-20", "\"<Cost>\""),
            ("name", "Alex  Example"),
            ("welsh", "yes"),
            ("unknown", "x"),
        ]);
        assert_eq!(draft.questions, ["How many?\nAnd why?", "\"<Cost>\""]);
        let page = draft.hidden_but(&["name"]).into_string();
        assert!(page.contains("value=\"How many?\nAnd why?\"") && page.contains("&quot;&lt;Cost&gt;&quot;"));
        assert!(!page.contains("Alex") && page.contains("name=\"welsh\" value=\"yes\""));
    }

    #[test]
    fn dividing_and_uniting_lose_nothing() {
        let mut draft = draft(&[("request", "About vans:\n1. How many?\n2. At what cost?")]);
        draft.divide();
        assert_eq!((draft.introduction.as_str(), draft.questions.len()), ("About vans:", 2));
        let text = draft.text();
        draft.unite();
        assert_eq!(draft.request, text);
        draft.divide();
        assert_eq!(draft.text(), text);
    }

    #[test]
    fn a_name_and_an_address_are_needed_and_must_be_real() {
        for name in ["", "  ", "123", "Anonymous", "alex@example.org", &"x".repeat(201)] {
            assert_eq!(draft(&[("name", name)]).faults_of_name().len(), 1, "{name}");
        }
        for name in ["Alex Example", "Zoë O’Brien-Łukasz", "李", "J"] {
            assert!(draft(&[("name", name)]).faults_of_name().is_empty(), "{name}");
        }
        assert_eq!(draft(&[]).faults_of_reply()[0].field, "email");
        assert_eq!(draft(&[("email", "alex")]).faults_of_reply().len(), 1);
        assert_eq!(draft(&[("email", "a@example.org\nBcc: b@example.org")]).faults_of_reply().len(), 1);
        assert!(draft(&[("post", "1 Sample Street")]).faults_of_reply().is_empty());
    }

    #[test]
    fn what_cannot_be_seen_is_not_kept() {
        assert_eq!(draft(&[("request", "a\0b\u{7}c")]).request, "abc");
        assert_eq!(draft(&[("name", "Alex\r\nExample")]).name, "Alex Example");
    }
}
