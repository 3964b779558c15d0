//! How a request ends without an answer, begins again, and is forgotten.

use candour_statute::{Calendar, Regime as StatuteRegime, window};
use jiff::civil::Date;

use super::{Answer, By, Refused, must_say};
use crate::authority::Authority;
use crate::case::{Case, CaseState};
use crate::clock;
use crate::event::{Actor, EventKind};
use crate::reference::Regime;
use crate::user::Role;

impl Case {
    /// Takes the request back, at the requester's word.
    pub fn withdraw(&self, by: &By, on: Date) -> Answer {
        const ACTION: &str = "withdraw the request";
        if *by.actor() != Actor::Requester {
            self.may_work(by, ACTION)?;
        }
        self.must_be(
            |state| state.awaits_response(),
            ACTION,
            "it has been answered or closed, and nothing is left to withdraw",
        )?;
        by.must_have_happened(on, self.received_on, "the withdrawal")?;
        Ok(by.change([EventKind::Withdrawn { on }]))
    }

    /// Closes a request for which the clarification or the fee did not come in time.
    pub fn lapse(&self, by: &By, calendar: &Calendar, working_days: u32) -> Answer {
        const ACTION: &str = "close the request as lapsed";
        self.may_work(by, ACTION)?;
        let (until, why) = match self.state {
            CaseState::AwaitingClarification { since } => {
                (window::unclarified_request_lapses_on(since, working_days, calendar), "the clarification did not come")
            }
            CaseState::AwaitingFee { since } => {
                let regime = if self.regime == Regime::Eir { StatuteRegime::Eir } else { StatuteRegime::Foia };
                (window::fee_must_be_paid_by(regime, since, calendar), "the fee was not paid (FOIA 2000 s.9(2))")
            }
            _ => {
                let because = "only a request that waits for clarification (s.1(3)) or a fee (s.9) can lapse";
                return Err(Refused::State { action: ACTION, because, state: self.state.key() });
            }
        };
        let unknown = || Refused::Clock("the calendar does not reach the day on which it may be closed".into());
        let until = until.ok_or_else(unknown)?;
        if by.today() <= until {
            let because = "the requester still has time";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        }
        Ok(by.change([EventKind::Lapsed { on: by.today(), why: why.to_owned() }]))
    }

    /// Passes the request to the authority that holds the information, the requester having been asked.
    pub fn transfer(&self, by: &By, on: Date, to: &str) -> Answer {
        const ACTION: &str = "transfer the request";
        self.may_work(by, ACTION)?;
        self.must_be(|state| state.awaits_response(), ACTION, "it has been answered or closed")?;
        must_say(to, "the authority it is passed to")?;
        by.must_have_happened(on, self.received_on, "the transfer")?;
        Ok(by.change([EventKind::Transferred { on, to: to.to_owned() }]))
    }

    /// Opens a lapsed, withdrawn or transferred request again: a new period runs from today.
    pub fn reopen(&self, by: &By, authority: &Authority, calendar: &Calendar, why: &str) -> Answer {
        const ACTION: &str = "open the request again";
        self.may_work(by, ACTION)?;
        let closed = |state: &CaseState| {
            matches!(state, CaseState::Lapsed { .. } | CaseState::Withdrawn { .. } | CaseState::Transferred { .. })
        };
        let because =
            "it is open; or it has been answered, and an internal review is the way on (section 45 code, part 5)";
        self.must_be(closed, ACTION, because)?;
        must_say(why, "the reason for opening it again")?;
        let query = clock::query(authority, self.regime, by.today());
        let due = clock::due(&query, calendar).map_err(|error| Refused::Clock(error.to_string()))?;
        Ok(by.change([EventKind::Reopened { on: by.today(), why: why.to_owned(), due }]))
    }

    /// Records a mistake in an earlier event. What was written stays.
    pub fn correct(&self, by: &By, position: u64, what: &str) -> Answer {
        self.may_work(by, "record a correction")?;
        must_say(what, "what is right")?;
        Ok(by.change([EventKind::Corrected { position, what: what.to_owned() }]))
    }

    /// Erases who asked and in what words, once nothing that could need them is open and as many days have gone by
    /// since anything happened in the case.
    pub fn erase_requester(&self, by: &By, retention_days: u32, why: &str) -> Answer {
        const ACTION: &str = "erase the requester's details";
        if by.must_have(Role::Administrator, ACTION).is_err() {
            self.may_work(by, ACTION)?;
        }
        must_say(why, "the reason for erasing")?;
        if self.requester_erased {
            return Err(Refused::Already { what: "erased", which: "the requester's details".into() });
        }
        let refused = |because: String| Err(Refused::Retention { because });
        let review_runs = self.internal_review.as_ref().is_some_and(|review| review.result.is_none());
        let complaint_runs = self.complaint.as_ref().is_some_and(|complaint| complaint.result.is_none());
        if self.state.awaits_response() || review_runs || complaint_runs {
            return refused("the request, its review or a complaint is still open".into());
        }
        let last = jiff::tz::TimeZone::UTC.to_datetime(self.changed_at).date();
        let until = last.checked_add(jiff::Span::new().days(i64::from(retention_days)));
        match until {
            Ok(until) if by.today() > until => {}
            Ok(until) => return refused(format!("they are kept until {until}, for a review or a complaint")),
            Err(_) => return refused("the retention period has no end".into()),
        }
        let mut change = by.change([EventKind::RequesterErased { why: why.to_owned() }]);
        change.erase_requester = true;
        Ok(change)
    }
}
