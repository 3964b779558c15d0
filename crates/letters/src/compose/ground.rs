//! The reasons: for each reliance why it applies, the harm, the public interest and the balance.
//!
//! FOIA 2000 s.17(1)(c) and s.17(3); EIR 2004 reg. 14(3).

use candour_casework::decision::{Decision, Factor, Likelihood, PublicInterestTest, Reliance};
use candour_statute::provision::{Basis, Force, Provision, Regime};

use crate::compose::citation::{citation, citations, joined, provision_of};
use crate::compose::{ComposeError, Composer, Layout};
use crate::letter::Text;

/// The section of a letter that gives the reasons for each ground, in the layout's order.
pub(crate) fn reasons(composer: &mut Composer<'_>, decision: &Decision) -> Result<(), ComposeError> {
    if decision.reliances.is_empty() {
        return Ok(());
    }
    composer.heading(1, "heading.reasons", &[])?;
    for reliance in &decision.reliances {
        ground(composer, reliance)?;
    }
    Ok(())
}

fn ground(composer: &mut Composer<'_>, reliance: &Reliance) -> Result<(), ComposeError> {
    let police = composer.about.layout == Layout::Police;
    ground_heading(composer, reliance)?;
    if !police && !reliance.why.trim().is_empty() {
        composer.heading(3, "heading.why", &[])?;
    }
    composer.written(&reliance.why);
    if let Some(condition) = &reliance.personal_data_condition {
        composer.phrase("reason.personal_data", &[("condition", &condition_in_words(condition))])?;
    }
    if !reliance.alternative_to.is_empty() {
        let these = citations(composer, &reliance.provisions)?;
        let others = citations(composer, &reliance.alternative_to)?;
        composer.phrase("notice.alternative", &[("citations", &these), ("others", &others)])?;
    }
    if let Some(opinion) = &reliance.qualified_person {
        composer.heading(3, "heading.qualified_person", &[])?;
        let (values, dates) = ([("office", opinion.office.as_str())], [("given", opinion.given_on)]);
        composer.dated_phrase("reason.qualified_person", &values, &dates)?;
        composer.written(&opinion.opinion);
    }
    harm(composer, reliance)?;
    public_interest(composer, reliance)?;
    if reliance.neither_confirm_nor_deny {
        composer.phrase("reason.no_inference", &[])?;
    }
    Ok(())
}

fn ground_heading(composer: &mut Composer<'_>, reliance: &Reliance) -> Result<(), ComposeError> {
    let cited = citations(composer, &reliance.provisions)?;
    let mut names: Vec<String> = Vec::new();
    for id in &reliance.provisions {
        let name = citation(id)?.name;
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    let name = joined(composer, &names)?;
    let mut letters = cited.chars();
    let sentence: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    composer.heading(2, "heading.ground", &[("citations", &sentence), ("name", &name)])
}

/// The harm: what is harmed and how likely, then the evidence in the officer's words.
fn harm(composer: &mut Composer<'_>, reliance: &Reliance) -> Result<(), ComposeError> {
    let Some(harm) = &reliance.harm else { return Ok(()) };
    let likely = harm.likelihood == Likelihood::WouldBeLikelyTo;
    let heading = match (composer.about.layout, likely) {
        (Layout::Police, _) => "heading.evidence_of_harm",
        (Layout::Letter, true) => "heading.harm_likely",
        (Layout::Letter, false) => "heading.harm",
    };
    composer.heading(3, heading, &[])?;
    let cited = citations(composer, &reliance.provisions)?;
    let provisions: Vec<&Provision> = reliance.provisions.iter().filter_map(provision_of).collect();
    let interests: Vec<String> = provisions
        .iter()
        .filter(|provision| !provision.harm.is_empty())
        .map(|provision| provision.harm.into())
        .collect();
    let interests = interests.join("; ");
    let basis = provisions.first().map(|provision| provision.basis);
    let section_36 = provisions.iter().any(|provision| provision.needs_qualified_person);
    let key = match (reliance.neither_confirm_nor_deny, basis, section_36, likely) {
        (true, _, _, false) => "reason.confirming_would",
        (true, _, _, true) => "reason.confirming_likely",
        (false, _, true, false) => "reason.section_36_would",
        (false, _, true, true) => "reason.section_36_likely",
        (false, Some(Basis::AdverseEffect), ..) => "reason.adverse",
        (false, Some(Basis::Endangerment), _, false) => "reason.endanger_would",
        (false, Some(Basis::Endangerment), _, true) => "reason.endanger_likely",
        (false, _, _, false) => "reason.prejudice_would",
        (false, _, _, true) => "reason.prejudice_likely",
    };
    if key.starts_with("reason.confirming") || key == "reason.adverse" {
        composer.phrase(key, &[("citations", &cited)])?;
    } else if !interests.is_empty() {
        composer.phrase(key, &[("interests", &interests)])?;
    }
    for evidence in &harm.evidence {
        composer.written(evidence);
    }
    Ok(())
}

/// The public interest test where there is one; for an absolute exemption, that there is none.
fn public_interest(composer: &mut Composer<'_>, reliance: &Reliance) -> Result<(), ComposeError> {
    let Some(test) = &reliance.public_interest else {
        let absolute = !reliance.neither_confirm_nor_deny
            && reliance.provisions.iter().all(|id| {
                provision_of(id)
                    .is_some_and(|provision| provision.regime == Regime::Foia && provision.force == Force::Absolute)
            });
        return if absolute { composer.phrase("reason.absolute", &[]) } else { Ok(()) };
    };
    let environmental =
        reliance.provisions.iter().any(|id| provision_of(id).is_some_and(|provision| provision.regime == Regime::Eir));
    let intro = match (reliance.neither_confirm_nor_deny, environmental) {
        (true, _) => "reason.qualified_confirming",
        (false, true) => "reason.qualified_eir",
        (false, false) => "reason.qualified",
    };
    let police = composer.about.layout == Layout::Police;
    if !police {
        composer.heading(3, "heading.public_interest", &[])?;
        composer.phrase(intro, &[])?;
    }
    let level = if police { 3 } else { 4 };
    let (for_heading, against_heading) = if reliance.neither_confirm_nor_deny {
        ("heading.for_confirming", "heading.against_confirming")
    } else {
        ("heading.for_disclosure", "heading.against_disclosure")
    };
    factors(composer, level, for_heading, &test.for_disclosure)?;
    factors(composer, level, against_heading, &test.against_disclosure)?;
    balance(composer, level, test, police.then_some(intro))
}

fn factors(composer: &mut Composer<'_>, level: u8, heading: &str, factors: &[Factor]) -> Result<(), ComposeError> {
    if factors.is_empty() {
        return Ok(());
    }
    composer.heading(level, heading, &[])?;
    composer.list(false, factors.iter().map(|factor| Text::english(&factor.0)).collect());
    Ok(())
}

fn balance(
    composer: &mut Composer<'_>,
    level: u8,
    test: &PublicInterestTest,
    intro: Option<&str>,
) -> Result<(), ComposeError> {
    composer.heading(level, "heading.balance", &[])?;
    if let Some(intro) = intro {
        composer.phrase(intro, &[])?;
    }
    if let Some(balance) = &test.balance {
        composer.written(balance);
    } else if let Some(day) = test.estimated_on {
        composer.dated_phrase("reason.undecided", &[], &[("estimated", day)])?;
    } else {
        return Err(ComposeError::Missing {
            what: "where the balance of the public interest lies, or the day by which that will be decided",
        });
    }
    Ok(())
}

/// `3A-a` as the Act writes it: `40(3A)(a)`.
fn condition_in_words(condition: &str) -> String {
    let mut words = String::from("40");
    for piece in condition.split('-') {
        words.push('(');
        words.push_str(piece);
        words.push(')');
    }
    words
}
