//! The one way in: events, what is derived from them and what belongs to them, in one transaction.

use candour_casework::case::Case;
use candour_casework::event::chain::{NewEvent, Record};
use candour_casework::event::{Actor, Event, EventKind};
use candour_casework::id::{CaseId, Digest};
use candour_casework::outbox::LogChange;
use candour_casework::ports::{Change, StoreError, StoreErrorKind, Stored};
use candour_casework::publication::Publication;
use candour_casework::requester::Requester;

use crate::database::Transaction;
use crate::error;
use crate::rows::{cases, jobs, journal, links, outbox, private, publications};

const ATTEMPTED: &str = "changing the case";

/// Appends a change to a case that has `version` events, and answers with the case as it is then.
pub(crate) async fn append(transaction: &mut Transaction, id: CaseId, version: u64, change: &Change) -> Stored<Case> {
    let mut events = events_of(transaction, id).await?;
    if events.len() as u64 != version {
        return Err(StoreError::new(ATTEMPTED, StoreErrorKind::Conflict));
    }
    let added = seal(transaction, Some(id), version, change.events()).await?;
    events.extend(added.iter().map(|record| record.clone().open()).collect::<Result<Vec<_>, _>>().map_err(unreadable)?);
    let mut case = Case::from_events(&events).map_err(|cause| error::damaged(ATTEMPTED, cause))?;
    for record in &added {
        journal::add(transaction, record).await?;
    }
    cases::save(transaction, &case).await?;
    save_references(transaction, &case).await?;
    save_private(transaction, &case, change).await?;
    if let Some(publication) = change.publication() {
        publish(transaction, &case, change.events(), publication).await?;
        outbox::add(transaction, &case, LogChange::Published, case.changed_at).await?;
    }
    if let Some(tombstone) = change.tombstone() {
        publications::take_down(transaction, id, tombstone).await?;
        outbox::add(transaction, &case, LogChange::TakenDown, tombstone.at).await?;
    }
    for job in change.jobs() {
        let name = uuid::Uuid::now_v7();
        jobs::add(transaction, &name.to_string(), job).await?;
    }
    fill_in(transaction, &mut case).await?;
    Ok(case)
}

/// Appends an event of the installation itself.
pub(crate) async fn append_to_installation(
    transaction: &mut Transaction,
    at: jiff::Timestamp,
    by: Actor,
    kind: EventKind,
) -> Stored<()> {
    let event = NewEvent::of_installation(at, by, kind);
    let event = event.ok_or_else(|| error::damaged(ATTEMPTED, "an event of a case was given to the installation"))?;
    for record in seal(transaction, None, 0, &[event]).await? {
        journal::add(transaction, &record).await?;
    }
    Ok(())
}

/// The events of a case, in order.
pub(crate) async fn events_of(transaction: &mut Transaction, id: CaseId) -> Stored<Vec<Event>> {
    let records = journal::of_case(transaction, id).await?;
    records.into_iter().map(Record::open).collect::<Result<_, _>>().map_err(unreadable)
}

/// Fills in what is kept beside the journal.
pub(crate) async fn fill_in(transaction: &mut Transaction, case: &mut Case) -> Stored<()> {
    if let Some(digest) = case.request_digest {
        case.request.verbatim = private::text(transaction, digest).await?;
    }
    Ok(())
}

async fn seal(
    transaction: &mut Transaction,
    case: Option<CaseId>,
    version: u64,
    events: &[NewEvent],
) -> Stored<Vec<Record>> {
    let (mut position, mut previous) = journal::head(transaction).await?;
    let mut records = Vec::with_capacity(events.len());
    for (event, number) in events.iter().zip(version + 1..) {
        position += 1;
        let case_version = if case.is_some() { number } else { 0 };
        let record = Record::seal(position, case, case_version, event, previous);
        let record = record.map_err(|cause| error::damaged(ATTEMPTED, cause))?;
        previous = record.hash;
        records.push(record);
    }
    Ok(records)
}

async fn save_references(transaction: &mut Transaction, case: &Case) -> Stored<()> {
    let known = cases::references_of(transaction, case.id).await?;
    let own = case.reference.to_string();
    let review = case.internal_review.as_ref().map(|review| review.reference.to_string());
    let mut wanted: Vec<&String> = std::iter::once(&own).chain(&case.aliases).chain(&review).collect();
    wanted.sort();
    wanted.dedup();
    for reference in wanted {
        if !known.contains(reference) {
            cases::add_reference(transaction, &case.authority, reference, case.id).await?;
        }
    }
    Ok(())
}

async fn save_private(transaction: &mut Transaction, case: &Case, change: &Change) -> Stored<()> {
    if let Some(requester) = change.requester() {
        must_agree(case.requester == Some(requester.digest()), "the requester")?;
        private::save_requester(transaction, case.id, requester).await?;
    }
    for text in change.private_texts() {
        private::save_text(transaction, case.id, text).await?;
    }
    if let Some(link) = change.requester_link() {
        links::add(transaction, case.id, link).await?;
    }
    if change.erases_requester() {
        links::erase_of_case(transaction, case.id).await?;
        private::erase_requester(transaction, case.id).await?;
        private::erase_texts(transaction, case.id).await?;
    }
    Ok(())
}

/// What is published must be the very content that the event in the same change vouches for.
async fn publish(
    transaction: &mut Transaction,
    case: &Case,
    events: &[NewEvent],
    publication: &Publication,
) -> Stored<()> {
    let content = publication.content().map_err(|cause| error::damaged(ATTEMPTED, cause))?;
    let vouched = events.iter().any(|event| {
        matches!(event.kind(), EventKind::Published { publication: id, version, content: digest, .. }
            if *id == publication.id && *version == publication.version && *digest == Digest::of(content.as_bytes()))
    });
    must_agree(vouched && publication.case == case.id, "the publication")?;
    publications::add(transaction, publication).await
}

fn must_agree(agrees: bool, what: &str) -> Stored<()> {
    if agrees {
        return Ok(());
    }
    let message = format!("{what} is not the one its event names");
    Err(StoreError::new(ATTEMPTED, StoreErrorKind::Failed(message.into())))
}

fn unreadable(cause: candour_casework::event::chain::UnreadableRecord) -> StoreError {
    error::damaged("reading the case", cause)
}

/// The requester of a case, unless erased.
pub(crate) async fn requester_of(transaction: &mut Transaction, id: CaseId) -> Stored<Option<Requester>> {
    private::requester_of(transaction, id).await
}
