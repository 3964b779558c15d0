//! What the requester can do next: section 17(7), regulation 14(5).

use super::model::{Notice, says};
use super::{Check, Fault, Severity};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "review-route",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(7)(a)",
        eir_citation: "EIR 2004 reg. 14(5)(a)",
        asks: "a refusal gives the procedure for complaints, or says that there is none",
        mend: "Say how and to whom to ask for an internal review.",
        run: review,
    },
    Check {
        name: "regulator-route",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(7)(b), s.50",
        eir_citation: "EIR 2004 reg. 14(5)(b), reg. 18",
        asks: "a refusal gives the right to go to the regulator",
        mend: "Name the regulator and the right to apply to it.",
        run: regulator,
    },
    Check {
        name: "review-time-limit",
        severity: Severity::Guidance,
        citation: "section 45 code of practice, paragraph 5.3",
        eir_citation: "EIR 2004 reg. 11(2)",
        asks: "the time for asking for a review is given, and is not less than 40 working days",
        mend: "Give 40 working days.",
        run: review_time,
    },
    Check {
        name: "regulator-contact",
        severity: Severity::Guidance,
        citation: "section 45 code of practice; ICO guidance on refusing a request",
        eir_citation: "ICO guidance on refusing a request",
        asks: "how to reach the regulator is given",
        mend: "Give the regulator's link or address.",
        run: regulator_contact,
    },
    Check {
        name: "regulator-time-limit",
        severity: Severity::Style,
        citation: "ICO complaints guidance: six weeks from the final response",
        eir_citation: "ICO complaints guidance: six weeks from the final response",
        asks: "the time for complaining to the regulator is given",
        mend: "Say that complaints should be made within six weeks of the outcome of the review.",
        run: regulator_time,
    },
];

/// The review's own outcome has no further review to offer.
fn offers_review(notice: &Notice) -> bool {
    notice.refuses() && notice.kind != super::Kind::ReviewOutcome
}

fn review(notice: &Notice) -> Vec<Fault> {
    let given = notice.review.as_ref().is_some_and(|route| route.is_not_provided || says(&route.contact));
    if offers_review(notice) && !given {
        return vec![Fault::new("notice", "how to ask for an internal review is not said")];
    }
    let withheld = notice.review.as_ref().is_some_and(|route| route.is_not_provided);
    if offers_review(notice) && withheld && notice.is_environmental() {
        return vec![Fault::new("notice", "a reconsideration under regulation 11 must be offered")];
    }
    Vec::new()
}

fn regulator(notice: &Notice) -> Vec<Fault> {
    let given = notice.regulator.as_ref().is_some_and(|route| says(&route.name));
    if notice.refuses() && !given {
        return vec![Fault::new("notice", "the right to go to the regulator is not said")];
    }
    Vec::new()
}

fn review_time(notice: &Notice) -> Vec<Fault> {
    let Some(route) = notice.review.as_ref().filter(|route| !route.is_not_provided && says(&route.contact)) else {
        return Vec::new();
    };
    match route.within_working_days {
        None if offers_review(notice) => vec![Fault::new("notice", "the time for asking for a review is not given")],
        Some(days) if days < 40 => {
            vec![Fault::new("notice", format!("only {days} working days are given for asking for a review"))]
        }
        _ => Vec::new(),
    }
}

fn regulator_contact(notice: &Notice) -> Vec<Fault> {
    match &notice.regulator {
        Some(route) if notice.refuses() && says(&route.name) && !says(&route.contact) => {
            vec![Fault::new("notice", "how to reach the regulator is not said")]
        }
        _ => Vec::new(),
    }
}

fn regulator_time(notice: &Notice) -> Vec<Fault> {
    match &notice.regulator {
        Some(route) if notice.refuses() && says(&route.name) && !says(&route.within) => {
            vec![Fault::new("notice", "the time for complaining to the regulator is not given")]
        }
        _ => Vec::new(),
    }
}
