//! The answer to a request: disclosure, refusal notice, or any mixture of both.

use std::collections::BTreeSet;

use candour_casework::decision::{CostEstimate, CountableActivity, Decision, EirParticulars};
use candour_casework::outcome::Outcome;
use candour_casework::reference::Regime;
use candour_casework::request::{Part, ProvisionId};

use crate::compose::citation::citation;
use crate::compose::ground::reasons;
use crate::compose::review::ways_on;
use crate::compose::schedule::schedule;
use crate::compose::{ComposeError, Composer, Correspondence, ScheduledDocument, holding};
use crate::letter::{Audience, Content, Letter, LetterKind, Text};

/// What an answer is made from.
#[derive(Clone, Copy, Debug)]
pub struct Response<'a> {
    /// The numbered parts of the request, each limb with its outcome.
    pub parts: &'a [Part],
    /// The decision.
    pub decision: &'a Decision,
    /// The documents that go with the letter, or are withheld whole.
    pub schedule: &'a [ScheduledDocument],
}

/// The answer to a request.
///
/// # Errors
/// An undecided limb, a refusal without a provision or a provision that is in no table, a balance that is missing; all
/// of which the notice checker also finds, before.
pub fn response(about: &Correspondence<'_>, response: &Response<'_>) -> Result<Letter, ComposeError> {
    let kind = kind_of(response.parts)?;
    let outcomes = outcomes(response.parts)?;
    let decision = response.decision;
    let mut composer = Composer::new(about);
    composer.phrase("opening", &[("authority", &about.authority.name), ("reference", about.reference)])?;
    composer.phrase(if about.regime == Regime::Eir { "law.eir" } else { "law.foia" }, &[])?;
    if let Some(due) = about.due_on.filter(|due| about.dated > *due) {
        composer.dated_phrase("late", &[], &[("due", due)])?;
    }
    composer.request()?;
    composer.heading(1, "heading.decision", &[])?;
    composer.phrase(decision_phrase(kind, &outcomes), &[])?;
    notices(&mut composer, response, &outcomes)?;
    if let Some(remarks) = &decision.remarks {
        composer.written(remarks);
    }
    answers(&mut composer, response)?;
    disclosed(&mut composer, decision)?;
    available(&mut composer, decision)?;
    if let (true, Some(estimate)) = (outcomes.contains(&Outcome::CostLimit), &decision.cost_estimate) {
        cost(&mut composer, estimate)?;
    }
    reasons(&mut composer, decision)?;
    if let Some(particulars) = &decision.eir {
        environmental(&mut composer, particulars)?;
    }
    help(&mut composer, decision)?;
    schedule(&mut composer, response.schedule)?;
    ways_on(&mut composer)?;
    composer.phrase("farewell", &[("authority", &about.authority.name)])?;
    composer.finish(kind, &format!("title.{}", title(kind)))
}

/// Which letter answers these parts.
///
/// # Errors
/// If there are no parts, or a limb has no outcome.
pub fn kind_of(parts: &[Part]) -> Result<LetterKind, ComposeError> {
    let outcomes = outcomes(parts)?;
    let has = |outcome| outcomes.contains(&outcome);
    let gives = has(Outcome::Disclosed) || has(Outcome::DisclosedInPart);
    let refuses = outcomes.iter().any(|outcome| outcome.is_refusal());
    let environmental = parts.iter().all(|part| part.regime == Regime::Eir);
    let only = |wanted: &[Outcome]| outcomes.iter().all(|outcome| wanted.contains(outcome));
    Ok(if environmental && refuses {
        LetterKind::EnvironmentalRefusal
    } else if only(&[Outcome::NeitherConfirmNorDeny]) {
        LetterKind::NeitherConfirmNorDeny
    } else if has(Outcome::NeitherConfirmNorDeny) {
        LetterKind::PartNeitherConfirmNorDeny
    } else if gives && refuses {
        LetterKind::PartDisclosure
    } else if gives {
        LetterKind::FullDisclosure
    } else if only(&[Outcome::CostLimit]) {
        LetterKind::CostLimit
    } else if only(&[Outcome::Vexatious, Outcome::Repeated]) {
        LetterKind::VexatiousOrRepeated
    } else if only(&[Outcome::AccessibleElsewhere]) {
        LetterKind::AccessibleElsewhere
    } else if only(&[Outcome::IntendedForPublication]) {
        LetterKind::IntendedForPublication
    } else if refuses {
        LetterKind::Refusal
    } else if only(&[Outcome::Transferred]) {
        LetterKind::Transfer
    } else {
        LetterKind::NotHeld
    })
}

fn outcomes(parts: &[Part]) -> Result<BTreeSet<Outcome>, ComposeError> {
    let limbs: Vec<_> = parts.iter().flat_map(|part| &part.limbs).collect();
    if limbs.is_empty() {
        return Err(ComposeError::NoParts);
    }
    limbs
        .into_iter()
        .map(|limb| limb.outcome.ok_or_else(|| ComposeError::Undecided { limb: limb.id.clone() }))
        .collect()
}

/// The sentence that sums the decision up, where one is true of all parts; otherwise that they differ.
fn decision_phrase(kind: LetterKind, outcomes: &BTreeSet<Outcome>) -> &'static str {
    let only = |wanted: &[Outcome]| outcomes.iter().all(|outcome| wanted.contains(outcome));
    match kind {
        LetterKind::FullDisclosure if only(&[Outcome::Disclosed]) => "decision.full_disclosure",
        LetterKind::PartDisclosure if only(&[Outcome::Disclosed, Outcome::DisclosedInPart, Outcome::Withheld]) => {
            "decision.part_disclosure"
        }
        LetterKind::Refusal if only(&[Outcome::Withheld]) => "decision.refusal",
        LetterKind::NeitherConfirmNorDeny => "decision.neither_confirm_nor_deny",
        LetterKind::PartNeitherConfirmNorDeny
            if only(&[Outcome::Disclosed, Outcome::NotHeld, Outcome::NeitherConfirmNorDeny]) =>
        {
            "decision.part_neither_confirm_nor_deny"
        }
        LetterKind::NotHeld if only(&[Outcome::NotHeld]) => "decision.not_held",
        LetterKind::CostLimit => "decision.cost_limit",
        LetterKind::VexatiousOrRepeated if only(&[Outcome::Vexatious]) => "decision.vexatious",
        LetterKind::VexatiousOrRepeated if only(&[Outcome::Repeated]) => "decision.repeated",
        LetterKind::AccessibleElsewhere => "decision.accessible_elsewhere",
        LetterKind::IntendedForPublication => "decision.intended_for_publication",
        LetterKind::EnvironmentalRefusal => "decision.environmental_refusal",
        _ => "decision.mixed",
    }
}

fn title(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::PartDisclosure => "part_disclosure",
        LetterKind::Refusal => "refusal",
        LetterKind::NeitherConfirmNorDeny => "neither_confirm_nor_deny",
        LetterKind::PartNeitherConfirmNorDeny => "part_neither_confirm_nor_deny",
        LetterKind::NotHeld => "not_held",
        LetterKind::CostLimit => "cost_limit",
        LetterKind::VexatiousOrRepeated => "vexatious_or_repeated",
        LetterKind::AccessibleElsewhere => "accessible_elsewhere",
        LetterKind::IntendedForPublication => "intended_for_publication",
        LetterKind::Transfer => "transfer",
        LetterKind::EnvironmentalRefusal => "environmental_refusal",
        _ => "full_disclosure",
    }
}

/// FOIA 2000 s.17(1) and (5), EIR 2004 reg. 14: that this is a notice, and on what it rests.
fn notices(
    composer: &mut Composer<'_>,
    response: &Response<'_>,
    outcomes: &BTreeSet<Outcome>,
) -> Result<(), ComposeError> {
    for (regime, key) in [(Regime::Foia, "notice.section_17"), (Regime::Eir, "notice.regulation_14")] {
        let grounds = grounds(response, regime);
        if grounds.is_empty() {
            continue;
        }
        composer.phrase(key, &[])?;
        let mut items = Vec::with_capacity(grounds.len());
        for id in &grounds {
            let cited = citation(id)?;
            items.push(composer.say("notice.ground", &[("citation", &cited.long), ("name", &cited.name)])?);
        }
        composer.list(false, items);
    }
    if [Outcome::CostLimit, Outcome::Vexatious, Outcome::Repeated].iter().any(|outcome| outcomes.contains(outcome)) {
        composer.phrase("notice.section_17_5", &[])?;
    }
    Ok(())
}

/// The provisions relied on for information under a regime, in the order of the parts; not those of s.12 and s.14,
/// which refuse the request.
fn grounds(response: &Response<'_>, regime: Regime) -> Vec<ProvisionId> {
    let mut found: Vec<ProvisionId> = Vec::new();
    for part in response.parts.iter().filter(|part| part.regime == regime) {
        let limbs = part.limbs.iter().filter(|limb| limb.outcome.is_some_and(Outcome::is_refusal));
        for id in limbs.flat_map(|limb| holding::provisions(limb, response.decision)) {
            let procedural = candour_statute::provision::by_id(id.as_str()).is_some_and(|found| found.is_procedural());
            if !procedural && !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found
}

/// Each numbered question in a section of its own; a request of one question needs no number.
fn answers(composer: &mut Composer<'_>, response: &Response<'_>) -> Result<(), ComposeError> {
    let numbered = response.parts.len() > 1;
    for part in response.parts {
        if numbered {
            composer.heading(1, "heading.question", &[("number", &part.number.to_string())])?;
            // The question is in the requester's words; the limbs below say what it is about in words that can be
            // published.
            composer.requesters_words(&part.text);
        }
        for limb in &part.limbs {
            holding::limb(composer, part, limb, response.decision)?;
        }
    }
    Ok(())
}

fn disclosed(composer: &mut Composer<'_>, decision: &Decision) -> Result<(), ComposeError> {
    if decision.disclosed_items.is_empty() {
        return Ok(());
    }
    composer.heading(1, "heading.disclosed", &[])?;
    for (audience, key) in [(Audience::Requester, "disclosed.attached"), (Audience::PublicOnly, "disclosed.public")] {
        let text = composer.say(key, &[])?;
        composer.add_for(audience, Content::Paragraph { text });
    }
    composer.list(false, decision.disclosed_items.iter().map(Text::english).collect());
    Ok(())
}

/// FOIA 2000 s.21: where it is, exactly.
fn available(composer: &mut Composer<'_>, decision: &Decision) -> Result<(), ComposeError> {
    if let Some(place) = &decision.available_at {
        composer.phrase("available.at", &[])?;
        composer.lines(place.lines().filter(|line| !line.trim().is_empty()).map(Text::english).collect());
    }
    if let Some(when) = &decision.to_be_published {
        composer.phrase("published.when", &[])?;
        composer.lines(when.lines().filter(|line| !line.trim().is_empty()).map(Text::english).collect());
    }
    Ok(())
}

/// FOIA 2000 s.12: the estimate, as good practice (ICO) though not the Act asks.
fn cost(composer: &mut Composer<'_>, estimate: &CostEstimate) -> Result<(), ComposeError> {
    let authority = composer.about.authority;
    composer.heading(1, "heading.estimate", &[])?;
    let (pounds, hours) = (authority.cost_limit_pounds().to_string(), authority.cost_limit_hours().to_string());
    composer.phrase("estimate.intro", &[("pounds", &pounds), ("hours", &hours)])?;
    if !estimate.activities.is_empty() {
        let mut rows = Vec::with_capacity(estimate.activities.len() + 1);
        for activity in &estimate.activities {
            let name = composer.say(activity_phrase(activity.activity), &[])?;
            rows.push(vec![name, time(composer, u64::from(activity.minutes))?, Text::english(&activity.basis)]);
        }
        rows.push(vec![composer.say("estimate.total", &[])?, time(composer, estimate.minutes())?, Text::english("–")]);
        let header = ["activity", "time", "basis"]
            .iter()
            .map(|column| composer.say(&format!("estimate.column.{column}"), &[]))
            .collect::<Result<_, _>>()?;
        let caption = composer.say("estimate.caption", &[])?;
        composer.add(Content::Table { caption, header, rows });
        let pence = estimate.pence();
        composer.phrase("estimate.cost", &[("cost", &format!("{}.{:02}", pence / 100, pence % 100))])?;
    }
    if let Some(sampling) = &estimate.sampling {
        composer.phrase("estimate.sampling", &[("sampling", sampling)])?;
    }
    if estimate.confirming_exceeds {
        composer.phrase("estimate.confirming", &[])?;
    }
    Ok(())
}

fn time(composer: &mut Composer<'_>, minutes: u64) -> Result<Text, ComposeError> {
    let (hours, minutes) = ((minutes / 60).to_string(), (minutes % 60).to_string());
    composer.say("estimate.minutes", &[("hours", &hours), ("minutes", &minutes)])
}

fn activity_phrase(activity: CountableActivity) -> &'static str {
    match activity {
        CountableActivity::DetermineWhetherHeld => "activity.determine_whether_held",
        CountableActivity::Locate => "activity.locate",
        CountableActivity::Retrieve => "activity.retrieve",
        CountableActivity::Extract => "activity.extract",
    }
}

/// EIR 2004 reg. 14(4): who prepares unfinished material, and when it will be ready.
fn environmental(composer: &mut Composer<'_>, particulars: &EirParticulars) -> Result<(), ComposeError> {
    if let Some(authority) = &particulars.prepared_by {
        composer.phrase("eir.prepared_by", &[("authority", authority)])?;
    }
    if let Some(day) = particulars.finished_on {
        composer.dated_phrase("eir.finished_on", &[], &[("finished", day)])?;
    }
    Ok(())
}

/// FOIA 2000 s.16, EIR 2004 reg. 9.
fn help(composer: &mut Composer<'_>, decision: &Decision) -> Result<(), ComposeError> {
    let Some(help) = &decision.advice_and_assistance else { return Ok(()) };
    composer.heading(1, "heading.help", &[])?;
    composer.phrase(if composer.about.regime == Regime::Eir { "help.eir" } else { "help.foia" }, &[])?;
    composer.written(help);
    Ok(())
}
