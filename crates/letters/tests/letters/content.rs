//! What each letter must say, by the Act.

use candour_casework::outcome::Outcome;
use candour_casework::reference::Regime;
use candour_casework::request::{Holding, LimbId};
use candour_letters::compose::{ComposeError, Layout, Response, kind_of, response};
use candour_letters::letter::{Content, Language, Letter, LetterKind};
use candour_letters::wording::{OwnWords, Wording};
use candour_letters::{to_html, to_text};

use crate::sample::{self, KINDS, Sample, limb, part};

/// The whole text as one line, so that a test does not depend on where lines are folded.
fn words(letter: &Letter) -> String {
    to_text(letter).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn headings(letter: &Letter) -> Vec<(u8, String)> {
    letter
        .body()
        .filter_map(|content| match content {
            Content::Heading { level, text } => Some((*level, text.words.clone())),
            _ => None,
        })
        .collect()
}

#[test]
fn there_is_a_letter_of_every_kind_and_each_calls_itself_so() {
    let letters = Sample::default().every_kind();
    let kinds: Vec<LetterKind> = letters.iter().map(|letter| letter.kind).collect();
    assert_eq!(kinds, KINDS);
}

#[test]
fn every_refusal_tells_of_the_internal_review_and_of_the_right_to_apply_to_the_regulator() {
    for letter in Sample::default().every_kind() {
        let kinds =
            [LetterKind::Acknowledgement, LetterKind::Clarification, LetterKind::Commission, LetterKind::Chaser];
        if kinds.contains(&letter.kind) {
            continue;
        }
        let text = words(&letter);
        assert!(text.contains("https://regulator.example/complain"), "{:?}", letter.kind);
        assert!(text.contains("section 50 of the"), "{:?}", letter.kind);
        // The outcome of a review is the end of the internal procedure.
        assert_eq!(text.contains("working days of the date"), letter.kind != LetterKind::InternalReview);
    }
}

#[test]
fn a_part_disclosure_is_a_notice_under_section_17_1_that_cites_each_provision_to_the_paragraph() {
    let (parts, decision) = sample::part_disclosure();
    let text = words(&Sample::default().respond(&parts, &decision));
    assert!(text.contains("This letter is a refusal notice under section 17(1) of the Act."));
    assert!(text.contains("- section 31(1)(a) – Law enforcement"));
    assert!(text.contains("- section 31(1)(b) – Law enforcement"));
    assert!(text.contains("We hold the review of public protection caseload. We are giving you part of it."));
    assert!(text.contains("disclosure would be likely to prejudice: prevention or detection of crime; apprehension"));
    assert!(!text.contains("disclosure would prejudice"));
}

#[test]
fn the_police_layout_has_its_four_headings_in_order() {
    let (parts, decision) = sample::part_disclosure();
    let letter = Sample { layout: Layout::Police, ..Sample::default() }.respond(&parts, &decision);
    let names: Vec<String> = headings(&letter).into_iter().map(|(_, name)| name).collect();
    let from = names.iter().position(|name| name == "Evidence of harm").unwrap();
    assert_eq!(
        names[from..from + 4],
        ["Evidence of harm", "Factors favouring disclosure", "Factors favouring non-disclosure", "Balance test"]
    );
}

#[test]
fn both_layouts_say_the_same_reasons() {
    let (parts, decision) = sample::part_disclosure();
    let letter = words(&Sample::default().respond(&parts, &decision));
    let police = words(&Sample { layout: Layout::Police, ..Sample::default() }.respond(&parts, &decision));
    for reason in ["heaviest load", "least likely to be caught", "worth having only", "is the weightier", "qualified"] {
        assert!(letter.contains(reason) && police.contains(reason), "{reason}");
    }
}

#[test]
fn headings_never_skip_a_level() {
    for layout in [Layout::Letter, Layout::Police] {
        for letter in (Sample { layout, ..Sample::default() }).every_kind() {
            let mut before = 0;
            for (level, name) in headings(&letter) {
                assert!((1..=before + 1).contains(&level), "{:?}: {name}", letter.kind);
                before = level;
            }
        }
    }
}

#[test]
fn each_numbered_question_has_a_section_of_its_own() {
    let parts = [
        part(1, Regime::Foia, vec![limb("1a", "the budget", Outcome::Disclosed, &[])]),
        part(2, Regime::Foia, vec![limb("2a", "the minutes", Outcome::NotHeld, &[])]),
        part(4, Regime::Foia, vec![limb("4a", "the contract", Outcome::Disclosed, &[])]),
    ];
    let letter = Sample::default().respond(&parts, &Default::default());
    let questions: Vec<String> =
        headings(&letter).into_iter().map(|(_, name)| name).filter(|name| name.starts_with("Question")).collect();
    assert_eq!(questions, ["Question 1", "Question 2", "Question 4"]);
    let text = words(&letter);
    assert!(text.contains("Different parts of your request have different answers."));
    assert!(text.contains("We do not hold the minutes."));
}

#[test]
fn a_held_and_a_not_held_case_that_neither_confirm_nor_deny_give_the_same_letter() {
    let sample = Sample::default();
    let letters = [Holding::Held, Holding::NotHeld, Holding::Unknown].map(|holding| {
        let (parts, decision) = sample::neither_confirm_nor_deny(holding);
        sample.respond(&parts, &decision)
    });
    assert_eq!(letters[0], letters[1]);
    assert_eq!(letters[0], letters[2]);
    let text = words(&letters[0]);
    assert!(text.contains("We neither confirm nor deny that we hold information about whether a named address"));
    assert!(text.contains("section 31(3)"));
    assert!(text.contains("Factors favouring confirming or denying"));
    assert!(!text.contains("We hold"));
}

#[test]
fn a_cost_refusal_shows_the_estimate_without_redaction_and_is_a_notice_under_section_17_5() {
    let (parts, decision) = sample::cost_limit();
    let text = words(&Sample::default().respond(&parts, &decision));
    assert!(text.contains("refusal notice under section 17(5) of the Act"));
    assert!(!text.contains("refusal notice under section 17(1)"));
    assert!(text.contains("£450, which is 18 hours"));
    assert!(text.contains("Time: 25 hours 5 minutes"));
    assert!(text.contains("this would cost £627.09"));
    assert!(text.contains("We confirm that we hold information of the description you asked for."));
    assert!(text.contains("section 16 of the Act"));
}

#[test]
fn confirming_is_left_out_where_even_that_would_exceed_the_limit() {
    let (parts, mut decision) = sample::cost_limit();
    decision.cost_estimate.as_mut().unwrap().confirming_exceeds = true;
    let text = words(&Sample::default().respond(&parts, &decision));
    assert!(text.contains("section 12(2) of the Act applies"));
    assert!(!text.contains("We confirm that we hold"));
}

#[test]
fn a_balance_still_open_gives_the_estimated_date_of_section_17_2() {
    let (parts, mut decision) = sample::part_disclosure();
    let test = decision.reliances[0].public_interest.as_mut().unwrap();
    test.balance = None;
    test.estimated_on = Some(jiff::civil::date(2026, 12, 1));
    let text = words(&Sample::default().respond(&parts, &decision));
    assert!(text.contains("We expect to decide by 1 December 2026"));
    assert!(text.contains("section 17(2)"));
}

#[test]
fn a_balance_neither_struck_nor_promised_is_no_letter() {
    let (parts, mut decision) = sample::part_disclosure();
    decision.reliances[0].public_interest.as_mut().unwrap().balance = None;
    let sample = Sample::default();
    let refused = response(&sample.about(), &Response { parts: &parts, decision: &decision, schedule: &[] });
    assert!(matches!(refused, Err(ComposeError::Missing { .. })));
}

#[test]
fn an_undecided_limb_an_unknown_provision_and_a_refusal_without_one_are_no_letter() {
    let sample = Sample::default();
    let refuse = |parts: &[_]| {
        let (decision, schedule) = (Default::default(), []);
        response(&sample.about(), &Response { parts, decision: &decision, schedule: &schedule }).unwrap_err()
    };
    let (mut parts, _) = sample::full_disclosure();
    parts[0].limbs[0].outcome = None;
    assert_eq!(refuse(&parts), ComposeError::Undecided { limb: LimbId("1a".into()) });
    let (mut parts, _) = sample::part_disclosure();
    parts[0].limbs[0].provisions = sample::ids(&["s99-1"]);
    assert_eq!(refuse(&parts), ComposeError::UnknownProvision { id: "s99-1".into() });
    parts[0].limbs[0].provisions.clear();
    assert_eq!(refuse(&parts), ComposeError::NoProvision { limb: LimbId("1a".into()) });
    assert_eq!(refuse(&[]), ComposeError::NoParts);
}

#[test]
fn a_qualified_persons_opinion_is_told_with_office_and_date() {
    let (parts, decision) = sample::refusal();
    let text = words(&Sample::default().respond(&parts, &decision));
    assert!(text.contains("The qualified person is the Chief Constable, who gave this opinion on 30 October 2026:"));
    assert!(text.contains("disclosure would inhibit the free and frank provision of advice"));
    assert!(text.contains("section 40(3A)(a) of the Act"));
}

#[test]
fn an_environmental_refusal_names_who_finishes_the_material_and_speaks_of_the_regulations() {
    let (parts, decision) = sample::environmental_refusal();
    let letter = Sample { regime: Regime::Eir, ..Sample::default() }.respond(&parts, &decision);
    let text = words(&letter);
    assert!(text.contains("a refusal under regulation 14 of the Regulations"));
    assert!(text.contains("- regulation 12(4)(d) – Unfinished, incomplete or still being completed"));
    assert!(text.contains("being prepared by Sample Rivers Trust"));
    assert!(text.contains("finished by 15 January 2027"));
    assert!(text.contains("regulation 11"));
    assert!(text.contains("regulation 9"));
    assert!(!text.contains("section 17"));
}

#[test]
fn a_late_answer_says_that_it_is_late() {
    let (parts, decision) = sample::full_disclosure();
    let on_time = Sample::default().respond(&parts, &decision);
    let late = Sample { dated: jiff::civil::date(2026, 11, 4), ..Sample::default() }.respond(&parts, &decision);
    assert!(!words(&on_time).contains("is late"));
    assert!(words(&late).contains("was due by 3 November 2026 and is late"));
}

#[test]
fn the_kind_follows_from_the_outcomes() {
    let kind = |outcomes: &[Outcome]| {
        let limbs = outcomes.iter().map(|outcome| limb("1a", "it", *outcome, &["s31-1-a"])).collect();
        kind_of(&[part(1, Regime::Foia, limbs)]).unwrap()
    };
    assert_eq!(kind(&[Outcome::Disclosed, Outcome::NotHeld]), LetterKind::FullDisclosure);
    assert_eq!(kind(&[Outcome::Disclosed, Outcome::Withheld]), LetterKind::PartDisclosure);
    assert_eq!(kind(&[Outcome::Withheld, Outcome::NotHeld]), LetterKind::Refusal);
    assert_eq!(kind(&[Outcome::CostLimit, Outcome::Vexatious]), LetterKind::Refusal);
    assert_eq!(kind(&[Outcome::Disclosed, Outcome::NeitherConfirmNorDeny]), LetterKind::PartNeitherConfirmNorDeny);
    assert_eq!(kind(&[Outcome::Transferred]), LetterKind::Transfer);
    assert_eq!(kind(&[Outcome::NotHeld, Outcome::Transferred]), LetterKind::NotHeld);
}

#[test]
fn letters_to_colleagues_do_not_name_the_requester_and_remind_of_section_77() {
    for letter in Sample::default().every_kind() {
        if matches!(letter.kind, LetterKind::Commission | LetterKind::Chaser) {
            let text = words(&letter);
            assert!(!text.contains(sample::REQUESTER) && !text.contains("pellow"), "{text}");
            assert!(text.contains("section 77"));
        }
    }
}

#[test]
fn a_welsh_letter_marks_what_stays_english_and_lists_it() {
    let (parts, decision) = sample::part_disclosure();
    let letter = Sample { language: Language::Welsh, ..Sample::default() }.respond(&parts, &decision);
    let html = to_html(&letter);
    assert!(html.contains(r#"<html lang="cy">"#));
    assert!(html.contains("<h2>Eich cais</h2>"));
    assert!(html.contains("3 Tachwedd 2026"));
    assert!(html.contains(r#"<span lang="en-GB">We have decided that disclosure would be likely to prejudice"#));
    // A date inside an English sentence is an English date.
    assert!(html.contains("We received your request on 6 October 2026."));
    assert!(letter.untranslated.contains(&"review.foia".to_owned()));
    assert!(!letter.untranslated.contains(&"heading.request".to_owned()));
    let english = Sample::default().respond(&parts, &decision);
    assert!(english.untranslated.is_empty());
}

#[test]
fn an_authoritys_own_words_are_in_the_letter_with_their_version() {
    let words_of_its_own = OwnWords { en: "Diolch, and thank you from {{ authority }}.".into(), cy: None };
    let wording = Wording::new("v12", [("farewell".to_owned(), words_of_its_own)].into()).unwrap();
    let (parts, decision) = sample::full_disclosure();
    let letter = Sample { wording, ..Sample::default() }.respond(&parts, &decision);
    assert_eq!(letter.wording_version, "v12");
    assert!(words(&letter).contains("Diolch, and thank you from Sample Police (invented authority)."));
}
