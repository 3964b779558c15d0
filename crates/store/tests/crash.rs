//! A process killed while it writes loses nothing that it acknowledged, on either store.

mod conformance {
    pub(crate) mod postgres;
}

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use candour_casework::id::{CaseId, Digest};
use candour_casework::ports::{BlobStore as _, CaseStore as _};
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

#[tokio::test]
async fn a_writer_killed_on_sqlite_loses_no_acknowledged_event() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for (round, after) in [(0, 3), (1, 40), (2, 111), (3, 180)] {
        let path = folder.path().to_str().unwrap();
        acknowledged.extend(write_and_kill(&["sqlite", path, &round.to_string()], after));
        let store = Store::open(folder.path(), Access::ReadWrite).await.unwrap();
        nothing_is_lost(&store, &acknowledged).await;
        store.close().await;
    }
}

#[tokio::test]
async fn a_writer_killed_on_postgresql_loses_no_acknowledged_event() {
    let Some(server) = conformance::postgres::Server::shared() else { return };
    let blobs = tempfile::tempdir().unwrap();
    let url = server.new_database().await;
    let mut acknowledged = Vec::new();
    for (round, after) in [(0, 3), (1, 40), (2, 111)] {
        let path = blobs.path().to_str().unwrap();
        acknowledged.extend(write_and_kill(&["postgres", &url, path, &round.to_string()], after));
        let store = Store::connect_with_folder(&url, blobs.path()).await.unwrap();
        nothing_is_lost(&store, &acknowledged).await;
        store.close().await;
    }
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
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        recovered = store.put(b"after".to_vec()).await;
    }
    recovered.unwrap();
    assert!(store.fetch(digest).await.unwrap().is_some());
    assert_eq!(store.verify_journal().await.unwrap(), []);
}
