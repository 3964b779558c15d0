//! When an answer is due, with each day accounted for.
//!
//! [`answer`] takes everything that moves a date and returns the date with its
//! working: each day counted, or why not. Where the law or the calendar does not
//! settle a date, the answer says so and why; it is never a bare date.
//!
//! One thing to know before changing this: the date comes from a closed form
//! over the calendar's running totals, the trace from walking the days, and a
//! property test holds the two to the same answer.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::calendar::{Calendar, Certainty, Division};
use crate::provision::Regime;

mod event;
mod plan;
mod recompute;
mod request;
mod review;
mod school;
mod strip;
mod subject_access;
mod trace;

pub use event::{Event, EventKind};
pub use recompute::{Recomputed, recompute};
pub use school::{Closure, SchoolCalendar};
pub use strip::strip;
pub use trace::{Day, DayKind};

/// Which clock is asked for.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Clock {
    /// The answer to a request: FOIA 2000 s.10, EIR 2004 reg. 5(2).
    #[default]
    Request,
    /// The internal review of a FOIA answer: section 45 code of practice, part 5.
    Review,
    /// The reconsideration of an EIR answer: EIR 2004 reg. 11.
    EirReview,
    /// A subject access request: UK GDPR Article 12.
    Sar,
}

impl std::str::FromStr for Clock {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "request" => Ok(Self::Request),
            "review" => Ok(Self::Review),
            "eir-review" => Ok(Self::EirReview),
            "sar" => Ok(Self::Sar),
            _ => Err(Error::input(format!("no clock `{text}`: it is request, review, eir-review or sar"))),
        }
    }
}

/// Whose time limit differs (FOIA 2000 s.10(4)-(5), SI 2004/3364).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Body {
    /// Everybody else.
    #[default]
    Default,
    /// A maintained, nursery or Ministry of Defence school, academy, free school, NI school or pupil
    /// referral unit (reg. 3); never a local authority, a multi-purpose body or a university.
    School,
    /// The National Archives, PRONI or a place of deposit, for a transferred record not yet open (reg. 4).
    Archive,
    /// Information that needs armed forces on, or preparing for, operations (reg. 5).
    ArmedForces,
    /// Information held outside the United Kingdom, or needing someone there (reg. 6).
    OutsideUk,
}

impl std::str::FromStr for Body {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "default" => Ok(Self::Default),
            "school" => Ok(Self::School),
            "archive" => Ok(Self::Archive),
            "armed-forces" => Ok(Self::ArmedForces),
            "outside-uk" => Ok(Self::OutsideUk),
            _ => Err(Error::input(format!(
                "no body `{text}`: it is default, school, archive, armed-forces or outside-uk"
            ))),
        }
    }
}

/// Where the authority is, which matters only for subject access.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nation {
    /// England.
    #[default]
    England,
    /// Wales.
    Wales,
    /// Northern Ireland.
    NorthernIreland,
}

impl Nation {
    /// Whose bank holidays it keeps.
    #[must_use]
    pub fn division(self) -> Division {
        match self {
            Self::England | Self::Wales => Division::EnglandAndWales,
            Self::NorthernIreland => Division::NorthernIreland,
        }
    }
}

impl std::str::FromStr for Nation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "england" => Ok(Self::England),
            "wales" => Ok(Self::Wales),
            "northern-ireland" => Ok(Self::NorthernIreland),
            "scotland" => Err(Error::input(
                "Scotland has its own Acts, which are not covered: nation is england, wales or northern-ireland",
            )),
            _ => Err(Error::input(format!("no nation `{text}`: it is england, wales or northern-ireland"))),
        }
    }
}

/// Everything that moves a due date.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The day the authority received it, even at a weekend, even unread.
    pub received_on: Date,
    /// Which clock.
    #[serde(default)]
    pub clock: Clock,
    /// Which law.
    #[serde(default = "foia")]
    pub regime: Regime,
    /// Whose limit.
    #[serde(default)]
    pub body: Body,
    /// Where the authority is.
    #[serde(default)]
    pub nation: Nation,
    /// What stopped, restarted or moved the clock; in any order.
    #[serde(default)]
    pub events: Vec<Event>,
    /// When the school is closed, for [`Body::School`].
    #[serde(default)]
    pub school: Option<SchoolCalendar>,
    /// Today, when known: nothing can have happened after it.
    #[serde(default)]
    pub today: Option<Date>,
}

impl Query {
    /// A FOIA request to an ordinary authority in England, with nothing stopping its clock.
    #[must_use]
    pub fn received_on(received_on: Date) -> Self {
        Self {
            received_on,
            clock: Clock::Request,
            regime: Regime::Foia,
            body: Body::Default,
            nation: Nation::England,
            events: Vec::new(),
            school: None,
            today: None,
        }
    }

    /// The same with one event more.
    #[must_use]
    pub fn with(mut self, kind: EventKind, on: Date) -> Self {
        self.events.push(Event { kind, on });
        self
    }
}

/// How far an answer can be relied on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// From published holidays and settled rules.
    Computed,
    /// A date that something not yet known can still move; the reason says what.
    Provisional,
    /// No date, and the reason why.
    NotComputable,
}

/// When an answer is due, and how that was found.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct DueDate {
    /// The last day on which the answer is in time; none when it cannot be said.
    pub due_on: Option<Date>,
    /// How far to rely on it.
    pub status: Status,
    /// Why it is provisional or cannot be computed.
    pub reason: Option<String>,
    /// Which clock.
    pub clock: Clock,
    /// The day of receipt.
    pub received_on: Date,
    /// The day before the first that can count: receipt, or what restarted the clock.
    pub day_zero: Date,
    /// The rule in words, such as `20 working days`.
    pub limit: String,
    /// Where the rule comes from.
    pub source: String,
    /// The date before any extension, when there was one.
    pub before_extension: Option<Date>,
    /// The date past which no extension may go, where the law or guidance sets one.
    pub outer_limit: Option<Date>,
    /// What an officer should know about this date.
    pub notes: Vec<String>,
    /// Each day from receipt to the due date.
    pub trace: Vec<Day>,
    /// Which edition of the holidays was used.
    pub calendar: Edition,
}

/// Which holidays an answer rests on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Edition {
    /// The calendar's version.
    pub version: String,
    /// The first day with published holidays.
    pub known_from: Date,
    /// The last day with published holidays.
    pub known_to: Date,
}

/// When an answer is due, with its working.
///
/// ```
/// use candour_statute::{Calendar, Query, deadline};
/// use jiff::civil::date;
///
/// let due = deadline::answer(&Query::received_on(date(2025, 11, 14)), Calendar::built_in()).unwrap();
/// assert_eq!(due.due_on, Some(date(2025, 12, 15)));
/// ```
///
/// # Errors
///
/// When the query cannot be true (receipt after today, an answer to a question
/// never asked) or asks for what the law does not allow. A date that is merely
/// not known is no error: see [`Status`].
pub fn answer(query: &Query, calendar: &Calendar) -> Result<DueDate, Error> {
    event::check(query)?;
    let mut due = match (query.clock, query.regime) {
        (Clock::Request, _) => request::answer(query, calendar)?,
        (Clock::Review, Regime::Foia) => review::foia(query, calendar)?,
        (Clock::Review | Clock::EirReview, _) => review::eir(query, calendar)?,
        (Clock::Sar, _) => subject_access::answer(query, calendar)?,
    };
    grade(&mut due, calendar);
    Ok(due)
}

/// Lower the status where the calendar does not reach.
fn grade(due: &mut DueDate, calendar: &Calendar) {
    let (first, known_to) = calendar.horizon();
    if calendar.certainty(due.received_on) == Certainty::Unknown {
        due.due_on = None;
        due.trace.clear();
        due.status = Status::NotComputable;
        due.reason = Some(format!("holidays are known from {first} to {known_to}; {} lies outside", due.received_on));
        return;
    }
    match due.due_on {
        None if due.status == Status::NotComputable => {}
        None => {
            due.status = Status::NotComputable;
            due.trace.clear();
            due.reason = Some(format!("holidays are known only to {known_to}, and the date lies too far beyond it"));
        }
        Some(date) if calendar.certainty(date) == Certainty::Expected => {
            due.status = Status::Provisional;
            let beyond = format!(
                "holidays are published only to {known_to}; later days follow the usual rules and a proclamation can still move the date"
            );
            due.reason = Some(match due.reason.take() {
                Some(reason) => format!("{reason}; {beyond}"),
                None => beyond,
            });
        }
        Some(_) => {}
    }
}

fn edition(calendar: &Calendar) -> Edition {
    let (known_from, known_to) = calendar.horizon();
    Edition { version: calendar.version().to_owned(), known_from, known_to }
}

fn foia() -> Regime {
    Regime::Foia
}
