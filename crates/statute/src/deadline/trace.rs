//! The working behind a date, one day after another.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::NonWorking;

/// One day between receipt and the due date.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Its name.
    pub weekday: String,
    /// Whether it counts towards the limit.
    pub counted: bool,
    /// Its number when it counts.
    pub number: Option<u32>,
    /// What kind of day it is.
    pub kind: DayKind,
    /// Why it counts or not, with the provision or the holiday; empty for an ordinary counted day.
    pub why: String,
}

/// What kind of day it is for a clock.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DayKind {
    /// Counted.
    Counted,
    /// Counted, within an extension.
    Extended,
    /// The day of receipt, or the day that restarted the clock: day 0.
    DayZero,
    /// A bank holiday somewhere that matters.
    Holiday,
    /// Not a school day.
    NotASchoolDay,
    /// A question or a fee is outstanding.
    Paused,
    /// The date is moved past this day.
    RolledOver,
    /// Before the clock started again.
    Superseded,
    /// A Saturday or Sunday.
    Weekend,
}

impl Day {
    pub(super) fn counted(date: Date, number: u32, extended: bool) -> Self {
        let kind = if extended { DayKind::Extended } else { DayKind::Counted };
        Self { date, weekday: weekday(date).to_owned(), counted: true, number: Some(number), kind, why: String::new() }
    }

    pub(super) fn not_counted(date: Date, kind: DayKind, why: impl Into<String>) -> Self {
        Self { date, weekday: weekday(date).to_owned(), counted: false, number: None, kind, why: why.into() }
    }

    pub(super) fn non_working(date: Date, reason: &NonWorking, source: &str) -> Self {
        match reason {
            NonWorking::Weekend(day) => Self::not_counted(date, DayKind::Weekend, format!("{} ({source})", name(*day))),
            NonWorking::Holiday { title, divisions, proclaimed } => {
                let places = if divisions.len() == 3 {
                    "throughout the United Kingdom".to_owned()
                } else {
                    let names: Vec<&str> = divisions.iter().map(|division| division.name()).collect();
                    format!("in {}", names.join(" and "))
                };
                let added = if proclaimed.is_some() { ", proclaimed after the calendar was published" } else { "" };
                Self::not_counted(date, DayKind::Holiday, format!("{title}: bank holiday {places}{added} ({source})"))
            }
        }
    }
}

pub(super) fn weekday(date: Date) -> &'static str {
    name(date.weekday())
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
