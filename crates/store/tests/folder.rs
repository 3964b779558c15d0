//! One folder, one writer; a full disk and a damaged file are said clearly and lose nothing.
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

use std::path::Path;
use std::process::Command;

use candour_casework::Case;
use candour_casework::command::{By, log_request};
use candour_casework::event::Actor;
use candour_casework::event::chain::ChainFault;
use candour_casework::id::CaseId;
use candour_casework::ports::{AuthorityStore as _, BlobStore as _, CaseStore as _, Change, Stored};
use candour_casework::sample::{self, A_MONDAY, authority, noon, officer};
use candour_statute::Calendar;
use candour_store::{Access, Store};

async fn store_with_a_case(folder: &Path) -> (Store, Case) {
    let store = Store::create(folder).await.unwrap();
    store.save_authority(&authority(), Actor::Operator, noon(A_MONDAY).0).await.unwrap();
    let case = begin(&store, 1).await.unwrap();
    (store, case)
}

async fn begin(store: &Store, number: u32) -> Stored<Case> {
    store.begin_case(CaseId(uuid::Uuid::from_u128(number.into())), logged(number)).await
}

fn logged(number: u32) -> Change {
    let by = By::requester(&noon(A_MONDAY));
    log_request(&authority(), sample::arrived(number, A_MONDAY), Calendar::built_in(), &by).unwrap()
}

#[tokio::test]
async fn a_second_writer_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = store_with_a_case(folder.path()).await;
    let second = Store::open(folder.path(), Access::ReadWrite).await.unwrap_err();
    assert!(second.is_locked());
    let message = second.to_string();
    assert!(message.contains(&format!("process {}", std::process::id())), "{message}");
    assert!(message.contains("one folder has one writer") && message.contains("candour serve"), "{message}");
    first.close().await;
}

#[tokio::test]
async fn a_reader_beside_the_writer_sees_what_is_committed_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (writer, case) = store_with_a_case(folder.path()).await;
    let reader = Store::open(folder.path(), Access::ReadOnly).await.unwrap();
    assert_eq!(reader.case(case.id).await.unwrap().unwrap(), case);
    begin(&writer, 2).await.unwrap();
    assert_eq!(reader.cases_due(&authority().slug, None, 10).await.unwrap().len(), 2);
    let refused = begin(&reader, 3).await.unwrap_err();
    assert!(refused.to_string().contains("reading only"), "{refused}");
}

#[tokio::test]
async fn a_folder_closed_properly_opens_again_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, case) = store_with_a_case(folder.path()).await;
    store.close().await;
    let reader = Store::open(folder.path(), Access::ReadOnly).await.unwrap();
    assert_eq!(reader.case(case.id).await.unwrap().unwrap(), case);
}

#[tokio::test]
async fn a_folder_without_an_installation_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    for access in [Access::ReadOnly, Access::ReadWrite] {
        let refused = Store::open(folder.path(), access).await.unwrap_err();
        assert!(refused.to_string().contains("candour init"), "{refused}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was written");
}

#[tokio::test]
async fn a_database_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("candour.db"), "x".repeat(5_000)).unwrap();
    let refused = Store::open(folder.path(), Access::ReadWrite).await.unwrap_err();
    assert!(refused.to_string().contains("damaged"), "{refused}");
}

#[tokio::test]
async fn the_tables_themselves_refuse_to_change_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_a_case(folder.path()).await;
    store.close().await;
    let pool = sqlx::SqlitePool::connect(&url(folder.path())).await.unwrap();
    for statement in ["update journal set at = ''", "delete from journal"] {
        let refused = sqlx::query(statement).execute(&pool).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}

#[tokio::test]
async fn whoever_goes_around_the_tables_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let (store, case) = store_with_a_case(folder.path()).await;
    let by = By::user(&officer(), &noon(A_MONDAY));
    let change = case.allocate(&by, officer().id).unwrap();
    store.append(case.id, case.version, change).await.unwrap();
    store.close().await;
    let tamper = async |statement: &'static str| {
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(folder.path().join("candour.db"), copy.path().join("candour.db")).unwrap();
        let pool = sqlx::SqlitePool::connect(&url(copy.path())).await.unwrap();
        for around in ["drop trigger journal_never_changes", "drop trigger journal_never_shrinks", statement] {
            sqlx::query(around).execute(&pool).await.unwrap();
        }
        pool.close().await;
        Store::open(copy.path(), Access::ReadOnly).await.unwrap().verify_journal().await.unwrap()
    };
    let changed =
        tamper("update journal set body = replace(body, '2026-06-30', '2026-07-30') where position = 2").await;
    assert!(changed.contains(&ChainFault::Changed { position: 2 }), "{changed:?}");
    let lost = tamper("delete from journal where position = 2").await;
    assert!(lost.contains(&ChainFault::Missing { from: 2, to: 2 }), "{lost:?}");
    let line = tamper("update cases set state = 'issued'").await;
    assert!(matches!(line.as_slice(), [ChainFault::Disagrees { .. }]), "{line:?}");
    let words = tamper("update private_texts set text = 'something else'").await;
    assert!(matches!(words.as_slice(), [ChainFault::Disagrees { .. }]), "{words:?}");
    let gone = tamper("delete from private_texts").await;
    assert!(matches!(gone.as_slice(), [ChainFault::Disagrees { .. }]), "{gone:?}");
    let cut = tamper("delete from journal where position = 3").await;
    assert!(!cut.is_empty(), "the line of the case gives the cut away even without a checkpoint");
}

#[tokio::test]
async fn a_changed_file_is_never_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_a_case(folder.path()).await;
    let digest = store.put(b"the truth".to_vec()).await.unwrap();
    let name = digest.to_string();
    std::fs::write(folder.path().join("blobs").join(&name[..2]).join(&name), "a lie!!!!").unwrap();
    let refused = store.fetch(digest).await.unwrap_err();
    assert!(refused.to_string().contains("not what was kept"), "{refused}");
}

#[tokio::test]
async fn a_full_disk_is_said_and_nothing_acknowledged_is_lost() {
    let Some(disk) = SmallDisk::mount() else { return };
    let (store, case) = store_with_a_case(&disk.0.path().join("data")).await;
    let mut error = None;
    let mut kept = vec![case.id];
    for number in 2..2_000 {
        match begin(&store, number).await {
            Ok(case) => kept.push(case.id),
            Err(refused) => {
                error = Some(refused);
                break;
            }
        }
    }
    let message = error.expect("a disk of two megabytes fills").to_string();
    assert!(message.contains("the disk is full"), "{message}");
    let full = store.put(vec![7; 3_000_000]).await.unwrap_err().to_string();
    assert!(full.contains("the disk is full"), "{full}");
    let bundle = disk.0.path().join("bundle");
    let full = store.export_bundle(case.id, &bundle).await;
    assert!(full.is_err() && !bundle.exists(), "no half a bundle");
    for id in kept {
        assert!(store.case(id).await.unwrap().is_some());
    }
    assert_eq!(store.verify_journal().await.unwrap(), []);
    store.close().await;
}

#[tokio::test]
async fn a_backup_restores_to_the_same_installation() {
    let folder = tempfile::tempdir().unwrap();
    let (store, case) = store_with_a_case(&folder.path().join("from")).await;
    let digest = store.put(b"a page".to_vec()).await.unwrap();
    store.add_user(&officer(), "a long enough phrase", Actor::Operator, noon(A_MONDAY).0).await.unwrap();
    let file = folder.path().join("all.backup");
    store.backup(&file).await.unwrap();
    let restored = Store::create(&folder.path().join("to")).await.unwrap();
    restored.restore(&file).await.unwrap();
    assert_eq!(restored.case(case.id).await.unwrap(), store.case(case.id).await.unwrap());
    assert_eq!(restored.requester(case.id).await.unwrap(), store.requester(case.id).await.unwrap());
    assert_eq!(restored.fetch(digest).await.unwrap().unwrap(), b"a page");
    assert!(restored.sign_in("sample-1", "a long enough phrase").await.unwrap().is_some());
    assert_eq!(restored.verify_journal().await.unwrap(), []);
    let again = folder.path().join("again.backup");
    restored.backup(&again).await.unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(&again).unwrap());
    assert!(restored.restore(&file).await.unwrap_err().to_string().contains("empty one"));
}

#[tokio::test]
async fn a_backup_that_was_cut_off_or_changed_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = store_with_a_case(&folder.path().join("from")).await;
    let file = folder.path().join("all.backup");
    store.backup(&file).await.unwrap();
    let sound = std::fs::read(&file).unwrap();
    let mut changed = sound.clone();
    let place = sound.len() / 2;
    changed[place] ^= 1;
    for wrong in [&sound[..sound.len() - 10], &sound[..sound.len() / 2], &changed, b"", b"PK\x03\x04"] {
        std::fs::write(&file, wrong).unwrap();
        let into = tempfile::tempdir().unwrap();
        let into = Store::create(into.path()).await.unwrap();
        into.restore(&file).await.unwrap_err();
        assert!(into.authorities().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_bundle_holds_the_case_its_journal_and_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let (store, case) = store_with_a_case(&folder.path().join("data")).await;
    let bundle = folder.path().join("bundle");
    let digest = store.export_bundle(case.id, &bundle).await.unwrap();
    let index = std::fs::read(bundle.join("index.txt")).unwrap();
    assert_eq!(candour_casework::Digest::of(&index), digest);
    for file in ["case.json", "journal.json", "request.txt"] {
        assert!(bundle.join(file).is_file(), "{file}");
    }
    assert!(store.export_bundle(case.id, &bundle).await.is_err(), "a bundle is never overwritten");
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("candour.db").display())
}

/// A file system of two megabytes.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None`, loudly, where file systems cannot be mounted.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(folder.path()).output();
        if mount.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED: cannot mount a small file system here, so a full disk is not tried");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).output());
    }
}
