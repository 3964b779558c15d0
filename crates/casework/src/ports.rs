//! Ports: what casework needs of the world, as traits. The stores implement them; tests implement a fixed clock.
//!
//! The methods are asynchronous because both databases are reached that way; nothing here chooses a runtime.

use std::future::Future;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::authority::{Authority, AuthoritySlug};
use crate::case::Case;
use crate::event::chain::{ChainFault, NewEvent};
use crate::event::{Actor, Event};
use crate::id::{CaseId, Digest, UserId};
use crate::publication::{Attachment, DisclosureFilter, DisclosurePage, Publication, PublishedVersion, Tombstone};
use crate::reference::{Reference, ReferenceKind};
use crate::requester::Requester;
use crate::sealed::SealedText;
use crate::user::{Role, User};

/// The present, from outside.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// The present day in the United Kingdom, where every authority's days begin and end.
    fn today(&self) -> Date {
        day_in_uk(self.now())
    }
}

/// The day in the United Kingdom at a moment.
pub fn day_in_uk(at: Timestamp) -> Date {
    at.in_tz("Europe/London").map_or_else(
        // Only without time zone data; then the day in UTC, at most an hour off.
        |_| jiff::tz::TimeZone::UTC.to_datetime(at).date(),
        |zoned| zoned.date(),
    )
}

/// A clock that stands still: for tests, and for telling the demonstration's story.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// A store that failed: what was attempted, and why it could not be done.
///
/// Design: one opaque type, because a caller can do only three things about it: try again
/// ([`StoreError::is_conflict`]), tell the person what is wrong with their input ([`StoreError::is_duplicate`]), or
/// tell the operator.
#[derive(Debug, thiserror::Error)]
#[error("{attempted}: {kind}")]
pub struct StoreError {
    attempted: String,
    kind: StoreErrorKind,
}

/// Why a store failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// Another change to the same case came first.
    #[error("the case changed in the meantime; look at it again and repeat")]
    Conflict,
    /// Something of that name is there already.
    #[error("there is one already")]
    Duplicate,
    /// The disk is full.
    #[error("the disk is full; nothing was changed")]
    Full,
    /// Somebody else writes to this folder.
    #[error("{0}")]
    Locked(String),
    /// Opened for reading, or not writable.
    #[error("{0}")]
    ReadOnly(String),
    /// What is stored cannot be read.
    #[error("{0}")]
    Damaged(String),
    /// The database cannot be reached at present.
    #[error("the database cannot be reached ({0}); nothing was changed")]
    Unavailable(String),
    /// Anything else, with its cause.
    #[error("{0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// A failure of what was attempted, such as "adding the authority".
    pub fn new(attempted: impl Into<String>, kind: StoreErrorKind) -> Self {
        Self { attempted: attempted.into(), kind }
    }

    /// Why it failed.
    pub fn kind(&self) -> &StoreErrorKind {
        &self.kind
    }

    /// Whether looking again and repeating may help.
    pub fn is_conflict(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Conflict)
    }

    /// Whether something of that name is there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Duplicate)
    }

    /// Whether another writer holds the folder.
    pub fn is_locked(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Locked(_))
    }

    /// Whether the database is away and may come back.
    pub fn is_unavailable(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Unavailable(_))
    }
}

/// The answer of a store.
pub type Stored<T> = Result<T, StoreError>;

/// What goes into the store together with events, in one transaction: all of it or nothing.
///
/// Made only by [commands](crate::command); a caller can add jobs to it and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub(crate) events: Vec<NewEvent>,
    pub(crate) requester: Option<Requester>,
    pub(crate) private_texts: Vec<SealedText>,
    pub(crate) erase_requester: bool,
    pub(crate) jobs: Vec<NewJob>,
    pub(crate) publication: Option<Box<Publication>>,
    pub(crate) tombstone: Option<Tombstone>,
    pub(crate) requester_link: Option<Digest>,
}

impl Change {
    /// The same, with a job that must run once the change is made.
    #[must_use]
    pub fn and_then(mut self, job: NewJob) -> Self {
        self.jobs.push(job);
        self
    }

    /// The same, with the hash of a [status link](crate::links) for the requester.
    #[must_use]
    pub fn with_requester_link(mut self, link: Digest) -> Self {
        self.requester_link = Some(link);
        self
    }

    /// The same followed by another command's change, so that both happen together.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.events.extend(other.events);
        self.requester = other.requester.or(self.requester);
        self.private_texts.extend(other.private_texts);
        self.erase_requester |= other.erase_requester;
        self.jobs.extend(other.jobs);
        self.publication = other.publication.or(self.publication);
        self.tombstone = other.tombstone.or(self.tombstone);
        self.requester_link = other.requester_link.or(self.requester_link);
        self
    }

    /// The events, in order.
    pub fn events(&self) -> &[NewEvent] {
        &self.events
    }

    /// A requester to keep, apart from the journal.
    pub fn requester(&self) -> Option<&Requester> {
        self.requester.as_ref()
    }

    /// Texts that can be erased: the request as received, a clarification, grounds of review.
    pub fn private_texts(&self) -> &[SealedText] {
        &self.private_texts
    }

    /// The hash of a status link for the requester.
    pub fn requester_link(&self) -> Option<Digest> {
        self.requester_link
    }

    /// Whether the requester's record and every private text of the case is to be erased.
    pub fn erases_requester(&self) -> bool {
        self.erase_requester
    }

    /// Jobs that must run once the change is made.
    pub fn jobs(&self) -> &[NewJob] {
        &self.jobs
    }

    /// A version to publish.
    pub fn publication(&self) -> Option<&Publication> {
        self.publication.as_deref()
    }

    /// A tombstone to put on what is published.
    pub fn tombstone(&self) -> Option<&Tombstone> {
        self.tombstone.as_ref()
    }
}

/// Work to be done later, by whichever process comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// What to do, such as `index_disclosure`.
    pub task: String,
    /// With what, as JSON.
    pub arguments: String,
    /// Not before.
    pub run_after: Timestamp,
}

/// What a reader of the site told us about a page. Holds no address and no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The page, as its path.
    pub page: String,
    /// The words.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Cases, their journal, and what is published of them.
pub trait CaseStore: Send + Sync {
    /// Begins a case with its first events.
    fn begin_case(&self, id: CaseId, change: Change) -> impl Future<Output = Stored<Case>> + Send;

    /// Appends events to a case that still has `version` events, with all that belongs to them, in one transaction.
    fn append(&self, id: CaseId, version: u64, change: Change) -> impl Future<Output = Stored<Case>> + Send;

    /// The case, derived from its events; `None` if there is none.
    fn case(&self, id: CaseId) -> impl Future<Output = Stored<Option<Case>>> + Send;

    /// The case with this reference, or known by it as an alias.
    fn case_by_reference(
        &self,
        authority: &AuthoritySlug,
        reference: &str,
    ) -> impl Future<Output = Stored<Option<Case>>> + Send;

    /// The events of a case, in order.
    fn events(&self, id: CaseId) -> impl Future<Output = Stored<Vec<Event>>> + Send;

    /// Takes the next free reference of this kind and year. A number once taken is never given again.
    fn next_reference(
        &self,
        authority: &AuthoritySlug,
        kind: ReferenceKind,
        year: u8,
    ) -> impl Future<Output = Stored<Reference>> + Send;

    /// The cases that await a response, soonest due first.
    fn cases_due(
        &self,
        authority: &AuthoritySlug,
        on_or_before: Option<Date>,
        limit: u32,
    ) -> impl Future<Output = Stored<Vec<CaseSummary>>> + Send;

    /// The requester of a case, unless erased.
    fn requester(&self, id: CaseId) -> impl Future<Output = Stored<Option<Requester>>> + Send;

    /// A text kept beside the journal, by the hash its event holds; `None` once erased.
    fn private_text(&self, digest: Digest) -> impl Future<Output = Stored<Option<String>>> + Send;

    /// A published page of the log.
    fn disclosures(&self, filter: &DisclosureFilter) -> impl Future<Output = Stored<DisclosurePage>> + Send;

    /// The newest version published under a reference or an alias of it, taken-down ones included (they have a
    /// tombstone).
    fn disclosure(
        &self,
        authority: &AuthoritySlug,
        reference: &str,
    ) -> impl Future<Output = Stored<Option<Publication>>> + Send;

    /// The newest version published under a dated address.
    fn disclosure_by_slug(
        &self,
        authority: &AuthoritySlug,
        year: i16,
        month: i8,
        slug: &str,
    ) -> impl Future<Output = Stored<Option<Publication>>> + Send;

    /// Every version published under a reference, oldest first.
    fn disclosure_versions(
        &self,
        authority: &AuthoritySlug,
        reference: &str,
    ) -> impl Future<Output = Stored<Vec<PublishedVersion>>> + Send;

    /// A file of a disclosure that is published and not taken down.
    fn disclosed_file(
        &self,
        authority: &AuthoritySlug,
        reference: &str,
        file_name: &str,
    ) -> impl Future<Output = Stored<Option<Attachment>>> + Send;

    /// Keeps what a reader told us.
    fn keep_feedback(&self, feedback: &Feedback) -> impl Future<Output = Stored<()>> + Send;

    /// Recomputes the chain and all that is derived from it; every fault found.
    fn verify_journal(&self) -> impl Future<Output = Stored<Vec<ChainFault>>> + Send;
}

/// A line of the due list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseSummary {
    /// Names the case.
    pub id: CaseId,
    /// Its reference.
    pub reference: Reference,
    /// Where it stands, as [`crate::case::CaseState::key`].
    pub state: String,
    /// The day it was received.
    pub received_on: Option<Date>,
    /// When it is due.
    pub due_on: Option<Date>,
    /// Who works on it.
    pub officer: Option<UserId>,
}

/// Authorities and accounts.
pub trait AuthorityStore: Send + Sync {
    /// Adds an authority or saves its settings.
    fn save_authority(
        &self,
        authority: &Authority,
        by: Actor,
        at: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// The authority of this name.
    fn authority(&self, slug: &AuthoritySlug) -> impl Future<Output = Stored<Option<Authority>>> + Send;

    /// All authorities by name.
    fn authorities(&self) -> impl Future<Output = Stored<Vec<Authority>>> + Send;

    /// Adds an account; the password is kept as an argon2id hash.
    fn add_user(
        &self,
        user: &User,
        password: &str,
        by: Actor,
        at: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// Disables an account.
    fn disable_user(&self, user: UserId, by: Actor, at: Timestamp) -> impl Future<Output = Stored<()>> + Send;

    /// Gives an account a new password.
    fn reset_user(
        &self,
        user: UserId,
        password: &str,
        by: Actor,
        at: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// The account, if there is one.
    fn user(&self, id: UserId) -> impl Future<Output = Stored<Option<User>>> + Send;

    /// The account with this sign-in name.
    fn user_by_sign_in_name(&self, name: &str) -> impl Future<Output = Stored<Option<User>>> + Send;

    /// The accounts of an authority that have a role, by name; all accounts for `None`.
    fn users(&self, authority: &AuthoritySlug, role: Option<Role>) -> impl Future<Output = Stored<Vec<User>>> + Send;

    /// Adds a non-working day to the calendar: the day, the division (such as `scotland`), and why. The job that
    /// computes open cases again ([`RECOMPUTE_DUE_DATES`](crate::calendar::RECOMPUTE_DUE_DATES)) is added with it.
    fn add_calendar_day(
        &self,
        day: (Date, &str, &str),
        by: Actor,
        at: Timestamp,
    ) -> impl Future<Output = Stored<()>> + Send;

    /// Every day added to the calendar: the day, the division, and why.
    fn calendar_days(&self) -> impl Future<Output = Stored<Vec<(Date, String, String)>>> + Send;

    /// The account, if name and password are right and it is not disabled. Takes as long when they are not.
    fn sign_in(&self, name: &str, password: &str) -> impl Future<Output = Stored<Option<User>>> + Send;
}

/// Bytes by their digest. The database is the authority on what exists; this only keeps it.
pub trait BlobStore: Send + Sync {
    /// Keeps bytes; once this returns they survive a power cut. Keeping the same bytes twice is one copy.
    fn put(&self, bytes: Vec<u8>) -> impl Future<Output = Stored<Digest>> + Send;

    /// The bytes, checked against their digest; `None` if there are none.
    fn fetch(&self, digest: Digest) -> impl Future<Output = Stored<Option<Vec<u8>>>> + Send;
}
