//! The way on for somebody who is unhappy: internal review, then the regulator; and the review's own outcome.
//!
//! FOIA 2000 s.17(7) requires both in every refusal notice; EIR 2004 reg. 14(5) likewise.

use candour_casework::decision::Decision;
use candour_casework::event::ReviewResult;
use candour_casework::reference::Regime;
use jiff::civil::Date;

use crate::compose::ground::reasons;
use crate::compose::{ComposeError, Composer, Correspondence};
use crate::letter::{Audience, Content, Letter, LetterKind, Text};

/// How the original decision fared, and why.
#[derive(Clone, Debug)]
pub struct ReviewOutcome<'a> {
    /// The day the review was asked for.
    pub asked_on: Date,
    /// The day of the response under review.
    pub answered_on: Date,
    /// What the requester asked to have looked at again, in their words.
    pub asked: &'a str,
    /// The office of whoever reviewed it.
    pub reviewer: &'a str,
    /// What came of it.
    pub result: ReviewResult,
    /// The reasons, in the reviewer's words.
    pub explanation: &'a str,
    /// The decision as it stands after the review, where grounds are relied on.
    pub decision: Option<&'a Decision>,
}

/// The outcome of an internal review (the section 45 code, part 5; EIR 2004 reg. 11).
///
/// # Errors
/// A phrase that fails, or a ground without a balance.
pub fn internal_review(about: &Correspondence<'_>, outcome: &ReviewOutcome<'_>) -> Result<Letter, ComposeError> {
    let mut composer = Composer::new(about);
    composer.phrase("opening", &[("authority", &about.authority.name), ("reference", about.reference)])?;
    let dates = [("asked", outcome.asked_on), ("answered", outcome.answered_on)];
    composer.dated_phrase("internal_review.asked", &[], &dates)?;
    composer.phrase("internal_review.reviewer", &[("reviewer", outcome.reviewer)])?;
    composer.request()?;
    let text = composer.say("heading.review_request", &[])?;
    composer.add_for(Audience::Requester, Content::Heading { level: 1, text });
    composer.requesters_words(outcome.asked);
    composer.heading(1, "heading.review_outcome", &[])?;
    let result = match outcome.result {
        ReviewResult::Upheld => "internal_review.upheld",
        ReviewResult::UpheldInPart => "internal_review.partly_upheld",
        ReviewResult::Overturned => "internal_review.overturned",
    };
    composer.phrase(result, &[])?;
    composer.written(outcome.explanation);
    if let Some(decision) = outcome.decision {
        reasons(&mut composer, decision)?;
    }
    regulator(&mut composer, "complain.after_review")?;
    composer.finish(LetterKind::InternalReview, "title.internal_review")
}

/// Both sections: review and regulator.
pub(crate) fn ways_on(composer: &mut Composer<'_>) -> Result<(), ComposeError> {
    let authority = composer.about.authority;
    let environmental = composer.about.regime == Regime::Eir;
    composer.heading(1, "heading.review", &[])?;
    if environmental {
        composer.phrase("review.eir", &[])?;
    } else {
        let days = match authority.review.within_working_days {
            // The section 45 code, 5.3.
            0 => 40,
            days => days,
        };
        composer.phrase("review.foia", &[("days", &days.to_string())])?;
    }
    composer.phrase("review.statement", &[("authority", &authority.name), ("team", &authority.review.team)])?;
    composer.phrase("review.to", &[])?;
    let review = &authority.review;
    let mut lines = vec![Text::english(&review.team)];
    lines.extend(review.address.iter().map(Text::english));
    lines.push(Text::english(&review.email));
    composer.lines(without_empty(lines));
    regulator(composer, if environmental { "complain.eir" } else { "complain.foia" })
}

fn regulator(composer: &mut Composer<'_>, key: &str) -> Result<(), ComposeError> {
    let regulator = &composer.about.authority.regulator;
    composer.heading(1, "heading.complain", &[])?;
    composer.phrase(key, &[("regulator", &regulator.name)])?;
    let mut lines = vec![Text::english(&regulator.name)];
    lines.extend(regulator.address.iter().map(Text::english));
    lines.push(Text::english(&regulator.telephone));
    lines.push(Text::english(&regulator.complaint_address));
    composer.lines(without_empty(lines));
    Ok(())
}

fn without_empty(mut lines: Vec<Text>) -> Vec<Text> {
    lines.retain(|line| !line.words.trim().is_empty());
    lines
}
