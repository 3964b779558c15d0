//! What one case contributes to a return: its history as known on a day, without what no figure needs.

use std::collections::BTreeSet;
use std::future::Future;

use jiff::civil::Date;

use crate::authority::AuthoritySlug;
use crate::case::{Case, CaseState};
use crate::event::{Event, EventKind, ReviewResult};
use crate::id::CaseId;
use crate::outcome::Outcome;
use crate::ports::{Stored, day_in_uk};
use crate::reference::Regime;
use crate::request::Part;

/// Histories of cases, as a return needs them.
pub trait CaseHistories: Send + Sync {
    /// The histories of an authority's cases that were received by the end of a period, and that were received,
    /// reviewed or complained of since it began; in the order of their identifiers after `after`, at most `limit`.
    ///
    /// Events of searching and of documents, on which no figure depends, may be left out; the others are in order.
    fn histories(
        &self,
        authority: &AuthoritySlug,
        period: (Date, Date),
        after: Option<CaseId>,
        limit: u32,
    ) -> impl Future<Output = Stored<Vec<Vec<Event>>>> + Send;
}

/// What a return counts of one case.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) regime: Regime,
    pub(super) received_on: Date,
    pub(super) extended: bool,
    pub(super) standing: Standing,
    pub(super) reviews: Vec<Review>,
    pub(super) complaints: Vec<(Date, Option<ReviewResult>)>,
}

/// Where a request stood on the day.
#[derive(Clone, Debug)]
pub(super) enum Standing {
    Answered(Answered),
    Withdrawn,
    Lapsed,
    Transferred,
    OpenInTime,
    OpenExtended,
    OpenOnHold,
    OpenLate,
}

/// The first answer: reviews are counted by themselves.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) timeliness: Timeliness,
    pub(super) outcome: Option<Outcome>,
    pub(super) outcomes: BTreeSet<Outcome>,
    pub(super) provisions: BTreeSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timeliness {
    InTime,
    Extended,
    Late,
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) struct Review {
    pub(super) requested_on: Date,
    due_on: Option<Date>,
    pub(super) result: Option<(ReviewResult, Date)>,
}

impl Review {
    /// Whether it was decided by its date; `None` while it runs or where there is no date.
    pub(super) fn in_time(&self) -> Option<bool> {
        Some(self.result?.1 <= self.due_on?)
    }
}

impl Facts {
    /// Reads a history up to the end of a day; `None` for what is no request received by then.
    pub(super) fn of(history: Vec<Event>, as_known_on: Date) -> Option<Self> {
        let mut events =
            history.into_iter().take_while(|event| day_in_uk(event.at) <= as_known_on).filter(is_needed).zip(1..).map(
                // What is left out leaves no gap: a case is told by events that follow one another.
                |(event, case_version)| Event { case_version, ..event },
            );
        let first = events.next()?;
        if matches!(first.kind, EventKind::PageImported { .. }) {
            // It was received and answered elsewhere, whatever day its page gives.
            return None;
        }
        let mut case = Case::from_events([&first]).ok()?;
        let mut told = Told { first_due: None, answered: None, reviews: Vec::new(), complaints: Vec::new() };
        for event in events {
            if matches!(event.kind, EventKind::Extended { .. }) && told.first_due.is_none() {
                told.first_due = case.due_on();
            }
            case.apply(&event).ok()?;
            told.note(&case, &event.kind);
        }
        let extended = !case.extensions.is_empty();
        let standing = match told.answered {
            Some(answered) => Standing::Answered(answered),
            None => standing(&case, extended, as_known_on),
        };
        Some(Self {
            regime: case.regime,
            received_on: case.received_on?,
            extended,
            standing,
            reviews: told.reviews,
            complaints: told.complaints,
        })
    }
}

/// What is noted while a history is read.
struct Told {
    /// The date before the first extension.
    first_due: Option<Date>,
    answered: Option<Answered>,
    reviews: Vec<Review>,
    complaints: Vec<(Date, Option<ReviewResult>)>,
}

impl Told {
    fn note(&mut self, case: &Case, kind: &EventKind) {
        match kind {
            EventKind::Issued { on, .. } if self.answered.is_none() => {
                let outcomes: BTreeSet<Outcome> = case.parts.iter().filter_map(Part::outcome).collect();
                self.answered = Some(Answered {
                    timeliness: timeliness(*on, self.first_due, case.due_on()),
                    outcome: Outcome::of_all(outcomes.iter().copied()),
                    outcomes,
                    provisions: provisions(&case.parts),
                });
            }
            EventKind::InternalReviewRequested { on, due, .. } => {
                self.reviews.push(Review { requested_on: *on, due_on: due.due_on, result: None });
            }
            EventKind::InternalReviewExtended { due, .. } => {
                if let Some(review) = self.reviews.last_mut() {
                    review.due_on = due.due_on;
                }
            }
            EventKind::InternalReviewDecided { on, upheld, .. } => {
                if let Some(review) = self.reviews.last_mut() {
                    review.result = Some((*upheld, *on));
                }
            }
            EventKind::RegulatorComplained { on, .. } => self.complaints.push((*on, None)),
            EventKind::DecisionNoticeReceived { upheld, .. } => {
                if let Some(complaint) = self.complaints.last_mut() {
                    complaint.1 = Some(*upheld);
                }
            }
            _ => {}
        }
    }
}

/// `first_due` is the date before an extension, `due` the date as it stood at last.
fn timeliness(on: Date, first_due: Option<Date>, due: Option<Date>) -> Timeliness {
    match (first_due, due) {
        (_, None) => Timeliness::Unknown,
        (Some(first), Some(_)) if on <= first => Timeliness::InTime,
        (Some(_), Some(due)) if on <= due => Timeliness::Extended,
        (None, Some(due)) if on <= due => Timeliness::InTime,
        (_, Some(_)) => Timeliness::Late,
    }
}

fn standing(case: &Case, extended: bool, as_known_on: Date) -> Standing {
    match case.state {
        CaseState::Withdrawn { .. } => Standing::Withdrawn,
        CaseState::Lapsed { .. } => Standing::Lapsed,
        CaseState::Transferred { .. } => Standing::Transferred,
        CaseState::AwaitingClarification { .. } | CaseState::AwaitingFee { .. } => Standing::OpenOnHold,
        _ if case.due_on().is_some_and(|due| due < as_known_on) => Standing::OpenLate,
        _ if extended => Standing::OpenExtended,
        _ => Standing::OpenInTime,
    }
}

/// The provisions an answer relies on: by section of the Act, by regulation as cited.
fn provisions(parts: &[Part]) -> BTreeSet<String> {
    let ids = parts.iter().flat_map(|part| &part.limbs).flat_map(|limb| &limb.provisions);
    ids.map(|id| match id.as_str().split_once('-') {
        Some((section, _)) if section.starts_with('s') => section.to_owned(),
        _ => id.to_string(),
    })
    .collect()
}

/// Whether a figure can depend on it. What was searched and found is left out here as well as in the store, so that
/// it cannot come through.
fn is_needed(event: &Event) -> bool {
    !matches!(
        event.kind,
        EventKind::Searched { .. }
            | EventKind::DocumentCollected { .. }
            | EventKind::PageFlagged { .. }
            | EventKind::MarkProposed { .. }
            | EventKind::MarkReviewed { .. }
            | EventKind::RenditionMade { .. }
            | EventKind::Commissioned { .. }
            | EventKind::Chased { .. }
            | EventKind::CommissionAnswered { .. }
            | EventKind::Consulted { .. }
            | EventKind::ConsultationAnswered { .. }
            | EventKind::CostEstimated { .. }
    )
}
