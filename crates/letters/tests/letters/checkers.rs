//! Two independent PDF/UA checkers, `outloud` and `pdfua`, both from the Python package index: every letter passes both, and both bite.
//!
//! `./test` installs them and sets `CANDOUR_TEST_PYTHON` to the interpreter beside them, and `CANDOUR_TEST_TOOLS` to
//! `required`; without that a missing checker is said and skipped.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use candour_letters::to_pdf;
use lopdf::{Document, Object};

use crate::sample::{self, Sample};

#[test]
fn every_letter_passes_two_independent_checkers() {
    if checkers_are_missing() {
        return;
    }
    let folder = folder("letters");
    let mut files = Vec::new();
    for letter in Sample::default().every_kind() {
        let name = serde_json::to_value(letter.kind).unwrap();
        let file = folder.join(format!("{}.pdf", name.as_str().unwrap()));
        std::fs::write(&file, to_pdf(&letter).unwrap()).unwrap();
        files.push(file);
    }
    let welsh = Sample { language: candour_letters::Language::Welsh, ..Sample::default() };
    let (parts, decision) = sample::part_disclosure();
    let file = folder.join("part_disclosure_welsh.pdf");
    std::fs::write(&file, to_pdf(&welsh.respond(&parts, &decision)).unwrap()).unwrap();
    files.push(file);
    for (checker, output) in [("outloud", outloud(&files)), ("pdfua", pdfua(&files))] {
        assert!(output.status.success(), "{checker}: {}", said(&output));
    }
}

#[test]
fn both_checkers_refuse_a_spoiled_letter() {
    if checkers_are_missing() {
        return;
    }
    let (parts, decision) = sample::part_disclosure();
    let pdf = to_pdf(&Sample::default().respond(&parts, &decision)).unwrap();
    let folder = folder("spoiled");
    for (name, spoil) in SPOILS {
        let mut document = Document::load_mem(&pdf).unwrap();
        spoil(&mut document);
        let file = folder.join(format!("{name}.pdf"));
        document.save(&file).unwrap();
        let files = [file];
        for (checker, output) in [("outloud", outloud(&files)), ("pdfua", pdfua(&files))] {
            assert!(!output.status.success(), "{checker} passed a letter with {name}: {}", said(&output));
        }
    }
}

type Spoil = fn(&mut Document);

/// What is done to a sound letter.
const SPOILS: [(&str, Spoil); 3] = [
    ("no_language", |document| {
        document.catalog_mut().unwrap().remove(b"Lang");
    }),
    ("no_displayed_title", |document| {
        document.catalog_mut().unwrap().remove(b"ViewerPreferences");
    }),
    ("no_structure", |document| {
        let catalog = document.catalog_mut().unwrap();
        catalog.remove(b"StructTreeRoot");
        catalog.set("MarkInfo", Object::Dictionary(lopdf::dictionary! { "Marked" => false }));
    }),
];

fn outloud(files: &[PathBuf]) -> Output {
    run(Command::new(program("outloud")).args(["--quiet", "--fail-on", "warning"]).args(files))
}

fn pdfua(files: &[PathBuf]) -> Output {
    run(Command::new(program("pdfua")).args(["check", "--min-severity", "warning"]).args(files))
}

/// Says which checker is not there; a failure where the run requires the tools.
fn checkers_are_missing() -> bool {
    let missing: Vec<&str> = ["outloud", "pdfua"]
        .into_iter()
        .filter(|name| Command::new(program(name)).arg("--help").output().is_err())
        .collect();
    let required = setting("CANDOUR_TEST_TOOLS").is_some_and(|value| value == "required");
    assert!(missing.is_empty() || !required, "not installed: {missing:?}");
    if !missing.is_empty() {
        eprintln!("SKIPPED: the PDF/UA checkers {missing:?} are not installed; `./test` installs them");
    }
    !missing.is_empty()
}

/// The program beside the test interpreter, or on the PATH.
fn program(name: &str) -> PathBuf {
    let beside = setting("CANDOUR_TEST_PYTHON").map(|python| Path::new(&python).with_file_name(name));
    beside.filter(|path| path.exists()).unwrap_or_else(|| PathBuf::from(name))
}

#[expect(clippy::disallowed_methods, reason = "where the test tools are is a fact of the machine, set by ./test")]
fn setting(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
