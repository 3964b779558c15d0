//! Invented cases to write letters about: one for each kind.

use candour_casework::authority::{Authority, BodyKind, Nation, Regulator, ReviewContact};
use candour_casework::decision::{
    CostEstimate, CountableActivity, Decision, EirParticulars, EstimatedActivity, Factor, Harm, Likelihood,
    PublicInterestTest, QualifiedPersonOpinion, Reliance,
};
use candour_casework::event::ReviewResult;
use candour_casework::outcome::Outcome;
use candour_casework::reference::Regime;
use candour_casework::request::{Holding, Limb, LimbId, Part, ProvisionId, RequestText};
use candour_letters::compose::{self, Correspondence, Layout, Officer, Response, ScheduledDocument};
use candour_letters::letter::{Addressee, Language, Letter, LetterKind};
use candour_letters::wording::Wording;
use jiff::civil::{Date, date};

pub(crate) const REQUESTER: &str = "Robin Pellow";
pub(crate) const OFFICER: &str = "Jo Quill";

/// What the letters are about; tests change what they are about to test.
pub(crate) struct Sample {
    pub(crate) authority: Authority,
    pub(crate) request: RequestText,
    pub(crate) regime: Regime,
    pub(crate) language: Language,
    pub(crate) layout: Layout,
    pub(crate) wording: Wording,
    pub(crate) officer_may_be_named: bool,
    pub(crate) dated: Date,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            authority: authority(),
            request: RequestText {
                verbatim: Some(
                    "Please publish the 2021 review of public protection caseload.\n\nMy number is 01632 960 001."
                        .into(),
                ),
                public: Some("Please publish the 2021 review of public protection caseload.".into()),
                screened_by: None,
            },
            regime: Regime::Foia,
            language: Language::English,
            layout: Layout::Letter,
            wording: Wording::built_in(),
            officer_may_be_named: false,
            dated: date(2026, 11, 3),
        }
    }
}

impl Sample {
    pub(crate) fn about(&self) -> Correspondence<'_> {
        Correspondence {
            authority: &self.authority,
            reference: "99.FOI.26.000001",
            regime: self.regime,
            dated: self.dated,
            received_on: Some(date(2026, 10, 6)),
            due_on: Some(date(2026, 11, 3)),
            requester: Some(Addressee { name: REQUESTER.into(), lines: vec!["robin@pellow.example".into()] }),
            officer: Officer {
                name: OFFICER,
                office: "Information rights officer",
                may_be_named: self.officer_may_be_named,
            },
            request: &self.request,
            language: self.language,
            layout: self.layout,
            wording: &self.wording,
        }
    }

    pub(crate) fn respond(&self, parts: &[Part], decision: &Decision) -> Letter {
        self.respond_with(parts, decision, &[])
    }

    pub(crate) fn respond_with(&self, parts: &[Part], decision: &Decision, schedule: &[ScheduledDocument]) -> Letter {
        compose::response(&self.about(), &Response { parts, decision, schedule }).unwrap()
    }

    /// One letter of each kind.
    pub(crate) fn every_kind(&mut self) -> Vec<Letter> {
        let mut letters = vec![
            compose::acknowledgement(
                &self.about(),
                &compose::Acknowledgement { due_on: date(2026, 11, 3), varied: false },
            )
            .unwrap(),
            compose::clarification(
                &self.about(),
                &compose::Clarification {
                    questions: &["Which year's review do you mean?".into(), "Do you want the annexes?".into()],
                    help: Some("Reviews were made in 2018 and 2021."),
                    closes_on: date(2026, 12, 31),
                },
            )
            .unwrap(),
            compose::fees_notice(
                &self.about(),
                &compose::FeesNotice {
                    items: &[("Photocopies, 412 sheets at 10p".into(), 4_120), ("Postage".into(), 695)],
                    how_to_pay: "Pay online at https://pay.sample-police.example and quote our reference.",
                    until: date(2027, 2, 3),
                },
            )
            .unwrap(),
            compose::extension(
                &self.about(),
                &compose::Extension {
                    provisions: &ids(&["s31-1-a"]),
                    why: "The review describes how cases are given to teams.",
                    estimated_on: date(2026, 12, 1),
                    rest_is_answered: true,
                },
            )
            .unwrap(),
            compose::transfer(
                &self.about(),
                &compose::Transfer { to: "Sample County Council", contact: &["foi@sample-county.example".into()] },
            )
            .unwrap(),
            compose::internal_review(
                &self.about(),
                &compose::ReviewOutcome {
                    asked_on: date(2026, 11, 10),
                    answered_on: date(2026, 11, 3),
                    asked: "You have not said why the photograph is withheld.",
                    reviewer: "Head of Information Rights",
                    result: ReviewResult::UpheldInPart,
                    explanation: "The caption of the photograph is disclosed. The photograph is not.",
                    decision: Some(&part_disclosure().1),
                },
            )
            .unwrap(),
            compose::commission(
                &self.about(),
                &compose::Commission {
                    asks: "The 2021 review of public protection caseload, with its annexes and drafts.",
                    answer_by: date(2026, 10, 13),
                    due_on: date(2026, 11, 3),
                },
            )
            .unwrap(),
            compose::chaser(
                &self.about(),
                &compose::Chaser {
                    asks: "The 2021 review of public protection caseload, with its annexes and drafts.",
                    asked_on: date(2026, 10, 6),
                    answer_by: date(2026, 10, 13),
                    due_on: date(2026, 11, 3),
                    number: 2,
                },
            )
            .unwrap(),
        ];
        for (parts, decision) in [
            full_disclosure(),
            part_disclosure(),
            refusal(),
            neither_confirm_nor_deny(Holding::Held),
            part_neither_confirm_nor_deny(),
            not_held(),
            cost_limit(),
            vexatious(),
            accessible_elsewhere(),
            intended_for_publication(),
        ] {
            letters.push(self.respond(&parts, &decision));
        }
        self.regime = Regime::Eir;
        let (parts, decision) = environmental_refusal();
        letters.push(self.respond(&parts, &decision));
        self.regime = Regime::Foia;
        letters
    }
}

/// Every kind there is.
pub(crate) const KINDS: [LetterKind; 19] = [
    LetterKind::Acknowledgement,
    LetterKind::Clarification,
    LetterKind::FeesNotice,
    LetterKind::Extension,
    LetterKind::Transfer,
    LetterKind::InternalReview,
    LetterKind::Commission,
    LetterKind::Chaser,
    LetterKind::FullDisclosure,
    LetterKind::PartDisclosure,
    LetterKind::Refusal,
    LetterKind::NeitherConfirmNorDeny,
    LetterKind::PartNeitherConfirmNorDeny,
    LetterKind::NotHeld,
    LetterKind::CostLimit,
    LetterKind::VexatiousOrRepeated,
    LetterKind::AccessibleElsewhere,
    LetterKind::IntendedForPublication,
    LetterKind::EnvironmentalRefusal,
];

pub(crate) fn authority() -> Authority {
    Authority {
        slug: "sample-police".parse().unwrap(),
        name: "Sample Police (invented authority)".into(),
        code: "99".into(),
        body: BodyKind::Police,
        regimes: vec![Regime::Foia, Regime::Eir],
        nation: Nation::England,
        review: ReviewContact {
            team: "Information Rights Unit".into(),
            email: "foi@sample-police.example".into(),
            address: vec!["1 Example Street".into(), "Sampleton SA1 1AA".into()],
            within_working_days: 40,
        },
        regulator: Regulator {
            name: "Information Commissioner".into(),
            complaint_address: "https://regulator.example/complain".into(),
            address: vec!["2 Example Street".into()],
            telephone: "01632 960 000".into(),
        },
        exit_address: "https://weather.example".into(),
        sample: true,
        cookie_purposes: Vec::new(),
        published_grade: None,
        may_override_separation: false,
    }
}

pub(crate) fn ids(ids: &[&str]) -> Vec<ProvisionId> {
    ids.iter().map(|id| ProvisionId::from(*id)).collect()
}

pub(crate) fn part(number: u32, regime: Regime, limbs: Vec<Limb>) -> Part {
    Part { number, text: format!("Question {number} as asked: send me the review."), regime, limbs }
}

pub(crate) fn limb(id: &str, describes: &str, outcome: Outcome, provisions: &[&str]) -> Limb {
    Limb {
        id: LimbId(id.into()),
        describes: describes.into(),
        holding: Holding::Held,
        outcome: Some(outcome),
        provisions: ids(provisions),
    }
}

fn one(outcome: Outcome, provisions: &[&str]) -> Vec<Part> {
    vec![part(1, Regime::Foia, vec![limb("1a", "the review of public protection caseload", outcome, provisions)])]
}

fn factors(texts: &[&str]) -> Vec<Factor> {
    texts.iter().map(|text| Factor((*text).into())).collect()
}

pub(crate) fn law_enforcement() -> Reliance {
    Reliance {
        provisions: ids(&["s31-1-a", "s31-1-b"]),
        limbs: vec![LimbId("1a".into())],
        why: "The withheld words and charts show which teams and areas carried the heaviest load.".into(),
        harm: Some(Harm {
            evidence: vec![
                "Somebody who means to commit such crimes could choose the area where they are least likely to be caught."
                    .into(),
                "Staff would write less openly in the next review, and problems would stay hidden.".into(),
            ],
            likelihood: Likelihood::WouldBeLikelyTo,
        }),
        public_interest: Some(PublicInterestTest {
            for_disclosure: factors(&["People would see how well the force protects those at risk."]),
            against_disclosure: factors(&[
                "Victims would be put at greater risk where capacity is known to be low.",
                "Reviews are worth having only if they are candid.",
            ]),
            balance: Some("The public interest in preventing crime against people at risk is the weightier.".into()),
            estimated_on: None,
        }),
        ..Reliance::default()
    }
}

pub(crate) fn full_disclosure() -> (Vec<Part>, Decision) {
    let decision = Decision { disclosed_items: vec!["Policy on overtime, 2025".into()], ..Decision::default() };
    (one(Outcome::Disclosed, &[]), decision)
}

pub(crate) fn part_disclosure() -> (Vec<Part>, Decision) {
    let decision = Decision {
        reliances: vec![law_enforcement()],
        disclosed_items: vec!["Review of public protection caseload 2021 (redacted), 13 pages".into()],
        ..Decision::default()
    };
    (one(Outcome::DisclosedInPart, &["s31-1-a", "s31-1-b"]), decision)
}

pub(crate) fn refusal() -> (Vec<Part>, Decision) {
    let conduct = Reliance {
        provisions: ids(&["s36-2-b-i"]),
        limbs: vec![LimbId("1a".into())],
        why: "The paper is advice to the Board.".into(),
        harm: Some(Harm { evidence: vec!["Advice would be less open.".into()], likelihood: Likelihood::Would }),
        public_interest: Some(PublicInterestTest {
            for_disclosure: factors(&["Openness about how decisions are made."]),
            against_disclosure: factors(&["A safe space in which to be advised."]),
            balance: Some("The decision is not yet made, and the safe space matters more until it is.".into()),
            estimated_on: None,
        }),
        qualified_person: Some(QualifiedPersonOpinion {
            office: "Chief Constable".into(),
            given_on: date(2026, 10, 30),
            opinion: "Disclosure now would inhibit the advice the Board needs.".into(),
        }),
        ..Reliance::default()
    };
    let names = Reliance {
        provisions: ids(&["s40-2-3A-a"]),
        limbs: vec![LimbId("1a".into())],
        why: "The paper names junior staff, to whom disclosure would be unfair.".into(),
        personal_data_condition: Some("3A-a".into()),
        ..Reliance::default()
    };
    let decision = Decision { reliances: vec![conduct, names], ..Decision::default() };
    (one(Outcome::Withheld, &["s36-2-b-i", "s40-2-3A-a"]), decision)
}

pub(crate) fn neither_confirm_nor_deny(holding: Holding) -> (Vec<Part>, Decision) {
    let mut parts = one(Outcome::NeitherConfirmNorDeny, &["s31-3"]);
    parts[0].limbs[0].holding = holding;
    parts[0].limbs[0].describes = "information about whether a named address was watched".into();
    let reliance = Reliance {
        provisions: ids(&["s31-3"]),
        limbs: vec![LimbId("1a".into())],
        neither_confirm_nor_deny: true,
        why: "To say either way would tell a suspect whether they were of interest.".into(),
        harm: Some(Harm {
            evidence: vec!["Repeated requests would map where the police are looking.".into()],
            likelihood: Likelihood::Would,
        }),
        public_interest: Some(PublicInterestTest {
            for_disclosure: factors(&["Openness about the use of surveillance."]),
            against_disclosure: factors(&["Tactics work only while they are not known."]),
            balance: Some("The balance favours neither confirming nor denying.".into()),
            estimated_on: None,
        }),
        ..Reliance::default()
    };
    (parts, Decision { reliances: vec![reliance], ..Decision::default() })
}

pub(crate) fn part_neither_confirm_nor_deny() -> (Vec<Part>, Decision) {
    let (mut parts, decision) = neither_confirm_nor_deny(Holding::Unknown);
    parts.push(part(2, Regime::Foia, vec![limb("2a", "the policy on surveillance", Outcome::Disclosed, &[])]));
    (parts, decision)
}

pub(crate) fn not_held() -> (Vec<Part>, Decision) {
    let help = "The county council keeps the register of premises. You can ask it at https://sample-county.example.";
    let decision = Decision { advice_and_assistance: Some(help.into()), ..Decision::default() };
    (one(Outcome::NotHeld, &[]), decision)
}

pub(crate) fn cost_limit() -> (Vec<Part>, Decision) {
    let activity = |activity, minutes, basis: &str| EstimatedActivity { activity, minutes, basis: basis.into() };
    let decision = Decision {
        cost_estimate: Some(CostEstimate {
            activities: vec![
                activity(CountableActivity::Locate, 600, "Twelve filing systems at 50 minutes each"),
                activity(CountableActivity::Retrieve, 905, "181 boxes at 5 minutes each"),
            ],
            sampling: Some("One officer timed ten boxes on 20 October 2026.".into()),
            confirming_exceeds: false,
        }),
        advice_and_assistance: Some("If you ask about 2025 only, we could answer within the limit.".into()),
        ..Decision::default()
    };
    (one(Outcome::CostLimit, &["s12-1"]), decision)
}

pub(crate) fn vexatious() -> (Vec<Part>, Decision) {
    let decision = Decision {
        remarks: Some("We have considered its burden, its motive, its value and the distress it causes.".into()),
        ..Decision::default()
    };
    (one(Outcome::Vexatious, &["s14-1"]), decision)
}

pub(crate) fn accessible_elsewhere() -> (Vec<Part>, Decision) {
    let decision = Decision {
        available_at: Some("Statistics of recorded crime\nhttps://statistics.sample-police.example/2025".into()),
        ..Decision::default()
    };
    (one(Outcome::AccessibleElsewhere, &["s21"]), decision)
}

pub(crate) fn intended_for_publication() -> (Vec<Part>, Decision) {
    let reliance = Reliance {
        provisions: ids(&["s22"]),
        limbs: vec![LimbId("1a".into())],
        why: "The review will be published on 1 March 2027, a date that was fixed before you asked.".into(),
        public_interest: Some(PublicInterestTest {
            for_disclosure: factors(&["Sooner is better than later."]),
            against_disclosure: factors(&["The figures are still being checked."]),
            balance: Some("It is reasonable to wait for the checked figures.".into()),
            estimated_on: None,
        }),
        ..Reliance::default()
    };
    let to_be_published = Some("1 March 2027, in the yearbook".into());
    let decision = Decision { reliances: vec![reliance], to_be_published, ..Decision::default() };
    (one(Outcome::IntendedForPublication, &["s22"]), decision)
}

pub(crate) fn environmental_refusal() -> (Vec<Part>, Decision) {
    let parts =
        vec![part(1, Regime::Eir, vec![limb("1a", "the draft survey of the river", Outcome::Withheld, &["r12-4-d"])])];
    let reliance = Reliance {
        provisions: ids(&["r12-4-d"]),
        limbs: vec![LimbId("1a".into())],
        why: "The survey is still being written.".into(),
        public_interest: Some(PublicInterestTest {
            for_disclosure: factors(&["People live beside the river."]),
            against_disclosure: factors(&["Half a survey would mislead them."]),
            balance: Some("The finished survey will follow soon and will serve the public better.".into()),
            estimated_on: None,
        }),
        ..Reliance::default()
    };
    let decision = Decision {
        reliances: vec![reliance],
        eir: Some(EirParticulars {
            prepared_by: Some("Sample Rivers Trust".into()),
            finished_on: Some(date(2027, 1, 15)),
            on_emissions: false,
        }),
        advice_and_assistance: Some("We can tell you when the survey is published.".into()),
        ..Decision::default()
    };
    (parts, decision)
}
