//! The committed sample review is what its source builds, and holds what it is there to hold.

#![expect(clippy::unwrap_used, reason = "readers of the fixture, outside test functions")]

#[path = "../examples/build_review/build.rs"]
mod build;

use std::path::Path;

use lopdf::{Document, Object};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/review")
}

fn committed() -> Document {
    Document::load(folder().join("review.pdf")).unwrap()
}

#[test]
fn the_committed_files_are_what_the_source_builds() {
    let read = |name: &str| std::fs::read(folder().join(name)).unwrap();
    let review = build::build(&String::from_utf8(read("review.typ")).unwrap()).unwrap();
    let how = "stale: run `cargo run -p candour-letters --example build_review`";
    assert!(review.pdf == read("review.pdf"), "review.pdf is {how}");
    assert!(review.board == read("board.jpg"), "board.jpg is {how}");
    assert!(review.marks.as_bytes() == read("marks.json"), "marks.json is {how}");
}

#[test]
fn every_page_but_none_more_says_that_it_is_a_sample() {
    let document = committed();
    let pages = document.get_pages();
    assert!((10..=14).contains(&pages.len()), "{} pages", pages.len());
    for page in pages.keys() {
        assert!(document.extract_text(&[*page]).unwrap().contains("SAMPLE"), "page {page}");
    }
}

#[test]
fn it_has_bookmarks_an_annotation_a_hidden_layer_metadata_and_a_jpeg_with_metadata() {
    let document = committed();
    let catalog = document.catalog().unwrap();
    assert!(catalog.has(b"Outlines") && catalog.has(b"Metadata") && catalog.has(b"OCProperties"));
    let contents = |needle: &str| {
        document.objects.values().any(|object| match object {
            Object::Dictionary(dictionary) => dictionary
                .get(b"Contents")
                .is_ok_and(|contents| lopdf::decode_text_string(contents).is_ok_and(|text| text.contains(needle))),
            _ => false,
        })
    };
    assert!(contents(build::layers::NOTE));
    let jpeg =
        document.objects.values().filter_map(|object| object.as_stream().ok()).find(|stream| {
            stream.dict.get(b"Filter").and_then(Object::as_name).is_ok_and(|filter| filter == b"DCTDecode")
        });
    let jpeg = &jpeg.unwrap().content;
    assert!(String::from_utf8_lossy(jpeg).contains("Ruth Calloway"));
}

#[test]
fn the_marks_cite_both_paragraphs_and_cover_words_cells_and_all_three_charts() {
    let marks: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder().join("marks.json")).unwrap()).unwrap();
    assert_eq!(marks["version"], 1);
    let marks = marks["marks"].as_array().unwrap();
    assert!(marks.iter().all(|mark| mark["exemption"] == serde_json::json!(["s31-1-a", "s31-1-b"])));
    assert!(marks.iter().filter(|mark| mark["text"].is_string()).count() >= 7);
    assert_eq!(marks.iter().filter(|mark| mark["object"] == true).count(), 1);
    let document = committed();
    for mark in marks.iter().filter(|mark| mark["rect"].is_array()) {
        let rect: Vec<f64> = mark["rect"].as_array().unwrap().iter().map(|edge| edge.as_f64().unwrap()).collect();
        let page = u32::try_from(mark["page"].as_u64().unwrap()).unwrap();
        assert!(document.get_pages().contains_key(&page));
        assert!(rect[0] < rect[2] && rect[1] < rect[3] && rect[2] <= 595.3 && rect[3] <= 841.9, "{mark}");
    }
}
