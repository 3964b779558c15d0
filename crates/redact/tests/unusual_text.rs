//! Text as few producers write it: fonts of printer dots, letters that reach over their neighbours, words printed over
//! others, letters drawn with letters, fonts that are called like people.
#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::fmt::Write as _;

use kit::Builder;

mod kit;
mod marked;

/// Letters of the fonts below; an `i` is half as wide as the others.
const LETTERS: &str = "LQBAaehilmnoqrstuwz";

fn width(letter: u8) -> f64 {
    if letter == b'i' { 20.0 } else { 40.0 }
}

/// A Type 3 font that draws a bar for each letter, `unit` of text space to a dot.
fn drawn_font(builder: &mut Builder, unit: f64, drawing: impl Fn(u8) -> String) -> u32 {
    let (mut procedures, mut differences, mut widths) = (String::new(), String::new(), String::new());
    for code in 0..128_u8 {
        let is_letter = LETTERS.as_bytes().contains(&code);
        let _ = write!(widths, "{} ", if is_letter { width(code) } else { 0.0 });
        if is_letter {
            let name = char::from(code);
            let procedure = builder.stream("", drawing(code));
            let _ = write!(procedures, "/{name} {procedure} 0 R ");
            let _ = write!(differences, "{code} /{name} ");
        }
    }
    builder.object(format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [{unit} 0 0 {unit} 0 0] /FirstChar 0 /LastChar 127 \
         /Widths [{widths}] /CharProcs << {procedures} >> /Encoding << /Differences [{differences}] >> \
         /Resources << /Font << /F1 3 0 R >> >> >>"
    ))
}

fn bar(code: u8) -> String {
    format!("{} 0 d0 2 0 {} {} re f", width(code), width(code) - 6.0, 30 + code % 8 * 3)
}

/// A line of words that each begin where the last one ends and a blank more, in dots of a quarter of a unit.
fn dotted(words: &[&str]) -> (Vec<u8>, Vec<(f64, f64)>) {
    let mut builder = Builder::new();
    let font = drawn_font(&mut builder, 1.0, bar);
    let (mut content, mut x, mut places) = (String::from("BT /F9 0.24 Tf\n"), 100.0, Vec::new());
    for word in words {
        let end = x + word.bytes().map(|letter| width(letter) * 0.24).sum::<f64>();
        let _ = writeln!(content, "1 0 0 1 {x:.2} 700 Tm ({word}) Tj");
        places.push((x, end));
        x = end + 4.8;
    }
    for (line, word) in ["seen", "alone", "whole"].iter().enumerate() {
        let _ = writeln!(content, "1 0 0 1 100 {} Tm ({word}) Tj", 680 - 16 * line);
    }
    content.push_str("ET");
    builder.page(&format!("/Font << /F9 {font} 0 R >>"), content);
    (builder.finish(), places)
}

#[test]
fn words_set_in_printer_dots_are_one_line_and_its_box_tells_no_length() {
    let [one, other] = [["sent", "An", "Lee", "here"], ["sent", "Bartholomew", "Quinn", "here"]].map(|words| {
        let (file, places) = dotted(&words);
        let rect = [places[1].0 - 0.5, 697.0, places[2].1 + 0.5, 713.0];
        let (plan, output, _) = marked::redact(&file, &[(rect, "40(2)", "constant")]);
        assert_eq!(plan.pages[0].boxes.len(), 1, "both words go behind one box");
        let height = plan.pages[0].boxes[0].rect.height();
        assert!((8.0..30.0).contains(&height), "it is as high as the letters: {height}");
        // The fonts' own numbers differ where the letters that go do; where things stand must not.
        let document = lopdf::Document::load_mem(&output).unwrap();
        let content = document.get_page_content(document.page_iter().next().unwrap());
        String::from_utf8_lossy(&content).into_owned()
    });
    assert_eq!(one, other);
}

#[test]
fn letters_that_reach_over_their_neighbours_keep_clear_of_boxes() {
    let mut builder = Builder::new();
    let drawing = |code: u8| match code {
        // A vowel sign that stands over the letter before it.
        b'i' => "20 0 d0 -60 40 75 40 re f".to_owned(),
        code => bar(code),
    };
    let font = drawn_font(&mut builder, 0.012, drawing);
    builder.page(
        &format!("/Font << /F9 {font} 0 R >>"),
        "BT /F9 20 Tf 100 700 Td (sentLuiseen) Tj 0 -40 Td (alone) Tj ET",
    );
    // The sign stays and what it stands over goes. That this comes back means that it passed verification.
    let (plan, ..) = marked::redact(&builder.finish(), &[([139.0, 699.0, 144.0, 712.0], "40(2)", "constant")]);
    assert!(plan.pages[0].has_moved_text);
}

#[test]
fn a_box_hides_no_words_of_another_line() {
    let mut builder = Builder::new();
    // A button stands beside large words, as high as they are.
    let content = "BT /F1 36 Tf 60 700 Td (Hello) Tj ET BT /F1 7 Tf 160 706 Td (press this button) Tj ET \
                   BT /F1 36 Tf 60 640 Td (kept here) Tj ET";
    builder.page("", content);
    let (_, output, _) = marked::redact(&builder.finish(), &[([128.0, 695.0, 150.0, 730.0], "40(2)", "constant")]);
    let document = lopdf::Document::load_mem(&output).unwrap();
    assert!(document.extract_text(&[1]).unwrap().contains("press this button"));
}

#[test]
fn words_printed_over_others_do_not_change_places_with_them() {
    let mut builder = Builder::new();
    let content = "BT /F1 24 Tf 36 345 Td (small) Tj ET q 0.5 0 0 0.5 0 0 cm BT /F1 24 Tf 72 690 Td (big) Tj ET Q \
                   BT /F1 24 Tf 36 300 Td (kept) Tj ET";
    builder.page("", content);
    for level in ["exact", "constant"] {
        let _ = marked::redact(&builder.clone().finish(), &[([70.0, 340.0, 78.0, 368.0], "40(2)", level)]);
    }
}

#[test]
fn words_that_another_page_shows_in_letters_drawn_with_letters_are_shown() {
    let mut builder = Builder::new();
    let font = drawn_font(&mut builder, 0.012, |code| {
        format!("{} 0 d0 BT /F1 80 Tf ({}) Tj ET", width(code), char::from(code))
    });
    for _ in 0..2 {
        builder.page(&format!("/Font << /F9 {font} 0 R >>"), "BT /F9 20 Tf 100 700 Td (Quitteraseen) Tj ET");
    }
    let (plan, ..) = marked::redact(&builder.finish(), &[([99.0, 695.0, 180.0, 722.0], "40(2)", "exact")]);
    assert!(plan.pages[0].removed_text.iter().any(|word| word.starts_with("Quit")));
}

#[test]
fn a_name_that_a_common_font_bears_too_can_be_removed() {
    let mut builder = Builder::new();
    let font = builder.object("<< /Type /Font /Subtype /TrueType /BaseFont /Georgia /Encoding /WinAnsiEncoding >>");
    let content = "BT /F9 12 Tf 100 700 Td (Georgia) Tj 0 -40 Td (was here) Tj ET";
    builder.page(&format!("/Font << /F9 {font} 0 R >>"), content);
    let (_, output, _) = marked::redact(&builder.finish(), &[([98.0, 695.0, 160.0, 712.0], "40(2)", "exact")]);
    let document = lopdf::Document::load_mem(&output).unwrap();
    let text = document.get_page_content(document.page_iter().next().unwrap());
    assert!(!String::from_utf8_lossy(&text).contains("Georgia"));
}
