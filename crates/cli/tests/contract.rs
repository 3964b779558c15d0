//! The command line's contract: one clear line, the right exit code, nothing lost or half written.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn candour(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CANDOUR_DATA")
        .output()
        .expect("the program starts")
}

/// Exit code 2, nothing on standard output, and one line that holds `words`.
fn assert_refused(output: &Output, words: &[&str]) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    let lines: Vec<&str> = error.lines().filter(|line| line.starts_with("candour: ")).collect();
    assert_eq!(lines.len(), 1, "{error}");
    for word in words {
        assert!(lines[0].contains(word), "{word}: {error}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

const REVIEW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/review/review.pdf");

#[test]
fn no_arguments_teach_and_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = candour(&[], folder.path());
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("Start here") && text.contains("redact"), "{text}");
}

#[test]
fn an_unknown_flag_is_refused_with_a_tip() {
    let folder = tempfile::tempdir().unwrap();
    let output = candour(&["deadline", "--recieved", "2026-11-02"], folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--received"));
}

#[test]
fn every_command_has_help() {
    let folder = tempfile::tempdir().unwrap();
    for command in
        ["demo", "init", "serve", "redact", "find", "extract", "inspect", "verify", "deadline", "import", "doctor"]
    {
        let output = candour(&[command, "--help"], folder.path());
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(output.stdout.len() > 200, "{command} teaches");
    }
}

#[test]
fn a_deadline_comes_with_its_working() {
    let folder = tempfile::tempdir().unwrap();
    let output = candour(&["deadline", "--received", "2025-11-14", "--json"], folder.path());
    let due: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&due["due_on"], &due["status"]), (&"2025-12-15".into(), &"computed".into()));
    assert!(due["trace"].as_array().unwrap().len() > 20);
}

#[test]
fn an_impossible_date_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = candour(&["deadline", "--received", "2025-02-30"], folder.path());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.json"), r#"{"version":1,"marks":[]}"#).unwrap();
    let output = candour(&["redact", "gone.pdf", "--marks", "m.json", "-o", "out.pdf"], folder.path());
    assert_refused(&output, &["gone.pdf"]);
    assert_eq!(names(folder.path()), ["m.json"]);
}

#[test]
fn a_truncated_file_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(REVIEW).unwrap();
    fs::write(folder.path().join("half.pdf"), &whole[..300]).unwrap();
    fs::write(folder.path().join("text.pdf"), "this is no PDF").unwrap();
    fs::write(folder.path().join("m.json"), r#"{"version":1,"marks":[]}"#).unwrap();
    for file in ["half.pdf", "text.pdf"] {
        let output = candour(&["redact", file, "--marks", "m.json", "-o", "out.pdf"], folder.path());
        assert_refused(&output, &[file]);
    }
    assert_eq!(names(folder.path()), ["half.pdf", "m.json", "text.pdf"]);
}

#[test]
fn marks_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (marks, words) in [
        ("{", "marks"),
        (r#"{"version":2,"marks":[]}"#, "version"),
        (r#"{"version":1,"marks":[],"colour":"red"}"#, "colour"),
        (r#"{"version":1,"marks":[{"page":900,"rect":[1,1,9,9],"exemption":"s31-1-a"}]}"#, "900"),
        (r#"{"version":1,"marks":[{"page":1,"rect":[9,9,9,9],"exemption":"s31-1-a"}]}"#, "rect"),
        (r#"{"version":1,"marks":[{"page":1,"rect":[1,1,1e999,9],"exemption":"s31-1-a"}]}"#, ""),
    ] {
        fs::write(folder.path().join("m.json"), marks).unwrap();
        let output = candour(&["redact", REVIEW, "--marks", "m.json", "-o", "out.pdf"], folder.path());
        assert_refused(&output, &[words]);
        assert_eq!(names(folder.path()), ["m.json"], "{marks}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "whether a missing reader is a failure is set by ./test")]
fn boxes_have_the_colour_that_the_settings_give_their_section() {
    let folder = tempfile::tempdir().unwrap();
    let mark = r#"{"version":1,"marks":[{"page":2,"rect":[60,300,400,700],"exemption":"s31-1-a","level":"exact"}]}"#;
    fs::write(folder.path().join("m.json"), mark).unwrap();
    let redact = ["redact", REVIEW, "--marks", "m.json", "-o", "out.pdf"];
    let settings = |text: &str| fs::write(folder.path().join("candour.toml"), text).unwrap();
    settings("[box_colours]\ns31 = \"#ffdd00\"\n");
    let pale = candour(&redact, folder.path());
    assert_refused(&pale, &["candour.toml"]);
    assert!(String::from_utf8_lossy(&pale.stderr).contains("too pale"), "{pale:?}");
    settings("[box_colours]\ns31 = \"#1d70b8\"\n");
    let output = candour(&redact, folder.path());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut draw = Command::new("pdftoppm");
    let picture = match draw.args(["-r", "20", "-f", "2", "-l", "2", "out.pdf"]).current_dir(folder.path()).output() {
        Ok(drawn) => drawn.stdout,
        Err(_) if std::env::var_os("CANDOUR_TEST_TOOLS").is_none_or(|value| value != "required") => return,
        Err(error) => panic!("pdftoppm: {error}"),
    };
    let header = picture.len() % 3;
    let blue = picture[header..].chunks(3).filter(|pixel| *pixel == [0x1d, 0x70, 0xb8]).count();
    assert!(blue > 5_000, "{blue} blue pixels");
}

#[test]
fn a_folder_that_cannot_be_written_is_named_and_the_report_does_not_stand_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.json"), r#"{"version":1,"marks":[]}"#).unwrap();
    let arguments =
        ["redact", REVIEW, "--marks", "m.json", "-o", "none/out.pdf", "--report", "r.json", "--manifest", "x.json"];
    assert_refused(&candour(&arguments, folder.path()), &["none/out.pdf"]);
    assert_eq!(names(folder.path()), ["m.json"]);
}

#[test]
fn a_port_in_use_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let made = candour(&["demo", "--no-serve"], folder.path());
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    assert_refused(&candour(&["serve", "--listen", &address], folder.path()), &[&address]);
}

#[test]
fn an_installation_that_is_not_there_is_refused_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    assert_refused(&candour(&["serve", "--data", "nowhere"], folder.path()), &["nowhere", "candour init"]);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn results_that_cannot_be_written_because_the_disk_is_full_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_candour"))
        .args(["deadline", "--received", "2025-11-14", "--json"])
        .current_dir(folder.path())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("No space left"));
}
