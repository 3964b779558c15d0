//! Section 12, aggregation, and how long a requester has.

use candour_statute::cost::{Activity, AppropriateLimit, Effort, estimate, may_be_aggregated, scale_sample};
use candour_statute::window::{
    CLARIFICATION_LAPSES_AFTER, complaint_should_be_made_by, complaint_without_review_after, fee_must_be_paid_by,
    review_may_be_asked_until, unclarified_request_lapses_on,
};
use candour_statute::{Calendar, Regime};
use jiff::civil::date;

fn effort(activity: Activity, minutes: u32) -> Effort {
    Effort { activity, minutes }
}

#[test]
fn a_police_force_has_eighteen_hours_and_a_department_twenty_four() {
    assert_eq!((AppropriateLimit::OtherAuthorities.pounds(), AppropriateLimit::OtherAuthorities.hours()), (450, 18));
    assert_eq!((AppropriateLimit::CentralGovernment.pounds(), AppropriateLimit::CentralGovernment.hours()), (600, 24));
}

#[test]
fn redaction_time_is_refused_as_countable() {
    let efforts = [effort(Activity::Locate, 17 * 60), effort(Activity::Redact, 40 * 60)];
    let estimate = estimate(&efforts, AppropriateLimit::OtherAuthorities);
    assert!(!estimate.exceeds);
    assert_eq!((estimate.countable_minutes, estimate.refused_minutes), (17 * 60, 40 * 60));
    assert_eq!(estimate.refused, [Activity::Redact]);
}

#[test]
fn exactly_eighteen_hours_does_not_exceed_the_limit() {
    let limit = AppropriateLimit::OtherAuthorities;
    assert!(!estimate(&[effort(Activity::Extract, 18 * 60)], limit).exceeds);
    assert!(estimate(&[effort(Activity::Extract, 18 * 60 + 1)], limit).exceeds);
}

#[test]
fn confirming_alone_exceeds_only_when_finding_out_does() {
    let limit = AppropriateLimit::OtherAuthorities;
    let both = estimate(&[effort(Activity::DetermineHeld, 60), effort(Activity::Extract, 20 * 60)], limit);
    assert!(both.exceeds && !both.confirming_alone_exceeds);
    assert!(estimate(&[effort(Activity::DetermineHeld, 19 * 60)], limit).confirming_alone_exceeds);
}

#[test]
fn a_sample_is_scaled_up_and_rounded_up() {
    assert_eq!(scale_sample(50, 10, 333), Ok(1665));
    assert_eq!(scale_sample(10, 3, 10), Ok(34));
    assert!(scale_sample(10, 0, 10).is_err());
    assert!(scale_sample(10, 11, 10).is_err());
    assert!(scale_sample(u32::MAX, 1, u32::MAX).is_err());
}

#[test]
fn requests_within_sixty_consecutive_working_days_may_be_aggregated() {
    let calendar = Calendar::built_in();
    let first = date(2025, 9, 1);
    let sixtieth = calendar.nth_working_day_after(first, 59).unwrap();
    let after = calendar.nth_working_day_after(first, 60).unwrap();
    assert_eq!(may_be_aggregated(&[sixtieth, first], calendar), Some(true));
    assert_eq!(may_be_aggregated(&[first, after], calendar), Some(false));
    assert_eq!(may_be_aggregated(&[], calendar), None);
}

#[test]
fn a_fees_notice_lapses_after_three_months_beginning_with_its_day() {
    let calendar = Calendar::built_in();
    assert_eq!(fee_must_be_paid_by(Regime::Foia, date(2025, 9, 8), calendar), Some(date(2025, 12, 7)));
    assert_eq!(fee_must_be_paid_by(Regime::Eir, date(2025, 9, 1), calendar), Some(date(2025, 11, 24)));
}

#[test]
fn a_requester_has_forty_working_days_for_a_review_and_six_weeks_for_the_regulator() {
    let calendar = Calendar::built_in();
    assert_eq!(review_may_be_asked_until(date(2025, 9, 1), calendar), Some(date(2025, 10, 27)));
    assert_eq!(complaint_without_review_after(date(2025, 9, 1), calendar), Some(date(2025, 10, 27)));
    assert_eq!(complaint_should_be_made_by(date(2025, 9, 1)), Some(date(2025, 10, 13)));
    assert_eq!(
        unclarified_request_lapses_on(date(2025, 9, 1), CLARIFICATION_LAPSES_AFTER, calendar),
        Some(date(2025, 10, 27))
    );
}
