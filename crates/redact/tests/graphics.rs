//! Object marks and pages made pictures, seen by readers that are not ours: poppler and mutool.
//!
//! An object mark takes the whole graphic under it, with its lettering, and nothing around it. A mark on a part of one is
//! done, and warned about. At `raster` no text and no drawing is left on the page, and its picture
//! looks as the page did but for the marks.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod kit;

use std::path::Path;
use std::process::Command;

use candour_redact::api::Document;
use candour_redact::load::OpenOptions;
use candour_redact::mark::MarkSet;
use candour_redact::plan::PlanOptions;

#[test]
fn a_mark_on_one_bar_takes_the_whole_chart_and_its_lettering_as_an_object() {
    let Some(tools) = Tools::find() else { return };
    let (output, kinds) = redact(&chart(), [205.0, 505.0, 215.0, 520.0], true, "exact");
    let words = tools.words(&output, 1);
    for gone in ["Alder", "Birch", "Cedar", "75"] {
        assert!(!words.contains(gone), "{gone} is left: {words}");
    }
    assert!(words.contains("before the chart") && words.contains("behind it"), "{words}");
    // A box is all that is drawn where the chart was.
    let corners: Vec<(f64, f64)> = tools.vertices(&output, 1).into_iter().filter(|(_, y)| *y < 700.0).collect();
    assert_eq!(corners.len(), 4, "{corners:?}");
    assert!(!kinds.contains(&"graphic-partly-covered".to_owned()), "{kinds:?}");
}

#[test]
fn a_mark_on_a_part_of_a_chart_is_warned_about_and_takes_no_more() {
    let Some(tools) = Tools::find() else { return };
    let (output, kinds) = redact(&chart(), [196.0, 496.0, 244.0, 604.0], false, "exact");
    assert!(kinds.contains(&"graphic-partly-covered".to_owned()), "{kinds:?}");
    assert!(tools.words(&output, 1).contains("Alder"));
    let inside = tools
        .vertices(&output, 1)
        .into_iter()
        .filter(|(x, y)| (197.0..243.0).contains(x) && (497.0..603.0).contains(y));
    assert_eq!(inside.count(), 0);
}

#[test]
fn words_in_a_font_that_a_form_takes_from_what_it_is_drawn_in_are_seen_and_go() {
    let Some(tools) = Tools::find() else { return };
    let mut file = kit::Builder::new();
    let entries = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]";
    // The inner form has no font: readers take the outer form's, or the page's.
    let inner = file.stream(
        &format!("{entries} /Resources << /ProcSet [/PDF] >>"),
        "BT /F1 11 Tf 72 500 Td (Zebulon and friends) Tj /F2 11 Tf 0 -40 Td (Of the outer form) Tj ET",
    );
    let outer = file.stream(
        &format!("{entries} /Resources << /Font << /F2 3 0 R >> /XObject << /X1 {inner} 0 R >> >>"),
        "BT /F2 11 Tf 72 600 Td (Outer words) Tj ET /X1 Do",
    );
    file.page(&format!("/XObject << /X1 {outer} 0 R >>"), "/X1 Do");
    let (output, kinds) = redact(&file.finish(), [70.0, 495.0, 113.0, 512.0], false, "exact");
    let words = tools.words(&output, 1);
    assert!(!words.contains("Zebulon"), "{words}");
    for kept in ["friends", "Of the outer form", "Outer words"] {
        assert!(words.contains(kept), "{kept} is missing: {words}");
    }
    assert!(!kinds.contains(&"mark-touches-nothing".to_owned()), "{kinds:?}");
}

#[test]
fn an_object_mark_takes_a_picture_with_the_lines_and_words_laid_over_it() {
    let Some(tools) = Tools::find() else { return };
    let mut file = kit::Builder::new();
    let samples: Vec<u8> = (0..64_u8).collect();
    let picture = file.stream(
        "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &samples,
    );
    file.page(
        &format!("/XObject << /I1 {picture} 0 R >>"),
        "BT /F1 11 Tf 72 720 Td (Words above stay.) Tj ET q 200 0 0 150 100 450 cm /I1 Do Q 1 0 0 RG 2 w 150 500 m 280 580 l S \
         BT /F1 9 Tf 160 590 Td (Plot of Zebulon) Tj ET",
    );
    let (output, _) = redact(&file.finish(), [240.0, 550.0, 250.0, 560.0], true, "exact");
    assert_eq!(tools.images(&output), 0);
    let words = tools.words(&output, 1);
    assert!(!words.contains("Zebulon") && words.contains("Words above stay"), "{words}");
}

#[test]
fn the_chart_of_the_sample_review_goes_whole() {
    let Some(tools) = Tools::find() else { return };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/review");
    let original = std::fs::read(fixtures.join("review.pdf")).unwrap();
    let place = [77.64, 381.74, 517.64, 581.0];
    let middle = [290.0, 480.0, 300.0, 490.0];
    let (output, _) = redact_on(&original, 6, middle, true, "exact");
    let left: Vec<(f64, f64)> = tools
        .vertices(&output, 6)
        .into_iter()
        .filter(|(x, y)| (place[0] + 4.0..place[2] - 4.0).contains(x) && (place[1] + 30.0..place[3] - 30.0).contains(y))
        .collect();
    assert!(left.len() <= 4, "{left:?}");
}

#[test]
fn areas_rules_and_frames_that_a_mark_cuts_look_as_before_beside_it() {
    let Some(tools) = Tools::find() else { return };
    // An area, a hairline and a frame that readers fit to whole pixels, and an area that they do not.
    let content = "0.2 0.4 0.9 rg 60.3 60.4 400.5 500.2 re f 0 g 100.3 100.3 0.6 300 re f 5 w 80.4 300.6 300 200 re S
        100.7 650.2 m 400.7 650.2 l 400.7 660.4 l 100.7 660.4 l 100.7 650.2 l 100.7 650.2 l f";
    let file = kit::one_page(content);
    let before = tools.picture(&file);
    for mark in [[70.0, 320.0, 150.0, 340.0], [150.0, 490.0, 200.0, 520.0], [90.0, 640.0, 200.0, 670.0]] {
        let (output, _) = redact(&file, mark, false, "exact");
        let after = tools.picture(&output);
        let different = |x: usize, y: usize| {
            let (left, up) = (x as f64, before.len() as f64 - y as f64);
            let is_marked =
                (mark[0] - 2.0..mark[2] + 2.0).contains(&left) && (mark[1] - 2.0..mark[3] + 2.0).contains(&up);
            !is_marked && before[y][x].abs_diff(after[y][x]) > 8
        };
        let count = (0..before.len()).flat_map(|y| (0..before[0].len()).map(move |x| (x, y)));
        assert_eq!(count.filter(|(x, y)| different(*x, *y)).count(), 0, "{mark:?}");
    }
}

#[test]
fn a_shading_whose_clip_has_a_corner_of_its_bounds_in_a_mark_passes_verification() {
    let mut builder = kit::Builder::new();
    let shading = builder.object(
        "<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [100 0 300 0] /Function << /FunctionType 2 /Domain [0 1] \
         /C0 [0.9] /C1 [0.4] /N 1 >> >>",
    );
    // The triangle has no corner under the mark, and its bounds have.
    let content = "q 100 500 m 300 500 l 100 700 l h W n /S sh Q";
    builder.page(&format!("/Shading << /S {shading} 0 R >>"), content);
    redact(&builder.finish(), [180.0, 580.0, 320.0, 720.0], false, "exact");
}

#[test]
fn a_page_made_a_picture_has_no_text_and_no_drawing_and_looks_as_before_but_for_the_marks() {
    let Some(tools) = Tools::find() else { return };
    let original = chart();
    let mark = [196.0, 496.0, 244.0, 604.0];
    let (output, _) = redact(&original, mark, false, "raster");
    let words = tools.words(&output, 1);
    assert!(words.trim().is_empty() || words.trim() == "s40(2)", "{words}");
    assert_eq!(tools.images(&output), 1);
    let (before, after) = (tools.picture(&original), tools.picture(&output));
    assert_eq!(before.len(), after.len());
    let (mut outside, mut inside) = (0_usize, 0_usize);
    for (row, (old, new)) in before.iter().zip(&after).enumerate() {
        for (column, (old, new)) in old.iter().zip(new).enumerate() {
            // One point is one pixel; rows count from the top.
            let (x, y) = (column as f64 + 0.5, 842.0 - row as f64 - 0.5);
            let near = x > mark[0] - 3.0 && x < mark[2] + 3.0 && y > mark[1] - 3.0 && y < mark[3] + 3.0;
            let within = x > mark[0] + 1.0 && x < mark[2] - 1.0 && y > mark[1] + 1.0 && y < mark[3] - 1.0;
            // Two renderers smooth edges differently: a pixel is another one if none beside it is like it.
            let beside = |row: usize, column: usize| {
                let rows = after[row.saturating_sub(1)..(row + 2).min(after.len())].iter();
                rows.flat_map(move |line| line[column.saturating_sub(1)..(column + 2).min(line.len())].iter().copied())
            };
            let is_like = beside(row, column).any(|shade| shade.abs_diff(*old) < 100);
            outside += usize::from(!near && !is_like);
            inside += usize::from(within && *new > 40);
        }
    }
    assert!(outside < 40, "{outside} pixels differ outside the mark");
    assert!(inside < 300, "{inside} pixels of the mark are not black");
}

/// A page with a bar chart in one form: axes, four bars, names, figures, and text before and behind it.
fn chart() -> Vec<u8> {
    let mut file = kit::Builder::new();
    let form = file.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources << /Font << /F1 3 0 R >> >>",
        "0 0 0 RG 1 w 20 20 m 20 180 l S 20 20 m 280 20 l S 0.2 0.4 0.7 rg 40 20 40 60 re f 100 20 40 100 re f 160 20 40 30 re f \
         BT /F1 8 Tf 0 g 45 8 Td (Alder) Tj 60 0 Td (Birch) Tj 60 0 Td (Cedar) Tj ET BT /F1 8 Tf 110 125 Td (75) Tj ET",
    );
    file.page(
        &format!("/XObject << /C1 {form} 0 R >>"),
        "BT /F1 11 Tf 72 720 Td (This line stands before the chart.) Tj ET q 1 0 0 1 100 480 cm /C1 Do Q \
         BT /F1 11 Tf 72 400 Td (This one stands behind it.) Tj ET",
    );
    file.finish()
}

fn redact(original: &[u8], rect: [f64; 4], object: bool, level: &str) -> (Vec<u8>, Vec<String>) {
    redact_on(original, 1, rect, object, level)
}

/// The redacted file, and the kinds of its findings.
fn redact_on(original: &[u8], page: u32, rect: [f64; 4], object: bool, level: &str) -> (Vec<u8>, Vec<String>) {
    let mark = serde_json::json!({"page": page, "rect": rect, "level": level, "object": object, "exemption": "s40-2", "label": "s40(2)"});
    let marks = serde_json::json!({"version": 1, "sanitise": true, "marks": [mark]}).to_string();
    let document = Document::open(original, &OpenOptions::default()).unwrap();
    let plan = document.plan(&MarkSet::from_json(marks.as_bytes()).unwrap(), &PlanOptions::default()).unwrap();
    let verified = document.apply(plan).unwrap().verify().unwrap_or_else(|rejected| panic!("{rejected}"));
    (verified.bytes().to_vec(), verified.findings().iter().map(|finding| finding.kind.clone()).collect())
}

/// Poppler's and mutool's programs.
struct Tools {
    folder: tempfile::TempDir,
}

impl Tools {
    /// None, loudly, if they are not installed; a failure where the run requires them.
    #[expect(clippy::disallowed_methods, reason = "whether a missing reader is a failure is set by ./test")]
    fn find() -> Option<Self> {
        let names = ["pdftotext", "pdftoppm", "pdfimages", "mutool"];
        let missing: Vec<&str> =
            names.into_iter().filter(|name| Command::new(name).arg("-v").output().is_err()).collect();
        let required = std::env::var("CANDOUR_TEST_TOOLS").is_ok_and(|value| value == "required");
        assert!(missing.is_empty() || !required, "not installed: {missing:?}");
        if !missing.is_empty() {
            eprintln!("SKIPPED: {missing:?} are not installed");
            return None;
        }
        Some(Self { folder: tempfile::tempdir().unwrap() })
    }

    fn run(&self, file: &[u8], program: &str, before: &[&str], behind: &[&str]) -> Vec<u8> {
        let path = self.folder.path().join("file.pdf");
        std::fs::write(&path, file).unwrap();
        Command::new(program).args(before).arg(&path).args(behind).output().unwrap().stdout
    }

    fn words(&self, file: &[u8], page: u32) -> String {
        let page = page.to_string();
        String::from_utf8(self.run(file, "pdftotext", &["-f", &page, "-l", &page], &["-"])).unwrap()
    }

    fn images(&self, file: &[u8]) -> usize {
        String::from_utf8(self.run(file, "pdfimages", &["-list"], &[])).unwrap().lines().skip(2).count()
    }

    /// Where paths turn on a page, y up.
    fn vertices(&self, file: &[u8], page: u32) -> Vec<(f64, f64)> {
        let trace =
            String::from_utf8(self.run(file, "mutool", &["draw", "-q", "-F", "trace"], &[&page.to_string()])).unwrap();
        let number = |line: &str, name: &str| -> Option<f64> {
            line.split_once(&format!(" {name}=\""))?.1.split('"').next()?.parse().ok()
        };
        let mut found = Vec::new();
        let mut matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        let mut paints = false;
        for line in trace.lines() {
            if let Some((_, rest)) = line.split_once("transform=\"") {
                let numbers: Vec<f64> =
                    rest.split('"').next().unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
                matrix = numbers.try_into().unwrap();
                paints = line.contains("<fill_path") || line.contains("<stroke_path");
            }
            let is_vertex = line.contains("moveto") || line.contains("lineto");
            if let (true, Some(x), Some(y)) = (paints && is_vertex, number(line, "x"), number(line, "y")) {
                let [a, b, c, d, e, f] = matrix;
                // The trace counts from the top of the page.
                found.push((a * x + c * y + e, 841.89 - (b * x + d * y + f)));
            }
        }
        found
    }

    /// The first page in grey, a pixel a point.
    fn picture(&self, file: &[u8]) -> Vec<Vec<u8>> {
        let picture = self.run(file, "pdftoppm", &["-r", "72", "-gray", "-f", "1", "-l", "1"], &[]);
        // "P5", width, height, 255, each followed by white space.
        let mut rest = picture.as_slice();
        let mut head = Vec::new();
        while head.len() < 4 {
            let end = rest.iter().position(u8::is_ascii_whitespace).unwrap();
            head.push(String::from_utf8(rest[..end].to_vec()).unwrap());
            rest = &rest[end + 1..];
        }
        rest.chunks_exact(head[1].parse().unwrap()).map(<[u8]>::to_vec).collect()
    }
}
