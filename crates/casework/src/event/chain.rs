//! The hash chain over the journal.
//!
//! Each event's hash covers the hash before it, so changing, losing or moving one breaks every later one. What a chain
//! alone cannot show is a tail cut off or a whole chain made anew: that is what a signed
//! checkpoint, kept elsewhere, is for.
//!
//! A record is hashed as the very text that is stored, so that no later change in how this program writes JSON can
//! make an old event look altered.

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use crate::event::{Actor, Event, EventKind};
use crate::id::{CaseId, Digest};

/// An event as text: what a store keeps, and what the hash covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Place in the journal, from 1.
    pub position: u64,
    /// The case; `None` for the installation.
    pub case: Option<CaseId>,
    /// Place within the case, from 1; 0 for the installation.
    pub case_version: u64,
    /// The time, as RFC 3339.
    pub at: String,
    /// The actor, as JSON.
    pub actor: String,
    /// The kind, as JSON.
    pub body: String,
    /// The hash of the record before it.
    pub previous: Digest,
    /// The hash of this record.
    pub hash: Digest,
}

impl Record {
    /// Makes the next record after `previous`.
    pub fn seal(
        position: u64,
        case: Option<CaseId>,
        case_version: u64,
        event: &NewEvent,
        previous: Digest,
    ) -> Result<Self, serde_json::Error> {
        let mut record = Self {
            position,
            case,
            case_version,
            at: event.at.to_string(),
            actor: serde_json::to_string(&event.by)?,
            body: serde_json::to_string(&event.kind)?,
            previous,
            hash: Digest::ZERO,
        };
        record.hash = record.computed_hash();
        Ok(record)
    }

    /// The hash that this record's content has, whatever its `hash` says.
    pub fn computed_hash(&self) -> Digest {
        let mut hasher = sha2::Sha256::new();
        hasher.update(b"candour journal 1\n");
        let case = self.case.map(|case| case.to_string()).unwrap_or_default();
        let numbers = format!("{}\n{case}\n{}\n", self.position, self.case_version);
        for field in [numbers.as_str(), &self.at, &self.actor, &self.body] {
            // The length before each field keeps two different records from hashing the same bytes.
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        hasher.update(self.previous.0);
        Digest(hasher.finalize().into())
    }

    /// Reads the record back as an event.
    pub fn open(self) -> Result<Event, UnreadableRecord> {
        let unreadable = |what: &'static str| UnreadableRecord { position: self.position, what };
        Ok(Event {
            at: self.at.parse().map_err(|_| unreadable("time"))?,
            by: serde_json::from_str::<Actor>(&self.actor).map_err(|_| unreadable("actor"))?,
            kind: serde_json::from_str::<EventKind>(&self.body).map_err(|_| unreadable("body"))?,
            position: self.position,
            case: self.case,
            case_version: self.case_version,
            previous: self.previous,
            hash: self.hash,
        })
    }
}

/// Something that has happened and is not yet in the journal. Made only by [commands](crate::command), so that what
/// they check cannot be gone around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    pub(crate) at: jiff::Timestamp,
    pub(crate) by: Actor,
    pub(crate) kind: EventKind,
}

impl NewEvent {
    /// An event of the installation itself; `None` for a kind that belongs to a case.
    pub fn of_installation(at: jiff::Timestamp, by: Actor, kind: EventKind) -> Option<Self> {
        kind.is_of_installation().then_some(Self { at, by, kind })
    }

    /// What happened.
    pub fn kind(&self) -> &EventKind {
        &self.kind
    }
}

/// A record that cannot be read as an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {position}: its {what} cannot be read")]
pub struct UnreadableRecord {
    /// Place in the journal.
    pub position: u64,
    /// What cannot be read.
    pub what: &'static str,
}

/// Something wrong with the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChainFault {
    /// The content is not what was hashed.
    #[error("event {position} was changed: its content does not match its hash")]
    Changed {
        /// Place in the journal.
        position: u64,
    },
    /// An event is not where it was written.
    #[error("event {position} does not follow event {after}: events were moved or replaced")]
    Detached {
        /// Place in the journal.
        position: u64,
        /// The place before it.
        after: u64,
    },
    /// Events are missing.
    #[error("events {from} to {to} are missing")]
    Missing {
        /// First missing place.
        from: u64,
        /// Last missing place.
        to: u64,
    },
    /// Events of one case are missing or out of order.
    #[error("event {position} is number {found} of its case where {expected} was due")]
    CaseOutOfOrder {
        /// Place in the journal.
        position: u64,
        /// The number it has.
        found: u64,
        /// The number that was due.
        expected: u64,
    },
    /// The journal is shorter than a checkpoint says.
    #[error("the journal ends at event {found}, but a checkpoint was signed at event {signed}: its tail was cut off")]
    TailCut {
        /// The last event there is.
        found: u64,
        /// The event of the checkpoint.
        signed: u64,
    },
    /// The journal was made anew.
    #[error("event {position} is not the one a checkpoint was signed for: the journal was rewritten")]
    Rewritten {
        /// Place in the journal.
        position: u64,
    },
    /// What is stored beside the journal does not agree with it.
    #[error("{what} does not agree with the journal")]
    Disagrees {
        /// What disagrees, such as a published disclosure.
        what: String,
    },
}

/// Walks the journal in order and collects every fault.
#[derive(Debug, Default)]
pub struct ChainWalk {
    position: u64,
    hash: Option<Digest>,
    case_versions: std::collections::BTreeMap<CaseId, u64>,
    expected: std::collections::BTreeMap<u64, Digest>,
    faults: Vec<ChainFault>,
}

impl ChainWalk {
    /// Expects the record at a place to have this hash, because a checkpoint was signed for it.
    pub fn expect(&mut self, position: u64, hash: Digest) {
        self.expected.insert(position, hash);
    }

    /// Takes the next record in the order of the journal.
    pub fn step(&mut self, record: &Record) {
        let expected = self.position + 1;
        if record.position > expected {
            self.faults.push(ChainFault::Missing { from: expected, to: record.position - 1 });
        }
        if record.computed_hash() != record.hash {
            self.faults.push(ChainFault::Changed { position: record.position });
        }
        if record.position == expected && record.previous != self.hash.unwrap_or(Digest::ZERO) {
            self.faults.push(ChainFault::Detached { position: record.position, after: self.position });
        }
        if let Some(case) = record.case {
            let version = self.case_versions.entry(case).or_default();
            if record.case_version != *version + 1 {
                let (found, expected) = (record.case_version, *version + 1);
                self.faults.push(ChainFault::CaseOutOfOrder { position: record.position, found, expected });
            }
            *version = record.case_version;
        }
        if self.expected.remove(&record.position).is_some_and(|hash| hash != record.hash) {
            self.faults.push(ChainFault::Rewritten { position: record.position });
        }
        self.position = record.position;
        self.hash = Some(record.hash);
    }

    /// Adds a fault found beside the chain.
    pub fn report(&mut self, fault: ChainFault) {
        self.faults.push(fault);
    }

    /// The last place seen.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The last hash seen.
    pub fn hash(&self) -> Digest {
        self.hash.unwrap_or(Digest::ZERO)
    }

    /// Everything found wrong, in the order of the journal.
    pub fn into_faults(mut self) -> Vec<ChainFault> {
        if let Some((&signed, _)) = self.expected.last_key_value() {
            self.faults.push(ChainFault::TailCut { found: self.position, signed });
        }
        self.faults
    }
}
