//! Who asks. Kept apart from the case, never in logs, search, public output or the journal.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{Digest, RequesterId};
use crate::sealed::{SealingKey, keyed_hash};

/// A requester's details. The case and its events know only a [`RequesterId`] and a keyed hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// Names the record.
    pub id: RequesterId,
    /// Makes the hash that events hold; erased with the record, after which the hash says nothing.
    pub key: SealingKey,
    /// The name given (FOIA 2000 s.8(1)(b)).
    pub name: String,
    /// The address for reply: e-mail or postal (s.8(1)(b)).
    pub address: String,
    /// Asked for a reply in Welsh.
    pub prefers_welsh: bool,
    /// The form of communication preferred (s.11(1)), in the requester's words.
    pub preferred_form: Option<String>,
}

/// Says nothing of the person, so that a log line can never hold a name.
impl fmt::Debug for Requester {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requester").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Requester {
    /// What an event may know of this person: a keyed hash of the record.
    pub fn digest(&self) -> Digest {
        keyed_hash(&self.key, self.id.to_string().as_bytes())
    }
}
