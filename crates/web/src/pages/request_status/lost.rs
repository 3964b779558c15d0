//! A lost link: who gives the reference and the e-mail address of a request gets a new link by e-mail.
//!
//! The page says the same whether there is such a request or not, and takes no longer for one: what is looked up is
//! looked up after it has been sent. A link goes only to the address that the requester gave.

use candour_casework::Authority;
use maud::{Markup, html};
use serde::Deserialize;

use super::view::contact;
use crate::components::{Field, FieldError, button, error_summary, honeypot, input_for, inset_text};
use crate::desk::mail_address;

/// The form as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LostForm {
    pub(super) reference: String,
    pub(super) email: String,
    /// A field that people do not see; what fills it in is no reader.
    pub(super) website: String,
}

impl LostForm {
    /// The same without what people type around it.
    pub(super) fn trimmed(self) -> Self {
        let plain = |text: &str| text.trim().to_owned();
        Self { reference: plain(&self.reference).to_uppercase(), email: plain(&self.email), ..self }
    }

    pub(super) fn faults(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let is_sound = self.reference.len() <= REFERENCE_BYTES && !self.reference.chars().any(char::is_control);
        if self.reference.is_empty() || !is_sound {
            errors.push(FieldError::new("reference", "Enter the reference of your request, such as 01.FOI.26.000123"));
        }
        if mail_address(&self.email).is_none_or(|address| address != self.email) {
            errors.push(FieldError::new("email", "Enter the e-mail address you gave, such as name@example.org"));
        }
        errors
    }
}

/// What the page is for, for whoever comes without a link, and how to get a new one.
pub(super) fn explanation(authority: &Authority, form: Option<&LostForm>, errors: &[FieldError]) -> Markup {
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(errors))
                h1 class="govuk-heading-l" { "See how your request is getting on" }
                p class="govuk-body" {
                    "When you send a request here we show you the address of a page of its own. Open that address to see how it stands, "
                    "to read the answer, to write to us, to take the request back or to ask for a review."
                }
                h2 class="govuk-heading-m" { "If you have lost the address" }
                @if let Some(form) = form { (ask(authority, form, errors)) }
                p class="govuk-body" {
                    @if form.is_some() { "Did you give no e-mail address, or have you lost the reference too? " }
                    @else { "We do not keep the address, so we cannot tell it to you again. " }
                    "Write to us, and say when you asked and for what:"
                }
                (contact(authority))
                p class="govuk-body" {
                    a class="govuk-link" href={ "/" (authority.slug) "/make-a-request" } { "Make a request" }
                }
            }
        }
    }
}

fn ask(authority: &Authority, form: &LostForm, errors: &[FieldError]) -> Markup {
    let field = |name, label, hint, value| Field { name, label, hint, value, errors };
    html! {
        p class="govuk-body" { "We do not keep it, but we can e-mail you a new one. The old one goes on working." }
        form method="post" action={ "/" (authority.slug) "/request" } novalidate {
            (honeypot())
            (input_for(field("reference", "Reference of your request", "It was shown when you sent it.", &form.reference), "text", "off"))
            (input_for(field("email", "E-mail address", "The one you gave for the answer.", &form.email), "email", "email"))
            (button("Send me a new address"))
        }
    }
}

/// The same for everybody.
pub(super) fn sent(authority: &Authority) -> Markup {
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { "Check your e-mail" }
                p class="govuk-body" {
                    "If there is a request with that reference and that e-mail address, we are sending a new address of its page there. "
                    "It can take some minutes. We send one at most once an hour."
                }
                (inset_text(&html! { "We do not say here whether there is such a request, so that nobody can find out by trying." }))
                p class="govuk-body" { "If nothing comes, look at the reference and the address again, or write to us:" }
                (contact(authority))
                p class="govuk-body" {
                    a class="govuk-link" href={ "/" (authority.slug) "/request" } { "Back" }
                }
            }
        }
    }
}

/// The longest reference.
const REFERENCE_BYTES: usize = 100;
