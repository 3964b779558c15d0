//! Section 12: the cost limit, what may be counted towards it, and aggregation.
//!
//! The Freedom of Information and Data Protection (Appropriate Limit and Fees)
//! Regulations 2004, SI 2004/3244. Only four activities count (reg. 4(3)); time
//! spent redacting, weighing or writing never does.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::calendar::Calendar;

/// Which limit applies (reg. 3).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AppropriateLimit {
    /// Part I of Schedule 1 to the Act: central government, Parliament, devolved legislatures, armed forces.
    CentralGovernment,
    /// Everybody else, police forces included.
    OtherAuthorities,
}

impl AppropriateLimit {
    /// In pounds.
    #[must_use]
    pub fn pounds(self) -> u32 {
        match self {
            Self::CentralGovernment => 600,
            Self::OtherAuthorities => 450,
        }
    }

    /// In hours of one person, at the fixed rate.
    #[must_use]
    pub fn hours(self) -> u32 {
        self.pounds() / POUNDS_PER_HOUR
    }
}

/// The rate of reg. 4(4), whoever does the work.
pub const POUNDS_PER_HOUR: u32 = 25;

/// What somebody does for a request.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Activity {
    /// Finding out whether the information is held: reg. 4(3)(a).
    DetermineHeld,
    /// Locating it, or a document that may contain it: reg. 4(3)(b).
    Locate,
    /// Retrieving it, or such a document: reg. 4(3)(c).
    Retrieve,
    /// Extracting it from a document: reg. 4(3)(d).
    Extract,
    /// Blacking out what is withheld.
    Redact,
    /// Reading to see whether it may be disclosed, and deciding on exemptions.
    ConsiderExemptions,
    /// Weighing the public interest.
    WeighPublicInterest,
    /// Consulting others, and taking legal advice.
    Consult,
    /// Writing the answer, copying and sending.
    Respond,
}

impl Activity {
    /// Whether its time counts towards the limit (reg. 4(3)).
    #[must_use]
    pub fn is_countable(self) -> bool {
        matches!(self, Self::DetermineHeld | Self::Locate | Self::Retrieve | Self::Extract)
    }

    /// Whether it is needed to say if the information is held, for s.12(2).
    #[must_use]
    pub fn is_needed_to_confirm(self) -> bool {
        self == Self::DetermineHeld
    }
}

/// Time for one activity.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// What is done.
    pub activity: Activity,
    /// How long it takes, in minutes of one person.
    pub minutes: u32,
}

/// What an estimate comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Minutes that count.
    pub countable_minutes: u64,
    /// Minutes that do not, which must not be relied on.
    pub refused_minutes: u64,
    /// Activities that do not count, as given.
    pub refused: Vec<Activity>,
    /// The limit used.
    pub limit: AppropriateLimit,
    /// FOIA 2000 s.12(1): complying would cost more than the limit.
    pub exceeds: bool,
    /// FOIA 2000 s.12(2): even saying whether it is held would.
    pub confirming_alone_exceeds: bool,
}

/// Add up an estimate; only the four activities count.
#[must_use]
pub fn estimate(efforts: &[Effort], limit: AppropriateLimit) -> Estimate {
    let sum = |wanted: fn(Activity) -> bool| -> u64 {
        efforts.iter().filter(|effort| wanted(effort.activity)).map(|effort| u64::from(effort.minutes)).sum()
    };
    let countable_minutes = sum(Activity::is_countable);
    let confirming = sum(Activity::is_needed_to_confirm);
    let allowed = u64::from(limit.hours()) * 60;
    let mut refused: Vec<Activity> = Vec::new();
    for effort in efforts.iter().filter(|effort| !effort.activity.is_countable()) {
        if !refused.contains(&effort.activity) {
            refused.push(effort.activity);
        }
    }
    Estimate {
        countable_minutes,
        refused_minutes: sum(|activity| !activity.is_countable()),
        refused,
        limit,
        exceeds: countable_minutes > allowed,
        confirming_alone_exceeds: confirming > allowed,
    }
}

/// Scale a sample up to the whole: the time for `sampled` items, for `total` of them.
///
/// Rounded up to the minute.
///
/// # Errors
///
/// When nothing was sampled, or more than there is.
pub fn scale_sample(sample_minutes: u32, sampled: u32, total: u32) -> Result<u32, Error> {
    if sampled == 0 || sampled > total {
        return Err(Error::input(format!("a sample of {sampled} from {total} items cannot be scaled up")));
    }
    let minutes = (u64::from(sample_minutes) * u64::from(total)).div_ceil(u64::from(sampled));
    u32::try_from(minutes).map_err(|_| Error::input(format!("{minutes} minutes is no estimate")))
}

/// Whether requests received on these days fall in one period of 60 consecutive working days (reg. 5(2)(b)).
///
/// That they come from one person, or from people acting together, and are
/// about the same or similar information, is for the officer to say. `None`
/// when the calendar does not hold the days, or there are none.
#[must_use]
pub fn may_be_aggregated(received: &[Date], calendar: &Calendar) -> Option<bool> {
    let first = *received.iter().min()?;
    let last = *received.iter().max()?;
    Some(calendar.working_days_between(first, last)? <= AGGREGATION_WORKING_DAYS)
}

/// Reg. 5(2)(b): "within any period of 60 consecutive working days".
pub const AGGREGATION_WORKING_DAYS: u32 = 60;
