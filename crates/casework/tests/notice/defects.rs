//! Notices with one defect each: the right check, in the right severity, and no other.

use candour_casework::notice::{Held, Kind, Notice, Question, Severity, check};
use candour_casework::{Likelihood, Outcome};
use candour_statute::cost::{Activity, Effort};
use jiff::civil::date;

use super::heavy;
use super::samples::*;

macro_rules! defects {
    ($($name:ident: $start:expr, |$notice:ident| $change:block => $check:literal, $severity:ident;)+) => {
        $(#[test]
        fn $name() {
            let mut $notice: Notice = $start;
            $change
            let findings = check(&$notice);
            if Severity::$severity == Severity::Style {
                assert!(findings.iter().any(|finding| finding.check == $check), "{findings:#?}");
                assert_eq!(heavy(&findings), [], "{findings:#?}");
            } else {
                assert_eq!(heavy(&findings), [($check, Severity::$severity)], "{findings:#?}");
            }
        })+

        #[test]
        fn there_are_at_least_thirty_defects() {
            assert!([$(stringify!($name)),+].len() >= 30);
        }
    };
}

defects! {
    holding_not_said: fully_withheld(), |notice| { notice.limbs[0].held = Held::NotSaid; } => "held-confirmed-or-denied", Statute;
    section_12_1_without_saying_whether_it_is_held: over_cost(), |notice| { notice.limbs[0].held = Held::NotSaid; } => "held-confirmed-or-denied", Statute;
    withheld_though_not_held: fully_withheld(), |notice| { notice.limbs[0].held = Held::NotHeld; } => "holding-agrees-with-outcome", Statute;
    a_question_left_out: part_disclosed(), |notice| {
        notice.questions.push(Question { number: 3, text: "Who paid?".to_owned() });
    } => "every-question-answered", Statute;
    a_limb_without_an_outcome: fully_withheld(), |notice| { notice.limbs[0].outcome = None; } => "every-limb-decided", Statute;
    a_refusal_dressed_as_an_answer: fully_withheld(), |notice| { notice.kind = Kind::Answer; } => "refusal-is-stated", Statute;
    a_final_notice_with_the_balance_still_open: decision_to_follow(), |notice| { notice.kind = Kind::Refusal; } => "kind-fits-content", Statute;
    an_exemption_in_a_section_17_5_notice: fully_withheld(), |notice| { notice.kind = Kind::RequestRefused; } => "kind-fits-content", Statute;
    late_and_silent_about_it: fully_withheld(), |notice| { notice.dated = Some(date(2026, 3, 3)); } => "in-time-or-says-late", Guidance;
    undated: fully_withheld(), |notice| { notice.dated = None; } => "dated", Guidance;
    disclosed_without_naming_what: part_disclosed(), |notice| { notice.disclosed_items.clear(); } => "disclosed-items-named", Guidance;
    an_estimate_past_the_fortieth_day: decision_to_follow(), |notice| {
        if let Some(test) = &mut notice.reliances[0].public_interest { test.estimated_on = Some(date(2026, 6, 1)); }
    } => "estimate-not-past-forty-days", Guidance;
    a_ground_that_does_not_exist: fully_withheld(), |notice| {
        notice.limbs[0].provisions.push("s31-1-z".to_owned());
        notice.reliances[0].provisions.push("s31-1-z".to_owned());
    } => "provision-exists", Statute;
    section_31_without_its_paragraph: personal_data(), |notice| {
        notice.limbs[0].provisions = strings(&["s31-1"]);
        notice.reliances[0].provisions = strings(&["s31-1"]);
    } => "provision-cited-to-paragraph", Statute;
    section_40_2_without_its_condition: personal_data(), |notice| {
        notice.limbs[0].provisions = strings(&["s40-2"]);
        notice.reliances[0].provisions = strings(&["s40-2"]);
    } => "provision-cited-to-paragraph", Statute;
    a_regulation_in_a_foia_answer: environmental("r12-5-b"), |notice| { notice.regime = Default::default(); } => "provision-of-this-regime", Statute;
    section_35_by_a_police_force: investigations(), |notice| {
        notice.limbs[0].provisions = strings(&["s35-1-a"]);
        notice.reliances[0].provisions = strings(&["s35-1-a"]);
    } => "provision-open-to-this-body", Statute;
    refused_without_a_ground: full_disclosure(), |notice| {
        notice.kind = Kind::Refusal;
        notice.limbs.push(withheld("2", &[]));
    } => "refused-limb-has-provision", Statute;
    a_ground_for_nothing: fully_withheld(), |notice| {
        let mut reasons = reliance(&["s42-1"], &[]);
        reasons.public_interest = Some(weighed());
        notice.reliances.push(reasons);
    } => "provision-has-limb", Statute;
    no_word_why: investigations(), |notice| { notice.reliances[0].why.clear(); } => "why-it-applies", Statute;
    section_39_as_if_it_were_a_reason: investigations(), |notice| {
        notice.limbs[0].provisions = strings(&["s39-1"]);
        notice.reliances[0].provisions = strings(&["s39-1"]);
    } => "environmental-signpost", Guidance;
    prejudice_without_harm: fully_withheld(), |notice| { notice.reliances[0].harm = None; } => "harm-stated", Statute;
    no_likelihood: fully_withheld(), |notice| {
        if let Some(harm) = &mut notice.reliances[0].harm { harm.likelihood = None; }
    } => "likelihood-chosen", Guidance;
    two_likelihoods_for_one_ground: fully_withheld(), |notice| {
        if let Some(harm) = &mut notice.reliances[0].harm { harm.likelihood = Some(Likelihood::Would); }
    } => "one-likelihood-per-provision", Guidance;
    section_38_argued_as_prejudice: health_and_safety(), |notice| {
        if let Some(harm) = &mut notice.reliances[0].harm { harm.text = "Disclosure would be likely to upset those who live there.".to_owned(); }
    } => "endanger-for-section-38", Guidance;
    adverse_effect_only_likely: environmental("r12-5-b"), |notice| {
        if let Some(harm) = &mut notice.reliances[0].harm {
            harm.text = "Disclosure would be likely to affect the inquiry.".to_owned();
            harm.likelihood = Some(Likelihood::WouldBeLikelyTo);
        }
    } => "adverse-effect-is-would", Statute;
    qualified_without_a_balance: fully_withheld(), |notice| { notice.reliances[0].public_interest = None; } => "balance-stated", Statute;
    a_later_notice_that_still_gives_no_balance: decision_that_followed(), |notice| {
        if let Some(test) = &mut notice.reliances[0].public_interest { test.balance = None; }
    } => "balance-stated", Statute;
    a_denial_without_its_own_test: wholly_denied(), |notice| { notice.reliances[0].public_interest = None; } => "balance-stated", Statute;
    no_factor_for_disclosure: fully_withheld(), |notice| {
        if let Some(test) = &mut notice.reliances[0].public_interest { test.for_disclosure.clear(); }
    } => "factors-each-way", Guidance;
    no_estimate_of_the_decision: decision_to_follow(), |notice| {
        if let Some(test) = &mut notice.reliances[0].public_interest { test.estimated_on = None; }
    } => "estimate-of-decision-given", Statute;
    personal_data_that_is_made_to_wait: decision_to_follow(), |notice| {
        notice.limbs[0].provisions = strings(&["s44-1-a"]);
        notice.reliances[0].provisions = strings(&["s44-1-a"]);
        notice.reliances[0].harm = None;
    } => "only-qualified-grounds-wait", Statute;
    a_test_for_an_absolute_ground: confidence(), |notice| {
        notice.limbs[0].provisions = strings(&["s44-1-a"]);
        notice.reliances[0].provisions = strings(&["s44-1-a"]);
    } => "no-test-for-absolute-ground", Guidance;
    section_36_without_an_opinion: conduct_of_affairs(), |notice| { notice.reliances[0].qualified_person = None; } => "qualified-person-opinion", Statute;
    an_opinion_after_the_notice: conduct_of_affairs(), |notice| { notice.dated = Some(date(2026, 2, 17)); } => "opinion-before-notice", Statute;
    an_opinion_between_answer_and_review: conduct_of_affairs(), |notice| {
        notice.kind = Kind::ReviewOutcome;
        notice.first_answered_on = Some(date(2026, 2, 10));
    } => "opinion-before-notice", Statute;
    a_nameless_qualified_person: conduct_of_affairs(), |notice| {
        if let Some(opinion) = &mut notice.reliances[0].qualified_person { opinion.office.clear(); }
    } => "qualified-person-named", Guidance;
    no_lawful_basis_considered: personal_data(), |notice| { notice.reliances[0].why = "They are names.".to_owned(); } => "lawful-basis-considered", Guidance;
    own_data_refused_without_the_way_on: personal_data(), |notice| {
        notice.limbs[0].provisions = strings(&["s40-1"]);
        notice.reliances[0].provisions = strings(&["s40-1"]);
    } => "own-data-goes-to-subject-access", Guidance;
    sections_30_and_31_together: investigations(), |notice| {
        notice.limbs[0].provisions.push("s31-1-a".to_owned());
        notice.reliances.push(harmful(&["s31-1-a"], &["1"]));
    } => "s30-and-s31-only-in-the-alternative", Statute;
    sections_23_and_24_together: investigations(), |notice| {
        notice.limbs[0].provisions = strings(&["s23-1", "s24-1"]);
        notice.reliances[0].provisions = strings(&["s23-1", "s24-1"]);
    } => "s23-and-s24-only-in-the-alternative", Statute;
    a_denial_on_a_ground_without_one: wholly_denied(), |notice| {
        notice.limbs[0].provisions = strings(&["s43-1"]);
        notice.reliances[0].provisions = strings(&["s43-1"]);
    } => "denial-has-a-ground", Statute;
    a_denial_that_cites_the_wrong_subsection: wholly_denied(), |notice| {
        notice.limbs[0].provisions = strings(&["s31-1-a"]);
        notice.reliances[0].provisions = strings(&["s31-1-a"]);
    } => "denial-cites-its-subsection", Guidance;
    a_denial_ground_used_to_withhold: fully_withheld(), |notice| {
        notice.limbs[0].provisions = strings(&["s31-3"]);
        notice.reliances[0].provisions = strings(&["s31-3"]);
        notice.reliances[0].harm = None;
    } => "denial-ground-only-for-denial", Statute;
    a_denial_that_reveals_the_search: wholly_denied(), |notice| {
        notice.reliances[0].why = "The document contains names. This should not be taken to mean anything.".to_owned();
    } => "denial-does-not-reveal-holding", Statute;
    a_denial_that_says_it_is_held: partly_denied(), |notice| {
        notice.limbs[2].held = Held::Held;
    } => "denial-does-not-reveal-holding", Statute;
    a_denial_with_hours_of_search: wholly_denied(), |notice| { notice.cost = over_cost().cost; notice.cost.as_mut().unwrap().efforts.truncate(1); } => "denial-does-not-reveal-holding", Statute;
    section_12_without_an_estimate: over_cost(), |notice| { notice.cost = None; } => "cost-estimate-given", Guidance;
    redaction_hours_counted: over_cost(), |notice| {
        if let Some(cost) = &mut notice.cost { cost.efforts.push(Effort { activity: Activity::Redact, minutes: 600 }); }
    } => "redaction-not-counted", Statute;
    an_estimate_within_the_limit: over_cost(), |notice| {
        if let Some(cost) = &mut notice.cost { cost.efforts[1].minutes = 60; }
    } => "estimate-exceeds-limit", Statute;
    no_help_to_narrow: over_cost(), |notice| { notice.advice_and_assistance = None; } => "help-to-narrow", Statute;
    an_earlier_request_not_named: repeated(), |notice| { notice.related_requests.clear(); } => "earlier-request-named", Guidance;
    publication_without_a_date: to_be_published(), |notice| { notice.to_be_published = None; } => "publication-intended", Guidance;
    a_transfer_to_nobody: full_disclosure(), |notice| {
        notice.limbs.push(limb("2", Outcome::Transferred, Held::NotHeld, &[]));
    } => "transfer-names-authority", Guidance;
    unfinished_by_nobody: environmental_unfinished(), |notice| { notice.environmental = None; } => "unfinished-material-particulars", Statute;
    emissions_withheld_as_commercial: environmental("r12-5-e"), |notice| { notice.limbs[0].is_on_emissions = true; } => "no-bar-for-emissions", Statute;
    environmental_without_help: environmental_unreasonable(), |notice| { notice.advice_and_assistance = None; } => "help-to-narrow", Statute;
    environmental_with_no_reconsideration: environmental("r12-5-b"), |notice| {
        notice.review = Some(candour_casework::notice::ReviewRoute { is_not_provided: true, ..Default::default() });
    } => "review-route", Statute;
    no_way_to_a_review: fully_withheld(), |notice| { notice.review = None; } => "review-route", Statute;
    no_way_to_the_regulator: fully_withheld(), |notice| { notice.regulator = None; } => "regulator-route", Statute;
    only_twenty_days_for_a_review: fully_withheld(), |notice| {
        if let Some(route) = &mut notice.review { route.within_working_days = Some(20); }
    } => "review-time-limit", Guidance;
    a_regulator_without_an_address: fully_withheld(), |notice| {
        if let Some(route) = &mut notice.regulator { route.contact.clear(); }
    } => "regulator-contact", Guidance;
    a_gap_of_the_template: fully_withheld(), |notice| { notice.text = Some("Dear [name], ...".to_owned()); } => "no-gaps-left-in-wording", Style;
    frankness_argued_under_section_31: fully_withheld(), |notice| {
        if let Some(harm) = &mut notice.reliances[0].harm { harm.text.push_str(" Free and frank talk would stop."); }
    } => "harm-of-this-ground", Style;
    harm_that_may_happen: fully_withheld(), |notice| {
        if let Some(harm) = &mut notice.reliances[0].harm { harm.text.push_str(" It could also worry people."); }
    } => "likelihood-in-the-acts-words", Style;
}

#[test]
fn accessible_elsewhere_without_saying_where_is_refused() {
    let mut notice = elsewhere();
    notice.available_at = None;
    let findings = check(&notice);
    assert!(heavy(&findings).contains(&("location-given", Severity::Statute)), "{findings:#?}");
}

#[test]
fn each_finding_says_where_what_and_how_to_mend_it() {
    let mut notice = fully_withheld();
    notice.reliances[0].harm = None;
    let finding = &check(&notice)[0];
    assert_eq!(finding.at, "s31(1)(a)");
    assert_eq!(finding.citation, "FOIA 2000 s.17(1)(c)");
    assert_eq!(
        finding.to_string(),
        "harm-stated [s31(1)(a)]: the harm disclosure would do is not said (FOIA 2000 s.17(1)(c)). Say what would happen, to whom, and how disclosure would bring it about."
    );
}
