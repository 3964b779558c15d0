//! What stops, restarts and extends the clock. Every date comes from `statute`.

use candour_statute::Calendar;
use candour_statute::deadline::{Event as ClockEvent, EventKind as ClockEventKind, Query};
use jiff::civil::Date;

use super::{Answer, By, Refused, must_say};
use crate::authority::Authority;
use crate::case::{Case, CaseState};
use crate::clock::{self, Due};
use crate::event::EventKind;
use crate::reference::Regime;
use crate::request::ProvisionId;
use crate::sealed::SealedText;

impl Case {
    /// Asks the requester for what is needed to identify and locate the information. The clock stands until it comes.
    pub fn seek_clarification(&self, by: &By, on: Date, about: &str) -> Answer {
        const ACTION: &str = "ask for clarification";
        self.may_work(by, ACTION)?;
        let because = "FOIA 2000 s.1(3) (EIR 2004 reg. 9(2)): further information may be required only to identify \
                       and locate what is requested, while the request is still to be complied with";
        self.must_be(|state| matches!(state, CaseState::Received | CaseState::Open), ACTION, because)?;
        must_say(about, "what is asked")?;
        by.must_have_happened(on, self.received_on, "the question")?;
        Ok(by.change([EventKind::ClarificationSought { on, about: about.to_owned() }]))
    }

    /// Takes the requester's clarification: a new period runs from the day it came.
    pub fn take_clarification(
        &self,
        by: &By,
        authority: &Authority,
        calendar: &Calendar,
        (on, words): (Date, SealedText),
    ) -> Answer {
        const ACTION: &str = "take a clarification";
        let CaseState::AwaitingClarification { since } = self.state else {
            let because = "no further information is required of the requester under FOIA 2000 s.1(3)";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        };
        by.must_have_happened(on, Some(since), "the clarification")?;
        must_say(&words.text, "the clarification")?;
        let due = self.due_with(authority, calendar, Some((ClockEventKind::Clarified, on)))?;
        let mut change = by.change([EventKind::Clarified { on, clarification: words.digest, due }]);
        change.private_texts = vec![words];
        Ok(change)
    }

    /// Gives a fees notice (FOIA 2000 s.9, EIR 2004 reg. 8).
    pub fn issue_fees_notice(&self, by: &By, on: Date, pence: u64) -> Answer {
        const ACTION: &str = "give a fees notice";
        self.may_work(by, ACTION)?;
        let because = "FOIA 2000 s.9(1): a fees notice is given within the period for complying, before the answer";
        self.must_be(|state| matches!(state, CaseState::Received | CaseState::Open), ACTION, because)?;
        by.must_have_happened(on, self.received_on, "the fees notice")?;
        if pence == 0 {
            return Err(Refused::Empty { what: "the fee" });
        }
        Ok(by.change([EventKind::FeesNoticeIssued { on, pence }]))
    }

    /// Takes the fee: the days from notice to payment are disregarded (FOIA 2000 s.10(2)).
    pub fn take_fee(&self, by: &By, authority: &Authority, calendar: &Calendar, on: Date) -> Answer {
        const ACTION: &str = "take a fee";
        let CaseState::AwaitingFee { since } = self.state else {
            let because = "no fees notice under FOIA 2000 s.9 is outstanding";
            return Err(Refused::State { action: ACTION, because, state: self.state.key() });
        };
        by.must_have_happened(on, Some(since), "the payment")?;
        let due = self.due_with(authority, calendar, Some((ClockEventKind::FeePaid, on)))?;
        Ok(by.change([EventKind::FeePaid { on, due }]))
    }

    /// Extends the time: for the public interest test of named qualified provisions (FOIA 2000 s.10(3)), or for
    /// complexity and volume (EIR 2004 reg. 7(1)).
    pub fn extend(
        &self,
        by: &By,
        authority: &Authority,
        calendar: &Calendar,
        extension: (Vec<ProvisionId>, Date, &str),
    ) -> Answer {
        const ACTION: &str = "extend the time";
        let (provisions, estimated_on, why) = extension;
        self.may_work(by, ACTION)?;
        let because = "FOIA 2000 s.10(3) (EIR 2004 reg. 7(1)): time is extended only while the answer is due";
        self.must_be(|state| matches!(state, CaseState::Received | CaseState::Open), ACTION, because)?;
        must_say(why, "the reason for the extension")?;
        self.extension_is_open_to(by, &provisions)?;
        let due = self.due_with(authority, calendar, Some((ClockEventKind::ExtendedTo, estimated_on)))?;
        // The ICO's guidance: not more than 20 further working days, 40 in all, and beyond that only exceptionally.
        let outer = self.outer_limit(authority, calendar, estimated_on)?;
        if outer.is_some_and(|outer| estimated_on > outer) {
            let outer = outer.map(|outer| outer.to_string()).unwrap_or_default();
            return Err(Refused::Extension(format!(
                "{estimated_on} is past {outer}, the 40th working day: the ICO expects a decision by then \
                 (FOIA 2000 s.10(3)); EIR 2004 reg. 7(1) allows no more"
            )));
        }
        let why = why.to_owned();
        Ok(by.change([EventKind::Extended { on: by.today(), provisions, estimated_on, why, due }]))
    }

    /// Computes the due date again by another edition of the calendar; `None` if it is the same.
    pub fn recompute_due(
        &self,
        by: &By,
        authority: &Authority,
        calendar: &Calendar,
        why: &str,
    ) -> Result<Option<crate::ports::Change>, Refused> {
        if !self.state.awaits_response() || self.received_on.is_none() {
            return Ok(None);
        }
        let due = self.due_with(authority, calendar, None)?;
        let unchanged = self.due.as_ref().is_some_and(|known| known.due_on == due.due_on && known.status == due.status);
        if unchanged {
            return Ok(None);
        }
        Ok(Some(by.change([EventKind::DueRecomputed { due, why: why.to_owned() }])))
    }

    /// What the clock of this case is asked, with all that has happened to it.
    pub fn clock_query(&self, authority: &Authority) -> Option<Query> {
        let mut query = clock::query(authority, self.regime, self.counted_from.or(self.received_on)?);
        query.events.clone_from(&self.clock_events);
        Some(query)
    }

    fn due_with(
        &self,
        authority: &Authority,
        calendar: &Calendar,
        event: Option<(ClockEventKind, Date)>,
    ) -> Result<Due, Refused> {
        let unknown = || Refused::Clock("the day of receipt is not known".into());
        let mut query = self.clock_query(authority).ok_or_else(unknown)?;
        query.events.extend(event.map(|(kind, on)| ClockEvent { kind, on }));
        clock::due(&query, calendar).map_err(|error| Refused::Clock(error.to_string()))
    }

    fn outer_limit(&self, authority: &Authority, calendar: &Calendar, to: Date) -> Result<Option<Date>, Refused> {
        let Some(mut query) = self.clock_query(authority) else { return Ok(None) };
        query.events.push(ClockEvent { kind: ClockEventKind::ExtendedTo, on: to });
        let answer = candour_statute::deadline::answer(&query, calendar);
        answer.map(|answer| answer.outer_limit).map_err(|error| Refused::Clock(error.to_string()))
    }

    fn extension_is_open_to(&self, by: &By, provisions: &[ProvisionId]) -> Result<(), Refused> {
        let refused = |why: &str| Err(Refused::Extension(why.to_owned()));
        let due_on = self.due.as_ref().and_then(|due| due.due_on);
        if due_on.is_some_and(|due_on| by.today() > due_on) {
            return refused(
                "the time has run out: the notice with the estimated date is due within it (FOIA 2000 s.17(2))",
            );
        }
        if self.regime == Regime::Eir {
            return if self.extensions.is_empty() {
                Ok(())
            } else {
                refused("EIR 2004 reg. 7(1) extends the time once, to 40 working days")
            };
        }
        if provisions.is_empty() {
            return refused(
                "FOIA 2000 s.10(3) extends the time only for weighing the public interest: name the provision",
            );
        }
        for id in provisions {
            let Some(provision) = candour_statute::provision::by_id(id.as_str()) else {
                return Err(Refused::UnknownProvision(id.clone()));
            };
            if !provision.is_qualified() {
                return Err(Refused::Extension(format!(
                    "{} is not qualified, so there is no public interest to weigh (FOIA 2000 ss.2(2)(b), 10(3))",
                    provision.reference
                )));
            }
        }
        if self.extensions.len() >= MOST_EXTENSIONS {
            return Err(Refused::Extension(format!(
                "the time was extended {MOST_EXTENSIONS} times already: decide, or record why with the regulator"
            )));
        }
        Ok(())
    }
}

/// How often time may be extended on one request. The law sets no number; the ICO calls rolling extensions bad
/// practice, so a second estimate is the last.
const MOST_EXTENSIONS: usize = 2;
