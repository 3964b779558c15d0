//! The public interest test: where it is owed, what it needs, and where it has no place.

use candour_statute::provision::Force;

use super::model::{Ground, Kind, Notice, Reliance, Weighing, cited, ground, said, says};
use super::{Check, Fault, Severity};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "balance-stated",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.2(2)(b), s.17(3)",
        eir_citation: "EIR 2004 reg. 12(1)(b), reg. 14(3)(b)",
        asks: "for a qualified ground the notice says why the public interest in maintaining it outweighs, unless that decision is to follow",
        mend: "Say where the balance lies and why, or say that it is still being weighed and when it will be decided.",
        run: balance,
    },
    Check {
        name: "factors-each-way",
        severity: Severity::Guidance,
        citation: "ICO guidance on the public interest test",
        eir_citation: "ICO guidance on the public interest test in EIR 2004",
        asks: "factors for and against disclosure are both given",
        mend: "Give the factors on the side that is missing; there is always something for disclosure.",
        run: factors,
    },
    Check {
        name: "estimate-of-decision-given",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(2)(b)",
        eir_citation: "",
        asks: "while the public interest is still weighed, the notice estimates when it will be decided",
        mend: "Give the date by which the decision is expected.",
        run: estimate,
    },
    Check {
        name: "only-qualified-grounds-wait",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.10(3)",
        eir_citation: "EIR 2004 reg. 7(1)",
        asks: "time is extended only to weigh the public interest under a qualified ground; EIR has no such extension",
        mend: "Decide this ground now.",
        run: may_wait,
    },
    Check {
        name: "no-test-for-absolute-ground",
        severity: Severity::Guidance,
        citation: "FOIA 2000 s.2(3)",
        eir_citation: "EIR 2004 reg. 12(1)(b), reg. 13",
        asks: "no public interest test is applied to an absolute ground, but for the balance inside s.41 and s.40(3A)(a)",
        mend: "Leave the test out for this ground; it suggests that disclosure depends on it.",
        run: absolute,
    },
    Check {
        name: "presumption-in-favour",
        severity: Severity::Style,
        citation: "",
        eir_citation: "EIR 2004 reg. 12(2)",
        asks: "the balance is struck with the presumption in favour of disclosure",
        mend: "Say that the presumption in favour of disclosure was applied.",
        run: presumption,
    },
];

/// The force of a ground for this use of it.
fn force(reliance: &Reliance, id: &str) -> Option<Force> {
    match ground(id)? {
        Ground::Provision(provision) if reliance.neither_confirm_nor_deny => {
            let denial = candour_statute::provision::denial_ground(provision.denial_ground?)?;
            Some(if denial.force == Force::Qualified { provision.force } else { denial.force })
        }
        // Nothing to weigh: the information does not exist (ICO guidance on reg. 12(4)(a)).
        Ground::Provision(provision) if provision.id == "r12-4-a" => None,
        Ground::Provision(provision) => Some(provision.force),
        Ground::Denial(denial) => Some(denial.force),
    }
}

fn qualified(notice: &Notice) -> impl Iterator<Item = (&Reliance, &str)> {
    notice.grounds().filter(|(reliance, id)| force(reliance, id) == Some(Force::Qualified))
}

fn is_undecided(reliance: &Reliance) -> bool {
    reliance.public_interest.as_ref().is_some_and(|test| test.is_undecided)
}

fn balance(notice: &Notice) -> Vec<Fault> {
    qualified(notice)
        .filter(|(reliance, _)| !is_undecided(reliance) || notice.kind == Kind::PublicInterestDecision)
        .filter(|(reliance, _)| !reliance.public_interest.as_ref().is_some_and(|test| said(test.balance.as_ref())))
        .map(|(_, id)| Fault::new(cited(id), "it is qualified, and where the public interest lies is not said"))
        .collect()
}

fn factors(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (reliance, id) in qualified(notice) {
        let Some(test) = &reliance.public_interest else { continue };
        if test.is_undecided || !said(test.balance.as_ref()) {
            continue;
        }
        let given = |side: &[String]| side.iter().any(|factor| says(factor));
        if !given(&test.for_disclosure) {
            faults.push(Fault::new(cited(id), "no factor favouring disclosure is given"));
        }
        if !given(&test.against_disclosure) {
            faults.push(Fault::new(cited(id), "no factor against disclosure is given"));
        }
    }
    faults
}

fn estimate(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (reliance, id) in notice.grounds().filter(|(reliance, _)| is_undecided(reliance)) {
        let test = reliance.public_interest.as_ref();
        match (test.and_then(|test| test.estimated_on), notice.dated) {
            (None, _) => faults.push(Fault::new(cited(id), "no date is estimated for the decision")),
            (Some(estimated), Some(dated)) if estimated <= dated => {
                faults.push(Fault::new(
                    cited(id),
                    format!("the decision is estimated for {estimated}, which is not after the notice of {dated}"),
                ));
            }
            _ => {}
        }
    }
    faults
}

fn may_wait(notice: &Notice) -> Vec<Fault> {
    notice
        .grounds()
        .filter(|(reliance, _)| is_undecided(reliance))
        .filter(|(reliance, id)| notice.is_environmental() || force(reliance, id) != Some(Force::Qualified))
        .map(|(_, id)| Fault::new(cited(id), "its decision is put off, and it is no ground that may wait"))
        .collect()
}

/// Absolute grounds with a balance of their own: the defence of public interest to a breach of
/// confidence, and the legitimate interests of data protection law.
const BALANCE_INSIDE: [&str; 10] = [
    "s41-1",
    "s41-2",
    "s40-2-3A-a",
    "s40-2-3A-b",
    "s40-5B-a-i",
    "s40-5B-a-ii",
    "r13-1-2A-a",
    "r13-5A",
    "r13-5B",
    "s36-parliament",
];

fn absolute(notice: &Notice) -> Vec<Fault> {
    notice
        .grounds()
        .filter(|(reliance, id)| force(reliance, id) == Some(Force::Absolute) && !BALANCE_INSIDE.contains(id))
        // Reasons shared with a qualified ground are that one's.
        .filter(|(reliance, _)| reliance.provisions.iter().all(|id| force(reliance, id) == Some(Force::Absolute)))
        .filter(|(reliance, _)| reliance.public_interest.as_ref().is_some_and(is_a_test))
        .map(|(_, id)| Fault::new(cited(id), "a public interest test is applied to an absolute ground"))
        .collect()
}

fn is_a_test(test: &Weighing) -> bool {
    said(test.balance.as_ref()) || !test.for_disclosure.is_empty() || !test.against_disclosure.is_empty()
}

fn presumption(notice: &Notice) -> Vec<Fault> {
    qualified(notice)
        .filter(|(reliance, _)| {
            let test = reliance.public_interest.as_ref();
            let balance = test.and_then(|test| test.balance.as_ref()).map(|text| text.to_lowercase());
            balance.is_some_and(|balance| !balance.contains("presum"))
        })
        .map(|(_, id)| Fault::new(cited(id), "the presumption in favour of disclosure is not mentioned"))
        .collect()
}
