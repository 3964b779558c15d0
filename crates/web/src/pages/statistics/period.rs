//! The periods that can be chosen: quarters, and years made of them.
//!
//! A quarter's figures are counted once, as known a month after it ended, when the time limit of its last request has run
//! out; they do not change afterwards. Quarters do not overlap, and a year says nothing that is not in its quarters. So
//! nothing can be found out by subtracting one period, or one day's figures, from another's.

use candour_casework::returns::Period;
use jiff::Span;
use jiff::civil::Date;

/// One period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// As in the address: `2026`, `2026-q3`, `2026-27`.
    pub(crate) key: String,
    /// As on the page.
    pub(super) title: String,
    /// Its quarters of which there are figures, oldest first; never none.
    pub(super) quarters: Vec<Period>,
    /// Whether more of its quarters are to come.
    pub(super) is_unfinished: bool,
}

impl Choice {
    /// Every choice on a day: the newest year first, then earlier years, financial years and quarters.
    pub(crate) fn all(today: Date) -> Vec<Self> {
        let year = today.year();
        let years = || (year - YEARS..=year).rev();
        let calendar = years().filter_map(|year| {
            Self::new(year.to_string(), year.to_string(), (1..=4).map(|quarter| (year, quarter)), today)
        });
        let financial = years().filter_map(|year| {
            let key = format!("{year}-{:02}", (year + 1).rem_euclid(100));
            let title = format!("April {year} to March {}", year + 1);
            Self::new(key, title, (2..=4).map(|quarter| (year, quarter)).chain([(year + 1, 1)]), today)
        });
        let single = years().flat_map(|year| (1..=4).rev().map(move |quarter| (year, quarter)));
        let single = single.filter_map(|(year, quarter)| {
            let (first, last) = days(year, quarter)?;
            let title = format!("{} to {} {year}", first.strftime("%B"), last.strftime("%B"));
            Self::new(format!("{year}-q{quarter}"), title, [(year, quarter)], today)
        });
        calendar.chain(financial).chain(single).collect()
    }

    /// The first day.
    pub(super) fn from(&self) -> Option<Date> {
        self.quarters.first().map(Period::from)
    }

    /// The last day of which there are figures.
    pub(super) fn to(&self) -> Option<Date> {
        self.quarters.last().map(Period::to)
    }

    /// A period of which there are figures for a quarter at least.
    fn new(key: String, title: String, quarters: impl IntoIterator<Item = (i16, i8)>, today: Date) -> Option<Self> {
        let all: Vec<Option<Period>> =
            quarters.into_iter().map(|(year, quarter)| counted(year, quarter, today)).collect();
        let is_unfinished = all.contains(&None);
        let quarters: Vec<Period> = all.into_iter().flatten().collect();
        (!quarters.is_empty()).then_some(Self { key, title, quarters, is_unfinished })
    }
}

/// A quarter with the day as of which it is counted, once that is over.
fn counted(year: i16, quarter: i8, today: Date) -> Option<Period> {
    let (first, last) = days(year, quarter)?;
    let known_on = last.checked_add(Span::new().months(1)).ok()?.last_of_month();
    (known_on < today).then(|| Period::new(first, last, known_on).ok()).flatten()
}

fn days(year: i16, quarter: i8) -> Option<(Date, Date)> {
    Some((Date::new(year, quarter * 3 - 2, 1).ok()?, Date::new(year, quarter * 3, 1).ok()?.last_of_month()))
}

/// How many years back there are figures.
const YEARS: i16 = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_quarter_can_be_chosen_a_month_after_its_end_and_never_changes() {
        let keys = |today| Choice::all(today).into_iter().map(|choice| choice.key).collect::<Vec<_>>();
        assert!(!keys(date(2026, 10, 31)).contains(&"2026-q3".to_owned()));
        assert!(keys(date(2026, 11, 1)).contains(&"2026-q3".to_owned()));
        let of = |today, key: &str| Choice::all(today).into_iter().find(|choice| choice.key == key).unwrap();
        let (soon, later) = (of(date(2026, 11, 1), "2026-q3"), of(date(2031, 3, 4), "2026-q3"));
        assert_eq!(soon, later);
        assert_eq!(soon.quarters[0].as_known_on(), date(2026, 10, 31));
    }

    #[test]
    fn years_are_made_of_quarters_and_no_key_stands_for_two() {
        let all = Choice::all(date(2026, 11, 22));
        let keys: Vec<&str> = all.iter().map(|choice| choice.key.as_str()).collect();
        assert_eq!((keys[0], keys.contains(&"2026-27"), keys.contains(&"2026-q4")), ("2026", true, false));
        assert_eq!((all[0].quarters.len(), all[0].is_unfinished), (3, true));
        assert_eq!((all[1].quarters.len(), all[1].is_unfinished), (4, false));
        assert!(!Choice::all(date(2026, 1, 1)).iter().any(|choice| choice.key.starts_with("2026")));
        let mut once = keys.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), keys.len());
        let quarters: Vec<_> =
            all.iter().filter(|choice| choice.key.contains("-q")).flat_map(|one| &one.quarters).collect();
        let inside = |choice: &Choice| choice.quarters.iter().all(|quarter| quarters.contains(&quarter));
        assert!(all.iter().all(inside), "a year has a quarter that cannot be seen by itself");
    }
}
