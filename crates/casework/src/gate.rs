//! What keeps a response from being issued: the findings on a decision as it stands, by severity.

use std::fmt;

use candour_statute::provision;
use jiff::civil::Date;

use crate::authority::Authority;
use crate::case::Case;
use crate::decision::{Decision, Reliance};
use crate::outcome::Outcome;
use crate::request::{Part, ProvisionId};

/// Something found in a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the check.
    pub check: &'static str,
    /// What it means for issuing.
    pub severity: Severity,
    /// The rule.
    pub citation: &'static str,
    /// What is wrong.
    pub what: String,
}

/// What a finding means for issuing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Blocks by every route.
    Statute,
    /// Needs a named approver's recorded reason.
    Guidance,
    /// Advises.
    Style,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}; {})", self.what, self.citation, self.check)
    }
}

/// Everything found in the notice that these parts and this decision would make on a day.
pub fn findings(case: &Case, authority: &Authority, parts: &[Part], decision: &Decision, on: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    let refuses = parts.iter().flat_map(|part| &part.limbs).filter_map(|limb| limb.outcome).any(Outcome::is_refusal);
    limbs(parts, decision, &mut findings);
    for reliance in &decision.reliances {
        reasons(reliance, &mut findings);
        opinion(case, reliance, on, &mut findings);
    }
    if refuses {
        rights(authority, &mut findings);
    }
    cost(parts, decision, &mut findings);
    findings
}

fn limbs(parts: &[Part], decision: &Decision, findings: &mut Vec<Finding>) {
    for limb in parts.iter().flat_map(|part| &part.limbs) {
        let Some(outcome) = limb.outcome else {
            let what = format!("part {} has no answer", limb.id);
            findings.push(Finding {
                check: "every-part-answered",
                severity: Severity::Statute,
                citation: "FOIA 2000 s.1(1)",
                what,
            });
            continue;
        };
        let part_two = matches!(outcome, Outcome::Withheld | Outcome::DisclosedInPart | Outcome::NeitherConfirmNorDeny);
        if part_two && (limb.provisions.is_empty() || decision.reliances_on(&limb.id).next().is_none()) {
            let what = format!("part {} is refused without a provision and its reasons", limb.id);
            findings.push(Finding {
                check: "refusal-names-provision",
                severity: Severity::Statute,
                citation: "FOIA 2000 s.17(1)(b)",
                what,
            });
        }
    }
}

fn reasons(reliance: &Reliance, findings: &mut Vec<Finding>) {
    let known = |id: &ProvisionId| provision::by_id(id.as_str());
    for provision in reliance.provisions.iter().filter_map(known) {
        let reference = provision.reference;
        if reliance.why.trim().is_empty() && !provision.is_procedural() {
            let what = format!("why {reference} applies is not said");
            findings.push(Finding {
                check: "why-it-applies",
                severity: Severity::Statute,
                citation: "FOIA 2000 s.17(1)(c)",
                what,
            });
        }
        let harmed =
            reliance.harm.as_ref().is_some_and(|harm| harm.evidence.iter().any(|text| !text.trim().is_empty()));
        if provision.basis.needs_harm() && !reliance.neither_confirm_nor_deny && !harmed {
            let what = format!("{reference} is relied on without the harm that disclosure would do");
            findings.push(Finding {
                check: "harm-stated",
                severity: Severity::Statute,
                citation: "FOIA 2000 s.17(1)(c)",
                what,
            });
        }
        let weighed = reliance.public_interest.as_ref();
        if provision.is_qualified()
            && !reliance.neither_confirm_nor_deny
            && weighed.is_none_or(|test| test.balance.is_none() && test.estimated_on.is_none())
        {
            let what = format!("{reference} is qualified and the public interest is not weighed");
            findings.push(Finding {
                check: "public-interest-weighed",
                severity: Severity::Statute,
                citation: "FOIA 2000 s.17(3)(b)",
                what,
            });
        }
    }
}

fn opinion(case: &Case, reliance: &Reliance, on: Date, findings: &mut Vec<Finding>) {
    let needed = |id: &ProvisionId| provision::by_id(id.as_str()).is_some_and(|known| known.needs_qualified_person);
    if !reliance.provisions.iter().any(needed) {
        return;
    }
    let opinion = reliance.qualified_person.as_ref().or(case.qualified_person.as_ref());
    if opinion.is_none_or(|opinion| opinion.given_on > on) {
        let what =
            "section 36 is relied on without the qualified person's opinion given by the day of the notice".into();
        findings.push(Finding {
            check: "opinion-before-notice",
            severity: Severity::Statute,
            citation: "FOIA 2000 s.36(2)",
            what,
        });
    }
}

fn rights(authority: &Authority, findings: &mut Vec<Finding>) {
    if authority.review.email.trim().is_empty() && authority.review.address.is_empty() {
        let what = "how to ask for an internal review is not said".into();
        findings.push(Finding {
            check: "review-route",
            severity: Severity::Statute,
            citation: "FOIA 2000 s.17(7)(a)",
            what,
        });
    }
    if authority.regulator.name.trim().is_empty() {
        let what = "the right to apply to the regulator is not said".into();
        findings.push(Finding {
            check: "right-to-complain",
            severity: Severity::Statute,
            citation: "FOIA 2000 s.17(7)(b)",
            what,
        });
    }
}

fn cost(parts: &[Part], decision: &Decision, findings: &mut Vec<Finding>) {
    let refused = parts.iter().flat_map(|part| &part.limbs).any(|limb| limb.outcome == Some(Outcome::CostLimit));
    if !refused {
        return;
    }
    if decision.cost_estimate.is_none() {
        let what = "the estimate that section 12 rests on is not given".into();
        findings.push(Finding {
            check: "cost-estimate",
            severity: Severity::Guidance,
            citation: "section 45 code, ICO guidance on s.12",
            what,
        });
    }
    if decision.advice_and_assistance.is_none() {
        let what = "no help is given to bring the request under the limit".into();
        findings.push(Finding {
            check: "help-to-narrow",
            severity: Severity::Guidance,
            citation: "FOIA 2000 s.16, section 45 code",
            what,
        });
    }
}
