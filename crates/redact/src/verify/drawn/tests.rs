//! The comparison by what is painted says yes where nothing changed, and to no spoiled page.

use hayro_interpret::InterpreterCache;
use hayro_syntax::Pdf;
use kurbo::Rect;

use super::{Outlines, boxes_show, is_same_outside};
use crate::kit::{Builder, one_page};
use crate::second_reader::eye::{self, Seen};
use crate::verify::{PagePromise, Painted, PaintedKind};

const SHEET: Rect = Rect::new(0.0, 0.0, 595.0, 842.0);
const BOX: Rect = Rect::new(140.0, 696.0, 200.0, 712.0);
const BEFORE: &str = "q 0 0 595 842 re W n 1 0 0 RG 2 w 72 600 m 300 600 l S Q \
                      BT /F1 12 Tf 72 700 Td (Reported by Zebulon) Tj 0 -20 Td (on 3 May) Tj ET";
const AFTER: &str = "q q 0 0 595 842 re W n 1 0 0 RG 2 w 72 600 m 300 600 l S Q \
                     BT /F1 12 Tf 72 700 Td (Reported by) Tj 1 0 0 1 72 680.01 Tm (on 3 May) Tj ET Q \
                     0 g 140 696 60 16 re f 1 g BT /F1 8 Tf 144 701 Td (s40\\(2\\)) Tj ET";

fn promise() -> PagePromise {
    PagePromise {
        media_box: SHEET,
        painted: vec![Painted { rect: BOX, text: "s40(2)".to_owned(), kind: PaintedKind::Box }],
        changed: vec![BOX],
        ..PagePromise::default()
    }
}

fn seen(file: &[u8]) -> Seen {
    let pdf = Pdf::new(file.to_vec()).unwrap();
    let mut room = eye::Room::default();
    eye::look_closely(&pdf.pages()[0], &InterpreterCache::new(), (&[], &promise().changed), &mut room)
}

/// Whether the comparison is sure that nothing changed outside, and that the box shows.
fn told(before: &[u8], after: &[u8]) -> (bool, bool) {
    let (before, after) = (seen(before), seen(after));
    (is_same_outside(SHEET, &before, &after, &promise(), &mut Outlines::default()), boxes_show(&after, &promise()))
}

#[test]
fn a_page_with_only_the_box_new_is_told_to_be_the_same() {
    assert_eq!(told(&one_page(BEFORE), &one_page(AFTER)), (true, true));
}

#[test]
fn whatever_changes_outside_the_box_is_noticed() {
    for (what, content) in [
        ("a word moved", AFTER.replace("72 680.01 Tm", "72 680.2 Tm")),
        ("a word in another colour", AFTER.replace("(on 3 May)", "0 0 1 rg (on 3 May)")),
        ("a letter exchanged", AFTER.replace("3 May", "3 Mdy")),
        ("a letter gone", AFTER.replace("3 May", "3 Ma")),
        ("a letter more", AFTER.replace("3 May", "3 Mayx")),
        ("invisible now", AFTER.replace("(on 3 May)", "3 Tr (on 3 May)")),
        ("outlined now", AFTER.replace("(on 3 May)", "1 Tr (on 3 May)")),
        ("a line longer", AFTER.replace("300 600 l", "301 600 l")),
        ("a line wider", AFTER.replace("2 w", "2.2 w")),
        ("a line dashed", AFTER.replace("2 w", "2 w [3] 0 d")),
        ("a line gone", AFTER.replace("300 600 l S", "300 600 l n")),
        ("a clip narrower", AFTER.replace("0 0 595 842 re W", "0 0 200 842 re W")),
        ("something over it", AFTER.to_owned() + " 1 g 60 670 100 30 re f"),
        ("in another order", AFTER.replace("0 g 140", "1 g 60 590 20 20 re f 0 g 140")),
    ] {
        assert!(!told(&one_page(BEFORE), &one_page(&content)).0, "{what}");
    }
}

#[test]
fn a_box_that_does_not_show_is_noticed() {
    for (what, content) in [
        ("no box", AFTER.replace("140 696 60 16 re f", "")),
        ("covered", AFTER.to_owned() + " 1 g 150 696 40 16 re f"),
        ("clipped away", AFTER.replace("0 g 140", "0 0 9 9 re W n 0 g 140")),
        ("full of letters", AFTER.replace("8 Tf 144 701 Td (s40\\(2\\))", "14 Tf 140 699 Td (MMMMMM)")),
    ] {
        assert!(!told(&one_page(BEFORE), &one_page(&content)).1, "{what}");
    }
}

#[test]
fn a_sample_of_a_picture_changed_outside_the_box_is_noticed() {
    let file = |samples: &[u8], content: &str| {
        let mut builder = Builder::new();
        let entries = "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8";
        let image = builder.stream(entries, samples);
        builder
            .page(&format!("/XObject << /X1 {image} 0 R >>"), format!("q 400 0 0 400 100 500 cm /X1 Do Q {content}"));
        builder.finish()
    };
    let samples: Vec<u8> = (0..64).map(|at| at * 3).collect();
    // The box reaches into row 3 from above and column 0 and 1 from the left.
    let (mut inside, mut outside) = (samples.clone(), samples.clone());
    inside[4 * 8] = 255;
    outside[7 * 8] = 255;
    let before = file(&samples, BEFORE);
    assert_eq!(told(&before, &file(&samples, AFTER)), (true, true));
    assert!(!told(&before, &file(&outside, AFTER)).0);
    assert!(!told(&before, &file(&inside, AFTER)).0, "a sample that only touches the box");
    let small = samples.iter().map(|sample| sample + 1).collect::<Vec<_>>();
    assert!(told(&before, &file(&small, AFTER)).0, "what no reader can see");
}

#[test]
fn patterns_masks_and_blending_are_left_to_the_pictures() {
    let mut builder = Builder::new();
    builder.page("/ExtGState << /G1 << /BM /Multiply >> >>", format!("/G1 gs {BEFORE}"));
    let file = builder.finish();
    assert!(!told(&file, &file).0);
}
