//! What holds for every date, and agreement with a second computation.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::collections::BTreeSet;

use candour_statute::calendar::{Calendar, Scope, expected_holidays};
use candour_statute::deadline::{Body, Closure, EventKind, Query, SchoolCalendar, answer};
use candour_statute::{Division, Regime};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn days() -> impl Strategy<Value = Date> {
    (0..3_300_i64).prop_map(|n| date(2019, 1, 1).checked_add(n.days()).unwrap())
}

fn is_working(day: Date) -> bool {
    Calendar::built_in().is_working_day(day, Scope::AnyPartOfTheUnitedKingdom).unwrap()
}

fn queries() -> impl Strategy<Value = Query> {
    let pauses = prop::collection::vec((0..15_i64, 0..40_i64), 0..3);
    (days(), any::<bool>(), pauses, prop::option::of((0..15_i64, 0..40_i64)), prop::option::of((0..30_i64, 1..60_i64)))
        .prop_map(|(received, is_eir, fees, question, closure)| {
            let mut query = Query::received_on(received);
            query.regime = if is_eir { Regime::Eir } else { Regime::Foia };
            let mut day = received;
            for (wait, length) in fees {
                day = day.checked_add(wait.days()).unwrap();
                query = query.with(EventKind::FeesNotice, day);
                day = day.checked_add(length.days()).unwrap();
                query = query.with(EventKind::FeePaid, day);
                day = day.checked_add(1.day()).unwrap();
            }
            if let Some((wait, length)) = question {
                let asked = received.checked_add(wait.days()).unwrap();
                query = query
                    .with(EventKind::ClarificationSought, asked)
                    .with(EventKind::Clarified, asked.checked_add(length.days()).unwrap());
            }
            if let Some((wait, length)) = closure {
                let from = received.checked_add(wait.days()).unwrap();
                let to = from.checked_add(length.days()).unwrap();
                query.body = Body::School;
                query.school =
                    Some(SchoolCalendar { covers: None, closed: vec![Closure { from, to, why: String::new() }] });
            }
            query
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_due_date_is_never_a_non_working_day(query in queries()) {
        if let Some(due) = answer(&query, Calendar::built_in()).unwrap().due_on {
            prop_assert!(is_working(due), "{due}");
        }
    }

    #[test]
    fn the_trace_and_the_answer_agree(query in queries()) {
        let answer = answer(&query, Calendar::built_in()).unwrap();
        if let Some(due) = answer.due_on {
            let counted: Vec<u32> = answer.trace.iter().filter_map(|day| day.number).collect();
            prop_assert_eq!(answer.trace.last().map(|day| day.date), Some(due));
            prop_assert_eq!(&counted, &(1..=u32::try_from(counted.len()).unwrap()).collect::<Vec<_>>());
            // A school held to the 60th working day may stop short of 20 school days.
            let held_to_outer = query.body == Body::School && answer.outer_limit == Some(due);
            prop_assert!(counted.len() == 20 || held_to_outer, "{} days", counted.len());
            prop_assert_eq!(answer.trace.first().map(|day| day.date), Some(query.received_on));
            for pair in answer.trace.windows(2) {
                prop_assert_eq!(pair[0].date.tomorrow().unwrap(), pair[1].date);
            }
        }
    }

    #[test]
    fn one_more_pause_never_shortens(query in queries(), wait in 0..60_i64, length in 0..40_i64) {
        let calendar = Calendar::built_in();
        let before = answer(&query, calendar).unwrap();
        let last = query.events.iter().map(|event| event.on).max().unwrap_or(query.received_on);
        let from = last.checked_add((1 + wait).days()).unwrap();
        let more = query
            .with(EventKind::FeesNotice, from)
            .with(EventKind::FeePaid, from.checked_add(length.days()).unwrap());
        let after = answer(&more, calendar).unwrap();
        if let (Some(before), Some(after)) = (before.due_on, after.due_on) {
            prop_assert!(after >= before, "{before} became {after}");
        }
    }

    #[test]
    fn extending_never_shortens(received in days(), n in 1..80_u32) {
        let calendar = Calendar::built_in();
        let query = Query::received_on(received);
        let before = answer(&query, calendar).unwrap().due_on.unwrap();
        let to = calendar.nth_working_day_after(received, n).unwrap();
        let after = answer(&query.with(EventKind::ExtendedTo, to), calendar).unwrap().due_on.unwrap();
        prop_assert!(after >= before);
    }

    #[test]
    fn one_more_holiday_never_shortens(received in days(), ahead in 0..40_i64) {
        let calendar = Calendar::built_in();
        let day = received.checked_add(ahead.days()).unwrap();
        if let Ok(more) = calendar.with_holiday(day, Division::Scotland, "invented") {
            let query = Query::received_on(received);
            prop_assert!(answer(&query, &more).unwrap().due_on >= answer(&query, calendar).unwrap().due_on);
        }
    }
}

/// A second computation of the 20th, 30th, 40th and 60th working day, sharing nothing with the
/// first: its own day numbers and weekdays, the holidays read straight from the file as text.
#[test]
fn five_hundred_random_dates_agree_with_a_second_computation() {
    let holidays = holidays_by_text();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..500 {
        // xorshift64*: a seed, so that a failure can be repeated.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        let offset = i64::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % 3_500;
        let start = day_number(2019, 1, 1) + offset;
        for n in [20, 30, 40, 60] {
            let mut day = start;
            let mut left = n;
            while left > 0 {
                day += 1;
                // 1 January 1970 was a Thursday; Saturday is 2 and Sunday 3 days on.
                let weekday = day.rem_euclid(7);
                if weekday != 2 && weekday != 3 && !holidays.contains(&day) {
                    left -= 1;
                }
            }
            let received = date(2019, 1, 1).checked_add(offset.days()).unwrap();
            let found = Calendar::built_in().nth_working_day_after(received, n).unwrap();
            assert_eq!(
                day_number(i64::from(found.year()), i64::from(found.month()), i64::from(found.day())),
                day,
                "{n} working days after {received}"
            );
        }
    }
}

fn holidays_by_text() -> BTreeSet<i64> {
    include_str!("../data/bank-holidays.json")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"date\": \""))
        .map(|rest| {
            let number = |range: std::ops::Range<usize>| rest[range].parse::<i64>().unwrap();
            day_number(number(0..4), number(5..7), number(8..10))
        })
        .collect()
}

/// Days since 1 January 1970 by counting the days of years and months.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let is_leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let years: i64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let lengths = [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i64 = lengths[..usize::try_from(month - 1).unwrap()].iter().sum();
    years + months + day - 1
}

#[test]
fn the_rules_for_regular_holidays_give_the_published_ones_but_for_the_one_offs() {
    let calendar = Calendar::built_in();
    let key = |holiday: &candour_statute::calendar::Holiday| (holiday.division, holiday.date);
    let published: BTreeSet<_> = calendar.holidays_between(date(2019, 1, 1), date(2028, 12, 31)).map(key).collect();
    let by_rule: BTreeSet<_> = (2019..=2028).flat_map(expected_holidays).map(|holiday| key(&holiday)).collect();
    let once: BTreeSet<Date> = published.difference(&by_rule).map(|(_, day)| *day).collect();
    let moved: BTreeSet<Date> = by_rule.difference(&published).map(|(_, day)| *day).collect();
    assert_eq!(
        once.into_iter().collect::<Vec<_>>(),
        [date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8), date(2026, 6, 15)]
    );
    assert_eq!(moved.into_iter().collect::<Vec<_>>(), [date(2020, 5, 4), date(2022, 5, 30)]);
    assert_eq!(published.len(), 280);
}
