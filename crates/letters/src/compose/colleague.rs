//! Letters to colleagues: what to look for, and a reminder.
//!
//! They name the request and never the requester.

use jiff::civil::Date;

use crate::compose::{ComposeError, Composer, Correspondence};
use crate::letter::{Letter, LetterKind};

/// What a contributor is asked.
#[derive(Clone, Copy, Debug)]
pub struct Commission<'a> {
    /// What to look for, in the officer's words.
    pub asks: &'a str,
    /// The day to answer by.
    pub answer_by: Date,
    /// The day the authority's own answer is due.
    pub due_on: Date,
}

/// A commission to a contributor: search, send all of it, say where you looked, keep everything (FOIA 2000 s.77).
///
/// # Errors
/// A phrase that fails.
pub fn commission(about: &Correspondence<'_>, with: &Commission<'_>) -> Result<Letter, ComposeError> {
    let mut composer = Composer::new(about);
    composer.dated_phrase("commission.intro", &[("reference", about.reference)], &[("due", with.due_on)])?;
    composer.heading(1, "heading.task", &[])?;
    composer.written(with.asks);
    composer.heading(1, "heading.how_to_answer", &[])?;
    let mut points = vec![composer.say_dated("commission.by", &[], &[("by", with.answer_by)])?];
    for key in ["commission.send", "commission.search", "commission.nil", "commission.keep"] {
        points.push(composer.say(key, &[])?);
    }
    composer.list(true, points);
    to_colleague(composer, LetterKind::Commission, "title.commission")
}

/// What is late, or will be.
#[derive(Clone, Copy, Debug)]
pub struct Chaser<'a> {
    /// What was asked for.
    pub asks: &'a str,
    /// The day it was asked.
    pub asked_on: Date,
    /// The day it was to be answered by.
    pub answer_by: Date,
    /// The day the authority's own answer is due.
    pub due_on: Date,
    /// Which reminder this is, from 1.
    pub number: u32,
}

/// A reminder to a contributor.
///
/// # Errors
/// A phrase that fails.
pub fn chaser(about: &Correspondence<'_>, with: &Chaser<'_>) -> Result<Letter, ComposeError> {
    let mut composer = Composer::new(about);
    let key = if about.dated > with.answer_by { "chaser.late" } else { "chaser.soon" };
    let dates = [("asked", with.asked_on), ("by", with.answer_by)];
    composer.dated_phrase(key, &[("reference", about.reference)], &dates)?;
    composer.phrase("chaser.count", &[("number", &with.number.to_string())])?;
    composer.heading(1, "heading.task", &[])?;
    composer.written(with.asks);
    composer.heading(1, "heading.next", &[])?;
    composer.dated_phrase("chaser.law", &[], &[("due", with.due_on)])?;
    for key in ["commission.nil", "commission.keep"] {
        composer.phrase(key, &[])?;
    }
    to_colleague(composer, LetterKind::Chaser, "title.chaser")
}

fn to_colleague(mut composer: Composer<'_>, kind: LetterKind, title: &str) -> Result<Letter, ComposeError> {
    let salutation = composer.say("salutation.colleague", &[])?;
    let mut letter = composer.finish(kind, title)?;
    letter.addressee = None;
    letter.salutation = Some(salutation);
    Ok(letter)
}
