//! A clock that counts working days: from where, how many, and which are left out.

use jiff::ToSpan;
use jiff::civil::Date;

use super::event::Wait;
use super::school::SchoolCalendar;
use super::trace::{Day, DayKind};
use crate::calendar::{Calendar, Scope};

/// What a working-day clock has come to, before it is counted out.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) received_on: Date,
    /// The day before the first that can count.
    pub(super) day_zero: Date,
    /// How many days.
    pub(super) limit: u32,
    /// Days left out while a fee was outstanding, both ends included, in order.
    pub(super) pauses: Vec<Wait>,
    /// Days that are no school days, where they are left out.
    pub(super) school: Option<&'a SchoolCalendar>,
    /// Why a pause does not count.
    pub(super) pause_source: &'static str,
    /// Why an earlier start does not count.
    pub(super) restart_source: &'static str,
    /// Where the meaning of a working day comes from.
    pub(super) day_source: &'static str,
}

impl Plan<'_> {
    /// The `n`th day that counts, school days aside: a closed form over running totals.
    pub(super) fn nth(&self, calendar: &Calendar, n: u32) -> Option<Date> {
        let mut wanted = n;
        let mut due = calendar.nth_working_day_after(self.day_zero, wanted)?;
        let first = self.day_zero.checked_add(1.day()).ok()?;
        for pause in &self.pauses {
            if pause.from > due {
                break;
            }
            let Some(to) = pause.to else { continue };
            wanted = wanted.checked_add(calendar.working_days_between(pause.from.max(first), to)?)?;
            due = calendar.nth_working_day_after(self.day_zero, wanted)?;
        }
        Some(due)
    }

    /// The last day that is in time, before any extension.
    pub(super) fn due_on(&self, calendar: &Calendar) -> Option<Date> {
        match self.school {
            None => self.nth(calendar, self.limit),
            Some(_) => self.walk(calendar, None).last().map(|day| day.date).filter(|_| self.nth(calendar, 1).is_some()),
        }
    }

    /// Each day from receipt up to `until`, or until the limit is reached.
    ///
    /// Days after the limit count on, as days of an extension.
    pub(super) fn walk(&self, calendar: &Calendar, until: Option<Date>) -> Vec<Day> {
        let mut days = Vec::new();
        let mut number = 0;
        let mut date = self.received_on;
        loop {
            if until.is_some_and(|until| date > until) {
                break;
            }
            let Some(day) = self.day(calendar, date, &mut number) else { break };
            days.push(day);
            if until.is_none() && number >= self.limit {
                break;
            }
            let Ok(next) = date.checked_add(1.day()) else { break };
            date = next;
        }
        days
    }

    fn day(&self, calendar: &Calendar, date: Date, number: &mut u32) -> Option<Day> {
        let working = calendar.is_working_day(date, Scope::AnyPartOfTheUnitedKingdom)?;
        Some(if date < self.day_zero {
            Day::not_counted(date, DayKind::Superseded, self.restart_source)
        } else if date == self.day_zero {
            let why = if date == self.received_on { "received: day 0" } else { "the clock starts again: day 0" };
            Day::not_counted(date, DayKind::DayZero, why)
        } else if let (false, Some(reason)) = (working, calendar.non_working(date, Scope::AnyPartOfTheUnitedKingdom)) {
            Day::non_working(date, &reason, self.day_source)
        } else if self.is_paused(date) {
            Day::not_counted(date, DayKind::Paused, self.pause_source)
        } else if let Some(why) = self.school.and_then(|school| school.closed(date)) {
            Day::not_counted(date, DayKind::NotASchoolDay, format!("not a school day: {why} (SI 2004/3364 reg. 3)"))
        } else {
            *number += 1;
            Day::counted(date, *number, *number > self.limit)
        })
    }

    fn is_paused(&self, date: Date) -> bool {
        self.pauses.iter().any(|pause| pause.from <= date && pause.to.is_some_and(|to| date <= to))
    }
}
