//! The statistical return, counted from histories.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use candour_casework::Reference;
use candour_casework::command::{By, OwnWork};
use candour_casework::event::{Event, ReviewResult};
use candour_casework::id::Digest;
use candour_casework::outcome::Outcome;
use candour_casework::reference::ReferenceKind;
use candour_casework::returns::{InvalidPeriod, Period, Return, Table, count};
use candour_casework::sample::{self, A_MONDAY, Story, approver, authority, noon, officer, reviewer};
use candour_casework::sealed::{SealedText, SealingKey};
use candour_statute::Calendar;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

fn by_officer(on: Date) -> By {
    By::user(&officer(), &noon(on))
}

/// A request received on the Monday and answered on a day.
fn answered(on: Date, outcome: Outcome) -> Story {
    answer(Story::of_open_request(A_MONDAY), on, outcome)
}

fn answer(mut story: Story, on: Date, outcome: Outcome) -> Story {
    let part = sample::part(outcome);
    let decision = sample::decision(&part);
    story.must(|case| case.decide(&by_officer(on), vec![part], decision));
    story.must(|case| case.peer_review(&By::user(&reviewer(), &noon(on)), true, ""));
    story.must(|case| case.sign_off(&By::user(&approver(), &noon(on)), &authority(), OwnWork::No));
    story.must(|case| case.issue(&by_officer(on), &authority(), on, Digest::of(b"letter")));
    story
}

fn june(as_known_on: Date) -> Period {
    Period::new(date(2026, 6, 1), date(2026, 6, 30), as_known_on).unwrap()
}

fn counted(period: Period, stories: impl IntoIterator<Item = Story>) -> Return {
    count(&authority().slug, period, stories.into_iter().map(|story| story.events))
}

const LATER: Date = date(2026, 12, 31);
const DUE: Date = date(2026, 6, 30);

#[test]
fn the_first_answers_are_counted_by_outcome_and_add_up() {
    let outcomes =
        [Outcome::Disclosed, Outcome::Disclosed, Outcome::Withheld, Outcome::NeitherConfirmNorDeny, Outcome::NotHeld];
    let stories = outcomes.map(|outcome| answered(date(2026, 6, 10), outcome));
    let figures = counted(june(LATER), stories);
    assert_eq!(figures.total("received"), 5);
    assert_eq!(figures.total("answered"), 5);
    assert_eq!(figures.total("granted_in_full"), 2);
    assert_eq!(figures.total("withheld_in_full"), 2);
    assert_eq!(figures.total("not_held"), 1);
    assert_eq!(figures.total("resolvable"), 4);
    assert_eq!(figures.total("relied_on_s31"), 2);
    let relied = figures.figure("relied_on_s31").unwrap();
    assert_eq!((relied.table, relied.name.as_str()), (Table::Provisions, "Section 31: Law enforcement"));
    adds_up(&figures);
}

/// Where each request stands adds up to those received; time and outcome to those answered; results to those asked for.
fn adds_up(figures: &Return) {
    let sum = |keys: &[&str]| keys.iter().map(|key| figures.total(key)).sum::<u64>();
    let stands = ["answered", "open_in_time", "open_extended", "open_on_hold", "open_late"];
    assert_eq!(sum(&stands) + sum(&["withdrawn", "lapsed", "transferred"]), figures.total("received"));
    let time = ["answered_in_time", "answered_within_extension", "answered_late", "answered_time_unknown"];
    assert_eq!(sum(&time), figures.total("answered"));
    let outcomes = figures.table(Table::Outcomes).filter(|figure| figure.key != "resolvable");
    assert_eq!(outcomes.map(|figure| figure.total).sum::<u64>(), figures.total("answered"));
    for of in ["reviews", "complaints"] {
        let results = ["upheld", "upheld_in_part", "overturned", "open"].map(|result| format!("{of}_{result}"));
        let whole = if of == "reviews" { "reviews_requested" } else { of };
        assert_eq!(results.iter().map(|key| figures.total(key)).sum::<u64>(), figures.total(whole));
    }
    assert!(figures.figures.iter().all(|figure| figure.total == figure.foia + figure.eir));
}

#[test]
fn an_answer_on_the_last_day_is_in_time_and_on_the_next_is_late() {
    let figures =
        counted(june(LATER), [answered(DUE, Outcome::Disclosed), answered(DUE + 1.day(), Outcome::Disclosed)]);
    assert_eq!((figures.total("answered_in_time"), figures.total("answered_late")), (1, 1));
    adds_up(&figures);
}

#[test]
fn an_answer_within_an_extension_is_neither_in_time_nor_late() {
    let extended = || {
        let mut story = Story::of_open_request(A_MONDAY);
        let extension = (vec!["s31-1-a".into()], date(2026, 7, 10), "the interests are weighed");
        story.must(|case| case.extend(&by_officer(date(2026, 6, 20)), &authority(), Calendar::built_in(), extension));
        story
    };
    let early = answer(extended(), date(2026, 6, 29), Outcome::Withheld);
    let within = answer(extended(), date(2026, 7, 9), Outcome::Withheld);
    let late = answer(extended(), date(2026, 7, 13), Outcome::Withheld);
    let figures = counted(june(LATER), [early, within, late]);
    let time = ["answered_in_time", "answered_within_extension", "answered_late", "extended"];
    assert_eq!(time.map(|key| figures.total(key)), [1, 1, 1, 3]);
    let open = counted(june(date(2026, 7, 5)), [extended()]);
    assert_eq!(open.total("open_extended"), 1);
    adds_up(&figures);
}

#[test]
fn open_requests_are_in_time_on_hold_or_late_on_the_day_of_the_return() {
    let open = Story::of_open_request(A_MONDAY);
    let mut on_hold = open.clone();
    on_hold.must(|case| case.seek_clarification(&by_officer(A_MONDAY), A_MONDAY, "which widgets?"));
    let mut withdrawn = open.clone();
    withdrawn.must(|case| case.withdraw(&by_officer(A_MONDAY), A_MONDAY));
    let keys = ["open_in_time", "open_on_hold", "open_late", "withdrawn"];
    let stories = || [open.clone(), on_hold.clone(), withdrawn.clone()];
    assert_eq!(keys.map(|key| counted(june(DUE), stories()).total(key)), [1, 1, 0, 1]);
    assert_eq!(keys.map(|key| counted(june(DUE + 1.day()), stories()).total(key)), [0, 1, 1, 1]);
}

#[test]
fn a_return_run_again_as_known_on_its_day_comes_out_the_same() {
    let before = Story::of_open_request(A_MONDAY);
    let after = answer(before.clone(), date(2026, 7, 20), Outcome::Withheld);
    let then = date(2026, 7, 1);
    assert_eq!(counted(june(then), [after.clone()]), counted(june(then), [before]));
    assert_eq!(counted(june(LATER), [after]).total("answered_late"), 1);
}

#[test]
fn a_request_of_another_period_is_not_counted() {
    let period = Period::new(date(2026, 7, 1), date(2026, 7, 31), LATER).unwrap();
    let figures = counted(period, [answered(date(2026, 7, 3), Outcome::Disclosed)]);
    assert_eq!((figures.total("received"), figures.total("answered")), (0, 0));
}

#[test]
fn reviews_and_complaints_are_counted_in_the_period_in_which_they_came() {
    let mut story = answered(date(2026, 6, 10), Outcome::Withheld);
    let asked = date(2026, 7, 6);
    let grounds = SealedText::new(SealingKey::new([7; 32]), "I disagree.");
    let reference = Reference::new("99", ReferenceKind::Ir, 26, 1).unwrap();
    let asks = (reference, asked, grounds);
    story.must(|case| case.request_review(&By::requester(&noon(asked)), &authority(), Calendar::built_in(), asks));
    let second = sample::user(9, &[candour_casework::Role::Reviewer]);
    story.must(|case| case.allocate_review(&by_officer(asked), second.id));
    let pending = story.clone();
    let on = date(2026, 7, 20);
    let part = sample::part(Outcome::Disclosed);
    let decision = sample::decision(&part);
    let by = By::user(&second, &noon(on));
    story.must(|case| case.decide_review(&by, &authority(), (on, ReviewResult::Overturned), (vec![part], decision)));
    story.must(|case| case.note_complaint(&by_officer(date(2026, 7, 30)), date(2026, 7, 30), "IC-000000-X1X1"));
    let july = Period::new(date(2026, 7, 1), date(2026, 7, 31), LATER).unwrap();
    let figures = counted(july, [story.clone()]);
    let keys =
        ["received", "reviews_requested", "reviews_overturned", "reviews_in_time", "complaints", "complaints_open"];
    assert_eq!(keys.map(|key| figures.total(key)), [0, 1, 1, 1, 1, 1]);
    assert_eq!(counted(july, [pending]).total("reviews_open"), 1);
    let first = counted(june(LATER), [story]);
    assert_eq!((first.total("withheld_in_full"), first.total("granted_in_full")), (1, 0), "the first answer stays");
    adds_up(&figures);
}

#[test]
fn each_figure_has_a_definition_and_a_line_of_csv() {
    let figures = counted(june(LATER), [answered(DUE, Outcome::Withheld)]);
    let csv = figures.to_csv();
    assert_eq!(csv.lines().count(), figures.figures.len() + 1);
    assert!(
        csv.contains("sample-police,2026-06-01,2026-06-30,2026-12-31,requests,received,\"Requests received\",1,0,1,")
    );
    let mut keys: Vec<&str> = figures.figures.iter().map(|figure| figure.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), figures.figures.len());
    assert!(figures.figures.iter().all(|figure| figure.definition.len() > 20 && figure.definition.ends_with('.')));
    let json = serde_json::to_value(&figures).unwrap();
    assert_eq!((&json["from"], &json["figures"][0]["key"]), (&"2026-06-01".into(), &"received".into()));
}

#[test]
fn a_period_that_cannot_be_is_refused() {
    let ends = Period::new(date(2026, 6, 30), date(2026, 6, 1), LATER).unwrap_err();
    assert!(matches!(ends, InvalidPeriod::EndsBeforeItBegins { .. }));
    let future = Period::new(date(2026, 6, 1), date(2026, 6, 30), date(2026, 5, 1)).unwrap_err();
    assert!(future.to_string().contains("2026-05-01"), "{future}");
}

#[test]
fn a_history_that_is_none_is_not_counted() {
    let mut story = answered(DUE, Outcome::Withheld);
    let events: Vec<Event> = story.events.split_off(1);
    assert_eq!(count(&authority().slug, june(LATER), [events]).total("received"), 0);
}
