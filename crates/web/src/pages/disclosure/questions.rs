//! Each numbered question with its own answer.

use candour_casework::publication::PublishedPart;
use candour_casework::{Outcome, Publication};
use maud::{Markup, html};

use super::paragraphs;
use crate::pages::{language_of, outcome_tag, provision_words};

/// The questions; nothing where the only one is the request as it stands above.
pub(super) fn each(publication: &Publication) -> Markup {
    let parts = &publication.parts;
    let says_nothing_more = matches!(&parts[..], [only] if only.text.trim() == publication.request.trim());
    html! {
        @if !parts.is_empty() && !says_nothing_more {
            h2 class="govuk-heading-m" id="questions" { "What became of each question" }
            @for part in parts { (question(part, parts.len() > 1, language_of(publication))) }
        }
    }
}

fn question(part: &PublishedPart, numbered: bool, lang: Option<&str>) -> Markup {
    html! {
        div class="candour-question" id={ "question-" (part.number) } {
            h3 class="govuk-heading-s" { @if numbered { "Question " (part.number) } @else { "The question" } }
            blockquote class="candour-request" lang=[lang] {
                @for paragraph in paragraphs(&part.text) { p class="govuk-body" { (paragraph) } }
            }
            p class="govuk-body" { (outcome_tag(part.outcome)) " " (answer(part.outcome)) }
            @if !part.provisions.is_empty() {
                p class="govuk-body govuk-!-margin-bottom-1" { "Law relied on:" }
                ul class="govuk-list govuk-list--bullet" {
                    @for id in &part.provisions {
                        li { a class="govuk-link" href={ "#law-" (id) } { (provision_words(id)) } }
                    }
                }
            }
        }
    }
}

/// What an outcome means for whoever asked, in a sentence.
fn answer(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Disclosed => "The information is given below or in the attachments.",
        Outcome::DisclosedInPart => "Some of the information is given. The rest is withheld, for the reasons below.",
        Outcome::Withheld => "The information is held but not given, for the reasons below.",
        Outcome::NotHeld => "The authority does not hold this information.",
        Outcome::NeitherConfirmNorDeny => "The authority does not say whether it holds this information.",
        Outcome::CostLimit => "Finding the information would cost more than the law asks an authority to spend.",
        Outcome::Vexatious => "The law does not oblige the authority to answer this.",
        Outcome::Repeated => "This was asked and answered a short time before.",
        Outcome::AccessibleElsewhere => "The information can be had elsewhere. The answer says where.",
        Outcome::IntendedForPublication => "The information is to be published. The answer says more.",
        Outcome::Transferred => "This was passed to the authority that holds the information.",
        Outcome::Withdrawn => "The question was taken back.",
        Outcome::Lapsed => "The authority asked for something it needed to answer, and did not get it.",
    }
}
