//! Working days, and the years for which they are known.
//!
//! A working day under the Act is any day but a Saturday, a Sunday, Christmas
//! Day, Good Friday, or a bank holiday *in any part of the United Kingdom*
//! (FOIA 2000 s.10(6)). So one calendar serves every authority, and 2 January,
//! a bank holiday only in Scotland, is no working day in London.
//!
//! A calendar is a value with a version and a horizon. Days after the horizon
//! follow the regular rules and are marked as expected, because a proclamation
//! can always add one; days before it are not known at all.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use serde::{Deserialize, Serialize};

use crate::Error;

mod expected;
mod holidays;

pub use expected::{easter_sunday, expected_holidays};
pub use holidays::Holiday;

/// A part of the United Kingdom with its own bank holidays.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Division {
    /// England and Wales, which share theirs.
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Division {
    /// The three divisions of the gov.uk feed; there are no others.
    pub const ALL: [Self; 3] = [Self::EnglandAndWales, Self::Scotland, Self::NorthernIreland];

    /// The key the gov.uk feed uses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    /// The name a reader knows it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "England and Wales",
            Self::Scotland => "Scotland",
            Self::NorthernIreland => "Northern Ireland",
        }
    }

    fn bit(self) -> u8 {
        match self {
            Self::EnglandAndWales => 1,
            Self::Scotland => 2,
            Self::NorthernIreland => 4,
        }
    }
}

impl std::str::FromStr for Division {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "england-and-wales" | "england" | "wales" => Ok(Self::EnglandAndWales),
            "scotland" => Ok(Self::Scotland),
            "northern-ireland" => Ok(Self::NorthernIreland),
            _ => Err(Error::input(format!(
                "no division `{text}`: it is england-and-wales, scotland or northern-ireland"
            ))),
        }
    }
}

/// Which days count: the Act's (all three divisions) or one division's own.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// FOIA 2000 s.10(6) and EIR 2004 reg. 2(1): a bank holiday anywhere in the United Kingdom.
    AnyPartOfTheUnitedKingdom,
    /// Subject access, or an authority's own internal target: one division's holidays.
    Only(Division),
}

/// How sure the calendar is of a day.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Certainty {
    /// Within the published years.
    Known,
    /// After them: by rule, until proclaimed otherwise.
    Expected,
    /// Before the first year, or so far ahead that a rule would be a guess.
    Unknown,
}

/// Why a day is no working day.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NonWorking {
    /// A Saturday or a Sunday.
    Weekend(Weekday),
    /// A bank holiday, Good Friday and Christmas Day among them, with where it is kept.
    Holiday {
        /// The name of the day.
        title: String,
        /// Where it is kept.
        divisions: Vec<Division>,
        /// Whether it was added to the published data, and why.
        proclaimed: Option<String>,
    },
}

/// The bank holidays of the United Kingdom over a span of years.
#[derive(Clone, Debug)]
pub struct Calendar {
    version: String,
    first: Date,
    known_to: Date,
    expected_to: Date,
    holidays: BTreeMap<Date, Vec<Holiday>>,
    added: Vec<Holiday>,
    /// One byte per day from `first`: which divisions keep it, and whether it is a weekend.
    days: Vec<u8>,
    /// For each day from `first`: how many working days (any part of the UK) there are up to and including it.
    working_up_to: Vec<u32>,
    /// Every working day in order.
    working: Vec<Date>,
}

impl Calendar {
    /// The calendar compiled into this crate.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: std::sync::LazyLock<Calendar> = std::sync::LazyLock::new(|| {
            Calendar::from_json(BUILT_IN_VERSION, include_str!("../data/bank-holidays.json"))
                .expect("the compiled-in bank holidays are read by every test of this crate")
        });
        &BUILT_IN
    }

    /// Read a calendar in the shape of the gov.uk bank-holiday feed.
    ///
    /// # Errors
    ///
    /// When the text is not that shape, a division is missing, a date is
    /// impossible, or the divisions do not all end in the same year.
    pub fn from_json(version: &str, json: &str) -> Result<Self, Error> {
        let holidays = holidays::read(json)?;
        let years = holidays::years_covered(&holidays)?;
        let mut by_date: BTreeMap<Date, Vec<Holiday>> = BTreeMap::new();
        for holiday in holidays {
            by_date.entry(holiday.date).or_default().push(holiday);
        }
        let known_to = date(years.1, 12, 31);
        let last_expected = years.1.saturating_add(EXPECTED_YEARS);
        for year in years.1 + 1..=last_expected {
            for holiday in expected_holidays(year) {
                by_date.entry(holiday.date).or_default().push(holiday);
            }
        }
        Ok(Self::assemble(
            version.to_owned(),
            date(years.0, 1, 1),
            known_to,
            date(last_expected, 12, 31),
            by_date,
            Vec::new(),
        ))
    }

    /// The same calendar with one day more, proclaimed after the data was published.
    ///
    /// Banking and Financial Dealings Act 1971 s.1(2)-(3): the Sovereign can add
    /// or move a day, sometimes at nine days' notice.
    ///
    /// # Errors
    ///
    /// When the day lies outside the published years, does not count already
    /// (a weekend, or a holiday kept there), or no reason is given.
    pub fn with_holiday(&self, day: Date, division: Division, why: &str) -> Result<Self, Error> {
        if why.trim().is_empty() {
            return Err(Error::input(format!("cannot add {day}: say why it is a holiday")));
        }
        if day < self.first || day > self.known_to {
            return Err(Error::input(format!(
                "cannot add {day}: this calendar knows {} to {}",
                self.first, self.known_to
            )));
        }
        let kept = self.holidays.get(&day).is_some_and(|all| all.iter().any(|holiday| holiday.division == division));
        if kept {
            return Err(Error::input(format!("cannot add {day}: it is already a bank holiday in {}", division.name())));
        }
        if is_weekend(day) {
            return Err(Error::input(format!("cannot add {day}: it is a weekend, which does not count already")));
        }
        let holiday = Holiday { date: day, division, title: why.trim().to_owned(), proclaimed: true };
        let mut holidays = self.holidays.clone();
        holidays.entry(day).or_default().push(holiday.clone());
        let mut added = self.added.clone();
        added.push(holiday);
        let base = self.version.split('+').next().unwrap_or_default();
        Ok(Self::assemble(
            format!("{base}+{}", added.len()),
            self.first,
            self.known_to,
            self.expected_to,
            holidays,
            added,
        ))
    }

    fn assemble(
        version: String,
        first: Date,
        known_to: Date,
        expected_to: Date,
        holidays: BTreeMap<Date, Vec<Holiday>>,
        added: Vec<Holiday>,
    ) -> Self {
        let mut days = Vec::new();
        let mut working_up_to = Vec::new();
        let mut working = Vec::new();
        for day in first.series(1.day()).take_while(|day| *day <= expected_to) {
            let mut flags = 0;
            if is_weekend(day) {
                flags |= WEEKEND;
            }
            for holiday in holidays.get(&day).into_iter().flatten() {
                flags |= holiday.division.bit();
            }
            days.push(flags);
            if flags == 0 {
                working.push(day);
            }
            working_up_to.push(u32::try_from(working.len()).unwrap_or(u32::MAX));
        }
        Self { version, first, known_to, expected_to, holidays, added, days, working_up_to, working }
    }

    /// The name of this edition; `+n` counts the days added to the published data.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The first and the last day for which holidays are published.
    #[must_use]
    pub fn horizon(&self) -> (Date, Date) {
        (self.first, self.known_to)
    }

    /// The days added after publication, in the order they were added.
    #[must_use]
    pub fn added(&self) -> &[Holiday] {
        &self.added
    }

    /// Every published or added holiday from `from` to `to`, both included.
    pub fn holidays_between(&self, from: Date, to: Date) -> impl Iterator<Item = &Holiday> {
        let last = to.min(self.known_to);
        self.holidays
            .iter()
            .skip_while(move |(day, _)| **day < from)
            .take_while(move |(day, _)| **day <= last)
            .flat_map(|(_, holidays)| holidays)
    }

    /// How sure the calendar is of this day.
    #[must_use]
    pub fn certainty(&self, day: Date) -> Certainty {
        if day < self.first || day > self.expected_to {
            Certainty::Unknown
        } else if day > self.known_to {
            Certainty::Expected
        } else {
            Certainty::Known
        }
    }

    /// Whether this is a working day, where the calendar reaches that far.
    #[must_use]
    pub fn is_working_day(&self, day: Date, scope: Scope) -> Option<bool> {
        let flags = *self.days.get(self.index(day)?)?;
        Some(match scope {
            Scope::AnyPartOfTheUnitedKingdom => flags == 0,
            Scope::Only(division) => flags & (WEEKEND | division.bit()) == 0,
        })
    }

    /// The `n`th working day (any part of the UK) after a day that is not counted itself.
    ///
    /// The quick way, without a trace: one subtraction and two look-ups. `None`
    /// when the calendar does not reach that far, or `n` is 0.
    #[must_use]
    pub fn nth_working_day_after(&self, day_zero: Date, n: u32) -> Option<Date> {
        let before = *self.working_up_to.get(self.index(day_zero)?)?;
        let position = before.checked_add(n)?.checked_sub(1)?;
        let found = *self.working.get(usize::try_from(position).ok()?)?;
        (n > 0).then_some(found)
    }

    /// How many working days (any part of the UK) there are from `from` to `to`, both included.
    ///
    /// `None` when the calendar does not hold both days; 0 when `to` is earlier.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> Option<u32> {
        let upper = *self.working_up_to.get(self.index(to)?)?;
        let lower_index = self.index(from)?;
        let lower = match lower_index.checked_sub(1) {
            Some(index) => *self.working_up_to.get(index)?,
            None => 0,
        };
        Some(upper.saturating_sub(lower))
    }

    /// Why this is no working day; `None` when it is one, or is not known.
    #[must_use]
    pub fn non_working(&self, day: Date, scope: Scope) -> Option<NonWorking> {
        if self.is_working_day(day, scope) != Some(false) {
            return None;
        }
        if is_weekend(day) {
            return Some(NonWorking::Weekend(day.weekday()));
        }
        let kept: Vec<&Holiday> = self
            .holidays
            .get(&day)
            .into_iter()
            .flatten()
            .filter(|holiday| match scope {
                Scope::AnyPartOfTheUnitedKingdom => true,
                Scope::Only(division) => holiday.division == division,
            })
            .collect();
        let first = kept.first()?;
        Some(NonWorking::Holiday {
            title: first.title.clone(),
            divisions: kept.iter().map(|holiday| holiday.division).collect(),
            proclaimed: kept.iter().find(|holiday| holiday.proclaimed).map(|holiday| holiday.title.clone()),
        })
    }

    fn index(&self, day: Date) -> Option<usize> {
        let hours = self.first.duration_until(day).as_hours();
        usize::try_from(hours / 24).ok().filter(|_| hours >= 0)
    }
}

/// Whether a day is a Saturday or a Sunday.
#[must_use]
pub fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

const WEEKEND: u8 = 8;

/// How far the regular rules are trusted past the published years. A request
/// lives for months, an archive's correspondence for a few years; beyond that
/// the rules themselves may change.
const EXPECTED_YEARS: i16 = 10;

/// Named after the month in which the data behind gov.uk was last changed.
const BUILT_IN_VERSION: &str = "uk-bank-holidays-2026-02";
