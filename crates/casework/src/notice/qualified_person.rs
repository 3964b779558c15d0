//! Section 36: the reasonable opinion of a qualified person.

use candour_statute::provision;

use super::model::{Kind, Notice, Reliance, cited, says};
use super::{Check, Fault, Severity};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "qualified-person-opinion",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.36(2), (4)",
        eir_citation: "",
        asks: "section 36 rests on a qualified person's opinion, unless the information is statistical",
        mend: "Obtain the opinion before issuing, or do not rely on section 36.",
        run: recorded,
    },
    Check {
        name: "opinion-before-notice",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.36(2); Roberts v Information Commissioner EA/2009/0035",
        eir_citation: "",
        asks: "the opinion was given on or before the notice that first relied on it",
        mend: "An opinion given afterwards cannot save the refusal: withdraw section 36, or rely on it afresh at review.",
        run: in_time,
    },
    Check {
        name: "qualified-person-named",
        severity: Severity::Guidance,
        citation: "ICO guidance on s.36",
        eir_citation: "",
        asks: "the office of the qualified person is named",
        mend: "Name the office, such as the chief constable.",
        run: named,
    },
];

/// Reliances on section 36 for something that is not all statistics.
fn needing_opinion(notice: &Notice) -> impl Iterator<Item = (&Reliance, &str)> {
    notice.grounds().filter(|(reliance, id)| {
        let needs = provision::by_id(id).is_some_and(|known| known.needs_qualified_person) || *id == "s36-3";
        let mut limbs = notice.limbs_of(reliance).peekable();
        let all_statistics = limbs.peek().is_some() && limbs.all(|limb| limb.is_statistical);
        needs && !all_statistics
    })
}

fn recorded(notice: &Notice) -> Vec<Fault> {
    needing_opinion(notice)
        .filter(|(reliance, _)| reliance.qualified_person.as_ref().is_none_or(|opinion| opinion.given_on.is_none()))
        .map(|(_, id)| Fault::new(cited(id), "no dated opinion of a qualified person is recorded"))
        .collect()
}

fn in_time(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (reliance, id) in needing_opinion(notice) {
        let given = reliance.qualified_person.as_ref().and_then(|opinion| opinion.given_on);
        let relied_on = match notice.kind {
            Kind::ReviewOutcome if !reliance.first_relied_on_at_review => notice.first_answered_on.or(notice.dated),
            _ => notice.dated,
        };
        if let (Some(given), Some(relied_on)) = (given, relied_on)
            && given > relied_on
        {
            let what = format!("the opinion was given on {given}, after section 36 was first relied on ({relied_on})");
            faults.push(Fault::new(cited(id), what));
        }
    }
    faults
}

fn named(notice: &Notice) -> Vec<Fault> {
    needing_opinion(notice)
        .filter(|(reliance, _)| reliance.qualified_person.as_ref().is_some_and(|opinion| !says(&opinion.office)))
        .map(|(_, id)| Fault::new(cited(id), "who the qualified person is is not said"))
        .collect()
}
