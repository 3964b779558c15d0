//! Tagged documents stay accessible: two independent PDF/UA checkers find nothing in a redacted copy that they do not
//! find in the original.
//!
//! The checkers are `outloud` and `pdfua` from the Python package index. `./test` installs them and sets
//! `CANDOUR_TEST_PYTHON` to the interpreter beside them and `CANDOUR_TEST_TOOLS` to `required`; without
//! that a missing checker is said and skipped.
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]
#![expect(clippy::disallowed_methods, reason = "where the test tools are is a fact of the machine, set by ./test")]

mod kit;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use candour_redact::api::{Document, Verified};
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::outline::LEGEND;
use candour_redact::plan::PlanOptions;
use candour_redact::structure::Element;

#[test]
fn two_checkers_find_nothing_in_a_redacted_copy_that_they_do_not_find_in_the_original() {
    let Some(checkers) = Checkers::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut worse = Vec::new();
    for (name, level) in COPIES {
        let (original, marks) = sample(name);
        let copy = redact(&original, &marks, level);
        let files = [("original", original.as_slice()), ("copy", copy.bytes())].map(|(which, bytes)| {
            let file = folder.path().join(format!("{name}-{which}.pdf"));
            std::fs::write(&file, bytes).unwrap();
            file
        });
        let [before, after] = files.map(|file| checkers.findings(&file));
        for (rule, count) in after {
            let known = before.get(&rule).copied().unwrap_or(0);
            if count > known && !EXPECTED.iter().any(|(of, expected, _)| *of == name && *expected == rule) {
                worse.push(format!("{name} at {level}: {rule}: {known} in the original, {count} in the copy"));
            }
        }
    }
    assert!(worse.is_empty(), "{}", worse.join("\n"));
}

#[test]
fn a_claim_to_pdf_ua_stays_where_the_structure_is_whole_and_goes_with_a_page_that_became_a_picture() {
    let (original, marks) = sample("writer");
    let claims = |level| {
        let copy = redact(&original, &marks, level);
        kit::contains(copy.bytes(), b"<pdfuaid:part>1<")
    };
    assert!(claims("constant"));
    assert!(!claims("raster"));
    let (original, marks) = sample("review");
    assert!(
        !kit::contains(redact(&original, &marks, "auto").bytes(), b"<pdfuaid:part>"),
        "the sample review claims nothing"
    );
}

#[test]
fn each_redaction_of_a_tagged_document_is_an_element_that_names_the_provision() {
    for level in ["exact", "constant", "line", "cell", "block", "page", "raster"] {
        let (original, marks) = sample("writer");
        let elements = elements(redact(&original, &marks, level).bytes());
        let withheld = elements.iter().filter(|element| element.alt.as_deref() == Some("Withheld: section 40(2)"));
        assert!(withheld.count() > 0, "{level}");
    }
}

#[test]
fn a_title_stays_language_stays_and_a_title_that_says_what_was_withheld_goes() {
    let (original, marks) = sample("review");
    let copy = Document::open(redact(&original, &marks, "auto").bytes(), &OpenOptions::default()).unwrap();
    let draft = copy.draft();
    assert_eq!(draft.title_candidate.as_deref(), Some("Review of public protection caseload 2021 (sample)"));
    assert_eq!(draft.language.as_deref(), Some("en-GB"));
    let (original, _) = sample("review");
    let marks = r#"{"version":1,"sanitise":true,"marks":[{"page":null,"text":"caseload","match":"caseless","exemption":"s40-2"}]}"#;
    let copy = Document::open(redact(&original, marks, "exact").bytes(), &OpenOptions::default()).unwrap();
    assert_eq!(copy.draft().title_candidate.as_deref(), Some("Released document"));
}

#[test]
fn table_cells_name_their_headers_by_identifiers_of_our_own() {
    let (original, marks) = sample("review");
    let before = elements(&original);
    let after = elements(redact(&original, &marks, "auto").bytes());
    let named = |elements: &[Element]| elements.iter().filter(|cell| !cell.attributes.headers.is_empty()).count();
    assert!(named(&before) > 50, "{}", named(&before));
    assert!(named(&after) * 10 > named(&before) * 9, "{} of {}", named(&after), named(&before));
}

#[test]
fn a_copy_with_moved_text_says_so_in_its_bookmarks_and_others_do_not() {
    let (original, marks) = sample("writer");
    let says = |level| kit::contains(redact(&original, &marks, level).bytes(), LEGEND.as_bytes());
    assert!(says("constant"));
    assert!(!says("exact") && !says("line") && !says("page"));
}

#[test]
fn a_link_keeps_its_address_only_while_the_page_spells_it_out() {
    let content = "BT /F1 12 Tf 72 700 Td (See https://www.example.org/a-b for more) Tj ET";
    let link = |address: &str| {
        let mut file = kit::Builder::new();
        file.page_with(
            &format!(
                "/MediaBox [0 0 595 842] /Annots [<< /Type /Annot /Subtype /Link /Rect [90 695 300 712] \
                 /Border [0 0 0] /A << /S /URI /URI ({address}) >> >>]"
            ),
            "",
            content,
        );
        redact(&file.finish(), r#"{"version":1,"sanitise":true,"marks":[]}"#, "auto").bytes().to_vec()
    };
    assert!(kit::contains(&link("https://www.example.org/a-b"), b"/URI(https://www.example.org/a-b)"));
    let dropped = link("https://www.example.org/Zebulon");
    assert!(!kit::contains(&dropped, b"Zebulon") && !kit::contains(&dropped, b"/Annots"));
}

/// What may be found in a copy of this document and not in the original, and why.
///
/// `ORD-001` is a hint, no rule of PDF/UA: content is painted in another order than it is read in. Boxes are painted
/// last, so that nothing can be painted over them; the tree says where they are read.
const EXPECTED: [(&str, &str, &str); 3] = [
    ("review", "outloud ORD-001", "boxes are painted last"),
    ("writer", "outloud ORD-001", "boxes are painted last"),
    ("letter", "outloud ORD-001", "boxes are painted last"),
];

/// What is redacted, and at which level.
const COPIES: [(&str, &str); 9] = [
    ("review", "auto"),
    ("review", "exact"),
    ("writer", "auto"),
    ("writer", "exact"),
    ("writer", "line"),
    ("writer", "block"),
    ("writer", "page"),
    ("letter", "auto"),
    ("letter", "exact"),
];

/// A document and the marks to redact it by.
fn sample(name: &str) -> (Vec<u8>, String) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    if name == "review" {
        let marks = std::fs::read_to_string(fixtures.join("review/marks.json")).unwrap();
        return (std::fs::read(fixtures.join("review/review.pdf")).unwrap(), marks);
    }
    let texts: &[&str] = if name == "letter" { &["request"] } else { &["Alder Fenwick", "Kettlewick"] };
    let marks: Vec<String> = texts
        .iter()
        .map(|text| format!(r#"{{"page":null,"text":"{text}","exemption":"s40-2","label":"s40(2)"}}"#))
        .collect();
    let marks = format!(r#"{{"version":1,"sanitise":true,"marks":[{}]}}"#, marks.join(","));
    (std::fs::read(fixtures.join(format!("accessible/{name}.pdf"))).unwrap(), marks)
}

/// Redacts every mark at a level; `auto` leaves the marks as they are.
fn redact(original: &[u8], marks: &str, level: &str) -> Verified {
    let document = Document::open(original, &OpenOptions::default()).unwrap();
    let mut marks = MarkSet::from_json(marks.as_bytes()).unwrap();
    if level != "auto" {
        marks.marks.iter_mut().for_each(|mark| mark.level = Some(level.parse().unwrap()));
    }
    let plan = document.plan(&marks, &PlanOptions::default()).unwrap();
    document.apply(plan).unwrap().verify().unwrap()
}

/// The structure elements of a file.
fn elements(file: &[u8]) -> Vec<Element> {
    let document = Document::open(file, &OpenOptions::default()).unwrap();
    document.draft().structure.clone().map(|structure| structure.elements).unwrap_or_default()
}

/// The two checkers.
struct Checkers {
    outloud: PathBuf,
    pdfua: PathBuf,
}

impl Checkers {
    /// None, loudly, if they are not installed; a failure where the run requires the tools.
    fn find() -> Option<Self> {
        Some(Self { outloud: program("outloud")?, pdfua: program("pdfua")? })
    }

    /// How often each rule is broken, by checker and rule; notes for information are left out.
    fn findings(&self, file: &Path) -> BTreeMap<String, u64> {
        let mut found = BTreeMap::new();
        let report = json(Command::new(&self.outloud).args(["--json", "-", "--quiet"]).arg(file));
        for finding in report["results"][0]["findings"].as_array().unwrap() {
            if finding["severity"] != "info" {
                let rule = format!("outloud {}", finding["rule"].as_str().unwrap());
                *found.entry(rule).or_default() += finding["count"].as_u64().unwrap_or(1);
            }
        }
        let report = json(Command::new(&self.pdfua).args(["check", "--format", "json"]).arg(file));
        for finding in report["findings"].as_array().unwrap() {
            if finding["severity"] != "info" {
                let rule = format!("pdfua {}", finding["rule_id"].as_str().unwrap());
                *found.entry(rule).or_default() += 1;
            }
        }
        found
    }
}

/// What a command prints; checkers exit with their verdict, so the status says nothing.
fn json(command: &mut Command) -> serde_json::Value {
    let output = command.output().unwrap();
    let start = output.stdout.iter().position(|byte| matches!(byte, b'{' | b'[')).unwrap_or(0);
    let mut values = serde_json::Deserializer::from_slice(&output.stdout[start..]).into_iter();
    values
        .next()
        .and_then(Result::ok)
        .unwrap_or_else(|| panic!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A checker: beside the test interpreter, on the path, or in the folder of Python tools.
fn program(name: &str) -> Option<PathBuf> {
    let beside = std::env::var_os("CANDOUR_TEST_PYTHON").map(|python| Path::new(&python).with_file_name(name));
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tools/venv/bin").join(name);
    let mut candidates = beside.into_iter().chain([PathBuf::from(name), tools]);
    let found = candidates.find(|program| Command::new(program).arg("--help").output().is_ok());
    let required = std::env::var("CANDOUR_TEST_TOOLS").is_ok_and(|value| value == "required");
    assert!(found.is_some() || !required, "not installed: {name}");
    if found.is_none() {
        eprintln!("SKIPPED: the PDF/UA checker {name} is not installed; `./test` installs it");
    }
    found
}
