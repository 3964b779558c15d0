//! The verifier bites: a clean output passes, and each way of spoiling it is
//! found by the check that is there for it.

use kurbo::Rect;

use super::{PagePromise, Painted, PaintedKind, Promise, Secret, verify};
use crate::check::CheckName;
use crate::kit::{Builder, one_page};

/// A line with a name in it, and the same line with the name replaced by a box.
const BEFORE: &str = "BT /F1 12 Tf 72 700 Td (Reported by Zebulon) Tj 0 -20 Td (on 3 May) Tj ET";
const AFTER: &str = "BT /F1 12 Tf 72 700 Td (Reported by) Tj 0 -20 Td (on 3 May) Tj ET \
                     0 g 140 696 60 16 re f 1 g BT /F1 8 Tf 144 701 Td (s40\\(2\\)) Tj ET";
const BOX: Rect = Rect::new(140.0, 696.0, 200.0, 712.0);

fn promise() -> Promise {
    let page = PagePromise {
        media_box: Rect::new(0.0, 0.0, 595.0, 842.0),
        rotate: 0,
        taken: vec![BOX],
        no_text: vec![BOX],
        no_pictures: vec![BOX],
        painted: vec![Painted { rect: BOX, text: "s40(2)".to_owned(), kind: PaintedKind::Box }],
        changed: vec![BOX],
        moved: Vec::new(),
    };
    Promise { pages: vec![page], removed: vec![Secret::new("Zebulon".to_owned())], title: None, language: None }
}

/// The checks that find something wrong with `output`.
fn bites(before: &[u8], output: &[u8], promise: &Promise) -> Vec<CheckName> {
    match verify(before, output, promise) {
        Ok(_) => Vec::new(),
        Err(rejected) => {
            assert!(!rejected.to_string().contains("Zebulon"), "{rejected}");
            let mut names: Vec<_> = rejected.problems().iter().map(|problem| problem.check).collect();
            names.dedup();
            names
        }
    }
}

fn spoiled(content: &str) -> Vec<CheckName> {
    bites(&one_page(BEFORE), &one_page(content), &promise())
}

#[test]
fn a_clean_output_passes() {
    let outcome = verify(&one_page(BEFORE), &one_page(AFTER), &promise());
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn text_left_under_the_box_is_found() {
    let content = format!("BT /F1 12 Tf 142 700 Td (Zebulon) Tj ET {AFTER}");
    let found = spoiled(&content);
    assert!(found.contains(&CheckName::Glyphs), "{found:?}");
}

#[test]
fn invisible_text_left_under_the_box_is_found() {
    let content = format!("BT /F1 12 Tf 3 Tr 142 700 Td (Zeb) Tj 0 Tr ET {AFTER}");
    assert!(spoiled(&content).contains(&CheckName::Glyphs));
}

#[test]
fn one_letter_left_under_the_box_is_found() {
    let content = format!("BT /F1 12 Tf 170 700 Td (q) Tj ET {AFTER}");
    assert!(spoiled(&content).contains(&CheckName::Glyphs));
}

#[test]
fn a_box_without_removal_is_found() {
    let content = BEFORE.to_owned() + " 0 g 140 696 60 16 re f";
    let found = spoiled(&content);
    assert!(found.contains(&CheckName::Glyphs), "{found:?}");
}

#[test]
fn a_removal_without_box_is_found() {
    let content = "BT /F1 12 Tf 72 700 Td (Reported by) Tj 0 -20 Td (on 3 May) Tj ET";
    assert!(spoiled(content).contains(&CheckName::Inside));
}

#[test]
fn a_missing_kept_word_is_found() {
    assert!(spoiled(&AFTER.replace("on 3 May", "on 3")).contains(&CheckName::Kept));
}

#[test]
fn kept_words_in_another_order_are_found() {
    assert!(spoiled(&AFTER.replace("on 3 May", "May 3 on")).contains(&CheckName::Kept));
}

#[test]
fn kept_words_printed_on_each_other_are_found() {
    let content = AFTER.replace("(on 3 May) Tj", "[(on) 900 (3) 900 (M) 833 (a) 556 (y)] TJ");
    assert!(spoiled(&content).contains(&CheckName::Kept));
}

#[test]
fn a_gap_left_as_wide_as_the_name_is_found() {
    let before = BEFORE.replace("Zebulon", "Zebulon in town");
    let after = |town: f64| format!("{AFTER} BT /F1 12 Tf 1 0 0 1 {town} 700 Tm (in town) Tj ET");
    let mut promise = promise();
    let page = &mut promise.pages[0];
    (page.taken[0].x1, page.changed[0].x1) = (182.0, 400.0);
    let advances = [2.664, 6.672, 3.336, 3.336, 6.672, 8.664];
    let places = advances.iter().scan(203.0, |x, advance| Some(std::mem::replace(x, *x + advance)));
    page.moved = places.chain([203.0 + advances.iter().sum::<f64>()]).map(|x| kurbo::Point::new(x, 700.0)).collect();
    let found = |content: &str| bites(&one_page(&before), &one_page(content), &promise);
    assert_eq!(found(&after(203.0)), []);
    assert!(found(&after(211.0)).contains(&CheckName::Kept));
}

#[test]
fn a_label_with_other_words_is_found() {
    assert!(spoiled(&AFTER.replace("s40", "Zeb")).contains(&CheckName::Glyphs));
}

#[test]
fn actual_text_left_in_marked_content_is_found() {
    let content = AFTER.replacen("BT", "/Span << /ActualText (Zebulon) >> BDC BT", 1).replacen("ET", "ET EMC", 1);
    let found = spoiled(&content);
    assert!(found.contains(&CheckName::Properties) && found.contains(&CheckName::Bytes), "{found:?}");
}

#[test]
fn a_path_left_under_the_box_is_found() {
    let content = format!("100 690 m 150 704 l 230 720 l S {AFTER}");
    assert!(spoiled(&content).contains(&CheckName::Paths));
}

#[test]
fn a_changed_picture_elsewhere_is_found() {
    let content = format!("{AFTER} 1 0 0 rg 300 300 40 40 re f");
    assert_eq!(spoiled(&content), [CheckName::Outside]);
}

#[test]
fn a_picture_left_under_the_box_is_found() {
    let samples: Vec<u8> = (0..64).map(|index| if index % 3 == 0 { 255 } else { 0 }).collect();
    let file = |samples: &[u8]| {
        let mut builder = Builder::new();
        let entries = "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8";
        let image = builder.stream(entries, samples);
        builder.page(&format!("/XObject << /X1 {image} 0 R >>"), format!("q 60 0 0 16 140 696 cm /X1 Do Q {AFTER}"));
        builder.finish()
    };
    let before = file(&samples);
    assert_eq!(bites(&before, &file(&[0; 64]), &promise()), []);
    assert!(bites(&before, &before, &promise()).contains(&CheckName::Images));
}

#[test]
fn text_in_a_pattern_form_or_glyph_procedure_is_found() {
    for (resources, content, object) in [
        (
            "/XObject << /X1 4 0 R >>",
            "/X1 Do",
            ("/Type /XObject /Subtype /Form /BBox [0 0 595 842]", "q BT /F1 12 Tf 142 700 Td (Q) Tj ET Q"),
        ),
        (
            "/Pattern << /P1 4 0 R >>",
            "/Pattern cs /P1 scn 100 650 200 100 re f",
            (
                "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 595 842] /XStep 600 /YStep 850",
                "BT /F1 12 Tf 160 700 Td (Q) Tj ET",
            ),
        ),
    ] {
        let mut builder = Builder::new();
        let entries = format!("{} /Resources << /Font << /F1 3 0 R >> >>", object.0);
        assert_eq!(builder.stream(&entries, object.1), 4);
        builder.page(resources, format!("q {content} Q {AFTER}"));
        let found = bites(&one_page(BEFORE), &builder.finish(), &promise());
        assert!(found.contains(&CheckName::Glyphs), "{resources}: {found:?}");
    }
}

#[test]
fn metadata_attachments_and_scripts_left_are_found() {
    for (catalog, trailer, check) in [
        ("", "/Info << /Author (A. Sample) >>", CheckName::Metadata),
        ("", "/Info << /Title (Zebulon) >>", CheckName::Metadata),
        ("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "", CheckName::Properties),
        ("/Names << /EmbeddedFiles << /Names [] >> >>", "", CheckName::Properties),
        ("/PieceInfo << /X << /Private (Zebulon) >> >>", "", CheckName::Bytes),
    ] {
        let mut builder = Builder::new();
        builder.page("", AFTER);
        builder.catalog(catalog).trailer(trailer);
        let found = bites(&one_page(BEFORE), &builder.finish(), &promise());
        assert!(found.contains(&check), "{catalog}{trailer}: {found:?}");
    }
}

#[test]
fn an_unreachable_object_is_found() {
    let mut builder = Builder::new();
    builder.page("", AFTER);
    builder.object("(left over)");
    assert_eq!(bites(&one_page(BEFORE), &builder.finish(), &promise()), [CheckName::Structure]);
}

#[test]
fn bytes_behind_the_end_before_the_start_and_between_objects_are_found() {
    let clean = one_page(AFTER);
    let mut trailing = clean.clone();
    trailing.extend_from_slice(b"more");
    let mut revised = clean.clone();
    revised.extend_from_slice(b"startxref\n9\n%%EOF\n");
    let text = String::from_utf8_lossy(&clean).into_owned();
    let gap = text.replacen("endobj\n2 0 obj", "endobj\n(gap)\n2 0 obj", 1).into_bytes();
    for spoiled in [trailing, revised, gap] {
        let found = bites(&one_page(BEFORE), &spoiled, &promise());
        assert!(found.contains(&CheckName::Structure), "{found:?}");
    }
}

#[test]
fn another_page_count_size_or_rotation_is_found() {
    let mut two = Builder::new();
    two.page("", AFTER);
    two.page("", "");
    let mut turned = Builder::new();
    turned.page_with("/MediaBox [0 0 595 842] /Rotate 90", "", AFTER);
    for spoiled in [two.finish(), turned.finish()] {
        let found = bites(&one_page(BEFORE), &spoiled, &promise());
        assert!(found.contains(&CheckName::Pages), "{found:?}");
    }
}

#[test]
fn bytes_that_are_no_pdf_are_a_problem_and_not_a_panic() {
    for rubbish in [&b""[..], b"%PDF-1.7", b"%PDF-1.7\n1 0 obj\n<<", &[0xff; 64]] {
        assert!(verify(&one_page(BEFORE), rubbish, &promise()).is_err());
    }
}
