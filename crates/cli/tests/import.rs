//! Importing folders of pages and lists of cases, by the program as a person runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::path::Path;
use std::process::{Command, Output};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/import");

fn candour(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_candour"))
        .current_dir(folder)
        .env_remove("CANDOUR_DATA")
        .args(arguments)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn installed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("password"), "a long enough password").unwrap();
    let made = candour(
        folder.path(),
        &[
            "init",
            "--data",
            "data",
            "--authority",
            "sample-police",
            "--authority-name",
            "Sample Police",
            "--authority-code",
            "99",
            "--user",
            "admin",
            "--password-file",
            "password",
        ],
    );
    assert!(made.status.success(), "{}", text(&made.stderr));
    folder
}

#[test]
fn a_folder_of_pages_is_imported_published_and_passed_over_the_second_time() {
    let folder = installed();
    let pages = folder.path().join("pages/below");
    std::fs::create_dir_all(&pages).unwrap();
    for entry in std::fs::read_dir(FIXTURES).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap() != "README.md" {
            std::fs::copy(&path, pages.join(path.file_name().unwrap())).unwrap();
        }
    }
    std::fs::write(folder.path().join("pages/.hidden"), "x").unwrap();
    let command = ["import", "pages", "pages", "--authority", "sample-police", "--data", "data", "--publish", "--json"];
    let first = candour(folder.path(), &command);
    assert_eq!(first.status.code(), Some(1), "a recipe is refused: {}", text(&first.stderr));
    let lines: Vec<serde_json::Value> =
        text(&first.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let refused: Vec<&serde_json::Value> = lines.iter().filter(|line| line["became"] == "refused").collect();
    assert_eq!(refused.len(), 1);
    assert!(refused[0]["file"].as_str().unwrap().ends_with("recipe.txt"));
    assert!(refused[0]["why"].as_str().unwrap().contains("no reference"));
    let old = lines.iter().find(|line| line["reference"] == "2018100000882").unwrap();
    assert_eq!((old["became"].as_str(), old["published"].as_bool()), (Some("imported"), Some(true)));
    assert!(old["case"].as_str().unwrap().starts_with("99.FOI."));
    assert!(text(&first.stderr).contains("refused 1"), "{}", text(&first.stderr));

    let again = candour(folder.path(), &command);
    let lines: Vec<serde_json::Value> =
        text(&again.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| ["unchanged", "refused"].contains(&line["became"].as_str().unwrap())));

    std::fs::write(
        pages.join("council.txt"),
        "FOI Reference: FOI/2022/1234\nRequest\nOther words.\nResponse\nNot held.",
    )
    .unwrap();
    let changed =
        candour(folder.path(), &["import", "pages", "pages", "--authority", "sample-police", "--data", "data"]);
    assert!(text(&changed.stdout).contains("differing from what is there 1"), "{}", text(&changed.stdout));
    let verified = candour(folder.path(), &["audit", "verify", "--data", "data"]);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
}

#[test]
fn a_page_with_an_old_reference_is_imported_once() {
    let folder = installed();
    let page = format!("{FIXTURES}/old-reference.txt");
    let command = ["import", "page", &page, "--authority", "sample-police", "--data", "data", "--json"];
    for already in [false, true] {
        let out = candour(folder.path(), &command);
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
        let line: serde_json::Value = serde_json::from_str(&text(&out.stdout)).unwrap();
        assert_eq!(
            (line["reference"].as_str(), line["already_imported"].as_bool()),
            (Some("2018100000882"), Some(already))
        );
    }
}

#[test]
fn a_list_of_cases_is_imported_and_what_is_wrong_with_a_line_is_told() {
    let folder = installed();
    let list = "Reference,Date received,Outcome,Exemptions,Colour\n99.FOI.21.000007,3/5/2021,Refused,31(1)(a),blue\n,,,,\nFOI 2021/8,1/6/2021,Not held,,\n";
    std::fs::write(folder.path().join("cases.csv"), list).unwrap();
    let command = ["import", "cases", "cases.csv", "--authority", "sample-police", "--data", "data"];
    let out = candour(folder.path(), &command);
    let told = text(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{told}{}", text(&out.stderr));
    for expected in ["imported 2", "refused 1", "line 3: there is no reference", "columns passed over: Colour"] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    assert!(text(&candour(folder.path(), &command).stdout).contains("unchanged 2"));
    std::fs::write(folder.path().join("cases.csv"), "a,b\n1,2\n").unwrap();
    let refused = candour(folder.path(), &command);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("no column is called `reference`"));
}

#[test]
fn a_folder_without_a_page_is_a_mistake_and_not_an_empty_log() {
    let folder = installed();
    std::fs::create_dir_all(folder.path().join("empty/below")).unwrap();
    std::fs::write(folder.path().join("empty/.hidden"), "x").unwrap();
    let command = ["import", "pages", "empty", "--authority", "sample-police", "--data", "data"];
    let out = candour(folder.path(), &command);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("there is no page in empty"), "{}", text(&out.stderr));
    assert!(out.stdout.is_empty());
}
