//! The notice that a decision makes, before it is written.

use candour_statute::cost::{Activity, AppropriateLimit, Effort};
use jiff::civil::Date;

use super::model::{
    CostStatement, DatedOpinion, EnvironmentalParticulars, HarmStated, Held, Kind, Limb, Notice, Question,
    RegulatorRoute, Reliance, ReviewRoute, Weighing,
};
use crate::authority::Authority;
use crate::case::Case;
use crate::decision::{CountableActivity, Decision};
use crate::outcome::Outcome;
use crate::reference::Regime;
use crate::request::{Holding, Part};

impl Notice {
    /// The notices that these parts and this decision make when issued on a day: one for each law that a part is
    /// answered under, since each has its own grounds and duties, though one letter may hold them both.
    #[must_use]
    pub fn each_of_case(
        case: &Case,
        authority: &Authority,
        parts: &[Part],
        decision: &Decision,
        on: Date,
    ) -> Vec<Self> {
        let mut regimes: Vec<Regime> = parts.iter().map(|part| part.regime).collect();
        regimes.sort();
        regimes.dedup();
        if regimes.len() < 2 {
            return vec![Self::of_case(case, authority, parts, decision, on)];
        }
        let under = |regime| {
            let parts: Vec<Part> = parts.iter().filter(|part| part.regime == regime).cloned().collect();
            let mut decision = decision.clone();
            decision.reliances.retain(|reliance| belongs_to(reliance, &parts, regime));
            Self::of_case(case, authority, &parts, &decision, on)
        };
        regimes.into_iter().map(under).collect()
    }

    /// The notice that parts answered under one law and this decision make when issued on a day.
    ///
    /// What is said about holding comes from the outcome where that is the answer: a limb that is neither
    /// confirmed nor denied gives the same notice whether or not anything is held.
    #[must_use]
    pub fn of_case(case: &Case, authority: &Authority, parts: &[Part], decision: &Decision, on: Date) -> Self {
        let on_emissions = decision.eir.as_ref().is_some_and(|eir| eir.on_emissions);
        let limbs: Vec<Limb> = parts.iter().flat_map(|part| limbs(part, decision, on_emissions)).collect();
        // A review that runs is what this decides; without one it is the first answer.
        let review = case.internal_review.as_ref().filter(|review| review.result.is_none());
        let reliances: Vec<Reliance> =
            decision.reliances.iter().map(|reliance| of_reliance(case, reliance, review.is_some())).collect();
        let estimate = decision.cost_estimate.as_ref().or(case.cost_estimate.as_ref());
        let due = review.map(|review| &review.due).or(case.due.as_ref());
        let due_on = due.and_then(|due| due.due_on);
        let kind = match (kind(&limbs, &reliances), review) {
            (Kind::Answer, _) => Kind::Answer,
            (_, Some(_)) => Kind::ReviewOutcome,
            (kind, None) => kind,
        };
        Self {
            version: 1,
            reference: case.reference.to_string(),
            regime: parts.first().map_or(case.regime, |part| part.regime),
            kind,
            body: Some(authority.body),
            received_on: case.received_on,
            due_on,
            dated: Some(on),
            // The letter says so by itself whenever it is true.
            says_it_is_late: due_on.is_some_and(|due| on > due),
            first_answered_on: case.issued_on,
            questions: parts.iter().map(|part| Question { number: part.number, text: part.text.clone() }).collect(),
            limbs,
            reliances,
            disclosed_items: decision.disclosed_items.clone(),
            advice_and_assistance: decision.advice_and_assistance.clone(),
            cost: estimate.map(|estimate| CostStatement {
                limit: if authority.cost_limit_hours() > AppropriateLimit::OtherAuthorities.hours() {
                    AppropriateLimit::CentralGovernment
                } else {
                    AppropriateLimit::OtherAuthorities
                },
                efforts: estimate
                    .activities
                    .iter()
                    .map(|activity| Effort { activity: of_activity(activity.activity), minutes: activity.minutes })
                    .collect(),
            }),
            available_at: decision.available_at.clone(),
            to_be_published: decision.to_be_published.clone(),
            related_requests: case.related.iter().map(|(id, _)| id.to_string()).collect(),
            transferred_to: decision.transferred_to.clone(),
            environmental: decision.eir.as_ref().map(|eir| EnvironmentalParticulars {
                prepared_by: eir.prepared_by.clone(),
                finished_by: eir.finished_on.map(|day| day.to_string()),
            }),
            review: Some(ReviewRoute {
                is_not_provided: false,
                contact: [&authority.review.email]
                    .into_iter()
                    .chain(&authority.review.address)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join("\n"),
                within_working_days: Some(authority.review.within_working_days),
            }),
            regulator: Some(RegulatorRoute {
                name: authority.regulator.name.clone(),
                contact: [&authority.regulator.complaint_address]
                    .into_iter()
                    .chain(&authority.regulator.address)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join("\n"),
                within: "six weeks".to_owned(),
                names_right_of_appeal: true,
            }),
            text: None,
        }
    }
}

/// Whether reasons are for parts answered under this law: by the limbs they name, or else by the grounds.
fn belongs_to(reliance: &crate::decision::Reliance, parts: &[Part], regime: Regime) -> bool {
    if reliance.limbs.is_empty() {
        return reliance.provisions.iter().all(|id| id.as_str().starts_with('r') == (regime == Regime::Eir));
    }
    parts.iter().flat_map(|part| &part.limbs).any(|limb| reliance.limbs.contains(&limb.id))
}

fn limbs<'a>(part: &'a Part, decision: &'a Decision, on_emissions: bool) -> impl Iterator<Item = Limb> + 'a {
    part.limbs.iter().map(move |limb| Limb {
        id: limb.id.to_string(),
        question: Some(part.number),
        describes: limb.describes.clone(),
        held: match (limb.outcome, limb.holding) {
            (Some(Outcome::NeitherConfirmNorDeny), _) => Held::NeitherConfirmedNorDenied,
            (Some(Outcome::NotHeld), _) => Held::NotHeld,
            (_, Holding::Held) => Held::Held,
            (_, Holding::NotHeld) => Held::NotHeld,
            (_, Holding::Unknown) => Held::NotSaid,
        },
        outcome: limb.outcome,
        provisions: limb.provisions.iter().map(ToString::to_string).collect(),
        is_statistical: decision.reliances_on(&limb.id).any(|reliance| reliance.is_statistical),
        is_on_emissions: part.regime == Regime::Eir && on_emissions,
    })
}

fn of_reliance(case: &Case, reliance: &crate::decision::Reliance, at_review: bool) -> Reliance {
    let earlier = case.decision.iter().flat_map(|decision| &decision.reliances);
    let relied_on_before: Vec<_> = earlier.flat_map(|reliance| &reliance.provisions).collect();
    let opinion = reliance.qualified_person.as_ref().or(case.qualified_person.as_ref());
    Reliance {
        provisions: reliance.provisions.iter().map(ToString::to_string).collect(),
        limbs: reliance.limbs.iter().map(ToString::to_string).collect(),
        neither_confirm_nor_deny: reliance.neither_confirm_nor_deny,
        why: reliance.why.clone(),
        harm: reliance
            .harm
            .as_ref()
            .map(|harm| HarmStated { text: harm.evidence.join("\n"), likelihood: Some(harm.likelihood) }),
        public_interest: reliance.public_interest.as_ref().map(|test| Weighing {
            for_disclosure: test.for_disclosure.iter().map(|factor| factor.0.clone()).collect(),
            against_disclosure: test.against_disclosure.iter().map(|factor| factor.0.clone()).collect(),
            balance: test.balance.clone(),
            is_undecided: test.balance.is_none() && test.estimated_on.is_some(),
            estimated_on: test.estimated_on,
        }),
        qualified_person: opinion
            .map(|opinion| DatedOpinion { office: opinion.office.clone(), given_on: Some(opinion.given_on) }),
        first_relied_on_at_review: at_review && reliance.provisions.iter().all(|id| !relied_on_before.contains(&id)),
        in_the_alternative_to: reliance.alternative_to.iter().map(ToString::to_string).collect(),
    }
}

fn kind(limbs: &[Limb], reliances: &[Reliance]) -> Kind {
    let undecided =
        reliances.iter().any(|reliance| reliance.public_interest.as_ref().is_some_and(|test| test.is_undecided));
    let refusals: Vec<Outcome> =
        limbs.iter().filter_map(|limb| limb.outcome).filter(|outcome| outcome.is_refusal()).collect();
    let of_request = |outcome: &Outcome| matches!(outcome, Outcome::CostLimit | Outcome::Vexatious | Outcome::Repeated);
    if undecided {
        Kind::RefusalWithDecisionToFollow
    } else if refusals.is_empty() {
        Kind::Answer
    } else if refusals.iter().all(of_request) {
        Kind::RequestRefused
    } else {
        Kind::Refusal
    }
}

fn of_activity(activity: CountableActivity) -> Activity {
    match activity {
        CountableActivity::DetermineWhetherHeld => Activity::DetermineHeld,
        CountableActivity::Locate => Activity::Locate,
        CountableActivity::Retrieve => Activity::Retrieve,
        CountableActivity::Extract => Activity::Extract,
    }
}
