//! The notice that a case makes: what its decision says goes into the checker, and nothing else.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use candour_casework::command::{By, OwnWork, Refused};
use candour_casework::decision::QualifiedPersonOpinion;
use candour_casework::event::ReviewResult;
use candour_casework::id::Digest;
use candour_casework::notice::{Kind, Notice};
use candour_casework::reference::{Reference, ReferenceKind};
use candour_casework::request::{Holding, Limb, LimbId};
use candour_casework::sample::{self, A_MONDAY, Story, approver, authority, noon, officer, reviewer};
use candour_casework::sealed::{SealedText, SealingKey};
use candour_casework::{Decision, Harm, Likelihood, Outcome, Part, Regime, Reliance, Role};
use candour_statute::Calendar;
use jiff::civil::date;

/// Decided, reviewed, signed off; then the attempt to issue.
fn issue(parts: Vec<Part>, decision: Decision) -> Result<Story, Refused> {
    let clock = noon(A_MONDAY);
    let by = By::user(&officer(), &clock);
    let mut story = Story::of_open_request(A_MONDAY);
    story.must(|case| case.decide(&by, parts, decision));
    story.must(|case| case.peer_review(&By::user(&reviewer(), &clock), true, ""));
    story.must(|case| case.sign_off(&By::user(&approver(), &clock), &authority(), OwnWork::No));
    story.try_to(|case| case.issue(&by, &authority(), A_MONDAY, Digest::of(b"letter")))?;
    Ok(story)
}

/// One part withheld under a provision, with reasons that suit most.
fn relying_on(id: &str) -> (Part, Decision) {
    let mut part = sample::part(Outcome::Withheld);
    part.limbs[0].provisions = vec![id.into()];
    let mut decision = sample::decision(&part);
    decision.reliances[0].provisions = vec![id.into()];
    (part, decision)
}

fn checks(refused: &Refused) -> Vec<&str> {
    let (Refused::Notice(found) | Refused::Guidance(found)) = refused else { panic!("{refused}") };
    found.iter().filter_map(|one| one.split(' ').next()).collect()
}

#[test]
fn statistics_are_withheld_under_section_36_4_without_an_opinion() {
    let (part, mut decision) = relying_on("s36-2-b-i");
    decision.reliances[0].harm = Some(Harm {
        evidence: vec!["Disclosure would be likely to inhibit the free and frank provision of advice.".into()],
        likelihood: Likelihood::WouldBeLikelyTo,
    });
    let refused = issue(vec![part.clone()], decision.clone()).unwrap_err();
    assert_eq!(checks(&refused), ["qualified-person-opinion"]);
    decision.reliances[0].is_statistical = true;
    issue(vec![part], decision).unwrap();
}

#[test]
fn section_22_needs_its_date_and_a_remark_is_none() {
    let (mut part, mut decision) = relying_on("s22");
    part.limbs[0].outcome = Some(Outcome::IntendedForPublication);
    decision.reliances[0].harm = None;
    decision.remarks = Some("Thank you for your interest.".into());
    let refused = issue(vec![part.clone()], decision.clone()).unwrap_err();
    assert_eq!(checks(&refused), ["publication-intended"]);
    decision.to_be_published = Some("1 March 2027, in the yearbook".into());
    issue(vec![part], decision).unwrap();
}

#[test]
fn one_letter_may_answer_under_both_laws_and_each_part_is_held_to_its_own() {
    let (first, mut decision) = relying_on("s31-1-a");
    let limb = Limb {
        id: LimbId("2a".into()),
        describes: "readings of the weir".into(),
        holding: Holding::Held,
        outcome: Some(Outcome::Withheld),
        provisions: vec!["r12-5-b".into()],
    };
    let second = Part { number: 2, text: "How high was the weir?".into(), regime: Regime::Eir, limbs: vec![limb] };
    let mut reasons = Reliance {
        provisions: vec!["r12-5-b".into()],
        limbs: vec![LimbId("2a".into())],
        why: "An inquest is open.".into(),
        harm: Some(Harm {
            evidence: vec!["Disclosure would adversely affect the course of the inquest.".into()],
            likelihood: Likelihood::Would,
        }),
        ..decision.reliances[0].clone()
    };
    decision.reliances.push(reasons.clone());
    issue(vec![first.clone(), second.clone()], decision.clone()).unwrap();
    reasons.harm = Some(Harm { likelihood: Likelihood::WouldBeLikelyTo, ..reasons.harm.clone().unwrap() });
    decision.reliances[1] = reasons;
    let refused = issue(vec![first, second], decision).unwrap_err();
    assert_eq!(checks(&refused), ["adverse-effect-is-would"]);
}

#[test]
fn a_ground_of_the_other_law_does_not_slip_through_in_a_mixed_answer() {
    let (first, mut decision) = relying_on("s31-1-a");
    let (mut second, more) = relying_on("s43-2");
    second.number = 2;
    second.regime = Regime::Eir;
    second.limbs[0].id = LimbId("2a".into());
    let reasons = Reliance { limbs: vec![LimbId("2a".into())], ..more.reliances[0].clone() };
    decision.reliances.push(reasons);
    let refused = issue(vec![first, second], decision).unwrap_err();
    assert_eq!(checks(&refused), ["provision-of-this-regime"]);
}

/// Issued, and under review by somebody else.
fn under_review(part: Part) -> (Story, candour_casework::User) {
    let mut story = Story::of_issued_request(A_MONDAY, part);
    let asked = date(2026, 6, 8);
    let reference = Reference::new("99", ReferenceKind::Ir, 26, 1).unwrap();
    let grounds = (reference, asked, SealedText::new(SealingKey::new([7; 32]), "I disagree."));
    story.must(|case| case.request_review(&By::requester(&noon(asked)), &authority(), Calendar::built_in(), grounds));
    let second = sample::user(9, &[Role::Reviewer]);
    story.must(|case| case.allocate_review(&By::user(&officer(), &noon(asked)), second.id));
    (story, second)
}

#[test]
fn the_outcome_of_a_review_is_a_notice_of_its_own_kind_and_time() {
    let part = sample::part(Outcome::Withheld);
    let (story, _) = under_review(part.clone());
    let on = date(2026, 7, 3);
    let notice = Notice::of_case(&story.case, &authority(), std::slice::from_ref(&part), &sample::decision(&part), on);
    assert_eq!(notice.kind, Kind::ReviewOutcome);
    assert_eq!(notice.first_answered_on, Some(A_MONDAY));
    assert_eq!(notice.due_on, Some(date(2026, 7, 7)), "20 working days from 8 June, not from 1 June");
    assert!(!notice.says_it_is_late);
    assert!(!notice.reliances[0].first_relied_on_at_review, "section 31 was relied on before");
}

#[test]
fn an_opinion_for_section_36_first_relied_on_at_the_review_is_in_time() {
    let (story, second) = under_review(sample::part(Outcome::Withheld));
    let on = date(2026, 6, 22);
    let (part, mut decision) = relying_on("s36-2-b-i");
    decision.reliances[0].harm = Some(Harm {
        evidence: vec!["Disclosure would inhibit the free and frank provision of advice.".into()],
        likelihood: Likelihood::Would,
    });
    decision.reliances[0].qualified_person = Some(QualifiedPersonOpinion {
        office: "Chief Constable".into(),
        given_on: date(2026, 6, 19),
        opinion: "it would inhibit advice".into(),
    });
    let by = By::user(&second, &noon(on));
    let mut at_review = story.clone();
    at_review.must(|case| {
        let outcome = (vec![part.clone()], decision.clone());
        case.decide_review(&by, &authority(), (on, ReviewResult::UpheldInPart), outcome)
    });
    // The same ground relied on in the first answer without an opinion cannot be saved by a later one.
    let mut earlier = story;
    earlier.case.decision = Some(decision.clone());
    let notice = Notice::of_case(&earlier.case, &authority(), &[part], &decision, on);
    let found = candour_casework::notice::check(&notice);
    assert!(found.iter().any(|one| one.check == "opinion-before-notice"), "{found:#?}");
}

#[test]
fn a_decision_that_cites_what_no_table_knows_is_refused_and_names_it() {
    let (part, decision) = relying_on("s99-1-z");
    let story = Story::of_open_request(A_MONDAY);
    let refused = story.case.decide(&By::user(&officer(), &noon(A_MONDAY)), vec![part], decision).unwrap_err();
    assert_eq!(refused, Refused::UnknownProvision("s99-1-z".into()));
    assert!(refused.to_string().contains("s99-1-z"), "{refused}");
}
