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

#[test]
fn a_word_in_a_frame_of_its_own_is_no_cell() {
    let frame = |from: f64, long: f64| format!("0.5 w {} 596 {} 14 re S", from - 1.5, long + 3.0);
    same(|secret| line(secret, frame), "Ox", "Windlesham", &LEVELS);
    let behind = |from: f64, long: f64| {
        let at = from + long + width(" was ");
        format!("0.5 w {} 596 {} 14 re S", at - 1.5, width("heard") + 3.0)
    };
    same(|secret| line(secret, behind), "Ox", "Windlesham", &LEVELS);
}

#[test]
fn rules_on_both_sides_of_a_name_do_not_tell_where_it_stood() {
    let form = |secret: &str| {
        let mut page = Page::default();
        let (from, to) = (160.0 - width(secret) / 2.0, 160.0 + width(secret) / 2.0);
        page.word(60.0, 600.0, "I,", secret);
        page.draw(&format!("0.5 w 75 598 m {} 598 l S {} 598 m 245 598 l S", from - 2.0, to + 2.0));
        page.word(from, 600.0, "*", secret);
        page.word(250.0, 600.0, ", of the parish", secret);
        page
    };
    same(form, "Ox", "Windlesham", &LEVELS);
}

#[test]
fn words_leave_clips_that_are_there_for_their_line_alone() {
    let whole = |secret: &str| {
        let mut page = Page::default();
        page.draw(&format!("q 59 596 {} 14 re W n", width(&format!("Seen by {secret} and filed")) + 2.0));
        page.word(60.0, 600.0, "Seen by * and filed", secret);
        page.draw("Q");
        page.word(60.0, 585.0, "Next line", secret);
        page
    };
    same(whole, "Ox", "Windlesham", &LEVELS);
    let by_word = |secret: &str| {
        let mut page = Page::default();
        let mut x = 60.0;
        page.draw("/P <</MCID 0>> BDC");
        for word in ["Seen by ", "*", " and filed"] {
            let long = width(&word.replace('*', secret));
            page.draw(&format!("q {} 596 {} 14 re W n 0.9 g 0 0 600 1 re f 0 g", x - 1.0, long + 2.0));
            page.word(x, 600.0, word, secret);
            page.draw("Q");
            x += long;
        }
        page.draw("EMC");
        page.word(60.0, 585.0, "Next line", secret);
        page
    };
    same(by_word, "Ox", "Windlesham", &LEVELS);
    let page = by_word("Windlesham");
    let marks = page.marks.clone();
    let output = redact(&page.finish(), &marks, "constant");
    let content = String::from_utf8_lossy(&inflated(&output)).into_owned();
    assert!(content.contains("and filed"), "{content}");
    assert_eq!(content.matches("BDC").count() + content.matches("BMC").count(), content.matches("EMC").count());
}

#[test]
fn a_line_in_the_clip_of_its_column_is_set_within_it() {
    let column = |secret: &str| {
        let mut page = Page::default();
        page.draw("q 58 560 200 60 re W n");
        page.word(60.0, 600.0, "Seen by * and", secret);
        page.word(60.0, 585.0, "filed in the office there", secret);
        page.draw("Q");
        page
    };
    same(column, "Ox", "Windlesham", &LEVELS);
    let page = column("Windlesham");
    let marks = page.marks.clone();
    let content = String::from_utf8_lossy(&inflated(&redact(&page.finish(), &marks, "constant"))).into_owned();
    assert_eq!(content.matches("58 560 200 60 re").count(), 1, "{content}");
}

#[test]
fn numbers_in_the_margin_and_initials_stay_beside_bars_and_boxes() {
    let numbered = |secret: &str| {
        let mut page = Page::default();
        for (at, text) in
            ["The panel met on four occasions", "and heard * at the hall", "before it went"].iter().enumerate()
        {
            let y = 600.0 - 15.0 * twin_pages::number(at);
            page.word(60.0, y, text, secret);
            page.draw(&format!("BT /F1 7 Tf 540 {y} Td ({at}) Tj ET"));
        }
        page
    };
    same(numbered, "Ox", "Windlesham", &LEVELS);
    let initial = |secret: &str| {
        let mut page = Page::default();
        page.draw("BT /F1 32 Tf 60 588 Td (T) Tj ET");
        page.word(82.0, 600.0, "he panel heard * first", secret);
        page.word(82.0, 586.0, "and met on four occasions", secret);
        page.word(60.0, 572.0, "before it returned the bundle to us", secret);
        page
    };
    same(initial, "Ox", "Windlesham", &LEVELS);
}

#[test]
fn invisible_words_over_a_line_go_with_it() {
    let doubled = |secret: &str| {
        let mut page = line(secret, |_, _| String::new());
        page.draw(&format!("BT 3 Tr /F1 10 Tf 60 600 Td (Evidence of {secret} was heard in full) Tj ET"));
        page
    };
    same(doubled, "Ox", "Windlesham", &LEVELS);
}

#[test]
fn a_picture_of_a_few_large_samples_passes_under_words() {
    let shade = "q 480 0 0 4 58 595 cm BI /W 2 /H 1 /CS /G /BPC 8 /F /AHx ID 80C0> EI Q";
    same(|secret| line(secret, |_, _| shade.to_owned()), "Ox", "Windlesham", &LEVELS);
}

#[test]
fn a_frame_left_open_for_a_heading_goes_with_it() {
    let form = |secret: &str| {
        let mut page = Page::default();
        let to = 74.0 + width(&format!("Case of {secret}"));
        page.draw(&format!(
            "q 66 592 m 66 610 l 40 610 l 40 500 l 540 500 l 540 610 l {to} 610 l {to} 592 l h W n 0.5 w 50 510 480 93 re S Q"
        ));
        page.word(70.0, 600.0, "Case of *", secret);
        page.word(60.0, 580.0, "The panel met on four occasions", secret);
        page.word(60.0, 565.0, "and nothing more was heard of it", secret);
        page
    };
    same(form, "Ox", "Windlesham", &LEVELS);
}
