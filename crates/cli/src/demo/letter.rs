//! The letters of the sample: as sent, and the public variant made from the same structure.

use anyhow::Result;
use candour_casework::{Authority, Case};
use candour_letters::compose::{Correspondence, Disclosed, Layout, Officer, Response, ScheduledDocument, response};
use candour_letters::letter::Addressee;
use candour_letters::{Classes, Fragment, Language, Wording, to_html_fragment, to_pdf};

use super::authority::Staff;
use super::redaction::RedactedCopy;
use super::story::Story;

/// A letter in the forms the sample needs.
#[derive(Debug, Clone)]
pub(crate) struct Letters {
    /// Its title.
    pub(crate) title: String,
    /// The letter as sent.
    pub(crate) sent_pdf: Vec<u8>,
    /// Without requester and junior officer.
    pub(crate) public_pdf: Vec<u8>,
    /// The same as a part of a page.
    pub(crate) public_html: String,
}

/// Composes the answer to a case and renders it.
///
/// # Errors
///
/// The decision lacks something the letter needs, or a name would be published that must not be.
pub(crate) fn compose(
    authority: &Authority,
    staff: &Staff,
    story: &Story,
    case: &Case,
    copy: Option<&RedactedCopy>,
) -> Result<Letters> {
    let wording = Wording::built_in();
    let reference = case.reference.to_string();
    let correspondence = Correspondence {
        authority,
        reference: &reference,
        regime: case.regime,
        dated: story.issued_on,
        received_on: case.received_on,
        due_on: case.due.as_ref().and_then(|due| due.due_on),
        requester: Some(Addressee { name: story.requester.into(), lines: Vec::new() }),
        officer: Officer {
            name: &staff.officer.display_name,
            office: "Information rights officer",
            may_be_named: false,
        },
        request: &case.request,
        language: Language::English,
        layout: Layout::Police,
        wording: &wording,
    };
    let schedule: Vec<ScheduledDocument> = copy
        .map(|copy| ScheduledDocument::from_manifest(&copy.attachment.title, &copy.manifest))
        .transpose()?
        .into_iter()
        .collect();
    debug_assert!(schedule.iter().all(|document| document.disclosed != Disclosed::Withheld));
    let letter =
        response(&correspondence, &Response { parts: &story.parts, decision: &story.decision, schedule: &schedule })?;
    let public = letter.for_publication()?;
    let fragment = Fragment { section_level: 3, classes: Classes::GovUk };
    Ok(Letters {
        title: public.title.words.clone(),
        sent_pdf: to_pdf(&letter)?,
        public_html: to_html_fragment(&public, fragment),
        public_pdf: to_pdf(&public)?,
    })
}
