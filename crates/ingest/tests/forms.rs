//! The forms that real logs come in: each sample page of `fixtures/import/` says what must be understood.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use candour_casework::Outcome;
use candour_ingest::{PageImport, import};
use jiff::civil::date;

fn read(name: &str) -> PageImport {
    let path = [concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/import/"), name].concat();
    let page = import(&std::fs::read(path).unwrap()).unwrap();
    assert!(page.not_understood.is_empty(), "{name}: {:?}", page.not_understood);
    page
}

fn groups(page: &PageImport) -> Vec<Vec<&str>> {
    page.reasons.iter().map(|reason| reason.provisions.iter().map(String::as_str).collect()).collect()
}

#[test]
fn searches_that_found_nothing_and_questions_numbered_by_dashes() {
    let page = read("searches-found-nothing.txt");
    assert_eq!((page.reference.as_str(), page.outcome), ("99.FOI.23.001234", Some(Outcome::NotHeld)));
    let numbers: Vec<u32> = page.parts.iter().map(|part| part.number).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn a_letter_of_2018_with_the_request_after_its_first_sentence() {
    let page = read("cost-limit-2018.txt");
    assert_eq!((page.reference.as_str(), page.outcome), ("2018110000883", Some(Outcome::CostLimit)));
    assert_eq!(page.received_on, Some(date(2018, 10, 2)));
    assert_eq!(page.request.as_deref(), Some("* Every e-mail about kites since 1999."));
    assert_eq!(page.provisions, ["s12-1"]);
}

#[test]
fn a_section_named_without_its_subsection_is_the_one_that_was_cited() {
    let page = read("neither-confirm-nor-deny-national-security.txt");
    assert_eq!(page.outcome, Some(Outcome::NeitherConfirmNorDeny));
    assert_eq!(page.provisions, ["s23-5", "s24-2", "s31-3"]);
    assert_eq!(groups(&page), [["s23-5"], ["s24-2"], ["s31-3"]]);
}

#[test]
fn section_40_is_understood_however_it_is_typed() {
    let text = std::fs::read_to_string(
        [concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/import/"), "personal-information-3A.txt"].concat(),
    )
    .unwrap();
    for spelling in [
        "Section 40(2) & 3A(a)",
        "Section 40(2)&(3)",
        "Section 40(2)(3A)(a)",
        "Section 40(2) and (3A)(a)",
        "section 40 (2) & (3A) (a)",
        "SECTION 40(2)(3A)(A)",
        "s.40(2)(3A)(a)",
    ] {
        let page = import(text.replace("Section 40(2) & 3A(a)", spelling).as_bytes()).unwrap();
        assert_eq!(page.provisions, ["s40-2-3A-a", "s31-1-a", "s31-1-b"], "{spelling}");
        assert_eq!(groups(&page), [vec!["s40-2-3A-a"], vec!["s31-1-a", "s31-1-b"]], "{spelling}");
    }
}

#[test]
fn questions_answered_apart_with_grounds_of_both_kinds() {
    let page = read("questions-answered-apart.txt");
    assert_eq!(page.outcome, Some(Outcome::DisclosedInPart));
    assert_eq!(page.provisions, ["s31-1-a", "s31-1-b", "s23-5", "s24-2", "s31-3", "s40-2-3A-a"]);
    assert_eq!(groups(&page), [vec!["s31-1-a", "s31-1-b"], vec!["s40-2-3A-a"], vec!["s23-5", "s24-2", "s31-3"]]);
    assert_eq!(page.parts.len(), 3);
}

#[test]
fn a_council_and_a_letter_say_that_they_hold_it_and_give_it() {
    let council = read("council.txt");
    assert_eq!((council.reference.as_str(), council.outcome), ("FOI/2022/1234", Some(Outcome::Disclosed)));
    assert_eq!((council.received_on, council.answered_on), (Some(date(2022, 5, 3)), Some(date(2022, 5, 27))));
    let letter = read("letter.txt");
    assert_eq!((letter.reference.as_str(), letter.outcome), ("99.FOI.26.000201", Some(Outcome::Disclosed)));
    assert_eq!((letter.received_on, letter.answered_on), (Some(date(2026, 5, 15)), Some(date(2026, 6, 12))));
    assert_eq!(letter.request.as_deref(), Some("\"How many horses does the force have?\""));
}

#[test]
fn two_exceptions_of_the_regulations() {
    let page = read("environmental-two-exceptions.txt");
    assert_eq!((page.outcome, page.provisions.len()), (Some(Outcome::Withheld), 2));
    assert_eq!(groups(&page), [["r12-4-b"], ["r12-5-a"]]);
}

#[test]
fn a_reference_is_the_same_however_it_is_typed() {
    let text = std::fs::read_to_string(
        [concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/import/"), "capitals-and-spaces.txt"].concat(),
    )
    .unwrap();
    for spelling in ["99 foi 22 024877", "99-FOI-22-024877", "99.foi.22.024877", "99/FOI/22/024877", "99–FOI–22–024877"]
    {
        let page = import(text.replace("99 foi 22 024877", spelling).as_bytes()).unwrap();
        assert_eq!(page.reference, "99.FOI.22.024877", "{spelling}");
        assert_eq!(page.outcome, Some(Outcome::DisclosedInPart));
        assert_eq!(groups(&page), [vec!["s31-1-a", "s31-1-b"], vec!["s40-2-3A-a"]]);
        assert_eq!(page.attachments[0].title, "Numbers");
    }
}

#[test]
fn a_saved_page_knows_its_old_address() {
    let page = read("saved-with-address.html");
    assert_eq!(page.old_path().as_deref(), Some("/foi-ai/sample/disclosure-2022/may-2022/boats-bought"));
    assert_eq!(page.attachments[0].title, "Boats 2021");
    assert_eq!(page.outcome, Some(Outcome::Disclosed));
}
