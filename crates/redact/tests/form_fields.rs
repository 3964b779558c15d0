//! Form fields: what stays of one that nobody marks, and of one that somebody does.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

use candour_redact::Level;
use candour_redact::api::{Document, Verified};
use candour_redact::finding::Finding;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;
use lopdf::{Dictionary, Object};

mod kit;

use kit::Builder;

const UPPER: &str =
    r#"{"version":1,"marks":[{"page":1,"rect":[98,694,302,716],"exemption":"s31-1-a","label":"s31(1)(a)"}]}"#;
const PAGE_TEXT: &str = "BT /F1 12 Tf 100 500 Td (Page text) Tj ET";
const NOTHING: &str = r#"{"version":1,"marks":[]}"#;

fn redact(file: &[u8], marks: &str, level: Level) -> Verified {
    let document = Document::open(file, &OpenOptions::default()).unwrap();
    let options = PlanOptions { default_level: level, ..PlanOptions::default() };
    let plan = document.plan(&MarkSet::from_json(marks.as_bytes()).unwrap(), &options).unwrap();
    document.apply(plan).unwrap().verify().unwrap()
}

/// Two text fields that show a word each; both belong to the field `shared` if it is given.
fn form(upper: &str, lower: &str, shared: bool) -> Vec<u8> {
    form_with([upper, lower], "held", shared)
}

/// The same, with fields that are called `held` and hold it besides what they show.
fn form_with(words: [&str; 2], held: &str, shared: bool) -> Vec<u8> {
    let mut builder = Builder::new();
    let mut widgets = Vec::new();
    for (word, y) in words.into_iter().zip([696, 596]) {
        let appearance = builder.stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 200 18] /Resources << /Font << /F1 3 0 R >> >>",
            format!("/Tx BMC BT /F1 12 Tf 2 4 Td ({word}) Tj ET EMC"),
        );
        let field =
            if shared { "/Parent 8 0 R".to_owned() } else { format!("/FT /Tx /T ({held}) /V ({held}) /DV ({held})") };
        widgets.push(builder.object(format!(
            "<< /Type /Annot /Subtype /Widget /Rect [100 {y} 300 {}] /F 4 {field} /TU ({held}) /DA (/F1 12 Tf) /MK << /CA ({held}) >> \
             /AA << /K << /S /JavaScript /JS ({held}) >> >> /AP << /N {appearance} 0 R /D {appearance} 0 R >> >>",
            y + 18
        )));
    }
    assert_eq!(widgets, [5, 7]);
    let parent = builder.object("<< /FT /Tx /T (Both) /V (Value) /Kids [5 0 R 7 0 R] >>");
    assert_eq!(parent, 8);
    builder.page_with("/MediaBox [0 0 595 842] /Annots [5 0 R 7 0 R]", "", PAGE_TEXT);
    let fields = if shared { "8 0 R" } else { "5 0 R 7 0 R" };
    builder.catalog(&format!("/AcroForm << /Fields [{fields}] /DA (/F1 12 Tf) /DR << /Font << /F1 3 0 R >> >> >>"));
    builder.finish()
}

/// The widgets of the first page, and the form's dictionary.
fn widgets(file: &[u8]) -> (Vec<Dictionary>, Option<Dictionary>) {
    let document = lopdf::Document::load_mem(file).unwrap();
    let page = document.get_pages()[&1];
    let resolve = |object: &Object| document.dereference(object).unwrap().1.as_dict().unwrap().clone();
    let annotations = document.get_dictionary(page).unwrap().get(b"Annots").and_then(Object::as_array).cloned();
    let widgets = annotations.unwrap_or_default().iter().map(resolve).collect();
    let form = document.catalog().unwrap().get(b"AcroForm").ok().map(resolve);
    (widgets, form)
}

fn keys(dictionary: &Dictionary) -> Vec<String> {
    let mut keys: Vec<String> = dictionary.iter().map(|(key, _)| String::from_utf8_lossy(key).into_owned()).collect();
    keys.sort();
    keys
}

fn has_text(verified: &Verified, text: &str) -> bool {
    let document = Document::open(verified.bytes(), &OpenOptions::default()).unwrap();
    let target = MarkSet::from_json(
        format!(r#"{{"version":1,"marks":[{{"text":"{text}","exemption":"s40-2","label":""}}]}}"#).as_bytes(),
    )
    .unwrap();
    let plan = document.plan(&target, &PlanOptions::default()).unwrap();
    plan.marks.iter().any(|mark| mark.removed.glyphs > 0)
}

#[test]
fn a_field_that_nobody_marks_stays_a_field_with_nothing_but_its_appearance() {
    let verified = redact(&form("Secretive", "Remaining", false), UPPER, Level::Exact);
    let (widgets, form) = widgets(verified.bytes());
    assert_eq!(widgets.len(), 1);
    assert_eq!(keys(&widgets[0]), ["AP", "F", "FT", "Ff", "Rect", "Subtype", "T", "Type"]);
    assert_eq!(keys(widgets[0].get(b"AP").unwrap().as_dict().unwrap()), ["N"]);
    assert_eq!(widgets[0].get(b"T").unwrap().as_str().unwrap(), b"1");
    assert_eq!(keys(&form.unwrap()), ["Fields"]);
    assert!(has_text(&verified, "Remaining") && has_text(&verified, "Page text"));
    assert!(!has_text(&verified, "Secretive"));
}

#[test]
fn a_field_that_a_mark_touches_in_part_becomes_page_content_without_the_part() {
    let half = r#"{"version":1,"marks":[{"page":1,"rect":[98,694,130,716],"exemption":"s31-1-a","label":""}]}"#;
    let verified = redact(&form("Secretive and more", "Remaining", false), half, Level::Exact);
    assert_eq!(widgets(verified.bytes()).0.len(), 1);
    assert!(has_text(&verified, "more") && !has_text(&verified, "Secret"));
}

#[test]
fn a_document_without_marks_keeps_its_fields_in_order() {
    let verified = redact(&form("Upper", "Lower", false), NOTHING, Level::Exact);
    let (widgets, _) = widgets(verified.bytes());
    let names: Vec<&[u8]> = widgets.iter().map(|widget| widget.get(b"T").unwrap().as_str().unwrap()).collect();
    assert_eq!(names, [b"1", b"2"]);
}

#[test]
fn another_place_that_shows_a_marked_field_is_named() {
    let verified = redact(&form("Twice", "Twice", true), UPPER, Level::Exact);
    let named = |finding: &&Finding| finding.kind == "form-field-elsewhere";
    assert_eq!(verified.findings().iter().filter(named).count(), 1);
    assert_eq!(widgets(verified.bytes()).0.len(), 1);
}

#[test]
fn what_a_kept_field_is_called_and_holds_does_not_reach_the_output() {
    let outputs = ["ZQXSECRET", "MWWMWIDER"].map(|secret| {
        let file = form_with(["Upper", "Lower"], secret, false);
        redact(&file, UPPER, Level::Constant).bytes().to_vec()
    });
    assert!(outputs[0] == outputs[1]);
}

#[test]
fn a_page_withheld_as_a_whole_keeps_no_field() {
    let verified = redact(&form("Upper", "Lower", false), UPPER, Level::Page);
    let (widgets, form) = widgets(verified.bytes());
    assert!(widgets.is_empty() && form.is_none());
}
