//! A case: the folder around a request, its review and its complaint, as its events tell it.

mod apply;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::AuthoritySlug;
use crate::clock::Due;
use crate::decision::{CostEstimate, Decision, QualifiedPersonOpinion};
use crate::document::Document;
use crate::event::{Channel, ConsultedParty, Event, EventKind, Relation, ReviewResult, Search};
use crate::id::{CaseId, Digest, DocumentId, PublicationId, UserId};
use crate::imported_page::ImportedPage;
use crate::outcome::Outcome;
use crate::reference::{Reference, Regime};
use crate::request::{Holding, Part, RequestText};

/// A case as its events tell it. Never edited: see [`Case::from_events`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    /// Names the case.
    pub id: CaseId,
    /// How many events it has; a command is refused if another got in before it.
    pub version: u64,
    /// When the last of them was recorded.
    pub changed_at: Timestamp,
    /// The authority that answers.
    pub authority: AuthoritySlug,
    /// Its reference.
    pub reference: Reference,
    /// Other references it is known by.
    pub aliases: Vec<String>,
    /// Where it stands.
    pub state: CaseState,
    /// The law it was logged under; each part has its own.
    pub regime: Regime,
    /// How the request arrived; `None` for an imported page.
    pub channel: Option<Channel>,
    /// The day it was received; `None` if an imported page does not say.
    pub received_on: Option<Date>,
    /// The day from which the clock counts, if the case was opened again.
    pub counted_from: Option<Date>,
    /// When the answer is due; `None` for an imported page.
    pub due: Option<Due>,
    /// What has moved the clock, as `statute` is asked.
    pub clock_events: Vec<candour_statute::deadline::Event>,
    /// Earlier due dates with why each gave way, oldest first.
    pub superseded_dues: Vec<(Due, String)>,
    /// Keyed hash of the requester's record; `None` for an imported page.
    pub requester: Option<Digest>,
    /// Keyed hash of the request as received.
    pub request_digest: Option<Digest>,
    /// The words asked. The verbatim text is filled in by the store, from beside the journal.
    pub request: RequestText,
    /// The numbered parts.
    pub parts: Vec<Part>,
    /// Who works on it.
    pub officer: Option<UserId>,
    /// If not empty, only these may see it.
    pub restricted_to: Vec<UserId>,
    /// The day it was acknowledged.
    pub acknowledged_on: Option<Date>,
    /// Other requests it is related to.
    pub related: Vec<(CaseId, Relation)>,
    /// What colleagues were asked.
    pub commissions: Vec<Commission>,
    /// The searches made.
    pub searches: Vec<Search>,
    /// The estimate under FOIA 2000 s.12.
    pub cost_estimate: Option<CostEstimate>,
    /// The documents collected.
    pub documents: Vec<Document>,
    /// The consultations.
    pub consultations: Vec<Consultation>,
    /// Extensions of time so far, each with its estimated date.
    pub extensions: Vec<Date>,
    /// The qualified person's opinion (FOIA 2000 s.36), if obtained.
    pub qualified_person: Option<QualifiedPersonOpinion>,
    /// The decision as last written.
    pub decision: Option<Decision>,
    /// Who looked at it, and whether they agreed.
    pub peer_reviews: Vec<(UserId, bool)>,
    /// Who signed it off.
    pub signed_off_by: Option<UserId>,
    /// Rules of guidance overridden by a named approver: check and reason.
    pub overridden_guidance: Vec<(String, String)>,
    /// The day the response was issued.
    pub issued_on: Option<Date>,
    /// The letter as issued.
    pub letter: Option<Digest>,
    /// Whether to publish, once decided.
    pub publish: Option<bool>,
    /// The publication and its newest version.
    pub publication: Option<PublishedAs>,
    /// The internal review, once asked for.
    pub internal_review: Option<InternalReview>,
    /// The complaint to the regulator, once made.
    pub complaint: Option<Complaint>,
    /// The page it was imported from.
    pub imported: Option<ImportedPage>,
    /// True once the requester's details and words were erased.
    pub requester_erased: bool,
}

impl Case {
    /// Derives a case from all its events, in order.
    pub fn from_events<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Self, BrokenHistory> {
        let mut events = events.into_iter();
        let first = events.next().ok_or(BrokenHistory::Empty)?;
        let mut case = Self::begin(first)?;
        for event in events {
            case.apply(event)?;
        }
        Ok(case)
    }

    /// The one outcome that tells of all parts, or that of the imported page.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.state {
            CaseState::Withdrawn { .. } => Some(Outcome::Withdrawn),
            CaseState::Lapsed { .. } => Some(Outcome::Lapsed),
            CaseState::Transferred { .. } => Some(Outcome::Transferred),
            _ => Outcome::of_all(self.parts.iter().filter_map(Part::outcome))
                .or_else(|| self.imported.as_ref().and_then(|page| page.outcome)),
        }
    }

    /// The parts as anybody outside may see them: of a limb that is neither confirmed nor denied, whether it is held is
    /// not known here.
    pub fn answered_parts(&self) -> Vec<Part> {
        let mut parts = self.parts.clone();
        for limb in parts.iter_mut().flat_map(|part| &mut part.limbs) {
            if limb.outcome == Some(Outcome::NeitherConfirmNorDeny) {
                limb.holding = Holding::Unknown;
            }
        }
        parts
    }

    /// The day the answer is due; `None` while the clock stands, or when it cannot be computed.
    pub fn due_on(&self) -> Option<Date> {
        match self.state {
            CaseState::AwaitingClarification { .. } | CaseState::AwaitingFee { .. } => None,
            _ => self.due.as_ref().and_then(|due| due.due_on),
        }
    }

    /// The document with this identifier.
    pub fn document(&self, id: DocumentId) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }
}

/// Where a case stands. The names are also the words in the interface and in the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum CaseState {
    /// Logged, and nobody has it yet.
    Received,
    /// An officer works on it.
    Open,
    /// The clock stands until the requester clarifies.
    AwaitingClarification {
        /// The day it was sought.
        since: Date,
    },
    /// Working days are disregarded until the fee comes.
    AwaitingFee {
        /// The day of the fees notice.
        since: Date,
    },
    /// A decision is written and waits for sign-off.
    Decided,
    /// Signed off, ready to issue.
    SignedOff,
    /// The response has gone.
    Issued,
    /// The response was issued before candour.
    IssuedElsewhere,
    /// The internal review runs.
    UnderInternalReview,
    /// The review's outcome has gone.
    Reviewed,
    /// The regulator has it.
    WithRegulator,
    /// The regulator has decided.
    RegulatorDecided,
    /// Taken back by the requester.
    Withdrawn {
        /// The day.
        on: Date,
    },
    /// Closed because what was awaited did not come.
    Lapsed {
        /// The day.
        on: Date,
    },
    /// Passed to another authority.
    Transferred {
        /// The day.
        on: Date,
        /// The other authority.
        to: String,
    },
}

impl CaseState {
    /// The stable key, as in the database.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Open => "open",
            Self::AwaitingClarification { .. } => "awaiting_clarification",
            Self::AwaitingFee { .. } => "awaiting_fee",
            Self::Decided => "decided",
            Self::SignedOff => "signed_off",
            Self::Issued => "issued",
            Self::IssuedElsewhere => "issued_elsewhere",
            Self::UnderInternalReview => "under_internal_review",
            Self::Reviewed => "reviewed",
            Self::WithRegulator => "with_regulator",
            Self::RegulatorDecided => "regulator_decided",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Lapsed { .. } => "lapsed",
            Self::Transferred { .. } => "transferred",
        }
    }

    /// Whether the request still waits for its response.
    pub fn awaits_response(&self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::Open
                | Self::AwaitingClarification { .. }
                | Self::AwaitingFee { .. }
                | Self::Decided
                | Self::SignedOff
        )
    }
}

/// A request to a colleague to find information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    /// From 1 within the case.
    pub number: u32,
    /// Who was asked.
    pub contributor: UserId,
    /// What.
    pub asks: String,
    /// By when.
    pub due_on: Date,
    /// The days they were reminded.
    pub chased_on: Vec<Date>,
    /// `Some(true)`: a nil return; `Some(false)`: material came; `None`: no answer yet.
    pub nil_return: Option<bool>,
}

/// A consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// From 1 within the case.
    pub number: u32,
    /// Who was consulted.
    pub party: ConsultedParty,
    /// About what.
    pub about: String,
    /// When.
    pub on: Date,
    /// What they said, once they did.
    pub views: Option<String>,
}

/// An internal review (the section 45 code, part 5; EIR 2004 reg. 11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InternalReview {
    /// Its own reference.
    pub reference: Reference,
    /// The day it was asked for.
    pub requested_on: Date,
    /// When it is due.
    pub due: Due,
    /// Who decides it.
    pub reviewer: Option<UserId>,
    /// What came of it, and when.
    pub result: Option<(ReviewResult, Date)>,
}

/// Where a case is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedAs {
    /// Names the publication.
    pub id: PublicationId,
    /// The newest version.
    pub version: u32,
    /// The day of the first version; its month is in the address.
    pub first_on: Date,
    /// The words in the address.
    pub slug: String,
}

/// A complaint to the regulator (FOIA 2000 s.50).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// The regulator's reference.
    pub regulator_reference: String,
    /// The day it was made.
    pub made_on: Date,
    /// What came of it, and when.
    pub result: Option<(ReviewResult, Date)>,
}

/// Events that cannot be the history of a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenHistory {
    /// There are none.
    #[error("the case has no events")]
    Empty,
    /// The first is not an arrival.
    #[error("event {0} begins a case but is not the arrival of a request")]
    NoArrival(u64),
    /// An event of another case, or out of order.
    #[error("event {position} is number {found} of its case where {expected} was due")]
    OutOfOrder {
        /// Place in the journal.
        position: u64,
        /// The number it has.
        found: u64,
        /// The number that was due.
        expected: u64,
    },
    /// An event that names something the case does not have.
    #[error("event {position} names {what} that the case does not have")]
    Unknown {
        /// Place in the journal.
        position: u64,
        /// What it names.
        what: &'static str,
    },
}
