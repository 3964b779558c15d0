//! Events: everything that has happened, append-only. The state of a case is derived from these and nothing else.
//!
//! No event holds a requester's name, address or words: only a keyed hash of them, so that they can be erased while
//! the chain still verifies. A mistake is put right by a new event ([`EventKind::Corrected`]), never by an edit.

pub mod chain;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::AuthoritySlug;
use crate::clock::Due;
use crate::decision::{CostEstimate, Decision, QualifiedPersonOpinion};
use crate::document::{Document, Mark, MarkState, PageFlag, Rendition};
use crate::id::{CaseId, Digest, DocumentId, PublicationId, UserId};
use crate::imported_page::ImportedPage;
use crate::reference::{Reference, Regime};
use crate::request::{Part, ProvisionId};
use crate::user::Role;

/// Something that happened, at its place in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Place in the journal of this installation, from 1 without a gap.
    pub position: u64,
    /// The case it belongs to; `None` for the installation itself.
    pub case: Option<CaseId>,
    /// Place within the case, from 1 without a gap; 0 for the installation itself.
    pub case_version: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What happened.
    pub kind: EventKind,
    /// The hash of the event before it in the journal.
    pub previous: Digest,
    /// The hash of this event.
    pub hash: Digest,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Actor {
    /// Somebody with access to the machine, on the command line.
    Operator,
    /// The requester, by form or mail.
    Requester,
    /// candour itself, running a job.
    System,
    /// A member of staff.
    User(UserId),
}

impl Actor {
    /// The member of staff, if it was one.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::User(user) => Some(*user),
            Self::Operator | Self::Requester | Self::System => None,
        }
    }
}

/// How a request arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By the form on the site.
    #[default]
    Form,
    /// By post.
    Letter,
    /// By word of mouth; EIR 2004 only.
    Spoken,
}

/// What happened. Serialised with a `kind`; a kind that has shipped never changes its meaning or loses a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "a field is what its name and type say; the sentence on the variant says the rest")]
pub enum EventKind {
    // The installation.
    /// An authority was added or its settings changed.
    AuthoritySaved { authority: AuthoritySlug, settings: Digest },
    /// An account was added.
    UserAdded { user: UserId, authority: AuthoritySlug, roles: Vec<Role> },
    /// An account was disabled.
    UserDisabled { user: UserId },
    /// An account's password was reset.
    UserReset { user: UserId },
    /// A non-working day was added to the calendar.
    CalendarDayAdded { date: Date, division: String, why: String },

    // Arrival.
    /// A request was logged. Collected documents are under legal hold from here on (FOIA 2000 s.77).
    RequestReceived {
        authority: AuthoritySlug,
        reference: Reference,
        regime: Regime,
        received_on: Date,
        channel: Channel,
        requester: Digest,
        request: Digest,
        due: Due,
    },
    /// A disclosure issued before candour was read from its page.
    PageImported { reference: Reference, page: Box<ImportedPage> },
    /// An earlier or other reference by which the case is known.
    AliasAdded { alias: String },
    /// The request was split into numbered parts.
    PartsSet { parts: Vec<Part> },
    /// The public copy of the request was screened.
    RequestScreened { public: String },
    /// The case was given to an officer.
    Allocated { officer: UserId },
    /// Only named members of staff may see the case from here on.
    Restricted { to: Vec<UserId>, why: String },
    /// An acknowledgement was sent.
    Acknowledged { on: Date },
    /// The requester wrote about the request; the words are kept apart.
    MessageReceived { on: Date, message: Digest },
    /// Related, repeated or aggregated with another request.
    Related { case: CaseId, relation: Relation },

    // The clock.
    /// More was asked of the requester (FOIA 2000 s.1(3), EIR 2004 reg. 9(2)).
    ClarificationSought { on: Date, about: String },
    /// The requester supplied it; a new period runs.
    Clarified { on: Date, clarification: Digest, due: Due },
    /// A fees notice was given (FOIA 2000 s.9).
    FeesNoticeIssued { on: Date, pence: u64 },
    /// The fee was received.
    FeePaid { on: Date, due: Due },
    /// The time for considering the public interest was extended (FOIA 2000 s.10(3)); or reg. 7(1) of the EIR 2004.
    Extended { on: Date, provisions: Vec<ProvisionId>, estimated_on: Date, why: String, due: Due },
    /// The due date was computed again; both dates stay visible.
    DueRecomputed { due: Due, why: String },

    // Finding.
    /// A colleague was asked to find information.
    Commissioned { commission: u32, contributor: UserId, asks: String, due_on: Date },
    /// The colleague was reminded.
    Chased { commission: u32, on: Date },
    /// The colleague answered.
    CommissionAnswered { commission: u32, nil_return: bool, remarks: String },
    /// A search was made: what makes "not held" and section 12 stand up.
    Searched { search: Search },
    /// The cost of complying was estimated (FOIA 2000 s.12).
    CostEstimated { estimate: CostEstimate },
    /// A document was collected.
    DocumentCollected { document: Box<Document> },
    /// A page was flagged.
    PageFlagged { document: DocumentId, page: u32, flag: PageFlag },
    /// A mark was proposed.
    MarkProposed { document: DocumentId, mark: Mark },
    /// A mark was accepted or rejected.
    MarkReviewed { document: DocumentId, mark: u32, state: MarkState, why: Option<String> },
    /// The engine made a redacted copy.
    RenditionMade { document: DocumentId, rendition: Rendition },
    /// A third party, or a central referral unit, was consulted.
    Consulted { consultation: u32, party: ConsultedParty, about: String, on: Date },
    /// They answered.
    ConsultationAnswered { consultation: u32, views: String, on: Date },

    // Deciding.
    /// The qualified person's opinion was obtained (FOIA 2000 s.36(2)).
    QualifiedPersonOpined { opinion: QualifiedPersonOpinion },
    /// A decision was written: outcomes of all limbs and the reasons.
    Decided { parts: Vec<Part>, decision: Box<Decision> },
    /// A second person looked at the decision.
    PeerReviewed { agrees: bool, remarks: String },
    /// An approver signed the decision off. `own_work_reason` is set where author and approver are one person.
    SignedOff { own_work_reason: Option<String> },
    /// The decision went back to its author.
    SentBack { why: String },
    /// A rule of guidance was overridden by a named approver.
    GuidanceOverridden { check: String, why: String },
    /// The response was issued. The letter is kept apart, by its digest.
    Issued { on: Date, letter: Digest, late: bool },

    // Publishing.
    /// Whether to publish was decided.
    PublicationDecided { publish: bool, why: String },
    /// A version was published.
    Published { publication: PublicationId, version: u32, on: Date, slug: String, content: Digest },
    /// It was taken down; a tombstone stays.
    TakenDown { publication: PublicationId, why: String },

    // Answering for it.
    /// The requester asked for an internal review.
    InternalReviewRequested { reference: Reference, on: Date, due: Due, grounds: Digest },
    /// Somebody who did not make the decision was given the review.
    InternalReviewAllocated { reviewer: UserId },
    /// The time for the review was extended, with notice to the requester.
    InternalReviewExtended { due: Due, why: String },
    /// The review was decided and its outcome issued.
    InternalReviewDecided { on: Date, upheld: ReviewResult, parts: Vec<Part>, decision: Box<Decision> },
    /// The requester complained to the regulator (FOIA 2000 s.50).
    RegulatorComplained { on: Date, regulator_reference: String },
    /// A bundle was exported for the regulator.
    BundleExported { content: Digest },
    /// The regulator decided.
    DecisionNoticeReceived { on: Date, regulator_reference: String, upheld: ReviewResult, steps: String },

    // Ending.
    /// The requester withdrew the request.
    Withdrawn { on: Date },
    /// Closed because what was awaited did not come.
    Lapsed { on: Date, why: String },
    /// Passed to the authority that holds the information, the requester having been asked.
    Transferred { on: Date, to: String },
    /// Opened again.
    Reopened { on: Date, why: String, due: Due },
    /// A mistake in an earlier event, and what is right.
    Corrected { position: u64, what: String },
    /// The requester's details and words were erased.
    RequesterErased { why: String },
}

impl EventKind {
    /// Whether it belongs to the installation and to no case.
    pub fn is_of_installation(&self) -> bool {
        matches!(
            self,
            Self::AuthoritySaved { .. }
                | Self::UserAdded { .. }
                | Self::UserDisabled { .. }
                | Self::UserReset { .. }
                | Self::CalendarDayAdded { .. }
        )
    }
}

/// How another request relates to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Relation {
    /// Costs are added together (SI 2004/3244 reg. 5).
    Aggregated,
    /// On the same subject.
    Related,
    /// Identical or substantially similar, from the same person (FOIA 2000 s.14(2)).
    Repeated,
}

/// A search for information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// Who searched.
    pub by: String,
    /// Where.
    pub place: String,
    /// For what.
    pub terms: String,
    /// How long it took.
    pub minutes: u32,
    /// What came of it.
    pub result: String,
    /// The day.
    pub on: Date,
}

/// Who was consulted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConsultedParty {
    /// A central referral unit, as police forces have.
    CentralReferral(String),
    /// A government department or other authority.
    PublicAuthority(String),
    /// Anybody else whom disclosure would affect.
    ThirdParty(String),
}

/// What a review or the regulator made of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewResult {
    /// The decision stands.
    Upheld,
    /// It stands in part.
    UpheldInPart,
    /// It does not stand.
    Overturned,
}
