//! Publishing: the public form of a case, made from structure.
//!
//! Information flows one way and only what is named here. The requester, the officers, what was searched, how many
//! documents and marks there are, and whether information that is neither confirmed nor denied is held: none of it can
//! come out, because nothing here reads it.

use jiff::civil::Date;

use super::{Answer, By, Refused, must_say};
use crate::case::{Case, CaseState};
use crate::event::EventKind;
use crate::id::{Digest, PublicationId};
use crate::ports::Change;
use crate::publication::{Attachment, Publication, PublishedLanguage, PublishedPart, PublishedSection, Tombstone};
use crate::request::{Part, ProvisionId};
use crate::user::Role;

/// The words of a publication that are written for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicWords {
    /// Their language.
    pub language: PublishedLanguage,
    /// What the disclosure is called.
    pub title: String,
    /// One or two sentences for lists and feeds.
    pub summary: String,
    /// The words in its dated address; kept from the first version.
    pub slug: String,
    /// Topics, for filtering.
    pub topics: Vec<String>,
    /// The area it is about, where it is about one.
    pub area: Option<String>,
    /// The public variant of the answer, by sections.
    pub sections: Vec<PublishedSection>,
    /// The public variant of the letter as sanitised HTML.
    pub letter_html: Option<String>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// The public variant of the letter as a PDF, made from structure; published first among the files.
    pub letter: Option<Attachment>,
    /// What this version changes; `None` for the first.
    pub version_why: Option<String>,
}

impl Case {
    /// Decides whether the disclosure is published.
    pub fn decide_publication(&self, by: &By, publish: bool, why: &str) -> Answer {
        const ACTION: &str = "decide on publication";
        self.may_work(by, ACTION)?;
        self.must_be(is_answered, ACTION, "only what has been answered can be published")?;
        must_say(why, "the reason")?;
        Ok(by.change([EventKind::PublicationDecided { publish, why: why.to_owned() }]))
    }

    /// Publishes a first or a further version.
    pub fn publish(&self, by: &By, words: PublicWords) -> Answer {
        const ACTION: &str = "publish";
        self.may_work(by, ACTION)?;
        self.must_be(is_answered, ACTION, "only what has been answered can be published")?;
        if !self.restricted_to.is_empty() {
            let because = "it is restricted to named members of staff; lift the restriction first";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        }
        if self.publish != Some(true) {
            let because = "it has not been decided to publish it";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        }
        must_say(&words.title, "the title")?;
        for attachment in &words.attachments {
            self.may_attach(attachment)?;
        }
        words.letter.as_ref().map_or(Ok(()), may_attach_letter)?;
        let publication = self.public_form(by.today(), words)?;
        let content = publication.content().map_err(|error| Refused::Import(error.to_string()))?;
        let published = EventKind::Published {
            publication: publication.id,
            version: publication.version,
            on: publication.published_on,
            slug: publication.slug.clone(),
            content: Digest::of(content.as_bytes()),
        };
        let mut change = by.change([published]);
        change.publication = Some(Box::new(publication));
        Ok(change)
    }

    /// Takes a disclosure down. A tombstone with the reason stays at its address.
    pub fn take_down(&self, by: &By, why: &str) -> Answer {
        const ACTION: &str = "take the disclosure down";
        by.must_have(Role::Approver, ACTION)?;
        self.may_see(by, ACTION)?;
        must_say(why, "the reason given to the public")?;
        match self.hidden(by, why) {
            Some(change) => Ok(change),
            None => Err(Refused::NoSuch { what: "published", which: "disclosure".into() }),
        }
    }

    /// What puts a tombstone on all that was published of the case; `None` if nothing was.
    pub(super) fn hidden(&self, by: &By, why: &str) -> Option<Change> {
        let publication = self.publication.as_ref()?.id;
        let mut change = by.change([EventKind::TakenDown { publication, why: why.to_owned() }]);
        change.tombstone = Some(Tombstone { at: by.at(), reason: why.to_owned() });
        Some(change)
    }

    fn public_form(&self, on: Date, words: PublicWords) -> Result<Publication, Refused> {
        let Some(request) = self.request.public.clone() else {
            return Err(Refused::Empty { what: "the public copy of the request" });
        };
        let earlier = self.publication.as_ref();
        let slug = earlier.map_or(words.slug, |earlier| earlier.slug.clone());
        if !is_slug(&slug) {
            return Err(Refused::Empty { what: "the address of the disclosure (lower-case letters, digits, hyphens)" });
        }
        let parts: Vec<PublishedPart> = self.parts.iter().filter_map(public_part).collect();
        let imported = self.imported.as_ref();
        let mut provisions: Vec<ProvisionId> = parts.iter().flat_map(|part| part.provisions.clone()).collect();
        provisions.extend(imported.map(|page| page.provisions.clone()).unwrap_or_default());
        provisions.sort();
        provisions.dedup();
        Ok(Publication {
            // One case, one disclosure: and nothing random, so that twins publish the same bytes.
            id: PublicationId(self.id.0),
            case: self.id,
            authority: self.authority.clone(),
            reference: self.reference.clone(),
            slug,
            version: earlier.map_or(1, |earlier| earlier.version + 1),
            version_why: words.version_why,
            // What another site published first keeps its day.
            published_on: match (earlier, imported.and_then(|page| page.published_on)) {
                (None, Some(first)) if first <= on => first,
                _ => on,
            },
            first_published_on: earlier.map(|earlier| earlier.first_on),
            answered_on: self.issued_on,
            received_on: self.received_on,
            due_on: self.due.as_ref().and_then(|due| due.due_on),
            language: words.language,
            title: words.title,
            summary: words.summary,
            regime: self.regime,
            outcome: self.outcome().ok_or(Refused::Empty { what: "the outcome" })?,
            provisions,
            topics: words.topics,
            area: words.area,
            request,
            parts,
            sections: words.sections,
            letter_html: words.letter_html,
            attachments: words.letter.into_iter().chain(words.attachments).collect(),
            tombstone: None,
        })
    }

    /// Only what the engine made and the second reader passed is ever published.
    fn may_attach(&self, attachment: &Attachment) -> Result<(), Refused> {
        let refused = |because| Err(Refused::Unpublishable { file: attachment.file_name.clone(), because });
        let made = self.documents.iter().flat_map(|document| &document.renditions);
        let Some(rendition) = made.into_iter().find(|rendition| rendition.digest == attachment.digest) else {
            return refused("it is not a verified redacted copy of a document of this case");
        };
        if !rendition.verified || attachment.manifest != Some(rendition.manifest) {
            return refused("its manifest is not the one it was verified with");
        }
        has_file_name(attachment)
    }
}

/// The letter is written by this installation from the decision and is not an engine's rendition of a document.
fn may_attach_letter(letter: &Attachment) -> Result<(), Refused> {
    if letter.media_type != "application/pdf" || letter.manifest.is_some() {
        let file = letter.file_name.clone();
        return Err(Refused::Unpublishable { file, because: "it is not a letter as PDF" });
    }
    has_file_name(letter)
}

fn has_file_name(attachment: &Attachment) -> Result<(), Refused> {
    if is_file_name(&attachment.file_name) {
        return Ok(());
    }
    let because = "its name may hold only lower-case letters, digits, hyphens and one full stop";
    Err(Refused::Unpublishable { file: attachment.file_name.clone(), because })
}

/// A part as the public sees it: number, words, one outcome, the provisions. Not its limbs and not what is held.
fn public_part(part: &Part) -> Option<PublishedPart> {
    let mut provisions: Vec<ProvisionId> = part.limbs.iter().flat_map(|limb| limb.provisions.clone()).collect();
    provisions.sort();
    provisions.dedup();
    Some(PublishedPart { number: part.number, text: part.text.clone(), outcome: part.outcome()?, provisions })
}

fn is_answered(state: &CaseState) -> bool {
    matches!(
        state,
        CaseState::Issued
            | CaseState::IssuedElsewhere
            | CaseState::UnderInternalReview
            | CaseState::Reviewed
            | CaseState::WithRegulator
            | CaseState::RegulatorDecided
    )
}

fn is_slug(text: &str) -> bool {
    let letters = text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    letters && (1..=100).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-')
}

fn is_file_name(text: &str) -> bool {
    text.split_once('.').is_some_and(|(stem, extension)| {
        is_slug(stem)
            && !extension.is_empty()
            && extension.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
