//! The log as plain files: whole, the same each time, no link broken, and nothing in it that is not published.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

#[path = "../examples/sample_site/log.rs"]
#[expect(dead_code, reason = "other tests use the rest of the sample")]
mod log;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candour_casework::ports::FixedClock;
use candour_web::{AppState, ExportError, Settings, export_site};

fn state(now: &str) -> AppState {
    let settings = Settings { public_address: Some("https://foi.example.org".to_owned()), ..Settings::default() };
    AppState {
        log: Arc::new(log::police()),
        clock: Arc::new(FixedClock(now.parse().unwrap())),
        settings: Arc::new(settings),
        desk: None,
    }
}

/// Every file with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(here) = waiting.pop() {
        for entry in fs::read_dir(here).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                waiting.push(entry);
            } else {
                all.insert(entry.strip_prefix(folder).unwrap().to_owned(), fs::read(&entry).unwrap());
            }
        }
    }
    all
}

#[tokio::test]
async fn an_export_is_whole_and_the_same_whenever_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("deep/two"));
    let done = export_site(state("2026-07-01T12:00:00Z"), &one).await.unwrap();
    export_site(state("2031-01-01T00:00:00Z"), &two).await.unwrap();
    let (first, second) = (files(&one), files(&two));
    assert_eq!((done.answers, done.taken_down, done.files), (58, 1, first.len() as u64));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        // A year that is not over says so; its quarters are the same for ever.
        let is_of_a_year = name.starts_with("sample-police/statistics") && !name.to_string_lossy().contains("-q");
        assert!(is_of_a_year || bytes == &second[name], "{}", name.display());
    }
    for name in [
        "index.html",
        "sample-police/disclosures/index.html",
        "sample-police/d/99.FOI.26.000001/index.html",
        "sample-police/d/99.FOI.26.000001/review-of-public-protection.pdf",
        "sample-police/d/99.FOI.26.000001/review-of-public-protection.pdf.html",
        "sample-police/d/99.FOI.26.000001/answer.json",
        "sample-police/feed.atom",
        "data/disclosures.parquet",
        "search/index.html",
        "search/index.json",
        "sample-police/statistics/index.html",
        "sample-police/statistics/2026-q1.html",
        "sample-police/statistics/2026.csv",
        "sample-police/statistics/2026-q1.json",
    ] {
        assert!(first.contains_key(Path::new(name)), "{name} is missing");
    }
    // Over an export of before, and not over anything else.
    export_site(state("2026-07-01T12:00:00Z"), &one).await.unwrap();
    assert_eq!(files(&one), first);
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("thesis.txt"), "mine").unwrap();
    let refused = export_site(state("2026-07-01T12:00:00Z"), &other).await.unwrap_err();
    assert!(matches!(refused, ExportError::NotOurs(_)), "{refused}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "something is left beside");
}

#[tokio::test]
async fn no_link_of_an_export_is_broken_and_none_needs_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    export_site(state("2026-07-01T12:00:00Z"), &root).await.unwrap();
    let all = files(&root);
    let mut followed = 0;
    for (name, bytes) in all.iter().filter(|(name, _)| name.extension().is_some_and(|kind| kind == "html")) {
        let html = String::from_utf8(bytes.clone()).unwrap();
        assert!(!html.contains("action=\"/") && !html.contains("<button type=\"submit\" name"), "{}", name.display());
        let links = ["href=\"", "src=\""].into_iter().flat_map(|attribute| html.split(attribute).skip(1));
        for link in links.map(|rest| rest.split('"').next().unwrap()) {
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            if path.contains(':') {
                assert!(["https://", "mailto:"].iter().any(|scheme| path.starts_with(scheme)), "{link}");
                continue;
            }
            assert!(!path.starts_with('/'), "{}: {link}", name.display());
            let target = match path {
                "" => name.clone(),
                path => name.parent().unwrap().join(path).components().fold(PathBuf::new(), |mut at, part| {
                    if part.as_os_str() == ".." {
                        assert!(at.pop());
                    } else {
                        at.push(part);
                    }
                    at
                }),
            };
            let found = all.get(&target).unwrap_or_else(|| panic!("{}: {link}", name.display()));
            if !fragment.is_empty() && !fragment.starts_with("page=") {
                let id = format!("id=\"{fragment}\"");
                assert!(String::from_utf8_lossy(found).contains(&id), "{}: {link}", name.display());
            }
            followed += 1;
        }
    }
    assert!(followed > 1_000, "only {followed} links");
}

#[tokio::test]
async fn addresses_of_before_lead_on_in_files_and_in_a_list() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    export_site(state("2026-07-01T12:00:00Z"), &root).await.unwrap();
    let list = fs::read_to_string(root.join("redirects.txt")).unwrap();
    let to = "/sample-police/d/99.FOI.26.000002";
    for from in [
        "/sample-police/d/2018100000882",
        "/foi-ai/sample/2022/patrol-cars",
        "/sample-police/disclosures/2026/06/patrol-cars-bought-since-2020",
    ] {
        assert!(list.contains(&format!("{from} {to} 301\n")), "{from} in {list}");
        let page = fs::read_to_string(root.join(from.trim_start_matches('/')).join("index.html")).unwrap();
        assert!(page.contains("http-equiv=\"refresh\"") && page.contains("99.FOI.26.000002/index.html\""));
    }
    assert!(list.contains("/boats "), "what has no file of its own stands in the list: {list}");
    assert!(!root.join("boats").exists() && !list.contains("000004"));
}

#[tokio::test]
async fn a_page_whose_picture_cannot_be_drawn_does_not_point_to_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    let mut log = log::police();
    log.draws_nothing = true;
    export_site(AppState { log: Arc::new(log), ..state("2026-07-01T12:00:00Z") }, &root).await.unwrap();
    let page = root.join("sample-police/d/99.FOI.26.000001/review-of-public-protection.pdf.html");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("may not be complete") && !page.contains("<img"));
    assert!(!files(&root).keys().any(|name| name.extension().is_some_and(|kind| kind == "png")));
}

#[tokio::test]
async fn nothing_of_what_was_taken_down_is_in_any_byte_but_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    export_site(state("2026-07-01T12:00:00Z"), &root).await.unwrap();
    let tombstone = Path::new("sample-police/d/99.FOI.26.000004/index.html");
    // The style sheets and scripts are the program's own.
    for (name, bytes) in files(&root).into_iter().filter(|(name, _)| !name.starts_with("assets")) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("secret"), "{}", name.display());
        assert!(name == tombstone || !text.contains("99.foi.26.000004"), "{}", name.display());
    }
    let page = fs::read_to_string(root.join(tombstone)).unwrap();
    assert!(page.contains("It named a person who should not have been named."));
}
