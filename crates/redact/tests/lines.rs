//! Lines that are set again around their boxes: several marks on one line, cells of ruled tables, lines that stand alone.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod kit;
mod marked;

use candour_redact::Level;
use candour_redact::rewrite::fates::GlyphFate;
use marked::redact;

/// A page in Courier, whose letters are all 0.6 em wide.
fn page(content: &str) -> Vec<u8> {
    let mut file = kit::Builder::new();
    let font = file.object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
    file.page(&format!("/Font << /F1 {font} 0 R >>"), content);
    file.finish()
}

/// Lines of text, 10 units high and 6 wide each letter: place and words.
fn text(lines: &[(f64, f64, &str)]) -> String {
    lines.iter().map(|(x, y, words)| format!("BT /F1 10 Tf {x} {y} Td ({words}) Tj ET\n")).collect()
}

/// The box of letters `from..to` of a line that starts at (x, y).
fn around(x: f64, y: f64, from: u32, to: u32) -> [f64; 4] {
    [x + 6.0 * f64::from(from), y - 2.0, x + 6.0 * f64::from(to), y + 8.0]
}

#[test]
fn a_mark_within_another_mark_shares_its_box() {
    for (level, inner) in [("constant", "constant"), ("auto", "auto"), ("constant", "exact"), ("line", "constant")] {
        let copies = [("Ada Zebulon", 4), ("Wilhelmina Oxley", 11)].map(|(name, surname)| {
            let line = format!("Sent by {name} in May");
            let file = page(&text(&[(72.0, 712.0, "The line above it is not marked"), (72.0, 700.0, &line)]));
            let to = 8 + u32::try_from(name.len()).unwrap();
            let marks = [
                (around(72.0, 700.0, 8, to), "s40(2)", level),
                (around(72.0, 700.0, 8 + surname, to), "s38(1)", inner),
            ];
            redact(&file, &marks)
        });
        let boxes = &copies[0].0.pages[0].boxes;
        assert_eq!(boxes.len(), 1, "{level}, {inner}");
        assert_eq!(boxes[0].exemptions, ["s40(2)", "s38(1)"], "{level}, {inner}");
        assert!(copies[0].1 == copies[1].1 && copies[0].2 == copies[1].2, "{level}, {inner}: the twins differ");
    }
}

#[test]
fn two_bars_over_one_line_are_one_box_with_both_provisions() {
    let file = page(&text(&[(72.0, 712.0, "The line above it is not marked"), (72.0, 700.0, "Sent by Ada to Zoe")]));
    let marks = [(around(72.0, 700.0, 8, 11), "s40(2)", "line"), (around(72.0, 700.0, 15, 18), "s38(1)", "line")];
    let (plan, ..) = redact(&file, &marks);
    assert_eq!(plan.pages[0].boxes.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["s40(2), s38(1)"]);
}

#[test]
fn a_mark_over_two_lines_stays_in_place_where_one_of_them_has_to() {
    let content = format!(
        "{} q BT /F1 10 Tf 4 Tr 72 688 Td (Zebulon in a clip) Tj ET Q",
        text(&[(72.0, 700.0, "Sent by Ada Zebulon in May and again in June")])
    );
    let marks = [([100.0, 685.0, 140.0, 709.0], "s40(2)", "constant")];
    let (plan, ..) = redact(&page(&content), &marks);
    assert!(plan.marks.iter().all(|mark| mark.level == Level::Exact), "{:?}", plan.marks[0].level);
}

#[test]
fn the_cells_of_a_ruled_table_are_not_one_line_however_close_they_stand() {
    // Two rows of three cells, 4 units between words and rules; the borders once as boxes, once as one drawing of lines.
    let drawings = [
        "0.5 w 72 676 60 16 re S 132 676 90 16 re S 222 676 90 16 re S 72 692 60 16 re S 132 692 90 16 re S 222 692 90 16 re S",
        "0.5 w 72 676 m 72 708 l 132 676 m 132 708 l 222 676 m 222 708 l 312 676 m 312 708 l 72 692 m 312 692 l S",
        "72 676 .5 32 re 132 676 .5 32 re 222 676 .5 32 re 312 676 .5 32 re 72 692 240 .5 re f",
    ];
    for drawing in drawings {
        let copies = ["Ada Zebulon", "Oxley Barnaby"].map(|name| {
            let cells = [(76.0, 696.0, "Central"), (136.0, 696.0, name), (226.0, 696.0, "Two short")];
            let below = [(76.0, 680.0, "North"), (136.0, 680.0, "J Quill"), (226.0, 680.0, "None")];
            let file = page(&format!("{drawing}\n{}{}", text(&cells), text(&below)));
            let to = u32::try_from(name.len()).unwrap();
            redact(&file, &[(around(136.0, 696.0, 0, to), "s40(2)", "auto")])
        });
        let [(plan, bytes, _), (_, others, _)] = &copies;
        assert_eq!(plan.marks[0].level, Level::Cell, "{drawing}");
        let painted = plan.pages[0].boxes[0].rect;
        assert!(painted.x0 > 132.0 && painted.x1 < 222.0 && painted.width() > 85.0, "{drawing}: {painted:?}");
        assert!(bytes == others, "{drawing}: the twins differ");
        // Words in part of a cell are set again within it.
        let cells = [(76.0, 696.0, "Central"), (136.0, 696.0, "by Zoe Ox"), (226.0, 696.0, "Two short")];
        let (plan, ..) =
            redact(&page(&format!("{drawing}\n{}", text(&cells))), &[(around(136.0, 696.0, 3, 6), "s40(2)", "auto")]);
        assert_eq!(plan.marks[0].level, Level::Constant, "{drawing}");
        assert!(plan.pages[0].boxes[0].rect.x1 < 222.0, "{drawing}");
    }
}

#[test]
fn the_columns_of_a_table_without_rules_are_told_by_its_rows() {
    // Eight units between the widest cells and the next column: less than makes a column by itself.
    let copies = [("Ada Zebulon", "Victim"), ("Zoe Ox", "Witness")].map(|(name, _)| {
        let rows = [(76.0, 696.0, name), (150.0, 696.0, "Victim"), (202.0, 696.0, "Exampleton")];
        let others = [(76.0, 684.0, "Hal Barnaby"), (150.0, 684.0, "Officer"), (202.0, 684.0, "Sampleford")];
        let heads = [(76.0, 708.0, "Name"), (150.0, 708.0, "Role"), (202.0, 708.0, "Place")];
        let to = u32::try_from(name.len()).unwrap();
        redact(
            &page(&format!("{}{}{}", text(&heads), text(&rows), text(&others))),
            &[(around(76.0, 696.0, 0, to), "s40(2)", "auto")],
        )
    });
    assert_eq!(copies[0].0.marks[0].level, Level::Cell);
    assert!(!copies[0].0.pages[0].has_moved_text);
    assert!(copies[0].1 == copies[1].1, "the twins differ");
}

#[test]
fn a_mark_that_touches_nothing_does_not_cover_what_another_moves() {
    let file =
        page(&text(&[(72.0, 712.0, "The line above it is not marked"), (72.0, 700.0, "Sent by Ada to Zoe Quill")]));
    // A sliver of white above the letters, and a name before it on the same line.
    let marks = [(around(72.0, 700.0, 8, 11), "s40(2)", "constant"), ([120.0, 709.0, 160.0, 709.4], "s40(2)", "exact")];
    let (plan, ..) = redact(&file, &marks);
    assert!(plan.findings.iter().any(|finding| finding.kind == "mark-touches-nothing"), "{:?}", plan.findings);
    assert_eq!(plan.pages[0].boxes.len(), 1);
}

#[test]
fn a_turned_line_that_goes_whole_keeps_its_place() {
    let upright =
        text(&[(60.0, 90.0, "Words along the foot of the page, from margin to margin"), (310.0, 420.0, "Beside")]);
    let file = page(&format!("{upright}BT /F1 10 Tf 0 1 -1 0 302 400 Tm (Ada Zebulon) Tj ET"));
    let (plan, ..) = redact(&file, &[([292.0, 399.0, 306.0, 467.0], "s40(2)", "constant")]);
    let painted = plan.pages[0].boxes[0].rect;
    assert!((painted.y0 - 400.0).abs() < 1.0, "{painted:?}");
}

#[test]
fn a_line_that_stands_alone_is_aligned_as_the_page_is() {
    let body =
        [(72.0, 700.0, "A paragraph that begins at the left margin and goes on"), (72.0, 688.0, "and ends here")];
    for (wide, place) in [(true, "the margin that other lines reach"), (false, "the margin opposite the left one")] {
        let copies = ["Ada Zebulon", "Wilhelmina Oxley"].map(|name| {
            let line = format!("Signed: {name}");
            let length = u32::try_from(line.len()).unwrap();
            // A4 is 595 wide: its right margin lies at 523.
            let x = 523.0 - 6.0 * f64::from(length);
            let mut lines = body.to_vec();
            if wide {
                lines.push((523.0 - 6.0 * 5.0, 740.0, "Notes"));
            }
            lines.push((x, 400.0, &line));
            redact(&page(&text(&lines)), &[(around(x, 400.0, 8, length), "s40(2)", "constant")])
        });
        assert!(copies[0].1 == copies[1].1, "{place}: the twins differ");
        let painted = copies[0].0.pages[0].boxes[0].rect;
        assert!((painted.x1 - 523.0).abs() < 0.2, "{place}: {painted:?}");
    }
}

#[test]
fn the_text_of_a_list_item_stays_where_items_begin() {
    // A mark apart from its item by as much as a tab leaves; the second goes on in a line of its own.
    let items = |first: &str, second: &str| {
        let at = |y: f64, label: &str, words: &str| text(&[(72.0, y, label), (90.0, y, words)]);
        let more = text(&[(90.0, 676.0, "and goes on below")]);
        format!("{}{}{more}{}", at(700.0, "-", first), at(688.0, "2.", second), at(664.0, "-", "No name here"))
    };
    let copies = ["Ada", "Wilhelmina"].map(|name| {
        let file = page(&items(&format!("Seen by {name} at noon"), &format!("Heard {name} too")));
        let to = u32::try_from(name.len()).unwrap();
        let marks = [
            (around(90.0, 700.0, 8, 8 + to), "s40(2)", "constant"),
            (around(90.0, 688.0, 6, 6 + to), "s40(2)", "constant"),
        ];
        redact(&file, &marks)
    });
    let moved: Vec<f64> = copies[0].0.pages[0].fates.glyphs.values().filter_map(place_of_moved).collect();
    assert!(moved.iter().filter(|x| (**x - 90.0).abs() < 0.01).count() == 2, "{moved:?}");
    assert!(!moved.iter().any(|x| *x < 89.0), "the labels moved: {moved:?}");
    assert!(copies[0].1 == copies[1].1, "the twins differ");
}

#[test]
fn a_bar_over_a_line_in_a_cell_ends_with_the_cell() {
    let drawing =
        "0.5 w 72 670 m 72 708 l 132 670 m 132 708 l 222 670 m 222 708 l 72 708 m 222 708 l 72 670 m 222 670 l S";
    let copies = ["Ada Zebulon", "Al Ox"].map(|name| {
        let cells = [(76.0, 696.0, "Central"), (136.0, 696.0, "Working to"), (136.0, 684.0, name)];
        let outside = [(72.0, 640.0, "A line of the page below that is wider than the cell above it is")];
        let file = page(&format!("{drawing}\n{}{}", text(&cells), text(&outside)));
        let to = u32::try_from(name.len()).unwrap();
        redact(&file, &[(around(136.0, 684.0, 0, to), "s40(2)", "line")])
    });
    let painted = copies[0].0.pages[0].boxes[0].rect;
    assert!(painted.x0 > 132.0 && painted.x1 < 222.0, "{painted:?}");
    assert!(copies[0].1 == copies[1].1, "the twins differ");
}

#[test]
fn a_bar_in_the_second_column_begins_where_the_column_does() {
    let copies = ["Ada Zebulon", "Al Ox"].map(|name| {
        let left: Vec<(f64, f64, &str)> =
            (0..8).map(|row| (72.0, 700.0 - 12.0 * f64::from(row), "The first column")).collect();
        let right = [(200.0, 694.0, "Yours sincerely"), (200.0, 670.0, name), (200.0, 646.0, "Head of Reviews")];
        let file = page(&format!("{}{}", text(&left), text(&right)));
        redact(&file, &[(around(200.0, 670.0, 0, u32::try_from(name.len()).unwrap()), "s40(2)", "line")])
    });
    let painted = copies[0].0.pages[0].boxes[0].rect;
    assert!((painted.x0 - 200.0).abs() < 0.1, "{painted:?}");
    assert!(copies[0].1 == copies[1].1, "the twins differ");
}

fn place_of_moved(fate: &GlyphFate) -> Option<f64> {
    match fate {
        GlyphFate::Move { origin, .. } => Some(origin.x),
        GlyphFate::Keep | GlyphFate::Drop => None,
    }
}
