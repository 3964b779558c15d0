//! Text that is kept reads as it did: other readers find in the copy what they found in the input.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

use std::process::Command;

use kit::Builder;

mod kit;
mod marked;

/// Printed on the boxes.
const LABEL: &str = "40(2)";
const READERS: [(&str, &[&str]); 2] =
    [("pdftotext", &["-layout", "FILE", "-"]), ("mutool", &["draw", "-q", "-F", "text", "-o", "-", "FILE", "1"])];

/// What each reader reads, without blanks.
fn readings(file: &[u8]) -> [String; 2] {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("a.pdf");
    std::fs::write(&path, file).unwrap();
    READERS.map(|(program, arguments)| {
        let mut command = Command::new(program);
        for argument in arguments {
            match *argument {
                "FILE" => command.arg(&path),
                other => command.arg(other),
            };
        }
        let text = String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned();
        text.chars().filter(|char| !char.is_whitespace()).collect::<String>().replace(LABEL, "")
    })
}

/// A Type 3 font of boxes for these letters, each named after its code.
fn drawn_font(builder: &mut Builder, name: impl Fn(u8) -> String, letters: &str) -> u32 {
    let (mut procedures, mut differences) = (String::new(), String::new());
    for (at, code) in letters.bytes().enumerate() {
        let drawing = builder.stream("", format!("40 0 2 0 36 58 d1 2 0 {} 58 re f", 20 + at));
        let name = name(code);
        procedures.push_str(&format!("/{name} {drawing} 0 R "));
        differences.push_str(&format!("{code} /{name} "));
    }
    builder.object(format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 40 60] /FontMatrix [0.012 0 0 0.012 0 0] /FirstChar 0 /LastChar 127 \
         /Widths [{}] /CharProcs << {procedures} >> /Encoding << /Differences [{differences}] >> /Resources << >> >>",
        "40 ".repeat(128)
    ))
}

#[test]
fn letters_that_only_the_number_in_their_names_tells_stay_readable() {
    // TeX names them by their codes in tens, printing systems in sixteens.
    type Naming = fn(u8) -> String;
    let namings: [(&str, Naming); 2] =
        [("tens", |code| format!("a{code}")), ("sixteens", |code| format!("C{code:02x}"))];
    for (naming, name) in namings {
        let mut builder = Builder::new();
        let font = drawn_font(&mut builder, name, "KeptSnowlz");
        builder.page(&format!("/Font << /F9 {font} 0 R >>"), "BT /F9 12 Tf 100 700 Td (Snow) Tj 0 -40 Td (Kept) Tj ET");
        let file = builder.finish();
        let before = readings(&file);
        for level in ["exact", "constant"] {
            let (_, output, _) = marked::redact(&file, &[([98.0, 695.0, 130.0, 712.0], LABEL, level)]);
            let after = readings(&output);
            for (before, after) in before.iter().zip(after) {
                assert_eq!(before.replace("Snow", ""), after, "{naming} at {level}");
            }
        }
    }
}

#[test]
fn codes_that_are_said_to_be_their_own_text_stay_readable() {
    let mut builder = Builder::new();
    let font = builder.object(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /Identity-H /ToUnicode /Identity-H /DescendantFonts [<< \
         /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /DW 600 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
         /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /Arial /Flags 32 /FontBBox [0 -200 1000 900] \
         /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >> >>] >>",
    );
    let content = "BT /F9 12 Tf 100 700 Td <0053006E006F0077> Tj 0 -40 Td <004B006500700074> Tj ET";
    builder.page(&format!("/Font << /F9 {font} 0 R >>"), content);
    let file = builder.finish();
    for level in ["exact", "constant"] {
        let (plan, output, _) = marked::redact(&file, &[([98.0, 695.0, 130.0, 712.0], LABEL, level)]);
        assert_eq!(plan.pages[0].removed_text, ["Snow"], "the engine reads it, too, and looks for it");
        assert_eq!(readings(&output), ["Kept", "Kept"], "{level}");
    }
}

#[test]
fn a_letter_that_is_a_picture_may_graze_a_mark_as_any_other_may() {
    let mut builder = Builder::new();
    // Columns of five thousandths of an em, dark and light in turn.
    let picture =
        format!("80 0 0 0 80 60 d1 q 80 0 0 60 0 0 cm BI /IM true /W 160 /H 1 /BPC 1 ID {} EI Q", "U".repeat(20));
    let drawing = builder.stream("", picture);
    let font = builder.object(format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 80 60] /FontMatrix [0.01 0 0 0.01 0 0] /FirstChar 65 /LastChar 65 \
         /Widths [80] /CharProcs << /A {drawing} 0 R >> /Encoding << /Differences [65 /A] >> /Resources << >> >>"
    ));
    builder.page(&format!("/Font << /F9 {font} 0 R >>"), "BT /F9 12 Tf 100 700 Td (AAAA) Tj ET");
    let file = builder.finish();
    // The second letter ends at 119.2.
    let (plan, ..) = marked::redact(&file, &[([119.0, 698.0, 128.9, 712.0], LABEL, "exact")]);
    assert_eq!(plan.pages[0].removed_text, ["A"]);
}
