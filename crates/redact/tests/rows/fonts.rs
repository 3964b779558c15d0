//! Rows 52 to 55: what a font says besides its shapes.

use super::kit::Builder;
use super::{KEPT, Row};

pub(super) const ROWS: &[Row] = &[
    Row::removed(53, |secret| {
        // The encoding names glyphs after the secret; only the kept ones may stay.
        let names: Vec<String> = secret.chars().enumerate().map(|(at, _)| format!("/{secret}{at}")).collect();
        with_font(
            secret,
            &format!(
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [200 {}] >> >>",
                names.join(" ")
            ),
        )
    }),
    Row::removed(54, |secret| {
        with_font(
            secret,
            &format!("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Name /{secret} /Private ({secret}) >>"),
        )
    }),
    Row::removed(55, |secret| {
        let mut builder = Builder::new();
        let unused = builder.object(format!("<< /Type /Font /Subtype /Type1 /BaseFont /{secret} >>"));
        builder.page(&format!("/Font << /F1 3 0 R /F9 {unused} 0 R >>"), KEPT);
        builder.finish()
    }),
];

fn with_font(secret: &str, font: &str) -> Vec<u8> {
    let mut builder = Builder::new();
    let font = builder.object(font);
    let content = format!("BT /F9 12 Tf 100 700 Td ({secret}) Tj ET BT /F9 12 Tf 100 640 Td (kept) Tj ET {KEPT}");
    builder.page(&format!("/Font << /F1 3 0 R /F9 {font} 0 R >>"), content);
    builder.finish()
}
