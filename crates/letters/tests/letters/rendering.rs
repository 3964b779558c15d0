//! HTML, text and PDF of whatever people may have written, and the schedule.

use candour_letters::compose::{Disclosed, ScheduledDocument};
use candour_letters::letter::{Content, Letter};
use candour_letters::{Classes, Fragment, to_html, to_html_fragment, to_pdf, to_text};

use crate::sample::{self, Sample, ids};

const MANIFEST: &str = r#"{
  "version": 1, "tool": "candour-redact 0.1.0", "output_sha256": "00", "pages": 13,
  "redactions": [
    {"page": 7, "exemptions": ["s31-1-a", "s31-1-b"], "level": "exact", "extent": "half-page"},
    {"page": 3, "exemptions": ["s31-1-b", "s31-1-a"], "level": "constant", "extent": "words"},
    {"page": 3, "exemptions": ["s31-1-a", "s31-1-b"], "level": "constant", "extent": "words"}
  ],
  "checks": [], "signature": null
}"#;

fn with_request(words: &str) -> Letter {
    let mut sample = Sample::default();
    sample.request.verbatim = Some(words.to_owned());
    let (parts, decision) = sample::part_disclosure();
    sample.respond(&parts, &decision)
}

fn with_schedule() -> Letter {
    let (parts, decision) = sample::part_disclosure();
    let redacted =
        ScheduledDocument::from_manifest("Review of public protection caseload", MANIFEST.as_bytes()).unwrap();
    let withheld = ScheduledDocument {
        title: "Notes of interviews".into(),
        pages: Some(82),
        disclosed: Disclosed::Withheld,
        redactions: Vec::new(),
        withheld_under: ids(&["s40-2-3A-a"]),
    };
    Sample::default().respond_with(&parts, &decision, &[redacted, withheld])
}

#[test]
fn what_people_wrote_is_escaped_in_html_and_never_run_by_typst() {
    let hostile = "<script>alert(1)</script> \" onload=\"x #import \"x\" #panic() $x$ @ref `raw` \\u{41} *b* _i_ // c";
    let letter = with_request(hostile);
    let html = to_html(&letter);
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"));
    let pdf = to_pdf(&letter).unwrap();
    let text = lopdf::Document::load_mem(&pdf).unwrap().extract_text(&[1]).unwrap();
    assert!(text.replace('\n', "").contains("#panic()"), "{text}");
}

#[test]
fn a_letter_with_characters_no_font_has_is_still_a_letter() {
    let letter =
        with_request("Smile \u{1f642}, \u{4f60}\u{597d}, \u{5e9}\u{5dc}, \u{202e}reversed\u{0}, \u{fe0f}, ŵ ŷ");
    let pdf = to_pdf(&letter).unwrap();
    let text = lopdf::Document::load_mem(&pdf).unwrap().extract_text(&[1]).unwrap();
    assert!(text.contains("U+1F642"), "{text}");
}

#[test]
fn an_enormous_request_is_still_a_letter() {
    let letter = with_request(&"A very long request with no end in sight. ".repeat(400));
    assert!(to_pdf(&letter).unwrap().len() > 10_000);
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let (one, two) = (with_schedule(), with_schedule());
    assert_eq!(to_pdf(&one).unwrap(), to_pdf(&two).unwrap());
    assert_eq!(to_html(&one), to_html(&two));
}

#[test]
fn the_schedule_gives_bands_and_counts_by_page_from_the_manifest() {
    let letter = with_schedule();
    let tables: Vec<(String, Vec<Vec<String>>)> = letter
        .body()
        .filter_map(|content| match content {
            Content::Table { caption, rows, .. } => Some((
                caption.words.clone(),
                rows.iter().map(|row| row.iter().map(|cell| cell.words.clone()).collect()).collect(),
            )),
            _ => None,
        })
        .collect();
    let both = "section 31(1)(a) and section 31(1)(b)";
    assert_eq!(
        tables,
        [
            (
                "Documents".to_owned(),
                vec![
                    vec![
                        "1".into(),
                        "Review of public protection caseload".into(),
                        "13".into(),
                        "In part".into(),
                        both.into()
                    ],
                    vec![
                        "2".into(),
                        "Notes of interviews".into(),
                        "82".into(),
                        "No".into(),
                        "section 40(2), (3A)(a)".into()
                    ],
                ]
            ),
            (
                "Redactions in Review of public protection caseload".to_owned(),
                vec![
                    vec!["3".into(), both.into(), "A word or a few words".into(), "2".into()],
                    vec!["7".into(), both.into(), "Up to half a page".into(), "1".into()],
                ]
            ),
        ]
    );
}

#[test]
fn a_damaged_manifest_is_named_and_refused() {
    let refused = ScheduledDocument::from_manifest("The review", b"{\"pages\":1}").unwrap_err();
    assert!(refused.to_string().starts_with("reading the release manifest of `The review`"));
}

#[test]
fn a_fragment_for_the_site_has_its_classes_starts_at_the_level_asked_for_and_has_no_title() {
    let letter = with_schedule();
    let html = to_html_fragment(&letter, Fragment { section_level: 3, classes: Classes::GovUk });
    assert!(html.starts_with("<p class=\"govuk-body\">"));
    assert!(html.contains("<h3 class=\"govuk-heading-m\">Your request</h3>"));
    assert!(!html.contains("<h1") && !html.contains("<h2"));
    assert!(html.contains("<th scope=\"col\" class=\"govuk-table__header\">"));
    assert!(html.contains("<th scope=\"row\""));
    assert!(html.contains("<caption"));
}

#[test]
fn plain_text_keeps_within_its_lines_and_reads_a_table_row_by_row() {
    let text = to_text(&with_schedule());
    for line in text.lines() {
        assert!(line.chars().count() <= 72 || !line.trim().contains(' '), "{line}");
    }
    assert!(
        text.contains("* Page: 3\n  Provision: section 31(1)(a) and section 31(1)(b)\n  Amount withheld: A word or")
    );
    assert!(text.contains("Your request\n------------\n"));
}

#[test]
fn links_are_only_web_and_mail_addresses() {
    let html = to_html(&with_request("See javascript:alert(1) and https://data.example.org/x."));
    assert!(html.contains("<a href=\"https://data.example.org/x\">"));
    assert!(!html.contains("href=\"javascript"));
}
