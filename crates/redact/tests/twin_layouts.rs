//! Twins of layouts: tables, columns, forms and lone lines whose arrangement a secret of another length would upset.
//!
//! Each layout is set once with a short and once with a long secret, in Courier, so that widths are plain; the marks hug
//! each secret. The outputs have to be the same bytes at every level that hides the size.
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

use marked::Marked;
use twin_pages::{LEVELS, Page, SIZE, inflated, number, redact, same, width};

#[test]
fn a_cell_stays_a_cell_however_close_a_long_name_comes_to_the_next_one() {
    let rows = |secret: &str| {
        let mut page = Page::default();
        for (at, row) in
            [["Name", "Role", "Since"], ["*", "Clerk", "2019"], ["Public", "Chair", "2021"]].iter().enumerate()
        {
            for (column, word) in row.iter().enumerate() {
                page.word(60.0 + 120.0 * number(column), 600.0 - 18.0 * number(at), word, secret);
            }
        }
        page
    };
    same(rows, "Bo", "Ethelburga Rayn", &LEVELS);
}

#[test]
fn figures_of_one_width_are_cells_and_no_spread_line() {
    let rows = |secret: &str| {
        let mut page = Page::default();
        let rows =
            [["12", "34", "56", "78"], ["23", "*", "67", "89"], ["34", "56", "78", "90"], ["45", "67", "89", "12"]];
        for (at, row) in rows.iter().enumerate() {
            for (column, word) in row.iter().enumerate() {
                let end = 200.0 + 80.0 * number(column);
                page.word(end - width(&word.replace('*', secret)), 600.0 - 18.0 * number(at), word, secret);
            }
        }
        page
    };
    same(rows, "77", "1,234", &LEVELS);
}

#[test]
fn a_filled_row_of_a_table_is_no_cell() {
    let rows = |secret: &str| {
        let mut page = Page::default();
        for (at, row) in [["Name", "Role"], ["*", "Clerk"], ["Public", "Chair"]].iter().enumerate() {
            let y = 600.0 - 18.0 * number(at);
            page.draw(&format!("0.9 g 55 {} 300 18 re f 0 g", y - 6.0));
            page.word(60.0, y, row[0], secret);
            page.word(220.0, y, row[1], secret);
        }
        page
    };
    same(rows, "Bo", "Ethelburga", &LEVELS);
}

#[test]
fn a_highlight_does_not_pass_for_the_edges_of_a_cell() {
    let rows = |secret: &str| {
        let mut page = Page::default();
        page.draw("0.5 w 55 570 m 355 570 l S 55 594 m 355 594 l S 55 570 m 55 594 l S 200 570 m 200 594 l S 355 570 m 355 594 l S");
        page.draw(&format!("1 1 0 rg 59.5 577 {} 12 re f 0 g", width(secret) + 1.0));
        page.word(60.0, 580.0, "*", secret);
        page.word(220.0, 580.0, "Clerk", secret);
        page
    };
    same(rows, "Bo", "Ethelburga", &LEVELS);
}

#[test]
fn words_of_a_justified_line_are_no_columns_however_few_they_are() {
    let lines = |secret: &str| {
        let mut page = Page::default();
        let lines = [
            "the board wrote to us all",
            "in the spring and set out",
            "and * replied",
            "before the matter was put",
            "to the vote of us all here",
        ];
        for (at, line) in lines.iter().enumerate() {
            let words: Vec<&str> = line.split(' ').collect();
            let all: f64 = words.iter().map(|word| width(&word.replace('*', secret))).sum();
            let gap = (190.0 - all) / number(words.len() - 1);
            let mut x = 60.0;
            for word in words {
                page.word(x, 600.0 - 14.0 * number(at), word, secret);
                x += width(&word.replace('*', secret)) + gap;
            }
        }
        page
    };
    same(lines, "Ox", "Windlesham", &LEVELS);
}

#[test]
fn the_next_column_of_a_page_stays_where_it_is() {
    let lines = |secret: &str| {
        let mut page = Page::default();
        let left = [
            "the panel met four times",
            "heard * at noon",
            "and returned the bundle",
            "to the office the day",
            "after it had been read",
        ];
        for (at, line) in left.iter().enumerate() {
            page.word(60.0, 600.0 - 12.0 * number(at), line, secret);
            page.word(240.0, 600.0 - 12.0 * number(at), "nothing more was heard", secret);
        }
        page
    };
    same(lines, "Ox", "Windlesham", &LEVELS);
}

#[test]
fn typed_spaces_are_running_text() {
    for spaces in [2, 4, 6, 9] {
        let line = |secret: &str| {
            let mut page = Page::default();
            page.word(60.0, 600.0, "The panel met four times", secret);
            page.word(60.0, 584.0, &format!("Name: *{}Telephone: 0123", " ".repeat(spaces)), secret);
            page
        };
        same(line, "Bo", "Ethelburga", &LEVELS);
    }
}

#[test]
fn a_word_behind_a_tab_stop_does_not_tell_which_one() {
    let lines = |secret: &str| {
        let mut page = Page::default();
        for (at, (name, role)) in [("Ann", "Clerk"), ("*", "Chair"), ("Catherine", "Aide")].iter().enumerate() {
            let reach = 4.0 + width(&name.replace('*', secret));
            page.word(60.0, 600.0 - 16.0 * number(at), name, secret);
            page.word(60.0 + ((reach / 36.0).floor() + 1.0) * 36.0, 600.0 - 16.0 * number(at), role, secret);
        }
        page
    };
    same(lines, "Bo", "Ethelburga", &LEVELS);
}

#[test]
fn a_lone_line_at_the_right_margin_is_set_from_there() {
    let lines = |secret: &str| {
        let mut page = Page::default();
        page.word(60.0, 700.0, "The panel met four times", secret);
        page.word(535.0 - width(&format!("Ref: {secret}/2024")), 640.0, "Ref: */2024", secret);
        page
    };
    same(lines, "7", "Ethelburga", &["constant", "line", "block"]);
}

#[test]
fn a_line_that_nothing_is_aligned_with_does_not_tell_where_it_began() {
    let texts: [fn(&mut Page); 4] = [
        |_| {},
        |page| page.word(60.0, 640.0, "The panel met four times", ""),
        |page| page.draw("0.5 g 40 630 110 60 re f 0 g"),
        |page| page.word(60.0, 644.0, "beside", ""),
    ];
    for others in texts {
        for (middle, share) in [(317.0, 0.5), (431.0, 1.0)] {
            let line = |secret: &str| {
                let mut page = Page::default();
                others(&mut page);
                let start = middle - share * width(&format!("Seen by {secret} at noon"));
                page.word(start, 640.0 + 0.5 * share, "Seen by * at noon", secret);
                page
            };
            same(line, "Ox", "Ethelburga", &["constant", "auto"]);
        }
    }
}

#[test]
fn a_lone_line_in_a_cell_stays_in_it() {
    let line = |secret: &str| {
        let mut page = Page::default();
        page.draw("200 630 180 24 re S 380 630 100 24 re S");
        page.word(297.0 - width(&format!("Seen by {secret}")) / 2.0, 638.0, "Seen by *", secret);
        page.word(390.0, 638.0, "2019", secret);
        page
    };
    same(line, "Bo", "Ethelburga", &["constant"]);
}

#[test]
fn how_far_letters_are_stretched_to_fill_a_line_does_not_show() {
    for by_matrix in [false, true] {
        let lines = |secret: &str| {
            let mut page = Page::default();
            for (at, line) in
                ["the panel met four times here", "heard * at noon of the day", "and returned the bundle then"]
                    .iter()
                    .enumerate()
            {
                let shown = line.replace('*', secret);
                let factor = 190.0 / width(&shown);
                page.scaled(60.0, 600.0 - 14.0 * number(at), line, secret, factor, by_matrix);
            }
            page
        };
        same(lines, "Oxley", "Oxleys", &LEVELS);
    }
}

#[test]
fn a_small_picture_behind_a_name_goes_with_the_line() {
    let line = |secret: &str| {
        let mut page = Page::default();
        let end = 60.0 + width(&format!("Seen by {secret} "));
        page.word(60.0, 600.0, "Seen by *", secret);
        page.draw(&format!("q 9 0 0 9 {end} 599 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 00ff7780> EI Q"));
        page.word(end + 12.0, 600.0, "on Monday", secret);
        page
    };
    same(line, "Ox", "Windlesham", &LEVELS);
}

#[test]
fn blanks_at_the_edge_of_a_mark_make_no_difference() {
    let mut page = Page::default();
    page.word(60.0, 600.0, "Seen by * on Monday", "Bo");
    let [x0, y0, x1, y1] = page.marks[0];
    let file = page.finish();
    let narrow = redact(&file, &[[x0, y0, x1, y1]], "constant");
    let wide = redact(&file, &[[x0 - 5.0, y0, x1 + 5.0, y1]], "constant");
    assert!(narrow == wide, "how far the mark was drawn shows");
}

#[test]
fn marks_that_overlap_and_letters_of_no_size_are_set_again_with_their_line() {
    let mut page = Page::default();
    page.word(60.0, 600.0, "Seen by * on Monday", "Hargreaves");
    let [x0, y0, x1, y1] = page.marks[0];
    let one = redact(&page.finish(), &[[x0, y0, x1, y1]], "constant");
    let mut page = Page::default();
    page.word(60.0, 600.0, "Seen by * on Monday", "Hargreaves");
    page.draw(&format!("BT /F1 0 Tf 1 0 0 1 {x0} 600 Tm (Hargreaves) Tj ET"));
    let middle = (x0 + x1) / 2.0;
    let marks = [[x0, y0, middle, y1], [x0 + 9.0, y0 + 0.5, x1, y1 - 0.5], [middle - 1.5, y0, middle + 1.5, y1]];
    assert!(one == redact(&page.finish(), &marks, "constant"), "how often a word was marked shows");
}

#[test]
fn a_leader_drawn_as_a_rule_or_as_dots_does_not_tell_where_the_words_beside_it_ended() {
    let rule = |from: f64, to: f64| format!("q 1 w [1 3] 0 d {from} 600 m {to} 600 l S Q");
    let dots = |from: f64, to: f64| {
        let mut all = String::new();
        let mut x = (from / 4.0).ceil() * 4.0;
        while x < to {
            all += &format!("{x} 600 1 1 re f ");
            x += 4.0;
        }
        all
    };
    for leader in [&rule as &dyn Fn(f64, f64) -> String, &dots] {
        let behind = |secret: &str| {
            let mut page = Page::default();
            page.word(60.0, 600.0, "Name: *", secret);
            page.draw(&leader(62.0 + width(&format!("Name: {secret}")), 395.0));
            page.word(400.0, 600.0, "12", secret);
            page
        };
        same(behind, "Ox", "Windlesham", &["constant", "auto"]);
        let before = |secret: &str| {
            let mut page = Page::default();
            page.word(60.0, 600.0, "Total paid", secret);
            page.draw(&leader(62.0 + width("Total paid"), 397.0 - width(secret)));
            page.word(400.0 - width(secret), 600.0, "*", secret);
            page.word(400.0 - width("88"), 580.0, "88", secret);
            page
        };
        same(before, "7", "1,234", &["constant"]);
    }
}

#[test]
fn a_rule_with_a_place_of_its_own_stays_beside_a_line_that_is_set_again() {
    let mut page = Page::default();
    page.word(60.0, 600.0, "Name: *", "Windlesham");
    page.draw("1 w 160 598 m 300 598 l 160 560 m 300 560 l S 52 601 2 2 re f");
    let output = redact(&page.finish(), &[[96.1, 597.6, 155.9, 607.0]], "constant");
    let content = String::from_utf8_lossy(&inflated(&output)).into_owned();
    assert!(content.contains("300 598 l"), "the line to write on is gone");
    assert!(content.contains("52 601"), "the bullet is gone");
}

#[test]
fn words_that_the_matrix_places_do_not_tell_what_stood_before_them() {
    for saved in ["", "q 1 0 0 1 0 0 cm"] {
        let line = |secret: &str| {
            let mut page = Page::default();
            page.word(60.0, 600.0, "Seen by *", secret);
            let at = 60.0 + width(&format!("Seen by {secret} "));
            page.draw(&format!(
                "q 1 0 0 1 {at} 600 cm {saved} BT /F1 {SIZE} Tf (on Monday) Tj ET Q {}",
                if saved.is_empty() { "" } else { "Q" }
            ));
            page
        };
        same(line, "Ox", "Windlesham", &LEVELS);
    }
}

#[test]
fn a_picture_that_underlines_or_colours_a_name_goes_with_it() {
    for (below, height, reach) in [(2.0, 0.8, 0.0), (2.0, 10.0, 1.0)] {
        let line = |secret: &str| {
            let mut page = Page::default();
            let (x, y) = (60.0 + width("Seen by ") - reach, 600.0 - below);
            let wide = width(secret) + 2.0 * reach;
            page.draw(&format!("q {wide} 0 0 {height} {x} {y} cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID c0> EI Q"));
            page.word(60.0, 600.0, "Seen by * on Monday", secret);
            page
        };
        same(line, "Ox", "Windlesham", &["constant"]);
    }
}

#[test]
fn a_name_on_a_picture_is_covered_where_it_stands_and_the_words_beside_it_stay_there() {
    let mut page = Page::default();
    let samples = "c0d0e0f0".repeat(240 * 120 / 4);
    page.draw(&format!("q 480 0 0 240 50 500 cm BI /W 240 /H 120 /CS /G /BPC 8 /F /AHx ID {samples}> EI Q"));
    page.word(60.0, 600.0, "Seen by * on Monday", "Windlesham");
    let marks: Vec<Marked<'_>> = page.marks.iter().map(|rect| (*rect, "s40(2)", "constant")).collect();
    let (plan, _, _) = marked::redact(&page.finish(), &marks);
    assert!(plan.findings.iter().any(|finding| finding.kind == "done-at-exact"), "the reason is not named");
}

#[test]
fn a_right_edge_that_is_only_roughly_kept_is_an_edge_all_the_same() {
    let lines = |secret: &str| {
        let mut page = Page::default();
        let rough = [0.0, 0.9, -0.4, 0.6, -0.2];
        let texts = ["not the both be which", "next in matter at the to", "* and others", "was set autumn by", "more"];
        for (at, text) in texts.iter().enumerate() {
            let end = 310.0 + rough[at];
            page.word(end - width(&text.replace('*', secret)), 640.0 - 16.0 * number(at), text, secret);
        }
        page
    };
    same(lines, "Ives", "Nash", &["constant"]);
    same(lines, "Ox", "Windlesham", &["constant"]);
}

#[test]
fn a_lone_line_is_set_within_the_clip_of_its_page() {
    let line = |secret: &str| {
        let mut page = Page::default();
        page.draw("q 60 60 475 700 re W n");
        page.word(60.0, 700.0, "Seen by * on Monday", secret);
        page.draw("Q");
        page.alone = true;
        page
    };
    same(line, "Ox", "Windlesham", &["constant", "auto"]);
}

#[test]
fn text_of_a_tiny_font_under_a_large_scale_is_set_again_where_it_belongs() {
    let line = |secret: &str| {
        let mut page = Page::default();
        let at = 60.0 + width("Seen by ");
        page.marks.push([at + 0.1, 597.6, at + width(secret) - 0.1, 607.0]);
        page.draw(&format!("q 1000 0 0 1000 60 600 cm BT /F1 0.01 Tf (Seen by {secret} on Monday) Tj ET Q"));
        page
    };
    same(line, "Ox", "Windlesham", &LEVELS);
}
