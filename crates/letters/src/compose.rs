//! From a case to a letter: one composer for each kind, all on the same few building steps.
//!
//! [`response`] answers a request, whatever mixture of outcomes it has; the other functions make the letters around it.
//! Nothing here reads whether information is held for a limb that is neither confirmed nor denied.

mod citation;
mod colleague;
mod ground;
mod holding;
mod progress;
mod response;
mod review;
mod schedule;

use std::collections::BTreeSet;

use candour_casework::authority::Authority;
use candour_casework::reference::Regime;
use candour_casework::request::{LimbId, RequestText};
use jiff::civil::Date;

use crate::date::in_words;
use crate::letter::{
    Addressee, Audience, Block, Content, Language, Letter, LetterKind, Sender, Signatory, Text, Variant,
};
use crate::wording::{Values, Wording, WordingError};

pub use colleague::{Chaser, Commission, chaser, commission};
pub use progress::{
    Acknowledgement, Clarification, Extension, FeesNotice, Transfer, acknowledgement, clarification, extension,
    fees_notice, transfer,
};
pub use response::{Response, kind_of, response};
pub use review::{ReviewOutcome, internal_review};
pub use schedule::{Disclosed, Extent, ManifestError, ScheduledDocument, ScheduledRedaction};

/// The order and names of the headings of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// As a letter argues: why it applies, the harm, the public interest, the balance.
    #[default]
    Letter,
    /// As police forces set it out: evidence of harm, factors favouring disclosure, factors favouring non-disclosure,
    /// balance test.
    Police,
}

/// What every letter needs to know.
#[derive(Clone, Debug)]
pub struct Correspondence<'a> {
    /// Who writes.
    pub authority: &'a Authority,
    /// The reference of the case.
    pub reference: &'a str,
    /// The law the request is handled under.
    pub regime: Regime,
    /// The day the letter bears.
    pub dated: Date,
    /// The day the request was received.
    pub received_on: Option<Date>,
    /// The day the answer was due, where the letter is the answer.
    pub due_on: Option<Date>,
    /// Who asked; `None` where only the public variant is wanted.
    pub requester: Option<Addressee>,
    /// Who signs.
    pub officer: Officer<'a>,
    /// The words of the request.
    pub request: &'a RequestText,
    /// The language of the letter.
    pub language: Language,
    /// The order of headings.
    pub layout: Layout,
    /// The words.
    pub wording: &'a Wording,
}

/// The officer who signs a letter.
#[derive(Clone, Copy, Debug)]
pub struct Officer<'a> {
    /// Name.
    pub name: &'a str,
    /// Office or grade.
    pub office: &'a str,
    /// Whether the grade is one whose names the authority publishes.
    pub may_be_named: bool,
}

/// Why a letter cannot be composed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// A phrase is missing or does not run.
    #[error(transparent)]
    Wording(#[from] WordingError),
    /// A limb has no outcome yet.
    #[error("limb {limb} has no outcome yet, so there is nothing to say about it")]
    Undecided {
        /// The limb.
        limb: LimbId,
    },
    /// There is no part to answer.
    #[error("the request has no part to answer")]
    NoParts,
    /// An id that is in no table of the law.
    #[error("no provision is called `{id}`")]
    UnknownProvision {
        /// The id.
        id: String,
    },
    /// A refusal that cites nothing.
    #[error("limb {limb} is refused without a provision (FOIA 2000 s.17(1)(b))")]
    NoProvision {
        /// The limb.
        limb: LimbId,
    },
    /// Information refused for a cost that nobody has estimated, or given at a place nobody has named.
    #[error("the letter needs {what}")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
}

/// The steps of building a letter: every word it adds of its own comes from the wording.
pub(crate) struct Composer<'a> {
    pub(crate) about: &'a Correspondence<'a>,
    blocks: Vec<Block>,
    untranslated: BTreeSet<String>,
}

impl<'a> Composer<'a> {
    pub(crate) fn new(about: &'a Correspondence<'a>) -> Self {
        Self { about, blocks: Vec::new(), untranslated: BTreeSet::new() }
    }

    /// What a phrase says in the letter's language.
    pub(crate) fn say(&mut self, key: &str, values: Values<'_>) -> Result<Text, ComposeError> {
        let said = self.about.wording.say(key, self.about.language, values)?;
        if !said.translated {
            self.untranslated.insert(key.to_owned());
        }
        Ok(said.text)
    }

    pub(crate) fn add(&mut self, content: Content) {
        self.add_for(Audience::Public, content);
    }

    pub(crate) fn add_for(&mut self, audience: Audience, content: Content) {
        self.blocks.push(Block { audience, content });
    }

    pub(crate) fn heading(&mut self, level: u8, key: &str, values: Values<'_>) -> Result<(), ComposeError> {
        let text = self.say(key, values)?;
        self.add(Content::Heading { level, text });
        Ok(())
    }

    /// A paragraph of a phrase; an empty phrase adds none.
    pub(crate) fn phrase(&mut self, key: &str, values: Values<'_>) -> Result<(), ComposeError> {
        let text = self.say(key, values)?;
        self.paragraph(text);
        Ok(())
    }

    pub(crate) fn paragraph(&mut self, text: Text) {
        if !text.words.trim().is_empty() {
            self.add(Content::Paragraph { text });
        }
    }

    /// What an officer wrote: one paragraph for each run of lines between blank lines.
    pub(crate) fn written(&mut self, words: &str) {
        for text in paragraphs(words) {
            self.paragraph(text);
        }
    }

    pub(crate) fn list(&mut self, numbered: bool, items: Vec<Text>) {
        if !items.is_empty() {
            self.add(Content::List { numbered, items });
        }
    }

    /// What a phrase with dates says: they are written in the language the phrase turned out to be in.
    pub(crate) fn say_dated(
        &mut self,
        key: &str,
        values: Values<'_>,
        dates: &[(&str, Date)],
    ) -> Result<Text, ComposeError> {
        let mut language = self.about.language;
        loop {
            let words: Vec<(&str, String)> =
                dates.iter().map(|(name, date)| (*name, in_words(*date, language))).collect();
            let mut all = values.to_vec();
            all.extend(words.iter().map(|(name, words)| (*name, words.as_str())));
            let text = self.say(key, &all)?;
            if text.language == language {
                return Ok(text);
            }
            language = text.language;
        }
    }

    pub(crate) fn dated_phrase(
        &mut self,
        key: &str,
        values: Values<'_>,
        dates: &[(&str, Date)],
    ) -> Result<(), ComposeError> {
        let text = self.say_dated(key, values, dates)?;
        self.paragraph(text);
        Ok(())
    }

    /// What the requester wrote: quoted in the letter, and left out of the public variant, for nobody has screened it.
    pub(crate) fn requesters_words(&mut self, words: &str) {
        let paragraphs = paragraphs(words);
        if !paragraphs.is_empty() {
            self.add_for(Audience::Requester, Content::Quote { paragraphs });
        }
    }

    /// "Your request" with the requester's words, or the screened copy in the public variant.
    pub(crate) fn request(&mut self) -> Result<(), ComposeError> {
        self.heading(1, "heading.request", &[])?;
        let (verbatim, public) = (self.about.request.verbatim.as_deref(), self.about.request.public.as_deref());
        if let Some(verbatim) = verbatim {
            let intro = match self.about.received_on {
                Some(day) => self.say_dated("request.received", &[], &[("received", day)])?,
                None => self.say("request.received_undated", &[])?,
            };
            self.add_for(Audience::Requester, Content::Paragraph { text: intro });
            self.add_for(Audience::Requester, Content::Quote { paragraphs: paragraphs(verbatim) });
        }
        // Where nothing is left of the verbatim text, the screened copy is all there is for anybody.
        let audience = if verbatim.is_some() { Audience::PublicOnly } else { Audience::Public };
        match public {
            Some(public) => {
                let intro = self.say("request.public", &[])?;
                self.add_for(audience, Content::Paragraph { text: intro });
                self.add_for(audience, Content::Quote { paragraphs: paragraphs(public) });
            }
            None => {
                let text = self.say("request.withheld_from_publication", &[])?;
                self.add_for(audience, Content::Paragraph { text });
            }
        }
        Ok(())
    }

    /// Ends the letter and gives it its frame.
    pub(crate) fn finish(mut self, kind: LetterKind, title_key: &str) -> Result<Letter, ComposeError> {
        let about = self.about;
        let review = &about.authority.review;
        self.phrase(
            "contact",
            &[
                ("team", &review.team),
                ("email", &review.email),
                ("reference", about.reference),
                ("authority", &about.authority.name),
            ],
        )?;
        let title = self.say(title_key, &[])?;
        let particulars = self.particulars()?;
        let sample = if about.authority.sample { Some(self.say("particular.sample", &[])?) } else { None };
        let salutation = match &about.requester {
            Some(requester) => self.say("salutation.named", &[("name", &requester.name)])?,
            None => self.say("salutation.unnamed", &[])?,
        };
        let closing = self.say("closing", &[])?;
        let lines = [&review.team].into_iter().chain(&review.address).chain([&review.email]);
        let lines = lines.filter(|line| !line.trim().is_empty()).map(Text::english).collect();
        Ok(Letter {
            kind,
            variant: Variant::Sent,
            language: about.language,
            title,
            sender: Sender { name: about.authority.name.clone(), lines, sample },
            reference: about.reference.to_owned(),
            dated: about.dated,
            particulars,
            addressee: about.requester.clone(),
            salutation: Some(salutation),
            blocks: self.blocks,
            signatory: Some(Signatory {
                closing: Some(closing),
                name: Some(about.officer.name.to_owned()),
                office: about.officer.office.to_owned(),
                team: review.team.clone(),
                may_be_named: about.officer.may_be_named,
            }),
            wording_version: about.wording.version().to_owned(),
            untranslated: self.untranslated.into_iter().collect(),
        })
    }

    fn particulars(&mut self) -> Result<Vec<(Text, Text)>, ComposeError> {
        let about = self.about;
        let in_words = |day| Text::new(in_words(day, about.language), about.language);
        let mut particulars = vec![
            (self.say("particular.date", &[])?, in_words(about.dated)),
            (self.say("particular.reference", &[])?, Text::new(about.reference, about.language)),
        ];
        if let Some(day) = about.received_on {
            particulars.push((self.say("particular.received", &[])?, in_words(day)));
        }
        Ok(particulars)
    }

    pub(crate) fn lines(&mut self, lines: Vec<Text>) {
        if !lines.is_empty() {
            self.add(Content::Lines { lines });
        }
    }
}

/// The paragraphs of a text: divided at blank lines, single line breaks joined.
pub(crate) fn paragraphs(words: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let mut open = String::new();
    for line in words.lines().map(str::trim).chain(std::iter::once("")) {
        if line.is_empty() {
            if !open.is_empty() {
                found.push(Text::english(std::mem::take(&mut open)));
            }
        } else {
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(line);
        }
    }
    found
}
