//! The clock of a request: FOIA 2000 s.10 and EIR 2004 reg. 5(2), 7, 8 and 9.

use jiff::ToSpan;
use jiff::civil::Date;

use super::event::{self, EventKind, Wait};
use super::plan::Plan;
use super::{Body, DueDate, Query, Status, edition};
use crate::Error;
use crate::calendar::{Calendar, Scope};
use crate::provision::Regime;
use crate::window::fee_must_be_paid_by;

pub(super) fn answer(query: &Query, calendar: &Calendar) -> Result<DueDate, Error> {
    event::refuse(
        query,
        &[EventKind::IdentityAsked, EventKind::IdentityGiven],
        "identity is no condition of a request for information; only subject access waits for it",
    )?;
    let law = Law::of(query)?;
    let mut notes = Vec::new();
    let fees = event::waits(query, EventKind::FeesNotice, EventKind::FeePaid)?;
    let questions = event::waits(query, EventKind::ClarificationSought, EventKind::Clarified)?;

    let mut plan = Plan {
        received_on: query.received_on,
        day_zero: query.received_on,
        limit: law.limit,
        pauses: fees.clone(),
        school: None,
        pause_source: law.pause_source,
        restart_source: law.restart_source,
        day_source: law.day_source,
    };
    let mut waiting = None;
    for question in &questions {
        let due = plan.due_on(calendar);
        if due.is_some_and(|due| question.from > due) {
            notes.push(format!(
                "clarification was sought on {}, after the time for answering had passed: it does not restart the clock",
                question.from
            ));
            continue;
        }
        match question.to {
            Some(answered) => plan.day_zero = plan.day_zero.max(answered),
            None => {
                waiting = Some(format!(
                    "waiting since {} for the requester's clarification; {} working days run from the day it is received ({})",
                    question.from, law.limit, law.restart_source
                ));
            }
        }
    }
    if waiting.is_none() {
        waiting = fee_outstanding(query.regime, &fees, &plan, calendar, &mut notes);
    }

    let mut due = DueDate {
        due_on: None,
        status: Status::Computed,
        reason: None,
        clock: query.clock,
        received_on: query.received_on,
        day_zero: plan.day_zero,
        limit: format!("{} working days", law.limit),
        source: law.source.to_owned(),
        before_extension: None,
        outer_limit: plan.nth(calendar, law.outer_limit),
        notes,
        trace: Vec::new(),
        calendar: edition(calendar),
    };
    if let Some(reason) = waiting {
        due.status = Status::NotComputable;
        due.reason = Some(reason);
        return Ok(due);
    }
    due.due_on = plan.due_on(calendar);
    if query.body == Body::School && query.regime == Regime::Foia {
        school(query, calendar, &mut plan, &mut due);
    }
    extend(query, &law, calendar, &mut due)?;
    if let Some(until) = due.due_on {
        due.trace = plan.walk(calendar, Some(until));
    }
    Ok(due)
}

/// What differs between the regimes and the bodies.
struct Law {
    limit: u32,
    outer_limit: u32,
    source: &'static str,
    pause_source: &'static str,
    restart_source: &'static str,
    day_source: &'static str,
    outer_is_law: bool,
}

impl Law {
    fn of(query: &Query) -> Result<Self, Error> {
        let foia = Self {
            limit: 20,
            outer_limit: 40,
            source: "FOIA 2000 s.10(1)",
            pause_source: "a fee was outstanding: FOIA 2000 s.10(2)",
            restart_source: "clarification was needed: FOIA 2000 s.1(3) and s.10(6)",
            day_source: "FOIA 2000 s.10(6)",
            outer_is_law: false,
        };
        Ok(match (query.regime, query.body) {
            (Regime::Eir, Body::Default | Body::School | Body::Archive) => Self {
                source: "EIR 2004 reg. 5(2)",
                pause_source: "a charge was outstanding: EIR 2004 reg. 8",
                restart_source: "more particulars were needed: EIR 2004 reg. 9(4)",
                day_source: "EIR 2004 reg. 2(1)",
                outer_is_law: true,
                ..foia
            },
            (Regime::Eir, _) => {
                return Err(Error::input(
                    "the variations for armed forces and for information held abroad are FOIA's: EIR has only reg. 7",
                ));
            }
            (Regime::Foia, Body::Default) => foia,
            (Regime::Foia, Body::School) => Self {
                outer_limit: 60,
                source: "FOIA 2000 s.10(4), SI 2004/3364 reg. 3: the earlier of the 20th working day that is a school day and the 60th working day",
                outer_is_law: true,
                ..foia
            },
            (Regime::Foia, Body::Archive) => Self {
                limit: 30,
                outer_limit: 60,
                source: "FOIA 2000 s.10(4), SI 2004/3364 reg. 4",
                outer_is_law: true,
                ..foia
            },
            (Regime::Foia, Body::ArmedForces) => Self {
                outer_limit: 60,
                source: "FOIA 2000 s.10(1); longer only as the Commissioner allows: SI 2004/3364 reg. 5",
                outer_is_law: true,
                ..foia
            },
            (Regime::Foia, Body::OutsideUk) => Self {
                outer_limit: 60,
                source: "FOIA 2000 s.10(1); longer only as the Commissioner allows: SI 2004/3364 reg. 6",
                outer_is_law: true,
                ..foia
            },
        })
    }
}

fn fee_outstanding(
    regime: Regime,
    fees: &[Wait],
    plan: &Plan<'_>,
    calendar: &Calendar,
    notes: &mut Vec<String>,
) -> Option<String> {
    for fee in fees {
        let last = fee_must_be_paid_by(regime, fee.from, calendar)?;
        if let Some(paid) = fee.to.filter(|paid| *paid > last) {
            return Some(format!(
                "the fee was paid on {paid}, after {last}: the notice of {} had lapsed and there is no duty to comply ({})",
                fee.from,
                fee_source(regime)
            ));
        }
        let too_late = plan.due_on(calendar).is_some_and(|due| fee.from > due);
        match (fee.to, too_late) {
            (_, true) => notes.push(format!(
                "the fees notice of {} was given after the time for answering had passed: it stops nothing",
                fee.from
            )),
            (None, false) => {
                return Some(format!(
                    "waiting since {} for the fee; it must be paid by {last}, and no day counts until it is ({})",
                    fee.from,
                    fee_source(regime)
                ));
            }
            (Some(_), false) => {}
        }
    }
    None
}

fn fee_source(regime: Regime) -> &'static str {
    match regime {
        Regime::Eir => "EIR 2004 reg. 8",
        Regime::Foia => "FOIA 2000 s.9(2) and s.10(2)",
    }
}

/// The earlier of the 20th school working day and the 60th working day.
fn school<'a>(query: &'a Query, calendar: &Calendar, plan: &mut Plan<'a>, due: &mut DueDate) {
    let Some(school) = &query.school else {
        due.status = Status::Provisional;
        due.reason = Some(
            "without the school's calendar every working day is taken for a school day; the true date can only be later"
                .to_owned(),
        );
        return;
    };
    plan.school = Some(school);
    let sixtieth = plan.nth(calendar, 60);
    due.due_on = match (plan.due_on(calendar), sixtieth) {
        (Some(twentieth), Some(sixtieth)) => Some(twentieth.min(sixtieth)),
        _ => None,
    };
    if let Some(on) = due.due_on.filter(|on| !school.covers(query.received_on, *on)) {
        due.status = Status::Provisional;
        due.reason = Some(format!("the school's calendar does not cover every day up to {on}"));
    }
}

/// Public interest extension (FOIA s.10(3)), the Commissioner's (SI 2004/3364), or reg. 7(1).
fn extend(query: &Query, law: &Law, calendar: &Calendar, due: &mut DueDate) -> Result<(), Error> {
    let extensions = event::extensions(query);
    let (Some(base), Some(extended)) = (due.due_on, extensions.iter().max().copied()) else { return Ok(()) };
    require_working_day(extended, calendar)?;
    if let Some(outer) = due.outer_limit.filter(|outer| extended > *outer) {
        if law.outer_is_law {
            return Err(Error::input(format!(
                "extended to {extended}: the law allows no later than {outer}, the {}th working day ({})",
                law.outer_limit,
                if query.regime == Regime::Eir { "EIR 2004 reg. 7(1)" } else { law.source }
            )));
        }
        due.notes.push(format!(
            "{extended} is past the 40th working day, {outer}: the ICO expects that only in exceptional cases (guidance on FOIA 2000 s.10(3))"
        ));
    }
    if extensions.len() > 1 {
        due.notes.push(format!("extended {} times; each needs its own reasons", extensions.len()));
    }
    if extended <= base {
        due.notes.push(format!("extended to {extended}, which is not later than {base}: it changes nothing"));
        return Ok(());
    }
    due.before_extension = Some(base);
    due.due_on = Some(extended);
    due.notes.push(match (query.regime, query.body) {
        (Regime::Eir, _) => format!(
            "the requester must be told by {base} that complexity and volume need the time (EIR 2004 reg. 7(1) and (3))"
        ),
        (_, Body::ArmedForces | Body::OutsideUk) => {
            format!("the Commissioner must have allowed it, on an application made by {base} (SI 2004/3364)")
        }
        _ => format!(
            "only for weighing the public interest; the notice under s.17(1) and everything not being weighed are still due by {base} (FOIA 2000 s.10(3), s.17(2))"
        ),
    });
    Ok(())
}

pub(super) fn require_working_day(day: Date, calendar: &Calendar) -> Result<(), Error> {
    if calendar.is_working_day(day, Scope::AnyPartOfTheUnitedKingdom) != Some(false) {
        return Ok(());
    }
    let before = (1..15)
        .filter_map(|back: i64| day.checked_sub(back.days()).ok())
        .find(|day| calendar.is_working_day(*day, Scope::AnyPartOfTheUnitedKingdom) == Some(true));
    let remedy = before.map_or_else(String::new, |before| format!(": the last one before it is {before}"));
    Err(Error::input(format!("extended to {day}, which is not a working day{remedy}")))
}
