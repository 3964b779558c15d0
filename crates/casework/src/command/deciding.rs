//! The decision and who stands behind it: author, reviewer, approver.

use super::documents::known_provisions;
use super::{Answer, By, Refused, must_say};
use crate::authority::Authority;
use crate::case::{Case, CaseState};
use crate::decision::{Decision, QualifiedPersonOpinion};
use crate::event::EventKind;
use crate::request::{LimbId, Part};
use crate::user::Role;

/// How a decision is signed off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnWork {
    /// By somebody else than its author, after somebody else reviewed it.
    No,
    /// By its author or without review, for this recorded reason; where the authority allows it.
    Because(String),
}

impl Case {
    /// Records the qualified person's opinion (FOIA 2000 s.36(2)). It must come before the notice: one given afterwards
    /// cannot save it.
    pub fn record_opinion(&self, by: &By, opinion: QualifiedPersonOpinion) -> Answer {
        const ACTION: &str = "record the qualified person's opinion";
        self.may_work(by, ACTION)?;
        let because = "FOIA 2000 s.36(2): the opinion is what engages the exemption, so it comes before the notice; \
                       at an internal review a fresh one may be obtained";
        let before = |state: &CaseState| state.awaits_response() || matches!(state, CaseState::UnderInternalReview);
        self.must_be(before, ACTION, because)?;
        must_say(&opinion.office, "the office of the qualified person")?;
        must_say(&opinion.opinion, "the opinion")?;
        by.must_have_happened(opinion.given_on, self.received_on, "the opinion")?;
        Ok(by.change([EventKind::QualifiedPersonOpined { opinion }]))
    }

    /// Writes the decision: an outcome for every limb, and the reasons.
    pub fn decide(&self, by: &By, parts: Vec<Part>, decision: Decision) -> Answer {
        const ACTION: &str = "decide";
        let author = by.person(ACTION)?;
        self.may_work(by, ACTION)?;
        match self.state {
            CaseState::Open | CaseState::Decided => {}
            CaseState::AwaitingClarification { .. } => {
                let because = "FOIA 2000 s.1(3): the authority is not obliged to comply until it is supplied with \
                               the further information it required";
                return Err(Refused::State { action: ACTION, because, state: self.state.key() });
            }
            CaseState::AwaitingFee { .. } => {
                let because = "FOIA 2000 s.9(2): the authority is not obliged to comply unless the fee is paid";
                return Err(Refused::State { action: ACTION, because, state: self.state.key() });
            }
            CaseState::Received => {
                let because = "no officer has the request yet";
                return Err(Refused::State { action: ACTION, because, state: self.state.key() });
            }
            _ => {
                let because = "the request has been answered; an internal review can change the decision";
                return Err(Refused::State { action: ACTION, because, state: self.state.key() });
            }
        }
        let decision = Decision { author: Some(author), decided_on: Some(by.today()), ..decision };
        sound(&parts, &decision)?;
        Ok(by.change([EventKind::Decided { parts, decision: Box::new(decision) }]))
    }

    /// A second person's view of the decision.
    pub fn peer_review(&self, by: &By, agrees: bool, remarks: &str) -> Answer {
        const ACTION: &str = "review the decision";
        let reviewer = by.person(ACTION)?;
        by.must_have(Role::Reviewer, ACTION)?;
        self.may_see(by, ACTION)?;
        self.must_be(|state| *state == CaseState::Decided, ACTION, "there is no decision waiting for review")?;
        if self.is_author(reviewer) {
            return Err(Refused::OwnWork { action: ACTION, who: "the reviewer" });
        }
        Ok(by.change([EventKind::PeerReviewed { agrees, remarks: remarks.to_owned() }]))
    }

    /// Signs the decision off.
    pub fn sign_off(&self, by: &By, authority: &Authority, own_work: OwnWork) -> Answer {
        const ACTION: &str = "sign the decision off";
        let approver = by.person(ACTION)?;
        by.must_have(Role::Approver, ACTION)?;
        self.may_see(by, ACTION)?;
        self.must_be(|state| *state == CaseState::Decided, ACTION, "there is no decision waiting for sign-off")?;
        let own_work_reason = match own_work {
            OwnWork::Because(reason) if authority.may_override_separation => {
                must_say(&reason, "the reason for signing off one's own work")?;
                Some(reason)
            }
            OwnWork::Because(_) | OwnWork::No => {
                self.reviewed_by_somebody_else()?;
                if self.is_author(approver) {
                    return Err(Refused::OwnWork { action: ACTION, who: "the approver" });
                }
                None
            }
        };
        Ok(by.change([EventKind::SignedOff { own_work_reason }]))
    }

    /// Gives the decision back to its author.
    pub fn send_back(&self, by: &By, why: &str) -> Answer {
        const ACTION: &str = "send the decision back";
        by.person(ACTION)?;
        if by.must_have(Role::Approver, ACTION).is_err() {
            by.must_have(Role::Reviewer, ACTION)?;
        }
        self.may_see(by, ACTION)?;
        let waits = |state: &CaseState| matches!(state, CaseState::Decided | CaseState::SignedOff);
        self.must_be(waits, ACTION, "there is no decision that waits to be issued")?;
        must_say(why, "the reason for sending it back")?;
        Ok(by.change([EventKind::SentBack { why: why.to_owned() }]))
    }

    /// Records why a rule of guidance is not followed. Statute cannot be overridden: see [`Case::issue`].
    pub fn override_guidance(&self, by: &By, check: &str, why: &str) -> Answer {
        const ACTION: &str = "depart from guidance";
        by.person(ACTION)?;
        by.must_have(Role::Approver, ACTION)?;
        self.may_see(by, ACTION)?;
        let waits = |state: &CaseState| matches!(state, CaseState::Decided | CaseState::SignedOff);
        self.must_be(waits, ACTION, "there is no decision that waits to be issued")?;
        must_say(why, "the reason for departing from guidance")?;
        Ok(by.change([EventKind::GuidanceOverridden { check: check.to_owned(), why: why.to_owned() }]))
    }

    fn is_author(&self, user: crate::id::UserId) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.author == Some(user))
    }

    fn reviewed_by_somebody_else(&self) -> Result<(), Refused> {
        let because = match self.peer_reviews.last() {
            Some((_, true)) => return Ok(()),
            Some((_, false)) => {
                "the reviewer does not agree with the decision; send it back, or have it reviewed again"
            }
            None => "nobody but its author has looked at the decision yet",
        };
        Err(Refused::State { action: "sign the decision off", because, state: self.state.key() })
    }
}

/// Checks that a decision answers everything and hangs together. What the notice must say is the notice checker's.
pub(super) fn sound(parts: &[Part], decision: &Decision) -> Result<(), Refused> {
    if parts.is_empty() {
        return Err(Refused::Empty { what: "the list of parts" });
    }
    let mut limbs: Vec<&LimbId> = Vec::new();
    for part in parts {
        if part.limbs.is_empty() {
            return Err(Refused::Undecided(LimbId(part.number.to_string())));
        }
        for limb in &part.limbs {
            if limb.outcome.is_none() {
                return Err(Refused::Undecided(limb.id.clone()));
            }
            if limbs.contains(&&limb.id) {
                return Err(Refused::Already { what: "a limb", which: limb.id.to_string() });
            }
            known_provisions(&limb.provisions)?;
            limbs.push(&limb.id);
        }
    }
    for reliance in &decision.reliances {
        known_provisions(&reliance.provisions)?;
        if let Some(stray) = reliance.limbs.iter().find(|limb| !limbs.contains(limb)) {
            return Err(Refused::NoSuch { what: "limb", which: stray.to_string() });
        }
    }
    Ok(())
}
