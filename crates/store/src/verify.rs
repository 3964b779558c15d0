//! Recomputing the journal's chain and everything derived from it.

use std::collections::{BTreeMap, BTreeSet};

use candour_casework::case::Case;
use candour_casework::checkpoint::Checkpoint;
use candour_casework::event::chain::{ChainFault, ChainWalk, Record};
use candour_casework::event::{Event, EventKind};
use candour_casework::id::{CaseId, Digest, PublicationId};
use candour_casework::ports::Stored;
use candour_casework::sealed::SealedText;
use ed25519_dalek::SigningKey;
use jiff::Timestamp;

use crate::database::Transaction;
use crate::rows::{cases, journal, private, publications};
use crate::{Store, folder};

/// Every fault found, judged also by checkpoints that were kept elsewhere.
pub(crate) async fn faults(store: &Store, checkpoints: &[Checkpoint]) -> Stored<Vec<ChainFault>> {
    let mut transaction = store.database.read().await?;
    let mut walk = ChainWalk::default();
    for checkpoint in checkpoints {
        walk.expect(checkpoint.position, checkpoint.hash);
    }
    let mut seen = Seen::default();
    loop {
        let records = journal::after(&mut transaction, walk.position(), CHUNK).await?;
        if records.is_empty() {
            break;
        }
        for record in records {
            walk.step(&record);
            seen.take(record);
        }
    }
    let mut beside = Vec::new();
    check_cases(&mut transaction, &seen.cases, &mut beside).await?;
    check_publications(&mut transaction, &seen.published, &mut beside).await?;
    for what in beside {
        walk.report(ChainFault::Disagrees { what });
    }
    Ok(walk.into_faults())
}

impl Store {
    /// Recomputes the chain and all that is derived from it, judged also by checkpoints that were kept elsewhere.
    pub async fn verify_with(&self, checkpoints: &[Checkpoint]) -> Stored<Vec<ChainFault>> {
        faults(self, checkpoints).await
    }

    /// Signs where the journal ends now. Worth something only when kept where the database's keeper cannot reach.
    pub async fn checkpoint(&self, key: &SigningKey, at: Timestamp) -> Stored<Checkpoint> {
        let (position, hash) = journal::head(&mut self.database.read().await?).await?;
        Ok(Checkpoint::sign(key, position, hash, at))
    }

    /// The key that signs this store's checkpoints, made when first asked for; `None` on shared stores whose operator
    /// named no folder for keys.
    pub fn signing_key(&self) -> Stored<Option<SigningKey>> {
        self.keys.as_deref().map(folder::signing_key).transpose()
    }

    /// The key that signs the manifests of released files, made when first asked for; `None` on shared stores whose
    /// operator named no folder for keys.
    pub fn release_key(&self) -> Stored<Option<SigningKey>> {
        self.keys.as_deref().map(folder::release_key).transpose()
    }
}

/// What the journal says there must be beside it.
#[derive(Default)]
struct Seen {
    cases: BTreeSet<CaseId>,
    published: BTreeMap<(PublicationId, u64), Digest>,
}

impl Seen {
    fn take(&mut self, record: Record) {
        self.cases.extend(record.case);
        // Reading every body would cost more than hashing it; only these are needed here.
        if record.body.contains(r#""kind":"published""#)
            && let Ok(Event { kind: EventKind::Published { publication, version, content, .. }, .. }) = record.open()
        {
            self.published.insert((publication, version.into()), content);
        }
    }
}

async fn check_cases(transaction: &mut Transaction, known: &BTreeSet<CaseId>, beside: &mut Vec<String>) -> Stored<()> {
    let lines = cases::all_lines(transaction).await?;
    let mut missing = known.clone();
    for (id, version, state) in lines {
        missing.remove(&id);
        let records = journal::of_case(transaction, id).await?;
        let events = records.into_iter().map(Record::open).collect::<Result<Vec<_>, _>>();
        let Some(case) = events.ok().and_then(|events| Case::from_events(&events).ok()) else {
            beside.push(format!("case {id}: its events are no history, so its line in the list"));
            continue;
        };
        if (case.version, case.state.key()) != (version, state.as_str()) {
            beside.push(format!("the line of case {} in the list", case.reference));
        }
        let texts = private::texts_of(transaction, id).await?;
        if texts.iter().any(|text| SealedText::new(text.key, text.text.as_str()).digest != text.digest) {
            beside.push(format!("a text kept beside case {}", case.reference));
        }
        let asked = texts.iter().any(|text| Some(text.digest) == case.request_digest);
        if !asked && case.request_digest.is_some() && !case.requester_erased {
            beside.push(format!("the request of case {}, which is missing and was not erased,", case.reference));
        }
    }
    beside.extend(missing.iter().map(|id| format!("the list, in which case {id} is missing,")));
    Ok(())
}

async fn check_publications(
    transaction: &mut Transaction,
    vouched: &BTreeMap<(PublicationId, u64), Digest>,
    beside: &mut Vec<String>,
) -> Stored<()> {
    let mut missing: BTreeSet<_> = vouched.keys().copied().collect();
    for (id, version, content) in publications::all_contents(transaction).await? {
        missing.remove(&(id, version));
        if vouched.get(&(id, version)) != Some(&Digest::of(content.as_bytes())) {
            beside.push(format!("version {version} of published disclosure {id}"));
        }
    }
    beside.extend(missing.iter().map(|(id, _)| format!("published disclosure {id}, which is missing,")));
    Ok(())
}

const CHUNK: u32 = 10_000;
