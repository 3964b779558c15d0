//! Neither confirm nor deny: its grounds, and wording that gives the secret away.
//!
//! The secret is whether information is held, so nothing a notice says about
//! such a limb may depend on the answer.

use candour_statute::provision;

use super::model::{Ground, Held, Limb, Notice, Reliance, cited, ground};
use super::{Check, Fault, Severity};
use crate::outcome::Outcome;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "denial-has-a-ground",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.2(1), s.17(1)(b)",
        eir_citation: "EIR 2004 reg. 12(6), reg. 13(5A)",
        asks: "neither confirming nor denying rests on a subsection that allows it",
        mend: "Rely on a ground that excludes the duty to confirm or deny, or confirm.",
        run: has_ground,
    },
    Check {
        name: "denial-cites-its-subsection",
        severity: Severity::Guidance,
        citation: "FOIA 2000 s.17(1)(b); ICO guidance on neither confirming nor denying",
        eir_citation: "EIR 2004 reg. 12(6), reg. 14(3)(a)",
        asks: "the subsection about confirming or denying is cited, not that about the information",
        mend: "Cite the subsection on the duty to confirm or deny, such as s31(3).",
        run: cites_subsection,
    },
    Check {
        name: "denial-ground-only-for-denial",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(b)",
        eir_citation: "EIR 2004 reg. 14(3)(a)",
        asks: "a subsection on the duty to confirm or deny is not used to withhold information said to be held",
        mend: "Cite the subsection that exempts the information itself.",
        run: only_for_denial,
    },
    Check {
        name: "denial-does-not-reveal-holding",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.1(1)(a), s.17(4)",
        eir_citation: "EIR 2004 reg. 12(6)-(7)",
        asks: "nothing about a limb that is neither confirmed nor denied shows whether information is held",
        mend: "Write of \"the information asked for, if it were held\"; leave out searches, counts and documents.",
        run: reveals,
    },
    Check {
        name: "denial-not-to-be-read-either-way",
        severity: Severity::Style,
        citation: "ICO guidance on neither confirming nor denying",
        eir_citation: "ICO guidance on neither confirming nor denying",
        asks: "the notice says that nothing should be inferred from it about whether information is held",
        mend: "Add that the answer should not be taken to mean that information is, or is not, held.",
        run: not_to_be_inferred,
    },
];

fn denied(notice: &Notice) -> impl Iterator<Item = &Limb> {
    notice.limbs.iter().filter(|limb| limb.is_denied())
}

fn denying(notice: &Notice) -> impl Iterator<Item = &Reliance> {
    notice.reliances.iter().filter(|reliance| {
        reliance.neither_confirm_nor_deny || reliance.provisions.iter().any(|id| provision::denial_ground(id).is_some())
    })
}

fn ids_of(notice: &Notice, limb: &Limb) -> Vec<String> {
    let mut ids = limb.provisions.clone();
    notice.reliances_on(limb).for_each(|reliance| ids.extend(reliance.provisions.iter().cloned()));
    ids.sort();
    ids.dedup();
    ids
}

fn has_ground(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for limb in denied(notice) {
        let ids = ids_of(notice, limb);
        for id in &ids {
            if let Some(Ground::Provision(provision)) = ground(id)
                && provision.denial_ground.is_none()
            {
                let what = format!("{} has no limb for neither confirming nor denying", provision.reference);
                faults.push(Fault::new(limb.place(), what));
            }
        }
        if ids.is_empty() {
            faults.push(Fault::new(limb.place(), "it is neither confirmed nor denied without a ground"));
        }
    }
    faults
}

fn cites_subsection(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for limb in denied(notice) {
        for id in ids_of(notice, limb) {
            if let Some(Ground::Provision(provision)) = ground(&id)
                && let Some(denial) = provision.denial_ground
            {
                let what = format!("{} is cited, where {} is relied on", provision.reference, cited(denial));
                faults.push(Fault::new(limb.place(), what));
            }
        }
    }
    faults
}

fn only_for_denial(notice: &Notice) -> Vec<Fault> {
    notice
        .limbs
        .iter()
        .filter(|limb| matches!(limb.outcome, Some(Outcome::Withheld)) && limb.held != Held::NeitherConfirmedNorDenied)
        .flat_map(|limb| limb.provisions.iter().map(move |id| (limb, id)))
        .filter(|(_, id)| provision::denial_ground(id).is_some())
        .map(|(limb, id)| Fault::new(limb.place(), format!("{} only excludes the duty to confirm or deny", cited(id))))
        .collect()
}

fn reveals(notice: &Notice) -> Vec<Fault> {
    let mut faults = Vec::new();
    for limb in denied(notice) {
        if matches!(limb.held, Held::Held | Held::NotHeld) {
            faults.push(Fault::new(limb.place(), "whether it is held is said, and then neither confirmed nor denied"));
        }
        if let Some(phrase) = giveaway(&limb.describes) {
            faults.push(Fault::new(limb.place(), format!("\"{phrase}\" shows that something is held")));
        }
    }
    for reliance in denying(notice) {
        for text in texts(reliance) {
            if let Some(phrase) = giveaway(text) {
                let at = reliance.provisions.iter().map(|id| cited(id)).collect::<Vec<_>>().join(", ");
                faults.push(Fault::new(at, format!("\"{phrase}\" shows whether something is held")));
                break;
            }
        }
    }
    // Where nothing else is answered, every word of the letter is about the secret.
    let all_denied = !notice.limbs.is_empty() && notice.limbs.iter().all(Limb::is_denied);
    if all_denied {
        if notice.disclosed_items.iter().any(|item| super::model::says(item)) {
            faults.push(Fault::new("notice", "items are disclosed, though everything is neither confirmed nor denied"));
        }
        if notice.cost.is_some() {
            faults.push(Fault::new(
                "notice",
                "hours of search are stated, though everything is neither confirmed nor denied",
            ));
        }
        if let Some(phrase) = notice.text.as_deref().and_then(giveaway) {
            faults.push(Fault::new("text", format!("\"{phrase}\" shows whether something is held")));
        }
    }
    faults
}

fn texts(reliance: &Reliance) -> impl Iterator<Item = &str> {
    let weighing = reliance.public_interest.iter().flat_map(|test| {
        test.for_disclosure.iter().chain(&test.against_disclosure).chain(&test.balance).map(String::as_str)
    });
    [reliance.why.as_str()].into_iter().chain(reliance.harm.iter().map(|harm| harm.text.as_str())).chain(weighing)
}

/// A phrase that only makes sense if something is held, or is not.
fn giveaway(text: &str) -> Option<&'static str> {
    if confirms(text) {
        return Some("confirm that");
    }
    let lower = text.to_lowercase().replace('’', "'");
    GIVEAWAYS.iter().copied().find(|phrase| {
        lower.match_indices(phrase).any(|(at, _)| {
            let before: Vec<char> = lower.get(..at).unwrap_or_default().chars().rev().take(REACH).collect();
            let before: String = before.into_iter().rev().collect();
            let clause = before.rsplit(['.', ';', '\n']).next().unwrap_or_default();
            let after: String = lower.get(at + phrase.len()..).unwrap_or_default().chars().take(AHEAD).collect();
            let supposed = clause.split(|c: char| !c.is_alphabetic()).any(|word| SUPPOSING.contains(&word))
                || SUPPOSING_TOGETHER.iter().any(|words| clause.contains(words));
            !supposed && !after.starts_with(", if") && !after.starts_with(" if ") && !after.starts_with(" were it")
        })
    })
}

/// "We can confirm that it is held", however what is held is called.
fn confirms(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.split(['.', ';', '\n']).any(|clause| {
        ["can confirm that", "do confirm that", "we confirm that", "i confirm that"].iter().any(|phrase| {
            clause.find(phrase).and_then(|at| clause.get(at + phrase.len()..)).is_some_and(|rest| {
                let words = || rest.split(|c: char| !c.is_alphabetic());
                words().any(|word| matches!(word, "hold" | "holds" | "held"))
                    && !words().any(|word| matches!(word, "neither" | "whether" | "if"))
            })
        })
    })
}

const GIVEAWAYS: [&str; 56] = [
    "we hold",
    "we do hold",
    "we do not hold",
    "does not hold",
    "force holds",
    "service holds",
    "authority holds",
    "council holds",
    "department holds",
    "ministry holds",
    "trust holds",
    "hospital holds",
    "university holds",
    "college holds",
    "school holds",
    "constabulary holds",
    "commission holds",
    "board holds",
    "body holds",
    "office holds",
    "does hold",
    "papers held",
    "letters held",
    "information held",
    "is held by",
    "are held by",
    "records held",
    "the information is held",
    "the information is not held",
    "no information is held",
    "no information held",
    "we have located",
    "was located",
    "were located",
    "we have found",
    "was found",
    "were found",
    "our searches",
    "searches located",
    "searches found",
    "search located",
    "the located information",
    "the withheld information",
    "has been withheld",
    "have been withheld",
    "has been redacted",
    "have been redacted",
    "the redacted information",
    "the document contains",
    "the documents contain",
    "the document shows",
    "the report contains",
    "the record shows",
    "the records show",
    "contained in the document",
    "contained within the document",
];

/// Words that make it a supposition.
const SUPPOSING: [&str; 17] = [
    "whether",
    "if",
    "any",
    "were",
    "should",
    "either",
    "mean",
    "not",
    "neither",
    "confirming",
    "confirmation",
    "denying",
    "denial",
    "suggest",
    "imply",
    "hypothetically",
    "suppose",
];

/// "To confirm that it is held would", and not "we can confirm that it is held".
const SUPPOSING_TOGETHER: [&str; 4] = ["to confirm", "to deny", "confirm or deny", "confirms or denies"];

const REACH: usize = 80;
const AHEAD: usize = 12;

fn not_to_be_inferred(notice: &Notice) -> Vec<Fault> {
    let Some(first) = denied(notice).next() else { return Vec::new() };
    let mut words: Vec<&str> = notice.text.iter().map(String::as_str).collect();
    denying(notice).for_each(|reliance| words.extend(texts(reliance)));
    let said = words.iter().any(|text| {
        let text = text.to_lowercase();
        text.contains("infer") || text.contains("should not be taken") || text.contains("not be read")
    });
    if said {
        Vec::new()
    } else {
        vec![Fault::new(first.place(), "nothing says that the answer is not to be read either way")]
    }
}
