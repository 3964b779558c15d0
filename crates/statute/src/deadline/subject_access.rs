//! The clock of a subject access request: a calendar month, not working days.
//!
//! UK GDPR Article 12(3) and 12A, as amended by the Data (Use and Access) Act
//! 2025 s.76. The month begins with the *latest* of receipt, proof of identity
//! and payment; days from asking for needed clarification to its arrival, both
//! included, do not count. The corresponding-date method, and moving off a
//! weekend or a public holiday of the authority's own nation, are the ICO's.

use jiff::ToSpan;
use jiff::civil::Date;

use super::event::{self, EventKind, Wait};
use super::trace::{Day, DayKind};
use super::{DueDate, Query, Status, edition};
use crate::Error;
use crate::calendar::{Calendar, Scope};

pub(super) fn answer(query: &Query, calendar: &Calendar) -> Result<DueDate, Error> {
    let identity = event::waits(query, EventKind::IdentityAsked, EventKind::IdentityGiven)?;
    let fees = event::waits(query, EventKind::FeesNotice, EventKind::FeePaid)?;
    let questions = event::waits(query, EventKind::ClarificationSought, EventKind::Clarified)?;

    let starts = identity.iter().chain(&fees);
    let day_zero = starts.clone().filter_map(|wait| wait.to).fold(query.received_on, Date::max);
    let waiting = starts.clone().chain(&questions).find(|wait| wait.to.is_none()).map(|wait| {
        format!(
            "waiting since {} for what was asked of the requester; the time does not run (UK GDPR Article 12A)",
            wait.from
        )
    });

    let scope = Scope::Only(query.nation.division());
    let month = Month { query, day_zero, questions: &questions, scope };
    let mut due = DueDate {
        due_on: None,
        status: Status::Computed,
        reason: None,
        clock: query.clock,
        received_on: query.received_on,
        day_zero,
        limit: "1 calendar month".to_owned(),
        source: "UK GDPR Article 12(3) and 12A; corresponding date by ICO guidance".to_owned(),
        before_extension: None,
        outer_limit: None,
        notes: Vec::new(),
        trace: Vec::new(),
        calendar: edition(calendar),
    };
    if let Some(reason) = waiting {
        due.status = Status::NotComputable;
        due.reason = Some(reason);
        return Ok(due);
    }
    let base = month.ends(1);
    due.due_on = month.rolled(base, calendar);
    due.outer_limit = month.rolled(month.ends(3), calendar);
    let extended = event::extensions(query).into_iter().max();
    if let (Some(first), Some(extended)) = (due.due_on, extended.filter(|extended| Some(*extended) > due.due_on)) {
        if let Some(outer) = due.outer_limit.filter(|outer| extended > *outer) {
            return Err(Error::input(format!(
                "extended to {extended}: the law allows two further months, to {outer} (UK GDPR Article 12A(3))"
            )));
        }
        due.before_extension = Some(first);
        due.due_on = Some(extended);
        due.notes.push(format!("the requester must be told by {first}, with the reasons (UK GDPR Article 12A(4))"));
        if calendar.is_working_day(extended, scope) == Some(false) {
            return Err(Error::input(format!("extended to {extended}, which is not a working day")));
        }
    }
    if let Some(until) = due.due_on {
        due.trace = month.walk(base, until, calendar);
    }
    Ok(due)
}

struct Month<'a> {
    query: &'a Query,
    day_zero: Date,
    questions: &'a [Wait],
    scope: Scope,
}

impl Month<'_> {
    /// The corresponding date so many months on, or the last of a shorter month, plus the days that do not count.
    fn ends(&self, months: i32) -> Option<Date> {
        let mut end = self.day_zero.checked_add(months.months()).ok()?;
        for question in self.questions {
            let Some(to) = question.to else { continue };
            let from = question.from.max(self.day_zero.checked_add(1.day()).ok()?);
            if from > end || to < from {
                continue;
            }
            let days = from.duration_until(to).as_hours() / 24 + 1;
            end = end.checked_add(days.days()).ok()?;
        }
        Some(end)
    }

    /// Moved past weekends and the nation's public holidays.
    fn rolled(&self, end: Option<Date>, calendar: &Calendar) -> Option<Date> {
        let mut day = end?;
        loop {
            if calendar.is_working_day(day, self.scope)? {
                return Some(day);
            }
            day = day.checked_add(1.day()).ok()?;
        }
    }

    fn walk(&self, base: Option<Date>, until: Date, calendar: &Calendar) -> Vec<Day> {
        let mut days = Vec::new();
        let mut number = 0;
        let extended = base.is_some_and(|base| self.rolled(Some(base), calendar).is_some_and(|first| until > first));
        for date in self.query.received_on.series(1.day()).take_while(|date| *date <= until) {
            days.push(if date < self.day_zero {
                Day::not_counted(date, DayKind::Superseded, "identity or a fee was outstanding: UK GDPR Article 12A(2)")
            } else if date == self.day_zero {
                Day::not_counted(date, DayKind::DayZero, "day 0: the month ends on the corresponding date")
            } else if self.is_paused(date) {
                Day::not_counted(date, DayKind::Paused, "clarification was outstanding: UK GDPR Article 12A(5)")
            } else if !extended && base.is_some_and(|base| date > base) {
                Day::not_counted(
                    date,
                    DayKind::RolledOver,
                    "the date is moved past a weekend or public holiday (ICO guidance)",
                )
            } else {
                number += 1;
                Day::counted(date, number, base.is_some_and(|base| date > base))
            });
        }
        // The day the date comes to rest on is the last that counts.
        if let Some(last) = days.last_mut().filter(|day| day.kind == DayKind::RolledOver) {
            *last = Day::counted(last.date, number + 1, false);
            last.why = "the next working day".to_owned();
        }
        days
    }

    fn is_paused(&self, date: Date) -> bool {
        self.questions.iter().any(|wait| wait.from <= date && wait.to.is_some_and(|to| date <= to))
    }
}
