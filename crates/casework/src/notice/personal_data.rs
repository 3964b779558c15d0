//! Section 40 and regulation 13.

use super::model::{Notice, Reliance, cited, said};
use super::{Check, Fault, Severity};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "lawful-basis-considered",
        severity: Severity::Guidance,
        citation: "ICO guidance on s.40: lawfulness and fairness under s.40(3A)(a)",
        eir_citation: "ICO guidance on reg. 13",
        asks: "for other people's data the notice says why disclosure would not be lawful or fair",
        mend: "Say which legitimate interest was considered, whether disclosure is necessary for it, and why the person's interests come first.",
        run: lawful_basis,
    },
    Check {
        name: "own-data-goes-to-subject-access",
        severity: Severity::Guidance,
        citation: "FOIA 2000 s.40(1); section 45 code of practice",
        eir_citation: "EIR 2004 reg. 5(3)",
        asks: "a requester refused their own data is told how to make a subject access request, or that theirs is treated as one",
        mend: "Treat that part as a subject access request and say so.",
        run: own_data,
    },
];

fn reasons(reliance: &Reliance) -> String {
    let mut text = reliance.why.to_lowercase();
    if let Some(test) = &reliance.public_interest {
        let parts = test.for_disclosure.iter().chain(&test.against_disclosure).chain(&test.balance);
        parts.for_each(|part| text.push_str(&part.to_lowercase()));
    }
    if let Some(harm) = &reliance.harm {
        text.push_str(&harm.text.to_lowercase());
    }
    text
}

fn lawful_basis(notice: &Notice) -> Vec<Fault> {
    notice
        .grounds()
        .filter(|(_, id)| matches!(*id, "s40-2-3A-a" | "s40-2-3A-b" | "r13-1-2A-a"))
        .filter(|(reliance, _)| {
            let text = reasons(reliance);
            // An empty reason is the business of another check.
            !text.trim().is_empty() && !CONSIDERED.iter().any(|word| text.contains(word))
        })
        .map(|(_, id)| Fault::new(cited(id), "neither fairness nor a lawful basis is considered"))
        .collect()
}

const CONSIDERED: [&str; 7] =
    ["fair", "lawful", "legitimate interest", "expect", "consent", "article 6", "data protection principle"];

fn own_data(notice: &Notice) -> Vec<Fault> {
    let mentions = |text: &str| {
        let text = text.to_lowercase();
        ["subject access", "data protection act", "right of access", "uk gdpr"].iter().any(|word| text.contains(word))
    };
    let told = said(notice.advice_and_assistance.as_ref())
        && notice.advice_and_assistance.as_deref().is_some_and(mentions)
        || notice.text.as_deref().is_some_and(mentions);
    notice
        .grounds()
        .filter(|(reliance, id)| matches!(*id, "s40-1" | "r5-3") && !told && !mentions(&reliance.why))
        .map(|(_, id)| Fault::new(cited(id), "the requester is not told of the right to subject access"))
        .collect()
}
