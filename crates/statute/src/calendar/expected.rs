//! Which bank holidays a year has by rule.
//!
//! Used only past the published years, and to check the published ones. The
//! regular days come from Schedule 1 to the Banking and Financial Dealings Act
//! 1971 and from the yearly proclamations that have become the custom; a single
//! day of national celebration or mourning can never be foreseen.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use super::{Division, Holiday};

/// The holidays a year has by rule, in all three divisions.
#[must_use]
pub fn expected_holidays(year: i16) -> Vec<Holiday> {
    use Division::{EnglandAndWales, NorthernIreland, Scotland};
    let mut days = Vec::new();
    let mut add = |division: Division, day: Date, title: &str| {
        days.push(Holiday { date: day, division, title: title.to_owned(), proclaimed: false });
    };

    let good_friday = easter_sunday(year).saturating_sub(2.days());
    let easter_monday = easter_sunday(year).saturating_add(1.day());
    let early_may = nth_monday(year, 5, 1);
    let spring = last_monday(year, 5);
    let christmas = date(year, 12, 25);
    let (christmas_kept, boxing_kept) = substitutes(christmas, date(year, 12, 26));
    let new_year = date(year, 1, 1);
    let (one, two) = substitutes(new_year, date(year, 1, 2));
    // Unlike Boxing Day, 2 January gives way to the day before it.
    let (new_year_kept, second_kept) = (one.min(two), one.max(two));

    for division in Division::ALL {
        if division == Scotland {
            add(division, new_year_kept, "New Year’s Day");
            add(division, second_kept, "2nd January");
        } else {
            add(division, next_weekday(new_year), "New Year’s Day");
            add(division, easter_monday, "Easter Monday");
        }
        add(division, good_friday, "Good Friday");
        add(division, early_may, "Early May bank holiday");
        add(division, spring, "Spring bank holiday");
        add(division, christmas_kept, "Christmas Day");
        add(division, boxing_kept, "Boxing Day");
    }
    add(EnglandAndWales, last_monday(year, 8), "Summer bank holiday");
    add(NorthernIreland, last_monday(year, 8), "Summer bank holiday");
    add(Scotland, nth_monday(year, 8, 1), "Summer bank holiday");
    add(Scotland, next_weekday(date(year, 11, 30)), "St Andrew’s Day");
    add(NorthernIreland, next_weekday(date(year, 3, 17)), "St Patrick’s Day");
    add(NorthernIreland, next_weekday(date(year, 7, 12)), "Battle of the Boyne (Orangemen’s Day)");
    days
}

/// Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876).
#[must_use]
pub fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let golden = y % 19;
    let (century, of_century) = (y / 100, y % 100);
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let shift = (golden + 11 * epact + 22 * weekday) / 451;
    let ordinal = epact + weekday - 7 * shift + 114;
    let (month, day) = (ordinal / 31, ordinal % 31 + 1);
    date(year, i8::try_from(month).unwrap_or(4), i8::try_from(day).unwrap_or(1))
}

/// A day, or the Monday after the weekend it falls on.
fn next_weekday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.day()),
        _ => day,
    }
}

/// Two consecutive holidays, each moved off the weekend and off one another.
fn substitutes(first: Date, second: Date) -> (Date, Date) {
    match first.weekday() {
        // Saturday and Sunday become Monday and Tuesday.
        Weekday::Saturday => (first.saturating_add(2.days()), second.saturating_add(2.days())),
        // Sunday's day moves past Monday's, which stays where it is.
        Weekday::Sunday => (first.saturating_add(2.days()), second),
        // Friday stays; Saturday's day moves to Monday.
        Weekday::Friday => (first, second.saturating_add(2.days())),
        _ => (first, second),
    }
}

fn nth_monday(year: i16, month: i8, n: i64) -> Date {
    let first = date(year, month, 1);
    let to_monday = i64::from((8 - first.weekday().to_monday_one_offset()) % 7);
    first.saturating_add((to_monday + 7 * (n - 1)).days())
}

fn last_monday(year: i16, month: i8) -> Date {
    let last = date(year, month, 1).last_of_month();
    last.saturating_sub(i64::from(last.weekday().to_monday_zero_offset()).days())
}
