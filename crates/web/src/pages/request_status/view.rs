//! The status page.

use candour_casework::Authority;
use jiff::civil::Date;
use maud::{Markup, html};

use super::LETTER;
use crate::components::{
    SummaryRow, TagColour, clock_strip, clock_words, details, inset_text, notification_banner, summary_list, tag,
};
use crate::dates;
use crate::own_case::{Happening, OwnCase, Stage};

/// How one request stands.
pub(super) fn status(
    authority: &Authority,
    own: &OwnCase,
    base: &str,
    done: Option<&'static str>,
    today: Date,
) -> Markup {
    let mut rows = vec![SummaryRow::new("Reference", own.reference.as_str())];
    rows.extend(own.received_on.map(|on| SummaryRow::new("Received", dates::long(on))));
    if let Some(due_on) = own.due.as_ref().and_then(|due| due.due_on).filter(|_| clock_runs(own.stage)) {
        let what = if own.stage == Stage::UnderReview { "Review due by" } else { "Answer due by" };
        rows.push(SummaryRow::new(what, dates::long(due_on)));
    }
    rows.extend(own.answered_on.map(|on| SummaryRow::new("Answered", dates::long(on))));
    let (words, colour) = stage_tag(own.stage);
    rows.push(SummaryRow::new("Where it stands", tag(words, colour)));
    html! {
        @if let Some(done) = done { (notification_banner(&html! { (done) })) }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { "Your request " (own.reference) }
                (summary_list(&rows))
                (now(authority, own, base, today))
                @if own.has_letter || own.is_published { (answer(authority, own, base)) }
                (ways_on(authority, own, base))
                h2 class="govuk-heading-m" { "What has happened" }
                ol class="candour-history govuk-list" {
                    @for (on, happening) in &own.history {
                        li { strong { (dates::long(*on)) } br; (happened(happening)) }
                    }
                }
                @if let Some(words) = &own.words {
                    (details("What you asked", &html! { div class="candour-words" { (words) } }, false))
                }
                p class="govuk-body-s" {
                    "Whoever has the address of this page can see your request. Close the page when you have read it, "
                    "and see " a class="govuk-link" href="/safety" { "staying safe on this site" } "."
                }
            }
        }
    }
}

fn clock_runs(stage: Stage) -> bool {
    matches!(stage, Stage::UnderWay | Stage::UnderReview)
}

fn stage_tag(stage: Stage) -> (&'static str, TagColour) {
    match stage {
        Stage::UnderWay => ("We are working on it", TagColour::Blue),
        Stage::AwaitingClarification => ("We wait for your answer", TagColour::Orange),
        Stage::AwaitingFee => ("We wait for the fee", TagColour::Orange),
        Stage::Answered => ("Answered", TagColour::Green),
        Stage::UnderReview => ("Under internal review", TagColour::Blue),
        Stage::Reviewed => ("Review answered", TagColour::Green),
        Stage::WithRegulator => ("With the regulator", TagColour::Grey),
        Stage::Withdrawn => ("Taken back", TagColour::Grey),
        Stage::Lapsed => ("Closed", TagColour::Grey),
        Stage::Transferred => ("Passed on", TagColour::Grey),
    }
}

/// What it means today.
fn now(authority: &Authority, own: &OwnCase, base: &str, today: Date) -> Markup {
    let late = own.due.as_ref().and_then(|due| due.due_on).is_some_and(|due_on| today > due_on);
    html! {
        @match own.stage {
            Stage::UnderWay | Stage::UnderReview => {
                @if let Some(due) = &own.due {
                    @if let Some(words) = clock_words(due, today) { p class="govuk-body-l" { (words) } }
                    (clock_strip(due, today))
                    @if late {
                        (inset_text(&html! {
                            p class="govuk-body" { "We are sorry. You can write to us, or complain to the " (authority.regulator.name) "." }
                            (regulator(authority))
                        }))
                    }
                }
            }
            Stage::AwaitingClarification => {
                (inset_text(&html! {
                    p class="govuk-body" { "We have asked you a question, and the clock stands until we have your answer." }
                    p class="govuk-body" { a class="govuk-link" href={ (base) "/reply" } { "Answer our question" } }
                }))
            }
            Stage::AwaitingFee => (inset_text(&html! { "We have asked for a fee. The days until it is paid do not count." })),
            Stage::Lapsed => (inset_text(&html! { "We closed the request because what we asked of you did not come. You can ask again at any time." })),
            Stage::Answered | Stage::Reviewed | Stage::WithRegulator | Stage::Withdrawn | Stage::Transferred => {}
        }
    }
}

fn answer(authority: &Authority, own: &OwnCase, base: &str) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "The answer" }
        ul class="govuk-list govuk-list--spaced" {
            @if own.has_letter {
                li { a class="govuk-link" href={ (base) "/" (LETTER) } { "Read our letter (PDF)" } }
            }
            @if own.is_published {
                li { a class="govuk-link" href={ "/" (authority.slug) "/d/" (own.reference) } { "Read the answer as published, with its files" } }
            }
        }
    }
}

fn ways_on(authority: &Authority, own: &OwnCase, base: &str) -> Markup {
    let answered = matches!(own.stage, Stage::Answered | Stage::Reviewed | Stage::WithRegulator);
    html! {
        h2 class="govuk-heading-m" { "What you can do" }
        ul class="govuk-list govuk-list--spaced" {
            @if own.may_reply {
                li {
                    a class="govuk-link" href={ (base) "/reply" } {
                        @if own.stage == Stage::AwaitingClarification { "Answer our question" } @else { "Write to us about this request" }
                    }
                }
            }
            @if own.may_ask_for_review {
                li {
                    a class="govuk-link" href={ (base) "/review" } { "Ask us to look at the answer again" }
                    @if let Some(until) = own.review_until { " (an internal review), until " (dates::long(until)) } @else { " (an internal review)" }
                }
            }
            @if own.may_withdraw { li { a class="govuk-link" href={ (base) "/withdraw" } { "Take the request back" } } }
            @if !own.may_reply && !own.may_ask_for_review && !own.may_withdraw { li { "Nothing more here. You can always make another request." } }
        }
        @if own.stage == Stage::Answered && !own.may_ask_for_review && let Some(until) = own.review_until {
            p class="govuk-body" {
                "The time for asking for an internal review ended on " (dates::long(until))
                ". You can still write to us and say why you are late."
            }
        }
        @if answered { (regulator(authority)) }
    }
}

fn regulator(authority: &Authority) -> Markup {
    html! {
        @if authority.regulator.complaint_address.starts_with("https://") {
            p class="govuk-body" {
                "The regulator is independent: "
                a class="govuk-link" rel="noopener noreferrer" href=(authority.regulator.complaint_address) {
                    "complain to the " (authority.regulator.name)
                }
                ". It usually wants you to have asked for an internal review first."
            }
        }
    }
}

/// Where to write to.
pub(super) fn contact(authority: &Authority) -> Markup {
    html! {
        @if !authority.review.email.is_empty() {
            p class="govuk-body" { a class="govuk-link" href={ "mailto:" (authority.review.email) } { (authority.review.email) } }
        }
    }
}

fn happened(happening: &Happening) -> Markup {
    let until = |on: &Option<Date>| on.map(|on| format!(" It is due by {}.", dates::long(on))).unwrap_or_default();
    html! {
        @match happening {
            Happening::Received => "We received your request.",
            Happening::Acknowledged => "We told you that we have it.",
            Happening::Asked { about } => {
                "We asked you a question:"
                div class="candour-words" { (about) }
            }
            Happening::Clarified => "You answered our question. The time for our answer began again.",
            Happening::FeeAsked { pence } => { "We asked for a fee of £" (format!("{}.{:02}", pence / 100, pence % 100)) "." }
            Happening::FeePaid => "We received the fee.",
            Happening::Extended { to } => { "We extended the time for our answer to " (dates::long(*to)) ", and wrote to you why." }
            Happening::DateChanged { to } => {
                "The date of our answer was worked out again."
                (until(to))
            }
            Happening::YouWrote => "You wrote to us.",
            Happening::Answered { late } => {
                "We answered your request."
                @if *late { " We were late, and we are sorry." }
            }
            Happening::Published => "We published the answer, without your name.",
            Happening::TakenDown => "We took the published answer down.",
            Happening::ReviewAsked { reference, due_on } => {
                "You asked for an internal review. Its reference is " (reference) "."
                (until(due_on))
            }
            Happening::ReviewExtended { due_on } => {
                "We extended the time for the internal review."
                (until(due_on))
            }
            Happening::ReviewAnswered => "We answered your request for an internal review.",
            Happening::RegulatorInvolved => "You complained to the regulator.",
            Happening::Withdrawn => "You took the request back.",
            Happening::Lapsed => "We closed the request, because what we asked of you did not come.",
            Happening::Transferred { to } => { "We passed the request to " (to) "." }
            Happening::Reopened => "We opened the request again. The time for our answer began again.",
        }
    }
}
