//! Harm, and how likely it is.

use candour_statute::provision::{self, Basis, Provision};

use super::model::{Notice, Reliance, cited, says};
use super::{Check, Fault, Severity};
use crate::decision::Likelihood;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "harm-stated",
        severity: Severity::Statute,
        citation: "FOIA 2000 s.17(1)(c)",
        eir_citation: "EIR 2004 reg. 12(5), reg. 14(3)",
        asks: "a ground based on prejudice, endangerment or adverse effect says what harm disclosure does, and how",
        mend: "Say what would happen, to whom, and how disclosure would bring it about.",
        run: stated,
    },
    Check {
        name: "likelihood-chosen",
        severity: Severity::Guidance,
        citation: "ICO guidance on the prejudice test",
        eir_citation: "",
        asks: "the notice says whether disclosure would, or would be likely to, do the harm",
        mend: "Choose \"would\" or \"would be likely to\".",
        run: chosen,
    },
    Check {
        name: "one-likelihood-per-provision",
        severity: Severity::Guidance,
        citation: "ICO guidance on the prejudice test",
        eir_citation: "",
        asks: "for one ground only one likelihood is claimed",
        mend: "Keep to the likelihood chosen, in every sentence about this ground.",
        run: consistent,
    },
    Check {
        name: "endanger-for-section-38",
        severity: Severity::Guidance,
        citation: "FOIA 2000 s.38(1); ICO guidance on s.38",
        eir_citation: "",
        asks: "section 38 is about endangering, not prejudicing",
        mend: "Say that disclosure would, or would be likely to, endanger somebody's health or safety.",
        run: endanger,
    },
    Check {
        name: "adverse-effect-is-would",
        severity: Severity::Statute,
        citation: "",
        eir_citation: "EIR 2004 reg. 12(5)",
        asks: "the exceptions of regulation 12(5) need that disclosure would adversely affect; likely is not enough",
        mend: "Show that the adverse effect is more probable than not, or disclose.",
        run: adverse,
    },
    Check {
        name: "likelihood-in-the-acts-words",
        severity: Severity::Style,
        citation: "ICO guidance on the prejudice test",
        eir_citation: "EIR 2004 reg. 12(5)",
        asks: "harm is put in the words of the test, not as what may or could happen",
        mend: "Use the words of the test: \"may\", \"could\" and \"might\" claim less than it asks.",
        run: acts_words,
    },
    Check {
        name: "harm-of-this-ground",
        severity: Severity::Style,
        citation: "FOIA 2000 s.17(1)(c), s.36(2)(b)",
        eir_citation: "",
        asks: "the harm argued is the one the ground is about",
        mend: "Harm to free and frank advice or discussion belongs to section 36, with a qualified person's opinion.",
        run: of_this_ground,
    },
];

/// Reliances on a ground that needs harm, for withholding.
fn needing_harm(notice: &Notice) -> impl Iterator<Item = (&Reliance, &'static Provision)> {
    notice
        .grounds()
        .filter(|(reliance, _)| !reliance.neither_confirm_nor_deny)
        .filter_map(|(reliance, id)| Some((reliance, provision::by_id(id).filter(|known| known.basis.needs_harm())?)))
}

fn stated(notice: &Notice) -> Vec<Fault> {
    needing_harm(notice)
        .filter(|(reliance, _)| !reliance.harm.as_ref().is_some_and(|harm| says(&harm.text)))
        .map(|(_, provision)| Fault::new(provision.reference, "the harm disclosure would do is not said"))
        .collect()
}

fn chosen(notice: &Notice) -> Vec<Fault> {
    needing_harm(notice)
        .filter(|(_, provision)| provision.basis != Basis::AdverseEffect)
        .filter(|(reliance, _)| {
            reliance.harm.as_ref().is_some_and(|harm| says(&harm.text) && harm.likelihood.is_none())
        })
        .map(|(_, provision)| Fault::new(provision.reference, "neither \"would\" nor \"would be likely to\" is chosen"))
        .collect()
}

fn consistent(notice: &Notice) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    let mut claimed: Vec<(&str, Likelihood)> = Vec::new();
    for (reliance, provision) in needing_harm(notice) {
        let Some(harm) = &reliance.harm else { continue };
        if let Some(likelihood) = harm.likelihood {
            let other = claimed.iter().any(|(id, known)| *id == provision.id && *known != likelihood);
            if other {
                faults.push(Fault::new(provision.reference, "both likelihoods are claimed for it"));
            }
            claimed.push((provision.id, likelihood));
        }
        let (likely, certain) = (claims_likely(&harm.text), claims_certain(&harm.text));
        let contradicts = match harm.likelihood {
            Some(Likelihood::Would) => likely,
            Some(Likelihood::WouldBeLikelyTo) => certain,
            None => likely && certain,
        };
        if contradicts {
            faults.push(Fault::new(provision.reference, "the reasons claim another likelihood than the one chosen"));
        }
    }
    faults
}

fn endanger(notice: &Notice) -> Vec<Fault> {
    needing_harm(notice)
        .filter(|(_, provision)| provision.basis == Basis::Endangerment)
        .filter(|(reliance, _)| {
            let text = reliance.harm.as_ref().map(|harm| harm.text.to_lowercase()).unwrap_or_default();
            says(&text) && !text.contains("endanger") && !reliance.why.to_lowercase().contains("endanger")
        })
        .map(|(_, provision)| {
            Fault::new(provision.reference, "the reasons do not say that anybody would be endangered")
        })
        .collect()
}

fn adverse(notice: &Notice) -> Vec<Fault> {
    needing_harm(notice)
        .filter(|(_, provision)| provision.basis == Basis::AdverseEffect)
        .filter(|(reliance, _)| {
            reliance.harm.as_ref().is_some_and(|harm| harm.likelihood == Some(Likelihood::WouldBeLikelyTo))
        })
        .map(|(_, provision)| Fault::new(provision.reference, "the harm is claimed only as likely"))
        .collect()
}

fn acts_words(notice: &Notice) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for reliance in &notice.reliances {
        let Some(harm) = reliance.harm.as_ref().filter(|harm| hedges(&harm.text)) else { continue };
        let at = reliance.provisions.iter().map(|id| cited(id)).collect::<Vec<_>>().join(", ");
        let what = match harm.likelihood {
            Some(_) => "the reasons speak of what may or could happen beside the likelihood chosen",
            None => "the reasons speak of what may or could happen",
        };
        faults.push(Fault::new(at, what));
    }
    faults
}

fn of_this_ground(notice: &Notice) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for reliance in &notice.reliances {
        let frank = reliance.harm.as_ref().is_some_and(|harm| {
            let text = harm.text.to_lowercase();
            text.contains("free and frank") || text.contains("frank and free")
        });
        let is_about_frankness = |id: &String| id.starts_with("s36-") || id.starts_with("s35-") || id == "r12-4-e";
        if frank && !reliance.provisions.iter().any(is_about_frankness) {
            let at = reliance.provisions.iter().map(|id| cited(id)).collect::<Vec<_>>().join(", ");
            faults.push(Fault::new(
                at,
                "loss of free and frank discussion is argued, which is not the harm of this ground",
            ));
        }
    }
    faults
}

/// The lower likelihood: a real and significant risk.
fn claims_likely(text: &str) -> bool {
    let text = text.to_lowercase();
    // "People who are likely to be asked" says nothing of the harm: only the verb of harm makes it a claim.
    text.contains("would be likely to")
        || ["is likely to ", "are likely to "].iter().any(|phrase| {
            text.match_indices(phrase).any(|(at, phrase)| {
                let next = text.get(at + phrase.len()..).unwrap_or_default();
                HARMS.iter().any(|verb| next.starts_with(verb))
            })
        })
}

/// The higher: "would" before a verb of harm.
pub(super) fn claims_certain(text: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices("would ").any(|(at, word)| {
        let next = text.get(at + word.len()..).unwrap_or_default();
        let next = next.strip_prefix("therefore ").or_else(|| next.strip_prefix("also ")).unwrap_or(next);
        HARMS.iter().any(|verb| next.starts_with(verb))
    })
}

fn hedges(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "may" | "might" | "could"))
}

const HARMS: [&str; 9] =
    ["prejudice", "harm", "damage", "endanger", "inhibit", "undermine", "hinder", "compromise", "adversely affect"];
