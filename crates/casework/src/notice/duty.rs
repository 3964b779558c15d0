//! The duties of section 1, and the kinds and times of notice in section 17.

use candour_statute::{Calendar, provision};

use super::model::{Held, Kind, Limb, Notice, cited};
use super::{Check, Fault, Severity};
use crate::outcome::Outcome;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "held-confirmed-or-denied",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.1(1)(a)",
        eir_citation: "EIR 2004 reg. 5(1)",
        asks: "for each part, whether the information is held is confirmed or denied, unless that duty is excluded",
        mend: "Say whether the information is held, or rely on a ground for neither confirming nor denying.",
        run: held,
    },
    Check {
        name: "holding-agrees-with-outcome",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.1(1)",
        eir_citation: "EIR 2004 reg. 5(1)",
        asks: "what is said about holding fits what became of it",
        mend: "Correct what is said about holding, or the outcome.",
        run: agrees,
    },
    Check {
        name: "every-question-answered",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.1(1)",
        eir_citation: "EIR 2004 reg. 5(1)",
        asks: "each question the requester numbered is answered",
        mend: "Answer the question in a section of its own, by its number.",
        run: questions,
    },
    Check {
        name: "every-limb-decided",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.1(1), s.10(3)",
        eir_citation: "EIR 2004 reg. 5(2)",
        asks: "nothing is left open but what waits for the public interest under a qualified ground",
        mend: "Decide it; only information whose public interest is still being weighed may wait.",
        run: decided,
    },
    Check {
        name: "refusal-is-stated",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(a)",
        eir_citation: "EIR 2004 reg. 14(1)",
        asks: "an answer that refuses anything is a refusal notice and says so",
        mend: "Make it a refusal notice and state that a ground is relied on.",
        run: stated,
    },
    Check {
        name: "kind-fits-content",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)-(3), (5)",
        eir_citation: "EIR 2004 reg. 14",
        asks: "the notices of s.17(1), (2), (3) and (5) are kept apart",
        mend: "Choose the kind of notice that fits: s.17(2) while weighing, s.17(3) once weighed, s.17(5) for s.12 and s.14.",
        run: kind,
    },
    Check {
        name: "in-time-or-says-late",
        severity: Severity::Guidance,
        citation: "FOIA 2000 s.10(1); ICO guidance on time for compliance",
        eir_citation: "EIR 2004 reg. 5(2), reg. 14(2)",
        asks: "an answer after the due date says that it is late",
        mend: "Say that the answer is late, and apologise.",
        run: late,
    },
    Check {
        name: "dated",
        severity: Severity::Guidance,
        citation: "section 45 code of practice; FOIA 2000 s.17(1)",
        eir_citation: "EIR 2004 reg. 14(2)",
        asks: "the notice bears its date",
        mend: "Put the date on it: the requester's time for a review runs from it.",
        run: dated,
    },
    Check {
        name: "disclosed-items-named",
        severity: Severity::Guidance,
        citation: "section 45 code of practice; ICO guidance on writing a refusal notice",
        eir_citation: "EIR 2004 reg. 12(11)",
        asks: "what is disclosed is named",
        mend: "Name each file or figure that is disclosed.",
        run: disclosed,
    },
    Check {
        name: "estimate-not-past-forty-days",
        severity: Severity::Guidance,
        citation: "ICO guidance on FOIA 2000 s.10(3)",
        eir_citation: "",
        asks: "the decision on the public interest is expected within 40 working days of receipt",
        mend: "Decide sooner, or record what makes the case exceptional.",
        run: forty_days,
    },
];

/// Whether s.1(1)(a) still has to be answered for this outcome.
fn must_confirm(notice: &Notice, limb: &Limb) -> bool {
    match limb.outcome {
        Some(Outcome::CostLimit) => !limb.provisions.iter().any(|id| id == "s12-2") && !notice.is_environmental(),
        Some(Outcome::Disclosed | Outcome::DisclosedInPart) => false,
        Some(
            Outcome::Vexatious
            | Outcome::Repeated
            | Outcome::Transferred
            | Outcome::Withdrawn
            | Outcome::Lapsed
            | Outcome::NeitherConfirmNorDeny
            | Outcome::NotHeld,
        ) => false,
        Some(Outcome::Withheld) if notice.is_environmental() => {
            !limb.provisions.iter().any(|id| matches!(id.as_str(), "r12-4-b" | "r12-4-c"))
        }
        _ => true,
    }
}

fn held(notice: &Notice) -> Vec<Fault> {
    let silent = notice.limbs.iter().filter(|limb| limb.held == Held::NotSaid && must_confirm(notice, limb));
    silent.map(|limb| Fault::new(limb.place(), "the notice does not say whether the information is held")).collect()
}

fn agrees(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for limb in &notice.limbs {
        let Some(outcome) = limb.outcome else { continue };
        let fits = match (limb.held, outcome) {
            (Held::NotSaid, _) => true,
            (Held::NeitherConfirmedNorDenied, Outcome::NeitherConfirmNorDeny) => true,
            (Held::NeitherConfirmedNorDenied, _) => false,
            // A denial limb that says so is the business of its own check.
            (_, Outcome::NeitherConfirmNorDeny) => true,
            (Held::NotHeld, Outcome::NotHeld | Outcome::Transferred | Outcome::Withdrawn | Outcome::Lapsed) => true,
            (Held::NotHeld, Outcome::Withheld) => limb.provisions.iter().any(|id| id == "r12-4-a"),
            (Held::NotHeld, _) => false,
            (Held::Held, Outcome::NotHeld) => false,
            (Held::Held, _) => true,
        };
        if !fits {
            let said = match limb.held {
                Held::Held => "held",
                Held::NotHeld => "not held",
                _ => "neither confirmed nor denied",
            };
            faults.push(Fault::new(limb.place(), format!("said to be {said}, with the outcome `{}`", outcome.key())));
        }
    }
    faults
}

fn questions(notice: &Notice) -> Vec<Fault> {
    if notice.limbs.is_empty() {
        return vec![Fault::new("notice", "nothing is answered")];
    }
    // A limb for the request as a whole answers every question only if it is the whole answer.
    let answers_all = notice.limbs.iter().all(|limb| limb.question.is_none());
    notice
        .questions
        .iter()
        .filter(|question| !answers_all && !notice.limbs.iter().any(|limb| limb.question == Some(question.number)))
        .map(|question| Fault::new(format!("question {}", question.number), "it is not answered"))
        .collect()
}

fn decided(notice: &Notice) -> Vec<Fault> {
    notice
        .limbs
        .iter()
        .filter(|limb| limb.outcome.is_none())
        .filter(|limb| {
            !notice
                .reliances_on(limb)
                .any(|reliance| reliance.public_interest.as_ref().is_some_and(|test| test.is_undecided))
        })
        .map(|limb| Fault::new(limb.place(), "it has no outcome, and nothing is being weighed for it"))
        .collect()
}

fn stated(notice: &Notice) -> Vec<Fault> {
    if notice.kind == Kind::Answer && notice.refuses() {
        return vec![Fault::new("notice", "something is refused, but the answer is not made as a refusal notice")];
    }
    Vec::new()
}

fn kind(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    let undecided =
        notice.reliances.iter().any(|reliance| reliance.public_interest.as_ref().is_some_and(|test| test.is_undecided));
    match notice.kind {
        Kind::RefusalWithDecisionToFollow if !undecided => {
            faults
                .push(Fault::new("notice", "it says that a decision will follow, but nothing is still being weighed"));
        }
        Kind::Refusal | Kind::PublicInterestDecision | Kind::ReviewOutcome if undecided => {
            faults.push(Fault::new(
                "notice",
                "the public interest is still being weighed, but the notice is made as final",
            ));
        }
        Kind::RequestRefused => {
            for (_, id) in notice.grounds() {
                let refuses_information = provision::by_id(id).is_none_or(|ground| !ground.is_procedural());
                if refuses_information && provision::reference(id).is_some() {
                    faults.push(Fault::new(
                        cited(id),
                        "a notice under s.17(5) is for s.12 and s.14; this ground needs one under s.17(1)",
                    ));
                }
            }
        }
        _ => {}
    }
    faults
}

fn late(notice: &Notice) -> Vec<Fault> {
    match (notice.dated, notice.due_on) {
        (Some(dated), Some(due)) if dated > due && !notice.says_it_is_late => {
            vec![Fault::new("notice", format!("dated {dated}, due on {due}, and it does not say that it is late"))]
        }
        _ => Vec::new(),
    }
}

fn dated(notice: &Notice) -> Vec<Fault> {
    if notice.dated.is_none() { vec![Fault::new("notice", "it bears no date")] } else { Vec::new() }
}

fn disclosed(notice: &Notice) -> Vec<Fault> {
    let gives = notice.has(Outcome::Disclosed) || notice.has(Outcome::DisclosedInPart);
    let named = notice.disclosed_items.iter().any(|item| super::model::says(item));
    if gives && !named {
        return vec![Fault::new("notice", "information is disclosed, but what it is is not named")];
    }
    Vec::new()
}

fn forty_days(notice: &Notice) -> Vec<Fault> {
    let fortieth = notice.received_on.and_then(|day| Calendar::built_in().nth_working_day_after(day, 40));
    let Some(fortieth) = fortieth else { return Vec::new() };
    notice
        .reliances
        .iter()
        .filter_map(|reliance| reliance.public_interest.as_ref()?.estimated_on)
        .filter(|estimated| *estimated > fortieth)
        .map(|estimated| Fault::new("notice", format!("estimated for {estimated}; the 40th working day is {fortieth}")))
        .collect()
}
