//! Sound notices to start from. Everything in them is invented.

use candour_casework::notice::{
    CostStatement, DatedOpinion, EnvironmentalParticulars, HarmStated, Held, Kind, Limb, Notice, Question,
    RegulatorRoute, Reliance, ReviewRoute, Weighing,
};
use candour_casework::reference::Regime;
use candour_casework::{BodyKind, Likelihood, Outcome};
use candour_statute::cost::{Activity, AppropriateLimit, Effort};
use jiff::civil::date;

pub(crate) fn strings(items: &[&str]) -> Vec<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

pub(crate) fn limb(id: &str, outcome: Outcome, held: Held, provisions: &[&str]) -> Limb {
    Limb {
        id: id.to_owned(),
        describes: "the figures asked for".to_owned(),
        held,
        outcome: Some(outcome),
        provisions: strings(provisions),
        ..Limb::default()
    }
}

pub(crate) fn withheld(id: &str, provisions: &[&str]) -> Limb {
    limb(id, Outcome::Withheld, Held::Held, provisions)
}

pub(crate) fn denied(provisions: &[&str]) -> Limb {
    limb("denied", Outcome::NeitherConfirmNorDeny, Held::NeitherConfirmedNorDenied, provisions)
}

pub(crate) fn weighed() -> Weighing {
    Weighing {
        for_disclosure: strings(&["It would show how public money is spent."]),
        against_disclosure: strings(&["It would help those who wish to avoid detection."]),
        balance: Some("The second outweighs the first while the operation runs.".to_owned()),
        ..Weighing::default()
    }
}

pub(crate) fn reliance(provisions: &[&str], limbs: &[&str]) -> Reliance {
    Reliance {
        provisions: strings(provisions),
        limbs: strings(limbs),
        why: "The figures show where patrols are thin.".to_owned(),
        ..Reliance::default()
    }
}

pub(crate) fn harmful(provisions: &[&str], limbs: &[&str]) -> Reliance {
    Reliance {
        harm: Some(HarmStated {
            text: "Disclosure would be likely to prejudice the detection of crime, by showing when nobody patrols."
                .to_owned(),
            likelihood: Some(Likelihood::WouldBeLikelyTo),
        }),
        public_interest: Some(weighed()),
        ..reliance(provisions, limbs)
    }
}

/// A refusal by an invented police force, with everything but limbs and reasons.
pub(crate) fn refusal(limbs: Vec<Limb>, reliances: Vec<Reliance>) -> Notice {
    Notice {
        version: 1,
        reference: "99.FOI.26.000200".to_owned(),
        kind: Kind::Refusal,
        body: Some(BodyKind::Police),
        received_on: Some(date(2026, 2, 2)),
        due_on: Some(date(2026, 3, 2)),
        dated: Some(date(2026, 2, 20)),
        limbs,
        reliances,
        review: Some(ReviewRoute {
            is_not_provided: false,
            contact: "reviews@sample-police.invalid".to_owned(),
            within_working_days: Some(40),
        }),
        regulator: Some(RegulatorRoute {
            name: "Information Commissioner's Office".to_owned(),
            contact: "https://ico.org.uk/make-a-complaint".to_owned(),
            within: "six weeks from the outcome of the review".to_owned(),
            names_right_of_appeal: true,
        }),
        ..Notice::default()
    }
}

/// Two questions: the first answered, the second withheld under s31(1)(a) and (b).
pub(crate) fn part_disclosed() -> Notice {
    let mut first = limb("1", Outcome::Disclosed, Held::Held, &[]);
    first.question = Some(1);
    let mut second = withheld("2", &["s31-1-a", "s31-1-b"]);
    second.question = Some(2);
    let mut notice = refusal(vec![first, second], vec![harmful(&["s31-1-a", "s31-1-b"], &["2"])]);
    notice.questions = vec![
        Question { number: 1, text: "How many patrols were there?".to_owned() },
        Question { number: 2, text: "When did each begin?".to_owned() },
    ];
    notice.disclosed_items = strings(&["The number of patrols"]);
    notice
}

pub(crate) fn fully_withheld() -> Notice {
    refusal(vec![withheld("1", &["s31-1-a"])], vec![harmful(&["s31-1-a"], &["1"])])
}

pub(crate) fn full_disclosure() -> Notice {
    let mut notice = refusal(vec![limb("1", Outcome::Disclosed, Held::Held, &[])], Vec::new());
    notice.kind = Kind::Answer;
    notice.disclosed_items = strings(&["Patrols 2025.xlsx"]);
    notice
}

pub(crate) fn not_held() -> Notice {
    let mut notice = refusal(vec![limb("1", Outcome::NotHeld, Held::NotHeld, &[])], Vec::new());
    notice.kind = Kind::Answer;
    notice.review = None;
    notice.regulator = None;
    notice
}

/// s.17(2): the exemption is claimed, the balance is still to be struck.
pub(crate) fn decision_to_follow() -> Notice {
    let mut reasons = harmful(&["s31-1-a"], &["1"]);
    reasons.public_interest =
        Some(Weighing { is_undecided: true, estimated_on: Some(date(2026, 3, 20)), ..Weighing::default() });
    let mut open = withheld("1", &["s31-1-a"]);
    open.outcome = None;
    let mut notice = refusal(vec![open], vec![reasons]);
    notice.kind = Kind::RefusalWithDecisionToFollow;
    notice
}

/// s.17(3)(b): the reasons, in a later notice.
pub(crate) fn decision_that_followed() -> Notice {
    let mut notice = fully_withheld();
    notice.kind = Kind::PublicInterestDecision;
    notice
}

pub(crate) fn denial(provisions: &[&str]) -> Reliance {
    Reliance {
        neither_confirm_nor_deny: true,
        why: "If the force answered such questions, a person under investigation could learn of it by asking. \
              This should not be taken to mean that any information is or is not held."
            .to_owned(),
        public_interest: Some(weighed()),
        ..reliance(provisions, &["denied"])
    }
}

pub(crate) fn wholly_denied() -> Notice {
    refusal(vec![denied(&["s30-3", "s31-3"])], vec![denial(&["s30-3", "s31-3"])])
}

/// Some disclosed, some withheld, any other information neither confirmed nor denied.
pub(crate) fn partly_denied() -> Notice {
    let mut notice = part_disclosed();
    let mut any_other = denied(&["s23-5", "s24-2"]);
    any_other.describes = "any other information about equipment lent by others".to_owned();
    any_other.question = Some(2);
    notice.limbs.push(any_other);
    let mut absolute = denial(&["s23-5"]);
    absolute.public_interest = None;
    notice.reliances.push(absolute);
    notice.reliances.push(denial(&["s24-2"]));
    notice
}

pub(crate) fn personal_data() -> Notice {
    let mut reasons = reliance(&["s40-2-3A-a"], &["1"]);
    reasons.why =
        "The names are of junior staff. There is a legitimate interest in knowing who decides, but they did not, \
                   and naming them would not be fair."
            .to_owned();
    refusal(vec![withheld("1", &["s40-2-3A-a"])], vec![reasons])
}

pub(crate) fn confidence() -> Notice {
    let mut reasons = reliance(&["s41-1"], &["1"]);
    reasons.why =
        "The report was given in confidence by another body, which could bring an action for breach.".to_owned();
    reasons.public_interest = Some(weighed());
    refusal(vec![withheld("1", &["s41-1"])], vec![reasons])
}

pub(crate) fn conduct_of_affairs() -> Notice {
    let mut reasons = harmful(&["s36-2-b-ii"], &["1"]);
    reasons.harm = Some(HarmStated {
        text: "Disclosure would be likely to inhibit the free and frank exchange of views.".to_owned(),
        likelihood: Some(Likelihood::WouldBeLikelyTo),
    });
    reasons.qualified_person =
        Some(DatedOpinion { office: "Chief Constable".to_owned(), given_on: Some(date(2026, 2, 18)) });
    refusal(vec![withheld("1", &["s36-2-b-ii"])], vec![reasons])
}

pub(crate) fn over_cost() -> Notice {
    let mut notice = refusal(
        vec![limb("1", Outcome::CostLimit, Held::Held, &["s12-1"])],
        vec![Reliance { provisions: strings(&["s12-1"]), limbs: strings(&["1"]), ..Reliance::default() }],
    );
    notice.kind = Kind::RequestRefused;
    notice.cost = Some(CostStatement {
        limit: AppropriateLimit::OtherAuthorities,
        efforts: vec![
            Effort { activity: Activity::Locate, minutes: 600 },
            Effort { activity: Activity::Extract, minutes: 900 },
        ],
    });
    notice.advice_and_assistance = Some("One team and one month could be searched within the limit.".to_owned());
    notice
}

pub(crate) fn vexatious() -> Notice {
    let mut notice = refusal(
        vec![limb("1", Outcome::Vexatious, Held::NotSaid, &["s14-1"])],
        vec![Reliance { provisions: strings(&["s14-1"]), limbs: strings(&["1"]), ..Reliance::default() }],
    );
    notice.kind = Kind::RequestRefused;
    notice
}

pub(crate) fn repeated() -> Notice {
    let mut notice = vexatious();
    notice.limbs = vec![limb("1", Outcome::Repeated, Held::NotSaid, &["s14-2"])];
    notice.reliances[0].provisions = strings(&["s14-2"]);
    notice.related_requests = strings(&["99.FOI.25.000900, answered on 12 December 2025"]);
    notice
}

pub(crate) fn elsewhere() -> Notice {
    let mut notice = refusal(
        vec![limb("1", Outcome::AccessibleElsewhere, Held::Held, &["s21"])],
        vec![Reliance { provisions: strings(&["s21"]), limbs: strings(&["1"]), ..Reliance::default() }],
    );
    notice.available_at = Some("https://sample-police.invalid/patrols-2025, without charge".to_owned());
    notice
}

pub(crate) fn to_be_published() -> Notice {
    let mut reasons = reliance(&["s22"], &["1"]);
    reasons.why = "The yearbook was settled for publication before the request came.".to_owned();
    reasons.public_interest = Some(weighed());
    let mut notice = refusal(vec![limb("1", Outcome::IntendedForPublication, Held::Held, &["s22"])], vec![reasons]);
    notice.to_be_published = Some("June 2026, in the yearbook".to_owned());
    notice
}

pub(crate) fn environmental(id: &str) -> Notice {
    let mut reasons = harmful(&[id], &["1"]);
    reasons.harm = Some(HarmStated {
        text: "Disclosure would adversely affect the inquiry that is now under way.".to_owned(),
        likelihood: Some(Likelihood::Would),
    });
    if let Some(test) = &mut reasons.public_interest {
        test.balance =
            Some("With the presumption in favour of disclosure in mind, the inquiry comes first.".to_owned());
    }
    let mut notice = refusal(vec![withheld("1", &[id])], vec![reasons]);
    notice.regime = Regime::Eir;
    notice
}

pub(crate) fn environmental_unreasonable() -> Notice {
    let mut notice = environmental("r12-4-b");
    notice.reliances[0].harm = None;
    notice.reliances[0].why = "To read all 90,000 readings would take two people a year.".to_owned();
    notice.limbs[0].held = Held::NotSaid;
    notice.advice_and_assistance = Some("The readings of one month could be sent.".to_owned());
    notice
}

pub(crate) fn environmental_unfinished() -> Notice {
    let mut notice = environmental("r12-4-d");
    notice.reliances[0].harm = None;
    notice.environmental = Some(EnvironmentalParticulars {
        prepared_by: Some("Sample Harbour Trust".to_owned()),
        finished_by: Some("30 April 2026".to_owned()),
    });
    notice
}

pub(crate) fn investigations() -> Notice {
    let mut reasons = reliance(&["s30-1-a-i"], &["1"]);
    reasons.why = "The papers are held for an investigation the force has a duty to conduct.".to_owned();
    reasons.public_interest = Some(weighed());
    refusal(vec![withheld("1", &["s30-1-a-i"])], vec![reasons])
}

pub(crate) fn health_and_safety() -> Notice {
    let mut reasons = harmful(&["s38-1-b"], &["1"]);
    reasons.harm = Some(HarmStated {
        text: "Disclosure would be likely to endanger the safety of those who live in the refuge.".to_owned(),
        likelihood: Some(Likelihood::WouldBeLikelyTo),
    });
    refusal(vec![withheld("1", &["s38-1-b"])], vec![reasons])
}
