//! A process killed while it writes loses nothing that it acknowledged, on either store.
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod conformance {
    pub(crate) mod postgres;
}

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use candour_casework::command::{By, log_request};
use candour_casework::event::Actor;
use candour_casework::id::{CaseId, Digest};
use candour_casework::ports::{AuthorityStore as _, BlobStore as _, CaseStore as _};
use candour_casework::sample::{A_MONDAY, arrived, authority, noon};
use candour_statute::Calendar;
use candour_store::{Access, Store};

/// What a killed process had acknowledged: case, version, and a file.
type Acknowledged = Vec<(CaseId, u64, Digest)>;

/// Runs the writer and kills it (SIGKILL) once it has acknowledged some writes.
fn write_and_kill(arguments: &[&str], after: usize) -> Acknowledged {
    let mut child = Command::new(writer()).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in lines {
        let Ok(line) = line else { break };
        let fields: Vec<&str> = line.split(' ').collect();
        let [case, version, digest] = fields.as_slice() else { break };
        acknowledged.push((case.parse().unwrap(), version.parse().unwrap(), digest.parse().unwrap()));
        if acknowledged.len() == after {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() >= after, "the writer stopped by itself");
    acknowledged
}

/// Examples are built beside the tests: `target/<profile>/examples`.
fn writer() -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.join("examples/write_until_killed")
}

async fn nothing_is_lost(store: &Store, acknowledged: &Acknowledged) {
    for (case, version, digest) in acknowledged {
        let kept = store.case(*case).await.unwrap().expect("an acknowledged case");
        assert!(kept.version >= *version);
        assert!(store.fetch(*digest).await.unwrap().is_some(), "an acknowledged file");
    }
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

/// How many turns each writer takes before it is killed: at random, and at least a thousand writes in all, since each
/// turn is three: a case begun, a case changed, a file kept.
fn turns() -> Vec<usize> {
    let mut turns = vec![1];
    while turns.iter().sum::<usize>() * 3 < 1_000 {
        turns.push(rand::random_range(1..=120));
    }
    turns
}

#[tokio::test]
async fn a_writer_killed_during_a_thousand_writes_on_sqlite_loses_no_acknowledged_event() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for (round, after) in turns().into_iter().enumerate() {
        let path = folder.path().to_str().unwrap();
        acknowledged.extend(write_and_kill(&["sqlite", path, &round.to_string()], after));
        let store = Store::open(folder.path(), Access::ReadWrite).await.unwrap();
        nothing_is_lost(&store, &acknowledged).await;
        store.close().await;
    }
    assert!(acknowledged.len() * 3 >= 1_000);
}

#[tokio::test]
async fn a_writer_killed_during_a_thousand_writes_on_postgresql_loses_no_acknowledged_event() {
    let Some(server) = conformance::postgres::Server::shared() else { return };
    let blobs = tempfile::tempdir().unwrap();
    let url = server.new_database().await;
    let mut acknowledged = Vec::new();
    for (round, after) in turns().into_iter().enumerate() {
        let path = blobs.path().to_str().unwrap();
        acknowledged.extend(write_and_kill(&["postgres", &url, path, &round.to_string()], after));
        let store = Store::connect_with_folder(&url, blobs.path()).await.unwrap();
        nothing_is_lost(&store, &acknowledged).await;
        store.close().await;
    }
    assert!(acknowledged.len() * 3 >= 1_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_stopped_under_concurrent_load_gives_clear_errors_and_loses_nothing() {
    let Some(server) = conformance::postgres::Server::start() else { return };
    let blobs = tempfile::tempdir().unwrap();
    let url = server.new_database().await;
    let store = Store::connect_with_folder(&url, blobs.path()).await.unwrap();
    store.save_authority(&authority(), Actor::Operator, noon(A_MONDAY).0).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let recovered = Arc::new(AtomicBool::new(false));
    let writers = (0..6_u32).map(|writer| {
        let (store, stop, recovered) = (store.clone(), Arc::clone(&stop), Arc::clone(&recovered));
        tokio::spawn(write_on(store, writer, stop, recovered))
    });
    let writers: Vec<_> = writers.collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    server.crash();
    tokio::time::sleep(Duration::from_millis(500)).await;
    server.launch();
    recovered.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(2)).await;
    stop.store(true, Ordering::SeqCst);
    let (mut acknowledged, mut failures, mut after) = (Vec::new(), 0, 0);
    for writer in writers {
        let (kept, failed, kept_after) = writer.await.unwrap();
        acknowledged.extend(kept);
        failures += failed;
        after += kept_after;
    }
    assert!(failures > 0 && after > 0, "{failures} failures, {after} writes after the server came back");
    for case in &acknowledged {
        assert!(store.case(*case).await.unwrap().is_some(), "an acknowledged case");
    }
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

/// Begins cases until told to stop: those acknowledged, how many failed, how many came after the server was back.
async fn write_on(
    store: Store,
    writer: u32,
    stop: Arc<AtomicBool>,
    recovered: Arc<AtomicBool>,
) -> (Vec<CaseId>, u32, u32) {
    let (mut kept, mut failed, mut after) = (Vec::new(), 0, 0);
    for number in writer * 100_000..(writer + 1) * 100_000 {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let by = By::requester(&noon(A_MONDAY));
        let logged = log_request(&authority(), arrived(number + 1, A_MONDAY), Calendar::built_in(), &by).unwrap();
        match store.begin_case(CaseId(uuid::Uuid::from_u128(number.into())), logged).await {
            Ok(case) => {
                kept.push(case.id);
                after += u32::from(recovered.load(Ordering::SeqCst));
            }
            Err(error) => {
                assert!(error.is_unavailable(), "{error}");
                assert!(error.to_string().contains("cannot be reached"), "{error}");
                failed += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    (kept, failed, after)
}

#[tokio::test]
async fn postgresql_stopped_under_load_gives_clear_errors_and_recovers() {
    let Some(server) = conformance::postgres::Server::start() else { return };
    let blobs = tempfile::tempdir().unwrap();
    let url = server.new_database().await;
    let store = Store::connect_with_folder(&url, blobs.path()).await.unwrap();
    let digest = store.put(b"before".to_vec()).await.unwrap();
    server.crash();
    let error = store.put(b"during".to_vec()).await.unwrap_err();
    assert!(error.is_unavailable(), "{error}");
    assert!(error.to_string().contains("cannot be reached"), "{error}");
    server.launch();
    let mut recovered = store.put(b"after".to_vec()).await;
    for _ in 0..20 {
        if recovered.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        recovered = store.put(b"after".to_vec()).await;
    }
    recovered.unwrap();
    assert!(store.fetch(digest).await.unwrap().is_some());
    assert_eq!(store.verify_journal().await.unwrap(), []);
}
