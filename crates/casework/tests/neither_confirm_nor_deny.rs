//! The secret is whether information is held. Two cases that differ only in that must look the same from outside.

use candour_casework::command::{By, NewMark, OwnWork, PublicWords};
use candour_casework::document::{Document, PageFlag};
use candour_casework::event::Search;
use candour_casework::id::{Digest, DocumentId};
use candour_casework::outcome::Outcome;
use candour_casework::request::{Holding, Limb, LimbId, Part};
use candour_casework::returns::{self, Period};
use candour_casework::sample::{self, A_MONDAY, Story, approver, authority, noon, officer, reviewer};

/// A request of which one limb is answered openly and any other information is neither confirmed nor denied.
fn twin(held: bool) -> Story {
    let clock = noon(A_MONDAY);
    let by = By::user(&officer(), &clock);
    let mut story = Story::of_open_request(A_MONDAY);
    story.must(|case| case.record_search(&by, search(held)));
    if held {
        let document = document();
        let id = document.id;
        story.must(|case| case.collect(&by, document));
        story.must(|case| case.flag_page(&by, id, 2, PageFlag::Withhold));
        story.must(|case| case.propose_marks(&by, id, vec![mark()]));
    }
    let part = part(if held { Holding::Held } else { Holding::NotHeld });
    let decision = sample::decision(&part);
    story.must(|case| case.decide(&by, vec![part], decision));
    story.must(|case| case.peer_review(&By::user(&reviewer(), &clock), true, ""));
    story.must(|case| case.sign_off(&By::user(&approver(), &clock), &authority(), OwnWork::No));
    story.must(|case| case.issue(&by, &authority(), A_MONDAY, Digest::of(b"letter")));
    story.must(|case| case.screen_request(&by, "How many widgets were counted in 2025?"));
    story.must(|case| case.decide_publication(&by, true, "of general interest"));
    story
}

fn part(holding: Holding) -> Part {
    let mut part = sample::part(Outcome::NotHeld);
    part.limbs.push(Limb {
        id: LimbId("1b".into()),
        describes: "any other information".into(),
        holding,
        outcome: Some(Outcome::NeitherConfirmNorDeny),
        provisions: vec!["s31-3".into()],
    });
    part
}

fn search(held: bool) -> Search {
    Search {
        by: "Sample Person 1".into(),
        place: "the intelligence register".into(),
        terms: "widget".into(),
        minutes: if held { 90 } else { 10 },
        result: if held { "two documents".into() } else { "nothing".into() },
        on: A_MONDAY,
    }
}

fn document() -> Document {
    Document {
        id: DocumentId(uuid::Uuid::from_u128(5)),
        title: "Widget intelligence".into(),
        file_name: "widgets.pdf".into(),
        media_type: "application/pdf".into(),
        original: Digest::of(b"widgets"),
        size_bytes: 7,
        pages: Some(3),
        limbs: vec![LimbId("1b".into())],
        page_flags: Vec::new(),
        marks: Vec::new(),
        renditions: Vec::new(),
        supersedes: None,
    }
}

fn mark() -> NewMark {
    NewMark {
        page: 1,
        rect: [72.0, 700.0, 180.0, 714.0],
        provisions: vec!["s31-1-a".into()],
        label: None,
        level: None,
        object: false,
        rationale: None,
    }
}

fn words() -> PublicWords {
    PublicWords {
        title: "Widgets counted in 2025".into(),
        summary: "Not held; anything else is neither confirmed nor denied.".into(),
        slug: "widgets-counted".into(),
        ..PublicWords::default()
    }
}

#[test]
fn a_held_and_a_not_held_twin_publish_the_same_bytes() {
    let published = |held| {
        let by = By::user(&officer(), &noon(A_MONDAY));
        let change = twin(held).case.publish(&by, words()).unwrap();
        change.publication().unwrap().content().unwrap()
    };
    assert_eq!(published(true), published(false));
}

#[test]
fn a_held_and_a_not_held_twin_hand_the_letter_the_same_parts_and_reasons() {
    let (held, not_held) = (twin(true).case, twin(false).case);
    assert_ne!(held.parts, not_held.parts, "the case itself knows");
    assert_eq!(held.answered_parts(), not_held.answered_parts());
    assert_eq!(held.decision, not_held.decision);
}

#[test]
fn a_held_and_a_not_held_twin_have_the_same_outcome_and_dates() {
    let seen = |story: Story| (story.case.outcome(), story.case.due_on(), story.case.issued_on, story.case.state);
    assert_eq!(seen(twin(true)), seen(twin(false)));
}

#[test]
fn a_held_and_a_not_held_twin_give_the_same_return() {
    let counted = |held| {
        let period = Period::new(A_MONDAY, A_MONDAY, A_MONDAY).unwrap();
        let counted = returns::count(&authority().slug, period, [twin(held).events]);
        assert_eq!(counted.total("answered"), 1);
        assert_eq!(counted.total("relied_on_s31"), 1);
        (serde_json::to_string(&counted).unwrap(), counted.to_csv())
    };
    assert_eq!(counted(true), counted(false));
}

#[test]
fn what_is_published_says_nothing_of_requester_officer_search_or_document() {
    let by = By::user(&officer(), &noon(A_MONDAY));
    let change = twin(true).case.publish(&by, words()).unwrap();
    let content = change.publication().unwrap().content().unwrap();
    for secret in ["Alex", "example.org", "Sample Person", "intelligence", "holding", &officer().id.to_string()] {
        assert!(!content.contains(secret), "{secret} in {content}");
    }
}
