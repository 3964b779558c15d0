//! A notice as the requester will read it, in structure.
//!
//! The JSON form is `docs/schemas/notice.schema.json`. Whatever is left out
//! counts as not said.

use candour_statute::cost::{AppropriateLimit, Effort};
use candour_statute::provision::{self, DenialGround, Provision};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::authority::BodyKind;
use crate::decision::Likelihood;
use crate::outcome::Outcome;
use crate::reference::Regime;

/// An answer to a request, as issued.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notice {
    /// The version of this form: 1.
    pub version: u32,
    /// The reference of the request.
    pub reference: String,
    /// Which law it answers under.
    pub regime: Regime,
    /// Which kind of notice it is.
    pub kind: Kind,
    /// What kind of body answers; some grounds are open only to some.
    pub body: Option<BodyKind>,
    /// The day the request was received.
    pub received_on: Option<Date>,
    /// The last day for answering in time.
    pub due_on: Option<Date>,
    /// The date on the notice.
    pub dated: Option<Date>,
    /// Whether the notice says that it is late.
    pub says_it_is_late: bool,
    /// The day of the first answer, for an internal review.
    pub first_answered_on: Option<Date>,
    /// The questions the requester numbered.
    pub questions: Vec<Question>,
    /// What is answered.
    pub limbs: Vec<Limb>,
    /// The grounds and the reasons.
    pub reliances: Vec<Reliance>,
    /// What is disclosed, by name.
    pub disclosed_items: Vec<String>,
    /// Help given: FOIA 2000 s.16, EIR 2004 reg. 9.
    pub advice_and_assistance: Option<String>,
    /// The estimate behind s.12.
    pub cost: Option<CostStatement>,
    /// Where information under s.21 is to be had.
    pub available_at: Option<String>,
    /// When information under s.22 is to be published, or that no date is set.
    pub to_be_published: Option<String>,
    /// The earlier request, for s.14(2), or the requests added together, for s.12(4).
    pub related_requests: Vec<String>,
    /// To whom a part was transferred.
    pub transferred_to: Option<String>,
    /// What EIR 2004 reg. 14 wants besides.
    pub environmental: Option<EnvironmentalParticulars>,
    /// How to ask for an internal review; `None` when the notice does not say.
    pub review: Option<ReviewRoute>,
    /// The right to go to the regulator; `None` when the notice does not say.
    pub regulator: Option<RegulatorRoute>,
    /// The whole text of the letter, where there is one: only wording is looked for in it.
    pub text: Option<String>,
}

/// The kinds of answer that FOIA 2000 s.17 keeps apart.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// No refusal in it.
    #[default]
    Answer,
    /// s.17(1), with the reasons of s.17(3) where a balance had to be struck. EIR 2004 reg. 14.
    Refusal,
    /// s.17(1) and (2): the public interest is still being weighed.
    RefusalWithDecisionToFollow,
    /// s.17(3)(b) in a separate, later notice.
    PublicInterestDecision,
    /// s.17(5): s.12 or s.14 is relied on.
    RequestRefused,
    /// The outcome of an internal review.
    ReviewOutcome,
}

/// A question with the requester's number.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Question {
    /// The number.
    pub number: u32,
    /// The words.
    pub text: String,
}

/// One answer: part of the request that one thing is said about.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limb {
    /// Its name, such as `1a`.
    pub id: String,
    /// The question it answers; `None` for the request as a whole.
    pub question: Option<u32>,
    /// The information it is about, in the notice's words.
    pub describes: String,
    /// What the notice says about holding it.
    pub held: Held,
    /// What became of it; `None` while the public interest is being weighed.
    pub outcome: Option<Outcome>,
    /// The grounds, by id.
    pub provisions: Vec<String>,
    /// Whether it is statistics (s.36(4)).
    pub is_statistical: bool,
    /// Whether it is on emissions (EIR 2004 reg. 12(9)).
    pub is_on_emissions: bool,
}

/// What a notice says about holding information: FOIA 2000 s.1(1)(a).
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Nothing.
    #[default]
    NotSaid,
    /// That it is held.
    Held,
    /// That it is not held.
    NotHeld,
    /// That it is neither confirmed nor denied.
    NeitherConfirmedNorDenied,
}

/// Reliance on grounds, with the reasons they share.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reliance {
    /// The grounds, by id.
    pub provisions: Vec<String>,
    /// The limbs they are relied on for.
    pub limbs: Vec<String>,
    /// Whether the duty to confirm or deny is what is excluded.
    pub neither_confirm_nor_deny: bool,
    /// Why the grounds apply: s.17(1)(c).
    pub why: String,
    /// The harm.
    pub harm: Option<HarmStated>,
    /// The public interest.
    pub public_interest: Option<Weighing>,
    /// The qualified person's opinion: s.36(2).
    pub qualified_person: Option<DatedOpinion>,
    /// Whether it is relied on for the first time at the review.
    pub first_relied_on_at_review: bool,
    /// Grounds to which these are the alternative.
    pub in_the_alternative_to: Vec<String>,
}

/// The harm, as stated.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct HarmStated {
    /// What would happen, and how disclosure brings it about.
    pub text: String,
    /// How likely.
    pub likelihood: Option<Likelihood>,
}

/// The public interest, as weighed.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Weighing {
    /// Factors favouring disclosure, or confirming or denying.
    pub for_disclosure: Vec<String>,
    /// Factors favouring withholding, or neither confirming nor denying.
    pub against_disclosure: Vec<String>,
    /// Where the balance lies and why.
    pub balance: Option<String>,
    /// s.17(2)(a): no decision has been reached yet.
    pub is_undecided: bool,
    /// s.17(2)(b): when it will be.
    pub estimated_on: Option<Date>,
}

/// A qualified person's opinion.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatedOpinion {
    /// The office, such as "Chief Constable".
    pub office: String,
    /// When it was given.
    pub given_on: Option<Date>,
}

/// What a notice says about cost.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CostStatement {
    /// The limit.
    pub limit: AppropriateLimit,
    /// The time, by activity.
    pub efforts: Vec<Effort>,
}

/// EIR 2004 reg. 14(4): what is owed when reg. 12(4)(d) is relied on.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct EnvironmentalParticulars {
    /// The authority preparing the information.
    pub prepared_by: Option<String>,
    /// When it is expected to be finished, in words or as a date.
    pub finished_by: Option<String>,
}

/// s.17(7)(a): the complaints procedure, or that there is none.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewRoute {
    /// The notice says that there is no such procedure.
    pub is_not_provided: bool,
    /// Whom to write to.
    pub contact: String,
    /// Within how many working days to ask.
    pub within_working_days: Option<u32>,
}

/// s.17(7)(b): the right conferred by s.50.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegulatorRoute {
    /// The regulator's name.
    pub name: String,
    /// Where to complain: a link or an address.
    pub contact: String,
    /// The time for complaining, in words.
    pub within: String,
    /// EIR 2004 reg. 14(5)(b): the right to appeal under reg. 18 is named.
    pub names_right_of_appeal: bool,
}

/// A ground, as the tables know it.
pub(super) enum Ground {
    /// For withholding, or for refusing the request.
    Provision(&'static Provision),
    /// For neither confirming nor denying.
    Denial(&'static DenialGround),
}

pub(super) fn ground(id: &str) -> Option<Ground> {
    provision::by_id(id).map(Ground::Provision).or_else(|| provision::denial_ground(id).map(Ground::Denial))
}

impl Notice {
    /// Whether it answers under the EIR 2004.
    #[must_use]
    pub fn is_environmental(&self) -> bool {
        self.regime == Regime::Eir
    }

    /// Whether anything in it is refused.
    pub(super) fn refuses(&self) -> bool {
        self.limbs.iter().any(|limb| limb.outcome.is_some_and(Outcome::is_refusal))
            || self.reliances.iter().any(|reliance| !reliance.provisions.is_empty())
    }

    /// The reliances that concern a limb; one without limbs concerns all that cite a ground of it.
    pub(super) fn reliances_on<'a>(&'a self, limb: &'a Limb) -> impl Iterator<Item = &'a Reliance> {
        self.reliances.iter().filter(move |reliance| {
            reliance.limbs.contains(&limb.id)
                || (reliance.limbs.is_empty() && reliance.provisions.iter().any(|id| limb.provisions.contains(id)))
        })
    }

    /// Whether a limb with this outcome is in it.
    pub(super) fn has(&self, outcome: Outcome) -> bool {
        self.limbs.iter().any(|limb| limb.outcome == Some(outcome))
    }

    /// Every ground relied on, with its reliance.
    pub(super) fn grounds(&self) -> impl Iterator<Item = (&Reliance, &str)> {
        self.reliances.iter().flat_map(|reliance| reliance.provisions.iter().map(move |id| (reliance, id.as_str())))
    }

    /// The limbs a reliance is for.
    pub(super) fn limbs_of<'a>(&'a self, reliance: &'a Reliance) -> impl Iterator<Item = &'a Limb> {
        self.limbs.iter().filter(move |limb| self.reliances_on(limb).any(|other| std::ptr::eq(other, reliance)))
    }
}

impl Limb {
    /// Whether it is neither confirmed nor denied.
    pub(super) fn is_denied(&self) -> bool {
        self.outcome == Some(Outcome::NeitherConfirmNorDeny) || self.held == Held::NeitherConfirmedNorDenied
    }

    /// How to point at it.
    pub(super) fn place(&self) -> String {
        format!("limb {}", self.id)
    }
}

/// How a ground is cited, or its id where the tables do not know it.
pub(super) fn cited(id: &str) -> String {
    provision::reference(id).unwrap_or(id).to_owned()
}

/// Whether a text says anything.
pub(super) fn says(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

pub(super) fn said(text: Option<&String>) -> bool {
    text.is_some_and(|text| says(text))
}
