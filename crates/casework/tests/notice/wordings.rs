//! More notices, worded as other authorities word them: the rule must hold, not the phrase.

use candour_casework::notice::{
    CostStatement, DatedOpinion, EnvironmentalParticulars, HarmStated, Held, Kind, Limb, Notice, Question,
    RegulatorRoute, Reliance, ReviewRoute, Severity, Weighing, check,
};
use candour_casework::reference::Regime;
use candour_casework::{BodyKind, Likelihood, Outcome};
use candour_statute::cost::{Activity, AppropriateLimit, Effort};
use jiff::civil::date;

use super::heavy;
use super::samples::{limb, strings};

/// A council's refusal, with the routes as councils print them.
fn council(limbs: Vec<Limb>, reliances: Vec<Reliance>) -> Notice {
    Notice {
        version: 1,
        reference: "FOI/2026/0417".to_owned(),
        kind: Kind::Refusal,
        body: Some(BodyKind::Local),
        received_on: Some(date(2026, 9, 7)),
        due_on: Some(date(2026, 10, 5)),
        dated: Some(date(2026, 10, 5)),
        limbs,
        reliances,
        review: Some(ReviewRoute {
            is_not_provided: false,
            contact: "The Monitoring Officer, Town Hall, Samplewich".to_owned(),
            within_working_days: Some(40),
        }),
        regulator: Some(RegulatorRoute {
            name: "The Information Commission".to_owned(),
            contact: "Wycliffe House, Water Lane, Wilmslow SK9 5AF".to_owned(),
            within: "normally within six weeks".to_owned(),
            names_right_of_appeal: true,
        }),
        ..Notice::default()
    }
}

fn test(for_it: &str, against: &str, balance: &str) -> Option<Weighing> {
    Some(Weighing {
        for_disclosure: strings(&[for_it]),
        against_disclosure: strings(&[against]),
        balance: Some(balance.to_owned()),
        ..Weighing::default()
    })
}

fn harm(text: &str, likelihood: Likelihood) -> Option<HarmStated> {
    Some(HarmStated { text: text.to_owned(), likelihood: Some(likelihood) })
}

fn on(id: &str, limb: &str, why: &str) -> Reliance {
    Reliance { provisions: strings(&[id]), limbs: strings(&[limb]), why: why.to_owned(), ..Reliance::default() }
}

fn withheld(id: &str, provision: &str) -> Limb {
    Limb {
        describes: "the bid prices of each tenderer".to_owned(),
        ..limb(id, Outcome::Withheld, Held::Held, &[provision])
    }
}

fn commercial() -> Notice {
    let mut reasons = on("s43-2", "A", "The prices are live: the same lots are tendered again in spring.");
    reasons.harm = harm(
        "Rivals who are likely to bid again would see each other's margins. Disclosure would prejudice the council's \
         power to get value for money.",
        Likelihood::Would,
    );
    reasons.public_interest = test(
        "Residents pay for the contracts and should see what they cost.",
        "The same residents pay more if bids converge.",
        "The total is published already; the balance favours maintaining the exemption until the contracts are let.",
    );
    council(vec![withheld("A", "s43-2")], vec![reasons])
}

fn denied(ids: &[&str], why: &str) -> Notice {
    let mut one = limb("1", Outcome::NeitherConfirmNorDeny, Held::NeitherConfirmedNorDenied, ids);
    one.describes = "complaints, if any, about the person named".to_owned();
    let reasons = Reliance {
        provisions: strings(ids),
        limbs: strings(&["1"]),
        neither_confirm_nor_deny: true,
        why: why.to_owned(),
        ..Reliance::default()
    };
    council(vec![one], vec![reasons])
}

const PERSON: &str = "Confirming or denying that information is held by the council would tell the world whether that person \
    had been complained about. That would not be fair to them, and no legitimate interest makes it necessary. Nothing \
    should be inferred from this answer.";

fn legal_advice() -> Notice {
    let mut reasons = on("s42-1", "1", "It is advice from the council's solicitor, given in confidence, for a claim.");
    reasons.public_interest = test(
        "Openness about decisions at law.",
        "Advice that is not safe is not sought.",
        "There is no feature here that outweighs the strong interest in privilege.",
    );
    council(vec![withheld("1", "s42-1")], vec![reasons])
}

fn flood_model() -> Notice {
    let mut reasons = on("r12-5-c", "1", "The model is the property of its maker, who has not agreed.");
    reasons.harm = harm("Release would adversely affect the maker's rights in the model.", Likelihood::Would);
    reasons.public_interest = test(
        "People want to know if their street floods.",
        "Nobody would lend a model again.",
        "Applying the presumption in regulation 12(2), the maps already published meet the need.",
    );
    Notice { regime: Regime::Eir, ..council(vec![withheld("1", "r12-5-c")], vec![reasons]) }
}

fn emails_over_cost() -> Notice {
    let mut notice =
        council(vec![limb("all", Outcome::CostLimit, Held::Held, &["s12-1"])], vec![on("s12-1", "all", "")]);
    notice.kind = Kind::RequestRefused;
    notice.cost = Some(CostStatement {
        limit: AppropriateLimit::OtherAuthorities,
        efforts: vec![
            Effort { activity: Activity::Retrieve, minutes: 360 },
            Effort { activity: Activity::Locate, minutes: 721 },
        ],
    });
    notice.advice_and_assistance = Some("One mailbox for one month would come to four hours.".to_owned());
    notice
}

fn sound(notice: &Notice) {
    let findings = check(notice);
    assert_eq!(heavy(&findings), [], "{findings:#?}");
}

macro_rules! sound {
    ($($name:ident => $notice:expr;)+) => {
        $(#[test]
        fn $name() { sound(&$notice); })+
    };
}

fn with(mut notice: Notice, change: impl FnOnce(&mut Notice)) -> Notice {
    change(&mut notice);
    notice
}

sound! {
    prices_withheld_with_a_sentence_about_people_who_are_likely_to_bid => commercial();
    a_denial_that_speaks_of_confirming_that_information_is_held => denied(&["s40-5B-a-i"], PERSON);
    a_denial_that_says_what_it_can_confirm => with(denied(&["s40-5B-a-i"], PERSON), |notice| {
        notice.reliances[0].why =
            "I can confirm that the council neither confirms nor denies that it holds anything. It would not be fair. \
             Nothing should be inferred."
                .to_owned();
    });
    legal_advice_with_no_harm_to_show => legal_advice();
    property_in_a_flood_model => flood_model();
    one_minute_over_eighteen_hours => emails_over_cost();
    environmental_information_that_is_not_held => with(flood_model(), |notice| {
        notice.limbs = vec![limb("1", Outcome::NotHeld, Held::NotHeld, &["r12-4-a"])];
        notice.reliances = vec![on("r12-4-a", "1", "No model was ever bought.")];
    });
    environmental_drafts_with_who_finishes_them => with(flood_model(), |notice| {
        notice.limbs[0].provisions = strings(&["r12-4-d"]);
        notice.reliances[0].provisions = strings(&["r12-4-d"]);
        notice.reliances[0].harm = None;
        notice.environmental = Some(EnvironmentalParticulars {
            prepared_by: Some("Samplewich Drainage Board".to_owned()),
            finished_by: Some("not known".to_owned()),
        });
    });
    three_answers_of_which_one_is_refused => with(commercial(), |notice| {
        notice.limbs[0].question = Some(2);
        notice.limbs.push(Limb { question: Some(1), ..limb("B", Outcome::Disclosed, Held::Held, &[]) });
        notice.limbs.push(Limb { question: Some(3), ..limb("C", Outcome::NotHeld, Held::NotHeld, &[]) });
        notice.questions = (1..=3).map(|number| Question { number, text: format!("Question {number}?") }).collect();
        notice.disclosed_items = strings(&["Contracts register 2026.csv"]);
    });
    a_review_that_upholds_the_exemption => with(legal_advice(), |notice| {
        notice.kind = Kind::ReviewOutcome;
        notice.first_answered_on = Some(date(2026, 8, 3));
        notice.review = None;
    });
    a_weighing_put_off_to_the_fortieth_day => with(commercial(), |notice| {
        notice.kind = Kind::RefusalWithDecisionToFollow;
        notice.limbs[0].outcome = None;
        notice.reliances[0].public_interest =
            Some(Weighing { is_undecided: true, estimated_on: Some(date(2026, 11, 2)), ..Weighing::default() });
    });
}

macro_rules! defects {
    ($($name:ident: $start:expr, |$notice:ident| $change:block => $check:literal, $severity:ident;)+) => {
        $(#[test]
        fn $name() {
            let mut $notice: Notice = $start;
            $change
            let findings = check(&$notice);
            assert_eq!(heavy(&findings), [($check, Severity::$severity)], "{findings:#?}");
        })+
    };
}

defects! {
    a_denial_after_confirming_it: denied(&["s40-5B-a-i"], PERSON), |notice| {
        notice.reliances[0].why =
            "We can confirm that the council holds letters. Naming them would not be fair. Nothing should be inferred.".to_owned();
    } => "denial-does-not-reveal-holding", Statute;
    a_denial_after_confirming_it_in_other_words: denied(&["s40-5B-a-i"], PERSON), |notice| {
        notice.reliances[0].why =
            "I can confirm that correspondence is held. Naming it would not be fair. Nothing should be inferred.".to_owned();
    } => "denial-does-not-reveal-holding", Statute;
    a_denial_whose_balance_speaks_of_the_withheld_papers: denied(&["s30-3"], PERSON), |notice| {
        notice.reliances[0].public_interest = test(
            "The public should know how complaints are met.",
            "An inquiry is spoilt by being known of.",
            "The withheld information adds little to the debate.",
        );
    } => "denial-does-not-reveal-holding", Statute;
    a_denial_that_lists_what_was_sent: denied(&["s40-5B-a-i"], PERSON), |notice| {
        notice.disclosed_items = strings(&["Complaints procedure.pdf"]);
    } => "denial-does-not-reveal-holding", Statute;
    a_denial_under_a_qualified_limb_with_nothing_weighed: denied(&["s30-3"], PERSON), |notice| {
        notice.reliances[0].public_interest = None;
    } => "balance-stated", Statute;
    a_denial_under_section_21: denied(&["s40-5B-a-i"], PERSON), |notice| {
        notice.limbs[0].provisions = strings(&["s21"]);
        notice.reliances[0].provisions = strings(&["s21"]);
        notice.available_at = Some("the library".to_owned());
    } => "denial-has-a-ground", Statute;
    section_43_with_its_subsection_left_off: legal_advice(), |notice| {
        notice.limbs[0].provisions = strings(&["s43"]);
        notice.reliances[0].provisions = strings(&["s43"]);
    } => "provision-cited-to-paragraph", Statute;
    a_section_that_was_never_enacted: legal_advice(), |notice| {
        notice.limbs[0].provisions = strings(&["s45-9"]);
        notice.reliances[0].provisions = strings(&["s45-9"]);
    } => "provision-exists", Statute;
    one_chosen_and_the_other_argued: commercial(), |notice| {
        notice.reliances[0].harm = harm("Disclosure would be likely to prejudice the council's next tender.", Likelihood::Would);
    } => "one-likelihood-per-provision", Guidance;
    harm_left_to_the_balance: commercial(), |notice| { notice.reliances[0].harm = None; } => "harm-stated", Statute;
    privilege_without_a_word_of_the_public_interest: legal_advice(), |notice| {
        notice.reliances[0].public_interest = None;
    } => "balance-stated", Statute;
    only_one_side_heard: legal_advice(), |notice| {
        notice.reliances[0].public_interest.as_mut().unwrap().against_disclosure = strings(&[" - "]);
    } => "factors-each-way", Guidance;
    exactly_eighteen_hours: emails_over_cost(), |notice| {
        notice.cost.as_mut().unwrap().efforts[1].minutes = 720;
    } => "estimate-exceeds-limit", Statute;
    hours_of_reading_counted: emails_over_cost(), |notice| {
        notice.cost.as_mut().unwrap().efforts.push(Effort { activity: Activity::Redact, minutes: 30 });
    } => "redaction-not-counted", Statute;
    over_cost_and_no_help: emails_over_cost(), |notice| {
        notice.advice_and_assistance = Some("...".to_owned());
    } => "help-to-narrow", Statute;
    environmental_harm_that_is_only_likely: flood_model(), |notice| {
        notice.reliances[0].harm = harm("It would be likely to affect the maker's rights.", Likelihood::WouldBeLikelyTo);
    } => "adverse-effect-is-would", Statute;
    environmental_refusal_without_a_balance: flood_model(), |notice| {
        notice.reliances[0].public_interest.as_mut().unwrap().balance = None;
    } => "balance-stated", Statute;
    a_section_of_the_act_in_an_environmental_answer: flood_model(), |notice| {
        notice.limbs[0].provisions = strings(&["s43-1"]);
        notice.reliances[0].provisions = strings(&["s43-1"]);
        notice.reliances[0].harm = None;
    } => "provision-of-this-regime", Statute;
    a_day_late_and_not_a_word: commercial(), |notice| { notice.dated = Some(date(2026, 10, 6)); } => "in-time-or-says-late", Guidance;
    a_weighing_put_off_past_the_fortieth_day: commercial(), |notice| {
        notice.kind = Kind::RefusalWithDecisionToFollow;
        notice.limbs[0].outcome = None;
        notice.reliances[0].public_interest =
            Some(Weighing { is_undecided: true, estimated_on: Some(date(2026, 11, 3)), ..Weighing::default() });
    } => "estimate-not-past-forty-days", Guidance;
    an_opinion_sought_for_the_review_of_an_earlier_refusal: legal_advice(), |notice| {
        notice.kind = Kind::ReviewOutcome;
        notice.first_answered_on = Some(date(2026, 9, 1));
        notice.limbs[0].provisions = strings(&["s36-2-b-i"]);
        notice.reliances[0].provisions = strings(&["s36-2-b-i"]);
        notice.reliances[0].harm = harm("Disclosure would inhibit the giving of frank advice.", Likelihood::Would);
        notice.reliances[0].qualified_person =
            Some(DatedOpinion { office: "Chief Executive".to_owned(), given_on: Some(date(2026, 9, 29)) });
    } => "opinion-before-notice", Statute;
    no_regulator_because_the_review_comes_first: legal_advice(), |notice| {
        notice.regulator = Some(RegulatorRoute::default());
    } => "regulator-route", Statute;
}
