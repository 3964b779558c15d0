//! The tables and the reading of citations.

use candour_statute::Regime;
use candour_statute::provision::{Force, Reading, by_id, citations, denial_ground, explanation, provisions};

fn ids(text: &str) -> Vec<&'static str> {
    citations(text).iter().flat_map(|citation| citation.ids().collect::<Vec<_>>()).collect()
}

#[test]
fn the_tables_hold_what_the_law_files_hold() {
    assert_eq!(provisions().iter().filter(|provision| provision.regime == Regime::Foia).count(), 73);
    assert_eq!(provisions().iter().filter(|provision| provision.regime == Regime::Eir).count(), 16);
    for (file, copy) in [
        ("foia-exemptions.toml", include_str!("../data/foia-exemptions.toml")),
        ("eir-exceptions.toml", include_str!("../data/eir-exceptions.toml")),
        ("bank-holidays.json", include_str!("../data/bank-holidays.json")),
    ] {
        let shared = [concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/law/"), file].concat();
        match std::fs::read_to_string(&shared) {
            Ok(original) => assert_eq!(original, copy, "{file} is not the shared one"),
            Err(error) => eprintln!("SKIPPED comparing {file}: {shared}: {error}"),
        }
    }
}

#[test]
fn every_provision_has_plain_words() {
    for provision in provisions() {
        let words = explanation(provision);
        assert!(!words.general.is_empty(), "{}", provision.id);
        assert!(!words.test.is_empty() && !words.particular.is_empty(), "{}", provision.id);
    }
}

#[test]
fn every_reference_in_the_tables_reads_back_as_its_own_id() {
    for provision in provisions().iter().filter(|provision| provision.id != "s36-parliament") {
        let written = match provision.regime {
            Regime::Foia => provision.reference.replacen('s', "Section ", 1),
            _ => provision.reference.replacen("reg", "Regulation", 1),
        };
        assert_eq!(ids(&written), [provision.id], "{written}");
        assert_eq!(ids(provision.reference), [provision.id], "{}", provision.reference);
    }
}

#[test]
fn every_denial_ground_reads_back_as_its_own_id() {
    for ground in candour_statute::provision::denial_grounds() {
        assert_eq!(ids(&ground.reference), [ground.id.as_str()], "{}", ground.reference);
        assert!(ground.provisions.iter().all(|id| by_id(id).is_some()));
    }
    assert_eq!(denial_ground("s31-3").unwrap().force, Force::Qualified);
    assert_eq!(denial_ground("s40-5B-a-i").unwrap().force, Force::Absolute);
    assert_eq!(denial_ground("s23-5").unwrap().force, Force::Absolute);
}

/// As written in notices and logs, and what is meant.
const SPELLINGS: [(&str, &[&str]); 46] = [
    ("Section 31(1)(a)(b) – Law Enforcement", &["s31-1-a", "s31-1-b"]),
    ("SECTION 31 (1) (a) (b) - law enforcement", &["s31-1-a", "s31-1-b"]),
    ("section 31(1)(a)&(b)", &["s31-1-a", "s31-1-b"]),
    ("s31(1)(a) and (b)", &["s31-1-a", "s31-1-b"]),
    ("s.31(1)(a), (b) and (c)", &["s31-1-a", "s31-1-b", "s31-1-c"]),
    ("S 31(1)(a)/(b)", &["s31-1-a", "s31-1-b"]),
    ("Section 31(1)(a)-(c)", &["s31-1-a", "s31-1-b", "s31-1-c"]),
    ("section 31(1)(a) to (c)", &["s31-1-a", "s31-1-b", "s31-1-c"]),
    ("Section\u{a0}31(1)(a)", &["s31-1-a"]),
    ("Section 40(2)(3A)(a) – Personal Information", &["s40-2-3A-a"]),
    ("Section 40(2) & 3A(a)", &["s40-2-3A-a"]),
    ("Section 40(2)&(3)", &["s40-2-3A-a"]),
    ("Section 40(2)&(3A)(a)", &["s40-2-3A-a"]),
    ("Section 40(2) and (3A)(a)", &["s40-2-3A-a"]),
    ("Section 40(2) and 40(3A)(a)", &["s40-2-3A-a"]),
    ("section 40 (2)(3a)(a)", &["s40-2-3A-a"]),
    ("Section 40(2), (3A)(a)", &["s40-2-3A-a"]),
    ("section 40(3)(a)(i)", &["s40-2-3A-a"]),
    ("Section 40(2)(3A)(b)", &["s40-2-3A-b"]),
    ("Section 40(1)", &["s40-1"]),
    ("Section 40(5B)(a)(i)", &["s40-5B-a-i"]),
    ("Section 40(5)(b)(i)", &["s40-5B-a-i"]),
    ("Section 30(1)(a)(i)", &["s30-1-a-i"]),
    ("section 30(1)(a)(i)(ii)", &["s30-1-a-i", "s30-1-a-ii"]),
    ("section 30(1)(a)(i) and (b)", &["s30-1-a-i", "s30-1-b"]),
    ("section 36(2)(b)(i) and (ii) and (c)", &["s36-2-b-i", "s36-2-b-ii", "s36-2-c"]),
    ("section 31(1)(i)", &["s31-1-i"]),
    ("Sections 30(3) and 31(3)", &["s30-3", "s31-3"]),
    ("Section 23(5), 24(2), 30(3) and 31(3)", &["s23-5", "s24-2", "s30-3", "s31-3"]),
    ("Sections 21 & 22", &["s21", "s22"]),
    ("Section 21 - Information accessible by other means", &["s21"]),
    ("Section 22A(1)", &["s22A"]),
    ("Section 42", &["s42-1"]),
    ("Section 41(1)(b)", &["s41-1"]),
    ("Section 32(1)(c)", &["s32-1"]),
    ("Section 33(1)(b)", &["s33-2"]),
    ("Section 12(1)", &["s12-1"]),
    ("Section 14(1) of the Freedom of Information Act 2000", &["s14-1"]),
    ("s.27(4)(b)", &["s27-4-b"]),
    ("section 38(1)(a) of the Act", &["s38-1-a"]),
    ("EIR reg 12(5)(a)", &["r12-5-a"]),
    ("Regulation 12(5)(b) and (e)", &["r12-5-b", "r12-5-e"]),
    ("regulation 12(4)(b) of the EIR", &["r12-4-b"]),
    ("Regulation 13(1) and (2A)(a)", &["r13-1-2A-a"]),
    ("reg. 12(6)", &["r12-6"]),
    ("Reg 13(5A)", &["r13-5A"]),
];

#[test]
fn the_spellings_of_real_notices_are_understood() {
    for (written, meant) in SPELLINGS {
        assert_eq!(ids(written), meant, "{written}");
    }
}

#[test]
fn what_was_assumed_is_said() {
    let citation = &citations("Section 40(2)&(3) – Personal Information")[0];
    assert!(citation.notes[0].contains("before May 2018"), "{:?}", citation.notes);
    assert!(citations("Section 40(2)(3A)(a)")[0].notes.is_empty());
}

#[test]
fn a_citation_above_paragraph_level_is_not_bent_to_a_paragraph() {
    for (written, first) in [
        ("Section 31", "s31-1-a"),
        ("Section 31(1)", "s31-1-a"),
        ("Section 40(2)", "s40-2-3A-a"),
        ("section 44", "s44-1-a"),
    ] {
        let citation = &citations(written)[0];
        assert_eq!(citation.ids().count(), 0, "{written}");
        assert!(
            matches!(&citation.readings[0], Reading::Imprecise { candidates, .. } if candidates.contains(&first)),
            "{written}: {:?}",
            citation.readings
        );
    }
}

#[test]
fn a_provision_that_does_not_exist_is_said_to_be_unknown() {
    for written in ["Section 31(1)(z)", "Section 36(2)(d)", "section 99(1)", "reg 12(5)(h)"] {
        let citation = &citations(written)[0];
        assert!(matches!(citation.readings[0], Reading::Unknown(_)), "{written}: {:?}", citation.readings);
    }
}

#[test]
fn provisions_that_are_no_grounds_and_other_laws_are_left_alone() {
    assert!(ids("a Refusal Notice under Section 17 of the Freedom of Information Act 2000 (the Act)").is_empty());
    assert!(ids("sections 1(1), 10(3), 16 and 50").is_empty());
    assert!(citations("section 170 of the Data Protection Act 2018").is_empty());
    assert!(citations("section 40(1) of the Police Act 1996").is_empty());
    assert!(citations("on page 31 (1) the class 12 children's 40").is_empty());
    assert!(citations("the 31st of 40").is_empty());
}

#[test]
fn hostile_text_is_read_in_bounded_time() {
    let groups = format!("section 31{}", "(1)(a)".repeat(200_000));
    assert!(citations(&groups)[0].readings.len() <= 64);
    let keywords = "section 31 and ".repeat(50_000);
    assert_eq!(citations(&keywords).len(), 50_000);
    let _ = citations(&"s(".repeat(300_000));
    let _ = citations(&"section 4444444444444444444444(é)(".repeat(1_000));
    let _ = citations("section 31(\u{1F600})(1");
}
