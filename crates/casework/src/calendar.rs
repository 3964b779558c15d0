//! The calendar of this installation: the published holidays and the days proclaimed since.
//!
//! A day can be proclaimed at nine days' notice, so open cases are computed again when one is added; both dates stay
//! in the case, with the reason (FOIA 2000 s.10(6)).

use candour_statute::{Calendar, Division};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::authority::Authority;
use crate::command::{By, Refused};
use crate::ports::{AuthorityStore, CaseStore, NewJob, StoreError, StoreErrorKind, Stored};
use crate::reference::Reference;

/// What adding a day did to one open case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// The case.
    pub reference: Reference,
    /// The date as it was.
    pub was_due_on: Option<Date>,
    /// The date as it is, or why it cannot be computed.
    pub due_on: Result<Option<Date>, Refused>,
}

/// The published holidays with the days that were added to this installation.
pub async fn of_installation(store: &impl AuthorityStore) -> Stored<Calendar> {
    let mut calendar = Calendar::built_in().clone();
    for (date, division, why) in store.calendar_days().await? {
        let damaged = |cause: String| StoreError::new("reading the calendar", StoreErrorKind::Damaged(cause));
        let division: Division = division.parse().map_err(|_| damaged(format!("there is no division {division}")))?;
        calendar = calendar.with_holiday(date, division, &why).map_err(|cause| damaged(cause.to_string()))?;
    }
    Ok(calendar)
}

/// The job that follows a day added to the calendar. It holds the reason that open cases are told.
pub fn recompute_job(date: Date, division: &str, why: &str, at: Timestamp) -> NewJob {
    let arguments = serde_json::Value::from(reason(date, division, why)).to_string();
    NewJob { task: RECOMPUTE_DUE_DATES.to_owned(), arguments, run_after: at }
}

/// Why a case's date moved, in the words that its history keeps.
pub fn reason(date: Date, division: &str, why: &str) -> String {
    format!("{date} does not count ({division}): {why}")
}

/// Computes the due date of every open case of an authority again; what moved.
pub async fn recompute_open_cases(
    store: &impl CaseStore,
    authority: &Authority,
    calendar: &Calendar,
    by: &By,
    why: &str,
) -> Stored<Vec<Recomputed>> {
    let mut moved = Vec::new();
    for line in store.cases_due(&authority.slug, None, u32::MAX).await? {
        let Some(case) = store.case(line.id).await? else { continue };
        let (reference, was_due_on) = (case.reference.clone(), case.due_on());
        match case.recompute_due(by, authority, calendar, why) {
            Ok(None) => {}
            Ok(Some(change)) => {
                let case = store.append(case.id, case.version, change).await?;
                moved.push(Recomputed { reference, was_due_on, due_on: Ok(case.due_on()) });
            }
            Err(refused) => moved.push(Recomputed { reference, was_due_on, due_on: Err(refused) }),
        }
    }
    Ok(moved)
}

/// The task of [`recompute_job`]; its arguments are one JSON string.
pub const RECOMPUTE_DUE_DATES: &str = "recompute_due_dates";
