//! Finding what is held: commissions, searches, the estimate of cost, consultation.

use jiff::civil::Date;

use super::{Answer, By, Refused, must_say};
use crate::case::{Case, CaseState};
use crate::decision::CostEstimate;
use crate::event::{ConsultedParty, EventKind, Search};
use crate::id::UserId;
use crate::user::Role;

const ANSWERED: &str = "the request has been answered or closed";

impl Case {
    /// Asks a colleague to find information.
    pub fn commission(&self, by: &By, contributor: UserId, asks: &str, due_on: Date) -> Answer {
        const ACTION: &str = "commission a colleague";
        self.may_work(by, ACTION)?;
        self.must_be(is_being_answered, ACTION, ANSWERED)?;
        must_say(asks, "what is asked")?;
        if due_on < by.today() {
            let (what, on, after) = ("the day the commission is due,", due_on, by.today());
            return Err(Refused::BeforeCause { what, on, after });
        }
        let commission = next(self.commissions.iter().map(|commission| commission.number));
        Ok(by.change([EventKind::Commissioned { commission, contributor, asks: asks.to_owned(), due_on }]))
    }

    /// Notes that a colleague was reminded.
    pub fn chase(&self, by: &By, commission: u32) -> Answer {
        self.may_work(by, "chase a commission")?;
        self.open_commission(commission)?;
        Ok(by.change([EventKind::Chased { commission, on: by.today() }]))
    }

    /// The colleague's answer: material, or a nil return. A contributor may answer only their own commission.
    pub fn answer_commission(&self, by: &By, commission: u32, nil_return: bool, remarks: &str) -> Answer {
        const ACTION: &str = "answer a commission";
        let contributor = self.open_commission(commission)?;
        if by.actor().user() != Some(contributor) {
            by.must_have(Role::Officer, ACTION)?;
        }
        Ok(by.change([EventKind::CommissionAnswered { commission, nil_return, remarks: remarks.to_owned() }]))
    }

    /// Records a search: who looked, where, for what, how long, and what came of it.
    pub fn record_search(&self, by: &By, search: Search) -> Answer {
        const ACTION: &str = "record a search";
        let commissioned = self.commissions.iter().any(|commission| Some(commission.contributor) == by.actor().user());
        if !commissioned {
            self.may_work(by, ACTION)?;
        }
        self.must_be(is_being_answered, ACTION, ANSWERED)?;
        must_say(&search.place, "where was searched")?;
        must_say(&search.terms, "what was searched for")?;
        by.must_have_happened(search.on, self.received_on, "the search")?;
        Ok(by.change([EventKind::Searched { search }]))
    }

    /// Records the estimate of the cost of complying (FOIA 2000 s.12). Its type has no place for redaction: reg. 4(3)
    /// of SI 2004/3244 counts four activities and no more.
    pub fn estimate_cost(&self, by: &By, estimate: CostEstimate) -> Answer {
        const ACTION: &str = "estimate the cost";
        self.may_work(by, ACTION)?;
        self.must_be(is_being_answered, ACTION, ANSWERED)?;
        if estimate.activities.is_empty() {
            return Err(Refused::Empty { what: "the estimate" });
        }
        for activity in &estimate.activities {
            must_say(&activity.basis, "what an activity's time rests on")?;
        }
        Ok(by.change([EventKind::CostEstimated { estimate }]))
    }

    /// Notes that somebody whom disclosure would affect, or a central referral unit, was consulted.
    pub fn consult(&self, by: &By, party: ConsultedParty, about: &str, on: Date) -> Answer {
        const ACTION: &str = "consult";
        self.may_work(by, ACTION)?;
        self.must_be(is_being_answered, ACTION, ANSWERED)?;
        must_say(about, "what the consultation is about")?;
        by.must_have_happened(on, self.received_on, "the consultation")?;
        let consultation = next(self.consultations.iter().map(|consultation| consultation.number));
        Ok(by.change([EventKind::Consulted { consultation, party, about: about.to_owned(), on }]))
    }

    /// Notes what they said. It informs the decision; the authority decides.
    pub fn answer_consultation(&self, by: &By, consultation: u32, views: &str, on: Date) -> Answer {
        self.may_work(by, "record what a consultation brought")?;
        must_say(views, "what they said")?;
        let known = self.consultations.iter().find(|known| known.number == consultation);
        let unknown = || Refused::NoSuch { what: "consultation", which: consultation.to_string() };
        let known = known.ok_or_else(unknown)?;
        by.must_have_happened(on, Some(known.on), "the answer")?;
        if known.views.is_some() {
            return Err(Refused::Already { what: "an answer to consultation", which: consultation.to_string() });
        }
        Ok(by.change([EventKind::ConsultationAnswered { consultation, views: views.to_owned(), on }]))
    }

    fn open_commission(&self, number: u32) -> Result<UserId, Refused> {
        let known = self.commissions.iter().find(|commission| commission.number == number);
        let known = known.ok_or_else(|| Refused::NoSuch { what: "commission", which: number.to_string() })?;
        if known.nil_return.is_some() {
            return Err(Refused::Already { what: "an answer to commission", which: number.to_string() });
        }
        Ok(known.contributor)
    }
}

pub(super) fn is_being_answered(state: &CaseState) -> bool {
    state.awaits_response() || matches!(state, CaseState::UnderInternalReview | CaseState::WithRegulator)
}

pub(super) fn next(numbers: impl Iterator<Item = u32>) -> u32 {
    numbers.max().unwrap_or(0) + 1
}
