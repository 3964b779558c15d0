//! The decision on a request: for each limb an outcome, and for each provision relied on its reasons.
//!
//! Structure, not prose: the letter, the public page and the notice checker all read this.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::UserId;
use crate::request::{LimbId, ProvisionId};

/// A decision on a whole request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The day it was made.
    pub decided_on: Option<Date>,
    /// Who made it.
    pub author: Option<UserId>,
    /// The reasons, one for each provision or set of provisions that stand on the same reasons.
    pub reliances: Vec<Reliance>,
    /// What is disclosed, named as the letter names it (file titles, figures).
    pub disclosed_items: Vec<String>,
    /// Help given under FOIA 2000 s.16 or EIR 2004 reg. 9.
    pub advice_and_assistance: Option<String>,
    /// The estimate a refusal under FOIA 2000 s.12 rests on.
    pub cost_estimate: Option<CostEstimate>,
    /// Where information under FOIA 2000 s.21 is to be found, exactly.
    pub available_at: Option<String>,
    /// FOIA 2000 s.22: when and where the information is to be published, or that no date is set.
    #[serde(default)]
    pub to_be_published: Option<String>,
    /// The authority a part was transferred to.
    pub transferred_to: Option<String>,
    /// What EIR 2004 reg. 14 wants besides.
    pub eir: Option<EirParticulars>,
    /// Words explaining the answer that belong to no provision.
    pub remarks: Option<String>,
}

impl Decision {
    /// The reliances that concern a limb.
    pub fn reliances_on<'a>(&'a self, limb: &'a LimbId) -> impl Iterator<Item = &'a Reliance> {
        self.reliances.iter().filter(move |reliance| reliance.limbs.contains(limb))
    }
}

/// Reliance on one provision, or on several that stand on the same reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reliance {
    /// The provisions, to the paragraph.
    pub provisions: Vec<ProvisionId>,
    /// The limbs they are relied on for.
    pub limbs: Vec<LimbId>,
    /// True when the duty to confirm or deny is what is excluded.
    pub neither_confirm_nor_deny: bool,
    /// Why it applies (FOIA 2000 s.17(1)(c)).
    pub why: String,
    /// For a provision based on prejudice or endangerment.
    pub harm: Option<Harm>,
    /// For a qualified provision.
    pub public_interest: Option<PublicInterestTest>,
    /// FOIA 2000 s.36: the qualified person's opinion.
    pub qualified_person: Option<QualifiedPersonOpinion>,
    /// FOIA 2000 s.36(4): the information is statistical, so that no opinion is needed.
    #[serde(default)]
    pub is_statistical: bool,
    /// FOIA 2000 s.40: the condition met, such as `3A-a`.
    pub personal_data_condition: Option<String>,
    /// Provisions that this is relied on in the alternative to (FOIA 2000 ss.30 and 31).
    pub alternative_to: Vec<ProvisionId>,
}

/// The harm disclosure would or would be likely to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harm {
    /// What would happen, and how disclosure causes it. Paragraphs.
    pub evidence: Vec<String>,
    /// How likely.
    pub likelihood: Likelihood,
}

/// The two levels of likelihood of the Act, never mixed for one provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likelihood {
    /// More probable than not.
    Would,
    /// A real and significant risk.
    WouldBeLikelyTo,
}

/// The balance of FOIA 2000 s.2(1)(b) or s.2(2)(b), EIR 2004 reg. 12(1)(b).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicInterestTest {
    /// Factors favouring disclosure (or confirming or denying).
    pub for_disclosure: Vec<Factor>,
    /// Factors favouring withholding (or neither confirming nor denying).
    pub against_disclosure: Vec<Factor>,
    /// Where the balance lies and why; `None` while it is still being considered.
    pub balance: Option<String>,
    /// FOIA 2000 s.17(2): the estimated date of the decision, while it is being considered.
    pub estimated_on: Option<Date>,
}

/// One factor in a public interest test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Factor(pub String);

/// The reasonable opinion of a qualified person (FOIA 2000 s.36(2)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualifiedPersonOpinion {
    /// The office held, such as "Chief Constable".
    pub office: String,
    /// The day the opinion was given: on or before the notice.
    pub given_on: Date,
    /// The opinion.
    pub opinion: String,
}

/// An estimate of the cost of complying (FOIA 2000 s.12; SI 2004/3244 reg. 4(3)).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostEstimate {
    /// Minutes for each activity that may be counted.
    pub activities: Vec<EstimatedActivity>,
    /// The sampling it rests on, in words.
    pub sampling: Option<String>,
    /// FOIA 2000 s.12(2): true if even confirming or denying would exceed the limit.
    pub confirming_exceeds: bool,
}

impl CostEstimate {
    /// The sum in minutes.
    pub fn minutes(&self) -> u64 {
        self.activities.iter().map(|activity| u64::from(activity.minutes)).sum()
    }

    /// The cost in pence at £25 an hour (SI 2004/3244 reg. 4(4)), rounded up.
    pub fn pence(&self) -> u64 {
        (self.minutes() * 2_500).div_ceil(60)
    }
}

/// Time for one activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EstimatedActivity {
    /// Which of the four.
    pub activity: CountableActivity,
    /// Minutes.
    pub minutes: u32,
    /// What the minutes rest on.
    pub basis: String,
}

/// The only activities that count (SI 2004/3244 reg. 4(3)). Complete: redaction is not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountableActivity {
    /// (a) determining whether the information is held.
    DetermineWhetherHeld,
    /// (b) locating the information, or a document which may contain it.
    Locate,
    /// (c) retrieving it.
    Retrieve,
    /// (d) extracting it from a document containing it.
    Extract,
}

/// What a refusal under the EIR 2004 needs besides (reg. 14).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EirParticulars {
    /// Reg. 12(4)(d): the authority preparing the information.
    pub prepared_by: Option<String>,
    /// Reg. 12(4)(d): the estimated day it will be finished.
    pub finished_on: Option<Date>,
    /// True if the information is on emissions (reg. 12(9)).
    pub on_emissions: bool,
}
