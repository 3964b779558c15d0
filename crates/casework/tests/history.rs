//! A case is what its events say: out of order they are no history, and whatever a command answers is one.

use candour_casework::case::{BrokenHistory, Case, CaseState};
use candour_casework::command::{Answer, By, OwnWork, PublicWords};
use candour_casework::decision::Decision;
use candour_casework::event::{EventKind, ReviewResult};
use candour_casework::id::Digest;
use candour_casework::outcome::Outcome;
use candour_casework::sample::{self, A_MONDAY, Story, authority, noon};
use candour_casework::sealed::{SealedText, SealingKey};
use candour_casework::user::Role;
use candour_statute::Calendar;
use jiff::ToSpan as _;
use proptest::prelude::*;

#[test]
fn events_out_of_order_are_no_history() {
    let story = Story::of_open_request(A_MONDAY);
    let mut events = story.events;
    events.swap(0, 1);
    assert!(matches!(Case::from_events(&events), Err(BrokenHistory::OutOfOrder { .. })));
    assert_eq!(Case::from_events([]), Err(BrokenHistory::Empty));
    events.remove(1);
    assert!(Case::from_events(&events).is_err(), "a case does not begin in the middle");
}

#[test]
fn an_event_that_names_what_the_case_does_not_have_is_refused() {
    let mut story = Story::of_open_request(A_MONDAY);
    let last = story.events.last_mut().unwrap();
    last.kind = EventKind::Chased { commission: 7, on: A_MONDAY };
    let broken = Case::from_events(&story.events).unwrap_err();
    assert_eq!(broken.to_string(), "event 2 names a commission that the case does not have");
}

#[test]
fn every_event_reads_back_from_what_is_stored() {
    let story = Story::of_issued_request(A_MONDAY, sample::part(Outcome::Withheld));
    for event in &story.events {
        let text = serde_json::to_string(&event.kind).unwrap();
        assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), event.kind);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_is_tried_in_whatever_order_no_unsound_history_arises(
        steps in proptest::collection::vec((0_u8..26, 0_u8..3, 0_i64..9), 1..60)
    ) {
        let mut story = Story::of_request(A_MONDAY);
        let mut day = A_MONDAY;
        for (command, user, days) in steps {
            day = day.checked_add(days.days()).unwrap();
            let before = story.case.clone();
            let roles = [Role::Officer, Role::Reviewer, Role::Approver, Role::Administrator];
            let by = By::user(&sample::user(u128::from(user) + 1, &roles), &noon(day));
            // `try_to` panics if an accepted change is no history.
            if story.try_to(|case| attempt(case, &by, command)).is_err() {
                prop_assert_eq!(&before, &story.case, "a refused command changes nothing");
            }
            let case = &story.case;
            if case.issued_on.is_some() && before.issued_on.is_none() {
                prop_assert_eq!(&before.state, &CaseState::SignedOff);
                let author = before.decision.as_ref().and_then(|decision| decision.author);
                prop_assert_ne!(before.signed_off_by, author, "nobody signs off their own work");
            }
            if case.publication.is_some() {
                prop_assert!(case.issued_on.is_some(), "nothing is published unanswered");
            }
            if let Some(review) = &case.internal_review {
                prop_assert!(review.reviewer.is_none() || review.reviewer != case.signed_off_by);
            }
        }
    }
}

fn attempt(case: &Case, by: &By, command: u8) -> Answer {
    let (calendar, on, authority) = (Calendar::built_in(), by.today(), authority());
    let outcome = if command.is_multiple_of(2) { Outcome::Withheld } else { Outcome::Disclosed };
    let part = sample::part(outcome);
    let decision = sample::decision(&part);
    match command {
        0 | 1 => case.allocate(by, sample::officer().id),
        2 => case.seek_clarification(by, on, "which?"),
        3 => case.take_clarification(by, &authority, calendar, (on, sealed("these"))),
        4 => case.issue_fees_notice(by, on, 500),
        5 => case.take_fee(by, &authority, calendar, on),
        6 | 7 => case.decide(by, vec![part], decision),
        8 | 9 => case.peer_review(by, command == 8, "seen"),
        10 | 11 => case.sign_off(by, &authority, OwnWork::No),
        12 | 13 => case.issue(by, &authority, on, Digest::of(b"letter")),
        14 => case.send_back(by, "again"),
        15 => case.withdraw(by, on),
        16 => case.lapse(by, calendar, 40),
        17 => case.reopen(by, &authority, calendar, "a reply came"),
        18 => {
            let reference = "99.IR.26.000001".parse().expect("a reference");
            case.request_review(by, &authority, calendar, (reference, on, sealed("no")))
        }
        19 => case.allocate_review(by, sample::user(2, &[]).id),
        20 => case.decide_review(by, &authority, (on, ReviewResult::Upheld), (vec![part], decision)),
        21 => case.note_complaint(by, on, "IC-1"),
        22 => case.decide_publication(by, true, "of interest"),
        23 => case.publish(by, PublicWords { title: "T".into(), slug: "t".into(), ..PublicWords::default() }),
        24 => case.screen_request(by, "How many?"),
        _ => case.decide(by, Vec::new(), Decision::default()),
    }
}

fn sealed(text: &str) -> SealedText {
    SealedText::new(SealingKey::new([4; 32]), text)
}
