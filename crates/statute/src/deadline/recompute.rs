//! What a new holiday does to a running clock.

use serde::{Deserialize, Serialize};

use super::{DueDate, Query, answer};
use crate::Error;
use crate::calendar::{Calendar, Holiday};

/// Both dates, and why they differ.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Recomputed {
    /// By the calendar as it was.
    pub before: DueDate,
    /// By the calendar as it is now.
    pub after: DueDate,
    /// The days added in between.
    pub added: Vec<Holiday>,
    /// What to record.
    pub why: String,
}

impl Recomputed {
    /// Whether the date moved.
    #[must_use]
    pub fn has_moved(&self) -> bool {
        self.before.due_on != self.after.due_on
    }
}

/// Compute a date by two editions of the calendar.
///
/// Whether a day proclaimed after receipt extends a running clock is arguable.
/// It is treated as extending, and both dates are kept so that nobody has to
/// rely on that reading.
///
/// # Errors
///
/// As [`answer`].
pub fn recompute(query: &Query, before: &Calendar, after: &Calendar) -> Result<Recomputed, Error> {
    let was = answer(query, before)?;
    let is = answer(query, after)?;
    let added: Vec<Holiday> =
        after.added().iter().filter(|holiday| !before.added().contains(holiday)).cloned().collect();
    let names: Vec<String> = added
        .iter()
        .map(|holiday| format!("{} ({}, {})", holiday.date, holiday.title, holiday.division.name()))
        .collect();
    let why = match (was.due_on == is.due_on, was.due_on, is.due_on) {
        (true, ..) => "the date is unchanged".to_owned(),
        (false, Some(was), Some(is)) => format!(
            "moved from {was} to {is} because a bank holiday was added: {}. Whether a day proclaimed after receipt extends a running clock is arguable; answering by {was} is safe either way",
            names.join("; ")
        ),
        (false, ..) => "the date could be computed by only one of the two calendars".to_owned(),
    };
    Ok(Recomputed { before: was, after: is, added, why })
}
