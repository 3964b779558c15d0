//! Which grounds are cited, and for what: section 17(1)(b) and (c).

use candour_statute::provision::{self, Reading, citations};

use super::model::{Ground, Notice, cited, ground, says};
use super::{Check, Fault, Severity};
use crate::authority::BodyKind;
use crate::outcome::Outcome;
use crate::reference::Regime;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "provision-exists",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(b)",
        eir_citation: "EIR 2004 reg. 14(3)(a)",
        asks: "each ground cited exists",
        mend: "Cite a ground that the Act has.",
        run: exists,
    },
    Check {
        name: "provision-cited-to-paragraph",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(b)",
        eir_citation: "EIR 2004 reg. 14(3)(a)",
        asks: "each ground is cited to its paragraph",
        mend: "Name the subsection and paragraph relied on.",
        run: to_paragraph,
    },
    Check {
        name: "provision-of-this-regime",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(b), s.39",
        eir_citation: "EIR 2004 reg. 14(3)(a)",
        asks: "a FOIA answer cites sections, an EIR answer regulations",
        mend: "Cite the ground of the law the request is answered under, or answer that part under the other law.",
        run: regime,
    },
    Check {
        name: "provision-open-to-this-body",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.35(1), s.36(1)",
        eir_citation: "",
        asks: "a ground kept for some authorities is not used by others",
        mend: "Rely on a ground that is open to this authority.",
        run: body,
    },
    Check {
        name: "refused-limb-has-provision",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(b), s.17(5)",
        eir_citation: "EIR 2004 reg. 14(3)(a)",
        asks: "each part that is refused names its grounds",
        mend: "Name the ground for this part.",
        run: limb_has_provision,
    },
    Check {
        name: "provision-has-limb",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(b)-(c)",
        eir_citation: "EIR 2004 reg. 14(3)",
        asks: "each ground of Part II is tied to the information it covers",
        mend: "Say which information the ground is relied on for, or drop it.",
        run: provision_has_limb,
    },
    Check {
        name: "why-it-applies",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(c)",
        eir_citation: "EIR 2004 reg. 14(3)",
        asks: "why each ground applies is said, unless it is apparent",
        mend: "Say why the ground covers this information; leave out only what would itself reveal it (s.17(4)).",
        run: why,
    },
    Check {
        name: "environmental-signpost",
        severity: Severity::Guidance,
        citation: "ICO guidance on FOIA 2000 s.39",
        eir_citation: "",
        asks: "section 39 only points to the EIR, where the real reasons are",
        mend: "Answer that part under EIR 2004 and cite its exception.",
        run: signpost,
    },
];

/// Every id in a notice, with where it stands.
fn all_ids(notice: &Notice) -> Vec<(String, String)> {
    let limbs = notice.limbs.iter().flat_map(|limb| limb.provisions.iter().map(|id| (id.clone(), limb.place())));
    let mut ids: Vec<(String, String)> = notice.grounds().map(|(_, id)| (id.to_owned(), cited(id))).collect();
    for (id, place) in limbs {
        if !ids.iter().any(|(known, _)| *known == id) {
            ids.push((id, place));
        }
    }
    ids.dedup();
    ids
}

/// What an id that is in no table means as a citation: the candidates under it, if it stops too high.
fn too_high(id: &str) -> Option<Vec<&'static str>> {
    let below = format!("{id}-");
    let under: Vec<&'static str> =
        provision::provisions().iter().map(|known| known.id).filter(|known| known.starts_with(&below)).collect();
    if !under.is_empty() {
        return Some(under);
    }
    // A reference such as `Section 40(2)` in place of an id.
    citations(id)
        .iter()
        .filter(|citation| citation.span == (0..id.len()))
        .flat_map(|citation| &citation.readings)
        .find_map(|reading| match reading {
            Reading::Imprecise { candidates, .. } => Some(candidates.clone()),
            _ => None,
        })
}

fn exists(notice: &Notice) -> Vec<Fault> {
    all_ids(notice)
        .into_iter()
        .filter(|(id, _)| ground(id).is_none() && too_high(id).is_none())
        .map(|(id, at)| Fault::new(at, format!("`{id}` is no ground of FOIA 2000 or EIR 2004")))
        .collect()
}

fn to_paragraph(notice: &Notice) -> Vec<Fault> {
    all_ids(notice)
        .into_iter()
        .filter(|(id, _)| ground(id).is_none())
        .filter_map(|(id, at)| {
            let could_be: Vec<String> = too_high(&id)?.into_iter().map(cited).collect();
            Some(Fault::new(at, format!("`{id}` stops above the paragraph; it could be {}", could_be.join(", "))))
        })
        .collect()
}

fn regime(notice: &Notice) -> Vec<Fault> {
    let wanted =
        if notice.regime == Regime::Eir { candour_statute::Regime::Eir } else { candour_statute::Regime::Foia };
    all_ids(notice)
        .into_iter()
        .filter(|(id, _)| match ground(id) {
            Some(Ground::Provision(provision)) => provision.regime != wanted,
            Some(Ground::Denial(ground)) => ground.regime != wanted,
            None => false,
        })
        .map(|(id, at)| Fault::new(at, format!("{} belongs to the other law", cited(&id))))
        .collect()
}

fn body(notice: &Notice) -> Vec<Fault> {
    let Some(body) = notice.body else { return Vec::new() };
    all_ids(notice)
        .into_iter()
        .filter(|(id, _)| {
            let for_government = id.starts_with("s35-") || id == "s36-parliament" || id == "s36-2-a-i";
            for_government && body != BodyKind::CentralGovernment
        })
        .map(|(id, at)| Fault::new(at, format!("{} is not open to this kind of authority", cited(&id))))
        .collect()
}

fn limb_has_provision(notice: &Notice) -> Vec<Fault> {
    notice
        .limbs
        .iter()
        // What is disclosed in part names the grounds for the rest, here or in a limb of its own.
        .filter(|limb| match limb.outcome {
            Some(Outcome::DisclosedInPart) => !notice
                .limbs
                .iter()
                .any(|other| other.id != limb.id && other.question == limb.question && !other.provisions.is_empty()),
            Some(outcome) => outcome.is_refusal(),
            None => true,
        })
        .filter(|limb| limb.provisions.is_empty() && notice.reliances_on(limb).next().is_none())
        .map(|limb| Fault::new(limb.place(), "it is refused without a ground"))
        .collect()
}

fn provision_has_limb(notice: &Notice) -> Vec<Fault> {
    notice
        .reliances
        .iter()
        .filter(|reliance| notice.limbs_of(reliance).next().is_none())
        .flat_map(|reliance| &reliance.provisions)
        .filter(|id| !provision::by_id(id).is_some_and(provision::Provision::is_procedural))
        .map(|id| Fault::new(cited(id), "it is cited, but for no part of what was asked"))
        .collect()
}

/// Grounds whose application is apparent from the answer itself, or for which s.17(5) asks no reasons.
fn is_apparent(notice: &Notice, id: &str) -> bool {
    match id {
        "s21" => super::model::said(notice.available_at.as_ref()),
        "s40-1" | "s40-5A" | "r5-3" | "s39-1" | "r12-4-a" => true,
        _ => provision::by_id(id).is_some_and(provision::Provision::is_procedural),
    }
}

fn why(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    let explains =
        |reliance: &super::Reliance| says(&reliance.why) || reliance.harm.as_ref().is_some_and(|harm| says(&harm.text));
    for (reliance, id) in notice.grounds() {
        if !explains(reliance) && !is_apparent(notice, id) {
            faults.push(Fault::new(cited(id), "why it applies is not said"));
        }
    }
    // A ground named on a limb and reasoned nowhere.
    for limb in &notice.limbs {
        for id in &limb.provisions {
            if !notice.grounds().any(|(_, known)| known == id) && !is_apparent(notice, id) {
                faults.push(Fault::new(limb.place(), format!("{} is named without a reason", cited(id))));
            }
        }
    }
    faults
}

fn signpost(notice: &Notice) -> Vec<Fault> {
    let faults = notice.grounds().filter(|(_, id)| *id == "s39-1");
    faults.map(|(_, id)| Fault::new(cited(id), "it is no reason by itself for withholding anything")).collect()
}
