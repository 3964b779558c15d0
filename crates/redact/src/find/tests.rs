//! Text is found however it was set.

use super::{Hit, Query, unreliable};
use crate::draft::Draft;
use crate::font::{FontBook, FontFile};
use crate::kit::{Builder, one_page};
use crate::load::{self, OpenOptions};
use crate::mark::{Matching, TextTarget};
use crate::model::{self, PageModel};
use crate::rebuild;

fn page_of(file: &[u8]) -> PageModel {
    let source = load::open(file, &OpenOptions::default()).unwrap();
    let mut draft: Draft = rebuild::rebuild(&source).unwrap();
    crate::font::intern(&mut draft);
    let fonts = FontFile::new(&draft).unwrap();
    model::build(&draft, &FontBook::new(&fonts), 0).unwrap()
}

fn search(file: &[u8], text: &str, matching: Matching, whole_word: bool) -> Vec<Hit> {
    let target = TextTarget { text: text.to_owned(), matching, whole_word };
    Query::new(&target).unwrap().hits(&page_of(file))
}

fn count(content: &str, text: &str) -> usize {
    search(&one_page(content), text, Matching::Exact, false).len()
}

#[test]
fn a_word_is_found_where_it_stands() {
    let hits = search(&one_page("BT /F1 12 Tf 72 700 Td (by Zebulon today) Tj ET"), "Zebulon", Matching::Exact, false);
    let [hit] = hits.as_slice() else { panic!("{hits:?}") };
    let [rect] = hit.rects.as_slice() else { panic!("{hits:?}") };
    assert_eq!(hit.page, 1);
    assert!((88.0..90.0).contains(&rect.x0) && (128.0..138.0).contains(&rect.x1), "{rect:?}");
    assert!(rect.y0 < 701.0 && rect.y1 > 706.0, "{rect:?}");
}

#[test]
fn words_are_found_through_kerning_spacing_and_separate_strings() {
    for content in [
        "BT /F1 12 Tf 72 700 Td [(Ze) 40 (bu) -30 (lon)] TJ ET",
        "BT /F1 12 Tf 72 700 Td (Zeb) Tj (ulon) Tj ET",
        "BT /F1 12 Tf 4 Tc 72 700 Td (Zebulon) Tj ET",
        "BT /F1 12 Tf 1 0 0 1 94 700 Tm (ulon) Tj 1 0 0 1 72.1 700 Tm (Zeb) Tj ET",
        "BT /F1 12 Tf 0 1 -1 0 72 300 Tm (Zebulon) Tj ET",
    ] {
        assert_eq!(count(content, "Zebulon"), 1, "{content}");
    }
}

#[test]
fn a_gap_without_a_space_character_is_a_space() {
    assert_eq!(count("BT /F1 12 Tf 72 700 Td [(Ada) -400 (Zebulon)] TJ ET", "Ada Zebulon"), 1);
    assert_eq!(count("BT /F1 12 Tf 72 700 Td (Ada  Zebulon) Tj ET", "Ada Zebulon"), 1);
}

#[test]
fn words_are_found_across_line_ends_and_hyphens() {
    let broken = "BT /F1 12 Tf 14 TL 72 700 Td (by Ada) Tj T* (Zebu-) Tj T* (lon and well-) Tj T* (known) Tj ET";
    for text in ["Ada Zebulon", "Zebulon", "well-known", "Zebu-lon"] {
        assert_eq!(count(broken, text), 1, "{text}");
    }
    let hits = search(&one_page(broken), "Zebulon", Matching::Exact, false);
    assert_eq!(hits[0].rects.len(), 2);
}

#[test]
fn a_blank_that_takes_no_room_does_not_part_a_word() {
    // What stands for a soft hyphen that breaks nothing.
    let content = "BT /F1 12 Tf 72 700 Td [(by Zebu) 0 ( ) 278 (lon in May)] TJ ET";
    for text in ["Zebulon", "Zebu lon"] {
        assert_eq!(count(content, text), 1, "{text}");
    }
    assert_eq!(count("BT /F1 12 Tf 72 700 Td (by Zebu lon) Tj ET", "Zebulon"), 0);
}

#[test]
fn letters_set_apart_are_one_word_beside_words_that_are_not() {
    let content =
        "BT /F1 12 Tf 72 700 Td (known to the officer as ) Tj 3 Tc (Zebulon) Tj 0 Tc ( since May of last year) Tj ET";
    assert_eq!(count(content, "Zebulon"), 1);
}

#[test]
fn words_in_forms_and_invisible_layers_are_found() {
    let mut builder = Builder::new();
    let entries = "/Type /XObject /Subtype /Form /BBox [0 0 300 50] /Matrix [1 0 0 1 100 300] /Resources << /Font << /F1 3 0 R >> >>";
    let form = builder.stream(entries, "BT /F1 12 Tf 5 5 Td (Zebulon) Tj ET");
    builder.page(&format!("/XObject << /X1 {form} 0 R >>"), "/X1 Do BT /F1 12 Tf 3 Tr 72 700 Td (Zebulon) Tj ET");
    let hits = search(&builder.finish(), "Zebulon", Matching::Exact, false);
    assert_eq!(hits.iter().map(|hit| hit.is_invisible).collect::<Vec<_>>(), [true, false]);
    assert!(hits[1].rects[0].x0 > 100.0, "{hits:?}");
}

#[test]
fn case_words_and_patterns_are_minded_as_asked() {
    let file = one_page("BT /F1 12 Tf 72 700 Td (ZEBULON, Zebulons 07700 900123) Tj ET");
    assert_eq!(search(&file, "zebulon", Matching::Exact, false).len(), 0);
    assert_eq!(search(&file, "zebulon", Matching::Caseless, false).len(), 2);
    assert_eq!(search(&file, "zebulon", Matching::Caseless, true).len(), 1);
    assert_eq!(search(&file, r"07\d{3} \d{6}", Matching::Regex, false).len(), 1);
}

#[test]
fn shadows_do_not_hide_a_word() {
    let content =
        "BT /F1 12 Tf 72.4 699.8 Td (Z) Tj -0.4 0.2 Td (Z) Tj 7.73 -0.2 Td (ebulon) Tj -0.4 0.2 Td (ebulon) Tj ET";
    assert!(count(content, "Zebulon") >= 1);
}

#[test]
fn an_empty_text_or_a_broken_pattern_is_an_error_about_marks() {
    for (text, matching) in [(" ", Matching::Exact), ("(", Matching::Regex), ("a{999999}{999999}", Matching::Regex)] {
        let target = TextTarget { text: text.to_owned(), matching, whole_word: false };
        assert!(Query::new(&target).is_err_and(|error| error.is_marks()), "{text}");
    }
}

#[test]
fn pages_that_cannot_be_searched_are_named_with_the_reason() {
    assert_eq!(unreliable(&page_of(&one_page("BT /F1 12 Tf 72 700 Td (plain) Tj ET"))), None);
    let mut scan = Builder::new();
    let image = scan
        .stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "x");
    scan.page(&format!("/XObject << /X1 {image} 0 R >>"), "q 500 0 0 700 50 50 cm /X1 Do Q");
    let reason = unreliable(&page_of(&scan.finish())).unwrap().reason;
    assert!(reason.contains("picture"), "{reason}");
}
