//! Twins with drawings: what is drawn under, around and beside a name may not tell how long it was.
//!
//! Each page is made with a short and with a long secret. The outputs have to be the same bytes at every level that hides the
//! size.
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod kit;
mod marked;
mod twin_pages;

use twin_pages::{LEVELS, Page, inflated, redact, same, width};

/// A line with the secret in it, and a drawing that is given where the secret begins and how wide it is. The mark reaches
/// beyond the letters on all sides.
fn line(secret: &str, drawing: impl Fn(f64, f64) -> String) -> Page {
    let mut page = Page::default();
    let from = 60.0 + width("Evidence of ");
    page.draw(&drawing(from, width(secret)));
    page.word(60.0, 630.0, "The panel met on four occasions", secret);
    page.word(60.0, 600.0, "Evidence of * was heard in full", secret);
    page.word(60.0, 570.0, "and nothing more was heard", secret);
    page.marks[0] = [from - 2.0, 595.5, from + width(secret) + 2.0, 609.0];
    page
}

#[test]
fn what_goes_on_under_a_mark_on_both_sides_has_no_hole_as_wide_as_the_name() {
    let drawings = [
        "0.5 w 60 597 m 535 597 l S",
        "60 596.7 475 0.6 re f",
        "q 1 w [1 2] 0 d 60 597 m 535 597 l S Q",
        "0.9 g 60 597 475 14 re f 0 g",
        "0.5 w 55 646 m 540 646 l 55 597 m 540 597 l 55 562 m 540 562 l 55 562 m 55 646 l 540 562 m 540 646 l S",
        "q 50 560 490 90 re W n /Sh sh Q",
        "q 50 597 490 14 re W n /Sh sh Q",
        "/Pattern cs /Pt scn 50 597 490 14 re f 0 g",
        "0.8 G 1 w 30 500 m 560 700 l S 0 G",
    ];
    for drawing in drawings {
        let page = |secret: &str| {
            let mut page = line(secret, |_, _| drawing.to_owned());
            let shading = "<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [50 0 540 0] /Function << /FunctionType 2 \
                           /Domain [0 1] /C0 [1 1 .6] /C1 [.6 1 1] /N 1 >> /Extend [true true] >>";
            page.resources =
                format!("/Shading << /Sh {shading} >> /Pattern << /Pt << /PatternType 2 /Shading {shading} >> >>");
            page
        };
        same(page, "Ox", "Windlesham", &LEVELS);
    }
}

#[test]
fn a_rule_that_goes_on_under_a_mark_stays_whole() {
    let page = line("Windlesham", |_, _| "0.5 w 60 597 m 535 597 l S".to_owned());
    let marks = page.marks.clone();
    let output = redact(&page.finish(), &marks, "constant");
    let content = String::from_utf8_lossy(&inflated(&output)).into_owned();
    assert!(content.contains("60 597 m\n535 597 l\nS"), "{content}");
}

#[test]
fn what_is_drawn_from_a_word_onwards_or_up_to_it_goes_with_the_line() {
    let drawings: [&dyn Fn(f64, f64) -> String; 3] = [
        &|from, _| format!("1 1 0 rg {from} 597 {} 12 re f 0 g", 535.0 - from),
        &|from, long| format!("0.5 w {} 598 m 535 598 l S", from + long),
        &|from, long| format!("0.5 w 40 598 m {} 598 l S", from + long),
    ];
    for drawing in drawings {
        same(|secret| line(secret, drawing), "Ox", "Windlesham", &LEVELS);
    }
}

#[test]
fn what_stands_behind_the_end_of_a_line_goes_with_it() {
    let end = |from: f64, long: f64| from + long + width(" was heard in full");
    let drawings: [&dyn Fn(f64, f64) -> String; 4] = [
        &|from, long| format!("0.5 w {} 598 m 535 598 l S", end(from, long) + 3.0),
        &|from, long| format!("{} 596 {} 5 re f", end(from, long) + 3.0, 532.0 - end(from, long)),
        &|from, long| format!("0.5 w {} 600 7 7 re S", end(from, long) + 6.0),
        &|from, long| {
            let at = end(from, long) + 4.0;
            format!("q {} 0 0 9 {at} 598 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q", 535.0 - at)
        },
    ];
    for drawing in drawings {
        same(|secret| line(secret, drawing), "Ox", "Windlesham", &LEVELS);
    }
}

#[test]
fn boxes_to_tick_that_stand_in_a_column_stay() {
    let page = line("Windlesham", |_, _| "0.5 w 345 600 7 7 re S 345 570 7 7 re S".to_owned());
    let marks = page.marks.clone();
    let content = String::from_utf8_lossy(&inflated(&redact(&page.finish(), &marks, "constant"))).into_owned();
    assert!(content.contains("345 600 7 7 re") && content.contains("345 570 7 7 re"), "{content}");
}

#[test]
fn a_bar_takes_the_drawn_leader_beside_it() {
    let rule = |from: f64, to: f64| format!("q 1 w [1 3] 0 d {from} 600 m {to} 600 l S Q");
    let plain = |from: f64, to: f64| format!("0.5 w {from} 598 m {to} 598 l S");
    for leader in [&rule as &dyn Fn(f64, f64) -> String, &plain] {
        let behind = |secret: &str| {
            let mut page = Page::default();
            page.word(60.0, 600.0, "Name: *", secret);
            page.draw(&leader(62.0 + width(&format!("Name: {secret}")), 395.0));
            page.word(400.0, 600.0, "Date: 3 May", secret);
            page
        };
        same(behind, "Ox", "Windlesham", &LEVELS);
        let before = |secret: &str| {
            let mut page = Page::default();
            page.word(60.0, 600.0, "Total paid", secret);
            page.draw(&leader(62.0 + width("Total paid"), 397.0 - width(secret)));
            page.word(400.0 - width(secret), 600.0, "*", secret);
            page.word(60.0, 580.0, "Next", secret);
            page.word(400.0 - width("88"), 580.0, "88", secret);
            page
        };
        same(before, "7", "1,234", &LEVELS);
    }
}

#[test]
fn what_a_bar_hides_is_gone() {
    let page = line("Windlesham", |_, _| "0 0 1 rg 380 599 20 6 re f 0 g".to_owned());
    let mut wide = page;
    wide.word(60.0, 500.0, "The office wrote to the board of the authority in the spring of the", "");
    let marks = wide.marks.clone();
    let content = String::from_utf8_lossy(&inflated(&redact(&wide.finish(), &marks, "line"))).into_owned();
    assert!(!content.contains("0 0 1 rg"), "{content}");
}
