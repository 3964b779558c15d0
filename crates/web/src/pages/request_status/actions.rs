//! What a requester can do: write, take the request back, ask for an internal review.

use candour_casework::Authority;
use maud::{Markup, html};
use serde::Deserialize;

use crate::components::{Field, FieldError, button, error_summary, inset_text, question_textarea, warning_text};
use crate::dates;
use crate::desk::Action;
use crate::own_case::{OwnCase, Stage};

/// Which of the actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ActionKind {
    Reply,
    Withdraw,
    Review,
}

/// The form of an action.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ActionForm {
    message: String,
}

impl ActionKind {
    pub(super) fn from_key(key: &str) -> Option<Self> {
        [Self::Reply, Self::Withdraw, Self::Review].into_iter().find(|kind| kind.key() == key)
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Withdraw => "withdraw",
            Self::Review => "review",
        }
    }

    /// The field to which an error belongs.
    pub(super) fn field(self) -> &'static str {
        if self == Self::Withdraw { "withdraw" } else { "message" }
    }

    pub(super) fn title(self, own: &OwnCase) -> &'static str {
        match self {
            Self::Reply if own.stage == Stage::AwaitingClarification => "Answer our question",
            Self::Reply => "Write to us about your request",
            Self::Withdraw => "Take your request back",
            Self::Review => "Ask us to look at the answer again",
        }
    }

    /// What is said once it is done.
    pub(super) fn done_words(self) -> &'static str {
        match self {
            Self::Reply => "We have what you wrote",
            Self::Withdraw => "You have taken your request back",
            Self::Review => "You have asked for an internal review",
        }
    }

    /// Whether it can be done now.
    pub(super) fn is_open(self, own: &OwnCase) -> bool {
        match self {
            Self::Reply => own.may_reply,
            Self::Withdraw => own.may_withdraw,
            Self::Review => own.may_ask_for_review,
        }
    }
}

impl ActionForm {
    /// The action, if the form is filled in.
    pub(super) fn action(&self, kind: ActionKind) -> Result<Action, Vec<FieldError>> {
        let message = self.message.replace("\r\n", "\n").trim().to_owned();
        let length = message.chars().count();
        let fault = match kind {
            ActionKind::Withdraw => return Ok(Action::Withdraw),
            ActionKind::Reply if message.is_empty() => Some("Enter what you want to tell us".to_owned()),
            ActionKind::Review if message.is_empty() => {
                Some("Enter what you think is wrong with the answer".to_owned())
            }
            _ if length > MESSAGE_CHARACTERS => {
                Some(format!("Your message must be {MESSAGE_CHARACTERS} characters or fewer. It has {length}"))
            }
            _ => None,
        };
        match (fault, kind) {
            (Some(fault), _) => Err(vec![FieldError::new("message", fault)]),
            (None, ActionKind::Review) => Ok(Action::AskForReview(message)),
            (None, _) => Ok(Action::Reply(message)),
        }
    }
}

/// The page of an action.
pub(super) fn content(
    authority: &Authority,
    own: &OwnCase,
    base: &str,
    kind: ActionKind,
    form: &ActionForm,
    errors: &[FieldError],
) -> Markup {
    html! {
        a class="govuk-back-link" href=(base) { "Back to your request" }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(errors))
                form method="post" action={ (base) "/" (kind.key()) } novalidate {
                    @match kind {
                        ActionKind::Withdraw => (withdraw(own, errors)),
                        ActionKind::Reply | ActionKind::Review => {
                            (question_textarea(
                                Field { name: "message", label: kind.title(own), hint: &hint(authority, own, kind), value: &form.message, errors },
                                8,
                            ))
                            (button("Send"))
                        }
                    }
                }
            }
        }
    }
}

fn withdraw(own: &OwnCase, errors: &[FieldError]) -> Markup {
    html! {
        h1 class="govuk-heading-l" { (ActionKind::Withdraw.title(own)) }
        p class="govuk-body" { "We stop working on request " (own.reference) " and send you no answer. You can ask again at any time, but the time limit then begins again." }
        (warning_text("This cannot be undone here."))
        @for error in errors {
            p id="withdraw-error" class="govuk-error-message" { span class="govuk-visually-hidden" { "Error:" } " " (error.message) }
        }
        button type="submit" id="withdraw" class="govuk-button govuk-button--warning" data-module="govuk-button"
            data-prevent-double-click="true" { "Take my request back" }
        (inset_text(&html! { "If your question was answered elsewhere, taking the request back saves public money. You do not have to say why." }))
    }
}

fn hint(authority: &Authority, own: &OwnCase, kind: ActionKind) -> String {
    match kind {
        ActionKind::Review => {
            let until = own.review_until.map(|until| format!(" You can ask until {}.", dates::long(until)));
            format!(
                "Say what you think is wrong or missing. Somebody at {} who did not make the decision looks at it.{}",
                authority.name,
                until.unwrap_or_default()
            )
        }
        _ if own.stage == Stage::AwaitingClarification => {
            "The time for our answer runs anew from the day we have yours.".to_owned()
        }
        _ => "What you write is added to your request. It does not change the date by which we answer.".to_owned(),
    }
}

const MESSAGE_CHARACTERS: usize = 10_000;
