//! The pages of the form.

use candour_casework::authority::Nation;
use candour_casework::{Authority, Publication};
use candour_ingest::request::{PersonalKind, personal_hints};
use maud::{Markup, html};

use super::draft::{Draft, QUESTION_FIELDS, REQUEST_CHARACTERS};
use crate::components::{
    Field, FieldError, back_button, button, button_going, change_button, checkbox, error_summary, honeypot, input_for,
    inset_text, question_input, question_textarea, textarea_for, warning_text,
};
use crate::dates;
use crate::pages::{address_of, outcome_tag};

/// One page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// What somebody wants to know.
    Request,
    /// What is published already.
    Published,
    /// The questions it falls into.
    Questions,
    /// What in it may be personal.
    Personal,
    /// The hand-off to subject access.
    OwnInformation,
    /// Who asks.
    Name,
    /// Where to answer.
    Reply,
    /// All answers, before they are sent.
    Check,
}

const KEYS: [(Step, &str); 8] = [
    (Step::Request, "request"),
    (Step::Published, "published"),
    (Step::Questions, "questions"),
    (Step::Personal, "personal"),
    (Step::OwnInformation, "own-information"),
    (Step::Name, "name"),
    (Step::Reply, "reply"),
    (Step::Check, "check"),
];

impl Step {
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        KEYS.iter().find(|(_, known)| *known == key).map(|(step, _)| *step)
    }

    fn key(self) -> &'static str {
        KEYS.iter().find(|(step, _)| *step == self).map_or("request", |(_, key)| key)
    }

    /// The page to which "Back" leads.
    pub(crate) fn before(self) -> Self {
        match self {
            Self::Request | Self::Published | Self::Questions => Self::Request,
            Self::Personal | Self::Name => Self::Questions,
            Self::OwnInformation => Self::Personal,
            Self::Reply => Self::Name,
            Self::Check => Self::Reply,
        }
    }

    /// The title of the page.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Request => "What do you want to know?",
            Self::Published => "This may be answered already",
            Self::Questions => "Your questions",
            Self::Personal => "Your request may contain personal information",
            Self::OwnInformation => "Ask for information about yourself",
            Self::Name => "What is your name?",
            Self::Reply => "Where shall we send the answer?",
            Self::Check => "Check your request before you send it",
        }
    }
}

/// A page as it is to be shown.
pub(crate) struct Shown {
    pub(crate) step: Step,
    pub(crate) errors: Vec<FieldError>,
    /// Published answers that may help.
    pub(crate) published: Vec<Publication>,
    /// How many fields to offer beyond the questions there are.
    pub(crate) empty_questions: usize,
}

impl Shown {
    pub(crate) fn step(step: Step) -> Self {
        Self { step, errors: Vec::new(), published: Vec::new(), empty_questions: 0 }
    }
}

/// Keeps what is between two people out of search engines.
pub(crate) fn unlisted() -> Markup {
    html! { meta name="robots" content="noindex, nofollow"; }
}

/// What stands on a page.
pub(crate) fn content(authority: &Authority, draft: &Draft, shown: &Shown) -> Markup {
    let (body, asked_here) = match shown.step {
        Step::Request => (request(draft, shown), vec!["request"]),
        Step::Published => (published(shown), Vec::new()),
        Step::Questions => {
            let asked = QUESTION_FIELDS.into_iter().chain(["introduction"]);
            (questions(draft, shown), asked.collect())
        }
        Step::Personal => (personal(draft), Vec::new()),
        Step::OwnInformation => (own_information(authority, draft), Vec::new()),
        Step::Name => (name(draft, shown), vec!["name"]),
        Step::Reply => (reply(authority, draft, shown), vec!["email", "post", "form", "welsh"]),
        Step::Check => (check(authority, draft, shown), vec!["checked"]),
    };
    html! {
        @if shown.step != Step::Request { (back_button(FORM)) }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(&shown.errors))
                form id=(FORM) method="post" action={ "/" (authority.slug) "/make-a-request" } novalidate {
                    input type="hidden" name="step" value=(shown.step.key());
                    (draft.hidden_but(&asked_here))
                    (body)
                }
            }
        }
    }
}

fn request(draft: &Draft, shown: &Shown) -> Markup {
    let hint = "Describe the information: what it is about, which years, which area. If you have several questions, \
                number them. Do not include personal information about yourself or others.";
    html! {
        (question_textarea(
            Field {
                name: "request",
                label: Step::Request.title(),
                hint,
                value: &draft.request,
                errors: &shown.errors,
            },
            10,
        ))
        p class="govuk-body" { "Up to " (thousands(REQUEST_CHARACTERS)) " characters." }
        (button("Continue"))
    }
}

fn published(shown: &Shown) -> Markup {
    html! {
        h1 class="govuk-heading-l" { (Step::Published.title()) }
        p class="govuk-body" {
            @if shown.published.len() == 1 { "This published answer is " } @else { "These published answers are " }
            "close to what you want to know. If one of them answers you, you need not wait for another."
        }
        ul class="candour-entries govuk-!-margin-bottom-6" {
            @for publication in &shown.published {
                li class="candour-entry" {
                    h2 class="govuk-heading-s" {
                        a class="govuk-link" href=(address_of(publication)) target="_blank" rel="noopener noreferrer" {
                            (publication.title) " (opens in a new tab)"
                        }
                    }
                    p class="govuk-body" { (publication.summary) }
                    p class="govuk-body-s candour-facts" {
                        span { (outcome_tag(publication.outcome)) }
                        span { "Published " (dates::long(publication.published_on)) }
                    }
                }
            }
        }
        (button("Continue with my request"))
    }
}

fn questions(draft: &Draft, shown: &Shown) -> Markup {
    let count = (draft.questions.len() + shown.empty_questions).clamp(1, QUESTION_FIELDS.len());
    let several = count > 1;
    let label = |number: usize| if several { format!("Question {number}") } else { "Your question".to_owned() };
    html! {
        h1 class="govuk-heading-l" { (Step::Questions.title()) }
        p class="govuk-body" {
            @if draft.questions.len() > 1 {
                "We read " (draft.questions.len()) " questions in your request. Each gets its own answer. "
                "Change them if we divided it in the wrong place; empty one to remove it."
            } @else {
                "We read one question in your request. If there are more, add them, so that each gets its own answer."
            }
        }
        @if !draft.introduction.is_empty() {
            (textarea_for(
                Field { name: "introduction", label: "Introduction", hint: "Not a question itself, but part of your request.", value: &draft.introduction, errors: &shown.errors },
                3,
                "",
            ))
        }
        @for (number, name) in (1..).zip(QUESTION_FIELDS.into_iter().take(count)) {
            @let value = draft.questions.get(number - 1).map(String::as_str).unwrap_or_default();
            (textarea_for(
                Field { name, label: &label(number), hint: "", value, errors: &shown.errors },
                if value.chars().count() > LONG_QUESTION { 8 } else { 3 },
                "",
            ))
        }
        (button("Continue"))
        @if count < QUESTION_FIELDS.len() {
            div { (button_going("add", "Add another question", true)) }
        }
    }
}

fn personal(draft: &Draft) -> Markup {
    let hints = personal_hints(&draft.text());
    let about_writer = hints.iter().any(|hint| hint.kind == PersonalKind::AboutTheWriter);
    html! {
        h1 class="govuk-heading-l" { (Step::Personal.title()) }
        p class="govuk-body" {
            "An answer under the Freedom of Information Act is an answer to everybody, and we may publish it. "
            "Please do not include information about yourself or other people that is not needed. We noticed:"
        }
        ul class="govuk-list govuk-list--bullet" {
            @for hint in &hints { li { (hint.kind.words()) ": “" (hint.words) "”" } }
        }
        p class="govuk-body" { "We may be wrong: a program looked, not a person." }
        @if about_writer {
            (inset_text(&html! {
                "If you want to know what is held about you, you have a stronger right: ask for your own information instead. "
                "It is free, and only you get the answer."
            }))
        }
        div class="govuk-button-group" {
            (button_going("back", "Change my request", false))
            (button_going("keep", "Continue without changing it", true))
            @if about_writer { (button_going("own-information", "Ask for information about myself", true)) }
        }
    }
}

fn own_information(authority: &Authority, draft: &Draft) -> Markup {
    html! {
        h1 class="govuk-heading-l" { (Step::OwnInformation.title()) }
        p class="govuk-body" {
            "You have the right to a copy of the information that " (authority.name) " holds about you "
            "(article 15 of the UK GDPR). This is called a subject access request. It is answered within one month, and it is not published."
        }
        p class="govuk-body" { "This form is not the place for it, because what is sent here may be answered to everybody. Copy these words and send them:" }
        (super::other_ways(authority))
        div class="candour-request" {
            p class="govuk-body" { "Please give me a copy of the personal information that you hold about me, under article 15 of the UK GDPR." }
            p class="govuk-body candour-words" { (draft.text()) }
            p class="govuk-body" { "My name and address are: …" }
        }
        p class="govuk-body" { "The authority may ask you to prove who you are. The time runs from when you have." }
        h2 class="govuk-heading-m" { "If your request is not about you" }
        (button_going("keep", "Continue with my request", false))
    }
}

fn name(draft: &Draft, shown: &Shown) -> Markup {
    html! {
        (question_input(
            Field {
                name: "name",
                label: Step::Name.title(),
                hint: "Your real first and last name. The law asks for it (section 8(1)(b) of the Freedom of Information Act 2000). It is not published.",
                value: &draft.name,
                errors: &shown.errors,
            },
            "name",
        ))
        (button("Continue"))
    }
}

fn reply(authority: &Authority, draft: &Draft, shown: &Shown) -> Markup {
    let field = |name, label, hint, value| Field { name, label, hint, value, errors: &shown.errors };
    html! {
        h1 class="govuk-heading-l" { (Step::Reply.title()) }
        p class="govuk-body" { "Give one of these, or both. We use them to answer you and for nothing else." }
        (input_for(field("email", "E-mail address", "", &draft.email), "email", "email"))
        (textarea_for(field("post", "Postal address", "Only if you want the answer by post.", &draft.post), 4, "street-address"))
        (textarea_for(
            field("form", "How would you like the answer? (optional)", "For example, as a spreadsheet, in large print, or on paper.", &draft.form),
            2,
            "",
        ))
        @if authority.nation == Nation::Wales {
            (checkbox("welsh", "I would like the answer in Welsh", draft.welsh))
        }
        (button("Continue"))
    }
}

fn check(authority: &Authority, draft: &Draft, shown: &Shown) -> Markup {
    html! {
        h1 class="govuk-heading-l" { (Step::Check.title()) }
        input type="hidden" name="checked" value="yes";
        (honeypot())
        dl class="govuk-summary-list" {
            (row("Your request", "change-questions", "your request", &html! { div class="candour-words" { (draft.text()) } }))
            (row("Name", "change-name", "your name", &html! { (draft.name) }))
            (row("Answer to", "change-reply", "where to send the answer", &html! { div class="candour-words" { (draft.address()) } }))
            @if !draft.form.is_empty() {
                (row("Form of the answer", "change-reply", "the form of the answer", &html! { div class="candour-words" { (draft.form) } }))
            }
            @if draft.welsh { (row("Language", "change-reply", "the language", &html! { "Welsh" })) }
        }
        h2 class="govuk-heading-m" { "What happens when you send it" }
        p class="govuk-body" {
            (authority.name) " has to answer by a date that we show you next. Your name and address are kept apart from your request. "
            "We may publish the answer, without them."
        }
        (warning_text("Do not send anything that somebody must not know: use the telephone if you are in danger."))
        @if let Some(error) = shown.errors.iter().find(|error| error.field == "send") {
            p id="send-error" class="govuk-error-message" {
                span class="govuk-visually-hidden" { "Error:" } " " (error.message)
            }
        }
        button type="submit" id="send" name="go" value="send" class="govuk-button" data-module="govuk-button"
            data-prevent-double-click="true" { "Send my request" }
    }
}

fn row(key: &str, go: &str, what: &str, value: &Markup) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (key) }
            dd class="govuk-summary-list__value" { (value) }
            dd class="govuk-summary-list__actions" { (change_button(go, what)) }
        }
    }
}

/// A number with commas.
fn thousands(number: usize) -> String {
    let (thousands, rest) = (number / 1_000, number % 1_000);
    if thousands == 0 { rest.to_string() } else { format!("{thousands},{rest:03}") }
}

const FORM: &str = "ask";
const LONG_QUESTION: usize = 300;
