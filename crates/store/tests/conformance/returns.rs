//! Returns, retention and the finer points of jobs, on an empty store.

use candour_casework::command::{By, import_page};
use candour_casework::id::CaseId;
use candour_casework::outcome::Outcome;
use candour_casework::ports::{CaseStore as _, NewJob};
use candour_casework::returns::{self, CaseHistories as _, Period};
use candour_casework::sample::{self, A_MONDAY, authority, noon};
use candour_casework::sealed::{SealedText, SealingKey};
use candour_casework::{Reference, reference::ReferenceKind};
use candour_statute::Calendar;
use candour_store::Store;
use jiff::SignedDuration;
use jiff::civil::date;

use super::suite::{begin, does, issued, now, page, with_authority};

pub(crate) async fn a_return_counts_the_cases_of_its_period_and_no_others(store: &Store) {
    with_authority(store).await;
    let withheld = issued(store, 1, sample::part(Outcome::Withheld)).await;
    issued(store, 2, sample::part(Outcome::Disclosed)).await;
    begin(store, 3, date(2026, 7, 6)).await;
    // A page of another log is no request received here, on whatever day it came.
    let elsewhere = Reference::new("99", ReferenceKind::Foi, 26, 7).unwrap();
    let page = import_page(&authority(), elsewhere, page(Some(A_MONDAY)), &By::operator(&noon(A_MONDAY))).unwrap();
    store.begin_case(CaseId(uuid::Uuid::from_u128(7)), page).await.unwrap();
    let asked = date(2026, 8, 3);
    let by = By::requester(&noon(asked));
    let reference = Reference::new("99", ReferenceKind::Ir, 26, 9).unwrap();
    let asks = (reference, asked, SealedText::new(SealingKey::new([9; 32]), "I disagree."));
    does(store, withheld, |case| case.request_review(&by, &authority(), Calendar::built_in(), asks)).await;
    let counted = async |from, to| {
        let period = Period::new(from, to, date(2026, 12, 31)).unwrap();
        let counted = returns::of(store, &authority().slug, period).await.unwrap();
        ["received", "answered", "granted_in_full", "withheld_in_full", "open_late", "reviews_open"]
            .map(|key| counted.total(key))
    };
    assert_eq!(counted(date(2026, 6, 1), date(2026, 6, 30)).await, [2, 2, 1, 1, 0, 0]);
    assert_eq!(counted(date(2026, 7, 1), date(2026, 7, 31)).await, [1, 0, 0, 0, 1, 0]);
    assert_eq!(counted(date(2026, 8, 1), date(2026, 8, 31)).await, [0, 0, 0, 0, 0, 1]);
    let nobody = "nobody".parse().unwrap();
    let period = Period::new(date(2026, 6, 1), date(2026, 6, 30), date(2026, 12, 31)).unwrap();
    assert_eq!(returns::of(store, &nobody, period).await.unwrap().total("received"), 0);
}

pub(crate) async fn a_return_reads_more_cases_than_one_batch(store: &Store) {
    with_authority(store).await;
    for number in 1..=5 {
        begin(store, number, A_MONDAY).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let batch = store.histories(&authority().slug, (A_MONDAY, A_MONDAY), after, 2).await.unwrap();
        let Some(last) = batch.last() else { break };
        after = last[0].case;
        seen.extend(batch.iter().map(|history| history[0].case));
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted());
}

pub(crate) async fn requesters_are_erased_when_their_time_is_over(store: &Store) {
    with_authority(store).await;
    let closed = issued(store, 1, sample::part(Outcome::Disclosed)).await;
    let open = begin(store, 2, A_MONDAY).await;
    let erase = async |on| store.erase_requesters(&By::system(&noon(on)), 365).await.unwrap();
    assert_eq!(erase(date(2027, 6, 1)).await, 0, "kept to the last day");
    assert_eq!(erase(date(2027, 6, 2)).await, 1);
    assert_eq!(erase(date(2027, 6, 3)).await, 0);
    assert_eq!(store.requester(closed.id).await.unwrap(), None);
    assert!(store.requester(open.id).await.unwrap().is_some(), "an open case keeps its requester");
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

pub(crate) async fn a_job_held_on_stays_with_its_worker(store: &Store) {
    let hold = SignedDuration::from_secs(10);
    store.add_job(&job()).await.unwrap();
    let taken = store.claim_job_for("slow", now(), hold).await.unwrap().unwrap();
    let later = now() + SignedDuration::from_secs(9);
    assert!(store.hold_job(&taken.id, "slow", later, hold).await.unwrap());
    let after_first_hold = now() + SignedDuration::from_secs(11);
    assert_eq!(store.claim_job_for("other", after_first_hold, hold).await.unwrap(), None);
    let silent = now() + SignedDuration::from_secs(20);
    assert!(store.claim_job_for("other", silent, hold).await.unwrap().is_some());
    assert!(!store.hold_job(&taken.id, "slow", silent, hold).await.unwrap(), "it is the other's now");
}

pub(crate) async fn a_job_of_a_name_is_added_once(store: &Store) {
    assert!(store.add_job_once("daily-2026-06-01", &job()).await.unwrap());
    assert!(!store.add_job_once("daily-2026-06-01", &job()).await.unwrap());
    assert_eq!(store.job_counts().await.unwrap().waiting, 1);
}

pub(crate) async fn jobs_long_done_are_forgotten_and_others_are_not(store: &Store) {
    for name in ["done", "waiting"] {
        store.add_job_once(name, &job()).await.unwrap();
    }
    let done = store.claim_job("worker", now()).await.unwrap().unwrap();
    assert!(store.finish_job(&done.id, "worker", now()).await.unwrap());
    let held_to_the_end = now() + candour_store::KEPT_DONE;
    assert_eq!(store.prune_jobs(held_to_the_end).await.unwrap(), 0, "it is still remembered");
    assert_eq!(store.prune_jobs(held_to_the_end + SignedDuration::from_secs(1)).await.unwrap(), 1);
    let left = store.job_counts().await.unwrap();
    assert_eq!((left.finished, left.waiting), (0, 1), "one that waits is never forgotten");
    let years_later = now() + SignedDuration::from_hours(20_000);
    assert_eq!(store.prune_jobs(years_later).await.unwrap(), 0);
}

fn job() -> NewJob {
    NewJob { task: "index".into(), arguments: "1".into(), run_after: now() }
}
