//! The notice that a published page tells of.
//!
//! Such a page was issued elsewhere, so the checker only advises on it. A page
//! often carries less than the letter did; what it does not say counts as not
//! said.

use super::harm::claims_certain;
use super::model::{Ground, HarmStated, Held, Kind, Limb, Notice, Question, Reliance, Weighing, ground};
use crate::decision::Likelihood;
use crate::imported_page::{ImportedPage, ImportedReason};
use crate::outcome::Outcome;
use crate::reference::Regime;

impl Notice {
    /// What a published page says, as a notice.
    #[must_use]
    pub fn of_page(page: &ImportedPage) -> Self {
        let ids: Vec<String> = page.provisions.iter().map(ToString::to_string).collect();
        let is_eir = ids.iter().any(|id| id.starts_with('r')) && !ids.iter().any(|id| id.starts_with('s'));
        let limbs = limbs(page.outcome, &ids);
        let refuses = page.outcome.is_some_and(Outcome::is_refusal) || !ids.is_empty();
        let of_request = matches!(page.outcome, Some(Outcome::CostLimit | Outcome::Vexatious | Outcome::Repeated));
        Self {
            version: 1,
            reference: page.reference.clone(),
            regime: if is_eir { Regime::Eir } else { Regime::Foia },
            kind: match (refuses, of_request) {
                (false, _) => Kind::Answer,
                (true, true) => Kind::RequestRefused,
                (true, false) => Kind::Refusal,
            },
            dated: page.answered_on,
            questions: page
                .parts
                .iter()
                .zip(1..)
                .map(|(text, number)| Question { number, text: text.clone() })
                .collect(),
            reliances: reliances(page, &ids, &limbs),
            limbs,
            disclosed_items: page.attachments.clone(),
            advice_and_assistance: mentioned(
                page,
                &["to help you", "you could", "you may wish", "refine your request"],
            ),
            available_at: mentioned(page, &["http", "www.", "website", "published at"]),
            text: page.decision.clone(),
            ..Self::default()
        }
    }
}

/// One limb for what is given and one for what is not, as far as the outcome tells.
fn limbs(outcome: Option<Outcome>, ids: &[String]) -> Vec<Limb> {
    let is_denial = |id: &String| matches!(ground(id), Some(Ground::Denial(_)));
    let (denials, others): (Vec<String>, Vec<String>) = ids.iter().cloned().partition(is_denial);
    let limb = |id: &str, outcome: Outcome, held: Held, provisions: Vec<String>| Limb {
        id: id.to_owned(),
        held,
        outcome: Some(outcome),
        provisions,
        ..Limb::default()
    };
    let mut limbs = Vec::new();
    match outcome {
        None => {}
        Some(Outcome::DisclosedInPart) => {
            limbs.push(limb("disclosed", Outcome::Disclosed, Held::Held, Vec::new()));
            if !others.is_empty() || denials.is_empty() {
                limbs.push(limb("withheld", Outcome::Withheld, Held::Held, others));
            }
        }
        Some(Outcome::NeitherConfirmNorDeny) => {}
        Some(other) => {
            let held = match other {
                Outcome::NotHeld => Held::NotHeld,
                Outcome::Disclosed
                | Outcome::Withheld
                | Outcome::AccessibleElsewhere
                | Outcome::IntendedForPublication => Held::Held,
                _ => Held::NotSaid,
            };
            limbs.push(limb("answer", other, held, others));
        }
    }
    if !denials.is_empty() || outcome == Some(Outcome::NeitherConfirmNorDeny) {
        limbs.push(limb("denied", Outcome::NeitherConfirmNorDeny, Held::NeitherConfirmedNorDenied, denials));
    }
    limbs
}

fn reliances(page: &ImportedPage, ids: &[String], limbs: &[Limb]) -> Vec<Reliance> {
    let mut reliances: Vec<Reliance> = page.reasons.iter().map(|reason| of_reason(reason, ids)).collect();
    let reasoned: Vec<String> = reliances.iter().flat_map(|reliance| reliance.provisions.clone()).collect();
    let bare: Vec<String> = ids.iter().filter(|id| !reasoned.contains(id)).cloned().collect();
    if !bare.is_empty() {
        reliances.push(Reliance { provisions: bare, ..Reliance::default() });
    }
    for reliance in &mut reliances {
        reliance.neither_confirm_nor_deny =
            reliance.provisions.iter().all(|id| matches!(ground(id), Some(Ground::Denial(_))))
                && !reliance.provisions.is_empty();
        reliance.limbs = limbs
            .iter()
            .filter(|limb| limb.provisions.iter().any(|id| reliance.provisions.contains(id)))
            .map(|limb| limb.id.clone())
            .collect();
    }
    reliances
}

fn of_reason(reason: &ImportedReason, ids: &[String]) -> Reliance {
    let text = reason.paragraphs.join("\n");
    let lower = text.to_lowercase();
    let provisions: Vec<String> = if reason.provisions.is_empty() && ids.len() == 1 {
        ids.to_vec()
    } else {
        reason.provisions.iter().map(ToString::to_string).collect()
    };
    let needs_harm = provisions
        .iter()
        .any(|id| matches!(ground(id), Some(Ground::Provision(provision)) if provision.basis.needs_harm()));
    // Both may be claimed; then neither was chosen.
    let likelihood = match (lower.contains("would be likely to"), claims_certain(&text)) {
        (true, false) => Some(Likelihood::WouldBeLikelyTo),
        (false, true) => Some(Likelihood::Would),
        _ => None,
    };
    Reliance {
        provisions,
        harm: needs_harm.then(|| HarmStated { text: text.clone(), likelihood }),
        public_interest: weighing(&reason.paragraphs),
        why: text,
        ..Reliance::default()
    }
}

/// A public interest test, as far as paragraphs say one was done.
fn weighing(paragraphs: &[String]) -> Option<Weighing> {
    let says = |paragraph: &str, words: &[&str]| {
        let lower = paragraph.to_lowercase();
        words.iter().any(|word| lower.contains(word))
    };
    let about: Vec<&String> =
        paragraphs.iter().filter(|paragraph| says(paragraph, &["public interest", "favouring", "balance"])).collect();
    if about.is_empty() {
        return None;
    }
    let pick = |words: &[&str]| {
        about
            .iter()
            .filter(|paragraph| says(paragraph, words))
            .map(|paragraph| (*paragraph).clone())
            .collect::<Vec<_>>()
    };
    Some(Weighing {
        for_disclosure: pick(&[
            "public interest in knowing",
            "favouring disclosure",
            "favour disclosure",
            "transparen",
            "public interest in disclos",
            "public interest in value",
        ]),
        against_disclosure: pick(&[
            "favouring non-disclosure",
            "against disclosure",
            "favour of withholding",
            "not be in the public interest",
            "cannot be seen to be in the public interest",
            "greater one in not",
        ]),
        balance: pick(&["outweigh", "balance", "greater one in", "favours", "is met by"]).first().cloned(),
        is_undecided: false,
        estimated_on: None,
    })
}

/// The first line of the answer with one of these words in it.
fn mentioned(page: &ImportedPage, words: &[&str]) -> Option<String> {
    let reasons = page.reasons.iter().flat_map(|reason| &reason.paragraphs);
    let lines = page.decision.iter().flat_map(|text| text.lines()).chain(reasons.map(String::as_str));
    lines
        .into_iter()
        .find(|line| {
            let lower = line.to_lowercase();
            words.iter().any(|word| lower.contains(word))
        })
        .map(str::to_owned)
}
