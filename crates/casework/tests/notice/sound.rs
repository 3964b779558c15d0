//! Thirty sound notices: none has a finding of statute or guidance.

use candour_casework::notice::{Held, Kind, Notice, Question, Weighing, check};
use candour_casework::{BodyKind, Likelihood, Outcome};
use jiff::civil::date;

use super::heavy;
use super::samples::*;

macro_rules! sound {
    ($($name:ident => $notice:expr;)+) => {
        $(#[test]
        fn $name() {
            let notice: Notice = $notice;
            let findings = check(&notice);
            assert_eq!(heavy(&findings), [], "{findings:#?}");
            let json = serde_json::to_string(&notice).unwrap();
            assert_eq!(serde_json::from_str::<Notice>(&json).unwrap(), notice);
        })+

        #[test]
        fn there_are_thirty_of_them() {
            assert!([$(stringify!($name)),+].len() >= 30);
        }
    };
}

fn with(mut notice: Notice, change: impl FnOnce(&mut Notice)) -> Notice {
    change(&mut notice);
    notice
}

sound! {
    a_part_disclosure_under_section_31 => part_disclosed();
    a_full_refusal_under_section_31 => fully_withheld();
    a_full_disclosure => full_disclosure();
    information_not_held => not_held();
    a_notice_under_section_17_2_with_an_estimate => decision_to_follow();
    a_later_notice_under_section_17_3 => decision_that_followed();
    a_full_neither_confirm_nor_deny => wholly_denied();
    a_partial_neither_confirm_nor_deny => partly_denied();
    personal_data_under_section_40_3a_a => personal_data();
    personal_data_with_the_balance_inside_it => with(personal_data(), |notice| {
        notice.reliances[0].public_interest = Some(weighed());
    });
    confidence_with_its_own_public_interest_defence => confidence();
    conduct_of_affairs_with_an_opinion_in_time => conduct_of_affairs();
    conduct_of_affairs_with_the_opinion_of_the_same_day => with(conduct_of_affairs(), |notice| {
        notice.dated = Some(date(2026, 2, 18));
    });
    statistics_need_no_opinion => with(conduct_of_affairs(), |notice| {
        notice.limbs[0].is_statistical = true;
        notice.reliances[0].qualified_person = None;
    });
    section_36_first_relied_on_at_review => with(conduct_of_affairs(), |notice| {
        notice.kind = Kind::ReviewOutcome;
        notice.first_answered_on = Some(date(2026, 1, 5));
        notice.reliances[0].first_relied_on_at_review = true;
        notice.review = None;
    });
    section_12_with_estimate_and_help => over_cost();
    section_12_2_without_saying_whether_it_is_held => with(over_cost(), |notice| {
        notice.limbs[0].held = Held::NotSaid;
        notice.limbs[0].provisions = strings(&["s12-2"]);
        notice.reliances[0].provisions = strings(&["s12-2"]);
        if let Some(cost) = &mut notice.cost {
            cost.efforts[0].activity = candour_statute::cost::Activity::DetermineHeld;
            cost.efforts[0].minutes = 18 * 60 + 1;
        }
    });
    a_vexatious_request => vexatious();
    a_repeated_request => repeated();
    information_accessible_elsewhere => elsewhere();
    information_to_be_published => to_be_published();
    an_environmental_refusal => environmental("r12-5-b");
    an_environmental_request_that_is_unreasonable => environmental_unreasonable();
    environmental_material_unfinished => environmental_unfinished();
    an_investigation_under_section_30 => investigations();
    sections_30_and_31_in_the_alternative => with(investigations(), |notice| {
        let mut second = harmful(&["s31-1-a"], &["1"]);
        second.in_the_alternative_to = strings(&["s30-1-a-i"]);
        notice.limbs[0].provisions.push("s31-1-a".to_owned());
        notice.reliances.push(second);
    });
    health_and_safety_under_section_38 => health_and_safety();
    a_late_notice_that_says_so => with(fully_withheld(), |notice| {
        notice.dated = Some(date(2026, 3, 9));
        notice.says_it_is_late = true;
    });
    an_authority_that_says_it_has_no_review => with(fully_withheld(), |notice| {
        notice.review = Some(candour_casework::notice::ReviewRoute { is_not_provided: true, ..Default::default() });
    });
    a_department_relying_on_section_35 => with(investigations(), |notice| {
        notice.body = Some(BodyKind::CentralGovernment);
        notice.limbs[0].provisions = strings(&["s35-1-a"]);
        notice.reliances[0].provisions = strings(&["s35-1-a"]);
        notice.reliances[0].why = "It is about a policy that is still being formed.".to_owned();
    });
    two_grounds_on_one_limb_with_separate_reasons => with(fully_withheld(), |notice| {
        notice.limbs[0].provisions.push("s43-2".to_owned());
        let mut second = harmful(&["s43-2"], &["1"]);
        if let Some(harm) = &mut second.harm {
            harm.text = "Disclosure would prejudice the supplier in the tender that is open now.".to_owned();
            harm.likelihood = Some(Likelihood::Would);
        }
        notice.reliances.push(second);
    });
    parliaments_section_40_denial => with(wholly_denied(), |notice| {
        notice.limbs[0].provisions = strings(&["s40-5B-a-i"]);
        notice.reliances[0].provisions = strings(&["s40-5B-a-i"]);
        notice.reliances[0].public_interest = None;
    });
    own_data_sent_to_subject_access => with(personal_data(), |notice| {
        notice.limbs[0].provisions = strings(&["s40-1"]);
        notice.reliances[0].provisions = strings(&["s40-1"]);
        notice.advice_and_assistance = Some("This part is being treated as a subject access request.".to_owned());
    });
    a_transfer_that_names_the_authority => with(full_disclosure(), |notice| {
        notice.limbs.push(limb("2", Outcome::Transferred, Held::NotHeld, &[]));
        notice.transferred_to = Some("Sample Harbour Trust".to_owned());
    });
    an_answer_on_the_last_day => with(full_disclosure(), |notice| notice.dated = notice.due_on);
    a_mixed_answer_to_three_questions => with(part_disclosed(), |notice| {
        let mut third = limb("3", Outcome::NotHeld, Held::NotHeld, &[]);
        third.question = Some(3);
        notice.questions.push(Question { number: 3, text: "Who paid?".to_owned() });
        notice.limbs.push(third);
    });
    a_decision_to_follow_beside_a_disclosure => with(decision_to_follow(), |notice| {
        notice.limbs.push(limb("2", Outcome::Disclosed, Held::Held, &[]));
        notice.disclosed_items = strings(&["The number of patrols"]);
    });
    weighing_shared_by_two_paragraphs => with(fully_withheld(), |notice| {
        notice.limbs[0].provisions = strings(&["s31-1-a", "s31-1-c"]);
        notice.reliances[0].provisions = strings(&["s31-1-a", "s31-1-c"]);
        notice.reliances[0].public_interest = Some(Weighing { ..weighed() });
    });
}
