use super::Document;
use crate::kit::Builder;
use crate::level::Level;
use crate::load::OpenOptions;
use crate::mark::MarkSet;
use crate::plan::PlanOptions;

/// A page of three lines with `name` in the second; everything invented.
fn letter(name: &str) -> Vec<u8> {
    let mut builder = Builder::new();
    let content = format!(
        "BT /F1 11 Tf 1 0 0 1 60 640 Tm (The panel met on four occasions in all) Tj ET\n\
         BT /F1 11 Tf 1 0 0 1 60 622 Tm (Evidence given by {name} was accepted) Tj ET\n\
         BT /F1 11 Tf 1 0 0 1 60 604 Tm (and the bundle was returned that day) Tj ET"
    );
    builder.page("/Font << /F1 3 0 R >>", content);
    builder.finish()
}

/// The mark round a name on the second line, from its start to `end`.
fn mark(end: f64, level: &str) -> MarkSet {
    let json = format!(
        r#"{{"version":1,"marks":[{{"page":1,"rect":[152.2,619.5,{end},631],"exemption":"s40-2","label":"s40(2)","level":"{level}"}}]}}"#
    );
    MarkSet::from_json(json.as_bytes()).unwrap()
}

fn redacted(file: &[u8], marks: &MarkSet) -> Vec<u8> {
    let document = Document::open(file, &OpenOptions::default()).unwrap();
    let plan = document.plan(marks, &PlanOptions::default()).unwrap();
    document.apply(plan).unwrap().verify().unwrap().bytes().to_vec()
}

/// Helvetica's advances for the two names, at 11 points.
const NAMES: [(&str, f64); 2] = [("Okafor", 33.0), ("Montgomery-Smythe", 102.1)];

#[test]
fn twins_give_the_same_bytes_at_every_level_that_hides_the_size() {
    for level in ["constant", "line", "block", "page"] {
        let [first, second] = NAMES.map(|(name, width)| redacted(&letter(name), &mark(152.3 + width, level)));
        assert!(first == second, "{level}");
    }
}

#[test]
fn the_layout_stays_at_exact() {
    let [first, second] = NAMES.map(|(name, width)| redacted(&letter(name), &mark(152.3 + width, "exact")));
    assert!(first != second);
}

#[test]
fn a_name_in_running_text_is_done_at_constant_by_default() {
    let document = Document::open(&letter("Okafor"), &OpenOptions::default()).unwrap();
    let plan = document.plan(&mark(185.3, "auto"), &PlanOptions::default()).unwrap();
    assert_eq!(plan.marks[0].level, Level::Constant);
    assert_eq!(plan.marks[0].residual_bits, 0.0);
    assert!(plan.pages[0].has_moved_text);
}

#[test]
fn a_mark_that_touches_nothing_is_reported() {
    let json = br#"{"version":1,"marks":[{"page":1,"rect":[300,100,320,110],"exemption":"s40-2"}]}"#;
    let document = Document::open(&letter("Okafor"), &OpenOptions::default()).unwrap();
    let plan = document.plan(&MarkSet::from_json(json).unwrap(), &PlanOptions::default()).unwrap();
    assert_eq!(plan.findings[0].kind, "mark-touches-nothing");
}

#[test]
fn a_text_that_stays_with_other_capitals_is_reported() {
    let kinds = |marks: &str| {
        let json = format!(r#"{{"version":1,"marks":[{marks}]}}"#);
        let document = Document::open(&letter("OKAFOR"), &OpenOptions::default()).unwrap();
        let plan = document.plan(&MarkSet::from_json(json.as_bytes()).unwrap(), &PlanOptions::default()).unwrap();
        plan.findings.iter().map(|finding| finding.kind.to_string()).collect::<Vec<_>>()
    };
    let exact = r#"{"text":"Okafor","exemption":"s40-2"}"#;
    assert!(kinds(exact).contains(&"search-other-case".to_owned()));
    let caseless = r#"{"text":"Okafor","match":"caseless","exemption":"s40-2"}"#;
    assert_eq!(kinds(caseless), Vec::<String>::new());
    // Nor where another mark takes it.
    let both = format!(r#"{exact},{{"text":"OKAFOR","exemption":"s40-2"}}"#);
    assert!(!kinds(&both).contains(&"search-other-case".to_owned()));
}

#[test]
fn a_mark_on_a_page_that_is_not_there_is_an_error() {
    let json = br#"{"version":1,"marks":[{"page":2,"rect":[300,100,320,110],"exemption":"s40-2"}]}"#;
    let document = Document::open(&letter("Okafor"), &OpenOptions::default()).unwrap();
    let error = document.plan(&MarkSet::from_json(json).unwrap(), &PlanOptions::default()).unwrap_err();
    assert!(error.is_marks() && error.to_string().contains("page 2"));
}

/// A marked page and another with this content; the content of the other in the output.
fn second_page(resources: &str, content: &str) -> String {
    let mut builder = Builder::new();
    builder.page("", "BT /F1 11 Tf 1 0 0 1 60 622 Tm (Evidence given by Okafor was accepted) Tj ET");
    builder.page(resources, content);
    let output = redacted(&builder.finish(), &mark(185.3, "exact"));
    let document = lopdf::Document::load_mem(&output).unwrap();
    let page = document.get_pages()[&2];
    String::from_utf8(document.get_page_content(page)).unwrap()
}

#[test]
fn an_unmarked_page_that_says_what_it_paints_is_copied() {
    for content in [
        "BT /F1 11 Tf 14 TL 1 0 0 1 60 622 Tm (The   panel) Tj T* [(met) -250 (twice)] TJ ET\n",
        "q 1 0 0 RG 2.50 w 10 10 m 90 90 l S Q BT /F1 9 Tf 3 Tr 20 20 Td (layer) Tj ET",
        "/G1 gs 0.5 g 10 10 50 50 re f",
    ] {
        assert_eq!(second_page("/ExtGState << /G1 << /ca 0.5 >> >>", content).trim_end(), content.trim_end());
    }
}

#[test]
fn an_unmarked_page_that_hides_anything_is_written_anew_without_it() {
    for content in [
        "% Zebulon\nBT /F1 11 Tf 60 622 Td (The panel) Tj ET",
        "BT /F1 11 Tf 60 622 Td (The panel) Tj 0 900 Td (Zebulon) Tj ET",
        "BT /F1 11 Tf 60 622 Td (The panel) Tj ET q 0 0 9 9 re W n BT /F1 11 Tf 60 400 Td (Zebulon) Tj ET Q",
        "BT /F1 11 Tf 60 622 Td (The panel) Tj ET /Span << /ActualText (Zebulon) >> BDC EMC",
        "BT /F1 11 Tf 60 622 Td (The panel) Tj ET (Zebulon) pop",
        "/OC /P1 BDC BT /F1 11 Tf 60 400 Td (Zebulon) Tj ET EMC BT /F1 11 Tf 60 622 Td (The panel) Tj ET",
    ] {
        let written = second_page("/Properties << /P1 << /Type /OCG /Name (x) >> >>", content);
        let stays = content.starts_with("/OC");
        assert!(written.contains("(The panel)") && (stays || !written.contains("Zebulon")), "{content}: {written}");
        assert_ne!(written.trim_end(), content.trim_end());
    }
}
