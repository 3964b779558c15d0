//! The letters on the way to an answer: acknowledgement, clarification, fees notice, extension, transfer.

use candour_casework::reference::Regime;
use candour_casework::request::ProvisionId;
use jiff::civil::Date;

use crate::compose::citation::citation;
use crate::compose::{ComposeError, Composer, Correspondence, review};
use crate::letter::{Content, Letter, LetterKind, Text};

/// What an acknowledgement says besides that the request came.
#[derive(Clone, Copy, Debug)]
pub struct Acknowledgement {
    /// The day by which the answer is due.
    pub due_on: Date,
    /// Whether the due date is that of a variation (schools, archives), so that "20 working days" would be untrue.
    pub varied: bool,
}

/// The acknowledgement, with the computed date.
///
/// # Errors
/// A phrase that fails, or a request without a day of receipt.
pub fn acknowledgement(about: &Correspondence<'_>, with: &Acknowledgement) -> Result<Letter, ComposeError> {
    let environmental = about.regime == Regime::Eir;
    let received = about.received_on.ok_or(ComposeError::Missing { what: "the day the request was received" })?;
    let mut composer = Composer::new(about);
    composer.phrase("opening", &[("authority", &about.authority.name), ("reference", about.reference)])?;
    composer.dated_phrase("acknowledge.thanks", &[], &[("received", received)])?;
    composer.phrase(if environmental { "acknowledge.law.eir" } else { "acknowledge.law.foia" }, &[])?;
    composer.heading(1, "heading.next", &[])?;
    let due = match (with.varied, environmental) {
        (true, _) => "acknowledge.due.varied",
        (false, true) => "acknowledge.due.eir",
        (false, false) => "acknowledge.due.foia",
    };
    composer.dated_phrase(due, &[], &[("due", with.due_on)])?;
    composer.phrase("acknowledge.note", &[("authority", &about.authority.name)])?;
    composer.phrase("acknowledge.publish", &[("authority", &about.authority.name)])?;
    composer.request()?;
    composer.finish(LetterKind::Acknowledgement, "title.acknowledgement")
}

/// What is asked of the requester.
#[derive(Clone, Copy, Debug)]
pub struct Clarification<'a> {
    /// The questions, in the officer's words.
    pub questions: &'a [String],
    /// What would help to find it (FOIA 2000 s.16, EIR 2004 reg. 9).
    pub help: Option<&'a str>,
    /// The day after which the request is closed without an answer: practice, not law.
    pub closes_on: Date,
}

/// A request for clarification (FOIA 2000 s.1(3), EIR 2004 reg. 9(2)).
///
/// # Errors
/// A phrase that fails, or no question.
pub fn clarification(about: &Correspondence<'_>, with: &Clarification<'_>) -> Result<Letter, ComposeError> {
    if with.questions.is_empty() {
        return Err(ComposeError::Missing { what: "a question to the requester" });
    }
    let environmental = about.regime == Regime::Eir;
    let mut composer = Composer::new(about);
    composer.phrase("opening", &[("authority", &about.authority.name), ("reference", about.reference)])?;
    composer.request()?;
    composer.heading(1, "heading.what_we_need", &[])?;
    composer.phrase(if environmental { "clarify.why.eir" } else { "clarify.why.foia" }, &[])?;
    composer.phrase("clarify.questions", &[])?;
    composer.list(true, with.questions.iter().map(Text::english).collect());
    if let Some(help) = with.help {
        composer.heading(1, "heading.help", &[])?;
        composer.written(help);
    }
    composer.heading(1, "heading.next", &[])?;
    composer.phrase("clarify.clock", &[])?;
    composer.dated_phrase("clarify.close", &[], &[("close", with.closes_on)])?;
    composer.finish(LetterKind::Clarification, "title.clarification")
}

/// What is charged and how to pay.
#[derive(Clone, Copy, Debug)]
pub struct FeesNotice<'a> {
    /// Each item and its cost in pence: disbursements only, under FOIA (SI 2004/3244 reg. 6).
    pub items: &'a [(String, u64)],
    /// How to pay, in the authority's words.
    pub how_to_pay: &'a str,
    /// The day after which the duty to answer falls away (FOIA 2000 s.9(2); EIR 2004 reg. 8(5)).
    pub until: Date,
}

/// A fees notice (FOIA 2000 s.9(1)), or a notice of payment in advance (EIR 2004 reg. 8(4)).
///
/// # Errors
/// A phrase that fails, or nothing to pay for.
pub fn fees_notice(about: &Correspondence<'_>, with: &FeesNotice<'_>) -> Result<Letter, ComposeError> {
    if with.items.is_empty() {
        return Err(ComposeError::Missing { what: "an item to charge for" });
    }
    let environmental = about.regime == Regime::Eir;
    let total = pounds(with.items.iter().map(|(_, pence)| pence).sum());
    let mut composer = Composer::new(about);
    composer.phrase("opening", &[("authority", &about.authority.name), ("reference", about.reference)])?;
    composer.request()?;
    composer.heading(1, "heading.fee", &[])?;
    composer.phrase(if environmental { "fee.amount.eir" } else { "fee.amount" }, &[("amount", &total)])?;
    let header = vec![composer.say("fee.column.item", &[])?, composer.say("fee.column.cost", &[])?];
    let mut rows: Vec<Vec<Text>> = with
        .items
        .iter()
        .map(|(item, pence)| vec![Text::english(item), Text::english(format!("£{}", pounds(*pence)))])
        .collect();
    rows.push(vec![composer.say("fee.total", &[])?, Text::english(format!("£{total}"))]);
    let caption = composer.say("fee.caption", &[])?;
    composer.add(Content::Table { caption, header, rows });
    composer.heading(1, "fee.how", &[])?;
    composer.written(with.how_to_pay);
    composer.heading(1, "heading.next", &[])?;
    composer.phrase("fee.clock", &[])?;
    let until = if environmental { "fee.until.eir" } else { "fee.until" };
    composer.dated_phrase(until, &[], &[("until", with.until)])?;
    review::ways_on(&mut composer)?;
    composer.finish(LetterKind::FeesNotice, "title.fees_notice")
}

/// Why and until when the time is extended.
#[derive(Clone, Copy, Debug)]
pub struct Extension<'a> {
    /// The provisions under consideration; none under the EIR.
    pub provisions: &'a [ProvisionId],
    /// Why they apply, in the officer's words.
    pub why: &'a str,
    /// The estimated day of the decision.
    pub estimated_on: Date,
    /// Whether anything not affected was, or is, answered in time.
    pub rest_is_answered: bool,
}

/// An extension of time: FOIA 2000 s.10(3) with the notice under s.17(2), or EIR 2004 reg. 7(3).
///
/// # Errors
/// A phrase that fails, a provision in no table, or none where the Act wants one.
pub fn extension(about: &Correspondence<'_>, with: &Extension<'_>) -> Result<Letter, ComposeError> {
    let mut composer = Composer::new(about);
    composer.phrase("opening", &[("authority", &about.authority.name), ("reference", about.reference)])?;
    composer.request()?;
    composer.heading(1, "heading.decision", &[])?;
    if about.regime == Regime::Eir {
        composer.dated_phrase("extension.eir", &[], &[("estimated", with.estimated_on)])?;
        composer.written(with.why);
    } else {
        if with.provisions.is_empty() {
            return Err(ComposeError::Missing { what: "the qualified exemption that is being considered" });
        }
        composer.phrase("extension.foia", &[])?;
        composer.phrase("extension.notice", &[])?;
        let mut items = Vec::with_capacity(with.provisions.len());
        for id in with.provisions {
            let cited = citation(id)?;
            items.push(composer.say("notice.ground", &[("citation", &cited.long), ("name", &cited.name)])?);
        }
        composer.list(false, items);
        composer.written(with.why);
        composer.heading(1, "heading.next", &[])?;
        composer.dated_phrase("extension.estimate", &[], &[("estimated", with.estimated_on)])?;
        if with.rest_is_answered {
            composer.phrase("extension.rest", &[])?;
        }
    }
    review::ways_on(&mut composer)?;
    composer.finish(LetterKind::Extension, "title.extension")
}

/// Where the request went.
#[derive(Clone, Copy, Debug)]
pub struct Transfer<'a> {
    /// The other authority.
    pub to: &'a str,
    /// How to reach it, one line each.
    pub contact: &'a [String],
}

/// A transfer: to the authority that holds the information (the section 45 code; EIR 2004 reg. 10).
///
/// # Errors
/// A phrase that fails.
pub fn transfer(about: &Correspondence<'_>, with: &Transfer<'_>) -> Result<Letter, ComposeError> {
    let environmental = about.regime == Regime::Eir;
    let mut composer = Composer::new(about);
    composer.phrase("opening", &[("authority", &about.authority.name), ("reference", about.reference)])?;
    composer.request()?;
    composer.heading(1, "heading.next", &[])?;
    composer.phrase(if environmental { "transfer.eir" } else { "transfer.done" }, &[("to", with.to)])?;
    composer.phrase("transfer.clock", &[])?;
    if !with.contact.is_empty() {
        composer.phrase("transfer.contact", &[])?;
        composer.lines(with.contact.iter().map(Text::english).collect());
    }
    review::ways_on(&mut composer)?;
    composer.finish(LetterKind::Transfer, "title.transfer")
}

/// An amount in pence, as pounds without the sign.
fn pounds(pence: u64) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}
