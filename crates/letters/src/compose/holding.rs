//! What is said about each limb: whether it is held (FOIA 2000 s.1(1)(a)) and what became of it.

use candour_casework::decision::Decision;
use candour_casework::outcome::Outcome;
use candour_casework::reference::Regime;
use candour_casework::request::{Holding, Limb, Part, ProvisionId};

use crate::compose::citation::citations;
use crate::compose::{ComposeError, Composer};

/// One paragraph for a limb.
pub(crate) fn limb(
    composer: &mut Composer<'_>,
    part: &Part,
    limb: &Limb,
    decision: &Decision,
) -> Result<(), ComposeError> {
    let outcome = limb.outcome.ok_or_else(|| ComposeError::Undecided { limb: limb.id.clone() })?;
    let information = limb.describes.trim_end_matches('.');
    let provisions = provisions(limb, decision);
    let cited = citations(composer, &provisions)?;
    let needs_provision = matches!(
        outcome,
        Outcome::DisclosedInPart | Outcome::Withheld | Outcome::NeitherConfirmNorDeny | Outcome::IntendedForPublication
    );
    if needs_provision && provisions.is_empty() {
        return Err(ComposeError::NoProvision { limb: limb.id.clone() });
    }
    let to = decision.transferred_to.as_deref();
    let key = match (outcome, part.regime) {
        (Outcome::NeitherConfirmNorDeny, Regime::Eir) => "limb.neither_confirm_nor_deny_eir".to_owned(),
        (other, _) => format!("limb.{}", other.key()),
    };
    let mut values = vec![("information", information), ("citations", cited.as_str())];
    if outcome == Outcome::Transferred {
        values.push(("to", to.ok_or(ComposeError::Missing { what: "the authority the request was transferred to" })?));
    }
    composer.phrase(&key, &values)?;
    confirmation(composer, limb, outcome, decision)
}

/// The provisions of a limb: its own, or those of the reliances that name it.
pub(crate) fn provisions(limb: &Limb, decision: &Decision) -> Vec<ProvisionId> {
    let mut provisions = limb.provisions.clone();
    for id in decision.reliances_on(&limb.id).flat_map(|reliance| &reliance.provisions) {
        if !provisions.contains(id) {
            provisions.push(id.clone());
        }
    }
    provisions
}

/// FOIA 2000 s.12(1) leaves the duty to confirm or deny standing, unless s.12(2) applies; s.14 removes it.
fn confirmation(
    composer: &mut Composer<'_>,
    limb: &Limb,
    outcome: Outcome,
    decision: &Decision,
) -> Result<(), ComposeError> {
    let excluded = decision.cost_estimate.as_ref().is_some_and(|estimate| estimate.confirming_exceeds);
    if outcome != Outcome::CostLimit || excluded {
        return Ok(());
    }
    match limb.holding {
        Holding::Held => composer.phrase("confirm.held", &[]),
        Holding::NotHeld => composer.phrase("confirm.not_held", &[]),
        Holding::Unknown => Ok(()),
    }
}
