//! What every store must do. Each function is given an empty store.

use candour_casework::case::CaseState;
use candour_casework::command::{By, OwnWork, PublicWords, import_page, log_request};
use candour_casework::event::Actor;
use candour_casework::id::{CaseId, Digest};
use candour_casework::imported_page::ImportedPage;
use candour_casework::outcome::Outcome;
use candour_casework::ports::{AuthorityStore as _, BlobStore as _, CaseStore as _, Change, NewJob};
use candour_casework::publication::{DisclosureFilter, LogPlace};
use candour_casework::reference::ReferenceKind;
use candour_casework::sample::{self, A_MONDAY, approver, authority, noon, officer, reviewer};
use candour_casework::user::Role;
use candour_casework::{Case, Part};
use candour_statute::Calendar;
use candour_store::Store;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

pub(crate) fn now() -> Timestamp {
    noon(A_MONDAY).0
}

fn id(number: u32) -> CaseId {
    CaseId(Uuid::from_u128(1_000 + u128::from(number)))
}

pub(crate) async fn with_authority(store: &Store) {
    store.save_authority(&authority(), Actor::Operator, now()).await.unwrap();
}

fn logged(number: u32, received_on: Date) -> Change {
    let by = By::requester(&noon(received_on));
    log_request(&authority(), sample::arrived(number, received_on), Calendar::built_in(), &by).unwrap()
}

pub(crate) async fn begin(store: &Store, number: u32, received_on: Date) -> Case {
    store.begin_case(id(number), logged(number, received_on)).await.unwrap()
}

pub(crate) async fn does(
    store: &Store,
    case: Case,
    command: impl FnOnce(&Case) -> Result<Change, candour_casework::Refused>,
) -> Case {
    let change = command(&case).unwrap();
    store.append(case.id, case.version, change).await.unwrap()
}

/// A case received, decided and issued on one day.
pub(crate) async fn issued(store: &Store, number: u32, part: Part) -> Case {
    let clock = noon(A_MONDAY);
    let by = By::user(&officer(), &clock);
    let decision = sample::decision(&part);
    let case = begin(store, number, A_MONDAY).await;
    let case = does(store, case, |case| case.allocate(&by, officer().id)).await;
    let case = does(store, case, |case| case.decide(&by, vec![part], decision)).await;
    let case = does(store, case, |case| case.peer_review(&By::user(&reviewer(), &clock), true, "")).await;
    let case = does(store, case, |case| case.sign_off(&By::user(&approver(), &clock), &authority(), OwnWork::No)).await;
    does(store, case, |case| case.issue(&by, &authority(), A_MONDAY, Digest::of(b"letter"))).await
}

pub(crate) async fn published(store: &Store, number: u32, part: Part, on: Date, topic: &str) -> Case {
    let by = By::user(&officer(), &noon(on));
    let case = issued(store, number, part).await;
    let case = does(store, case, |case| case.screen_request(&by, "How many widgets?")).await;
    let case = does(store, case, |case| case.decide_publication(&by, true, "of interest")).await;
    let words = PublicWords {
        title: format!("Widgets {number}"),
        slug: format!("widgets-{number}"),
        topics: vec![topic.to_owned()],
        ..PublicWords::default()
    };
    does(store, case, |case| case.publish(&by, words)).await
}

pub(crate) async fn a_case_reads_back_as_it_was_written(store: &Store) {
    with_authority(store).await;
    let written = issued(store, 1, sample::part(Outcome::Withheld)).await;
    let read = store.case(written.id).await.unwrap().unwrap();
    assert_eq!(read, written);
    assert!(read.request.verbatim.unwrap().contains("widgets"));
    assert_eq!(store.requester(written.id).await.unwrap().unwrap().name, "Alex Example 1");
    assert_eq!(store.events(written.id).await.unwrap().len() as u64, written.version);
    assert_eq!(store.case(id(9)).await.unwrap(), None);
}

pub(crate) async fn a_case_is_found_by_reference_and_by_alias(store: &Store) {
    with_authority(store).await;
    let by = By::operator(&noon(A_MONDAY));
    let reference = store.next_reference(&authority().slug, ReferenceKind::Foi, 26).await.unwrap();
    let change = import_page(&authority(), reference.clone(), page(None), &by).unwrap();
    let case = store.begin_case(id(1), change.clone()).await.unwrap();
    assert_eq!(case.state, CaseState::IssuedElsewhere);
    for known_by in ["OLD/2019/7", &reference.to_string()] {
        let found = store.case_by_reference(&authority().slug, known_by).await.unwrap();
        assert_eq!(found.map(|found| found.id), Some(case.id), "{known_by}");
    }
    let again = store.begin_case(id(2), change).await.unwrap_err();
    assert!(again.is_duplicate(), "{again}");
}

/// A page of a log that was kept elsewhere.
pub(crate) fn page(received_on: Option<Date>) -> ImportedPage {
    ImportedPage {
        authority: authority().slug,
        reference: "OLD/2019/7".into(),
        original: Digest::of(b"page"),
        title: None,
        request: Some("How many?".into()),
        parts: Vec::new(),
        received_on,
        answered_on: None,
        published_on: None,
        outcome: Some(Outcome::NotHeld),
        decision: None,
        provisions: Vec::new(),
        reasons: Vec::new(),
        attachments: Vec::new(),
        not_understood: Vec::new(),
    }
}

pub(crate) async fn a_reference_belongs_to_one_case(store: &Store) {
    with_authority(store).await;
    begin(store, 1, A_MONDAY).await;
    let second = store.begin_case(id(2), logged(1, A_MONDAY)).await.unwrap_err();
    assert!(second.is_duplicate(), "{second}");
    assert_eq!(store.case(id(2)).await.unwrap(), None, "nothing of the refused case stays");
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

pub(crate) async fn numbers_are_given_once(store: &Store) {
    with_authority(store).await;
    begin(store, 2, A_MONDAY).await;
    let mut given = Vec::new();
    for _ in 0..3 {
        let reference = store.next_reference(&authority().slug, ReferenceKind::Foi, 26).await.unwrap();
        given.push(reference.to_string());
    }
    assert_eq!(given, ["99.FOI.26.000001", "99.FOI.26.000003", "99.FOI.26.000004"]);
    let unknown = "nobody".parse().unwrap();
    assert!(store.next_reference(&unknown, ReferenceKind::Foi, 26).await.is_err());
}

pub(crate) async fn a_change_to_an_outdated_case_is_a_conflict(store: &Store) {
    with_authority(store).await;
    let case = begin(store, 1, A_MONDAY).await;
    let by = By::user(&officer(), &noon(A_MONDAY));
    let change = case.allocate(&by, officer().id).unwrap();
    store.append(case.id, case.version, change.clone()).await.unwrap();
    let late = store.append(case.id, case.version, change).await.unwrap_err();
    assert!(late.is_conflict(), "{late}");
}

pub(crate) async fn one_of_two_changes_at_once_wins(store: &Store) {
    with_authority(store).await;
    let case = begin(store, 1, A_MONDAY).await;
    let by = By::user(&officer(), &noon(A_MONDAY));
    let change = case.acknowledge(&by, A_MONDAY).unwrap();
    let tries = (0..8).map(|_| {
        let (store, change, id, version) = (store.clone(), change.clone(), case.id, case.version);
        tokio::spawn(async move { store.append(id, version, change).await })
    });
    let mut won = 0;
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            Ok(_) => won += 1,
            Err(error) => assert!(error.is_conflict(), "{error}"),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

pub(crate) async fn the_due_list_is_in_order_and_leaves_out_what_is_answered(store: &Store) {
    with_authority(store).await;
    begin(store, 1, date(2026, 6, 8)).await;
    begin(store, 2, A_MONDAY).await;
    issued(store, 3, sample::part(Outcome::Disclosed)).await;
    let all = store.cases_due(&authority().slug, None, 10).await.unwrap();
    let numbers = |list: &[candour_casework::ports::CaseSummary]| {
        list.iter().map(|line| line.reference.number()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&all), [2, 1]);
    let soon = store.cases_due(&authority().slug, Some(date(2026, 6, 30)), 10).await.unwrap();
    assert_eq!(numbers(&soon), [2]);
}

pub(crate) async fn erasing_the_requester_leaves_the_chain_sound(store: &Store) {
    with_authority(store).await;
    let case = issued(store, 1, sample::part(Outcome::Disclosed)).await;
    let by = By::user(&sample::user(4, &[Role::Administrator]), &noon(date(2030, 1, 1)));
    let case = does(store, case, |case| case.erase_requester(&by, 730, "retention")).await;
    assert_eq!(case.request.verbatim, None);
    assert_eq!(store.requester(case.id).await.unwrap(), None);
    assert_eq!(store.private_text(case.request_digest.unwrap()).await.unwrap(), None);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

pub(crate) async fn what_is_published_is_listed_found_and_taken_down(store: &Store) {
    with_authority(store).await;
    let slug = authority().slug;
    let case = published(store, 1, sample::part(Outcome::Withheld), A_MONDAY, "widgets").await;
    let reference = case.reference.to_string();
    let listed = store.disclosures(&DisclosureFilter { limit: 10, ..Default::default() }).await.unwrap();
    assert_eq!(listed.total, 1);
    let found = store.disclosure(&slug, &reference).await.unwrap().unwrap();
    assert_eq!(found, listed.publications[0]);
    let dated = store.disclosure_by_slug(&slug, 2026, 6, "widgets-1").await.unwrap().unwrap();
    assert_eq!(dated, found);
    assert_eq!(store.disclosed_file(&slug, &reference, "none.pdf").await.unwrap(), None);
    assert_eq!(store.disclosure(&slug, "99.FOI.26.000009").await.unwrap(), None);
    let by = By::user(&approver(), &noon(A_MONDAY));
    does(store, case, |case| case.take_down(&by, "it named a person")).await;
    let gone = store.disclosure(&slug, &reference).await.unwrap().unwrap();
    assert_eq!(gone.tombstone.unwrap().reason, "it named a person");
    assert_eq!(store.disclosures(&DisclosureFilter { limit: 10, ..Default::default() }).await.unwrap().total, 0);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

pub(crate) async fn a_second_version_replaces_the_first_at_the_same_address(store: &Store) {
    with_authority(store).await;
    let slug = authority().slug;
    let case = published(store, 1, sample::part(Outcome::Withheld), A_MONDAY, "widgets").await;
    let by = By::user(&officer(), &noon(date(2026, 9, 1)));
    let words = PublicWords {
        title: "Widgets again".into(),
        slug: "another-address".into(),
        version_why: Some("more is disclosed".into()),
        ..PublicWords::default()
    };
    let case = does(store, case, |case| case.publish(&by, words)).await;
    let dated = store.disclosure_by_slug(&slug, 2026, 6, "widgets-1").await.unwrap().unwrap();
    assert_eq!((dated.version, dated.title.as_str()), (2, "Widgets again"));
    let versions = store.disclosure_versions(&slug, &case.reference.to_string()).await.unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[1].why.as_deref(), Some("more is disclosed"));
    assert_eq!(store.disclosures(&DisclosureFilter { limit: 10, ..Default::default() }).await.unwrap().total, 1);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

pub(crate) async fn the_list_narrows_by_outcome_provision_topic_and_date(store: &Store) {
    with_authority(store).await;
    published(store, 1, sample::part(Outcome::Withheld), A_MONDAY, "widgets").await;
    published(store, 2, sample::part(Outcome::Disclosed), date(2026, 7, 1), "vans").await;
    let numbers = async |filter: DisclosureFilter| {
        let page = store.disclosures(&DisclosureFilter { limit: 10, ..filter }).await.unwrap();
        assert_eq!(page.total, page.publications.len() as u64);
        page.publications.iter().map(|one| one.reference.number()).collect::<Vec<_>>()
    };
    let any = DisclosureFilter::default;
    assert_eq!(numbers(any()).await, [2, 1]);
    assert_eq!(numbers(DisclosureFilter { outcome: Some(Outcome::Disclosed), ..any() }).await, [2]);
    assert_eq!(numbers(DisclosureFilter { provision: Some("s31-1-a".into()), ..any() }).await, [1]);
    assert_eq!(numbers(DisclosureFilter { topic: Some("vans".into()), ..any() }).await, [2]);
    assert_eq!(numbers(DisclosureFilter { from: Some(date(2026, 6, 2)), ..any() }).await, [2]);
    assert_eq!(numbers(DisclosureFilter { to: Some(date(2026, 6, 2)), ..any() }).await, [1]);
    assert_eq!(numbers(DisclosureFilter { authority: Some("nobody".parse().unwrap()), ..any() }).await, [0_u32; 0]);
    let second = store.disclosures(&DisclosureFilter { limit: 1, offset: 1, ..any() }).await.unwrap();
    assert_eq!((second.total, second.publications[0].reference.number()), (2, 1));
    let newest = store.disclosures(&DisclosureFilter { limit: 1, ..any() }).await.unwrap();
    let after = Some(LogPlace::of(&newest.publications[0]));
    let older = store.disclosures(&DisclosureFilter { limit: 5, after, ..any() }).await.unwrap();
    assert_eq!(older.publications.iter().map(|one| one.reference.number()).collect::<Vec<_>>(), [1]);
    let after = Some(LogPlace::of(&older.publications[0]));
    assert_eq!(store.disclosures(&DisclosureFilter { limit: 5, after, ..any() }).await.unwrap().publications, []);
}

pub(crate) async fn bytes_are_kept_once_and_checked(store: &Store) {
    let digest = store.put(b"a page".to_vec()).await.unwrap();
    assert_eq!(store.put(b"a page".to_vec()).await.unwrap(), digest);
    assert_eq!(digest, Digest::of(b"a page"));
    assert_eq!(store.fetch(digest).await.unwrap().unwrap(), b"a page");
    assert_eq!(store.fetch(Digest::of(b"another page")).await.unwrap(), None);
    let empty = store.put(Vec::new()).await.unwrap();
    assert_eq!(store.fetch(empty).await.unwrap().unwrap(), b"");
}

pub(crate) async fn accounts_sign_in_only_with_their_password(store: &Store) {
    with_authority(store).await;
    let user = officer();
    store.add_user(&user, "a long enough phrase", Actor::Operator, now()).await.unwrap();
    let again = store.add_user(&user, "x", Actor::Operator, now()).await.unwrap_err();
    assert!(again.is_duplicate());
    let signed_in = store.sign_in("sample-1", "a long enough phrase").await.unwrap();
    assert_eq!(signed_in.as_ref(), Some(&user));
    assert_eq!(store.sign_in("sample-1", "another phrase").await.unwrap(), None);
    assert_eq!(store.sign_in("nobody", "a long enough phrase").await.unwrap(), None);
    store.disable_user(user.id, Actor::Operator, now()).await.unwrap();
    assert_eq!(store.sign_in("sample-1", "a long enough phrase").await.unwrap(), None);
    store.reset_user(user.id, "a new phrase", Actor::Operator, now()).await.unwrap();
    assert!(store.sign_in("sample-1", "a new phrase").await.unwrap().is_some());
    assert_eq!(store.users(&authority().slug, Some(Role::Officer)).await.unwrap().len(), 1);
    assert_eq!(store.users(&authority().slug, Some(Role::Approver)).await.unwrap(), []);
    assert!(store.disable_user(reviewer().id, Actor::Operator, now()).await.is_err());
}

pub(crate) async fn an_authority_is_saved_and_changed(store: &Store) {
    with_authority(store).await;
    with_authority(store).await;
    let mut changed = authority();
    changed.regulator.name = "Information Commission".into();
    store.save_authority(&changed, Actor::Operator, now()).await.unwrap();
    assert_eq!(store.authority(&changed.slug).await.unwrap(), Some(changed.clone()));
    assert_eq!(store.authorities().await.unwrap(), [changed.clone()]);
    let mut same_code = changed;
    same_code.slug = "another".parse().unwrap();
    assert!(store.save_authority(&same_code, Actor::Operator, now()).await.unwrap_err().is_duplicate());
}

pub(crate) async fn a_day_is_added_to_the_calendar_once(store: &Store) {
    let day = (date(2027, 5, 10), "england-and-wales", "proclaimed on 1 March 2027");
    store.add_calendar_day(day, Actor::Operator, now()).await.unwrap();
    assert!(store.add_calendar_day(day, Actor::Operator, now()).await.unwrap_err().is_duplicate());
    assert_eq!(store.calendar_days().await.unwrap().len(), 1);
}

pub(crate) async fn a_proclaimed_day_moves_open_cases_and_both_dates_stay(store: &Store) {
    use candour_casework::calendar;
    with_authority(store).await;
    let open = begin(store, 1, A_MONDAY).await;
    let closed = issued(store, 2, sample::part(Outcome::Disclosed)).await;
    let day = (date(2026, 6, 19), "england-and-wales", "proclaimed on 5 June 2026");
    store.add_calendar_day(day, Actor::Operator, now()).await.unwrap();
    let calendar = calendar::of_installation(store).await.unwrap();
    let by = By::operator(&noon(A_MONDAY));
    let moved = calendar::recompute_open_cases(store, &authority(), &calendar, &by, day.2).await.unwrap();
    assert_eq!(moved.len(), 1);
    assert_eq!((moved[0].was_due_on, &moved[0].due_on), (Some(date(2026, 6, 30)), &Ok(Some(date(2026, 7, 1)))));
    let case = store.case(open.id).await.unwrap().unwrap();
    assert_eq!(case.superseded_dues[0].0.due_on, Some(date(2026, 6, 30)));
    assert_eq!(case.superseded_dues[0].1, "proclaimed on 5 June 2026");
    assert_eq!(store.case(closed.id).await.unwrap().unwrap(), closed);
}

pub(crate) async fn the_journal_refuses_edits_and_verifies(store: &Store) {
    with_authority(store).await;
    issued(store, 1, sample::part(Outcome::Disclosed)).await;
    assert_eq!(store.verify_journal().await.unwrap(), []);
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let checkpoint = store.checkpoint(&key, now()).await.unwrap();
    checkpoint.check(None).unwrap();
    assert_eq!(store.verify_with(std::slice::from_ref(&checkpoint)).await.unwrap(), []);
    let later = candour_casework::checkpoint::Checkpoint { position: checkpoint.position + 1, ..checkpoint };
    assert_eq!(store.verify_with(&[later]).await.unwrap().len(), 1, "a tail that is not there shows");
}

pub(crate) async fn two_workers_never_run_one_job_twice(store: &Store) {
    for number in 0..40 {
        store.add_job(&job(&number.to_string())).await.unwrap();
    }
    let workers = (0..4).map(|worker| {
        let store = store.clone();
        tokio::spawn(async move {
            let name = format!("worker-{worker}");
            let mut done = Vec::new();
            while let Some(job) = store.claim_job(&name, now()).await.unwrap() {
                assert!(store.finish_job(&job.id, &name, now()).await.unwrap());
                done.push(job.arguments);
            }
            done
        })
    });
    let mut done = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        done.extend(worker.await.unwrap());
    }
    done.sort();
    done.dedup();
    assert_eq!(done.len(), 40);
    assert_eq!(store.job_counts().await.unwrap().finished, 40);
}

pub(crate) async fn the_job_of_a_dead_worker_is_taken_up(store: &Store) {
    store.add_job(&job("1")).await.unwrap();
    let first = store.claim_job("dead", now()).await.unwrap().unwrap();
    assert_eq!(store.claim_job("alive", now()).await.unwrap(), None, "it is held");
    let later = now() + candour_store::HOLD + SignedDuration::from_secs(1);
    let second = store.claim_job("alive", later).await.unwrap().unwrap();
    assert_eq!((second.id.as_str(), second.attempt), (first.id.as_str(), 2));
    assert!(!store.finish_job(&first.id, "dead", later).await.unwrap(), "the dead worker no longer holds it");
    assert!(store.finish_job(&second.id, "alive", later).await.unwrap());
}

pub(crate) async fn a_failed_job_waits_and_comes_back(store: &Store) {
    store.add_job(&job("1")).await.unwrap();
    let first = store.claim_job("worker", now()).await.unwrap().unwrap();
    assert!(store.put_back_job(&first, "worker", "no such index", now()).await.unwrap());
    assert_eq!(store.claim_job("worker", now()).await.unwrap(), None);
    assert_eq!(store.job_counts().await.unwrap().failing, 1);
    let later = now() + SignedDuration::from_mins(1);
    assert_eq!(store.claim_job("worker", later).await.unwrap().unwrap().attempt, 2);
}

pub(crate) async fn a_job_is_enqueued_with_the_change_or_not_at_all(store: &Store) {
    with_authority(store).await;
    store.begin_case(id(1), logged(1, A_MONDAY).and_then(job("1"))).await.unwrap();
    store.begin_case(id(2), logged(1, A_MONDAY).and_then(job("2"))).await.unwrap_err();
    assert_eq!(store.job_counts().await.unwrap().waiting, 1);
}

fn job(arguments: &str) -> NewJob {
    NewJob { task: "index".into(), arguments: arguments.into(), run_after: now() }
}
