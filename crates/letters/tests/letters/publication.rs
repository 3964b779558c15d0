//! The public variant: made from the structure, and refused where a name remains.

use candour_letters::letter::{Letter, Variant};
use candour_letters::{Whose, to_html, to_pdf, to_text};

use crate::sample::{self, OFFICER, REQUESTER, Sample};

fn part_disclosure(sample: &Sample) -> Letter {
    let (parts, decision) = sample::part_disclosure();
    sample.respond(&parts, &decision)
}

#[test]
fn the_public_variant_names_neither_the_requester_nor_a_junior_officer() {
    for letter in Sample::default().every_kind() {
        let public = letter.for_publication().unwrap();
        assert_eq!(public.variant, Variant::Public);
        for text in [to_html(&public), to_text(&public), serde_json::to_string(&public).unwrap()] {
            for name in [REQUESTER, OFFICER, "robin@pellow.example", "Dear ", "01632 960 001"] {
                assert!(!text.contains(name), "{:?}: {name}", letter.kind);
            }
        }
    }
}

#[test]
fn the_letter_as_sent_names_both_and_quotes_the_request_as_received() {
    let text = to_text(&part_disclosure(&Sample::default()));
    for words in [REQUESTER, OFFICER, "My number is 01632 960 001.", "We have sent these with this letter:"] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("The request was:"));
}

#[test]
fn the_public_variant_has_the_screened_request_and_the_same_reasons() {
    let letter = part_disclosure(&Sample::default());
    let (sent, public) = (to_text(&letter), to_text(&letter.for_publication().unwrap()));
    assert!(public.contains("The request was:"));
    assert!(public.contains("> Please publish the 2021 review"));
    let reasons = |text: &str| {
        text[text.find("Reasons for our decision").unwrap()..text.find("Jo Quill").unwrap_or(text.len())].len()
    };
    assert!(reasons(&public) > 1_000 && reasons(&sent) > 1_000);
}

#[test]
fn a_request_nobody_has_screened_is_not_published() {
    let mut sample = Sample::default();
    sample.request.public = None;
    let public = to_text(&part_disclosure(&sample).for_publication().unwrap());
    assert!(public.contains("The words of the request have not been published."));
    assert!(!public.contains("My number"));
}

#[test]
fn the_words_of_a_numbered_question_are_not_published_but_what_each_answer_is_about_is() {
    let (mut parts, decision) = sample::part_neither_confirm_nor_deny();
    parts[1].text = "My neighbour at number 9 was watched. Send me the policy.".into();
    let letter = Sample::default().respond(&parts, &decision);
    assert!(to_text(&letter).contains("number 9"));
    let public = to_text(&letter.for_publication().unwrap());
    assert!(!public.contains("number 9"));
    assert!(public.contains("Question 2") && public.contains("We hold the policy on surveillance."));
}

#[test]
fn an_officer_of_a_published_grade_is_named() {
    let letter = part_disclosure(&Sample { officer_may_be_named: true, ..Sample::default() });
    assert!(to_text(&letter.for_publication().unwrap()).contains(OFFICER));
}

#[test]
fn a_name_written_into_a_reason_stops_publication_and_says_where() {
    let (parts, mut decision) = sample::part_disclosure();
    decision.reliances[0].why = "As Mr Pellow knows, the review was candid. Quill has checked.".into();
    let refused = Sample::default().respond(&parts, &decision).for_publication().unwrap_err();
    let whose: Vec<Whose> = refused.places.iter().map(|place| place.whose).collect();
    assert_eq!(whose, [Whose::Requester, Whose::Officer]);
    assert!(refused.places[0].within.starts_with("As Mr Pellow"));
    assert!(!refused.to_string().contains("Pellow"), "the error itself may be logged");
}

#[test]
fn the_public_pdf_has_no_name_in_it_either() {
    let pdf = to_pdf(&part_disclosure(&Sample::default()).for_publication().unwrap()).unwrap();
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let mut text = String::new();
    for page in document.get_pages().keys() {
        text.push_str(&document.extract_text(&[*page]).unwrap());
    }
    assert!(text.contains("caseload"));
    assert!(!text.contains("Pellow") && !text.contains("Quill"));
}
