//! The outbox: what has changed in the published log, for projections such as the search index to follow.
//!
//! A store writes an entry in the very transaction that publishes or takes down, so a projection that reads on from
//! where it was misses nothing and sees nothing that did not happen. Entries are numbered from 1 in the order in which
//! they were committed. An entry says *which* disclosure changed; what it says now is read from the log, so that a
//! projection which lags behind never shows what has since been taken down.

use std::future::Future;

use jiff::Timestamp;

use crate::authority::AuthoritySlug;
use crate::id::{CaseId, PublicationId};
use crate::ports::Stored;
use crate::reference::Reference;

/// A change in the published log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its place, from 1; later entries have higher places.
    pub position: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened.
    pub change: LogChange,
    /// Whose log.
    pub authority: AuthoritySlug,
    /// The reference in its permanent address.
    pub reference: Reference,
    /// The case it came from.
    pub case: CaseId,
    /// The publication.
    pub publication: PublicationId,
    /// The version that was published, or the newest when it was taken down.
    pub version: u32,
}

/// What happened to a published disclosure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogChange {
    /// A first or a further version was published.
    Published,
    /// It was taken down; nothing of it may be found any more.
    TakenDown,
}

impl LogChange {
    /// The stable key, as in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::TakenDown => "taken_down",
        }
    }

    /// The change with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Published, Self::TakenDown].into_iter().find(|change| change.key() == key)
    }
}

/// Reads the outbox, and remembers how far each reader has got.
///
/// A reader that keeps its place with its own output (a search index that commits both together) needs only
/// [`Outbox::outbox_after`]; one that cannot uses [`Outbox::outbox_place`]. After a restore from a backup the outbox may
/// end before a reader's place: then what the reader made is of another history and must be made anew.
pub trait Outbox: Send + Sync {
    /// The entries after a place, in order; 0 is before the first.
    fn outbox_after(&self, position: u64, limit: u32) -> impl Future<Output = Stored<Vec<OutboxEntry>>> + Send;

    /// The place of the last entry; 0 if there is none.
    fn outbox_end(&self) -> impl Future<Output = Stored<u64>> + Send;

    /// How far this reader has got; 0 if it has not begun.
    fn outbox_place(&self, reader: &str) -> impl Future<Output = Stored<u64>> + Send;

    /// Remembers how far this reader has got. Going back (to read again) is allowed.
    fn keep_outbox_place(&self, reader: &str, position: u64) -> impl Future<Output = Stored<()>> + Send;
}
