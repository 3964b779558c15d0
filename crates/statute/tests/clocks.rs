//! What stops, restarts, moves and ends each clock.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use candour_statute::deadline::{
    Clock, DayKind, Event, EventKind, Nation, Query, SchoolCalendar, answer, recompute, strip,
};
use candour_statute::{Calendar, Division, DueDate, Regime, Status};
use jiff::civil::{Date, date};

fn compute(query: &Query) -> DueDate {
    answer(query, Calendar::built_in()).unwrap()
}

#[test]
fn the_trace_of_an_english_case_names_the_scottish_holiday_and_the_provision() {
    let due = compute(&Query::received_on(date(2025, 11, 14)));
    let day = due.trace.iter().find(|day| day.date == date(2025, 12, 1)).unwrap();
    assert_eq!(day.kind, DayKind::Holiday);
    assert_eq!(day.why, "St Andrew’s Day: bank holiday in Scotland (FOIA 2000 s.10(6))");
    let last = due.trace.last().unwrap();
    assert_eq!((last.date, last.number), (date(2025, 12, 15), Some(20)));
}

#[test]
fn a_request_received_on_a_sunday_starts_the_next_working_day() {
    let due = compute(&Query::received_on(date(2025, 11, 16)));
    assert_eq!(due.trace[0].kind, DayKind::DayZero);
    assert_eq!((due.trace[1].date, due.trace[1].number), (date(2025, 11, 17), Some(1)));
}

#[test]
fn an_unanswered_question_stops_the_clock_and_no_date_is_given() {
    let due = compute(&Query::received_on(date(2025, 10, 1)).with(EventKind::ClarificationSought, date(2025, 10, 8)));
    assert_eq!((due.due_on, due.status), (None, Status::NotComputable));
    assert!(due.reason.unwrap().contains("waiting since 2025-10-08"));
}

#[test]
fn a_question_asked_after_time_ran_out_does_not_restart_the_clock() {
    let query = Query::received_on(date(2025, 10, 1))
        .with(EventKind::ClarificationSought, date(2025, 10, 30))
        .with(EventKind::Clarified, date(2025, 11, 3));
    let due = compute(&query);
    assert_eq!(due.due_on, Some(date(2025, 10, 29)));
    assert!(due.notes[0].contains("does not restart"));
}

#[test]
fn a_fee_unpaid_gives_no_date_and_names_the_last_day_for_paying() {
    let due = compute(&Query::received_on(date(2025, 9, 1)).with(EventKind::FeesNotice, date(2025, 9, 8)));
    assert_eq!(due.due_on, None);
    assert!(due.reason.unwrap().contains("2025-12-07"));
}

#[test]
fn a_fee_paid_after_three_months_comes_too_late() {
    let query = Query::received_on(date(2025, 9, 1))
        .with(EventKind::FeesNotice, date(2025, 9, 8))
        .with(EventKind::FeePaid, date(2025, 12, 8));
    let due = compute(&query);
    assert_eq!(due.status, Status::NotComputable);
    assert!(due.reason.unwrap().contains("lapsed"));
}

#[test]
fn a_public_interest_extension_keeps_the_first_date_and_says_what_is_still_due_then() {
    let due = compute(&Query::received_on(date(2025, 9, 1)).with(EventKind::ExtendedTo, date(2025, 10, 27)));
    assert_eq!(due.due_on, Some(date(2025, 10, 27)));
    assert_eq!(due.before_extension, Some(date(2025, 9, 29)));
    assert!(due.notes[0].contains("s.17(1) and everything not being weighed are still due by 2025-09-29"));
    assert_eq!(due.trace.last().unwrap().number, Some(40));
    assert_eq!(due.trace.last().unwrap().kind, DayKind::Extended);
}

#[test]
fn an_extension_past_the_fortieth_day_is_allowed_but_remarked_upon() {
    let due = compute(&Query::received_on(date(2025, 9, 1)).with(EventKind::ExtendedTo, date(2025, 11, 10)));
    assert!(due.notes.iter().any(|note| note.contains("exceptional")));
}

#[test]
fn a_rolling_extension_is_counted() {
    let query = Query::received_on(date(2025, 9, 1))
        .with(EventKind::ExtendedTo, date(2025, 10, 13))
        .with(EventKind::ExtendedTo, date(2025, 10, 27));
    assert!(compute(&query).notes.iter().any(|note| note.contains("extended 2 times")));
}

#[test]
fn an_extension_to_a_saturday_is_refused_with_the_friday_before_it() {
    let query = Query::received_on(date(2025, 9, 1)).with(EventKind::ExtendedTo, date(2025, 10, 25));
    let error = answer(&query, Calendar::built_in()).unwrap_err();
    assert!(error.to_string().contains("2025-10-24"), "{error}");
}

#[test]
fn environmental_information_has_twenty_days_and_at_most_forty() {
    let mut query = Query::received_on(date(2025, 9, 1));
    query.regime = Regime::Eir;
    assert_eq!(compute(&query).due_on, Some(date(2025, 9, 29)));
    assert_eq!(
        compute(&query.clone().with(EventKind::ExtendedTo, date(2025, 10, 27))).due_on,
        Some(date(2025, 10, 27))
    );
    let beyond = query.with(EventKind::ExtendedTo, date(2025, 10, 28));
    assert!(answer(&beyond, Calendar::built_in()).unwrap_err().to_string().contains("reg. 7(1)"));
}

#[test]
fn particulars_under_regulation_9_start_the_time_again() {
    let mut query = Query::received_on(date(2025, 10, 1))
        .with(EventKind::ClarificationSought, date(2025, 10, 8))
        .with(EventKind::Clarified, date(2025, 10, 20));
    query.regime = Regime::Eir;
    let due = compute(&query);
    assert_eq!(due.due_on, Some(date(2025, 11, 17)));
    assert!(due.trace[0].why.contains("reg. 9(4)"));
}

#[test]
fn a_charge_under_regulation_8_may_be_paid_for_sixty_working_days() {
    let mut query = Query::received_on(date(2025, 9, 1))
        .with(EventKind::FeesNotice, date(2025, 9, 1))
        .with(EventKind::FeePaid, date(2025, 11, 25));
    query.regime = Regime::Eir;
    assert_eq!(compute(&query).status, Status::NotComputable);
    query.events[1].on = date(2025, 11, 24);
    assert_eq!(compute(&query).status, Status::Computed);
}

#[test]
fn a_review_has_twenty_days_by_the_code_and_an_environmental_one_forty_by_law() {
    let mut query = Query::received_on(date(2025, 9, 1));
    query.clock = Clock::Review;
    assert_eq!(compute(&query).due_on, Some(date(2025, 9, 29)));
    assert_eq!(
        compute(&query.clone().with(EventKind::ExtendedTo, date(2025, 10, 27))).due_on,
        Some(date(2025, 10, 27))
    );
    query.clock = Clock::EirReview;
    assert_eq!(compute(&query).due_on, Some(date(2025, 10, 27)));
    let extended = query.with(EventKind::ExtendedTo, date(2025, 10, 28));
    assert!(answer(&extended, Calendar::built_in()).is_err());
}

fn sar(received: Date) -> Query {
    let mut query = Query::received_on(received);
    query.clock = Clock::Sar;
    query
}

#[test]
fn subject_access_is_due_on_the_corresponding_date() {
    assert_eq!(compute(&sar(date(2025, 9, 3))).due_on, Some(date(2025, 10, 3)));
}

#[test]
fn subject_access_received_on_31_january_is_due_on_the_last_day_of_february() {
    assert_eq!(compute(&sar(date(2024, 1, 31))).due_on, Some(date(2024, 2, 29)));
    // 28 February 2026 is a Saturday.
    assert_eq!(compute(&sar(date(2026, 1, 31))).due_on, Some(date(2026, 3, 2)));
}

#[test]
fn subject_access_moves_past_the_holidays_of_the_authoritys_own_nation_only() {
    // 17 March 2026 is a holiday in Northern Ireland, a working day in England.
    let mut query = sar(date(2026, 2, 17));
    assert_eq!(compute(&query).due_on, Some(date(2026, 3, 17)));
    query.nation = Nation::NorthernIreland;
    let due = compute(&query);
    assert_eq!(due.due_on, Some(date(2026, 3, 18)));
    assert_eq!(due.trace.last().unwrap().why, "the next working day");
}

#[test]
fn the_month_of_subject_access_begins_when_identity_is_proved() {
    let query = sar(date(2026, 3, 2))
        .with(EventKind::IdentityAsked, date(2026, 3, 4))
        .with(EventKind::IdentityGiven, date(2026, 3, 12));
    // 12 April 2026 is a Sunday.
    assert_eq!(compute(&query).due_on, Some(date(2026, 4, 13)));
}

#[test]
fn days_waiting_for_clarification_of_subject_access_do_not_count() {
    let query = sar(date(2026, 3, 2))
        .with(EventKind::ClarificationSought, date(2026, 3, 4))
        .with(EventKind::Clarified, date(2026, 3, 12));
    // 2 April and nine days is Saturday 11 April.
    assert_eq!(compute(&query).due_on, Some(date(2026, 4, 13)));
}

#[test]
fn subject_access_may_be_extended_by_two_further_months_and_no_more() {
    let query = sar(date(2026, 3, 2));
    assert_eq!(compute(&query.clone().with(EventKind::ExtendedTo, date(2026, 6, 2))).due_on, Some(date(2026, 6, 2)));
    assert!(answer(&query.with(EventKind::ExtendedTo, date(2026, 6, 3)), Calendar::built_in()).is_err());
}

#[test]
fn a_date_past_the_published_years_is_provisional_and_says_why() {
    let due = compute(&Query::received_on(date(2028, 12, 20)));
    assert_eq!(due.status, Status::Provisional);
    assert!(due.due_on.is_some());
    assert!(due.reason.unwrap().contains("2028-12-31"));
}

#[test]
fn a_date_before_the_published_years_or_far_beyond_them_cannot_be_computed() {
    for received in [date(2018, 12, 31), date(2041, 1, 1), date(9999, 12, 31), date(-9999, 1, 1)] {
        let due = compute(&Query::received_on(received));
        assert_eq!((due.due_on, due.status), (None, Status::NotComputable), "{received}");
        assert!(due.reason.is_some());
    }
    assert_eq!(compute(&sar(date(9999, 12, 31))).status, Status::NotComputable);
}

#[test]
fn receipt_in_the_future_is_refused() {
    let mut query = Query::received_on(date(2026, 3, 3));
    query.today = Some(date(2026, 3, 2));
    assert!(answer(&query, Calendar::built_in()).unwrap_err().is_input());
}

#[test]
fn events_out_of_order_are_refused() {
    let calendar = Calendar::built_in();
    let received = date(2026, 3, 2);
    let answered_first = Query::received_on(received).with(EventKind::Clarified, date(2026, 3, 4));
    let paid_first = Query::received_on(received).with(EventKind::FeePaid, date(2026, 3, 4));
    let before_receipt = Query::received_on(received).with(EventKind::FeesNotice, date(2026, 3, 1));
    let asked_twice = Query::received_on(received)
        .with(EventKind::ClarificationSought, date(2026, 3, 4))
        .with(EventKind::ClarificationSought, date(2026, 3, 5));
    for query in [answered_first, paid_first, before_receipt, asked_twice] {
        assert!(answer(&query, calendar).unwrap_err().is_out_of_order(), "{query:?}");
    }
}

#[test]
fn a_holiday_proclaimed_after_receipt_moves_an_open_case_and_both_dates_are_kept() {
    let before = Calendar::built_in();
    let after = before
        .with_holiday(date(2026, 10, 12), Division::EnglandAndWales, "day of national mourning (invented)")
        .unwrap();
    let moved = recompute(&Query::received_on(date(2026, 10, 1)), before, &after).unwrap();
    assert!(moved.has_moved());
    assert_eq!(moved.before.due_on, Some(date(2026, 10, 29)));
    assert_eq!(moved.after.due_on, Some(date(2026, 10, 30)));
    assert!(moved.why.contains("day of national mourning"));
    assert_ne!(moved.before.calendar.version, moved.after.calendar.version);
    let unmoved = recompute(&Query::received_on(date(2026, 1, 5)), before, &after).unwrap();
    assert!(!unmoved.has_moved());
}

#[test]
fn a_holiday_cannot_be_added_twice_or_without_a_reason_or_outside_the_years() {
    let calendar = Calendar::built_in();
    let division = Division::EnglandAndWales;
    assert!(calendar.with_holiday(date(2026, 12, 25), division, "again").is_err());
    assert!(calendar.with_holiday(date(2026, 10, 12), division, " ").is_err());
    assert!(calendar.with_holiday(date(2031, 10, 13), division, "too far ahead").is_err());
    let sunday = calendar.with_holiday(date(2026, 11, 29), division, "a Sunday").unwrap_err();
    assert!(sunday.to_string().contains("does not count already"), "{sunday}");
}

#[test]
fn an_event_is_read_from_the_command_line() {
    let event: Event = "fees-notice=2025-09-08".parse().unwrap();
    assert_eq!((event.kind, event.on), (EventKind::FeesNotice, date(2025, 9, 8)));
    for wrong in ["fees-notice", "fee=2025-09-08", "fees-notice=2025-02-30", "=", ""] {
        assert!(wrong.parse::<Event>().is_err(), "{wrong}");
    }
}

#[test]
fn a_school_calendar_that_ends_before_it_begins_is_refused() {
    let json = r#"{"closed": [{"from": "2025-10-31", "to": "2025-10-27", "why": "half-term"}]}"#;
    assert!(SchoolCalendar::from_json(json).unwrap_err().is_data());
}

#[test]
fn the_strip_shows_the_week_rows_and_each_reason() {
    let text = strip(&compute(&Query::received_on(date(2025, 11, 14))));
    let expected = "\
Due on Monday 15 December 2025
Received Friday 14 November 2025
Limit: 20 working days (FOIA 2000 s.10(1))
No extension past: Friday 16 January 2026
Status: computed
Holidays: uk-bank-holidays-2026-02, known from 2019-01-01 to 2028-12-31

Week of        Mon   Tue   Wed   Thu   Fri   Sat   Sun
14 Nov 2025                              0     .     .
17 Nov 2025      1     2     3     4     5     .     .
24 Nov 2025      6     7     8     9    10     .     .
 1 Dec 2025      H    11    12    13    14     .     .
 8 Dec 2025     15    16    17    18    19     .     .
15 Dec 2025     20

Days that do not count, besides weekends
  Friday 14 November 2025    received: day 0
  Monday 1 December 2025     St Andrew’s Day: bank holiday in Scotland (FOIA 2000 s.10(6))
(0 receipt or restart, . weekend, H holiday, P paused, S no school, x before the restart, > moved on)
";
    assert_eq!(text, expected);
}
