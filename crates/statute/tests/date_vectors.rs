//! The sixteen date vectors and the worked cases, each a test of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use candour_statute::calendar::{Calendar, Scope};
use candour_statute::deadline::{Body, Closure, EventKind, Query, SchoolCalendar, answer};
use candour_statute::{Division, Status};
use jiff::civil::{Date, date};

/// Received, 20th working day, 20th by England and Wales alone (the common wrong one), 40th.
macro_rules! vectors {
    ($($name:ident: $received:literal, $twentieth:literal, $england_only:literal, $fortieth:literal;)+) => {
        $(#[test]
        fn $name() {
            let received: Date = $received.parse().unwrap();
            let calendar = Calendar::built_in();
            assert_eq!(answer(&Query::received_on(received), calendar).unwrap().due_on, Some($twentieth.parse().unwrap()));
            assert_eq!(nth(received, 20, Scope::Only(Division::EnglandAndWales)), $england_only.parse().unwrap());
            assert_eq!(calendar.nth_working_day_after(received, 40), Some($fortieth.parse().unwrap()));
        })+
    };
}

vectors! {
    christmas_2019_and_2_january_in_scotland: "2019-12-05", "2020-01-08", "2020-01-07", "2020-02-05";
    ve_day_moved_the_early_may_holiday_of_2020: "2020-04-20", "2020-05-19", "2020-05-19", "2020-06-17";
    st_andrews_day_2021_counts_in_england: "2021-11-10", "2021-12-09", "2021-12-08", "2022-01-12";
    two_jubilee_days_in_june_2022: "2022-05-16", "2022-06-15", "2022-06-15", "2022-07-14";
    the_state_funeral_of_19_september_2022: "2022-09-05", "2022-10-04", "2022-10-04", "2022-11-01";
    the_coronation_holiday_of_8_may_2023: "2023-04-17", "2023-05-17", "2023-05-17", "2023-06-15";
    twelfth_of_july_2023_in_northern_ireland: "2023-07-03", "2023-08-01", "2023-07-31", "2023-08-31";
    st_patricks_substitute_and_easter_2024: "2024-03-04", "2024-04-04", "2024-04-03", "2024-05-02";
    received_on_a_saturday_with_the_scottish_august_holiday: "2024-07-20", "2024-08-19", "2024-08-16", "2024-09-17";
    christmas_and_new_year_2024: "2024-12-13", "2025-01-16", "2025-01-15", "2025-02-13";
    received_on_a_saturday_before_st_patricks_day_2025: "2025-03-01", "2025-03-31", "2025-03-28", "2025-04-30";
    st_andrews_substitute_of_1_december_2025: "2025-11-14", "2025-12-15", "2025-12-12", "2026-01-16";
    the_world_cup_holiday_of_15_june_2026: "2026-06-01", "2026-06-30", "2026-06-29", "2026-07-29";
    the_substitute_for_sunday_12_july_2026: "2026-07-01", "2026-07-30", "2026-07-29", "2026-08-28";
    four_holidays_around_new_year_2027: "2026-12-04", "2027-01-07", "2027-01-06", "2027-02-04";
    four_holidays_around_new_year_2028: "2027-12-10", "2028-01-13", "2028-01-12", "2028-02-10";
}

/// Counting by one division's holidays; only to show that the wrong answer is reproduced.
fn nth(received: Date, n: u32, scope: Scope) -> Date {
    let mut day = received;
    let mut counted = 0;
    while counted < n {
        day = day.tomorrow().unwrap();
        counted += u32::from(Calendar::built_in().is_working_day(day, scope).unwrap());
    }
    day
}

#[test]
fn a_fee_pause_of_thirteen_working_days_moves_the_date_by_thirteen() {
    let base = Query::received_on(date(2025, 9, 1));
    assert_eq!(due(&base), date(2025, 9, 29));
    let paused = base.with(EventKind::FeesNotice, date(2025, 9, 8)).with(EventKind::FeePaid, date(2025, 9, 24));
    assert_eq!(due(&paused), date(2025, 10, 16));
    let calendar = Calendar::built_in();
    assert_eq!(calendar.working_days_between(date(2025, 9, 8), date(2025, 9, 24)), Some(13));
}

#[test]
fn a_clarification_received_is_a_new_day_zero() {
    let base = Query::received_on(date(2025, 10, 1));
    assert_eq!(due(&base), date(2025, 10, 29));
    let clarified =
        base.with(EventKind::ClarificationSought, date(2025, 10, 8)).with(EventKind::Clarified, date(2025, 10, 20));
    assert_eq!(due(&clarified), date(2025, 11, 17));
}

#[test]
fn a_school_in_autumn_has_until_its_twentieth_school_day() {
    let query = school(date(2025, 10, 13), date(2025, 10, 27), date(2025, 10, 31));
    let answer = answer(&query, Calendar::built_in()).unwrap();
    assert_eq!(answer.due_on, Some(date(2025, 11, 17)));
    assert_eq!(answer.outer_limit, Some(date(2026, 1, 12)));
}

#[test]
fn a_school_in_summer_has_until_the_earlier_of_the_two() {
    let query = school(date(2025, 7, 22), date(2025, 7, 23), date(2025, 9, 2));
    let answer = answer(&query, Calendar::built_in()).unwrap();
    assert_eq!(answer.due_on, Some(date(2025, 9, 30)));
    assert_eq!(answer.outer_limit, Some(date(2025, 10, 16)));
}

#[test]
fn a_school_closed_for_months_is_held_to_the_sixtieth_working_day() {
    let query = school(date(2025, 7, 22), date(2025, 7, 23), date(2025, 12, 19));
    let answer = answer(&query, Calendar::built_in()).unwrap();
    assert_eq!(answer.due_on, Some(date(2025, 10, 16)));
    assert_eq!(answer.trace.last().unwrap().date, date(2025, 10, 16));
}

#[test]
fn a_school_without_its_calendar_gets_a_provisional_date() {
    let mut query = school(date(2025, 7, 22), date(2025, 7, 23), date(2025, 9, 2));
    query.school = None;
    let answer = answer(&query, Calendar::built_in()).unwrap();
    assert_eq!(answer.status, Status::Provisional);
    assert_eq!(answer.due_on, Some(date(2025, 8, 20)));
}

#[test]
fn an_archive_has_thirty_working_days_and_never_more_than_sixty() {
    let mut query = Query::received_on(date(2025, 9, 1));
    query.body = Body::Archive;
    let answer = answer(&query, Calendar::built_in()).unwrap();
    assert_eq!(answer.due_on, Some(date(2025, 10, 13)));
    assert_eq!(answer.outer_limit, Some(date(2025, 11, 24)));
}

#[test]
fn the_commissioner_may_allow_armed_forces_up_to_the_sixtieth_day_and_no_further() {
    let mut query = Query::received_on(date(2025, 9, 1));
    query.body = Body::ArmedForces;
    let allowed = query.clone().with(EventKind::ExtendedTo, date(2025, 11, 24));
    assert_eq!(due(&allowed), date(2025, 11, 24));
    let beyond = query.with(EventKind::ExtendedTo, date(2025, 11, 25));
    assert!(answer(&beyond, Calendar::built_in()).unwrap_err().is_input());
}

fn due(query: &Query) -> Date {
    answer(query, Calendar::built_in()).unwrap().due_on.unwrap()
}

fn school(received: Date, from: Date, to: Date) -> Query {
    let mut query = Query::received_on(received);
    query.body = Body::School;
    query.school =
        Some(SchoolCalendar { covers: None, closed: vec![Closure { from, to, why: "holidays".to_owned() }] });
    query
}
