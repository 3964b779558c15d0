//! Every file of `fixtures/hostile`: each once made the engine panic, hang or break a promise, and is named by how.
//!
//! Each is redacted by several marks at every level. It is refused, or what comes out verifies and opens again with the
//! pages that its papers say; and it is the same file the second time.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]
#![expect(clippy::disallowed_methods, reason = "the fixtures are files")]

use std::path::{Path, PathBuf};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use candour_redact::api::{Document, Verified};
use candour_redact::detect;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;

const LEVELS: [&str; 8] = ["auto", "exact", "constant", "cell", "line", "block", "page", "raster"];
/// Inside a small page, across it, and all of any page.
const RECTANGLES: [&str; 4] = ["[20,30,70,60]", "[40,40,160,120]", "[40,360,169,393]", "[-9000,-9000,9000,9000]"];

fn hostile() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/hostile");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    files
}

/// Counts the panics of the engine's own code, also those that it would catch; those of other crates are caught.
fn panics_of_ours() -> usize {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panicked| {
            if panicked.location().is_some_and(|place| place.file().contains("redact/src")) {
                PANICS.fetch_add(1, Ordering::Relaxed);
            }
            told(panicked);
        }));
    });
    PANICS.load(Ordering::Relaxed)
}

fn redacted(bytes: &[u8], marks: &MarkSet) -> Option<Verified> {
    let document = Document::open(bytes, &OpenOptions::default()).ok()?;
    let plan = document.plan(marks, &PlanOptions::default()).ok()?;
    document.apply(plan).ok()?.verify().ok()
}

#[test]
fn hostile_files_are_refused_or_redacted_and_never_end_the_engine() {
    let files = hostile();
    assert!(!files.is_empty() && panics_of_ours() == 0);
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&file).unwrap();
        let begun = Instant::now();
        for level in LEVELS {
            for rectangle in RECTANGLES {
                let marks = format!(
                    r#"{{"version":1,"sanitise":true,"marks":[{{"page":1,"rect":{rectangle},"level":"{level}","exemption":"s31-1-a"}}]}}"#
                );
                let marks = MarkSet::from_json(marks.as_bytes()).unwrap();
                let Some(verified) = redacted(&bytes, &marks) else { continue };
                let again = Document::open(verified.bytes(), &OpenOptions::default());
                let again = again.unwrap_or_else(|error| panic!("{name}, {level}, {rectangle}: {error}"));
                assert_eq!(again.page_count() as u64, u64::from(verified.manifest().pages), "{name}");
                let twin = redacted(&bytes, &marks).map(|twin| twin.bytes() == verified.bytes());
                assert_eq!(twin, Some(true), "{name}, {level}, {rectangle}: two runs, two files");
            }
        }
        assert_eq!(panics_of_ours(), 0, "{name}");
        assert!(begun.elapsed() < LONGEST, "{name} took {:?}", begun.elapsed());
    }
}

#[test]
fn hostile_files_are_inspected_read_and_searched_without_an_end_of_the_engine() {
    let before = panics_of_ours();
    for file in hostile() {
        let bytes = std::fs::read(&file).unwrap();
        let begun = Instant::now();
        drop(detect::inspect(&bytes, ""));
        if let Ok(document) = Document::open(&bytes, &OpenOptions::default()) {
            drop(document.extract());
        }
        assert_eq!(panics_of_ours(), before, "{}", file.display());
        assert!(begun.elapsed() < LONGEST, "{} took {:?}", file.display(), begun.elapsed());
    }
}

/// For all marks on one file, on a machine that does much else.
const LONGEST: Duration = Duration::from_secs(60);
