//! A request as its requester may see it.
//!
//! What is in here is all that leaves the case: no officer, no search, no document, no count, no draft of a decision,
//! and nothing that says whether information is held for a limb that is neither confirmed nor denied. A held and a
//! not-held case with the same answer give the same [`OwnCase`].

use candour_casework::event::{Event, EventKind};
use candour_casework::{Authority, Case, CaseState, Due};
use candour_statute::{Calendar, window};
use jiff::civil::Date;

/// A request, for its requester.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCase {
    /// Its reference.
    pub reference: String,
    /// Where it stands.
    pub stage: Stage,
    /// The day it was received.
    pub received_on: Option<Date>,
    /// When the answer is due, with its working. While an internal review runs: that of the review.
    pub due: Option<Due>,
    /// The day it was answered.
    pub answered_on: Option<Date>,
    /// The words, unless erased.
    pub words: Option<String>,
    /// What happened, oldest first.
    pub history: Vec<(Date, Happening)>,
    /// Whether there is a letter with the answer to read.
    pub has_letter: bool,
    /// Whether the answer is published under the reference.
    pub is_published: bool,
    /// Whether it can be taken back.
    pub may_withdraw: bool,
    /// Whether a message can be sent.
    pub may_reply: bool,
    /// Whether an internal review can be asked for today.
    pub may_ask_for_review: bool,
    /// The last day for asking for one, once answered.
    pub review_until: Option<Date>,
}

/// Where a request stands, in the words a requester needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being worked on, however far that has got.
    UnderWay,
    /// The authority waits for an answer to its question.
    AwaitingClarification,
    /// The authority waits for a fee.
    AwaitingFee,
    /// Answered.
    Answered,
    /// An internal review runs.
    UnderReview,
    /// The review has been answered.
    Reviewed,
    /// The regulator looks at it, or has decided.
    WithRegulator,
    /// Taken back.
    Withdrawn,
    /// Closed, because what was awaited did not come.
    Lapsed,
    /// Passed to another authority.
    Transferred,
}

/// Something that happened, as far as it concerns the requester.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "a field is what its name and type say")]
pub enum Happening {
    Received,
    Acknowledged,
    Asked { about: String },
    Clarified,
    FeeAsked { pence: u64 },
    FeePaid,
    Extended { to: Date },
    DateChanged { to: Option<Date> },
    YouWrote,
    Answered { late: bool },
    Published,
    TakenDown,
    ReviewAsked { reference: String, due_on: Option<Date> },
    ReviewExtended { due_on: Option<Date> },
    ReviewAnswered,
    RegulatorInvolved,
    Withdrawn,
    Lapsed,
    Transferred { to: String },
    Reopened,
}

/// What the requester may see of a case.
pub(crate) fn own_case(
    authority: &Authority,
    case: &Case,
    events: &[Event],
    calendar: &Calendar,
    today: Date,
) -> OwnCase {
    let within = authority.review.within_working_days;
    let until = |on: Date| match within {
        0 => window::review_may_be_asked_until(on, calendar),
        days => calendar.nth_working_day_after(on, days),
    };
    let review_until = case.issued_on.and_then(until);
    let stage = stage(&case.state);
    // Where the calendar does not reach the last day, nobody is turned away.
    let in_window = review_until.is_none_or(|until| today <= until);
    let review_due = case.internal_review.as_ref().filter(|review| review.result.is_none()).map(|review| &review.due);
    let is_down = events.iter().rev().find_map(|event| match event.kind {
        EventKind::TakenDown { .. } => Some(true),
        EventKind::Published { .. } => Some(false),
        _ => None,
    });
    OwnCase {
        reference: case.reference.to_string(),
        stage,
        received_on: case.received_on,
        due: review_due.or(case.due.as_ref()).cloned(),
        answered_on: case.issued_on,
        words: case.request.verbatim.clone(),
        history: events.iter().filter_map(happening).collect(),
        has_letter: case.letter.is_some(),
        is_published: is_down == Some(false),
        may_withdraw: case.state.awaits_response(),
        may_reply: case.state != CaseState::IssuedElsewhere && !case.requester_erased,
        may_ask_for_review: stage == Stage::Answered && in_window,
        review_until,
    }
}

fn stage(state: &CaseState) -> Stage {
    match state {
        CaseState::AwaitingClarification { .. } => Stage::AwaitingClarification,
        CaseState::AwaitingFee { .. } => Stage::AwaitingFee,
        CaseState::Issued | CaseState::IssuedElsewhere => Stage::Answered,
        CaseState::UnderInternalReview => Stage::UnderReview,
        CaseState::Reviewed => Stage::Reviewed,
        CaseState::WithRegulator | CaseState::RegulatorDecided => Stage::WithRegulator,
        CaseState::Withdrawn { .. } => Stage::Withdrawn,
        CaseState::Lapsed { .. } => Stage::Lapsed,
        CaseState::Transferred { .. } => Stage::Transferred,
        // Received, open, decided, signed off: how far the work has got is the authority's own.
        _ => Stage::UnderWay,
    }
}

fn happening(event: &Event) -> Option<(Date, Happening)> {
    let recorded = recorded_on(event);
    Some(match &event.kind {
        EventKind::RequestReceived { received_on, .. } => (*received_on, Happening::Received),
        EventKind::Acknowledged { on } => (*on, Happening::Acknowledged),
        EventKind::ClarificationSought { on, about } => (*on, Happening::Asked { about: about.clone() }),
        EventKind::Clarified { on, .. } => (*on, Happening::Clarified),
        EventKind::FeesNoticeIssued { on, pence } => (*on, Happening::FeeAsked { pence: *pence }),
        EventKind::FeePaid { on, .. } => (*on, Happening::FeePaid),
        EventKind::Extended { on, estimated_on, .. } => (*on, Happening::Extended { to: *estimated_on }),
        EventKind::DueRecomputed { due, .. } => (recorded, Happening::DateChanged { to: due.due_on }),
        EventKind::MessageReceived { on, .. } => (*on, Happening::YouWrote),
        EventKind::Issued { on, late, .. } => (*on, Happening::Answered { late: *late }),
        EventKind::Published { on, .. } => (*on, Happening::Published),
        EventKind::TakenDown { .. } => (recorded, Happening::TakenDown),
        EventKind::InternalReviewRequested { reference, on, due, .. } => {
            (*on, Happening::ReviewAsked { reference: reference.to_string(), due_on: due.due_on })
        }
        EventKind::InternalReviewExtended { due, .. } => (recorded, Happening::ReviewExtended { due_on: due.due_on }),
        EventKind::InternalReviewDecided { on, .. } => (*on, Happening::ReviewAnswered),
        EventKind::RegulatorComplained { on, .. } => (*on, Happening::RegulatorInvolved),
        EventKind::Withdrawn { on } => (*on, Happening::Withdrawn),
        EventKind::Lapsed { on, .. } => (*on, Happening::Lapsed),
        EventKind::Transferred { on, to } => (*on, Happening::Transferred { to: to.clone() }),
        EventKind::Reopened { on, .. } => (*on, Happening::Reopened),
        // Everything else is the authority's work and not the requester's business.
        _ => return None,
    })
}

fn recorded_on(event: &Event) -> Date {
    event
        .at
        .in_tz("Europe/London")
        .map_or_else(|_| jiff::tz::TimeZone::UTC.to_datetime(event.at).date(), |zoned| zoned.date())
}
