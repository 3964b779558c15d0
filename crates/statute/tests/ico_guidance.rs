//! Examples of the Information Commissioner's guidance, each a test named after it. The dates are ours; the rule is that
//! of the guidance: "Time limits for compliance (section 10)" and the line to take LTT47.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use candour_statute::Calendar;
use candour_statute::deadline::{Event, EventKind, Query, answer};
use jiff::civil::{Date, date};

fn due(query: &Query) -> Date {
    answer(query, Calendar::built_in()).unwrap().due_on.unwrap()
}

fn counts(received: Date, day: Date) -> bool {
    let answer = answer(&Query::received_on(received), Calendar::built_in()).unwrap();
    answer.trace.iter().any(|one| one.date == day && one.number.is_some())
}

#[test]
fn ltt47_a_bank_holiday_in_northern_ireland_alone_does_not_count_in_england() {
    assert!(!counts(date(2025, 3, 3), date(2025, 3, 17)), "St Patrick's Day");
}

#[test]
fn ltt47_a_privilege_day_on_which_the_office_is_closed_counts() {
    assert!(counts(date(2024, 5, 13), date(2024, 5, 28)), "the Tuesday after the late May bank holiday");
}

#[test]
fn ltt47_a_request_is_received_on_a_day_when_the_office_is_closed() {
    let on_christmas_day = due(&Query::received_on(date(2024, 12, 25)));
    // 26 December, 1 and 2 January do not count either; the first working day is 27 December.
    assert_eq!(on_christmas_day, date(2025, 1, 27));
    assert!(counts(date(2024, 12, 25), date(2024, 12, 27)));
}

#[test]
fn time_limits_the_day_after_receipt_is_the_first_and_the_twentieth_is_the_last() {
    let answer = answer(&Query::received_on(date(2023, 9, 4)), Calendar::built_in()).unwrap();
    let counted: Vec<_> = answer.trace.iter().filter(|day| day.number.is_some()).collect();
    assert_eq!((counted[0].date, counted[0].number), (date(2023, 9, 5), Some(1)));
    assert_eq!(counted.last().map(|day| (day.date, day.number)), Some((date(2023, 10, 2), Some(20))));
}

#[test]
fn time_limits_clarification_received_begins_the_twenty_days_anew() {
    let asked = Event { kind: EventKind::ClarificationSought, on: date(2023, 9, 11) };
    let told = Event { kind: EventKind::Clarified, on: date(2023, 9, 18) };
    let query = Query { events: vec![asked, told], ..Query::received_on(date(2023, 9, 4)) };
    assert_eq!(due(&query), due(&Query::received_on(date(2023, 9, 18))));
}

#[test]
fn time_limits_a_fees_notice_pauses_the_clock_and_does_not_begin_it_anew() {
    let notice = Event { kind: EventKind::FeesNotice, on: date(2023, 9, 11) };
    let paid = Event { kind: EventKind::FeePaid, on: date(2023, 9, 15) };
    let query = Query { events: vec![notice, paid], ..Query::received_on(date(2023, 9, 4)) };
    // Five working days, Monday to Friday, are disregarded: from 2 October to 9 October.
    assert_eq!(due(&query), date(2023, 10, 9));
}
