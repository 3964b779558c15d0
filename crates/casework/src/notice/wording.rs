//! Good writing.

use candour_statute::provision;

use super::model::{Notice, Reliance, cited};
use super::{Check, Fault, Severity};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "no-gaps-left-in-wording",
        severity: Severity::Style,
        citation: "section 45 code of practice",
        eir_citation: "section 45 code of practice",
        asks: "no placeholder of a template is left",
        mend: "Fill the gap or take it out.",
        run: gaps,
    },
    Check {
        name: "no-harm-for-class-based-ground",
        severity: Severity::Style,
        citation: "ICO guidance on class-based exemptions",
        eir_citation: "",
        asks: "a class-based ground is not argued as if harm had to be shown",
        mend: "Say why the information is within the class; harm belongs in the public interest test.",
        run: class_based,
    },
];

fn words(notice: &Notice) -> impl Iterator<Item = &str> {
    let reasons = notice.reliances.iter().flat_map(|reliance: &Reliance| {
        let weighing = reliance
            .public_interest
            .iter()
            .flat_map(|test| test.for_disclosure.iter().chain(&test.against_disclosure).chain(&test.balance));
        [&reliance.why].into_iter().chain(reliance.harm.iter().map(|harm| &harm.text)).chain(weighing)
    });
    reasons.chain(&notice.text).chain(&notice.advice_and_assistance).map(String::as_str)
}

fn gaps(notice: &Notice) -> Vec<Fault> {
    let found = words(notice).find_map(|text| {
        let lower = text.to_lowercase();
        GAPS.iter().copied().find(|gap| lower.contains(gap))
    });
    found.map(|gap| vec![Fault::new("notice", format!("`{gap}` is left in the text"))]).unwrap_or_default()
}

const GAPS: [&str; 8] = ["[insert", "<insert", "[name]", "[date]", "xxxx", "lorem ipsum", "{{", "[delete"];

fn class_based(notice: &Notice) -> Vec<Fault> {
    notice
        .grounds()
        .filter(|(reliance, _)| {
            let only_class = reliance
                .provisions
                .iter()
                .all(|id| provision::by_id(id).is_some_and(|known| known.basis == provision::Basis::Class));
            only_class && reliance.harm.as_ref().is_some_and(|harm| harm.likelihood.is_some())
        })
        .map(|(_, id)| Fault::new(cited(id), "it is class-based, and a likelihood of harm is argued"))
        .collect()
}
