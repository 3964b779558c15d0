//! Grounds that exclude one another on the same information.

use super::model::{Limb, Notice, cited};
use super::{Check, Fault, Severity};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "s30-and-s31-only-in-the-alternative",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.31(1)",
        eir_citation: "",
        asks: "section 31 is for information not exempt under section 30; both on the same information only in the alternative, said so, or under neither confirm nor deny",
        mend: "Choose one for this information, or say that section 31 is relied on only if section 30 does not apply.",
        run: investigations,
    },
    Check {
        name: "s23-and-s24-only-in-the-alternative",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.24(1)",
        eir_citation: "",
        asks: "section 24 is for information not within section 23; both on the same information only in the alternative, said so, or under neither confirm nor deny",
        mend: "Say that they are relied on in the alternative.",
        run: security,
    },
    Check {
        name: "s35-and-s36-never-together",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.36(1)",
        eir_citation: "",
        asks: "section 36 is for information not exempt under section 35",
        mend: "Choose one for this information, or say that section 36 is relied on only if section 35 does not apply.",
        run: policy,
    },
];

fn investigations(notice: &Notice) -> Vec<Fault> {
    exclusive(notice, "s30-", "s31-", "section 31 covers only what section 30 does not")
}

fn security(notice: &Notice) -> Vec<Fault> {
    exclusive(notice, "s23-", "s24-", "section 24 covers only what section 23 does not")
}

fn policy(notice: &Notice) -> Vec<Fault> {
    exclusive(notice, "s35-", "s36-", "section 36 covers only what section 35 does not")
}

/// Limbs on which grounds of both sections stand, neither said to be the alternative to the other.
fn exclusive(notice: &Notice, first: &str, second: &str, why: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for limb in notice.limbs.iter().filter(|limb| !limb.is_denied()) {
        let ids = relied_on(notice, limb);
        let one = ids.iter().find(|id| id.starts_with(first));
        let other = ids.iter().find(|id| id.starts_with(second));
        let (Some(one), Some(other)) = (one, other) else { continue };
        if !is_alternative(notice, limb, first, second) {
            faults.push(Fault::new(
                limb.place(),
                format!("{} and {} stand on the same information: {why}", cited(one), cited(other)),
            ));
        }
    }
    faults
}

/// The grounds on a limb for withholding, those for neither confirming nor denying apart.
fn relied_on(notice: &Notice, limb: &Limb) -> Vec<String> {
    let mut ids: Vec<String> =
        limb.provisions.iter().filter(|id| candour_statute::provision::denial_ground(id).is_none()).cloned().collect();
    for reliance in notice.reliances_on(limb).filter(|reliance| !reliance.neither_confirm_nor_deny) {
        let more = reliance.provisions.iter().filter(|id| candour_statute::provision::denial_ground(id).is_none());
        ids.extend(more.cloned());
    }
    ids
}

fn is_alternative(notice: &Notice, limb: &Limb, first: &str, second: &str) -> bool {
    notice.reliances_on(limb).any(|reliance| {
        let relies_on = |section: &str| reliance.provisions.iter().any(|id| id.starts_with(section));
        let alternative_to = |section: &str| reliance.in_the_alternative_to.iter().any(|id| id.starts_with(section));
        (relies_on(first) && alternative_to(second)) || (relies_on(second) && alternative_to(first))
    })
}
