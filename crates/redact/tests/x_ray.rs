//! Beside the x-ray library: whatever it finds, inspection finds too.
//!
//! The court filings are read where they lie and are not part of this
//! repository; the library is run beside the engine where it is installed.
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]
#![expect(clippy::disallowed_methods, reason = "the corpus is read from outside this crate")]

use std::path::{Path, PathBuf};
use std::process::Command;

use candour_redact::detect::inspect;
use candour_redact::finding::{Finding, Severity};

/// Kinds that mean the same as x-ray's one finding: text under a box.
const COVERED: [&str; 2] = ["text-under-box", "highlighter-as-redaction"];

#[test]
fn whatever_x_ray_finds_is_found_on_the_same_page() {
    let Some(program) = x_ray() else {
        assert!(!tools_are_required(), "the x-ray library is not installed");
        return eprintln!("SKIPPED: the x-ray library is not installed");
    };
    let Some(files) = filings() else { return };
    for file in files {
        let output = Command::new(&program).arg(&file).output().unwrap();
        let theirs: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let ours = findings(&file);
        for (page, redactions) in theirs.as_object().into_iter().flatten() {
            let page: u32 = page.parse().unwrap();
            let found =
                ours.iter().any(|finding| COVERED.contains(&finding.kind.as_str()) && finding.page == Some(page));
            assert!(found, "{}: page {page}: {redactions}", file.display());
        }
    }
}

#[test]
fn filings_known_to_be_sound_have_no_covered_text() {
    for file in filings().into_iter().flatten() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("no_bad_redactions") || name.contains("rectangles_no") || name.contains("redaction_ok") {
            let covered: Vec<Finding> =
                findings(&file).into_iter().filter(|finding| finding.severity == Severity::Blocking).collect();
            assert!(covered.is_empty(), "{name}: {covered:?}");
        }
    }
}

fn findings(file: &Path) -> Vec<Finding> {
    inspect(&std::fs::read(file).unwrap(), "").unwrap()
}

fn filings() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/xray");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: {} is not there", folder.display());
        return None;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    Some(files)
}

/// The `xray` program: on the path, or in the folder of Python tools.
fn x_ray() -> Option<PathBuf> {
    let candidates =
        [PathBuf::from("xray"), Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tools/venv/bin/xray")];
    candidates.into_iter().find(|program| Command::new(program).arg("--help").output().is_ok())
}

fn tools_are_required() -> bool {
    std::env::var("CANDOUR_TEST_TOOLS").is_ok_and(|value| value == "required")
}
