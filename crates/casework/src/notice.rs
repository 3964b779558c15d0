//! The notice checker: does this refusal stand up?
//!
//! A [`Notice`] is the answer as the requester will read it, in structure. Each
//! rule of FOIA 2000 s.17, EIR 2004 reg. 14 and the guidance around them is one
//! named [`Check`] in a table: what it asks, by which provision, how heavy it
//! is, and how to mend a failure. A rule never looks at anything but the notice,
//! so that what passes on the command line passes when a case is issued.

use std::fmt;

use serde::{Deserialize, Serialize};

mod citation;
mod denial;
mod duty;
mod environmental;
mod from_case;
mod from_page;
mod harm;
mod model;
mod personal_data;
mod procedural;
mod public_interest;
mod qualified_person;
mod rights;
mod together;
mod wording;

pub use model::{
    CostStatement, DatedOpinion, EnvironmentalParticulars, HarmStated, Held, Kind, Limb, Notice, Question,
    RegulatorRoute, Reliance, ReviewRoute, Weighing,
};

/// What a failed check means for issuing.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The law requires it: blocks issue by every route.
    Statute,
    /// Guidance expects it: needs a named approver's recorded reason.
    Guidance,
    /// Good writing: advises.
    Style,
}

/// One rule.
#[derive(Debug)]
pub struct Check {
    /// Its name, stable: recorded when somebody overrides it.
    pub name: &'static str,
    /// How heavy it is.
    pub severity: Severity,
    /// The provision or guidance, for a FOIA answer.
    pub citation: &'static str,
    /// The same for an EIR answer, where it differs; empty where the rule is FOIA's alone.
    pub eir_citation: &'static str,
    /// What it asks of a notice.
    pub asks: &'static str,
    /// How to mend a notice that fails.
    pub mend: &'static str,
    run: fn(&Notice) -> Vec<Fault>,
}

/// One place where a notice fails a check.
struct Fault {
    at: String,
    what: String,
}

impl Fault {
    fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

/// A failed check, in words.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// The name of the check.
    pub check: &'static str,
    /// How heavy it is.
    pub severity: Severity,
    /// The provision or guidance.
    pub citation: &'static str,
    /// Where: a limb, a provision, or the notice.
    pub at: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]: {} ({}). {}", self.check, self.at, self.what, self.citation, self.mend)
    }
}

/// Every check, by family.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [
        duty::CHECKS,
        citation::CHECKS,
        harm::CHECKS,
        public_interest::CHECKS,
        qualified_person::CHECKS,
        personal_data::CHECKS,
        together::CHECKS,
        denial::CHECKS,
        procedural::CHECKS,
        environmental::CHECKS,
        rights::CHECKS,
        wording::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// Everything that is wrong with a notice, heaviest first.
#[must_use]
pub fn check(notice: &Notice) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for check in checks() {
        let citation = match (notice.is_environmental(), check.eir_citation) {
            (false, _) if check.citation.is_empty() => continue,
            (false, _) => check.citation,
            (true, "") => continue,
            (true, citation) => citation,
        };
        findings.extend((check.run)(notice).into_iter().map(|fault| Finding {
            check: check.name,
            severity: check.severity,
            citation,
            at: fault.at,
            what: fault.what,
            mend: check.mend,
        }));
    }
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// The findings that keep a notice from being issued: all of statute, and guidance nobody has answered for.
///
/// `overridden` names the checks of guidance for which an approver has recorded a reason.
pub fn blocking<'a>(findings: &'a [Finding], overridden: &'a [&'a str]) -> impl Iterator<Item = &'a Finding> {
    findings.iter().filter(move |finding| match finding.severity {
        Severity::Statute => true,
        Severity::Guidance => !overridden.contains(&finding.check),
        Severity::Style => false,
    })
}
