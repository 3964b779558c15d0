//! The clock of an internal review.

use super::event::{self, EventKind};
use super::plan::Plan;
use super::request::require_working_day;
use super::{DueDate, Query, Status, edition};
use crate::Error;
use crate::calendar::Calendar;

/// FOIA has no statutory review: the section 45 code (July 2018), part 5, expects 20 working days, 40 exceptionally.
pub(super) fn foia(query: &Query, calendar: &Calendar) -> Result<DueDate, Error> {
    let mut due =
        counted(query, calendar, 20, "section 45 code of practice (July 2018), part 5; not a statutory limit")?;
    let (Some(base), Some(extended)) = (due.due_on, event::extensions(query).into_iter().max()) else {
        return Ok(due);
    };
    require_working_day(extended, calendar)?;
    if extended <= base {
        due.notes.push(format!("extended to {extended}, which is not later than {base}: it changes nothing"));
        return Ok(due);
    }
    due.outer_limit = plan(query, 40).nth(calendar, 40);
    if let Some(outer) = due.outer_limit.filter(|outer| extended > *outer) {
        due.notes.push(format!(
            "{extended} is past the 40th working day, {outer}, the most the ICO accepts in exceptional cases"
        ));
    }
    due.notes.push(format!("the requester should be told by {base} that the case is exceptional"));
    due.before_extension = Some(base);
    due.due_on = Some(extended);
    due.trace = plan(query, 20).walk(calendar, Some(extended));
    Ok(due)
}

/// EIR 2004 reg. 11(4): as soon as possible, and within 40 working days of receipt.
pub(super) fn eir(query: &Query, calendar: &Calendar) -> Result<DueDate, Error> {
    event::refuse(query, &[EventKind::ExtendedTo], "EIR 2004 reg. 11(4) allows no extension")?;
    counted(query, calendar, 40, "EIR 2004 reg. 11(4)")
}

fn counted(query: &Query, calendar: &Calendar, limit: u32, source: &str) -> Result<DueDate, Error> {
    event::refuse(
        query,
        &[
            EventKind::ClarificationSought,
            EventKind::Clarified,
            EventKind::FeesNotice,
            EventKind::FeePaid,
            EventKind::IdentityAsked,
            EventKind::IdentityGiven,
        ],
        "nothing stops the clock of a review",
    )?;
    let plan = plan(query, limit);
    let due_on = plan.due_on(calendar);
    Ok(DueDate {
        due_on,
        status: Status::Computed,
        reason: None,
        clock: query.clock,
        received_on: query.received_on,
        day_zero: query.received_on,
        limit: format!("{limit} working days"),
        source: source.to_owned(),
        before_extension: None,
        outer_limit: plan.nth(calendar, 40),
        notes: Vec::new(),
        trace: due_on.map(|until| plan.walk(calendar, Some(until))).unwrap_or_default(),
        calendar: edition(calendar),
    })
}

fn plan(query: &Query, limit: u32) -> Plan<'static> {
    Plan {
        received_on: query.received_on,
        day_zero: query.received_on,
        limit,
        pauses: Vec::new(),
        school: None,
        pause_source: "",
        restart_source: "",
        day_source: "working day as in FOIA 2000 s.10(6)",
    }
}
