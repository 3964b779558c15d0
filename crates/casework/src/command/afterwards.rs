//! What follows the response: internal review, complaint to the regulator.

use candour_statute::Calendar;
use candour_statute::deadline::{Clock, Event as ClockEvent, EventKind as ClockEventKind, Query};
use jiff::civil::Date;

use super::deciding::sound;
use super::{Answer, By, Refused, must_say};
use crate::authority::Authority;
use crate::case::{Case, CaseState, InternalReview};
use crate::clock::{self, Due};
use crate::decision::Decision;
use crate::event::{EventKind, ReviewResult};
use crate::id::{Digest, UserId};
use crate::reference::{Reference, Regime};
use crate::request::Part;
use crate::sealed::SealedText;
use crate::user::Role;

impl Case {
    /// Takes a request for an internal review (the section 45 code, part 5; EIR 2004 reg. 11).
    pub fn request_review(
        &self,
        by: &By,
        authority: &Authority,
        calendar: &Calendar,
        (reference, on, grounds): (Reference, Date, SealedText),
    ) -> Answer {
        const ACTION: &str = "begin an internal review";
        let because = "there is no decision to review yet (section 45 code, part 5), or it has been reviewed";
        self.must_be(|state| *state == CaseState::Issued, ACTION, because)?;
        by.must_have_happened(on, self.issued_on, "the request for a review")?;
        must_say(&grounds.text, "the request for a review")?;
        let due = review_due(&self.review_query(authority, on), calendar)?;
        let requested = EventKind::InternalReviewRequested { reference, on, due, grounds: grounds.digest };
        let mut change = by.change([requested]);
        change.private_texts = vec![grounds];
        Ok(change)
    }

    /// Gives the review to somebody who neither wrote nor approved the decision.
    pub fn allocate_review(&self, by: &By, reviewer: UserId) -> Answer {
        const ACTION: &str = "allocate the review";
        self.may_work(by, ACTION)?;
        self.running_review(ACTION)?;
        let author = self.decision.as_ref().and_then(|decision| decision.author);
        if author == Some(reviewer) || self.signed_off_by == Some(reviewer) {
            return Err(Refused::OwnWork { action: ACTION, who: "the internal reviewer" });
        }
        Ok(by.change([EventKind::InternalReviewAllocated { reviewer }]))
    }

    /// Extends the time for the review, with notice to the requester: once, to 40 working days (section 45 code, 5.5).
    pub fn extend_review(&self, by: &By, authority: &Authority, calendar: &Calendar, to: (Date, &str)) -> Answer {
        const ACTION: &str = "extend the time for the review";
        self.may_work(by, ACTION)?;
        let review = self.running_review(ACTION)?;
        must_say(to.1, "the reason for the extension")?;
        if self.regime == Regime::Eir {
            return Err(Refused::Extension("EIR 2004 reg. 11(4): 40 working days, and no longer".into()));
        }
        let mut query = self.review_query(authority, review.requested_on);
        query.events.push(ClockEvent { kind: ClockEventKind::ExtendedTo, on: to.0 });
        let due = review_due(&query, calendar)?;
        Ok(by.change([EventKind::InternalReviewExtended { due, why: to.1.to_owned() }]))
    }

    /// Decides the review: the outcome passes the same gate as a first response.
    pub fn decide_review(
        &self,
        by: &By,
        authority: &Authority,
        (on, upheld): (Date, ReviewResult),
        (parts, decision): (Vec<Part>, Decision),
    ) -> Answer {
        const ACTION: &str = "decide the review";
        let reviewer = by.person(ACTION)?;
        by.must_have(Role::Reviewer, ACTION)?;
        self.may_see(by, ACTION)?;
        let review = self.running_review(ACTION)?;
        if review.reviewer != Some(reviewer) {
            let because = "the review is not allocated to this member of staff";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        }
        by.must_have_happened(on, Some(review.requested_on), "the outcome of the review")?;
        let decision = Decision { author: Some(reviewer), decided_on: Some(on), ..decision };
        sound(&parts, &decision)?;
        self.may_pass(authority, &parts, &decision, on)?;
        Ok(by.change([EventKind::InternalReviewDecided { on, upheld, parts, decision: Box::new(decision) }]))
    }

    /// Notes a complaint to the regulator.
    pub fn note_complaint(&self, by: &By, on: Date, regulator_reference: &str) -> Answer {
        const ACTION: &str = "note a complaint to the regulator";
        self.may_work(by, ACTION)?;
        must_say(regulator_reference, "the regulator's reference")?;
        let due_on = self.due.as_ref().and_then(|due| due.due_on);
        let overdue = self.state.awaits_response() && due_on.is_some_and(|due_on| by.today() > due_on);
        let because = "FOIA 2000 s.50(2)(a): the regulator takes a complaint once the authority's own procedure is \
                       exhausted, or where no answer came in time";
        let answered = |state: &CaseState| {
            matches!(state, CaseState::Issued | CaseState::UnderInternalReview | CaseState::Reviewed)
        };
        self.must_be(|state| overdue || answered(state), ACTION, because)?;
        by.must_have_happened(on, self.received_on, "the complaint")?;
        let regulator_reference = regulator_reference.to_owned();
        Ok(by.change([EventKind::RegulatorComplained { on, regulator_reference }]))
    }

    /// Notes that a bundle was exported for the regulator; `content` is its digest.
    pub fn note_bundle(&self, by: &By, content: Digest) -> Answer {
        self.may_work(by, "export a bundle")?;
        if self.complaint.is_none() {
            return Err(Refused::NoSuch { what: "complaint", which: "to export a bundle for".into() });
        }
        Ok(by.change([EventKind::BundleExported { content }]))
    }

    /// Notes the regulator's decision notice.
    pub fn note_decision_notice(&self, by: &By, on: Date, upheld: ReviewResult, steps: &str) -> Answer {
        const ACTION: &str = "note a decision notice";
        self.may_work(by, ACTION)?;
        let Some(complaint) = &self.complaint else {
            return Err(Refused::NoSuch { what: "complaint", which: "to the regulator".into() });
        };
        by.must_have_happened(on, Some(complaint.made_on), "the decision notice")?;
        let regulator_reference = complaint.regulator_reference.clone();
        Ok(by.change([EventKind::DecisionNoticeReceived { on, regulator_reference, upheld, steps: steps.to_owned() }]))
    }

    fn running_review(&self, action: &'static str) -> Result<&InternalReview, Refused> {
        let running = self.internal_review.as_ref().filter(|review| review.result.is_none());
        running.ok_or(Refused::State {
            action,
            because: "no internal review has been asked for, or it is decided",
            state: self.state.key(),
        })
    }

    fn review_query(&self, authority: &Authority, on: Date) -> Query {
        let clock = if self.regime == Regime::Eir { Clock::EirReview } else { Clock::Review };
        Query { clock, ..clock::query(authority, self.regime, on) }
    }
}

fn review_due(query: &Query, calendar: &Calendar) -> Result<Due, Refused> {
    clock::due(query, calendar).map_err(|error| Refused::Clock(error.to_string()))
}
