//! When a school is closed (SI 2004/3364 reg. 3).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Error;

/// The days on which a school is closed to its pupils.
///
/// As a file, JSON: `{"covers": {"from": "2025-09-01", "to": "2026-08-31"},
/// "closed": [{"from": "2025-10-27", "to": "2025-10-31", "why": "half-term"}]}`.
/// Without `covers` the file speaks for every day.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolCalendar {
    /// The days for which the list of closures is complete.
    #[serde(default)]
    pub covers: Option<Covers>,
    /// When it is closed, besides weekends and bank holidays.
    pub closed: Vec<Closure>,
}

/// The days for which a school calendar is complete.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Covers {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// A run of days on which a school is closed, both ends included.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What it is, such as `half-term`.
    #[serde(default)]
    pub why: String,
}

impl SchoolCalendar {
    /// Read a school's calendar.
    ///
    /// # Errors
    ///
    /// When it is not that shape, or a closure ends before it begins.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let calendar: Self = serde_json::from_str(json)
            .map_err(|error| Error::data(format!("reading the school's calendar: {error}")))?;
        if let Some(closure) = calendar.closed.iter().find(|closure| closure.to < closure.from) {
            return Err(Error::data(format!(
                "reading the school's calendar: a closure ends on {}, before it begins on {}",
                closure.to, closure.from
            )));
        }
        Ok(calendar)
    }

    /// What the school is closed for on this day, if it is.
    #[must_use]
    pub fn closed(&self, day: Date) -> Option<&str> {
        self.closed
            .iter()
            .find(|closure| closure.from <= day && day <= closure.to)
            .map(|closure| if closure.why.is_empty() { "closed" } else { closure.why.as_str() })
    }

    /// Whether the calendar speaks for every day from `from` to `to`.
    #[must_use]
    pub fn covers(&self, from: Date, to: Date) -> bool {
        self.covers.is_none_or(|covers| covers.from <= from && to <= covers.to)
    }
}
