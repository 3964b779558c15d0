//! The outbox, on an empty store.

use candour_casework::command::{By, PublicWords};
use candour_casework::outbox::{LogChange, Outbox as _};
use candour_casework::outcome::Outcome;
use candour_casework::ports::CaseStore as _;
use candour_casework::sample::{self, A_MONDAY, approver, noon, officer};
use candour_store::Store;
use jiff::civil::date;

use super::suite::{does, published, with_authority};

pub(crate) async fn publishing_and_taking_down_are_told_in_order_in_the_outbox(store: &Store) {
    with_authority(store).await;
    assert_eq!(store.outbox_end().await.unwrap(), 0);
    let first = published(store, 1, sample::part(Outcome::Withheld), A_MONDAY, "widgets").await;
    let second = published(store, 2, sample::part(Outcome::Disclosed), A_MONDAY, "vans").await;
    let by = By::user(&officer(), &noon(date(2026, 9, 1)));
    let words = PublicWords { title: "Again".into(), version_why: Some("more".into()), ..PublicWords::default() };
    let first = does(store, first, |case| case.publish(&by, words)).await;
    let by = By::user(&approver(), &noon(date(2026, 9, 2)));
    let second = does(store, second, |case| case.take_down(&by, "it named a person")).await;
    let told = store.outbox_after(0, 100).await.unwrap();
    let briefly: Vec<_> = told.iter().map(|one| (one.position, one.change, one.case, one.version)).collect();
    let expected = [
        (1, LogChange::Published, first.id, 1),
        (2, LogChange::Published, second.id, 1),
        (3, LogChange::Published, first.id, 2),
        (4, LogChange::TakenDown, second.id, 1),
    ];
    assert_eq!(briefly, expected);
    assert_eq!(told[0].reference, first.reference);
    assert_eq!(told[3].at, noon(date(2026, 9, 2)).0);
    assert_eq!(store.outbox_end().await.unwrap(), 4);
}

pub(crate) async fn a_publication_that_is_refused_leaves_nothing_in_the_outbox(store: &Store) {
    with_authority(store).await;
    let case = published(store, 1, sample::part(Outcome::Withheld), A_MONDAY, "widgets").await;
    let by = By::user(&officer(), &noon(date(2026, 9, 1)));
    let words = PublicWords { title: "Again".into(), ..PublicWords::default() };
    let change = case.publish(&by, words).unwrap();
    store.append(case.id, case.version, change.clone()).await.unwrap();
    assert!(store.append(case.id, case.version, change).await.unwrap_err().is_conflict());
    assert_eq!(store.outbox_end().await.unwrap(), 2);
}

pub(crate) async fn a_reader_of_the_outbox_goes_on_where_it_was(store: &Store) {
    with_authority(store).await;
    for number in 1..=3 {
        published(store, number, sample::part(Outcome::Disclosed), A_MONDAY, "widgets").await;
    }
    assert_eq!(store.outbox_place("index").await.unwrap(), 0);
    let first = store.outbox_after(0, 2).await.unwrap();
    store.keep_outbox_place("index", first[1].position).await.unwrap();
    let place = store.outbox_place("index").await.unwrap();
    let rest = store.outbox_after(place, 2).await.unwrap();
    assert_eq!(rest.iter().map(|one| one.position).collect::<Vec<_>>(), [3]);
    store.keep_outbox_place("index", 3).await.unwrap();
    assert_eq!(store.outbox_place("index").await.unwrap(), 3);
    assert_eq!(store.outbox_place("another").await.unwrap(), 0);
}
