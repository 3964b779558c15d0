//! The date a request is due, as `statute` computed it, kept with its working.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A due date with its working, as it stood when it was computed.
///
/// Kept inside the event, so that what an officer was told on the day can always be shown, whatever calendar is
/// loaded later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day of the period; `None` when it cannot be computed.
    pub due_on: Option<Date>,
    /// How sure it is.
    pub status: DueStatus,
    /// Why it is not settled; `None` when it is.
    pub reason: Option<String>,
    /// Each day, counted or not, and why.
    pub trace: Vec<TracedDay>,
}

/// How sure a due date is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DueStatus {
    /// Every day lies within the calendar.
    Computed,
    /// Some days lie beyond the calendar's years.
    Provisional,
    /// Nothing can be said.
    #[default]
    NotComputable,
    /// The period does not run: something is awaited from the requester.
    Paused,
}

/// One day of the working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedDay {
    /// The day.
    pub date: Date,
    /// Its number, if it counts.
    pub counted: Option<u32>,
    /// Why it counts or does not, with the provision or the holiday.
    pub why: String,
}
