//! How long somebody has for the next step.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::provision::Regime;

/// The last day on which a fee asked for by a notice may be paid.
///
/// FOIA 2000 s.9(2): within three months beginning with the day the notice is
/// given. EIR 2004 reg. 8(4): within 60 working days of the notice. `None` when
/// the calendar does not reach that far.
#[must_use]
pub fn fee_must_be_paid_by(regime: Regime, notice_given_on: Date, calendar: &Calendar) -> Option<Date> {
    match regime {
        Regime::Eir => calendar.nth_working_day_after(notice_given_on, 60),
        // A period beginning *with* a day includes it, so it ends a day short of the corresponding date.
        Regime::Foia => notice_given_on.checked_add(3.months()).ok()?.checked_sub(1.day()).ok(),
    }
}

/// The last day on which the requester can expect an internal review to be accepted.
///
/// FOIA: section 45 code (July 2018), paragraph 5.3. EIR 2004 reg. 11(2). Both are 40 working days.
#[must_use]
pub fn review_may_be_asked_until(answered_on: Date, calendar: &Calendar) -> Option<Date> {
    calendar.nth_working_day_after(answered_on, 40)
}

/// The day by which a complaint should reach the regulator after a review.
///
/// ICO: within six weeks of the final response or last substantive contact;
/// later is usually "undue delay" (FOIA 2000 s.50(2)(b)).
#[must_use]
pub fn complaint_should_be_made_by(review_outcome_on: Date) -> Option<Date> {
    review_outcome_on.checked_add(6.weeks()).ok()
}

/// The day after which the regulator will take a complaint without a review outcome.
///
/// ICO guidance: when 40 working days have passed since the review was asked for.
#[must_use]
pub fn complaint_without_review_after(review_asked_on: Date, calendar: &Calendar) -> Option<Date> {
    calendar.nth_working_day_after(review_asked_on, 40)
}

/// The day on which a request that waits for clarification may be closed.
///
/// The law sets none; this is practice, so the number of working days is a setting.
#[must_use]
pub fn unclarified_request_lapses_on(asked_on: Date, working_days: u32, calendar: &Calendar) -> Option<Date> {
    calendar.nth_working_day_after(asked_on, working_days)
}

/// The usual setting for [`unclarified_request_lapses_on`].
pub const CLARIFICATION_LAPSES_AFTER: u32 = 40;

/// The last day for appealing to the tribunal against a decision notice: 28 days from its date.
#[must_use]
pub fn appeal_may_be_made_until(decision_notice_on: Date) -> Option<Date> {
    decision_notice_on.checked_add(28.days()).ok()
}
