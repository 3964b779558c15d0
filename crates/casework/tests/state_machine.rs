//! What may happen to a case and what may not, with the reason.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use candour_casework::case::CaseState;
use candour_casework::command::{By, OwnWork, Refused};
use candour_casework::decision::{CostEstimate, CountableActivity, EstimatedActivity, QualifiedPersonOpinion};
use candour_casework::event::{ConsultedParty, ReviewResult, Search};
use candour_casework::id::Digest;
use candour_casework::outcome::Outcome;
use candour_casework::sample::{self, A_MONDAY, Story, approver, authority, noon, officer, reviewer};
use candour_casework::sealed::{SealedText, SealingKey};
use candour_casework::user::Role;
use candour_statute::Calendar;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

fn by_officer(on: Date) -> By {
    By::user(&officer(), &noon(on))
}

fn words(text: &str) -> SealedText {
    SealedText::new(SealingKey::new([9; 32]), text)
}

fn days_after(days: i64) -> Date {
    A_MONDAY.checked_add(days.days()).unwrap()
}

#[test]
fn a_request_is_due_on_the_twentieth_working_day_with_its_working() {
    let story = Story::of_request(A_MONDAY);
    let due = story.case.due.unwrap();
    // 15 June 2026 is a bank holiday in Scotland, and counts for nobody.
    assert_eq!(due.due_on, Some(date(2026, 6, 30)));
    assert_eq!(due.trace.iter().filter_map(|day| day.counted).max(), Some(20));
}

#[test]
fn receipt_in_the_future_is_refused() {
    let by = By::requester(&noon(A_MONDAY));
    let arrived = sample::arrived(1, days_after(1));
    let refused = candour_casework::command::log_request(&authority(), arrived, Calendar::built_in(), &by);
    assert!(matches!(refused, Err(Refused::InFuture { .. })));
}

#[test]
fn a_request_of_ten_megabytes_is_refused_with_advice() {
    let by = By::requester(&noon(A_MONDAY));
    let mut arrived = sample::arrived(1, A_MONDAY);
    arrived.text = words(&"a".repeat(10_000_000));
    let refused = candour_casework::command::log_request(&authority(), arrived, Calendar::built_in(), &by).unwrap_err();
    assert!(refused.to_string().contains("attach it as a document"), "{refused}");
}

#[test]
fn a_spoken_request_is_valid_only_for_environmental_information() {
    let by = By::requester(&noon(A_MONDAY));
    let mut arrived = sample::arrived(1, A_MONDAY);
    arrived.channel = candour_casework::event::Channel::Spoken;
    let log = |arrived| candour_casework::command::log_request(&authority(), arrived, Calendar::built_in(), &by);
    assert!(log(arrived.clone()).unwrap_err().to_string().contains("s.8(1)(a)"));
    arrived.regime = candour_casework::Regime::Eir;
    assert!(log(arrived).is_ok());
}

#[test]
fn a_clarification_starts_a_new_period_and_both_dates_stay() {
    let mut story = Story::of_open_request(A_MONDAY);
    let first = story.case.due_on().unwrap();
    story.must(|case| case.seek_clarification(&by_officer(days_after(3)), days_after(3), "which widgets?"));
    assert_eq!(story.case.due_on(), None, "the clock stands");
    let by = By::requester(&noon(days_after(10)));
    let reply = (days_after(10), words("the blue ones"));
    story.must(|case| case.take_clarification(&by, &authority(), Calendar::built_in(), reply));
    assert!(story.case.due_on().unwrap() > first);
    assert_eq!(story.case.superseded_dues[0].0.due_on, Some(first));
    assert_eq!(story.case.state, CaseState::Open);
}

#[test]
fn a_decision_while_clarification_is_awaited_is_refused_in_the_words_of_section_1_3() {
    let mut story = Story::of_open_request(A_MONDAY);
    let by = by_officer(A_MONDAY);
    story.must(|case| case.seek_clarification(&by, A_MONDAY, "which widgets?"));
    let part = sample::part(Outcome::Disclosed);
    let decision = sample::decision(&part);
    let refused = story.try_to(|case| case.decide(&by, vec![part], decision)).unwrap_err();
    assert!(refused.to_string().contains("s.1(3): the authority is not obliged to comply"), "{refused}");
}

#[test]
fn a_fee_paid_disregards_the_days_it_was_awaited() {
    let mut story = Story::of_open_request(A_MONDAY);
    let first = story.case.due_on().unwrap();
    story.must(|case| case.issue_fees_notice(&by_officer(days_after(1)), days_after(1), 1_500));
    let by = by_officer(days_after(8));
    let part = sample::part(Outcome::Disclosed);
    let refused = story.try_to(|case| case.decide(&by, vec![part], Default::default())).unwrap_err();
    assert!(refused.to_string().contains("s.9(2)"), "{refused}");
    story.must(|case| case.take_fee(&by, &authority(), Calendar::built_in(), days_after(8)));
    assert!(story.case.due_on().unwrap() > first);
}

#[test]
fn an_unclarified_request_lapses_only_when_its_time_is_over_and_opens_again_on_reply() {
    let mut story = Story::of_open_request(A_MONDAY);
    story.must(|case| case.seek_clarification(&by_officer(A_MONDAY), A_MONDAY, "which widgets?"));
    let lapse = |on: Date| move |case: &candour_casework::Case| case.lapse(&by_officer(on), Calendar::built_in(), 40);
    assert!(story.try_to(lapse(days_after(20))).is_err());
    story.must(lapse(days_after(80)));
    assert_eq!(story.case.outcome(), Some(Outcome::Lapsed));
    let by = by_officer(days_after(90));
    story.must(|case| case.reopen(&by, &authority(), Calendar::built_in(), "the reply came late"));
    assert_eq!(story.case.state, CaseState::Open);
    assert!(story.case.due_on().unwrap() > days_after(90));
    assert_eq!(story.case.received_on, Some(A_MONDAY), "the day of receipt is not rewritten");
}

#[test]
fn time_is_extended_for_qualified_provisions_only_and_only_twice() {
    let mut story = Story::of_open_request(A_MONDAY);
    let by = by_officer(days_after(10));
    let extend = |ids: &[&str], to: Date| {
        let ids = ids.iter().map(|id| (*id).into()).collect::<Vec<_>>();
        let by = by.clone();
        move |case: &candour_casework::Case| {
            case.extend(&by, &authority(), Calendar::built_in(), (ids, to, "the interests are weighed"))
        }
    };
    let refused = story.try_to(extend(&["s21"], date(2026, 7, 10))).unwrap_err();
    assert!(refused.to_string().contains("not qualified"), "{refused}");
    let refused = story.try_to(extend(&[], date(2026, 7, 10))).unwrap_err();
    assert!(refused.to_string().contains("s.10(3)"), "{refused}");
    assert_eq!(story.try_to(extend(&["s99"], date(2026, 7, 10))), Err(Refused::UnknownProvision("s99".into())));
    assert!(story.try_to(extend(&["s31-1-a"], date(2026, 12, 1))).is_err(), "past the 40th working day");
    story.must(extend(&["s31-1-a"], date(2026, 7, 10)));
    story.must(extend(&["s31-1-a"], date(2026, 7, 15)));
    let refused = story.try_to(extend(&["s31-1-a"], date(2026, 7, 17))).unwrap_err();
    assert!(refused.to_string().contains("2 times already"), "{refused}");
}

#[test]
fn an_extension_after_the_time_has_run_out_is_refused() {
    let mut story = Story::of_open_request(A_MONDAY);
    let by = by_officer(days_after(60));
    let extension = (vec!["s31-1-a".into()], days_after(70), "late");
    let refused = story.try_to(|case| case.extend(&by, &authority(), Calendar::built_in(), extension)).unwrap_err();
    assert!(refused.to_string().contains("s.17(2)"), "{refused}");
}

#[test]
fn an_author_may_not_review_or_approve_their_own_decision() {
    let all = sample::user(1, &[Role::Officer, Role::Reviewer, Role::Approver]);
    let by = By::user(&all, &noon(A_MONDAY));
    let mut story = Story::of_open_request(A_MONDAY);
    let part = sample::part(Outcome::Withheld);
    let decision = sample::decision(&part);
    story.must(|case| case.decide(&by, vec![part], decision));
    assert!(matches!(story.try_to(|case| case.peer_review(&by, true, "")), Err(Refused::OwnWork { .. })));
    let refused = story.try_to(|case| case.sign_off(&by, &authority(), OwnWork::No)).unwrap_err();
    assert!(refused.to_string().contains("nobody but its author"), "{refused}");
    story.must(|case| case.peer_review(&By::user(&reviewer(), &noon(A_MONDAY)), true, "sound"));
    assert!(matches!(story.try_to(|case| case.sign_off(&by, &authority(), OwnWork::No)), Err(Refused::OwnWork { .. })));
    let mut small = authority();
    small.may_override_separation = true;
    let alone = || OwnWork::Because("there is one officer".into());
    assert!(story.clone().try_to(|case| case.sign_off(&by, &authority(), alone())).is_err());
    story.must(|case| case.sign_off(&by, &small, alone()));
}

#[test]
fn a_reviewer_who_disagrees_stops_the_sign_off() {
    let mut story = Story::of_open_request(A_MONDAY);
    let part = sample::part(Outcome::Withheld);
    let decision = sample::decision(&part);
    story.must(|case| case.decide(&by_officer(A_MONDAY), vec![part], decision));
    story.must(|case| case.peer_review(&By::user(&reviewer(), &noon(A_MONDAY)), false, "the harm is not shown"));
    let by = By::user(&approver(), &noon(A_MONDAY));
    assert!(story.try_to(|case| case.sign_off(&by, &authority(), OwnWork::No)).is_err());
    story.must(|case| case.send_back(&by, "show the harm"));
    assert_eq!(story.case.state, CaseState::Open);
}

#[test]
fn a_decision_must_answer_every_limb() {
    let mut story = Story::of_open_request(A_MONDAY);
    let mut part = sample::part(Outcome::Disclosed);
    part.limbs[0].outcome = None;
    let refused = story.try_to(|case| case.decide(&by_officer(A_MONDAY), vec![part], Default::default())).unwrap_err();
    assert!(refused.to_string().contains("s.1(1)"), "{refused}");
}

#[test]
fn nothing_is_issued_before_sign_off_and_a_late_response_says_so() {
    let mut story = Story::of_open_request(A_MONDAY);
    let letter = Digest::of(b"letter");
    let by = by_officer(A_MONDAY);
    assert!(story.try_to(|case| case.issue(&by, &authority(), A_MONDAY, letter)).is_err());
    let mut story = Story::of_signed_off_request(A_MONDAY, sample::part(Outcome::Disclosed));
    let late = days_after(60);
    story.must(|case| case.issue(&by_officer(late), &authority(), late, letter));
    let issued = serde_json::to_value(&story.events.last().unwrap().kind).unwrap();
    assert_eq!(issued["late"], true);
}

#[test]
fn statute_stops_the_issue_and_no_override_helps() {
    let part = sample::part(Outcome::Withheld);
    let mut decision = sample::decision(&part);
    decision.reliances[0].public_interest = None;
    let mut story = Story::of_open_request(A_MONDAY);
    let clock = noon(A_MONDAY);
    story.must(|case| case.decide(&by_officer(A_MONDAY), vec![part], decision));
    story.must(|case| case.peer_review(&By::user(&reviewer(), &clock), true, ""));
    let approver = By::user(&approver(), &clock);
    story.must(|case| case.sign_off(&approver, &authority(), OwnWork::No));
    story.must(|case| case.override_guidance(&approver, "balance-stated", "we are in a hurry"));
    let issue = |case: &candour_casework::Case| {
        case.issue(&by_officer(A_MONDAY), &authority(), A_MONDAY, Digest::of(b"letter"))
    };
    let refused = story.try_to(issue).unwrap_err();
    let Refused::Notice(found) = &refused else { panic!("{refused}") };
    assert!(found.iter().any(|one| one.starts_with("balance-stated")), "{refused}");
}

#[test]
fn guidance_stops_the_issue_until_an_approver_records_why() {
    let mut part = sample::part(Outcome::NotHeld);
    part.limbs[0].outcome = Some(Outcome::CostLimit);
    part.limbs[0].provisions = vec!["s12-1".into()];
    let mut decision = sample::decision(&part);
    decision.reliances = vec![candour_casework::Reliance {
        provisions: vec!["s12-1".into()],
        limbs: vec![part.limbs[0].id.clone()],
        why: "Each of 9,000 files would have to be opened.".into(),
        ..Default::default()
    }];
    let clock = noon(A_MONDAY);
    let mut story = Story::of_open_request(A_MONDAY);
    story.must(|case| case.decide(&by_officer(A_MONDAY), vec![part], decision));
    story.must(|case| case.peer_review(&By::user(&reviewer(), &clock), true, ""));
    let approver = By::user(&approver(), &clock);
    story.must(|case| case.sign_off(&approver, &authority(), OwnWork::No));
    let issue = |case: &candour_casework::Case| {
        case.issue(&by_officer(A_MONDAY), &authority(), A_MONDAY, Digest::of(b"letter"))
    };
    let refused = story.try_to(issue).unwrap_err();
    let Refused::Guidance(found) = &refused else { panic!("{refused}") };
    let checks: Vec<String> = found.iter().filter_map(|one| one.split(' ').next()).map(str::to_owned).collect();
    for check in checks {
        assert!(story.try_to(|case| case.override_guidance(&by_officer(A_MONDAY), &check, "no")).is_err());
        story.must(|case| case.override_guidance(&approver, &check, "the estimate is on file"));
    }
    story.must(issue);
}

#[test]
fn an_opinion_after_the_notice_is_refused() {
    let mut story = Story::of_issued_request(A_MONDAY, sample::part(Outcome::Withheld));
    let opinion = QualifiedPersonOpinion {
        office: "Chief Constable".into(),
        given_on: A_MONDAY,
        opinion: "would be likely to inhibit advice".into(),
    };
    let refused = story.try_to(|case| case.record_opinion(&by_officer(A_MONDAY), opinion)).unwrap_err();
    assert!(refused.to_string().contains("before the notice"), "{refused}");
}

#[test]
fn a_contributor_answers_only_their_own_commission() {
    let mut story = Story::of_open_request(A_MONDAY);
    let contributor = sample::user(7, &[Role::Contributor]);
    let another = sample::user(8, &[Role::Contributor]);
    let by = by_officer(A_MONDAY);
    story.must(|case| case.commission(&by, contributor.id, "count the widgets", days_after(5)));
    story.must(|case| case.chase(&by_officer(days_after(6)), 1));
    assert!(!story.case.is_visible_to(&another));
    assert!(story.case.is_visible_to(&contributor));
    let answer = |user: &candour_casework::User| {
        let by = By::user(user, &noon(days_after(6)));
        move |case: &candour_casework::Case| case.answer_commission(&by, 1, true, "none here")
    };
    assert!(matches!(story.try_to(answer(&another)), Err(Refused::NeedsRole { .. })));
    story.must(answer(&contributor));
    assert_eq!(story.case.commissions[0].nil_return, Some(true));
    assert!(matches!(story.try_to(answer(&contributor)), Err(Refused::Already { .. })));
}

#[test]
fn searches_estimates_and_consultations_are_recorded() {
    let mut story = Story::of_open_request(A_MONDAY);
    let by = by_officer(A_MONDAY);
    let search = Search {
        by: "Sample Person 1".into(),
        place: "the widget register".into(),
        terms: "widget".into(),
        minutes: 30,
        result: "one document".into(),
        on: A_MONDAY,
    };
    story.must(|case| case.record_search(&by, search));
    let activity = EstimatedActivity {
        activity: CountableActivity::Locate,
        minutes: 1_200,
        basis: "40 files of 30 minutes".into(),
    };
    let estimate =
        CostEstimate { activities: vec![activity], sampling: Some("2 of 40 files".into()), confirming_exceeds: false };
    assert_eq!(estimate.pence(), 50_000);
    story.must(|case| case.estimate_cost(&by, estimate));
    story.must(|case| {
        case.consult(&by, ConsultedParty::CentralReferral("National Widget Desk".into()), "risk", A_MONDAY)
    });
    story.must(|case| case.answer_consultation(&by, 1, "no objection", A_MONDAY));
    assert_eq!(story.case.consultations[0].views.as_deref(), Some("no objection"));
}

#[test]
fn a_review_goes_to_somebody_who_did_not_decide() {
    let mut story = Story::of_issued_request(A_MONDAY, sample::part(Outcome::Withheld));
    let reference: candour_casework::Reference = "99.IR.26.000001".parse().unwrap();
    let asked = (reference, days_after(2), words("I disagree"));
    let by = By::requester(&noon(days_after(2)));
    story.must(|case| case.request_review(&by, &authority(), Calendar::built_in(), asked));
    let by = by_officer(days_after(2));
    for user in [officer(), approver()] {
        assert!(matches!(story.try_to(|case| case.allocate_review(&by, user.id)), Err(Refused::OwnWork { .. })));
    }
    story.must(|case| case.allocate_review(&by, reviewer().id));
    let part = sample::part(Outcome::Disclosed);
    let decision = sample::decision(&part);
    let by = By::user(&reviewer(), &noon(days_after(9)));
    let result = (days_after(9), ReviewResult::Overturned);
    story.must(|case| case.decide_review(&by, &authority(), result, (vec![part], decision)));
    assert_eq!(story.case.state, CaseState::Reviewed);
    story.must(|case| case.note_complaint(&by_officer(days_after(20)), days_after(20), "IC-000001-SAMPLE"));
    story.must(|case| case.note_bundle(&by_officer(days_after(21)), Digest::of(b"bundle")));
    let on = days_after(90);
    story.must(|case| case.note_decision_notice(&by_officer(on), on, ReviewResult::Upheld, "none"));
    assert_eq!(story.case.state, CaseState::RegulatorDecided);
}

#[test]
fn a_complaint_before_the_review_is_taken_only_when_no_answer_came_in_time() {
    let mut story = Story::of_open_request(A_MONDAY);
    let complain = |on: Date| move |case: &candour_casework::Case| case.note_complaint(&by_officer(on), on, "IC-1");
    let refused = story.try_to(complain(days_after(5))).unwrap_err();
    assert!(refused.to_string().contains("s.50(2)(a)"), "{refused}");
    story.must(complain(days_after(60)));
    assert_eq!(story.case.state, CaseState::Open, "the answer is still due");
}

#[test]
fn withdrawal_and_transfer_are_for_requests_that_await_an_answer() {
    let mut issued = Story::of_issued_request(A_MONDAY, sample::part(Outcome::Disclosed));
    let by = By::requester(&noon(A_MONDAY));
    assert!(issued.try_to(|case| case.withdraw(&by, A_MONDAY)).is_err());
    assert!(issued.try_to(|case| case.transfer(&by_officer(A_MONDAY), A_MONDAY, "Another Force")).is_err());
    let mut open = Story::of_open_request(A_MONDAY);
    open.must(|case| case.withdraw(&by, A_MONDAY));
    assert_eq!(open.case.outcome(), Some(Outcome::Withdrawn));
}

#[test]
fn a_restricted_case_is_closed_to_other_officers() {
    let mut story = Story::of_open_request(A_MONDAY);
    let by = by_officer(A_MONDAY);
    story.must(|case| case.restrict(&by, vec![officer().id], "it is about a colleague"));
    let other = sample::user(5, &[Role::Officer]);
    assert!(!story.case.is_visible_to(&other));
    let by = By::user(&other, &noon(A_MONDAY));
    assert!(matches!(story.try_to(|case| case.acknowledge(&by, A_MONDAY)), Err(Refused::Restricted { .. })));
}

#[test]
fn the_requester_is_erased_only_when_nothing_is_open_and_the_time_has_run_out() {
    let mut open = Story::of_open_request(A_MONDAY);
    let erase = |on: Date| {
        let by = By::user(&sample::user(4, &[Role::Administrator]), &noon(on));
        move |case: &candour_casework::Case| case.erase_requester(&by, 730, "retention")
    };
    assert!(matches!(open.try_to(erase(days_after(1_000))), Err(Refused::Retention { .. })));
    let mut issued = Story::of_issued_request(A_MONDAY, sample::part(Outcome::Disclosed));
    assert!(matches!(issued.try_to(erase(days_after(10))), Err(Refused::Retention { .. })));
    issued.must(erase(days_after(1_000)));
    assert!(issued.case.requester_erased);
}

#[test]
fn requests_are_aggregated_only_within_sixty_working_days() {
    let mut story = Story::of_open_request(A_MONDAY);
    let by = by_officer(days_after(200));
    let mut other = Story::of_request(days_after(28)).case;
    other.id = candour_casework::CaseId(uuid::Uuid::from_u128(100));
    story.must(|case| case.aggregate(&by, &other, Calendar::built_in()));
    assert_eq!(story.case.related.len(), 1);
    other.received_on = Some(days_after(120));
    let refused = story.try_to(|case| case.aggregate(&by, &other, Calendar::built_in())).unwrap_err();
    assert!(refused.to_string().contains("reg. 5(2)"), "{refused}");
}

#[test]
fn nobody_accepts_their_own_marks_unless_the_authority_allows_it_with_a_reason() {
    use candour_casework::document::{Document, MarkState};
    let mut story = Story::of_open_request(A_MONDAY);
    let alone = sample::user(1, &[Role::Officer, Role::Reviewer]);
    let by = By::user(&alone, &noon(A_MONDAY));
    let id = candour_casework::DocumentId(uuid::Uuid::from_u128(5));
    let document = Document {
        id,
        title: "Widgets".into(),
        file_name: "widgets.pdf".into(),
        media_type: "application/pdf".into(),
        original: Digest::of(b"widgets"),
        size_bytes: 7,
        pages: Some(1),
        limbs: Vec::new(),
        page_flags: Vec::new(),
        marks: Vec::new(),
        renditions: Vec::new(),
        supersedes: None,
    };
    story.must(|case| case.collect(&by, document.clone()));
    assert!(matches!(story.try_to(|case| case.collect(&by, document)), Err(Refused::Already { .. })));
    let mark = |page, rect| candour_casework::command::NewMark {
        page,
        rect,
        provisions: vec!["s31-1-a".into()],
        label: None,
        level: None,
        object: false,
        rationale: None,
    };
    let sound = [1.0, 1.0, 2.0, 2.0];
    for wrong in [mark(2, sound), mark(1, [1.0, 1.0, 1.0, 2.0]), mark(1, [f64::NAN, 1.0, 2.0, 2.0])] {
        assert!(story.try_to(|case| case.propose_marks(&by, id, vec![wrong])).is_err());
    }
    story.must(|case| case.propose_marks(&by, id, vec![mark(1, sound), mark(1, sound)]));
    let accept = |case: &candour_casework::Case| case.review_marks(&by, id, &[1], (MarkState::Accepted, None));
    assert!(matches!(story.try_to(accept), Err(Refused::OwnWork { .. })));
    let own = |authority: &candour_casework::Authority| {
        let (by, authority) = (by.clone(), authority.clone());
        move |case: &candour_casework::Case| {
            case.accept_own_marks(&by, &authority, id, (&[1, 2], "there is one officer"))
        }
    };
    assert!(matches!(story.try_to(own(&authority())), Err(Refused::OwnWork { .. })));
    let mut small = authority();
    small.may_override_separation = true;
    story.must(own(&small));
    assert!(story.case.documents[0].marks.iter().all(|mark| mark.state == MarkState::Accepted));
}

#[test]
fn a_disabled_account_can_do_nothing() {
    let mut story = Story::of_open_request(A_MONDAY);
    let mut gone = officer();
    gone.disabled = true;
    let by = By::user(&gone, &noon(A_MONDAY));
    assert!(matches!(story.try_to(|case| case.acknowledge(&by, A_MONDAY)), Err(Refused::NeedsRole { .. })));
}
