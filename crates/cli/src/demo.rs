//! `candour demo`: one invented police force, three requests, from receipt to the published page.
//!
//! Every step does its real work through the same commands that officers use.
//! The story is told once: a folder that holds it is opened again as it is.

mod authority;
mod desk;
mod letter;
mod narrator;
mod redaction;
mod story;

use std::path::Path;

use anyhow::{Context, Result, bail};
use candour_casework::command::{ArrivedRequest, By, OwnWork, PublicWords, log_request};
use candour_casework::event::{Channel, Search};
use candour_casework::ports::{AuthorityStore, BlobStore, CaseStore, FixedClock};
use candour_casework::publication::{DisclosureFilter, PublishedLanguage};
use candour_casework::reference::{ReferenceKind, Regime};
use candour_casework::requester::Requester;
use candour_casework::sealed::{SealedText, SealingKey};
use candour_casework::{Actor, Attachment, Authority, CaseId, RequesterId};
use candour_statute::Calendar;
use candour_store::Store;

pub(crate) use self::authority::SLUG;
use self::authority::{Staff, sample_police};
use self::desk::{Desk, office_hours};
use self::narrator::Narrator;
use self::redaction::RedactedCopy;
use self::story::Story;

/// Builds the sample in `store`, or leaves it as it is when it is there.
///
/// Returns the references of the published disclosures.
///
/// # Errors
///
/// The folder holds another installation, or a step failed: what was stored until then stays, and the error names the step.
pub(crate) async fn build(store: &Store, folder: &Path) -> Result<Vec<String>> {
    let slug = SLUG.parse()?;
    if store.authority(&slug).await?.is_some() {
        let filter = DisclosureFilter { authority: Some(slug), limit: 10, ..DisclosureFilter::default() };
        let there: Vec<String> =
            store.disclosures(&filter).await?.publications.iter().map(|one| one.reference.to_string()).collect();
        if there.len() < STORIES {
            bail!(
                "{} holds an unfinished demonstration; delete the folder, or name another with --data",
                folder.display()
            );
        }
        return Ok(there);
    }
    if !store.authorities().await?.is_empty() {
        bail!("{} holds an installation of your own; name another folder with --data", folder.display());
    }
    tell(store).await
}

async fn tell(store: &Store) -> Result<Vec<String>> {
    let mut narrator = Narrator::new(STEPS);
    narrator.step("Set up Sample Police, an invented force, with an officer, a reviewer and an approver");
    let begin = office_hours(story::FIRST_DAY)?;
    let authority = sample_police()?;
    store.save_authority(&authority, Actor::Operator, begin).await?;
    let staff = Staff::sample(begin)?;
    for user in [&staff.officer, &staff.reviewer, &staff.approver] {
        store.add_user(user, &random_password()?, Actor::Operator, begin).await?;
    }
    let mut references = Vec::new();
    for story in [
        story::review_of_caseload(staff.officer.id),
        story::detective_vacancies(staff.officer.id),
        story::street_lighting(staff.officer.id),
    ] {
        let case = Telling { store, authority: &authority, staff: &staff, story: &story };
        references.push(case.request_to_publication(&mut narrator).await.with_context(|| story.title)?);
    }
    narrator.finish();
    Ok(references)
}

/// One story being told.
struct Telling<'a> {
    store: &'a Store,
    authority: &'a Authority,
    staff: &'a Staff,
    story: &'a Story,
}

impl Telling<'_> {
    async fn request_to_publication(&self, narrator: &mut Narrator) -> Result<String> {
        let Self { story, staff, .. } = self;
        narrator.step(&format!("A request arrives: {}", story.title));
        let mut desk = self.receive().await?;
        let reference = desk.case.reference.to_string();
        narrator.detail(self.due_in_words(&desk));

        desk.does(&staff.officer, story.acknowledged_on, |case, by| case.allocate(by, staff.officer.id)).await?;
        desk.does(&staff.officer, story.acknowledged_on, |case, by| case.screen_request(by, story.public)).await?;
        desk.does(&staff.officer, story.acknowledged_on, |case, by| case.set_parts(by, story.parts.clone())).await?;
        desk.does(&staff.officer, story.acknowledged_on, |case, by| case.acknowledge(by, story.acknowledged_on))
            .await?;

        narrator.step(&format!("{reference}: search, and write down who looked where"));
        for &(place, terms, minutes, result) in story.searches {
            let search = Search {
                by: staff.officer.display_name.clone(),
                place: place.into(),
                terms: terms.into(),
                minutes,
                result: result.into(),
                on: story.acknowledged_on,
            };
            narrator.detail(format!("{place}, {minutes} minutes: {result}"));
            desk.does(&staff.officer, story.acknowledged_on, |case, by| case.record_search(by, search)).await?;
        }
        let copy = match &story.document {
            Some(document) => {
                Some(redaction::mark_and_remove(self.store, staff, story, document, &mut desk, narrator).await?)
            }
            None => None,
        };

        narrator.step(&format!("{reference}: decide, have it reviewed, and sign it off"));
        desk.does(&staff.officer, story.decided_on(), |case, by| {
            case.decide(by, story.parts.clone(), story.decision.clone())
        })
        .await?;
        desk.does(&staff.reviewer, story.decided_on(), |case, by| case.peer_review(by, true, "")).await?;
        desk.does(&staff.approver, story.decided_on(), |case, by| case.sign_off(by, self.authority, OwnWork::No))
            .await?;
        narrator.detail(story.summary);

        narrator.step(&format!("{reference}: write the letter, check it against the Act, and issue it"));
        let letters = letter::compose(self.authority, staff, story, &desk.case, copy.as_ref())?;
        let sent = self.store.put(letters.sent_pdf.clone()).await?;
        desk.does(&staff.officer, story.issued_on, |case, by| case.issue(by, self.authority, story.issued_on, sent))
            .await?;
        narrator.detail(format!("{}: HTML and PDF/UA-1, {} bytes", letters.title, letters.sent_pdf.len()));

        narrator.step(&format!("{reference}: publish"));
        let words = self.public_words(letters, copy).await?;
        desk.does(&staff.officer, story.published_on, |case, by| {
            case.decide_publication(by, true, "Of interest to others, and safe to publish after redaction.")
        })
        .await?;
        desk.does(&staff.officer, story.published_on, |case, by| case.publish(by, words)).await?;
        narrator.detail(format!("/{SLUG}/d/{reference}"));
        Ok(reference)
    }

    async fn receive(&self) -> Result<Desk<'_>> {
        let Self { store, authority, staff, story } = self;
        let now = office_hours(story.received_on)?;
        let year = u8::try_from(story.received_on.year() % 100)?;
        let request = ArrivedRequest {
            reference: store.next_reference(&authority.slug, ReferenceKind::Foi, year).await?,
            regime: Regime::Foia,
            received_on: story.received_on,
            channel: Channel::Email,
            requester: Requester {
                id: RequesterId::new(now),
                key: sealing_key()?,
                name: story.requester.into(),
                address: "sample-requester@example.invalid".into(),
                prefers_welsh: false,
                preferred_form: None,
            },
            text: SealedText::new(sealing_key()?, story.verbatim),
            aliases: Vec::new(),
        };
        let by = By::user(&staff.officer, &FixedClock(now));
        let change = log_request(authority, request, Calendar::built_in(), &by)?;
        Ok(Desk::new(store, store.begin_case(CaseId::new(now), change).await?))
    }

    /// The due date, with every day that does not count and why.
    fn due_in_words(&self, desk: &Desk<'_>) -> String {
        let Some(due) = &desk.case.due else { return String::new() };
        let Some(due_on) = due.due_on else { return due.reason.clone().unwrap_or_default() };
        let mut words =
            format!("received {}, due {} (20 working days, FOIA 2000 s.10(1))", self.story.received_on, due_on);
        let holidays = due
            .trace
            .iter()
            .filter(|day| day.counted.is_none() && !is_weekend(day.date) && day.date != self.story.received_on);
        for day in holidays {
            words.push_str(&format!("\n{} does not count: {}", day.date, day.why));
        }
        words
    }

    async fn public_words(&self, letters: letter::Letters, copy: Option<RedactedCopy>) -> Result<PublicWords> {
        let story = self.story;
        let letter = Attachment {
            file_name: "letter.pdf".into(),
            title: letters.title,
            media_type: "application/pdf".into(),
            pages: None,
            size_bytes: letters.public_pdf.len() as u64,
            digest: self.store.put(letters.public_pdf).await?,
            manifest: None,
            structured_text: None,
        };
        Ok(PublicWords {
            language: PublishedLanguage::English,
            title: story.title.into(),
            summary: story.summary.into(),
            slug: story.slug.into(),
            topics: story.topics.iter().map(|&topic| topic.to_owned()).collect(),
            area: Some("The whole force area".into()),
            sections: Vec::new(),
            letter_html: Some(letters.public_html),
            letter: Some(letter),
            attachments: copy.into_iter().map(|copy| copy.attachment).collect(),
            version_why: None,
        })
    }
}

fn is_weekend(day: jiff::civil::Date) -> bool {
    candour_statute::calendar::is_weekend(day)
}

/// The sample's people need no password that anybody knows: they are told apart by their names only.
fn random_password() -> Result<String> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).context("asking the system for randomness")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn sealing_key() -> Result<SealingKey> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("asking the system for randomness")?;
    Ok(SealingKey::new(bytes))
}

/// How many requests the sample tells of.
const STORIES: usize = 3;
/// One for the force; five for each request; two more for the one with a document to redact.
const STEPS: usize = 1 + 5 * STORIES + 2;
