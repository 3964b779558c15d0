//! The date a request is due, as `statute` computed it, kept with its working.

use candour_statute::deadline::{self, Body, Clock, Query, Status};
use candour_statute::{Calendar, Regime as StatuteRegime};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::{Authority, BodyKind, Nation};
use crate::reference::Regime;

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
    /// The rule in words, such as `20 working days`.
    #[serde(default)]
    pub limit: String,
    /// Where the rule comes from.
    #[serde(default)]
    pub source: String,
    /// What an officer should know about this date.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The edition of the holidays it rests on.
    #[serde(default)]
    pub calendar: String,
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
}

/// One day of the working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedDay {
    /// The day.
    pub date: Date,
    /// Its number, if it counts.
    pub counted: Option<u32>,
    /// Why it counts or does not, with the provision or the holiday; empty for an ordinary counted day.
    pub why: String,
}

/// What the clock of a request to this authority is asked, before anything has happened to it.
pub fn query(authority: &Authority, regime: Regime, received_on: Date) -> Query {
    Query {
        clock: if regime == Regime::SubjectAccess { Clock::Sar } else { Clock::Request },
        regime: if regime == Regime::Eir { StatuteRegime::Eir } else { StatuteRegime::Foia },
        body: match authority.body {
            BodyKind::Archive => Body::Archive,
            BodyKind::School => Body::School,
            _ => Body::Default,
        },
        nation: match authority.nation {
            Nation::England => deadline::Nation::England,
            Nation::NorthernIreland => deadline::Nation::NorthernIreland,
            Nation::Wales => deadline::Nation::Wales,
        },
        ..Query::received_on(received_on)
    }
}

/// The due date that a query has by a calendar.
pub fn due(query: &Query, calendar: &Calendar) -> Result<Due, candour_statute::Error> {
    deadline::answer(query, calendar).map(Due::from)
}

impl From<deadline::DueDate> for Due {
    fn from(answer: deadline::DueDate) -> Self {
        let day = |day: deadline::Day| TracedDay { date: day.date, counted: day.number, why: day.why };
        Self {
            due_on: answer.due_on,
            status: match answer.status {
                Status::Computed => DueStatus::Computed,
                Status::Provisional => DueStatus::Provisional,
                Status::NotComputable => DueStatus::NotComputable,
            },
            reason: answer.reason,
            limit: answer.limit,
            source: answer.source,
            notes: answer.notes,
            calendar: answer.calendar.version,
            trace: answer.trace.into_iter().map(day).collect(),
        }
    }
}
