//! Looking after an installation: backup and restore, the calendar, jobs, shared stores, statistics.
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

#[path = "../../store/tests/conformance/postgres.rs"]
mod postgres;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use candour_casework::EventKind;
use candour_casework::command::{By, log_request};
use candour_casework::event::Actor;
use candour_casework::id::CaseId;
use candour_casework::ports::{AuthorityStore as _, CaseStore as _};
use candour_casework::publication::DisclosureFilter;
use candour_casework::sample::{A_MONDAY, arrived, authority, noon};
use candour_statute::Calendar;
use candour_store::{Access, Store};
use jiff::civil::date;

fn command(arguments: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candour"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for name in ["CANDOUR_DATA", "CANDOUR_DATABASE_URL", "CANDOUR_BLOBS"] {
        command.env_remove(name);
    }
    command
}

fn candour(arguments: &[&str], folder: &Path) -> Output {
    command(arguments, folder).output().unwrap()
}

/// What a command that must succeed says.
fn says(arguments: &[&str], folder: &Path) -> String {
    let output = candour(arguments, folder);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(arguments: &[&str], folder: &Path) -> String {
    let output = candour(arguments, folder);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

async fn with_an_open_case(store: &Store) -> CaseId {
    store.save_authority(&authority(), Actor::Operator, noon(A_MONDAY).0).await.unwrap();
    let by = By::requester(&noon(A_MONDAY));
    let logged = log_request(&authority(), arrived(1, A_MONDAY), Calendar::built_in(), &by).unwrap();
    store.begin_case(CaseId(uuid(1)), logged).await.unwrap().id
}

fn uuid(number: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(number)
}

#[test]
fn a_backup_of_the_demonstration_restores_to_the_same_installation() {
    let folder = tempfile::tempdir().unwrap();
    says(&["demo", "--no-serve", "--data", "from"], folder.path());
    says(&["backup", "all.backup", "--data", "from"], folder.path());
    let restored = says(&["restore", "all.backup", "--data", "to"], folder.path());
    assert!(restored.contains("the journal holds"), "{restored}");
    says(&["audit", "verify", "--data", "to"], folder.path());
    says(&["backup", "again.backup", "--data", "to"], folder.path());
    let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(bytes("all.backup") == bytes("again.backup"), "byte for byte the same");
    let again = refused(&["restore", "all.backup", "--data", "to"], folder.path());
    assert!(again.contains("empty"), "{again}");
    let kept = refused(&["backup", "all.backup", "--data", "from"], folder.path());
    assert!(kept.contains("is there already"), "{kept}");
}

#[test]
fn a_backup_that_was_cut_off_is_refused_and_leaves_no_installation() {
    let folder = tempfile::tempdir().unwrap();
    says(&["demo", "--no-serve", "--data", "from"], folder.path());
    says(&["backup", "all.backup", "--data", "from"], folder.path());
    let whole = fs::read(folder.path().join("all.backup")).unwrap();
    fs::write(folder.path().join("cut.backup"), &whole[..whole.len() / 2]).unwrap();
    let why = refused(&["restore", "cut.backup", "--data", "to"], folder.path());
    assert!(why.contains("cut off or changed"), "{why}");
    fs::write(folder.path().join("letter.backup"), "Dear Sir").unwrap();
    let why = refused(&["restore", "letter.backup", "--data", "a/new/place"], folder.path());
    assert!(why.contains("no backup of this program"), "{why}");
    refused(&["restore", "nothing.backup", "--data", "to"], folder.path());
    for made in ["to", "a"] {
        assert!(!folder.path().join(made).exists(), "{made} was not there before");
    }
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/notes.txt"), "keep").unwrap();
    refused(&["restore", "cut.backup", "--data", "mine"], folder.path());
    let left: Vec<_> =
        fs::read_dir(folder.path().join("mine")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["notes.txt"], "what was there stays, and nothing else");
    let before = names_below(&folder.path().join("from"));
    refused(&["restore", "cut.backup", "--data", "from"], folder.path());
    assert_eq!(names_below(&folder.path().join("from")), before, "an installation is never cleared away");
    says(&["audit", "verify", "--data", "from"], folder.path());
}

fn names_below(folder: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    // The database's own files beside it come and go with its readers.
    names.retain(|name| !name.to_string_lossy().starts_with("candour.db-"));
    names.sort();
    names
}

#[tokio::test]
async fn a_backup_of_a_folder_restores_into_postgresql() {
    let Some(server) = postgres::Server::shared() else { return };
    let url = server.new_database().await;
    let folder = tempfile::tempdir().unwrap();
    says(&["demo", "--no-serve", "--data", "from"], folder.path());
    says(&["backup", "all.backup", "--data", "from"], folder.path());
    let stores = ["--database-url", &url, "--blobs", "blobs"];
    let with =
        |command: &[&'static str]| [command, &stores].concat().iter().map(ToString::to_string).collect::<Vec<_>>();
    let run = |command: &[&'static str]| {
        let arguments = with(command);
        says(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), folder.path())
    };
    assert!(run(&["restore", "all.backup"]).contains("the journal holds"));
    assert!(run(&["migrate"]).contains("of this version"));
    assert!(run(&["audit", "verify"]).contains("the journal holds"));
    let keyless = with(&["audit", "checkpoint", "end.json"]);
    let keyless: Vec<&str> = keyless.iter().map(String::as_str).collect();
    assert!(refused(&keyless, folder.path()).contains("`keys` in candour.toml"));
    fs::create_dir(folder.path().join("keys")).unwrap();
    fs::write(folder.path().join("candour.toml"), "keys = \"keys\"\n").unwrap();
    run(&["audit", "checkpoint", "end.json"]);
    assert!(run(&["audit", "verify", "--checkpoint", "end.json"]).contains("the journal holds"));
    run(&["backup", "again.backup"]);
    let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(bytes("all.backup") == bytes("again.backup"), "either store writes the same backup");
    let store = Store::connect_with_folder(&url, &folder.path().join("blobs")).await.unwrap();
    let filter = DisclosureFilter { limit: 10, ..DisclosureFilter::default() };
    assert_eq!(store.disclosures(&filter).await.unwrap().total, 3);
    let refused = candour(&["work"], folder.path());
    assert_eq!(refused.status.code(), Some(2), "a folder has one writer");
}

#[tokio::test]
async fn a_day_added_to_the_calendar_moves_an_open_case_and_both_dates_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("data")).await.unwrap();
    let case = with_an_open_case(&store).await;
    store.close().await;
    let add =
        ["calendar", "add", "2026-06-19", "--division", "scotland", "--why", "proclaimed on 5 June", "--data", "data"];
    let text = says(&add, folder.path());
    assert!(text.contains("99.FOI.26.000001 was due on 2026-06-30, now on 2026-07-01"), "{text}");
    let again = refused(&add, folder.path());
    assert!(again.contains("nothing was changed"), "{again}");
    let holiday = ["calendar", "add", "2026-12-25", "--division", "scotland", "--why", "x", "--data", "data"];
    assert!(refused(&holiday, folder.path()).contains("already a bank holiday"));
    let store = Store::open(&folder.path().join("data"), Access::ReadOnly).await.unwrap();
    let case = store.case(case).await.unwrap().unwrap();
    assert_eq!(case.due_on(), Some(date(2026, 7, 1)));
    let (earlier, why) = &case.superseded_dues[0];
    assert_eq!(earlier.due_on, Some(date(2026, 6, 30)));
    assert_eq!(why, "2026-06-19 does not count (scotland): proclaimed on 5 June");
}

#[tokio::test]
async fn a_killed_workers_job_is_taken_up_and_done_once() {
    let Some(server) = postgres::Server::shared() else { return };
    let url = server.new_database().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("candour.toml"), "job_hold_seconds = 2\n").unwrap();
    let store = Store::connect_with_folder(&url, &folder.path().join("blobs")).await.unwrap();
    let case = with_an_open_case(&store).await;
    let day = (date(2026, 6, 19), "scotland", "proclaimed");
    store.add_calendar_day(day, Actor::Operator, noon(A_MONDAY).0).await.unwrap();
    let mut turn = server.take_the_writers_turn(&url);
    let stores = ["work", "--database-url", &url, "--blobs", "blobs"];
    let mut first = Ended(command(&stores, folder.path()).spawn().unwrap());
    until(async || store.job_counts().await.unwrap().held == 1).await;
    first.0.kill().unwrap();
    server.give_the_writers_turn_back(&url, &mut turn);
    let _second = Ended(command(&stores, folder.path()).spawn().unwrap());
    until(async || store.job_counts().await.unwrap().finished == 1).await;
    let events = store.events(case).await.unwrap();
    let moved = events.iter().filter(|event| matches!(event.kind, EventKind::DueRecomputed { .. })).count();
    assert_eq!(moved, 1);
    assert_eq!(store.verify_journal().await.unwrap(), []);
}

/// A process that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn until(mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds().await {
        assert!(Instant::now() < deadline, "it did not happen within a minute");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[test]
fn the_return_of_the_demonstration_counts_its_three_requests() {
    let folder = tempfile::tempdir().unwrap();
    says(&["demo", "--no-serve", "--data", "data"], folder.path());
    let period = ["return", "--from", "2026-01-01", "--to", "2026-12-31", "--data", "data"];
    let with = |flag: &str| says(&[&period[..], &[flag]].concat(), folder.path());
    let counted: serde_json::Value = serde_json::from_str(&with("--json")).unwrap();
    let total = |key: &str| {
        let figures = counted["figures"].as_array().unwrap();
        figures.iter().find(|figure| figure["key"] == key).unwrap()["total"].as_u64().unwrap()
    };
    let keys = ["received", "answered_in_time", "granted_in_full", "granted_in_part", "not_held", "relied_on_s31"];
    assert_eq!(keys.map(total), [3, 3, 1, 1, 1, 1]);
    assert!(with("--csv").starts_with("authority,from,to,as_known_on,table,key,figure,"));
    let then = ["--as-known-on", "2026-10-01", "--json"];
    let then: serde_json::Value = serde_json::from_str(&says(&[&period[..], &then].concat(), folder.path())).unwrap();
    assert_eq!(then["figures"][0]["total"].as_u64().unwrap(), 1, "the others had not come by then");
    let backwards = ["return", "--from", "2026-12-31", "--to", "2026-01-01", "--data", "data"];
    assert!(refused(&backwards, folder.path()).contains("before it begins"));
}

#[test]
fn a_password_in_the_arguments_is_refused_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let url = "postgres://candour:hunter2secret@127.0.0.1:1/none";
    let error = refused(&["migrate", "--database-url", url, "--blobs", "blobs"], folder.path());
    assert!(error.contains("--database-password-file") && !error.contains("hunter2secret"), "{error}");
}

#[test]
fn a_database_that_does_not_answer_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let url = "postgres://candour@127.0.0.1:1/none?sslmode=disable";
    let error = refused(&["migrate", "--database-url", url, "--blobs", "blobs"], folder.path());
    assert!(error.contains("the database cannot be reached"), "{error}");
    let error = refused(&["migrate", "--database-url", url, "--blobs", "ftp://there"], folder.path());
    assert!(error.contains("no place for files"), "{error}");
}

#[test]
fn a_checkpoint_is_signed_and_shows_a_journal_that_was_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    says(&["demo", "--no-serve", "--data", "one"], folder.path());
    says(&["audit", "checkpoint", "one.json", "--data", "one"], folder.path());
    says(&["audit", "verify", "--checkpoint", "one.json", "--data", "one"], folder.path());
    says(&["demo", "--no-serve", "--data", "two"], folder.path());
    let other = refused(&["audit", "verify", "--checkpoint", "one.json", "--data", "two"], folder.path());
    assert!(other.contains("another key"), "{other}");
    fs::copy(folder.path().join("one/journal.key"), folder.path().join("two/journal.key")).unwrap();
    let rewritten = candour(&["audit", "verify", "--checkpoint", "one.json", "--data", "two"], folder.path());
    assert_eq!(rewritten.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&rewritten.stdout).contains("rewritten"));
}

#[test]
fn the_regulators_bundle_is_made_once_the_complaint_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    says(&["demo", "--no-serve", "--data", "data"], folder.path());
    let case = |arguments: &[&'static str]| [&["case"], arguments, &["--data", "data"]].concat();
    let shown = says(&case(&["show", "99.FOI.26.000001"]), folder.path());
    assert!(shown.contains("request received") && shown.contains("issued"), "{shown}");
    let bundle = case(&["bundle", "99.FOI.26.000001", "bundle"]);
    let early = refused(&bundle, folder.path());
    assert!(early.contains("candour case complaint 99.FOI.26.000001"), "{early}");
    assert!(!folder.path().join("bundle").exists());
    let complaint = ["complaint", "99.FOI.26.000001", "--made-on", "2026-11-01", "--regulator-reference", "IC-1-A"];
    says(&case(&complaint), folder.path());
    fs::create_dir(folder.path().join("bundle.part")).unwrap();
    fs::write(folder.path().join("bundle.part/notes.txt"), "not ours").unwrap();
    let unfinished = refused(&bundle, folder.path());
    assert!(unfinished.contains("bundle.part is there") && unfinished.contains("remove it"), "{unfinished}");
    assert!(folder.path().join("bundle.part/notes.txt").is_file() && !folder.path().join("bundle").exists());
    fs::remove_dir_all(folder.path().join("bundle.part")).unwrap();
    says(&bundle, folder.path());
    let index = fs::read_to_string(folder.path().join("bundle/index.txt")).unwrap();
    for name in ["case.json", "journal.json", "request.txt", "letter.pdf", "document-1-original"] {
        assert!(index.contains(name) && folder.path().join("bundle").join(name).is_file(), "{name}: {index}");
    }
    assert!(refused(&bundle, folder.path()).contains("is there already"));
    let shown = says(&case(&["show", "99.FOI.26.000001"]), folder.path());
    assert!(shown.contains("with regulator") && shown.contains("bundle exported"), "{shown}");
    let unknown = refused(&case(&["show", "99.FOI.26.999999"]), folder.path());
    assert!(unknown.contains("has no case 99.FOI.26.999999"), "{unknown}");
    says(&["audit", "verify", "--data", "data"], folder.path());
}

#[tokio::test]
async fn the_due_list_says_what_is_late_through_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("data")).await.unwrap();
    with_an_open_case(&store).await;
    store.close().await;
    let late = candour(&["case", "due", "--data", "data"], folder.path());
    assert_eq!(late.status.code(), Some(1));
    let text = String::from_utf8_lossy(&late.stdout).into_owned();
    assert!(text.contains("99.FOI.26.000001   due 2026-06-30") && text.contains("LATE"), "{text}");
    let none = says(&["case", "due", "--by", "2026-06-01", "--data", "data"], folder.path());
    assert!(none.contains("no case is due by then"), "{none}");
}
