//! The periods that can be chosen: years, financial years and quarters.

use candour_casework::returns::Period;
use jiff::civil::Date;

/// One period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// As in the address: `2026`, `2026-q3`, `2026-27`.
    pub(super) key: String,
    /// As on the page.
    pub(super) title: String,
    /// The days, as known at the end of yesterday.
    pub(super) period: Period,
}

impl Choice {
    /// Every choice on a day: this year first, then earlier years, financial years and quarters.
    pub(super) fn all(today: Date) -> Vec<Self> {
        let year = today.year();
        let mut all = Vec::new();
        all.extend((year - YEARS..=year).rev().filter_map(|year| {
            Self::new(
                year.to_string(),
                year.to_string(),
                Date::new(year, 1, 1).ok()?,
                Date::new(year, 12, 31).ok()?,
                today,
            )
        }));
        all.extend((year - YEARS..=year).rev().filter_map(|year| {
            let next = (year + 1).rem_euclid(100);
            let title = format!("April {year} to March {}", year + 1);
            Self::new(
                format!("{year}-{next:02}"),
                title,
                Date::new(year, 4, 1).ok()?,
                Date::new(year + 1, 3, 31).ok()?,
                today,
            )
        }));
        for year in (year - QUARTER_YEARS..=year).rev() {
            all.extend((1..=4_i8).rev().filter_map(|quarter| {
                let first = Date::new(year, quarter * 3 - 2, 1).ok()?;
                let last = Date::new(year, quarter * 3, 1).ok()?.last_of_month();
                let title = format!("{} to {} {year}", first.strftime("%B"), last.strftime("%B"));
                Self::new(format!("{year}-q{quarter}"), title, first, last, today)
            }));
        }
        all
    }

    /// A period that had begun by yesterday.
    fn new(key: String, title: String, from: Date, to: Date, today: Date) -> Option<Self> {
        let period = Period::new(from, to, today.yesterday().ok()?).ok()?;
        Some(Self { key, title, period })
    }
}

const YEARS: i16 = 6;
const QUARTER_YEARS: i16 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn only_periods_that_have_begun_can_be_chosen_and_no_key_stands_for_two() {
        let all = Choice::all(date(2026, 11, 22));
        let keys: Vec<&str> = all.iter().map(|choice| choice.key.as_str()).collect();
        assert_eq!((keys[0], keys.contains(&"2026-27"), keys.contains(&"2026-q4")), ("2026", true, true));
        assert!(!Choice::all(date(2026, 1, 1)).iter().any(|choice| choice.key.starts_with("2026")));
        let mut once = keys.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), keys.len());
        assert!(all.iter().all(|choice| choice.period.as_known_on() == date(2026, 11, 21)));
    }
}
